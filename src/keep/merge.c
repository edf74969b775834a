/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Merges one more letter into what a matter asks.
 *
 * The rule that no date may be missed: a deadline of the matter goes only where a letter that is
 * not older takes it back by name, or puts the very same request under another date. Whatever else
 * differs is kept, both of it, and said as a doubt. A deadline of the letter is left out only where
 * a letter that is not older took it back already.
 *
 * Requests are compared in pairs for this, the first REQUESTS_COMPARED of each side; a longer list
 * loses nothing, it only keeps more. */
#include "keep/merge.h"

#include "keep/words.h"

#define REQUESTS_COMPARED 40
#define SAME_REQUEST      0.8
#define SAME_WORDS        6

static const struct deadline *deadline_in(const GPtrArray *list, guint index)
{
    return g_ptr_array_index(list, index);
}

static const struct request *request_in(const GPtrArray *list, guint index)
{
    return g_ptr_array_index(list, index);
}

void merge_free(struct merge *merge)
{
    if (!merge)
        return;
    g_array_unref(merge->deadlines);
    g_array_unref(merge->requests);
    g_array_unref(merge->links);
    g_array_unref(merge->dropped);
    g_ptr_array_unref(merge->doubts);
    g_free(merge);
}

struct merge *merge_new(void)
{
    struct merge *merge = g_new0(struct merge, 1);
    merge->deadlines = g_array_new(FALSE, FALSE, sizeof(struct merge_item));
    merge->requests = g_array_new(FALSE, FALSE, sizeof(struct merge_item));
    merge->links = g_array_new(FALSE, FALSE, sizeof(struct merge_link));
    merge->dropped = g_array_new(FALSE, FALSE, sizeof(guint));
    merge->doubts = g_ptr_array_new_with_free_func(g_free);
    return merge;
}

/* ---- what is alike --------------------------------------------------------------------------- */

struct work {
    const struct known *known;
    const struct findings *findings;
    enum relation relation;
    gboolean authoritative;
    GHashTable *letter_days; /* julian day of a deadline of the letter → index + 1 */
    GHashTable *matter_days; /* the same of the matter */
    GHashTable *taken_back;  /* julian days the letter takes back */
    gint *twins;             /* of each request of the matter: the letter's that says the same, or -1 */
    struct merge *merge;
};

static gpointer day_key(const GDate *date)
{
    return GUINT_TO_POINTER(g_date_valid(date) ? g_date_get_julian(date) : 0);
}

static GHashTable *index_days(const GPtrArray *deadlines)
{
    GHashTable *days = g_hash_table_new(NULL, NULL);
    for (guint i = deadlines->len; i-- > 0;)
        g_hash_table_insert(days, day_key(&deadline_in(deadlines, i)->date),
                            GUINT_TO_POINTER(i + 1));
    return days;
}

/* Words and figures of a request, without the figures of the dates it is linked to: they are what
 * may have changed. */
static struct bag *bag_request(const struct request *request, const GPtrArray *deadlines)
{
    struct bag *bag = bag_new();
    bag_add(bag, request->quote.text);
    for (guint i = 0; i < request->deadlines->len; i++) {
        guint index = g_array_index(request->deadlines, guint, i);
        if (index >= deadlines->len || !g_date_valid(&deadline_in(deadlines, index)->date))
            continue;
        const GDate *date = &deadline_in(deadlines, index)->date;
        bag_forget_number(bag, g_date_get_day(date));
        bag_forget_number(bag, g_date_get_month(date));
        bag_forget_number(bag, g_date_get_year(date));
    }
    return bag;
}

static GPtrArray *bag_each(const GPtrArray *requests, const GPtrArray *deadlines)
{
    GPtrArray *bags = g_ptr_array_new_with_free_func((GDestroyNotify)bag_free);
    for (guint i = 0; i < MIN(requests->len, REQUESTS_COMPARED); i++)
        g_ptr_array_add(bags, bag_request(request_in(requests, i), deadlines));
    return bags;
}

static gboolean bags_alike(const struct bag *a, const struct bag *b)
{
    guint fewer = MIN(bag_words(a), bag_words(b)), more = MAX(bag_words(a), bag_words(b));
    return fewer >= SAME_WORDS && fewer * 2 >= more && bag_overlap(a, b) >= SAME_REQUEST &&
           bag_numbers_agree(a, b);
}

