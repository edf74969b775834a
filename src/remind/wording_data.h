/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a wording holds: shared by the files wording*.c, and nobody else. */
#ifndef CIRCULARD_REMIND_WORDING_DATA_H
#define CIRCULARD_REMIND_WORDING_DATA_H

#include "base/conf.h"
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
    GPtrArray *notes;     /* of char *: phrases that were passed over, and why */
    GPtrArray *lists[WORDING_LISTS]; /* of char * */
};

struct wording *wording_new(const char *language);

/* wording_reply.c: what is there of the lists that the wording lacks, and the name of one that it still lacks. */
const char *wording_lacking_list(const struct wording *wording);
void wording_read_lists(struct conf *conf, const struct conf_node *root, struct wording *wording);

/* Takes what of a phrase stands before the next place into literal, and the place's name and form;
 * FALSE at the end. A brace without its other half is literal text. name and form hold size bytes. */
gboolean wording_next_place(const char **at, GString *literal, char *name, char *form, gsize size);

#endif
