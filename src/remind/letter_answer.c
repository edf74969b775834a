/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails about answers: what was understood and how to undo it; why nothing was done and what can be
 * answered; a reminder that came back.
 *
 * They go to addresses of the configuration only. What was written is shown as a quote, one line,
 * escaped and cut. */
#include "base/clock.h"
#include "remind/letter_parts.h"

#define WROTE_BYTES_MAX 400

/* The phrases of each kind of news; more may be NULL. undo: the command that takes it back. */
struct news_phrases {
    const char *head, *more, *undo;
};

static const struct news_phrases PHRASES[] = {
    [NEWS_DONE] = { "told_done", NULL, "command_reopen" },
    [NEWS_SNOOZE] = { "told_snooze", "told_snooze_more", "command_reopen" },
    [NEWS_DUE] = { "told_due", NULL, "command_due" },
    [NEWS_NONE] = { "told_none", NULL, "command_reopen" },
    [NEWS_ASSIGN] = { "told_assign", NULL, "command_assign" },
    [NEWS_NOT_OURS] = { "told_not_ours", NULL, "command_reopen" },
    [NEWS_NOTE] = { "told_note", NULL, NULL },
    [NEWS_REOPEN] = { "told_reopen", NULL, "command_done" },
    [NEWS_CLOSED_DONE] = { "closed_done", NULL, "command_reopen" },
    [NEWS_CLOSED_NOT_OURS] = { "closed_not_ours", NULL, "command_reopen" },
    [NEWS_CLOSED_SUPERSEDED] = { "closed_superseded", NULL, "command_reopen" },
    [NEWS_CLOSED_NONE] = { "closed_none", NULL, "command_reopen" },
    [NEWS_HELP] = { "help_head", "help_more", NULL },
    [NEWS_EMPTY] = { "ask_head", "ask_empty", NULL },
    [NEWS_UNCLEAR] = { "ask_head", "ask_unclear", NULL },
    [NEWS_SEVERAL] = { "ask_head", "ask_several", NULL },
    [NEWS_DOUBTFUL] = { "ask_head", "ask_doubtful", NULL },
    [NEWS_DATE] = { "ask_head", "ask_date", NULL },
    [NEWS_DAY] = { "ask_head", "ask_day", NULL },
    [NEWS_NAME] = { "ask_head", "ask_name", NULL },
    [NEWS_WORDS] = { "ask_head", "ask_words", NULL },
    [NEWS_STATE] = { "ask_head", "ask_state", NULL },
    [NEWS_KEY] = { "ask_head", "ask_key", NULL },
    [NEWS_WHICH] = { "ask_head", "ask_which", NULL },
    [NEWS_OTHER] = { "other_head", "other_more", NULL },
    [NEWS_FORGED] = { "forged_head", "forged_more", NULL },
    [NEWS_BOUNCE] = { "bounce_head", "bounce_more", NULL },
    [NEWS_PUT_OFF] = { "put_off_head", "put_off_more", NULL },
};

static const char *subject_of(enum answer_news news)
{
    if (news < NEWS_CLOSED_DONE)
        return "subject_understood";
    if (news < NEWS_HELP)
        return "subject_closed";
    if (news == NEWS_BOUNCE)
        return "subject_bounced";
    if (news == NEWS_PUT_OFF)
        return "subject_put_off";
    return news == NEWS_HELP ? "subject_help" : "subject_not_understood";
}

static char *list_officials(const struct office *office)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (guint i = 0; i < office->officials->len && i < LETTER_LIST_MAX; i++) {
        const struct official *official = g_ptr_array_index(office->officials, i);
        g_autofree char *name = letter_clean(official->name, 100);
        g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", name);
    }
    if (office->officials->len > LETTER_LIST_MAX)
        g_string_append(names, ", …");
    return g_string_free(g_steal_pointer(&names), FALSE);
}

/* "REOPEN"; with the argument that undoing needs: the date until now, the official's own name. */
static char *undo_command(const struct scene *scene, const char *key)
{
    const struct matter *matter = scene->input->matter;
    g_autofree char *word = wording_say(scene->wording, key);

    if (g_str_equal(key, "command_due")) {
        if (matter->earlier->len == 0) /* there was none */
            return wording_say(scene->wording, "command_none");
        GDate was = deadline_last_day(g_ptr_array_index(matter->earlier, 0));
        g_autofree char *day = date_format(&was);
        return g_strdup_printf("%s %s", word, day);
    }
    if (g_str_equal(key, "command_assign")) {
        g_autofree char *name = letter_clean(scene->input->official->name, 100);
        return g_strdup_printf("%s %s", word, name);
    }
    return g_steal_pointer(&word);
}

static void say(struct letter *letter, const struct scene *scene, const struct answer_mail *mail,
                enum block_kind kind, const char *key)
{
    const struct office *office = scene->input->office;
    g_autofree char *name = letter_clean(mail->name, 200);
    g_autofree char *from = letter_clean(mail->address, 200);
    g_autofree char *status = letter_clean(mail->status, 300);
    g_autofree char *names = list_officials(office);
    g_autofree char *example = date_format(&scene->today);
    g_autofree char *own = g_strdup(mail->news >= NEWS_BOUNCE ? from
                                                              : scene->input->official->address);
    g_autofree char *word = wording_say(scene->wording, "command_assign");
    g_autofree char *blank = wording_say(scene->wording, "command_assign_example");
    g_autofree char *command = g_strdup_printf("%s %s", word, blank);
    const GDate *day = g_date_valid(&mail->day) ? &mail->day : &scene->today;

