/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates that must be counted or guessed: within three months of the date of this letter, 21 days
 * before the opening, by the end of August, mid-October, the first week of May, the last Friday of June, next
 * Friday.
 *
 * What they count from is said in the text (rules of kind `base`) or is the letter's own date. A
 * span of time alone ("a period of three months") is no date: it takes a word such as "within", or
 * something that it is counted from. */
#include <string.h>

#include "find/document.h"

#define BASE_POINTS_BACK 1 /* value of a rule of base that names no meeting: "its opening" */
#define BASE_WHOLE 2       /* … that names all of it: "before the course" is before its first day, "after the course" after its last */

static gboolean is_mark(const struct document *d, guint i, char mark)
{
    return DOCUMENT_TOKEN(d, i)->type == TOKEN_PUNCTUATION && DOCUMENT_TOKEN(d, i)->value == (guchar)mark;
}

static const struct rule *rule_of(const struct document *d, const struct mark *mark)
{
    return packs_rule(d->packs, mark->rule);
}

static guint number_of(const struct document *d, const struct sentence *s, guint i)
{
    return i < s->end && DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD ? document_word(d, i)->number : 0;
}

guint date_add_number(guint amount, guint next)
{
    if (next == 0)
        return 0;
    if (next == 100)
        return amount < 10 ? amount * 100 : 0;
    if (amount % 100 == 0)
        return next < 100 ? amount + next : 0; /* hundred and twenty */
    if (amount % 100 == 4 && next == 20)
        return amount + 76; /* quatre-vingts */
    if (amount % 100 == 10)
        return next >= 7 && next <= 9 ? amount + next : 0; /* dix-huit */
    if (amount % 100 == 60 || amount % 100 == 80)
        return next < 20 ? amount + next : 0; /* soixante-dix */
    return amount % 100 >= 20 && amount % 10 == 0 && next < 10 ? amount + next : 0; /* twenty-one */
}

/* "three", "30", "thirty (30)", "30 (thirty)", "quatre-vingt-dix": the number and its end; 0 where there is none. */
static guint read_amount(const struct document *d, const struct sentence *s, guint i, guint *end)
{
    const struct token *token = DOCUMENT_TOKEN(d, i);
    guint amount = number_of(d, s, i), more;

    if (token->type == TOKEN_NUMBER && !(token->flags & TOKEN_ORDINAL) && token->digits <= 3)
        amount = token->value;
    i++;
    while (amount != 0 && token->type == TOKEN_WORD) {
        guint next = i < s->end && document_word(d, i)->roles & ROLE_AND && amount >= 20 ? i + 1 : i;
        if ((more = date_add_number(amount, number_of(d, s, next))) == 0)
            break;
        amount = more;
        i = next + 1;
    }
    if (amount != 0 && i + 2 < s->end && is_mark(d, i, '(') && is_mark(d, i + 2, ')'))
        i += 3;
    *end = i;
    return amount;
}

/* [working] days, jours ouvrables: the unit and its end. */
static guint read_unit(const struct document *d, const struct sentence *s, guint i, guint *end, gboolean *working)
{
    const struct mark *mark = i < s->end ? document_mark_from(d, s, i, RULE_WORKING) : NULL;

    *working = mark != NULL && rule_of(d, mark)->value == 0; /* else "calendar days" */
    if (mark != NULL)
        i = mark->end;
    if (mark != NULL && document_word(d, i - 1)->unit != 0)
        i--; /* one word says both: Arbeitstage, tööpäeva */
    guint unit = i < s->end && DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD ? document_word(d, i)->unit : 0;
    if (unit == 0)
        return 0;
    i++;
    mark = i < s->end ? document_mark_from(d, s, i, RULE_WORKING) : NULL;
    if (mark != NULL) {
        *working = rule_of(d, mark)->value == 0;
        i = mark->end;
    }
    *end = i;
    return unit;
}

static enum base base_of(const char *is)
{
    static const char *const names[] = { "none", "letter", "receipt", "opening", "closing", "now", "date" };

    for (guint i = 1; is != NULL && i < G_N_ELEMENTS(names); i++)
        if (g_str_equal(is, names[i]))
            return i;
    return BASE_NONE;
}

