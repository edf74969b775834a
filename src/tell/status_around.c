/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of the status lies outside the register: officials whom the configuration does not name any more, though open
 * matters do, and the disk, which may be full or read-only while the register still says that all is well, for
 * then nothing can be written into it. */
#include "tell/status_around.h"

#include <sys/statvfs.h>

enum { NUMBERS_SHOWN = 5, ROOM_LEAST_MB = 32 };

/* The matters of one who is gone. */
struct leaver {
    guint count;
    GString *numbers;
};

static void leaver_free(gpointer data)
{
    struct leaver *leaver = data;
    g_string_free(leaver->numbers, TRUE);
    g_free(leaver);
}

static struct leaver *find_leaver(struct status *status, const char *id)
{
    if (!status->leavers)
        status->leavers = g_tree_new_full((GCompareDataFunc)(void *)g_strcmp0, NULL, g_free, leaver_free);
    struct leaver *leaver = g_tree_lookup(status->leavers, id);
    if (!leaver) {
        leaver = g_new0(struct leaver, 1);
        leaver->numbers = g_string_new(NULL);
        g_tree_insert(status->leavers, g_strdup(id), leaver);
    }
    return leaver;
}

void status_note_leavers(struct status *status, const struct matter *matter)
{
    const struct config *config = status->desk->config;
    for (guint i = 0; config && i < matter->recipients->len; i++) {
        const char *id = matter->recipients->pdata[i];
        if (office_official(config->office, id))
            continue;
        struct leaver *leaver = find_leaver(status, id);
        if (leaver->count++ < NUMBERS_SHOWN)
            g_string_append_printf(leaver->numbers, "%s%" G_GINT64_FORMAT, leaver->numbers->len ? ", " : "", matter->id);
    }
}

static gboolean tell_leaver(gpointer id, gpointer value, gpointer data)
{
    const struct leaver *leaver = value;
    struct status *status = data;
    g_ptr_array_add(status->problems,
                    g_strdup_printf("\"%s\" is no longer an official of the configuration, but %u open %s (%s%s): give each to "
                                    "another (circularctl assign ID OFFICIAL); until then the others are reminded of it, or "
                                    "the administrator", (const char *)id, leaver->count,
                                    leaver->count == 1 ? "matter names this person" : "matters name this person",
                                    leaver->numbers->str, leaver->count > NUMBERS_SHOWN ? ", …" : ""));
    return FALSE;
}

void status_judge_leavers(struct status *status)
{
    if (status->leavers)
        g_tree_foreach(status->leavers, tell_leaver, status);
}

void status_judge_disk(struct status *status)
{
    const char *folder = status->desk->state_dir ? status->desk->state_dir
                         : status->desk->config  ? status->desk->config->state_dir
                                                 : NULL;
    struct statvfs disk;
    if (!folder || statvfs(folder, &disk) != 0)
        return;
    guint64 left_mb = (guint64)disk.f_bavail * disk.f_frsize / (1024 * 1024);
    if (disk.f_flag & ST_RDONLY)
        g_ptr_array_add(status->problems, g_strdup_printf("the disk of %s is read-only: nothing can be registered, and "
                                                          "nothing sent", folder));
    else if (left_mb < ROOM_LEAST_MB)
        g_ptr_array_add(status->problems, g_strdup_printf("the disk of %s is full, or nearly so (%" G_GUINT64_FORMAT " MB left): "
                                                          "make room, or nothing can be registered and sent", folder, left_mb));
}
