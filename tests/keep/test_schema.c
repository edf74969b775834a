/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening: new, again, older, newer, foreign, damaged; and two at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../support/scratch.h"
#include "keep/keep.h"

#define NOW 1752566400

static int set_up(void **state)
{
    *state = scratch_new();
    return 0;
}

static int tear_down(void **state)
{
    scratch_free(*state);
    return 0;
}

static void assert_refused(const char *folder, enum register_mode mode, int code)
{
    g_autoptr(GError) error = NULL;
    AUTO(registry) *registry = register_open(folder, mode, &error);
    assert_null(registry);
    if (!g_error_matches(error, REGISTER_ERROR, code))
        fail_msg("%s", error->message);
}

static void script(const char *folder, const char *text)
{
    g_autofree char *path = g_build_filename(folder, "register.db", NULL);
    AUTO(sql) *sql = sql_open(path, SQL_MODE_CREATE, NULL);
    sql_begin(sql, SQL_WRITE);
    sql_script(sql, text);
    GError *error = NULL;
    if (!sql_end(sql, &error))
        fail_msg("%s", error->message);
}

static char *dump_schema(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "register.db", NULL);
    AUTO(sql) *sql = sql_open(path, SQL_MODE_READ, NULL);
    GString *dump = g_string_new(NULL);
    sql_begin(sql, SQL_READ);
    AUTO(rows) *rows = sql_query(sql, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"
                                      " ORDER BY type, name");
    while (rows_next(rows))
        g_string_append_printf(dump, "%s\n", rows_peek(rows, 0));
    assert_true(sql_end(sql, NULL));
    return g_string_free(dump, FALSE);
}

static void open__nothing_there__created_private(void **state)
{
    struct stat info;
    g_autofree char *path = g_build_filename(*state, "register.db", NULL);
    assert_refused(*state, REGISTER_READ, REGISTER_ERROR_MISSING);
    assert_refused(*state, REGISTER_WRITE, REGISTER_ERROR_MISSING);
    AUTO(registry) *registry = register_open(*state, REGISTER_CREATE, NULL);
    assert_non_null(registry);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_true(register_check(registry, NULL));
    AUTO(registry) *second = register_open(*state, REGISTER_WRITE, NULL);
    assert_non_null(second);
}

static void open__folder_missing__said(void **state)
{
    g_autofree char *folder = g_build_filename(*state, "nowhere", NULL);
    assert_refused(folder, REGISTER_CREATE, REGISTER_ERROR_MISSING);
}

/* The disk was full when it was to be made. */
static void open__empty_file__not_made_yet(void **state)
{
    g_autofree char *folder = g_build_filename(*state, "empty", NULL);
    g_autofree char *path = g_build_filename(folder, "register.db", NULL);
    assert_int_equal(g_mkdir(folder, 0700), 0);
    assert_true(g_file_set_contents(path, "", 0, NULL));
    assert_refused(folder, REGISTER_READ, REGISTER_ERROR_MISSING);
    AUTO(registry) *registry = register_open(folder, REGISTER_CREATE, NULL);
    assert_non_null(registry);
}

static void open__every_earlier_version__migrated(void **state)
{
    g_autofree char *fresh = NULL;
    for (guint from = 0; from <= schema_version; from++) {
        g_autofree char *folder = g_strdup_printf("%s/from-%u", (char *)*state, from);
        g_autofree char *path = g_build_filename(folder, "register.db", NULL);
        assert_int_equal(g_mkdir(folder, 0700), 0);
        AUTO(sql) *sql = sql_open(path, SQL_MODE_CREATE, NULL);
        sql_begin(sql, SQL_WRITE);
        schema_build(sql, from);
        assert_true(sql_end(sql, NULL));
        if (from > 0 && from < schema_version)
            assert_refused(folder, REGISTER_READ, REGISTER_ERROR_OLDER);
        AUTO(registry) *registry = register_open(folder, REGISTER_CREATE, NULL);
        assert_non_null(registry);
        assert_true(register_check(registry, NULL));
        g_autofree char *dump = dump_schema(folder);
        if (!fresh)
            fresh = g_strdup(dump);
        assert_string_equal(dump, fresh);
    }
}

