/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "taken.h"

struct taken *taken_new(void)
{
    struct taken *taken = g_new0(struct taken, 1);

    taken->mails = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)mail_free);
    return taken;
}

void taken_free(struct taken *taken)
{
    if (!taken)
        return;
    g_hash_table_unref(taken->mails);
    g_free(taken);
}

gboolean taken_take(struct mail *mail, gpointer data)
{
    struct taken *taken = data;
    gpointer key = GUINT_TO_POINTER(mail->uid);

    taken->doubled += g_hash_table_contains(taken->mails, key);
    g_hash_table_replace(taken->mails, key, mail);
    return taken->stop_after == 0 || g_hash_table_size(taken->mails) < taken->stop_after;
}

const struct mail *taken_mail(const struct taken *taken, guint32 uid)
{
    return g_hash_table_lookup(taken->mails, GUINT_TO_POINTER(uid));
}

gboolean taken_poll(struct taken *taken, struct source *source, struct source_tally *tally,
                    GError **error)
{
    struct source_cursor known = {0};
    struct source_tally own = {0};
    struct source_held held;
    gboolean good = source_look(source, &known, &held, error);

    if (good) {
        g_autoptr(GArray) lacking = uids_new();
        struct uids_walk walk = {.ranges = (struct uid_range *)(gpointer)held.ranges->data,
                                 .length = held.ranges->len};
        for (guint32 uid; (uid = uids_next(&walk)) != 0;)
            if (!taken_mail(taken, uid))
                uids_add(lacking, uid, uid);
        good = source_fetch(source, (struct uid_range *)(gpointer)lacking->data, lacking->len,
                            taken_take, taken, tally ? tally : &own, error);
    } else if (tally) {
        *tally = own;
    }
    source_tally_clear(&own);
    source_held_clear(&held);
    return good;
}
