/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Storing mails, and the mailbox against the ledger. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "../support/registry.h"
#include "keep/register.h"
#include "keep/sql.h"

static struct stored store(struct desk *desk, const char *text, guint32 validity, guint32 uid)
{
    g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
    struct sighting where = {"inbox", validity, uid, 0};
    struct stored stored;
    assert_true(register_store_mail(desk->registry, raw, uid ? &where : NULL, NOW, NOW, &stored, NULL));
    return stored;
}

static GArray *ranges_of(const char *text)
{
    GArray *ranges = g_array_new(FALSE, FALSE, sizeof(struct uid_range));
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    for (guint i = 0; words[i]; i++) {
        struct uid_range range = {0, 0};
        if (sscanf(words[i], "%u-%u", &range.first, &range.last) == 1)
            range.last = range.first;
        if (*words[i])
            g_array_append_val(ranges, range);
    }
    return ranges;
}

static char *text_of(const GArray *ranges)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < ranges->len; i++) {
        const struct uid_range *range = &g_array_index(ranges, struct uid_range, i);
        g_string_append_printf(text, "%s%u", i ? " " : "", range->first);
        if (range->last != range->first)
            g_string_append_printf(text, "-%u", range->last);
    }
    return g_string_free(text, FALSE);
}

/* What is lacking; *gone and *renumbered where they are wanted. */
static char *reconcile(struct desk *desk, guint32 validity, guint32 next, const char *held,
                       guint64 *gone, gboolean *renumbered)
{
    g_autoptr(GArray) ranges = ranges_of(held);
    struct reconciled got;
    assert_true(register_reconcile(desk->registry, "inbox", validity, next, ranges, NOW, &got, NULL));
    char *lacking = text_of(got.lacking);
    if (gone)
        *gone = got.gone;
    if (renumbered)
        *renumbered = got.renumbered;
    reconciled_clear(&got);
    return lacking;
}

static void assert_lacking(struct desk *desk, guint32 validity, guint32 next, const char *held,
                           const char *expected)
{
    g_autofree char *lacking = reconcile(desk, validity, next, held, NULL, NULL);
    assert_string_equal(lacking, expected);
}

/* ---- storing --------------------------------------------------------------------------------- */

static void store__bytes__file_of_their_hash(void **state)
{
    struct desk *desk = *state;
    struct stored stored = store(desk, "Subject: x\r\n\r\n", 1, 1);
    AUTO(mail_row) *row = register_mail(desk->registry, stored.mail, NULL);
    g_autofree char *path = register_mail_path(desk->registry, row->sha256);
    g_autofree char *content = NULL;
    gsize length = 0;
    struct stat info;
    assert_int_equal(row->state, MAIL_STORED);
    assert_string_equal(row->source, "inbox");
    assert_true(row->kept);
    assert_true(g_file_get_contents(path, &content, &length, NULL));
    assert_int_equal(length, 14);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    g_autoptr(GBytes) raw = register_mail_bytes(desk->registry, row->sha256, NULL);
    assert_int_equal(g_bytes_get_size(raw), 14);
}

static void store__same_bytes_again__only_a_sighting(void **state)
{
    struct desk *desk = *state;
    struct stored first = store(desk, "same", 1, 1);
    struct stored again = store(desk, "same", 1, 2);
    struct stored piped = store(desk, "same", 0, 0);
    assert_true(first.new_mail);
    assert_false(again.new_mail);
    assert_int_equal(again.mail, first.mail);
    assert_int_equal(piped.mail, first.mail);
    assert_lacking(desk, 1, 3, "1-2", "");
}

