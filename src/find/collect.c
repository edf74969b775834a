/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deadlines, requests, events and doubts out of judged parts.
 *
 * The same day said twice is one deadline: the better proof stays, what only the other one says
 * (time, zone) is added. The same sentence asked twice (body and attachment, two copies) is one
 * request. A day that another sentence has moved or withdrawn is no deadline wherever it stands.
 * A request has the deadlines of its own sentence, and the one before it where it says "by that
 * date". A part that is plainly news, minutes or a report has neither. */
#include "find/collect.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "find/kind.h"
#include "find/request.h"
#include "find/role.h"
#include "find/subject.h"

#define LIST_MAX 1000u

struct collecting {
    struct findings *f;
    const struct packs *packs;
    const struct piece *piece;
    GHashTable *requests; /* folded words of the sentence to index + 1 */
    GHashTable *days;     /* Julian day and enum list to index + 1 */
    GArray *of_sentence;  /* of guint: request index + 1, by sentence of this piece */
    guint full;           /* a bit a list that has been told to be full */
};

enum list { LIST_DEADLINES, LIST_REQUESTS, LIST_EVENTS, LIST_SUPERSEDED, LISTS };

void collect_limit(struct findings *f, const struct text_part *part, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);

    g_ptr_array_add(f->limits, flaw_new(part->name != NULL ? part->name : "body", what));
}

/* Has a list room for one more? The first time it has not, that is told. */
static gboolean has_room(struct collecting *c, const GPtrArray *list, enum list which)
{
    static const char *const names[] = { N_("deadlines"), N_("requests"), N_("events"), N_("superseded dates") };
    const struct text_part *part = c->piece->document->part;

    if (list->len < LIST_MAX)
        return TRUE;
    if (!(c->full >> which & 1))
        collect_limit(c->f, part, "more than %u %s, the others are not listed", LIST_MAX, names[which]);
    c->full |= 1u << which;
    return FALSE;
}

/* Nothing is surer than that the mail is a circular at all. */
static double at_most_as_sure(const struct collecting *c, double confidence)
{
    return MIN(confidence, c->f->score);
}

/* How often a sum of that height was right in statements that had taught nothing yet: of rules alone, a deadline of 7
 * and more 114 times of 117, one from 5 to 7 103 of 116, one below 3 hardly half. What the context makes of it
 * (role.c) is put on the same scale: of odds above 3 98 in a hundred were right, of those below 0.5 58. */
static double deadline_confidence(double score)
{
    return 1 / (1 + exp(-(score - 2.6) * 0.5));
}

static double request_confidence(double score)
{
    return 1 / (1 + exp(-(score - 0.9) * 1.1));
}

/* ---- requests ---- */

#define KEY_BYTES 600 /* and the word that reaches beyond */

static char *fold_sentence(const struct document *d, const struct sentence *s)
{
    GString *folded = g_string_sized_new(KEY_BYTES);

    for (guint i = s->first; i < s->end && folded->len < KEY_BYTES; i++) {
        const struct token *token = DOCUMENT_TOKEN(d, i);
        if (token->type == TOKEN_PUNCTUATION)
            continue;
        const char *bytes = d->part->utf8->str + token->offset;
        gsize at = folded->len;
        g_string_set_size(folded, at + token->length + 1);
        for (guint k = 0; k < token->length; k++)
            folded->str[at + k] = bytes[k] | (bytes[k] >= 'A' && bytes[k] <= 'Z' ? 0x20 : 0);
        folded->str[folded->len - 1] = ' ';
    }
    return g_string_free(folded, FALSE);
}

/* "2.", "(a)", "3)": the number of a paragraph is no part of its sentence. */
static guint skip_label(const struct document *d, const struct sentence *s)
{
    const struct token *token = DOCUMENT_TOKEN(d, s->first);
    guint i = s->first + (token->type == TOKEN_PUNCTUATION && token->value == '(');

    if (i + 2 >= s->end || DOCUMENT_TOKEN(d, i)->length > 4)
        return s->first;
    token = DOCUMENT_TOKEN(d, i);
    const struct token *mark = token + 1;
    gboolean number = token->type == TOKEN_NUMBER || token->length == 1 || (token->type == TOKEN_WORD && strspn(d->part->utf8->str + token->offset, "ivxIVX") >= token->length);
    if (!number || mark->type != TOKEN_PUNCTUATION || mark->flags & TOKEN_SPACE || !((mark + 1)->flags & (TOKEN_SPACE | TOKEN_CELL | TOKEN_LINE)))
        return s->first;
    return mark->value == ')' || (mark->value == '.' && i == s->first) ? i + 2 : s->first;
}

