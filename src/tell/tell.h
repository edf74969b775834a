/* SPDX-License-Identifier: GPL-3.0-or-later */
/* circularctl: what its commands have in common. One file a command; main.c holds the table.
 *
 * A command gets its arguments (argv[0] is its name), prints to standard output what was asked for and
 * to standard error what went wrong, and returns one of the exit codes below. */
#ifndef CIRCULARD_TELL_TELL_H
#define CIRCULARD_TELL_TELL_H

#include <glib.h>

enum tell_exit {
    TELL_GOOD = 0,
    TELL_BAD = 1,      /* a file was not read, a thing was not done, a person is needed */
    TELL_USAGE = 2,    /* the command line is wrong */
    TELL_REGISTER = 3, /* the register or the configuration cannot be read */
};

struct command {
    const char *name;
    const char *arguments; /* "FILE…" */
    const char *summary;   /* one line, for the list of commands */
    const char *more;      /* paragraphs below the options; or NULL */
    int (*run)(const struct command *command, int argc, char **argv);
};

extern const struct command tell_extract, tell_explain, tell_list, tell_show, tell_status,
    tell_check_lang, tell_done, tell_not_ours, tell_reopen, tell_snooze, tell_assign, tell_note,
    tell_route, tell_upcoming, tell_preview, tell_verify, tell_check, tell_report, tell_dossier, tell_due,
    tell_add, tell_ics, tell_backup, tell_restore;

/* Options of a command, with what stands beside them in rest (NULL-ended, owned by the caller). FALSE
 * where they are wrong: the mistake has been told, the exit code is TELL_USAGE. --help prints and
 * leaves the program. */
gboolean tell_options(const struct command *command, int argc, char **argv,
                      const GOptionEntry *entries, char ***rest);

/* A sentence on standard error, "circularctl: …", harmless for a terminal. */
void tell_error(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* The same for a command line that is wrong; returns TELL_USAGE. */
int tell_usage(const struct command *command, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The program: finds the command and runs it. commands ends with NULL. */
int tell_run(const struct command *const *commands, int argc, char **argv);

#endif
