/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail's text into findings: every part through the layers, then the parts into one answer.
 *
 * Order: read all parts; choose the letter's date (it is what days are counted from); make the dates
 * days; judge them; find the session that the letter is about and judge once more where something is
 * counted from it; collect deadlines, requests, events; join what is said twice. */
#include "find/find.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/subject.h"
#include "find/collect.h"
#include "find/explain.h"
#include "find/document.h"
#include "find/forms.h"
#include "find/genre.h"
#include "find/letter.h"
#include "find/heading.h"
#include "find/opening.h"
#include "find/request.h"
#include "find/resolve.h"
#include "find/role.h"
#include "find/sender.h"
#include "find/stamp.h"
#include "find/subject.h"

#define ID_BYTES_MAX 998 /* as the reading side of finding_read.c has it */
#define SPEAKS_TO_NOBODY 0.1    /* of being a circular: of the letters tried, none with a deadline for its reader was below */
#define LETTER_TOKENS_MIN 120   /* shorter texts may be what is left of a letter */

static void free_piece(gpointer data)
{
    struct piece *piece = data;

    document_free(piece->document);
    heading_clear(&piece->heading);
    g_clear_pointer(&piece->verdicts, g_array_unref);
    g_clear_pointer(&piece->askings, g_array_unref);
    g_free(piece);
}

static guint32 day_sent(const struct text *text, const struct text_part *part)
{
    const struct text_letter *letter = part->letter < text->letters->len ? text->letters->pdata[part->letter] : NULL;

    return letter != NULL && g_date_valid(&letter->sent) ? g_date_get_julian(&letter->sent) : 0;
}

/* "RE: Compendium" over a letter that greets and asks, and the mail that it answers below: what that one
 * says has been said before, often by the reader himself. A mail that is passed on ("FW:") is no answer. */
static void find_history(struct document *d, const char *subject)
{
    gboolean asks = FALSE;

    if (!subject_answers(subject))
        return;
    for (guint i = 0; i < d->sentences->len; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        if (s->zone == ZONE_WRAPPER && asks && d->salutation < i) {
            d->history = i;
            return;
        }
        asks = asks || (i > d->salutation && s->zone == ZONE_TEXT && (sentence_has(s, RULE_ASK) || sentence_has(s, RULE_EXTEND) || sentence_has(s, RULE_DEADLINE)));
    }
}

static struct piece *read_piece(const struct text *text, guint index, const struct packs *packs, guint32 received, GPtrArray *senders)
{
    struct piece *piece = g_new0(struct piece, 1);
    const struct text_part *part = text->parts->pdata[index];

    piece->document = document_read(part, index, packs);
    heading_read(piece->document, &piece->heading, MAX(day_sent(text, part), received));
    sender_read_wrapped(piece->document, packs, &piece->heading);
    piece->sender = sender_of(senders, text, part->letter, packs);
    if (part->letter < text->letters->len)
        find_history(piece->document, ((struct text_letter *)text->letters->pdata[part->letter])->subject);
    piece->genre = genre_tell(piece->document, &piece->heading, piece->sender);
    return piece;
}

/* Pages and pages in which nobody speaks to anybody: a programme, a yearbook, cuttings. A line or two may be
 * all that is left of a letter, and an annex speaks through the letter that it came with. */
static void silence_all(GPtrArray *pieces)
{
    guint tokens = 0;

    for (guint i = 0; i < pieces->len; i++) {
        const struct piece *piece = pieces->pdata[i];
        tokens += piece->document->tokens->len;
        if (piece->genre.score >= SPEAKS_TO_NOBODY)
            return;
    }
    for (guint i = 0; i < pieces->len && tokens >= LETTER_TOKENS_MIN; i++)
        ((struct piece *)pieces->pdata[i])->genre.silent = TRUE;
}