    letter_take(letter, kind,
                wording_say(scene->wording, key, SLOT_DATE("day", day), SLOT_TEXT("name", name),
                            SLOT_TEXT("from", from), SLOT_TEXT("status", status),
                            SLOT_TEXT("names", names), SLOT_TEXT("example", example),
                            SLOT_TEXT("address", own), SLOT_TEXT("command", command)),
                NULL);
}

static void add_wrote(struct letter *letter, const struct scene *scene, const char *wrote)
{
    g_autofree char *clean = letter_clean(wrote, WROTE_BYTES_MAX);

    if (clean[0] == '\0')
        return;
    g_autofree char *place = wording_say(scene->wording, "part_body");
    letter_say(letter, scene, BLOCK_TITLE, "title_wrote");
    letter_take(letter, BLOCK_QUOTE, g_steal_pointer(&clean), place);
}

static void add_every_command(struct letter *letter, const struct scene *scene)
{
    GDate due = matter_due(scene->input->matter, &scene->today);
    gboolean dated = g_date_valid(&due);
    g_autofree char *date =
        dated ? date_format(&due) : wording_say(scene->wording, "command_due_example");
    g_autofree char *name = wording_say(scene->wording, "command_assign_example");
    g_autofree char *text = wording_say(scene->wording, "command_note_example");

    if (scene->input->token == NULL)
        return;
    letter_say(letter, scene, BLOCK_TITLE, "title_act");
    letter_say(letter, scene, BLOCK_TEXT, "act_reply");
    letter_add_command(letter, scene, "command_done", "act_done", NULL);
    letter_add_command(letter, scene, "command_snooze", "act_snooze", NULL);
    letter_add_command(letter, scene, "command_due", dated ? "act_due" : "act_due_undated", date);
    letter_add_command(letter, scene, "command_none", "act_none", NULL);
    letter_add_command(letter, scene, "command_not_ours", "act_not_ours", NULL);
    letter_add_command(letter, scene, "command_assign", "act_assign", name);
    letter_add_command(letter, scene, "command_note", "act_note", text);
    letter_add_command(letter, scene, "command_reopen", "act_reopen", NULL);
    letter_add_command(letter, scene, "command_help", "act_help", NULL);
}

/* All that the matter counts to now, where it is more than one. */
static void add_days(struct letter *letter, const struct scene *scene)
{
    const GPtrArray *deadlines = scene->input->matter->deadlines;

    for (guint i = 0; deadlines->len > 1 && i < MIN(deadlines->len, LETTER_LIST_MAX); i++) {
        GDate day = deadline_last_day(g_ptr_array_index(deadlines, i));
        if (i == 0)
            letter_say(letter, scene, BLOCK_TITLE, "title_dates");
        letter_take(letter, BLOCK_ITEM,
                    wording_say(scene->wording, "by_date", SLOT_DATE("due", &day)), NULL);
    }
}

static void add_undo(struct letter *letter, const struct scene *scene, const char *key)
{
    if (key == NULL || scene->input->token == NULL)
        return;
    g_autofree char *command = undo_command(scene, key);
    letter_take(letter, BLOCK_LEAD,
                wording_say(scene->wording, "undo", SLOT_TEXT("command", command)), NULL);
}

/* The entry is found by its UID; the day is only what calendar programs show with it. */
static void take_date_back(struct letter *letter, struct scene *scene, const char *title)
{
    if (!g_date_valid(&scene->due))
        scene->due = scene->today;
    letter_add_event(letter, scene, title);
    letter->cancelled = TRUE;
    letter_say(letter, scene, BLOCK_LEAD, "closed_calendar");
}

struct letter *letter_write_answer(const struct compose_input *input,
                                   const struct answer_mail *mail)
{
    struct scene scene = { .input = input, .wording = input->wording };
    const struct news_phrases *phrases = &PHRASES[mail->news];
    gboolean understood = mail->news < NEWS_HELP;
    struct letter *letter = letter_new(input, understood || mail->news == NEWS_HELP ? TONE_PLAIN
                                                                                  : TONE_ASK);
    g_autofree char *title = letter_title(&scene, input->matter->subject);

    scene.today = clock_day(input->now, input->official->zone);
    scene.due = matter_due(input->matter, &scene.today);
    letter->subject =
        wording_say(scene.wording, subject_of(mail->news), SLOT_TEXT("title", title));
    say(letter, &scene, mail, BLOCK_HEAD, phrases->head);
    if (phrases->more != NULL)
        say(letter, &scene, mail, BLOCK_LEAD, phrases->more);
    if (mail->cancel)
        take_date_back(letter, &scene, title);
    add_undo(letter, &scene, phrases->undo);
    letter_add_facts(letter, &scene);
    if (mail->news == NEWS_DUE || mail->news == NEWS_REOPEN)
        add_days(letter, &scene);
    if (mail->news >= NEWS_BOUNCE) { /* nobody has been told of it */
        letter_add_requests(letter, &scene);
        letter_add_dates(letter, &scene);
    }
    add_wrote(letter, &scene, mail->wrote);
    if (mail->news >= NEWS_BOUNCE)
        add_every_command(letter, &scene);
    if (!understood && mail->news < NEWS_OTHER)
        add_every_command(letter, &scene);
    letter_add_key(letter, &scene);
    letter_take(letter, BLOCK_FOOT,
                wording_say(scene.wording, "foot", SLOT_COUNT("matter", input->matter->id),
                            SLOT_TEXT("office", input->office->from_name)),
                NULL);
    return letter;
}