static void find_twins(struct work *work)
{
    const struct matter *matter = work->known->matter;
    const struct findings *findings = work->findings;
    g_autoptr(GPtrArray) ours = bag_each(matter->requests, matter->deadlines);
    g_autoptr(GPtrArray) theirs = bag_each(findings->requests, findings->deadlines);

    work->twins = g_new(gint, matter->requests->len + 1);
    for (guint i = 0; i < matter->requests->len; i++) {
        work->twins[i] = -1;
        for (guint k = 0; i < ours->len && k < theirs->len && work->twins[i] < 0; k++)
            if (bags_alike(g_ptr_array_index(ours, i), g_ptr_array_index(theirs, k)))
                work->twins[i] = (gint)k;
    }
}

/* ---- deadlines ------------------------------------------------------------------------------- */

/* A letter that is not older than this one took the date back. */
static gboolean was_taken_back(const struct work *work, const GDate *date)
{
    GDate day = join_letter_day(work->findings);
    const GArray *gone = work->known->taken_back;
    for (guint i = 0; i < gone->len; i++) {
        const struct taken_back *back = &g_array_index(gone, struct taken_back, i);
        if (g_date_compare(&back->date, date) == 0 &&
            (!g_date_valid(&day) || !g_date_valid(&back->since) ||
             g_date_compare(&back->since, &day) >= 0))
            return TRUE;
    }
    return FALSE;
}

/* A request of this deadline stands in the letter under another date. */
static gboolean was_moved(const struct work *work, const struct deadline *deadline)
{
    for (guint i = 0; i < deadline->requests->len; i++) {
        guint request = g_array_index(deadline->requests, guint, i);
        if (request >= work->known->matter->requests->len || work->twins[request] < 0)
            continue;
        const struct request *twin =
            request_in(work->findings->requests, (guint)work->twins[request]);
        if (twin->deadlines->len > 0)
            return TRUE;
    }
    return FALSE;
}

static char *format_day(const GDate *date)
{
    if (!g_date_valid(date))
        return g_strdup("a date");
    char month[32];
    static const char *const months[] = {"January", "February", "March", "April", "May", "June",
                                         "July", "August", "September", "October", "November",
                                         "December"};
    g_strlcpy(month, months[g_date_get_month(date) - 1], sizeof month);
    return g_strdup_printf("%u %s %u", (guint)g_date_get_day(date), month,
                           (guint)g_date_get_year(date));
}

static void add_doubt(struct work *work, char *words)
{
    g_ptr_array_add(work->merge->doubts, words);
}

/* A copy of a letter that was not the last one takes nothing back any more. */
static gboolean is_outdated(const struct work *work)
{
    GDate day = join_letter_day(work->findings);
    const GArray *dates = work->known->letter_dates;
    for (guint i = 0; g_date_valid(&day) && i < dates->len; i++)
        if (g_date_compare(&g_array_index(dates, GDate, i), &day) > 0)
            return TRUE;
    return FALSE;
}

static gboolean keeps(struct work *work, guint index)
{
    const struct deadline *deadline = deadline_in(work->known->matter->deadlines, index);
    if (g_hash_table_contains(work->letter_days, day_key(&deadline->date)))
        return TRUE;
    if (work->authoritative && work->findings->deadlines->len > 0)
        return FALSE;
    if (work->relation == RELATION_EARLIER || is_outdated(work))
        return TRUE;
    if (g_hash_table_contains(work->taken_back, day_key(&deadline->date)))
        return FALSE;
    if (work->relation != RELATION_LATER || !was_moved(work, deadline))
        return TRUE;
    g_autofree char *day = format_day(&deadline->date);
    add_doubt(work, g_strdup_printf("The later letter asks the same thing by another date and does not "
                                    "mention %s: please check that it replaces it.", day));
    return FALSE;
}

/* The same day in both, but one counts it out. */
static void compare_same_day(struct work *work, const struct deadline *ours,
                             const struct deadline *theirs)
{
    if ((ours->kind == DEADLINE_BEFORE) == (theirs->kind == DEADLINE_BEFORE))
        return;
    g_autofree char *day = format_day(&ours->date);
    add_doubt(work, g_strdup_printf("One copy of the letter says by %s, another before it: the day "
                                    "before is the safe one.", day));
}

