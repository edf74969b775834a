/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Maildir on this machine, read only: no file in it is moved, marked or made.
 *
 * A mail is known by the unique part of its file name, which stays the same when a reader moves it
 * from new/ to cur/ and marks it. The ledger wants 32-bit numbers that never come twice; a hash of
 * the name would come twice sooner or later, and the second mail would be taken for known. So names
 * are numbered as they are first seen, and the numbering is kept in a file of ours outside the
 * Maildir, written before a number is told to anybody. Where that file is lost, damaged or not
 * wanted, all mails are numbered anew under a new validity, and known ones are recognised by
 * content.
 *
 * Refuses: what is no regular file (links, pipes), and a file that changes while it is read. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/escape.h"
#include "collect/source.h"

#define NUMBERS_MAX_BYTES (512u * 1024 * 1024)
#define LISTINGS_MAX      3u /* in one fetch, for mails that were moved meanwhile */

struct maildir_source {
    struct source base;
    char *name, *path, *numbers_file;
    GDate since;
    guint32 validity, next;
    GHashTable *numbers; /* unique name → UID */
    GHashTable *files;   /* UID → path, as of the last listing */
};

static const char numbers_head[] = "circulard numbers 1";

static gboolean fail(GError **error, int code, const char *path, const char *what)
{
    g_autofree char *shown = escape_line(path, 200);

    g_set_error(error, SOURCE_ERROR, code, "%s: %s", shown, what);
    return FALSE;
}

/* ---- the numbering ---- */

static void number_anew(struct maildir_source *maildir)
{
    g_hash_table_remove_all(maildir->numbers);
    maildir->validity = MAX(g_random_int(), 1);
    maildir->next = 1;
}

/* "12 1700000000.M1P2.host": FALSE where it is none of ours. */
static gboolean read_number(struct maildir_source *maildir, const char *line)
{
    char *end = NULL;
    guint64 uid = g_ascii_strtoull(line, &end, 10);

    if (uid == 0 || uid >= maildir->next || *end != ' ' || end[1] == '\0')
        return FALSE;
    g_hash_table_replace(maildir->numbers, g_strcompress(end + 1), GUINT_TO_POINTER((guint)uid));
    return TRUE;
}

static gboolean read_head(struct maildir_source *maildir, const char *line)
{
    guint64 validity, next;
    char *end = NULL;

    if (!g_str_has_prefix(line, numbers_head))
        return FALSE;
    validity = g_ascii_strtoull(line + strlen(numbers_head), &end, 10);
    next = g_ascii_strtoull(end, &end, 10);
    if (*end || validity == 0 || validity > G_MAXUINT32 || next == 0 || next > G_MAXUINT32)
        return FALSE;
    maildir->validity = (guint32)validity;
    maildir->next = (guint32)next;
    return TRUE;
}

/* Whole or not at all: "end" is its last line. */
static gboolean read_numbers(struct maildir_source *maildir, char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint count = g_strv_length(lines);

    if (count < 3 || strcmp(lines[count - 2], "end") != 0 || !read_head(maildir, lines[0]))
        return FALSE;
    for (guint i = 1; i < count - 2; i++)
        if (!read_number(maildir, lines[i]))
            return FALSE;
    return TRUE;
}

static gboolean load_numbers(struct maildir_source *maildir, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *text = NULL;

    if (maildir->validity != 0)
        return TRUE;
    if (maildir->numbers_file && !g_file_get_contents(maildir->numbers_file, &text, NULL, &cause) &&
        !g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return fail(error, SOURCE_ERROR_SETTINGS, maildir->numbers_file, cause->message);
    if (!text || !read_numbers(maildir, text))
        number_anew(maildir);
    return TRUE;
}

static void append_number(gpointer key, gpointer value, gpointer data)
{
    g_autofree char *name = g_strescape(key, NULL);

    g_string_append_printf(data, "%u %s\n", GPOINTER_TO_UINT(value), name);
}

static gboolean save_numbers(const struct maildir_source *maildir, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GError) cause = NULL;

    if (!maildir->numbers_file)
        return TRUE;
    g_string_printf(text, "%s %u %u\n", numbers_head, maildir->validity, maildir->next);
    g_hash_table_foreach(maildir->numbers, append_number, text);
    g_string_append(text, "end\n");
    if (g_file_set_contents_full(maildir->numbers_file, text->str, (gssize)text->len,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 &cause))
        return TRUE;
    return fail(error, SOURCE_ERROR_SETTINGS, maildir->numbers_file, cause->message);
}

/* ---- listing ---- */