/* What schema_build() made when each version was released: registers in the field are like that. */
static const char *const RELEASED[] = {
    "e3c75da8f90297ac0b624fe2effc8f443d8ab4c5cd5e9ed7fb4d0ee5885bf50f",
    "125288c8db883fb1f4326c4413930f440a0eea51c7323c0ea23838320d4019d5",
    "742d679130d8bd76e25839daef6c99c700b07a5550285572e7f9610cf540f131",
    "d3106c5960f5a892aad9bc40917275c63280b010a0b68dfabdfa9072f32a7680",
    "7810afb697e1ea56a9c6b33fb2f62a89f47cba1fba1192082cea97f975d4a02a",
    "c4bbcf37064cd7fd3fdbef909144b6c22297176729146b6432017a3fa8574080",
    "0688f8dec2782a6db8bc25b50ef03c8816cb01e98bbeedd0ee66483d82d6ccab",
    "03ff67bc72d285e9b18bb7440b1b17495088343274f0275627a03733dae7731d",
    "710c97c9cac8f7cfb8375f091e42375120ea8acb92c57285a7d13033141c4b34",
    "ee78971115c39db064f8013996cf7a9f1951ccfbdc6467e698eaf46293ad43da",
    "d57e9f6977869d011a7788cd0003fe7a14c5cc18a58b9c3e2cbb763541792f2d",
    "36725dd348cf1a302aa4022f62f43ba048c9b93bb50ef624251d06c2265a62f0",
};

static void build__released_versions__as_they_were(void **state)
{
    for (guint i = 0; i < G_N_ELEMENTS(RELEASED); i++) {
        g_autofree char *folder = g_strdup_printf("%s/%u", (char *)*state, i + 1);
        g_autofree char *path = g_build_filename(folder, "register.db", NULL);
        assert_int_equal(g_mkdir(folder, 0700), 0);
        AUTO(sql) *sql = sql_open(path, SQL_MODE_CREATE, NULL);
        sql_begin(sql, SQL_WRITE);
        schema_build(sql, i + 1);
        assert_true(sql_end(sql, NULL));
        g_autofree char *dump = dump_schema(folder);
        g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, dump, -1);
        if (!g_str_equal(hash, RELEASED[i]))
            fail_msg("version %u is another one than was released (%s): add a version after the last one", i + 1, hash);
    }
    assert_int_equal(G_N_ELEMENTS(RELEASED), schema_version); /* a new one is added here, too */
}

static void open__version_3_with_a_matter__days_and_officials_filled_in(void **state)
{
    g_autofree char *path = g_build_filename(*state, "register.db", NULL);
    AUTO(sql) *old = sql_open(path, SQL_MODE_CREATE, NULL);
    sql_begin(old, SQL_WRITE);
    schema_build(old, 3);
    sql_script(old,
        "INSERT INTO matters (id, state, registered, confidence, version)"
        " VALUES (7, 'open', '2025-07-15', 1, 2);"
        "INSERT INTO deadlines (matter, version, position, date, kind, firm, derived, past, confidence,"
        " page, part_index, offset, length) VALUES (7, 1, 0, '2025-08-31', 'by', 1, 0, 0, 1, 1, 0, 0, 0),"
        " (7, 2, 0, '2025-10-01', 'before', 1, 0, 0, 1, 1, 0, 0, 0),"
        " (7, 2, 1, '2025-09-16', 'by', 1, 0, 0, 1, 1, 0, 0, 0);"
        "INSERT INTO recipients VALUES (7, 0, 'zoe'), (7, 1, 'anna');");
    assert_true(sql_end(old, NULL));
    AUTO(registry) *registry = register_open(*state, REGISTER_CREATE, NULL);
    assert_non_null(registry);
    sql_begin(registry->sql, SQL_READ);
    AUTO(rows) *rows = sql_query(registry->sql, "SELECT days, officials FROM matters");
    assert_true(rows_next(rows));
    assert_string_equal(rows_peek(rows, 0), "2025-09-16 2025-09-30");
    assert_string_equal(rows_peek(rows, 1), "zoe anna");
    assert_true(sql_end(registry->sql, NULL));
}