static void add_request(struct collecting *c, const struct asking *asking)
{
    const struct document *d = c->piece->document;
    const struct sentence *s = DOCUMENT_SENTENCE(d, asking->sentence);
    g_autofree char *key = fold_sentence(d, s);
    guint known = GPOINTER_TO_UINT(g_hash_table_lookup(c->requests, key));

    if (known == 0 && has_room(c, c->f->requests, LIST_REQUESTS)) {
        struct request *request = request_new();
        document_cite(d, skip_label(d, s), DOCUMENT_SENTENCE(d, asking->last)->end, &request->quote);
        request->addressee = g_strdup("government");
        request->confidence = at_most_as_sure(c, request_confidence(asking->score));
        request->rule = asking->rule != G_MAXUINT32 ? g_strdup(packs_rule(c->packs, asking->rule)->name) : g_strdup_printf("%s.learned", document_language_code(d, asking->sentence));
        g_ptr_array_add(c->f->requests, request);
        known = c->f->requests->len;
        g_hash_table_insert(c->requests, g_steal_pointer(&key), GUINT_TO_POINTER(known));
    }
    for (guint i = asking->sentence; i <= asking->last; i++)
        g_array_index(c->of_sentence, guint, i) = known;
}

static void collect_requests(struct collecting *c)
{
    const struct piece *piece = c->piece;

    g_array_set_size(c->of_sentence, 0);
    g_array_set_size(c->of_sentence, piece->document->sentences->len + 1);
    if (piece->genre.silent)
        return;
    for (guint i = 0; i < piece->askings->len; i++)
        add_request(c, &g_array_index(piece->askings, struct asking, i));
}

/* ---- deadlines ---- */

/* "en.learned": a deadline that no rule makes one. NULL where one does, and where it is none. */
static char *name_learned(const struct document *d, const struct verdict *v)
{
    if (v->role != ROLE_DEADLINE || v->by_rules >= DEADLINE_SCORE || v->score <= v->by_rules)
        return NULL;
    return g_strdup_printf("%s.learned", document_language_code(d, v->sentence));
}

void collect_doubt(struct deadline *deadline, const char *doubt)
{
    char *longer = deadline->doubt == NULL ? g_strdup(doubt) : g_strdup_printf("%s %s", deadline->doubt, doubt);

    g_free(deadline->doubt);
    deadline->doubt = longer;
}

static void tell_doubts(struct deadline *deadline, const struct date *date)
{
    if (date->alternative != 0) {
        GDate other = resolve_gdate(date->alternative);
        g_array_append_val(deadline->alternatives, other);
        collect_doubt(deadline, "Day and month can also be read the other way round.");
    }
    if (date->weekday_wrong)
        collect_doubt(deadline, "The weekday named beside it does not fall on this day.");
    if (date->repaired)
        collect_doubt(deadline, "A digit in it was misread and has been repaired.");
    if (date->no_year)
        collect_doubt(deadline, "The year is not written; it is the first such day after the letter.");
    if (deadline->derived)
        collect_doubt(deadline, "The day was counted, it is not written.");
}

static gpointer key_of(enum list list, guint32 day)
{
    return GUINT_TO_POINTER(day * LISTS + list);
}

/* Index + 1 of what is known of a day; 0 where nothing is. */
static guint known_of(const struct collecting *c, enum list list, guint32 day)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(c->days, key_of(list, day)));
}

static void note_known(struct collecting *c, enum list list, guint32 day, guint count)
{
    g_hash_table_insert(c->days, key_of(list, day), GUINT_TO_POINTER(count));
}

static gboolean has_index(const GArray *indices, guint index)
{
    for (guint i = 0; i < indices->len; i++)
        if (g_array_index(indices, guint, i) == index)
            return TRUE;
    return FALSE;
}

static void link_request(struct findings *f, guint index, guint request)
{
    struct deadline *deadline = f->deadlines->pdata[index];
    struct request *asked = f->requests->pdata[request];

    if (!has_index(deadline->requests, request))
        g_array_append_val(deadline->requests, request);
    if (!has_index(asked->deadlines, index))
        g_array_append_val(asked->deadlines, index);
}

