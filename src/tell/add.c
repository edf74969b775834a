/* SPDX-License-Identifier: GPL-3.0-or-later */
/* add: a matter by hand, for a letter that came on paper or by telephone. Its officials are reminded of it
 * as of any other. Or a mail that was not registered: the daemon reads it once more, in its sealed child, and
 * registers it; nothing of it is read here. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "remind/route.h"
#include "tell/desk.h"

enum { HASH_LEAST = 12 };

struct add_options {
    struct desk desk;
    char *actor, *due, *official, *sender, *reference, *kind, *asked, *mail;
};

static enum letter_kind read_kind(const char *name)
{
    for (guint kind = LETTER_NONE + 1; name && kind < LETTER_KINDS; kind++)
        if (g_strcmp0(letter_kind_name((enum letter_kind)kind), name) == 0)
            return (enum letter_kind)kind;
    return LETTER_NONE;
}

static void add_day(struct findings *findings, const char *text)
{
    struct deadline *deadline = deadline_new();
    date_parse(text, &deadline->date);
    deadline->confidence = 1;
    deadline->firm = TRUE;
    deadline->rule = g_strdup("person");
    deadline->quote.text = g_strdup("entered by hand");
    g_ptr_array_add(findings->deadlines, deadline);
}

static struct findings *make_findings(const struct add_options *options, const char *subject)
{
    struct findings *findings = findings_new();
    findings->circular = TRUE;
    findings->subject = g_strdup(subject);
    findings->from = g_strdup(options->sender ? options->sender : "entered by hand");
    findings->reference = g_strdup(options->reference);
    findings->kind = read_kind(options->kind);
    findings->received = options->desk.today;
    g_date_clear(&findings->letter_date, 1);
    if (options->due)
        add_day(findings, options->due);
    if (options->asked) {
        struct request *request = request_new();
        request->quote.text = g_strdup(options->asked);
        request->confidence = 1;
        request->rule = g_strdup("person");
        if (options->due) {
            struct deadline *deadline = findings->deadlines->pdata[0];
            guint first = 0;
            g_array_append_val(request->deadlines, first);
            g_array_append_val(deadline->requests, first);
        }
        g_ptr_array_add(findings->requests, request);
    }
    return findings;
}

static int check(const struct command *command, const struct add_options *options)
{
    GDate day;
    g_date_clear(&day, 1);
    if (options->due && !date_parse(options->due, &day))
        return tell_usage(command, "--due: \"%s\" is not a day: write it as 2025-07-15", options->due);
    if (options->kind && read_kind(options->kind) == LETTER_NONE)
        return tell_usage(command, "--kind: \"%s\" is no kind of letter; circulard.conf(5) lists them",
                          options->kind);
    return TELL_GOOD;
}

/* Those named, else those of the route that would take the letter. */
static GPtrArray *find_recipients(const struct command *command, const struct add_options *options,
                                  const struct findings *findings, const struct route **route)
{
    const struct office *office = options->desk.config->office;
    g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) ids = g_strsplit(options->official ? options->official : "", ",", -1);
    *route = route_find(office, findings);
    for (guint i = 0; !options->official && i < (*route)->to->len; i++)
        g_ptr_array_add(to, g_strdup((*route)->to->pdata[i]));
    for (char **id = ids; *id; id++) {
        if (!office_official(office, g_strstrip(*id))) {
            tell_usage(command, "--official: \"%s\" is none of the officials", *id);
            return NULL;
        }
        g_ptr_array_add(to, g_strdup(*id));
    }
    return g_steal_pointer(&to);
}

static int add(const struct command *command, struct add_options *options, const char *subject)
{
    g_autoptr(GError) error = NULL;
    const struct route *route;
    gint64 id = 0;
    int code = check(command, options);
    if (code == TELL_GOOD)
        code = desk_open(&options->desk, DESK_WRITE | DESK_CONFIG);
    if (code != TELL_GOOD)
        return code;
    if (!desk_actor(&options->desk, command, options->actor))
        return TELL_USAGE;
    AUTO(findings) *findings = make_findings(options, subject);
    g_autoptr(GPtrArray) to = find_recipients(command, options, findings, &route);
    if (!to)
        return TELL_USAGE;
    const struct record record = route_record(options->desk.config->office, route, to);
    const struct record_terms terms = {.recipients = to, .record = &record,
                                       .today = options->desk.today, .now = options->desk.now};
    if (!register_add(options->desk.registry, findings, &terms, options->actor, &id, &error))
        return desk_failed(error);
    printf("matter %" G_GINT64_FORMAT "\n", id);
    return TELL_GOOD;
}

