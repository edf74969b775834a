/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges whether a letter belongs to a matter. Two wrongs are possible and not alike: two matters
 * for one letter are a nuisance, a letter hidden in another's matter is a missed date. So evidence
 * must be strong, and nothing may speak against it.
 *
 *   the same letter     the same Message-ID of the letter, with nothing else against it; the same
 *                       reference and a letter date that does not differ; without a reference the
 *                       same letter date, the same deadlines and nearly the same requests
 *   another language    as above, where the languages differ
 *   a later letter      names the reference as an earlier one; bears it with a later date; answers
 *                       in the thread about the same subject; or has the subject and the kind and
 *                       takes back a date of the matter
 *   an earlier one      the same the other way round: it came after the one that changed it
 *
 * Against it: references that differ, cases or instruments that differ, figures that differ in
 * what is asked. The kind of a letter is itself a guess, which a cover mail may sway: it counts only
 * where the letters are not about the same instruments or cases. A subject such as "Meeting" is no
 * evidence at all. */
#include "keep/join.h"

#include <string.h>

#include "keep/words.h"

#define NEAR            0.8 /* of the smaller one's words */
#define REQUEST_WORDS   6   /* fewer say too little */
#define THREAD_IDS_MAX  64
#define FEW             8   /* texts: looked through one by one */

/* Rising in strength. */
enum { BY_NOTHING, BY_SUBJECT, BY_CONTENT, BY_THREAD, BY_EARLIER, BY_REFERENCE, BY_ID };
static const char *const EVIDENCE[] = {
    [BY_NOTHING] = "nothing",
    [BY_SUBJECT] = "the same subject, and it takes back a date of the matter",
    [BY_CONTENT] = "the same letter date, deadlines and requests",
    [BY_THREAD] = "an answer in the same thread",
    [BY_EARLIER] = "it names the matter's reference as an earlier one",
    [BY_REFERENCE] = "the same reference",
    [BY_ID] = "the same Message-ID of the letter",
};

struct known *known_new(struct matter *matter)
{
    struct known *known = g_new0(struct known, 1);
    known->matter = matter;
    known->subject = words_subject_key(matter->subject);
    known->ids = g_ptr_array_new_with_free_func(g_free);
    known->references = g_ptr_array_new_with_free_func(g_free);
    known->languages = g_ptr_array_new_with_free_func(g_free);
    known->instruments = g_ptr_array_new_with_free_func(g_free);
    known->articles = g_ptr_array_new_with_free_func(g_free);
    known->cases = g_ptr_array_new_with_free_func(g_free);
    known->countries = g_ptr_array_new_with_free_func(g_free);
    known->letter_dates = g_array_new(FALSE, FALSE, sizeof(GDate));
    known->taken_back = g_array_new(FALSE, FALSE, sizeof(struct taken_back));
    return known;
}

void known_free(struct known *known)
{
    if (!known)
        return;
    matter_free(known->matter);
    g_free(known->subject);
    bag_free(known->asked);
    g_ptr_array_unref(known->ids);
    g_ptr_array_unref(known->references);
    g_ptr_array_unref(known->languages);
    g_ptr_array_unref(known->instruments);
    g_ptr_array_unref(known->articles);
    g_ptr_array_unref(known->cases);
    g_ptr_array_unref(known->countries);
    g_array_unref(known->letter_dates);
    g_array_unref(known->taken_back);
    g_free(known);
}

GDate join_letter_day(const struct findings *findings)
{
    return g_date_valid(&findings->letter_date) ? findings->letter_date : findings->received;
}

/* ---- comparing ------------------------------------------------------------------------------- */

static gboolean has_text(const GPtrArray *list, const char *text)
{
    for (guint i = 0; text && i < list->len; i++)
        if (strcmp(g_ptr_array_index(list, i), text) == 0)
            return TRUE;
    return FALSE;
}

