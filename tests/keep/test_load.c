/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of matters: filters, pages, writing while reading, and a hundred thousand of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../support/letter.h"
#include "../support/registry.h"
#include "keep/keep.h"

/* Matters 1 to count, each with mail, request, two deadlines of two versions, doubt, recipients. */
static void fill(struct desk *desk, guint count)
{
    struct sql *sql = desk->registry->sql;
    GError *error = NULL;
    sql_begin(sql, SQL_WRITE);
    sql_script(sql, "CREATE TEMP TABLE n (i INTEGER PRIMARY KEY)");
    sql_run(sql, "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ?)"
                 " INSERT INTO n SELECT i FROM c", V(count));
    sql_script(sql,
        "INSERT INTO mails (id, sha256, bytes, kept, received_at, stored_at, state, subject)"
        " SELECT i, printf('%064x', i), 9, 1, 0, 0, 'read', 'Subject ' || i FROM n;"
        "INSERT INTO matters (id, state, registered, subject, sender, reference, letter_date, kind,"
        " confidence, version) SELECT i, CASE i % 10 WHEN 0 THEN 'done' WHEN 1 THEN 'to confirm'"
        " ELSE 'open' END, '2025-07-15', 'Report number ' || i, 'office@ilo.example',"
        " 'ACD ' || i, '2025-07-11', 'article-22', 0.9, 2 FROM n;"
        "INSERT INTO matter_mails SELECT i, i, 'new matter' FROM n;"
        "INSERT INTO requests (matter, version, position, confidence, quote, page, part_index,"
        " offset, length) SELECT i, 2, 0, 1, 'Governments are requested to reply', 1, 0, 0, 0 FROM n;"
        "INSERT INTO deadlines (matter, version, position, date, kind, firm, derived, past,"
        " confidence, alternatives, quote, page, part_index, offset, length)"
        " SELECT i, v.column1, 0, date('2025-09-01', '+' || (i % 100 + v.column1) || ' days'), 'by',"
        " 1, 0, 0, 1, '2025-05-04 2025-04-05', 'by 16 September', 1, 0, 0, 0"
        " FROM n CROSS JOIN (VALUES (1), (2)) v;"
        "INSERT INTO deadline_requests SELECT d.id, r.id FROM deadlines d JOIN requests r"
        " ON r.matter = d.matter WHERE d.version = 2;"
        "INSERT INTO doubts (matter, sort, words) SELECT i, 'x', 'doubt' FROM n WHERE i % 5 = 0;"
        "INSERT INTO recipients SELECT i, 0, 'anna' FROM n;"
        "INSERT INTO recipients SELECT i, 1, 'bob' FROM n WHERE i % 2 = 0;"
        "DROP TABLE n;");
    if (!sql_end(sql, &error))
        fail_msg("%s", error->message);
}

static guint count(struct desk *desk, const struct matter_filter *filter)
{
    AUTO(matters) *matters = register_matters(desk->registry, filter);
    g_autoptr(GError) error = NULL;
    guint found = 0;
    gint64 last = 0;
    for (struct matter *matter = matters_next(matters, &error); matter;
         matter = matters_next(matters, &error)) {
        assert_true(matter->id > last);
        last = matter->id;
        found++;
        matter_free(matter);
    }
    assert_null(error);
    assert_null(matters_next(matters, NULL));
    return found;
}

static void list__filters__alone_and_together(void **state)
{
    struct desk *desk = *state;
    fill(desk, 1300);
    assert_int_equal(count(desk, &(struct matter_filter){0}), 1300);
    assert_int_equal(count(desk, &(struct matter_filter){.states = MATTER_STATES_LIVE}), 1170);
    assert_int_equal(count(desk, &(struct matter_filter){.states = MATTER_STATE_BIT(MATTER_DONE)}), 130);
    assert_int_equal(count(desk, &(struct matter_filter){.states = MATTER_STATE_BIT(MATTER_SNOOZED)}), 0);
    assert_int_equal(count(desk, &(struct matter_filter){.recipient = "bob"}), 650);
    assert_int_equal(count(desk, &(struct matter_filter){.recipient = "carol"}), 0);
    assert_int_equal(count(desk, &(struct matter_filter){.words = "REPORT number 12"}), 111);
    assert_int_equal(count(desk, &(struct matter_filter){.words = "acd 1300"}), 1);
    assert_int_equal(count(desk, &(struct matter_filter){.words = "%"}), 0);
    GDate from = letter_day("2025-09-03"), to = letter_day("2025-09-04");
    assert_int_equal(count(desk, &(struct matter_filter){.due_from = from, .due_to = to}), 26);
    assert_int_equal(count(desk, &(struct matter_filter){.due_to = from}), 13);
    assert_int_equal(count(desk, &(struct matter_filter){.due_to = to, .recipient = "bob",
                                                         .states = MATTER_STATES_LIVE}), 0);
}

