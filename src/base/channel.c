/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Framed messages with descriptors over a Unix stream socket.
 *
 * A frame is a header (length, type, whether a descriptor comes with it) and a serialised GVariant.
 * The descriptor rides on the header's first byte (SCM_RIGHTS); the kernel keeps descriptors in the
 * order of the bytes but may deliver them a little early, so they wait in a queue for their frame.
 * Refused, and fatal for the channel: a frame over the cap, a type without a form, a value not in
 * normal form, a descriptor too many or one too few. */
#include "base/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SEND_TIMEOUT_MS = 60 * 1000, DESCRIPTORS_MAX = 64, CHUNK_BYTES = 64 * 1024 };

struct header {
    guint32 length, type, has_fd;
    guint32 unused; /* the value after it stays aligned, as g_variant_store() demands */
};

struct pending {
    GBytes *bytes;
    gsize done;
    int fd; /* owned; sent with the first byte */
};

struct channel {
    int fd;
    const char *const *forms;
    guint types;
    GByteArray *in;
    gsize in_done;   /* bytes of `in` already handed out */
    GArray *in_fds;  /* of int, waiting for their frame */
    GQueue out;      /* of struct pending */
    guint in_source, out_source;
    channel_handler handler;
    gpointer data;
    guint holds;     /* freed only when nobody is inside */
    gboolean doomed, failed;
};

G_DEFINE_QUARK(circulard-channel-error, channel_error)

void frame_clear(struct frame *frame)
{
    g_clear_pointer(&frame->value, g_variant_unref);
    if (frame->fd >= 0)
        close(frame->fd);
    frame->fd = -1;
}

gboolean channel_pair(int fds[2], GError **error)
{
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0)
        return TRUE;
    g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_SYSTEM, "socket pair: %s", g_strerror(errno));
    return FALSE;
}

struct channel *channel_new(int fd, const char *const *forms, guint types)
{
    struct channel *channel = g_new0(struct channel, 1);
    g_unix_set_fd_nonblocking(fd, TRUE, NULL);
    channel->fd = fd;
    channel->forms = forms;
    channel->types = types;
    channel->in = g_byte_array_new();
    channel->in_fds = g_array_new(FALSE, FALSE, sizeof(int));
    g_queue_init(&channel->out);
    return channel;
}

static void pending_free(gpointer data)
{
    struct pending *pending = data;
    g_bytes_unref(pending->bytes);
    if (pending->fd >= 0)
        close(pending->fd);
    g_free(pending);
}

static void destroy(struct channel *channel)
{
    close(channel->fd);
    for (guint i = 0; i < channel->in_fds->len; i++)
        close(g_array_index(channel->in_fds, int, i));
    g_array_unref(channel->in_fds);
    g_byte_array_unref(channel->in);
    g_queue_clear_full(&channel->out, pending_free);
    g_free(channel);
}

static void unwatch(struct channel *channel)
{
    g_clear_handle_id(&channel->in_source, g_source_remove);
    g_clear_handle_id(&channel->out_source, g_source_remove);
}

void channel_free(struct channel *channel)
{
    if (!channel || channel->doomed)
        return;
    unwatch(channel);
    channel->doomed = TRUE;
    if (channel->holds == 0)
        destroy(channel);
}

int channel_fd(const struct channel *channel)
{
    return channel->fd;
}

/* --- sending --- */

static struct pending *frame_pack(guint type, GVariant *value, int fd)
{
    g_autoptr(GVariant) owned = g_variant_ref_sink(value);
    struct header header = {(guint32)g_variant_get_size(owned), type, fd >= 0, 0};
    g_return_val_if_fail(header.length <= CHANNEL_FRAME_MAX, NULL);
    guint8 *bytes = g_malloc(sizeof header + header.length);
    memcpy(bytes, &header, sizeof header);
    /* Not g_variant_store(): behind the header the place is not aligned for every type. */
    if (header.length > 0)
        memcpy(bytes + sizeof header, g_variant_get_data(owned), header.length);
    struct pending *pending = g_new(struct pending, 1);
    *pending = (struct pending){g_bytes_new_take(bytes, sizeof header + header.length), 0, fd};
    return pending;
}

