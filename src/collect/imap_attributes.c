/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an IMAP server says of the mails that it holds, without their texts.
 *
 * Asked for in windows of numbers, each from the first to the last of its mails, so that a mailbox full of
 * gaps needs no more commands than one without; what else lies between is told too. What a server refuses
 * to tell of is counted: it is no reason not to go on. */
#include "collect/imap.h"

#include <string.h>

#define TOLD_AT_ONCE 5000u

struct hearing {
    struct imap_session *session;
    GArray *heard; /* of struct mail_attributes */
    guint total;
    source_listener listener;
    gpointer data;
};

static gboolean refuse(GError **error, const char *what)
{
    g_set_error_literal(error, SOURCE_ERROR, SOURCE_ERROR_PROTOCOL, what);
    return FALSE;
}

static gboolean tell(struct hearing *hearing, GError **error)
{
    GArray *heard = hearing->heard;
    gboolean good = heard->len == 0 ||
                    hearing->listener((const struct mail_attributes *)(gpointer)heard->data, heard->len,
                                      hearing->data);

    g_array_set_size(heard, 0);
    return good || refuse(error, "comparing was stopped from within");
}

static gboolean note_attributes(const struct imap_response *response, const char *tag, gpointer data,
                                GError **error)
{
    struct hearing *hearing = data;
    struct imap_fetched fetched;

    (void)tag;
    if (response->kind != IMAP_DATA || strcmp(response->name, "FETCH") != 0)
        return TRUE;
    if (!imap_response_fetched(response, &fetched, error))
        return FALSE;
    struct mail_attributes one = {fetched.uid, fetched.size, fetched.received};
    gboolean whole = fetched.uid > 0 && fetched.has_size; /* or somebody has marked a mail */
    imap_fetched_clear(&fetched);
    if (!whole)
        return TRUE;
    if (++hearing->total > SOURCE_MAILS_MAX)
        return refuse(error, "more mails are told of than can be there");
    g_array_append_val(hearing->heard, one);
    imap_session_progress(hearing->session);
    return hearing->heard->len < TOLD_AT_ONCE || tell(hearing, error);
}

static gboolean ask_window(struct hearing *hearing, guint32 first, guint32 last, gboolean *refused,
                           GError **error)
{
    AUTO(imap_response) *end =
        imap_session_run(hearing->session, note_attributes, hearing, error,
                         "UID FETCH %u:%u (UID RFC822.SIZE INTERNALDATE)", first, last);

    *refused = end && end->status != IMAP_OK;
    return end && tell(hearing, error);
}

gboolean imap_attributes(struct source *source, const struct uid_range *ranges, guint count,
                         source_listener listener, gpointer data, guint *untold, GError **error)
{
    struct imap_source *imap = (struct imap_source *)source;
    struct uids_walk walk = {.ranges = ranges, .length = count};
    guint32 validity = imap->validity, uid = 0;

    if ((!imap->session || imap_session_dead(imap->session)) && !imap_connect(imap, error))
        return FALSE;
    if (imap->validity != validity)
        return refuse(error, "the mailbox was numbered anew");
    g_autoptr(GArray) heard = g_array_new(FALSE, FALSE, sizeof(struct mail_attributes));
    struct hearing hearing = {imap->session, heard, 0, listener, data};
    while ((uid = uids_next(&walk)) != 0) {
        guint32 first = uid, last = uid;
        guint mails = 1;
        gboolean refused = FALSE;
        for (; mails < imap->window_mails && (uid = uids_next(&walk)) != 0; mails++)
            last = uid;
        if (!ask_window(&hearing, first, last, &refused, error))
            return FALSE;
        *untold += refused ? mails : 0;
    }
    return TRUE;
}
