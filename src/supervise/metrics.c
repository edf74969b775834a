/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times are of the last success, so that a gauge can be compared with the clock: one that does not move
 * is an alarm by itself, also when the daemon is dead. Names of parts are of the configuration: letters,
 * digits, - and _. The file is replaced by rename, and others may read it. */
#include "supervise/metrics.h"

static void append_head(GString *text, const char *name, const char *help)
{
    g_string_append_printf(text, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void append_parts(GString *text, const GPtrArray *parts)
{
    append_head(text, "circulard_last_success_timestamp_seconds", "When the part last went well; 0: never.");
    for (guint i = 0; i < parts->len; i++) {
        const struct health *part = parts->pdata[i];
        g_string_append_printf(text, "circulard_last_success_timestamp_seconds{part=\"%s\"} %" G_GINT64_FORMAT "\n",
                               part->name, part->success_at);
    }
    append_head(text, "circulard_failing_since_timestamp_seconds", "Since when the part fails; 0: it does not.");
    for (guint i = 0; i < parts->len; i++) {
        const struct health *part = parts->pdata[i];
        g_string_append_printf(text, "circulard_failing_since_timestamp_seconds{part=\"%s\"} %" G_GINT64_FORMAT "\n",
                               part->name, part->failing_since);
    }
}

static void append_count(GString *text, const char *name, const char *state, guint64 count)
{
    g_string_append_printf(text, "%s{state=\"%s\"} %" G_GUINT64_FORMAT "\n", name, state, count);
}

char *metrics_text(const struct counts *counts, const GPtrArray *parts, gint64 now)
{
    GString *text = g_string_new(NULL);
    append_head(text, "circulard_info", "The version, as a label.");
    g_string_append(text, "circulard_info{version=\"" VERSION "\"} 1\n");
    append_head(text, "circulard_written_timestamp_seconds", "When this file was written.");
    g_string_append_printf(text, "circulard_written_timestamp_seconds %" G_GINT64_FORMAT "\n", now);
    append_parts(text, parts);
    append_head(text, "circulard_mails", "Mails in the register, by state.");
    for (guint i = 0; i < MAIL_STATES; i++)
        append_count(text, "circulard_mails", mail_state_name(i), counts->mails[i]);
    append_head(text, "circulard_matters", "Matters, by state.");
    for (guint i = 0; i < MATTER_STATES; i++)
        append_count(text, "circulard_matters", matter_state_name(i), counts->matters[i]);
    append_head(text, "circulard_reminders", "Reminders, by state.");
    for (guint i = 0; i < REMINDER_STATES; i++)
        append_count(text, "circulard_reminders", reminder_state_key(i), counts->reminders[i]);
    append_head(text, "circulard_reminders_in_doubt", "Of which it is not known whether the relay took them.");
    g_string_append_printf(text, "circulard_reminders_in_doubt %" G_GUINT64_FORMAT "\n", counts->in_doubt);
    return g_string_free(text, FALSE);
}

gboolean metrics_write(const char *path, const char *text, GError **error)
{
    return g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0644, error);
}
