/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs every file below the given folders through the real extractor, as mails or documents, and
 * accounts for each: read, read in part, unreadable. Exits 1 when a file got no answer, or when a
 * reader crashed (ran into a sanitizer's report, a forbidden call, a fault) instead of hitting a
 * limit.
 *
 *     soak [--jobs N] [--every N] [--no-scans] [--lang-dir DIR] FOLDER…      --every N: each Nth file
 *
 * A part that its reader fell over is left out and the rest is read: such parts are named and counted. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/channel.h"
#include "base/log.h"
#include "decode/limits.h"
#include "finding.h"
#include "mail.h"
#include "message.h"
#include "roles/reader.h"

enum outcome { READ, IN_PART, LIMIT, CRASH, UNANSWERED, TOO_LARGE, OUTCOMES };
static const char *const outcome_names[OUTCOMES] = {
    "read", "read in part", "unreadable at a limit", "crashed its reader", "without an answer",
    "over the size limit"};

struct soak {
    GPtrArray *files; /* of char * */
    guint next, busy, jobs, every;
    struct reader *reader;
    GMainLoop *loop;
    guint counts[OUTCOMES];
    guint circulars, deadlines, fell;
    GArray *times_us; /* of gint64 */
};

struct run {
    struct soak *soak;
    const char *file;
    struct channel *answer;
    gint64 began_us;
    gboolean answered;
};

static GPtrArray *found; /* nftw(3) passes no data */

static int note_file(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)where;
    if (kind == FTW_F && S_ISREG(status->st_mode))
        g_ptr_array_add(found, g_strdup(path));
    return 0;
}

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void start_more(struct soak *soak);

static void count(struct run *run, enum outcome outcome, const char *why)
{
    gint64 took = g_get_monotonic_time() - run->began_us;
    g_array_append_val(run->soak->times_us, took);
    run->soak->counts[outcome]++;
    run->answered = TRUE;
    if (outcome > IN_PART || took > 5 * G_USEC_PER_SEC)
        printf("%s: %s%s%s (%.1f s)\n", run->file, outcome_names[outcome], why ? ": " : "",
               why ? why : "", took / 1e6);
}

static gboolean is_limit(const char *why)
{
    return strstr(why, "time") || strstr(why, "memory");
}

static void count_fallen(struct run *run, const struct findings *findings)
{
    for (guint i = 0; i < findings->unread->len; i++) {
        const struct flaw *flaw = findings->unread->pdata[i];
        if (!strstr(flaw->what, "made the program that reads it fail"))
            continue;
        printf("%s: %s: %s\n", run->file, flaw->part, flaw->what);
        run->soak->fell++;
    }
}

static void count_findings(struct run *run, GVariant *value)
{
    g_autoptr(GVariant) inner = g_variant_get_variant(value);
    g_autoptr(GError) error = NULL;
    AUTO(findings) *findings = findings_from_variant(inner, &error);
    if (!findings) {
        count(run, CRASH, error->message);
        return;
    }
    run->soak->circulars += findings->circular;
    run->soak->deadlines += findings->deadlines->len;
    count_fallen(run, findings);
    if (findings->circular)
        printf("%s: circular, %u deadlines\n", run->file, findings->deadlines->len);
    count(run, findings->unread->len ? IN_PART : READ, NULL);
}

static void answered(struct frame *frame, const GError *error, gpointer data)
{
    struct run *run = data;
    struct soak *soak = run->soak;
    if (frame && frame->type == MESSAGE_FINDINGS)
        count_findings(run, frame->value);
    else if (frame && frame->type == MESSAGE_UNREADABLE) {
        const char *why = g_variant_get_string(frame->value, NULL);
        count(run, is_limit(why) ? LIMIT : CRASH, why);
    } else if (!run->answered)
        count(run, UNANSWERED, error ? error->message : "an answer of another kind");
    if (frame)
        return; /* the end of the channel comes yet */
    channel_free(run->answer);
    g_free(run);
    soak->busy--;
    start_more(soak);
}

