/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seals a process, in an order in which each step is still possible: descriptors closed, limits
 * set, no_new_privs, landlock (files, and network where the kernel knows how), then seccomp.
 *
 * Where the kernel has no landlock the seccomp list stands alone: it lets no role but the network
 * ones open a file at all. Address space cannot be limited under AddressSanitizer, which maps terabytes;
 * standard error stays open there for its reports.
 *
 * Root keeps no way round: the limit on processes does not bind it, but seccomp's list does. */
#include "supervise/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <linux/landlock.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "supervise/sandbox_filter.h"

/* Newer than the headers of the oldest system we build on. */
#define ACCESS_FS_TRUNCATE (1ULL << 14)
#define ACCESS_FS_IOCTL    (1ULL << 15)
#define ACCESS_NET_ALL     3ULL /* bind and connect of TCP */
#define SCOPE_ALL          3ULL /* abstract sockets and signals outside */

struct ruleset {
    guint64 files, network, scope;
};

GQuark sandbox_error_quark(void)
{
    return g_quark_from_static_string("circulard-sandbox");
}

static gboolean fail(GError **error, const char *step, int number)
{
    g_set_error(error, SANDBOX_ERROR, SANDBOX_ERROR_SYSTEM, "cannot be sealed: %s: %s", step,
                g_strerror(number));
    return FALSE;
}

static int compare_fds(const void *a, const void *b)
{
    return *(const int *) a - *(const int *) b;
}

gboolean sandbox_close_others(const struct sandbox_limits *limits)
{
    if (limits->kept == G_MAXUINT)
        return TRUE;
    g_autofree int *keep = g_memdup2(limits->keep, limits->kept * sizeof(int));
    if (limits->kept > 0)
        qsort(keep, limits->kept, sizeof(int), compare_fds);
    guint from = 3;
    for (guint i = 0; i < limits->kept; i++) {
        guint fd = (guint) MAX(keep[i], 0);
        if (fd < from)
            continue;
        if (fd > from && close_range(from, fd - 1, 0) != 0)
            return FALSE;
        from = fd + 1;
    }
    return close_range(from, ~0U, 0) == 0;
}

static gboolean hush(void)
{
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nowhere < 0)
        return FALSE;
    gboolean done = dup2(nowhere, STDIN_FILENO) >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0;
#ifndef __SANITIZE_ADDRESS__
    done = done && dup2(nowhere, STDERR_FILENO) >= 0;
#endif
    if (nowhere > 2)
        close(nowhere);
    return done;
}

static gboolean limit(int resource, guint64 value, guint64 most)
{
    struct rlimit now;
    if (getrlimit(resource, &now) != 0)
        return FALSE;
    now.rlim_max = MIN(now.rlim_max, most);
    now.rlim_cur = MIN(now.rlim_max, value);
    return setrlimit(resource, &now) == 0;
}

guint64 sandbox_mapped(void)
{
    g_autofree char *line = NULL;
    if (!g_file_get_contents("/proc/self/statm", &line, NULL, NULL))
        return 0;
    return g_ascii_strtoull(line, NULL, 10) * (guint64) sysconf(_SC_PAGESIZE);
}

static gboolean limit_memory(const struct sandbox_limits *limits G_GNUC_UNUSED)
{
#ifndef __SANITIZE_ADDRESS__
    if (limits->memory_bytes > 0) {
        guint64 mapped = limits->mapped_bytes > 0 ? limits->mapped_bytes : sandbox_mapped();
        guint64 most = mapped + limits->memory_bytes;
        return mapped > 0 && limit(RLIMIT_AS, most, most);
    }
#endif
    return TRUE;
}

static gboolean set_limits(enum sandbox_role role, const struct sandbox_limits *limits)
{
    gboolean done = limit(RLIMIT_CORE, 0, 0) && limit_memory(limits);
    if (limits->cpu_seconds > 0)
        done = done && limit(RLIMIT_CPU, limits->cpu_seconds, limits->cpu_seconds + 2);
    if (role == SANDBOX_READER) {
#ifdef __SANITIZE_ADDRESS__
        done = done && limit(RLIMIT_FSIZE, 16u << 20, 16u << 20);
#else
        done = done && limit(RLIMIT_FSIZE, 0, 0);
#endif
        done = done && limit(RLIMIT_NPROC, 0, 0) && limit(RLIMIT_MEMLOCK, 0, 0) &&
               limit(RLIMIT_MSGQUEUE, 0, 0);
    }
    return done;
}

