/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Would a reader see it? What an element's style and attributes do to the text inside. */
#ifndef CIRCULARD_DECODE_HTML_STYLE_H
#define CIRCULARD_DECODE_HTML_STYLE_H

#include <glib.h>

#define COLOUR_UNKNOWN (-1) /* a picture, a gradient, a name not in the table */

struct html_style {
    gboolean gone;      /* display: none and its kin: for everything inside */
    gboolean invisible; /* visibility: hidden; an element inside can undo it */
    gboolean tiny;      /* font-size below what can be read; can be undone */
    gboolean struck;    /* crossed out */
    gboolean pre;       /* white space counts */
    int colour, ground; /* 0xrrggbb or COLOUR_UNKNOWN */
};

extern const struct html_style html_style_plain; /* black on white */

/* attributes: name, value, name, value, …, NULL; may be NULL. rules: what style sheets say of it; may be
 * NULL. unsure: they may say more. */
struct html_style html_style_of(const struct html_style *around, const char *element,
                                const char *const *attributes, const char *rules, gboolean unsure);
gboolean html_style_hides(const struct html_style *style);

#endif
