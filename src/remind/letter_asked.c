/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heart of a reminder: requests with their dates, dates that stand alone, the quotes that prove
 * them, and what is not certain about any of it.
 *
 * A request is itself a quote, with its place; the words of the date are stressed in it. A date's quote
 * is shown on its own where no request that is shown holds it: so every date has its proof in the mail,
 * and no sentence stands there twice. */
#include <string.h>

#include "remind/letter_parts.h"

/* "Letter.pdf, page 2" */
static char *say_place(const struct scene *scene, const struct quote *quote)
{
    g_autofree char *part = letter_part_name(scene, quote->part);

    if (quote->page == 0)
        return wording_say(scene->wording, "place", SLOT_TEXT("part", part));
    return wording_say(scene->wording, "place_page", SLOT_TEXT("part", part),
                       SLOT_COUNT("page", quote->page));
}

char *letter_distance(const struct scene *scene, const GDate *due)
{
    int left = g_date_days_between(&scene->today, due);

    if (left == 0)
        return wording_say(scene->wording, "today_note");
    if (left > 0) {
        g_autofree char *days = letter_days_left(scene, due);
        return wording_say(scene->wording, "left_note", SLOT_TEXT("left", days));
    }
    g_autofree char *days = letter_days_ago(scene, due);
    return wording_say(scene->wording, "ago_note", SLOT_TEXT("ago", days));
}

/* A detail line: "by Tuesday 16 September 2025", then time, window and days left. */
static void add_date_line(struct letter *letter, const struct scene *scene,
                          const struct deadline *deadline, enum block_kind kind)
{
    GDate due = deadline_last_day(deadline);
    if (!g_date_valid(&due))
        return;
    g_autofree char *by = wording_say(scene->wording, "by_date", SLOT_DATE("due", &due));
    g_autofree char *time = letter_time(scene, deadline);
    g_autofree char *distance = letter_distance(scene, &due);
    g_autoptr(GString) rest = g_string_new(time);

    if (g_date_valid(&deadline->not_before)) {
        g_autofree char *from =
            wording_say(scene->wording, "not_before", SLOT_DATE("from", &deadline->not_before));
        g_string_append_printf(rest, "%s%s", rest->len > 0 ? ", " : "", from);
    }
    g_string_append_printf(rest, "%s%s", rest->len > 0 ? ", " : "", distance);
    if (kind == BLOCK_ITEM) {
        g_autofree char *line = g_strdup_printf("%s, %s", by, rest->str);
        page_add(letter->page, kind, line, by, NULL);
    } else {
        page_add(letter->page, kind, rest->str, by, NULL);
    }
}

static const struct deadline *deadline_at(const struct scene *scene, const GArray *indices, guint i)
{
    const GPtrArray *deadlines = scene->input->matter->deadlines;
    guint index = g_array_index(indices, guint, i);

    return index < deadlines->len ? g_ptr_array_index(deadlines, index) : NULL;
}

static void add_request(struct letter *letter, const struct scene *scene,
                        const struct request *request)
{
    g_autofree char *text = letter_clean(request->quote.text, LETTER_QUOTE_MAX);
    g_autofree char *place = say_place(scene, &request->quote);
    guint linked = request->deadlines == NULL ? 0 : request->deadlines->len;
    const struct deadline *first = linked == 0 ? NULL : deadline_at(scene, request->deadlines, 0);
    g_autofree char *stress =
        first == NULL ? NULL : letter_clean(first->quote.text, LETTER_QUOTE_MAX);

    page_add(letter->page, BLOCK_ITEM, text, stress, NULL);
    for (guint i = 0; i < MIN(linked, LETTER_LIST_MAX); i++) {
        const struct deadline *deadline = deadline_at(scene, request->deadlines, i);
        if (deadline != NULL)
            add_date_line(letter, scene, deadline, BLOCK_DETAIL);
    }
    if (first == NULL) {
        g_autofree char *none = wording_say(scene->wording, "no_date");
        page_add(letter->page, BLOCK_DETAIL, "", none, NULL);
    }
    page_add(letter->page, BLOCK_DETAIL, place, NULL, NULL);
}

static void add_more(struct letter *letter, const struct scene *scene, enum block_kind kind,
                     const char *key, guint count)
{
    if (count > LETTER_LIST_MAX)
        letter_take(letter, kind,
                    wording_say(scene->wording, key, SLOT_COUNT("count", count - LETTER_LIST_MAX)),
                    NULL);
}

