/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Word's binary documents ([MS-DOC]): the text by its table of pieces, paragraphs, table cells, pages.
 *
 * What is deleted by a tracked change, hidden or crossed out (doc_style.c) is left out, and so are comments, which is told;
 * all of these are no part of the letter as it is printed. Word 6 and 95 keep their text in one stretch,
 * whose formatting is not looked at. Pictures are read in doc_pictures.c. Encrypted documents are told. */
#include <string.h>

#include "decode/doc_pictures.h"
#include "decode/doc_style.h"
#include "decode/lines.h"
#include "decode/little.h"
#include "decode/ole.h"

#define FIB_BYTES  0x1aa
#define FIB_WORD97 0x65
#define PIECES_MAX 200000
#define STEPS_MAX  1000000 /* runs looked at, over all pieces, which may all claim the same bytes */

/* Where the counts of characters stand, story by story in the order of the text, and two tables. */
#define FIB_COUNT_TEXT      0x4c
#define FIB_COUNT_FOOTNOTES 0x50
#define FIB_COUNT_HEADERS   0x54
#define FIB_COUNT_COMMENTS  0x5c
#define FIB_LOOKS           0xfa

struct doc {
    struct reading *reading;
    struct lines *lines;
    GBytes *main;
    GBytes *table;     /* the stream of tables; or NULL */
    GArray *runs;      /* of struct doc_run: what nobody reads */
    GArray *pictures;  /* of guint32: their places */
    guint steps;
    guint left_out;    /* of enum doc_look */
    gboolean unsure;   /* not all was looked at */
    guint64 comments, comments_end; /* characters of the text that are comments */
    gboolean commented;
    guint fields;      /* open field instructions */
    gboolean in_table, in_cell;
    gboolean cell_just_ended;
};

static void write_utf8(struct doc *doc, const char *text, gsize length)
{
    if (doc->fields > 0 || length == 0)
        return;
    if (doc->in_table && !doc->in_cell) {
        lines_cell_begin(doc->lines, 1, 1);
        doc->in_cell = TRUE;
    }
    doc->cell_just_ended = FALSE;
    lines_typed(doc->lines, text, length);
}

/* A cell ends; where another one has just ended, it is the row that ends. */
static void end_cell(struct doc *doc)
{
    if (doc->cell_just_ended) {
        lines_row_end(doc->lines);
        doc->cell_just_ended = FALSE;
        return;
    }
    if (!doc->in_cell)
        lines_cell_begin(doc->lines, 1, 1);
    lines_cell_end(doc->lines);
    doc->in_cell = FALSE;
    doc->cell_just_ended = TRUE;
}

static void end_paragraph(struct doc *doc)
{
    if (doc->in_table && !doc->in_cell) {
        lines_table_end(doc->lines);
        doc->in_table = FALSE;
    }
    lines_paragraph(doc->lines);
}

/* TRUE: the character is a mark and is dealt with. */
static gboolean apply_mark(struct doc *doc, gunichar c)
{
    switch (c) {
    case 0x07:
        end_cell(doc);
        return TRUE;
    case 0x0b:
        lines_break(doc->lines);
        return TRUE;
    case 0x0c:
        lines_page(doc->lines);
        return TRUE;
    case 0x0d:
        end_paragraph(doc);
        return TRUE;
    case 0x13:
        doc->fields++;
        return TRUE;
    case 0x14:
    case 0x15:
        doc->fields -= doc->fields > 0 && c == 0x14;
        return TRUE;
    case 0x1e:
        write_utf8(doc, "\xe2\x80\x91", 3);
        return TRUE;
    case 0x1f:
        write_utf8(doc, "\xc2\xad", 2);
        return TRUE;
    default:
        return c < 0x20 && c != '\t';
    }
}

/* Does the paragraph or cell that begins here end with a cell's mark? Then it lies in a table. */
static gboolean is_cell_next(const char *at, const char *end)
{
    for (; at < end && *at != '\x0d' && *at != '\x0c'; at++)
        if (*at == '\x07')
            return TRUE;
    return FALSE;
}

