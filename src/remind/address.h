/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one gate for mail addresses: whatever is to stand in an envelope or a header passes here. */
#ifndef CIRCULARD_REMIND_ADDRESS_H
#define CIRCULARD_REMIND_ADDRESS_H

#include <glib.h>

/* A Mailbox of RFC 5321 (4.1.2) in its plain form: dot-string "@" domain, ASCII, at most 64 + 1 + 255
 * octets, labels of letters, digits and hyphens. No quoted string, no address literal, no route, no
 * comment, no space: what a ministry's officials never have, and what attacks are made of. */
gboolean address_is_plain(const char *address);
gboolean address_host_is_plain(const char *host);

/* The addr-spec in "Anna Tamm <anna@labour.example>" or in "anna@labour.example", in lower case;
 * NULL where there is none. For comparing only: the result has not passed address_is_plain(). */
char *address_find(const char *text);

#endif
