/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens into sentences, and the language of each.
 *
 * A full stop ends a sentence unless an abbreviation, an initial or a small letter says otherwise.
 * A line's end is only a wrap where the next word would not have fitted into the paragraph's width;
 * else (headings, lists, key and value) it ends the sentence, too. A page's end does not: what
 * stands around it (page.c) is taken out first. What is longer than SENTENCE_TOKENS_MAX is cut. */
#include <string.h>

#include "find/document.h"
#include "find/page.h"

/* "are listed in Annex B. They should …": a letter after a plain word, and an everyday word after its stop,
 * is a label at a sentence's end and no initial. */
static gboolean labels(const struct document *d, guint letter)
{
    const struct token *token = DOCUMENT_TOKEN(d, letter), *before = letter > 0 ? token - 1 : NULL;
    const struct token *next = letter + 2 < d->tokens->len ? token + 2 : NULL;

    if (before == NULL || next == NULL || token->flags & (TOKEN_LINE | TOKEN_BREAK | TOKEN_CELL) || !(token->flags & TOKEN_CAPITAL))
        return FALSE;
    /* "Attachment B. Differences that": an everyday word after the first one does as well */
    gboolean known = document_word(d, letter + 2)->languages != 0 ||
                     (letter + 3 < d->tokens->len && document_word(d, letter + 3)->languages != 0 && !((next + 1)->flags & TOKEN_CAPITAL));
    return before->type == TOKEN_WORD && before->length >= 4 && next->type == TOKEN_WORD && next->length > 1 && next->flags & TOKEN_CAPITAL &&
           known && !(document_word(d, letter + 2)->roles & ROLE_ABBREVIATION);
}

/* "at 5.30 p.m. The list": the stop of a time of day ends the sentence before an everyday word with a capital. */
static gboolean ends_time(const struct document *d, guint letter)
{
    const struct token *token = DOCUMENT_TOKEN(d, letter), *next = letter + 3 < d->tokens->len ? token + 2 : NULL;

    return letter >= 3 && next != NULL && token->length == 1 && !(token->flags & TOKEN_CAPITAL) && (token - 1)->value == '.' && (token - 2)->length == 1 &&
           (token - 3)->type == TOKEN_NUMBER && next->type == TOKEN_WORD && next->flags & TOKEN_CAPITAL &&
           document_word(d, letter + 2)->month == 0 && document_word(d, letter + 2)->weekday == 0 &&
           (document_word(d, letter + 2)->roles & ROLE_THE ||
            (!((next + 1)->flags & TOKEN_CAPITAL) && (document_word(d, letter + 2)->languages != 0 || document_word(d, letter + 3)->languages != 0)));
}

/* "12 de mar.", "15-sept.", "oct. 2025" */
static gboolean stands_by_number(const struct document *d, guint stop)
{
    for (guint i = stop > 4 ? stop - 4 : 0; i <= stop + 1 && i < d->tokens->len; i++)
        if (DOCUMENT_TOKEN(d, i)->type == TOKEN_NUMBER)
            return TRUE;
    return FALSE;
}

static gboolean is_abbreviation(const struct document *d, guint stop)
{
    const struct token *before = stop > 0 ? DOCUMENT_TOKEN(d, stop - 1) : NULL;

    if (before == NULL || before->type == TOKEN_PUNCTUATION)
        return FALSE;
    if (before->type == TOKEN_NUMBER) {
        const struct token *next = stop + 1 < d->tokens->len ? DOCUMENT_TOKEN(d, stop + 1) : NULL;
        if (before->flags & (TOKEN_BREAK | TOKEN_LINE) && !(before->flags & TOKEN_SOFT))
            return TRUE;
        return next != NULL && next->word != 0 && vocab_get(d->packs->vocab, next->word)->month != 0;
    }
    if (before->length == 1 && (labels(d, stop - 1) || ends_time(d, stop - 1)))
        return FALSE;
    if (document_word(d, stop - 1)->month != 0 && !stands_by_number(d, stop))
        return FALSE; /* "la gente de mar." */
    return before->length == 1 || document_word(d, stop - 1)->roles & ROLE_ABBREVIATION;
}

static gboolean begins_small(const struct token *token)
{
    return token->type == TOKEN_WORD && !(token->flags & TOKEN_CAPITAL);
}