/* Files by unique name: "1700.M1.host:2,S" in cur/ is the mail "1700.M1.host". */
static gboolean list_folder(const struct maildir_source *maildir, const char *folder,
                            GHashTable *found, GError **error)
{
    g_autofree char *path = g_build_filename(maildir->path, folder, NULL);
    g_autoptr(GError) cause = NULL;
    g_autoptr(GDir) directory = g_dir_open(path, 0, &cause);
    const char *name;

    if (!directory) {
        const char *why = access(path, R_OK | X_OK) == 0 ? cause->message : g_strerror(errno);
        g_autofree char *what = g_strdup_printf("cannot be read as a Maildir: %s", why);
        return fail(error, SOURCE_ERROR_MAILBOX, path, what);
    }
    while ((name = g_dir_read_name(directory)) && g_hash_table_size(found) <= SOURCE_MAILS_MAX)
        if (name[0] != '.')
            g_hash_table_replace(found, g_strndup(name, strcspn(name, ":")),
                                 g_build_filename(path, name, NULL));
    return TRUE;
}

/* new/ first: a mail that is moved to cur/ meanwhile is then seen twice, and not never. */
static GHashTable *list_files(const struct maildir_source *maildir, GError **error)
{
    g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    if (!list_folder(maildir, "new", found, error) || !list_folder(maildir, "cur", found, error))
        return NULL;
    if (g_hash_table_size(found) > SOURCE_MAILS_MAX) {
        fail(error, SOURCE_ERROR_MAILBOX, maildir->path,
             "holds more than a million mails, too many to be watched");
        return NULL;
    }
    return g_steal_pointer(&found);
}

/* By the file's time, which is that of delivery. A day is given away for the difference of zones.
 */
static gboolean is_too_old(const struct maildir_source *maildir, const char *path)
{
    struct stat info;

    if (!g_date_valid(&maildir->since) || lstat(path, &info) != 0)
        return FALSE;
    g_autoptr(GDateTime) since = g_date_time_new_utc(g_date_get_year(&maildir->since),
                                                     (int)g_date_get_month(&maildir->since),
                                                     g_date_get_day(&maildir->since), 0, 0, 0);
    return info.st_mtime < g_date_time_to_unix(since) - 24 * 60 * 60;
}

static gboolean is_gone(gpointer key, gpointer value, gpointer data)
{
    (void)value;
    return !g_hash_table_contains(data, key);
}

/* Numbers what is new, forgets what is gone, and keeps where each mail lies. */
static gboolean number_files(struct maildir_source *maildir, GHashTable *found, GError **error)
{
    gboolean changed = g_hash_table_foreach_remove(maildir->numbers, is_gone, found) > 0;
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(found), (GCompareFunc)strcmp);

    g_hash_table_remove_all(maildir->files);
    for (GList *link = names; link; link = link->next) {
        gpointer uid = g_hash_table_lookup(maildir->numbers, link->data);
        if (!uid && maildir->next == G_MAXUINT32)
            number_anew(maildir); /* four thousand million mails later */
        if (!uid) {
            changed = TRUE;
            uid = GUINT_TO_POINTER(maildir->next++);
            g_hash_table_replace(maildir->numbers, g_strdup(link->data), uid);
        }
        g_hash_table_replace(maildir->files, uid, g_strdup(g_hash_table_lookup(found, link->data)));
    }
    return !changed || save_numbers(maildir, error);
}

static gboolean list_mails(struct maildir_source *maildir, GError **error)
{
    if (!load_numbers(maildir, error))
        return FALSE;
    g_autoptr(GHashTable) found = list_files(maildir, error);
    return found && number_files(maildir, found, error);
}

static gboolean maildir_look(struct source *source, const struct source_cursor *known,
                             struct source_held *held, GError **error)
{
    struct maildir_source *maildir = (struct maildir_source *)source;
    GHashTableIter iter;
    gpointer uid, path;

    if (!list_mails(maildir, error))
        return FALSE;
    held->validity = maildir->validity;
    held->next = maildir->next;
    held->count = g_hash_table_size(maildir->files);
    held->unchanged = known->validity == held->validity && known->next == held->next &&
                      known->count == held->count;
    g_hash_table_iter_init(&iter, maildir->files);
    while (!held->unchanged && g_hash_table_iter_next(&iter, &uid, &path))
        if (!is_too_old(maildir, path))
            uids_add(held->ranges, GPOINTER_TO_UINT(uid), GPOINTER_TO_UINT(uid));
    uids_normalise(held->ranges);
    return TRUE;
}

/* ---- fetching ---- */

