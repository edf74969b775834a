/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check: SQLite's own checks of the register's file (pages, indices, references), the chain of the
 * history, and whether every mail is there. verify reads the mails too. */
#include <stdio.h>
#include <sys/stat.h>

#include "tell/desk.h"

enum { MAILS_MOST = 10000000 };

static int check_history(struct registry *registry, GError **error)
{
    gint64 broken = 0;
    if (!register_verify(registry, &broken, error))
        return TELL_REGISTER;
    if (broken)
        tell_error("history: entry %" G_GINT64_FORMAT " is not what was written", broken);
    else
        printf("history: whole\n");
    return broken ? TELL_BAD : TELL_GOOD;
}

static int check_mails(struct registry *registry, GError **error)
{
    g_autoptr(GPtrArray) rows = register_mails(registry, MAIL_STATES, OUTCOMES, MAILS_MOST, error);
    guint there = 0, missing = 0;
    for (guint i = 0; rows && i < rows->len; i++) {
        const struct mail_row *row = rows->pdata[i];
        g_autofree char *path = row->kept ? register_mail_path(registry, row->sha256) : NULL;
        struct stat status;
        if (!path)
            continue;
        gboolean found = stat(path, &status) == 0 && (guint64)status.st_size == row->bytes;
        if (!found)
            tell_error("mail %" G_GINT64_FORMAT ": %s is missing, or of another size", row->id, path);
        there += found;
        missing += !found;
    }
    if (rows)
        printf("mails: %u there, %u missing\n", there, missing);
    return !rows ? TELL_REGISTER : missing ? TELL_BAD : TELL_GOOD;
}

static int check(struct desk *desk, const char *none G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    int code = desk_open(desk, DESK_REGISTER);
    if (code != TELL_GOOD)
        return code;
    if (register_check(desk->registry, &error)) {
        printf("register: sound\n");
        int history = check_history(desk->registry, &error);
        int mails = error ? TELL_GOOD : check_mails(desk->registry, &error);
        code = MAX(history, mails);
    }
    if (!error)
        return code;
    code = desk_failed(error);
    return g_error_matches(error, REGISTER_ERROR, REGISTER_ERROR_CORRUPT) ? TELL_BAD : code;
}

static int run(const struct command *command, int argc, char **argv)
{
    return desk_run(command, argc, argv, NULL, check);
}

const struct command tell_check = {
    "check", "", "Check the register, its history and that every mail is there",
    "Exit status: 0 sound, 1 damaged, 2 the command line is wrong, 3 the register cannot be read.",
    run};