static const struct mark *longest_base(const struct document *d, const struct sentence *s, guint i)
{
    for (guint k = 0; k <= 2 && i + k < s->end; k++) {
        const struct mark *mark = document_mark_over(d, s, i + k, RULE_BASE);
        if (mark != NULL && mark->start + 2 >= i)
            return mark;
        if (!(document_word(d, i + k)->roles & (ROLE_THE | ROLE_OF)))
            break;
    }
    return NULL;
}

/* "from the date of his discharge": the words of a base go on, so it is another day, which nobody knows. */
static gboolean names_another(const struct document *d, const struct sentence *s, guint end)
{
    return end + 1 < s->end && document_has_role(d, end, ROLE_OF) && DOCUMENT_TOKEN(d, end + 1)->type == TOKEN_WORD;
}

/* "diez días antes de su partida": counted from what nobody knows, unless a date follows. */
static gboolean leads_to_noun(const struct document *d, const struct sentence *s, guint end)
{
    return end < s->end && document_word(d, end - 1)->roles & ROLE_OF && DOCUMENT_TOKEN(d, end)->type == TOKEN_WORD;
}

/* "in advance", "before the workshop": nothing of its own, or a meeting, right behind the words that count back. */
static gboolean leads_to_meeting(const struct document *d, const struct sentence *s, guint i)
{
    if (i >= s->end || DOCUMENT_TOKEN(d, i)->type == TOKEN_PUNCTUATION || document_mark_from(d, s, i, RULE_LATEST) != NULL)
        return TRUE; /* "two weeks before at the latest" */
    for (guint k = i; k < s->end && k < i + 5; k++) {
        const struct mark *event = document_mark_from(d, s, k, RULE_EVENT);
        if ((event != NULL && rule_of(d, event)->is != NULL) || document_mark_from(d, s, k, RULE_BASE) != NULL)
            return TRUE;
    }
    return FALSE;
}

/* Past "at the latest", ", at the least," between a span and what it is counted from. */
static guint skip_limit(const struct document *d, const struct sentence *s, guint i)
{
    guint start = i + 1 < s->end && is_mark(d, i, ',') ? i + 1 : i;
    const struct mark *limit = start < s->end ? document_mark_from(d, s, start, RULE_LATEST) : NULL;

    if (limit == NULL && start < s->end && (limit = document_mark_from(d, s, start, RULE_WITHIN)) != NULL && g_strcmp0(rule_of(d, limit)->is, "opening") != 0)
        limit = NULL; /* of its kind only what means a span before something: "at the least" */
    if (limit != NULL && limit->end < s->end)
        start = limit->end;
    return start + 1 < s->end && is_mark(d, start, ',') ? start + 1 : start;
}

/* "a week before it", and nothing behind it: not "before it was sent". */
static gboolean is_cut_off(const struct document *d, const struct sentence *s, const struct mark *base)
{
    return rule_of(d, base)->value == BASE_POINTS_BACK && base->end == base->start + 1 && base->end < s->end && DOCUMENT_TOKEN(d, base->end)->type != TOKEN_PUNCTUATION;
}

/* "of the date of this letter", "before the opening": what the span is counted from. */
static void read_base(const struct document *d, const struct sentence *s, struct date *date)
{
    guint end = date->end;

    date->end = skip_limit(d, s, end);
    const struct mark *ahead = date->end < s->end ? document_mark_from(d, s, date->end, RULE_AHEAD) : NULL;
    const struct mark *behind = date->end < s->end ? document_mark_from(d, s, date->end, RULE_BEHIND) : NULL;
    const struct mark *direction = ahead != NULL ? ahead : behind;

    if (direction == NULL)
        date->end = end;
    const struct mark *base = direction != NULL && direction->end < s->end ? longest_base(d, s, direction->end)
                              : date->end < s->end ? longest_base(d, s, date->end) : NULL;
    date->ahead = ahead != NULL;
    if (base != NULL && is_cut_off(d, s, base))
        base = NULL;
    if (base != NULL) {
        date->base = base_of(rule_of(d, base)->is);
        if (rule_of(d, base)->value == BASE_WHOLE && behind != NULL)
            date->base = BASE_CLOSING;
        date->back = rule_of(d, base)->value == BASE_POINTS_BACK || date->base == BASE_DATE;
        date->end = base->end;
        if (date->base == BASE_LETTER && base->end - base->start <= 2 && names_another(d, s, base->end))
            date->base = BASE_DATE;
    } else if (direction != NULL) {
        date->base = BASE_DATE; /* a date that follows, if one does */
        date->end = direction->end;
        date->vain = ahead != NULL && (leads_to_noun(d, s, direction->end) || !leads_to_meeting(d, s, direction->end));
    }
}