static void open__newer__refused_and_untouched(void **state)
{
    register_close(register_open(*state, REGISTER_CREATE, NULL));
    script(*state, "PRAGMA user_version = 4000");
    assert_refused(*state, REGISTER_CREATE, REGISTER_ERROR_NEWER);
    assert_refused(*state, REGISTER_WRITE, REGISTER_ERROR_NEWER);
    assert_refused(*state, REGISTER_READ, REGISTER_ERROR_NEWER);
}

static void open__another_programs_file__refused(void **state)
{
    script(*state, "CREATE TABLE cookies (name TEXT)");
    assert_refused(*state, REGISTER_CREATE, REGISTER_ERROR_FOREIGN);
    script(*state, "DROP TABLE cookies; PRAGMA application_id = 77");
    assert_refused(*state, REGISTER_CREATE, REGISTER_ERROR_FOREIGN);
}

static void open__no_database__refused(void **state)
{
    g_autofree char *path = g_build_filename(*state, "register.db", NULL);
    assert_true(g_file_set_contents(path, "this is not a database, it is a letter of some length, "
                                          "long enough to be looked at as a page of one", -1, NULL));
    assert_refused(*state, REGISTER_CREATE, REGISTER_ERROR_FOREIGN);
}

static void open__link_in_place_of_the_file__refused(void **state)
{
    g_autofree char *path = g_build_filename(*state, "register.db", NULL);
    g_autofree char *other = g_build_filename(*state, "other.db", NULL);
    assert_true(g_file_set_contents(other, "", 0, NULL));
    assert_int_equal(symlink(other, path), 0);
    assert_refused(*state, REGISTER_CREATE, REGISTER_ERROR_SYSTEM);
}

static void open__over_a_link_to_the_folder__works(void **state)
{
    g_autofree char *real = g_build_filename(*state, "private", NULL);
    g_autofree char *alias = g_build_filename(*state, "alias", NULL);
    assert_int_equal(g_mkdir(real, 0700), 0);
    assert_int_equal(symlink(real, alias), 0);
    AUTO(registry) *registry = register_open(alias, REGISTER_CREATE, NULL);
    assert_non_null(registry);
}

static void open__two_at_once__reader_sees_what_was_committed(void **state)
{
    AUTO(registry) *daemon = register_open(*state, REGISTER_CREATE, NULL);
    AUTO(registry) *reader = register_open(*state, REGISTER_READ, NULL);
    g_autoptr(GBytes) raw = g_bytes_new_static("x", 1);
    struct stored stored;
    sql_begin(daemon->sql, SQL_WRITE);
    sql_run(daemon->sql, "INSERT INTO meta (name, value) VALUES ('a', 'b')");
    g_autoptr(GPtrArray) during = register_mails(reader, MAIL_STATES, OUTCOMES, 10, NULL);
    assert_int_equal(during->len, 0);
    assert_true(sql_end(daemon->sql, NULL));
    assert_true(register_store_mail(daemon, raw, NULL, NOW, NOW, &stored, NULL));
    g_autoptr(GPtrArray) after = register_mails(reader, MAIL_STATES, OUTCOMES, 10, NULL);
    assert_int_equal(after->len, 1);
    assert_false(register_store_mail(reader, raw, NULL, NOW, NOW, &stored, NULL));
    AUTO(registry) *writer = register_open(*state, REGISTER_WRITE, NULL);
    assert_true(register_poll_succeeded(writer, "inbox", NOW, NULL));
    g_autoptr(GPtrArray) cursors = register_cursors(daemon, NULL);
    assert_int_equal(cursors->len, 1);
}

