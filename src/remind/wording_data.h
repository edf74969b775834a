/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a wording holds: shared by wording.c, wording_read.c and wording_term.c, and nobody else. */
#ifndef CIRCULARD_REMIND_WORDING_DATA_H
#define CIRCULARD_REMIND_WORDING_DATA_H

#include "remind/wording.h"

struct plural_rule {
    char *form;
    guint from, to, modulo; /* modulo 0: the number itself */
};

struct date_form {
    char *pattern;
    GPtrArray *weekdays, *months; /* Monday first, January first */
};

struct term {
    char *english, *here; /* either may hold {name}s, the same in both */
};

struct wording {
    char *language;
    char *first_day;      /* "1er"; NULL: as the other days */
    GPtrArray *plurals;   /* of struct plural_rule */
    GHashTable *dates;    /* name → struct date_form */
    GHashTable *phrases;  /* key → GHashTable of form → text */
    GPtrArray *terms;     /* of struct term */
};

struct wording *wording_new(const char *language);

/* Takes what of a phrase stands before the next place into literal, and the place's name and form;
 * FALSE at the end. A brace without its other half is literal text. name and form hold size bytes. */
gboolean wording_next_place(const char **at, GString *literal, char *name, char *form, gsize size);

#endif
