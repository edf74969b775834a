/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the answers to a fetch mean for each mail.
 *
 * A mail is handed over only where the server answered for its UID with one text of the announced
 * size. Whatever else came is asked for once more: alone where the server refused, gave nothing or
 * contradicted itself; in a batch again where only the size differs, for some servers estimate
 * sizes, and a text that comes twice the same is right. After that it is a trouble in the tally, in
 * words, and remains lacking. */
#include "collect/imap_fetch.h"

#include <string.h>

#include "base/escape.h"

#define WORDS_SHOWN 120u

struct wanted *fetch_find(const struct fetch *fetch, guint32 uid)
{
    return g_hash_table_lookup(fetch->wanted, GUINT_TO_POINTER(uid));
}

void fetch_forget(struct fetch *fetch, guint32 uid)
{
    g_hash_table_remove(fetch->wanted, GUINT_TO_POINTER(uid));
}

/* ---- answers to a mail ---- */

static void note_stray(struct fetch *fetch)
{
    for (GList *link = fetch->commands.head; link; link = link->next)
        ((struct command *)link->data)->stray = TRUE;
}

/* FALSE: the mail was answered for before, with another text. */
static gboolean note_text(struct wanted *wanted, struct imap_fetched *fetched)
{
    gboolean same = wanted->answered && wanted->body_bytes == fetched->body_bytes &&
                    !wanted->body == !fetched->body &&
                    (!wanted->body || g_bytes_equal(wanted->body, fetched->body));

    if (wanted->answered) {
        wanted->conflict = wanted->conflict || !same;
        return same;
    }
    wanted->answered = TRUE;
    wanted->body = g_steal_pointer(&fetched->body);
    wanted->body_bytes = fetched->body_bytes;
    return TRUE;
}

gboolean fetch_note(struct fetch *fetch, const struct imap_response *response, GError **error)
{
    struct imap_fetched fetched;
    GError *cause = NULL;

    if (!imap_response_fetched(response, &fetched, &cause)) {
        g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_PROTOCOL, "%s: %s", fetch->imap->url,
                    cause->message);
        g_error_free(cause);
        return FALSE;
    }
    struct wanted *wanted = fetched.uid ? fetch_find(fetch, fetched.uid) : NULL;
    if (wanted && fetched.has_size && !wanted->sized) {
        wanted->sized = TRUE;
        wanted->size = fetched.size;
        wanted->received = fetched.received;
        imap_session_progress(fetch->imap->session);
    }
    if (fetched.has_body && wanted && wanted->asked && note_text(wanted, &fetched))
        imap_session_progress(fetch->imap->session);
    else if (fetched.has_body)
        note_stray(fetch); /* one of the two may be another mail's */
    imap_fetched_clear(&fetched);
    return TRUE;
}

/* ---- the end of a command ---- */

static gboolean hand_over(struct fetch *fetch, struct wanted *wanted, GBytes *raw, guint64 bytes)
{
    struct mail *mail = mail_new(fetch->imap->name, fetch->validity, wanted->uid);

    mail->received = wanted->received;
    mail->bytes = bytes;
    mail->raw = raw ? g_bytes_ref(raw) : NULL;
    fetch->tally->delivered++;
    g_hash_table_remove(fetch->imap->suspects, GUINT_TO_POINTER(wanted->uid));
    fetch_forget(fetch, wanted->uid);
    return fetch->taker(mail, fetch->data);
}

static void give_up(struct fetch *fetch, struct wanted *wanted, const char *why)
{
    source_tally_add_trouble(fetch->tally, wanted->uid, why);
    fetch_forget(fetch, wanted->uid);
}

static void forget_text(struct wanted *wanted)
{
    g_clear_pointer(&wanted->body, g_bytes_unref);
    wanted->asked = FALSE;
}

void fetch_ask_alone(struct fetch *fetch, struct wanted *wanted, const char *why)
{
    if (wanted->alone) {
        give_up(fetch, wanted, why);
        return;
    }
    forget_text(wanted);
    wanted->alone = TRUE;
    g_queue_push_tail(&fetch->alone, wanted);
}

