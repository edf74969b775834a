/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reminder as a value: made, freed, named. What may follow what is the register's affair. */
#include "reminder.h"

struct reminder *reminder_new(void)
{
    struct reminder *reminder = g_new0(struct reminder, 1);

    g_date_clear(&reminder->day, 1);
    return reminder;
}

void reminder_free(struct reminder *reminder)
{
    if (reminder == NULL)
        return;
    g_free(reminder->official);
    g_free(reminder->address);
    g_free(reminder->step);
    g_free(reminder->message_id);
    g_clear_pointer(&reminder->bytes, g_bytes_unref);
    g_free(reminder->reply);
    g_free(reminder);
}

const char *reminder_state_name(enum reminder_state state)
{
    static const char *const names[REMINDER_STATES] = {
        [REMINDER_PLANNED] = "planned", [REMINDER_CLAIMED] = "claimed", [REMINDER_SENT] = "sent",
        [REMINDER_FAILED] = "failed",   [REMINDER_PASSED] = "passed over",
    };

    g_return_val_if_fail(state < REMINDER_STATES, "unknown");
    return names[state];
}

const char *reminders_thread(const GPtrArray *mine)
{
    for (guint i = 0; i < mine->len; i++) {
        const struct reminder *reminder = mine->pdata[i];
        if (reminder->message_id && reminder->state != REMINDER_PASSED)
            return reminder->message_id;
    }
    return NULL;
}
