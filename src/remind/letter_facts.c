/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts around the heart of a mail: which letter, what could not be read, who knows, what to do,
 * where the original is; and the whole of the mail about a mail that could not be read. */
#include <string.h>

#include "base/clock.h"
#include "remind/letter_parts.h"

#define FACT_BYTES_MAX 400

void letter_fact(struct letter *letter, const struct scene *scene, const char *label,
                 const char *value)
{
    g_autofree char *clean = letter_clean(value, FACT_BYTES_MAX);

    if (clean[0] == '\0')
        return;
    g_autofree char *name = wording_say(scene->wording, label);
    page_add(letter->page, BLOCK_FACT, clean, name, NULL);
}

void letter_date_fact(struct letter *letter, const struct scene *scene, const char *label,
                      const GDate *date)
{
    if (!g_date_valid(date))
        return;
    g_autofree char *text = wording_date(scene->wording, date, "short");
    letter_fact(letter, scene, label, text);
}

void letter_add_facts(struct letter *letter, const struct scene *scene)
{
    const struct matter *matter = scene->input->matter;
    const struct matter_mail *first =
        matter->mails->len == 0 ? NULL : g_ptr_array_index(matter->mails, 0);
    const char *from = matter->sender != NULL ? matter->sender : first != NULL ? first->from : NULL;

    letter_fact(letter, scene, "label_subject", matter->subject);
    letter_fact(letter, scene, "label_from", from);
    letter_fact(letter, scene, "label_reference", matter->reference);
    letter_date_fact(letter, scene, "label_letter_date", &matter->letter_date);
    if (first != NULL)
        letter_date_fact(letter, scene, "label_received", &first->received);
}

static guint add_flaws(struct letter *letter, const struct scene *scene, const GPtrArray *flaws,
                       guint shown)
{
    for (guint i = 0; flaws != NULL && i < flaws->len; i++, shown++) {
        if (shown >= LETTER_LIST_MAX)
            continue;
        const struct flaw *flaw = g_ptr_array_index(flaws, i);
        g_autofree char *part = letter_part_name(scene, flaw->part);
        g_autofree char *what = letter_clean(flaw->what, 300);
        g_autofree char *here = wording_term(scene->wording, what);
        letter_take(letter, BLOCK_WARNING,
                    wording_say(scene->wording, "flaw", SLOT_TEXT("part", part),
                                SLOT_TEXT("what", here)),
                    NULL);
    }
    return shown;
}

void letter_add_unread(struct letter *letter, const struct scene *scene, const char *why,
                       const GPtrArray *unread, const GPtrArray *limits)
{
    if (why == NULL && (unread == NULL || unread->len == 0) &&
        (limits == NULL || limits->len == 0))
        return;
    letter_say(letter, scene, BLOCK_TITLE, "title_unread");
    if (why != NULL) {
        g_autofree char *clean = letter_clean(why, 500);
        letter_take(letter, BLOCK_WARNING, wording_term(scene->wording, clean), NULL);
    }
    guint shown = add_flaws(letter, scene, unread, 0);
    shown = add_flaws(letter, scene, limits, shown);
    if (shown > LETTER_LIST_MAX)
        letter_take(letter, BLOCK_WARNING,
                    wording_say(scene->wording, "more_notes",
                                SLOT_COUNT("count", shown - LETTER_LIST_MAX)),
                    NULL);
}

char *letter_other_names(const struct scene *scene)
{
    const GPtrArray *recipients = scene->input->matter->recipients;
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < recipients->len; i++) {
        const char *id = g_ptr_array_index(recipients, i);
        const struct official *official = office_official(scene->input->office, id);
        if (g_strcmp0(id, scene->input->official->id) != 0)
            g_ptr_array_add(names, letter_clean(official == NULL ? id : official->name, 100));
    }
    if (names->len < 2)
        return names->len == 0 ? NULL : g_strdup(g_ptr_array_index(names, 0));
    g_autofree char *last = g_ptr_array_steal_index(names, names->len - 1);
    g_ptr_array_add(names, NULL);
    g_autofree char *others = g_strjoinv(", ", (char **)names->pdata);
    return wording_say(scene->wording, "names_and", SLOT_TEXT("names", others),
                       SLOT_TEXT("last", last));
}

void letter_add_told(struct letter *letter, const struct scene *scene)
{
    g_autofree char *names = letter_other_names(scene);

    letter_say(letter, scene, BLOCK_TITLE, "title_told");
    letter_take(letter, BLOCK_TEXT,
                names == NULL ? wording_say(scene->wording, "told_nobody")
                              : wording_say(scene->wording, "told", SLOT_TEXT("names", names)),
                NULL);
}

