/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules by which answers are believed.
 *
 * A token alone proves nothing (copies and forwards carry it), nor does an address alone (anybody can
 * write it): both must name the same official. What falls short leaves the matter as it is, and at most
 * tells the official to whom the token belongs, at the address of the configuration; never the sender.
 * Machines are told nothing (RFC 3834, 2). A mail of somebody else's that asks for nothing, such as a
 * colleague's "thank you" to all, is only noted. */
#include "remind/answering.h"

#include <string.h>

#include "base/clock.h"
#include "base/token.h"
#include "remind/authentication.h"
#include "remind/reply_date.h"

#define CLAIMS_MAX 32

/* A token that holds. */
struct claim {
    gint64 matter;
    const struct official *official;
    gboolean own; /* the mail comes from this official's address, and from no other */
};

void answering_decision_free(struct answering_decision *decision)
{
    if (decision == NULL)
        return;
    reply_free(decision->reply);
    g_free(decision);
}

static gboolean bears_address(const struct findings *findings, const struct official *official)
{
    const struct answer *answer = &findings->answer;

    return answer->senders == 1 && answer->from != NULL &&
           g_ascii_strcasecmp(answer->from, official->address) == 0;
}

static gboolean comes_from(const struct answering_input *input, const struct findings *findings,
                           const struct official *official)
{
    const struct answer *answer = &findings->answer;

    return bears_address(findings, official) &&
           (input->authserv_id == NULL ||
            authentication_vouches(answer->authentication, input->authserv_id, answer->from));
}

/* Of the number that it bears, or of a matter that had this number once. */
static gboolean may_be_of(const char *token, const struct matter_origin *origin)
{
    return origin->elsewhere || token_matter(token) == origin->matter;
}

static void claim_matter(const struct answering_input *input, const struct findings *findings,
                         const char *token, const struct matter_origin *origin, GArray *claims)
{
    const GPtrArray *officials = input->office->officials;

    for (guint i = 0; i < officials->len && claims->len < CLAIMS_MAX; i++) {
        const struct official *official = g_ptr_array_index(officials, i);
        if (!token_check(input->key, token, origin->hash, official->id))
            continue;
        struct claim claim = { origin->matter, official, comes_from(input, findings, official) };
        g_array_append_val(claims, claim);
    }
}

/* A token is of one matter: the first of which it holds. */
static GArray *find_claims(const struct answering_input *input, const struct findings *findings)
{
    GArray *claims = g_array_new(FALSE, FALSE, sizeof(struct claim));
    const GPtrArray *tokens = findings->answer.tokens;

    for (guint t = 0; t < tokens->len; t++) {
        const char *token = g_ptr_array_index(tokens, t);
        guint before = claims->len;
        for (guint i = 0; i < input->origins->len && claims->len == before; i++) {
            const struct matter_origin *origin = g_ptr_array_index(input->origins, i);
            if (may_be_of(token, origin))
                claim_matter(input, findings, token, origin, claims);
        }
    }
    return claims;
}

/* The first of the official's own; NULL: none. several: they name more than one matter. */
static const struct claim *own_claim(const GArray *claims, gboolean *several)
{
    const struct claim *first = NULL;

    *several = FALSE;
    for (guint i = 0; i < claims->len; i++) {
        const struct claim *claim = &g_array_index(claims, struct claim, i);
        if (!claim->own)
            continue;
        *several |= first != NULL && claim->matter != first->matter;
        if (first == NULL)
            first = claim;
    }
    return first;
}

static gboolean word_is_in(const char *word, const char *name)
{
    g_auto(GStrv) words = g_strsplit_set(name, " ,", -1);

    return *word != '\0' && g_strv_contains((const char *const *)words, word);
}

const struct official *answering_find_official(const struct office *office, const char *text)
{
    g_autofree char *wanted = reply_fold(text);
    const struct official *found = NULL;
    guint words = 0;

    for (guint i = 0; i < office->officials->len; i++) {
        const struct official *official = g_ptr_array_index(office->officials, i);
        g_autofree char *name = reply_fold(official->name);
        g_autofree char *id = reply_fold(official->id);
        if (strcmp(wanted, id) == 0 || g_ascii_strcasecmp(text, official->address) == 0)
            return official;
        if (strcmp(wanted, name) != 0 && !word_is_in(wanted, name))
            continue;
        found = official;
        words++;
    }
    return words == 1 ? found : NULL;
}