static guint32 day_of(struct document *d, guint date)
{
    struct frame_of_time frame = { 0 };

    if (date == 0)
        return 0;
    resolve_date(d, DOCUMENT_DATE(d, date - 1), &frame);
    return DOCUMENT_DATE(d, date - 1)->last;
}

/* 07/14/2025: only the American order makes a day of it, so the document's other dates follow. */
static gboolean shows_month_first(const struct document *d)
{
    for (guint i = 0; i < d->dates->len; i++) {
        const struct date *date = DOCUMENT_DATE(d, i);
        const struct token *first = DOCUMENT_TOKEN(d, date->core);
        if (date->precision == PRECISION_DAY && first->type == TOKEN_NUMBER && first->value == date->month &&
            first->value != date->day && first->digits <= 2 && date->core_end == date->core + 5 && !date->swapped)
            return TRUE;
    }
    for (guint i = 0; i < d->marks->len; i++)
        if (document_rule(d, i)->kind == RULE_NEAR && document_rule(d, i)->value == 9)
            return TRUE;
    return FALSE;
}

/* "within a year of the closing of the session or, exceptionally, within 18 months": of the same. */
static void share_bases(struct document *d)
{
    for (guint i = 0; i < d->sentences->len; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        for (guint k = s->date + 1; k < s->date + s->dates; k++) {
            struct date *date = DOCUMENT_DATE(d, k), *before = date - 1;
            if (date->precision != PRECISION_RELATIVE || before->precision != PRECISION_RELATIVE || date->base != BASE_LETTER ||
                date->core_end > date->core + 4 || before->base == BASE_LETTER || before->base == BASE_DATE)
                continue;
            date->base = before->base;
            date->ahead = before->ahead;
        }
    }
}

/* The span says what it is counted from, in words that tell of a day: "of the date of this letter". */
static gboolean names_base(const struct document *d, const struct sentence *s, const struct date *span)
{
    const struct mark *base = span->precision == PRECISION_RELATIVE ? document_mark_until(d, s, span->end, RULE_BASE) : NULL;

    return base != NULL && (span->base == BASE_LETTER || span->base == BASE_RECEIPT);
}

/* "… on 1 September. Comments may be made within four weeks of that date": the day named last, here or in the sentence above. It
 * may be what another span is counted from: "within a week of the date of this letter … within a month of that date". */
static void bind_back(struct document *d)
{
    for (guint i = 0; i < d->sentences->len; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        guint from = i > 0 ? MIN(s[-1].date, s->date) : s->date;
        for (guint k = s->date; k < s->date + s->dates; k++) {
            struct date *date = DOCUMENT_DATE(d, k);
            if (date->precision == PRECISION_RELATIVE && date->base == BASE_DATE && date->back && k > from && date[-1].precision == PRECISION_DAY)
                date->other = k;
            else if (date->precision == PRECISION_RELATIVE && date->base == BASE_DATE && date->back && k > from && !date->ahead && names_base(d, k > s->date ? s : s - 1, date - 1))
                date->base = date[-1].base;
        }
    }
}

#define NAME_TOKENS 4

/* Where the name of what a span counts from ends: "(two days before the closing) of the register"; at a comma or bracket. */
static guint name_end(const struct document *d, const struct sentence *s, guint end)
{
    guint i = end;

    while (i < s->end && i < end + NAME_TOKENS && DOCUMENT_TOKEN(d, i)->type == TOKEN_WORD)
        i++;
    return i;
}

static gboolean has_any(const struct document *d, const struct sentence *s, guint from, guint to, const enum rule_kind *kinds, guint count)
{
    for (guint k = 0; k < count; k++)
        if (document_mark_within(d, s, from, to, kinds[k]) != NULL)
            return TRUE;
    return FALSE;
}

