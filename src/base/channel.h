/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages between processes of the star: a frame is a length, a type and a serialised GVariant,
 * with at most one descriptor beside it. A frame over CHANNEL_FRAME_MAX, of unknown type or not of
 * the type's form is the peer's fault: an error, after which the channel is of no more use. */
#ifndef CIRCULARD_BASE_CHANNEL_H
#define CIRCULARD_BASE_CHANNEL_H

#include <glib.h>

#include "base/auto.h"

#define CHANNEL_FRAME_MAX (16u * 1024 * 1024)

struct channel;

struct frame {
    guint type;
    GVariant *value; /* normal form, of the type's form; owned */
    int fd;          /* -1 for none; owned */
};
void frame_clear(struct frame *frame);

#define CHANNEL_ERROR (channel_error_quark())
GQuark channel_error_quark(void);
enum { CHANNEL_ERROR_SYSTEM, CHANNEL_ERROR_CLOSED, CHANNEL_ERROR_PROTOCOL, CHANNEL_ERROR_TIMEOUT };

/* forms[type] is the GVariant type string of a message type, NULL where there is none. */
gboolean channel_pair(int fds[2], GError **error); /* SOCK_STREAM, close-on-exec */
struct channel *channel_new(int fd, const char *const *forms, guint types); /* takes fd */
void channel_free(struct channel *channel);
AUTO_DEFINE(channel)
int channel_fd(const struct channel *channel);

/* Writes everything, waiting where it must, at most 60 s. Takes a floating value; keeps no fd. */
gboolean channel_send(struct channel *channel, guint type, GVariant *value, int fd, GError **error);
/* Waits at most timeout_ms (-1: for ever) for one whole frame. */
gboolean channel_receive(struct channel *channel, struct frame *frame, int timeout_ms,
                         GError **error);

/* In a main loop: calls back for each frame, and once with NULL and the error at the end. Sends are
 * queued and never wait. */
typedef void (*channel_handler)(struct frame *frame, const GError *error, gpointer data);
void channel_watch(struct channel *channel, channel_handler handler, gpointer data);
void channel_queue(struct channel *channel, guint type, GVariant *value, int fd); /* dups fd */

#endif
