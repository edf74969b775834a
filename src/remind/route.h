/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which officials take a matter: the first route of the office that says yes. */
#ifndef CIRCULARD_REMIND_ROUTE_H
#define CIRCULARD_REMIND_ROUTE_H

#include <glib.h>

#include "finding.h"
#include "matter.h"
#include "office.h"

/* Never NULL while the office has a route: the last one takes what no other took. Belongs to the
 * office; its `to` names the officials. */
const struct route *route_find(const struct office *office, const struct findings *findings);

/* What the configuration knows of a new matter's record, number being the pattern; route may be NULL. Its
 * strings are the office's. */
struct record route_record(const struct office *office, const struct route *route,
                           const GPtrArray *to);

/* Whether a word or phrase of a rule stands in a text: whole words, without case (full Unicode case
 * folding, NFKC), runs of space alike; "tähtae*" takes every word that starts so. */
gboolean route_phrase_stands_in(const char *phrase, const char *text);

#endif
