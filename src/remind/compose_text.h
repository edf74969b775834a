/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One of our own mails as a person would see it in a terminal: the main header fields, the plain
 * text, the names of what is attached. For --dry-run and previews; never for a mail from outside. */
#ifndef CIRCULARD_REMIND_COMPOSE_TEXT_H
#define CIRCULARD_REMIND_COMPOSE_TEXT_H

#include <glib.h>

char *compose_text(GBytes *mail);
/* Its page of HTML; NULL where it has none. */
char *compose_html(GBytes *mail);
/* Whether the mail that it is about is attached. */
gboolean compose_holds_original(GBytes *mail);

#endif
