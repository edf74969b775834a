/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routing: the first rule whose every test says yes.
 *
 * Texts are folded (NFKC, then full Unicode case folding) and their runs of white space made one, so
 * that "ARTÍCULO 22", "artículo  22" and a rule in any writing meet. Phrases match at word borders:
 * "cred" does not take "credentials"; "cred*" does. A rule can only choose among officials; when none
 * says yes, or a rule's data is strange, the last one takes the matter: it is never nobody's. */
#include "remind/route.h"

#include <string.h>

#include "base/escape.h"
#include "remind/address.h"

/* What the rules look at. Borrowed, but for words. */
struct facts {
    const char *senders[2]; /* as the mail and the letter name them; may be NULL */
    const char *subject, *reference, *kind;
    GString *words; /* subject, requests and quotes */
};

static char *fold(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_ALL_COMPOSE);
    g_autofree char *folded = g_utf8_casefold(composed == NULL ? valid : composed, -1);

    return escape_space(folded);
}

static gboolean is_word_char(gunichar c)
{
    return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* Both are folded. The prefix is "tähtae" of "tähtae*". */
static gboolean phrase_in_folded(const char *phrase, gboolean prefix, const char *text)
{
    gsize length = strlen(phrase);

    if (length == 0)
        return FALSE;
    for (const char *hit = strstr(text, phrase); hit != NULL;
         hit = strstr(g_utf8_next_char(hit), phrase)) {
        gunichar before = hit == text ? ' ' : g_utf8_get_char(g_utf8_prev_char(hit));
        gunichar after = hit[length] == '\0' ? ' ' : g_utf8_get_char(hit + length);
        gboolean starts = !is_word_char(before) || !is_word_char(g_utf8_get_char(phrase));
        gunichar last = g_utf8_get_char(g_utf8_prev_char(phrase + length));
        gboolean ends = prefix || !is_word_char(after) || !is_word_char(last);
        if (starts && ends)
            return TRUE;
    }
    return FALSE;
}

static gboolean phrase_stands_in(const char *phrase, const char *folded_text)
{
    g_autofree char *folded = fold(phrase);
    gsize length = strlen(folded);
    gboolean prefix = length > 1 && folded[length - 1] == '*';

    if (prefix)
        folded[length - 1] = '\0';
    return phrase_in_folded(folded, prefix, folded_text);
}

gboolean route_phrase_stands_in(const char *phrase, const char *text)
{
    g_autofree char *folded = fold(text == NULL ? "" : text);

    return phrase_stands_in(phrase, folded);
}

static gboolean any_phrase(const GPtrArray *phrases, const char *text)
{
    if (phrases == NULL || phrases->len == 0)
        return TRUE;
    if (text == NULL)
        return FALSE;
    g_autofree char *folded = fold(text);
    for (guint i = 0; i < phrases->len; i++) {
        if (phrase_stands_in(g_ptr_array_index(phrases, i), folded))
            return TRUE;
    }
    return FALSE;
}

static gboolean sender_is(const char *rule, const char *address)
{
    const char *at = strchr(address, '@');

    return g_ascii_strcasecmp(rule, address) == 0 ||
           (rule[0] == '@' && at != NULL && g_ascii_strcasecmp(rule, at) == 0);
}

static gboolean any_sender(const GPtrArray *rules, const struct facts *facts)
{
    if (rules == NULL || rules->len == 0)
        return TRUE;
    for (gsize s = 0; s < G_N_ELEMENTS(facts->senders); s++) {
        g_autofree char *address = address_find(facts->senders[s]);
        for (guint i = 0; address != NULL && i < rules->len; i++) {
            if (sender_is(g_ptr_array_index(rules, i), address))
                return TRUE;
        }
    }
    return FALSE;
}

static gboolean any_kind(const GPtrArray *kinds, const char *kind)
{
    if (kinds == NULL || kinds->len == 0)
        return TRUE;
    for (guint i = 0; i < kinds->len; i++) {
        if (g_strcmp0(g_ptr_array_index(kinds, i), kind) == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean route_takes(const struct route *route, const struct facts *facts)
{
    return any_kind(route->kinds, facts->kind) && any_sender(route->senders, facts) &&
           any_phrase(route->references, facts->reference) &&
           any_phrase(route->subjects, facts->subject) &&
           any_phrase(route->words, facts->words->str);
}

static const struct route *find_route(const struct office *office, const struct facts *facts)
{
    g_return_val_if_fail(office->routes->len > 0, NULL);
    for (guint i = 0; i + 1 < office->routes->len; i++) {
        const struct route *route = g_ptr_array_index(office->routes, i);
        if (route_takes(route, facts))
            return route;
    }
    return g_ptr_array_index(office->routes, office->routes->len - 1);
}

/* A line between texts, so that no phrase is found across two of them: fold() would make a mere line
 * feed a space. */
static void add_words(GString *words, const char *text)
{
    if (text != NULL)
        g_string_append_printf(words, "%s\n|\n", text);
}

static GString *collect_words(const struct findings *findings)
{
    const GPtrArray *requests = findings->requests, *deadlines = findings->deadlines;
    GString *words = g_string_new(NULL);

    add_words(words, findings->subject);
    for (guint i = 0; i < requests->len; i++)
        add_words(words, ((const struct request *)g_ptr_array_index(requests, i))->quote.text);
    for (guint i = 0; i < deadlines->len; i++)
        add_words(words, ((const struct deadline *)g_ptr_array_index(deadlines, i))->quote.text);
    return words;
}

const struct route *route_find(const struct office *office, const struct findings *findings)
{
    struct facts facts = {
        .senders = { findings->from, findings->sender },
        .subject = findings->subject,
        .reference = findings->reference,
        .kind = letter_kind_name(findings->kind),
        .words = collect_words(findings),
    };
    const struct route *route = find_route(office, &facts);

    g_string_free(facts.words, TRUE);
    return route;
}

struct record route_record(const struct office *office, const struct route *route,
                           const GPtrArray *to)
{
    const struct filing filing = office_filing(office, route);
    const struct official *first = to->len == 0 ? NULL : office_official(office, to->pdata[0]);

    return (struct record){ .number = filing.number,
                            .function = filing.function,
                            .series = filing.series,
                            .file = filing.file,
                            .access = filing.access,
                            .responsible = first == NULL ? NULL : first->name,
                            .unit = first == NULL ? NULL : first->unit };
}
