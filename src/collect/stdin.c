/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mail from a descriptor: what an MTA or a Sieve script pipes to us.
 *
 * Its number is cut from the hash of its content, 64 bits of it (validity and UID), so that the
 * same mail piped again is known, and another one is not taken for it.
 *
 * What is over MAIL_BYTES_MAX is read to its end and counted, so that the writer is not broken off,
 * and comes out as too large. Refuses silence, an empty input, and one that does not end. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "collect/source.h"

#define TIMEOUT_MS 60000u
#define BYTES_MAX  (20 * (guint64)MAIL_BYTES_MAX)

struct stdin_source {
    struct source base;
    char *name;
    int fd;
    int timeout_ms;
    gboolean read;
    GBytes *raw; /* NULL: over the cap */
    guint64 bytes;
    guint32 validity, uid;
};

static struct source *stdin_open(const struct source_settings *settings, GError **error)
{
    (void)error;
    struct stdin_source *input = g_new0(struct stdin_source, 1);
    input->base.family = &source_stdin;
    input->name = g_strdup(settings->name);
    input->fd = settings->fd;
    input->timeout_ms =
        (int)(settings->timeout_ms ? MIN(settings->timeout_ms, G_MAXINT) : TIMEOUT_MS);
    return &input->base;
}

static gboolean fail(GError **error, const struct stdin_source *input, const char *what)
{
    g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_BROKEN, "mailbox %s: standard input %s",
                input->name, what);
    return FALSE;
}

/* Some bytes; *got 0 at the end. */
static gboolean read_some(struct stdin_source *input, void *bytes, gsize most, gsize *got,
                          GError **error)
{
    for (;;) {
        struct pollfd one = {.fd = input->fd, .events = POLLIN};
        int ready = poll(&one, 1, input->timeout_ms);
        if (ready == 0)
            return fail(error, input, "has gone silent");
        ssize_t some = ready > 0 ? read(input->fd, bytes, most) : -1;
        if (some >= 0) {
            *got = (gsize)some;
            return TRUE;
        }
        if (errno != EINTR && errno != EAGAIN)
            return fail(error, input, g_strerror(errno));
    }
}

static void take_number(struct stdin_source *input, GChecksum *checksum)
{
    guint8 digest[32];
    gsize length = sizeof digest;

    g_checksum_get_digest(checksum, digest, &length);
    memcpy(&input->validity, digest, sizeof input->validity);
    memcpy(&input->uid, digest + 4, sizeof input->uid);
    input->validity = MAX(GUINT32_FROM_BE(input->validity), 1);
    input->uid = CLAMP(GUINT32_FROM_BE(input->uid), 1, G_MAXUINT32 - 1);
}

static gboolean read_mail(struct stdin_source *input, GError **error)
{
    g_autoptr(GByteArray) raw = g_byte_array_new();
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 chunk[65536];
    gsize got = 0;

    do {
        if (!read_some(input, chunk, sizeof chunk, &got, error))
            return FALSE;
        g_checksum_update(checksum, chunk, (gssize)got);
        input->bytes += got;
        if (input->bytes <= MAIL_BYTES_MAX)
            g_byte_array_append(raw, chunk, (guint)got);
        if (input->bytes > BYTES_MAX)
            return fail(error, input, "does not end");
    } while (got > 0);
    if (input->bytes == 0)
        return fail(error, input, "is empty: no mail came");
    if (input->bytes <= MAIL_BYTES_MAX)
        input->raw = g_byte_array_free_to_bytes(g_steal_pointer(&raw));
    take_number(input, checksum);
    input->read = TRUE;
    return TRUE;
}

static gboolean stdin_look(struct source *source, const struct source_cursor *known,
                           struct source_held *held, GError **error)
{
    struct stdin_source *input = (struct stdin_source *)source;

    if (!input->read && !read_mail(input, error))
        return FALSE;
    held->validity = input->validity;
    held->next = input->uid + 1;
    held->count = 1;
    held->unchanged = known->validity == held->validity && known->next == held->next &&
                      known->count == held->count;
    if (!held->unchanged)
        uids_add(held->ranges, input->uid, input->uid);
    return TRUE;
}

static gboolean stdin_fetch(struct source *source, const struct uid_range *ranges, guint count,
                            source_taker taker, gpointer data, struct source_tally *tally,
                            GError **error)
{
    struct stdin_source *input = (struct stdin_source *)source;
    gboolean wanted = FALSE;

    if (!input->read && !read_mail(input, error))
        return FALSE;
    for (guint i = 0; i < count; i++)
        wanted = wanted || (ranges[i].first <= input->uid && input->uid <= ranges[i].last);
    tally->gone += (guint)uids_count(ranges, count) - wanted;
    if (!wanted)
        return TRUE;
    struct mail *mail = mail_new(input->name, input->validity, input->uid);
    mail->bytes = input->bytes;
    mail->raw = input->raw ? g_bytes_ref(input->raw) : NULL;
    tally->delivered++;
    if (taker(mail, data))
        return TRUE;
    g_set_error_literal(error, SOURCE_ERROR, SOURCE_ERROR_TAKER,
                        "fetching was stopped from within");
    return FALSE;
}

static void stdin_close(struct source *source)
{
    struct stdin_source *input = (struct stdin_source *)source;

    if (input->raw)
        g_bytes_unref(input->raw);
    g_free(input->name);
    g_free(input);
}

static const char *const schemes[] = {"stdin", NULL};

const struct source_family source_stdin = {
    .schemes = schemes,
    .open = stdin_open,
    .look = stdin_look,
    .fetch = stdin_fetch,
    .close = stdin_close,
};