static void fill_deadline(const struct collecting *c, struct deadline *deadline, const struct verdict *v, guint index)
{
    const struct document *d = c->piece->document;
    const struct date *date = DOCUMENT_DATE(d, index);

    deadline->date = resolve_gdate(date->last);
    deadline->minutes = date->minutes;
    deadline->zone = g_strdup(date->zone);
    deadline->kind = role_kind_said(d, v, index);
    if (date->from_day != 0 && date->first != date->last && !v->moved && (date->window || v->reason_count > 0))
        deadline->not_before = resolve_gdate(date->first);
    deadline->firm = v->firm;
    deadline->derived = date->derived;
    deadline->confidence = at_most_as_sure(c, deadline_confidence(v->score));
    deadline->rule = name_learned(d, v);
    if (deadline->rule == NULL)
        deadline->rule = g_strdup(v->reason_count > 0 ? packs_rule(c->packs, v->reasons[0].rule)->name : "date");
    deadline->past = g_date_valid(&c->f->received) && date->last < g_date_get_julian(&c->f->received);
    document_cite(d, v->quote, v->quote_end, &deadline->quote);
    tell_doubts(deadline, date);
}

/* The same day said twice: the words that are kept are those that prove most of it. */
static void merge_deadline(struct deadline *kept, struct deadline *other)
{
    gboolean timed = kept->minutes < 0 && other->minutes >= 0, written = kept->derived && !other->derived;

    if (timed || written) {
        const struct quote quote = kept->quote;
        kept->quote = other->quote;
        other->quote = quote;
    }
    if (timed) {
        kept->minutes = other->minutes;
        g_free(kept->zone);
        kept->zone = g_strdup(other->zone);
    }
    if (!g_date_valid(&kept->not_before) && g_date_valid(&other->not_before))
        kept->not_before = other->not_before;
    if (other->firm)
        kept->firm = TRUE;
    if (other->kind != DEADLINE_ON && (kept->kind == DEADLINE_ON || written))
        kept->kind = other->kind; /* the one that says more than its day; of two, the one that is not counted */
    if (written) {
        kept->derived = FALSE;
        g_clear_pointer(&kept->doubt, g_free);
    }
    kept->confidence = MAX(kept->confidence, other->confidence);
}

static void add_deadline(struct collecting *c, guint index)
{
    const struct verdict *v = &g_array_index(c->piece->verdicts, struct verdict, index);
    struct deadline *deadline = deadline_new();
    guint32 day = DOCUMENT_DATE(c->piece->document, index)->last;
    guint known = known_of(c, LIST_DEADLINES, day);
    guint request = g_array_index(c->of_sentence, guint, v->sentence);

    fill_deadline(c, deadline, v, index);
    if (known != 0) {
        merge_deadline(c->f->deadlines->pdata[known - 1], deadline);
        deadline_free(deadline);
    } else if (has_room(c, c->f->deadlines, LIST_DEADLINES)) {
        g_ptr_array_add(c->f->deadlines, deadline);
        known = c->f->deadlines->len;
        note_known(c, LIST_DEADLINES, day, known);
    } else {
        deadline_free(deadline);
    }
    if (known != 0 && request != 0)
        link_request(c->f, known - 1, request - 1);
}

static void add_superseded(struct collecting *c, guint index)
{
    const struct date *date = DOCUMENT_DATE(c->piece->document, index);
    guint32 day = g_array_index(c->piece->verdicts, struct verdict, index).moved ? date->first : date->last;

    if (day == 0 || known_of(c, LIST_SUPERSEDED, day) != 0 || !has_room(c, c->f->superseded, LIST_SUPERSEDED))
        return;
    struct superseded *superseded = superseded_new();
    superseded->date = resolve_gdate(day);
    document_cite(c->piece->document, date->start, date->end, &superseded->quote);
    g_ptr_array_add(c->f->superseded, superseded);
    note_known(c, LIST_SUPERSEDED, day, c->f->superseded->len);
}

static void add_event(struct collecting *c, guint index)
{
    const struct date *date = DOCUMENT_DATE(c->piece->document, index);

    if (date->first == 0 || known_of(c, LIST_EVENTS, date->first) != 0 || !has_room(c, c->f->events, LIST_EVENTS))
        return;
    struct event *event = event_new();
    const struct verdict *v = &g_array_index(c->piece->verdicts, struct verdict, index);
    const struct sentence *s = DOCUMENT_SENTENCE(c->piece->document, v->sentence);
    event->start = resolve_gdate(date->first);
    event->end = resolve_gdate(date->last != date->first ? date->last : 0);
    document_cite(c->piece->document, s->first, s->end, &event->quote);
    g_ptr_array_add(c->f->events, event);
    note_known(c, LIST_EVENTS, date->first, c->f->events->len);
}

