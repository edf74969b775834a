/* SPDX-License-Identifier: GPL-3.0-or-later */
/* explain: a letter as it was understood, with every date and sentence that was looked at and why it is what it is. */
#include <stdio.h>

#include "base/clock.h"
#include "tell/describe.h"
#include "tell/files.h"
#include "tell/tell.h"

static void print(const char *file, const struct findings *findings, gboolean read, gpointer data)
{
    gboolean *unread = data;
    g_autofree char *shown = g_filename_display_name(file);
    AUTO(terminal) *terminal = terminal_new(stdout);
    *unread |= !read;
    describe_findings(terminal, shown, findings, TRUE);
    terminal_flush(terminal, stdout);
}

static int explain(const struct command *command, const char *lang_dir, const char *received,
                   char **files)
{
    gboolean unread = FALSE;
    g_autoptr(GError) error = NULL;
    struct files_terms terms = {.lang_dir = lang_dir, .candidates = TRUE};
    g_date_clear(&terms.received, 1);
    if (received && !date_parse(received, &terms.received))
        return tell_usage(command, "--received: \"%s\" is not a day: write it as 2025-07-15", received);
    if (!*files)
        return tell_usage(command, "which file? Name one, or - for standard input");
    if (files_read(&terms, files, print, &unread, &error))
        return unread ? TELL_BAD : TELL_GOOD;
    tell_error("%s", error->message);
    return TELL_USAGE;
}

static int run(const struct command *command, int argc, char **argv)
{
    g_autofree char *received = NULL, *lang_dir = NULL;
    g_auto(GStrv) files = NULL;
    const GOptionEntry entries[] = {
        {"received", 0, 0, G_OPTION_ARG_STRING, &received,
         "The day the letter came; else its Date header", "DATE"},
        {"lang-dir", 0, 0, G_OPTION_ARG_FILENAME, &lang_dir, "Folder of the language packs", "DIR"},
        G_OPTION_ENTRY_NULL};
    if (!tell_options(command, argc, argv, entries, &files))
        return TELL_USAGE;
    return explain(command, lang_dir, received, files);
}

const struct command tell_explain = {
    "explain", "FILE…", "Tell how a letter was understood, date by date",
    "Shows every date that stands in the letter and every sentence that might ask for something: what\n"
    "it was taken for and why, which rules speak for it and against it, and the weight of it all:\n"
    "above 0 it is a deadline, or a request.\n\n"
    "Exit status: as of extract.",
    run};