const char *letter_contact(const struct office *office)
{
    return office->reply_to != NULL ? office->reply_to : office->from_address;
}

void letter_add_command(struct letter *letter, const struct scene *scene, const char *command_key,
                        const char *meaning_key, const char *suffix)
{
    g_autofree char *word = wording_say(scene->wording, command_key);
    g_autofree char *command = suffix == NULL ? g_strdup(word)
                                              : g_strdup_printf("%s %s", word, suffix);
    g_autofree char *meaning = wording_say(scene->wording, meaning_key);
    g_autofree char *body =
        g_strdup_printf("%s\r\n\r\n[%s]\r\n", command, scene->input->token);
    g_autofree char *subject = g_strconcat("Re: ", letter->subject, NULL);
    g_autofree char *body_part = g_uri_escape_string(body, NULL, FALSE);
    g_autofree char *subject_part = g_uri_escape_string(subject, NULL, FALSE);
    g_autofree char *to = compose_reply_address(scene->input->office, scene->input->token);
    g_autofree char *link =
        g_strdup_printf("mailto:%s?subject=%s&body=%s", to, subject_part, body_part);

    page_add(letter->page, BLOCK_COMMAND, command, meaning, link);
}

/* The answers, likeliest first: where the date is in doubt, those about the date. No day is proposed where
 * none is known: one touch too many would set it. */
static void add_commands(struct letter *letter, const struct scene *scene)
{
    gboolean dated = g_date_valid(&scene->due);
    g_autofree char *date = dated ? date_format(&scene->due)
                                  : wording_say(scene->wording, "command_due_example");
    gboolean in_doubt = scene->input->matter->state == MATTER_CONFIRM;

    letter_say(letter, scene, BLOCK_TEXT, "act_reply");
    if (!in_doubt) {
        letter_add_command(letter, scene, "command_done", "act_done", NULL);
        letter_add_command(letter, scene, "command_snooze", "act_snooze", NULL);
    }
    letter_add_command(letter, scene, "command_due", dated ? "act_due" : "act_due_undated", date);
    letter_add_command(letter, scene, "command_none", "act_none", NULL);
    letter_add_command(letter, scene, "command_not_ours", "act_not_ours", NULL);
    if (in_doubt)
        letter_add_command(letter, scene, "command_done", "act_done", NULL);
    letter_add_command(letter, scene, "command_help", "act_help", NULL);
}

/* Not in the foot: programs leave out a signature when they quote. */
void letter_add_key(struct letter *letter, const struct scene *scene)
{
    if (scene->input->token != NULL)
        letter_take(letter, BLOCK_LEAD,
                    wording_say(scene->wording, "key_line",
                                SLOT_TEXT("token", scene->input->token)),
                    NULL);
}

void letter_add_action(struct letter *letter, const struct scene *scene)
{
    const struct matter *matter = scene->input->matter;

    letter_say(letter, scene, BLOCK_TITLE, "title_act");
    if (matter->state == MATTER_INFORMATION) {
        letter_say(letter, scene, BLOCK_TEXT, "act_information");
        return;
    }
    if (scene->input->token != NULL)
        add_commands(letter, scene);
    else
        letter_take(letter, BLOCK_TEXT,
                    wording_say(scene->wording,
                                matter->state == MATTER_CONFIRM ? "act_confirm" : "act_tell",
                                SLOT_TEXT("contact", letter_contact(scene->input->office)),
                                SLOT_COUNT("matter", matter->id)),
                    NULL);
    letter_say(letter, scene, BLOCK_TEXT, "act_again");
}

void letter_add_original(struct letter *letter, const struct scene *scene)
{
    const struct compose_input *input = scene->input;
    g_autofree char *file = wording_say(scene->wording, "file_original");

    letter_say(letter, scene, BLOCK_TITLE, "title_original");
    if (input->original != NULL && g_bytes_get_size(input->original) <= COMPOSE_ORIGINAL_MAX)
        letter_take(letter, BLOCK_TEXT,
                    wording_say(scene->wording, "original_attached", SLOT_TEXT("file", file)),
                    NULL);
    else if (input->original_refused != NULL && input->original_path != NULL)
        letter_take(letter, BLOCK_TEXT,
                    wording_say(scene->wording, "original_refused",
                                SLOT_TEXT("path", input->original_path),
                                SLOT_TEXT("reply", input->original_refused)),
                    NULL);
    else if (input->original_path != NULL)
        letter_take(letter, BLOCK_TEXT,
                    wording_say(scene->wording, "original_named",
                                SLOT_TEXT("path", input->original_path)),
                    NULL);
    else
        letter_say(letter, scene, BLOCK_TEXT, "original_kept");
}
