/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of keep share with each other, and with nobody else. */
#ifndef CIRCULARD_KEEP_KEEP_H
#define CIRCULARD_KEEP_KEEP_H

#include "keep/register.h"
#include "keep/sql.h"

struct registry {
    struct sql *sql;
    char *state_dir;
};

/* ---- schema.c: both inside a transaction of the caller --------------------------------------- */

extern const guint schema_version; /* the one this program writes */
guint schema_stored(struct sql *sql);
/* Fails on a newer one and on a file that is another program's; an older one only where migrate. */
void schema_prepare(struct sql *sql, gboolean migrate);
/* For tests: as it was at that version. */
void schema_build(struct sql *sql, guint version);

/* ---- store.c: files -------------------------------------------------------------------------- */

char *store_hash(GBytes *raw);
gboolean store_write(const char *state_dir, const char *sha256, GBytes *raw, GError **error);
GBytes *store_read(const char *state_dir, const char *sha256, GError **error);

/* ---- mails.c --------------------------------------------------------------------------------- */

enum outcome outcome_parse(const char *name); /* OUTCOME_NONE for NULL or unknown */

/* ---- history.c: inside a transaction of the caller ------------------------------------------- */

struct history_subject {
    gint64 matter, mail, reminder; /* 0 for none */
};
void history_add(struct sql *sql, gint64 now, const char *actor, struct history_subject subject,
                 const char *what, const char *format, ...) G_GNUC_PRINTF(6, 7);
#define ACTOR_SELF "circulard"

/* ---- change.c, outbox.c: inside a transaction of the caller ---------------------------------- */

/* Moves a matter where the table allows it, with history; passes its planned reminders over where
 * it is not live any more. */
void change_state(struct sql *sql, gint64 matter, enum matter_state to, const GDate *until,
                  const char *actor, const char *why, gint64 now);
void change_recipients(struct sql *sql, gint64 matter, const GPtrArray *recipients);
char *change_list(const GPtrArray *names); /* "anna, bob", for the history */
/* Planned reminders of a matter's versions below version are passed over; G_MAXUINT: all. */
void outbox_pass(struct sql *sql, gint64 matter, guint version, const char *why, gint64 now);

/* Those planned for somebody who is no recipient of the matter any more. */
void outbox_pass_others(struct sql *sql, gint64 matter, gint64 now);

/* This mail is our own copy of the reminder: one that is planned (again) was sent. */
void outbox_prove(struct sql *sql, gint64 reminder, gint64 mail, gint64 now);

/* ---- records.c: inside a transaction of the caller ------------------------------------------- */

struct record *record_at(const struct rows *rows, int column); /* number, function, … original */

/* ---- load.c: inside a transaction of the caller ---------------------------------------------- */

struct matter *load_matter(struct sql *sql, gint64 id, guint parts); /* NULL: none, or failed */
gboolean matter_state_parse(const char *name, enum matter_state *state);
enum letter_kind letter_kind_parse(const char *name); /* LETTER_NONE for NULL or unknown */

#endif
