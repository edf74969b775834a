/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of keep share with each other, and with nobody else. */
#ifndef CIRCULARD_KEEP_KEEP_H
#define CIRCULARD_KEEP_KEEP_H

#include "keep/register.h"
#include "keep/sql.h"

struct shelf;
struct registry {
    struct sql *sql;
    struct shelf *shelf;
    char *state_dir;
    char *mails_dir; /* where mails are read that are not in state_dir; NULL: nowhere */
    gint64 others; /* SQLite's count of others' commits, when it was last asked; 0: never */
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
struct stored_file {
    char *sha256; /* of raw */
    GBytes *raw;
};
/* Sets REGISTER_ERROR_MISSING or _SYSTEM by errno: "PATH: cannot WHAT: …". Always FALSE. */
gboolean store_failed(const char *what, const char *path, GError **error);
/* What was made or renamed in this folder survives a power cut. */
gboolean store_sync_folder(const char *path, GError **error);
/* All of them are on disk for good, or the error tells of the first that is not. */
gboolean store_write(const char *state_dir, const struct stored_file *files, guint count, GError **error);
GBytes *store_read(const char *state_dir, const char *sha256, GError **error);

/* ---- mails.c --------------------------------------------------------------------------------- */

enum outcome outcome_parse(const char *name); /* OUTCOME_NONE for NULL or unknown */

#define MAIL_COLUMNS                                                                               \
    "SELECT m.id, m.sha256, m.message_id, m.from_address, m.subject,"                              \
    " (SELECT source FROM sightings s WHERE s.mail = m.id LIMIT 1), m.received_at, m.bytes,"       \
    " m.kept, m.state, m.attempts, m.outcome, m.matter, m.why, m.stored_at FROM mails m "
/* Of struct mail_row. text: MAIL_COLUMNS and what follows. */
GPtrArray *mails_list(struct registry *registry, const char *text, const struct sql_value *values,
                      GError **error);

/* ---- history.c: inside a transaction of the caller ------------------------------------------- */

struct history_subject {
    gint64 matter, mail, reminder; /* 0 for none */
};
void history_add(struct sql *sql, gint64 now, const char *actor, struct history_subject subject,
                 const char *what, const char *format, ...) G_GNUC_PRINTF(6, 7);
#define ACTOR_SELF "circulard"

/* ---- change.c, outbox*.c: inside a transaction of the caller --------------------------------- */

/* Moves a matter where the table allows it, with history; passes its planned reminders over where
 * it is not live any more. */
void change_state(struct sql *sql, gint64 matter, enum matter_state to, const GDate *until,
                  const char *actor, const char *why, gint64 now);
void change_recipients(struct sql *sql, gint64 matter, const GPtrArray *recipients);
char *change_list(const GPtrArray *names); /* "anna, bob", for the history */
/* Planned reminders of a matter's versions below version are passed over; G_MAXUINT: all. */
void outbox_pass(struct sql *sql, gint64 matter, guint version, const char *why, gint64 now);
/* Writes a reminder that is not there yet, and fills in its id: 0 where it was there. */
void outbox_add(struct sql *sql, struct reminder *reminder, gint64 now);

/* All of these matters, by matter and id, without bytes. Of struct reminder. */
void outbox_between(struct sql *sql, gint64 first, gint64 last, GPtrArray *reminders);

/* Those planned for somebody who is no recipient of the matter any more. */
void outbox_pass_others(struct sql *sql, gint64 matter, gint64 now);

/* This mail is our own copy of the reminder: one that is planned (again) was sent. */
void outbox_prove(struct sql *sql, gint64 reminder, gint64 mail, gint64 now);

/* ---- records.c: inside a transaction of the caller ------------------------------------------- */

struct record *record_at(const struct rows *rows, int column); /* number, function, … original */

/* ---- search.c: which matters a filter takes --------------------------------------------------- */

/* What the filter says, its strings copied. */
struct search;
struct search *search_new(const struct matter_filter *filter);
void search_free(struct search *search);
AUTO_DEFINE(search)

/* For a query over "matters m". The plus keeps SQLite from gathering all ids of a state anew for each
 * page. */
#define SEARCH_VALUES 15
#define SEARCH_WHERE                                                                               \
    "WHERE m.id > ?1 AND +m.state IN (?2, ?3, ?4, ?5, ?6, ?7, ?8)"                                 \
    " AND (?9 IS NULL OR EXISTS (SELECT 1 FROM recipients r WHERE r.official = ?9"                 \
    " AND r.matter = m.id)) AND ((?10 IS NULL AND ?11 IS NULL) OR EXISTS (SELECT 1"                \
    " FROM deadlines d WHERE d.matter = m.id AND d.version = m.version"                            \
    " AND d.date >= coalesce(?10, '') AND d.date <= coalesce(?11, '9999')))"                       \
    " AND (?13 IS NULL OR m.look_on <= ?13) AND (?14 IS NULL OR m.kind = ?14)"                     \
    " AND (?15 IS NULL OR EXISTS (SELECT 1 FROM records r WHERE r.matter = m.id"                   \
    " AND r.number GLOB ?15))"
#define SEARCH_LIMIT " LIMIT ?12"
/* values: of SEARCH_VALUES + 1. Those with an id after this one, at most so many (-1: all). */
void search_bind(const struct search *search, gint64 after, gint64 most, struct sql_value *values);
/* The words that are looked for, which SQLite could not fold. */
gboolean search_finds(const struct search *search, const char *subject, const char *reference,
                      const char *sender);

/* ---- load.c: inside a transaction of the caller ---------------------------------------------- */

struct matter *load_matter(struct sql *sql, gint64 id, guint parts); /* NULL: none, or failed */
gboolean matter_state_parse(const char *name, enum matter_state *state);
enum letter_kind letter_kind_parse(const char *name); /* LETTER_NONE for NULL or unknown */

#endif
