/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands mails of an IMAP mailbox over: pipelined, in batches, each one checked.
 *
 * Sizes and dates are asked for first, so that a mail over MAIL_BYTES_MAX is named but not fetched
 * and a batch has bounded bytes; then the texts (BODY.PEEK[]), two batches in flight. A batch is
 * handed over when the server has ended it, so that a second answer for a mail is still seen.
 *
 * What an answer means for a mail is decided in imap_settle.c. What is not answered for is gone
 * only where a search agrees.
 *
 * A connection that breaks is opened again a few times. The mails it broke on are then asked for
 * one by one, after all others, so that a mail that breaks servers holds up no other. */
#include "collect/imap_fetch.h"

#include <string.h>

#define SIZES_MAILS 500u
#define SET_BYTES   900u /* of a set of UIDs in a command: old servers take 1000 for a line */
#define BATCH_BYTES (4u * 1024 * 1024)
#define IN_FLIGHT   2u
#define BREAKS_MAX  5u

static void free_wanted(gpointer data)
{
    struct wanted *wanted = data;

    if (wanted->body)
        g_bytes_unref(wanted->body);
    g_free(wanted->digest);
    g_free(wanted);
}

static void free_command(gpointer data)
{
    struct command *command = data;

    g_array_unref(command->uids);
    g_free(command);
}

/* ---- asking ---- */

static gboolean send_command(struct fetch *fetch, enum command_kind kind, GArray *uids,
                             GError **error)
{
    static const char *const items[] = {"UID RFC822.SIZE INTERNALDATE", "UID BODY.PEEK[]",
                                        "UID RFC822.SIZE INTERNALDATE BODY.PEEK[]"};
    struct command *command = g_new0(struct command, 1);
    g_autoptr(GString) set = g_string_new(NULL);

    command->kind = kind;
    command->uids = uids;
    g_queue_push_tail(&fetch->commands, command);
    fetch->sizes_in_flight += kind == COMMAND_SIZES;
    uids_append_set(set, (const guint32 *)(gpointer)uids->data, uids->len);
    command->tag =
        imap_session_send(fetch->imap->session, error, "UID FETCH %s (%s)", set->str, items[kind]);
    return command->tag != 0;
}

/* The bytes that one more UID may take in a set. */
static gboolean set_has_room(const GArray *uids, gsize *bytes, guint32 uid)
{
    gboolean runs_on = uids->len > 0 && g_array_index(uids, guint32, uids->len - 1) + 1 == uid;

    *bytes += runs_on ? 0 : 22; /* "4294967295:4294967295," */
    return *bytes <= SET_BYTES;
}

/* The next UID that has no size yet, without taking it; 0 where there is none. */
static guint32 peek_unsized(struct fetch *fetch)
{
    struct uids_walk ahead = fetch->walk;

    return g_queue_is_empty(&fetch->unsized) ? uids_next(&ahead)
                                             : GPOINTER_TO_UINT(g_queue_peek_head(&fetch->unsized));
}

static gboolean ask_sizes(struct fetch *fetch, GError **error)
{
    GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint32));
    gsize bytes = 0;
    guint32 uid;

    while (uids->len < SIZES_MAILS && (uid = peek_unsized(fetch)) != 0 &&
           set_has_room(uids, &bytes, uid)) {
        struct wanted *wanted = g_new0(struct wanted, 1);
        if (g_queue_is_empty(&fetch->unsized))
            uids_next(&fetch->walk);
        else
            g_queue_pop_head(&fetch->unsized);
        wanted->uid = uid;
        g_hash_table_replace(fetch->wanted, GUINT_TO_POINTER(uid), wanted);
        g_array_append_val(uids, uid);
    }
    return send_command(fetch, COMMAND_SIZES, uids, error);
}

/* From the head of a queue: most mails, SET_BYTES of UIDs, BATCH_BYTES of text; at least one. One
 * that is asked for alone may be one whose size the server would not tell. */
