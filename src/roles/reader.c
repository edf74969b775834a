/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The warm parent of the sealed children.
 *
 * A child gets the mail's bytes by fork, drops every descriptor but the answer's, seals itself and
 * only then looks at the first byte. Where it is, it notes in a page shared with the parent: a number
 * that the parent reads, nothing that it parses. When a child dies (memory, CPU, wall clock, crash,
 * forbidden call), the part it was at is left out and the next child starts; after ATTEMPTS the mail
 * is unreadable and the answer says why.
 *
 * A fork copies the mappings and page tables of its parent, and those of the recognition data and of
 * rare character sets take longer than most mails take to read. So these are in two more warm parents
 * (warm.c); a child that meets such a set or a scan ends with EXIT_SETS or EXIT_SCANS, and the mail is
 * read there from its beginning. */
#include "roles/reader.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/channel.h"
#include "base/log.h"
#include "base/process.h"
#include "decode/decode.h"
#include "find/answer.h"
#include "find/find.h"
#include "mail.h"
#include "message.h"
#include "roles/packs.h"
#include "roles/reading.h"
#include "supervise/sandbox.h"

#define PARTS_NONE G_MAXUINT

enum {
    ATTEMPTS = 4,
    READ_SECONDS = 60,
    PART_SECONDS = 15, /* of processor time: a poisoned part costs no more */
    MEMORY_BYTES = 768 * 1024 * 1024,
    EXIT_SCANS = 97,
    EXIT_SETS = 98, /* also where a library that was left out is called */
    EXIT_UNSEALED = 99,
};

/* Networks, cryptography, desktops, the register, recognition, pixels of pictures, packings that office
 * files do not use: drawn in by libraries that reading needs, or by other roles. Names of other systems'
 * packages that are missing here cost time alone. Not libtesseract: readers of other files call templates
 * which were bound to its copies. */
static const char *const left_out[] = {
    "libcurl", "libcurl-gnutls", "libssl", "libcrypto", "libgnutls", "libnettle", "libhogweed", "libgmp",
    "libtasn1", "libp11-kit", "libnghttp2", "libidn2", "libunistring", "libpsl", "librtmp", "libssh2",
    "libldap-2.5", "liblber-2.5", "libldap", "liblber", "libsasl2", "libgssapi_krb5", "libkrb5", "libk5crypto",
    "libkrb5support", "libcom_err", "libkeyutils", "libresolv", "libnss3", "libnssutil3", "libsmime3", "libssl3",
    "libnspr4", "libplc4", "libplds4", "libgpgme", "libassuan", "libgpg-error", "libgcrypt", "libsystemd",
    "libcap", "libseccomp", "libsqlite3", "libconfig", "libical", "libicui18n", "libjson-glib-1.0", "libX11",
    "libXau", "libXdmcp", "libXext", "libXrender", "libxcb", "libxcb-render", "libxcb-shm", "libbsd", "libmd",
    "libicuuc", "libicudata", "libmount", "libblkid", "libselinux", "libgmodule-2.0", "liblept", "libgif", "libwebp", "libwebpmux",
    "libtiff", "libjbig", "libLerc", "libdeflate", "libgomp", "libbrotlicommon", "libbrotlidec", "libpcre2-8",
    "libexpat", "libffi", "libgcc_s", "libbz2", "liblz4", "libzstd", "liblzma", "libacl", "libpng16", "libjpeg", "libopenjp2", NULL,
};

void job_free(struct job *job)
{
    if (!job)
        return;
    g_clear_pointer(&job->mail, g_bytes_unref);
    if (job->file >= 0)
        close(job->file);
    if (job->answer >= 0)
        close(job->answer);
    if (job->part)
        munmap(job->part, sizeof *job->part);
    g_clear_pointer(&job->skipped, g_array_unref);
    g_free(job->name);
    g_free(job->why);
    g_free(job);
}

/* --- in the child --- */

static gboolean enter_part(guint part, gpointer data)
{
    struct job *job = data;
    *(volatile guint *)job->part = part;
    sandbox_slice(PART_SECONDS);
    for (guint i = 0; i < job->skipped->len; i++)
        if (g_array_index(job->skipped, guint, i) == part)
            return FALSE;
    return TRUE;
}

/* Where its own parent has it all, the child goes on. */
static void leave(enum decode_lack lack, gpointer data)
{
    const struct reader *reader = ((struct job *)data)->reader;
    if (lack == DECODE_LACKS_RECOGNITION && reader->warmth < WARM_SCANS)
        _exit(EXIT_SCANS);
    if (lack == DECODE_LACKS_SET && reader->warmth < WARM_SETS)
        _exit(EXIT_SETS);
}

