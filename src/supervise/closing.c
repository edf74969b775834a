/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a closed matter's date out of the calendars into which our mails have put it.
 *
 * Who closed it by an answer has the file with the confirmation; the others get a short note. What was
 * sent is the memory: an official holds the date where the last file that went bears it. One that is
 * handed over just now counts when it is sent, and the matter is then looked at again. An official who
 * is no longer in the configuration is told nothing. */
#include "supervise/closing.h"

#include "supervise/answers.h"

gboolean closing_holds_date(const GPtrArray *reminders, const char *official, guint *closings)
{
    gboolean holds = FALSE;

    *closings = 0;
    for (guint i = 0; i < reminders->len; i++) {
        const struct reminder *reminder = reminders->pdata[i];
        if (g_strcmp0(reminder->official, official) != 0 || reminder->state == REMINDER_PASSED)
            continue;
        if (reminder->calendar > 0 && reminder->state == REMINDER_SENT)
            holds = TRUE;
        if (reminder->calendar < 0) {
            holds = FALSE;
            (*closings)++;
        }
    }
    return holds;
}

static enum answer_news news_of(enum matter_state state)
{
    switch (state) {
    case MATTER_NOT_OURS:
        return NEWS_CLOSED_NOT_OURS;
    case MATTER_SUPERSEDED:
        return NEWS_CLOSED_SUPERSEDED;
    case MATTER_INFORMATION:
        return NEWS_CLOSED_NONE;
    default:
        return NEWS_CLOSED_DONE;
    }
}

static gint64 last_sent(const GPtrArray *reminders, const char *official)
{
    gint64 last = 0;

    for (guint i = 0; i < reminders->len; i++) {
        const struct reminder *reminder = reminders->pdata[i];
        if (reminder->calendar > 0 && reminder->state == REMINDER_SENT &&
            g_strcmp0(reminder->official, official) == 0)
            last = reminder->id;
    }
    return last;
}

gboolean closing_plan(struct centre *centre, const struct matter *matter, const GPtrArray *reminders,
                      GError **error)
{
    const GPtrArray *officials = centre->config->office->officials;

    for (guint i = 0; reminders->len > 0 && i < officials->len; i++) {
        const struct official *official = officials->pdata[i];
        struct answer_mail mail = {.news = news_of(matter->state), .cancel = TRUE};
        if (!closing_holds_date(reminders, official->id, &mail.closings))
            continue;
        /* Once for each time that the date went out. */
        g_autofree char *step = g_strdup_printf(REMINDER_ANSWER "closed:%" G_GINT64_FORMAT,
                                                last_sent(reminders, official->id));
        mail.step = step;
        g_date_clear(&mail.day, 1);
        if (!answers_tell(centre->answers, matter->id, official, &mail, error))
            return FALSE;
    }
    return TRUE;
}
