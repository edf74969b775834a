/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The matter itself: making, freeing, its states and the moves between them, the day it is due.
 *
 * Pure: no register, no clock. The table below is the only place that says which moves there are. */
#include "matter.h"

#include <glib/gi18n.h>

#include "keep/keep.h"

struct matter_mail *matter_mail_new(void)
{
    struct matter_mail *mail = g_new0(struct matter_mail, 1);
    g_date_clear(&mail->received, 1);
    return mail;
}

void matter_mail_free(struct matter_mail *mail)
{
    if (!mail)
        return;
    g_free(mail->message_id);
    g_free(mail->from);
    g_free(mail->subject);
    g_free(mail->sha256);
    g_free(mail);
}

void matter_origin_free(struct matter_origin *origin)
{
    if (!origin)
        return;
    g_free(origin->hash);
    g_free(origin);
}

static GPtrArray *list_of(gpointer destroy)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)destroy);
}

void record_free(struct record *record)
{
    if (!record)
        return;
    g_free(record->number);
    g_free(record->function);
    g_free(record->series);
    g_free(record->file);
    g_free(record->access);
    g_free(record->correspondent);
    g_free(record->channel);
    g_free(record->responsible);
    g_free(record->unit);
    g_free(record->original);
    g_free(record);
}

struct matter *matter_new(void)
{
    struct matter *matter = g_new0(struct matter, 1);
    g_date_clear(&matter->registered, 1);
    g_date_clear(&matter->snoozed_until, 1);
    g_date_clear(&matter->letter_date, 1);
    matter->version = 1;
    matter->mails = list_of(matter_mail_free);
    matter->deadlines = list_of(deadline_free);
    matter->requests = list_of(request_free);
    matter->earlier = list_of(deadline_free);
    matter->doubts = list_of(g_free);
    matter->unread = list_of(flaw_free);
    matter->limits = list_of(flaw_free);
    matter->recipients = list_of(g_free);
    return matter;
}

char *matter_known_as(const struct matter *matter)
{
    return matter->origin ? g_strdup_printf(MATTER_NAMED "%.*s", MATTER_NAME_HEX, matter->origin)
                          : g_strdup_printf("matter%" G_GINT64_FORMAT, matter->id);
}

void matter_free(struct matter *matter)
{
    if (!matter)
        return;
    g_free(matter->origin);
    g_free(matter->subject);
    g_free(matter->sender);
    g_free(matter->reference);
    g_free(matter->language);
    g_ptr_array_unref(matter->mails);
    g_ptr_array_unref(matter->deadlines);
    g_ptr_array_unref(matter->requests);
    g_ptr_array_unref(matter->earlier);
    g_ptr_array_unref(matter->doubts);
    g_ptr_array_unref(matter->unread);
    g_ptr_array_unref(matter->limits);
    g_ptr_array_unref(matter->recipients);
    record_free(matter->record);
    g_free(matter);
}

/* ---- states ---------------------------------------------------------------------------------- */

static const char *const STATE_NAMES[MATTER_STATES] = {
    [MATTER_OPEN] = N_("open"),
    [MATTER_CONFIRM] = N_("to confirm"),
    [MATTER_INFORMATION] = N_("for information"),
    [MATTER_SNOOZED] = N_("snoozed"),
    [MATTER_DONE] = N_("done"),
    [MATTER_NOT_OURS] = N_("not ours"),
    [MATTER_SUPERSEDED] = N_("superseded"),
};

#define TO(state) (1u << (state))
static const guint MOVES[MATTER_STATES] = {
    /* snoozed to snoozed: until another day */
    [MATTER_OPEN] = TO(MATTER_CONFIRM) | TO(MATTER_INFORMATION) | TO(MATTER_SNOOZED) |
                    TO(MATTER_DONE) | TO(MATTER_NOT_OURS) | TO(MATTER_SUPERSEDED),
    [MATTER_CONFIRM] = TO(MATTER_OPEN) | TO(MATTER_INFORMATION) | TO(MATTER_SNOOZED) |
                       TO(MATTER_DONE) | TO(MATTER_NOT_OURS) | TO(MATTER_SUPERSEDED),
    [MATTER_INFORMATION] = TO(MATTER_OPEN) | TO(MATTER_CONFIRM) | TO(MATTER_DONE) |
                           TO(MATTER_NOT_OURS) | TO(MATTER_SUPERSEDED),
    [MATTER_SNOOZED] = TO(MATTER_OPEN) | TO(MATTER_CONFIRM) | TO(MATTER_SNOOZED) | TO(MATTER_DONE) |
                       TO(MATTER_NOT_OURS) | TO(MATTER_SUPERSEDED),
    /* closed ones are opened again by a person, or put to one when a later letter comes */
    [MATTER_DONE] = TO(MATTER_OPEN) | TO(MATTER_CONFIRM),
    [MATTER_NOT_OURS] = TO(MATTER_OPEN) | TO(MATTER_CONFIRM),
    [MATTER_SUPERSEDED] = TO(MATTER_OPEN) | TO(MATTER_CONFIRM),
};

const char *matter_state_name(enum matter_state state)
{
    return state < MATTER_STATES ? STATE_NAMES[state] : NULL;
}

gboolean matter_state_parse(const char *name, enum matter_state *state)
{
    for (guint i = 0; i < MATTER_STATES; i++) {
        if (g_strcmp0(STATE_NAMES[i], name) == 0) {
            *state = i;
            return TRUE;
        }
    }
    return FALSE;
}

enum letter_kind letter_kind_parse(const char *name)
{
    for (guint i = LETTER_NONE + 1; name && i < LETTER_KINDS; i++)
        if (g_strcmp0(letter_kind_name(i), name) == 0)
            return i;
    return LETTER_NONE;
}

gboolean matter_move_allowed(enum matter_state from, enum matter_state to)
{
    return from < MATTER_STATES && to < MATTER_STATES && (MOVES[from] & TO(to)) != 0;
}

gboolean matter_is_live(enum matter_state state)
{
    return state < MATTER_STATES && (MATTER_STATES_LIVE & TO(state)) != 0;
}

/* ---- days ------------------------------------------------------------------------------------ */

GDate deadline_last_day(const struct deadline *deadline)
{
    GDate day = deadline->date;
    if (g_date_valid(&day) && deadline->kind == DEADLINE_BEFORE)
        g_date_subtract_days(&day, 1);
    return day;
}

GDate matter_due(const struct matter *matter, const GDate *today)
{
    GDate nearest, latest;
    g_date_clear(&nearest, 1);
    g_date_clear(&latest, 1);
    for (guint i = 0; i < matter->deadlines->len; i++) {
        GDate day = deadline_last_day(g_ptr_array_index(matter->deadlines, i));
        if (!g_date_valid(&day))
            continue;
        if (!g_date_valid(&latest) || g_date_compare(&day, &latest) > 0)
            latest = day;
        if (g_date_compare(&day, today) < 0)
            continue;
        if (!g_date_valid(&nearest) || g_date_compare(&day, &nearest) < 0)
            nearest = day;
    }
    return g_date_valid(&nearest) ? nearest : latest;
}
