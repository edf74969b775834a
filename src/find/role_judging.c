/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every weighing needs: the clause that holds a date, who acts in it, and the sum. */
#include "find/role_judging.h"

guint role_clause_start(const struct document *d, const struct sentence *s, guint token)
{
    while (token > s->first && !document_is_sign(d, token - 1, ";"))
        token--;
    return token;
}

guint role_clause_end(const struct document *d, const struct sentence *s, guint token)
{
    while (token < s->end && !document_is_sign(d, token, ";"))
        token++;
    return token;
}

gboolean role_opens_clause(const struct document *d, const struct sentence *s, guint token)
{
    return token == s->first || DOCUMENT_TOKEN(d, token - 1)->type == TOKEN_PUNCTUATION || DOCUMENT_TOKEN(d, token - 1)->type == TOKEN_NUMBER ||
           DOCUMENT_TOKEN(d, token)->flags & TOKEN_CELL;
}

static gboolean is_they(const struct rule *rule)
{
    return rule->kind == RULE_THIRD && rule->is != NULL && g_str_equal(rule->is, "they");
}

static enum actor actor_of(const struct rule *rule)
{
    switch (rule->kind) {
    case RULE_READER:
        return rule->value == READER_OWNS ? ACTOR_NONE : ACTOR_READER;
    case RULE_SENDER:
        return ACTOR_SENDER;
    case RULE_THIRD:
        return is_they(rule) ? ACTOR_NONE : ACTOR_THIRD;
    default:
        return ACTOR_NONE;
    }
}

/* "Myanmar itself has been called upon to": a country that opens the sentence is who acts. */
static gboolean opens_sentence(const struct document *d, const struct sentence *s, const struct mark *mark)
{
    guint i = mark->start;

    if (i > s->first && document_has_role(d, i - 1, ROLE_THE))
        i--;
    return i == s->first && s->zone == ZONE_TEXT && mark->end + 4 < s->end && !document_is_sign(d, mark->end, ":,(-");
}

#define THIRD_ALONE 1 /* value of rules for "they" who have a day given: others, where no reader is named */

static gboolean names_reader(const struct sentence *s, const struct document *d, guint token)
{
    for (guint i = s->mark; i < s->mark + s->marks && DOCUMENT_MARK(d, i)->end <= token; i++)
        if (actor_of(document_rule(d, i)) == ACTOR_READER)
            return TRUE;
    return FALSE;
}

/* "The draft is with the social partners; they have until 26 May": where nothing names the reader, here or in the
 * sentence before, "they" who have a day given are others. */
static enum actor they_alone(const struct document *d, const struct sentence *s, guint token)
{
    const struct sentence *before = s > DOCUMENT_SENTENCE(d, 0) ? s - 1 : NULL;

    return names_reader(s, d, token) || (before != NULL && names_reader(before, d, before->end)) ? ACTOR_NONE : ACTOR_THIRD;
}

/* Who is named in a sentence that "they" of the next one may stand for: others though they only hear of something there
 * ("a copy is sent to the unions"). *goes_on: nobody is, but it speaks of "them" itself. */
static enum actor they_named(const struct document *d, const struct sentence *s, gboolean *goes_on)
{
    enum actor actor = ACTOR_NONE;

    *goes_on = FALSE;
    for (guint i = s->mark; i < s->mark + s->marks; i++) {
        const struct rule *rule = document_rule(d, i);
        enum actor this = actor_of(rule);
        if (this == ACTOR_READER)
            return this;
        if (this == ACTOR_THIRD || (rule->kind == RULE_VOID && g_strcmp0(rule->is, "others") == 0))
            actor = ACTOR_THIRD;
        *goes_on = *goes_on || is_they(rule);
    }
    *goes_on = *goes_on && actor == ACTOR_NONE;
    return actor;
}

#define THEY_SENTENCES_MAX 3 /* back to whoever "they" are */

/* "they", "their observations": those of the clause or of the sentences before, where they are not the reader. */
static enum actor they(const struct document *d, const struct sentence *s, guint token)
{
    enum actor actor = ACTOR_NONE;
    const struct sentence *before = s;
    gboolean goes_on = TRUE;

