/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An RTF file as a leaf. Its pictures are not read: one that is shown large, as a scan or a table pasted below words
 * is, is told. How large stands behind "\\pict", before the bytes of the picture. */
#include "decode/rtf.h"

#include <string.h>

#include "decode/reading.h"
#include "decode/writing.h"

#define POINT         20.0 /* twips */
#define PICTURES_MAX  1000
#define HEAD_BYTES    2000u /* of a picture, with its names and numbers */

/* The number behind this word, in points; 0: it is not there. */
static double read_side(const char *head, gsize length, const char *word)
{
    const char *at = memmem(head, length, word, strlen(word)), *end = head + length;
    double side = 0;
    for (at = at != NULL ? at + strlen(word) : end; at < end && g_ascii_isdigit(*at); at++)
        side = MIN(side * 10 + (*at - '0'), 1e6);
    return side / POINT;
}

static gboolean has_large_picture(const char *bytes, gsize length)
{
    static const char word[] = "\\pict";
    const char *end = bytes + length, *at = bytes;
    for (guint i = 0; i < PICTURES_MAX && (at = memmem(at, (gsize) (end - at), word, sizeof word - 1)) != NULL; i++) {
        at += sizeof word - 1;
        gsize head = MIN(HEAD_BYTES, (gsize) (end - at));
        const char *next = memmem(at, head, word, sizeof word - 1);
        head = next != NULL ? (gsize) (next - at) : head;
        if (read_side(at, head, "\\picwgoal") * read_side(at, head, "\\pichgoal") >= WRITING_AREA)
            return TRUE;
    }
    return FALSE;
}

void rtf_read(struct reading *reading, const struct leaf *leaf)
{
    gsize length;
    const char *bytes = g_bytes_get_data(leaf->bytes, &length);
    AUTO(lines) *lines = lines_new(reading->limits->part_text_bytes);
    struct rtf_notes notes = rtf_write(bytes, length, reading->decoder->charsets, lines);
    reading_add_lines(reading, leaf, TEXT_OFFICE, lines);
    if (notes.hidden)
        text_add_flaw(reading->text->flaws, leaf->name, "text that a reader would not see was left out");
    if (notes.struck)
        text_add_flaw(reading->text->flaws, leaf->name, "crossed-out text was left out");
    if (notes.commented)
        text_add_flaw(reading->text->flaws, leaf->name, "comments in it were left out");
    if (has_large_picture(bytes, length))
        text_add_flaw(reading->text->unread, leaf->name, "a large picture in it was not read");
}
