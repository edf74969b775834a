/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mail from a pipe: whole, empty, silent, too large, and the same one twice. */
#include "collect/source.h"

#include "../support/taken.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

static struct source *open_fd(int fd)
{
    struct source_settings settings = {
        .name = "pipe", .url = "stdin:", .fd = fd, .timeout_ms = 200};

    return source_open(&settings, NULL);
}

/* A pipe that holds the text and has ended. */
static int pipe_with(const char *text)
{
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
    close(ends[1]);
    return ends[0];
}

static struct mail *read_one(const char *text)
{
    int fd = pipe_with(text);
    AUTO(source) *source = open_fd(fd);
    AUTO(taken) *taken = taken_new();
    GHashTableIter iter;
    gpointer uid, mail;

    assert_true(taken_poll(taken, source, NULL, NULL));
    close(fd);
    assert_int_equal(g_hash_table_size(taken->mails), 1);
    g_hash_table_iter_init(&iter, taken->mails);
    assert_true(g_hash_table_iter_next(&iter, &uid, &mail));
    g_hash_table_iter_steal(&iter);
    return mail;
}

static void stdin_poll__a_mail__as_it_came(void **state)
{
    (void)state;
    static const char text[] = "Subject: piped\r\n\r\nbody\n";
    AUTO(mail) *mail = read_one(text);

    assert_string_equal(mail->source, "pipe");
    assert_int_equal(mail->bytes, strlen(text));
    assert_memory_equal(g_bytes_get_data(mail->raw, NULL), text, strlen(text));
    assert_int_equal(mail->received, 0);
}

static void stdin_poll__same_mail_again__same_number_another_another(void **state)
{
    (void)state;
    AUTO(mail) *first = read_one("Subject: a\n\nb\n");
    AUTO(mail) *same = read_one("Subject: a\n\nb\n");
    AUTO(mail) *other = read_one("Subject: a\n\nc\n");

    assert_int_equal(first->validity, same->validity);
    assert_int_equal(first->uid, same->uid);
    assert_true(first->uid > 0 && first->validity > 0);
    assert_true(first->validity != other->validity || first->uid != other->uid);
}

static void assert_broken(int fd, const char *says)
{
    AUTO(source) *source = open_fd(fd);
    AUTO(taken) *taken = taken_new();
    g_autoptr(GError) error = NULL;

    assert_false(taken_poll(taken, source, NULL, &error));
    assert_int_equal(error->code, SOURCE_ERROR_BROKEN);
    assert_non_null(strstr(error->message, says));
    assert_int_equal(g_hash_table_size(taken->mails), 0);
}

static void stdin_look__nothing_came__told(void **state)
{
    (void)state;
    int empty = pipe_with(""), ends[2];

    assert_broken(empty, "is empty");
    close(empty);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "Subject: half", 13), 13);
    assert_broken(ends[0], "silent");
    close(ends[0]);
    close(ends[1]);
    assert_broken(-1, "silent"); /* poll() passes over it */
    int directory = open("/", O_RDONLY | O_DIRECTORY);
    assert_broken(directory, "standard input");
    close(directory);
}

static void stdin_poll__too_large__named_and_not_kept(void **state)
{
    (void)state;
    int fd = memfd_create("large", MFD_CLOEXEC);
    AUTO(source) *source = open_fd(fd);
    AUTO(taken) *taken = taken_new();
    GHashTableIter iter;
    gpointer mail;

    assert_int_equal(ftruncate(fd, (off_t)MAIL_BYTES_MAX + 1), 0);
    assert_true(taken_poll(taken, source, NULL, NULL));
    g_hash_table_iter_init(&iter, taken->mails);
    assert_true(g_hash_table_iter_next(&iter, NULL, &mail));
    assert_null(((struct mail *)mail)->raw);
    assert_int_equal(((struct mail *)mail)->bytes, MAIL_BYTES_MAX + 1);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stdin_poll__a_mail__as_it_came),
        cmocka_unit_test(stdin_poll__same_mail_again__same_number_another_another),
        cmocka_unit_test(stdin_look__nothing_came__told),
        cmocka_unit_test(stdin_poll__too_large__named_and_not_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