/* Does a sentence begin at token i of a line that goes on? */
static gboolean ends_before(const struct document *d, guint i)
{
    const struct token *stop = DOCUMENT_TOKEN(d, i - 1), *token = stop + 1;

    if (stop->type != TOKEN_PUNCTUATION || !(token->flags & (TOKEN_SPACE | TOKEN_LINE)))
        return FALSE;
    if ((stop->value == ')' || stop->value == ']') && i >= 2) {
        const struct token *inner = DOCUMENT_TOKEN(d, i - 2);
        if (inner->type != TOKEN_PUNCTUATION || inner->value != '.')
            return FALSE;
        return token->flags & TOKEN_CAPITAL && token->type == TOKEN_WORD;
    }
    if (strchr(".!?", stop->value < 128 ? (int)stop->value : 1) == NULL)
        return FALSE;
    if (begins_small(token) || (token->type == TOKEN_PUNCTUATION && strchr(",;:)", token->value < 128 ? (int)token->value : 1) != NULL))
        return FALSE;
    return stop->value != '.' || !is_abbreviation(d, i - 1);
}

static guint first_word_width(const struct document *d, const struct line *line)
{
    guint end = line->first + 1;

    while (end < line->end && !(DOCUMENT_TOKEN(d, end)->flags & TOKEN_SPACE))
        end++;
    return document_width(d, line->first, end - 1);
}

/* "(a)", "1.", "iii)", a bullet. */
static gboolean begins_item(const struct document *d, const struct line *line)
{
    const struct token *token = DOCUMENT_TOKEN(d, line->first);
    const struct token *next = line->first + 1 < line->end ? token + 1 : NULL;

    if (token->flags & TOKEN_BULLET)
        return TRUE;
    if (token->type == TOKEN_PUNCTUATION && token->value == '.' && next != NULL)
        return next->type == TOKEN_NUMBER && next->digits <= 2 && !(next->flags & TOKEN_SPACE); /* ".1 forms" */
    if (token->type == TOKEN_PUNCTUATION && token->value == '(' && next != NULL && next->length <= 3)
        return line->first + 2 < line->end && (token + 2)->type == TOKEN_PUNCTUATION && (token + 2)->value == ')';
    if (next == NULL || next->type != TOKEN_PUNCTUATION || next->flags & TOKEN_SPACE)
        return FALSE;
    if (next->value == ')')
        return token->length <= 3;
    return next->value == '.' && (token->type == TOKEN_NUMBER ? token->digits <= 2 : token->length == 1) &&
           line->first + 2 < line->end && (token + 2)->flags & TOKEN_SPACE && !begins_small(token + 2) &&
           document_word(d, line->first + 2)->month == 0;
}

static gboolean is_label(const struct document *d, guint i)
{
    return i + 2 < d->tokens->len && document_is_sign(d, i, "(") && DOCUMENT_TOKEN(d, i + 1)->type != TOKEN_PUNCTUATION && DOCUMENT_TOKEN(d, i + 1)->length <= 3 &&
           document_is_sign(d, i + 2, ")");
}

#define LEAD_TOKENS_MAX 8
#define RUN_TOKENS_MAX 60 /* from one "(i)" in the text to the next */

/* "please (i) confirm the names, and" / "(ii) return the form": a list that began in the middle of a line wraps with it. */
static gboolean runs_on(const struct document *d, const struct line *line)
{
    guint end = line->first > RUN_TOKENS_MAX ? line->first - RUN_TOKENS_MAX : 0;

    if (!is_label(d, line->first) || document_is_sign(d, line->first - 1, ".!?:"))
        return FALSE;
    for (guint i = line->first; i-- > end && !(DOCUMENT_TOKEN(d, i)->flags & TOKEN_BLANK);)
        if (is_label(d, i))
            return !(DOCUMENT_TOKEN(d, i)->flags & TOKEN_LINE) || DOCUMENT_TOKEN(d, i)->flags & TOKEN_SOFT;
    return FALSE;
}

/* "2. to send the form", below a line that ends as the items of a list do. */
static gboolean is_numbered(const struct document *d, const struct line *line)
{
    const struct token *token = DOCUMENT_TOKEN(d, line->first);

    return line->first + 2 < line->end && token->type == TOKEN_NUMBER && token->digits <= 2 && document_is_sign(d, line->first + 1, ".") &&
           !((token + 1)->flags & TOKEN_SPACE) && (token + 2)->type == TOKEN_WORD && (token + 2)->flags & TOKEN_SPACE && document_word(d, line->first + 2)->month == 0;
}

/* "From:", "Deadline :" at the head of a line. */
static gboolean begins_with_key(const struct document *d, const struct line *line)
{
    for (guint i = line->first; i < line->end && i < line->first + 5; i++) {
        const struct token *token = DOCUMENT_TOKEN(d, i);
        if (token->type == TOKEN_PUNCTUATION && token->value == ':')
            return i > line->first;
        if (token->type != TOKEN_WORD)
            return FALSE;
    }
    return FALSE;
}

