/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rich Text Format 1.9: text, paragraphs, tables, pages; the rest is passed over.
 *
 * Bytes are read in the character set of the document or of the font; \u gives Unicode itself, followed
 * by as many characters for old readers as \uc says. Destinations that are no text, and unknown ones
 * marked \*, are skipped. Text that is hidden, deleted by a tracked change, crossed out, too small to see or
 * white on white and comments are left out, and noted; white letters in a table, a box, on a shade or a coloured page stay. HTML that Outlook wraps in RTF reads the same way: its tags are such destinations. */
#include "decode/rtf.h"

#include <stdlib.h>
#include <string.h>

#include "decode/rtf_look.h"
#include "decode/rtf_page.h"

#define GROUPS_MAX 2000
#define WORD_MAX   32
#define NAME_MAX_BYTES 32

struct group {
    gboolean skipped;  /* a destination that is no text */
    gboolean fonts;    /* within the font table */
    gboolean colours;  /* within the table of colours */
    gboolean property; /* within the name of a property of a drawing */
    gboolean boxed;
    gboolean aside;    /* a box or a note, which hangs on a place in a sentence */
    gboolean table_around, cell_around, text_around; /* there */
    struct rtf_look look;
    guint unicode_skip; /* \uc */
    int charset;        /* code page of the font; 0: the document's */
};

struct rtf {
    const char *at, *end;
    struct charsets *charsets;
    struct lines *lines;
    struct rtf_notes notes;
    GArray *groups; /* of struct group; the last one counts */
    guint deeper;   /* groups beyond GROUPS_MAX */
    GHashTable *fonts; /* number → code page */
    int font;       /* being defined */
    int code_page;  /* of the document */
    GString *bytes; /* not yet converted */
    int bytes_page;
    guint to_skip;  /* characters after \u */
    gunichar2 high; /* the first half of a pair */
    gboolean starred; /* \* stood before the next word */
    gboolean in_table, in_cell, table_text; /* \intbl */
    struct rtf_palette palette;
    GString *property; /* the name of the last one */
};

static struct group *now(struct rtf *rtf)
{
    return &g_array_index(rtf->groups, struct group, rtf->groups->len - 1);
}

static gboolean is_unseen(const struct rtf *rtf, const struct group *group)
{
    const struct rtf_look *look = &group->look;
    gboolean paper = !look->shaded && !group->boxed && !rtf->palette.paragraph_shaded &&
                     !rtf->palette.page_coloured && !rtf->in_table && !rtf->table_text;
    return look->hidden || look->tiny || (look->light && paper);
}

/* May text be written here? Begins the cell it belongs to. */
static gboolean may_write(struct rtf *rtf)
{
    struct group *group = now(rtf);
    if (group->skipped)
        return FALSE;
    if (group->look.deleted || is_unseen(rtf, group)) {
        rtf->notes.hidden |= is_unseen(rtf, group);
        return FALSE;
    }
    if (group->look.struck) {
        rtf->notes.struck = TRUE;
        return FALSE;
    }
    if (rtf->in_table && !rtf->table_text && !rtf->in_cell) {
        lines_table_end(rtf->lines);
        rtf->in_table = FALSE;
    }
    if (rtf->in_table && !rtf->in_cell) {
        lines_cell_begin(rtf->lines, 1, 1);
        rtf->in_cell = TRUE;
    }
    return TRUE;
}

static void flush(struct rtf *rtf)
{
    if (rtf->bytes->len == 0)
        return;
    struct rtf_notes before = rtf->notes;
    gboolean may = may_write(rtf);
    if (strspn(rtf->bytes->str, " \t") == rtf->bytes->len)
        rtf->notes = before; /* blanks that are left out are no loss */
    if (may) {
        g_autofree char *label = rtf_page_label(rtf->bytes_page);
        struct charset_result result = charset_decode(rtf->charsets, rtf->bytes->str, rtf->bytes->len, label);
        if (now(rtf)->look.raised)
            lines_raised(rtf->lines, result.utf8->str, result.utf8->len);
        else
            lines_typed(rtf->lines, result.utf8->str, result.utf8->len);
        g_string_free(result.utf8, TRUE);
    }
    g_string_truncate(rtf->bytes, 0);
}

static void add_byte(struct rtf *rtf, char byte)
{
    if (rtf->to_skip > 0) {
        rtf->to_skip--;
        return;
    }
    if (now(rtf)->colours && byte == ';')
        rtf_palette_end_colour(&rtf->palette);
    if (now(rtf)->property && rtf->property->len < NAME_MAX_BYTES)
        g_string_append_c(rtf->property, byte);
    if (now(rtf)->skipped)
        return;
    int page = now(rtf)->charset > 0 ? now(rtf)->charset : rtf->code_page;
    if (page != rtf->bytes_page)
        flush(rtf);
    rtf->bytes_page = page;
    g_string_append_c(rtf->bytes, byte);
}