static gboolean ask_texts(struct fetch *fetch, GQueue *queue, guint most, GError **error)
{
    enum command_kind kind = queue == &fetch->alone ? COMMAND_BOTH : COMMAND_TEXTS;
    GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint32));
    guint64 text_bytes = 0;
    gsize set_bytes = 0;

    while (uids->len < most && !g_queue_is_empty(queue)) {
        struct wanted *wanted = g_queue_peek_head(queue);
        text_bytes += wanted->size;
        if (uids->len > 0 &&
            (text_bytes > BATCH_BYTES || !set_has_room(uids, &set_bytes, wanted->uid)))
            break;
        g_queue_pop_head(queue);
        wanted->asked = TRUE;
        wanted->answered = wanted->conflict = FALSE;
        g_array_append_val(uids, wanted->uid);
    }
    return send_command(fetch, kind, uids, error);
}

/* Sends what may be sent now. */
static gboolean ask_more(struct fetch *fetch, GError **error)
{
    guint batch = fetch->imap->batch_mails;

    if (fetch->sizes_in_flight == 0 && fetch->ready.length < 2 * batch &&
        peek_unsized(fetch) != 0 && !ask_sizes(fetch, error))
        return FALSE;
    while (fetch->commands.length - fetch->sizes_in_flight < IN_FLIGHT &&
           !g_queue_is_empty(&fetch->ready) &&
           (fetch->ready.length >= batch || fetch->sizes_in_flight == 0))
        if (!ask_texts(fetch, &fetch->ready, batch, error))
            return FALSE;
    if (g_queue_is_empty(&fetch->commands) && !g_queue_is_empty(&fetch->alone))
        return ask_texts(fetch, &fetch->alone, 1, error);
    return TRUE;
}

static gboolean end_command(struct fetch *fetch, const struct imap_response *end, GError **error)
{
    for (GList *link = fetch->commands.head; link; link = link->next) {
        struct command *command = link->data;
        if (!imap_session_tag_is(end, command->tag))
            continue;
        g_queue_delete_link(&fetch->commands, link);
        gboolean good = fetch_settle(fetch, command, end, error);
        free_command(command);
        return good;
    }
    g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_PROTOCOL,
                "%s: an answer to nothing that was asked", fetch->imap->url);
    return FALSE;
}

static gboolean read_answer(struct fetch *fetch, GError **error)
{
    AUTO(imap_response) *response = imap_session_next(fetch->imap->session, error);

    if (!response)
        return FALSE;
    if (response->kind == IMAP_TAGGED || response->kind == IMAP_CONTINUE)
        return end_command(fetch, response, error);
    if (response->kind == IMAP_DATA && strcmp(response->name, "FETCH") == 0)
        return fetch_note(fetch, response, error);
    return TRUE; /* EXISTS, EXPUNGE, OK: the mailbox lives on while we read */
}

static gboolean fetch_all(struct fetch *fetch, GError **error)
{
    for (;;) {
        if (!ask_more(fetch, error))
            return FALSE;
        if (g_queue_is_empty(&fetch->commands))
            return TRUE;
        if (!read_answer(fetch, error))
            return FALSE;
    }
}

/* ---- broken connections ---- */

static void suspect_text(struct fetch *fetch, struct wanted *wanted, const char *why)
{
    g_hash_table_add(fetch->imap->suspects, GUINT_TO_POINTER(wanted->uid));
    fetch_ask_alone(fetch, wanted, why);
}

/* What was in flight: unsized UIDs go back, mails whose text was asked for are asked for alone. */
static void take_back(struct fetch *fetch, const char *why)
{
    struct command *command;

    while ((command = g_queue_pop_head(&fetch->commands))) {
        for (guint i = 0; i < command->uids->len; i++) {
            guint32 uid = g_array_index(command->uids, guint32, i);
            struct wanted *wanted = fetch_find(fetch, uid);
            if (command->kind == COMMAND_SIZES) {
                fetch_forget(fetch, uid);
                g_queue_push_tail(&fetch->unsized, GUINT_TO_POINTER(uid));
            } else if (wanted) {
                suspect_text(fetch, wanted, why);
            }
        }
        free_command(command);
    }
    fetch->sizes_in_flight = 0;
}

static gboolean may_connect_again(const struct fetch *fetch, const GError *cause)
{
    return fetch->breaks < BREAKS_MAX &&
           (cause->code == SOURCE_ERROR_BROKEN || cause->code == SOURCE_ERROR_PROTOCOL ||
            (cause->code == SOURCE_ERROR_UNAVAILABLE && imap_session_dead(fetch->imap->session)));
}

