/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup: everything that cannot be had again, in a new folder, also while the daemon runs. restore: the
 * way back, only where no register is and no daemon runs. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keep/backup.h"
#include "tell/desk.h"

static int tell_lacking(const struct backup *backup)
{
    for (guint i = 0; i < backup->lacking->len; i++)
        tell_error("%s", (const char *)backup->lacking->pdata[i]);
    return backup->lacking->len ? TELL_BAD : TELL_GOOD;
}

static int back_up(struct desk *desk, const char *folder)
{
    g_autoptr(GError) error = NULL;
    struct backup backup = {0};
    int code = desk_open(desk, DESK_REGISTER);
    if (code != TELL_GOOD)
        return code;
    if (backup_make(desk->registry, folder, desk->now, &backup, &error)) {
        printf("%s: the register, %u mails\n", folder, backup.mails);
        code = tell_lacking(&backup);
    } else {
        tell_error("%s", error->message);
        code = TELL_BAD;
    }
    backup_clear(&backup);
    return code;
}

static int run_backup(const struct command *command, int argc, char **argv)
{
    return desk_run(command, argc, argv, "the folder to write is missing", back_up);
}

/* ---- restore ---------------------------------------------------------------------------------- */

static struct stat owner_of(const char *path)
{
    struct stat status = {0};
    if (stat(path, &status) != 0)
        status.st_uid = geteuid();
    return status;
}

/* What root has written belongs to whom the folder belongs to. Below it are two levels: mails/ab/. */
static void give_away(const char *path, const struct stat *owner, guint levels)
{
    g_autoptr(GDir) folder = levels ? g_dir_open(path, 0, NULL) : NULL;
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *below = g_build_filename(path, name, NULL);
        if (lchown(below, owner->st_uid, owner->st_gid) != 0)
            tell_error("%s: cannot be given to its owner: %s", below, g_strerror(errno));
        if (g_file_test(below, G_FILE_TEST_IS_DIR) && !g_file_test(below, G_FILE_TEST_IS_SYMLINK))
            give_away(below, owner, levels - 1);
    }
}

static int tell_restored(const struct desk *desk, const struct backup *backup, const char *state_dir)
{
    g_autofree char *made = desk_moment(desk, backup->made_at);
    printf("%s: the register as of %s, %u mails\n"
           "What was sent since then is in doubt: with copy_to, our own copies in the mailbox are looked for\n"
           "before anything goes again; without it, such reminders go a second time.\n"
           "Mails that have come since are fetched again, answers among them. What was done with circularctl\n"
           "since then is to be done again.\n",
           state_dir, made, backup->mails);
    return tell_lacking(backup);
}

static int restore(struct desk *desk, const char *folder)
{
    g_autoptr(GError) error = NULL;
    struct backup backup = {0};
    int code = desk_open(desk, desk->state_dir ? 0 : DESK_CONFIG);
    if (code != TELL_GOOD)
        return code;
    const char *state_dir = desk->state_dir ? desk->state_dir : desk->config->state_dir;
    const struct stat owner = owner_of(state_dir);
    int lock = register_lock(state_dir, &error);
    if (lock < 0)
        tell_error("%s%s", error->message,
                   g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_BUSY)
                       ? ": stop it first (systemctl stop circulard)"
                   : g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_MISSING)
                       ? ": make that folder first, for the user circulard runs as (systemd-tmpfiles --create circulard.conf)"
                       : "");
    else if (!backup_restore(folder, state_dir, desk->now, &backup, &error))
        tell_error("%s", error->message);
    code = error ? TELL_BAD : tell_restored(desk, &backup, state_dir);
    if (lock >= 0) {
        if (geteuid() == 0)
            give_away(state_dir, &owner, 3);
        close(lock);
    }
    backup_clear(&backup);
    return code;
}

static int run_restore(const struct command *command, int argc, char **argv)
{
    return desk_run(command, argc, argv, "the folder of the backup is missing", restore);
}

const struct command tell_backup = {
    "backup", "FOLDER", "Copy the register, the mails and the key into a new folder",
    "Also while circulard runs: the copy is of one moment. It holds letters and a key: keep it as safe as\n"
    "the register itself. `tar -C FOLDER -cf FILE .` makes one file of it.\n\n"
    "Exit status: 0 done, 1 not done, or mails are lacking, 2 the command line is wrong,\n"
    "3 the register cannot be read.",
    run_backup};

const struct command tell_restore = {
    "restore", "FOLDER", "Put a backup in the place of a register that is lost",
    "Refused while circulard runs, and where a register is still there: move it away first. The backup is\n"
    "checked before. What was sent since it was made is in doubt afterwards.\n\n"
    "Exit status: 0 done, 1 not done, or mails are lacking, 2 the command line is wrong,\n"
    "3 the configuration cannot be read.",
    run_restore};