static gboolean is_mark(const struct token *token, const char *marks)
{
    if (token->type != TOKEN_PUNCTUATION)
        return FALSE;
    for (; *marks != '\0'; marks++)
        if (token->value == (guchar)*marks)
            return TRUE;
    return FALSE;
}

/* "Geneva, 25 August" / "2020", "Ginebra, 25 de agosto de" / "2020", "Ginebra, 25 de agosto" / "de 2020": also at the end of a
 * row. */
static gboolean breaks_date(const struct document *d, const struct line *before, const struct line *line)
{
    gboolean of_before = before->end - before->first > 2 && document_has_role(d, before->end - 1, ROLE_OF);
    gboolean of_after = !of_before && line->end - line->first > 1 && document_has_role(d, line->first, ROLE_OF);
    guint month = before->end - 1 - of_before;
    const struct token *number = DOCUMENT_TOKEN(d, line->first + of_after);
    gboolean year = number->digits == 4, day = number->digits <= 2 && !of_before && !of_after;

    return document_word(d, month)->month != 0 && DOCUMENT_TOKEN(d, month)->type == TOKEN_WORD && number->type == TOKEN_NUMBER && (year || day) &&
           !(DOCUMENT_TOKEN(d, line->first)->flags & (TOKEN_BLANK | TOKEN_CELL)) && !begins_item(d, line);
}

static gboolean begins_with_date(const struct document *d, const struct line *line)
{
    guint i = line->first + 1;

    if (i + 1 < line->end && document_word(d, i)->roles & ROLE_OF)
        i++;
    return DOCUMENT_TOKEN(d, line->first)->type == TOKEN_NUMBER && i < line->end && document_word(d, i)->month != 0;
}

/* "by Monday" / "31 January 2022", "with the Office by" / "Tuesday 28 October": the weekday stays with its day, and
 * both with the small word before them. */
static gboolean breaks_weekday(const struct document *d, const struct line *before, const struct line *line, guint widest)
{
    const struct token *last = DOCUMENT_TOKEN(d, before->end - 1);

    if (document_word(d, before->end - 1)->weekday != 0 && last->type == TOKEN_WORD && before->end - before->first > 1)
        return begins_with_date(d, line) || document_word(d, line->first)->month != 0;
    return document_word(d, line->first)->weekday != 0 && begins_small(last) && last->type == TOKEN_WORD && widest >= 50 && before->width * 10 >= widest * 7;
}

/* "10 November 2025: opening": a sign soon after the date makes an entry of its own. */
static gboolean is_calendar_entry(const struct document *d, const struct line *line)
{
    for (guint i = line->first + 2; i < line->end && i < line->first + 7; i++)
        if (is_mark(DOCUMENT_TOKEN(d, i), ":-") || DOCUMENT_TOKEN(d, i)->value == 0x2013 || DOCUMENT_TOKEN(d, i)->value == 0x2014)
            return TRUE;
    return FALSE;
}

/* "by 6 p.m." / "Geneva time": the stop at the line's end is the abbreviation's. */
static gboolean ends_abbreviated(const struct document *d, const struct line *line)
{
    return line->end - line->first > 3 && document_is_sign(d, line->end - 1, ".") && is_abbreviation(d, line->end - 1);
}

/* A few words and a colon, after a sentence that ended in the line or alone in it: "… was wrong. It should read:" */
static gboolean is_lead(const struct document *d, const struct line *line)
{
    guint least = line->end > line->first + LEAD_TOKENS_MAX ? line->end - LEAD_TOKENS_MAX : line->first;
    for (guint i = line->end - 1; i > least; i--)
        if (document_is_sign(d, i - 1, ".!?") && !is_abbreviation(d, i - 1))
            return TRUE;
    return least == line->first;
}