/* Days until a request is due, so that they sort: what is still to come, nearest first; then what is
 * over; then what has no date. */
static gint64 urgency(const struct scene *scene, const struct request *request)
{
    gint64 nearest = G_MAXINT64;

    for (guint i = 0; request->deadlines != NULL && i < request->deadlines->len; i++) {
        const struct deadline *deadline = deadline_at(scene, request->deadlines, i);
        GDate due;
        g_date_clear(&due, 1);
        if (deadline != NULL)
            due = deadline_last_day(deadline);
        if (!g_date_valid(&due))
            continue;
        gint64 left = g_date_days_between(&scene->today, &due);
        nearest = MIN(nearest, left >= 0 ? left : G_MAXINT32 - left);
    }
    return nearest;
}

struct ranked {
    gint64 urgency;
    guint index;
};

static int compare_ranked(gconstpointer a, gconstpointer b)
{
    const struct ranked *left = a, *right = b;

    if (left->urgency != right->urgency)
        return left->urgency < right->urgency ? -1 : 1;
    return left->index < right->index ? -1 : left->index > right->index;
}

/* The requests that are shown, most urgent first: of const struct request *. */
static GPtrArray *shown_requests(const struct scene *scene)
{
    const GPtrArray *requests = scene->input->matter->requests;
    g_autoptr(GArray) ranked = g_array_sized_new(FALSE, FALSE, sizeof(struct ranked), requests->len);
    GPtrArray *shown = g_ptr_array_new();

    for (guint i = 0; i < requests->len; i++) {
        struct ranked rank = { urgency(scene, g_ptr_array_index(requests, i)), i };
        g_array_append_val(ranked, rank);
    }
    g_array_sort(ranked, compare_ranked);
    for (guint i = 0; i < MIN(ranked->len, LETTER_LIST_MAX); i++)
        g_ptr_array_add(shown, g_ptr_array_index(
                                   requests, g_array_index(ranked, struct ranked, i).index));
    return shown;
}

void letter_add_requests(struct letter *letter, const struct scene *scene)
{
    const GPtrArray *requests = scene->input->matter->requests;
    g_autoptr(GPtrArray) shown = shown_requests(scene);

    if (requests->len == 0)
        return;
    letter_say(letter, scene, BLOCK_TITLE, "title_asked");
    for (guint i = 0; i < shown->len; i++)
        add_request(letter, scene, g_ptr_array_index(shown, i));
    add_more(letter, scene, BLOCK_WARNING, "more_requests", requests->len);
}

static gboolean is_linked(const struct scene *scene, guint index)
{
    g_autoptr(GPtrArray) shown = shown_requests(scene);

    for (guint i = 0; i < shown->len; i++) {
        const struct request *request = g_ptr_array_index(shown, i);
        for (guint j = 0; request->deadlines != NULL && j < request->deadlines->len; j++) {
            if (g_array_index(request->deadlines, guint, j) == index)
                return TRUE;
        }
    }
    return FALSE;
}

void letter_add_dates(struct letter *letter, const struct scene *scene)
{
    const GPtrArray *deadlines = scene->input->matter->deadlines;
    gboolean titled = FALSE;

    for (guint i = 0; i < MIN(deadlines->len, LETTER_LIST_MAX); i++) {
        if (is_linked(scene, i))
            continue;
        if (!titled)
            letter_say(letter, scene, BLOCK_TITLE,
                       scene->input->matter->requests->len > 0 ? "title_other_dates"
                                                               : "title_dates");
        titled = TRUE;
        add_date_line(letter, scene, g_ptr_array_index(deadlines, i), BLOCK_ITEM);
    }
}

static gboolean stands_in_requests(const struct scene *scene, const char *quote)
{
    g_autoptr(GPtrArray) shown = shown_requests(scene);

    for (guint i = 0; i < shown->len; i++) {
        const struct request *request = g_ptr_array_index(shown, i);
        g_autofree char *text = letter_clean(request->quote.text, LETTER_QUOTE_MAX);
        if (strstr(text, quote) != NULL)
            return TRUE;
    }
    return FALSE;
}

