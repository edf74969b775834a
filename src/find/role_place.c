/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a date stands: in a column under "Deadline", on a line of its own beside the line that says
 * what it is, at the head of a calendar's entry, or in brackets after the same day in other words. */
#include "find/document_table.h"
#include "find/role_judging.h"

#define SIDE_WEIGHT 8   /* of a column that closes beside one that opens */
#define KEY_TOKENS_MAX 40 /* of what ends with a colon above a day */
#define LISTED_MAX 12 /* lines below one heading */

/* "early next week, on 21 July": the day that was meant, right behind the vague words for it. */
static gboolean is_closer(const struct judging *j, const struct date *before)
{
    if (before->precision == PRECISION_RELATIVE) /* "a week earlier, on 3 September" */
        return before->ahead && before->other == 0 && j->date->precision == PRECISION_DAY && j->verdict->cue == RULE_KINDS && before->end + 3 > j->date->start &&
               document_is_sign(j->d, before->end, ",") && document_mark_until(j->d, j->s, before->end, RULE_AHEAD) != NULL;
    return before->precision == PRECISION_VAGUE && j->date->precision == PRECISION_DAY && j->date->from_day == 0 && (j->verdict->cue == RULE_KINDS || j->verdict->cue == RULE_ON) &&
           document_is_sign(j->d, before->core_end, ",(") && j->date->core <= before->core_end + 4 && before->last != 0 &&
           j->date->last + 7 >= before->first && j->date->last <= before->last;
}

#define RESTATED_DAYS 4 /* between what was counted and the day that is written behind it */

/* Neither "by" before the day nor "at the latest" behind it. */
static gboolean is_bare(const struct judging *j)
{
    return j->verdict->cue != RULE_STRONG && j->verdict->cue != RULE_WEAK &&
           (j->date->end >= j->s->end || document_mark_from(j->d, j->s, j->date->end, RULE_LATEST) == NULL);
}

/* "21 days before the opening (i.e. by Tuesday, 11 September)": said once more as a day. */
static void weigh_restatement(struct judging *j, guint index)
{
    const struct date *before = index > j->s->date ? DOCUMENT_DATE(j->d, index - 1) : NULL;

    if (before != NULL && before->precision == PRECISION_DAY && j->date->precision == PRECISION_RELATIVE && j->date->start <= before->end + 2 &&
        j->date->start > before->end && document_is_sign(j->d, before->end, "(") && (j->verdict - 1)->role == ROLE_DEADLINE) {
        judging_turn(j, -9, NULL, ROLE_MENTIONED); /* "by 11 May (21 days before the opening)" */
        return;
    }
    gboolean closer = before != NULL && is_closer(j, before);
    if (before == NULL || (before->precision != PRECISION_RELATIVE && !closer) || j->date->core > before->core_end + 10)
        return;
    const struct mark *mark = judging_mark(j, before->core_end, j->date->core, RULE_RESTATE);
    if ((mark == NULL || j->verdict->cue == RULE_ON) && !closer && before->other == index + 1) { /* "before the session, which is on": that is none */
        if (before->last != 0 && before->last < j->frame->letter && j->date->last > j->frame->letter) {
            judging_turn(j, 6, NULL, ROLE_MENTIONED); /* "four months before the meeting, on 23 May": not the day of the meeting */
            return;
        }
        if (j->verdict->cue == RULE_LINK && (j->verdict - 1)->role == ROLE_DEADLINE && !document_is_sign(j->d, j->left - 1, ",(:"))
            judging_turn(j, -4, NULL, ROLE_EVENT); /* "thirty days before the journey planned for 30 September" */
        else if ((j->verdict->cue == RULE_KINDS || (j->verdict->cue == RULE_ON && !before->ahead)) && (j->verdict - 1)->role == ROLE_DEADLINE)
            judging_turn(j, -6, NULL, ROLE_EVENT); /* "ten days before departure (departure: 25 August)", "after the end of the project on 31 July" */
        return; /* "before the Conference (1 June)": what is counted from */
    }
    if (mark == NULL && !closer && !document_is_sign(j->d, before->core_end - 1, "(:") && !(before->end < j->s->end && document_is_sign(j->d, before->end, "(:")))
        return;
    for (guint i = j->s->mark; i < j->s->mark + j->s->marks; i++)
        if (document_rule(j->d, i)->kind == RULE_EVENT && document_rule(j->d, i)->is == NULL && DOCUMENT_MARK(j->d, i)->start >= before->core_end && DOCUMENT_MARK(j->d, i)->start < j->date->core)
            return; /* "before the opening, which will be held on": what is counted from */
    struct verdict *counted = j->verdict - 1;
    enum role told = counted->role;
    if (closer || (before->last != 0 && before->last <= j->date->last + RESTATED_DAYS && j->date->last <= before->last + RESTATED_DAYS)) {
        counted->role = counted->ruled = ROLE_MENTIONED; /* the day that is written holds */
        counted->placed = TRUE;
    }
    double score = counted->score + (before->last == 0 ? 9 : 0);
    if (score >= DEADLINE_SCORE && score > j->verdict->score) {
        j->verdict->score = score;
        if (j->verdict->kind == DEADLINE_ON)
            j->verdict->kind = counted->kind;
        j->verdict->role = ROLE_MENTIONED;
    } else if (score <= -2 && (closer || is_bare(j)) && (told == ROLE_PLAN || told == ROLE_OTHERS || told == ROLE_PAST)) {
        judging_turn(j, -6, NULL, told); /* "he will report within two months, that is on 26 August" */
    } else {
        judging_add(j, 2.6, mark != NULL ? mark->rule : G_MAXUINT);
    }
}

