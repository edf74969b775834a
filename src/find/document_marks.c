/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the marks that the automaton finds stand where they do.
 *
 * Marks of a pack whose language is not the sentence's are dropped (words such as "on", "par" and
 * "no" mean other things elsewhere); a sentence too short to tell keeps them all. A mark that lies
 * inside one of kind `void` is dropped, too, and what is told of the past or denied inside one of kind `stand`. */
#include "find/document_marks.h"

#include <string.h>

#include "find/role.h"

static gboolean is_foreign(const struct document *d, const struct sentence *s, const struct rule *rule)
{
    guint8 language = s->language;

    /* a line too short to tell is in the language of the rest where a rule only takes away */
    if (language == NO_LANGUAGE && (rule->kind == RULE_DATED || rule->kind == RULE_FORMER || rule->kind == RULE_STAMP || rule->kind == RULE_THIRD))
        language = d->language;
    return rule->language != LANGUAGES_MAX && language != NO_LANGUAGE && rule->language != language &&
           rule->kind < RULE_SALUTATION && rule->kind != RULE_CLOCK && rule->kind != RULE_ZONE;
}

/* A row with a number tells of something itself: "Opening of the platform | 12/05/2025". */
static gboolean has_number(const struct document *d, const struct sentence *s)
{
    for (guint i = s->first; i < s->end; i++)
        if (DOCUMENT_TOKEN(d, i)->type == TOKEN_NUMBER)
            return TRUE;
    return FALSE;
}

/* "Who" and "To whom" head a column only where they open a cell. So do "from" and "to", which stand before days as well,
 * and verbs where they end it: "Registration opens". */
static gboolean is_no_head(const struct document *d, const struct sentence *s, const struct mark *mark, const struct rule *rule)
{
    if (rule->kind != RULE_COLUMN || rule->value < COLUMN_OF_ADDRESSES)
        return FALSE;
    gboolean begins = mark->start == s->first || DOCUMENT_TOKEN(d, mark->start)->flags & TOKEN_CELL;
    gboolean ends = (mark->end >= s->end || DOCUMENT_TOKEN(d, mark->end)->flags & TOKEN_CELL) && !(document_word(d, mark->end - 1)->roles & (ROLE_FROM | ROLE_TO));
    if (rule->value < COLUMN_OF_OPENINGS)
        return s->zone != ZONE_ROW || !begins;
    return s->zone != ZONE_ROW || !(begins || ends) || (rule->value != COLUMN_DITTO && has_number(d, s));
}

/* "2. to send", "• to send": nothing but what marks or numbers an item stands before it. */
static gboolean heads_item(const struct document *d, const struct sentence *s, guint token)
{
    for (guint i = s->first; i < token; i++)
        if (token > s->first + 3 || (DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD && DOCUMENT_TOKEN(d, i)->length > 2))
            return FALSE;
    return TRUE;
}

/* Rules of value 1 that ask (imperatives), name a key ("By:") or take back ("for … read") count only where a sentence or
 * a clause begins. */
static gboolean is_misplaced(const struct document *d, const struct sentence *s, const struct mark *mark, const struct rule *rule)
{
    if (rule->value != 1 || (rule->kind != RULE_ASK && rule->kind != RULE_FORMER && rule->kind != RULE_DEADLINE) || mark->start == s->first)
        return FALSE;
    const struct token *before = DOCUMENT_TOKEN(d, mark->start - 1);
    if (before->type != TOKEN_PUNCTUATION)
        return TRUE;
    if (rule->kind == RULE_FORMER)
        return before->value != ':'; /* "line 2: for … read …" */
    return (before->value >= 128 || strchr(":;)-", (int)before->value) == NULL) && !heads_item(d, s, mark->start);
}

/* The word has a table's cell to itself. */
static gboolean is_alone(const struct document *d, const struct sentence *s, const struct mark *mark)
{
    for (guint i = mark->start + 1; i < mark->end; i++)
        if (DOCUMENT_TOKEN(d, i)->flags & TOKEN_CELL)
            return FALSE;
    return (mark->start == s->first || DOCUMENT_TOKEN(d, mark->start)->flags & TOKEN_CELL) &&
           (mark->end >= s->end ? mark->start > s->first : (DOCUMENT_TOKEN(d, mark->end)->flags & TOKEN_CELL) != 0);
}

/* "Employers: 12 September": it is all that stands before a line's colon, or all of the line. */
static gboolean is_key(const struct document *d, const struct sentence *s, const struct mark *mark)
{
    return sentence_begins_line(d, s) && heads_item(d, s, mark->start) && (mark->end >= s->end || document_is_sign(d, mark->end, ":"));
}

/* "All" is the reader too in a table's cell of its own; "all reports" are not. So "employers" are those who act in a cell
 * or as a key. */
static gboolean is_not_alone(const struct document *d, const struct sentence *s, const struct mark *mark, const struct rule *rule)
{
    if (rule->value != NAMED_ALONE || (rule->kind != RULE_READER && rule->kind != RULE_THIRD))
        return FALSE;
    return !(s->zone == ZONE_ROW && is_alone(d, s, mark)) && !(rule->kind == RULE_THIRD && is_key(d, s, mark));
}

