/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mapping for all of a library that is never written to.
 *
 * The linker lays header, code and constants of a library side by side in its file, each in pages of its own,
 * and the dynamic linker maps them so, with a permission each. Every fork copies these mappings and every exit
 * takes them down. Here the file is mapped once more over all three, readable and executable as code was
 * before; constants become executable with it, as they were until linkers of 2018. Nothing that is executable
 * becomes writable, so systems that forbid that have nothing to say.
 *
 * It is refused where addresses are not those of the file with one shift, where the file at that path is no
 * longer the one that is mapped (it was replaced by an update), and where sanitizers or valgrind keep books of
 * mappings: it is a matter of speed alone. */
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "roles/lean.h"

#ifndef __SANITIZE_ADDRESS__

/* The mapping that begins at an address, of /proc/self/maps. */
struct mapped {
    guint64 offset, inode;
    dev_t device;
};

struct span {
    gsize from, to, offset; /* of addresses, and where the first of them is in the file */
};

static GHashTable *list_mappings(void)
{
    g_autofree char *text = NULL;
    GHashTable *mappings = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    if (!g_file_get_contents("/proc/self/maps", &text, NULL, NULL))
        return mappings;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        unsigned long from, offset, inode;
        unsigned int major, minor;
        if (sscanf(*line, "%lx-%*x %*s %lx %x:%x %lu", &from, &offset, &major, &minor, &inode) != 5)
            continue;
        struct mapped *mapped = g_new(struct mapped, 1);
        *mapped = (struct mapped){offset, inode, makedev(major, minor)};
        g_hash_table_insert(mappings, (gpointer)from, mapped);
    }
    return mappings;
}

/* From the first piece up to the one that is written to. FALSE: there is nothing to be joined, or not so simply. */
static gboolean find_span(const struct dl_phdr_info *library, struct span *span)
{
    gsize page = (gsize)sysconf(_SC_PAGESIZE), shift = 0;
    gboolean code = FALSE;
    guint pieces = 0;
    for (guint i = 0; i < library->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &library->dlpi_phdr[i];
        if (part->p_type != PT_LOAD)
            continue;
        if (part->p_flags & PF_W)
            break;
        gsize from = (gsize)(library->dlpi_addr + part->p_vaddr) / page * page, offset = part->p_offset / page * page;
        if (pieces++ == 0) {
            *span = (struct span){.from = from, .offset = offset};
            shift = from - offset;
        } else if (from < span->to || from - offset != shift) {
            return FALSE;
        }
        span->to = ((gsize)(library->dlpi_addr + part->p_vaddr + part->p_filesz) + page - 1) / page * page;
        code |= (part->p_flags & PF_X) != 0;
        if (part->p_filesz != part->p_memsz)
            return FALSE;
    }
    return pieces > 1 && code;
}

static gboolean is_that_file(int fd, const struct mapped *mapped, const struct span *span)
{
    struct stat status;
    return mapped != NULL && mapped->offset == span->offset && fstat(fd, &status) == 0 &&
           status.st_ino == mapped->inode && status.st_dev == mapped->device &&
           (gsize)status.st_size >= span->offset + (span->to - span->from) - (gsize)sysconf(_SC_PAGESIZE);
}

static int join(struct dl_phdr_info *library, size_t size, void *data)
{
    GHashTable *mappings = data;
    struct span span = {0};
    (void)size;
    if (!find_span(library, &span))
        return 0;
    const char *path = *library->dlpi_name != '\0' ? library->dlpi_name : "/proc/self/exe";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    if (is_that_file(fd, g_hash_table_lookup(mappings, (gpointer)span.from), &span))
        mmap((void *)span.from, span.to - span.from, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED, fd, (off_t)span.offset);
    close(fd);
    return 0;
}

void lean_join(void)
{
    g_autoptr(GHashTable) mappings = list_mappings();
    dl_iterate_phdr(join, mappings);
}

#else

void lean_join(void)
{
}

#endif
