/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A register with something in it, written by each earlier version, comes up to date whole: what was
 * open is open, what was to be sent is to be sent, once. The rows are those that version 1 wrote. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glib/gstdio.h>

#include "../support/scratch.h"
#include "keep/keep.h"

#define NOW 1752566400

static const char ROWS[] =
    "INSERT INTO mails (id, sha256, bytes, kept, received_at, stored_at, state, outcome, matter, version,"
    " message_id, subject, received, verified) VALUES"
    " (1, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 10, 1, 1752480000, 1752480001,"
    "  'read', 'new matter', NULL, 1, 'a@ilo.org', 'Reports', '2025-07-14', 1),"
    " (2, 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 10, 1, 1752480000, 1752480001,"
    "  'stored', 'not read yet', NULL, NULL, NULL, NULL, NULL, 0);"
    "INSERT INTO sightings (source, validity, uid, mail, seen_at) VALUES ('inbox', 7, 1, 1, 1752480001),"
    " ('inbox', 7, 2, 2, 1752480001);"
    "INSERT INTO cursors (source, validity, next_uid, count, success_at) VALUES ('inbox', 7, 3, 2, 1752480002);"
    "INSERT INTO matters (id, state, registered, subject, subject_key, sender, language, confidence) VALUES"
    " (1, 'open', '2025-07-14', 'Reports', 'reports', 'ILO', 'en', 0.9),"
    " (2, 'done', '2025-07-01', 'Old', 'old', 'ILO', 'en', 0.9);"
    "UPDATE mails SET matter = 1 WHERE id = 1;"
    "INSERT INTO matter_mails (matter, mail, outcome) VALUES (1, 1, 'new matter');"
    "INSERT INTO deadlines (matter, version, position, date, kind, firm, derived, past, confidence, mail, quote,"
    " page, part_index, offset, length) VALUES"
    " (1, 1, 0, '2025-09-16', 'by', 1, 0, 0, 0.9, 1, 'by 16 September 2025', 1, 0, 0, 20),"
    " (2, 1, 0, '2025-07-10', 'by', 1, 0, 0, 0.9, 1, 'by 10 July 2025', 1, 0, 0, 15);"
    "INSERT INTO recipients (matter, position, official) VALUES (1, 0, 'anna'), (2, 0, 'anna');"
    "INSERT INTO reminders (id, matter, version, official, address, step, day, state, message_id, changed_at)"
    " VALUES (1, 1, 1, 'anna', 'anna@labour.example', 'notice', '2025-07-14', 'sent', 'n1@labour.example', 1),"
    " (2, 1, 1, 'anna', 'anna@labour.example', 'due-30:2025-09-16', '2025-07-15', 'planned',"
    "  'n2@labour.example', 1);"
    "INSERT INTO reminder_bytes (reminder, bytes) VALUES (1, x'41'), (2, x'42');";

static void fill(const char *folder, guint version)
{
    g_autofree char *path = g_build_filename(folder, "register.db", NULL);
    AUTO(sql) *sql = sql_open(path, SQL_MODE_CREATE, NULL);
    g_autoptr(GError) error = NULL;
    sql_begin(sql, SQL_WRITE);
    schema_build(sql, 1);
    sql_script(sql, ROWS);
    schema_build(sql, version);
    if (!sql_end(sql, &error))
        fail_msg("version %u: %s", version, error->message);
}

static void assert_up_to_date(struct registry *registry)
{
    gint64 broken = -1;
    const struct matter_filter open = {.states = MATTER_STATES_LIVE, .recipient = "anna",
                                       .parts = MATTER_PART_ALL};
    assert_true(register_check(registry, NULL));
    assert_true(register_verify(registry, &broken, NULL) && broken == 0);
    AUTO(matters) *matters = register_matters(registry, &open);
    AUTO(matter) *matter = matters_next(matters, NULL);
    assert_non_null(matter);
    assert_string_equal(matter->subject, "Reports");
    assert_int_equal(matter->deadlines->len, 1);
    assert_null(matters_next(matters, NULL));
    g_autoptr(GPtrArray) due = register_due(registry, NOW, 9, NULL);
    assert_int_equal(due->len, 1);
    assert_int_equal(((struct reminder *)due->pdata[0])->id, 2);
    AUTO(reminder) *claimed = NULL;
    assert_true(register_claim(registry, 2, NOW, &claimed, NULL));
    assert_int_equal(g_bytes_get_size(claimed->bytes), 1);
    g_autoptr(GPtrArray) unread = register_mails_to_read(registry, 9, NULL);
    assert_int_equal(unread->len, 1);
    AUTO(cursor) *cursor = register_cursor(registry, "inbox", NULL);
    assert_int_equal(cursor->next_uid, 3);
}

/* By due day, as lists and reports ask: whatever a version keeps beside the matters is filled in. */
static void assert_found_by_day(struct registry *registry)
{
    struct matter_filter filter = {.states = MATTER_STATES_LIVE};
    g_date_clear(&filter.due_to, 1);
    g_date_clear(&filter.look_by, 1);
    g_date_clear(&filter.due_from, 1);
    g_date_set_dmy(&filter.due_from, 16, 9, 2025);
    filter.due_to = filter.due_from;
    AUTO(matters) *matters = register_matters(registry, &filter);
    AUTO(matter) *matter = matters_next(matters, NULL);
    assert_non_null(matter);
    assert_int_equal(matter->id, 1);
}

static void migrate__each_version_with_rows__all_there(void **state)
{
    (void)state;
    for (guint from = 1; from <= schema_version; from++) {
        char *folder = scratch_new();
        g_autoptr(GError) error = NULL;
        fill(folder, from);
        AUTO(registry) *registry = register_open(folder, REGISTER_CREATE, &error);
        if (!registry)
            fail_msg("version %u: %s", from, error->message);
        assert_up_to_date(registry);
        assert_found_by_day(registry);
        g_clear_pointer(&registry, register_close);
        scratch_free(folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(migrate__each_version_with_rows__all_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