/* All of it, or NULL and why: in words, or NULL where the file is not there. */
static GBytes *read_all(int fd, gsize length, const char **why)
{
    g_autofree guint8 *bytes = g_malloc(length + 1); /* one more, to see that it has grown */
    gsize got = 0;

    while (got <= length) {
        ssize_t some = read(fd, bytes + got, length + 1 - got);
        if (some < 0 && errno == EINTR)
            continue;
        if (some < 0) {
            *why = g_strerror(errno);
            return NULL;
        }
        if (some == 0)
            break;
        got += (gsize)some;
    }
    *why = "the file changed while it was read";
    return got == length ? g_bytes_new_take(g_steal_pointer(&bytes), length) : NULL;
}

static struct mail *read_file(const struct maildir_source *maildir, guint32 uid, const char *path,
                              const char **why)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    AUTO(mail) *mail = mail_new(maildir->name, maildir->validity, uid);
    struct stat info;

    *why = fd < 0 && errno == ENOENT ? NULL : g_strerror(errno);
    if (fd < 0)
        return NULL;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        *why = "it is not an ordinary file";
        close(fd);
        return NULL;
    }
    mail->received = info.st_mtime;
    mail->bytes = (guint64)info.st_size;
    if (mail->bytes <= MAIL_BYTES_MAX)
        mail->raw = read_all(fd, (gsize)mail->bytes, why);
    close(fd);
    return mail->raw || mail->bytes > MAIL_BYTES_MAX ? g_steal_pointer(&mail) : NULL;
}

/* FALSE: stopped or failed as a whole. */
static gboolean fetch_one(struct maildir_source *maildir, guint32 uid, guint *listings,
                          source_taker taker, gpointer data, struct source_tally *tally,
                          GError **error)
{
    for (;;) {
        const char *path = g_hash_table_lookup(maildir->files, GUINT_TO_POINTER(uid));
        const char *why = NULL;
        struct mail *mail = path ? read_file(maildir, uid, path, &why) : NULL;
        if (mail) {
            tally->delivered++;
            if (taker(mail, data))
                return TRUE;
            g_set_error_literal(error, SOURCE_ERROR, SOURCE_ERROR_TAKER,
                                "fetching was stopped from within");
            return FALSE;
        }
        if (why) {
            source_tally_add_trouble(tally, uid, why);
            return TRUE;
        }
        if (!path || *listings >= LISTINGS_MAX) {
            tally->gone++;
            return TRUE;
        }
        (*listings)++;
        if (!list_mails(maildir, error))
            return FALSE;
    }
}

static gboolean maildir_fetch(struct source *source, const struct uid_range *ranges, guint count,
                              source_taker taker, gpointer data, struct source_tally *tally,
                              GError **error)
{
    struct maildir_source *maildir = (struct maildir_source *)source;
    struct uids_walk walk = {.ranges = ranges, .length = count};
    guint32 uid;
    guint listings = 0;

    if (maildir->validity == 0 && !list_mails(maildir, error))
        return FALSE;
    while ((uid = uids_next(&walk)) != 0)
        if (!fetch_one(maildir, uid, &listings, taker, data, tally, error))
            return FALSE;
    return TRUE;
}

/* ---- opening and closing ---- */

static struct source *maildir_open(const struct source_settings *settings, GError **error)
{
    const char *path = settings->url + strlen("maildir:");

    while (path[0] == '/' && path[1] == '/')
        path++;
    if (!g_path_is_absolute(path) || settings->mailbox) {
        g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_SETTINGS,
                    "mailbox %s: a Maildir is named by its whole path and nothing else "
                    "(maildir:/var/mail/office)",
                    settings->name);
        return NULL;
    }
    struct maildir_source *maildir = g_new0(struct maildir_source, 1);
    maildir->base.family = &source_maildir;
    maildir->name = g_strdup(settings->name);
    maildir->path = g_strdup(path);
    maildir->numbers_file = g_strdup(settings->numbers_file);
    maildir->since = settings->since;
    maildir->numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    maildir->files = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    return &maildir->base;
}

static void maildir_close(struct source *source)
{
    struct maildir_source *maildir = (struct maildir_source *)source;

    g_hash_table_unref(maildir->numbers);
    g_hash_table_unref(maildir->files);
    g_free(maildir->name);
    g_free(maildir->path);
    g_free(maildir->numbers_file);
    g_free(maildir);
}

static const char *const schemes[] = {"maildir", NULL};

const struct source_family source_maildir = {
    .schemes = schemes,
    .open = maildir_open,
    .look = maildir_look,
    .fetch = maildir_fetch,
    .close = maildir_close,
};