static void store__many_at_once__each_with_its_sighting(void **state)
{
    struct desk *desk = *state;
    struct sighting where[3] = {{"inbox", 1, 1, 0}, {"inbox", 1, 2, 0}, {"inbox", 1, 3, 0}};
    struct incoming mails[3] = {{.where = &where[0]}, {.where = &where[1]}, {.where = &where[2]}};
    g_autoptr(GBytes) one = g_bytes_new_static("one", 3);
    g_autoptr(GBytes) two = g_bytes_new_static("two", 3);
    mails[0].raw = mails[2].raw = one;
    mails[1].raw = two;
    assert_true(register_store_mails(desk->registry, mails, 3, NOW, NULL));
    assert_true(mails[0].stored.new_mail);
    assert_true(mails[1].stored.new_mail);
    assert_false(mails[2].stored.new_mail);
    assert_int_equal(mails[2].stored.mail, mails[0].stored.mail);
    assert_lacking(desk, 1, 4, "1-3", "");
    assert_true(register_store_mails(desk->registry, NULL, 0, NOW, NULL));
}

static void store__nothing_in_it__a_mail_too(void **state)
{
    struct desk *desk = *state;
    struct stored stored = store(desk, "", 1, 1);
    AUTO(mail_row) *row = register_mail(desk->registry, stored.mail, NULL);
    g_autoptr(GBytes) raw = register_mail_bytes(desk->registry, row->sha256, NULL);
    assert_non_null(raw);
    assert_int_equal(g_bytes_get_size(raw), 0);
}

static void bytes__changed_on_disk__told_and_replaced(void **state)
{
    struct desk *desk = *state;
    struct stored stored = store(desk, "true words", 1, 1);
    AUTO(mail_row) *row = register_mail(desk->registry, stored.mail, NULL);
    g_autofree char *path = register_mail_path(desk->registry, row->sha256);
    g_autoptr(GError) error = NULL;
    assert_true(g_file_set_contents(path, "false words", -1, NULL));
    assert_null(register_mail_bytes(desk->registry, row->sha256, &error));
    assert_true(g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_CORRUPT));
    store(desk, "true words", 1, 2);
    g_autoptr(GBytes) raw = register_mail_bytes(desk->registry, row->sha256, NULL);
    assert_non_null(raw);
}

static void bytes__name_that_is_no_hash__refused(void **state)
{
    struct desk *desk = *state;
    static const char *const names[] = {
        "", "../../etc/passwd", "ab", NULL,
        "../../../../../../../../../../../../../../../../../../../../etc/pw",
        "ABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCD"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        assert_null(register_mail_bytes(desk->registry, names[i], NULL));
        assert_null(register_mail_path(desk->registry, names[i]));
    }
}

static void store__no_place_for_the_file__no_row(void **state)
{
    struct desk *desk = *state;
    g_autofree char *mails = g_build_filename(desk->folder, "mails", NULL);
    g_autoptr(GBytes) raw = g_bytes_new_static("x", 1);
    struct stored stored;
    g_autoptr(GError) error = NULL;
    assert_true(g_file_set_contents(mails, "in the way", -1, NULL));
    assert_false(register_store_mail(desk->registry, raw, NULL, NOW, NOW, &stored, &error));
    assert_true(g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_SYSTEM));
    g_autoptr(GPtrArray) all = register_mails(desk->registry, MAIL_STATES, OUTCOMES, 10, NULL);
    assert_int_equal(all->len, 0);
}

static void oversize__named_once__unread(void **state)
{
    struct desk *desk = *state;
    struct sighting where = {"inbox", 1, 5, 0}, renumbered = {"inbox", 2, 9, 0};
    struct stored first, again;
    assert_true(register_store_oversize(desk->registry, 99999999, &where, NOW, NOW, &first, NULL));
    assert_true(register_store_oversize(desk->registry, 99999999, &renumbered, NOW, NOW, &again, NULL));
    assert_int_equal(first.mail, again.mail);
    AUTO(mail_row) *row = register_mail(desk->registry, first.mail, NULL);
    assert_int_equal(row->state, MAIL_UNREAD);
    assert_false(row->kept);
    assert_non_null(strstr(row->why, "99999999"));
    g_autoptr(GPtrArray) untold = register_mails_untold(desk->registry, 10, NULL);
    assert_int_equal(untold->len, 1);
    g_autoptr(GPtrArray) to_read = register_mails_to_read(desk->registry, 10, NULL);
    assert_int_equal(to_read->len, 0);
}