/* "a week", "a fortnight": words that only count, and are a date beside what they are counted from. */
static const struct mark *length_from(const struct document *d, const struct sentence *s, guint i)
{
    const struct mark *mark = i < s->end ? document_mark_from(d, s, i, RULE_WITHIN) : NULL;

    return mark != NULL && g_strcmp0(rule_of(d, mark)->is, "length") == 0 ? mark : NULL;
}

/* "Thirty days are allowed": the words of a term stand behind its length, and no other length behind them. */
static gboolean is_granted(const struct document *d, const struct sentence *s, guint i)
{
    const struct mark *within = document_mark_from(d, s, i, RULE_WITHIN);

    return within != NULL && length_from(d, s, i) == NULL && within->end > i + 1 && (within->end >= s->end || (number_of(d, s, within->end) == 0 && DOCUMENT_TOKEN(d, within->end)->type != TOKEN_NUMBER));
}

/* How long a span at token i is, behind the words that open it, if any: amount, unit, working and end of the date. */
static gboolean read_length(const struct document *d, const struct sentence *s, guint i, const struct mark *within, struct date *date)
{
    const struct mark *length = length_from(d, s, i);
    guint end = i, amount = i < s->end && length == NULL ? read_amount(d, s, i, &end) : 0, unit = 0;
    gboolean working = FALSE;

    if (length != NULL) {
        amount = rule_of(d, length)->value;
        unit = document_word(d, length->end - 1)->unit != 0 ? document_word(d, length->end - 1)->unit : UNIT_DAY;
        end = length->end;
    } else if (amount == 0 && i < s->end && within != NULL && within->end > within->start + 1 && DOCUMENT_TOKEN(d, i - 1)->length <= 2 && document_word(d, i)->unit != 0) {
        amount = 1; /* "within a month" */
        end = i;
    }
    if (unit == 0 && amount != 0 && end < s->end)
        unit = read_unit(d, s, end, &end, &working);
    if (unit == 0 && amount != 0 && amount % 24 == 0 && end < s->end && document_has_role(d, end, ROLE_HOUR)) {
        amount /= 24; /* "48 hours before the sitting" */
        unit = UNIT_DAY;
        working = FALSE;
        end++;
    }
    if (within != NULL && unit == 0 && rule_of(d, within)->value > 1) { /* "sous huitaine" says it all */
        amount = rule_of(d, within)->value;
        unit = UNIT_DAY;
        working = FALSE;
        end = within->end;
    }
    *date = (struct date){ .amount = amount, .unit = unit, .working = working, .end = end };
    return unit != 0;
}

static gboolean read_span(const struct document *d, const struct sentence *s, guint token, struct date *date)
{
    const struct mark *within = length_from(d, s, token) == NULL ? document_mark_from(d, s, token, RULE_WITHIN) : NULL;
    guint i = within != NULL ? within->end : token;

    if (within == NULL && i >= s->end)
        return FALSE;
    if (!read_length(d, s, i, within, date))
        return FALSE;
    guint end = date->end;
    date->precision = PRECISION_RELATIVE;
    date->minutes = -1;
    date->start = date->core = token;
    read_base(d, s, date);
    if (within != NULL && rule_of(d, within)->is != NULL && date->base != BASE_NONE)
        date->ahead = TRUE; /* "con una antelación de 48 horas a la apertura" */
    gboolean cued = document_mark_until(d, s, token, RULE_STRONG) != NULL || document_mark_until(d, s, token, RULE_OFFER) != NULL; /* "you have" */
    cued = cued || (date->base == BASE_DATE && document_mark_until(d, s, token, RULE_CLOSE) != NULL); /* "It closes three weeks later" */
    if (date->base == BASE_NONE && within == NULL && end < s->end && is_granted(d, s, end))
        date->base = BASE_LETTER;
    if (date->base == BASE_NONE && within == NULL && !cued)
        return FALSE;
    if (date->base == BASE_DATE && within == NULL && !cued && !date->ahead)
        return FALSE;
    if (within != NULL && rule_of(d, within)->value == 1 && date->base == BASE_NONE)
        return FALSE; /* "at least six months" alone is how long something lasts */
    if (within != NULL && rule_of(d, within)->is != NULL && date->base == BASE_NONE) {
        date->base = BASE_OPENING; /* "con una antelación mínima de 21 días" */
        date->ahead = TRUE;
    }
    if (within != NULL && date->base == BASE_NONE)
        date->base = BASE_LETTER;
    date->window = within != NULL;
    date->core_end = date->end;
    return TRUE;
}

