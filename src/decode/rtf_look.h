/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How text of an RTF document looks, word for word of its markup. */
#ifndef CIRCULARD_DECODE_RTF_LOOK_H
#define CIRCULARD_DECODE_RTF_LOOK_H

#include <glib.h>

struct rtf_look {
    gboolean hidden, struck, deleted, raised, light, tiny, shaded;
};

/* What holds for more than one group. */
struct rtf_palette {
    GArray *colours; /* of guint32; the caller's */
    guint32 colour;  /* being read */
    gboolean paragraph_shaded, page_coloured;
};

/* TRUE: the word shows or hides text. */
gboolean rtf_look_switch(struct rtf_look *look, const char *word, gboolean on);
/* Colours, grounds and sizes; white is no ground other than paper. */
void rtf_look_number(struct rtf_look *look, struct rtf_palette *palette, const char *word, int number);
/* Within the table of colours. */
void rtf_palette_part(struct rtf_palette *palette, const char *word, int number);
void rtf_palette_end_colour(struct rtf_palette *palette);

#endif
