/* SPDX-License-Identifier: GPL-3.0-or-later */
/* circulard: the daemon. Options, then either a role (a child process of the star) or the centre.
 */
#include <glib.h>
#include <locale.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "config.h"
#include "roles/roles.h"
#include "supervise/centre.h"
#include "supervise/deliver.h"
#include "supervise/rehearse.h"
#include "supervise/replay.h"
#include "supervise/systemd.h"

struct options {
    char *config, *now, *replay, *output, *role;
    gboolean once, check_config, dry_run, deliver, debug, version;
};

static gboolean parse(int *argc, char ***argv, struct options *options, GError **error)
{
    const GOptionEntry entries[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &options->config, "Configuration file", "FILE"},
        {"once", 0, 0, G_OPTION_ARG_NONE, &options->once, "Poll once, send what is due, then exit",
         NULL},
        {"now", 0, 0, G_OPTION_ARG_STRING, &options->now,
         "Take TIME (2025-07-15T09:00:00Z) for the clock", "TIME"},
        {"check-config", 0, 0, G_OPTION_ARG_NONE, &options->check_config,
         "Check the configuration and exit", NULL},
        {"dry-run", 0, 0, G_OPTION_ARG_NONE, &options->dry_run,
         "With a copy of the register: poll once, print the mails that would be sent", NULL},
        {"replay", 0, 0, G_OPTION_ARG_FILENAME, &options->replay,
         "Print the mails that would have gone since the first in MAILDIR (or \"register\") came",
         "MAILDIR"},
        {"output", 0, 0, G_OPTION_ARG_FILENAME, &options->output,
         "With --replay: write the mails to files in DIR instead", "DIR"},
        {"deliver", 0, 0, G_OPTION_ARG_NONE, &options->deliver,
         "Take one mail from standard input (from an MTA's pipe or Sieve)", NULL},
        {"debug", 0, 0, G_OPTION_ARG_NONE, &options->debug, "Log more", NULL},
        {"version", 0, 0, G_OPTION_ARG_NONE, &options->version, "Print the version", NULL},
        {"role", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &options->role, "", NULL},
        G_OPTION_ENTRY_NULL};
    g_autoptr(GOptionContext) context =
        g_option_context_new("- reads circulars and reminds of their deadlines");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, error))
        return FALSE;
    if (*argc > 1) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "unexpected \"%s\"", (*argv)[1]);
        return FALSE;
    }
    if (options->output && !options->replay) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "--output is for --replay");
        return FALSE;
    }
    return !options->now || clock_set(options->now, error);
}

static void options_clear(struct options *options)
{
    g_free(options->config);
    g_free(options->now);
    g_free(options->replay);
    g_free(options->output);
    g_free(options->role);
}

static int run(const struct options *options)
{
    g_autoptr(GError) error = NULL;
    const char *path = options->config ? options->config : CONF_DIR "/circulard.conf";
    AUTO(config) *config = config_read(path, &error);
    if (!config) {
        log_error("%s", error->message);
        return EX_CONFIG;
    }
    for (guint i = 0; i < config->notes->len; i++)
        log_warning("%s", (const char *)config->notes->pdata[i]);
    if (options->check_config) {
        printf("%s: good\n", path);
        return EXIT_SUCCESS;
    }
    if (options->deliver)
        return deliver_run(config, STDIN_FILENO);
    if (options->replay) {
        const struct replay_options replay = {options->replay, options->output};
        return replay_run(g_steal_pointer(&config), &replay);
    }
    const struct centre_options centre = {.once = options->once || options->dry_run,
                                          .dry_run = options->dry_run};
    if (options->dry_run)
        return rehearse_run(g_steal_pointer(&config), &centre);
    return centre_run(g_steal_pointer(&config), &centre) ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Every process of the star holds secrets or mails at some time: none leaves its memory behind. A
 * sanitizer must look into its own process, and is none that meets secrets. */
static void forbid_core_files(void)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    struct options options = {0};
    forbid_core_files();
    setlocale(LC_ALL, "C.UTF-8");
    if (!parse(&argc, &argv, &options, &error)) {
        fprintf(stderr, "circulard: %s; circulard --help lists the options\n", error->message);
        options_clear(&options);
        return EX_USAGE;
    }
    int status = EXIT_SUCCESS;
    if (options.version)
        printf("circulard %s\n", VERSION);
    else if (options.role)
        status = roles_run(options.role);
    else {
        enum log_level usual = options.replay ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO;
        log_open("circulard", options.debug ? LOG_LEVEL_DEBUG : usual);
        systemd_journal_start();
        status = run(&options);
    }
    options_clear(&options);
    return status;
}
