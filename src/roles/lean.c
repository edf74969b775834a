/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which addresses a library has, the dynamic linker says (dl_iterate_phdr(3)).
 *
 * Handlers of pthread_atfork(3) are passed over in the fork (_Fork(3)): they belong to libraries which the
 * child does not have. This is sound where the parent has one thread, as a warm parent has.
 *
 * Under AddressSanitizer, which must see each fork, nothing is left out: it is a matter of speed alone. */
#include "roles/lean.h"

#include <link.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct range {
    gsize from, to;
};

#ifndef __SANITIZE_ADDRESS__

struct leaving {
    struct lean *lean;
    const char *const *names;
    gboolean for_good;
};

/* The path of a shared library: the name of its file, up to ".so"; NULL: it is none. */
static const char *find_end(const char *path, const char **file)
{
    const char *slash = strrchr(path, '/');
    *file = slash != NULL ? slash + 1 : path;
    return strstr(*file, ".so");
}

static gboolean is_named(const char *file, const char *end, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strlen(*names) == (gsize)(end - file) && strncmp(file, *names, (gsize)(end - file)) == 0)
            return TRUE;
    return FALSE;
}

/* In whole pages. */
static struct range place(const struct dl_phdr_info *library, const ElfW(Phdr) *part)
{
    gsize page = (gsize)sysconf(_SC_PAGESIZE), from = (gsize)library->dlpi_addr + (gsize)part->p_vaddr;
    return (struct range){from / page * page, (from + (gsize)part->p_memsz + page - 1) / page * page};
}

static struct range measure(const struct dl_phdr_info *library)
{
    struct range all = {G_MAXSIZE, 0};
    for (guint i = 0; i < library->dlpi_phnum; i++) {
        if (library->dlpi_phdr[i].p_type != PT_LOAD)
            continue;
        struct range part = place(library, &library->dlpi_phdr[i]);
        all = (struct range){MIN(all.from, part.from), MAX(all.to, part.to)};
    }
    return all;
}

/* The piece before the code, with nothing but names and relocations, which were for the linker and are bound. Some
 * linkers have constants there too, and the tables for unwinding among them: then the whole library is needed. */
static struct range find_names(const struct dl_phdr_info *library)
{
    struct range first = {0, 0};
    for (guint i = 0; i < library->dlpi_phnum && first.to == 0; i++) {
        const ElfW(Phdr) *part = &library->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && part->p_flags != PF_R)
            return first;
        if (part->p_type == PT_LOAD)
            first = place(library, part);
    }
    for (guint i = 0; i < library->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &library->dlpi_phdr[i];
        struct range at = place(library, part);
        gboolean is_needed = part->p_type == PT_GNU_EH_FRAME || (part->p_type == PT_LOAD && at.from != first.from);
        if (is_needed && at.from < first.to && at.to > first.from)
            return (struct range){0, 0};
    }
    return first;
}

static gboolean leave(const struct range *all, gboolean for_good)
{
    gsize bytes = all->to - all->from;
    if (all->from >= all->to)
        return FALSE;
    return (for_good ? munmap((void *)all->from, bytes)
                     : madvise((void *)all->from, bytes, MADV_DONTFORK)) == 0;
}

static int leave_out(struct dl_phdr_info *library, size_t size, void *data)
{
    struct leaving *leaving = data;
    const char *file, *end = find_end(library->dlpi_name, &file);
    (void)size;
    if (end == NULL)
        return 0;
    struct range range = is_named(file, end, leaving->names) ? measure(library) : find_names(library);
    if (leave(&range, leaving->for_good)) {
        g_array_append_val(leaving->lean->ranges, range);
        leaving->lean->bytes += range.to - range.from;
    }
    return 0;
}

void lean_settle(struct lean *lean, const char *const *names, gboolean for_good)
{
    const char *bound = g_getenv("LD_BIND_NOW");
    struct leaving leaving = {lean, names, for_good};
    if (bound == NULL || *bound == '\0' || lean->ranges != NULL)
        return;
    lean->ranges = g_array_new(FALSE, FALSE, sizeof(struct range));
    dl_iterate_phdr(leave_out, &leaving);
}

pid_t lean_fork(const struct lean *lean)
{
    return lean->ranges != NULL ? _Fork() : fork();
}

#else

void lean_settle(struct lean *lean, const char *const *names, gboolean for_good)
{
    (void)lean, (void)names, (void)for_good;
}

pid_t lean_fork(const struct lean *lean)
{
    (void)lean;
    return fork();
}

#endif

void lean_clear(struct lean *lean)
{
    g_clear_pointer(&lean->ranges, g_array_unref);
}

/* A signal handler is handed nothing of ours. Set once, in a child. */
static const struct lean *entered;
static int status_of_lack;

static void tell_lack(int number, siginfo_t *info, void *context)
{
    gsize at = (gsize)info->si_addr;
    (void)context;
    for (guint i = 0; info->si_code == SEGV_MAPERR && i < entered->ranges->len; i++) {
        const struct range *range = &g_array_index(entered->ranges, struct range, i);
        if (at >= range->from && at < range->to)
            _exit(status_of_lack);
    }
    signal(number, SIG_DFL); /* a crash of its own: it comes again, and ends the process */
}

void lean_enter(const struct lean *lean, int status)
{
    if (lean->ranges == NULL)
        return;
    entered = lean;
    status_of_lack = status;
    struct sigaction action = {.sa_sigaction = tell_lack, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
}