static gboolean start(struct soak *soak, const char *file)
{
    g_autofree char *bytes = NULL;
    gsize length = 0;
    int ends[2];
    if (!g_file_get_contents(file, &bytes, &length, NULL))
        return FALSE;
    if (length > MAIL_BYTES_MAX) {
        soak->counts[TOO_LARGE]++;
        return FALSE;
    }
    g_autofree char *name = g_path_get_basename(file);
    g_autofree char *shown = g_utf8_make_valid(name, -1);
    struct reader_job job = {.mail = blob_seal(bytes, length, NULL), .document = TRUE, .name = shown};
    if (job.mail < 0 || !channel_pair(ends, NULL))
        g_error("no descriptors left");
    job.answer = ends[1];
    struct run *run = g_new0(struct run, 1);
    *run = (struct run){soak, file, channel_new(ends[0], message_forms, MESSAGES),
                        g_get_monotonic_time(), FALSE};
    channel_watch(run->answer, answered, run);
    soak->busy++;
    reader_start(soak->reader, &job);
    return TRUE;
}

static void start_more(struct soak *soak)
{
    while (soak->busy < soak->jobs && soak->next < soak->files->len) {
        start(soak, soak->files->pdata[soak->next]);
        soak->next += soak->every;
    }
    if (soak->busy == 0)
        g_main_loop_quit(soak->loop);
}

static int by_time(gconstpointer a, gconstpointer b)
{
    gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
    return (left > right) - (left < right);
}

static double percentile_ms(const GArray *times, double share)
{
    return times->len ? g_array_index(times, gint64, (guint)((times->len - 1) * share)) / 1e3 : 0;
}

static void report(struct soak *soak, gint64 began_us)
{
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    g_array_sort(soak->times_us, by_time);
    for (guint i = 0; i < OUTCOMES; i++)
        printf("%6u %s\n", soak->counts[i], outcome_names[i]);
    printf("%6u parts that their reader fell over\n", soak->fell);
    printf("%6u called circulars, %u deadlines\n", soak->circulars, soak->deadlines);
    printf("time: p50 %.1f ms, p99 %.1f ms, max %.1f ms; %u files in %.1f s; largest child %ld MB\n",
           percentile_ms(soak->times_us, 0.5), percentile_ms(soak->times_us, 0.99),
           percentile_ms(soak->times_us, 1), soak->times_us->len,
           (g_get_monotonic_time() - began_us) / 1e6, usage.ru_maxrss / 1024);
}

int main(int argc, char **argv)
{
    int jobs = 2, every = 1;
    gboolean no_scans = FALSE;
    struct decode_limits limits = decode_limits_default;
    g_autofree char *lang_dir = NULL;
    const GOptionEntry entries[] = {
        {"jobs", 0, 0, G_OPTION_ARG_INT, &jobs, "Files at a time", "N"},
        {"every", 0, 0, G_OPTION_ARG_INT, &every, "Each Nth file only", "N"},
        {"no-scans", 0, 0, G_OPTION_ARG_NONE, &no_scans, "Recognise no page", NULL},
        {"lang-dir", 0, 0, G_OPTION_ARG_FILENAME, &lang_dir, "Language packs", "DIR"},
        G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new("FOLDER…");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error) || argc < 2)
        g_error("%s", error ? error->message : "name a folder");
    log_open("soak", LOG_LEVEL_ERROR);
    setvbuf(stdout, NULL, _IOLBF, 0);
    found = g_ptr_array_new_with_free_func(g_free);
    for (int i = 1; i < argc; i++)
        nftw(argv[i], note_file, 32, FTW_PHYS);
    g_ptr_array_sort(found, by_name);
    limits.ocr_pages = no_scans ? 0 : limits.ocr_pages;
    const struct reader_settings settings = {.lang_dir = lang_dir ? lang_dir : "etc/lang",
                                             .limits = &limits};
    struct soak soak = {.files = found,
                        .jobs = (guint)MAX(jobs, 1),
                        .every = (guint)MAX(every, 1),
                        .reader = reader_new(&settings, &error),
                        .loop = g_main_loop_new(NULL, FALSE),
                        .times_us = g_array_new(FALSE, FALSE, sizeof(gint64))};
    if (!soak.reader)
        g_error("%s", error->message);
    gint64 began_us = g_get_monotonic_time();
    start_more(&soak);
    if (soak.busy > 0)
        g_main_loop_run(soak.loop);
    report(&soak, began_us);
    gboolean well = soak.counts[CRASH] == 0 && soak.counts[UNANSWERED] == 0;
    reader_free(soak.reader);
    g_main_loop_unref(soak.loop);
    g_array_unref(soak.times_us);
    g_ptr_array_unref(found);
    return well ? 0 : 1;
}
