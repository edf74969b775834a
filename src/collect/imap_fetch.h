/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What imap_fetch.c (asking, connections) and imap_settle.c (answers, decisions) share: the state
 * of one fetching. */
#ifndef CIRCULARD_COLLECT_IMAP_FETCH_H
#define CIRCULARD_COLLECT_IMAP_FETCH_H

#include "collect/imap.h"

/* A mail that was asked for and is neither handed over nor given up yet. */
struct wanted {
    guint32 uid;
    gint64 received;
    guint64 size; /* as announced */
    gboolean sized, asked, answered, conflict;
    gboolean alone; /* asked for by itself: a second trouble is the last */
    GBytes *body;
    guint64 body_bytes;
    char *digest; /* of the first text, where its size was not as announced */
};

enum command_kind { COMMAND_SIZES, COMMAND_TEXTS, COMMAND_BOTH };

struct command {
    guint tag;
    enum command_kind kind;
    GArray *uids;   /* of guint32 */
    gboolean stray; /* meanwhile, a text came that nobody had asked for */
};

struct fetch {
    struct imap_source *imap;
    guint32 validity;
    struct uids_walk walk; /* what is not sized yet */
    GQueue unsized;        /* of UIDs whose sizing was broken off */
    GHashTable *wanted;    /* UID → struct wanted, until settled */
    GQueue ready, alone;   /* of struct wanted, in order: to be asked for in batches, one by one */
    GQueue commands;       /* of struct command, in flight */
    guint sizes_in_flight;
    GArray *missing; /* of guint32: asked for, not answered for */
    guint breaks;
    source_taker taker;
    gpointer data;
    struct source_tally *tally;
};

/* NULL: settled, or never wanted. */
struct wanted *fetch_find(const struct fetch *fetch, guint32 uid);
void fetch_forget(struct fetch *fetch, guint32 uid);
/* Once more, by itself; a trouble where that was done already. */
void fetch_ask_alone(struct fetch *fetch, struct wanted *wanted, const char *why);
/* A FETCH response came. */
gboolean fetch_note(struct fetch *fetch, const struct imap_response *response, GError **error);
/* A command has ended: hands over what is right, and sees to the rest. */
gboolean fetch_settle(struct fetch *fetch, const struct command *command,
                      const struct imap_response *end, GError **error);

#endif
