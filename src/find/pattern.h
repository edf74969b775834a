/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The notation of the language packs, and the one automaton that all patterns become.
 *
 *     no later than          these words, one after the other, in any case, with or without accents
 *     (a b|c)                one of these        [a b|c]   the same, or nothing
 *     invit{e,ed,ing}        invite, invited or inviting
 *     @name                  the set of that name in the pack
 *     ..3                    up to three words or marks, whatever they are
 *     <number> <any> <capital>   a number, anything, a word with a capital
 *     , : ; . - / ( as "<(>" )   that mark
 *
 * A pattern never reaches over the end of a sentence. */
#ifndef CIRCULARD_FIND_PATTERN_H
#define CIRCULARD_FIND_PATTERN_H

#include <glib.h>

#include "base/auto.h"
#include "find/lex.h"
#include "find/vocab.h"

#define MARK_RULES_MAX (1u << 24)

/* A rule's pattern, found: tokens start to end (not included). */
struct mark {
    guint32 start, end;
    guint32 rule : 24;
    guint32 kind : 8; /* enum rule_kind; document.c sets it, so that most marks are passed over without a look at their rules */
};

struct automaton;

/* The sets that the patterns of one pack may name. Each is read once, by the first pattern that names it. */
GHashTable *pattern_sets_new(void);
void pattern_sets_add(GHashTable *sets, const char *name, char *pattern); /* the pattern is theirs then */

struct automaton *automaton_new(struct vocab *vocab);
void automaton_free(struct automaton *automaton);
AUTO_DEFINE(automaton)

/* sets: NULL, or always with the same automaton. FALSE with a sentence about the pattern; the automaton is then of no
 * more use. */
gboolean automaton_add(struct automaton *automaton, const char *pattern, guint rule, GHashTable *sets, GError **error);
/* After the last pattern, before the first run. opening: by rule, TRUE where only what opens a sentence counts;
 * NULL: for none. */
void automaton_seal(struct automaton *automaton, const gboolean *opening);
guint automaton_size(const struct automaton *automaton); /* positions */

/* Writes marks (of struct mark) from the one of that number on, by start and the longest first; of one rule and start
 * the longest. Tokens first to end (not included) are whole sentences. Returns how many marks there are then: the array
 * has room for more, so that most sentences need not ask for it. */
guint automaton_run(const struct automaton *automaton, const struct token *tokens, guint first, guint end, GArray *marks, guint count);
/* What runs have taught it stays as it is, and shared by processes that are forked from now on: what
 * they learn is kept apart. Changes no match. Once, after some runs over ordinary text. */
void automaton_settle(const struct automaton *automaton);
/* What runs write to is allocated anew, so that it lies together where the heap has no holes. */
void automaton_gather(struct automaton *automaton);
guint automaton_forgot(const struct automaton *automaton); /* times its states were too many to keep */

#endif
