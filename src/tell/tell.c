/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame around the commands: finding one, its options, its help, its mistakes.
 *
 * A command line that is wrong does nothing at all: everything is checked before anything is read or
 * written. An output that could not be written (a full disk, a closed pipe) is a failure too. */
#include "tell/tell.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"

enum { MESSAGE_BYTES_MAX = 2000 };

static void print_error(const char *format, va_list arguments)
{
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    g_autofree char *line = escape_line(message, MESSAGE_BYTES_MAX);
    fflush(stdout);
    fprintf(stderr, "circularctl: %s\n", line);
}

void tell_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_error(format, arguments);
    va_end(arguments);
}

int tell_usage(const struct command *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_error(format, arguments);
    va_end(arguments);
    fprintf(stderr, "circularctl: circularctl %s --help tells how it is used\n", command->name);
    return TELL_USAGE;
}

gboolean tell_options(const struct command *command, int argc, char **argv,
                      const GOptionEntry *entries, char ***rest)
{
    const GOptionEntry remaining[] = {
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, rest, NULL, command->arguments},
        G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autofree char *name = g_strdup_printf("circularctl %s", command->name);
    g_set_prgname(name);
    g_option_context_set_summary(context, command->summary);
    g_option_context_set_description(context, command->more);
    g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_add_main_entries(context, remaining, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        tell_usage(command, "%s: %s", command->name, error->message);
        return FALSE;
    }
    if (!*rest)
        *rest = g_new0(char *, 1);
    return TRUE;
}

static void print_help(const struct command *const *commands)
{
    printf("Usage: circularctl COMMAND [OPTION…] [ARGUMENT…]\n\n"
           "Reads circulars, and looks after the register of circulard.\n\nCommands:\n");
    for (; *commands; commands++)
        printf("  %-11s %s\n", (*commands)->name, (*commands)->summary);
    printf("\ncircularctl COMMAND --help tells more of each; so does circularctl(1).\n");
}

static const struct command *find_command(const struct command *const *commands, const char *name)
{
    for (; *commands; commands++)
        if (strcmp((*commands)->name, name) == 0)
            return *commands;
    tell_error("there is no command \"%s\"; circularctl --help lists them", name);
    return NULL;
}

static int run_command(const struct command *const *commands, int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (g_str_equal(name, "--version")) {
        printf("circularctl %s\n", VERSION);
        return TELL_GOOD;
    }
    gboolean help = g_str_equal(name, "help");
    if (g_str_equal(name, "--help") || g_str_equal(name, "-h") || (help && argc < 3)) {
        print_help(commands);
        return TELL_GOOD;
    }
    if (!*name) {
        tell_error("a command is missing; circularctl --help lists them");
        return TELL_USAGE;
    }
    const struct command *command = find_command(commands, help ? argv[2] : name);
    if (!command)
        return TELL_USAGE;
    char *ask[] = {argv[0], (char *)"--help", NULL};
    return help ? command->run(command, 2, ask) : command->run(command, argc - 1, argv + 1);
}

int tell_run(const struct command *const *commands, int argc, char **argv)
{
    int status = run_command(commands, argc, argv);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    if (errno != EPIPE)
        tell_error("the output could not be written: %s", g_strerror(errno));
    return status != TELL_GOOD ? status : TELL_BAD;
}
