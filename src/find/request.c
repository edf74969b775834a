/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is asked to do what, sentence by sentence.
 *
 * A sentence asks where a verb of asking has the reader as the one who acts (or nobody else), or
 * where something that only the reader can give must come ("the reports should reach the Office").
 * It does not where the same words stand in a quotation, tell of the past, or aim at somebody else;
 * courtesies ("please find attached") have been taken out by rules of kind `void` before. A lead that is no sentence
 * without the list below it ("Governments are requested: (a) to …") takes its items in: they are one request. */
#include "find/request.h"

#include "find/addressee.h"
#include "find/asking.h"
#include "find/learned.h"
#include "find/role.h"

static gboolean is_quoted(const struct document *d, const struct sentence *s, const struct mark *mark)
{
    const struct token *token = DOCUMENT_TOKEN(d, mark->end - 1);
    guint i = mark->end - 1;

    if (!(token->flags & TOKEN_QUOTED))
        return FALSE;
    while (i > s->first && DOCUMENT_TOKEN(d, i - 1)->flags & TOKEN_QUOTED)
        i--;
    return i > s->first || !(DOCUMENT_TOKEN(d, s->end - 1)->flags & TOKEN_QUOTED) || mark->end - i >= 2;
}

/* "should read: …", "debe decir «…»" */
static gboolean quotes_after(const struct document *d, const struct sentence *s, guint end)
{
    return document_is_sign(d, end - 1, ":") || (end < s->end && (document_is_sign(d, end, ":") || DOCUMENT_TOKEN(d, end)->flags & TOKEN_QUOTED));
}

/* Is the mark inside one of a kind that tells of the past, of the sender, of a meeting, of a correction ("should read")? */
static gboolean is_covered(const struct document *d, const struct sentence *s, const struct mark *mark)
{
    for (guint i = s->mark; i < s->mark + s->marks; i++) {
        const struct mark *other = DOCUMENT_MARK(d, i);
        enum rule_kind kind = document_rule(d, i)->kind;
        if (kind == RULE_NEGATION && document_rule(d, i)->value != NEGATION_FORBIDS && other->end > mark->start && (other->start <= mark->start || other->end == mark->end))
            return TRUE; /* "need not", and "a visa is not necessary" */
        if (other->start > mark->start)
            continue;
        if (kind == RULE_DUTY && document_rule(d, i)->value == DUTY_IN_PASSING && other->start < mark->start && other->end >= mark->end)
            return TRUE;
        gboolean told = kind == RULE_PAST || kind == RULE_OFFER || kind == RULE_PLAN || (kind == RULE_EVENT && document_rule(d, i)->is == NULL) ||
                        (kind == RULE_EXTEND && document_rule(d, i)->value == EXTEND_READS && quotes_after(d, s, other->end));
        if (told && other->end >= mark->end && other->end - other->start > mark->end - mark->start)
            return TRUE;
    }
    return FALSE;
}

/* "Reports received after 1 September may have to wait": what comes of being late is not asked for. */
static gboolean is_consequence(const struct document *d, const struct sentence *s, guint from, const struct mark *mark)
{
    for (guint i = document_first_mark(d, s, from); i < s->mark + s->marks && DOCUMENT_MARK(d, i)->start < mark->start; i++)
        if (document_rule(d, i)->kind == RULE_CONDITION && DOCUMENT_MARK(d, i)->end <= mark->start)
            return TRUE;
    return FALSE;
}

/* "The Office is requested to", "The Council, at its next session, will be called upon to": the sender
 * itself is asked, by others. */
static gboolean follows_sender(const struct document *d, const struct sentence *s, const struct mark *mark)
{
    gboolean inserted = mark->start > s->first && document_is_sign(d, mark->start - 1, ",");

    for (guint i = s->mark; i < s->mark + s->marks && DOCUMENT_MARK(d, i)->start < mark->start; i++) {
        guint end = DOCUMENT_MARK(d, i)->end;
        if (document_rule(d, i)->kind == RULE_SENDER && end <= mark->start && (end + 1 >= mark->start || (inserted && document_is_sign(d, end, ","))))
            return TRUE;
    }
    return FALSE;
}