/* Is the line's end before `line` only a wrap? widest: of the paragraph. */
static gboolean is_wrap(const struct document *d, const struct line *before, const struct line *line,
                        guint widest)
{
    const struct token *token = DOCUMENT_TOKEN(d, line->first);
    const struct token *last = DOCUMENT_TOKEN(d, before->end - 1);

    if (breaks_date(d, before, line))
        return TRUE;
    if (!before->row && !line->row && !(token->flags & (TOKEN_BLANK | TOKEN_PAGE)) && runs_on(d, line))
        return TRUE;
    if (before->row || line->row || begins_item(d, line) || (is_mark(last, ":;") && is_numbered(d, line)))
        return FALSE;
    if (token->flags & TOKEN_PAGE)
        return !is_mark(last, ".!?:;") && (begins_small(token) || token->type == TOKEN_NUMBER || before->width >= 30);
    if (token->flags & TOKEN_BLANK)
        return begins_small(token) && !is_mark(last, ".!?:;") && before->width >= 30;
    if (is_mark(last, ":"))
        return is_lead(d, before) && !begins_with_key(d, line);
    if (is_mark(last, ";")) /* in a paragraph, not in a list */
        return begins_small(token) && widest >= 60 && before->width * 10 >= widest * 8 && !begins_item(d, before);
    if (is_mark(last, ".!?") && !ends_abbreviated(d, before))
        return FALSE;
    if (begins_small(last) && last->length <= 4 && last->type == TOKEN_WORD &&
        document_word(d, before->end - 1)->roles & (ROLE_THE | ROLE_OF | ROLE_TO | ROLE_AND | ROLE_BETWEEN))
        return TRUE; /* "a la" / "Secretaría", "the reply of" / "Governments": no sentence ends with such a word */
    if (begins_with_key(d, line))
        return begins_small(token) && widest >= 50 && before->width * 10 >= widest * 8; /* "within / the coming three weeks: make it 26 October" */
    if (begins_small(token) || document_word(d, line->first)->month != 0 || breaks_weekday(d, before, line, widest))
        return TRUE;
    if (token->type == TOKEN_NUMBER && token->digits <= 2 && last->type == TOKEN_WORD && !(last->flags & TOKEN_CAPITAL) &&
        document_word(d, before->end - 1)->roles & (ROLE_THE | ROLE_FROM | ROLE_TO))
        return TRUE; /* "avant le" / "25" / "septembre" */
    if (token->type == TOKEN_NUMBER && document_word(d, before->end - 1)->month != 0)
        return TRUE;
    if (token->flags & TOKEN_CAPITAL && document_word(d, line->first)->roles & ROLE_THE && line->first + 2 < line->end && (token + 1)->type == TOKEN_NUMBER &&
        document_word(d, line->first + 2)->month != 0)
        return FALSE; /* "Le 17 mars 2025", below the name of who writes */
    if (begins_with_date(d, line))
        return !(last->flags & TOKEN_CAPITAL) && (last->type != TOKEN_NUMBER || before->width * 10 >= widest * 7) && !is_calendar_entry(d, line) && !begins_with_date(d, before);
    if (token->type == TOKEN_NUMBER && begins_small(last) && widest >= 50 && before->width * 10 >= widest * 8)
        return TRUE; /* "… comes to an end at" / "12 noon on Monday" */
    if (document_is_sign(d, line->first, "(") && line->first + 1 < line->end && widest >= 40 && before->width * 10 >= widest * 7)
        return begins_small(token + 1) || (token + 1)->type == TOKEN_NUMBER; /* "the revised form" / "(version of 20 June)" */
    return widest <= 130 && (before->width + 1 + first_word_width(d, line)) * 100 > widest * 95 && widest >= 28 &&
           before->width >= 25;
}

static guint paragraph_width(const struct document *d, GArray *lines, guint i, guint *end)
{
    guint widest = 0;

    for (*end = i; *end < lines->len; (*end)++) {
        struct line *line = &g_array_index(lines, struct line, *end);
        if (*end > i && DOCUMENT_TOKEN(d, line->first)->flags & TOKEN_BLANK)
            break;
        line->width = document_width(d, line->first, line->end - 1);
        widest = MAX(widest, line->width);
    }
    return widest;
}

/* Sets TOKEN_SOFT on the first token of a line that only wraps. */
static void mark_wraps(struct document *d)
{
    g_autoptr(GArray) lines = page_lines(d);
    guint paragraph_end = 0, widest = 0;

    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = &g_array_index(lines, struct line, i);
        for (guint k = line->first + 1; line->row && k < line->end; k++)
            if (DOCUMENT_TOKEN(d, k)->flags & TOKEN_GAP)
                DOCUMENT_TOKEN(d, k)->flags |= TOKEN_CELL;
        if (i >= paragraph_end)
            widest = paragraph_width(d, lines, i, &paragraph_end);
        if (i > 0 && is_wrap(d, line - 1, line, MAX(widest, (line - 1)->width)))
            DOCUMENT_TOKEN(d, line->first)->flags |= TOKEN_SOFT;
    }
}