/* "; workshop, 4 November": an entry whose first word is a meeting, with no paper to send. */
static gboolean lists_meeting(const struct judging *j)
{
    return judging_names_meeting(j, j->from, MIN(j->from + 2, j->date->start)) && judging_mark(j, j->from, j->date->start, RULE_OBJECT) == NULL &&
           judging_mark(j, j->from, j->date->start, RULE_DEADLINE) == NULL;
}

/* The sender as the one who acts in a row. */
static const struct mark *sender_of_row(const struct judging *j)
{
    const struct mark *sender = judging_mark(j, j->s->first, j->s->end, RULE_SENDER);

    return sender != NULL && sender->end == sender->start + 1 && DOCUMENT_TOKEN(j->d, sender->start)->length == 1 ? NULL : sender; /* "I" numbers the row */
}

/* "candidates", "economy": the end of a cell that did not fit into its line; or a ruled line. */
static gboolean is_rest_of_row(const struct document *d, const struct sentence *s)
{
    gboolean ruled = TRUE;

    for (guint i = s->first; i < s->end && ruled; i++)
        ruled = DOCUMENT_TOKEN(d, i)->type == TOKEN_PUNCTUATION;
    return s->dates == 0 && (ruled || s->end - s->first <= 4);
}

/* The row has an actor or a meeting of its own, and no reader: what stands over it says less. */
static gboolean tells_of_others(const struct judging *j)
{
    return judging_mark(j, j->s->first, j->s->end, RULE_READER) == NULL &&
           (sender_of_row(j) != NULL ||
            (judging_names_meeting(j, j->s->first, j->s->end) && judging_mark(j, j->s->first, j->s->end, RULE_OBJECT) == NULL));
}

/* "Reply by" and "By" head a column; the "by" amid "bought by the organizer" does not. */
static gboolean names_days(const struct document *d, const struct sentence *head, const struct mark *mark)
{
    int value = packs_rule(d->packs, mark->rule)->value;

    if (value >= COLUMN_OF_ADDRESSES)
        return FALSE;
    return mark->start == head->first || mark->end >= head->end || (DOCUMENT_TOKEN(d, mark->start)->flags & (TOKEN_CELL | TOKEN_GAP)) != 0 ||
           (DOCUMENT_TOKEN(d, mark->end)->flags & (TOKEN_CELL | TOKEN_GAP)) != 0;
}