/* Of a, those that are in b. */
static guint count_shared(const GPtrArray *a, const GPtrArray *b)
{
    guint shared = 0;
    if (b->len <= FEW) {
        for (guint i = 0; i < a->len; i++)
            shared += has_text(b, g_ptr_array_index(a, i));
        return shared;
    }
    g_autoptr(GHashTable) set = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < b->len; i++)
        g_hash_table_add(set, g_ptr_array_index(b, i));
    for (guint i = 0; i < a->len; i++)
        shared += g_hash_table_contains(set, g_ptr_array_index(a, i));
    return shared;
}

/* Both say something, and neither says all that the other one says. */
static gboolean differ(const GPtrArray *a, const GPtrArray *b)
{
    return a->len > 0 && b->len > 0 && count_shared(a, b) < MIN(a->len, b->len);
}

static gboolean topics_differ(const struct known *known, const struct findings *findings)
{
    return differ(known->instruments, findings->instruments) ||
           differ(known->cases, findings->cases) || differ(known->articles, findings->articles) ||
           differ(known->countries, findings->countries);
}

static gboolean topics_equal(const struct known *known, const struct findings *findings)
{
    const GPtrArray *pairs[][2] = {{known->instruments, findings->instruments},
                                   {known->cases, findings->cases},
                                   {known->articles, findings->articles},
                                   {known->countries, findings->countries}};
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
        if (pairs[i][0]->len != pairs[i][1]->len ||
            count_shared(pairs[i][0], pairs[i][1]) != pairs[i][0]->len)
            return FALSE;
    return TRUE;
}

static gboolean topics_shared(const struct known *known, const struct findings *findings)
{
    return count_shared(known->instruments, findings->instruments) > 0 ||
           count_shared(known->cases, findings->cases) > 0;
}

static gpointer day_number(const GDate *date)
{
    return GUINT_TO_POINTER(g_date_valid(date) ? g_date_get_julian(date) : 0);
}

static void add_days(GHashTable *days, const GPtrArray *deadlines)
{
    for (guint i = 0; i < deadlines->len; i++)
        g_hash_table_add(days,
                         day_number(&((struct deadline *)g_ptr_array_index(deadlines, i))->date));
}

static guint count_days_in(const GPtrArray *deadlines, GHashTable *days)
{
    guint count = 0;
    for (guint i = 0; i < deadlines->len; i++)
        count += g_hash_table_contains(
            days, day_number(&((struct deadline *)g_ptr_array_index(deadlines, i))->date));
    return count;
}

static guint count_dates_in(const GPtrArray *deadlines, const GPtrArray *others)
{
    g_autoptr(GHashTable) days = g_hash_table_new(NULL, NULL);
    add_days(days, others);
    return count_days_in(deadlines, days);
}

static gboolean dates_equal(const GPtrArray *a, const GPtrArray *b)
{
    return count_dates_in(a, b) == a->len && count_dates_in(b, a) == b->len;
}

static gboolean dates_disjoint(const GPtrArray *a, const GPtrArray *b)
{
    return a->len > 0 && b->len > 0 && count_dates_in(a, b) == 0;
}

static struct bag *bag_requests(const GPtrArray *requests)
{
    struct bag *bag = bag_new();
    for (guint i = 0; i < requests->len; i++)
        bag_add(bag, ((struct request *)g_ptr_array_index(requests, i))->quote.text);
    return bag;
}

/* ---- the letter ------------------------------------------------------------------------------ */

struct arrival {
    const struct findings *findings;
    char *reference, *earlier, *subject; /* keys */
    GPtrArray *answers;                  /* of char *: ids that it answers or refers to */
    struct bag *asked;                   /* NULL until it is compared */
};

static void add_ids(GPtrArray *to, const char *ids)
{
    g_auto(GStrv) list = g_strsplit_set(ids ? ids : "", " \t\n<>", -1);
    guint taken = 0;
    for (guint i = 0; list[i] && taken < THREAD_IDS_MAX; i++) {
        if (!*list[i])
            continue;
        g_ptr_array_add(to, g_strdup(list[i]));
        taken++;
    }
}

