/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the mails about many matters say: lists of one line each, with day and people under it.
 *
 * Lists are cut at a number that is said; the digest's are long, for what stands in it is told nowhere
 * else for now. */
#include "base/clock.h"
#include "remind/letter_parts.h"

#define DIGEST_LINES_MAX 500

static struct scene make_scene(const struct compose_input *input)
{
    struct scene scene = { .input = input, .wording = input->wording };

    scene.today = clock_day(input->now, input->official->zone);
    g_date_clear(&scene.due, 1);
    return scene;
}

/* Under each line its day, how far away that is, the matter's number, and whose it is. */
static void add_where(struct letter *letter, const struct scene *scene, const struct weekly_line *line)
{
    gboolean dated = g_date_valid(&line->due);
    g_autofree char *day =
        dated ? wording_say(scene->wording, "overview_day", SLOT_DATE("due", &line->due)) : NULL;
    g_autofree char *distance =
        dated && line->matter != 0 ? letter_distance(scene, &line->due) : g_strdup("");
    g_autofree char *number =
        line->matter != 0 ? wording_say(scene->wording, "digest_number", SLOT_COUNT("matter", line->matter))
        : line->mail != NULL ? wording_say(scene->wording, "overview_mail", SLOT_TEXT("mail", line->mail))
                             : g_strdup("");
    g_autofree char *names = letter_clean(line->names, 200);
    const char *const parts[] = { distance, number, names };
    g_autoptr(GString) where = g_string_new(NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        if (parts[i][0] != '\0')
            g_string_append_printf(where, "%s%s", where->len > 0 ? " · " : "", parts[i]);
    if (dated || where->len > 0)
        page_add(letter->page, BLOCK_DETAIL, where->str, day, NULL);
}

static void add_lines(struct letter *letter, const struct scene *scene, const char *title_key,
                      const GPtrArray *lines, guint most)
{
    if (lines->len == 0)
        return;
    letter_say(letter, scene, BLOCK_TITLE, title_key);
    for (guint i = 0; i < MIN(lines->len, most); i++) {
        const struct weekly_line *line = g_ptr_array_index(lines, i);
        g_autofree char *title = letter_title(scene, line->title);
        page_add(letter->page, BLOCK_ITEM, title, NULL, NULL);
        add_where(letter, scene, line);
    }
    if (lines->len > most)
        letter_take(letter, BLOCK_TEXT,
                    wording_say(scene->wording, "overview_more",
                                SLOT_COUNT("count", lines->len - most)),
                    NULL);
}

static void add_foot(struct letter *letter, const struct scene *scene)
{
    letter_take(letter, BLOCK_FOOT,
                wording_say(scene->wording, "foot_unread",
                            SLOT_TEXT("office", scene->input->office->from_name)),
                NULL);
}

struct letter *letter_write_digest(const struct compose_input *input, const struct digest *digest)
{
    struct scene scene = make_scene(input);
    struct letter *letter = letter_new(input, TONE_PLAIN);
    const struct office *office = input->office;

    letter->subject = wording_say(scene.wording, "subject_digest",
                                  SLOT_COUNT("count", digest->far->len + digest->information->len));
    letter_say(letter, &scene, BLOCK_HEAD, "head_digest");
    add_lines(letter, &scene, "title_far", digest->far, DIGEST_LINES_MAX);
    add_lines(letter, &scene, "title_information", digest->information, DIGEST_LINES_MAX);
    if (digest->far->len > 0)
        letter_take(letter, BLOCK_LEAD,
                    wording_say(scene.wording, "digest_more",
                                SLOT_TEXT("contact", office->reply_to != NULL
                                                         ? office->reply_to
                                                         : office->from_address)),
                    NULL);
    add_foot(letter, &scene);
    return letter;
}

static char *say_overview(const struct scene *scene, const struct overview *overview,
                          const char *key)
{
    g_autofree char *overdue = g_strdup_printf("%u", overview->overdue->len);
    g_autofree char *due = g_strdup_printf("%u", overview->due->len);

    return wording_say(scene->wording, key, SLOT_DATE("day", &scene->today),
                       SLOT_TEXT("overdue", overdue), SLOT_TEXT("due", due));
}

struct letter *letter_write_overview(const struct compose_input *input,
                                     const struct overview *overview)
{
    struct scene scene = make_scene(input);
    struct letter *letter = letter_new(input, overview->overdue->len > 0 ? TONE_LATE : TONE_PLAIN);
    g_autofree char *total = g_strdup_printf("%u", overview->done);
    guint all = overview->overdue->len + overview->due->len + overview->confirm->len +
                overview->unread->len + overview->unregistered->len + overview->missing->len;

    letter->subject = say_overview(&scene, overview, "subject_overview");
    letter_take(letter, BLOCK_HEAD, say_overview(&scene, overview, "head_overview"), NULL);
    if (all == 0)
        letter_say(letter, &scene, BLOCK_LEAD, "overview_nothing");
    add_lines(letter, &scene, "title_overdue", overview->overdue, LETTER_LIST_MAX);
    add_lines(letter, &scene, "title_due_soon", overview->due, LETTER_LIST_MAX);
    add_lines(letter, &scene, "title_confirm", overview->confirm, LETTER_LIST_MAX);
    add_lines(letter, &scene, "title_unread_mails", overview->unread, LETTER_LIST_MAX);
    if (overview->unread->len > 0)
        letter_take(letter, BLOCK_TEXT,
                    wording_say(scene.wording, "overview_enter", SLOT_TEXT("command", COMMAND_ADD)), NULL);
    add_lines(letter, &scene, "title_unregistered_mails", overview->unregistered, LETTER_LIST_MAX);
    if (overview->unregistered->len > 0)
        letter_take(letter, BLOCK_TEXT,
                    wording_say(scene.wording, "overview_take_in", SLOT_TEXT("command", COMMAND_TAKE_IN "MAIL")), NULL);
    add_lines(letter, &scene, "title_missing", overview->missing, LETTER_LIST_MAX);
    if (overview->done > 0) {
        letter_say(letter, &scene, BLOCK_TITLE, "title_on_time");
        letter_take(letter, BLOCK_TEXT,
                    wording_say(scene.wording, "overview_on_time",
                                SLOT_COUNT("count", overview->on_time), SLOT_TEXT("total", total)),
                    NULL);
    }
    add_foot(letter, &scene);
    return letter;
}

struct letter *letter_write_missing(const struct compose_input *input, const char *name,
                                    const GDate *by)
{
    struct scene scene = make_scene(input);
    struct letter *letter = letter_new(input, TONE_LATE);
    g_autofree char *clean = letter_clean(name, 200);

    letter->subject = wording_say(scene.wording, "subject_expected", SLOT_TEXT("name", clean));
    letter_take(letter, BLOCK_HEAD,
                wording_say(scene.wording, "head_expected", SLOT_DATE("due", by),
                            SLOT_TEXT("name", clean)),
                NULL);
    letter_say(letter, &scene, BLOCK_LEAD, "expected_more");
    add_foot(letter, &scene);
    return letter;
}

struct letter *letter_write_expiry(const struct compose_input *input, const struct expiry *expiry)
{
    struct scene scene = make_scene(input);
    struct letter *letter = letter_new(input, TONE_LATE);
    g_autofree char *clean = letter_clean(expiry->name, 200);
    gboolean certificate = expiry->certificate;

    letter->subject = wording_say(scene.wording, certificate ? "subject_certificate" : "subject_expiry",
                                  SLOT_DATE("due", &expiry->day), SLOT_TEXT("name", clean));
    letter_take(letter, BLOCK_HEAD,
                wording_say(scene.wording, certificate ? "head_certificate" : "head_expiry",
                            SLOT_DATE("due", &expiry->day), SLOT_TEXT("name", clean)),
                NULL);
    letter_say(letter, &scene, BLOCK_LEAD, certificate ? "certificate_more" : "expiry_more");
    add_foot(letter, &scene);
    return letter;
}