/* ", which is set for 3 November", ", que tuvo lugar el": right behind an opening or its name, its own day. */
static gboolean tells_when(const struct document *d, const struct sentence *s, guint end, guint start)
{
    static const enum rule_kind kinds[] = { RULE_LINK, RULE_EVENT, RULE_PAST };

    return end < start && start <= end + 7 && start < s->end && document_is_sign(d, end, ",(") && document_mark_within(d, s, end, start, RULE_RESTATE) == NULL &&
           has_any(d, s, end, start, kinds, G_N_ELEMENTS(kinds));
}

/* "… two days before the closing of the register, laquelle intervient le 3 November": what a span is ahead of, whatever it
 * is, has its day told in a clause of its own. "That end on", ", que vence el": what the span itself is is another matter. */
static gboolean tells_when_of(const struct document *d, const struct sentence *s, const struct date *date, guint start)
{
    static const enum rule_kind others[] = { RULE_ASK, RULE_DUTY, RULE_READER, RULE_RECEIVE, RULE_STRONG, RULE_CONDITION };
    gboolean meets = date->base == BASE_OPENING || date->base == BASE_CLOSING;
    guint end = name_end(d, s, date->end);

    if (!date->ahead || (end == date->end && !meets) || (date->base != BASE_DATE && !meets) || has_any(d, s, end, start, others, G_N_ELEMENTS(others)))
        return FALSE;
    gboolean relative = end + 1 < start && start <= end + 7 && document_is_sign(d, end, ",") && document_has_role(d, end + 1, ROLE_RELATIVE);
    if (document_mark_within(d, s, end, start, RULE_RESTATE) != NULL) /* "which is 16 September" was counted, "which is on" tells when */
        return relative && document_mark_within(d, s, end, start, RULE_ON) != NULL;
    return relative || tells_when(d, s, end, start);
}

/* What a span counts from, where a date follows it in its sentence. */
static void bind_bases(struct document *d)
{
    guint sentence = 0;

    for (guint i = 0; i + 1 < d->dates->len; i++) {
        struct date *date = DOCUMENT_DATE(d, i), *next = date + 1;
        while (DOCUMENT_SENTENCE(d, sentence)->end <= date->start)
            sentence++;
        gboolean result = date->ahead && document_is_sign(d, date->end, ",") && !(document_word(d, date->end - 1)->roles & (ROLE_OF | ROLE_TO)); /* "seven days in advance, on 18 September": what was counted */
        if (date->precision == PRECISION_RELATIVE && date->base == BASE_DATE && next->precision == PRECISION_DAY && !result &&
            next->start <= date->end + 3 && next->start >= date->end)
            date->other = i + 2;
        gboolean beside = date->base == BASE_OPENING && date->ahead && next->precision == PRECISION_DAY && next->core <= date->end + 3 && next->core >= date->end;
        gboolean notified = !date->ahead && (date->base == BASE_LETTER || date->base == BASE_DATE || date->base == BASE_RECEIPT); /* "from the notification, which was made on" */
        gboolean known = date->base == BASE_OPENING || date->base == BASE_CLOSING || notified;
        gboolean told = known && next->precision == PRECISION_DAY && tells_when(d, DOCUMENT_SENTENCE(d, sentence), date->end, next->start);
        beside = beside && document_mark_within(d, DOCUMENT_SENTENCE(d, sentence), date->end, next->core, RULE_RESTATE) == NULL; /* "the opening, that is 25 March": what was counted */
        told = told || (date->other == 0 && next->precision == PRECISION_DAY && tells_when_of(d, DOCUMENT_SENTENCE(d, sentence), date, next->start));
        if (date->precision == PRECISION_RELATIVE && told) {
            date->base = BASE_DATE; /* "before the opening, which is set for 3 November" */
            date->other = i + 2;
        }
        gboolean closed = date->base == BASE_CLOSING && next->precision == PRECISION_DAY && next->core <= date->end + 2 && next->core > date->end; /* "the end of the project on 31 July" */
        beside = beside || closed;
        gboolean bracketed = beside && next->start > 0 && (document_is_sign(d, next->start - 1, "(") || document_is_sign(d, date->end, "("));
        if (date->precision == PRECISION_RELATIVE && beside && (bracketed || DOCUMENT_TOKEN(d, next->core - 1)->type == TOKEN_WORD)) {
            date->base = BASE_DATE; /* "before the sitting of 10 October", "before the Conference (1 June)", "before departure (departure: 25 August)" */
            date->other = i + 2;
        }
    }
    bind_back(d);
    share_bases(d);
}