/* ---- reconciling ----------------------------------------------------------------------------- */

static void reconcile__ranges__what_is_not_in_the_ledger(void **state)
{
    struct desk *desk = *state;
    static const guint32 seen[] = {2, 3, 7, 10};
    for (guint i = 0; i < G_N_ELEMENTS(seen); i++) {
        g_autofree char *text = g_strdup_printf("mail %u", seen[i]);
        store(desk, text, 1, seen[i]);
    }
    static const char *const cases[][2] = {
        {"1-12", "1 4-6 8-9 11-12"},
        {"2-3 7 10", ""},
        {"1 2 3 5 7 9-10", "1 5 9"},
        {"10 7 3 2", ""},
        {"9-10 2-7 3-8 0", "4-6 8-9"},
        {"2-3 7 10 4294967295", "4294967295"},
        {"2 3 7 10-4294967295", "11-4294967295"},
        {"5-4", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_lacking(desk, 1, 0, cases[i][0], cases[i][1]);
}

static void reconcile__gone__told_once_and_fetched_anew(void **state)
{
    struct desk *desk = *state;
    guint64 gone = 0;
    store(desk, "one", 1, 1);
    store(desk, "two", 1, 2);
    store(desk, "three", 1, 3);
    store(desk, "five", 1, 5);
    g_autofree char *first = reconcile(desk, 1, 6, "2 6", &gone, NULL);
    assert_string_equal(first, "6");
    assert_int_equal(gone, 3);
    g_autofree char *second = reconcile(desk, 1, 7, "2 6", &gone, NULL);
    assert_int_equal(gone, 0);
    /* the number is back: whatever it holds now is looked at */
    assert_lacking(desk, 1, 7, "2-3 6", "3 6");
    struct stored other = store(desk, "another three", 1, 3);
    assert_true(other.new_mail);
    assert_lacking(desk, 1, 7, "2-3 6", "6");
}

static void reconcile__another_validity__all_again_but_bytes_known(void **state)
{
    struct desk *desk = *state;
    gboolean renumbered = FALSE;
    store(desk, "one", 1, 1);
    store(desk, "two", 1, 2);
    g_autofree char *first = reconcile(desk, 1, 3, "1-2", NULL, &renumbered);
    assert_false(renumbered);
    g_autofree char *second = reconcile(desk, 9, 3, "1-2", NULL, &renumbered);
    assert_true(renumbered);
    assert_string_equal(second, "1-2");
    assert_false(store(desk, "two", 9, 1).new_mail);
    assert_lacking(desk, 9, 3, "1-2", "2");
}

static void reconcile__uidnext_went_back__all_again(void **state)
{
    struct desk *desk = *state;
    gboolean renumbered = FALSE;
    store(desk, "one", 1, 1);
    store(desk, "two", 1, 2);
    assert_lacking(desk, 1, 10, "1-2", "");
    g_autofree char *lacking = reconcile(desk, 1, 3, "1-2", NULL, &renumbered);
    assert_true(renumbered);
    assert_string_equal(lacking, "1-2");
    assert_false(store(desk, "one", 1, 1).new_mail);
    assert_true(store(desk, "another two", 1, 2).new_mail);
    assert_lacking(desk, 1, 3, "1-2", "");
}

static void reconcile__two_hundred_thousand__linear(void **state)
{
    struct desk *desk = *state;
    struct reconciled got;
    GArray *held = g_array_new(FALSE, FALSE, sizeof(struct uid_range));
    g_autofree char *path = g_build_filename(desk->folder, "register.db", NULL);
    AUTO(sql) *sql = sql_open(path, SQL_MODE_WRITE, NULL);
    store(desk, "one", 1, 1);
    sql_begin(sql, SQL_WRITE);
    sql_script(sql, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                    " WHERE i < 200000) INSERT INTO sightings"
                    " SELECT 'inbox', 1, 2 * i, 1, 0, NULL, NULL, NULL FROM n");
    assert_true(sql_end(sql, NULL));
    /* the worst there is: every other number is gone, and every other held is lacking */
    for (guint32 i = 0; i < 200000; i++) {
        struct uid_range range = {4 * i + 2, 4 * i + 3};
        g_array_append_val(held, range);
    }
    gint64 start = g_get_monotonic_time();
    assert_true(register_reconcile(desk->registry, "inbox", 1, 0, held, NOW, &got, NULL));
    gint64 took = g_get_monotonic_time() - start;
    g_array_unref(held);
    printf("# 400,000 UIDs in 200,000 ranges against 200,001 sightings: %.2f s\n",
           (double)took / G_USEC_PER_SEC);
    assert_int_equal(got.held, 400000);
    assert_int_equal(got.missing, 300000);
    assert_int_equal(got.gone, 100001);
    assert_true(took < 20 * G_USEC_PER_SEC);
    reconciled_clear(&got);
}

/* ---- comparing ------------------------------------------------------------------------------- */

struct said {
    guint32 validity, uid;
    guint64 bytes;
    gint64 received;
    guint others;
};

static guint compare(struct desk *desk, const struct said *said)
{
    g_autoptr(GArray) attributes = g_array_new(FALSE, FALSE, sizeof(struct mail_attributes));
    struct mail_attributes one = {said->uid, said->bytes, said->received};
    guint others = 99;
    g_array_append_val(attributes, one);
    assert_true(register_compare(desk->registry, "inbox", said->validity, attributes, NOW, &others, NULL));
    return others;
}

static void compare__what_the_server_says__another_mail_or_not(void **state)
{
    struct desk *desk = *state;
    static const struct said cases[] = {
        {1, 1, 5, NOW, 0},
        {1, 1, 6, NOW, 1},         /* another size */
        {1, 1, 0, NOW, 1},
        {1, 1, 5, NOW + 1, 1},     /* another time */
        {1, 1, 5, 0, 0},           /* it does not say when */
        {1, 1, 6, 0, 1},
        {2, 1, 6, NOW + 1, 0},     /* numbered otherwise: not what is in the ledger */
        {1, 9, 6, NOW + 1, 0},     /* not there yet */
        {1, 2, 33, NOW, 0},        /* its size was announced wrongly when it was taken */
        {1, 2, 5, NOW, 1},
        {1, 3, 5, NOW + 7, 0},     /* nobody knew when it came */
        {1, 4, 5, NOW + 9, 0},     /* the same bytes had been seen elsewhere, at another time */
        {1, 4, 5, NOW, 1},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        struct sighting two = {"inbox", 1, 2, 33}, three = {"inbox", 1, 3, 0}, four = {"inbox", 1, 4, 0};
        struct stored stored;
        g_autoptr(GBytes) other = g_bytes_new_static("other", 5);
        g_autoptr(GBytes) third = g_bytes_new_static("third", 5);
        store(desk, "before", 1, 1); /* what the last case said of the first one is over */
        store(desk, "first", 1, 1);
        assert_true(register_store_mail(desk->registry, other, &two, NOW, NOW, &stored, NULL));
        assert_true(register_store_mail(desk->registry, third, &three, 0, NOW, &stored, NULL));
        assert_true(register_store_mail(desk->registry, third, &four, NOW + 9, NOW, &stored, NULL));
        guint others = compare(desk, &cases[i]);
        if (others != cases[i].others)
            fail_msg("case %u: %u", i, others);
    }
}

static void compare__another_mail__lacking_until_it_is_fetched(void **state)
{
    struct desk *desk = *state;
    const struct said said = {1, 1, 7, NOW, 1};
    store(desk, "first", 1, 1);
    store(desk, "second", 1, 2);
    assert_lacking(desk, 1, 3, "1-2", "");
    assert_true(register_poll_succeeded(desk->registry, "inbox", NOW, NULL));
    assert_int_equal(compare(desk, &said), 1);
    AUTO(cursor) *torn = register_cursor(desk->registry, "inbox", NULL);
    assert_int_equal(torn->validity, 0);
    assert_true(register_poll_succeeded(desk->registry, "inbox", NOW, NULL));
    assert_int_equal(compare(desk, &said), 0); /* told once */
    assert_lacking(desk, 1, 3, "1-2", "1");
    assert_true(store(desk, "another", 1, 1).new_mail);
    assert_lacking(desk, 1, 3, "1-2", "");
    assert_true(register_poll_succeeded(desk->registry, "inbox", NOW, NULL));
    AUTO(cursor) *whole = register_cursor(desk->registry, "inbox", NULL);
    assert_int_equal(whole->next_uid, 3);
}

/* Fetched once and known by its bytes: what the server says of its size then and later means nothing. */
static void compare__same_mail_under_another_size__by_its_time_from_then_on(void **state)
{
    struct desk *desk = *state;
    const struct said larger = {1, 1, 6, NOW, 1}, back = {1, 1, 5, NOW, 0}, later = {1, 1, 5, NOW + 1, 1};
    assert_false(store(desk, "first", 1, 1).wobbles);
    store(desk, "second", 1, 2);
    assert_int_equal(compare(desk, &larger), 1);
    assert_lacking(desk, 1, 3, "1-2", "1");
    struct stored again = store(desk, "first", 1, 1);
    assert_true(again.wobbles && !again.new_mail);
    assert_lacking(desk, 1, 3, "1-2", "");
    assert_int_equal(compare(desk, &back), 0);
    assert_int_equal(compare(desk, &(struct said){1, 1, 7, NOW, 0}), 0);
    assert_int_equal(compare(desk, &(struct said){1, 2, 7, NOW, 0}), 1); /* of the others nothing is known */
    assert_int_equal(compare(desk, &later), 1);
    assert_true(store(desk, "first", 1, 1).wobbles);
    assert_int_equal(compare(desk, &larger), 0);
    assert_int_equal(compare(desk, &later), 1);
    struct stored another = store(desk, "another", 1, 1);
    assert_true(another.new_mail && !another.wobbles);
    assert_int_equal(compare(desk, &(struct said){1, 1, 7, NOW, 0}), 0);
    assert_int_equal(compare(desk, &larger), 1); /* its own size is believed */
}

/* Those of an earlier version were not noted: they are what the mail itself has. */
static void compare__sighting_of_an_earlier_version__by_its_mail(void **state)
{
    struct desk *desk = *state;
    const struct said same = {1, 1, 5, NOW, 0}, larger = {1, 1, 6, NOW, 1};
    g_autofree char *path = g_build_filename(desk->folder, "register.db", NULL);
    AUTO(sql) *sql = sql_open(path, SQL_MODE_WRITE, NULL);
    store(desk, "first", 1, 1);
    sql_begin(sql, SQL_WRITE);
    sql_script(sql, "UPDATE sightings SET bytes = NULL, received_at = NULL");
    assert_true(sql_end(sql, NULL));
    assert_int_equal(compare(desk, &same), 0);
    assert_int_equal(compare(desk, &larger), 1);
}

static void compare__two_hundred_thousand__linear(void **state)
{
    struct desk *desk = *state;
    g_autoptr(GArray) attributes = g_array_new(FALSE, FALSE, sizeof(struct mail_attributes));
    g_autofree char *path = g_build_filename(desk->folder, "register.db", NULL);
    AUTO(sql) *sql = sql_open(path, SQL_MODE_WRITE, NULL);
    guint others = 0, all = 0;
    gint64 worst = 0, start = g_get_monotonic_time();
    store(desk, "one", 1, 1);
    sql_begin(sql, SQL_WRITE);
    sql_script(sql, "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
                    " INSERT INTO sightings SELECT 'inbox', 1, i, 1, 0, NULL, 1000 + i, 7 FROM n");
    assert_true(sql_end(sql, NULL));
    for (guint32 uid = 1; uid <= 200000; uid++) {
        struct mail_attributes one = {uid, 1000 + uid + (uid % 1000 == 0), 7};
        g_array_append_val(attributes, one);
        if (attributes->len < 5000)
            continue;
        gint64 before = g_get_monotonic_time();
        assert_true(register_compare(desk->registry, "inbox", 1, attributes, NOW, &others, NULL));
        worst = MAX(worst, g_get_monotonic_time() - before);
        g_array_set_size(attributes, 0);
        all += others;
    }
    printf("# 200,000 mails compared: %.2f s, the longest 5,000 %.3f s\n",
           (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC, (double)worst / G_USEC_PER_SEC);
    assert_int_equal(all, 201); /* the first one is another, too */
}

/* ---- polls ----------------------------------------------------------------------------------- */

static void poll__something_lacking__cursor_stays(void **state)
{
    struct desk *desk = *state;
    store(desk, "one", 1, 1);
    assert_lacking(desk, 1, 4, "1-3", "2-3");
    store(desk, "two", 1, 2);
    assert_true(register_poll_succeeded(desk->registry, "inbox", NOW, NULL));
    AUTO(cursor) *early = register_cursor(desk->registry, "inbox", NULL);
    assert_int_equal(early->next_uid, 0);
    assert_int_equal(early->success_at, NOW);
    store(desk, "three", 1, 3);
    assert_true(register_poll_succeeded(desk->registry, "inbox", NOW + 60, NULL));
    AUTO(cursor) *late = register_cursor(desk->registry, "inbox", NULL);
    assert_int_equal(late->validity, 1);
    assert_int_equal(late->next_uid, 4);
    assert_int_equal(late->count, 3);
}

static void poll__failures__since_the_first(void **state)
{
    struct desk *desk = *state;
    assert_true(register_poll_succeeded(desk->registry, "inbox", NOW, NULL));
    assert_true(register_poll_failed(desk->registry, "inbox", 3, "refused", NOW + 60, NULL));
    assert_true(register_poll_failed(desk->registry, "inbox", 4, "gone \xff", NOW + 120, NULL));
    AUTO(cursor) *failing = register_cursor(desk->registry, "inbox", NULL);
    assert_int_equal(failing->success_at, NOW);
    assert_int_equal(failing->failing_since, NOW + 60);
    assert_int_equal(failing->error_kind, 4);
    assert_true(g_utf8_validate(failing->error, -1, NULL));
    assert_true(register_poll_succeeded(desk->registry, "inbox", NOW + 180, NULL));
    g_autoptr(GPtrArray) all = register_cursors(desk->registry, NULL);
    assert_int_equal(all->len, 1);
    const struct cursor *well = g_ptr_array_index(all, 0);
    assert_int_equal(well->failing_since, 0);
    assert_null(well->error);
}

/* ---- attempts -------------------------------------------------------------------------------- */

static void reading__killer__given_up_after_three(void **state)
{
    struct desk *desk = *state;
    gint64 mail = store(desk, "killer", 1, 1).mail;
    guint given_up = 9;
    for (guint i = 0; i < MAIL_ATTEMPTS_MAX; i++) {
        g_autoptr(GPtrArray) list = register_mails_to_read(desk->registry, 10, NULL);
        assert_int_equal(list->len, 1);
        assert_true(register_give_up(desk->registry, NOW, &given_up, NULL));
        assert_int_equal(given_up, 0);
        assert_true(register_reading(desk->registry, mail, NOW, NULL));
        /* and the machine dies */
    }
    g_autoptr(GPtrArray) none = register_mails_to_read(desk->registry, 10, NULL);
    assert_int_equal(none->len, 0);
    assert_true(register_give_up(desk->registry, NOW, &given_up, NULL));
    assert_int_equal(given_up, 1);
    AUTO(mail_row) *row = register_mail(desk->registry, mail, NULL);
    assert_int_equal(row->state, MAIL_UNREAD);
    assert_int_equal(row->outcome, OUTCOME_UNREAD);
    g_autoptr(GPtrArray) untold = register_mails_untold(desk->registry, 10, NULL);
    assert_int_equal(untold->len, 1);
    assert_false(register_reading(desk->registry, mail, NOW, NULL));
}

static void reading__child_died__again_then_unread(void **state)
{
    struct desk *desk = *state;
    gint64 mail = store(desk, "crasher", 1, 1).mail;
    gboolean unread = TRUE;
    for (guint i = 1; i <= MAIL_ATTEMPTS_MAX; i++) {
        assert_true(register_reading(desk->registry, mail, NOW, NULL));
        assert_true(register_reading_failed(desk->registry, mail, "died", FALSE, NOW, &unread, NULL));
        assert_int_equal(unread, i == MAIL_ATTEMPTS_MAX);
    }
    gint64 other = store(desk, "slow", 1, 2).mail;
    assert_true(register_reading(desk->registry, other, NOW, NULL));
    assert_true(register_reading_failed(desk->registry, other, "too slow", TRUE, NOW, &unread, NULL));
    assert_true(unread);
    AUTO(mail_row) *row = register_mail(desk->registry, other, NULL);
    assert_string_equal(row->why, "too slow");
}

static void mails__lists__by_state(void **state)
{
    struct desk *desk = *state;
    gint64 first = store(desk, "one", 1, 1).mail;
    gint64 second = store(desk, "two", 1, 2).mail;
    gboolean unread;
    assert_true(register_reading_failed(desk->registry, first, "x", TRUE, NOW, &unread, NULL));
    g_autoptr(GPtrArray) all = register_mails(desk->registry, MAIL_STATES, OUTCOMES, 10, NULL);
    g_autoptr(GPtrArray) one = register_mails(desk->registry, MAIL_UNREAD, OUTCOMES, 10, NULL);
    g_autoptr(GPtrArray) none = register_mails(desk->registry, MAIL_READ, OUTCOMES, 10, NULL);
    assert_int_equal(all->len, 2);
    assert_int_equal(((struct mail_row *)g_ptr_array_index(all, 0))->id, second);
    assert_int_equal(one->len, 1);
    assert_int_equal(none->len, 0);
    assert_null(register_mail(desk->registry, 99, NULL));
}

/* ---- groups ---------------------------------------------------------------------------------- */

static guint attempts_of(struct desk *desk, gint64 mail)
{
    AUTO(mail_row) *row = register_mail(desk->registry, mail, NULL);
    return row ? row->attempts : G_MAXUINT;
}

static void group__one_part_fails__others_kept(void **state)
{
    struct desk *desk = *state;
    gint64 first = store(desk, "one", 1, 1).mail, second = store(desk, "two", 1, 2).mail;
    assert_true(register_group_begin(desk->registry, NULL));
    assert_true(register_reading(desk->registry, first, NOW, NULL));
    assert_false(register_reading(desk->registry, 99, NOW, NULL));
    assert_int_equal(attempts_of(desk, first), 1);
    assert_true(register_reading(desk->registry, second, NOW, NULL));
    assert_true(register_group_end(desk->registry, NULL));
    assert_int_equal(attempts_of(desk, first), 1);
    assert_int_equal(attempts_of(desk, second), 1);
    assert_true(register_reading(desk->registry, second, NOW, NULL));
    assert_int_equal(attempts_of(desk, second), 2);
}

static void group__not_ended__nothing_of_it(void **state)
{
    struct desk *desk = *state;
    gint64 mail = store(desk, "one", 1, 1).mail;
    assert_true(register_group_begin(desk->registry, NULL));
    assert_true(register_reading(desk->registry, mail, NOW, NULL));
    register_close(desk->registry);
    desk->registry = register_open(desk->folder, REGISTER_WRITE, NULL);
    assert_non_null(desk->registry);
    assert_int_equal(attempts_of(desk, mail), 0);
}

static void group__rolled_back_under_it__end_tells(void **state)
{
    struct desk *desk = *state;
    g_autofree char *path = g_build_filename(desk->folder, "register.db", NULL);
    AUTO(sql) *sql = sql_open(path, SQL_MODE_WRITE, NULL);
    g_autoptr(GError) error = NULL;
    assert_true(sql_group_begin(sql, NULL));
    sql_begin(sql, SQL_WRITE);
    sql_run(sql, "INSERT INTO meta (name, value) VALUES ('x', '1')");
    assert_true(sql_end(sql, NULL));
    sql_begin(sql, SQL_WRITE);
    sql_script(sql, "ROLLBACK"); /* as SQLite does itself where the disk fails */
    assert_false(sql_end(sql, NULL));
    sql_begin(sql, SQL_WRITE);
    sql_run(sql, "INSERT INTO meta (name, value) VALUES ('y', '1')");
    assert_false(sql_end(sql, NULL));
    assert_false(sql_group_end(sql, &error));
    assert_non_null(error);
    sql_begin(sql, SQL_READ);
    assert_int_equal(sql_number(sql, -1, "SELECT count(*) FROM meta WHERE name IN ('x', 'y')"), 0);
    assert_true(sql_end(sql, NULL));
}

static void store__same_bytes_twice_in_one_go__one_file(void **state)
{
    struct desk *desk = *state;
    g_autoptr(GBytes) raw = g_bytes_new_static("same", 4);
    struct sighting here = {"inbox", 1, 1, 0}, there = {"inbox", 1, 2, 0};
    struct incoming mails[] = {{.raw = raw, .where = &here}, {.raw = raw, .where = &there}};
    assert_true(register_store_mails(desk->registry, mails, 2, NOW, NULL));
    assert_true(mails[0].stored.new_mail);
    assert_false(mails[1].stored.new_mail);
    AUTO(mail_row) *row = register_mail(desk->registry, mails[0].stored.mail, NULL);
    g_autoptr(GBytes) bytes = register_mail_bytes(desk->registry, row->sha256, NULL);
    assert_true(g_bytes_equal(bytes, raw));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, registry_set_up, registry_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(store__bytes__file_of_their_hash),
        TEST(store__same_bytes_again__only_a_sighting),
        TEST(store__many_at_once__each_with_its_sighting),
        TEST(store__nothing_in_it__a_mail_too),
        TEST(bytes__changed_on_disk__told_and_replaced),
        TEST(bytes__name_that_is_no_hash__refused),
        TEST(store__no_place_for_the_file__no_row),
        TEST(oversize__named_once__unread),
        TEST(reconcile__ranges__what_is_not_in_the_ledger),
        TEST(reconcile__gone__told_once_and_fetched_anew),
        TEST(reconcile__another_validity__all_again_but_bytes_known),
        TEST(reconcile__uidnext_went_back__all_again),
        TEST(reconcile__two_hundred_thousand__linear),
        TEST(compare__what_the_server_says__another_mail_or_not),
        TEST(compare__another_mail__lacking_until_it_is_fetched),
        TEST(compare__same_mail_under_another_size__by_its_time_from_then_on),
        TEST(compare__sighting_of_an_earlier_version__by_its_mail),
        TEST(compare__two_hundred_thousand__linear),
        TEST(poll__something_lacking__cursor_stays),
        TEST(poll__failures__since_the_first),
        TEST(reading__killer__given_up_after_three),
        TEST(reading__child_died__again_then_unread),
        TEST(mails__lists__by_state),
        TEST(group__one_part_fails__others_kept),
        TEST(group__not_ended__nothing_of_it),
        TEST(group__rolled_back_under_it__end_tells),
        TEST(store__same_bytes_twice_in_one_go__one_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