/* "augusti lõpuks": the part stands behind its month. */
static gboolean read_part_behind(const struct document *d, const struct sentence *s, guint token, struct date *date)
{
    const struct mark *part = token + 1 < s->end ? document_mark_from(d, s, token + 1, RULE_PART) : NULL;

    if (part == NULL || packs_rule(d->packs, part->rule)->is == NULL || !g_str_equal(packs_rule(d->packs, part->rule)->is, "behind"))
        return FALSE;
    memset(date, 0, sizeof *date);
    date->precision = PRECISION_VAGUE;
    date->minutes = -1;
    date->part = packs_rule(d->packs, part->rule)->value;
    date->soft = date->part != 3;
    date->month = document_word(d, token)->month;
    date->start = date->core = token;
    date->end = date->core_end = part->end;
    return TRUE;
}

/* "The first half of your contribution": a share of something, not of the year. */
static gboolean is_share(const struct document *d, const struct sentence *s, guint end)
{
    return end > s->first && end < s->end && document_word(d, end - 1)->roles & (ROLE_OF | ROLE_THE) && DOCUMENT_TOKEN(d, end)->type == TOKEN_WORD;
}

/* "the end of August 2025", "mid-October", "the third quarter of 2025", "end of next month". */
static gboolean read_part(const struct document *d, const struct sentence *s, guint token, struct date *date)
{
    const struct mark *part = document_mark_from(d, s, token, RULE_PART);
    guint i = part != NULL ? part->end : token;

    if (part == NULL && document_word(d, token)->month != 0 && DOCUMENT_TOKEN(d, token)->type == TOKEN_WORD)
        return read_part_behind(d, s, token, date);
    if (part == NULL || i > s->end)
        return FALSE;
    memset(date, 0, sizeof *date);
    date->precision = PRECISION_VAGUE;
    date->minutes = -1;
    date->part = rule_of(d, part)->value;
    if (date->part == PART_YEAR_END || date->part == PART_MONTH_END || date->part == PART_WEEK_END) {
        date->unit = date->part == PART_YEAR_END ? UNIT_YEAR : date->part == PART_MONTH_END ? UNIT_MONTH : UNIT_WEEK;
        date->part = 3;
    }
    date->soft = date->part != 3 && date->part != PART_LAST_WORKING && date->part != PART_BEGINNING;
    date->start = date->core = token;
    while (i < s->end && i < part->end + 3 && document_has_role(d, i, ROLE_OF | ROLE_THE) && document_word(d, i)->month == 0)
        i++;
    const struct mark *near = i < s->end ? document_mark_from(d, s, i, RULE_NEAR) : NULL;
    if (near != NULL) {
        date->near = rule_of(d, near)->value;
        if (date->unit == 0 && g_strcmp0(rule_of(d, near)->is, "month") == 0)
            date->unit = UNIT_MONTH; /* "que termine el" "mes en curso": the month is in the words themselves */
        i = near->end;
    }
    if (date->unit == 0 && i < s->end && document_word(d, i)->unit >= UNIT_WEEK && DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD) {
        date->unit = document_word(d, i)->unit;
        i++;
        near = i < s->end ? document_mark_from(d, s, i, RULE_NEAR) : NULL;
        if (near != NULL) {
            date->near = rule_of(d, near)->value;
            i = near->end;
        }
        while (date->unit == UNIT_MONTH && i < s->end && document_has_role(d, i, ROLE_OF))
            i++;
    }
    if (i < s->end && DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD && document_word(d, i)->month != 0) {
        date->month = document_word(d, i++)->month;
        if (i < s->end && is_mark(d, i, '.') && i + 1 < s->end)
            i++;
    }
    guint k = i;
    while (k < s->end && k < i + 2 && (is_mark(d, k, ',') || document_word(d, k)->roles & ROLE_OF))
        k++;
    if (k < s->end && DOCUMENT_TOKEN(d, k)->type == TOKEN_NUMBER && DOCUMENT_TOKEN(d, k)->digits == 4 &&
        DOCUMENT_TOKEN(d, k)->value >= FIRST_YEAR && DOCUMENT_TOKEN(d, k)->value <= LAST_YEAR) {
        date->year = DOCUMENT_TOKEN(d, k)->value;
        i = k + 1;
    }
    if (date->part == PART_DURING && (date->unit != UNIT_WEEK || date->near == 0) && (date->month == 0 || date->year != 0))
        return FALSE; /* "in the course of": a word of its own for all but weeks, and months without a year */
    if (date->month == 0 && date->year == 0 && date->unit == 0 && (date->part < 21 || (date->near == 0 && is_share(d, s, i))))
        return FALSE;
    date->end = date->core_end = i;
    return TRUE;
}