static void frame_piece(const struct text *text, struct piece *piece, guint32 letter, guint32 received)
{
    struct document *d = piece->document;
    guint32 sent = day_sent(text, d->part);

    piece->frame.letter = d->letter_date != 0 ? d->letter_date : letter != 0 ? letter : sent != 0 ? sent : received;
    guint32 stamp = day_of(d, stamp_find(d));
    if (stamp > MAX(sent, received))
        d->stamp = 0; /* a day to come is no stamp's */
    piece->frame.receipt = stamp != 0 ? stamp : received != 0 ? received : piece->frame.letter;
    piece->frame.month_first = shows_month_first(d);
    bind_bases(d);
}

static gboolean is_resolved_alike(const struct date *a, const struct date *b)
{
    return a->first == b->first && a->last == b->last && a->alternative == b->alternative && a->derived == b->derived &&
           a->no_year == b->no_year && a->weekday_wrong == b->weekday_wrong;
}

/* What is counted from another date is resolved after all others. */
static void resolve_piece(struct piece *piece)
{
    struct document *d = piece->document;

    for (guint pass = 0; pass < 2; pass++)
        for (guint i = 0; i < d->dates->len; i++) {
            struct date *date = DOCUMENT_DATE(d, i);
            const struct date before = *date;
            if (pass == 1 && (date->precision != PRECISION_RELATIVE || date->other == 0))
                continue;
            resolve_date(d, date, &piece->frame);
            date->changed = date->changed || !is_resolved_alike(&before, date);
        }
}

/* The frame tells judges nothing but the letter's day, which stays: only changed days are judged again. */
static void judge_piece(struct piece *piece)
{
    resolve_piece(piece);
    piece->verdicts = role_judge(piece->document, piece->heading.letter_date, &piece->frame, piece->verdicts);
}

/* "Copy for information", said in the cover mail of a letter or below it, holds for all its parts. */
static void share_copies(GPtrArray *pieces)
{
    guint8 copies = 0;

    for (guint i = 0; i < pieces->len; i++)
        copies |= ((struct piece *)pieces->pdata[i])->heading.copies | ((struct piece *)pieces->pdata[i])->sender->copies;
    for (guint i = 0; i < pieces->len; i++)
        ((struct piece *)pieces->pdata[i])->document->copies = copies;
}

static void judge_all(GPtrArray *pieces)
{
    guint32 opening = 0, closing = 0;

    for (guint i = 0; i < pieces->len; i++) {
        struct piece *piece = pieces->pdata[i];
        piece->askings = request_find(piece->document);
        judge_piece(piece);
    }
    for (guint i = 0; i < pieces->len && opening == 0; i++)
        opening_find(((struct piece *)pieces->pdata[i])->document, ((struct piece *)pieces->pdata[i])->verdicts, ((struct piece *)pieces->pdata[i])->frame.letter, &opening, &closing);
    for (guint i = 0; i < pieces->len; i++) {
        struct piece *piece = pieces->pdata[i];
        guint32 own_opening = opening, own_closing = closing;
        if (opening_find(piece->document, piece->verdicts, piece->frame.letter, &own_opening, &own_closing))
            opening_bind(piece->document, piece->verdicts, piece->frame.letter);
        piece->frame.opening = own_opening;
        piece->frame.closing = own_closing;
        if (own_opening != 0)
            judge_piece(piece);
    }
}

