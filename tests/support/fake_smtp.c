/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thread at one end of a socket pair; at the other a road with a short patience. */
#include "fake_smtp.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS 3000

struct fake_smtp {
    const struct fake_smtp_line *script;
    gboolean used[64];
    int ours, theirs; /* the server's end, the client's end */
    GThread *thread;
    GMutex lock;
    GString *heard;
    struct smtp_road road;
};

/* ---- the server's end ---- */

static gboolean take_line(struct fake_smtp *fake, GString *line)
{
    char c = 0;

    g_string_truncate(line, 0);
    while (c != '\n') {
        if (read(fake->ours, &c, 1) != 1)
            return FALSE;
        g_string_append_c(line, c);
        g_mutex_lock(&fake->lock);
        g_string_append_c(fake->heard, c);
        g_mutex_unlock(&fake->lock);
    }
    return TRUE;
}

static const struct fake_smtp_line *find_line(struct fake_smtp *fake, const char *command)
{
    for (guint i = 0; fake->script[i].command != NULL && i < G_N_ELEMENTS(fake->used); i++) {
        if (fake->used[i] || !g_str_has_prefix(command, fake->script[i].command))
            continue;
        fake->used[i] = fake->script[i].once;
        return &fake->script[i];
    }
    return NULL;
}

static const char *content_reply(const char *command)
{
    if (g_str_has_prefix(command, "EHLO"))
        return "250-fake.example\r\n250-8BITMIME\r\n250 SIZE 1000000\r\n";
    if (g_str_has_prefix(command, "DATA"))
        return "354 go on\r\n";
    return g_str_has_prefix(command, "QUIT") ? "221 bye\r\n" : "250 fine\r\n";
}

/* FALSE: the connection is over. */
static gboolean answer(struct fake_smtp *fake, const char *command, gboolean *in_data)
{
    const struct fake_smtp_line *line = find_line(fake, command);
    const char *reply = line == NULL ? content_reply(command) : line->reply;

    if (reply != NULL && send(fake->ours, reply, strlen(reply), MSG_NOSIGNAL) < 0)
        return FALSE;
    *in_data = g_str_has_prefix(command, "DATA") && reply != NULL && reply[0] == '3';
    return (line == NULL || !line->drop) && !g_str_has_prefix(command, "QUIT");
}

static gpointer serve(gpointer data)
{
    struct fake_smtp *fake = data;
    g_autoptr(GString) line = g_string_new(NULL);
    gboolean in_data = FALSE;

    while (take_line(fake, line)) {
        if (in_data && strcmp(line->str, ".\r\n") != 0) {
            const struct fake_smtp_line *middle = find_line(fake, "(data)");
            if (middle != NULL && middle->drop)
                break;
            continue;
        }
        if (!answer(fake, line->str, &in_data))
            break;
    }
    shutdown(fake->ours, SHUT_RDWR);
    return NULL;
}

/* ---- the client's end ---- */

static gboolean road_send(gpointer data, const void *bytes, gsize length, GError **error)
{
    struct fake_smtp *fake = data;

    for (gsize done = 0; done < length;) {
        ssize_t sent = send(fake->theirs, (const char *)bytes + done, length - done, MSG_NOSIGNAL);
        if (sent < 0) {
            g_set_error_literal(error, TRANSPORT_ERROR, TRANSPORT_ERROR_BROKEN, "connection lost");
            return FALSE;
        }
        done += (gsize)sent;
    }
    return TRUE;
}

static gboolean road_line(gpointer data, GString *line, gsize most, GError **error)
{
    struct fake_smtp *fake = data;
    char c = 0;

    while (c != '\n') {
        struct pollfd wait = { fake->theirs, POLLIN, 0 };
        if (line->len > most || poll(&wait, 1, PATIENCE_MS) != 1 || read(fake->theirs, &c, 1) != 1) {
            g_set_error_literal(error, TRANSPORT_ERROR, TRANSPORT_ERROR_BROKEN,
                                "connection lost or silent");
            return FALSE;
        }
        if (c != '\n')
            g_string_append_c(line, c);
    }
    if (line->len > 0 && line->str[line->len - 1] == '\r')
        g_string_truncate(line, line->len - 1);
    return TRUE;
}

struct fake_smtp *fake_smtp_start(const struct fake_smtp_line *script)
{
    int ends[2];
    struct fake_smtp *fake = g_new0(struct fake_smtp, 1);

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        g_error("socketpair: %s", g_strerror(errno));
    fake->script = script;
    fake->ours = ends[0];
    fake->theirs = ends[1];
    fake->heard = g_string_new(NULL);
    g_mutex_init(&fake->lock);
    fake->road = (struct smtp_road){ road_send, road_line, fake };
    fake->thread = g_thread_new("fake smtp", serve, fake);
    return fake;
}

void fake_smtp_stop(struct fake_smtp *fake)
{
    shutdown(fake->theirs, SHUT_RDWR);
    g_thread_join(fake->thread);
    close(fake->ours);
    close(fake->theirs);
    g_string_free(fake->heard, TRUE);
    g_mutex_clear(&fake->lock);
    g_free(fake);
}

const struct smtp_road *fake_smtp_road(struct fake_smtp *fake)
{
    return &fake->road;
}

char *fake_smtp_heard(struct fake_smtp *fake)
{
    g_mutex_lock(&fake->lock);
    char *heard = g_strndup(fake->heard->str, fake->heard->len);
    g_mutex_unlock(&fake->lock);
    return heard;
}
