/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail or a document into text: the one door to this folder.
 *
 * A decoder holds the limits and everything that is slow to load or has to be opened as a file
 * (character sets, recognition data). After decoder_warm() reading opens no file and starts no
 * process or thread, so that a child forked from the warm parent can be sealed first. Warming reads
 * no byte of any mail.
 *
 * Bad input is no error: what could not be read stands in text.unread, what was cut in text.limits,
 * what was repaired in text.flaws. Neither function ever returns NULL. */
#ifndef CIRCULARD_DECODE_H
#define CIRCULARD_DECODE_H

#include <glib.h>

#include "base/auto.h"
#include "decode/limits.h"
#include "text.h"

struct decoder;

struct decoder *decoder_new(const struct decode_limits *limits); /* NULL: the default; copied */
void decoder_free(struct decoder *decoder);
AUTO_DEFINE(decoder)
void decoder_warm(struct decoder *decoder);
void decoder_warm_text(struct decoder *decoder); /* all that is small */
void decoder_warm_sets(struct decoder *decoder); /* and the rare character sets; no recognition */

/* Called before each part is read, with its number from 0 in an order that never changes for the
 * same mail. FALSE leaves the part out and names it in text.unread as one that stopped its reader:
 * that is how a second attempt gets past the part on which the first one died. May be NULL. */
typedef gboolean (*decode_watcher)(guint part, gpointer data);
void decoder_watch(struct decoder *decoder, decode_watcher watcher, gpointer data);

/* Called before what decoder_warm() alone brings is used: a page is recognised, a rare character set
 * is wanted. Need not come back. May be NULL. */
enum decode_lack { DECODE_LACKS_SET, DECODE_LACKS_RECOGNITION };
typedef void (*decode_lack_watcher)(enum decode_lack lack, gpointer data);
void decoder_on_lack(struct decoder *decoder, decode_lack_watcher watcher, gpointer data);

struct text *decode_mail(struct decoder *decoder, GBytes *raw);
/* The day on which the mail came, as its mailbox says: where the mail names no server on its way, this is the one
 * that bears its Date out, or does not. */
void decode_witness(struct text *text, const GDate *received);
/* Frees what the last mail was read from; the next one does so too. */
void decoder_forget(struct decoder *decoder);
/* A mail or a bare document, told by content. name is shown as the part's name; NULL for none. */
struct text *decode_document(struct decoder *decoder, GBytes *raw, const char *name);

#endif
