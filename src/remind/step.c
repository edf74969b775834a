/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps and their keys: "due-7:2025-09-16". A key says all that the mail is composed from; one that would
 * not be written again as it stands is none. */
#include <string.h>

#include "base/clock.h"
#include "remind/plan.h"

struct step *step_new(void)
{
    struct step *step = g_new0(struct step, 1);

    g_date_clear(&step->due, 1);
    g_date_clear(&step->day, 1);
    return step;
}

void step_free(struct step *step)
{
    if (step == NULL)
        return;
    g_free(step->key);
    g_free(step);
}

static const char *kind_prefix(enum step_kind kind)
{
    static const char *const prefixes[] = {
        [STEP_NOTICE] = "notice",   [STEP_CONFIRM] = "confirm", [STEP_DUE] = "due",
        [STEP_OVERDUE] = "overdue", [STEP_UNDATED] = "undated", [STEP_SNOOZED] = "snoozed",
        [STEP_ESCALATED] = "escalated", [STEP_DOUBT] = "doubt",
        [STEP_STAGE] = "stage",
    };

    return prefixes[kind];
}

char *step_key(enum step_kind kind, guint days, const GDate *due)
{
    g_autofree char *date = date_format(due);

    switch (kind) {
    case STEP_DUE:
    case STEP_STAGE:
    case STEP_OVERDUE:
    case STEP_ESCALATED:
        return g_strdup_printf("%s-%u:%s", kind_prefix(kind), days, date);
    case STEP_SNOOZED:
        return g_strdup_printf("%s:%s", kind_prefix(kind), date);
    case STEP_CONFIRM:
    case STEP_UNDATED:
        if (days > 0)
            return g_strdup_printf("%s-%u", kind_prefix(kind), days);
        break;
    case STEP_NOTICE:
    case STEP_DOUBT:
        break;
    }
    return g_strdup(kind_prefix(kind));
}

struct step *step_doubt(gint64 mail, const GDate *today)
{
    struct step *step = step_new();

    step->kind = STEP_DOUBT;
    step->key = g_strdup_printf("doubt:%" G_GINT64_FORMAT, mail);
    step->day = *today;
    return step;
}

static gboolean parse_doubt(const char *key, struct step *step)
{
    const char *digits = key + strlen("doubt:");

    if (!g_str_has_prefix(key, "doubt:") || *digits == '\0' ||
        digits[strspn(digits, "0123456789")] != '\0')
        return FALSE;
    g_free(step->key);
    step->key = g_strdup(key);
    step->kind = STEP_DOUBT;
    step->days = 0;
    g_date_clear(&step->due, 1);
    return TRUE;
}

gboolean step_parse(const char *key, struct step *step)
{
    for (int kind = STEP_NOTICE; kind <= STEP_ESCALATED; kind++) {
        gsize length = strlen(kind_prefix(kind));
        if (strncmp(key, kind_prefix(kind), length) != 0)
            continue;
        const char *at = key + length;
        guint64 days = 0;
        char *end = (char *)at;
        if (*at == '-')
            days = g_ascii_strtoull(at + 1, &end, 10);
        g_date_clear(&step->due, 1);
        if (*end == ':')
            date_parse(end + 1, &step->due);
        /* What the key would be again must be the key: nothing else was one. */
        g_autofree char *again =
            days > G_MAXINT16 ? NULL : step_key((enum step_kind)kind, (guint)days, &step->due);
        if (g_strcmp0(again, key) != 0)
            continue;
        g_free(step->key);
        step->key = g_strdup(key);
        step->kind = (enum step_kind)kind;
        step->days = (guint)days;
        return TRUE;
    }
    return parse_doubt(key, step);
}