static void link_same(struct collecting *c)
{
    const struct piece *piece = c->piece;
    guint k = 0, last = 0;

    for (guint i = 0; i < piece->askings->len; i++) {
        const struct asking *asking = &g_array_index(piece->askings, struct asking, i);
        guint request = g_array_index(c->of_sentence, guint, asking->sentence);
        for (; k < piece->verdicts->len; k++) {
            const struct verdict *v = &g_array_index(piece->verdicts, struct verdict, k);
            if (v->sentence > asking->sentence)
                break;
            if (v->role == ROLE_DEADLINE)
                last = known_of(c, LIST_DEADLINES, DOCUMENT_DATE(piece->document, k)->last);
        }
        if (asking->same && last != 0 && request != 0)
            link_request(c->f, last - 1, request - 1);
    }
}

/* The day has been taken back, here or in another part; "31 October" without a year in the mail that is answered
 * is the same 31 October. */
static gboolean is_taken_back(const struct collecting *c, const struct date *date)
{
    gboolean same = known_of(c, LIST_SUPERSEDED, date->last) != 0;

    for (guint i = 0; i < c->f->superseded->len && date->no_year && !same; i++) {
        const GDate *day = &((struct superseded *)c->f->superseded->pdata[i])->date;
        same = g_date_get_day(day) == date->day && g_date_get_month(day) == date->month;
    }
    return same;
}

static void collect_dates(struct collecting *c)
{
    const struct piece *piece = c->piece;

    for (guint i = 0; i < piece->verdicts->len; i++) {
        const struct verdict *v = &g_array_index(piece->verdicts, struct verdict, i);
        if (v->role == ROLE_EVENT)
            add_event(c, i);
        if (v->role == ROLE_DEADLINE && !piece->genre.silent && (v->stands || !is_taken_back(c, DOCUMENT_DATE(piece->document, i))) && !collect_is_restated(piece, i) && !collect_is_settled(piece, i))
            add_deadline(c, i);
    }
    link_same(c);
}

/* ---- the whole ---- */

static void tell_heading(struct findings *f, GPtrArray *pieces, const struct piece *letter, const struct packs *packs)
{
    double score = 0;

    for (guint i = 0; i < pieces->len; i++) {
        const struct piece *piece = pieces->pdata[i];
        score = MAX(score, piece->genre.score);
        if (!piece->genre.silent && f->reference == NULL && piece == letter)
            f->reference = g_strdup(piece->heading.reference);
        if (f->earlier == NULL)
            f->earlier = g_strdup(piece->heading.earlier);
    }
    for (guint i = 0; i < pieces->len && f->reference == NULL; i++)
        f->reference = g_strdup(((struct piece *)pieces->pdata[i])->heading.reference);
    for (guint i = 0; i < pieces->len && f->reference == NULL; i++)
        f->reference = g_strdup(((struct piece *)pieces->pdata[i])->sender->reference);
    f->score = score;
    f->circular = score >= 0.5;
    if (letter == NULL)
        return;
    f->letter_date = resolve_gdate(letter->document->letter_date);
    if (letter->document->letter_date == 0 && letter->heading.wrapper_date != 0) /* a mail passed on: it was sent that day */
        f->letter_date = resolve_gdate(DOCUMENT_DATE(letter->document, letter->heading.wrapper_date - 1)->last);
    if (letter->document->language < packs->languages->len)
        f->language = g_strdup(packs->languages->pdata[letter->document->language]);
    if (f->circular)
        f->kind = kind_tell(packs, pieces, f->subject);
}

void collect_all(struct findings *f, GPtrArray *pieces, const struct piece *letter, const struct packs *packs)
{
    struct collecting c = { .f = f, .packs = packs };

    c.requests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    c.days = g_hash_table_new(NULL, NULL);
    c.of_sentence = g_array_new(FALSE, TRUE, sizeof(guint));
    tell_heading(f, pieces, letter, packs);
    for (guint i = 0; i < pieces->len; i++) {
        c.piece = pieces->pdata[i];
        role_promote_same(c.piece->document, c.piece->askings, c.piece->frame.letter, c.piece->verdicts);
        for (guint k = 0; k < c.piece->verdicts->len; k++) {
            const struct verdict *v = &g_array_index(c.piece->verdicts, struct verdict, k);
            if ((v->role == ROLE_SUPERSEDED || v->moved) && !c.piece->genre.silent)
                add_superseded(&c, k);
        }
    }
    for (guint i = 0; i < pieces->len; i++) {
        c.piece = pieces->pdata[i];
        collect_requests(&c);
        collect_dates(&c);
        subject_find(c.piece->document, f);
    }
    subject_finish(f);
    g_hash_table_unref(c.requests);
    g_hash_table_unref(c.days);
    g_array_unref(c.of_sentence);
}
