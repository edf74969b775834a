/* SPDX-License-Identifier: GPL-3.0-or-later */
/* note: words for the history of a matter. */
#include <stdio.h>
#include <string.h>

#include "tell/act.h"

enum { NOTE_BYTES_MAX = 4000 };

static int note(struct act *act)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *joined = g_strjoinv(" ", act->rest + 1);
    g_autofree char *words = g_utf8_make_valid(g_strstrip(joined), -1);
    if (!*words)
        return tell_usage(act->command, "the note is empty");
    if (strlen(words) > NOTE_BYTES_MAX)
        return tell_usage(act->command, "the note is longer than %d bytes", NOTE_BYTES_MAX);
    if (!register_note(act->desk.registry, act->id, act->actor, words, act->desk.now, &error))
        return desk_failed(error);
    printf("matter %" G_GINT64_FORMAT ": noted\n", act->id);
    return TELL_GOOD;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct act act;
    int code = act_open(&act, command, argc, argv, 2, TRUE, 0);
    if (code == TELL_GOOD)
        code = note(&act);
    act_close(&act);
    return code;
}

const struct command tell_note = {
    "note", "ID TEXT…", "Write a note into the history of a matter",
    "Exit status: 0 done, 2 the command line is wrong, 3 the register cannot be written.",
    run};
