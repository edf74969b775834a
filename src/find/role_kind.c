/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By, before, on or until: what a deadline's own words say, once it is known for one.
 *
 * "On" is said, with a word ("on 5 May", "le 5 mai"); a day in a cell, after a key or counted from another is the last
 * one: by. A term that is moved runs until its new day only where it says so: "moved to 5 May" is by. */
#include "find/role_judging.h"

/* The last word for a kind: strong ones and "at the latest" anywhere between the dates beside this one, others where they
 * lead to it. */
static const struct rule *rule_for_kind(const struct document *d, const struct sentence *s, guint index)
{
    const struct date *date = DOCUMENT_DATE(d, index);
    guint from = index > s->date ? DOCUMENT_DATE(d, index - 1)->core_end : s->first;
    guint to = index + 1 < s->date + s->dates ? DOCUMENT_DATE(d, index + 1)->start : s->end;
    const struct mark *found = NULL;

    for (guint i = s->mark; i < s->mark + s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(d, i);
        const struct rule *rule = document_rule(d, i);
        if (mark->start < from || mark->end > to || (found != NULL && mark->end <= found->end))
            continue; /* "jusqu'au" is more than its "au" */
        gboolean leads = mark->end + 1 >= date->start && mark->start < date->core && rule->is != NULL;
        gboolean strong = rule->kind == RULE_STRONG && mark->start < date->core && rule->is != NULL;
        if (strong || (leads && rule->kind == RULE_WEAK) || (found == NULL && (rule->kind == RULE_LATEST || (leads && rule->kind == RULE_ON))))
            found = mark;
    }
    return found != NULL ? packs_rule(d->packs, found->rule) : NULL;
}

/* "le 5 mai", "el lunes 5 de mayo" */
static gboolean has_article(const struct document *d, const struct date *date)
{
    for (guint i = date->start; i < date->core; i++)
        if (document_has_role(d, i, ROLE_THE))
            return TRUE;
    return FALSE;
}

enum deadline_kind role_kind_said(const struct document *d, const struct verdict *v, guint index)
{
    const struct date *date = DOCUMENT_DATE(d, index);

    if (v->kind != DEADLINE_ON && v->cue != RULE_EXTEND)
        return v->kind;
    const struct rule *rule = rule_for_kind(d, DOCUMENT_SENTENCE(d, v->sentence), index);
    if (rule != NULL)
        return role_kind_of(rule);
    return v->cue == RULE_EXTEND || date->precision == PRECISION_RELATIVE || !has_article(d, date) ? DEADLINE_BY : DEADLINE_ON;
}