/* "Date | What we need from your Ministry": another column of the same head asks, this one is the day alone. */
static const struct mark *asked_in_head(const struct judging *j, const struct sentence *head, guint cell)
{
    static const enum rule_kind others[] = { RULE_EVENT, RULE_PLAN, RULE_PAST, RULE_VALID, RULE_COLUMN, RULE_DEADLINE, RULE_CLOSE, RULE_SENDER, RULE_THIRD };
    const struct mark *asked = NULL;

    for (guint k = head->mark; k < head->mark + head->marks; k++) {
        const struct rule *rule = document_rule(j->d, k);
        for (guint i = 0; i < G_N_ELEMENTS(others); i++)
            if (rule->kind == others[i])
                return NULL;
        gboolean asks = rule->kind == RULE_RECEIVE || (rule->kind == RULE_ASK && rule->value == 0) || (rule->kind == RULE_DUTY && rule->value == 0);
        if (asks && document_cell_beside(j->d, head, DOCUMENT_MARK(j->d, k)->start, j->s) != cell)
            asked = DOCUMENT_MARK(j->d, k);
    }
    return tells_of_others(j) || lists_meeting(j) ? NULL : asked;
}

/* "To be completed before", "Due no later than": the head of a column ends with the cue of its days. */
static void take_kind(struct judging *j, const struct sentence *head, guint cell)
{
    for (guint k = head->mark; k < head->mark + head->marks && j->verdict->kind == DEADLINE_ON; k++) {
        const struct mark *mark = DOCUMENT_MARK(j->d, k);
        const struct rule *rule = document_rule(j->d, k);
        gboolean last = mark->end >= head->end || (DOCUMENT_TOKEN(j->d, mark->end)->flags & (TOKEN_CELL | TOKEN_GAP)) != 0;
        if (last && rule->is != NULL && (rule->kind == RULE_COLUMN || rule->kind == RULE_STRONG || (rule->kind == RULE_WEAK && rule->value == 0)) && document_cell_beside(j->d, head, mark->start, j->s) == cell)
            j->verdict->kind = role_kind_of(rule);
    }
}

/* The head of this date's column says "Deadline". TRUE where the head says it of another column: what
 * stands in this one is no deadline, whoever the row names. */
static gboolean weigh_column(struct judging *j)
{
    gboolean of_another = FALSE;
    const struct mark *owed = NULL;

    for (guint i = j->sentence; i > 0 && j->sentence - i < 40; i--) {
        const struct sentence *head = DOCUMENT_SENTENCE(j->d, i - 1);
        if (head->zone != ZONE_ROW && is_rest_of_row(j->d, head) && !tells_of_others(j))
            continue;
        if (head->zone != ZONE_ROW)
            break;
        if (head->dates > 0)
            continue; /* a row like this one */
        guint cell = document_cell_beside(j->d, j->s, j->date->core, head);
        const struct mark *asked = asked_in_head(j, head, cell);
        if (asked != NULL)
            judging_add(j, 5, asked->rule);
        for (guint k = head->mark; asked == NULL && k < head->mark + head->marks; k++) {
            enum rule_kind kind = document_rule(j->d, k)->kind;
            const struct mark *mark = DOCUMENT_MARK(j->d, k);
            guint other = document_cell_beside(j->d, head, mark->start, j->s);
            of_another = of_another || (other != cell && other > 0 && kind == RULE_DEADLINE && cell > 0);
            if (other == cell && kind != RULE_DEADLINE && lists_meeting(j))
                return FALSE;
            if (other == cell && kind == RULE_DUTY && document_rule(j->d, k)->value <= DUTY_IN_PASSING)
                owed = mark; /* "Next report that you must send" */
            if (other == cell && (kind == RULE_DEADLINE || kind == RULE_CLOSE || kind == RULE_RECEIVE || kind == RULE_STRONG ||
                                  (kind == RULE_COLUMN && names_days(j->d, head, mark)))) {
                judging_add(j, 6, mark->rule);
                take_kind(j, head, cell);
                return FALSE;
            }
        }
    }
    if (owed != NULL && !of_another)
        judging_add(j, 6, owed->rule);
    return of_another;
}

/* "Opens | Closes": the column says what the day is. */
static void weigh_side(struct judging *j)
{
    if (j->date->side == SIDE_CLOSES)
        judging_add(j, SIDE_WEIGHT, G_MAXUINT);
    else
        judging_turn(j, -SIDE_WEIGHT, NULL, j->date->side == SIDE_OPENS ? ROLE_EARLIEST : ROLE_EVENT);
}

