/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of the register, as a list of migrations: entry n leads from version n to n + 1.
 *
 * A migration that has been released is never edited; the next change is a new entry. All of them
 * run in one transaction together with the new user_version, so a half-done one cannot be seen.
 * Refuses a file with another application_id and one with a version this program does not know.
 *
 * Days are text (2025-09-16), times are seconds since the epoch, names of states and kinds are the
 * words of the *_name() functions. Ids start at 1; "none" is NULL. */
#include "keep/keep.h"

#define APPLICATION_ID 0x43495243 /* "CIRC" */

static const char VERSION_1[] =
    "CREATE TABLE meta ("
    "  name TEXT PRIMARY KEY,"
    "  value TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;"

    /* A mail is its bytes: the same bytes are one row, wherever and how often they were seen. */
    "CREATE TABLE mails ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),"
    "  bytes INTEGER NOT NULL,"
    "  kept INTEGER NOT NULL,"
    "  received_at INTEGER NOT NULL,"
    "  stored_at INTEGER NOT NULL,"
    "  state TEXT NOT NULL,"
    "  attempts INTEGER NOT NULL DEFAULT 0,"
    "  outcome TEXT,"
    "  matter INTEGER REFERENCES matters,"
    "  version INTEGER,"
    "  changed INTEGER NOT NULL DEFAULT 0,"
    "  doubts INTEGER NOT NULL DEFAULT 0,"
    "  why TEXT,"
    "  message_id TEXT,"
    "  letter_id TEXT,"
    "  in_reply_to TEXT,"
    "  refs TEXT,"
    "  letter_date TEXT,"
    "  language TEXT,"
    "  from_address TEXT,"
    "  subject TEXT,"
    "  received TEXT,"
    "  verified INTEGER NOT NULL DEFAULT 0"
    ") STRICT;"
    "CREATE INDEX mails_state ON mails (state, id);"
    "CREATE INDEX mails_message_id ON mails (message_id) WHERE message_id IS NOT NULL;"
    "CREATE INDEX mails_letter_id ON mails (letter_id) WHERE letter_id IS NOT NULL;"

    "CREATE INDEX mails_letter_date ON mails (letter_date) WHERE letter_date IS NOT NULL;"

    /* The ledger: where each mail was seen. */
    "CREATE TABLE sightings ("
    "  source TEXT NOT NULL,"
    "  validity INTEGER NOT NULL,"
    "  uid INTEGER NOT NULL,"
    "  mail INTEGER NOT NULL REFERENCES mails,"
    "  seen_at INTEGER NOT NULL,"
    "  gone_at INTEGER,"
    "  PRIMARY KEY (source, validity, uid)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX sightings_mail ON sightings (mail);"

    /* held_*: as told by the poll under way; the cursor itself moves when all of it is stored. */
    "CREATE TABLE cursors ("
    "  source TEXT PRIMARY KEY,"
    "  validity INTEGER NOT NULL DEFAULT 0,"
    "  next_uid INTEGER NOT NULL DEFAULT 0,"
    "  count INTEGER NOT NULL DEFAULT 0,"
    "  held_validity INTEGER NOT NULL DEFAULT 0,"
    "  held_next INTEGER NOT NULL DEFAULT 0,"
    "  held_count INTEGER NOT NULL DEFAULT 0,"
    "  success_at INTEGER NOT NULL DEFAULT 0,"
    "  failing_since INTEGER NOT NULL DEFAULT 0,"
    "  error_kind INTEGER NOT NULL DEFAULT 0,"
    "  error TEXT"
    ") STRICT, WITHOUT ROWID;"

    /* subject_key: folded for comparison (words.c). */
    "CREATE TABLE matters ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  state TEXT NOT NULL,"
    "  registered TEXT NOT NULL,"
    "  snoozed_until TEXT,"
    "  subject TEXT,"
    "  subject_key TEXT,"
    "  sender TEXT,"
    "  reference TEXT,"
    "  language TEXT,"
    "  letter_date TEXT,"
    "  kind TEXT,"
    "  confidence REAL NOT NULL,"
    "  version INTEGER NOT NULL DEFAULT 1"
    ") STRICT;"
    "CREATE INDEX matters_state ON matters (state, id);"
    "CREATE INDEX matters_subject ON matters (subject_key) WHERE subject_key IS NOT NULL;"

    /* Every reference that letters of the matter bore or named, folded. */
    "CREATE TABLE matter_references ("
    "  key TEXT NOT NULL,"
    "  matter INTEGER NOT NULL REFERENCES matters,"
    "  PRIMARY KEY (key, matter)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX matter_references_matter ON matter_references (matter);"

    "CREATE TABLE matter_mails ("
    "  matter INTEGER NOT NULL REFERENCES matters,"
    "  mail INTEGER NOT NULL REFERENCES mails,"
    "  outcome TEXT NOT NULL,"
    "  PRIMARY KEY (matter, mail)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX matter_mails_mail ON matter_mails (mail);"

    "CREATE TABLE requests ("
    "  id INTEGER PRIMARY KEY,"
    "  matter INTEGER NOT NULL REFERENCES matters,"
    "  version INTEGER NOT NULL,"
    "  position INTEGER NOT NULL,"
    "  addressee TEXT,"
    "  confidence REAL NOT NULL,"
    "  rule TEXT,"
    "  quote TEXT,"
    "  part TEXT,"
    "  page INTEGER NOT NULL,"
    "  part_index INTEGER NOT NULL,"
    "  offset INTEGER NOT NULL,"
    "  length INTEGER NOT NULL,"
    "  UNIQUE (matter, version, position)"
    ") STRICT;"

    "CREATE TABLE deadlines ("
    "  id INTEGER PRIMARY KEY,"
    "  matter INTEGER NOT NULL REFERENCES matters,"
    "  version INTEGER NOT NULL,"
    "  position INTEGER NOT NULL,"
    "  date TEXT NOT NULL,"
    "  minutes INTEGER,"
    "  zone TEXT,"
    "  kind TEXT NOT NULL,"
    "  not_before TEXT,"
    "  firm INTEGER NOT NULL,"
    "  derived INTEGER NOT NULL,"
    "  past INTEGER NOT NULL,"
    "  confidence REAL NOT NULL,"
    "  alternatives TEXT,"
    "  rule TEXT,"
    "  doubt TEXT,"
    "  mail INTEGER REFERENCES mails," /* the mail whose letter says so */
    "  quote TEXT,"
    "  part TEXT,"
    "  page INTEGER NOT NULL,"
    "  part_index INTEGER NOT NULL,"
    "  offset INTEGER NOT NULL,"
    "  length INTEGER NOT NULL,"
    "  UNIQUE (matter, version, position)"
    ") STRICT;"
    "CREATE INDEX deadlines_date ON deadlines (date);"

    "CREATE TABLE deadline_requests ("
    "  deadline INTEGER NOT NULL REFERENCES deadlines,"
    "  request INTEGER NOT NULL REFERENCES requests,"
    "  PRIMARY KEY (deadline, request)"
    ") STRICT, WITHOUT ROWID;"

    /* Dates that a letter takes back. since: the day of that letter; it says nothing about later
     * ones. */
    "CREATE TABLE superseded ("
    "  matter INTEGER NOT NULL REFERENCES matters,"
    "  date TEXT NOT NULL,"
    "  since TEXT NOT NULL,"
    "  mail INTEGER NOT NULL REFERENCES mails,"
    "  quote TEXT,"
    "  PRIMARY KEY (matter, date, since)"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TABLE doubts ("
    "  id INTEGER PRIMARY KEY,"
    "  matter INTEGER NOT NULL REFERENCES matters,"
    "  mail INTEGER REFERENCES mails,"
    "  sort TEXT NOT NULL,"
    "  words TEXT NOT NULL,"
    "  settled_at INTEGER,"
    "  UNIQUE (matter, words)"
    ") STRICT;"

    /* sort: "unread" or "limit". */
    "CREATE TABLE flaws ("
    "  id INTEGER PRIMARY KEY,"
    "  mail INTEGER NOT NULL REFERENCES mails,"
    "  sort TEXT NOT NULL,"
    "  part TEXT,"
    "  what TEXT NOT NULL,"
    "  UNIQUE (mail, sort, part, what)"
    ") STRICT;"

    /* sort: "instrument", "article", "case" or "country": what a mail is about, also one that is no
     * circular. */
    "CREATE TABLE topics ("
    "  mail INTEGER NOT NULL REFERENCES mails,"
    "  sort TEXT NOT NULL,"
    "  value TEXT NOT NULL,"
    "  PRIMARY KEY (mail, sort, value)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX topics_value ON topics (sort, value);"

    "CREATE TABLE recipients ("
    "  matter INTEGER NOT NULL REFERENCES matters,"
    "  position INTEGER NOT NULL,"
    "  official TEXT NOT NULL,"
    "  PRIMARY KEY (matter, position),"
    "  UNIQUE (matter, official)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX recipients_official ON recipients (official, matter);"

    "CREATE TABLE reminders ("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  matter INTEGER REFERENCES matters,"
    "  version INTEGER NOT NULL,"
    "  official TEXT NOT NULL,"
    "  address TEXT NOT NULL,"
    "  step TEXT NOT NULL,"
    "  day TEXT NOT NULL,"
    "  state TEXT NOT NULL,"
    "  message_id TEXT,"
    "  attempts INTEGER NOT NULL DEFAULT 0,"
    "  retry_at INTEGER NOT NULL DEFAULT 0,"
    "  reply TEXT,"
    "  changed_at INTEGER NOT NULL"
    ") STRICT;"
    /* NULLs are all different in a UNIQUE of columns: a mail about no matter would double. */
    "CREATE UNIQUE INDEX reminders_once"
    "  ON reminders (coalesce(matter, 0), version, official, step);"
    "CREATE UNIQUE INDEX reminders_message_id"
    "  ON reminders (message_id) WHERE message_id IS NOT NULL;"
    "CREATE INDEX reminders_state ON reminders (state, retry_at, day);"
    "CREATE INDEX reminders_step ON reminders (step) WHERE matter IS NULL;"

    /* Apart, so that going through reminders does not go through their mails. */
    "CREATE TABLE reminder_bytes ("
    "  reminder INTEGER PRIMARY KEY REFERENCES reminders,"
    "  bytes BLOB NOT NULL"
    ") STRICT;"

    "CREATE TABLE history ("
    "  id INTEGER PRIMARY KEY,"
    "  at INTEGER NOT NULL,"
    "  actor TEXT NOT NULL,"
    "  matter INTEGER,"
    "  mail INTEGER,"
    "  reminder INTEGER,"
    "  what TEXT NOT NULL,"
    "  words TEXT NOT NULL,"
    "  hash TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX history_matter ON history (matter, id) WHERE matter IS NOT NULL;"
    "CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN"
    "  SELECT RAISE(ABORT, 'the history is only added to');"
    "END;"
    "CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN"
    "  SELECT RAISE(ABORT, 'the history is only added to');"
    "END;"
    "CREATE TRIGGER history_in_order BEFORE INSERT ON history"
    "  WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM history) BEGIN"
    "  SELECT RAISE(ABORT, 'the history is only added to at its end');"
    "END;";

/* Mails by which an official did something to a matter. The same words in other bytes (a copy, a
 * replay) bear the same Message-ID. */
static const char ANSWERS[] =
    "CREATE TABLE answers ("
    "  mail INTEGER PRIMARY KEY REFERENCES mails,"
    "  matter INTEGER NOT NULL REFERENCES matters,"
    "  official TEXT NOT NULL,"
    "  act TEXT NOT NULL,"
    "  message_id TEXT NOT NULL,"
    "  at INTEGER NOT NULL"
    ") STRICT;"
    "CREATE UNIQUE INDEX answers_once ON answers (official, message_id);";

/* look_on: the next day on which something about the matter may be due; '' at once, NULL never.
 * Whatever happens to a matter is to be looked at, whoever writes it: the triggers see to that.
 * changes: so that what was planned for a matter as it was does not set the day of one that changed.
 * calendar: 1 where the mail bears the calendar's date, -1 where it takes it back. */
static const char RECORDS[] =
    "ALTER TABLE reminders ADD COLUMN calendar INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE matters ADD COLUMN look_on TEXT DEFAULT '';"
    "ALTER TABLE matters ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX mails_received ON mails (received) WHERE received IS NOT NULL;"
    "CREATE INDEX matters_look_on ON matters (look_on) WHERE look_on IS NOT NULL;"
    "CREATE TRIGGER matters_changed AFTER UPDATE OF state, version, snoozed_until ON matters BEGIN"
    "  UPDATE matters SET look_on = '', changes = changes + 1 WHERE id = NEW.id;"
    "END;"
    "CREATE TRIGGER recipients_added AFTER INSERT ON recipients BEGIN"
    "  UPDATE matters SET look_on = '', changes = changes + 1 WHERE id = NEW.matter;"
    "END;"
    "CREATE TRIGGER recipients_gone AFTER DELETE ON recipients BEGIN"
    "  UPDATE matters SET look_on = '', changes = changes + 1 WHERE id = OLD.matter;"
    "END;"
    "CREATE TRIGGER doubts_added AFTER INSERT ON doubts BEGIN"
    "  UPDATE matters SET look_on = '', changes = changes + 1 WHERE id = NEW.matter;"
    "END;"
    /* One that was under way while the matter was closed. */
    "CREATE TRIGGER reminders_sent AFTER UPDATE OF state ON reminders"
    "  WHEN NEW.calendar = 1 AND NEW.state = 'sent' BEGIN"
    "  UPDATE matters SET look_on = '', changes = changes + 1 WHERE id = NEW.matter;"
    "END;"

    /* What a document register keeps of each matter beside what the matter itself holds. Written once,
     * with the matter; original: the mail that brought it. */
    "CREATE TABLE records ("
    "  matter INTEGER PRIMARY KEY REFERENCES matters,"
    "  number TEXT UNIQUE,"
    "  function TEXT,"
    "  series TEXT,"
    "  file TEXT,"
    "  access TEXT,"
    "  correspondent TEXT,"
    "  channel TEXT,"
    "  responsible TEXT,"
    "  unit TEXT,"
    "  original TEXT"
    ") STRICT;"
    /* The last number given under a pattern in which all but the number is filled in. */
    "CREATE TABLE record_numbers ("
    "  pattern TEXT PRIMARY KEY,"
    "  last INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;";

/* days, officials: what lists show of each matter, beside it, so that a long list is one pass over one
 * table: the last good days of the current deadlines and the officials' ids, a blank between two.
 * Triggers keep them, whoever writes. A kind of deadline that is not known counts as "before", as in
 * load.c. woken_as: the state to which a snoozed matter wakes; NULL: open. */
#define DAYS_OF_MATTER                                                                             \
    "UPDATE matters SET days = (SELECT group_concat(day, ' ') FROM (SELECT DISTINCT CASE WHEN"     \
    " d.kind IN ('by', 'on', 'until') THEN d.date ELSE date(d.date, '-1 day') END AS day"          \
    " FROM deadlines d WHERE d.matter = matters.id AND d.version = matters.version ORDER BY day))"
#define OFFICIALS_OF_MATTER                                                                        \
    "UPDATE matters SET officials = (SELECT group_concat(official, ' ') FROM (SELECT official"     \
    " FROM recipients r WHERE r.matter = matters.id ORDER BY position))"
static const char LINES[] =
    "ALTER TABLE matters ADD COLUMN days TEXT;"
    "ALTER TABLE matters ADD COLUMN officials TEXT;"
    "ALTER TABLE matters ADD COLUMN woken_as TEXT;"
    DAYS_OF_MATTER ";" OFFICIALS_OF_MATTER ";"
    "CREATE TRIGGER matters_days AFTER UPDATE OF version ON matters BEGIN "
    DAYS_OF_MATTER " WHERE id = NEW.id; END;"
    "CREATE TRIGGER deadlines_days AFTER INSERT ON deadlines BEGIN "
    DAYS_OF_MATTER " WHERE id = NEW.matter AND version = NEW.version; END;"
    "CREATE TRIGGER deadlines_changed AFTER UPDATE OF date, kind, version ON deadlines BEGIN "
    DAYS_OF_MATTER " WHERE id = NEW.matter; END;"
    "CREATE TRIGGER recipients_listed AFTER INSERT ON recipients BEGIN "
    OFFICIALS_OF_MATTER " WHERE id = NEW.matter; END;"
    "CREATE TRIGGER recipients_unlisted AFTER DELETE ON recipients BEGIN "
    OFFICIALS_OF_MATTER " WHERE id = OLD.matter; END;";

/* doubt_at: of a planned reminder that may have been taken by the relay at that time. */
static const char DOUBT[] =
    "ALTER TABLE reminders ADD COLUMN doubt_at INTEGER NOT NULL DEFAULT 0;";

/* name: "mailbox NAME", "relay", "reading", "register". alarmed_at: when people were last told. */
static const char HEALTH[] =
    "CREATE TABLE health ("
    "  name TEXT PRIMARY KEY,"
    "  success_at INTEGER NOT NULL DEFAULT 0,"
    "  failing_since INTEGER NOT NULL DEFAULT 0,"
    "  error TEXT,"
    "  alarmed_at INTEGER NOT NULL DEFAULT 0"
    ") STRICT, WITHOUT ROWID;";

/* tell_on: the day in whose list of mails the administrator is told of this one; NULL: in a mail of its own,
 * or told already. The indexes hold the few mails that a person must look at, among very many. */
static const char UNTOLD[] =
    "ALTER TABLE mails ADD COLUMN tell_on TEXT;"
    "CREATE INDEX mails_tell_on ON mails (tell_on) WHERE tell_on IS NOT NULL;"
    "CREATE INDEX mails_untold ON mails (id) WHERE outcome IN ('not read', 'not registered');"
    "CREATE INDEX reminders_day ON reminders (official, day);"
    "CREATE INDEX mails_strangers ON mails (received)"
    "  WHERE verified = 0 AND outcome IN ('new matter', 'for information');";

/* What made a matter, in hex: the same again in a register that was put back from a copy and reads its mails
 * anew, where the matter may have another number. NULL in those registered before: mails that are out name
 * them by number alone. */
static const char ORIGIN[] = "ALTER TABLE matters ADD COLUMN origin TEXT;";

/* Who said that a letter is to be registered all the same. */
static const char TAKEN_IN[] = "ALTER TABLE mails ADD COLUMN taken_in TEXT;";

/* What the source said of the mail there. NULL in those of before: as the mail itself has it. */
static const char ATTRIBUTES[] = "ALTER TABLE sightings ADD COLUMN bytes INTEGER;"
                                 "ALTER TABLE sightings ADD COLUMN received_at INTEGER;";

/* server: as the configuration names it. How long its certificate holds, as of the last connection. */
static const char CERTIFICATES[] =
    "CREATE TABLE certificates ("
    "  server TEXT PRIMARY KEY,"
    "  begins_at INTEGER NOT NULL,"
    "  ends_at INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;";

/* What people are told once, until somebody was. */
static const char NEWS[] =
    "CREATE TABLE news ("
    "  part TEXT PRIMARY KEY,"
    "  words TEXT NOT NULL,"
    "  at INTEGER NOT NULL"
    ") STRICT, WITHOUT ROWID;";

static const char *const MIGRATIONS[] = {VERSION_1, ANSWERS, RECORDS, LINES,    DOUBT,      HEALTH,
                                         UNTOLD,    ORIGIN,  TAKEN_IN, ATTRIBUTES, CERTIFICATES, NEWS};

const guint schema_version = G_N_ELEMENTS(MIGRATIONS);

guint schema_stored(struct sql *sql)
{
    return (guint)sql_number(sql, 0, "PRAGMA user_version");
}

void schema_build(struct sql *sql, guint version)
{
    guint stored = schema_stored(sql);
    if (stored == version)
        return;
    for (guint i = stored; i < version; i++)
        sql_script(sql, MIGRATIONS[i]);
    /* A pragma takes no bound value; both are numbers of our own. */
    g_autofree char *marks = g_strdup_printf("PRAGMA application_id = %d; PRAGMA user_version = %u",
                                             APPLICATION_ID, version);
    sql_script(sql, marks);
}

static void refuse(struct sql *sql, int code, const char *sentence)
{
    sql_fail(sql, g_error_new_literal(REGISTER_ERROR, code, sentence));
}

void schema_prepare(struct sql *sql, gboolean migrate)
{
    gint64 application = sql_number(sql, 0, "PRAGMA application_id");
    gint64 tables = sql_number(sql, 0, "SELECT count(*) FROM sqlite_schema");
    guint stored = schema_stored(sql);
    gboolean empty = application == 0 && tables == 0 && stored == 0;

    if (sql_failed(sql))
        return;
    if (application != APPLICATION_ID && !empty)
        refuse(sql, REGISTER_ERROR_FOREIGN, "register.db is not a register of circulard");
    else if (stored > schema_version)
        refuse(sql, REGISTER_ERROR_NEWER,
               "register.db was written by a newer circulard: install that one again");
    else if (empty && !migrate)
        refuse(sql, REGISTER_ERROR_MISSING, "register.db holds nothing yet");
    else if (stored < schema_version && !migrate)
        refuse(sql, REGISTER_ERROR_OLDER,
               "register.db was written by an older circulard: start the new one once");
    else
        schema_build(sql, schema_version);
}