G_NORETURN static void answer_findings(struct job *job, struct channel *channel)
{
    struct reader *reader = job->reader;
    decoder_watch(reader->decoder, enter_part, job);
    decoder_on_lack(reader->decoder, leave, job);
    struct text *text = job->document
                            ? decode_document(reader->decoder, job->mail, job->name)
                            : decode_mail(reader->decoder, job->mail);
    if (job->witnessed)
        decode_witness(text, &job->received);
    *(volatile guint *)job->part = PARTS_NONE;
    sandbox_slice(PART_SECONDS);
    struct findings *findings = job->candidates ? find_explain(text, reader->packs, &job->received)
                                                : find_read(text, reader->packs, &job->received);
    answer_read(text, &findings->answer);
    GVariant *value = g_variant_new_variant(findings_to_variant(findings));
    _exit(channel_send(channel, MESSAGE_FINDINGS, value, -1, NULL) ? 0 : 1);
}

static gboolean seal(const struct reader *reader, int answer, GError **error)
{
    const struct sandbox_limits limits = {
        .cpu_seconds = reader->read_seconds,
        .wall_seconds = reader->read_seconds,
        .memory_bytes = MEMORY_BYTES,
        .mapped_bytes = reader->mapped_bytes,
        .keep = &answer,
        .kept = 1,
        .compiled = reader->seal,
    };
#ifndef __SANITIZE_ADDRESS__ /* whose reports are to be seen */
    /* What libraries print carries words of mails. */
    if (dup2(reader->nowhere, STDOUT_FILENO) < 0 || dup2(reader->nowhere, STDERR_FILENO) < 0)
        return FALSE;
#endif
    return sandbox_seal(SANDBOX_READER, &limits, error);
}

G_NORETURN void job_read_sealed(struct job *job)
{
    heap_enter(&job->reader->heap);
    lean_enter(&job->reader->lean, EXIT_SETS);
    struct channel *channel = channel_new(job->answer, message_forms, MESSAGES);
    if (!seal(job->reader, job->answer, NULL))
        _exit(EXIT_UNSEALED);
    answer_findings(job, channel);
}

/* --- in the parent --- */

/* Tried before the first mail: on a machine that cannot seal, no mail may be lost for that. */
static gboolean can_seal(const struct reader *reader, GError **error)
{
    int status = -1;
    pid_t pid = fork();
    if (pid == 0)
        _exit(seal(reader, -1, NULL) ? 0 : EXIT_UNSEALED);
    if (pid > 0 && waitpid(pid, &status, 0) == pid && status == 0)
        return TRUE;
    g_set_error(error, SANDBOX_ERROR, SANDBOX_ERROR_SYSTEM,
                "this machine cannot seal the process that reads mails (seccomp, landlock), so none is "
                "read");
    return FALSE;
}

/* What is there is kept as it is, and none of it is freed. */
static void settle(struct reader *reader)
{
    heap_fill(&reader->heap);
    packs_gather(reader->packs);
    heap_settle(&reader->heap);
}

struct reader *reader_new(const struct reader_settings *settings, GError **error)
{
    AUTO(reader) *reader = g_new0(struct reader, 1);
    reader->nowhere = -1;
    reader->most = settings->most ? settings->most : G_MAXUINT;
    g_queue_init(&reader->waiting);
    reader->read_seconds = settings->read_seconds ? settings->read_seconds : READ_SECONDS;
    heap_begin(&reader->heap);
    reader->decoder = decoder_new(settings->limits);
    decoder_warm_text(reader->decoder);
    reader_exercise_decoder(reader);
    reader->packs = packs_load(settings->lang_dir, error);
    if (!reader->packs)
        return NULL;
    reader_exercise(reader);
    reader->seal = sandbox_compile(SANDBOX_READER);
    reader->nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    settle(reader); /* before the others are forked, which share it */
    reader->mapped_bytes = sandbox_mapped();
    if (!can_seal(reader, error))
        return NULL;
    for (guint warmth = WARM_SETS; warmth < WARMTHS; warmth++)
        if (!(reader->others[warmth] = warm_start(reader, warmth, error)))
            return NULL;
    lean_settle(&reader->lean, left_out, settings->alone); /* after those are forked, which have all */
    reader->mapped_bytes -= MIN(reader->mapped_bytes, reader->lean.bytes);
    return g_steal_pointer(&reader);
}

static void waiting_free(gpointer data)
{
    struct reader_job *waiting = data;
    close(waiting->mail);
    close(waiting->answer);
    g_free(waiting->name);
    g_free(waiting);
}

