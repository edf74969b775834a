/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening the register, and looking after the file as a whole.
 *
 * The daemon creates and migrates; circularctl opens what is there and refuses another version. A
 * symbolic link in place of the file is refused, and so is a file of another program. */
#include "keep/register.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keep/keep.h"
#include "keep/shelf.h"

static gboolean fail_system(GError **error, const char *path)
{
    g_set_error(error, REGISTER_ERROR,
                errno == ENOENT ? REGISTER_ERROR_MISSING : REGISTER_ERROR_SYSTEM, "%s: %s", path,
                g_strerror(errno));
    return FALSE;
}

/* SQLite would create the file with the umask's mode. -1: failed. */
static int create_private(const char *path, GError **error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EACCES)
        g_set_error(error, REGISTER_ERROR, REGISTER_ERROR_SYSTEM,
                    "%s: may not be written by this user: it and all beside it must belong to the one circulard runs as (chown)",
                    path);
    else if (fd < 0)
        fail_system(error, path);
    return fd;
}

gboolean register_check_owner(const char *state_dir, GError **error)
{
    struct stat status;
    if (geteuid() != 0 || stat(state_dir, &status) != 0 || status.st_uid == 0)
        return TRUE;
    const struct passwd *owner = getpwuid(status.st_uid);
    g_autofree char *number = g_strdup_printf("%u", (guint)status.st_uid);
    g_set_error(error, REGISTER_ERROR, REGISTER_ERROR_SYSTEM,
                "state_dir %s belongs to %s, who could not read what root makes there: run circulard as that user (as systemd "
                "does, or with runuser -u %s)",
                state_dir, owner ? owner->pw_name : number, owner ? owner->pw_name : number);
    return FALSE;
}

struct registry *register_open(const char *state_dir, enum register_mode mode, GError **error)
{
    static const enum sql_mode modes[] = {[REGISTER_READ] = SQL_MODE_READ,
                                          [REGISTER_WRITE] = SQL_MODE_WRITE,
                                          [REGISTER_CREATE] = SQL_MODE_CREATE};
    /* The folder may be reached over a link (systemd's DynamicUser makes one); the file may not. */
    char *real = realpath(state_dir, NULL);
    if (!real) {
        fail_system(error, state_dir);
        return NULL;
    }
    g_autofree char *path = g_build_filename(real, "register.db", NULL);
    free(real);
    if (mode == REGISTER_CREATE) {
        int fd = create_private(path, error);
        if (fd < 0)
            return NULL;
        close(fd);
    }
    if (mode != REGISTER_CREATE && access(path, R_OK) != 0) {
        fail_system(error, path);
        return NULL;
    }
    AUTO(registry) *registry = g_new0(struct registry, 1);
    registry->state_dir = g_strdup(state_dir);
    registry->shelf = shelf_new();
    registry->sql = sql_open(path, modes[mode], error);
    if (!registry->sql)
        return NULL;
    sql_begin(registry->sql, mode == REGISTER_CREATE ? SQL_WRITE : SQL_READ);
    schema_prepare(registry->sql, mode == REGISTER_CREATE);
    return sql_end(registry->sql, error) ? g_steal_pointer(&registry) : NULL;
}

void register_close(struct registry *registry)
{
    if (!registry)
        return;
    shelf_free(registry->shelf);
    sql_close(registry->sql);
    g_free(registry->state_dir);
    g_free(registry->mails_dir);
    g_free(registry);
}

void register_read_mails_of(struct registry *registry, const char *state_dir)
{
    g_free(registry->mails_dir);
    registry->mails_dir = g_strdup(state_dir);
}

gboolean register_changed_elsewhere(struct registry *registry, gboolean *changed, GError **error)
{
    gint64 known = registry->others;
    sql_begin(registry->sql, SQL_READ);
    gint64 now = sql_number(registry->sql, 0, "PRAGMA data_version");
    *changed = FALSE;
    if (!sql_end(registry->sql, error))
        return FALSE;
    registry->others = now;
    *changed = known != 0 && now != known;
    return TRUE;
}

gboolean register_group_begin(struct registry *registry, GError **error)
{
    return sql_group_begin(registry->sql, error);
}

gboolean register_group_end(struct registry *registry, GError **error)
{
    shelf_clear(registry->shelf);
    return sql_group_end(registry->sql, error);
}

int register_lock(const char *state_dir, GError **error)
{
    g_autofree char *path = g_build_filename(state_dir, "lock", NULL);
    int fd = create_private(path, error);
    if (fd < 0)
        return -1;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    if (errno == EWOULDBLOCK)
        g_set_error(error, REGISTER_ERROR, REGISTER_ERROR_BUSY,
                    "another circulard works in %s", state_dir);
    else
        fail_system(error, path);
    close(fd);
    return -1;
}

static void complain_of(struct sql *sql, struct rows *rows, const char *sound, const char *check)
{
    if (!rows_next(rows))
        return;
    const char *said = rows_peek(rows, 0);
    if (g_strcmp0(said, sound) != 0)
        sql_fail(sql, g_error_new(REGISTER_ERROR, REGISTER_ERROR_CORRUPT, "%s: %s", check,
                                  said ? said : "fails"));
}

gboolean register_check(struct registry *registry, GError **error)
{
    struct sql *sql = registry->sql;
    sql_begin(sql, SQL_READ);
    AUTO(rows) *pages = sql_query(sql, "PRAGMA integrity_check(1)");
    complain_of(sql, pages, "ok", "integrity_check");
    AUTO(rows) *keys = sql_query(sql, "PRAGMA foreign_key_check");
    complain_of(sql, keys, NULL, "foreign_key_check");
    return sql_end(sql, error);
}

gboolean register_copy(struct registry *registry, const char *state_dir, GError **error)
{
    g_autofree char *path = g_build_filename(state_dir, "register.db", NULL);
    return sql_copy(registry->sql, path, error);
}
