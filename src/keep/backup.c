/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The register is copied first, by SQLite and as of one moment; then each mail that this copy names,
 * its hash checked on the way. A mail is never changed, so the two belong together. A file "backup",
 * written last, says when and how much.
 *
 * Restoring refuses a folder without that file, a register that is not sound, and a state_dir that
 * holds a register. */
#include "keep/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keep/keep.h"

#define MARK      "backup"
#define FIRST     "circulard backup 1"
enum { BUSY_TRIES = 100, BUSY_PAUSE_US = 100000, SMALL_FILE_BYTES = 1024 * 1024 };

void backup_clear(struct backup *backup)
{
    g_clear_pointer(&backup->lacking, g_ptr_array_unref);
}

/* ---- mails ------------------------------------------------------------------------------------ */

static gboolean copy_mail(const char *from, const char *to, const char *sha256, struct backup *backup,
                          GError **error)
{
    g_autoptr(GError) lacking = NULL;
    g_autoptr(GBytes) raw = store_read(from, sha256, &lacking);
    if (!raw) {
        g_ptr_array_add(backup->lacking, g_strdup(lacking->message));
        return TRUE;
    }
    backup->mails++;
    const struct stored_file file = {(char *)sha256, raw};
    return store_write(to, &file, 1, error);
}

/* Those that the copy names, which may be fewer than are there by now. */
static gboolean copy_mails(const char *from, const char *to, struct registry *copy,
                           struct backup *backup, GError **error)
{
    g_autoptr(GPtrArray) hashes = g_ptr_array_new_with_free_func(g_free);
    sql_begin(copy->sql, SQL_READ);
    AUTO(rows) *rows = sql_query(copy->sql, "SELECT sha256 FROM mails WHERE kept = 1 ORDER BY id");
    while (rows_next(rows))
        g_ptr_array_add(hashes, rows_text(rows, 0));
    gboolean good = sql_end(copy->sql, error);
    for (guint i = 0; good && i < hashes->len; i++)
        good = copy_mail(from, to, hashes->pdata[i], backup, error);
    return good;
}

/* ---- other files ------------------------------------------------------------------------------ */

/* The key, numbers given to the files of a Maildir, access tokens. */
static gboolean is_of_use(const char *name)
{
    return !g_str_has_prefix(name, "register.db") && !g_str_has_suffix(name, ".prom") &&
           !g_str_has_suffix(name, ".part") && !g_str_equal(name, "lock") && !g_str_equal(name, MARK) &&
           !g_str_equal(name, REGISTER_HEAD_FILE) && name[0] != '.';
}

static gboolean copy_file(const char *from, const char *to, const char *name, GError **error)
{
    g_autofree char *source = g_build_filename(from, name, NULL);
    g_autofree char *target = g_build_filename(to, name, NULL);
    g_autofree char *bytes = NULL;
    gsize length = 0;
    struct stat status;
    if (lstat(source, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size > SMALL_FILE_BYTES)
        return TRUE;
    return g_file_get_contents(source, &bytes, &length, error) &&
           g_file_set_contents_full(target, bytes, (gssize)length,
                                    G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                    error);
}

static gboolean copy_files(const char *from, const char *to, GError **error)
{
    g_autoptr(GDir) folder = g_dir_open(from, 0, error);
    gboolean good = folder != NULL;
    for (const char *name; good && (name = g_dir_read_name(folder));)
        good = !is_of_use(name) || copy_file(from, to, name, error);
    return good;
}

/* ---- backup ----------------------------------------------------------------------------------- */

/* SQLite would create it with the umask's mode. */
static gboolean create_private(const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "register.db", NULL);
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return store_failed("create", path, error);
    close(fd);
    return TRUE;
}

