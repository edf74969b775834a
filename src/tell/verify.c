/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verify: whether anything was changed behind circulard's back: the chain of the history, and every
 * stored mail against its hash. */
#include <stdio.h>

#include "tell/desk.h"

enum { MAILS_MOST = 10000000 };

static int verify_history(struct registry *registry)
{
    g_autoptr(GError) error = NULL;
    gint64 broken = 0;
    if (!register_verify(registry, &broken, &error))
        return desk_failed(error);
    if (!broken) {
        printf("history: whole\n");
        return TELL_GOOD;
    }
    tell_error("history: entry %" G_GINT64_FORMAT " is not what was written: it, or what stood before "
               "it, was changed", broken);
    return TELL_BAD;
}

static int verify_mails(struct registry *registry)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = register_mails(registry, MAIL_STATES, OUTCOMES, MAILS_MOST, &error);
    guint whole = 0, broken = 0;
    if (!rows)
        return desk_failed(error);
    for (guint i = 0; i < rows->len; i++) {
        const struct mail_row *row = rows->pdata[i];
        g_autoptr(GError) wrong = NULL;
        g_autoptr(GBytes) raw =
            row->kept ? register_mail_bytes(registry, row->sha256, &wrong) : NULL;
        whole += raw != NULL;
        if (!wrong)
            continue;
        broken++;
        tell_error("mail %" G_GINT64_FORMAT ": %s", row->id, wrong->message);
    }
    printf("mails: %u whole, %u not\n", whole, broken);
    return broken ? TELL_BAD : TELL_GOOD;
}

static int verify(struct desk *desk, const char *none G_GNUC_UNUSED)
{
    int code = desk_open(desk, DESK_REGISTER);
    if (code != TELL_GOOD)
        return code;
    int history = verify_history(desk->registry);
    int mails = verify_mails(desk->registry);
    return MAX(history, mails);
}

static int run(const struct command *command, int argc, char **argv)
{
    return desk_run(command, argc, argv, NULL, verify);
}

const struct command tell_verify = {
    "verify", "", "Check that history and stored mails are as they were written",
    "Every entry of the history holds the hash of the one before it, and every mail is named by its\n"
    "own: a changed byte is found.\n\n"
    "Exit status: 0 all is whole, 1 something was changed, 2 the command line is wrong,\n"
    "3 the register cannot be read.",
    run};
