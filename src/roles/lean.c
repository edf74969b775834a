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

static gboolean is_named(const char *path, const char *const *names)
{
    const char *slash = strrchr(path, '/');
    const char *file = slash != NULL ? slash + 1 : path;
    const char *end = strstr(file, ".so");
    if (end == NULL)
        return FALSE;
    for (; *names != NULL; names++)
        if (strlen(*names) == (gsize)(end - file) && strncmp(file, *names, (gsize)(end - file)) == 0)
            return TRUE;
    return FALSE;
}

static struct range measure(const struct dl_phdr_info *library)
{
    gsize page = (gsize)sysconf(_SC_PAGESIZE);
    struct range all = {G_MAXSIZE, 0};
    for (guint i = 0; i < library->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &library->dlpi_phdr[i];
        if (part->p_type != PT_LOAD)
            continue;
        gsize from = (gsize)library->dlpi_addr + (gsize)part->p_vaddr;
        all.from = MIN(all.from, from / page * page);
        all.to = MAX(all.to, (from + (gsize)part->p_memsz + page - 1) / page * page);
    }
    return all;
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
    (void)size;
    if (!is_named(library->dlpi_name, leaving->names))
        return 0;
    struct range all = measure(library);
    if (leave(&all, leaving->for_good)) {
        g_array_append_val(leaving->lean->ranges, all);
        leaving->lean->bytes += all.to - all.from;
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
