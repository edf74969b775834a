/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/blob.h"
#include "base/channel.h"
#include "finding.h"
#include "message.h"
#include "roles/reader.h"

enum { PATIENCE_S = 120 };

struct run {
    struct reader *reader;
    GMainLoop *loop;
    guint wanted, answered, read, deadlines;
};

struct asked {
    struct run *run;
    struct channel *channel;
};

static void note_findings(struct run *run, struct frame *frame)
{
    if (frame->type != MESSAGE_FINDINGS)
        return;
    g_autoptr(GVariant) inner = g_variant_get_variant(frame->value);
    AUTO(findings) *findings = findings_from_variant(inner, NULL);
    assert_non_null(findings);
    run->read++;
    run->deadlines += findings->deadlines->len;
}

static void answered(struct frame *frame, const GError *error, gpointer data)
{
    struct asked *asked = data;
    struct run *run = asked->run;
    (void)error;
    if (frame) {
        note_findings(run, frame);
        return;
    }
    channel_free(asked->channel);
    g_free(asked);
    if (++run->answered == run->wanted)
        g_main_loop_quit(run->loop);
}

static void ask(struct run *run, const char *mail)
{
    int ends[2];
    struct reader_job job = {.mail = blob_seal(mail, strlen(mail), NULL)};
    assert_true(job.mail >= 0);
    assert_true(channel_pair(ends, NULL));
    job.answer = ends[1];
    struct asked *asked = g_new0(struct asked, 1);
    *asked = (struct asked){run, channel_new(ends[0], message_forms, MESSAGES)};
    channel_watch(asked->channel, answered, asked);
    run->wanted++;
    reader_start(run->reader, &job);
}

static gboolean give_up(gpointer data)
{
    g_main_loop_quit(((struct run *)data)->loop);
    return G_SOURCE_REMOVE;
}

static const char plain[] = "From: a@example.org\r\nSubject: x\r\n\r\nPlease reply by 5 May 2031.\r\n";
/* A rare character set is left to another parent. */
static const char rare[] = "From: a@example.org\r\nSubject: x\r\nContent-Type: text/plain; charset=gb18030\r\n"
                           "\r\nPlease reply by 5 May 2031 \xc4\xe3.\r\n";

/* More than may run: the others wait, and one that is read in another parent holds its place no longer
 * than that takes. */
static void reader__more_jobs_than_places__are_all_answered(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    const struct reader_settings settings = {.lang_dir = "etc/lang", .most = 1};
    AUTO(reader) *reader = reader_new(&settings, &error);
    assert_non_null(reader);
    struct run run = {.reader = reader, .loop = g_main_loop_new(NULL, FALSE)};
    ask(&run, rare);
    for (guint i = 0; i < 4; i++)
        ask(&run, plain);
    ask(&run, rare);
    ask(&run, plain);
    assert_int_equal(reader_busy(reader), 7);
    guint timer = g_timeout_add_seconds(PATIENCE_S, give_up, &run);
    g_main_loop_run(run.loop);
    assert_int_equal(run.answered, 7);
    assert_int_equal(run.read, 7);
    while (reader_busy(reader) > 0) /* the last child's end is seen after its answer */
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(timer);
    g_main_loop_unref(run.loop);
}

/* The first parent lacks the character set, the second the recognition data. */
static void reader__scan_beside_a_rare_set__is_read_by_the_third(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    const struct reader_settings settings = {.lang_dir = "etc/lang"};
    g_autofree char *scan = NULL;
    assert_true(g_file_get_contents("tests/mails/pdf-scanned.eml", &scan, NULL, NULL));
    g_autofree char *mail = g_strdup_printf(
        "From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=cut\r\n\r\n"
        "--cut\r\nContent-Type: text/plain; charset=gb18030\r\n\r\nPlease see below \xc4\xe3.\r\n"
        "--cut\r\nContent-Type: message/rfc822\r\n\r\n%s\r\n--cut--\r\n", scan);
    AUTO(reader) *reader = reader_new(&settings, &error);
    assert_non_null(reader);
    struct run run = {.reader = reader, .loop = g_main_loop_new(NULL, FALSE)};
    ask(&run, mail);
    ask(&run, scan);
    guint timer = g_timeout_add_seconds(PATIENCE_S, give_up, &run);
    g_main_loop_run(run.loop);
    assert_int_equal(run.answered, 2);
    assert_int_equal(run.read, 2);
    assert_int_equal(run.deadlines, 2); /* what the scan says, in both */
    while (reader_busy(reader) > 0)
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(timer);
    g_main_loop_unref(run.loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reader__scan_beside_a_rare_set__is_read_by_the_third),
        cmocka_unit_test(reader__more_jobs_than_places__are_all_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
