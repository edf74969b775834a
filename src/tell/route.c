/* SPDX-License-Identifier: GPL-3.0-or-later */
/* route: which rule of the configuration takes a letter, and who is then reminded. */
#include "remind/route.h"

#include <stdio.h>

#include "tell/desk.h"
#include "tell/files.h"
#include "tell/terminal.h"

struct routing {
    const struct office *office;
    gboolean unread;
};

static void print_officials(struct terminal *terminal, const struct office *office,
                            const struct route *route)
{
    for (guint i = 0; i < route->to->len; i++) {
        const struct official *official = office_official(office, route->to->pdata[i]);
        if (official)
            terminal_paragraph(terminal, 2, TONE_PLAIN, "%s: %s <%s>", official->id,
                               official->name ? official->name : official->id, official->address);
    }
}

static void print(const char *file, const struct findings *findings, gboolean read, gpointer data)
{
    struct routing *routing = data;
    g_autofree char *shown = g_filename_display_name(file);
    const struct route *route = route_find(routing->office, findings);
    AUTO(terminal) *terminal = terminal_new(stdout);
    routing->unread |= !read;
    for (guint i = 0; i < findings->unread->len; i++) {
        const struct flaw *flaw = findings->unread->pdata[i];
        terminal_paragraph(terminal, 0, TONE_BAD, "%s: not read: %s: %s", shown, flaw->part, flaw->what);
    }
    if (read)
        terminal_paragraph(terminal, 0, TONE_STRONG, "%s: taken by the rule \"%s\"", shown, route->name);
    if (read && !findings->circular)
        terminal_paragraph(terminal, 2, TONE_DOUBT, "It is no circular (%.2f): %s.", findings->score,
                           findings_doubtful(findings) ? "as that is not certain and it bears a date, they would be asked"
                                                       : "nobody would be reminded of it");
    if (read)
        print_officials(terminal, routing->office, route);
    terminal_flush(terminal, stdout);
}

static int route(struct desk *desk, char **files)
{
    g_autoptr(GError) error = NULL;
    int code = desk_open(desk, DESK_CONFIG);
    if (code != TELL_GOOD)
        return code;
    struct files_terms terms = {.lang_dir = desk->config->lang_dir};
    struct routing routing = {.office = desk->config->office};
    g_date_clear(&terms.received, 1);
    if (files_read(&terms, files, print, &routing, &error))
        return routing.unread ? TELL_BAD : TELL_GOOD;
    tell_error("%s", error->message);
    return TELL_REGISTER;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct desk desk = {0};
    g_auto(GStrv) files = NULL;
    const GOptionEntry entries[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &desk.config_path, "Configuration file", "FILE"},
        G_OPTION_ENTRY_NULL};
    int code = TELL_USAGE;
    if (tell_options(command, argc, argv, entries, &files))
        code = *files ? route(&desk, files) : tell_usage(command, "which file? Name a mail, or - for standard input");
    desk_clear(&desk);
    return code;
}

const struct command tell_route = {
    "route", "FILE…", "Tell which rule of the configuration takes a letter",
    "Exit status: 0 told, 1 some file could not be read, 2 the command line is wrong,\n"
    "3 the configuration cannot be read.",
    run};
