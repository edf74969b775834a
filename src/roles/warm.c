/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The other warm parents: one with the rare character sets, and one with the recognition data as well.
 *
 * Each is sealed as soon as it has loaded what it is for, never looks at a mail, and ends when the first
 * parent closes the channel between them. The recognition data takes as long to load as two hundred mails
 * to read, and most mailboxes hold no scan for days: it is loaded when the first one comes.
 *
 * For each mail such a parent forks a keeper that starts the sealed children one after the other and waits
 * for them: beside seconds of recognition a process more is nothing, and no mail waits for another. A
 * keeper whose child met a scan where none can be recognised says so in the pipe by which the first parent
 * sees its end, and the mail is handed over once more. */
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/channel.h"
#include "base/clock.h"
#include "base/log.h"
#include "decode/decode.h"
#include "roles/reading.h"
#include "supervise/sandbox.h"

enum { WARM_NONE, WARM_MAIL, WARM_ANSWER_HERE, WARM_HELD, WARM_FORMS };

/* document, candidates, name, day received and whether the mailbox says so: with the mail's file; then the socket for the answer; then the end of
 * a pipe that the keeper alone holds: the first parent sees by it when the keeper has ended, and whether the mail
 * needs more (NEEDS_SCANS is written). */
static const char *const forms[WARM_FORMS] = {
    [WARM_MAIL] = "(bbmssb)", [WARM_ANSWER_HERE] = "()", [WARM_HELD] = "()"};

static const char NEEDS_SCANS = 1;

static int wait_for(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

G_NORETURN static void keep(struct job *job, int held)
{
    enum job_next next = job->why ? JOB_UNREADABLE : JOB_AGAIN;
    while (next == JOB_AGAIN) {
        pid_t pid = fork();
        if (pid == 0)
            job_read_sealed(job);
        next = pid > 0 ? job_judge(job, wait_for(pid)) : JOB_UNREADABLE;
        if (pid < 0)
            job->why = g_strdup(N_("this machine could not start a process"));
    }
    if (next == JOB_NEEDS_SCANS)
        _exit(write(held, &NEEDS_SCANS, 1) == 1 ? 0 : 1);
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

static void start_keeper(struct reader *reader, struct frame *mail, struct frame *answer, int held)
{
    const char *received;
    struct reader_job asked = {.mail = steal_fd(mail), .answer = steal_fd(answer)};
    g_variant_get(mail->value, "(bbm&s&sb)", &asked.document, &asked.candidates, &asked.name, &received,
                  &asked.witnessed);
    date_parse(received, &asked.received);
    AUTO(job) *job = job_new(reader, &asked);
    pid_t pid = fork();
    if (pid == 0)
        keep(job, held);
    if (pid > 0)
        return;
    g_free(job->why);
    job->why = g_strdup(N_("this machine could not start a process"));
    job_tell_unreadable(job);
}

G_NORETURN static void serve(struct reader *reader, struct channel *channel)
{
    struct frame mail = {.fd = -1}, answer = {.fd = -1}, held = {.fd = -1};
    while (receive(channel, WARM_MAIL, &mail) && receive(channel, WARM_ANSWER_HERE, &answer) &&
           receive(channel, WARM_HELD, &held)) {
        start_keeper(reader, &mail, &answer, held.fd);
        frame_clear(&mail);
        frame_clear(&answer);
        frame_clear(&held);
        while (waitpid(-1, NULL, WNOHANG) > 0)
            continue;
    }
    _exit(0);
}

/* Until there is something to do. FALSE: there will be nothing. */
static gboolean wait_for_the_first(int fd)
{
    struct pollfd wanted = {.fd = fd, .events = POLLIN};
    while (poll(&wanted, 1, -1) < 0)
        if (errno != EINTR)
            return FALSE;
    return (wanted.revents & POLLHUP) == 0;
}

static gboolean load_and_seal(struct reader *reader, int fd, GError **error)
{
    const int keep_open[] = {fd, reader->nowhere};
    const struct sandbox_limits limits = {.keep = keep_open, .kept = G_N_ELEMENTS(keep_open)};
    if (!sandbox_close_others(&limits)) /* nobody waits for the end of what this one holds */
        return FALSE;
    if (reader->warmth == WARM_SETS)
        decoder_warm_sets(reader->decoder);
    else if (wait_for_the_first(fd))
        decoder_warm(reader->decoder);
    else
        _exit(0);
    reader->mapped_bytes = sandbox_mapped();
    return sandbox_seal(SANDBOX_WARM, &limits, error);
}

G_NORETURN static void run(const struct reader *first, enum warmth warmth, int fd)
{
    struct reader reader = *first;
    g_autoptr(GError) error = NULL;
    reader.warmth = warmth;
    memset(reader.others, 0, sizeof reader.others);
    if (load_and_seal(&reader, fd, &error))
        serve(&reader, channel_new(fd, forms, WARM_FORMS));
    log_error("the process for scans and rare character sets: %s",
              error ? error->message : "its descriptors could not be closed");
    _exit(1);
}

struct channel *warm_start(const struct reader *reader, enum warmth warmth, GError **error)
{
    int ends[2];
    if (!channel_pair(ends, error))
        return NULL;
    pid_t pid = fork();
    if (pid == 0)
        run(reader, warmth, ends[1]);
    close(ends[1]);
    if (pid > 0)
        return channel_new(ends[0], forms, WARM_FORMS);
    close(ends[0]);
    g_set_error(error, SANDBOX_ERROR, SANDBOX_ERROR_SYSTEM,
                "no process for scans and rare character sets could be started");
    return NULL;
}

/* Without the others the reader is of no use: it ends, and whoever started it starts it anew. */
G_NORETURN static void give_up(const GError *error)
{
    log_error("the process for scans and rare character sets: %s", error->message);
    _exit(EXIT_FAILURE);
}

static gboolean keeper_ended(gint fd, GIOCondition condition, gpointer data)
{
    char said = 0;
    gboolean needs_scans = (condition & G_IO_IN) && read(fd, &said, 1) == 1 && said == NEEDS_SCANS;
    close(fd);
    if (needs_scans)
        warm_hand_over(data, WARM_SCANS);
    else
        job_done(data);
    return G_SOURCE_REMOVE;
}

static gboolean hand_over(const struct job *job, struct channel *channel, int held, GError **error)
{
    g_autofree char *received = date_format(&job->received);
    GVariant *asked = g_variant_new("(bbmssb)", job->document, job->candidates, job->name,
                                    received ? received : "", job->witnessed);
    return channel_send(channel, WARM_MAIL, asked, job->file, error) &&
           channel_send(channel, WARM_ANSWER_HERE, g_variant_new("()"), job->answer, error) &&
           channel_send(channel, WARM_HELD, g_variant_new("()"), held, error);
}

/* The answer stays open here until the keeper has ended: then the supervisor sees whether nobody answered. */
void warm_hand_over(struct job *job, enum warmth warmth)
{
    g_autoptr(GError) error = NULL;
    int ends[2];
    if (!g_unix_open_pipe(ends, FD_CLOEXEC, &error) || !hand_over(job, job->reader->others[warmth], ends[1], &error))
        give_up(error);
    close(ends[1]);
    g_unix_fd_add(ends[0], G_IO_IN | G_IO_HUP, keeper_ended, job);
}
