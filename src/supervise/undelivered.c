/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a relay refused the mail or a server gave it back later is the same to the matter: nobody has
 * been told of it. The deadline does not wait for a corrected address, so somebody else is told now, with
 * what is asked and by when. */
#include "supervise/undelivered.h"

#include "supervise/answers.h"

static void add_once(GPtrArray *list, const struct official *person, const struct official *dead)
{
    if (person && person != dead && !g_ptr_array_find(list, person, NULL))
        g_ptr_array_add(list, (gpointer)person);
}

static GPtrArray *next_in_line(const struct centre *centre, const struct official *dead,
                               const GPtrArray *recipients)
{
    const struct office *office = centre->config->office;
    GPtrArray *line = g_ptr_array_new();
    if (dead && dead->deputy)
        add_once(line, office_official(office, dead->deputy), dead);
    if (dead && dead->supervisor)
        add_once(line, office_official(office, dead->supervisor), dead);
    add_once(line, office_official(office, centre->config->administrator), dead);
    for (guint i = 0; line->len == 0 && i < recipients->len; i++)
        add_once(line, office_official(office, recipients->pdata[i]), dead);
    return line;
}

static const struct reminder *find_reminder(const GPtrArray *reminders, gint64 id)
{
    for (guint i = 0; i < reminders->len; i++) {
        const struct reminder *reminder = reminders->pdata[i];
        if (reminder->id == id)
            return reminder;
    }
    return NULL;
}

gboolean undelivered_tell(struct centre *centre, gint64 matter, gint64 reminder, enum answer_news news,
                          const char *why, GError **error)
{
    if (matter == 0)
        return TRUE;
    AUTO(matter) *known = register_matter(centre->registry, matter, error);
    g_autoptr(GPtrArray) all = known ? register_reminders(centre->registry, matter, error) : NULL;
    if (!all)
        return FALSE;
    const struct reminder *lost = find_reminder(all, reminder);
    if (!lost || g_str_has_prefix(lost->step, REMINDER_ANSWER))
        return TRUE;
    const struct official *dead = office_official(centre->config->office, lost->official);
    g_autofree char *step = g_strdup_printf(REMINDER_ANSWER "%s:%" G_GINT64_FORMAT,
                                            news == NEWS_BOUNCE ? "bounce" : "put-off", reminder);
    struct answer_mail mail = {
        .news = news,
        .step = step,
        .name = dead ? dead->name : lost->official,
        .address = lost->address,
        .status = why,
    };
    g_date_clear(&mail.day, 1);
    g_autoptr(GPtrArray) line = next_in_line(centre, dead, known->recipients);
    for (guint i = 0; i < line->len; i++)
        if (!answers_tell(centre->answers, matter, line->pdata[i], &mail, error))
            return FALSE;
    return TRUE;
}
