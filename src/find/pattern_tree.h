/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pattern as a tree: between the notation and the automaton. */
#ifndef CIRCULARD_FIND_PATTERN_TREE_H
#define CIRCULARD_FIND_PATTERN_TREE_H

#include <glib.h>

#include "find/pattern.h"

enum node_type { NODE_WORDS, NODE_MARK, NODE_NUMBER, NODE_SPECIAL, NODE_SEQUENCE, NODE_CHOICE, NODE_OPTIONAL };
enum special { SPECIAL_ANY, SPECIAL_NUMBER, SPECIAL_CAPITAL, SPECIAL_WORD };

/* Not changed once it is read: patterns share the trees of sets. */
struct node {
    enum node_type type;
    guint references;
    guint value;         /* NODE_MARK: code point; NODE_NUMBER: the number; NODE_SPECIAL: enum special */
    GArray *words;       /* NODE_WORDS: of guint16, one of these */
    GPtrArray *children; /* of struct node */
};

void node_free(struct node *node); /* gives one reference back */
AUTO_DEFINE(node)

/* sets: as pattern_sets_new() makes them; NULL: there are none. */
struct node *node_parse(struct vocab *vocab, const char *pattern, GHashTable *sets, GError **error);

#endif