static gboolean connect_same(struct fetch *fetch, GError **error)
{
    struct imap_source *imap = fetch->imap;

    if (!imap_connect(imap, error))
        return FALSE;
    if (fetch->validity == 0) /* nobody has looked: the caller knows what he asks for */
        fetch->validity = imap->validity;
    if (imap->validity == fetch->validity)
        return TRUE;
    g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_CHANGED,
                "%s: the mailbox was numbered anew (UIDVALIDITY %u, it was %u)", imap->url,
                imap->validity, fetch->validity);
    return FALSE;
}

static gboolean fetch_despite_breaks(struct fetch *fetch, GError **error)
{
    for (;;) {
        g_autoptr(GError) cause = NULL;
        if (fetch_all(fetch, &cause))
            return TRUE;
        gboolean again = may_connect_again(fetch, cause);
        take_back(fetch, cause->message);
        imap_session_abandon(fetch->imap->session); /* answers may still be under way */
        imap_disconnect(fetch->imap);
        if (!again) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return FALSE;
        }
        fetch->breaks++;
        if (!connect_same(fetch, error))
            return FALSE;
    }
}

/* ---- mails that nobody answered for ---- */

static gboolean note_still_there(const struct imap_response *response, const char *tag,
                                 gpointer data, GError **error)
{
    guint64 count = 0;

    if (response->kind != IMAP_DATA ||
        (strcmp(response->name, "SEARCH") != 0 && strcmp(response->name, "ESEARCH") != 0))
        return TRUE;
    return imap_response_uids(response, tag, SOURCE_MAILS_MAX, data, &count, error);
}

/* How many UIDs from the head of missing one search asks for, and which of them are there. */
static gboolean search_missing(struct fetch *fetch, const guint32 *missing, guint length,
                               guint *asked, GArray *there, GError **error)
{
    g_autoptr(GString) set = g_string_new(NULL);

    *asked = MIN(length, SET_BYTES / 22);
    uids_append_set(set, missing, *asked);
    AUTO(imap_response) *end = imap_session_run(fetch->imap->session, note_still_there, there,
                                                error, "UID SEARCH UID %s", set->str);
    return end && imap_session_check(fetch->imap->session, end, SOURCE_ERROR_UNAVAILABLE,
                                     "look for a mail", error);
}

/* Gone, says the server's silence; a search must agree, or it is a trouble. */
static gboolean tell_missing(struct fetch *fetch, GError **error)
{
    const guint32 *missing = (const guint32 *)(gpointer)fetch->missing->data;

    for (guint i = 0, asked = 0; i < fetch->missing->len; i += asked) {
        g_autoptr(GArray) there = uids_new();
        if (!search_missing(fetch, missing + i, fetch->missing->len - i, &asked, there, error))
            return FALSE;
        for (guint k = i; k < i + asked; k++) {
            if (uids_contain(there, missing[k]))
                source_tally_add_trouble(fetch->tally, missing[k],
                                         "the server lists it, but does not hand it over");
            else
                fetch->tally->gone++;
        }
    }
    return TRUE;
}

gboolean imap_fetch(struct source *source, const struct uid_range *ranges, guint count,
                    source_taker taker, gpointer data, struct source_tally *tally, GError **error)
{
    struct imap_source *imap = (struct imap_source *)source;
    struct fetch fetch = {.imap = imap,
                          .validity = imap->validity,
                          .walk = {.ranges = ranges, .length = count},
                          .taker = taker,
                          .data = data,
                          .tally = tally};

    if ((!imap->session || imap_session_dead(imap->session)) && !connect_same(&fetch, error))
        return FALSE;
    fetch.wanted = g_hash_table_new_full(NULL, NULL, NULL, free_wanted);
    fetch.missing = g_array_new(FALSE, FALSE, sizeof(guint32));
    gboolean good = fetch_despite_breaks(&fetch, error) && tell_missing(&fetch, error);
    g_queue_clear(&fetch.unsized);
    g_queue_clear(&fetch.ready);
    g_queue_clear(&fetch.alone);
    g_queue_clear_full(&fetch.commands, free_command);
    g_hash_table_unref(fetch.wanted);
    g_array_unref(fetch.missing);
    return good;
}
