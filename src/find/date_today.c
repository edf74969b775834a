/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Today, tomorrow, the day after tomorrow: days where something is to be done on them, for most letters say "today" in
 * passing. */
#include "find/document.h"

/* What is to be done is said before the day, or the day ends its phrase: "we write today to ask" tells of the letter. */
static gboolean is_asked_before(const struct document *d, const struct sentence *s, const struct mark *near, guint64 kinds)
{
    for (guint i = s->mark; i < s->mark + s->marks && DOCUMENT_MARK(d, i)->start < near->start; i++)
        if (kind_is_of(DOCUMENT_MARK(d, i)->kind, kinds))
            return TRUE;
    return near->start == s->first || near->end >= s->end || document_is_sign(d, near->end, ",;.");
}

/* "Please reply tomorrow", "the list closes today at noon"; not in a sentence that names another day, "we write today to ask
 * for your reply by 5 May", nor "mañana" behind "la", which is the morning. */
static gboolean is_day_to_act(const struct document *d, const struct sentence *s, const struct mark *near)
{
    const guint64 kinds = KIND(RULE_ASK) | KIND(RULE_DUTY) | KIND(RULE_RECEIVE) | KIND(RULE_CLOSE) | KIND(RULE_DEADLINE);

    if (!sentence_has_of(s, kinds) || (near->start > s->first && document_has_role(d, near->start - 1, ROLE_THE | ROLE_OF)))
        return FALSE;
    for (guint i = s->first; i < s->end; i++)
        if (DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD && document_word(d, i)->month != 0 && !(document_word(d, i)->roles & ROLE_MONTH_SHORT))
            return FALSE;
    return is_asked_before(d, s, near, kinds);
}

/* "tomorrow, 16 July", "mañana miércoles 16 de julio": the day is written. */
static gboolean is_written_behind(const struct document *d, const struct sentence *s, guint end)
{
    if (end >= s->end || (!document_is_sign(d, end, ",(") && document_word(d, end)->weekday == 0))
        return FALSE;
    for (guint k = end + 1; k < s->end && k < end + 5; k++)
        if (DOCUMENT_TOKEN(d, k)->type == TOKEN_WORD && document_word(d, k)->month != 0)
            return TRUE;
    return FALSE;
}

gboolean date_today(const struct document *d, const struct sentence *s, const struct mark *near, struct date *date)
{
    guint token = near->start;

    if (is_written_behind(d, s, near->end))
        return FALSE;
    memset(date, 0, sizeof *date);
    date->precision = PRECISION_RELATIVE;
    date->minutes = -1;
    date->unit = UNIT_DAY;
    date->amount = packs_rule(d->packs, near->rule)->value - NEAR_TODAY;
    date->base = BASE_LETTER;
    date->start = date->core = token;
    date->end = date->core_end = near->end;
    gboolean named = near->end + 1 < s->end && document_is_sign(d, near->end, ",") && document_word(d, near->end + 1)->weekday != 0;
    if (named) /* "tomorrow, Wednesday" */
        date->end = near->end + 2;
    return named || document_mark_until(d, s, token, RULE_STRONG) != NULL || document_mark_until(d, s, token, RULE_WEAK) != NULL ||
           document_word(d, token)->roles & (ROLE_MONTH_BY | ROLE_MONTH_UNTIL) || is_day_to_act(d, s, near);
}
