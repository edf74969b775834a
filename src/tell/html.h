/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Static pages: no script, nothing from elsewhere, readable on a screen and on paper. */
#ifndef CIRCULARD_TELL_HTML_H
#define CIRCULARD_TELL_HTML_H

#include <glib.h>

#include "finding.h"

void html_begin(GString *page, const char *title); /* the head, the opened body and its heading */
void html_end(GString *page, const char *footer);

/* Appends a format in which every %s is made harmless; the format itself is markup. */
void html_add(GString *page, const char *format, ...) G_GNUC_PRINTF(2, 3);
void html_heading(GString *page, const char *text, guint count); /* "Overdue (3)" */

void html_deadlines(GString *page, const GPtrArray *deadlines, const GDate *today);
void html_requests(GString *page, const GPtrArray *requests, const GPtrArray *deadlines);
void html_flaws(GString *page, const char *heading, const GPtrArray *flaws);

#endif
