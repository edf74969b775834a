/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The day on which the reader's registry received the letter, as its stamp says: beside the word for it in a short
 * line, or in a box of its own. */
#include "find/stamp.h"

#define STAMP_WORDS_MAX 5
#define STAMP_SENTENCE_WORDS 12 /* signs between them do not count: "[stamp] MINISTRY - REGISTRY - RECEIVED 6 MARCH 2023" */
#define STAMP_SIGNS_MAX 6 /* that frame a line of a box, and the next one */

/* "| REÇU LE 6 MARS 2023 |": two or three words and the date, framed by marks, fill a line in capitals. */
static gboolean fills_line(const struct document *d, const struct sentence *s, const struct date *date)
{
    guint i = date->core, end = date->core_end, words = 0;

    while (i > s->first && !(DOCUMENT_TOKEN(d, i)->flags & TOKEN_LINE) && words <= 3) {
        i--;
        if (DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD && !(DOCUMENT_TOKEN(d, i)->flags & TOKEN_UPPER))
            return FALSE;
        words += DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD;
    }
    while (end < s->end && !(DOCUMENT_TOKEN(d, end)->flags & TOKEN_LINE) && DOCUMENT_TOKEN(d, end)->type == TOKEN_PUNCTUATION)
        end++;
    return words >= 1 && words <= 3 && (end >= s->end || DOCUMENT_TOKEN(d, end)->flags & (TOKEN_LINE | TOKEN_CELL | TOKEN_GAP));
}

static guint count_words(const struct document *d, guint from, guint to)
{
    guint words = 0;

    for (guint i = from; i < to; i++)
        words += DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD;
    return words;
}

/* "| COURRIER ARRIVÉ LE |" over "| 6 MARS 2023 No 12 |": in a stamp that is drawn as a box the day has a line of its own,
 * first of all words, */
static gboolean stands_below(const struct document *d, guint sentence, const struct date *date)
{
    guint end = date->start;

    while (end > 0 && date->start - end < STAMP_SIGNS_MAX && document_is_sign(d, end - 1, "|*+-_:="))
        end--;
    if (sentence == 0 || date->precision != PRECISION_DAY || end > DOCUMENT_SENTENCE(d, sentence)->first)
        return FALSE;
    const struct sentence *above = DOCUMENT_SENTENCE(d, sentence - 1);
    return above->dates == 0 && end > above->first && count_words(d, above->first, end) <= STAMP_WORDS_MAX && document_mark_until(d, above, end, RULE_STAMP) != NULL;
}

/* … or above the words, in a frame. */
static gboolean stands_above(const struct document *d, guint sentence, const struct date *date)
{
    const struct sentence *s = DOCUMENT_SENTENCE(d, sentence), *below = s + 1;
    guint from = date->end;

    while (from < d->tokens->len && from - date->end < STAMP_SIGNS_MAX && document_is_sign(d, from, "|*"))
        from++;
    return sentence + 1 < d->sentences->len && date->precision == PRECISION_DAY && (from > date->end || s->zone == ZONE_ROW) && from >= s->end && count_words(d, s->first, date->start) == 0 &&
           below->dates == 0 && count_words(d, from, below->end) <= STAMP_WORDS_MAX && document_mark_from(d, below, MAX(from, below->first), RULE_STAMP) != NULL;
}

guint32 stamp_find(struct document *d)
{
    for (guint i = 0; i < d->sentences->len; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        for (guint k = s->date; k < s->date + s->dates; k++) {
            const struct date *date = DOCUMENT_DATE(d, k);
            gboolean colon = date->start > s->first && DOCUMENT_TOKEN(d, date->start - 1)->value == ':';
            gboolean stamped = document_mark_until(d, s, date->start, RULE_STAMP) != NULL ||
                               document_mark_until(d, s, date->core, RULE_STAMP) != NULL ||
                               (colon && document_mark_until(d, s, date->start - 1, RULE_STAMP) != NULL);
            gboolean alone = (stamped && date->precision == PRECISION_DAY && fills_line(d, s, date)) ||
                             stands_below(d, i, date) || stands_above(d, i, date);
            if (alone)
                d->stamp = k + 1;
            if (alone || (stamped && date->precision == PRECISION_DAY && count_words(d, s->first, s->end) < STAMP_SENTENCE_WORDS))
                return k + 1;
        }
    }
    return 0;
}