/* As it stands in mails: at least so many letters of it. */
static gboolean is_hash(const char *text)
{
    gsize length = strlen(text);
    return length >= HASH_LEAST && length <= 64 && strspn(text, "0123456789abcdef") == length;
}

static int take_in(const struct command *command, struct add_options *options)
{
    g_autoptr(GError) error = NULL;
    gint64 mail = 0;
    gboolean hash = is_hash(options->mail);
    if (options->due || options->asked || options->official || options->sender || options->reference || options->kind)
        return tell_usage(command, "--mail stands without what the letter itself says");
    if (!hash && !g_ascii_string_to_signed(options->mail, 10, 1, G_MAXINT64, &mail, NULL))
        return tell_usage(command, "--mail: \"%s\" is neither the number of a mail nor the beginning of its hash; "
                          "circularctl status shows them",
                          options->mail);
    int code = desk_open(&options->desk, DESK_WRITE | DESK_CONFIG);
    if (code != TELL_GOOD)
        return code;
    if (!desk_actor(&options->desk, command, options->actor))
        return TELL_USAGE;
    if (hash && !(mail = register_mail_by_hash(options->desk.registry, options->mail, &error)))
        return desk_failed(error);
    if (!register_take_in(options->desk.registry, mail, options->actor, options->desk.now, &error))
        return desk_failed(error);
    printf("mail %" G_GINT64_FORMAT " is taken in: circulard reads it once more and registers it\n", mail);
    return TELL_GOOD;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct add_options options = {0};
    g_auto(GStrv) rest = NULL;
    const GOptionEntry entries[] = {
        {"due", 0, 0, G_OPTION_ARG_STRING, &options.due, "The day by which it must be answered", "DATE"},
        {"asked", 0, 0, G_OPTION_ARG_STRING, &options.asked, "What is asked", "TEXT"},
        {"official", 0, 0, G_OPTION_ARG_STRING, &options.official, "Who is reminded: ids, a comma between (else: as the routes say)", "IDS"},
        {"from", 0, 0, G_OPTION_ARG_STRING, &options.sender, "Who wrote it", "NAME"},
        {"reference", 0, 0, G_OPTION_ARG_STRING, &options.reference, "The letter's own reference", "TEXT"},
        {"kind", 0, 0, G_OPTION_ARG_STRING, &options.kind, "Its kind: article-22", "KIND"},
        {"mail", 0, 0, G_OPTION_ARG_STRING, &options.mail, "Instead of a subject: the mail that was not registered, by its number or hash", "MAIL"},
        {"as", 0, 0, G_OPTION_ARG_STRING, &options.actor, "In whose name: an official's id (else: administrator)", "ID"},
        DESK_OPTIONS(options.desk),
        G_OPTION_ENTRY_NULL};
    int code = TELL_USAGE;
    if (tell_options(command, argc, argv, entries, &rest)) {
        g_autofree char *subject = g_strjoinv(" ", rest);
        if (!options.actor)
            options.actor = g_strdup("administrator");
        gboolean named = *g_strstrip(subject) != '\0';
        code = options.mail && named ? tell_usage(command, "a subject or --mail, not both")
               : options.mail        ? take_in(command, &options)
               : named               ? add(command, &options, subject)
                                     : tell_usage(command, "which subject?");
    }
    g_free(options.actor);
    g_free(options.due);
    g_free(options.official);
    g_free(options.sender);
    g_free(options.reference);
    g_free(options.kind);
    g_free(options.asked);
    g_free(options.mail);
    desk_clear(&options.desk);
    return code;
}

const struct command tell_add = {
    "add", "SUBJECT… | --mail=MAIL", "Enter a matter by hand, or take in a mail that was not registered",
    "For a letter that did not come by mail. Without --due and --asked it is for information.\n"
    "With --mail, a mail that was not registered, or not read, is read once more and registered.\n\n"
    "Exit status: 0 entered, 2 the command line is wrong, 3 the register cannot be written.",
    run};