void reader_free(struct reader *reader)
{
    if (!reader)
        return;
    g_queue_clear_full(&reader->waiting, waiting_free);
    for (guint warmth = WARM_SETS; warmth < WARMTHS; warmth++)
        channel_free(reader->others[warmth]); /* which ends that parent */
    decoder_free(reader->decoder);
    packs_free(reader->packs);
    g_clear_pointer(&reader->form, g_variant_unref);
    heap_clear(&reader->heap);
    lean_clear(&reader->lean);
    g_clear_pointer(&reader->seal, g_bytes_unref);
    if (reader->nowhere >= 0)
        close(reader->nowhere);
    g_free(reader);
}

guint reader_busy(const struct reader *reader)
{
    return reader->busy + reader->waiting.length;
}

static void start_now(struct reader *reader, const struct reader_job *asked);

void job_done(struct job *job)
{
    struct reader *reader = job->reader;
    reader->busy--;
    job_free(job);
    if (reader->busy >= reader->most || g_queue_is_empty(&reader->waiting))
        return;
    struct reader_job *next = g_queue_pop_head(&reader->waiting);
    start_now(reader, next);
    g_free(next->name);
    g_free(next);
}

void job_tell_unreadable(struct job *job)
{
    struct channel *channel = channel_new(job->answer, message_forms, MESSAGES);
    job->answer = -1;
    channel_send(channel, MESSAGE_UNREADABLE, g_variant_new_string(job->why), -1, NULL);
    channel_free(channel);
}

static void answer_unreadable(struct job *job)
{
    job_tell_unreadable(job);
    job_done(job);
}

static char *death_words(int status)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_UNSEALED)
        return g_strdup(N_("this machine could not seal the process that reads mails"));
    return g_strdup_printf(N_("the process that read it was stopped: %s"), sandbox_verdict(status));
}

enum job_next job_judge(struct job *job, int status)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return JOB_ANSWERED;
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SETS && job->reader->warmth < WARM_SETS)
        return JOB_NEEDS_SETS;
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SCANS && job->reader->warmth < WARM_SCANS)
        return JOB_NEEDS_SCANS;
    g_free(job->why);
    job->why = death_words(status);
    guint part = *(volatile guint *)job->part;
    log_warning("part %u of a mail: %s", part, job->why);
    if (++job->attempts >= ATTEMPTS || part == PARTS_NONE)
        return JOB_UNREADABLE;
    g_array_append_val(job->skipped, part);
    *job->part = 0;
    return JOB_AGAIN;
}

static void attempt(struct job *job);

static void child_ended(pid_t pid, int status, gpointer data)
{
    struct job *job = data;
    (void)pid;
    switch (job_judge(job, status)) {
    case JOB_NEEDS_SETS:
        warm_hand_over(job, WARM_SETS);
        break;
    case JOB_NEEDS_SCANS:
        warm_hand_over(job, WARM_SCANS);
        break;
    case JOB_AGAIN:
        attempt(job);
        break;
    case JOB_UNREADABLE:
        answer_unreadable(job);
        break;
    case JOB_ANSWERED:
        job_done(job);
    }
}

static void attempt(struct job *job)
{
    pid_t pid = lean_fork(&job->reader->lean);
    if (pid == 0)
        job_read_sealed(job);
    if (pid < 0) {
        job->why = g_strdup(N_("this machine could not start a process"));
        answer_unreadable(job);
        return;
    }
    process_watch(pid, child_ended, job);
}

struct job *job_new(struct reader *reader, const struct reader_job *asked)
{
    struct job *job = g_new0(struct job, 1);
    g_autoptr(GError) error = NULL;
    *job = (struct job){.reader = reader,
                        .file = asked->mail,
                        .answer = asked->answer,
                        .document = asked->document,
                        .candidates = asked->candidates,
                        .name = g_strdup(asked->name),
                        .received = asked->received,
                        .witnessed = asked->witnessed,
                        .skipped = g_array_new(FALSE, FALSE, sizeof(guint))};
    job->mail = blob_map(asked->mail, MAIL_BYTES_MAX, &error);
    void *page = mmap(NULL, sizeof *job->part, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    job->part = page == MAP_FAILED ? NULL : page;
    if (!job->mail || !job->part)
        job->why = g_strdup(error ? error->message : N_("no memory is left"));
    return job;
}

static void start_now(struct reader *reader, const struct reader_job *asked)
{
    struct job *job = job_new(reader, asked);
    reader->busy++;
    if (job->why)
        answer_unreadable(job);
    else
        attempt(job);
}

void reader_start(struct reader *reader, const struct reader_job *asked)
{
    if (reader->busy < reader->most) {
        start_now(reader, asked);
        return;
    }
    struct reader_job *waiting = g_new(struct reader_job, 1);
    *waiting = *asked;
    waiting->name = g_strdup(asked->name);
    g_queue_push_tail(&reader->waiting, waiting);
}
