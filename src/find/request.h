/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences in which the reader is asked to do something. */
#ifndef CIRCULARD_FIND_REQUEST_H
#define CIRCULARD_FIND_REQUEST_H

#include "find/document.h"

#define REQUEST_SCORE 2.0 /* from here on rules say that a sentence asks */

struct asking {
    guint32 sentence;
    guint32 last;   /* sentence that ends it: itself, or the last item of the list that it introduces */
    guint32 rule;   /* the one that says so; G_MAXUINT32 where none does */
    double score;   /* as it makes certainty */
    double by_rules, weight; /* above 0: it asks, by rules alone and by all that was weighed */
    gboolean asks;
    gboolean same;  /* "by that date": belongs to the deadline before it */
    guint32 same_at; /* the token where these words begin */
    gboolean before; /* "before that date" */
};

/* Of struct asking, in order. Each sentence keeps what it asks for its dates' sake (document.h). */
GArray *request_find(struct document *d);

/* FALSE where the sentence is not looked at. rules: as in struct candidate. */
gboolean request_explain(struct document *d, guint sentence, GString *rules, struct asking *asking);

/* For whoever learns: the sentence's features, words, "|", and context, each after a tab. FALSE where it is not looked at. */
gboolean request_describe(const struct document *d, guint sentence, GString *names);

#endif