static void changed_elsewhere__own_and_others_writes__others_only(void **state)
{
    AUTO(registry) *daemon = register_open(*state, REGISTER_CREATE, NULL);
    AUTO(registry) *other = register_open(*state, REGISTER_WRITE, NULL);
    gboolean changed = TRUE;
    assert_true(register_changed_elsewhere(daemon, &changed, NULL));
    assert_false(changed);
    assert_true(register_poll_succeeded(daemon, "inbox", NOW, NULL));
    assert_true(register_changed_elsewhere(daemon, &changed, NULL));
    assert_false(changed);
    assert_true(register_poll_succeeded(other, "archive", NOW + 1, NULL));
    assert_true(register_changed_elsewhere(daemon, &changed, NULL));
    assert_true(changed);
    assert_true(register_changed_elsewhere(daemon, &changed, NULL));
    assert_false(changed);
}

static void transaction__failure_in_the_middle__nothing_of_it(void **state)
{
    AUTO(registry) *registry = register_open(*state, REGISTER_CREATE, NULL);
    struct sql *sql = registry->sql;
    g_autoptr(GError) error = NULL;
    sql_begin(sql, SQL_WRITE);
    sql_run(sql, "INSERT INTO meta (name, value) VALUES ('one', '1')");
    sql_run(sql, "INSERT INTO sightings (source, validity, uid, mail, seen_at)"
                 " VALUES ('x', 1, 1, 99, 0)");
    sql_run(sql, "INSERT INTO meta (name, value) VALUES ('two', '2')");
    assert_true(sql_failed(sql));
    assert_int_equal(sql_number(sql, -7, "SELECT 1"), -7);
    assert_false(sql_end(sql, &error));
    assert_true(g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_REFUSED));
    sql_begin(sql, SQL_READ);
    assert_int_equal(sql_number(sql, -1, "SELECT count(*) FROM meta WHERE name IN ('one', 'two')"), 0);
    assert_true(sql_end(sql, NULL));
}

static void pragmas__as_the_disk_needs_them(void **state)
{
    AUTO(registry) *registry = register_open(*state, REGISTER_CREATE, NULL);
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_READ);
    assert_int_equal(sql_number(sql, -1, "PRAGMA synchronous"), 3);
    assert_int_equal(sql_number(sql, -1, "PRAGMA foreign_keys"), 1);
    struct rows *rows = sql_query(sql, "PRAGMA journal_mode");
    assert_true(rows_next(rows));
    assert_string_equal(rows_peek(rows, 0), "truncate");
    rows_free(rows);
    assert_true(sql_end(sql, NULL));
}

static void lock__second__refused_until_the_first_lets_go(void **state)
{
    g_autoptr(GError) error = NULL;
    int first = register_lock(*state, NULL);
    assert_true(first >= 0);
    assert_int_equal(register_lock(*state, &error), -1);
    assert_true(g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_BUSY));
    close(first);
    int second = register_lock(*state, NULL);
    assert_true(second >= 0);
    close(second);
}

static void check_owner__root_in_the_folder_of_another__refused(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_true(register_check_owner(*state, NULL));
    assert_true(register_check_owner("/nowhere", NULL)); /* said by whoever opens it */
    if (geteuid() != 0)
        skip();
    assert_int_equal(chown(*state, 65534, 65534), 0);
    assert_false(register_check_owner(*state, &error));
    assert_non_null(strstr(error->message, "run circulard as that user"));
}

static double seconds_until_refused(struct registry *registry)
{
    g_autoptr(GError) error = NULL;
    gint64 began = g_get_monotonic_time();
    sql_begin(registry->sql, SQL_WRITE);
    assert_false(sql_end(registry->sql, &error));
    assert_true(g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_BUSY));
    return (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
}

