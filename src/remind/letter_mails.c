/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the administrator is told of mails that became no matter and that somebody must look at: of one, or
 * of many in a list.
 *
 * The list is cut at MAILS_LIST_MOST, which is said; the command that it names shows all. */
#include "base/clock.h"
#include "remind/letter_parts.h"

#define COMMAND_LIST "sudo circularctl status --all"

static struct scene make_scene(const struct compose_input *input)
{
    struct scene scene = { .input = input, .wording = input->wording };

    scene.today = clock_day(input->now, input->official->zone);
    g_date_clear(&scene.due, 1);
    return scene;
}

static void add_foot(struct letter *letter, const struct scene *scene)
{
    letter_take(letter, BLOCK_FOOT,
                wording_say(scene->wording, "foot_unread",
                            SLOT_TEXT("office", scene->input->office->from_name)),
                NULL);
}

/* ---- one -------------------------------------------------------------------------------------- */

static void add_mail_facts(struct letter *letter, const struct scene *scene,
                           const struct unread_mail *mail)
{
    letter_fact(letter, scene, "label_subject", mail->subject);
    letter_fact(letter, scene, "label_from", mail->from);
    letter_date_fact(letter, scene, "label_received", &mail->received);
    letter_fact(letter, scene, "label_mailbox", mail->source);
    letter_fact(letter, scene, "label_message_id", mail->message_id);
    if (mail->bytes > 0) {
        g_autofree char *size = g_strdup_printf("%.1f", (double)mail->bytes / 1000000.0);
        g_autofree char *text =
            wording_say(scene->wording, "megabytes", SLOT_TEXT("size", size));
        letter_fact(letter, scene, "label_size", text);
    }
}

static void add_act(struct letter *letter, const struct scene *scene, const struct unread_mail *mail)
{
    const struct wording *wording = scene->wording;
    g_autofree char *command = g_strdup_printf(COMMAND_TAKE_IN "%.*s", LETTER_HASH, mail->sha256);
    char *text = mail->unregistered
                     ? wording_say(wording, "act_unregistered", SLOT_TEXT("command", command))
                     : wording_say(wording, "act_unread",
                                   SLOT_TEXT("contact", letter_contact(scene->input->office)));

    letter_say(letter, scene, BLOCK_TITLE, "title_act");
    letter_take(letter, BLOCK_TEXT, text, NULL);
}

struct letter *letter_write_unread(const struct compose_input *input,
                                   const struct unread_mail *mail)
{
    struct scene scene = make_scene(input);
    struct letter *letter = letter_new(input, TONE_SOON);
    g_autofree char *title = letter_title(&scene, mail->subject);
    const char *sort = mail->unregistered ? "unregistered" : mail->why ? "unread" : "unread_part";
    g_autofree char *subject = g_strconcat("subject_", sort, NULL);
    g_autofree char *head = g_strconcat("head_", sort, NULL);

    letter->subject = wording_say(scene.wording, subject, SLOT_TEXT("title", title));
    letter_say(letter, &scene, BLOCK_HEAD, head);
    letter_say(letter, &scene, BLOCK_LEAD, "lead_unread");
    add_mail_facts(letter, &scene, mail);
    if (mail->unregistered && mail->why) {
        g_autofree char *why = letter_clean(mail->why, 500);
        letter_take(letter, BLOCK_WARNING, wording_term(scene.wording, why), NULL);
    }
    letter_add_unread(letter, &scene, mail->unregistered ? NULL : mail->why, mail->unread, mail->limits);
    add_act(letter, &scene, mail);
    letter_add_original(letter, &scene);
    add_foot(letter, &scene);
    return letter;
}

/* ---- many ------------------------------------------------------------------------------------- */

static void add_line(struct letter *letter, const struct scene *scene, const struct unread_mail *mail)
{
    g_autofree char *title = letter_title(scene, mail->subject);
    g_autofree char *sender = letter_clean(mail->from ? mail->from : "?", 200);
    g_autofree char *why = letter_clean(mail->why, 300);
    g_autofree char *reason = mail->why ? wording_term(scene->wording, why)
                                        : wording_say(scene->wording, "mails_part");
    g_autofree char *where = wording_say(scene->wording, "mails_where", SLOT_TEXT("sender", sender),
                                         SLOT_TEXT("reason", reason));
    g_autofree char *day = g_date_valid(&mail->received)
                               ? wording_date(scene->wording, &mail->received, "short")
                               : NULL;

    page_add(letter->page, BLOCK_ITEM, title, NULL, NULL);
    page_add(letter->page, BLOCK_DETAIL, where, day, NULL);
}

struct letter *letter_write_mails(const struct compose_input *input, const struct mails_list *list)
{
    struct scene scene = make_scene(input);
    struct letter *letter = letter_new(input, TONE_SOON);

    letter->subject = wording_say(scene.wording, "subject_mails", SLOT_COUNT("count", list->count));
    letter_say(letter, &scene, BLOCK_HEAD, "head_mails");
    letter_say(letter, &scene, BLOCK_LEAD, "lead_mails");
    for (guint i = 0; i < list->shown; i++)
        add_line(letter, &scene, &list->first[i]);
    if (list->count > list->shown)
        letter_take(letter, BLOCK_TEXT,
                    wording_say(scene.wording, "overview_more",
                                SLOT_COUNT("count", list->count - list->shown)),
                    NULL);
    letter_say(letter, &scene, BLOCK_TITLE, "title_act");
    letter_take(letter, BLOCK_TEXT,
                wording_say(scene.wording, "act_mails", SLOT_TEXT("list", COMMAND_LIST),
                            SLOT_TEXT("command", COMMAND_ADD)),
                NULL);
    add_foot(letter, &scene);
    return letter;
}