/* One sendmsg(2). FALSE with errno on failure. */
static gboolean send_some(int socket, struct pending *pending)
{
    gsize length;
    const char *bytes = g_bytes_get_data(pending->bytes, &length);
    struct iovec vector = {(char *)bytes + pending->done, length - pending->done};
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    if (pending->done == 0 && pending->fd >= 0) {
        message.msg_control = &control;
        message.msg_controllen = sizeof control.space;
        struct cmsghdr *part = CMSG_FIRSTHDR(&message);
        part->cmsg_level = SOL_SOCKET;
        part->cmsg_type = SCM_RIGHTS;
        part->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(part), &pending->fd, sizeof(int));
    }
    ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    if (sent < 0)
        return FALSE;
    pending->done += (gsize)sent;
    return TRUE;
}

static gboolean is_done(const struct pending *pending)
{
    return pending->done == g_bytes_get_size(pending->bytes);
}

static gboolean wait_for(int fd, short events, int timeout_ms, GError **error)
{
    struct pollfd waited = {fd, events, 0};
    int ready;
    do
        ready = poll(&waited, 1, timeout_ms);
    while (ready < 0 && errno == EINTR);
    if (ready == 0)
        g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_TIMEOUT, "the peer is silent");
    else if (ready < 0)
        g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_SYSTEM, "poll: %s", g_strerror(errno));
    return ready > 0;
}

gboolean channel_send(struct channel *channel, guint type, GVariant *value, int fd, GError **error)
{
    struct pending *pending = frame_pack(type, value, fd);
    gboolean good = TRUE;
    while (good && !is_done(pending)) {
        if (send_some(channel->fd, pending) || errno == EINTR)
            continue;
        if (errno == EAGAIN)
            good = wait_for(channel->fd, POLLOUT, SEND_TIMEOUT_MS, error);
        else {
            g_set_error(error, CHANNEL_ERROR,
                        errno == EPIPE ? CHANNEL_ERROR_CLOSED : CHANNEL_ERROR_SYSTEM, "send: %s",
                        g_strerror(errno));
            good = FALSE;
        }
    }
    pending->fd = -1; /* the caller's */
    pending_free(pending);
    return good;
}

static gboolean flush(gint fd, GIOCondition condition, gpointer data)
{
    struct channel *channel = data;
    (void)condition;
    struct pending *pending;
    while ((pending = g_queue_peek_head(&channel->out))) {
        if (!send_some(fd, pending)) {
            if (errno == EAGAIN || errno == EINTR)
                return G_SOURCE_CONTINUE;
            break; /* the reading side tells the handler that the peer is gone */
        }
        if (is_done(pending))
            pending_free(g_queue_pop_head(&channel->out));
    }
    channel->out_source = 0;
    return G_SOURCE_REMOVE;
}

void channel_queue(struct channel *channel, guint type, GVariant *value, int fd)
{
    int copy = fd >= 0 ? fcntl(fd, F_DUPFD_CLOEXEC, 3) : -1;
    g_queue_push_tail(&channel->out, frame_pack(type, value, copy));
    if (!channel->out_source)
        channel->out_source = g_unix_fd_add(channel->fd, G_IO_OUT, flush, channel);
}

/* --- receiving --- */

static gboolean take_descriptors(struct channel *channel, struct msghdr *message)
{
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
            continue;
        gsize count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        g_array_append_vals(channel->in_fds, CMSG_DATA(part), (guint)count);
    }
    return !(message->msg_flags & MSG_CTRUNC) && channel->in_fds->len <= DESCRIPTORS_MAX;
}

/* One recvmsg(2) into the buffer. FALSE with an error at the end of the stream or on failure;
 * TRUE with *got FALSE when there is nothing to read now. */
static gboolean read_some(struct channel *channel, gboolean *got, GError **error)
{
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(4 * sizeof(int))];
    } control;
    guint before = channel->in->len;
    g_byte_array_set_size(channel->in, before + CHUNK_BYTES);
    struct iovec vector = {channel->in->data + before, CHUNK_BYTES};
    struct msghdr message = {.msg_iov = &vector,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control.space};
    ssize_t count = recvmsg(channel->fd, &message, MSG_CMSG_CLOEXEC);
    int code = errno;
    g_byte_array_set_size(channel->in, before + (count > 0 ? (guint)count : 0));
    *got = count > 0;
    if (count > 0) {
        if (take_descriptors(channel, &message))
            return TRUE;
        g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_PROTOCOL, "too many descriptors");
        return FALSE;
    }
    if (count < 0 && (code == EAGAIN || code == EINTR))
        return TRUE;
    if (count == 0 || code == ECONNRESET)
        g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED, "the peer has closed");
    else
        g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_SYSTEM, "receive: %s", g_strerror(code));
    return FALSE;
}

