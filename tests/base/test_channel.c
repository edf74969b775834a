/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/channel.h"

static const char *const forms[] = {NULL, "(us)", "ay", NULL, "v"};

struct ends {
    struct channel *a, *b;
};

static int set_up(void **state)
{
    int fds[2];
    struct ends *ends = g_new0(struct ends, 1);
    if (!channel_pair(fds, NULL))
        return -1;
    ends->a = channel_new(fds[0], forms, G_N_ELEMENTS(forms));
    ends->b = channel_new(fds[1], forms, G_N_ELEMENTS(forms));
    *state = ends;
    return 0;
}

static int tear_down(void **state)
{
    struct ends *ends = *state;
    channel_free(ends->a);
    channel_free(ends->b);
    g_free(ends);
    return 0;
}

static void channel__frames_and_files__arrive_in_order(void **state)
{
    struct ends *ends = *state;
    g_autoptr(GError) error = NULL;
    for (guint i = 0; i < 20; i++) {
        g_autofree char *text = g_strdup_printf("mail %u", i);
        int fd = i % 3 == 0 ? blob_seal(text, strlen(text), &error) : -1;
        assert_true(channel_send(ends->a, 1, g_variant_new("(us)", i, text), fd, &error));
        if (fd >= 0)
            close(fd);
    }
    for (guint i = 0; i < 20; i++) {
        struct frame frame;
        assert_true(channel_receive(ends->b, &frame, 1000, &error));
        guint number;
        const char *text;
        g_variant_get(frame.value, "(u&s)", &number, &text);
        assert_int_equal(number, i);
        assert_int_equal(frame.fd >= 0, i % 3 == 0);
        if (frame.fd >= 0) {
            g_autoptr(GBytes) bytes = blob_map(frame.fd, 100, &error);
            assert_memory_equal(g_bytes_get_data(bytes, NULL), text, strlen(text));
        }
        frame_clear(&frame);
    }
}

/* The header is not a multiple of eight bytes, what some values ask of their place. */
static void channel__wide_values__arrive(void **state)
{
    struct ends *ends = *state;
    g_autoptr(GError) error = NULL;
    struct frame frame;
    GVariant *sent = g_variant_new_variant(g_variant_new("(xsd)", G_MININT64, "wide", 0.5));
    assert_true(channel_send(ends->a, 4, sent, -1, &error));
    assert_true(channel_receive(ends->b, &frame, 1000, &error));
    g_autofree char *printed = g_variant_print(frame.value, TRUE);
    assert_string_equal(printed, "<(int64 -9223372036854775808, 'wide', 0.5)>");
    frame_clear(&frame);
}

static void send_raw(struct channel *channel, guint32 length, guint32 type, guint32 has_fd,
                     const char *body, gsize body_length)
{
    guint32 header[4] = {length, type, has_fd, 0};
    assert_int_equal(write(channel_fd(channel), header, sizeof header), sizeof header);
    assert_int_equal(write(channel_fd(channel), body, body_length), body_length);
}

static void channel_receive__malformed__refused(void **state)
{
    struct ends *ends = *state;
    static const struct {
        guint32 length, type, has_fd;
        const char *body;
        gsize body_length;
    } table[] = {
        {CHANNEL_FRAME_MAX + 1, 1, 0, "", 0}, {0, 0, 0, "", 0},       {0, 3, 0, "", 0},
        {0, 99, 0, "", 0},                    {3, 1, 0, "abc", 3},    {1, 2, 1, "a", 1},
        {8, 1, 0, "\1\0\0\0abcd", 8},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(GError) error = NULL;
        struct frame frame;
        send_raw(ends->a, table[i].length, table[i].type, table[i].has_fd, table[i].body,
                 table[i].body_length);
        assert_false(channel_receive(ends->b, &frame, 1000, &error));
        assert_true(g_error_matches(error, CHANNEL_ERROR, CHANNEL_ERROR_PROTOCOL));
        tear_down(state);
        set_up(state);
        ends = *state;
    }
}

static void channel_receive__silence_and_close__told_apart(void **state)
{
    struct ends *ends = *state;
    g_autoptr(GError) silent = NULL, closed = NULL;
    struct frame frame;
    assert_false(channel_receive(ends->b, &frame, 20, &silent));
    assert_true(g_error_matches(silent, CHANNEL_ERROR, CHANNEL_ERROR_TIMEOUT));
    shutdown(channel_fd(ends->a), SHUT_WR);
    assert_false(channel_receive(ends->b, &frame, 1000, &closed));
    assert_true(g_error_matches(closed, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED));
}

struct counted {
    GMainLoop *loop;
    guint frames;
    gsize bytes;
    gboolean ended;
};

static void count(struct frame *frame, const GError *error, gpointer data)
{
    struct counted *counted = data;
    if (!frame) {
        assert_non_null(error);
        counted->ended = TRUE;
        g_main_loop_quit(counted->loop);
        return;
    }
    counted->frames++;
    counted->bytes += g_variant_get_size(frame->value);
}

/* Large frames queued in a main loop on one side, read by a child process on the other. */
static void channel_queue__large__nothing_lost(void **state)
{
    struct ends *ends = *state;
    enum { FRAMES = 8, BYTES = 3 * 1024 * 1024 };
    pid_t child = fork();
    if (child == 0) {
        struct frame frame;
        for (int i = 0; i < FRAMES; i++) {
            if (!channel_receive(ends->b, &frame, 5000, NULL) ||
                !channel_send(ends->b, 2, g_variant_ref(frame.value), -1, NULL))
                _exit(1);
            frame_clear(&frame);
        }
        _exit(0);
    }
    channel_free(ends->b);
    ends->b = NULL;
    struct counted counted = {g_main_loop_new(NULL, FALSE), 0, 0, FALSE};
    channel_watch(ends->a, count, &counted);
    guint8 *zeros = g_malloc0(BYTES);
    for (int i = 0; i < FRAMES; i++)
        channel_queue(ends->a, 2, g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, zeros, BYTES, 1),
                      -1);
    g_free(zeros);
    g_main_loop_run(counted.loop);
    g_main_loop_unref(counted.loop);
    int status;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    assert_int_equal(counted.frames, FRAMES);
    assert_int_equal(counted.bytes, (gsize)FRAMES * BYTES);
    assert_true(counted.ended);
}

static void blob_map__unsealed_or_large__refused(void **state)
{
    (void)state;
    g_autoptr(GError) unsealed = NULL, large = NULL;
    FILE *file = tmpfile();
    assert_null(blob_map(fileno(file), 100, &unsealed));
    assert_non_null(strstr(unsealed->message, "not sealed"));
    fclose(file);
    int fd = blob_seal("0123456789", 10, NULL);
    assert_true(write(fd, "x", 1) < 0);
    assert_true(ftruncate(fd, 0) < 0);
    assert_null(blob_map(fd, 9, &large));
    assert_non_null(strstr(large->message, "over the limit of 9"));
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(channel__frames_and_files__arrive_in_order, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(channel__wide_values__arrive, set_up, tear_down),
        cmocka_unit_test_setup_teardown(channel_receive__malformed__refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(channel_receive__silence_and_close__told_apart, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(channel_queue__large__nothing_lost, set_up, tear_down),
        cmocka_unit_test(blob_map__unsealed_or_large__refused),
    };
    return cmocka_run_group_tests_name("base/channel", tests, NULL, NULL);
}