static void merge_deadlines(struct work *work)
{
    const GPtrArray *ours = work->known->matter->deadlines, *theirs = work->findings->deadlines;
    struct merge *merge = work->merge;

    for (guint i = 0; i < ours->len; i++) {
        if (keeps(work, i))
            g_array_append_val(merge->deadlines, ((struct merge_item){FALSE, i}));
        else
            g_array_append_val(merge->dropped, i);
    }
    for (guint i = 0; i < theirs->len; i++) {
        const struct deadline *deadline = deadline_in(theirs, i);
        guint same = GPOINTER_TO_UINT(
            g_hash_table_lookup(work->matter_days, day_key(&deadline->date)));
        if (same > 0) {
            compare_same_day(work, deadline_in(ours, same - 1), deadline);
        } else if (!was_taken_back(work, &deadline->date)) {
            g_array_append_val(merge->deadlines, ((struct merge_item){TRUE, i}));
            merge->added++;
        }
    }
}

/* ---- doubts ---------------------------------------------------------------------------------- */

static char *list_days(const struct work *work, gboolean fresh)
{
    g_autoptr(GString) list = g_string_new(NULL);
    const GPtrArray *from = fresh ? work->findings->deadlines : work->known->matter->deadlines;
    guint named = 0;
    for (guint i = 0; i < work->merge->deadlines->len && named < 5; i++) {
        const struct merge_item *item =
            &g_array_index(work->merge->deadlines, struct merge_item, i);
        if (item->fresh != fresh)
            continue;
        const struct deadline *deadline = deadline_in(from, item->position);
        gboolean over = g_date_valid(&work->findings->received) &&
                        g_date_compare(&deadline->date, &work->findings->received) < 0;
        if (!fresh && (over || g_hash_table_contains(work->letter_days, day_key(&deadline->date))))
            continue;
        g_autofree char *day = format_day(&deadline->date);
        g_string_append_printf(list, "%s%s", named ? ", " : "", day);
        named++;
    }
    return g_strdup(list->str);
}

/* Deadlines that only one of the letters has. Those that are over, and those both have, are no
 * disagreement. */
static void doubt_disagreement(struct work *work)
{
    g_autofree char *kept = list_days(work, FALSE);
    g_autofree char *added = list_days(work, TRUE);
    if (!*kept || !*added)
        return;
    if (work->relation == RELATION_LATER)
        add_doubt(work, g_strdup_printf("A later letter gives %s and does not say that %s holds no "
                                        "longer: both are kept.", added, kept));
    else if (work->relation == RELATION_EARLIER)
        add_doubt(work, g_strdup_printf("An earlier letter, which came later, also gives %s beside %s: "
                                        "all are kept.", added, kept));
    else
        add_doubt(work, g_strdup_printf("Copies of the letter disagree: one gives %s, another %s. All "
                                        "are kept.", kept, added));
}

/* ---- requests and links ---------------------------------------------------------------------- */

static gboolean linked_to_fresh(const struct work *work, const struct request *request)
{
    for (guint i = 0; i < request->deadlines->len; i++) {
        guint index = g_array_index(request->deadlines, guint, i);
        if (index >= work->findings->deadlines->len)
            continue;
        const GDate *date = &deadline_in(work->findings->deadlines, index)->date;
        if (!g_hash_table_contains(work->matter_days, day_key(date)))
            return TRUE;
    }
    return FALSE;
}

/* A later letter's requests come first, and what it says anew replaces the old words. Of a copy
 * only what belongs to a new date is taken: the rest says the same, perhaps in another language. */
