/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads files the way the daemon reads mails: in sealed children forked from a warm parent
 * (roles/reader.h), and with the same check of what they answer.
 *
 * As many children run as there are processors. Answers wait for their turn, and only a few files
 * ahead of it are started, so a thousand files need the memory of a few. A file that cannot be opened,
 * is no file, or is too large gets findings that say so; nothing stops the files after it. */
#include "tell/files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/channel.h"
#include "mail.h"
#include "message.h"
#include "roles/reader.h"

enum { AHEAD = 4, CHUNK_BYTES = 256 * 1024 };

struct reading {
    const struct files_terms *terms;
    struct reader *reader;
    GMainLoop *loop;
    char *const *files;
    guint count, started, told, active, most;
    GPtrArray *slots; /* of struct slot, one a file */
    files_told tell;
    gpointer data;
};

struct slot {
    struct reading *reading;
    char *file;
    struct channel *answer;
    struct findings *findings; /* set: answered */
    gboolean unread;
};

static void slot_free(gpointer data)
{
    struct slot *slot = data;
    channel_free(slot->answer);
    findings_free(slot->findings);
    g_free(slot->file);
    g_free(slot);
}

/* The name under which decode shows a bare document. */
static char *document_name(const char *file)
{
    return g_str_equal(file, "-") ? NULL : g_filename_display_basename(file);
}

static void could_not_read(struct slot *slot, const char *why)
{
    slot->findings = findings_new();
    slot->findings->received = slot->reading->terms->received;
    slot->unread = TRUE;
    g_autofree char *name = document_name(slot->file);
    g_ptr_array_add(slot->findings->unread, flaw_new(name ? name : "standard input", why));
}

/* A bare document that is named among what could not be read: nothing of it, or not all, was. */
static gboolean is_unread_document(const struct findings *findings, const char *file)
{
    g_autofree char *given = document_name(file);
    const char *name = given ? given : "document";
    if (findings->message_id || findings->from || findings->subject)
        return FALSE;
    for (guint i = 0; i < findings->unread->len; i++) {
        const struct flaw *flaw = findings->unread->pdata[i];
        if (g_strcmp0(flaw->part, name) == 0 || g_strcmp0(flaw->part, "the mail") == 0)
            return TRUE;
    }
    return FALSE;
}

/* ---- bytes ------------------------------------------------------------------------------------ */

static gboolean fail_system(GError **error, int code)
{
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(code), "%s", g_strerror(code));
    return FALSE;
}

static gboolean read_all(int fd, GByteArray *bytes, GError **error)
{
    for (;;) {
        guint before = bytes->len;
        g_byte_array_set_size(bytes, before + CHUNK_BYTES);
        ssize_t got = read(fd, bytes->data + before, CHUNK_BYTES);
        int code = errno;
        g_byte_array_set_size(bytes, before + (got > 0 ? (guint)got : 0));
        if (got == 0)
            return TRUE;
        if (got < 0 && code != EINTR)
            return fail_system(error, code);
        if (bytes->len > MAIL_BYTES_MAX) {
            g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "larger than %u MB: not read",
                        MAIL_BYTES_MAX >> 20);
            return FALSE;
        }
    }
}

/* A sealed memory file with the file's bytes, or -1. */
static int load(const char *file, GError **error)
{
    gboolean standard_input = g_str_equal(file, "-");
    int fd = standard_input ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0) {
        fail_system(error, errno);
        return -1;
    }
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    gboolean good = S_ISDIR(status.st_mode) ? fail_system(error, EISDIR)
                                            : read_all(fd, bytes, error);
    if (!standard_input)
        close(fd);
    return good ? blob_seal(bytes->data, bytes->len, error) : -1;
}

/* ---- answers ---------------------------------------------------------------------------------- */

static void go_on(struct reading *reading);

static void take_findings(struct slot *slot, GVariant *value)
{
    g_autoptr(GVariant) inner = g_variant_get_variant(value);
    g_autoptr(GError) error = NULL;
    slot->findings = findings_from_variant(inner, &error);
    if (slot->findings)
        slot->unread = is_unread_document(slot->findings, slot->file);
    else
        could_not_read(slot, error->message);
}