    for (guint i = s->mark; i < s->mark + s->marks && DOCUMENT_MARK(d, i)->end <= token && actor == ACTOR_NONE; i++) {
        enum actor this = actor_of(document_rule(d, i));
        actor = this == ACTOR_READER || this == ACTOR_THIRD ? this : actor; /* the first one is the subject */
    }
    while (actor == ACTOR_NONE && goes_on && before > DOCUMENT_SENTENCE(d, 0) && s - before < THEY_SENTENCES_MAX)
        actor = they_named(d, --before, &goes_on);
    return actor == ACTOR_THIRD ? actor : ACTOR_NONE;
}

/* "Unions name their delegates": the delegates of whoever acts, not the reader's. */
static gboolean is_theirs(const struct document *d, const struct sentence *s, const struct mark *reader)
{
    const struct mark *they = document_mark_over(d, s, reader->start, RULE_THIRD);

    return they != NULL && they->end >= reader->end && is_they(packs_rule(d->packs, they->rule));
}

enum actor role_actor_before(const struct document *d, const struct sentence *s, guint from, guint token)
{
    const guint64 acting = KIND(RULE_READER) | KIND(RULE_SENDER) | KIND(RULE_THIRD) | KIND(RULE_COUNTRY);
    enum actor actor = ACTOR_NONE;
    guint end = 0, alone = G_MAXUINT;

    if (!sentence_has_of(s, acting))
        return ACTOR_NONE;
    for (guint i = document_first_mark(d, s, from); i < s->mark + s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(d, i);
        if (mark->start >= token)
            break;
        if (!kind_is_of(mark->kind, acting))
            continue;
        enum actor this = is_they(document_rule(d, i)) && actor == ACTOR_NONE ? they(d, s, mark->start) : actor_of(document_rule(d, i));
        if (is_they(document_rule(d, i)) && document_rule(d, i)->value == THIRD_ALONE)
            alone = mark->start; /* the longer one of two that start together comes first */
        else if (is_they(document_rule(d, i)) && this == ACTOR_NONE && actor == ACTOR_NONE && alone == mark->start)
            this = they_alone(d, s, mark->start);
        if (document_rule(d, i)->kind == RULE_COUNTRY && opens_sentence(d, s, mark))
            this = ACTOR_THIRD;
        if (actor == ACTOR_THIRD && this == ACTOR_READER && is_theirs(d, s, mark))
            continue;
        if (this == ACTOR_NONE || mark->start < from || mark->end > token || mark->end <= end)
            continue; /* "Member State" inside "nationals of a Member State" is not who acts */
        actor = this;
        end = mark->end;
    }
    return actor;
}

gboolean role_they_are_asked(const struct document *d, const struct sentence *s)
{
    const struct sentence *before = s > DOCUMENT_SENTENCE(d, 0) ? s - 1 : NULL;
    gboolean reader = FALSE, asked = FALSE;
    guint ask_end = 0;

    for (guint i = before != NULL ? before->mark : 0; before != NULL && i < before->mark + before->marks; i++) {
        const struct rule *rule = document_rule(d, i);
        enum actor actor = actor_of(rule);
        if (actor == ACTOR_THIRD)
            return FALSE;
        reader = reader || (actor == ACTOR_READER && !asked); /* "Governments are asked": the subject, right before */
        asked = asked || (reader && (rule->kind == RULE_ASK || rule->kind == RULE_DUTY || rule->kind == RULE_OFFER)) ||
                (actor == ACTOR_READER && ask_end >= DOCUMENT_MARK(d, i)->start); /* "We ask Governments": the object, right behind */
        if (rule->kind == RULE_ASK)
            ask_end = MAX(ask_end, DOCUMENT_MARK(d, i)->end);
    }
    return asked;
}

enum actor role_actor_after(const struct document *d, const struct sentence *s, guint token, guint to)
{
    for (guint i = document_first_mark(d, s, token); i < s->mark + s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(d, i);
        enum actor this = actor_of(document_rule(d, i));
        if (mark->start >= to)
            break;
        if (mark->start >= token && this != ACTOR_NONE)
            return this;
    }
    return ACTOR_NONE;
}

void judging_add(struct judging *j, double weight, guint rule)
{
    struct verdict *v = j->verdict;

    v->score += weight;
    if (rule != G_MAXUINT && v->reason_count < VERDICT_RULES_MAX)
        v->reasons[v->reason_count++] = (struct reason){ rule, (float)weight };
}

