/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The styles of an OpenDocument file, as far as they hide text or cross it out. */
#ifndef CIRCULARD_DECODE_ODF_STYLE_H
#define CIRCULARD_DECODE_ODF_STYLE_H

#include <glib.h>

#include "base/auto.h"

struct odf_look {
    gboolean hidden, struck, light, tiny;
    gboolean raised;
    gboolean shaded; /* on a ground that is not white, or may be */
};

struct odf_styles;
struct odf_styles *odf_styles_new(void);
void odf_styles_free(struct odf_styles *styles);
AUTO_DEFINE(odf_styles)

/* Every element is shown to it; what belongs to no style is passed over. */
void odf_styles_start(struct odf_styles *styles, const char *element, const char *const *attributes);
void odf_styles_end(struct odf_styles *styles, const char *element);

/* What text looks like in a paragraph ("p", "h") or span with these attributes, given what is around. */
struct odf_look odf_styles_look(const struct odf_styles *styles, struct odf_look around, const char *element,
                                const char *const *attributes);
/* Is a table or sheet with these attributes one that is not shown? */
gboolean odf_styles_hide_table(const struct odf_styles *styles, const char *const *attributes);

#endif