/* The reader who acts before token opens his clause: "Governments will send", not "when Governments send". */
static gboolean heads_clause(const struct document *d, const struct sentence *s, guint token)
{
    guint i = s->first, end = 0;

    for (guint k = s->mark; k < s->mark + s->marks && DOCUMENT_MARK(d, k)->start < token; k++) {
        if (document_rule(d, k)->kind != RULE_READER || DOCUMENT_MARK(d, k)->end > token || DOCUMENT_MARK(d, k)->end <= end)
            continue; /* "Member State" inside "each Member State" */
        i = DOCUMENT_MARK(d, k)->start;
        end = DOCUMENT_MARK(d, k)->end;
    }
    while (i > s->first && document_has_role(d, i - 1, ROLE_THE))
        i--;
    return role_opens_clause(d, s, i);
}

static double weigh_mark(const struct document *d, const struct sentence *s, const struct mark *mark, const struct rule *rule)
{
    guint from = role_clause_start(d, s, mark->start);
    enum actor before = role_actor_before(d, s, from, mark->start + 1);
    gboolean you = rule->is != NULL && g_str_equal(rule->is, "you");
    gboolean active = rule->is != NULL && g_str_equal(rule->is, "active");
    gboolean object = document_mark_within(d, s, from, mark->start + 1, RULE_OBJECT) != NULL ||
                      (rule->kind == RULE_RECEIVE && document_mark_from(d, s, mark->start, RULE_OBJECT) != NULL); /* "a letter of support is indispensable" */
    gboolean quoted = is_quoted(d, s, mark) && !document_is_transcribed(d, s - DOCUMENT_SENTENCE(d, 0));

    if (quoted || is_covered(d, s, mark))
        return -5;
    if (rule->kind != RULE_ASK && is_consequence(d, s, from, mark))
        return -2;
    switch (rule->kind) {
    case RULE_ASK:
        if ((rule->value == 2 && !role_opens_clause(d, s, mark->start)) || (rule->value == ASK_IN_QUESTION && !s->question))
            return 0;
        if (you)
            return 4;
        if (active) {
            enum actor after = role_actor_after(d, s, mark->end, MIN(mark->end + 5, s->end));
            return (before == ACTOR_THIRD && after != ACTOR_READER) || after == ACTOR_THIRD ? -4 : 3;
        }
        return before == ACTOR_THIRD || (before == ACTOR_SENDER && follows_sender(d, s, mark)) ? -4 : 3;
    case RULE_DUTY:
        if (before == ACTOR_THIRD || before == ACTOR_SENDER)
            return -4;
        if (rule->value == DUTY_IN_PASSING)
            return 0;
        if (rule->value == DUTY_OF_THEM)
            return role_opens_clause(d, s, mark->start) && role_they_are_asked(d, s) ? 2.6 : 0;
        if (rule->value == DUTY_OF_MOOD && (before != ACTOR_READER || !heads_clause(d, s, mark->start) || document_mark_within(d, s, from, mark->start, RULE_PAST) != NULL))
            return 0; /* "will be sent": by whom is not said */
        if (before == ACTOR_NONE && (document_mark_within(d, s, from, mark->start, RULE_OFFER) != NULL || mark->start == s->first))
            return 2.2; /* "those wishing to take part must"; "Deben señalar": the verb alone speaks to the reader */
        return before == ACTOR_READER ? 2.6 : object ? 2.2 : 0.5;
    case RULE_RECEIVE:
        if (before == ACTOR_NONE && rule->value == 7) /* "changes should be notified": must, said of a thing */
            return 2.2;
        if (rule->value == RECEIVE_OF_MOOD)
            return -2; /* "the Committee has regretted that reports arrive late": a mood alone asks nothing */
        if (before != ACTOR_THIRD && rule->value == 8) /* "they must reach": what was named before */
            return 2.2;
        if (before == ACTOR_SENDER && document_mark_within(d, s, mark->end, MIN(mark->end + 5, s->end), RULE_OBJECT) != NULL)
            return 2.2; /* "we must have received your corrections" */
        return before == ACTOR_THIRD ? -4 : object || before == ACTOR_READER ? 2.4 : 1.2;
    default:
        return 0;
    }
}

