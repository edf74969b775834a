/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conventions, Recommendations and Protocols by number ("Convention … (No. 87)", "conventions nos 87
 * et 98", "C087") and by title, articles where the Constitution is named beside them, case numbers,
 * countries. Numbers follow their word within a few tokens, so a scan is linear. */
#include "find/subject.h"

#include <string.h>

#include "find/role.h"

#define SUBJECTS_MAX 500u

static void note(GPtrArray *list, const char *what)
{
    if (list->len < SUBJECTS_MAX)
        g_ptr_array_add(list, g_strdup(what));
}

static gboolean is_sign(const struct document *d, guint i, char sign)
{
    return DOCUMENT_TOKEN(d, i)->type == TOKEN_PUNCTUATION && DOCUMENT_TOKEN(d, i)->value == (guchar)sign;
}

static void note_instrument(struct findings *f, const char *kind, guint number)
{
    g_autofree char *code = NULL;
    guint most = *kind == 'R' ? 220 : *kind == 'P' ? 160 : 195;

    if (number < 1 || number > most)
        return;
    code = g_strdup_printf("%c%03u", *kind, number);
    note(f->instruments, code);
}

/* "n°s": the plural of a number sign. */
static gboolean is_plural(const struct document *d, guint i)
{
    const struct token *token = DOCUMENT_TOKEN(d, i);

    return token->length == 1 && !(token->flags & TOKEN_SPACE) && d->part->utf8->str[token->offset] == 's';
}

/* "No. 87", "Nos 87 and 98", "n° 87, 98 et 111" from token i: every number of the list. */
static guint read_numbers(const struct document *d, const struct sentence *s, guint i, struct findings *f, const char *kind)
{
    gboolean any = FALSE;

    while (i < s->end && (document_has_role(d, i, ROLE_NUMBER_SIGN) || is_plural(d, i) || is_sign(d, i, '.') || is_sign(d, i, '(') || is_sign(d, i, 0)))
        i++;
    for (; i < s->end; i++) {
        const struct token *token = DOCUMENT_TOKEN(d, i);
        if (token->type == TOKEN_NUMBER && token->digits <= 3) {
            note_instrument(f, kind, token->value);
            any = TRUE;
        } else if (!(any && (is_sign(d, i, ',') || document_word(d, i)->roles & ROLE_AND || document_has_role(d, i, ROLE_NUMBER_SIGN) || is_sign(d, i, '.')))) {
            break;
        } else if (i + 1 < s->end && DOCUMENT_TOKEN(d, i + 1)->type == TOKEN_NUMBER && i + 2 < s->end &&
                   document_word(d, i + 2)->month != 0) {
            break;
        }
    }
    return i;
}

/* After the word Convention: its numbers, where a number sign stands within reach. */
static void find_numbers(const struct document *d, const struct sentence *s, const struct mark *mark,
                         const char *kind, struct findings *f)
{
    guint end = MIN(mark->end + 12, s->end);

    if (mark->end < s->end && DOCUMENT_TOKEN(d, mark->end)->type == TOKEN_NUMBER &&
        DOCUMENT_TOKEN(d, mark->end)->digits <= 3 && DOCUMENT_TOKEN(d, mark->end)->flags & TOKEN_SPACE) {
        read_numbers(d, s, mark->end, f, kind);
        return;
    }
    for (guint i = mark->end; i < end; i++) {
        if (is_sign(d, i, ';') || document_mark_from(d, s, i, RULE_CONVENTION) != NULL)
            return;
        if (document_mark_from(d, s, i, RULE_CASE) != NULL)
            return;
        if (document_has_role(d, i, ROLE_NUMBER_SIGN)) {
            read_numbers(d, s, i, f, kind);
            return;
        }
    }
}

static gboolean has_near(const struct document *d, const struct sentence *s, enum rule_kind kind, guint from, guint to)
{
    for (guint i = document_first_mark(d, s, from); sentence_has(s, kind) && i < s->mark + s->marks; i++) {
        if (DOCUMENT_MARK(d, i)->start >= to)
            break;
        if (DOCUMENT_MARK(d, i)->kind == kind)
            return TRUE;
    }
    return FALSE;
}

/* "article 22 reports", "the article 24 representation": known by what goes with it, where no other
 * text is named right after the number. */
static gboolean speaks_of_reports(const struct document *d, const struct sentence *s, const struct mark *mark)
{
    static const guint known[] = { 19, 22, 23, 24, 26, 33 };
    guint number = mark->end < s->end && DOCUMENT_TOKEN(d, mark->end)->type == TOKEN_NUMBER ? DOCUMENT_TOKEN(d, mark->end)->value : 0;
    gboolean one = FALSE;

    for (guint i = 0; i < G_N_ELEMENTS(known); i++)
        one = one || known[i] == number;
    if (!one || mark->end + 1 >= s->end)
        return one && has_near(d, s, RULE_OBJECT, s->first, s->end);
    for (guint i = mark->end + 1; i < s->end && i < mark->end + 6; i++)
        if (document_word(d, i)->roles & ROLE_OF || document_mark_from(d, s, i, RULE_CONVENTION) != NULL)
            return FALSE;
    return has_near(d, s, RULE_OBJECT, s->first, s->end);
}

/* "article 4 of the Standing Orders": another text's, where the one it is named of is not the Constitution. */
static gboolean is_of_another(const struct document *d, const struct sentence *s, guint i)
{
    return i + 2 < s->end && document_has_role(d, i + 1, ROLE_OF) &&
           !has_near(d, s, RULE_CONSTITUTION, i + 1, i + 7) && document_mark_from(d, s, i + 2, RULE_ARTICLE) == NULL;
}

/* "article 33 of the ILO Constitution"; "articles 19, 22 and 35" near the word Constitution. */
static void find_articles(const struct document *d, const struct sentence *s, const struct mark *mark, struct findings *f)
{
    guint from = mark->start > s->first + 16 ? mark->start - 16 : s->first;

    if (!has_near(d, s, RULE_CONSTITUTION, from, mark->end + 18) && !speaks_of_reports(d, s, mark))
        return;
    for (guint i = mark->end; i < s->end && i < mark->end + 14; i++) {
        const struct token *token = DOCUMENT_TOKEN(d, i);
        if (token->type == TOKEN_NUMBER && is_of_another(d, s, i))
            return;
        if (token->type == TOKEN_NUMBER && token->value >= 1 && token->value <= 40 && token->digits <= 2 &&
            !(i > mark->end && is_sign(d, i - 1, '('))) {
            g_autofree char *number = g_strdup_printf("%u", token->value);
            note(f->articles, number);
        } else if (is_sign(d, i, ')') || (token->type == TOKEN_WORD && !(document_word(d, i)->roles & ROLE_AND) && token->length > 3)) {
            break;
        }
    }
}

static void find_cases(const struct document *d, const struct sentence *s, const struct mark *mark, struct findings *f)
{
    gboolean any = FALSE;

    for (guint i = mark->end; i < s->end && i < mark->end + 12; i++) {
        const struct token *token = DOCUMENT_TOKEN(d, i);
        if (token->type == TOKEN_NUMBER && token->value >= 1 && token->value <= 4999 && token->digits <= 4) {
            g_autofree char *number = g_strdup_printf("%u", token->value);
            if (any && token->digits < 3)
                break;
            note(f->cases, number);
            any = TRUE;
        } else if (token->type == TOKEN_WORD && !document_has_role(d, i, ROLE_NUMBER_SIGN) && !(document_word(d, i)->roles & ROLE_AND)) {
            break;
        }
    }
}

/* "C087", "C.87", "R204", "P029": a capital glued to its number; and "C. 87", at the head of a line of a list or table or
 * after a word. */
static void find_codes(const struct document *d, const struct sentence *s, struct findings *f)
{
    const struct token *tokens = DOCUMENT_TOKEN(d, 0);

    for (guint i = s->first + 1; i < s->end; i++) {
        const struct token *number = &tokens[i], *letter = number - 1;
        if (number->type != TOKEN_NUMBER || number->digits < 2 || number->digits > 3)
            continue;
        gboolean dotted = letter->type == TOKEN_PUNCTUATION && letter->value == '.' && i >= s->first + 2;
        if (number->flags & TOKEN_SPACE && !dotted)
            continue;
        if (dotted)
            letter--;
        const char *text = d->part->utf8->str + letter->offset;
        if (letter->type != TOKEN_WORD || letter->length != 1 || strchr(number->flags & TOKEN_SPACE ? "CR" : "CRP", *text) == NULL)
            continue; /* "P. 29" is a page */
        if (i + 1 < s->end && !(DOCUMENT_TOKEN(d, i + 1)->flags & TOKEN_SPACE) && strchr("/-", DOCUMENT_TOKEN(d, i + 1)->value < 128 && DOCUMENT_TOKEN(d, i + 1)->value ? (int)DOCUMENT_TOKEN(d, i + 1)->value : 1) != NULL && DOCUMENT_TOKEN(d, i + 1)->type == TOKEN_PUNCTUATION)
            continue;
        if (!(letter->flags & (TOKEN_SPACE | TOKEN_LINE)) && letter->offset > 0 && i >= s->first + 2 && (letter - 1)->value != '(')
            continue;
        char kind[2] = { *text, '\0' };
        note_instrument(f, kind, number->value);
    }
}

/* Inside a longer title: "Protocol of 2014 to the Forced Labour Convention" names the Protocol. */
static gboolean is_inside_title(const struct document *d, const struct sentence *s, const struct mark *mark)
{
    if (!sentence_has(s, RULE_INSTRUMENT))
        return FALSE;
    for (guint i = document_first_mark_to(d, s, mark->end); i < s->mark + s->marks; i++) {
        const struct mark *other = DOCUMENT_MARK(d, i);
        if (other->start > mark->start)
            break;
        if (document_rule(d, i)->kind == RULE_INSTRUMENT && other->end >= mark->end && other->end - other->start > mark->end - mark->start &&
            *document_rule(d, i)->is == 'P')
            return TRUE;
    }
    return FALSE;
}

/* One word alone ("licenciement") is a title only beside the word Convention or a number sign. */
static gboolean is_title(const struct document *d, const struct sentence *s, const struct mark *mark)
{
    if (mark->end - mark->start > 1)
        return TRUE;
    for (guint i = mark->end; i < s->end && i < mark->end + 6; i++)
        if (document_has_role(d, i, ROLE_NUMBER_SIGN))
            return TRUE;
    return has_near(d, s, RULE_CONVENTION, mark->start > s->first + 6 ? mark->start - 6 : s->first, mark->start);
}

/* "CH-1211 Genève 22 / Switzerland": a postal code shortly before, and a line or comma between. */
static gboolean is_address(const struct document *d, const struct sentence *s, guint token)
{
    gboolean apart = DOCUMENT_TOKEN(d, token)->flags & TOKEN_LINE || (token > s->first && document_is_sign(d, token - 1, ","));

    for (guint i = token; apart && i > 0 && token - i < 5; i--) {
        const struct token *before = DOCUMENT_TOKEN(d, i - 1);
        if (before->type == TOKEN_NUMBER && before->digits >= 4 && (before->value < FIRST_YEAR || before->value > LAST_YEAR))
            return TRUE;
    }
    return FALSE;
}

/* "Réunion d'experts" is a meeting and no island. */
static gboolean is_country(const struct document *d, const struct sentence *s, const struct mark *mark)
{
    return DOCUMENT_TOKEN(d, mark->start)->flags & TOKEN_CAPITAL && s->zone != ZONE_WRAPPER && !is_address(d, s, mark->start) &&
           document_mark_from(d, s, mark->start, RULE_EVENT) == NULL;
}

G_STATIC_ASSERT(RULE_INSTRUMENT < 64); /* kinds that name subjects are the last ones */

void subject_find(const struct document *d, struct findings *f)
{
    for (guint i = 0; i < d->sentences->len; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        gboolean named = s->kinds[0] >> RULE_INSTRUMENT != 0 || s->kinds[1] != 0;
        for (guint k = s->mark; named && k < s->mark + s->marks; k++) {
            const struct mark *mark = DOCUMENT_MARK(d, k);
            if (mark->kind < RULE_INSTRUMENT)
                continue;
            const struct rule *rule = document_rule(d, k);
            if ((rule->kind == RULE_INSTRUMENT || rule->kind == RULE_CONVENTION) && is_inside_title(d, s, mark))
                continue;
            if (rule->kind == RULE_INSTRUMENT && is_title(d, s, mark))
                note(f->instruments, rule->is);
            else if (rule->kind == RULE_COUNTRY && is_country(d, s, mark))
                note(f->countries, rule->is);
            else if (rule->kind == RULE_CONVENTION && rule->is != NULL)
                find_numbers(d, s, mark, rule->is, f);
            else if (rule->kind == RULE_ARTICLE)
                find_articles(d, s, mark, f);
            else if (rule->kind == RULE_CASE)
                find_cases(d, s, mark, f);
        }
        find_codes(d, s, f);
    }
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void make_unique(GPtrArray *list)
{
    g_ptr_array_sort(list, compare_texts);
    for (guint i = list->len; i > 1; i--)
        if (g_str_equal(list->pdata[i - 1], list->pdata[i - 2]))
            g_ptr_array_remove_index(list, i - 1);
}

void subject_finish(struct findings *f)
{
    make_unique(f->instruments);
    make_unique(f->articles);
    make_unique(f->cases);
    make_unique(f->countries);
}
