/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second warm parent: the one with the recognition data and the rare character sets, for mails
 * that hold scans or are written in one of these.
 *
 * It is sealed as soon as it has loaded that data, never looks at a mail, and ends when the first
 * parent closes the channel between them. For each mail it forks a keeper that starts the sealed
 * children one after the other and waits for them: beside seconds of recognition a process more is
 * nothing, and no mail waits for another. */
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/channel.h"
#include "base/clock.h"
#include "base/log.h"
#include "decode/decode.h"
#include "roles/reading.h"
#include "supervise/sandbox.h"

enum { SCANS_NONE, SCANS_MAIL, SCANS_ANSWER_HERE, SCANS_HELD, SCANS_FORMS };

/* document, candidates, name, day received: with the mail's file; then the socket for the answer; then the end of
 * a pipe that the keeper alone holds: the first parent sees by it when the keeper has ended. */
static const char *const forms[SCANS_FORMS] = {
    [SCANS_MAIL] = "(bbmss)", [SCANS_ANSWER_HERE] = "()", [SCANS_HELD] = "()"};

static int wait_for(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

G_NORETURN static void keep(struct job *job)
{
    enum job_next next = job->why ? JOB_UNREADABLE : JOB_AGAIN;
    while (next == JOB_AGAIN) {
        pid_t pid = fork();
        if (pid == 0)
            job_read_sealed(job);
        next = pid > 0 ? job_judge(job, wait_for(pid)) : JOB_UNREADABLE;
        if (pid < 0)
            job->why = g_strdup("this machine could not start a process");
    }
    if (next != JOB_ANSWERED)
        job_tell_unreadable(job);
    _exit(0);
}

static gboolean receive(struct channel *channel, guint type, struct frame *frame)
{
    if (channel_receive(channel, frame, -1, NULL) && frame->type == type && frame->fd >= 0)
        return TRUE;
    return FALSE;
}

static int steal_fd(struct frame *frame)
{
    int fd = frame->fd;
    frame->fd = -1;
    return fd;
}

static void start_keeper(struct reader *reader, struct frame *mail, struct frame *answer)
{
    const char *received;
    struct reader_job asked = {.mail = steal_fd(mail), .answer = steal_fd(answer)};
    g_variant_get(mail->value, "(bbm&s&s)", &asked.document, &asked.candidates, &asked.name, &received);
    date_parse(received, &asked.received);
    AUTO(job) *job = job_new(reader, &asked);
    pid_t pid = fork();
    if (pid == 0)
        keep(job);
    if (pid > 0)
        return;
    g_free(job->why);
    job->why = g_strdup("this machine could not start a process");
    job_tell_unreadable(job);
}

G_NORETURN static void serve(struct reader *reader, struct channel *channel)
{
    struct frame mail = {.fd = -1}, answer = {.fd = -1}, held = {.fd = -1};
    while (receive(channel, SCANS_MAIL, &mail) && receive(channel, SCANS_ANSWER_HERE, &answer) &&
           receive(channel, SCANS_HELD, &held)) {
        start_keeper(reader, &mail, &answer);
        frame_clear(&mail);
        frame_clear(&answer);
        frame_clear(&held);
        while (waitpid(-1, NULL, WNOHANG) > 0)
            continue;
    }
    _exit(0);
}

static gboolean seal(struct reader *reader, int fd, GError **error)
{
    const int keep_open[] = {fd, reader->nowhere};
    const struct sandbox_limits limits = {.keep = keep_open, .kept = G_N_ELEMENTS(keep_open)};
    reader->mapped_bytes = sandbox_mapped();
    return sandbox_seal(SANDBOX_WARM, &limits, error);
}

G_NORETURN static void run(const struct reader *first, int fd)
{
    struct reader reader = *first;
    g_autoptr(GError) error = NULL;
    decoder_warm(reader.decoder);
    if (seal(&reader, fd, &error))
        serve(&reader, channel_new(fd, forms, SCANS_FORMS));
    log_error("scans: %s", error->message);
    _exit(1);
}

struct channel *scans_start(const struct reader *reader, GError **error)
{
    int ends[2];
    if (!channel_pair(ends, error))
        return NULL;
    pid_t pid = fork();
    if (pid == 0)
        run(reader, ends[1]);
    close(ends[1]);
    if (pid > 0)
        return channel_new(ends[0], forms, SCANS_FORMS);
    close(ends[0]);
    g_set_error(error, SANDBOX_ERROR, SANDBOX_ERROR_SYSTEM, "no process for scans could be started");
    return NULL;
}

/* Without its second half the reader is of no use: it ends, and whoever started it starts it anew. */
G_NORETURN static void give_up(const GError *error)
{
    log_error("scans: %s", error->message);
    _exit(EXIT_FAILURE);
}

static gboolean keeper_ended(gint fd, GIOCondition condition, gpointer data)
{
    (void)condition;
    close(fd);
    job_done(data);
    return G_SOURCE_REMOVE;
}

static gboolean hand_over(const struct job *job, int held, GError **error)
{
    struct channel *channel = job->reader->scans;
    g_autofree char *received = date_format(&job->received);
    GVariant *asked = g_variant_new("(bbmss)", job->document, job->candidates, job->name,
                                    received ? received : "");
    return channel_send(channel, SCANS_MAIL, asked, job->file, error) &&
           channel_send(channel, SCANS_ANSWER_HERE, g_variant_new("()"), job->answer, error) &&
           channel_send(channel, SCANS_HELD, g_variant_new("()"), held, error);
}

void scans_hand_over(struct job *job)
{
    g_autoptr(GError) error = NULL;
    int ends[2];
    if (!g_unix_open_pipe(ends, FD_CLOEXEC, &error) || !hand_over(job, ends[1], &error))
        give_up(error);
    close(ends[1]);
    /* Where the keeper dies, the supervisor is to see that nobody answers any more. */
    close(job->answer);
    job->answer = -1;
    g_unix_fd_add(ends[0], G_IO_HUP, keeper_ended, job);
}
