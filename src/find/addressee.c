/* SPDX-License-Identifier: GPL-3.0-or-later */
/* To whom a letter speaks, where that is somebody else: unions, employers, universities, the sender's own members.
 *
 * A ministry gets such letters in copy, or passed on for information; what they ask, they do not ask of it. They are
 * known by the lines at their head ("To the national centres of trade unions", "ministries receive this letter in copy")
 * or by a greeting that no Government is given. All that follows is others', until the next forwarded message. A head
 * that names Governments too speaks to them as well. What is said of copies anywhere in a mail is weaker evidence, which
 * the context of its dates weighs. */
#include "find/addressee.h"

#define HEAD_SENTENCES 8  /* between such a line and the greeting */
#define LINE_TOKENS_MAX 24
#define NAME_ALONE 1 /* value of rules for a name without "to": it may be what the letter is about */

static gboolean is_of_others(const struct rule *rule)
{
    return rule->kind == RULE_ADDRESSEE && g_strcmp0(rule->is, "others") == 0;
}

/* The line begins with the mark, or a bracket and the mark. */
static gboolean begins(const struct document *d, const struct sentence *s, const struct mark *mark)
{
    return mark->start == s->first || (mark->start == s->first + 1 && DOCUMENT_TOKEN(d, s->first)->type == TOKEN_PUNCTUATION);
}

/* "cc: the trade unions": who is named behind it only has a copy. */
static gboolean is_copied(const struct document *d, const struct sentence *s, const struct mark *mark)
{
    const struct mark *copy = document_mark_within(d, s, s->first, mark->end, RULE_COPY);

    return copy != NULL && copy->start < mark->start;
}

enum line_of { LINE_OF_NOBODY, LINE_TO_OTHERS, LINE_WITH_NAME };

/* A line that begins with others' name, or says that a Government has the letter in copy; not one that names a Government
 * beside them. */
static enum line_of line_of_others(const struct document *d, const struct sentence *s)
{
    enum line_of line = LINE_OF_NOBODY;

    if (!sentence_has(s, RULE_ADDRESSEE) || sentence_has(s, RULE_ASK) || s->zone == ZONE_WRAPPER || s->end - s->first > LINE_TOKENS_MAX)
        return LINE_OF_NOBODY;
    for (guint i = s->mark; i < s->mark + s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(d, i);
        const struct rule *rule = document_rule(d, i);
        if (rule->kind != RULE_ADDRESSEE || is_copied(d, s, mark) || document_mark_within(d, s, s->first, mark->start, RULE_SUBJECT) != NULL)
            continue;
        if (!is_of_others(rule))
            return LINE_OF_NOBODY;
        gboolean told = document_mark_within(d, s, mark->start, mark->end, RULE_COPY) != NULL;
        gboolean named = begins(d, s, mark) && !document_is_sign(d, s->end - 1, "."); /* not "To the unions it goes by separate post." */
        if (line != LINE_TO_OTHERS && (told || named))
            line = rule->value == NAME_ALONE ? LINE_WITH_NAME : LINE_TO_OTHERS;
    }
    return line;
}

/* Within the lines of the head a Government is written to. */
static gboolean names_government(const struct document *d, guint sentence)
{
    guint last = MIN(sentence + 3, d->sentences->len - 1);

    for (guint i = sentence > 3 ? sentence - 3 : 0; i <= last; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        for (guint k = s->mark; k < s->mark + s->marks && s->end - s->first <= LINE_TOKENS_MAX; k++) {
            const struct rule *rule = document_rule(d, k);
            if (rule->kind == RULE_ADDRESSEE && !is_of_others(rule) && begins(d, s, DOCUMENT_MARK(d, k)))
                return TRUE;
        }
    }
    return FALSE;
}

/* Of somebody who is no Government ("Dear General Secretary"), and not of one ("Your Excellency"). */
static gboolean greets(const struct document *d, const struct sentence *s, enum line_of line)
{
    for (guint i = s->mark; i < s->mark + s->marks; i++) {
        const struct rule *rule = document_rule(d, i);
        if (rule->kind == RULE_READER || (rule->kind == RULE_ADDRESSEE && !is_of_others(rule)))
            return FALSE;
        if (rule->kind == RULE_COPY && g_strcmp0(rule->is, "greeting") == 0)
            return TRUE;
    }
    return line == LINE_TO_OTHERS;
}

static gboolean is_followed_by_greeting(const struct document *d, guint sentence, enum line_of line)
{
    for (guint i = sentence; i < d->sentences->len && i <= sentence + HEAD_SENTENCES; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        const struct mark *greeting = document_mark_within(d, s, s->first, MIN(s->first + 12, s->end), RULE_SALUTATION);
        if (greeting != NULL && greeting->start == s->first && s->end - s->first <= 12)
            return greets(d, s, line);
    }
    return FALSE;
}

void addressee_find(struct document *d)
{
    d->others_from = d->others_to = 0;
    for (guint i = 0; i < d->sentences->len; i++) {
        if (d->others_to != 0 && DOCUMENT_SENTENCE(d, i)->zone == ZONE_WRAPPER) {
            d->others_to = i;
            return;
        }
        enum line_of line = d->others_to == 0 ? line_of_others(d, DOCUMENT_SENTENCE(d, i)) : LINE_OF_NOBODY;
        if (line != LINE_OF_NOBODY && !names_government(d, i) && is_followed_by_greeting(d, i, line)) {
            d->others_from = i;
            d->others_to = d->sentences->len;
        }
    }
}

gboolean addressee_is_other(const struct document *d, guint sentence)
{
    return (sentence >= d->others_from && sentence < d->others_to) || DOCUMENT_SENTENCE(d, sentence)->others_act;
}

const char *const addressee_copy_names[COPIES] = { "copy", "information", "nothing", "line", "greeting" };

guint8 addressee_copies(const struct document *d)
{
    guint8 copies = 0;

    for (guint i = 0; i < d->sentences->len; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        for (guint k = s->mark; sentence_has(s, RULE_COPY) && k < s->mark + s->marks; k++)
            for (guint copy = 0; document_rule(d, k)->kind == RULE_COPY && copy < COPIES; copy++)
                copies |= g_strcmp0(document_rule(d, k)->is, addressee_copy_names[copy]) == 0 ? 1u << copy : 0;
    }
    return copies;
}
