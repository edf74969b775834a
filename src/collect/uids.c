/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets of UIDs as sorted ranges. Counts are 64 bits wide, for a range may span all of 32. */
#include "collect/uids.h"

GArray *uids_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(struct uid_range));
}

void uids_add(GArray *ranges, guint32 first, guint32 last)
{
    struct uid_range range = {MIN(first, last), MAX(first, last)};

    if (ranges->len > 0) { /* most come in order */
        struct uid_range *end = &g_array_index(ranges, struct uid_range, ranges->len - 1);
        if (range.first > 0 && end->last == range.first - 1) {
            end->last = range.last;
            return;
        }
    }
    g_array_append_val(ranges, range);
}

static gint by_first(gconstpointer a, gconstpointer b)
{
    const struct uid_range *left = a, *right = b;

    return (left->first > right->first) - (left->first < right->first);
}

void uids_normalise(GArray *ranges)
{
    guint kept = 0;

    g_array_sort(ranges, by_first);
    for (guint i = 0; i < ranges->len; i++) {
        struct uid_range range = g_array_index(ranges, struct uid_range, i);
        struct uid_range *end =
            kept > 0 ? &g_array_index(ranges, struct uid_range, kept - 1) : NULL;
        if (end && (guint64)range.first <= (guint64)end->last + 1)
            end->last = MAX(end->last, range.last);
        else
            g_array_index(ranges, struct uid_range, kept++) = range;
    }
    g_array_set_size(ranges, kept);
}

guint64 uids_count(const struct uid_range *ranges, guint length)
{
    guint64 count = 0;

    for (guint i = 0; i < length; i++)
        count += (guint64)ranges[i].last - ranges[i].first + 1;
    return count;
}

gboolean uids_contain(const GArray *ranges, guint32 uid)
{
    for (guint i = 0; i < ranges->len; i++) {
        const struct uid_range *range = &g_array_index(ranges, struct uid_range, i);
        if (range->first <= uid && uid <= range->last)
            return TRUE;
    }
    return FALSE;
}

guint32 uids_next(struct uids_walk *walk)
{
    if (walk->index >= walk->length)
        return 0;
    const struct uid_range *range = &walk->ranges[walk->index];
    guint32 uid = range->first + walk->offset;
    if (uid == range->last) {
        walk->index++;
        walk->offset = 0;
    } else {
        walk->offset++;
    }
    return uid;
}

void uids_append_set(GString *set, const guint32 *uids, guint length)
{
    for (guint i = 0; i < length;) {
        guint end = i;
        while (end + 1 < length && uids[end + 1] == uids[end] + 1)
            end++;
        g_string_append_printf(set, "%s%u", i > 0 ? "," : "", uids[i]);
        if (end > i)
            g_string_append_printf(set, ":%u", uids[end]);
        i = end + 1;
    }
}