static void transaction__another_holds_the_file__waited_for_once(void **state)
{
    AUTO(registry) *registry = register_open(*state, REGISTER_CREATE, NULL);
    AUTO(registry) *another = register_open(*state, REGISTER_WRITE, NULL);
    for (int round = 0; round < 2; round++) {
        sql_begin(another->sql, SQL_WRITE);
        assert_true(seconds_until_refused(registry) > 5);
        assert_true(seconds_until_refused(registry) < 5);
        assert_true(sql_end(another->sql, NULL));
        sql_begin(registry->sql, SQL_WRITE);
        assert_true(sql_end(registry->sql, NULL));
    }
}

/* Roads by which a mail finds its matter, and the lists of the daemon: none may read a whole table. */
static void queries__frequent_ones__use_an_index(void **state)
{
    static const char *const queries[] = {
        "SELECT j.matter FROM mails m JOIN matter_mails j ON j.mail = m.id"
        " WHERE m.message_id = ?1 OR m.letter_id = ?1",
        "SELECT matter FROM matter_references WHERE key = ?1",
        "SELECT key FROM matter_references WHERE matter = ?1",
        "SELECT j.matter FROM mails m JOIN matter_mails j ON j.mail = m.id WHERE m.letter_date = ?1",
        "SELECT d.matter FROM deadlines d WHERE d.date = ?1 ORDER BY d.id DESC",
        "SELECT id FROM matters WHERE subject_key = ?1",
        "SELECT id FROM mails WHERE state = 'stored' AND attempts < ?1 ORDER BY id",
        "SELECT id FROM reminders WHERE state = 'planned' AND retry_at <= ?1",
        "SELECT id FROM reminders WHERE coalesce(matter, 0) = ?1",
        "SELECT id FROM reminders WHERE message_id = ?1",
        "SELECT id FROM history WHERE matter = ?1 ORDER BY id",
    };
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free); /* outlive the registry */
    AUTO(registry) *registry = register_open(*state, REGISTER_CREATE, NULL);
    sql_begin(registry->sql, SQL_READ);
    for (guint i = 0; i < G_N_ELEMENTS(queries); i++) {
        char *explain = g_strdup_printf("EXPLAIN QUERY PLAN %s", queries[i]);
        g_ptr_array_add(texts, explain);
        struct rows *rows = sql_query(registry->sql, explain, V("x"));
        while (rows_next(rows))
            if (g_str_has_prefix(rows_peek(rows, 3), "SCAN"))
                fail_msg("%s: %s", queries[i], rows_peek(rows, 3));
        rows_free(rows);
        assert_false(sql_failed(registry->sql));
    }
    assert_true(sql_end(registry->sql, NULL));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(open__nothing_there__created_private),
        TEST(open__folder_missing__said),
        TEST(open__empty_file__not_made_yet),
        TEST(open__every_earlier_version__migrated),
        TEST(build__released_versions__as_they_were),
        TEST(open__version_3_with_a_matter__days_and_officials_filled_in),
        TEST(open__newer__refused_and_untouched),
        TEST(open__another_programs_file__refused),
        TEST(open__no_database__refused),
        TEST(open__link_in_place_of_the_file__refused),
        TEST(open__over_a_link_to_the_folder__works),
        TEST(open__two_at_once__reader_sees_what_was_committed),
        TEST(changed_elsewhere__own_and_others_writes__others_only),
        TEST(transaction__failure_in_the_middle__nothing_of_it),
        TEST(pragmas__as_the_disk_needs_them),
        TEST(lock__second__refused_until_the_first_lets_go),
        TEST(check_owner__root_in_the_folder_of_another__refused),
        TEST(transaction__another_holds_the_file__waited_for_once),
        TEST(queries__frequent_ones__use_an_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
