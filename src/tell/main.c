/* SPDX-License-Identifier: GPL-3.0-or-later */
/* circularctl: reads letters without the daemon, looks into the register, and acts on matters. */
#include <locale.h>

#include "base/log.h"
#include "tell/tell.h"

/* In the order in which `circularctl --help` lists them. */
static const struct command *const commands[] = {
    &tell_extract, &tell_explain,
    &tell_list,    &tell_show,    &tell_upcoming, &tell_preview,    &tell_status,
    &tell_done,    &tell_snooze,  &tell_reopen,   &tell_assign,     &tell_note,   &tell_not_ours,
    &tell_due,     &tell_add,
    &tell_report,  &tell_dossier, &tell_ics,
    &tell_route,   &tell_verify,  &tell_check, &tell_backup, &tell_restore,    &tell_check_lang,
    NULL,
};

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    log_open("circularctl", g_getenv("CIRCULARD_DEBUG") ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR);
    return tell_run(commands, argc, argv);
}