void letter_add_quotes(struct letter *letter, const struct scene *scene)
{
    const GPtrArray *deadlines = scene->input->matter->deadlines;
    g_autoptr(GHashTable) shown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < MIN(deadlines->len, LETTER_LIST_MAX); i++) {
        const struct deadline *deadline = g_ptr_array_index(deadlines, i);
        g_autofree char *text = letter_clean(deadline->quote.text, LETTER_QUOTE_MAX);
        if (text[0] == '\0' || stands_in_requests(scene, text) ||
            g_hash_table_contains(shown, text))
            continue;
        if (g_hash_table_size(shown) == 0)
            letter_say(letter, scene, BLOCK_TITLE, "title_quote");
        g_autofree char *place = say_place(scene, &deadline->quote);
        page_add(letter->page, BLOCK_QUOTE, text, place, NULL);
        g_hash_table_add(shown, g_steal_pointer(&text));
    }
}

static void note_term(GPtrArray *notes, const struct scene *scene, const char *english)
{
    g_autofree char *here = wording_term(scene->wording, english ? english : ""); /* cut only then: half a sentence is no term */

    if (here[0] != '\0')
        g_ptr_array_add(notes, letter_clean(here, 500));
}

/* What is doubtful about a date: sentences, each of which may come with any other. */
static void note_sentences(GPtrArray *notes, const struct scene *scene, const char *english)
{
    g_auto(GStrv) sentences = g_strsplit(english == NULL ? "" : english, ". ", -1);

    for (char **sentence = sentences; *sentence != NULL; sentence++) {
        g_autofree char *whole = g_strconcat(*sentence, sentence[1] == NULL ? "" : ".", NULL);
        note_term(notes, scene, whole);
    }
}

static void note_deadline(GPtrArray *notes, const struct scene *scene,
                          const struct deadline *deadline)
{
    GDate due = deadline_last_day(deadline);
    if (!g_date_valid(&due))
        return;

    for (guint i = 0; deadline->alternatives != NULL && i < deadline->alternatives->len; i++) {
        const GDate *other = &g_array_index(deadline->alternatives, GDate, i);
        if (g_date_valid(other))
            g_ptr_array_add(notes, wording_say(scene->wording, "other_reading",
                                               SLOT_DATE("due", &deadline->date),
                                               SLOT_DATE("other", other)));
    }
    if (deadline->kind == DEADLINE_BEFORE)
        g_ptr_array_add(notes,
                        wording_say(scene->wording, "before", SLOT_DATE("date", &deadline->date),
                                    SLOT_DATE("due", &due)));
    if (deadline->derived)
        g_ptr_array_add(notes, wording_say(scene->wording, "derived", SLOT_DATE("due", &due)));
    if (!deadline->firm)
        g_ptr_array_add(notes, wording_say(scene->wording, "soft", SLOT_DATE("due", &due)));
    note_sentences(notes, scene, deadline->doubt);
}

static void note_earlier(GPtrArray *notes, const struct scene *scene)
{
    const struct matter *matter = scene->input->matter;

    for (guint i = 0; i < matter->earlier->len; i++) {
        const struct deadline *deadline = g_ptr_array_index(matter->earlier, i);
        if (g_date_valid(&deadline->date))
            g_ptr_array_add(notes, wording_say(scene->wording, "earlier_date",
                                               SLOT_DATE("date", &deadline->date)));
    }
}

/* Said twice is said once: two deadlines read from one sentence share their doubts. */
static void drop_repeats(GPtrArray *notes)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < notes->len;) {
        if (g_hash_table_add(seen, g_ptr_array_index(notes, i)))
            i++;
        else
            g_ptr_array_remove_index(notes, i);
    }
}

void letter_add_doubts(struct letter *letter, const struct scene *scene)
{
    const struct matter *matter = scene->input->matter;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < matter->deadlines->len; i++)
        note_deadline(notes, scene, g_ptr_array_index(matter->deadlines, i));
    for (guint i = 0; i < matter->doubts->len; i++)
        note_term(notes, scene, g_ptr_array_index(matter->doubts, i));
    note_earlier(notes, scene);
    drop_repeats(notes);
    if (notes->len == 0)
        return;
    letter_say(letter, scene, BLOCK_TITLE, "title_check");
    for (guint i = 0; i < MIN(notes->len, LETTER_LIST_MAX); i++)
        page_add(letter->page, BLOCK_WARNING, g_ptr_array_index(notes, i), NULL, NULL);
    add_more(letter, scene, BLOCK_WARNING, "more_notes", notes->len);
}
