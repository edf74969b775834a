/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CIRCULARD_DECODE_HTML_GUARD_H
#define CIRCULARD_DECODE_HTML_GUARD_H

#include <glib.h>

/* Blanks out, in place, what makes libxml2 take quadratic time. */
void html_guard(GString *html);

#endif
