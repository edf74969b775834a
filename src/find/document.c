/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One part through the layers: tokens, sentences, languages, marks, dates. */
#include "find/document.h"
#include "find/document_marks.h"
#include "find/document_table.h"

#include <string.h>

#define TOKENS_MAX 40000000u

#define STEM_BYTES 3 /* before an ending: shorter words are others */

gboolean document_ends_past(const struct document *d, guint i, guint8 language)
{
    const GPtrArray *endings = language < LANGUAGES_MAX ? d->packs->past_endings[language] : NULL;
    const struct token *token = DOCUMENT_TOKEN(d, i);
    const char *end = d->part->utf8->str + token->offset + token->length;
    guchar last = token->length > 0 ? end[-1] : 0;

    if (endings == NULL || !(d->packs->past_bytes[language][last / 32] >> last % 32 & 1))
        return FALSE;
    for (guint k = 0; token->type == TOKEN_WORD && k < endings->len; k++) {
        gsize length = strlen(endings->pdata[k]);
        if (token->length >= length + STEM_BYTES && memcmp(end - length, endings->pdata[k], length) == 0)
            return TRUE;
    }
    return FALSE;
}

#define TRANSCRIBED_MAX 8 /* sentences between a greeting in quotation marks and the date */

/* A letter passed on word for word, in quotation marks, greets the one it is for, or names whom it is for: what it
 * asks holds. */
gboolean document_is_transcribed(const struct document *d, guint sentence)
{
    static const enum rule_kind heads[] = { RULE_SALUTATION, RULE_ADDRESSEE };

    for (guint back = 0; back <= MIN(sentence, TRANSCRIBED_MAX); back++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, sentence - back);
        for (guint i = 0; i < G_N_ELEMENTS(heads); i++) {
            const struct mark *head = document_mark_within(d, s, s->first, s->end, heads[i]);
            if (head != NULL && DOCUMENT_TOKEN(d, head->start)->flags & TOKEN_QUOTED)
                return TRUE;
        }
        if (!(DOCUMENT_TOKEN(d, s->first)->flags & TOKEN_QUOTED))
            return FALSE;
    }
    return FALSE;
}

gboolean document_is_told_item(const struct document *d, const struct sentence *item)
{
    static const enum rule_kind present[] = { RULE_ASK, RULE_DUTY, RULE_RECEIVE, RULE_OFFER, RULE_DEADLINE };
    const struct sentence *lead = DOCUMENT_SENTENCE(d, item->lead);
    guint8 language = document_language(d, lead);
    gboolean told = sentence_has(lead, RULE_PAST) || sentence_has(lead, RULE_QUOTE);

    if (lead >= item || !document_is_sign(d, lead->end - 1, ":"))
        return FALSE;
    for (guint i = lead->first; i < lead->end && !told; i++)
        told = document_ends_past(d, i, language);
    for (guint i = 0; i < G_N_ELEMENTS(present) && told; i++)
        told = !sentence_has(lead, present[i]);
    told = told && (sentence_has(lead, RULE_READER) || sentence_has(lead, RULE_THIRD)); /* else it is a calendar that was drawn up */
    for (guint i = lead->mark; i < lead->mark + lead->marks && told; i++)
        told = document_rule(d, i)->kind != RULE_READER || document_rule(d, i)->is != NULL;
    return told;
}

/* An item of a list belongs to the sentence that ended with a colon before it. */
static void find_leads(struct document *d)
{
    guint lead = G_MAXUINT32;

    for (guint i = 0; i < d->sentences->len; i++) {
        struct sentence *s = DOCUMENT_SENTENCE(d, i);
        const struct token *first = DOCUMENT_TOKEN(d, s->first), *last = DOCUMENT_TOKEN(d, s->end - 1);
        gboolean item = first->flags & TOKEN_BULLET ||
                        (first->type == TOKEN_PUNCTUATION && (first->value == '(' || first->value == '.')) ||
                        (s->first + 1 < s->end && first->length <= 3 && (first + 1)->type == TOKEN_PUNCTUATION &&
                         ((first + 1)->value == ')' || (first + 1)->value == '.'));
        gboolean small = first->type == TOKEN_WORD && !(first->flags & TOKEN_CAPITAL);
        if (lead != G_MAXUINT32 && (item || small))
            s->lead = lead;
        else
            lead = G_MAXUINT32;
        if (last->type == TOKEN_PUNCTUATION && last->value == ':' && (s->end - s->first >= 4 || sentence_has(s, RULE_ASK)))
            lead = s->lead != i ? s->lead : i;
    }
}

static GArray *find_pages(const GString *utf8)
{
    GArray *pages = g_array_new(FALSE, FALSE, sizeof(guint32));
    const char *end = utf8->str + utf8->len;

    for (const char *p = utf8->str; (p = memchr(p, '\f', end - p)) != NULL; p++) {
        guint32 offset = p - utf8->str;
        g_array_append_val(pages, offset);
    }
    return pages;
}