/* "by 11 a.m. on Thursday": the cue stands before the hour. */
static gboolean follows_time(const struct document *d, const struct sentence *s, guint token)
{
    const struct mark *on = document_mark_until(d, s, token, RULE_ON);
    gboolean hour = FALSE;

    for (guint i = on != NULL ? on->start : s->first; i > s->first && i + 8 > on->start; i--) {
        hour = hour || DOCUMENT_TOKEN(d, i - 1)->type == TOKEN_NUMBER || document_mark_from(d, s, i - 1, RULE_CLOCK) != NULL;
        if (hour && (document_mark_until(d, s, i - 1, RULE_WEAK) != NULL || document_mark_until(d, s, i - 1, RULE_STRONG) != NULL))
            return TRUE;
    }
    return FALSE;
}

/* "reedeks": the case of the word itself says by or until. */
static gboolean has_case(const struct document *d, guint i)
{
    return (document_word(d, i)->roles & (ROLE_MONTH_BY | ROLE_MONTH_UNTIL)) != 0;
}

/* "by Friday", "next Monday": a weekday alone counts only after a cue or a word of nearness. */
static gboolean read_weekday(const struct document *d, const struct sentence *s, guint token, struct date *date)
{
    const struct mark *near = document_mark_from(d, s, token, RULE_NEAR);
    guint i = near != NULL ? near->end : token;

    if (near != NULL && (rule_of(d, near)->value == 3 || rule_of(d, near)->is != NULL))
        return FALSE;
    if (near != NULL && rule_of(d, near)->value >= NEAR_TODAY && rule_of(d, near)->value <= NEAR_TODAY + 2)
        return date_today(d, s, near, date);
    if (i >= s->end || document_word(d, i)->weekday == 0 || DOCUMENT_TOKEN(d, i)->type != TOKEN_WORD)
        return FALSE;
    if (DOCUMENT_TOKEN(d, i)->length <= 3 && !(DOCUMENT_TOKEN(d, i)->flags & TOKEN_CAPITAL))
        return FALSE; /* "avant mon départ" is no Monday */
    if (document_word(d, i)->number != 0 && !(i + 1 < s->end && is_mark(d, i + 1, '-')))
        return FALSE; /* "en la segunda" is no Monday, though it is one in Portuguese */
    if (i + 1 < s->end) {
        for (guint k = i + 1; k < s->end && k < i + 5; k++) {
            if (DOCUMENT_TOKEN(d, k)->type == TOKEN_NUMBER || document_word(d, k)->month != 0)
                return FALSE;
        }
    }
    gboolean cued = document_mark_until(d, s, token, RULE_STRONG) || document_mark_until(d, s, token, RULE_WEAK) || follows_time(d, s, token) || has_case(d, i);
    const struct mark *behind = i + 1 < s->end ? document_mark_from(d, s, i + 1, RULE_NEAR) : NULL;
    const struct mark *latest = i + 1 < s->end ? document_mark_from(d, s, i + 1, RULE_LATEST) : NULL;
    gboolean week = behind != NULL && g_strcmp0(rule_of(d, behind)->is, "week") == 0;
    if (behind != NULL && !week && (rule_of(d, behind)->value != 2 || rule_of(d, behind)->is != NULL))
        behind = NULL; /* "vendredi prochain", "el viernes que viene" */
    if (!cued && near == NULL && behind == NULL && latest == NULL)
        return FALSE;
    memset(date, 0, sizeof *date);
    date->precision = PRECISION_RELATIVE;
    date->minutes = -1;
    date->weekday = document_word(d, i)->weekday;
    date->near = TRUE;
    date->part = week ? rule_of(d, behind)->value : 0;
    date->base = BASE_LETTER;
    date->start = date->core = token;
    date->end = date->core_end = behind != NULL ? behind->end : i + 1;
    return TRUE;
}

