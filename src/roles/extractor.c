/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The extractor: the warm parent from which a sealed child is forked for each mail (roles/reader.h).
 *
 * It takes pairs of messages: the mail, then the socket on which the answer goes straight to the
 * supervisor. It never looks at a mail itself. */
#include <glib.h>
#include <string.h>
#include <unistd.h>

#include "base/channel.h"
#include "base/clock.h"
#include "decode/limits.h"
#include "message.h"
#include "roles/reader.h"
#include "roles/roles.h"
#include "supervise/sandbox.h"

struct extractor {
    GMainLoop *loop;
    struct channel *channel;
    struct reader *reader;
    char *lang_dir;         /* never freed: see reader_new() */
    struct reader_job next; /* a MESSAGE_READ that waits for its socket; mail < 0: none */
    int status;
};

static void get_limits(GVariant *setup, struct decode_limits *limits)
{
    *limits = decode_limits_default;
    g_autoptr(GVariant) bytes = g_variant_lookup_value(setup, "limits", G_VARIANT_TYPE_BYTESTRING);
    if (bytes && g_variant_get_size(bytes) == sizeof *limits)
        memcpy(limits, g_variant_get_data(bytes), sizeof *limits);
}

/* Clears the frame. */
static gboolean set_up(struct extractor *extractor, struct frame *setup, GError **error)
{
    struct decode_limits limits;
    struct reader_settings settings = {.alone = TRUE, .limits = &limits};
    g_variant_lookup(setup->value, "read_seconds", "u", &settings.read_seconds);
    g_variant_lookup(setup->value, "readers", "u", &settings.most);
    get_limits(setup->value, &limits);
    if (extractor->reader || !g_variant_lookup(setup->value, "lang_dir", "s", &extractor->lang_dir))
        return FALSE;
    settings.lang_dir = extractor->lang_dir;
    frame_clear(setup);
    /* Made now: the library that makes it may be gone later. */
    g_autoptr(GBytes) compiled = sandbox_compile(SANDBOX_WARM);
    const struct sandbox_limits open_channel = {.kept = G_MAXUINT, .compiled = compiled};
    if (!compiled)
        g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_SYSTEM, "no list of allowed calls could be made");
    else
        extractor->reader = reader_new(&settings, error);
    return extractor->reader && sandbox_seal(SANDBOX_WARM, &open_channel, error);
}

static int steal_fd(struct frame *frame)
{
    int fd = frame->fd;
    frame->fd = -1;
    return fd;
}

static gboolean take(struct extractor *extractor, struct frame *frame, GError **error)
{
    struct reader_job *next = &extractor->next;
    if (frame->type == MESSAGE_SETUP)
        return set_up(extractor, frame, error);
    if (!extractor->reader || frame->fd < 0)
        return FALSE;
    if (frame->type == MESSAGE_READ && next->mail < 0) {
        const char *received;
        g_variant_get(frame->value, "(x&sb)", NULL, &received, &next->witnessed);
        date_parse(received, &next->received);
        next->mail = steal_fd(frame);
        return TRUE;
    }
    if (frame->type != MESSAGE_ANSWER_HERE || next->mail < 0)
        return FALSE;
    next->answer = steal_fd(frame);
    reader_start(extractor->reader, next);
    next->mail = -1;
    return TRUE;
}

static void handle(struct frame *frame, const GError *error, gpointer data)
{
    struct extractor *extractor = data;
    g_autoptr(GError) mistake = NULL;
    if (extractor->status || (frame && take(extractor, frame, &mistake)))
        return; /* what came along with the message that it could not take counts no more */
    if (frame && !mistake)
        g_set_error(&mistake, CHANNEL_ERROR, CHANNEL_ERROR_PROTOCOL, "message %u is out of place", frame->type);
    extractor->status = roles_give_up(extractor->channel, frame ? mistake : error);
    g_main_loop_quit(extractor->loop);
}

int extractor_run(void)
{
    struct extractor extractor = {.loop = g_main_loop_new(NULL, FALSE), .next = {.mail = -1}};
    extractor.channel = channel_new(ROLE_CHANNEL, message_forms, MESSAGES);
    channel_watch(extractor.channel, handle, &extractor);
    g_main_loop_run(extractor.loop);
#ifndef __SANITIZE_ADDRESS__ /* which looks for what was not freed */
    if (extractor.reader)
        _exit(extractor.status);
#endif
    if (extractor.next.mail >= 0)
        close(extractor.next.mail);
    channel_free(extractor.channel);
    reader_free(extractor.reader);
    g_free(extractor.lang_dir);
    g_main_loop_unref(extractor.loop);
    return extractor.status;
}