static void write_character(struct rtf *rtf, gunichar c)
{
    char bytes[8];
    flush(rtf);
    if ((g_unichar_isspace(c) && is_unseen(rtf, now(rtf))) || !may_write(rtf))
        return;
    int length = g_unichar_to_utf8(g_unichar_validate(c) ? c : 0xfffd, bytes);
    lines_typed(rtf->lines, bytes, (gsize) length);
}

/* \uN: a signed sixteen-bit number; two of them make one character beyond U+FFFF. */
static void write_unicode(struct rtf *rtf, int number)
{
    guint unit = (guint) number & 0xffff;
    rtf->to_skip = 0;
    if (unit >= 0xd800 && unit < 0xdc00) {
        rtf->high = (gunichar2) unit;
    } else if (unit >= 0xdc00 && unit < 0xe000 && rtf->high != 0) {
        write_character(rtf, 0x10000 + (((gunichar) rtf->high - 0xd800) << 10) + (unit - 0xdc00));
        rtf->high = 0;
    } else {
        write_character(rtf, unit);
        rtf->high = 0;
    }
    rtf->to_skip = now(rtf)->unicode_skip;
}

static void open_group(struct rtf *rtf)
{
    flush(rtf);
    rtf->to_skip = 0;
    if (rtf->groups->len >= GROUPS_MAX) {
        rtf->deeper++;
        return;
    }
    struct group group = *now(rtf);
    group.aside = group.property = FALSE;
    g_array_append_val(rtf->groups, group);
}

/* Tables around it are not its own. */
static void begin_aside(struct rtf *rtf)
{
    struct group *group = now(rtf);
    if (group->skipped || group->aside || rtf->deeper > 0)
        return;
    group->aside = TRUE;
    group->table_around = rtf->in_table;
    group->cell_around = rtf->in_cell;
    group->text_around = rtf->table_text;
    rtf->in_table = rtf->in_cell = rtf->table_text = FALSE;
    lines_aside_begin(rtf->lines);
}

static void end_aside(struct rtf *rtf)
{
    const struct group *group = now(rtf);
    if (!group->aside)
        return;
    lines_aside_end(rtf->lines);
    rtf->in_table = group->table_around;
    rtf->in_cell = group->cell_around;
    rtf->table_text = group->text_around;
}

static void close_group(struct rtf *rtf)
{
    flush(rtf);
    rtf->to_skip = 0;
    rtf->starred = FALSE;
    if (rtf->deeper > 0) {
        rtf->deeper--;
    } else if (rtf->groups->len > 1) {
        end_aside(rtf);
        g_array_set_size(rtf->groups, rtf->groups->len - 1);
    }
}

/* Destinations. TRUE: the word was one. */
static gboolean begin_destination(struct rtf *rtf, const char *word)
{
    static const char *const no_text[] = {
        "stylesheet", "info", "pict", "fldinst", "nonshppict", "objdata", "datafield", "filetbl", "listtable",
        "listoverridetable", "revtbl", "rsidtbl", "xe", "tc", "bkmkstart", "bkmkend", "themedata", "sn", "sv",
        "datastore", "annotation", "atnid", "atnauthor", "template", "private", "xmlnstbl", "wgrffmtfilter", NULL};
    static const char *const text[] = {"shpinst", "shptxt", "shppict", "footnote", "fldrslt", "header",
                                       "headerl", "headerr", "headerf", "footer", "footerl", "footerr",
                                       "footerf", "result", "listtext", "pntext", "rtf", NULL};
    gboolean starred = rtf->starred;
    rtf->starred = FALSE;
    if (strcmp(word, "fonttbl") == 0) {
        now(rtf)->fonts = now(rtf)->skipped = TRUE;
        return TRUE;
    }
    rtf->palette.page_coloured |= strcmp(word, "background") == 0;
    rtf->notes.commented |= strcmp(word, "annotation") == 0;
    now(rtf)->boxed |= strcmp(word, "shptxt") == 0;
    now(rtf)->colours |= strcmp(word, "colortbl") == 0;
    if (strcmp(word, "sn") == 0) {
        g_string_truncate(rtf->property, 0);
        now(rtf)->property = TRUE;
    }
    if (strcmp(word, "sv") == 0 && strcmp(rtf->property->str, "gtextUNICODE") == 0) {
        begin_aside(rtf); /* ornamental letters */
        return TRUE;
    }
    if (g_strv_contains(no_text, word) || strcmp(word, "colortbl") == 0) {
        now(rtf)->skipped = TRUE;
        return TRUE;
    }
    if (g_strv_contains(text, word)) {
        flush(rtf);
        if (strcmp(word, "footnote") == 0 || strcmp(word, "shptxt") == 0)
            begin_aside(rtf);
        else if (strstr(word, "head") != NULL || strstr(word, "foot") != NULL)
            lines_block(rtf->lines);
        return TRUE;
    }
    if (starred)
        now(rtf)->skipped = TRUE;
    return starred;
}