/* "Deadlines: forms, 8 August; visas, 29 August": the word opens the sentence, for all its dates. */
static void weigh_headword(struct judging *j)
{
    const struct mark *mark = judging_mark(j, j->s->first, MIN(j->s->first + 6, j->s->end), RULE_DEADLINE);

    if (lists_meeting(j))
        return;
    if (mark != NULL && mark->end < j->s->end && document_is_sign(j->d, mark->end, ":") && j->from > j->s->first)
        judging_add(j, 5, mark->rule);
}

static gboolean has_word(const struct document *d, guint from, guint to, guint word)
{
    for (guint i = from; i < to; i++)
        if (DOCUMENT_TOKEN(d, i)->word == word && DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD)
            return TRUE;
    return FALSE;
}

#define ELLIPSIS_TOKENS_MAX 12
#define GAPPED_SCORE 6

/* "Deadline for photographs, 20 August; for captions, 3 September", "The time limit is 20 August for the form, 3 September
 * for the photographs": one more day under the same word, known by the small word that both have beside them. */
static void weigh_ellipsis(struct judging *j)
{
    const struct date *before = j->date > DOCUMENT_DATE(j->d, j->s->date) ? j->date - 1 : NULL;

    if (before == NULL || j->verdict->cue != RULE_KINDS || (j->verdict - 1)->role != ROLE_DEADLINE || j->date->precision != PRECISION_DAY || j->date->core > before->end + ELLIPSIS_TOKENS_MAX)
        return;
    const struct mark *key = document_mark_within(j->d, j->s, j->s->first, before->core, RULE_DEADLINE);
    if (key == NULL || judging_names_meeting(j, before->end, j->date->start))
        return;
    for (guint i = before->end; i < j->date->start && i < before->end + 4; i++) {
        guint word = DOCUMENT_TOKEN(j->d, i)->word;
        gboolean same = word != 0 && DOCUMENT_TOKEN(j->d, i)->type == TOKEN_WORD && DOCUMENT_TOKEN(j->d, i)->length <= 4 && !(document_word(j->d, i)->roles & (ROLE_THE | ROLE_OF)) &&
                        has_word(j->d, j->s->first, before->core, word);
        gboolean mirrored = i == before->end && j->date->end < j->s->end && word != 0 && DOCUMENT_TOKEN(j->d, i)->type == TOKEN_WORD && word == DOCUMENT_TOKEN(j->d, j->date->end)->word;
        if (same || mirrored) {
            judging_add(j, 5, key->rule);
            return;
        }
    }
}

/* Nothing in [from, to) says that something else happens there, or who does it. */
static gboolean is_verbless(const struct judging *j, guint from, guint to)
{
    for (guint i = document_first_mark(j->d, j->s, from); i < j->s->mark + j->s->marks && DOCUMENT_MARK(j->d, i)->start < to; i++)
        switch (document_rule(j->d, i)->kind) {
        case RULE_OBJECT:
        case RULE_READER:
        case RULE_DEADLINE:
            break;
        default:
            if (document_rule(j->d, i)->kind > RULE_LATEST && document_rule(j->d, i)->kind < RULE_COLUMN)
                return FALSE; /* not the small words that stand beside dates: "del" */
        }
    return TRUE;
}

#define GAPPED_TOKENS_MAX 9

/* "The advance is due on 31 July; the balance, on 31 October", "el informe intermedio el 15 de enero y el definitivo el 15
 * de julio": a second half without a verb takes that of the first. A comma stands for the verb, or one word is all there is. */