struct arrival *arrival_new(const struct findings *findings)
{
    struct arrival *arrival = g_new0(struct arrival, 1);
    arrival->findings = findings;
    arrival->reference = words_reference_key(findings->reference);
    arrival->earlier = words_reference_key(findings->earlier);
    arrival->subject = words_subject_key(findings->subject);
    arrival->answers = g_ptr_array_new_with_free_func(g_free);
    add_ids(arrival->answers, findings->in_reply_to);
    add_ids(arrival->answers, findings->references);
    return arrival;
}

void arrival_free(struct arrival *arrival)
{
    if (!arrival)
        return;
    g_free(arrival->reference);
    g_free(arrival->earlier);
    g_free(arrival->subject);
    g_ptr_array_unref(arrival->answers);
    bag_free(arrival->asked);
    g_free(arrival);
}

static gboolean requests_near(struct known *known, struct arrival *arrival, gboolean numbers)
{
    if (!known->asked)
        known->asked = bag_requests(known->matter->requests);
    if (!arrival->asked)
        arrival->asked = bag_requests(arrival->findings->requests);
    const struct bag *ours = known->asked, *theirs = arrival->asked;
    return MIN(bag_words(ours), bag_words(theirs)) >= REQUEST_WORDS &&
           bag_overlap(ours, theirs) >= NEAR && (!numbers || bag_numbers_agree(ours, theirs));
}

/* ---- the facts of one comparison ------------------------------------------------------------- */

struct facts {
    struct known *known;
    struct arrival *arrival;
    const struct findings *findings;
    gboolean same_id, thread;
    gboolean reference_same, earlier_same, reference_differs;
    gboolean dated;       /* both sides have a letter date */
    gboolean date_known;  /* a letter of this date is in the matter */
    int order;            /* of the letter's day against all those known: -1 older, 1 newer */
    gboolean other_language, subject_same;
    gboolean kind_differs; /* and nothing that both are about speaks for one letter after all */
    gboolean takes_back;  /* a date that holds, or held, in the matter */
    gboolean taken_back;  /* all its dates were taken back already */
};

static gboolean any_id(const struct known *known, const GPtrArray *ids)
{
    for (guint i = 0; i < ids->len; i++)
        if (has_text(known->ids, g_ptr_array_index(ids, i)))
            return TRUE;
    return FALSE;
}

static void compare_days(struct facts *facts)
{
    const GArray *dates = facts->known->letter_dates;
    GDate day = join_letter_day(facts->findings);
    gboolean older = TRUE, newer = TRUE;

    facts->dated = dates->len > 0 && g_date_valid(&facts->findings->letter_date);
    for (guint i = 0; facts->dated && i < dates->len; i++)
        facts->date_known |= g_date_compare(&g_array_index(dates, GDate, i), &day) == 0;
    if (!g_date_valid(&day))
        return;
    for (guint i = 0; i < dates->len; i++) {
        int order = g_date_compare(&day, &g_array_index(dates, GDate, i));
        older &= order < 0;
        newer &= order > 0;
    }
    facts->order = dates->len == 0 ? 0 : older ? -1 : newer ? 1 : 0;
}

static void compare_taken_back(struct facts *facts)
{
    const struct matter *matter = facts->known->matter;
    const GPtrArray *superseded = facts->findings->superseded;
    const GPtrArray *deadlines = facts->findings->deadlines;
    const GArray *gone = facts->known->taken_back;
    g_autoptr(GHashTable) held = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) past = g_hash_table_new(NULL, NULL);

    add_days(held, matter->deadlines);
    add_days(held, matter->earlier);
    for (guint i = 0; i < superseded->len && !facts->takes_back; i++)
        facts->takes_back = g_hash_table_contains(
            held, day_number(&((struct superseded *)g_ptr_array_index(superseded, i))->date));
    for (guint i = 0; i < gone->len; i++)
        g_hash_table_add(past, day_number(&g_array_index(gone, struct taken_back, i).date));
    facts->taken_back = deadlines->len > 0 && count_days_in(deadlines, past) == deadlines->len;
}

