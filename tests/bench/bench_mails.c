/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails a second through decode + find in sealed children, all on one processor.
 *
 *     bench_mails COUNT MAIL…     a mailbox of COUNT mails of 3 KB to 300 KB, made of these
 *     bench_mails --write FOLDER COUNT MAIL…     the same mailbox as files, and nothing read
 *
 * Every second mail is one of those given; the others carry one of them as a forwarded letter below a
 * cover note, or beside a second file, so that sizes spread evenly on a logarithmic scale. Mails over
 * 300 KB are left out. The extractor is the one of the daemon, a program of its own: what is allocated for handing mails
 * over and for taking answers does not weigh on its forks, nor that it were forked itself. Time is that of both, and of the children; what
 * loading takes is not counted. What needs recognition of scans is no part of this: name none that does. */
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/channel.h"
#include "base/log.h"
#include "base/process.h"
#include "finding.h"
#include "mail.h"
#include "message.h"
#include "roles/roles.h"

enum { SMALLEST = 3 * 1024, LARGEST = 300 * 1024, AT_ONCE = 2 };

#define EXTRACTOR "--extractor"

static const char prose[] =
    "The Committee met in the morning and took note of the paper before it, which sums up what the\r\n"
    "regional meetings of 2019 and 2022 had said about inspection in small workshops. Several members\r\n"
    "spoke of wages, hours of work and the training of inspectors; one asked for figures by sector.\r\n"
    "The Chair thanked them, recalled that the session would close on 14 June and adjourned.\r\n\r\n";

struct bench {
    GPtrArray *mails; /* of GBytes */
    guint next, busy, unread, deadlines;
    pid_t pid; /* the extractor's */
    struct channel *extractor;
    GMainLoop *loop;
    GArray *times_us; /* of gint64 */
};

struct run {
    struct bench *bench;
    struct channel *answer;
    gint64 began_us;
};

/* ---- the mailbox ---- */

static void add_prose(GString *mail, gsize most)
{
    g_string_append(mail, "--cut\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n");
    while (mail->len + sizeof prose < most)
        g_string_append_len(mail, prose, sizeof prose - 1);
    g_string_append(mail, "\r\n");
}

static void add_file(GString *mail, gsize most, GRand *chance)
{
    g_string_append(mail, "--cut\r\nContent-Type: application/octet-stream; name=data.bin\r\n"
                          "Content-Transfer-Encoding: base64\r\n\r\n");
    while (mail->len + 78 < most) {
        guint32 noise[13]; /* 52 bytes: a line of 72 */
        for (guint i = 0; i < G_N_ELEMENTS(noise); i++)
            noise[i] = g_rand_int(chance);
        g_autofree char *line = g_base64_encode((const guchar *)noise, 51);
        g_string_append_printf(mail, "%s\r\n", line);
    }
}

static GBytes *enlarge(GBytes *letter, gsize most, gboolean with_prose, GRand *chance)
{
    gsize length = g_bytes_get_size(letter);
    GString *mail = g_string_new("From: Mission <mission@geneva.example>\r\nTo: labour@ministry.example\r\n"
                                 "Subject: Fwd: letter\r\nDate: Mon, 09 Mar 2026 10:00:00 +0100\r\n"
                                 "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=cut\r\n\r\n");
    gsize room = most > length + 200 ? most - length - 200 : 0;
    if (with_prose)
        add_prose(mail, room);
    else
        add_file(mail, room, chance);
    g_string_append(mail, "--cut\r\nContent-Type: message/rfc822\r\n\r\n");
    g_string_append_len(mail, g_bytes_get_data(letter, NULL), (gssize)length);
    g_string_append(mail, "\r\n--cut--\r\n");
    return g_string_free_to_bytes(mail);
}

static GPtrArray *read_letters(char **files)
{
    GPtrArray *letters = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (; *files; files++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GMappedFile) file = g_mapped_file_new(*files, FALSE, &error);
        if (!file)
            g_error("%s", error->message);
        if (g_mapped_file_get_length(file) <= LARGEST)
            g_ptr_array_add(letters, g_mapped_file_get_bytes(file));
    }
    return letters;
}

