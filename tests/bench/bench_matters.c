/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a planning pass and a list take with many open matters.
 *
 *     bench_matters [COUNT]     100000 unless told
 *
 * The register lies in a temporary folder and is filled straight in SQL: each matter with a mail, two
 * requests, two deadlines spread over a year, two officials who have had their notice, and a record. The
 * first pass under a configuration looks at every matter, those after it at what may be due. Processor
 * time stands beside the clock's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "../support/scratch.h"
#include "base/clock.h"
#include "base/log.h"
#include "keep/keep.h"
#include "supervise/answers.h"
#include "supervise/centre.h"
#include "tell/matters.h"

#define NOW 1773306000 /* 2026-03-12 09:00 UTC */
#define DAY 86400

#define NUMBERS "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) "

static const char *const FILL[] = {
    NUMBERS "INSERT INTO matters (state, registered, subject, sender, reference, language, kind,"
            " confidence) SELECT 'open', '2026-01-01', 'Letter number ' || i || ' about reports due',"
            " 'office@ilo.example', 'ACD ' || i, 'en', 'article-22', 0.9 FROM n",
    NUMBERS "INSERT INTO mails (sha256, bytes, kept, received_at, stored_at, state, outcome, matter,"
            " version, message_id, from_address, subject, received, verified)"
            " SELECT printf('%064x', i), 1000, 1, 1767225600, 1767225600, 'read', 'new matter', i, 1,"
            " 'letter' || i || '@ilo.example', 'office@ilo.example', 'Letter ' || i, '2026-01-01', 1 FROM n",
    NUMBERS "INSERT INTO matter_mails SELECT i, i, 'new matter' FROM n",
    NUMBERS "INSERT INTO requests (matter, version, position, addressee, confidence, rule, quote, part,"
            " page, part_index, offset, length) SELECT i, 1, p, NULL, 0.9, 'rule',"
            " 'Your Government is requested to send its reports to the Office.', 'letter.pdf', 2, 1, 0, 60"
            " FROM n, (SELECT 0 AS p UNION SELECT 1)",
    NUMBERS "INSERT INTO deadlines (matter, version, position, date, kind, firm, derived, past,"
            " confidence, rule, mail, quote, part, page, part_index, offset, length)"
            " SELECT i, 1, p, date('2026-04-13', '+' || ((i * 7 + p * 30) % 365) || ' days'), 'by', 1, 0, 0,"
            " 0.9, 'rule', i, 'to reach the Office by then at the latest', 'letter.pdf', 2, 1, 0, 40"
            " FROM n, (SELECT 0 AS p UNION SELECT 1)",
    NUMBERS "INSERT INTO recipients SELECT i, p, CASE p WHEN 0 THEN 'anna' ELSE 'bruno' END"
            " FROM n, (SELECT 0 AS p UNION SELECT 1)",
    NUMBERS "INSERT INTO reminders (matter, version, official, address, step, day, state, message_id,"
            " changed_at) SELECT i, 1, o, o || '@ministry.example', s, '2026-03-12', 'sent',"
            " s || i || o, 0 FROM n, (SELECT 'anna' AS o UNION SELECT 'bruno'),"
            " (SELECT 'notice' AS s)",
    NUMBERS "INSERT INTO records (matter, number, correspondent, channel)"
            " SELECT i, '11-2/2026-' || i, 'office@ilo.example', 'e-mail, inbox' FROM n",
};

static const char CONF[] =
    "state_dir = \"%s\"; lang_dir = \"etc/lang\"; wording_dir = \"etc/wording\";"
    "mailboxes = ( { name = \"inbox\"; maildir = \"/nowhere\"; } );"
    "relay = { url = \"smtp://localhost:25\"; };"
    "sender = { address = \"circulars@ministry.example\"; };"
    "officials = ( { id = \"anna\"; name = \"Anna Tamm\"; address = \"anna@ministry.example\"; },"
    "              { id = \"bruno\"; name = \"Bruno Petit\"; address = \"bruno@ministry.example\"; } );"
    "routes = ( { name = \"all\"; to = ( \"anna\" ); } );\n";

static void die(const GError *error)
{
    fprintf(stderr, "bench_matters: %s\n", error ? error->message : "it failed");
    exit(EXIT_FAILURE);
}

static void fill(const char *folder, gint64 count)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(folder, "register.db", NULL);
    register_close(register_open(folder, REGISTER_CREATE, &error));
    AUTO(sql) *sql = sql_open(path, SQL_MODE_WRITE, &error);
    if (!sql)
        die(error);
    sql_begin(sql, SQL_WRITE);
    for (guint i = 0; i < G_N_ELEMENTS(FILL); i++)
        sql_run(sql, FILL[i], V(count));
    if (!sql_end(sql, &error))
        die(error);
}

static long memory_mb(void)
{
    g_autofree char *status = NULL;
    const char *at = g_file_get_contents("/proc/self/status", &status, NULL, NULL)
                         ? strstr(status, "VmRSS:") : NULL;
    return at ? atol(at + strlen("VmRSS:")) / 1024 : 0;
}