static int landlock_abi(void)
{
    return (int) syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static struct ruleset handled(enum sandbox_role role, int abi, gsize *size)
{
    struct ruleset set = {.files = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
    *size = sizeof set.files;
    if (abi >= 2)
        set.files |= LANDLOCK_ACCESS_FS_REFER;
    if (abi >= 3)
        set.files |= ACCESS_FS_TRUNCATE;
    if (abi >= 5)
        set.files |= ACCESS_FS_IOCTL;
    if (abi >= 4 && role != SANDBOX_NETWORK) {
        set.network = ACCESS_NET_ALL;
        *size = offsetof(struct ruleset, scope);
    }
    if (abi >= 6) {
        set.scope = role == SANDBOX_WARM ? 0 : SCOPE_ALL;
        *size = sizeof set;
    }
    return set;
}

static gboolean allow_reading(int ruleset, const char *path)
{
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT || errno == EACCES; /* what is not there needs no permission */
    gboolean folder = g_file_test(path, G_FILE_TEST_IS_DIR);
    struct landlock_path_beneath_attr rule = {
        .allowed_access =
            LANDLOCK_ACCESS_FS_READ_FILE | (folder ? LANDLOCK_ACCESS_FS_READ_DIR : 0),
        .parent_fd = fd,
    };
    long code = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(fd);
    return code == 0;
}

static gboolean allow_system_files(int ruleset, const struct sandbox_limits *limits)
{
    static const char *const folders[] = {"/etc", "/usr", "/lib", "/lib64", "/run/systemd/resolve",
                                          "/run/resolvconf", "/run/nscd", "/var/run/nscd",
                                          "/dev/urandom", "/dev/null", "/proc/sys/kernel",
                                          "/run/NetworkManager", "/run/connman"};
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
        if (!allow_reading(ruleset, folders[i]))
            return FALSE;
    for (const char *const *path = limits->readable; path != NULL && *path != NULL; path++)
        if (!allow_reading(ruleset, *path))
            return FALSE;
    return TRUE;
}

static gboolean fence_files(enum sandbox_role role, const struct sandbox_limits *limits)
{
    int abi = landlock_abi();
    if (abi < 1)
        return TRUE;
    gsize size;
    struct ruleset set = handled(role, abi, &size);
    int ruleset = (int) syscall(SYS_landlock_create_ruleset, &set, size, 0);
    if (ruleset < 0)
        return FALSE;
    gboolean done = (role != SANDBOX_NETWORK || allow_system_files(ruleset, limits)) &&
                    syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return done;
}

gboolean sandbox_seal(enum sandbox_role role, const struct sandbox_limits *limits, GError **error)
{
    if (limits->quiet && !hush())
        return fail(error, "standard output", errno);
    if (!set_limits(role, limits))
        return fail(error, "limits", errno);
    if (!sandbox_close_others(limits))
        return fail(error, "descriptors", errno);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return fail(error, "privileges", errno);
    if (!fence_files(role, limits))
        return fail(error, "landlock", errno);
    if (limits->wall_seconds > 0)
        alarm(limits->wall_seconds);
    int code = limits->compiled ? sandbox_filter_load_compiled(limits->compiled)
                                : sandbox_filter_load(role);
    return code == 0 || fail(error, "seccomp", -code);
}

GBytes *sandbox_compile(enum sandbox_role role)
{
    return sandbox_filter_compile(role);
}

void sandbox_slice(guint seconds)
{
    struct itimerval timer = {.it_value.tv_sec = seconds};
    setitimer(ITIMER_PROF, &timer, NULL);
}

const char *sandbox_verdict(int status)
{
    if (WIFEXITED(status))
        return WEXITSTATUS(status) == 0 ? NULL : N_("it failed");
    switch (WIFSIGNALED(status) ? WTERMSIG(status) : 0) {
    case SIGSYS:
        return N_("it tried something that is forbidden to it");
    case SIGXCPU:
    case SIGPROF:
    case SIGALRM:
    case SIGVTALRM:
        return N_("it ran out of time");
    case SIGXFSZ:
        return N_("it tried to write a file");
    case SIGABRT:
    case SIGTRAP:
        return N_("it ran out of memory or met a contradiction");
    case SIGKILL:
        return N_("it was stopped: out of time or memory");
    default:
        return N_("it crashed");
    }
}