/* Frees letters. */
static GPtrArray *make_mailbox(GPtrArray *letters, guint count)
{
    GPtrArray *mails = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    GRand *chance = g_rand_new_with_seed(1919);
    for (guint i = 0; i < count; i++) {
        GBytes *letter = letters->pdata[i / 2 % letters->len];
        double share = g_rand_double(chance);
        gsize most = (gsize)(SMALLEST * pow((double)LARGEST / SMALLEST, share));
        g_ptr_array_add(mails, i % 2 ? enlarge(letter, most, i % 4 == 1, chance) : g_bytes_ref(letter));
    }
    g_rand_free(chance);
    g_ptr_array_unref(letters);
    return mails;
}

/* ---- the reading ---- */

static void start_more(struct bench *bench);

static void count(struct bench *bench, struct frame *frame)
{
    if (frame->type != MESSAGE_FINDINGS) {
        bench->unread++;
        return;
    }
    g_autoptr(GVariant) inner = g_variant_get_variant(frame->value);
    AUTO(findings) *findings = findings_from_variant(inner, NULL);
    bench->unread += findings == NULL;
    bench->deadlines += findings ? findings->deadlines->len : 0;
}

static void answered(struct frame *frame, const GError *error, gpointer data)
{
    struct run *run = data;
    struct bench *bench = run->bench;
    (void)error;
    if (frame) {
        gint64 took = g_get_monotonic_time() - run->began_us;
        g_array_append_val(bench->times_us, took);
        count(bench, frame);
        return;
    }
    channel_free(run->answer);
    g_free(run);
    bench->busy--;
    start_more(bench);
}

static void start(struct bench *bench, GBytes *mail)
{
    gsize length;
    int ends[2];
    const void *bytes = g_bytes_get_data(mail, &length);
    int file = blob_seal(bytes, length, NULL);
    if (file < 0 || !channel_pair(ends, NULL))
        g_error("no descriptors left");
    channel_queue(bench->extractor, MESSAGE_READ, g_variant_new("(xsb)", (gint64)bench->next, "", FALSE), file);
    channel_queue(bench->extractor, MESSAGE_ANSWER_HERE, g_variant_new("()"), ends[1]);
    close(file);
    close(ends[1]);
    struct run *run = g_new0(struct run, 1);
    *run = (struct run){bench, channel_new(ends[0], message_forms, MESSAGES), g_get_monotonic_time()};
    channel_watch(run->answer, answered, run);
    bench->busy++;
}

static void start_more(struct bench *bench)
{
    while (bench->busy < AT_ONCE && bench->next < bench->mails->len)
        start(bench, bench->mails->pdata[bench->next++]);
    if (bench->busy == 0)
        g_main_loop_quit(bench->loop);
}

/* ---- figures ---- */

/* Of the extractor and the children that it has waited for. */
static double extractor_seconds(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)pid), *line = NULL;
    unsigned long long ticks[4] = {0};
    if (!g_file_get_contents(path, &line, NULL, NULL) ||
        sscanf(strrchr(line, ')'), ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %llu %llu", &ticks[0], &ticks[1],
               &ticks[2], &ticks[3]) != 4)
        g_error("the extractor is gone");
    return (double)(ticks[0] + ticks[1] + ticks[2] + ticks[3]) / (double)sysconf(_SC_CLK_TCK);
}

static double cpu_seconds(const struct bench *bench)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6 + (double)usage.ru_stime.tv_sec +
           (double)usage.ru_stime.tv_usec / 1e6 + extractor_seconds(bench->pid);
}

static int by_time(gconstpointer a, gconstpointer b)
{
    gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
    return (left > right) - (left < right);
}

static double at_ms(const GArray *times, double share)
{
    return times->len ? (double)g_array_index(times, gint64, (guint)((times->len - 1) * share)) / 1e3 : 0;
}

static void report(struct bench *bench, double wall, double cpu)
{
    gsize bytes = 0;
    for (guint i = 0; i < bench->mails->len; i++)
        bytes += g_bytes_get_size(bench->mails->pdata[i]);
    g_array_sort(bench->times_us, by_time);
    printf("%u mails, %.1f MB, %u deadlines, %u unreadable: %.1f s, %.1f mails a second"
           " (%.1f by processor time: %.2f ms a mail)\n",
           bench->mails->len, (double)bytes / 1e6, bench->deadlines, bench->unread, wall,
           bench->mails->len / wall, bench->mails->len / cpu, cpu * 1e3 / bench->mails->len);
    printf("one mail: p50 %.1f ms, p99 %.1f ms, max %.1f ms\n", at_ms(bench->times_us, 0.5),
           at_ms(bench->times_us, 0.99), at_ms(bench->times_us, 1));
}

