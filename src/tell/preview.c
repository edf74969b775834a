/* SPDX-License-Identifier: GPL-3.0-or-later */
/* preview: the mail that would go next about a matter, composed as the daemon composes it. Nothing is
 * sent and nothing is written. */
#include <stdio.h>

#include "base/token.h"
#include "remind/compose.h"
#include "remind/compose_text.h"
#include "supervise/answer_key.h"
#include "tell/describe.h"
#include "tell/ladder.h"

struct preview {
    struct desk desk;
    char *official_id;
    gboolean as_mail, as_html;
    struct matter *matter;
    GPtrArray *outbox;
    struct wordings *wordings;
};

static const struct official *find_official(const struct preview *preview)
{
    const struct office *office = preview->desk.config->office;
    const GPtrArray *recipients = preview->matter->recipients;
    const char *id = preview->official_id;
    if (!id && recipients->len)
        id = recipients->pdata[0];
    const struct official *official = id ? office_official(office, id) : NULL;
    if (!official)
        tell_error("%s%s: name one of the configuration with --official ID", id ? id : "nobody",
                   id ? " is none of the officials" : " is reminded of this matter");
    return official;
}

/* What is due now, else the first step to come. NULL: nothing. */
static struct step *next_step(const struct preview *preview, const struct official *official,
                              const GPtrArray *mine)
{
    const struct plan_input input = ladder_input(&preview->desk, preview->matter, official, mine);
    AUTO(plan) *plan = plan_make(&input);
    if (plan->due)
        return g_steal_pointer(&plan->due);
    g_autoptr(GPtrArray) coming = ladder_coming(&preview->desk, preview->matter, preview->outbox);
    for (guint i = 0; i < coming->len; i++) {
        struct ladder_step *entry = coming->pdata[i];
        if (entry->official == official)
            return g_steal_pointer(&entry->step);
    }
    return NULL;
}

/* The mail is written as of the day it would go: "12 days left" is then's, not today's. */
static gint64 moment_of(const struct preview *preview, const struct official *official,
                        const struct step *step)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(official->zone);
    const GDate *day = &step->day;
    g_autoptr(GDateTime) moment =
        zone ? g_date_time_new(zone, g_date_get_year(day), (gint)g_date_get_month(day),
                               g_date_get_day(day), (gint)preview->desk.config->office->send_hour, 0, 0)
             : NULL;
    gint64 at = moment ? g_date_time_to_unix(moment) : preview->desk.now;
    return MAX(at, preview->desk.now);
}

static GBytes *compose(const struct preview *preview, const struct official *official,
                       const struct step *step, const GPtrArray *mine, GError **error)
{
    const struct matter_mail *mail =
        preview->matter->mails->len ? preview->matter->mails->pdata[0] : NULL;
    g_autoptr(GBytes) original =
        mail ? register_mail_bytes(preview->desk.registry, mail->sha256, NULL) : NULL;
    g_autofree char *path = mail ? register_mail_path(preview->desk.registry, mail->sha256) : NULL;
    const struct config *config = preview->desk.config;
    g_autoptr(GBytes) key =
        config->office->answers ? answer_key_open(config->state_dir, FALSE, NULL) : NULL;
    g_autofree char *token =
        key ? token_make(key, preview->matter->id, preview->matter->origin, official->id) : NULL;
    g_autoptr(GPtrArray) background =
        register_background(preview->desk.registry, preview->matter->id, NULL);
    const struct compose_input input = {
        .background = background,
        .office = config->office,
        .official = official,
        .wording = wordings_for(preview->wordings, official->language),
        .now = moment_of(preview, official, step),
        .matter = preview->matter,
        .step = step,
        .original = original,
        .original_path = path,
        .first_id = reminders_thread(mine),
        .token = token,
    };
    return compose_reminder(&input, error);
}

static void print_as(const struct preview *preview, const struct step *step, GBytes *mail)
{
    g_autofree char *day = describe_day(&step->day);
    g_autofree char *html = preview->as_html ? compose_html(mail) : NULL;
    g_autofree char *text = compose_text(mail);
    if (preview->as_mail)
        fwrite(g_bytes_get_data(mail, NULL), 1, g_bytes_get_size(mail), stdout);
    else if (html)
        printf("%s\n", html);
    else
        printf("To go on %s (%s):\n\n%s", day, step->key, text);
}

static int print_mail(const struct preview *preview)
{
    g_autoptr(GError) error = NULL;
    const struct official *official = find_official(preview);
    if (!official)
        return TELL_BAD;
    g_autoptr(GPtrArray) mine = ladder_outbox(preview->outbox, official->id);
    AUTO(step) *step = next_step(preview, official, mine);
    if (!step) {
        printf("matter %" G_GINT64_FORMAT " is %s: no mail is to come for %s\n", preview->matter->id,
               matter_state_name(preview->matter->state), official->id);
        return TELL_GOOD;
    }
    g_autoptr(GBytes) mail = compose(preview, official, step, mine, &error);
    if (!mail) {
        tell_error("%s", error->message);
        return TELL_BAD;
    }
    print_as(preview, step, mail);
    return TELL_GOOD;
}

static int show(struct preview *preview, gint64 id)
{
    g_autoptr(GError) error = NULL;
    int code = desk_open(&preview->desk, DESK_REGISTER | DESK_CONFIG);
    if (code != TELL_GOOD)
        return code;
    preview->wordings = wordings_read(preview->desk.config->wording_dir, &error);
    if (!preview->wordings) {
        tell_error("%s", error->message);
        return TELL_REGISTER;
    }
    preview->matter = register_matter(preview->desk.registry, id, &error);
    preview->outbox =
        preview->matter ? register_reminders(preview->desk.registry, id, &error) : NULL;
    return preview->outbox ? print_mail(preview) : desk_no_matter(error, id);
}

static int run(const struct command *command, int argc, char **argv)
{
    struct preview preview = {0};
    g_auto(GStrv) rest = NULL;
    const GOptionEntry entries[] = {
        {"official", 0, 0, G_OPTION_ARG_STRING, &preview.official_id,
         "To whom (else the first who is reminded)", "ID"},
        {"html", 0, 0, G_OPTION_ARG_NONE, &preview.as_html,
         "Its page of HTML, to open in a browser", NULL},
        {"mail", 0, 0, G_OPTION_ARG_NONE, &preview.as_mail,
         "The whole mail (message/rfc822), to open in a mail program", NULL},
        DESK_OPTIONS(preview.desk),
        G_OPTION_ENTRY_NULL};
    int code = TELL_USAGE;
    if (tell_options(command, argc, argv, entries, &rest)) {
        gint64 id = desk_id(command, rest[0]);
        if (id && rest[1])
            tell_usage(command, "\"%s\" is not expected", rest[1]);
        else if (id)
            code = show(&preview, id);
    }
    matter_free(preview.matter);
    g_clear_pointer(&preview.outbox, g_ptr_array_unref);
    wordings_free(preview.wordings);
    g_free(preview.official_id);
    desk_clear(&preview.desk);
    return code;
}

const struct command tell_preview = {
    "preview", "ID", "Show the mail that would go next about a matter",
    "Nothing is sent.\n\n"
    "Exit status: 0 shown, or none is to come, 1 there is no such matter or official, 2 the command\n"
    "line is wrong, 3 the register or the configuration cannot be read.",
    run};