/* The text is not as long as announced: it is right where it comes again the same. */
static gboolean compare_readings(struct fetch *fetch, struct wanted *wanted)
{
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, wanted->body);

    if (!wanted->digest) {
        forget_text(wanted);
        wanted->digest = g_steal_pointer(&digest);
        g_queue_push_tail(wanted->alone ? &fetch->alone : &fetch->ready, wanted);
        return TRUE;
    }
    if (strcmp(wanted->digest, digest) != 0) {
        give_up(fetch, wanted, "the server hands over another text each time");
        return TRUE;
    }
    fetch->tally->inexact++;
    return hand_over(fetch, wanted, wanted->body,
                     wanted->sized ? wanted->size : wanted->body_bytes);
}

static gboolean settle_text(struct fetch *fetch, const struct command *command,
                            struct wanted *wanted, const struct imap_response *end)
{
    if (wanted->conflict) {
        fetch_ask_alone(fetch, wanted, "the server hands over two different texts for it");
    } else if (wanted->answered && wanted->body_bytes > MAIL_BYTES_MAX) {
        return hand_over(fetch, wanted, NULL, wanted->body_bytes);
    } else if (wanted->answered && wanted->body_bytes == 0 && wanted->size > 0) {
        fetch_ask_alone(fetch, wanted, "the server says that it has no text");
    } else if (wanted->answered && (!wanted->sized || wanted->body_bytes != wanted->size)) {
        return compare_readings(fetch, wanted);
    } else if (wanted->answered) {
        return hand_over(fetch, wanted, wanted->body, wanted->size);
    } else if (end->status != IMAP_OK) {
        g_autofree char *words = escape_line(end->text, WORDS_SHOWN);
        g_autofree char *why = g_strdup_printf("the server refused it: %s", words);
        fetch_ask_alone(fetch, wanted, why);
    } else if (command->stray) {
        fetch_ask_alone(fetch, wanted, "the server hands over another mail in its place");
    } else {
        g_array_append_val(fetch->missing, wanted->uid);
        fetch_forget(fetch, wanted->uid);
    }
    return TRUE;
}

static gboolean settle_size(struct fetch *fetch, struct wanted *wanted,
                            const struct imap_response *end)
{
    gboolean suspect = g_hash_table_contains(fetch->imap->suspects, GUINT_TO_POINTER(wanted->uid));

    if (!wanted->sized && end->status != IMAP_OK) {
        wanted->alone = TRUE;
        g_queue_push_tail(&fetch->alone, wanted);
    } else if (!wanted->sized) {
        g_array_append_val(fetch->missing, wanted->uid);
        fetch_forget(fetch, wanted->uid);
    } else if (wanted->size > MAIL_BYTES_MAX) {
        return hand_over(fetch, wanted, NULL, wanted->size);
    } else {
        wanted->alone = suspect;
        g_queue_push_tail(suspect ? &fetch->alone : &fetch->ready, wanted);
    }
    return TRUE;
}

static gboolean stop(GError **error)
{
    g_set_error_literal(error, SOURCE_ERROR, SOURCE_ERROR_TAKER,
                        "fetching was stopped from within");
    return FALSE;
}

gboolean fetch_settle(struct fetch *fetch, const struct command *command,
                      const struct imap_response *end, GError **error)
{
    fetch->sizes_in_flight -= command->kind == COMMAND_SIZES;
    if (imap_session_refused_for_now(end))
        return imap_session_check(fetch->imap->session, end, SOURCE_ERROR_UNAVAILABLE,
                                  "hand over its mails", error);
    for (guint i = 0; i < command->uids->len; i++) {
        struct wanted *wanted = fetch_find(fetch, g_array_index(command->uids, guint32, i));
        if (wanted && !(command->kind == COMMAND_SIZES ? settle_size(fetch, wanted, end)
                                                       : settle_text(fetch, command, wanted, end)))
            return stop(error);
    }
    return TRUE;
}