static void assert_filled(const struct matter *matter)
{
    assert_int_equal(matter->mails->len, 1);
    assert_int_equal(matter->requests->len, 1);
    assert_int_equal(matter->deadlines->len, 1);
    assert_int_equal(matter->earlier->len, 1);
    assert_int_equal(matter->doubts->len, matter->id % 5 == 0);
    assert_int_equal(matter->recipients->len, matter->id % 2 == 0 ? 2 : 1);
    const struct deadline *deadline = g_ptr_array_index(matter->deadlines, 0);
    assert_int_equal(deadline->requests->len, 1);
    assert_int_equal(deadline->alternatives->len, 2);
    const struct matter_mail *mail = g_ptr_array_index(matter->mails, 0);
    assert_int_equal(mail->id, matter->id);
}

static void list__all_parts__each_to_its_matter(void **state)
{
    struct desk *desk = *state;
    fill(desk, 1100);
    static const guint states[] = {0, MATTER_STATE_BIT(MATTER_CONFIRM), MATTER_STATES_LIVE};
    for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
        struct matter_filter filter = {.states = states[i], .parts = MATTER_PART_ALL};
        AUTO(matters) *matters = register_matters(desk->registry, &filter);
        for (struct matter *matter = matters_next(matters, NULL); matter;
             matter = matters_next(matters, NULL)) {
            assert_filled(matter);
            matter_free(matter);
        }
    }
    AUTO(matter) *one = register_matter(desk->registry, 777, NULL);
    assert_filled(one);
    assert_null(register_matter(desk->registry, 1101, NULL));
}

static void list__dates__enough_to_count_days(void **state)
{
    struct desk *desk = *state;
    fill(desk, 10);
    struct matter_filter filter = {.parts = MATTER_PART_DATES};
    GDate today = letter_day("2025-07-15");
    AUTO(matters) *matters = register_matters(desk->registry, &filter);
    AUTO(matter) *light = matters_next(matters, NULL);
    AUTO(matter) *whole = register_matter(desk->registry, light->id, NULL);
    GDate one = matter_due(light, &today), other = matter_due(whole, &today);
    assert_int_equal(light->deadlines->len, 1);
    assert_int_equal(light->requests->len, 0);
    assert_int_equal(g_date_compare(&one, &other), 0);
}

static void list__written_meanwhile__goes_on(void **state)
{
    struct desk *desk = *state;
    fill(desk, 1100);
    AUTO(registry) *other = register_open(desk->folder, REGISTER_WRITE, NULL);
    struct matter_filter filter = {.states = MATTER_STATES_LIVE, .parts = MATTER_PART_DEADLINES};
    AUTO(matters) *matters = register_matters(desk->registry, &filter);
    guint found = 0;
    for (struct matter *matter = matters_next(matters, NULL); matter;
         matter = matters_next(matters, NULL)) {
        if (found++ % 100 == 0)
            assert_true(register_move(found % 200 == 1 ? desk->registry : other, matter->id,
                                      MATTER_DONE, NULL, "anna", NULL, NOW, NULL));
        matter_free(matter);
    }
    assert_int_equal(found, 990);
}

/* Every line says what the whole matter says, today and on other days. */
static void assert_lines(struct desk *desk, const char *on, const struct matter_filter *filter)
{
    GDate today = letter_day(on);
    g_autoptr(GError) error = NULL;
    AUTO(matter_lines) *lines = register_lines(desk->registry, filter, &today, &error);
    assert_null(error);
    assert_int_equal(lines->all->len, count(desk, filter));
    for (guint i = 0; i < lines->all->len; i++) {
        const struct matter_line *line = &g_array_index(lines->all, struct matter_line, i);
        AUTO(matter) *matter = register_matter(desk->registry, line->id, NULL);
        GDate due = matter_due(matter, &today);
        g_autofree char *officials = g_strjoinv(" ", (char *[]){
            matter->recipients->len > 0 ? matter->recipients->pdata[0] : NULL,
            matter->recipients->len > 1 ? matter->recipients->pdata[1] : NULL, NULL});
        assert_int_equal(line->state, matter->state);
        assert_int_equal(line->kind, matter->kind);
        assert_int_equal(g_date_valid(&line->due), g_date_valid(&due));
        if (g_date_valid(&due)) {
            assert_int_equal(g_date_compare(&line->due, &due), 0);
            assert_int_equal(line->order, g_date_get_julian(&due));
        }
        assert_string_equal(line->officials, officials);
        assert_int_equal(g_strcmp0(line->subject, matter->subject), 0);
        assert_int_equal(g_strcmp0(line->reference, matter->reference), 0);
    }
}

