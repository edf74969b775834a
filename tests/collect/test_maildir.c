/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maildirs: numbering that lasts and never comes twice, moves between new/ and cur/, odd files; and
 * that nothing in the Maildir is touched. */
#include "collect/source.h"

#include "../support/scratch.h"
#include "../support/taken.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>
#include <cmocka.h>

struct box {
    char *directory, *maildir, *url, *numbers;
};

static int make_box(void **state)
{
    struct box *box = g_new0(struct box, 1);

    box->directory = scratch_new();
    box->maildir = g_build_filename(box->directory, "Maildir", NULL);
    box->url = g_strdup_printf("maildir://%s", box->maildir);
    box->numbers = g_build_filename(box->directory, "numbers", NULL);
    static const char *const folders[] = {"tmp", "new", "cur"};
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = g_build_filename(box->maildir, folders[i], NULL);
        g_mkdir_with_parents(path, 0700);
    }
    *state = box;
    return 0;
}

static int remove_box(void **state)
{
    struct box *box = *state;

    scratch_free(box->directory);
    g_free(box->maildir);
    g_free(box->url);
    g_free(box->numbers);
    g_free(box);
    return 0;
}

static struct source *open_box(const struct box *box, gboolean lasting)
{
    struct source_settings settings = {
        .name = "office", .url = box->url, .numbers_file = lasting ? box->numbers : NULL};

    return source_open(&settings, NULL);
}

static char *path_in(const struct box *box, const char *file)
{
    return g_build_filename(box->maildir, file, NULL);
}