static void ask(struct answering_decision *decision, enum answer_news news)
{
    decision->what = ANSWERING_ASK;
    decision->news = news;
}

static enum answer_news news_of(enum reply_problem problem)
{
    static const enum answer_news news[] = {
        [REPLY_FINE] = NEWS_UNCLEAR,    [REPLY_EMPTY] = NEWS_EMPTY,
        [REPLY_UNCLEAR] = NEWS_UNCLEAR, [REPLY_SEVERAL] = NEWS_SEVERAL,
        [REPLY_DOUBTFUL] = NEWS_DOUBTFUL, [REPLY_NO_DATE] = NEWS_DATE,
        [REPLY_PAST] = NEWS_DAY,        [REPLY_FAR] = NEWS_DAY,
        [REPLY_NO_WORDS] = NEWS_WORDS,
    };

    return news[problem];
}

static gboolean asks_for_something(const struct reply *reply)
{
    return reply->problem != REPLY_EMPTY && reply->problem != REPLY_UNCLEAR;
}

static void read_reply(struct answering_decision *decision, const struct answering_input *input,
                       const struct findings *findings)
{
    GDate today = clock_day(input->now, decision->official->zone);

    decision->reply = reply_read(input->words, findings->answer.text, &today);
}

/* The official's own mail, and typed. */
static void judge_own(struct answering_decision *decision, const struct answering_input *input,
                      const struct findings *findings, gboolean several)
{
    const struct reply *reply = decision->reply;

    if (reply->problem != REPLY_FINE)
        ask(decision, news_of(reply->problem));
    else if (reply->kind == REPLY_HELP)
        decision->what = ANSWERING_HELP;
    else if (several)
        ask(decision, NEWS_WHICH);
    else if (findings->message_id == NULL)
        ask(decision, NEWS_UNCLEAR);
    else
        decision->what = ANSWERING_ACT;
    if (decision->what != ANSWERING_ACT || reply->kind != REPLY_ASSIGN)
        return;
    decision->other = answering_find_official(input->office, reply->words);
    if (decision->other == NULL)
        ask(decision, NEWS_NAME);
}

static gboolean failed_for_good(const struct answer *answer)
{
    return answer->report && answer->status != NULL && answer->status[0] == '5';
}

struct answering_decision *answering_decide(const struct answering_input *input,
                                            const struct findings *findings)
{
    struct answering_decision *decision = g_new0(struct answering_decision, 1);
    g_autoptr(GArray) claims = find_claims(input, findings);
    gboolean several, automatic = findings->automatic || findings->answer.report;

    if (claims->len == 0)
        return decision;
    const struct claim *own = own_claim(claims, &several);
    const struct claim *claim = own != NULL ? own : &g_array_index(claims, struct claim, 0);
    decision->what = ANSWERING_NOTE;
    decision->matter = claim->matter;
    decision->official = claim->official;
    if (failed_for_good(&findings->answer))
        decision->what = ANSWERING_BOUNCE;
    if (automatic)
        return decision;
    read_reply(decision, input, findings);
    if (own != NULL)
        judge_own(decision, input, findings, several);
    else if (asks_for_something(decision->reply))
        ask(decision, bears_address(findings, claim->official) ? NEWS_FORGED : NEWS_OTHER);
    return decision;
}

struct answering_decision *answering_without_token(const struct answering_input *input,
                                                   const struct findings *findings, gint64 matter,
                                                   const GPtrArray *reminded)
{
    struct answering_decision *decision = g_new0(struct answering_decision, 1);
    const struct official *sender = NULL;

    for (guint i = 0; i < reminded->len && sender == NULL; i++) {
        sender = office_official(input->office, g_ptr_array_index(reminded, i));
        if (sender != NULL && !comes_from(input, findings, sender))
            sender = NULL;
    }
    if (sender == NULL || findings->automatic || findings->answer.report)
        return decision;
    decision->what = ANSWERING_NOTE;
    decision->matter = matter;
    decision->official = sender;
    read_reply(decision, input, findings);
    if (asks_for_something(decision->reply))
        ask(decision, NEWS_KEY);
    return decision;
}