static void lines__any_matter__as_the_matter_says(void **state)
{
    struct desk *desk = *state;
    g_autoptr(GPtrArray) carol = g_ptr_array_new();
    g_ptr_array_add(carol, (gpointer) "carol");
    fill(desk, 300);
    sql_begin(desk->registry->sql, SQL_WRITE);
    sql_script(desk->registry->sql,
        "INSERT INTO deadlines (matter, version, position, date, kind, firm, derived, past, confidence,"
        " page, part_index, offset, length) SELECT id, 2, 1, date('2025-10-20', '-' || id || ' days'),"
        " CASE id % 4 WHEN 0 THEN 'before' WHEN 1 THEN 'by' WHEN 2 THEN 'until' ELSE 'on' END,"
        " 1, 0, 0, 1, 1, 0, 0, 0 FROM matters WHERE id % 3 = 0;"
        "UPDATE matters SET version = 3 WHERE id % 7 = 0;"  /* which has no date at all */
        "UPDATE matters SET version = 1 WHERE id % 11 = 0;");
    assert_true(sql_end(desk->registry->sql, NULL));
    assert_true(register_set_recipients(desk->registry, 5, carol, "anna", NOW, NULL));
    static const char *const days[] = {"2025-07-15", "2025-09-30", "2025-11-02", "2026-01-01"};
    static const struct matter_filter filters[] = {
        {.states = 0}, {.states = MATTER_STATES_LIVE, .words = "number 1"}, {.recipient = "carol"},
        {.kind = "article-22", .recipient = "bob", .states = MATTER_STATE_BIT(MATTER_CONFIRM)}};
    for (guint i = 0; i < G_N_ELEMENTS(days); i++)
        for (guint j = 0; j < G_N_ELEMENTS(filters); j++)
            assert_lines(desk, days[i], &filters[j]);
}

static long resident_kib(void)
{
    g_autofree char *text = NULL;
    long pages = 0;
    if (g_file_get_contents("/proc/self/statm", &text, NULL, NULL))
        (void)!sscanf(text, "%*d %ld", &pages);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void list__a_hundred_thousand__in_time(void **state)
{
    struct desk *desk = *state;
    static const struct {
        const char *what;
        guint parts;
    } passes[] = {
        {"headings", 0},
        {"dates", MATTER_PART_DATES},
        {"dates and recipients", MATTER_PART_DATES | MATTER_PART_RECIPIENTS},
        {"deadlines, requests and recipients", MATTER_PART_DEADLINES | MATTER_PART_RECIPIENTS},
        {"everything", MATTER_PART_ALL},
    };
    fill(desk, 100000);
    for (guint i = 0; i < G_N_ELEMENTS(passes); i++) {
        struct matter_filter filter = {.states = MATTER_STATES_LIVE, .parts = passes[i].parts};
        long before = resident_kib();
        gint64 start = g_get_monotonic_time();
        assert_int_equal(count(desk, &filter), 90000);
        printf("# 100,000 matters, %s: %.2f s, %+ld KiB resident\n", passes[i].what,
               (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC, resident_kib() - before);
        assert_true(g_get_monotonic_time() - start < 60 * G_USEC_PER_SEC);
    }
    gint64 start = g_get_monotonic_time();
    desk_record(desk, "ref ACD 77777 | date 2025-07-11 | subject Report number 77777 | "
                      "kind article-22 | ask Governments are requested to reply | due 2025-09-16");
    printf("# one mail recorded among them: %.1f ms\n",
           (double)(g_get_monotonic_time() - start) / 1000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, registry_set_up, registry_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(list__filters__alone_and_together),
        TEST(list__all_parts__each_to_its_matter),
        TEST(list__dates__enough_to_count_days),
        TEST(list__written_meanwhile__goes_on),
        TEST(lines__any_matter__as_the_matter_says),
        TEST(list__a_hundred_thousand__in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