static void write_text(struct doc *doc, const char *text, gsize length)
{
    const char *at = text, *end = text + length, *word = text;
    gboolean begins = TRUE;
    while (at < end && !lines_are_full(doc->lines)) {
        if (begins && !doc->in_cell) {
            gboolean cell = is_cell_next(at, end);
            if (cell && !doc->in_table)
                lines_table_begin(doc->lines);
            if (!cell && doc->in_table)
                lines_table_end(doc->lines);
            doc->cell_just_ended &= cell;
            doc->in_table = cell;
        }
        begins = FALSE;
        if ((guchar) *at >= 0x20 || *at == '\t') {
            at++;
            continue;
        }
        write_utf8(doc, word, (gsize) (at - word));
        begins = *at == '\x07' || *at == '\x0d' || *at == '\x0c';
        apply_mark(doc, (guchar) *at);
        word = ++at;
    }
    write_utf8(doc, word, (gsize) (at - word));
}

static void add_bytes(struct doc *doc, GString *text, const char *bytes, gsize length, gboolean narrow)
{
    if (text->len > doc->reading->limits->part_text_bytes)
        return;
    struct charset_result result = charset_decode(doc->reading->decoder->charsets, bytes, length,
                                                  narrow ? "windows-1252" : "utf-16le");
    g_string_append_len(text, result.utf8->str, (gssize) result.utf8->len);
    g_string_free(result.utf8, TRUE);
}

/* Of what nobody reads the marks stay: cells and paragraphs end all the same. */
static void add_marks(GString *text, const char *bytes, gsize length, gboolean narrow)
{
    for (gsize i = 0; i + !narrow < length; i += narrow ? 1 : 2)
        if ((guchar) bytes[i] < 0x20 && bytes[i] != '\t' && (narrow || bytes[i + 1] == 0))
            g_string_append_c(text, bytes[i]);
}

/* Bytes from..to of the main stream, without what nobody reads. */
static void add_visible(struct doc *doc, GString *text, gsize from, gsize to, gboolean narrow)
{
    const char *data = g_bytes_get_data(doc->main, NULL);
    for (guint i = doc_style_find(doc->runs, (guint32) from); i < doc->runs->len && from < to; i++) {
        const struct doc_run *run = &g_array_index(doc->runs, struct doc_run, i);
        gsize begin = CLAMP(run->from, from, to), end = CLAMP(run->to, from, to);
        begin -= narrow ? 0 : (begin - from) % 2;
        end -= narrow ? 0 : (end - from) % 2;
        if (begin == to || doc->steps++ > STEPS_MAX)
            break;
        add_bytes(doc, text, data + from, begin - from, narrow);
        add_marks(text, data + begin, end - begin, narrow);
        doc->left_out |= run->look;
        from = end;
    }
    doc->unsure |= doc->steps > STEPS_MAX;
    add_bytes(doc, text, data + from, to - from, narrow);
}

/* One piece: bytes of windows-1252 or UTF-16. */
static void add_piece(struct doc *doc, GString *text, guint32 place, gsize skipped, gsize characters)
{
    gsize length = g_bytes_get_size(doc->main);
    gboolean narrow = (place & 0x40000000u) != 0;
    gsize unit = narrow ? 1 : 2;
    gsize offset = (narrow ? (place & 0x3fffffffu) / 2 : place) + skipped * unit;
    if (offset >= length || text->len > doc->reading->limits->part_text_bytes)
        return;
    add_visible(doc, text, offset, offset + MIN(characters * unit, length - offset), narrow);
}

/* Characters from..to of the text, which the piece holds; what are comments is left out. */
static void add_story(struct doc *doc, GString *text, guint32 place, guint32 from, guint32 to)
{
    guint64 before = CLAMP(doc->comments, from, to), after = CLAMP(doc->comments_end, from, to);
    doc->commented |= after > before;
    if (before > from)
        add_piece(doc, text, place, 0, before - from);
    if (to > after)
        add_piece(doc, text, place, after - from, to - after);
}

/* The table of pieces: positions in the text, then eight bytes for each piece. */
static gboolean add_pieces(struct doc *doc, GString *text, const guint8 *at, gsize length)
{
    gsize pieces = length >= 4 ? (length - 4) / 12 : 0;
    if (pieces == 0 || pieces > PIECES_MAX)
        return FALSE;
    const guint8 *descriptors = at + 4 * (pieces + 1);
    for (gsize i = 0; i < pieces; i++) {
        guint32 from = little_u32(at + 4 * i), to = little_u32(at + 4 * (i + 1));
        if (to < from)
            return FALSE;
        add_story(doc, text, little_u32(descriptors + 8 * i + 2), from, to);
    }
    return TRUE;
}