static double processor_seconds(void)
{
    struct rusage self, children;
    getrusage(RUSAGE_SELF, &self);
    getrusage(RUSAGE_CHILDREN, &children);
    const struct timeval *times[] = {&self.ru_utime, &self.ru_stime, &children.ru_utime, &children.ru_stime};
    double sum = 0;
    for (guint i = 0; i < G_N_ELEMENTS(times); i++)
        sum += (double)times[i]->tv_sec + (double)times[i]->tv_usec / 1e6;
    return sum;
}

static void pass(struct centre *centre, const char *what, gint64 at)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *moment = NULL;
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(at);
    moment = g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
    if (!clock_set(moment, &error))
        die(error);
    gint64 start = g_get_monotonic_time();
    double busy = processor_seconds();
    if (!planning_pass(centre, &error))
        die(error);
    busy = processor_seconds() - busy;
    double seconds = (double)(g_get_monotonic_time() - start) / 1e6;
    g_autoptr(GPtrArray) due = register_due(centre->registry, at, 100000, NULL);
    printf("planning, %-34s %7.3f s (processor %6.3f s), %4ld MB, %u mails planned\n", what, seconds,
           busy, memory_mb(), due ? due->len : 0);
    fflush(stdout);
}

static void list(struct centre *centre, const char *what, const struct matter_filter *filter)
{
    g_autoptr(GError) error = NULL;
    GDate today = clock_day(NOW, "UTC");
    gint64 start = g_get_monotonic_time();
    g_autoptr(GPtrArray) rows = matters_gather(centre->registry, filter, &today, &error);
    if (!rows)
        die(error);
    printf("gathered, %-34s %7.3f s, %4ld MB, %u matters\n", what,
           (double)(g_get_monotonic_time() - start) / 1e6, memory_mb(), rows->len);
    fflush(stdout);
}

/* The whole command, as somebody types it; its lines go to a file. */
static void command(const char *conf, const char *folder, const char *option)
{
    const char *build = g_getenv("B") ? g_getenv("B") : "build";
    g_autofree char *line = g_strdup_printf(
        "%s/circularctl list -c %s --now 2026-03-12T09:00:00Z %s >%s/list", build, conf, option, folder);
    g_autofree char *path = g_build_filename(folder, "list", NULL);
    g_autofree char *written = NULL;
    gsize length = 0;
    gint64 start = g_get_monotonic_time();
    double busy = processor_seconds();
    int status = system(line);
    busy = processor_seconds() - busy;
    double seconds = (double)(g_get_monotonic_time() - start) / 1e6;
    if (status != 0 || !g_file_get_contents(path, &written, &length, NULL))
        die(NULL);
    printf("circularctl list %-27s %7.3f s (processor %6.3f s), %zu KB\n", option, seconds, busy,
           length / 1024);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    gint64 count = argc > 1 ? g_ascii_strtoll(argv[1], NULL, 10) : 100000;
    g_autoptr(GError) error = NULL;
    char *folder = scratch_new();
    g_autofree char *path = g_build_filename(folder, "conf", NULL);
    g_autofree char *text = g_strdup_printf(CONF, folder);
    log_open("bench", LOG_LEVEL_ERROR);
    fill(folder, count);
    if (!g_file_set_contents(path, text, -1, &error))
        die(error);
    AUTO(config) *config = config_read(path, &error);
    if (!config)
        die(error);
    struct centre centre = {.config = config};
    centre.registry = register_open(folder, REGISTER_WRITE, &error);
    centre.wordings = wordings_read(config->wording_dir, &error);
    centre.answers = answers_new(&centre, &error);
    if (error)
        die(error);
    const struct matter_filter live = {.states = MATTER_STATES_LIVE,
                                       .parts = MATTER_PART_DATES | MATTER_PART_RECIPIENTS};
    const struct matter_filter one = {.states = MATTER_STATES_LIVE, .number = "11-2/2026-77777",
                                      .parts = MATTER_PART_DATES | MATTER_PART_RECIPIENTS};
    printf("%" G_GINT64_FORMAT " open matters\n", count);
    list(&centre, "all open", &live);
    list(&centre, "one by its number", &one);
    command(path, folder, "");
    command(path, folder, "--due-to 2026-04-20");
    command(path, folder, "--csv");
    command(path, folder, "--json");
    pass(&centre, "the first under a configuration", NOW);
    centre.looked_at = 0;
    pass(&centre, "the first after a start", NOW + 60);
    pass(&centre, "an hour later", NOW + 3600);
    pass(&centre, "the next day", NOW + DAY);
    pass(&centre, "an hour after that", NOW + DAY + 3600);
    answers_free(centre.answers);
    wordings_free(centre.wordings);
    register_close(centre.registry);
    scratch_free(folder);
    return EXIT_SUCCESS;
}
