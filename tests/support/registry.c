/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "registry.h"

#include "scratch.h"

int registry_set_up(void **state)
{
    struct desk *desk = g_new0(struct desk, 1);
    desk->folder = scratch_new();
    desk->registry = register_open(desk->folder, REGISTER_CREATE, NULL);
    *state = desk;
    return desk->registry ? 0 : -1;
}

int registry_tear_down(void **state)
{
    struct desk *desk = *state;
    gint64 broken = -1;
    gboolean sound = register_check(desk->registry, NULL) &&
                     register_verify(desk->registry, &broken, NULL) && broken == 0;
    register_close(desk->registry);
    scratch_free(desk->folder);
    g_free(desk);
    return sound ? 0 : -1;
}
