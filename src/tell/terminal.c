/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text for people.
 *
 * Colour goes to a terminal only, and not where NO_COLOR is set or TERM is "dumb". Words of a mail are
 * made harmless by escape_line(); no colour code ever stands inside them, so a cut never leaves one
 * open. Refused: nothing. */
#include "tell/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/escape.h"

enum { COLUMNS_LEAST = 40, COLUMNS_USUAL = 80, NAME_COLUMNS = 13, GAP = 2, ELASTIC_LEAST = 12,
       TEXTS_CHUNK = 65536 };

static const char *const TONES[] = {
    [TONE_PLAIN] = "",         [TONE_STRONG] = "\033[1m", [TONE_FAINT] = "\033[2m",
    [TONE_GOOD] = "\033[32m", [TONE_DOUBT] = "\033[33m", [TONE_BAD] = "\033[1;31m",
};

static guint screen_columns(int fd)
{
    struct winsize size;
    guint64 columns = 0;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        columns = size.ws_col;
    else if (!g_ascii_string_to_unsigned(g_getenv("COLUMNS") ? g_getenv("COLUMNS") : "", 10, 1, 9999,
                                         &columns, NULL))
        columns = COLUMNS_USUAL;
    return MAX((guint)columns, COLUMNS_LEAST);
}

struct terminal *terminal_new(FILE *file)
{
    struct terminal *terminal = g_new0(struct terminal, 1);
    const char *no_colour = g_getenv("NO_COLOR");
    gboolean screen = isatty(fileno(file));
    terminal->out = g_string_new(NULL);
    terminal->colour = screen && !(no_colour && *no_colour) &&
                       g_strcmp0(g_getenv("TERM"), "dumb") != 0;
    terminal->columns = screen ? screen_columns(fileno(file)) : 0;
    return terminal;
}

void terminal_free(struct terminal *terminal)
{
    if (!terminal)
        return;
    g_string_free(terminal->out, TRUE);
    g_free(terminal);
}

void terminal_flush(struct terminal *terminal, FILE *file)
{
    fwrite(terminal->out->str, 1, terminal->out->len, file);
    g_string_truncate(terminal->out, 0);
}