struct document *document_read(const struct text_part *part, guint part_index,
                               const struct packs *packs)
{
    struct document *d = g_new0(struct document, 1);

    d->due = DUE_UNKNOWN;

    d->packs = packs;
    d->part = part;
    d->part_index = part_index;
    d->tokens = g_array_new(FALSE, FALSE, sizeof(struct token));
    d->language = NO_LANGUAGE;
    d->salutation = d->closing = d->history = G_MAXUINT32;
    if (part->paged)
        d->pages = find_pages(part->utf8);
    d->cut = !lex(part->utf8->str, part->utf8->len, packs->vocab, TOKENS_MAX, d->tokens);
    guint tokens = d->tokens->len; /* ordinary letters have so much of each, and arrays need not grow; what is not used is never touched */
    d->sentences = g_array_set_size(g_array_sized_new(FALSE, FALSE, sizeof(struct sentence), tokens / 8 + 8), tokens / 8 + 8);
    d->marks = g_array_set_size(g_array_sized_new(FALSE, FALSE, sizeof(struct mark), tokens / 2 + 64), tokens / 2 + 64);
    d->dates = g_array_sized_new(FALSE, FALSE, sizeof(struct date), tokens / 16 + 4);
    sentence_split(d);
    sentence_tell_languages(d);
    guint marks = 0;
    for (guint i = 0; i < d->sentences->len; i++) {
        marks = document_find_marks(d, DOCUMENT_SENTENCE(d, i), marks);
        date_scan(d, i);
    }
    g_array_set_size(d->marks, marks);
    find_leads(d);
    document_read_tables(d);
    return d;
}

/* The characters that begin in so many bytes of UTF-8: all bytes but those that go on with one, eight at a time. */
static guint count_characters(const char *p, gsize bytes)
{
    const guint64 each = G_GUINT64_CONSTANT(0x0101010101010101);
    guint count = bytes;

    for (; bytes >= 8; bytes -= 8, p += 8) {
        guint64 text;
        memcpy(&text, p, sizeof text);
        count -= (((text >> 7) & ~(text >> 6) & each) * each) >> 56;
    }
    for (; bytes > 0; bytes--)
        count -= ((guchar)*p++ & 0xc0) == 0x80;
    return count;
}

guint document_width(const struct document *d, guint first, guint last)
{
    const struct token *from = DOCUMENT_TOKEN(d, first), *to = DOCUMENT_TOKEN(d, last);

    return count_characters(d->part->utf8->str + from->offset, to->offset + to->length - from->offset);
}

guint document_page(const struct document *d, guint32 offset)
{
    guint low = 0, high = d->pages != NULL ? d->pages->len : 0;

    if (d->pages == NULL)
        return 0;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(d->pages, guint32, middle) < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return 1 + low;
}

void document_free(struct document *d)
{
    if (d == NULL)
        return;
    g_array_unref(d->tokens);
    g_array_unref(d->sentences);
    g_array_unref(d->marks);
    g_array_unref(d->dates);
    g_clear_pointer(&d->pages, g_array_unref);
    g_free(d);
}

/* A gap between two tokens as it is quoted: white space folded, without what was taken out of the
 * stream (the foot of a page). broken: the hyphen of a word that goes on in the next line is left out; hyphened: nothing
 * stands behind the hyphen of one that ends a line. */
static void quote_gap(GString *quote, const char *p, const char *stop, gboolean broken, gboolean hyphened)
{
    gsize length = quote->len;
    gboolean space = FALSE;

    for (; p < stop; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalnum(c) && c != 0xaa && c != 0xba) { /* the raised o of "n.º" is of its word */
            g_string_truncate(quote, length);
            g_string_append_c(quote, ' ');
            return;
        }
        if (g_unichar_isspace(c) || c == 0xa0) {
            space = TRUE;
        } else {
            if (space)
                g_string_append_c(quote, ' ');
            space = FALSE;
            g_string_append_unichar(quote, c);
        }
    }
    if (broken)
        g_string_truncate(quote, length);
    else if (space && !hyphened)
        g_string_append_c(quote, ' ');
}

/* Is the gap after a word the hyphen of a line's end, and does the word go on after it? Words of a
 * pack ("non", "well") keep theirs. */
static gboolean is_broken(const struct document *d, guint i, const char *gap, const char *stop)
{
    const struct token *token = DOCUMENT_TOKEN(d, i), *next = token + 1;
    gunichar c = gap < stop ? g_utf8_get_char(gap) : 0;

    return (c == '-' || c == 0xad || c == 0x2010 || c == 0x2011) && token->type == TOKEN_WORD && token->word == 0 &&
           next->type == TOKEN_WORD && !(next->flags & TOKEN_CAPITAL) && memchr(gap, '\n', stop - gap) != NULL;
}