static gboolean copy_register(struct registry *registry, const char *folder, GError **error)
{
    if (!create_private(folder, error))
        return FALSE;
    for (guint i = 0;; i++) {
        g_autoptr(GError) problem = NULL;
        if (register_copy(registry, folder, &problem))
            return TRUE;
        if (i < BUSY_TRIES && g_error_matches(problem, REGISTER_ERROR, REGISTER_ERROR_BUSY)) {
            g_usleep(BUSY_PAUSE_US);
            continue;
        }
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
}

static gboolean write_mark(const char *folder, const struct backup *backup, gint64 now, GError **error)
{
    g_autofree char *path = g_build_filename(folder, MARK, NULL);
    g_autofree char *text =
        g_strdup_printf(FIRST "\nmade %" G_GINT64_FORMAT "\nmails %u\nlacking %u\n", now, backup->mails,
                        backup->lacking->len);
    return g_file_set_contents_full(path, text, -1,
                                    G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                    error);
}

gboolean backup_make(struct registry *registry, const char *folder, gint64 now, struct backup *backup,
                     GError **error)
{
    *backup = (struct backup){.lacking = g_ptr_array_new_with_free_func(g_free), .made_at = now};
    if (g_mkdir(folder, 0700) != 0)
        return store_failed("make it (a backup goes into a new folder)", folder, error);
    if (!copy_register(registry, folder, error))
        return FALSE;
    AUTO(registry) *copy = register_open(folder, REGISTER_READ, error);
    return copy && register_check(copy, error) &&
           copy_mails(registry->state_dir, folder, copy, backup, error) &&
           copy_files(registry->state_dir, folder, error) && store_sync_folder(folder, error) &&
           write_mark(folder, backup, now, error);
}

/* ---- restore ---------------------------------------------------------------------------------- */

static gboolean read_mark(const char *folder, struct backup *backup, GError **error)
{
    g_autofree char *path = g_build_filename(folder, MARK, NULL);
    g_autofree char *text = NULL;
    const char *made;
    if (!g_file_get_contents(path, &text, NULL, NULL) || !g_str_has_prefix(text, FIRST "\n") ||
        !(made = strstr(text, "\nmade "))) {
        g_set_error(error, REGISTER_ERROR, REGISTER_ERROR_MISSING,
                    "%s: is no backup, or one that was not finished", folder);
        return FALSE;
    }
    backup->made_at = g_ascii_strtoll(made + strlen("\nmade "), NULL, 10);
    return TRUE;
}

static gboolean check_backup(struct registry *from, GError **error)
{
    gint64 broken = 0;
    if (!register_check(from, error) || !register_verify(from, &broken, error))
        return FALSE;
    if (broken)
        g_set_error(error, REGISTER_ERROR, REGISTER_ERROR_CORRUPT,
                    "the backup's history was changed at entry %" G_GINT64_FORMAT, broken);
    return broken == 0;
}

static gboolean refuse_living(const char *state_dir, GError **error)
{
    g_autofree char *path = g_build_filename(state_dir, "register.db", NULL);
    if (access(path, F_OK) != 0)
        return TRUE;
    g_set_error(error, REGISTER_ERROR, REGISTER_ERROR_REFUSED,
                "%s: there is a register: move it away first, with its journal", path);
    return FALSE;
}

static gboolean copy_database(const char *folder, const char *staging, GError **error)
{
    g_autofree char *from = g_build_filename(folder, "register.db", NULL);
    g_autofree char *to = g_build_filename(staging, "register.db", NULL);
    g_autoptr(GFile) source = g_file_new_for_path(from), target = g_file_new_for_path(to);
    return g_file_copy(source, target, G_FILE_COPY_NOFOLLOW_SYMLINKS | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                       NULL, NULL, NULL, error);
}

/* Brought up to date, checked and marked while it is nobody's register yet. */
static gboolean prepare(const char *folder, const char *state_dir, const char *staging, gint64 now,
                        struct backup *backup, GError **error)
{
    if (!copy_database(folder, staging, error))
        return FALSE;
    AUTO(registry) *registry = register_open(staging, REGISTER_CREATE, error);
    return registry && check_backup(registry, error) &&
           copy_mails(folder, state_dir, registry, backup, error) && copy_files(folder, state_dir, error) &&
           register_restored(registry, now, error);
}

static void remove_staging(const char *staging)
{
    static const char *const names[] = {"register.db", "register.db-journal", NULL};
    for (guint i = 0; names[i]; i++) {
        g_autofree char *path = g_build_filename(staging, names[i], NULL);
        g_unlink(path);
    }
    g_rmdir(staging);
}

gboolean backup_restore(const char *folder, const char *state_dir, gint64 now, struct backup *backup,
                        GError **error)
{
    g_autofree char *head = g_build_filename(state_dir, REGISTER_HEAD_FILE, NULL);
    g_autofree char *staging = g_build_filename(state_dir, "restore.part", NULL);
    g_autofree char *made = g_build_filename(staging, "register.db", NULL);
    g_autofree char *path = g_build_filename(state_dir, "register.db", NULL);
    *backup = (struct backup){.lacking = g_ptr_array_new_with_free_func(g_free)};
    if (!read_mark(folder, backup, error) || !refuse_living(state_dir, error))
        return FALSE;
    remove_staging(staging); /* of one that was cut short */
    if (g_mkdir(staging, 0700) != 0)
        return store_failed("make", staging, error);
    gboolean good = prepare(folder, state_dir, staging, now, backup, error);
    if (good) {
        g_unlink(head);
        good = rename(made, path) == 0 || store_failed("rename", made, error);
    }
    remove_staging(staging);
    return good && store_sync_folder(state_dir, error);
}