static guint character_width(gunichar c)
{
    return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

guint terminal_width(const char *text)
{
    guint width = 0;
    for (; *text; text = g_utf8_next_char(text))
        width += (guchar)*text < 0x80 ? 1 : character_width(g_utf8_get_char(text));
    return width;
}

static void append_toned(struct terminal *terminal, enum tone tone, const char *text)
{
    gboolean coloured = terminal->colour && tone != TONE_PLAIN && *text;
    if (coloured)
        g_string_append(terminal->out, TONES[tone]);
    g_string_append(terminal->out, text);
    if (coloured)
        g_string_append(terminal->out, "\033[0m");
}

/* Plain ASCII, most of what there is, passes by the shorter way. */
static gboolean is_printable_ascii(const char *text, gsize *length)
{
    const char *at = text;
    for (; *at; at++)
        if (*at < 0x20 || *at > 0x7e)
            return FALSE;
    *length = (gsize)(at - text);
    return TRUE;
}

static char *harmless(const char *text)
{
    gsize length;
    return is_printable_ascii(text, &length) ? g_strdup(text) : escape_line(text, G_MAXSIZE / 2);
}

void terminal_say(struct terminal *terminal, enum tone tone, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *safe = harmless(text);
    append_toned(terminal, tone, safe);
}

void terminal_line(struct terminal *terminal)
{
    g_string_append_c(terminal->out, '\n');
}

static void append_blanks(GString *out, guint count)
{
    static const char blanks[] = "                                ";
    for (; count > 0; count -= MIN(count, sizeof blanks - 1))
        g_string_append_len(out, blanks, (gssize)MIN(count, sizeof blanks - 1));
}

/* How much of text goes on a line of room columns: up to the last blank that fits, or, where one word
 * is longer than the line, as much of it as fits. */
static gsize line_length(const char *text, guint room)
{
    gsize blank = 0;
    guint width = 0;
    const char *at = text;
    for (; *at; at = g_utf8_next_char(at)) {
        width += character_width(g_utf8_get_char(at));
        if (width > room && at > text)
            return blank ? blank : (gsize)(at - text);
        if (*at == ' ')
            blank = (gsize)(at - text);
    }
    return (gsize)(at - text);
}

static void append_folded(struct terminal *terminal, guint indent, enum tone tone, const char *text,
                          gboolean indent_first)
{
    guint room = terminal->columns > indent + 20 ? terminal->columns - indent : 20;
    gboolean first = TRUE;
    do {
        gsize length = terminal->columns ? line_length(text, room) : strlen(text);
        g_autofree char *line = g_strndup(text, length);
        if (!first || indent_first)
            append_blanks(terminal->out, indent);
        append_toned(terminal, tone, line);
        terminal_line(terminal);
        first = FALSE;
        text += length;
        text += strspn(text, " ");
    } while (*text);
}

void terminal_paragraph(struct terminal *terminal, guint indent, enum tone tone, const char *format,
                        ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *safe = harmless(text);
    append_folded(terminal, indent, tone, safe, TRUE);
}

void terminal_field(struct terminal *terminal, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    g_autofree char *safe = harmless(text);
    append_blanks(terminal->out, 2);
    append_toned(terminal, TONE_FAINT, name);
    append_blanks(terminal->out, NAME_COLUMNS > strlen(name) ? NAME_COLUMNS - (guint)strlen(name) : 1);
    append_folded(terminal, 2 + NAME_COLUMNS, TONE_PLAIN, safe, FALSE);
}

/* ---- tables ----------------------------------------------------------------------------------- */

struct cell {
    const char *text;
    guint width;
    enum tone tone;
};

struct table {
    guint columns, elastic;
    GArray *cells; /* of struct cell, row by row; the first row holds the headings */
    GStringChunk *texts;
};

struct table *table_new(const char *const *headings, guint elastic)
{
    struct table *table = g_new0(struct table, 1);
    table->elastic = elastic;
    table->cells = g_array_new(FALSE, FALSE, sizeof(struct cell));
    table->texts = g_string_chunk_new(TEXTS_CHUNK);
    for (; headings[table->columns]; table->columns++)
        table_add(table, TONE_FAINT, headings[table->columns]);
    return table;
}

void table_free(struct table *table)
{
    if (!table)
        return;
    g_array_unref(table->cells);
    g_string_chunk_free(table->texts);
    g_free(table);
}

void table_add(struct table *table, enum tone tone, const char *text)
{
    struct cell cell = {.text = "", .tone = tone};
    gsize length = 0;
    if (text && is_printable_ascii(text, &length)) {
        cell.text = g_string_chunk_insert_len(table->texts, text, (gssize)length);
        cell.width = (guint)length;
    } else if (text) {
        g_autofree char *safe = harmless(text);
        cell.text = g_string_chunk_insert(table->texts, safe);
        cell.width = terminal_width(safe);
    }
    g_array_append_val(table->cells, cell);
}

void table_add_list(struct table *table, enum tone tone, const char *names)
{
    g_autoptr(GString) list = NULL;
    if (!strchr(names, ' ')) {
        table_add(table, tone, names);
        return;
    }
    list = g_string_new(names);
    g_string_replace(list, " ", ", ", 0);
    table_add(table, tone, list->str);
}

static const struct cell *cell_at(const struct table *table, guint index)
{
    return &g_array_index(table->cells, struct cell, index);
}

/* Widths of the columns; where they do not fit on the screen, the elastic one gives way. */
static guint *measure(const struct table *table, guint screen)
{
    guint *widths = g_new0(guint, table->columns);
    guint total = 0;
    for (guint i = 0; i < table->cells->len; i++) {
        guint *width = &widths[i % table->columns];
        *width = MAX(*width, cell_at(table, i)->width);
    }
    for (guint i = 0; i < table->columns; i++)
        total += widths[i] + (i ? GAP : 0);
    if (screen && total > screen) {
        guint over = total - screen, *width = &widths[table->elastic];
        *width = *width > over + ELASTIC_LEAST ? *width - over : MIN(*width, ELASTIC_LEAST);
    }
    return widths;
}

static void print_cell(struct terminal *terminal, const struct cell *cell, guint width, gboolean last)
{
    if (cell->width <= width) {
        append_toned(terminal, cell->tone, cell->text);
        append_blanks(terminal->out, last ? 0 : width - cell->width + GAP);
        return;
    }
    g_autoptr(GString) cut = g_string_new(NULL);
    guint used = 0;
    for (const char *at = cell->text; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (used + character_width(c) > width - 1)
            break;
        used += character_width(c);
        g_string_append_unichar(cut, c);
    }
    g_string_append(cut, "…");
    append_toned(terminal, cell->tone, cut->str);
    append_blanks(terminal->out, last ? 0 : width - used - 1 + GAP);
}

/* Blanks that an empty last cell leaves behind. */
static void trim_line(GString *out)
{
    gsize length = out->len;
    while (length > 0 && out->str[length - 1] == ' ')
        length--;
    g_string_truncate(out, length);
}

void table_print(struct table *table, struct terminal *terminal)
{
    g_autofree guint *widths = measure(table, terminal->columns);
    for (guint i = 0; i < table->cells->len; i++) {
        guint column = i % table->columns;
        print_cell(terminal, cell_at(table, i), widths[column], column + 1 == table->columns);
        if (column + 1 == table->columns) {
            trim_line(terminal->out);
            terminal_line(terminal);
        }
    }
}