static void stay_on_one_processor(void)
{
    cpu_set_t all, one;
    CPU_ZERO(&one);
    sched_getaffinity(0, sizeof all, &all);
    for (int i = CPU_SETSIZE - 1; i >= 0; i--)
        if (CPU_ISSET(i, &all)) {
            CPU_SET(i, &one);
            break;
        }
    sched_setaffinity(0, sizeof one, &one);
}

static int write_mailbox(const char *folder, const char *count, char **files)
{
    g_autoptr(GPtrArray) mails = make_mailbox(read_letters(files), (guint)atoi(count));
    for (guint i = 0; i < mails->len; i++) {
        gsize length;
        const char *bytes = g_bytes_get_data(mails->pdata[i], &length);
        g_autoptr(GString) mail = g_string_new(NULL); /* no two are the same */
        g_string_printf(mail, "X-Number: %u\n", i);
        g_string_append_len(mail, bytes, (gssize)length);
        g_autofree char *name = g_strdup_printf("%u.M%05u.bench", 1700000000 + i, i);
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (!g_file_set_contents(path, mail->str, (gssize)mail->len, NULL))
            g_error("%s cannot be written", path);
    }
    return 0;
}

/* It says nothing while it lives. */
static void extractor_ended(struct frame *frame, const GError *error, gpointer data)
{
    (void)frame, (void)error, (void)data;
    g_error("the extractor has ended");
}

static void start_extractor(struct bench *bench)
{
    int ends[2];
    GVariantBuilder setup;
    const char *argv[] = {"/proc/self/exe", EXTRACTOR, NULL};
    g_auto(GStrv) variables = g_get_environ();
    if (!channel_pair(ends, NULL) || !(bench->pid = process_start(argv, variables, -1, ends[1], NULL)))
        g_error("no extractor could be started");
    close(ends[1]);
    bench->extractor = channel_new(ends[0], message_forms, MESSAGES);
    channel_watch(bench->extractor, extractor_ended, NULL);
    g_variant_builder_init(&setup, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add(&setup, "{sv}", "lang_dir", g_variant_new_string("etc/lang"));
    channel_queue(bench->extractor, MESSAGE_SETUP, g_variant_builder_end(&setup), -1);
}

static void read_all(struct bench *bench, GPtrArray *mails)
{
    bench->mails = mails;
    bench->next = bench->deadlines = bench->unread = 0;
    g_array_set_size(bench->times_us, 0);
    start_more(bench);
    if (bench->busy > 0)
        g_main_loop_run(bench->loop);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], EXTRACTOR) == 0) {
        log_open("bench", LOG_LEVEL_ERROR);
        return extractor_run();
    }
    if (argc > 4 && strcmp(argv[1], "--write") == 0)
        return write_mailbox(argv[2], argv[3], argv + 4);
    if (argc < 3)
        g_error("bench_mails COUNT MAIL…");
    log_open("bench", LOG_LEVEL_ERROR);
    stay_on_one_processor();
    struct bench bench = {.times_us = g_array_new(FALSE, FALSE, sizeof(gint64))};
    start_extractor(&bench);
    bench.loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(GPtrArray) first = g_ptr_array_new();
    g_autoptr(GPtrArray) mails = make_mailbox(read_letters(argv + 2), (guint)atoi(argv[1]));
    g_ptr_array_add(first, mails->pdata[0]);
    read_all(&bench, first); /* when it is read, all is loaded */
    gint64 began_us = g_get_monotonic_time();
    double used = cpu_seconds(&bench);
    read_all(&bench, mails);
    report(&bench, (double)(g_get_monotonic_time() - began_us) / 1e6, cpu_seconds(&bench) - used);
    channel_free(bench.extractor); /* which ends it */
    g_array_unref(bench.times_us);
    g_main_loop_unref(bench.loop);
    return bench.unread == 0 ? 0 : 1;
}