static void answered(struct frame *frame, const GError *error, gpointer data)
{
    struct slot *slot = data;
    if (frame && frame->type == MESSAGE_FINDINGS)
        take_findings(slot, frame->value);
    else if (frame && frame->type == MESSAGE_UNREADABLE)
        could_not_read(slot, g_variant_get_string(frame->value, NULL));
    else if (!frame && !g_error_matches(error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED))
        could_not_read(slot, error->message);
    else
        could_not_read(slot, "the reading process ended without an answer");
    g_clear_pointer(&slot->answer, channel_free);
    slot->reading->active--;
    go_on(slot->reading);
}

/* FALSE: nothing is under way, *error says why. */
static gboolean start(struct slot *slot, GError **error)
{
    const struct files_terms *terms = slot->reading->terms;
    int ends[2], mail = load(slot->file, error);
    if (mail < 0)
        return FALSE;
    if (!channel_pair(ends, error)) {
        close(mail);
        return FALSE;
    }
    g_autofree char *name = document_name(slot->file);
    const struct reader_job job = {.mail = mail,
                                   .answer = ends[1],
                                   .document = TRUE,
                                   .name = name,
                                   .received = terms->received,
                                   .candidates = terms->candidates};
    slot->answer = channel_new(ends[0], message_forms, MESSAGES);
    channel_watch(slot->answer, answered, slot);
    slot->reading->active++;
    reader_start(slot->reading->reader, &job);
    return TRUE;
}

static void start_next(struct reading *reading)
{
    struct slot *slot = g_new0(struct slot, 1);
    g_autoptr(GError) error = NULL;
    slot->reading = reading;
    slot->file = g_strdup(reading->files[reading->started++]);
    g_ptr_array_add(reading->slots, slot);
    if (!start(slot, &error))
        could_not_read(slot, error->message);
}

static gboolean tell_next(struct reading *reading)
{
    struct slot *slot = reading->told < reading->slots->len ? reading->slots->pdata[reading->told]
                                                            : NULL;
    if (!slot || !slot->findings)
        return FALSE;
    reading->tell(slot->file, slot->findings, !slot->unread, reading->data);
    g_clear_pointer(&slot->findings, findings_free);
    reading->told++;
    return TRUE;
}

static void go_on(struct reading *reading)
{
    do {
        while (reading->started < reading->count && reading->active < reading->most &&
               reading->started - reading->told < reading->most * AHEAD)
            start_next(reading);
    } while (tell_next(reading));
    if (reading->told == reading->count)
        g_main_loop_quit(reading->loop);
}

static gboolean begin(gpointer data)
{
    go_on(data);
    return G_SOURCE_REMOVE;
}

gboolean files_read(const struct files_terms *terms, char *const *files, files_told told,
                    gpointer data, GError **error)
{
    g_autofree char *usual = terms->lang_dir ? NULL : files_lang_dir();
    const struct reader_settings settings = {.lang_dir = usual ? usual : terms->lang_dir};
    AUTO(reader) *reader = reader_new(&settings, error);
    if (!reader)
        return FALSE;
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(GPtrArray) slots = g_ptr_array_new_with_free_func(slot_free);
    struct reading reading = {.terms = terms,
                              .reader = reader,
                              .loop = loop,
                              .files = files,
                              .count = g_strv_length((char **)files),
                              .most = MAX(1, g_get_num_processors()),
                              .slots = slots,
                              .tell = told,
                              .data = data};
    g_idle_add(begin, &reading);
    g_main_loop_run(loop);
    /* The last child has answered, and is reaped before what it was forked from goes away. */
    while (reader_busy(reader) > 0)
        g_main_context_iteration(NULL, TRUE);
    return TRUE;
}

char *files_lang_dir(void)
{
    const char *named = g_getenv("CIRCULARD_LANG_DIR");
    if (named && *named)
        return g_strdup(named);
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(program ? program : "/");
    g_autofree char *beside = g_build_filename(folder, "..", "etc", "lang", NULL);
    if (g_file_test(beside, G_FILE_TEST_IS_DIR))
        return g_canonicalize_filename(beside, NULL);
    return g_strdup(CONF_DIR "/lang");
}
