/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind of letter it is: article 22, a questionnaire, a nomination, …
 *
 * Rules of kind add points for each kind; the highest sum wins, and none makes it another letter. Where letters have
 * taught it, a second sum for each kind, of what rules say and what the words of the letter say (kind_words.h), decides
 * instead. The weights stand in etc/lang/kind.learned. */
#ifndef CIRCULARD_FIND_KIND_H
#define CIRCULARD_FIND_KIND_H

#include "find/collect.h"

/* pieces: the parts of the mail; subject: its subject line, may be NULL. For a circular alone. */
enum letter_kind kind_tell(const struct packs *packs, const GPtrArray *pieces, const char *subject);

/* For whoever learns: a candidate for each kind that a letter may be, with its features; words come with the first. */
void kind_describe(const GPtrArray *pieces, const char *subject, GPtrArray *candidates);

/* What was learned; its name is for messages. */
struct weights *kind_read(const char *text, const char *name, GError **error);

#endif