/* Behind the property lists, each with its length, stands the table of pieces. */
static gboolean find_pieces(struct doc *doc, GString *text, GBytes *table, guint32 offset,
                            guint32 size)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(table, &length);
    if (offset >= length)
        return FALSE;
    const guint8 *at = data + offset, *end = at + MIN(size, length - offset);
    while (end - at >= 3 && *at == 1)
        at += MIN(3 + (gssize) little_u16(at + 1), end - at);
    if (end - at < 5 || *at != 2)
        return FALSE;
    return add_pieces(doc, text, at + 5, MIN(little_u32(at + 1), (gsize) (end - at - 5)));
}

/* What the header says of the looks of characters, and where the comments are. */
static void read_looks(struct doc *doc, const guint8 *fib)
{
    gsize length;
    const guint8 *data = g_bytes_get_data(doc->table, &length);
    doc->comments = (guint64) little_u32(fib + FIB_COUNT_TEXT) + little_u32(fib + FIB_COUNT_FOOTNOTES) +
                    little_u32(fib + FIB_COUNT_HEADERS);
    doc->comments_end = doc->comments + little_u32(fib + FIB_COUNT_COMMENTS);
    guint32 offset = little_u32(fib + FIB_LOOKS), size = little_u32(fib + FIB_LOOKS + 4);
    if (offset >= length || size > length - offset)
        return;
    g_array_unref(doc->runs);
    doc->runs = doc_style_read(doc->main, data + offset, size, doc->pictures);
}

static gboolean collect(struct doc *doc, const struct ole *ole, GString *text)
{
    gsize length;
    const guint8 *fib = g_bytes_get_data(doc->main, &length);
    if (length < 0x20)
        return FALSE;
    if (little_u16(fib + 2) < FIB_WORD97 || length < FIB_BYTES) {
        guint32 from = little_u32(fib + 0x18), to = little_u32(fib + 0x1c);
        if (from >= to || to > length)
            return FALSE;
        add_piece(doc, text, 0x40000000u | from * 2, 0, to - from);
        return TRUE;
    }
    gboolean second = (little_u16(fib + 10) & 0x0200) != 0;
    doc->table = ole_stream_named(ole, OLE_ROOT, second ? "1Table" : "0Table");
    if (doc->table != NULL)
        read_looks(doc, fib);
    return doc->table != NULL &&
           find_pieces(doc, text, doc->table, little_u32(fib + 0x1a2), little_u32(fib + 0x1a6));
}

static gboolean is_encrypted(GBytes *main)
{
    gsize length;
    const guint8 *fib = g_bytes_get_data(main, &length);
    return length > 12 && (little_u16(fib + 10) & 0x0100) != 0;
}

static void tell_left_out(const struct doc *doc, const char *name)
{
    struct text *text = doc->reading->text;
    if (doc->left_out & DOC_HIDDEN)
        text_add_flaw(text->flaws, name, "text that a reader would not see was left out");
    if (doc->left_out & DOC_STRUCK)
        text_add_flaw(text->flaws, name, "crossed-out text was left out");
    if (doc->commented)
        text_add_flaw(text->flaws, name, "comments in it were left out");
    if (doc->unsure)
        text_add_flaw(text->limits, name, "not wholly looked through for text that nobody would see");
}

gboolean doc_read(struct reading *reading, const struct leaf *leaf, const struct ole *ole)
{
    g_autoptr(GBytes) main = ole_stream_named(ole, OLE_ROOT, "WordDocument");
    if (main == NULL)
        return FALSE;
    if (is_encrypted(main)) {
        text_add_flaw(reading->text->unread, leaf->name, "encrypted: it asks for a password");
        return TRUE;
    }
    AUTO(lines) *lines = lines_new(reading->limits->part_text_bytes);
    g_autoptr(GArray) pictures = g_array_new(FALSE, FALSE, sizeof(guint32));
    struct doc doc = {.reading = reading, .lines = lines, .main = main, .pictures = pictures};
    doc.runs = g_array_new(FALSE, FALSE, sizeof(struct doc_run));
    guint part = reading->text->parts->len;
    g_autoptr(GString) text = g_string_new(NULL);
    gboolean good = collect(&doc, ole, text);
    g_array_unref(doc.runs);
    write_text(&doc, text->str, text->len);
    reading_add_lines(reading, leaf, TEXT_OFFICE, lines);
    tell_left_out(&doc, leaf->name);
    if (doc.table != NULL)
        doc_read_pictures(reading, leaf, ole, main, doc.table, pictures, part);
    g_clear_pointer(&doc.table, g_bytes_unref);
    return good;
}
