/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A replay takes the same road as the real thing: the centre runs one pass after another on an empty
 * register in a temporary folder, each with the clock at the moment a mail came or at a full hour, when the
 * daemon looks what is due. Each mailbox of the configuration becomes a Maildir in that folder, into which
 * mails are put one by one, so that fetching, reading, answering and planning know nothing of it. The key
 * of the answers is copied: tokens and names of mails are those of the live run.
 *
 * Mails come at the time of their receipt, which in a Maildir is the time of the file; those of the
 * register when they were stored, for then the live run had them, and in that order. One that cannot be
 * copied is told, left out, and makes the exit status a failure. */
#include "supervise/replay.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/escape.h"
#include "base/log.h"
#include "collect/source.h"
#include "mail.h"
#include "remind/compose_text.h"
#include "supervise/answer_key.h"
#include "supervise/centre.h"
#include "supervise/rehearse.h"

enum { HOUR_S = 3600, COPY_BYTES = 65536 };

/* A mail that came, and where its bytes are. */
struct came {
    char *path;
    guint box;               /* index of the mailbox */
    gboolean lines;          /* it came from a server, which ends lines with CR LF */
    struct timespec received; /* as its mailbox says */
    gint64 at;               /* when the daemon has it */
    guint number;            /* in the register; 0 for none */
};

struct replay {
    char *folder;      /* temporary: register and mailboxes */
    const char *output;
    GPtrArray *boxes;  /* of char *: Maildirs in folder */
    GArray *mails;     /* of struct came, in the order in which they come */
    guint next;        /* the mail that comes next */
    guint taken;       /* mails that would have gone */
    gint64 now, until;
    char *placed;      /* the file of the last mail */
    gboolean broken;   /* a mail could not be written down: what follows would be wrong */
    gboolean incomplete; /* a mail could not be read */
    gboolean ended;    /* the time asked for was reached */
};

static void came_clear(gpointer data)
{
    g_free(((struct came *)data)->path);
}

static void replay_clear(struct replay *replay)
{
    if (replay->folder)
        rehearse_remove(replay->folder);
    g_free(replay->folder);
    g_free(replay->placed);
    g_ptr_array_unref(replay->boxes);
    g_array_unref(replay->mails);
}

static gboolean fail(GError **error, const char *path, const char *what)
{
    g_autofree char *shown = escape_line(path, 200);
    g_set_error(error, REGISTER_ERROR, REGISTER_ERROR_SYSTEM, "%s: %s", shown, what);
    return FALSE;
}

/* ---- which mails ------------------------------------------------------------------------------ */

static gint compare_coming(gconstpointer a, gconstpointer b)
{
    const struct came *one = a, *other = b;
    if (one->at != other->at)
        return one->at < other->at ? -1 : 1;
    if (one->number != other->number)
        return one->number < other->number ? -1 : 1;
    if (one->received.tv_nsec != other->received.tv_nsec)
        return one->received.tv_nsec < other->received.tv_nsec ? -1 : 1;
    return strcmp(one->path, other->path);
}

static gboolean list_folder(struct replay *replay, gboolean lines, const char *maildir, const char *name,
                            GError **error)
{
    g_autofree char *path = g_build_filename(maildir, name, NULL);
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *file;
    if (!folder)
        return fail(error, path, "cannot be read as a Maildir");
    while ((file = g_dir_read_name(folder))) {
        struct came came = {.path = g_build_filename(path, file, NULL), .lines = lines};
        struct stat status;
        if (file[0] == '.' || lstat(came.path, &status) != 0) {
            g_free(came.path);
            continue;
        }
        came.received = status.st_mtim;
        came.at = status.st_mtim.tv_sec;
        g_array_append_val(replay->mails, came);
        if (replay->mails->len > SOURCE_MAILS_MAX)
            return fail(error, maildir, "holds more than a million mails");
    }
    return TRUE;
}

static guint box_of(const struct config *config, const char *source)
{
    for (guint i = 0; source && i < config->mailboxes->len; i++) {
        const struct config_mailbox *mailbox = config->mailboxes->pdata[i];
        if (g_str_equal(mailbox->name, source))
            return i;
    }
    return 0;
}

static gboolean list_register(struct replay *replay, const struct config *config, GError **error)
{
    AUTO(registry) *registry = register_open(config->state_dir, REGISTER_READ, error);
    g_autoptr(GPtrArray) rows =
        registry ? register_mails(registry, MAIL_STATES, OUTCOMES, SOURCE_MAILS_MAX, error) : NULL;
    guint lost = 0;
    if (!rows)
        return FALSE;
    for (guint i = rows->len; i-- > 0;) { /* the latest stands first */
        const struct mail_row *row = rows->pdata[i];
        if (!row->kept) {
            lost++;
            continue;
        }
        struct came came = {.path = register_mail_path(registry, row->sha256),
                            .box = box_of(config, row->source),
                            .received.tv_sec = row->received_at,
                            .at = row->stored_at,
                            .number = rows->len - i};
        g_array_append_val(replay->mails, came);
    }
    if (lost > 0)
        log_warning("%u mails of the register are left out: their bytes are not kept", lost);
    replay->incomplete |= lost > 0;
    return TRUE;
}