static void weigh_gapped(struct judging *j)
{
    const struct date *before = j->date > DOCUMENT_DATE(j->d, j->s->date) ? j->date - 1 : NULL;
    guint to = j->left;

    if (before == NULL || j->date->precision != PRECISION_DAY || j->date->from_day != 0 || (j->verdict - 1)->role != ROLE_DEADLINE ||
        j->date->last <= before->last || j->verdict->score < -2 || j->verdict->score >= GAPPED_SCORE || to < before->end + 3 || to > before->end + GAPPED_TOKENS_MAX)
        return;
    gboolean and = document_has_role(j->d, before->end, ROLE_AND);
    gboolean comma = document_is_sign(j->d, to - 1, ",");
    gboolean word = and && to == before->end + 3 && DOCUMENT_TOKEN(j->d, to - 1)->type == TOKEN_WORD && document_word(j->d, before->end + 1)->roles & ROLE_THE;
    for (guint i = before->end + 1; i + 1 < to; i++)
        if (DOCUMENT_TOKEN(j->d, i)->type == TOKEN_PUNCTUATION)
            return;
    if ((word || (comma && (and || document_is_sign(j->d, before->end, ";,")))) && is_verbless(j, before->end, to))
        judging_turn(j, GAPPED_SCORE - j->verdict->score, NULL, ROLE_MENTIONED);
}

/* "3 October: Governments send their comments": an entry of a calendar; who acts decides. */
static void weigh_entry(struct judging *j)
{
    guint end = j->date->end;
    gboolean column = end < j->s->end && DOCUMENT_TOKEN(j->d, end)->flags & (TOKEN_CELL | TOKEN_GAP);

    if (j->left > j->s->first + 2 || end >= j->s->end)
        return;
    if (!column && !document_is_sign(j->d, end, ":-") && DOCUMENT_TOKEN(j->d, end)->value != 0x2013 && DOCUMENT_TOKEN(j->d, end)->value != 0x2014)
        return;
    enum actor actor = role_actor_after(j->d, j->s, end, j->to);
    if (actor == ACTOR_SENDER && j->s->zone == ZONE_ROW && sender_of_row(j) == NULL)
        return;
    if (judging_mark(j, end, j->to, RULE_EVENT) != NULL || actor == ACTOR_SENDER || actor == ACTOR_THIRD)
        judging_turn(j, -3, judging_mark(j, end, j->to, RULE_EVENT), actor == ACTOR_THIRD ? ROLE_OTHERS : ROLE_EVENT);
    else if (actor == ACTOR_READER && judging_mark(j, end, j->to, RULE_OBJECT) != NULL)
        judging_add(j, 3.4, G_MAXUINT);
}

/* "The key deadlines are:" right above a table without a head, and a row that tells of nobody's meeting. */
static void weigh_caption(struct judging *j)
{
    guint i = j->sentence;

    while (i > 0 && j->sentence - i < 40 && DOCUMENT_SENTENCE(j->d, i)->zone == ZONE_ROW)
        i--;
    const struct sentence *caption = DOCUMENT_SENTENCE(j->d, i);
    if (caption->zone == ZONE_ROW || caption->dates > 0 || caption->end - caption->first > 20 || DOCUMENT_SENTENCE(j->d, i + 1)->dates == 0 || j->date->precision != PRECISION_DAY ||
        judging_mark(j, j->s->first, j->s->end, RULE_EVENT) != NULL || judging_mark(j, j->s->first, j->s->end, RULE_SENDER) != NULL)
        return;
    gboolean paper = judging_mark(j, j->s->first, j->s->end, RULE_OBJECT) != NULL && judging_mark(j, j->s->first, j->s->end, RULE_PLAN) == NULL;
    for (guint k = caption->mark; k < caption->mark + caption->marks; k++) {
        const struct rule *rule = document_rule(j->d, k);
        gboolean calendar = rule->kind == RULE_COLUMN && rule->value == COLUMN_OF_CALENDAR && paper; /* "Key dates": a mixed list */
        if (rule->kind == RULE_DEADLINE || calendar) {
            judging_add(j, 4.6, DOCUMENT_MARK(j->d, k)->rule);
            return;
        }
    }
}

/* "Validation by you: to be sent back by | open | 9 April": the row itself says that something must come. */
static gboolean row_asks(const struct judging *j)
{
    return judging_mark(j, j->s->first, j->s->end, RULE_RECEIVE) != NULL || judging_mark(j, j->s->first, j->s->end, RULE_OBJECT) != NULL;
}