/* "We ask you:" */
static gboolean leads_list(const struct document *d, guint index)
{
    return index + 1 < d->sentences->len && DOCUMENT_SENTENCE(d, index + 1)->lead == index;
}

/* Something in it is asked with, asked for, asked of, or due. */
static gboolean holds_cue(const struct sentence *s)
{
    return s->dates > 0 || s->question || sentence_has_any(s, RULE_DEADLINE, RULE_OFFER) || sentence_has(s, RULE_READER) || sentence_has(s, RULE_OBJECT);
}

static gboolean may_ask(const struct document *d, guint index)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, index);

    return holds_cue(s) && index < d->history &&
           !addressee_is_other(d, index) && s->zone != ZONE_WRAPPER && s->zone != ZONE_HEADING && s->zone != ZONE_ROW &&
           (s->end - s->first >= 4 || leads_list(d, index)) && !document_is_told_item(d, s);
}

/* names: of the rules for it after a +, against it after a -; may be NULL. */
static void weigh_rules(const struct document *d, struct asking *best, GString *names)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, best->sentence);
    gboolean leads = leads_list(d, best->sentence);

    for (guint i = s->mark; i < s->mark + s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(d, i);
        const struct rule *rule = document_rule(d, i);
        if (mark->kind != RULE_ASK && mark->kind != RULE_DUTY && mark->kind != RULE_RECEIVE)
            continue;
        if (mark->end - mark->start == s->end - s->first && !leads)
            continue;
        double score = weigh_mark(d, s, mark, rule);
        if (names != NULL && score != 0)
            g_string_append_printf(names, "%s%c%s", names->len > 0 ? " " : "", score > 0 ? '+' : '-', rule->name);
        if (score > best->score) {
            best->score = score;
            best->rule = mark->rule;
        }
    }
    if (document_mark_within(d, s, s->first, s->end, RULE_QUOTE) != NULL)
        best->score -= 3;
    if (document_mark_within(d, s, s->first, s->end, RULE_RECUR) != NULL)
        best->score -= 1;
}

#define ODDS_NONE 0.9 /* the score of a sentence that asks as likely as not, */
#define ODDS_UNIT 0.9 /* … and the points that one of odds is worth */

/* Rules and words in their context; no more than the rules where nothing was learned. */
static void weigh(struct document *d, struct asking *best, GString *names)
{
    struct sentence *s = DOCUMENT_SENTENCE(d, best->sentence);
    guint8 language = document_language(d, s);
    const struct learned *learned = language < LANGUAGES_MAX ? d->packs->learned[language] : NULL;

    weigh_rules(d, best, names);
    double by_words = learned != NULL ? learned_weigh_sentence(learned, d, best->sentence) : 0;
    best->by_rules = best->score - REQUEST_SCORE;
    s->asks = best->by_rules + by_words;
    d->asks_most = MAX(d->asks_most, s->asks);
    best->weight = best->by_rules;
    best->asks = best->by_rules >= 0;
    if (d->packs->asking != NULL && learned != NULL) {
        best->weight = asking_weigh(d->packs->asking, d, best->sentence, best->by_rules, by_words) * ODDS_UNIT;
        best->score = ODDS_NONE + best->weight;
        best->asks = best->weight > 0;
    }
}

gboolean request_explain(struct document *d, guint sentence, GString *rules, struct asking *asking)
{
    *asking = (struct asking){ .sentence = sentence, .rule = G_MAXUINT32 };
    if (!may_ask(d, sentence))
        return FALSE;
    weigh(d, asking, rules);
    return TRUE;
}

gboolean request_describe(const struct document *d, guint sentence, GString *names)
{
    struct asking best = { .sentence = sentence, .rule = G_MAXUINT32 };

    if (!may_ask(d, sentence))
        return FALSE;
    weigh_rules(d, &best, NULL);
    learned_describe_sentence(d, sentence, names);
    g_string_append(names, "\t|");
    asking_describe(d, sentence, best.score - REQUEST_SCORE, names);
    return TRUE;
}

