/* SPDX-License-Identifier: GPL-3.0-or-later */
/* extract: what mails and documents ask, by when. Needs no configuration, register or network. */
#include <stdio.h>

#include "base/clock.h"
#include "tell/describe.h"
#include "tell/files.h"
#include "tell/json.h"
#include "tell/tell.h"

struct extraction {
    gboolean json, unread;
    guint told;
};

static void print_json(const char *file, const struct findings *findings)
{
    g_autoptr(GString) line = g_string_new(NULL);
    struct json json = {.out = line};
    json_findings(&json, file, findings);
    fwrite(line->str, 1, line->len, stdout);
}

static void print(const char *file, const struct findings *findings, gboolean read, gpointer data)
{
    struct extraction *extraction = data;
    g_autofree char *shown = g_filename_display_name(file);
    extraction->unread |= !read;
    if (extraction->json) {
        print_json(shown, findings);
        return;
    }
    AUTO(terminal) *terminal = terminal_new(stdout);
    if (extraction->told++)
        terminal_line(terminal);
    describe_findings(terminal, shown, findings, FALSE);
    terminal_flush(terminal, stdout);
}

static int extract(const struct command *command, struct files_terms *terms, const char *received,
                   char **files, gboolean json)
{
    struct extraction extraction = {.json = json};
    g_autoptr(GError) error = NULL;
    g_date_clear(&terms->received, 1);
    if (received && !date_parse(received, &terms->received))
        return tell_usage(command, "--received: \"%s\" is not a day: write it as 2025-07-15", received);
    if (!*files)
        return tell_usage(command, "which file? Name one or more, or - for standard input");
    if (files_read(terms, files, print, &extraction, &error))
        return extraction.unread ? TELL_BAD : TELL_GOOD;
    tell_error("%s", error->message);
    return TELL_USAGE;
}

static int run(const struct command *command, int argc, char **argv)
{
    gboolean json = FALSE;
    g_autofree char *received = NULL, *lang_dir = NULL;
    g_auto(GStrv) files = NULL;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "One JSON object a line, one line a file", NULL},
        {"received", 0, 0, G_OPTION_ARG_STRING, &received,
         "The day the letters came; else their Date header", "DATE"},
        {"lang-dir", 0, 0, G_OPTION_ARG_FILENAME, &lang_dir, "Folder of the language packs", "DIR"},
        G_OPTION_ENTRY_NULL};
    if (!tell_options(command, argc, argv, entries, &files))
        return TELL_USAGE;
    struct files_terms terms = {.lang_dir = lang_dir};
    return extract(command, &terms, received, files, json);
}

const struct command tell_extract = {
    "extract", "FILE…", "Read mails and documents: deadlines, requests, heading",
    "FILE is a mail (message/rfc822) or a bare document (text, HTML, PDF, DOCX, ODT); - stands for\n"
    "standard input. Each is read in a sealed process of its own.\n\n"
    "Exit status: 0 all were read, 1 some file could not be read (the others are still answered),\n"
    "2 the command line is wrong or there are no language packs.",
    run};