/* The part that is the letter: greets or is addressed, has a date; attachments before bodies. */
static struct piece *choose_letter(GPtrArray *pieces)
{
    struct piece *best = NULL;
    double best_rank = -1000;

    for (guint i = 0; i < pieces->len; i++) {
        struct piece *piece = pieces->pdata[i];
        const struct document *d = piece->document;
        double rank = 2.0 * (d->letter_date != 0) + 1.0 * (d->salutation != G_MAXUINT32) +
                      0.8 * (piece->heading.counts[RULE_ADDRESSEE] > 0) + 1.2 * (piece->heading.reference != NULL) +
                      0.5 * !d->part->body + piece->genre.score * 1.5 - 4.0 * piece->genre.silent +
                      MIN(d->tokens->len, 300) / 300.0 + 0.4 * (d->part->letter > 0);
        if (rank > best_rank) {
            best_rank = rank;
            best = piece;
        }
    }
    return best;
}

/* Something in the letter's parts is due, no longer due, or called off. */
static gboolean speaks_of_days(GPtrArray *pieces)
{
    for (guint i = 0; i < pieces->len; i++) {
        const struct piece *piece = pieces->pdata[i];
        for (guint k = 0; k < piece->verdicts->len; k++)
            if (g_array_index(piece->verdicts, struct verdict, k).role == ROLE_DEADLINE || g_array_index(piece->verdicts, struct verdict, k).role == ROLE_SUPERSEDED)
                return TRUE;
        if (piece->heading.counts[RULE_WITHDRAW] > 0)
            return TRUE;
    }
    return FALSE;
}

/* "… / names to be received by 23 Sept.": where the letter itself sets no day its subject line may. */
static void add_subject(const struct text *text, GPtrArray *pieces, struct text_part *part, const struct packs *packs)
{
    const struct piece *letter = choose_letter(pieces);
    const struct text_letter *mail = letter != NULL && letter->document->part->letter < text->letters->len ? text->letters->pdata[letter->document->part->letter] : NULL;

    if (mail == NULL || mail->subject == NULL || letter->genre.silent || letter->genre.score < 0.5 || speaks_of_days(pieces))
        return;
    g_string_append_printf(part->utf8, "%s\n", mail->subject);
    part->letter = letter->document->part->letter;
    struct piece *piece = g_new0(struct piece, 1);
    piece->sender = &sender_nobody; /* what it says has been counted */
    piece->document = document_read(part, letter->document->part_index, packs);
    piece->document->language = letter->document->language;
    piece->document->copies = letter->document->copies;
    piece->document->due = letter->document->due;
    piece->genre = letter->genre;
    piece->frame = letter->frame;
    bind_bases(piece->document);
    judge_piece(piece);
    piece->askings = g_array_new(FALSE, TRUE, sizeof(struct asking));
    g_ptr_array_add(pieces, piece);
}

static void copy_header(const struct text *text, const GDate *received, struct findings *f)
{
    const struct text_letter *letter = text->letters->len > 0 ? text->letters->pdata[0] : NULL;
    const struct text_letter *inner = text->letters->len > 0 ? text->letters->pdata[text->letters->len - 1] : NULL;

    g_date_clear(&f->received, 1);
    g_date_clear(&f->letter_date, 1);
    if (letter != NULL) {
        f->message_id = g_strdup(letter->message_id);
        f->from = letter->from_address != NULL ? g_strdup(letter->from_address) : g_strdup(letter->from_name);
        f->subject = g_strdup(letter->subject);
        f->in_reply_to = g_strdup(letter->in_reply_to);
        f->references = g_strdup(letter->references);
        f->automatic = letter->automatic;
        if (g_date_valid(&letter->sent))
            f->received = letter->sent;
    }
    if (inner != letter && inner != NULL)
        f->sender = g_strdup(inner->from_name != NULL ? inner->from_name : inner->from_address);
    if (received != NULL && g_date_valid(received))
        f->received = *received;
}