static void set_font(struct rtf *rtf, int number)
{
    if (now(rtf)->fonts) {
        rtf->font = number;
        return;
    }
    flush(rtf);
    now(rtf)->charset = GPOINTER_TO_INT(g_hash_table_lookup(rtf->fonts, GINT_TO_POINTER(number)));
}

static gboolean apply_look(struct rtf *rtf, const char *word, gboolean on)
{
    flush(rtf);
    return rtf_look_switch(&now(rtf)->look, word, on);
}

static void end_cell(struct rtf *rtf)
{
    flush(rtf);
    if (now(rtf)->skipped || !rtf->in_table)
        return;
    if (!rtf->in_cell)
        lines_cell_begin(rtf->lines, 1, 1);
    lines_cell_end(rtf->lines);
    rtf->in_cell = FALSE;
}

static void begin_table(struct rtf *rtf)
{
    rtf->table_text = TRUE;
    if (rtf->in_table || now(rtf)->skipped)
        return;
    flush(rtf);
    lines_table_begin(rtf->lines);
    rtf->in_table = TRUE;
    rtf->in_cell = FALSE;
}

/* Structure. TRUE: the word was such a one. */
static gboolean apply_structure(struct rtf *rtf, const char *word)
{
    if (strcmp(word, "cell") == 0) {
        end_cell(rtf);
    } else if (strcmp(word, "row") == 0) {
        flush(rtf);
        if (rtf->in_table)
            lines_row_end(rtf->lines);
        rtf->in_cell = FALSE;
    } else if (strcmp(word, "trowd") == 0 || strcmp(word, "intbl") == 0) {
        begin_table(rtf);
    } else if (strcmp(word, "pard") == 0) {
        flush(rtf);
        rtf->table_text = rtf->palette.paragraph_shaded = FALSE;
    } else {
        return FALSE;
    }
    return TRUE;
}

static gboolean write_mark(struct rtf *rtf, const char *word)
{
    static const struct { const char *word; gunichar c; } marks[] = {{"emdash", 0x2014}, {"endash", 0x2013}, {"lquote", 0x2018}, {"rquote", 0x2019},
                 {"ldblquote", 0x201c}, {"rdblquote", 0x201d}, {"bullet", 0x2022}, {"tab", '\t'},
                 {"emspace", 0x2003}, {"enspace", 0x2002}, {"nestcell", ' '}};
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
        if (strcmp(marks[i].word, word) == 0) {
            if (rtf->to_skip > 0)
                rtf->to_skip--;
            else
                write_character(rtf, marks[i].c);
            return TRUE;
        }
    return FALSE;
}

static gboolean end_line(struct rtf *rtf, const char *word)
{
    static const char *const paragraphs[] = {"par", "sect", "nestrow", NULL};
    gboolean page = strcmp(word, "page") == 0 || strcmp(word, "pagebb") == 0;
    if (!g_strv_contains(paragraphs, word) && strcmp(word, "line") != 0 && !page)
        return FALSE;
    flush(rtf);
    if (now(rtf)->skipped)
        return TRUE;
    if (strcmp(word, "line") == 0)
        lines_break(rtf->lines);
    else if (page)
        lines_page(rtf->lines);
    else
        lines_paragraph(rtf->lines);
    return TRUE;
}

static void apply_number(struct rtf *rtf, const char *word, int number)
{
    rtf_look_number(&now(rtf)->look, &rtf->palette, word, number);
    if (now(rtf)->colours)
        rtf_palette_part(&rtf->palette, word, number);
    if (strcmp(word, "u") == 0)
        write_unicode(rtf, number);
    else if (strcmp(word, "uc") == 0)
        now(rtf)->unicode_skip = (guint) CLAMP(number, 0, 16);
    else if (strcmp(word, "ansicpg") == 0)
        rtf->code_page = number;
    else if (strcmp(word, "f") == 0)
        set_font(rtf, number);
    else if (strcmp(word, "fcharset") == 0 && now(rtf)->fonts)
        g_hash_table_insert(rtf->fonts, GINT_TO_POINTER(rtf->font),
                            GINT_TO_POINTER(rtf_page_of_charset(number)));
    else if (strcmp(word, "bin") == 0)
        rtf->at += MIN(MAX(number, 0), rtf->end - rtf->at);
}