static void read_sentence(struct document *d, guint index, GArray *askings)
{
    struct sentence *s = DOCUMENT_SENTENCE(d, index);
    struct asking best = { .sentence = index, .last = index, .rule = G_MAXUINT32 };

    s->asks = ASKS_NONE;
    if (!may_ask(d, index))
        return;
    weigh(d, &best, NULL);
    if (!best.asks)
        return;
    const struct mark *same = document_mark_within(d, s, s->first, s->end, RULE_SAME);
    best.same = same != NULL;
    best.same_at = same != NULL ? same->start : 0;
    best.before = same != NULL && g_strcmp0(packs_rule(d->packs, same->rule)->is, "before") == 0;
    g_array_append_val(askings, best);
}

/* ---- lists ---- */

#define ITEM_TOKENS_MAX 60
#define ITEMS_MAX 20

/* Past what numbers or marks an item. */
static guint item_start(const struct document *d, const struct sentence *s)
{
    guint i = s->first;

    while (i + 1 < s->end && (DOCUMENT_TOKEN(d, i)->type != TOKEN_WORD || (DOCUMENT_TOKEN(d, i)->length <= 3 && document_is_sign(d, i + 1, ").") && !(DOCUMENT_TOKEN(d, i + 1)->flags & TOKEN_SPACE))))
        i++;
    return i;
}

/* "(a) to designate", "b) de préciser": a verb, and no sentence of its own. */
static gboolean opens_with_infinitive(const struct document *d, const struct sentence *s)
{
    guint i = item_start(d, s);

    return document_has_role(d, i, ROLE_TO | ROLE_OF) && !(DOCUMENT_TOKEN(d, i)->flags & TOKEN_CAPITAL);
}

/* "I would ask you to:", "Your Government should:", "We kindly ask that you:": a verb is wanting. */
static gboolean breaks_off(const struct document *d, const struct sentence *s, guint rule)
{
    for (guint i = s->mark; i < s->mark + s->marks; i++)
        if ((DOCUMENT_MARK(d, i)->rule == rule || DOCUMENT_MARK(d, i)->kind == RULE_READER) && DOCUMENT_MARK(d, i)->end + 1 >= s->end)
            return TRUE;
    return s->end - s->first >= 2 && document_word(d, s->end - 2)->roles & ROLE_TO && DOCUMENT_TOKEN(d, s->end - 2)->length <= 2;
}

/* "Please confirm", "you are requested to": a sentence that asks for itself. */
static gboolean asks_for_itself(const struct document *d, const struct sentence *s)
{
    for (guint i = s->mark; i < s->mark + s->marks; i++)
        if (DOCUMENT_MARK(d, i)->kind == RULE_ASK && document_rule(d, i)->value == 0)
            return TRUE;
    return FALSE;
}

/* The items of a list are part of the sentence that asks for them, where it is no sentence without them. */
static guint end_of_list(const struct document *d, const struct asking *asking)
{
    const struct sentence *lead = DOCUMENT_SENTENCE(d, asking->sentence);
    gboolean broken = breaks_off(d, lead, asking->rule);
    guint last = asking->sentence;

    if (!document_is_sign(d, lead->end - 1, ":"))
        return last;
    while (last + 1 < d->sentences->len && last - asking->sentence < ITEMS_MAX) {
        const struct sentence *item = DOCUMENT_SENTENCE(d, last + 1);
        if (item->lead != asking->sentence || item->zone != ZONE_TEXT || item->end - item->first > ITEM_TOKENS_MAX || asks_for_itself(d, item) ||
            !(broken || opens_with_infinitive(d, item)))
            break;
        last++;
    }
    return last;
}

/* Takes the items' own requests into that of their lead. */
static void join_lists(const struct document *d, GArray *askings)
{
    guint kept = 0;

    for (guint i = 0; i < askings->len; i++) {
        struct asking *asking = &g_array_index(askings, struct asking, i);
        if (kept > 0 && g_array_index(askings, struct asking, kept - 1).last >= asking->sentence)
            continue;
        asking->last = end_of_list(d, asking);
        g_array_index(askings, struct asking, kept++) = *asking;
    }
    g_array_set_size(askings, kept);
}

GArray *request_find(struct document *d)
{
    GArray *askings = g_array_new(FALSE, TRUE, sizeof(struct asking));

    d->asks_most = ASKS_NONE;
    for (guint i = 0; i < d->sentences->len; i++)
        read_sentence(d, i, askings);
    join_lists(d, askings);
    return askings;
}
