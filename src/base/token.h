/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyed token of a matter for one official: who holds it was sent it, nobody can make one.
 *
 *     c12-k5zq…          "c", the matter's number, "-", 26 letters and figures
 *
 * The last part is HMAC-SHA-256 over purpose, matter, origin and official, its first 128 bits in base32
 * (RFC 4648, 6) without padding: no letter depends on its case, so that it survives every server
 * and hand on the way. The official is not named in it; the one who checks must say whom he expects.
 *
 * origin: what the matter came from, whatever number it has in a register that was put back from a copy
 * (struct matter); NULL for matters that have none, which are known by their number alone. */
#ifndef CIRCULARD_BASE_TOKEN_H
#define CIRCULARD_BASE_TOKEN_H

#include <glib.h>

#define TOKEN_KEY_BYTES 32
#define TOKEN_BYTES_MAX 47 /* "c", 19 figures, "-", 26 */

char *token_make(GBytes *key, gint64 matter, const char *origin, const char *official);

/* Adds what has the form of a token in text to found (of char *, lower case, each once), until it
 * holds most. Nothing is checked but the form. */
void token_find(const char *text, GPtrArray *found, guint most);
gint64 token_matter(const char *token); /* the number it names; 0: it has not the form */

/* Whether it is the very token of this official for the matter that came from origin and had the number
 * it names when it was made. Takes the same time wherever it differs. */
gboolean token_check(GBytes *key, const char *token, const char *origin, const char *official);

/* The seal of a Message-ID ("left@host" becomes "left.<26 letters>@host"): nobody can know it before
 * the mail is out, so that a mail that bears it is ours, come back. */
char *token_seal(GBytes *key, const char *message_id);
/* Whether it is sealed with this key. Takes the same time wherever it differs. */
gboolean token_seal_holds(GBytes *key, const char *message_id);

#endif
