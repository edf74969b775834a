/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reminder says: the decisive line, the letter, what is asked, the proof, the doubts, what to do.
 *
 * Days are counted from the day of sending in the official's zone to the date itself; nothing computed
 * when the step was planned is believed. Words of a mail are folded to one line, escaped and cut at a
 * length that is said; lists are cut at a number that is said. Every word of ours comes from the
 * wording. */
#include "remind/letter.h"

#include <string.h>

#include "base/clock.h"
#include "base/escape.h"
#include "remind/letter_parts.h"

#define SUBJECT_BYTES_MAX 160
#define SOON_DAYS         7

void letter_free(struct letter *letter)
{
    if (letter == NULL)
        return;
    g_free(letter->subject);
    page_free(letter->page);
    g_free(letter->event_title);
    g_free(letter->event_text);
    g_free(letter);
}

struct letter *letter_new(const struct compose_input *input, enum page_tone tone)
{
    struct letter *letter = g_new0(struct letter, 1);

    letter->page = page_new(wording_language(input->wording), tone);
    g_date_clear(&letter->due, 1);
    return letter;
}

char *letter_clean(const char *text, gsize most)
{
    g_autofree char *valid = g_utf8_make_valid(text == NULL ? "" : text, -1);
    g_autofree char *one = escape_space(valid);

    return escape_line(one, most);
}

void letter_take(struct letter *letter, enum block_kind kind, char *text, const char *extra)
{
    page_add(letter->page, kind, text, extra, NULL);
    g_free(text);
}

void letter_say(struct letter *letter, const struct scene *scene, enum block_kind kind,
                const char *key)
{
    letter_take(letter, kind, wording_say(scene->wording, key), NULL);
}

char *letter_title(const struct scene *scene, const char *subject)
{
    char *title = letter_clean(subject, SUBJECT_BYTES_MAX);

    if (title[0] != '\0')
        return title;
    g_free(title);
    return wording_say(scene->wording, "untitled");
}

/* File names as they are; the names that decode gives in the official's language. */
char *letter_part_name(const struct scene *scene, const char *part)
{
    if (part == NULL || strcmp(part, "body") == 0)
        return wording_say(scene->wording, "part_body");
    g_autofree char *clean = letter_clean(part, 200);
    return wording_term(scene->wording, clean);
}

char *letter_days_left(const struct scene *scene, const GDate *due)
{
    const struct calendar *calendar = calendar_of(scene->input->office, scene->input->official);
    int days = g_date_days_between(&scene->today, due);
    g_autofree char *left = wording_say(scene->wording, "days_left", SLOT_COUNT("days", days));

    if (calendar == NULL)
        return g_steal_pointer(&left);
    guint works = calendar_working_days(calendar, &scene->today, due);
    g_autofree char *working =
        wording_say(scene->wording, "working_days", SLOT_COUNT("days", works));
    return wording_say(scene->wording, "left_with_working", SLOT_TEXT("left", left),
                       SLOT_TEXT("working", working));
}

char *letter_days_ago(const struct scene *scene, const GDate *due)
{
    return wording_say(scene->wording, "days_ago",
                       SLOT_COUNT("days", g_date_days_between(due, &scene->today)));
}

/* The kinds of first line that there are; each has a phrase for the subject and one for the head. */
struct opening {
    const char *head, *subject;
    enum page_tone tone;
};

/* The date that no longer holds, where this mail is the first to tell of a new one. */
static GDate changed_from(const struct scene *scene)
{
    const struct matter *matter = scene->input->matter;
    GDate was;

    g_date_clear(&was, 1);
    if (scene->input->step->kind == STEP_NOTICE && matter->version > 1 && matter->earlier->len > 0)
        was = deadline_last_day(g_ptr_array_index(matter->earlier, 0));
    if (g_date_valid(&was) && g_date_valid(&scene->due) &&
        g_date_compare(&was, &scene->due) == 0)
        g_date_clear(&was, 1);
    return was;
}

static struct opening dated_opening(const struct scene *scene)
{
    int left = g_date_days_between(&scene->today, &scene->due);

    if (scene->input->step->kind == STEP_ESCALATED)
        return (struct opening){ "head_escalated", "subject_escalated", TONE_LATE };
    if (left < 0)
        return (struct opening){ "head_overdue", "subject_overdue", TONE_LATE };
    if (left == 0)
        return (struct opening){ "head_today", "subject_today", TONE_LATE };
    if (left == 1)
        return (struct opening){ "head_tomorrow", "subject_tomorrow", TONE_LATE };
    return (struct opening){ "head_due", "subject_due", left <= SOON_DAYS ? TONE_SOON : TONE_CALM };
}

static struct opening choose_opening(const struct scene *scene, const GDate *was)
{
    gboolean dated = g_date_valid(&scene->due);