static void quote_token(const struct document *d, GString *quote, const struct token *token)
{
    const char *p = d->part->utf8->str + token->offset, *stop = p + token->length;

    while (p < stop) {
        gunichar c = g_utf8_get_char(p);
        const char *next = g_utf8_next_char(p);
        gboolean hyphen = c == '-' || c == 0xad || c == 0x2010 || c == 0x2011;
        if (hyphen && next < stop && g_unichar_isspace(g_utf8_get_char(next))) {
            while (next < stop && g_unichar_isspace(g_utf8_get_char(next)))
                next = g_utf8_next_char(next);
        } else if (g_unichar_isspace(c) || c == 0xa0) {
            g_string_append_c(quote, ' ');
            while (next < stop && g_unichar_isspace(g_utf8_get_char(next)))
                next = g_utf8_next_char(next);
        } else {
            g_string_append_len(quote, p, next - p);
        }
        p = next;
    }
}

/* Letters, digits and marks that are quoted as they stand: all of ASCII but blanks and hyphens, and the commonest
 * letters beyond it. */
static gboolean is_plain(const char *p, guint length)
{
    static const guint8 plain[256] = { ['!' ... ','] = 1, ['.' ... '~'] = 1, [0x80 ... 0xbf] = 1, [0xc3] = 1 };
    guint i = 0;

    while (i < length && plain[(guchar)p[i]])
        i++;
    return i == length;
}

/* From token `first` on all that is quoted as it stands, one blank between two tokens at most. Returns the last token of it. */
static guint plain_end(const struct document *d, guint first, guint end)
{
    const char *text = d->part->utf8->str;
    guint i = first;

    for (const struct token *token = DOCUMENT_TOKEN(d, i); is_plain(text + token->offset, token->length); token++, i++) {
        guint32 stop = token->offset + token->length;
        gboolean joined = i + 1 < end && ((token + 1)->offset == stop || ((token + 1)->offset == stop + 1 && text[stop] == ' '));
        if (!joined)
            return i;
    }
    return i;
}

char *document_quote(const struct document *d, guint first, guint end)
{
    const char *text = d->part->utf8->str;
    const struct token *tokens = (const struct token *)d->tokens->data;
    GString *quote = g_string_sized_new(first < end ? tokens[end - 1].offset + tokens[end - 1].length - tokens[first].offset + 8 : 0);

    for (guint i = first; i < end; i++) {
        guint last = plain_end(d, i, end);
        if (last > i) {
            g_string_append_len(quote, text + tokens[i].offset, tokens[last].offset - tokens[i].offset);
            i = last;
        }
        quote_token(d, quote, &tokens[i]);
        if (i + 1 == end)
            break;
        const char *gap = text + tokens[i].offset + tokens[i].length, *stop = text + tokens[i + 1].offset;
        quote_gap(quote, gap, stop, is_broken(d, i, gap, stop), tokens[i + 1].flags & TOKEN_HYPHEN);
    }
    return g_string_free(quote, FALSE);
}

void document_cite(const struct document *d, guint first, guint end, struct quote *quote)
{
    const struct token *from = DOCUMENT_TOKEN(d, first), *to = DOCUMENT_TOKEN(d, end - 1);

    quote->text = document_quote(d, first, end);
    quote->part = g_strdup(d->part->name != NULL ? d->part->name : "body");
    quote->part_index = d->part_index;
    quote->offset = from->offset;
    quote->length = to->offset + to->length - from->offset;
    quote->page = document_page(d, from->offset);
}

const char *document_language_code(const struct document *d, guint sentence)
{
    guint8 language = document_language(d, DOCUMENT_SENTENCE(d, sentence));

    return language != NO_LANGUAGE ? d->packs->languages->pdata[language] : "";
}

guint document_first_mark(const struct document *d, const struct sentence *s, guint token)
{
    guint low = s->mark, high = s->mark + s->marks;

    if (token <= s->first)
        return low;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (DOCUMENT_MARK(d, middle)->start < token)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct mark *document_seek_within(const struct document *d, const struct sentence *s, guint from, guint to, enum rule_kind kind)
{
    for (guint i = document_first_mark(d, s, from); i < s->mark + s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(d, i);
        if (mark->start >= to)
            break;
        if (mark->end <= to && mark->kind == kind)
            return mark;
    }
    return NULL;
}

const struct mark *document_seek_from(const struct document *d, const struct sentence *s, guint token, enum rule_kind kind)
{
    for (guint i = document_first_mark(d, s, token); i < s->mark + s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(d, i);
        if (mark->start > token)
            break;
        if (mark->kind == kind)
            return mark;
    }
    return NULL;
}

const struct mark *document_seek_over(const struct document *d, const struct sentence *s, guint token, enum rule_kind kind)
{
    const struct mark *best = NULL;

    for (guint i = document_first_mark_to(d, s, token); i < s->mark + s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(d, i);
        if (mark->start > token)
            break;
        if (mark->end > token && mark->kind == kind && (best == NULL || mark->end > best->end))
            best = mark;
    }
    return best;
}

const struct mark *document_seek_until(const struct document *d, const struct sentence *s, guint end, enum rule_kind kind)
{
    for (guint i = document_first_mark_to(d, s, end); i < s->mark + s->marks; i++) {
        const struct mark *mark = DOCUMENT_MARK(d, i);
        if (mark->start >= end)
            break;
        if (mark->end == end && mark->kind == kind)
            return mark;
    }
    return NULL;
}