/* Those that came later than the replay ends are left out. */
static void sort_mails(struct replay *replay)
{
    guint all = replay->mails->len, until = all;
    g_array_sort(replay->mails, compare_coming);
    while (until > 0 && g_array_index(replay->mails, struct came, until - 1).at > replay->until)
        until--;
    g_array_set_size(replay->mails, until);
    if (until < all)
        log_warning("%u mails came after the time of --now and are left out", all - until);
}

static gboolean list_mails(struct replay *replay, const struct config *config, const char *from,
                           GError **error)
{
    const struct config_mailbox *first = config->mailboxes->len > 0 ? config->mailboxes->pdata[0] : NULL;
    gboolean lines = first && first->source == CONFIG_IMAP;
    gboolean good = g_str_equal(from, REPLAY_REGISTER) ? list_register(replay, config, error)
                                                       : list_folder(replay, lines, from, "new", error) &&
                                                             list_folder(replay, lines, from, "cur", error);
    if (good)
        sort_mails(replay);
    return good;
}

/* ---- one mail comes --------------------------------------------------------------------------- */

/* A Maildir's lines end in LF; a server that keeps one sends them with CR LF (RFC 3501, 2.2). */
static gsize end_lines(const char *bytes, gsize length, char *last, char *ended)
{
    gsize filled = 0;
    for (gsize i = 0; i < length; i++) {
        if (bytes[i] == '\n' && *last != '\r')
            ended[filled++] = '\r';
        ended[filled++] = *last = bytes[i];
    }
    return filled;
}

/* Of one that is too large to be taken only the size counts. */
static gboolean copy_bytes(int from, int to, gboolean lines)
{
    char bytes[COPY_BYTES], ended[2 * COPY_BYTES], last = '\0';
    off_t total = 0;
    ssize_t some;
    while ((some = read(from, bytes, sizeof bytes)) > 0) {
        gsize length = lines ? end_lines(bytes, (gsize)some, &last, ended) : (gsize)some;
        total += (off_t)length;
        if (total <= MAIL_BYTES_MAX && write(to, lines ? ended : bytes, length) != (ssize_t)length)
            return FALSE;
    }
    return some == 0 && ftruncate(to, total) == 0;
}

