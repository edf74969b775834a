/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mailbox of very many mails: listed in windows and fetched, each mail thrown away. What it prints is
 * memory, which must not grow with the mails.
 *
 *     bench_mailbox [COUNT]     200000 unless told; a scripted server over TLS, of which time tells nothing */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../support/fake_server.h"
#include "../support/scratch.h"
#include "collect/source.h"

struct bench {
    guint taken, most;
};

static long memory_kb(const char *name)
{
    g_autofree char *status = NULL;
    const char *at =
        g_file_get_contents("/proc/self/status", &status, NULL, NULL) ? strstr(status, name) : NULL;

    return at ? atol(at + strlen(name)) : 0;
}

static void tell(const char *what, guint count)
{
    printf("%-8s %7u mails: %5ld KB, at most %5ld KB\n", what, count, memory_kb("VmRSS:"),
           memory_kb("VmHWM:"));
    fflush(stdout);
}

static gboolean take(struct mail *mail, gpointer data)
{
    struct bench *bench = data;

    mail_free(mail);
    if (++bench->taken % (bench->most / 5) == 0)
        tell("fetched", bench->taken);
    return TRUE;
}

static void die(const GError *error)
{
    fprintf(stderr, "bench_mailbox: %s\n", error ? error->message : "it failed");
    exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
    struct bench bench = {.most = argc > 1 ? MAX((guint)atoi(argv[1]), 5) : 200000};
    g_autoptr(GError) error = NULL;
    char *folder = scratch_new();
    g_autofree char *script = scratch_support_file("authority.sh");
    g_autofree char *tls = g_build_filename(folder, "tls", NULL);
    g_autofree char *ca_file = g_build_filename(tls, "ca.pem", NULL);
    const char *const command[] = {script, tls, NULL};
    struct fake_server *fake = scratch_run(command, &error) ? fake_server_start(tls) : NULL;
    if (!fake)
        die(error);
    g_autofree char *words = g_strdup_printf("mailbox tls offers=AUTH=PLAIN,ESEARCH mails=%u", bench.most);
    g_autofree char *url = g_strdup_printf("imaps://127.0.0.1:%u", fake_server_listen(fake, words));
    const struct source_settings settings = {
        .name = "bench", .url = url, .user = "alice", .password = "secret", .ca_file = ca_file};
    AUTO(source) *source = source_open(&settings, &error);
    struct source_cursor known = {0};
    struct source_held held;
    struct source_tally tally;
    tell("before", 0);
    if (!source || !source_look(source, &known, &held, &error))
        die(error);
    tell("listed", held.count);
    if (!source_fetch(source, (const struct uid_range *)(void *)held.ranges->data, held.ranges->len, take,
                      &bench, &tally, &error))
        die(error);
    source_tally_clear(&tally);
    source_held_clear(&held);
    fake_server_stop(fake);
    scratch_free(folder);
    return bench.taken == bench.most ? EXIT_SUCCESS : EXIT_FAILURE;
}
