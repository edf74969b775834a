/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text into findings: what the reader must do by when, and where it says so.
 *
 * Pure: no file, no clock, no network, no register. Callers read the language packs and hand over
 * their text; the same text, packs and day always give the same findings. */
#ifndef CIRCULARD_FIND_FIND_H
#define CIRCULARD_FIND_FIND_H

#include <glib.h>

#include "base/auto.h"
#include "finding.h"
#include "text.h"

#define FIND_ERROR (find_error_quark())
GQuark find_error_quark(void);
enum { FIND_ERROR_PATTERN, FIND_ERROR_PACK, FIND_ERROR_VARIANT };

struct packs;

struct packs *packs_new(void);
void packs_free(struct packs *packs);
AUTO_DEFINE(packs)

/* One language pack (etc/lang/en.conf) or the list of instruments (etc/lang/instruments.conf): the
 * text of the file, and its name for messages: "en.conf:31: no later (than: a bracket is not
 * closed". After an error the packs are of no more use. */
gboolean packs_add(struct packs *packs, const char *text, const char *name, GError **error);

/* What was learned for a language whose pack was added (etc/lang/en.learned): text and name as above. */
gboolean packs_add_learned(struct packs *packs, const char *language, const char *text, const char *name, GError **error);

/* What was learned for all languages: "context", "asking": how far words and rules are trusted for dates and for requests;
 * "kind", "words": what kind of letter it is. Each once, before sealing; without them rules alone decide. name is for messages. */
extern const char *const packs_weights[]; /* these names, and NULL */
gboolean packs_add_weights(struct packs *packs, const char *what, const char *text, const char *name, GError **error);

/* Names of countries from the iso-codes package: its iso_3166-1.json, and for other languages than
 * English the translations of the same names (a GNU .mo file; NULL for English). */
gboolean packs_add_countries(struct packs *packs, const char *language, const char *json,
                             gsize json_length, const char *mo, gsize mo_length, GError **error);

/* For whoever learns: candidates carry the names of what weighs around them. */
void packs_describe(struct packs *packs);

/* After the last pack and before the first find_read: makes the one automaton. */
gboolean packs_seal(struct packs *packs, GError **error);

/* For a process that forks readers, after it has read some ordinary text: what that has taught the
 * packs is from then on written to by nobody, so that its memory stays shared. Changes no finding. */
void packs_settle(struct packs *packs);
/* After that: the little that reading does write to is allocated anew, all of it, so that in a heap without
 * holes it shares no page with what is settled. */
void packs_gather(struct packs *packs);

/* received: the day the mail came, for relative dates; NULL or not valid: the mail's Date header.
 * packs must be sealed and may be shared by any number of readers. Never fails. */
struct findings *find_read(const struct text *text, const struct packs *packs,
                           const GDate *received);
/* The same, with the candidates. */
struct findings *find_explain(const struct text *text, const struct packs *packs, const GDate *received);

#endif