/* "BIT" names an organization, "bit" does not; "I" in a cell is a number. */
static gboolean is_small_acronym(const struct document *d, const struct sentence *s, const struct mark *mark, const struct rule *rule)
{
    if (rule->kind != RULE_LETTERHEAD && rule->kind != RULE_SENDER)
        return FALSE;
    const struct token *token = DOCUMENT_TOKEN(d, mark->start);
    gboolean sender = rule->kind == RULE_SENDER && g_strcmp0(rule->is, "acronym") == 0;

    if (rule->kind == RULE_SENDER && token->length == 1 && is_alone(d, s, mark))
        return TRUE;
    if (sender && (is_alone(d, s, mark) || is_key(d, s, mark)))
        return FALSE;
    if (sender && token->length > 5)
        return TRUE;
    return (rule->kind == RULE_LETTERHEAD || sender) && mark->end == mark->start + 1 && token->length <= 5 && !(token->flags & TOKEN_UPPER);
}

/* "Circular No. 12, replies are expected": a number's sign denies nothing. */
static gboolean is_number_sign(const struct document *d, const struct sentence *s, const struct mark *mark, const struct rule *rule)
{
    guint next = mark->start + 1;

    if ((rule->kind != RULE_NEGATION && rule->kind != RULE_CONDITION) || !(document_word(d, mark->start)->roles & ROLE_NUMBER_SIGN))
        return FALSE;
    if (next < s->end && document_is_sign(d, next, "."))
        next++;
    return next < s->end && DOCUMENT_TOKEN(d, next)->type == TOKEN_NUMBER;
}

/* Words are read without accents, and so "solicitó" (he asked) as "solicito" (I ask) and "terminó" as "término". What
 * asks or names a term with a word that ends as only those of the past do tells of the past. */
static gboolean holds_preterite(const struct document *d, const struct mark *mark, const struct rule *rule)
{
    for (guint i = mark->start; i < mark->end; i++)
        if (document_ends_past(d, i, rule->language))
            return TRUE;
    return FALSE;
}

/* A rule of the past that is "accented" fits such words alone. */
static gboolean is_of_other_tense(const struct document *d, const struct mark *mark, const struct rule *rule)
{
    if (rule->kind == RULE_PAST)
        return rule->is != NULL && g_str_equal(rule->is, "accented") && !holds_preterite(d, mark, rule);
    return (rule->kind == RULE_ASK || rule->kind == RULE_DUTY || rule->kind == RULE_OFFER || rule->kind == RULE_DEADLINE) && holds_preterite(d, mark, rule);
}

G_STATIC_ASSERT(RULE_COLUMN < 64 && RULE_LETTERHEAD < 64 && RULE_SENDER < 64 && RULE_NEGATION < 64 && RULE_CONDITION < 64 && RULE_FORMER < 64 && RULE_READER < 64 && RULE_THIRD < 64);

/* Marks of other kinds stand wherever their words do. */
static inline gboolean depends_on_place(enum rule_kind kind)
{
    const guint64 kinds = KIND(RULE_ASK) | KIND(RULE_DUTY) | KIND(RULE_OFFER) | KIND(RULE_DEADLINE) | KIND(RULE_FORMER) | KIND(RULE_PAST) |
                          KIND(RULE_LETTERHEAD) | KIND(RULE_SENDER) | KIND(RULE_NEGATION) | KIND(RULE_CONDITION) | KIND(RULE_COLUMN) | KIND(RULE_READER) | KIND(RULE_THIRD);

    return kind_is_of(kind, kinds);
}

static gboolean is_out_of_place(const struct document *d, const struct sentence *s, const struct mark *mark, const struct rule *rule)
{
    return is_misplaced(d, s, mark, rule) || is_no_head(d, s, mark, rule) || is_not_alone(d, s, mark, rule) || is_small_acronym(d, s, mark, rule) || is_number_sign(d, s, mark, rule) || is_of_other_tense(d, mark, rule);
}

/* Keeps of the marks of a sentence, which end at `end`, those that are neither foreign nor inside a void. They come by
 * start, the longest first. */
static void clean_marks(struct document *d, struct sentence *s, guint end)
{
    struct mark *marks = (struct mark *)d->marks->data;
    guint32 void_end = 0, void_start = 0, stand_end = 0;
    guint kept = s->mark;

    for (guint i = s->mark; i < end; i++) {
        struct mark mark = marks[i];
        const struct rule *rule = packs_rule(d->packs, mark.rule);
        enum rule_kind kind = rule->kind;
        if (is_foreign(d, s, rule) || (depends_on_place(kind) && is_out_of_place(d, s, &mark, rule)))
            continue;
        if (kind == RULE_VOID && mark.end > void_end) {
            void_start = mark.start;
            void_end = mark.end;
        } else if (mark.end <= void_end && mark.start >= void_start && kind < RULE_SALUTATION) {
            continue;
        }
        if (kind == RULE_STAND)
            stand_end = MAX(stand_end, mark.end);
        else if (mark.end <= stand_end && (kind == RULE_PAST || kind == RULE_CONDITION || kind == RULE_NEGATION))
            continue; /* "stays as it was", "does not change": told of no past, and denies nothing that is asked */
        mark.kind = kind;
        marks[kept++] = mark;
        s->kinds[kind >> 6] |= G_GUINT64_CONSTANT(1) << (kind & 63);
        s->longest = MAX(s->longest, mark.end - mark.start);
    }
    s->marks = kept - s->mark;
}

guint document_find_marks(struct document *d, struct sentence *s, guint mark)
{
    s->mark = mark;
    clean_marks(d, s, automaton_run(d->packs->automaton, (const struct token *)d->tokens->data, s->first, s->end, d->marks, mark));
    return s->mark + s->marks;
}