static void put(const struct box *box, const char *file, const char *text)
{
    g_autofree char *path = path_in(box, file);

    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void move(const struct box *box, const char *from, const char *to)
{
    g_autofree char *old = path_in(box, from), *new = path_in(box, to);

    assert_int_equal(g_rename(old, new), 0);
}

static void remove_file(const struct box *box, const char *file)
{
    g_autofree char *path = path_in(box, file);

    assert_int_equal(g_unlink(path), 0);
}

static gboolean has_text(const struct taken *taken, guint32 uid, const char *text)
{
    const struct mail *mail = taken_mail(taken, uid);

    return mail && mail->raw && g_bytes_get_size(mail->raw) == strlen(text) &&
           memcmp(g_bytes_get_data(mail->raw, NULL), text, strlen(text)) == 0;
}

static void maildir_poll__new_and_cur__each_mail_once(void **state)
{
    const struct box *box = *state;
    AUTO(source) *source = open_box(box, TRUE);
    AUTO(taken) *taken = taken_new();

    put(box, "new/1.a.host", "Subject: a\n\na\n");
    put(box, "cur/2.b.host:2,S", "Subject: b\n\nb\n");
    put(box, "new/.hidden", "no mail");
    put(box, "tmp/3.c.host", "not delivered yet");
    assert_true(taken_poll(taken, source, NULL, NULL));
    assert_int_equal(g_hash_table_size(taken->mails), 2);
    assert_true(has_text(taken, 1, "Subject: a\n\na\n"));
    assert_true(has_text(taken, 2, "Subject: b\n\nb\n"));
    assert_string_equal(taken_mail(taken, 1)->source, "office");
    assert_true(taken_mail(taken, 1)->validity > 0);
    assert_true(taken_mail(taken, 1)->received > 0);
    assert_int_equal(taken_mail(taken, 1)->bytes, strlen("Subject: a\n\na\n"));
}

static void maildir_poll__read_by_a_person_meanwhile__same_mail(void **state)
{
    const struct box *box = *state;
    AUTO(taken) *taken = taken_new();

    put(box, "new/1.a.host", "a");
    for (int i = 0; i < 3; i++) {
        AUTO(source) *source = open_box(box, TRUE);
        assert_true(taken_poll(taken, source, NULL, NULL));
        if (i == 0)
            move(box, "new/1.a.host", "cur/1.a.host:2,S");
        if (i == 1)
            move(box, "cur/1.a.host:2,S", "cur/1.a.host:2,RS");
    }
    assert_int_equal(g_hash_table_size(taken->mails), 1);
    assert_int_equal(taken->doubled, 0);
}

static void maildir_fetch__moved_or_deleted_after_look__found_or_gone(void **state)
{
    const struct box *box = *state;
    AUTO(source) *source = open_box(box, TRUE);
    AUTO(taken) *taken = taken_new();
    struct source_cursor known = {0};
    struct source_held held;
    struct source_tally tally;

    put(box, "new/1.a.host", "a");
    put(box, "new/2.b.host", "b");
    put(box, "new/3.c.host", "c");
    assert_true(source_look(source, &known, &held, NULL));
    move(box, "new/1.a.host", "cur/1.a.host:2,S");
    remove_file(box, "new/2.b.host");
    assert_true(source_fetch(source, (struct uid_range *)(gpointer)held.ranges->data,
                             held.ranges->len, taken_take, taken, &tally, NULL));
    assert_true(has_text(taken, 1, "a"));
    assert_true(has_text(taken, 3, "c"));
    assert_int_equal(tally.gone, 1);
    source_tally_clear(&tally);
    source_held_clear(&held);
}

static void maildir_look__deleted_and_new__numbers_never_come_twice(void **state)
{
    const struct box *box = *state;
    AUTO(taken) *taken = taken_new();
    guint32 validity = 0;

    for (guint i = 0; i < 20; i++) {
        g_autofree char *name = g_strdup_printf("new/%u.x.host", i);
        AUTO(source) *source = open_box(box, TRUE); /* a new process each time */
        put(box, name, name);
        assert_true(taken_poll(taken, source, NULL, NULL));
        assert_true(has_text(taken, i + 1, name));
        validity = validity ? validity : taken_mail(taken, 1)->validity;
        assert_int_equal(taken_mail(taken, i + 1)->validity, validity);
        remove_file(box, name);
    }
    assert_int_equal(g_hash_table_size(taken->mails), 20);
    assert_int_equal(taken->doubled, 0);
}

static void maildir_look__nothing_new__unchanged(void **state)
{
    const struct box *box = *state;
    AUTO(source) *source = open_box(box, TRUE);
    struct source_cursor known = {0};
    struct source_held held;

    put(box, "new/1.a.host", "a");
    assert_true(source_look(source, &known, &held, NULL));
    assert_false(held.unchanged);
    known = (struct source_cursor){held.validity, held.next, held.count};
    source_held_clear(&held);
    assert_true(source_look(source, &known, &held, NULL));
    assert_true(held.unchanged);
    source_held_clear(&held);
}

static void maildir_look__numbering_lost_or_damaged__new_validity(void **state)
{
    const struct box *box = *state;
    static const char *const damages[] = {"",
                                          "circulard numbers 1 7 3\n1 1.a.host\n",
                                          "circulard numbers 1 7 1\n1 1.a.host\nend\n",
                                          "circulard numbers 1 0 3\nend\n",
                                          "circulard numbers 1 7 3\nx 1.a.host\nend\n",
                                          "something else\nend\n"};

    put(box, "new/1.a.host", "a");
    for (gsize i = 0; i < G_N_ELEMENTS(damages); i++) {
        AUTO(source) *source = open_box(box, TRUE);
        AUTO(taken) *taken = taken_new();
        assert_true(g_file_set_contents(box->numbers, damages[i], -1, NULL));
        assert_true(taken_poll(taken, source, NULL, NULL));
        assert_int_not_equal(taken_mail(taken, 1)->validity, 7);
        assert_true(has_text(taken, 1, "a"));
    }
}

static void maildir_look__numbering_good__kept(void **state)
{
    const struct box *box = *state;
    AUTO(source) *source = open_box(box, TRUE);
    AUTO(taken) *taken = taken_new();

    put(box, "new/1.a.host", "a");
    put(box, "new/odd\n\\name", "b");
    assert_true(g_file_set_contents(
        box->numbers, "circulard numbers 1 7 30\n29 odd\\n\\\\name\n12 1.a.host\nend\n", -1, NULL));
    assert_true(taken_poll(taken, source, NULL, NULL));
    assert_true(has_text(taken, 12, "a"));
    assert_true(has_text(taken, 29, "b"));
    assert_int_equal(taken_mail(taken, 12)->validity, 7);
}

static void maildir_look__no_numbers_file__another_validity_each_start(void **state)
{
    const struct box *box = *state;
    guint32 validity[2];

    put(box, "new/1.a.host", "a");
    for (int i = 0; i < 2; i++) {
        AUTO(source) *source = open_box(box, FALSE);
        AUTO(taken) *taken = taken_new();
        assert_true(taken_poll(taken, source, NULL, NULL));
        validity[i] = taken_mail(taken, 1)->validity;
    }
    assert_int_not_equal(validity[0], validity[1]);
}

static void maildir_look__numbers_cannot_be_kept__nothing_is_told(void **state)
{
    struct box *box = *state;
    struct source_cursor known = {0};
    struct source_held held;
    g_autoptr(GError) error = NULL;

    put(box, "new/1.a.host", "a");
    g_free(box->numbers);
    box->numbers = g_build_filename(box->directory, "no", "such", "place", NULL);
    AUTO(source) *source = open_box(box, TRUE);
    assert_false(source_look(source, &known, &held, &error));
    assert_int_equal(error->code, SOURCE_ERROR_SETTINGS);
    assert_int_equal(held.ranges->len, 0);
    source_held_clear(&held);
}

static void maildir_fetch__links_pipes_directories__trouble_and_no_hang(void **state)
{
    const struct box *box = *state;
    AUTO(source) *source = open_box(box, TRUE);
    AUTO(taken) *taken = taken_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *link = path_in(box, "new/1.link"), *pipe = path_in(box, "new/2.pipe");
    g_autofree char *folder = path_in(box, "new/3.folder");

    assert_int_equal(symlink("/etc/passwd", link), 0);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_int_equal(g_mkdir(folder, 0700), 0);
    put(box, "new/4.mail", "a");
    assert_false(taken_poll(taken, source, NULL, &error));
    assert_int_equal(error->code, SOURCE_ERROR_MAILS);
    assert_non_null(strstr(error->message, "3 mails could not be had: UID 1 ("));
    assert_int_equal(g_hash_table_size(taken->mails), 1);
    assert_true(has_text(taken, 4, "a"));
}

static void maildir_fetch__too_large__named_and_not_read(void **state)
{
    const struct box *box = *state;
    AUTO(source) *source = open_box(box, TRUE);
    AUTO(taken) *taken = taken_new();
    g_autofree char *path = path_in(box, "new/1.large");

    put(box, "new/1.large", "Subject: large\n\n");
    assert_int_equal(truncate(path, (off_t)MAIL_BYTES_MAX + 1), 0);
    put(box, "new/2.empty", "");
    assert_true(taken_poll(taken, source, NULL, NULL));
    assert_null(taken_mail(taken, 1)->raw);
    assert_int_equal(taken_mail(taken, 1)->bytes, MAIL_BYTES_MAX + 1);
    assert_int_equal(g_bytes_get_size(taken_mail(taken, 2)->raw), 0);
}

static void maildir_look__since__older_files_left_alone(void **state)
{
    const struct box *box = *state;
    struct source_settings settings = {.name = "office", .url = box->url};
    g_autofree char *path = path_in(box, "new/1.old");
    struct utimbuf old = {1000000000, 1000000000}; /* 2001-09-09 */
    AUTO(taken) *taken = taken_new();

    put(box, "new/1.old", "old");
    put(box, "new/2.new", "new");
    assert_int_equal(utime(path, &old), 0);
    g_date_set_dmy(&settings.since, 1, G_DATE_JANUARY, 2002);
    AUTO(source) *source = source_open(&settings, NULL);
    assert_true(taken_poll(taken, source, NULL, NULL));
    assert_int_equal(g_hash_table_size(taken->mails), 1);
    assert_true(has_text(taken, 2, "new"));
}

static void maildir_poll__maildir__not_touched(void **state)
{
    const struct box *box = *state;
    AUTO(source) *source = open_box(box, TRUE);
    AUTO(taken) *taken = taken_new();
    g_autofree char *new = path_in(box, "new"), *cur = path_in(box, "cur");
    struct stat before[2], after[2];

    put(box, "new/1.a.host", "a");
    assert_int_equal(stat(new, &before[0]), 0);
    assert_int_equal(stat(cur, &before[1]), 0);
    assert_true(taken_poll(taken, source, NULL, NULL));
    assert_int_equal(stat(new, &after[0]), 0);
    assert_int_equal(stat(cur, &after[1]), 0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(before[i].st_mtim.tv_nsec, after[i].st_mtim.tv_nsec);
        assert_int_equal(before[i].st_nlink, after[i].st_nlink);
    }
}

static void maildir_look__no_maildir__told(void **state)
{
    const struct box *box = *state;
    g_autofree char *url = g_strdup_printf("maildir:%s/nowhere", box->directory);
    struct source_settings settings = {.name = "office", .url = url};
    AUTO(source) *source = source_open(&settings, NULL);
    struct source_cursor known = {0};
    struct source_held held;
    g_autoptr(GError) error = NULL;

    assert_false(source_look(source, &known, &held, &error));
    assert_int_equal(error->code, SOURCE_ERROR_MAILBOX);
    assert_non_null(strstr(error->message, "nowhere/new: cannot be read as a Maildir: No such file"));
    source_held_clear(&held);
}

#define test(name) cmocka_unit_test_setup_teardown(name, make_box, remove_box)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(maildir_poll__new_and_cur__each_mail_once),
        test(maildir_poll__read_by_a_person_meanwhile__same_mail),
        test(maildir_fetch__moved_or_deleted_after_look__found_or_gone),
        test(maildir_look__deleted_and_new__numbers_never_come_twice),
        test(maildir_look__nothing_new__unchanged),
        test(maildir_look__numbering_lost_or_damaged__new_validity),
        test(maildir_look__numbering_good__kept),
        test(maildir_look__no_numbers_file__another_validity_each_start),
        test(maildir_look__numbers_cannot_be_kept__nothing_is_told),
        test(maildir_fetch__links_pipes_directories__trouble_and_no_hang),
        test(maildir_fetch__too_large__named_and_not_read),
        test(maildir_look__since__older_files_left_alone),
        test(maildir_poll__maildir__not_touched),
        test(maildir_look__no_maildir__told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