/* The sentence of that number; flags: what its tokens but the first have. */
static void close_sentence(struct document *d, guint number, guint first, guint end, guint flags)
{
    struct sentence *sentence = DOCUMENT_NEXT(d->sentences, struct sentence, number);

    *sentence = (struct sentence){ .first = first, .end = end, .lead = number, .language = NO_LANGUAGE };
    DOCUMENT_TOKEN(d, first)->flags |= TOKEN_BREAK;
    if (flags & TOKEN_CELL)
        sentence->zone = ZONE_ROW;
    sentence->question = is_mark(DOCUMENT_TOKEN(d, end - 1), "?");
}

void sentence_split(struct document *d)
{
    guint first = 0, flags = 0, count = 0;

    mark_wraps(d);
    const struct token *tokens = (const struct token *)d->tokens->data;
    for (guint i = 1; i < d->tokens->len; i++) {
        guint now = tokens[i].flags;
        gboolean plain = !(now & TOKEN_LINE) && tokens[i - 1].type != TOKEN_PUNCTUATION; /* most are: nothing ends there */
        gboolean line = now & TOKEN_LINE && !(now & TOKEN_SOFT);
        if (i - first < SENTENCE_TOKENS_MAX && (plain || (!line && !ends_before(d, i)))) {
            flags |= now;
            continue;
        }
        close_sentence(d, count++, first, i, flags);
        first = i;
        flags = 0;
    }
    if (d->tokens->len > first)
        close_sentence(d, count++, first, d->tokens->len, flags);
    g_array_set_size(d->sentences, count);
}

/* ---- language ---- */

#define EACH G_GUINT64_CONSTANT(0x0101010101010101)

G_STATIC_ASSERT(LANGUAGES_MAX == 8);

/* A byte a language; its bit of eight becomes one. */
static inline guint64 spread_languages(guint8 languages)
{
    return (((languages * EACH & G_GUINT64_CONSTANT(0x8040201008040201)) + 0x7f * EACH) >> 7) & EACH;
}

static void count_words(const struct document *d, const struct sentence *s, guint counts[LANGUAGES_MAX])
{
    const struct token *tokens = (const struct token *)d->tokens->data;
    const struct lexeme *lexemes = d->packs->vocab->lexemes;

    for (guint i = s->first; i < s->end;) {
        guint stop = MIN(s->end, i + 255); /* as many as a byte counts */
        guint64 few = 0;
        for (; i < stop; i++)
            few += spread_languages(lexemes[tokens[i].word].word.languages);
        for (guint k = 0; few != 0; k++, few >>= 8)
            counts[k] += few & 0xff;
    }
}

static guint8 most(const guint counts[LANGUAGES_MAX], guint at_least)
{
    guint best = NO_LANGUAGE, second = 0;

    for (guint i = 0; i < LANGUAGES_MAX; i++) {
        if (counts[i] >= at_least && (best == NO_LANGUAGE || counts[i] > counts[best])) {
            second = best == NO_LANGUAGE ? 0 : counts[best];
            best = i;
        } else {
            second = MAX(second, counts[i]);
        }
    }
    return best != NO_LANGUAGE && counts[best] > second ? best : NO_LANGUAGE;
}

/* One everyday word of the rest's language, and none of any other: "Eleven had supplied it" in an English letter. */
static gboolean leans(const guint counts[LANGUAGES_MAX], guint8 language)
{
    for (guint i = 0; i < LANGUAGES_MAX; i++)
        if ((counts[i] != 0) != (i == language))
            return FALSE;
    return TRUE;
}

static void tell_undecided(struct document *d)
{
    for (guint i = 0; d->language != NO_LANGUAGE && i < d->sentences->len; i++) {
        struct sentence *s = DOCUMENT_SENTENCE(d, i);
        guint counts[LANGUAGES_MAX] = { 0 };
        if (s->language != NO_LANGUAGE)
            continue;
        count_words(d, s, counts);
        if (leans(counts, d->language))
            s->language = d->language;
    }
}

/* Each sentence by its everyday words; too short or undecided ones stay open to every pack. */
void sentence_tell_languages(struct document *d)
{
    guint all[LANGUAGES_MAX] = { 0 };

    for (guint i = 0; i < d->sentences->len; i++) {
        struct sentence *s = DOCUMENT_SENTENCE(d, i);
        guint counts[LANGUAGES_MAX] = { 0 };
        count_words(d, s, counts);
        s->language = most(counts, 2);
        for (guint k = 0; k < LANGUAGES_MAX; k++)
            all[k] += counts[k];
    }
    d->language = most(all, 2);
    tell_undecided(d);
}