    if (scene->input->step->kind == STEP_DOUBT)
        return (struct opening){ "head_doubt", "subject_doubt", TONE_ASK };
    if (scene->input->step->kind == STEP_STAGE && dated &&
        scene->input->matter->state != MATTER_CONFIRM)
        return (struct opening){ "head_stage", "subject_stage", TONE_SOON };
    switch (scene->input->matter->state) {
    case MATTER_CONFIRM:
        if (dated)
            return (struct opening){ "head_confirm", "subject_confirm", TONE_ASK };
        return (struct opening){ "head_confirm_undated", "subject_confirm_undated", TONE_ASK };
    case MATTER_INFORMATION:
        return (struct opening){ "head_information", "subject_information", TONE_PLAIN };
    default:
        break;
    }
    if (!dated)
        return (struct opening){ "head_undated", "subject_undated", TONE_CALM };
    struct opening opening = dated_opening(scene);
    if (g_date_valid(was))
        return (struct opening){ "head_changed", "subject_changed", opening.tone };
    return opening;
}

/* A stage that is no longer configured has its number left. */
char *letter_stage_name(const struct office *office, guint days)
{
    for (guint i = 0; i < office->stages->len; i++) {
        const struct stage *stage = g_ptr_array_index(office->stages, i);
        if (stage->days == days)
            return letter_clean(stage->name, 100);
    }
    return g_strdup_printf("-%u", days);
}

/* Those that are still to come. */
static void add_stages(struct letter *letter, const struct scene *scene)
{
    const struct office *office = scene->input->office;
    const struct calendar *calendar = calendar_of(office, scene->input->official);
    gboolean titled = FALSE;

    if (!g_date_valid(&scene->due) || scene->input->matter->state == MATTER_INFORMATION)
        return;
    for (guint i = 0; i < office->stages->len; i++) {
        const struct stage *stage = g_ptr_array_index(office->stages, i);
        GDate day = calendar_before(calendar, &scene->due, stage->days);
        if (g_date_compare(&day, &scene->today) < 0)
            continue;
        if (!titled)
            letter_say(letter, scene, BLOCK_TITLE, "title_stages");
        titled = TRUE;
        g_autofree char *name = letter_clean(stage->name, 100);
        letter_take(letter, BLOCK_ITEM,
                    wording_say(scene->wording, "stage_line", SLOT_TEXT("stage", name),
                                SLOT_DATE("day", &day)),
                    NULL);
    }
}

/* Phrases take what they need of these; a date that is not there is in none of the phrases chosen. */
static char *say_opening(const struct scene *scene, const char *key, const GDate *was,
                         const char *title)
{
    const GDate *due = g_date_valid(&scene->due) ? &scene->due : &scene->today;
    g_autofree char *left = letter_days_left(scene, due);
    g_autofree char *ago = letter_days_ago(scene, due);
    g_autofree char *stage = letter_stage_name(scene->input->office, scene->input->step->days);
    GDate day = calendar_before(calendar_of(scene->input->office, scene->input->official), due,
                                scene->input->step->kind == STEP_STAGE ? scene->input->step->days
                                                                       : 0);

    return wording_say(scene->wording, key, SLOT_DATE("due", due), SLOT_TEXT("stage", stage),
                       SLOT_DATE("day", &day),
                       SLOT_DATE("was", g_date_valid(was) ? was : &scene->today),
                       SLOT_TEXT("left", left), SLOT_TEXT("ago", ago), SLOT_TEXT("title", title));
}

/* "at 17:00, time of Europe/Zurich"; NULL where the deadline has no time. */
char *letter_time(const struct scene *scene, const struct deadline *deadline)
{
    if (deadline->minutes < 0)
        return NULL;
    g_autofree char *time =
        g_strdup_printf("%02d:%02d", deadline->minutes / 60, deadline->minutes % 60);
    if (deadline->zone == NULL)
        return wording_say(scene->wording, "at_time", SLOT_TEXT("time", time));
    g_autofree char *zone = letter_clean(deadline->zone, 64);
    return wording_say(scene->wording, "at_time_zone", SLOT_TEXT("time", time),
                       SLOT_TEXT("zone", zone));
}

static void add_head(struct letter *letter, const struct scene *scene, const char *head)
{
    const struct step *step = scene->input->step;
    const struct matter *matter = scene->input->matter;
    g_autoptr(GString) small = g_string_new(NULL);

    page_add(letter->page, BLOCK_HEAD, head, NULL, NULL);
    for (guint i = 0; g_date_valid(&scene->due) && i < matter->deadlines->len; i++) {
        const struct deadline *deadline = g_ptr_array_index(matter->deadlines, i);
        GDate day = deadline_last_day(deadline);
        g_autofree char *time =
            g_date_compare(&day, &scene->due) == 0 ? letter_time(scene, deadline) : NULL;
        if (time != NULL && strstr(small->str, time) == NULL)
            g_string_append_printf(small, "%s%s", small->len > 0 ? " · " : "", time);
    }
    if (step->number > 0) {
        g_autofree char *number =
            wording_say(scene->wording, "reminder_number", SLOT_COUNT("number", step->number),
                        SLOT_COUNT("total", step->total));
        g_string_append_printf(small, "%s%s", small->len > 0 ? " · " : "", number);
    }
    if (small->len > 0)
        page_add(letter->page, BLOCK_SMALL, small->str, NULL, NULL);
    if (matter->state == MATTER_CONFIRM)
        letter_say(letter, scene, BLOCK_LEAD,
                   g_date_valid(&scene->due) ? "lead_confirm" : "lead_confirm_undated");
    if (step->kind == STEP_SNOOZED)
        letter_say(letter, scene, BLOCK_LEAD, "lead_snoozed");
    if (step->kind == STEP_ESCALATED) {
        g_autofree char *names = letter_other_names(scene);
        letter_take(letter, BLOCK_LEAD,
                    wording_say(scene->wording, "lead_escalated", SLOT_TEXT("names", names)), NULL);
    }
}

