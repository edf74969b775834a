/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nouns of finding.h: made, named and freed. Whoever holds a struct findings owns all of it;
 * every free takes NULL. How they travel between processes stands in finding_write.c and
 * finding_read.c. */
#include "finding.h"

#include <string.h>

#define CIRCULAR_NEARLY 0.35

static const char *const letter_kinds[LETTER_KINDS] = {
    NULL,         "article-19",             "article-22",    "article-23",
    "article-24", "article-26",             "article-33",    "freedom-of-association",
    "questionnaire", "credentials",         "nomination",    "meeting",
    "other",
};
static const char *const deadline_kinds[] = { "by", "before", "on", "until" };

const char *letter_kind_name(enum letter_kind kind)
{
    return (guint)kind < LETTER_KINDS ? letter_kinds[kind] : NULL;
}

const char *deadline_kind_name(enum deadline_kind kind)
{
    return (guint)kind < G_N_ELEMENTS(deadline_kinds) ? deadline_kinds[kind] : "by";
}

void quote_clear(struct quote *quote)
{
    g_free(quote->text);
    g_free(quote->part);
    memset(quote, 0, sizeof *quote);
}

struct deadline *deadline_new(void)
{
    struct deadline *deadline = g_new0(struct deadline, 1);

    deadline->minutes = -1;
    deadline->firm = TRUE;
    deadline->alternatives = g_array_new(FALSE, FALSE, sizeof(GDate));
    deadline->requests = g_array_new(FALSE, FALSE, sizeof(guint));
    return deadline;
}

void deadline_free(struct deadline *deadline)
{
    if (deadline == NULL)
        return;
    quote_clear(&deadline->quote);
    g_free(deadline->zone);
    g_free(deadline->rule);
    g_free(deadline->doubt);
    g_array_unref(deadline->alternatives);
    g_array_unref(deadline->requests);
    g_free(deadline);
}

struct request *request_new(void)
{
    struct request *request = g_new0(struct request, 1);

    request->deadlines = g_array_new(FALSE, FALSE, sizeof(guint));
    return request;
}

void request_free(struct request *request)
{
    if (request == NULL)
        return;
    quote_clear(&request->quote);
    g_free(request->addressee);
    g_free(request->rule);
    g_array_unref(request->deadlines);
    g_free(request);
}

struct event *event_new(void)
{
    return g_new0(struct event, 1);
}

void event_free(struct event *event)
{
    if (event == NULL)
        return;
    quote_clear(&event->quote);
    g_free(event);
}

struct candidate *candidate_new(void)
{
    return g_new0(struct candidate, 1);
}

void candidate_free(struct candidate *candidate)
{
    if (candidate == NULL)
        return;
    quote_clear(&candidate->quote);
    g_free(candidate->role);
    g_free(candidate->rule);
    g_free(candidate->reason);
    g_free(candidate->features);
    g_free(candidate);
}

struct superseded *superseded_new(void)
{
    return g_new0(struct superseded, 1);
}

void superseded_free(struct superseded *superseded)
{
    if (superseded == NULL)
        return;
    quote_clear(&superseded->quote);
    g_free(superseded);
}

struct flaw *flaw_new(const char *part, const char *what)
{
    struct flaw *flaw = g_new0(struct flaw, 1);

    flaw->part = g_strdup(part);
    flaw->what = g_strdup(what);
    return flaw;
}

void flaw_free(struct flaw *flaw)
{
    if (flaw == NULL)
        return;
    g_free(flaw->part);
    g_free(flaw->what);
    g_free(flaw);
}

void answer_clear(struct answer *answer)
{
    g_free(answer->text);
    g_free(answer->from);
    g_free(answer->failed);
    g_free(answer->status);
    g_free(answer->returned_id);
    g_clear_pointer(&answer->tokens, g_ptr_array_unref);
    g_clear_pointer(&answer->authentication, g_ptr_array_unref);
    memset(answer, 0, sizeof *answer);
    answer->authentication = g_ptr_array_new_with_free_func(g_free);
    answer->tokens = g_ptr_array_new_with_free_func(g_free);
}

struct findings *findings_new(void)
{
    struct findings *findings = g_new0(struct findings, 1);

    findings->deadlines = g_ptr_array_new_with_free_func((GDestroyNotify)deadline_free);
    findings->requests = g_ptr_array_new_with_free_func((GDestroyNotify)request_free);
    findings->events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    findings->superseded = g_ptr_array_new_with_free_func((GDestroyNotify)superseded_free);
    findings->candidates = g_ptr_array_new_with_free_func((GDestroyNotify)candidate_free);
    findings->instruments = g_ptr_array_new_with_free_func(g_free);
    findings->articles = g_ptr_array_new_with_free_func(g_free);
    findings->cases = g_ptr_array_new_with_free_func(g_free);
    findings->countries = g_ptr_array_new_with_free_func(g_free);
    findings->unread = g_ptr_array_new_with_free_func((GDestroyNotify)flaw_free);
    findings->limits = g_ptr_array_new_with_free_func((GDestroyNotify)flaw_free);
    answer_clear(&findings->answer);
    return findings;
}

gboolean findings_doubtful(const struct findings *findings)
{
    gboolean comes = FALSE;

    for (guint i = 0; i < findings->deadlines->len && !comes; i++)
        comes = !((const struct deadline *)findings->deadlines->pdata[i])->past;
    return !findings->circular && findings->score >= CIRCULAR_NEARLY && comes;
}

void findings_free(struct findings *findings)
{
    if (findings == NULL)
        return;
    g_free(findings->message_id);
    g_free(findings->letter_id);
    g_free(findings->from);
    g_free(findings->subject);
    g_free(findings->sender);
    g_free(findings->in_reply_to);
    g_free(findings->references);
    g_free(findings->reference);
    g_free(findings->earlier);
    g_free(findings->language);
    g_ptr_array_unref(findings->deadlines);
    g_ptr_array_unref(findings->requests);
    g_ptr_array_unref(findings->events);
    g_ptr_array_unref(findings->superseded);
    g_ptr_array_unref(findings->candidates);
    g_ptr_array_unref(findings->instruments);
    g_ptr_array_unref(findings->articles);
    g_ptr_array_unref(findings->cases);
    g_ptr_array_unref(findings->countries);
    g_ptr_array_unref(findings->unread);
    g_ptr_array_unref(findings->limits);
    answer_clear(&findings->answer);
    g_ptr_array_unref(findings->answer.tokens);
    g_ptr_array_unref(findings->answer.authentication);
    g_free(findings);
}