static gboolean copy_mail(const struct came *came, const char *path, GError **error)
{
    const struct timespec times[] = {came->received, came->received};
    struct stat status;
    int from = open(came->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    gboolean regular = from >= 0 && fstat(from, &status) == 0 && S_ISREG(status.st_mode);
    int to = regular ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    gboolean good = to >= 0 && copy_bytes(from, to, came->lines) && futimens(to, times) == 0;
    if (!good)
        fail(error, came->path, from >= 0 && !regular ? "is not an ordinary file" : g_strerror(errno));
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    return good;
}

/* The one before is stored and is not needed any more: no poll lists more than one. */
static void place(struct replay *replay)
{
    const struct came *came = &g_array_index(replay->mails, struct came, replay->next);
    g_autoptr(GError) error = NULL;
    if (replay->placed)
        g_unlink(replay->placed);
    g_free(replay->placed);
    replay->placed = g_strdup_printf("%s/new/%010u.replay", (const char *)replay->boxes->pdata[came->box],
                                     ++replay->next);
    if (copy_mail(came, replay->placed, &error))
        return;
    log_error("left out: %s", error->message);
    replay->incomplete = TRUE;
    g_unlink(replay->placed);
}

gboolean replay_next(struct replay *replay, gboolean *came)
{
    gint64 hour = replay->now - replay->now % HOUR_S + HOUR_S;
    gboolean more = replay->next < replay->mails->len;
    gint64 at = more ? g_array_index(replay->mails, struct came, replay->next).at : 0;
    replay->ended = !more && hour > replay->until;
    if (replay->broken || replay->ended)
        return FALSE;
    *came = more && at <= hour;
    replay->now = *came ? MAX(at, replay->now) : hour;
    clock_set_to(replay->now);
    if (*came)
        place(replay);
    return TRUE;
}

/* ---- one mail would go ------------------------------------------------------------------------ */

static gboolean write_down(struct replay *replay, const struct reminder *reminder, GError **error)
{
    gsize length;
    const char *bytes = g_bytes_get_data(reminder->bytes, &length);
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(replay->now);
    g_autofree char *when = g_date_time_format(now, "%Y%m%dT%H%M%SZ");
    g_autofree char *name = g_strdup_printf("%05u-%s.eml", replay->taken, when);
    g_autofree char *path = g_build_filename(replay->output, name, NULL);
    g_autofree char *address = escape_line(reminder->address, 500);
    if (!g_file_set_contents_full(path, bytes, (gssize)length, G_FILE_SET_CONTENTS_NONE, 0600, error))
        return FALSE;
    g_print("%s %s\n", name, address);
    return TRUE;
}

gboolean replay_take(struct replay *replay, const struct reminder *reminder, GError **error)
{
    replay->taken++;
    if (replay->output) {
        replay->broken = !write_down(replay, reminder, error);
        return !replay->broken;
    }
    g_autofree char *text = compose_text(reminder->bytes);
    g_print("%s\n", text);
    return TRUE;
}

/* ---- the whole -------------------------------------------------------------------------------- */

static gboolean make_box(struct replay *replay, struct config_mailbox *mailbox, guint number, GError **error)
{
    g_autofree char *path = g_strdup_printf("%s/mailbox%u", replay->folder, number);
    g_autofree char *fresh = g_build_filename(path, "new", NULL);
    g_autofree char *seen = g_build_filename(path, "cur", NULL);
    if (g_mkdir_with_parents(fresh, 0700) != 0 || g_mkdir_with_parents(seen, 0700) != 0)
        return fail(error, path, g_strerror(errno));
    g_clear_pointer(&mailbox->password_file, g_free);
    mailbox->oauth = NULL;
    mailbox->source = CONFIG_MAILDIR;
    g_free(mailbox->folder);
    mailbox->folder = g_strdup(path);
    g_ptr_array_add(replay->boxes, g_steal_pointer(&path));
    return TRUE;
}

/* The configuration with the folder's mailboxes and register in place of the real ones. */
static gboolean move_into(struct replay *replay, struct config *config, GError **error)
{
    g_autofree char *key = g_build_filename(replay->folder, "answer.key", NULL);
    if (!answer_key_copy(config->state_dir, replay->folder, error))
        return FALSE;
    if (!g_file_test(key, G_FILE_TEST_EXISTS))
        log_warning("%s: has no answer.key: tokens and names of mails are not those of a live run, and "
                    "answers to it are not known", config->state_dir);
    g_free(config->state_dir);
    config->state_dir = g_strdup(replay->folder);
    for (guint i = 0; i < config->mailboxes->len; i++)
        if (!make_box(replay, config->mailboxes->pdata[i], i, error))
            return FALSE;
    return replay->boxes->len > 0 || fail(error, config->path, "names no mailbox");
}

/* Mails of two replays in one folder would be taken for one. */
static gboolean make_output(const char *output, GError **error)
{
    if (!output)
        return TRUE;
    if (g_mkdir_with_parents(output, 0700) != 0)
        return fail(error, output, g_strerror(errno));
    g_autoptr(GDir) folder = g_dir_open(output, 0, error);
    return folder && (!g_dir_read_name(folder) || fail(error, output, "is not empty"));
}

static gboolean prepare(struct replay *replay, struct config *config, const struct replay_options *options,
                        GError **error)
{
    replay->folder = g_dir_make_tmp("circulard-replay-XXXXXX", error);
    return replay->folder && make_output(options->output, error) &&
           list_mails(replay, config, options->from, error) && move_into(replay, config, error);
}

/* All passes; takes config over. */
static gboolean go_through(struct replay *replay, struct config *config)
{
    const struct centre_options options = {.once = TRUE, .dry_run = TRUE, .replay = replay};
    gboolean came;
    replay->now = g_array_index(replay->mails, struct came, 0).at;
    replay_next(replay, &came);
    gboolean good = centre_run(config, &options);
    if (good && !replay->ended)
        log_warning("stopped before the end");
    fprintf(stderr, "circulard: %u of %u mails replayed, %u would have gone\n", replay->next,
            replay->mails->len, replay->taken);
    return good && replay->ended;
}

int replay_run(struct config *config, const struct replay_options *options)
{
    AUTO(config) *owned = config;
    g_autoptr(GError) error = NULL;
    struct replay replay = {.output = options->output,
                            .boxes = g_ptr_array_new_with_free_func(g_free),
                            .mails = g_array_new(FALSE, FALSE, sizeof(struct came)),
                            .until = clock_now()};
    g_array_set_clear_func(replay.mails, came_clear);
    gboolean good = prepare(&replay, config, options, &error);
    if (!good)
        log_error("%s", error->message);
    else if (replay.mails->len == 0)
        log_warning("no mail came until then: nothing is replayed");
    else
        good = go_through(&replay, g_steal_pointer(&owned));
    good = good && !replay.incomplete;
    replay_clear(&replay);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