/* A row that names only the sender or others is theirs. */
static void weigh_row(struct judging *j)
{
    if (judging_mark(j, j->s->first, j->s->end, RULE_READER) == NULL &&
        (sender_of_row(j) != NULL || judging_mark(j, j->s->first, j->s->end, RULE_THIRD) != NULL))
        judging_turn(j, -4, NULL, ROLE_OTHERS);
    else if (j->verdict->cue == RULE_KINDS && j->date->precision != PRECISION_MONTH && (judging_mark(j, j->s->first, j->s->end, RULE_READER) != NULL || judging_mark(j, j->s->first, j->s->end, RULE_RECEIVE) != NULL) &&
             row_asks(j) && judging_mark(j, j->s->first, j->s->end, RULE_EVENT) == NULL &&
             judging_mark(j, j->s->first, j->s->end, RULE_SENDER) == NULL && judging_mark(j, j->s->first, j->s->end, RULE_PLAN) == NULL && judging_mark(j, j->s->first, j->s->end, RULE_PAST) == NULL)
        judging_add(j, 3.4, G_MAXUINT); /* "Comments | Member States | 1 September": who is to give what; "Return of the form | 1 September" */
}

static gboolean is_date_line(const struct document *d, guint sentence)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, sentence);

    return s->dates == 1 && s->zone != ZONE_ROW && DOCUMENT_DATE(d, s->date)->start <= s->first + 2 &&
           DOCUMENT_DATE(d, s->date)->end + 2 >= s->end;
}

/* "Registration: 12 September 2025", "12 September 2025: registration": a short line that names one day. */
static gboolean is_listed(const struct document *d, guint sentence)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, sentence);

    if (s->dates != 1 || s->zone == ZONE_ROW || s->end - s->first > 14)
        return FALSE;
    const struct date *date = DOCUMENT_DATE(d, s->date);
    return (date->end + 1 >= s->end && date->start > s->first) || (date->start <= s->first + 1 && date->end < s->end && document_is_sign(d, date->end, ":")); /* "12 September: registration" */
}

/* Lines that take turns, a date and what it is: which of the two opens the list? */
static gboolean is_date_first(const struct document *d, guint sentence)
{
    guint i = sentence;

    while (i >= 2 && sentence - i < 40 && is_date_line(d, i - 2) && DOCUMENT_SENTENCE(d, i - 1)->dates == 0)
        i -= 2;
    /* i is the first date line that has a label and a date before it, or none */
    gboolean label_above = i >= 1 && DOCUMENT_SENTENCE(d, i - 1)->dates == 0 && DOCUMENT_SENTENCE(d, i - 1)->end - DOCUMENT_SENTENCE(d, i - 1)->first <= 12;
    gboolean label_below = sentence + 1 < d->sentences->len && DOCUMENT_SENTENCE(d, sentence + 1)->dates == 0 &&
                           DOCUMENT_SENTENCE(d, sentence + 1)->end - DOCUMENT_SENTENCE(d, sentence + 1)->first <= 14;
    if (i == sentence || !label_below)
        return FALSE;
    for (guint k = DOCUMENT_SENTENCE(d, i - (i >= 1))->mark; label_above && k < DOCUMENT_SENTENCE(d, i - 1)->mark + DOCUMENT_SENTENCE(d, i - 1)->marks; k++)
        if (document_rule(d, k)->kind == RULE_DEADLINE || document_rule(d, k)->kind == RULE_EVENT)
            return FALSE;
    return TRUE;
}

static gboolean is_label(const struct document *d, guint sentence)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, sentence);

    return sentence < d->sentences->len && s->dates == 0 && s->end - s->first <= 14 && !document_is_sign(d, s->end - 1, ".");
}

/* Lines that take turns and end with a date: each label stands above its date, also this one's. */
static gboolean is_label_first(const struct document *d, guint sentence)
{
    guint i = sentence;

    while (i - sentence < 40 && i + 2 < d->sentences->len && is_label(d, i + 1) && is_date_line(d, i + 2))
        i += 2;
    return i > sentence && sentence > 0 && is_label(d, sentence - 1) && (i + 1 >= d->sentences->len || !is_label(d, i + 1));
}