static void apply_word(struct rtf *rtf, const char *word, gboolean has_number, int number)
{
    if (begin_destination(rtf, word) || apply_structure(rtf, word) || end_line(rtf, word) || write_mark(rtf, word))
        return;
    if (strcmp(word, "mac") == 0)
        rtf->code_page = 10000;
    else if (strcmp(word, "pc") == 0)
        rtf->code_page = 437;
    else if (strcmp(word, "pca") == 0)
        rtf->code_page = 850;
    else if (!apply_look(rtf, word, !has_number || number != 0) && has_number)
        apply_number(rtf, word, number);
}

/* A control word: letters, a number, and one space that belongs to it. */
static void read_word(struct rtf *rtf)
{
    char word[WORD_MAX + 1];
    gsize length = 0;
    while (rtf->at < rtf->end && g_ascii_isalpha(*rtf->at)) {
        if (length < WORD_MAX)
            word[length++] = *rtf->at;
        rtf->at++;
    }
    word[length] = '\0';
    gboolean minus = rtf->at < rtf->end && *rtf->at == '-', has_number = FALSE;
    const char *digits = rtf->at + minus;
    gint64 number = 0;
    for (; digits < rtf->end && g_ascii_isdigit(*digits); digits++) {
        number = MIN(number * 10 + (*digits - '0'), 100000000);
        has_number = TRUE;
    }
    if (has_number)
        rtf->at = digits;
    if (rtf->at < rtf->end && *rtf->at == ' ')
        rtf->at++;
    apply_word(rtf, word, has_number, (int) (minus ? -number : number));
}

static void read_hex(struct rtf *rtf)
{
    if (rtf->end - rtf->at < 3) {
        rtf->at = rtf->end;
        return;
    }
    int high = g_ascii_xdigit_value(rtf->at[1]), low = g_ascii_xdigit_value(rtf->at[2]);
    rtf->at += 3;
    if (high >= 0 && low >= 0)
        add_byte(rtf, (char) (high << 4 | low));
}

static void read_control(struct rtf *rtf)
{
    rtf->at++;
    if (rtf->at >= rtf->end)
        return;
    char c = *rtf->at;
    if (g_ascii_isalpha(c)) {
        read_word(rtf);
        return;
    }
    if (c == '\'') {
        read_hex(rtf);
        return;
    }
    rtf->at++;
    if (c == '*')
        rtf->starred = TRUE;
    else if (c == '~')
        write_character(rtf, 0xa0);
    else if (c == '_')
        write_character(rtf, 0x2011);
    else if (c == '-')
        write_character(rtf, 0xad);
    else if (c == '\n' || c == '\r')
        end_line(rtf, "par");
    else if (c == '{' || c == '}' || c == '\\')
        add_byte(rtf, c);
}

struct rtf_notes rtf_write(const char *bytes, gsize length, struct charsets *charsets, struct lines *lines)
{
    struct group outside = {.unicode_skip = 1};
    struct rtf rtf = {
        .at = bytes,
        .end = bytes + length,
        .charsets = charsets,
        .lines = lines,
        .groups = g_array_new(FALSE, TRUE, sizeof(struct group)),
        .fonts = g_hash_table_new(NULL, NULL),
        .code_page = 1252,
        .bytes = g_string_new(NULL),
        .palette.colours = g_array_new(FALSE, FALSE, sizeof(guint32)),
        .property = g_string_new(NULL),
    };
    g_array_append_val(rtf.groups, outside);
    while (rtf.at < rtf.end && !lines_are_full(lines)) {
        char c = *rtf.at;
        if (c == '\\') {
            read_control(&rtf);
            continue;
        }
        rtf.at++;
        if (c == '{')
            open_group(&rtf);
        else if (c == '}')
            close_group(&rtf);
        else if (c != '\r' && c != '\n' && c != '\0')
            add_byte(&rtf, c);
    }
    flush(&rtf);
    lines_close_tables(lines);
    g_array_unref(rtf.groups);
    g_hash_table_unref(rtf.fonts);
    g_string_free(rtf.bytes, TRUE);
    g_array_unref(rtf.palette.colours);
    g_string_free(rtf.property, TRUE);
    return rtf.notes;
}
