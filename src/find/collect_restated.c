/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A day that is counted or vague and then named: "21 days before the opening (that is, 11 May)", "early next week, on 21
 * July". The two are one deadline, the day that is named. */
#include "find/collect.h"

#include "find/role.h"

#define RESTATED_DAYS 7    /* a span that is counted otherwise than the day named beside it lies no further from it */
#define SETTLED_DATES 2000 /* of a part, looked through for one that settles a span */

/* What is to be done, or sent, stands there. */
static gboolean says_what(const struct document *d, const struct sentence *s, guint from, guint to)
{
    static const enum rule_kind kinds[] = { RULE_ASK, RULE_DUTY, RULE_RECEIVE, RULE_OBJECT };

    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (document_mark_within(d, s, from, to, kinds[i]) != NULL)
            return TRUE;
    return FALSE;
}

/* "within fifteen days of this letter a focal point is to be named, and by 30 September the plan handed in": days that
 * lie well apart, in halves that "and" or a semicolon joins, are two. */
static gboolean is_joined(const struct document *d, const struct sentence *s, const struct date *date, const struct date *next)
{
    gboolean joined = FALSE;

    if (date->last == 0 || ABS((gint64)next->last - date->last) <= RESTATED_DAYS || document_mark_within(d, s, date->core_end, next->core, RULE_RESTATE) != NULL)
        return FALSE;
    for (guint k = date->end; k < next->start; k++) {
        if (document_is_sign(d, k, "("))
            return FALSE;
        gboolean and = document_has_role(d, k, ROLE_AND);
        joined = joined || document_is_sign(d, k, ";") || (and && (says_what(d, s, date->end, k) || says_what(d, s, k, next->start)));
    }
    return joined;
}

gboolean collect_is_restated(const struct piece *piece, guint index)
{
    const struct document *d = piece->document;
    const struct date *date = DOCUMENT_DATE(d, index), *next = date + 1;

    if (index + 1 >= d->dates->len)
        return FALSE;
    const struct verdict *v = &g_array_index(piece->verdicts, struct verdict, index);
    if (date->precision == PRECISION_VAGUE) { /* "early next week, on 21 July", "within this month, that is, until 31 July" */
        gboolean inside = (v + 1)->cue == RULE_KINDS && next->core <= date->core_end + 4 && next->last + 7 >= date->first && next->last <= date->last;
        return (v + 1)->sentence == v->sentence && (v + 1)->role == ROLE_DEADLINE && next->precision == PRECISION_DAY && document_is_sign(d, date->core_end, ",(") &&
               (inside || (next->last == date->last && next->core <= date->core_end + 10));
    }
    if (date->precision != PRECISION_RELATIVE)
        return FALSE;
    return (v + 1)->sentence == v->sentence && (v + 1)->role == ROLE_DEADLINE && next->precision == PRECISION_DAY && next->core <= date->core_end + 10 &&
           !is_joined(d, DOCUMENT_SENTENCE(d, v->sentence), date, next);
}

gboolean collect_is_settled(const struct piece *piece, guint index)
{
    const struct document *d = piece->document;
    const struct date *date = DOCUMENT_DATE(d, index);

    for (guint i = 0; date->precision == PRECISION_RELATIVE && i < d->dates->len && i < SETTLED_DATES; i++) {
        const struct date *other = DOCUMENT_DATE(d, i);
        if (i != index && other->precision == PRECISION_RELATIVE && other->amount == date->amount &&
            other->unit == date->unit && other->base == date->base && other->last == date->last && collect_is_restated(piece, i))
            return TRUE;
    }
    return FALSE;
}
