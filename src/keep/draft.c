/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The matter that one letter alone would make: for routing before it is recorded, and for
 * recording.
 *
 * Pure. Everything is copied: the draft outlives the findings. */
#include "keep/write.h"

double draft_confidence(const struct findings *findings)
{
    double least = findings->score, best = 0;
    for (guint i = 0; i < findings->deadlines->len; i++) {
        const struct deadline *deadline = g_ptr_array_index(findings->deadlines, i);
        least = MIN(least, deadline->confidence);
    }
    for (guint i = 0; i < findings->requests->len; i++) {
        const struct request *request = g_ptr_array_index(findings->requests, i);
        best = MAX(best, request->confidence);
    }
    /* Without a date the surest request says whether anything is asked at all. */
    if (findings->deadlines->len == 0 && findings->requests->len > 0)
        least = MIN(least, best);
    return CLAMP(least, 0, 1);
}

static void copy_quote(struct quote *to, const struct quote *from)
{
    *to = *from;
    to->text = g_strdup(from->text);
    to->part = g_strdup(from->part);
}

static void draft_requests(struct matter *matter, const struct findings *findings)
{
    for (guint i = 0; i < findings->requests->len; i++) {
        const struct request *from = g_ptr_array_index(findings->requests, i);
        struct request *request = request_new();
        copy_quote(&request->quote, &from->quote);
        request->addressee = g_strdup(from->addressee);
        request->confidence = from->confidence;
        request->rule = g_strdup(from->rule);
        g_array_append_vals(request->deadlines, from->deadlines->data, from->deadlines->len);
        g_ptr_array_add(matter->requests, request);
    }
}

static void draft_deadlines(struct matter *matter, const struct findings *findings)
{
    for (guint i = 0; i < findings->deadlines->len; i++) {
        const struct deadline *from = g_ptr_array_index(findings->deadlines, i);
        struct deadline *deadline = deadline_new();
        g_autoptr(GArray) alternatives = g_steal_pointer(&deadline->alternatives);
        g_autoptr(GArray) requests = g_steal_pointer(&deadline->requests);
        *deadline = *from;
        deadline->alternatives = g_steal_pointer(&alternatives);
        deadline->requests = g_steal_pointer(&requests);
        copy_quote(&deadline->quote, &from->quote);
        deadline->zone = g_strdup(from->zone);
        deadline->rule = g_strdup(from->rule);
        deadline->doubt = g_strdup(from->doubt);
        g_array_append_vals(deadline->alternatives, from->alternatives->data,
                            from->alternatives->len);
        g_array_append_vals(deadline->requests, from->requests->data, from->requests->len);
        g_ptr_array_add(matter->deadlines, deadline);
    }
}

static void draft_flaws(GPtrArray *to, const GPtrArray *from)
{
    for (guint i = 0; i < from->len; i++) {
        const struct flaw *flaw = g_ptr_array_index(from, i);
        g_ptr_array_add(to, flaw_new(flaw->part, flaw->what));
    }
}

struct matter *matter_draft(const struct findings *findings, const GDate *today)
{
    struct matter *matter = matter_new();
    struct matter_mail *mail = matter_mail_new();
    mail->message_id = g_strdup(findings->message_id);
    mail->from = g_strdup(findings->from);
    mail->subject = g_strdup(findings->subject);
    mail->received = findings->received;
    g_ptr_array_add(matter->mails, mail);

    gboolean asks = findings->deadlines->len > 0 || findings->requests->len > 0;
    matter->state = asks ? MATTER_OPEN : MATTER_INFORMATION;
    matter->registered = *today;
    matter->subject = words_bare_subject(findings->subject);
    matter->sender = g_strdup(findings->sender ? findings->sender : findings->from);
    matter->reference = g_strdup(findings->reference);
    matter->language = g_strdup(findings->language);
    matter->letter_date = findings->letter_date;
    matter->kind = findings->kind;
    matter->confidence = draft_confidence(findings);
    draft_requests(matter, findings);
    draft_deadlines(matter, findings);
    draft_flaws(matter->unread, findings->unread);
    draft_flaws(matter->limits, findings->limits);
    return matter;
}
