/* SPDX-License-Identifier: GPL-3.0-or-later */
/* WordprocessingML and DrawingML into lines: what DOCX and PPTX are made of. */
#ifndef CIRCULARD_DECODE_OFFICE_DOCX_H
#define CIRCULARD_DECODE_OFFICE_DOCX_H

#include "decode/office.h"

#define ALTERNATES_MAX 8

struct docx {
    struct lines *lines;
    guint ignored;       /* open elements of which nothing is text */
    gboolean in_text;    /* within w:t */
    gboolean hidden, struck, struck_here, light, tiny, shaded, raised; /* the run */
    guint paragraph;         /* flags of the paragraph's style */
    gboolean paragraph_shaded;
    guint grounds;           /* open tables and text boxes; and one for a coloured page */
    gboolean left_out_struck, left_out_hidden;
    gboolean in_run_style;
    gboolean around_paragraph_shaded; /* the paragraph around an open box */
    guint around_paragraph, boxes;
    guint64 written;         /* bytes of text met so far */
    guint64 written_before[ALTERNATES_MAX]; /* each open choice of two forms */
    guint alternates;
    gboolean in_row_style, row_deleted; /* by a tracked change */
    gboolean beside;         /* a page that lies below the slides: its placeholders only say what to write there */
    gboolean placeholder;    /* the open shape is one */
    guint chosen, listed;    /* of a list that one of is chosen */
    GHashTable *styles; /* their identifiers → flags */
    char *style;        /* being read, or NULL */
    guint style_flags;
};

/* Reads an entry of the archive; FALSE: it is damaged or not there. */
gboolean docx_read_entry(struct reading *reading, const struct leaf *leaf, const char *path, struct docx *docx);
/* Reads these entries, once where several say the same. */
void docx_read_entries(struct reading *reading, const struct leaf *leaf, GPtrArray *paths, struct docx *docx);
/* Those whose path begins so. */
void docx_read_sides(struct reading *reading, const struct leaf *leaf, GPtrArray *paths, const char *before, struct docx *docx);
void docx_tell_left_out(struct reading *reading, const struct leaf *leaf, const struct docx *docx);

#endif
