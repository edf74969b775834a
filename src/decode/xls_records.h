/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of an old workbook ([MS-XLS]), one after the other, and strings that run over several. */
#ifndef CIRCULARD_DECODE_XLS_RECORDS_H
#define CIRCULARD_DECODE_XLS_RECORDS_H

#include <glib.h>

#define XLS_CONTINUE 0x003c

struct xls_record {
    const guint8 *next, *end; /* of the stream, behind this record */
    guint type;
    const guint8 *at, *stop;  /* what is left of it */
};

struct xls_record xls_records(const guint8 *bytes, gsize length);
/* To the next record; FALSE: that was the last one, or the stream breaks off in it. */
gboolean xls_next(struct xls_record *record);
/* Is what follows a continuation? Then goes on in it. */
gboolean xls_continue(struct xls_record *record);

guint xls_left(const struct xls_record *record); /* bytes, before any continuation */
guint xls_u8(struct xls_record *record);         /* each 0 behind the end */
guint xls_u16(struct xls_record *record);
guint32 xls_u32(struct xls_record *record);
double xls_double(struct xls_record *record);
void xls_skip(struct xls_record *record, gsize bytes); /* over continuations too */

/* Characters as UTF-8, after their number was read; goes on in continuations, each of which says anew
 * whether it has one byte a character or two. What its formatting gives one of the fonts, which are
 * crossed out, is left out: *struck says so. Phonetics are skipped. fonts: of gboolean, in the order of
 * the book. Owned by the caller. */
char *xls_string(struct xls_record *record, guint count, const GArray *fonts, gboolean *struck);
/* The bare characters, whose flags were read. */
char *xls_characters(struct xls_record *record, guint count, gboolean wide);
/* Fonts are counted from 0, but none has the number 4. */
gboolean xls_is_struck(const GArray *fonts, guint font);

#endif
