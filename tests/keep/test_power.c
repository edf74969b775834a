/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The power goes in the midst of a small life of the register: what was not synced is there, or not, or in part.
 *
 * One life is lived, and each call by which it changes a file or a folder is written down. Then, for many moments of
 * it, a folder is made as a disk might hold it after a cut at that moment, and looked at, and lived in to the end. What a
 * file was told before it was last synced is there; of the rest each write is there, or missing, or torn between sectors
 * of 512 bytes, and each cut of the file's length happened or not. Names are as a journalling file system keeps them:
 * the first so many changes, at least those before the last sync of a folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/life.h"
#include "../support/scratch.h"

#define MOMENTS   150 /* looked at; POINTS=N: another number */
#define LOG_BYTES (256u << 20)
#define SECTOR    512u

/* ---- what a life does to files ----------------------------------------------------------------- */

enum { WROTE, CUT, SYNCED, MADE_FILE, MADE_FOLDER, RENAMED, REMOVED, SYNCED_FOLDER, TOLD_SERVER };

/* In the log, followed by its bytes, to the next multiple of eight. */
struct deed {
    guint32 what, bytes;
    guint64 file; /* its inode */
    guint64 at;   /* where it was written, or the length to which it was cut */
    char path[128], to[128]; /* of what has a name, below the life's folder */
};

static struct {
    gsize used;
    guint count;
    _Alignas(struct deed) char deeds[];
} *said; /* shared with the life's process */

static char *living_in;   /* a state_dir; NULL: nothing is written down */
static char *server_file; /* beside it: on another machine, as it were */

static void note(int what, guint64 file, guint64 at, const void *bytes, gsize length, const char *path, const char *to)
{
    struct deed *deed = (struct deed *)(void *)(said->deeds + said->used);
    gsize whole = (sizeof *deed + length + 7) & ~(gsize)7;
    if (said->used + whole > LOG_BYTES - sizeof *said)
        abort();
    *deed = (struct deed){.what = (guint32)what, .bytes = (guint32)length, .file = file, .at = at};
    g_strlcpy(deed->path, path ? path : "", sizeof deed->path);
    g_strlcpy(deed->to, to ? to : "", sizeof deed->to);
    if (length > 0)
        memcpy(deed + 1, bytes, length);
    said->used += whole;
    said->count++;
}

/* Below the life's state_dir, which is what lies on the disk; NULL: elsewhere. */
static const char *below(const char *path)
{
    gsize length = living_in ? strlen(living_in) : 0;
    return length > 0 && g_str_has_prefix(path, living_in) && path[length] == '/' ? path + length : NULL;
}

static void name_of(int fd, char path[512])
{
    char link[64];
    g_snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    path[MAX(readlink(link, path, 511), 0)] = '\0';
}

static gboolean is_noted(int fd, struct stat *status)
{
    char path[512];
    if (!living_in || fstat(fd, status) != 0)
        return FALSE;
    name_of(fd, path);
    return strcmp(path, living_in) == 0 || below(path) != NULL;
}

static void note_write(int fd, guint64 at, const void *bytes, ssize_t wrote)
{
    char path[512];
    struct stat status;
    if (!living_in || wrote <= 0)
        return;
    name_of(fd, path);
    if (strcmp(path, server_file) == 0)
        note(TOLD_SERVER, 0, 0, bytes, (gsize)wrote, NULL, NULL);
    else if (is_noted(fd, &status))
        note(WROTE, status.st_ino, at, bytes, (gsize)wrote, NULL, NULL);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at);
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at)
{
    ssize_t wrote = syscall(SYS_pwrite64, fd, bytes, length, at);
    note_write(fd, (guint64)at, bytes, wrote);
    return wrote;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at)
{
    return pwrite64(fd, bytes, length, at);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    off_t at = living_in ? lseek(fd, 0, SEEK_CUR) : 0;
    ssize_t wrote = syscall(SYS_write, fd, bytes, length);
    note_write(fd, (guint64)at, bytes, wrote);
    return wrote;
}

int ftruncate64(int fd, off64_t length)
{
    struct stat status;
    int result = (int)syscall(SYS_ftruncate, fd, length);
    if (result == 0 && is_noted(fd, &status))
        note(CUT, status.st_ino, (guint64)length, NULL, 0, NULL, NULL);
    return result;
}

int ftruncate(int fd, off_t length)
{
    return ftruncate64(fd, length);
}