/* The day that the mail is about: the step's own, else what the matter counts to today. */
static GDate due_of(const struct compose_input *input, const GDate *today)
{
    const struct step *step = input->step;

    if ((step->kind == STEP_DUE || step->kind == STEP_STAGE || step->kind == STEP_OVERDUE || step->kind == STEP_ESCALATED) &&
        g_date_valid(&step->due))
        return step->due;
    return matter_due(input->matter, today);
}

/* Which of the matter's days due is, from 0: with the version it makes a number that only grows. */
static guint count_days_before(const struct matter *matter, const GDate *due)
{
    guint before = 0;

    for (guint i = 0; i < matter->deadlines->len; i++) {
        GDate day = deadline_last_day(g_ptr_array_index(matter->deadlines, i));
        before += g_date_valid(&day) && g_date_compare(&day, due) < 0 ? 1 : 0;
    }
    return before;
}

static gboolean has_event(const struct scene *scene)
{
    enum matter_state state = scene->input->matter->state;

    return (state == MATTER_OPEN || state == MATTER_SNOOZED) && g_date_valid(&scene->due) &&
           g_date_compare(&scene->due, &scene->today) >= 0;
}

gboolean letter_has_event(const struct compose_input *input)
{
    struct scene scene = { .input = input, .wording = input->wording };

    scene.today = clock_day(input->now, input->official->zone);
    scene.due = due_of(input, &scene.today);
    return has_event(&scene);
}

void letter_add_event(struct letter *letter, const struct scene *scene, const char *title)
{
    const struct matter *matter = scene->input->matter;

    letter->due = scene->due;
    letter->due_number = count_days_before(matter, &scene->due);
    letter->event_title =
        wording_say(scene->wording, "calendar_summary", SLOT_TEXT("title", title));
    letter->event_text =
        wording_say(scene->wording, "calendar_description", SLOT_COUNT("matter", matter->id));
}

static void add_background(struct letter *letter, const struct scene *scene)
{
    const GPtrArray *mails = scene->input->background;

    for (guint i = 0; mails != NULL && i < MIN(mails->len, LETTER_LIST_MAX); i++) {
        const struct matter_mail *mail = g_ptr_array_index(mails, i);
        g_autofree char *title = letter_title(scene, mail->subject);
        const GDate *day = g_date_valid(&mail->received) ? &mail->received : &scene->today;
        if (i == 0)
            letter_say(letter, scene, BLOCK_TITLE, "title_background");
        letter_take(letter, BLOCK_ITEM,
                    wording_say(scene->wording, "background_line", SLOT_DATE("day", day),
                                SLOT_TEXT("title", title)),
                    NULL);
    }
}

struct letter *letter_write(const struct compose_input *input)
{
    struct scene scene = { .input = input, .wording = input->wording };
    scene.today = clock_day(input->now, input->official->zone);
    scene.due = due_of(input, &scene.today);

    GDate was = changed_from(&scene);
    struct opening opening = choose_opening(&scene, &was);
    g_autofree char *title = letter_title(&scene, input->matter->subject);
    g_autofree char *head = say_opening(&scene, opening.head, &was, title);
    struct letter *letter = letter_new(input, opening.tone);
    letter->subject = say_opening(&scene, opening.subject, &was, title);

    gboolean doubt = input->step->kind == STEP_DOUBT; /* what differs comes first */
    add_head(letter, &scene, head);
    letter_add_facts(letter, &scene);
    if (doubt)
        letter_add_doubts(letter, &scene);
    letter_add_requests(letter, &scene);
    letter_add_dates(letter, &scene);
    add_stages(letter, &scene);
    letter_add_quotes(letter, &scene);
    if (!doubt)
        letter_add_doubts(letter, &scene);
    letter_add_unread(letter, &scene, NULL, input->matter->unread, input->matter->limits);
    letter_add_action(letter, &scene);
    letter_add_key(letter, &scene);
    letter_add_told(letter, &scene);
    add_background(letter, &scene);
    letter_add_original(letter, &scene);
    letter_take(letter, BLOCK_FOOT,
                wording_say(scene.wording, "foot", SLOT_COUNT("matter", input->matter->id),
                            SLOT_TEXT("office", input->office->from_name)),
                NULL);
    if (has_event(&scene))
        letter_add_event(letter, &scene, title);
    return letter;
}
