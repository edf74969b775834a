/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails recorded in groups, where what is known of matters is kept from one to the next, against the same
 * mails recorded one by one, where it is loaded for each: both registers must say the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "keep/register.h"
#include "../support/letter.h"
#include "../support/scratch.h"

enum { NOW = 1752566400, LETTERS = 90, GROUP = 9 };

struct desk {
    char *folder;
    struct registry *registry;
    GPtrArray *recipients;
};

static struct desk open_desk(void)
{
    struct desk desk = {.folder = scratch_new(), .recipients = g_ptr_array_new()};
    desk.registry = register_open(desk.folder, REGISTER_CREATE, NULL);
    assert_non_null(desk.registry);
    g_ptr_array_add(desk.recipients, "anna");
    return desk;
}

static void close_desk(struct desk *desk)
{
    assert_true(register_check(desk->registry, NULL));
    register_close(desk->registry);
    scratch_free(desk->folder);
    g_ptr_array_unref(desk->recipients);
}

static gint64 store(struct desk *desk, guint number)
{
    g_autofree char *text = g_strdup_printf("Subject: mail %u\r\n\r\n", number);
    g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
    struct stored stored;
    assert_true(register_store_mail(desk->registry, raw, NULL, NOW, NOW, &stored, NULL));
    return stored.mail;
}

static const char *pick(GRand *chance, const char *const *list, guint count)
{
    return list[g_rand_int_range(chance, 0, (gint32)count)];
}

/* Few values, so that letters meet: copies, extensions, other languages, strangers, answers in a thread. */
static char *make_letter(GRand *chance, guint number)
{
    static const char *const dates[] = {"", "date 2025-07-01 | ", "date 2025-07-11 | ", "date 2025-07-20 | "};
    static const char *const references[] = {"", "", "ref ACD 7 (2024) | ", "ref ACD 8 (2024) | "};
    static const char *const subjects[] = {"subject Report on labour inspection in agriculture | ",
                                           "subject Nomination of delegates now | ", "subject Meeting | "};
    static const char *const asks[] = {"", "ask please send a report on inspection of small farms by post | ",
                                       "ask please nominate two delegates and their advisers to the meeting | "};
    static const char *const ends[] = {"", "due 2025-09-16", "due 2025-09-30", "due 2025-09-12 | back 2025-09-16",
                                       "due 2025-09-16 | due 2025-09-30"};
    static const char *const languages[] = {"lang en | ", "lang fr | "};
    static const char *const threads[] = {"", "", "thread m3@x | ", "thread m5@x | "};
    static const char *const about[] = {"", "instrument C087 | ", "case 2090 | "};
#define PICK(list) pick(chance, list, G_N_ELEMENTS(list))
    const char *date = PICK(dates), *reference = PICK(references), *subject = PICK(subjects);
    const char *ask = PICK(asks), *end = PICK(ends), *language = PICK(languages), *thread = PICK(threads);
    return g_strdup_printf("id m%u@x | %s%s%s%s%s%s%s%s", number % 40, date, reference, subject, language,
                           thread, PICK(about), ask, end);
}

static void record(struct desk *desk, gint64 mail, const char *line, gboolean verified, GString *said)
{
    LETTER *letter = letter_from_line(line);
    struct record_terms terms = {.verified = verified, .confidence_floor = 0.6, .recipients = desk->recipients,
                                 .now = NOW, .today = letter_day("2025-07-15")};
    struct recorded recorded;
    assert_true(register_record(desk->registry, mail, letter, &terms, &recorded, NULL));
    g_string_append_printf(said, "%s %" G_GINT64_FORMAT " %u %d %u\n", outcome_name(recorded.outcome),
                           recorded.matter, recorded.version, recorded.changed, recorded.doubts);
}

static void add_history(struct desk *desk, GString *said)
{
    for (gint64 matter = 1; matter <= LETTERS; matter++) {
        g_autoptr(GPtrArray) rows = register_history(desk->registry, matter, NULL);
        for (guint i = 0; rows && i < rows->len; i++) {
            const struct history_row *row = g_ptr_array_index(rows, i);
            g_string_append_printf(said, "%" G_GINT64_FORMAT " %s %s\n", matter, row->what, row->words);
        }
    }
}

/* Also what a person does in between, in the group and outside it. */
static char *play(guint seed, gboolean grouped)
{
    struct desk desk = open_desk();
    GRand *chance = g_rand_new_with_seed(seed);
    GString *said = g_string_new(NULL);
    gint64 mails[LETTERS];
    assert_true(register_group_begin(desk.registry, NULL));
    for (guint i = 0; i < LETTERS; i++)
        mails[i] = store(&desk, i);
    assert_true(register_group_end(desk.registry, NULL));
    for (guint i = 0; i < LETTERS; i++) {
        if (grouped && i % GROUP == 0)
            assert_true(register_group_begin(desk.registry, NULL));
        g_autofree char *line = make_letter(chance, i);
        record(&desk, mails[i], line, g_rand_int_range(chance, 0, 4) > 0, said);
        if (i % 7 == 6) /* may be refused: in both alike */
            register_move(desk.registry, g_rand_int_range(chance, 1, 9), MATTER_DONE, NULL, "anna", "said so",
                          NOW, NULL);
        if (i % 11 == 10)
            assert_true(register_reading(desk.registry, mails[MIN(i + 1, LETTERS - 1)], NOW, NULL) ||
                        i + 1 >= LETTERS);
        if (grouped && (i % GROUP == GROUP - 1 || i == LETTERS - 1))
            assert_true(register_group_end(desk.registry, NULL));
    }
    add_history(&desk, said);
    g_rand_free(chance);
    close_desk(&desk);
    return g_string_free(said, FALSE);
}

static void shelf__same_mails_in_groups__same_register(void **state)
{
    (void)state;
    for (guint seed = 1; seed <= 2; seed++) {
        g_autofree char *alone = play(seed, FALSE);
        g_autofree char *grouped = play(seed, TRUE);
        assert_string_equal(alone, grouped);
        assert_non_null(strstr(alone, "copy"));
        assert_non_null(strstr(alone, "later letter"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shelf__same_mails_in_groups__same_register),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