static void copy_flaws(const GPtrArray *from, GPtrArray *to)
{
    for (guint i = 0; i < from->len; i++) {
        const struct text_flaw *flaw = from->pdata[i];
        g_ptr_array_add(to, flaw_new(flaw->part, flaw->what));
    }
}

static void tell_cuts(GPtrArray *pieces, struct findings *f)
{
    for (guint i = 0; i < pieces->len; i++) {
        const struct document *d = ((struct piece *)pieces->pdata[i])->document;
        if (d->cut)
            collect_limit(f, d->part, "stopped after %u words", d->tokens->len);
    }
}

static guint32 common_letter_date(GPtrArray *pieces)
{
    for (guint i = 0; i < pieces->len; i++) {
        struct piece *piece = pieces->pdata[i];
        piece->document->letter_date = day_of(piece->document, piece->heading.letter_date);
    }
    struct piece *letter = choose_letter(pieces);
    if (letter != NULL && letter->document->letter_date != 0)
        return letter->document->letter_date;
    for (guint i = pieces->len; i > 0; i--) {
        struct piece *piece = pieces->pdata[i - 1];
        if (piece->document->letter_date == 0 && piece->heading.wrapper_date != 0)
            return day_of(piece->document, piece->heading.wrapper_date);
    }
    return 0;
}

/* The mail that holds the letter, where it was forwarded as a whole: its id stays the same on every road. */
static void copy_letter_id(const struct text *text, const struct piece *piece, struct findings *f)
{
    guint index = piece != NULL ? piece->document->part->letter : 0;
    const struct text_letter *letter =
        index > 0 && index < text->letters->len ? text->letters->pdata[index] : NULL;

    if (letter != NULL && letter->message_id != NULL && strlen(letter->message_id) <= ID_BYTES_MAX &&
        g_strcmp0(letter->message_id, f->message_id) != 0)
        f->letter_id = g_strdup(letter->message_id);
}

static struct findings *read_text(const struct text *text, const struct packs *packs, const GDate *received, gboolean explain)
{
    struct findings *f = findings_new();
    g_autoptr(GString) line = g_string_new(NULL);
    struct text_part subject = { .name = (char *)N_("subject of the mail"), .body = TRUE, .utf8 = line };
    g_autoptr(GPtrArray) pieces = g_ptr_array_new_with_free_func(free_piece), senders = senders_new(text);

    copy_header(text, received, f);
    copy_flaws(text->unread, f->unread);
    copy_flaws(text->limits, f->limits);
    guint32 day = g_date_valid(&f->received) ? g_date_get_julian(&f->received) : 0;
    for (guint i = 0; i < text->parts->len; i++)
        g_ptr_array_add(pieces, read_piece(text, i, packs, day, senders));
    letter_weigh(packs, pieces, f->subject);
    forms_agree(pieces);
    silence_all(pieces);
    tell_cuts(pieces, f);
    guint32 letter = common_letter_date(pieces);
    for (guint i = 0; i < pieces->len; i++)
        frame_piece(text, pieces->pdata[i], letter, day);
    share_copies(pieces);
    judge_all(pieces);
    const struct piece *chosen = choose_letter(pieces);
    add_subject(text, pieces, &subject, packs);
    copy_letter_id(text, chosen, f);
    collect_all(f, pieces, chosen, packs);
    if (explain)
        explain_all(f, pieces, packs);
    forms_compare(f, pieces);
    if (f->circular || f->deadlines->len > 0) /* hidden lines of newsletters are nobody's concern */
        copy_flaws(text->flaws, f->limits);
    return f;
}

struct findings *find_read(const struct text *text, const struct packs *packs, const GDate *received)
{
    return read_text(text, packs, received, FALSE);
}

struct findings *find_explain(const struct text *text, const struct packs *packs, const GDate *received)
{
    return read_text(text, packs, received, TRUE);
}