/* A line that may name what the day on the next one is; a colon makes it one however long it is. */
static gboolean is_key(const struct document *d, const struct sentence *s)
{
    return s->dates == 0 && s->zone != ZONE_ROW && s->end - s->first <= (document_is_sign(d, s->end - 1, ":") ? KEY_TOKENS_MAX : 12);
}

/* "Deadline for replies" on a line of its own, the date on the next one; also "Deadline:" before it. */
static void weigh_key(struct judging *j)
{
    const struct sentence *own = j->s, *key;

    if (own->end - own->first > 14 || j->date->start > own->first + 3 || j->sentence == 0)
        return;
    key = DOCUMENT_SENTENCE(j->d, j->sentence - 1);
    if (!is_key(j->d, key))
        return;
    if (is_date_first(j->d, j->sentence))
        return;
    for (guint k = key->mark; k < key->mark + key->marks; k++) {
        const struct rule *rule = document_rule(j->d, k);
        if (rule->kind == RULE_EVENT && key->end - key->first > 12)
            return; /* "Next meeting of the group on the application of:" */
        if (DOCUMENT_MARK(j->d, k)->end < key->end && document_is_sign(j->d, DOCUMENT_MARK(j->d, k)->end - 1, ":"))
            continue; /* "Applications: 412." has its answer */
        if (rule->kind == RULE_DEADLINE) {
            judging_add(j, 5.5, DOCUMENT_MARK(j->d, k)->rule);
            return;
        }
    }
}

/* A line of its own, "Deadlines", and below it lines with what is due and its day, one after the other. */
static void weigh_listed(struct judging *j)
{
    guint i = j->sentence;

    while (i > 0 && j->sentence - i < LISTED_MAX && is_listed(j->d, i))
        i--;
    const struct sentence *head = DOCUMENT_SENTENCE(j->d, i);
    if (j->verdict->cue == RULE_EARLIEST || j->verdict->cue == RULE_SINCE || i + 1 >= j->sentence || is_listed(j->d, i) || head->dates > 0 || head->zone == ZONE_ROW || head->end - head->first > 8 ||
        judging_mark(j, j->s->first, j->s->end, RULE_EVENT) != NULL || role_actor_before(j->d, j->s, j->s->first, j->s->end) == ACTOR_SENDER)
        return;
    for (guint k = head->mark; k < head->mark + head->marks; k++) {
        if (document_rule(j->d, k)->kind == RULE_DEADLINE) {
            judging_add(j, 5, DOCUMENT_MARK(j->d, k)->rule);
            return;
        }
    }
}

/* The date alone on its line, and the next line says what it is: "15 September" / "Deadline for nominations". */
static void weigh_key_below(struct judging *j)
{
    const struct sentence *own = j->s, *above = j->sentence > 0 ? own - 1 : NULL, *below = own + 1;

    if (j->sentence + 1 >= j->d->sentences->len || j->date->start > own->first + 1 || j->date->end + 1 < own->end || below->dates > 0 ||
        below->end - below->first > 12 || own->zone == ZONE_ROW)
        return;
    if (is_label_first(j->d, j->sentence))
        return;
    if (!is_date_first(j->d, j->sentence) && above != NULL && above->dates == 0 && above->end - above->first <= 8)
        for (guint k = above->mark; k < above->mark + above->marks; k++)
            if (document_rule(j->d, k)->kind == RULE_DEADLINE || document_rule(j->d, k)->kind == RULE_EVENT)
                return;
    for (guint k = below->mark; k < below->mark + below->marks; k++) {
        if (document_rule(j->d, k)->kind == RULE_DEADLINE) {
            judging_add(j, 5, DOCUMENT_MARK(j->d, k)->rule);
            return;
        }
    }
}

void role_weigh_place(struct judging *j, guint index)
{
    weigh_restatement(j, index);
    if (j->s->zone == ZONE_ROW) {
        if (j->date->side != SIDE_NONE) {
            weigh_side(j);
        } else if (!weigh_column(j)) {
            weigh_caption(j);
            weigh_row(j);
        }
    }
    weigh_entry(j);
    weigh_key(j);
    weigh_listed(j);
    weigh_key_below(j);
    weigh_headword(j);
    weigh_ellipsis(j);
    weigh_gapped(j);
}