static gboolean header_check(const struct channel *channel, const struct header *header,
                             GError **error)
{
    if (header->length > CHANNEL_FRAME_MAX)
        g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_PROTOCOL, "a frame of %u bytes is too long",
                    header->length);
    else if (header->type >= channel->types || !channel->forms[header->type])
        g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_PROTOCOL, "unknown message %u",
                    header->type);
    else
        return TRUE;
    return FALSE;
}

static gboolean frame_fill(struct channel *channel, const struct header *header,
                           struct frame *frame, GError **error)
{
    g_autofree char *bytes = g_memdup2(channel->in->data + channel->in_done + sizeof *header,
                                       header->length);
    gpointer owned = bytes;
    g_autoptr(GVariant) value = g_variant_ref_sink(g_variant_new_from_data(
        G_VARIANT_TYPE(channel->forms[header->type]), g_steal_pointer(&bytes), header->length,
        FALSE, g_free, owned));
    if (!g_variant_is_normal_form(value)) {
        g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_PROTOCOL, "message %u is malformed",
                    header->type);
        return FALSE;
    }
    if (header->has_fd && channel->in_fds->len == 0) {
        g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_PROTOCOL, "message %u lacks its file",
                    header->type);
        return FALSE;
    }
    *frame = (struct frame){header->type, g_steal_pointer(&value), -1};
    if (header->has_fd) {
        frame->fd = g_array_index(channel->in_fds, int, 0);
        g_array_remove_index(channel->in_fds, 0);
    }
    return TRUE;
}

/* Takes one frame out of the buffer: TRUE with frame->value NULL when it is not all there yet. */
static gboolean frame_take(struct channel *channel, struct frame *frame, GError **error)
{
    struct header header;
    *frame = (struct frame){0, NULL, -1};
    gsize there = channel->in->len - channel->in_done;
    if (there < sizeof header)
        return TRUE;
    memcpy(&header, channel->in->data + channel->in_done, sizeof header);
    if (!header_check(channel, &header, error))
        return FALSE;
    if (there < sizeof header + header.length)
        return TRUE;
    if (!frame_fill(channel, &header, frame, error))
        return FALSE;
    channel->in_done += sizeof header + header.length;
    /* Moved down only when half of it is done, so that many small frames stay linear. */
    if (channel->in_done * 2 >= channel->in->len) {
        g_byte_array_remove_range(channel->in, 0, (guint)channel->in_done);
        channel->in_done = 0;
    }
    return TRUE;
}

gboolean channel_receive(struct channel *channel, struct frame *frame, int timeout_ms,
                         GError **error)
{
    gint64 end = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
    for (;;) {
        if (!frame_take(channel, frame, error))
            return FALSE;
        if (frame->value)
            return TRUE;
        int left = timeout_ms < 0 ? -1 : (int)MAX(0, (end - g_get_monotonic_time()) / 1000);
        gboolean got;
        if (!read_some(channel, &got, error))
            return FALSE;
        if (!got && !wait_for(channel->fd, POLLIN, left, error))
            return FALSE;
    }
}

static void fail(struct channel *channel, const GError *error)
{
    channel->failed = TRUE;
    unwatch(channel);
    channel->handler(NULL, error, channel->data);
}

static void dispatch(struct channel *channel)
{
    g_autoptr(GError) end = NULL, broken = NULL;
    gboolean got = FALSE;
    gboolean open = read_some(channel, &got, &end);
    struct frame frame;
    while (!channel->doomed && !channel->failed) {
        if (!frame_take(channel, &frame, &broken)) {
            fail(channel, broken);
            return;
        }
        if (!frame.value)
            break;
        channel->handler(&frame, NULL, channel->data);
        frame_clear(&frame);
    }
    if (!open && !channel->doomed && !channel->failed)
        fail(channel, end);
}

static gboolean readable(gint fd, GIOCondition condition, gpointer data)
{
    struct channel *channel = data;
    (void)fd, (void)condition;
    channel->holds++;
    dispatch(channel);
    channel->holds--;
    gboolean gone = channel->doomed || channel->failed;
    if (channel->doomed && channel->holds == 0)
        destroy(channel);
    return gone ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

void channel_watch(struct channel *channel, channel_handler handler, gpointer data)
{
    channel->handler = handler;
    channel->data = data;
    channel->in_source = g_unix_fd_add(channel->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, readable, channel);
}