void judging_turn(struct judging *j, double weight, const struct mark *mark, enum role role)
{
    judging_add(j, weight, mark != NULL ? mark->rule : G_MAXUINT);
    j->verdict->role = role;
}

gboolean judging_names_meeting(const struct judging *j, guint from, guint to)
{
    for (guint i = document_first_mark(j->d, j->s, from); i < j->s->mark + j->s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(j->d, i);
        const struct rule *rule = document_rule(j->d, i);
        if (mark->start >= to)
            break;
        if (mark->end <= to && rule->kind == RULE_EVENT && rule->is != NULL)
            return TRUE;
    }
    return FALSE;
}

/* "It goes to print on 31 August, and no forms are taken after 15 July": what comes too late is too late for the
 * day that the condition names. */
gboolean judging_has_date_of_its_own(const struct judging *j, const struct mark *condition)
{
    for (guint i = j->s->date; i < j->s->date + j->s->dates; i++)
        if (DOCUMENT_DATE(j->d, i)->core >= condition->start && DOCUMENT_DATE(j->d, i)->core <= condition->end + 3)
            return TRUE;
    return FALSE;
}

/* "To speak on 15 October, please put down your name by 1 October": what the reader wants, not what he is asked;
 * the day that he is asked for follows. */
gboolean judging_opens_purpose(const struct judging *j)
{
    gboolean to = document_word(j->d, j->from)->roles & ROLE_TO && DOCUMENT_TOKEN(j->d, j->from)->length <= 2 && j->left > j->from + 1 && j->date->precision != PRECISION_RELATIVE &&
                  !(document_word(j->d, j->from + 1)->roles & ROLE_THE); /* not "a la mayor brevedad" */

    for (guint i = j->s->date; to && j->date->end < j->to && document_is_sign(j->d, j->date->end, ",") && i < j->s->date + j->s->dates; i++)
        if (DOCUMENT_DATE(j->d, i)->core > j->date->end && DOCUMENT_DATE(j->d, i)->core < j->to)
            return TRUE;
    return FALSE;
}

/* "The Committee has set 15 September as the last day": told, but a day that lies ahead. */
gboolean judging_names_last_day(const struct judging *j)
{
    const struct mark *latest = j->date->end < j->s->end ? document_mark_from(j->d, j->s, j->date->end, RULE_LATEST) : NULL;

    return latest != NULL && packs_rule(j->d->packs, latest->rule)->value != 1 && !j->date->no_year && j->frame->letter != 0 && j->date->last > j->frame->letter;
}

/* "Eleven countries prolonged them until", in a language whose verbs of the past are known by their ends: one of
 * the last words before the cue; with one word between them at most where something else governs. */
gboolean judging_follows_past(const struct judging *j, guint words)
{
    guint8 language = document_language(j->d, j->s);

    if (judging_names_last_day(j))
        return FALSE;
    for (guint i = j->left; i > j->from && i + words > j->left; i--)
        if (document_ends_past(j->d, i - 1, language))
            return TRUE;
    return FALSE;
}

gboolean judging_restates(const struct judging *j)
{
    guint i = j->left;

    if (i > j->s->first && document_is_sign(j->d, i - 1, ",("))
        i--;
    return document_mark_until(j->d, j->s, i, RULE_RESTATE) != NULL;
}

#define INSERTED_TOKENS_MAX 40 /* of a clause between commas or brackets */

/* Where what is inserted right before the cue begins: ", which was sent to you in May, by", "(it was adopted in
 * March) by"; the cue itself where nothing is. */
guint judging_inserted_start(const struct judging *j)
{
    guint end = j->left;
    gboolean bracket = end > j->from && document_is_sign(j->d, end - 1, ")");

    if (end <= j->from + 2 || !document_is_sign(j->d, end - 1, ",)"))
        return j->left;
    for (guint i = end - 1; i > j->from && i + INSERTED_TOKENS_MAX > end; i--) {
        if (bracket && document_is_sign(j->d, i - 1, "("))
            return i - 1;
        if (bracket || !document_is_sign(j->d, i - 1, ","))
            continue;
        for (guint k = i; k < i + 3 && k + 1 < end; k++) /* ", to which", ", a form for which" */
            if (document_has_role(j->d, k, ROLE_RELATIVE))
                return i - 1;
    }
    return j->left;
}