static void merge_requests(struct work *work, guint *ours_at, guint *theirs_at)
{
    const GPtrArray *ours = work->known->matter->requests, *theirs = work->findings->requests;
    GArray *list = work->merge->requests;
    gboolean later = work->relation == RELATION_LATER || work->authoritative;
    g_autofree gboolean *twin = g_new0(gboolean, theirs->len + 1);

    for (guint i = 0; i < ours->len; i++)
        if (work->twins[i] >= 0)
            twin[work->twins[i]] = TRUE;
    for (guint i = 0; i < theirs->len; i++) {
        theirs_at[i] = G_MAXUINT;
        gboolean fresh = linked_to_fresh(work, request_in(theirs, i));
        gboolean first_ask = ours->len == 0;
        if (!later && !fresh && !first_ask)
            continue;
        theirs_at[i] = list->len;
        g_array_append_val(list, ((struct merge_item){TRUE, i}));
        work->merge->asked += !twin[i] && (later || first_ask);
    }
    gboolean replaced = work->authoritative && theirs->len > 0;
    for (guint i = 0; i < ours->len; i++) {
        guint said_anew = work->twins[i] >= 0 ? theirs_at[work->twins[i]] : G_MAXUINT;
        ours_at[i] = said_anew;
        if (said_anew != G_MAXUINT || replaced)
            continue;
        ours_at[i] = list->len;
        g_array_append_val(list, ((struct merge_item){FALSE, i}));
    }
}

static void add_links(struct work *work, guint deadline, const GArray *requests,
                      const guint *places, guint count)
{
    for (guint i = 0; i < requests->len; i++) {
        guint request = g_array_index(requests, guint, i);
        if (request < count && places[request] != G_MAXUINT)
            g_array_append_val(work->merge->links,
                               ((struct merge_link){deadline, places[request]}));
    }
}

/* Where one date takes the place of those dropped, what hung on them hangs on it. */
static void relink_dropped(struct work *work, const guint *ours_at)
{
    const struct matter *matter = work->known->matter;
    if (work->merge->added != 1)
        return;
    guint fresh = 0;
    while (!g_array_index(work->merge->deadlines, struct merge_item, fresh).fresh)
        fresh++;
    for (guint i = 0; i < work->merge->dropped->len; i++) {
        guint index = g_array_index(work->merge->dropped, guint, i);
        add_links(work, fresh, deadline_in(matter->deadlines, index)->requests, ours_at,
             matter->requests->len);
    }
}

static void merge_links(struct work *work, const guint *ours_at, const guint *theirs_at)
{
    const struct matter *matter = work->known->matter;
    const struct findings *findings = work->findings;
    for (guint i = 0; i < work->merge->deadlines->len; i++) {
        const struct merge_item *item =
            &g_array_index(work->merge->deadlines, struct merge_item, i);
        if (item->fresh) {
            add_links(work, i, deadline_in(findings->deadlines, item->position)->requests, theirs_at,
                 findings->requests->len);
            continue;
        }
        const struct deadline *kept = deadline_in(matter->deadlines, item->position);
        add_links(work, i, kept->requests, ours_at, matter->requests->len);
        guint same = GPOINTER_TO_UINT(g_hash_table_lookup(work->letter_days, day_key(&kept->date)));
        if (same > 0)
            add_links(work, i, deadline_in(findings->deadlines, same - 1)->requests, theirs_at,
                 findings->requests->len);
    }
    relink_dropped(work, ours_at);
}

struct merge *merge_letter(const struct known *known, const struct findings *findings,
                           enum relation relation, gboolean authoritative)
{
    struct work work = {.known = known, .findings = findings, .relation = relation,
                        .authoritative = authoritative, .merge = merge_new()};
    g_autoptr(GHashTable) letter_days = index_days(findings->deadlines);
    g_autoptr(GHashTable) matter_days = index_days(known->matter->deadlines);
    g_autoptr(GHashTable) taken_back = g_hash_table_new(NULL, NULL);
    g_autofree guint *ours_at = g_new0(guint, known->matter->requests->len + 1);
    g_autofree guint *theirs_at = g_new0(guint, findings->requests->len + 1);

    for (guint i = 0; i < findings->superseded->len; i++)
        g_hash_table_add(taken_back,
                         day_key(&((struct superseded *)g_ptr_array_index(findings->superseded, i))
                                      ->date));
    work.letter_days = letter_days;
    work.matter_days = matter_days;
    work.taken_back = taken_back;
    find_twins(&work);
    merge_deadlines(&work);
    merge_requests(&work, ours_at, theirs_at);
    merge_links(&work, ours_at, theirs_at);
    if (!authoritative)
        doubt_disagreement(&work);
    work.merge->changed = work.merge->added > 0 || work.merge->dropped->len > 0 ||
                          work.merge->asked > 0;
    g_free(work.twins);
    return work.merge;
}