/* "first", "3rd", "last": the rank of a weekday within its month and its end; 0 where there is none. */
static guint read_rank(const struct document *d, const struct sentence *s, guint i, guint *end)
{
    const struct token *token = DOCUMENT_TOKEN(d, i);
    const struct mark *near = document_mark_from(d, s, i, RULE_NEAR);
    guint rank = token->type == TOKEN_NUMBER && token->flags & TOKEN_ORDINAL ? token->value : number_of(d, s, i);

    *end = i + 1;
    if (near != NULL && near->end == i + 1 && rule_of(d, near)->value == 3)
        return RANK_LAST;
    return rank <= 4 ? rank : 0;
}

/* "the last Friday of August", "le premier lundi de septembre 2025": which weekday of which month. */
static gboolean read_counted_weekday(const struct document *d, const struct sentence *s, guint token, struct date *date)
{
    guint i, rank = read_rank(d, s, token, &i);

    if (rank == 0 || i + 1 >= s->end || DOCUMENT_TOKEN(d, i)->type != TOKEN_WORD || document_word(d, i)->weekday == 0)
        return FALSE;
    memset(date, 0, sizeof *date);
    date->precision = PRECISION_VAGUE;
    date->part = PART_WEEKDAY;
    date->minutes = -1;
    date->amount = rank;
    date->weekday = document_word(d, i++)->weekday;
    date->start = date->core = token;
    const struct mark *in = document_mark_from(d, s, i, RULE_WEAK);
    if (in != NULL && rule_of(d, in)->value == 2)
        i = in->end; /* "in August" */
    while (i < s->end && document_has_role(d, i, ROLE_OF | ROLE_THE) && document_word(d, i)->month == 0)
        i++;
    if (i >= s->end || DOCUMENT_TOKEN(d, i)->type != TOKEN_WORD || document_word(d, i)->month == 0)
        return FALSE;
    date->month = document_word(d, i++)->month;
    while (i + 1 < s->end && (is_mark(d, i, ',') || document_word(d, i)->roles & ROLE_OF))
        i++;
    const struct token *year = i < s->end ? DOCUMENT_TOKEN(d, i) : NULL;
    if (year != NULL && year->type == TOKEN_NUMBER && year->digits == 4 && year->value >= FIRST_YEAR && year->value <= LAST_YEAR)
        date->year = DOCUMENT_TOKEN(d, i++)->value;
    else
        while (i > token && (is_mark(d, i - 1, ',') || document_word(d, i - 1)->roles & ROLE_OF))
            i--;
    date->end = date->core_end = i;
    return TRUE;
}

gboolean date_relative(const struct document *d, const struct sentence *s, guint token,
                       struct date *date)
{
    struct date other;

    if (DOCUMENT_TOKEN(d, token)->type == TOKEN_PUNCTUATION ||
        !(read_counted_weekday(d, s, token, &other) || read_part(d, s, token, &other) || read_span(d, s, token, &other) ||
          read_weekday(d, s, token, &other)))
        return FALSE;
    *date = other;
    return TRUE;
}
