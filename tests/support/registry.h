/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A register of its own for each test: made in a temporary folder, and found sound at the end. */
#ifndef CIRCULARD_TESTS_REGISTRY_H
#define CIRCULARD_TESTS_REGISTRY_H

#include "keep/register.h"

#define NOW 1752566400 /* 2025-07-15 08:00 UTC */

struct desk {
    char *folder;
    struct registry *registry;
    GPtrArray *recipients; /* static strings; none at first */
    gint64 matter;         /* the test's own */
    guint mails;           /* stored by desk_store */
};

/* For cmocka: state becomes a struct desk; its end fails where the register or its history is not sound. */
int registry_set_up(void **state);
int registry_tear_down(void **state);
int registry_tear_down_unchecked(void **state); /* where the test itself breaks it */

/* A mail unlike those before, seen in "inbox" at NOW; its UID is its number. */
gint64 desk_store(struct desk *desk);

/* A verified sender, at NOW, to the desk's recipients; what is below 0.6 is to be confirmed. */
struct record_terms desk_terms(const struct desk *desk);

/* A mail stored whose findings are those of the line (letter.h), recorded; a second time changes nothing. */
struct recorded desk_record(struct desk *desk, const char *line);
struct recorded desk_record_under(struct desk *desk, const char *line, const struct record_terms *terms);

#endif
