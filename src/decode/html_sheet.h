/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The style sheets inside a page, as far as they hide elements. */
#ifndef CIRCULARD_DECODE_HTML_SHEET_H
#define CIRCULARD_DECODE_HTML_SHEET_H

#include <glib.h>

#include "base/auto.h"

struct html_sheet;
struct html_sheet *html_sheet_new(const char *page); /* reads every <style> of it */
void html_sheet_free(struct html_sheet *sheet);
AUTO_DEFINE(html_sheet)

/* attributes: name, value, …, NULL; may be NULL. */
gboolean html_sheet_hides(const struct html_sheet *sheet, const char *element,
                          const char *const *attributes);

#endif