static void gather_facts(struct facts *facts)
{
    const struct known *known = facts->known;
    const struct arrival *arrival = facts->arrival;
    const struct findings *findings = facts->findings;
    const struct matter *matter = known->matter;

    facts->same_id =
        has_text(known->ids, findings->message_id) || has_text(known->ids, findings->letter_id);
    facts->thread = any_id(known, arrival->answers);
    facts->reference_same = has_text(known->references, arrival->reference);
    facts->earlier_same = has_text(known->references, arrival->earlier);
    facts->reference_differs = arrival->reference && known->references->len > 0 &&
                               !facts->reference_same && !facts->earlier_same;
    facts->other_language = findings->language && known->languages->len > 0 &&
                            !has_text(known->languages, findings->language);
    facts->subject_same = arrival->subject && g_strcmp0(arrival->subject, known->subject) == 0;
    gboolean told = findings->kind != LETTER_NONE && findings->kind != LETTER_OTHER &&
                    matter->kind != LETTER_NONE && matter->kind != LETTER_OTHER;
    facts->kind_differs = told && findings->kind != matter->kind &&
                          (!topics_shared(known, findings) || topics_differ(known, findings));
    compare_days(facts);
    compare_taken_back(facts);
}

/* ---- rules: each says RELATION_NONE where it does not hold ----------------------------------- */

static enum relation same_letter(const struct facts *facts)
{
    return facts->other_language ? RELATION_LANGUAGE : RELATION_COPY;
}

/* A known Message-ID on another letter is somebody's trick or somebody's broken program. */
static enum relation judge_id(const struct facts *facts)
{
    if (!facts->same_id || facts->reference_differs || (facts->dated && !facts->date_known) ||
        dates_disjoint(facts->known->matter->deadlines, facts->findings->deadlines))
        return RELATION_NONE;
    return same_letter(facts);
}

/* References name a file, and a file may hold several letters: where nothing but the reference is
 * alike, it is another one. */
static gboolean is_unrelated(const struct facts *facts)
{
    const struct matter *matter = facts->known->matter;
    if (differ(facts->known->cases, facts->findings->cases))
        return TRUE;
    if (facts->subject_same || facts->takes_back || facts->taken_back || facts->earlier_same ||
        facts->thread)
        return FALSE;
    if (facts->dated && facts->date_known)
        return FALSE;
    if (facts->dated)
        return facts->kind_differs;
    return !facts->other_language &&
           dates_disjoint(matter->deadlines, facts->findings->deadlines) &&
           !requests_near(facts->known, facts->arrival, FALSE);
}

static enum relation judge_reference(const struct facts *facts)
{
    if (!facts->reference_same || is_unrelated(facts))
        return RELATION_NONE;
    if (!facts->dated || facts->date_known)
        return same_letter(facts);
    return facts->order < 0 ? RELATION_EARLIER : RELATION_LATER;
}

static enum relation judge_earlier(const struct facts *facts)
{
    if (!facts->earlier_same || differ(facts->known->cases, facts->findings->cases))
        return RELATION_NONE;
    return facts->dated && facts->date_known ? same_letter(facts) : RELATION_LATER;
}

static enum relation judge_thread(const struct facts *facts)
{
    const struct matter *matter = facts->known->matter;
    const struct findings *findings = facts->findings;
    if (!facts->thread || facts->reference_differs || topics_differ(facts->known, findings))
        return RELATION_NONE;
    gboolean new_date = count_dates_in(findings->deadlines, matter->deadlines) <
                        findings->deadlines->len;
    if (!new_date && (!facts->dated || facts->date_known))
        return same_letter(facts);
    gboolean alike = facts->subject_same || facts->takes_back ||
                     requests_near(facts->known, facts->arrival, FALSE);
    if (!alike || facts->order < 0)
        return RELATION_NONE;
    return RELATION_LATER;
}

