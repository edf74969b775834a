/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The style sheets inside a page, as far as they hide elements or make their text hard to see. */
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
/* What the sheets say of the element's colours and size of letters, "color:white;font-size:0;…", weakest
 * first; NULL for nothing. Owned by the caller. unsure: other rules, with conditions not looked at here,
 * may say more. */
char *html_sheet_look(const struct html_sheet *sheet, const char *element, const char *const *attributes,
                      gboolean *unsure);

#endif