int fsync(int fd)
{
    struct stat status;
    if (is_noted(fd, &status))
        note(S_ISDIR(status.st_mode) ? SYNCED_FOLDER : SYNCED, status.st_ino, 0, NULL, 0, NULL, NULL);
    return 0;
}

int fdatasync(int fd)
{
    return fsync(fd);
}

static int open_noted(const char *path, int flags, mode_t mode)
{
    struct stat status;
    const char *name = flags & O_CREAT ? below(path) : NULL;
    gboolean there = name && access(path, F_OK) == 0;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (fd >= 0 && name && !there && fstat(fd, &status) == 0)
        note(MADE_FILE, status.st_ino, 0, NULL, 0, name, NULL);
    else if (fd >= 0 && name && flags & O_TRUNC && fstat(fd, &status) == 0)
        note(CUT, status.st_ino, 0, NULL, 0, NULL, NULL);
    return fd;
}

#define OPEN(name)                                                                                 \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        va_list arguments;                                                                         \
        va_start(arguments, flags);                                                                \
        mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;                             \
        va_end(arguments);                                                                         \
        return open_noted(path, flags, mode);                                                      \
    }
OPEN(open)
OPEN(open64)

int mkdir(const char *path, mode_t mode)
{
    int result = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    if (result == 0 && below(path))
        note(MADE_FOLDER, 0, 0, NULL, 0, below(path), NULL);
    return result;
}

int rename(const char *from, const char *to)
{
    int result = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    if (result == 0 && below(from))
        note(RENAMED, 0, 0, NULL, 0, below(from), below(to));
    return result;
}

int unlink(const char *path)
{
    int result = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (result == 0 && below(path))
        note(REMOVED, 0, 0, NULL, 0, below(path), NULL);
    return result;
}

/* ---- the disk after a cut ----------------------------------------------------------------------- */

struct disk {
    GPtrArray *deeds;   /* of struct deed, up to the cut */
    GHashTable *synced; /* inode → number of its last SYNCED, plus one */
    GHashTable *files;  /* inode → GByteArray */
    GHashTable *names;  /* path → inode, or 0 for a folder */
    GRand *dice;
};

static gpointer key(guint64 inode)
{
    return GSIZE_TO_POINTER(inode);
}

static GByteArray *file_of(struct disk *disk, guint64 inode)
{
    GByteArray *file = g_hash_table_lookup(disk->files, key(inode));
    if (!file)
        g_hash_table_insert(disk->files, key(inode), file = g_byte_array_new());
    return file;
}

static void set_length(GByteArray *file, guint64 length)
{
    guint before = file->len;
    g_byte_array_set_size(file, (guint)length);
    if (length > before)
        memset(file->data + before, 0, length - before);
}

static void put(struct disk *disk, const struct deed *deed, gboolean torn)
{
    GByteArray *file = file_of(disk, deed->file);
    const char *bytes = (const char *)(deed + 1);
    if (file->len < deed->at + deed->bytes)
        set_length(file, deed->at + deed->bytes);
    for (guint32 i = 0; i < deed->bytes;) {
        guint32 part = MIN(deed->bytes - i, SECTOR - (guint32)((deed->at + i) % SECTOR));
        if (!torn || g_rand_boolean(disk->dice))
            memcpy(file->data + deed->at + i, bytes + i, part);
        i += part;
    }
}

static void make_data(struct disk *disk)
{
    for (guint i = 0; i < disk->deeds->len; i++) {
        const struct deed *deed = disk->deeds->pdata[i];
        gboolean safe = i < GPOINTER_TO_UINT(g_hash_table_lookup(disk->synced, key(deed->file)));
        int fate = safe ? 0 : g_rand_int_range(disk->dice, 0, 3);
        if (deed->what == WROTE && fate < 2)
            put(disk, deed, fate == 1);
        else if (deed->what == CUT && fate == 0)
            set_length(file_of(disk, deed->file), deed->at);
    }
}

static void make_names(struct disk *disk, guint first_unsafe)
{
    guint end = (guint)g_rand_int_range(disk->dice, (gint32)first_unsafe, (gint32)disk->deeds->len + 1);
    for (guint i = 0; i < end; i++) {
        const struct deed *deed = disk->deeds->pdata[i];
        if (deed->what == MADE_FILE || deed->what == MADE_FOLDER)
            g_hash_table_insert(disk->names, g_strdup(deed->path), key(deed->file));
        if (deed->what == RENAMED)
            g_hash_table_insert(disk->names, g_strdup(deed->to), g_hash_table_lookup(disk->names, deed->path));
        if (deed->what == RENAMED || deed->what == REMOVED)
            g_hash_table_remove(disk->names, deed->path);
    }
}