/* Nothing is asked: only subject, date, kind and topics can be compared. */
static gboolean is_same_notice(const struct facts *facts)
{
    const struct matter *matter = facts->known->matter;
    return matter->deadlines->len == 0 && matter->requests->len == 0 &&
           facts->findings->requests->len == 0 && facts->dated && facts->date_known &&
           facts->subject_same && words_are_telling(facts->arrival->subject) && !facts->kind_differs &&
           topics_equal(facts->known, facts->findings);
}

/* The same deadlines; where the letter date is the same, one side may have missed some. */
static gboolean dates_fit(const struct facts *facts)
{
    const GPtrArray *ours = facts->known->matter->deadlines;
    const GPtrArray *theirs = facts->findings->deadlines;
    if (dates_equal(ours, theirs))
        return TRUE;
    guint shared = count_dates_in(theirs, ours);
    return facts->dated && facts->date_known && !facts->other_language && shared > 0 &&
           (shared == theirs->len || count_dates_in(ours, theirs) == ours->len);
}

static enum relation judge_content(const struct facts *facts)
{
    const struct findings *findings = facts->findings;
    if (facts->reference_differs || topics_differ(facts->known, findings) || facts->kind_differs ||
        (facts->dated && !facts->date_known) || !dates_fit(facts))
        return RELATION_NONE;
    if (is_same_notice(facts))
        return RELATION_COPY;
    /* Without a letter date the deadlines must speak; without those, the letter date. */
    if (findings->deadlines->len == 0 && !facts->dated)
        return RELATION_NONE;
    if (!facts->other_language)
        return requests_near(facts->known, facts->arrival, TRUE) ? RELATION_COPY
                                                                         : RELATION_NONE;
    /* Words of two languages cannot be compared: what the letter is about must be the same. */
    gboolean about = topics_shared(facts->known, findings);
    return about && facts->dated && findings->deadlines->len > 0 ? RELATION_LANGUAGE
                                                                 : RELATION_NONE;
}

static enum relation judge_subject(const struct facts *facts)
{
    const struct findings *findings = facts->findings;
    if (!facts->subject_same || facts->kind_differs || topics_differ(facts->known, findings))
        return RELATION_NONE;
    gboolean sure = words_are_telling(facts->arrival->subject) || topics_shared(facts->known, findings) ||
                    requests_near(facts->known, facts->arrival, FALSE);
    if (!sure)
        return RELATION_NONE;
    if (facts->takes_back && facts->order >= 0)
        return facts->dated && facts->date_known ? RELATION_COPY : RELATION_LATER;
    if (facts->taken_back && facts->order < 0)
        return RELATION_EARLIER;
    return RELATION_NONE;
}

struct judgement join_judge(struct known *known, struct arrival *arrival)
{
    static enum relation (*const rules[])(const struct facts *) = {
        [BY_SUBJECT] = judge_subject, [BY_CONTENT] = judge_content, [BY_THREAD] = judge_thread,
        [BY_EARLIER] = judge_earlier, [BY_REFERENCE] = judge_reference, [BY_ID] = judge_id,
    };
    struct facts facts = {.known = known, .arrival = arrival, .findings = arrival->findings};
    enum relation relation = RELATION_NONE;
    guint by = BY_ID;

    gather_facts(&facts);
    for (; by > BY_NOTHING; by--) {
        relation = rules[by](&facts);
        if (relation != RELATION_NONE)
            break;
    }
    return (struct judgement){.relation = relation, .strength = by,
                              .evidence = EVIDENCE[by], .same_id = facts.same_id};
}
