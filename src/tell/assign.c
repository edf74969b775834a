/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assign: who is reminded of a matter, instead of those who were. Only officials of the configuration:
 * nobody else has an address to send to. */
#include <stdio.h>
#include <string.h>

#include "tell/act.h"

static gboolean known(const struct act *act, const char *id)
{
    if (office_official(act->desk.config->office, id))
        return TRUE;
    g_autoptr(GString) ids = g_string_new(NULL);
    const GPtrArray *officials = act->desk.config->office->officials;
    for (guint i = 0; i < officials->len; i++)
        g_string_append_printf(ids, "%s%s", i ? ", " : "",
                               ((const struct official *)officials->pdata[i])->id);
    tell_usage(act->command, "\"%s\" is none of the officials: %s", id, ids->str);
    return FALSE;
}

static int assign(struct act *act)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) recipients = g_ptr_array_new();
    for (char **id = act->rest + 1; *id; id++) {
        if (!known(act, *id))
            return TELL_USAGE;
        if (!g_ptr_array_find_with_equal_func(recipients, *id, g_str_equal, NULL))
            g_ptr_array_add(recipients, *id);
    }
    if (!register_set_recipients(act->desk.registry, act->id, recipients, act->actor, act->desk.now,
                                 &error))
        return desk_failed(error);
    if (act->why && !register_note(act->desk.registry, act->id, act->actor, act->why, act->desk.now,
                                   &error))
        return desk_failed(error);
    g_autofree char *names = g_strjoinv(", ", act->rest + 1);
    printf("matter %" G_GINT64_FORMAT ": %s will be reminded\n", act->id, names);
    return TELL_GOOD;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct act act;
    int code = act_open(&act, command, argc, argv, 2, TRUE, DESK_CONFIG);
    if (code == TELL_GOOD)
        code = assign(&act);
    act_close(&act);
    return code;
}

const struct command tell_assign = {
    "assign", "ID OFFICIAL…", "Say who is reminded of a matter",
    "OFFICIAL is an id of the configuration; several take the matter together. Those who had it and\n"
    "are not named are reminded no more.\n\n"
    "Exit status: 0 done, 1 refused, 2 the command line is wrong, 3 the register cannot be written.",
    run};