static gint by_length(gconstpointer a, gconstpointer b)
{
    return (gint)strlen(a) - (gint)strlen(b);
}

/* Folders first: they are shorter than what is in them. */
static void write_out(struct disk *disk, const char *state_dir)
{
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(disk->names), by_length);
    for (GList *at = names; at; at = at->next) {
        g_autofree char *path = g_strconcat(state_dir, at->data, NULL);
        guint64 inode = GPOINTER_TO_SIZE(g_hash_table_lookup(disk->names, at->data));
        const GByteArray *file = inode ? file_of(disk, inode) : NULL;
        if (!file)
            assert_int_equal(g_mkdir(path, 0700), 0);
        else
            assert_true(g_file_set_contents_full(path, (const char *)file->data, (gssize)file->len,
                                                 G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    }
}

static void tell_server(const struct disk *disk, const char *folder)
{
    g_autofree char *path = g_build_filename(folder, "server", NULL);
    g_autoptr(GString) told = g_string_new(NULL);
    for (guint i = 0; i < disk->deeds->len; i++) {
        const struct deed *deed = disk->deeds->pdata[i];
        if (deed->what == TOLD_SERVER)
            g_string_append_len(told, (const char *)(deed + 1), deed->bytes);
    }
    assert_true(g_file_set_contents(path, told->str, (gssize)told->len, NULL));
}

static void make_disk(const char *folder, guint moment, guint32 seed)
{
    g_autofree char *state_dir = life_state_dir(folder);
    struct disk disk = {.deeds = g_ptr_array_new(), .dice = g_rand_new_with_seed(seed),
                        .synced = g_hash_table_new(NULL, NULL),
                        .files = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_byte_array_unref),
                        .names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    const char *at = said->deeds;
    guint first_unsafe = 0;
    for (guint i = 0; i < moment; i++) {
        const struct deed *deed = (const struct deed *)(const void *)at;
        g_ptr_array_add(disk.deeds, (gpointer)deed);
        if (deed->what == SYNCED)
            g_hash_table_insert(disk.synced, key(deed->file), GUINT_TO_POINTER(i + 1));
        if (deed->what == SYNCED_FOLDER)
            first_unsafe = i + 1;
        at += (sizeof *deed + deed->bytes + 7) & ~(gsize)7;
    }
    make_data(&disk);
    make_names(&disk, first_unsafe);
    write_out(&disk, state_dir);
    tell_server(&disk, folder);
    g_ptr_array_unref(disk.deeds);
    g_rand_free(disk.dice);
    g_hash_table_unref(disk.synced);
    g_hash_table_unref(disk.files);
    g_hash_table_unref(disk.names);
}

/* ---- lives ---------------------------------------------------------------------------------------- */

static void live_in_child(const char *folder, gboolean noted)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        if (noted) {
            server_file = g_build_filename(folder, "server", NULL);
            living_in = life_state_dir(folder);
        }
        life_live(folder);
        _exit(0);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static char *new_folder(void)
{
    char *folder = scratch_new();
    life_prepare(folder);
    return folder;
}

static void power__gone_at_many_moments__nothing_lost_nothing_doubled(void **state)
{
    (void)state;
    const char *asked = g_getenv("POINTS");
    char *whole = new_folder();
    live_in_child(whole, TRUE);
    life_assert_ended(whole);
    scratch_free(whole);
    guint moments = said->count, points = MIN(asked ? (guint)atoi(asked) : MOMENTS, 100 * moments);
    assert_true(moments > 500); /* else the calls do not come by here */
    for (guint i = 0; i < points; i++) {
        char *folder = new_folder();
        make_disk(folder, (guint)((guint64)i * moments / points), i);
        life_assert_whole(folder);
        live_in_child(folder, FALSE);
        life_assert_whole(folder);
        life_assert_ended(folder);
        scratch_free(folder);
    }
    printf("# a life of %u calls, cut off at %u moments\n", moments, points);
}

int main(void)
{
    said = mmap(NULL, LOG_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (said == MAP_FAILED)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(power__gone_at_many_moments__nothing_lost_nothing_doubled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
