/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists of system calls, as allow-lists: what is not named ends the process.
 *
 * Every role has the base list (memory without execution, time, signals to itself, reading and
 * writing what is open, exit). Asking for a file answers ENOENT in the roles that may open none, and
 * a few calls with which libraries feel their way answer EPERM or ENOTTY. clone3(2), whose arguments
 * a filter cannot see, answers ENOSYS everywhere: the C library then uses clone(2), which it can.
 * Sanitizers need a handful more, in their builds alone. */
#include "supervise/sandbox_filter.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Stands in a list for the process that will load it; no process has this number. */
#define MYSELF 0x7ffff1e5u

static const int base_calls[] = {
    SCMP_SYS(read),          SCMP_SYS(readv),          SCMP_SYS(pread64),
    SCMP_SYS(write),         SCMP_SYS(writev),         SCMP_SYS(sendmsg),
    SCMP_SYS(poll),          SCMP_SYS(ppoll),          SCMP_SYS(close),
    SCMP_SYS(lseek),         SCMP_SYS(fstat),          SCMP_SYS(munmap),
    SCMP_SYS(mremap),        SCMP_SYS(madvise),        SCMP_SYS(brk),
    SCMP_SYS(futex),         SCMP_SYS(clock_gettime),  SCMP_SYS(clock_getres),
    SCMP_SYS(clock_nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(time),
    SCMP_SYS(getrandom),     SCMP_SYS(getpid),         SCMP_SYS(gettid),
    SCMP_SYS(getppid),       SCMP_SYS(getuid),         SCMP_SYS(geteuid),
    SCMP_SYS(getgid),        SCMP_SYS(getegid),        SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),  SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall), SCMP_SYS(sched_yield),  SCMP_SYS(sched_getaffinity),
    SCMP_SYS(setitimer),     SCMP_SYS(getrusage),      SCMP_SYS(times),
    SCMP_SYS(uname),         SCMP_SYS(sysinfo),        SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/* Asking for what is not there: answered, not punished. */
static const int file_calls[] = {
    SCMP_SYS(open),     SCMP_SYS(openat),   SCMP_SYS(openat2),    SCMP_SYS(creat),
    SCMP_SYS(stat),     SCMP_SYS(lstat),    SCMP_SYS(statx),      SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd),   SCMP_SYS(statfs),   SCMP_SYS(fstatfs),    SCMP_SYS(getdents64),
};

/* For the roles that may read files; landlock says which. */
static const int look_calls[] = {
    SCMP_SYS(open),     SCMP_SYS(openat),   SCMP_SYS(stat),       SCMP_SYS(lstat),
    SCMP_SYS(statx),    SCMP_SYS(access),   SCMP_SYS(faccessat),  SCMP_SYS(faccessat2),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),   SCMP_SYS(statfs),
    SCMP_SYS(fstatfs),  SCMP_SYS(getdents64), SCMP_SYS(newfstatat), SCMP_SYS(fcntl),
    SCMP_SYS(dup),      SCMP_SYS(flock),    SCMP_SYS(fadvise64),
};

static const int network_calls[] = {
    SCMP_SYS(connect),    SCMP_SYS(getsockopt),  SCMP_SYS(setsockopt),   SCMP_SYS(getsockname),
    SCMP_SYS(getpeername), SCMP_SYS(sendto),     SCMP_SYS(recvfrom),     SCMP_SYS(sendmmsg),
    SCMP_SYS(recvmmsg),   SCMP_SYS(recvmsg),     SCMP_SYS(shutdown),     SCMP_SYS(bind),
    SCMP_SYS(socketpair), SCMP_SYS(pipe),        SCMP_SYS(pipe2),        SCMP_SYS(select),
    SCMP_SYS(pselect6),   SCMP_SYS(eventfd2),    SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
    SCMP_SYS(memfd_create), SCMP_SYS(ftruncate), SCMP_SYS(rt_sigpending), SCMP_SYS(rt_sigtimedwait),
    SCMP_SYS(membarrier), SCMP_SYS(nanosleep),   SCMP_SYS(getrlimit),    SCMP_SYS(set_tid_address),
};

static const int warm_calls[] = {
    SCMP_SYS(fork),    SCMP_SYS(vfork),     SCMP_SYS(wait4),     SCMP_SYS(waitid),
    SCMP_SYS(recvmsg), SCMP_SYS(prctl),     SCMP_SYS(seccomp),   SCMP_SYS(close_range),
    SCMP_SYS(dup),     SCMP_SYS(dup2),      SCMP_SYS(dup3),      SCMP_SYS(fcntl),
    SCMP_SYS(prlimit64), SCMP_SYS(setrlimit), SCMP_SYS(memfd_create), SCMP_SYS(ftruncate),
    SCMP_SYS(landlock_create_ruleset), SCMP_SYS(landlock_restrict_self), SCMP_SYS(pipe2),
    SCMP_SYS(socketpair), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(kill),
    SCMP_SYS(eventfd2), SCMP_SYS(pidfd_open), SCMP_SYS(alarm),
};

struct rules {
    scmp_filter_ctx filter;
    scmp_datum_t self; /* who may be sent signals */
    int failure;
};

static void note(struct rules *rules, int code)
{
    if (code < 0 && rules->failure == 0)
        rules->failure = code;
}

static void allow(struct rules *rules, const int *calls, gsize count)
{
    for (gsize i = 0; i < count; i++)
        note(rules, seccomp_rule_add(rules->filter, SCMP_ACT_ALLOW, calls[i], 0));
}

static void answer(struct rules *rules, int call, int number)
{
    note(rules, seccomp_rule_add(rules->filter, SCMP_ACT_ERRNO((guint) number), call, 0));
}

static void allow_if(struct rules *rules, int call, struct scmp_arg_cmp condition)
{
    note(rules, seccomp_rule_add_array(rules->filter, SCMP_ACT_ALLOW, call, 1, &condition));
}

/* Memory is never executable, and signals go to the process itself. */
static void allow_base(struct rules *rules)
{
    allow(rules, base_calls, G_N_ELEMENTS(base_calls));
    allow_if(rules, SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    allow_if(rules, SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    allow_if(rules, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, rules->self));
    answer(rules, SCMP_SYS(clone3), ENOSYS);
    answer(rules, SCMP_SYS(ioctl), ENOTTY);
#ifdef __SANITIZE_ADDRESS__
    answer(rules, SCMP_SYS(mincore), EPERM);
#endif
}

/* Alone among the questions about files, one about an open descriptor is answered truly. */
static void hide_files(struct rules *rules)
{
    for (gsize i = 0; i < G_N_ELEMENTS(file_calls); i++)
        answer(rules, file_calls[i], ENOENT);
    allow_if(rules, SCMP_SYS(newfstatat), SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH));
    note(rules, seccomp_rule_add(rules->filter, SCMP_ACT_ERRNO(ENOENT), SCMP_SYS(newfstatat), 1,
                                 SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, 0)));
}

/* Limits may be asked for, not set; F_GETFL and the like, but no lock and no new owner. */
static void allow_questions(struct rules *rules)
{
    allow_if(rules, SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0));
    allow_if(rules, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_GETFL));
    allow_if(rules, SCMP_SYS(fcntl), SCMP_A1(SCMP_CMP_EQ, F_GETFD));
}

static void allow_network(struct rules *rules)
{
    allow(rules, look_calls, G_N_ELEMENTS(look_calls));
    allow(rules, network_calls, G_N_ELEMENTS(network_calls));
    const scmp_datum_t families[] = {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK};
    for (gsize i = 0; i < G_N_ELEMENTS(families); i++)
        allow_if(rules, SCMP_SYS(socket), SCMP_A0(SCMP_CMP_EQ, families[i]));
    allow_if(rules, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    allow_if(rules, SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0));
    /* Name services are loaded as shared objects when the first name is resolved. */
    allow_if(rules, SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_WRITE | PROT_EXEC, PROT_EXEC));
    allow_if(rules, SCMP_SYS(mprotect),
             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_WRITE | PROT_EXEC, PROT_EXEC));
    answer(rules, SCMP_SYS(prctl), EPERM);
}

static void allow_warm(struct rules *rules)
{
    allow(rules, warm_calls, G_N_ELEMENTS(warm_calls));
    allow_if(rules, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD | CLONE_NEWUSER, 0));
    note(rules, seccomp_rule_add(rules->filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 0));
}

static gboolean write_rules(struct rules *rules, enum sandbox_role role)
{
    note(rules, seccomp_attr_set(rules->filter, SCMP_FLTATR_CTL_OPTIMIZE, 2));
    allow_base(rules);
    if (role == SANDBOX_NETWORK) {
        allow_network(rules);
    } else {
        hide_files(rules);
        if (role == SANDBOX_WARM)
            allow_warm(rules);
        else
            allow_questions(rules);
    }
    return rules->failure == 0;
}

/* libseccomp writes the program to a descriptor only. */
static GBytes *export_program(scmp_filter_ctx filter)
{
    struct sock_filter program[BPF_MAXINSNS];
    GBytes *bytes = NULL;
    int fd = memfd_create("list", MFD_CLOEXEC);
    if (fd < 0)
        return NULL;
    if (seccomp_export_bpf(filter, fd) == 0) {
        ssize_t length = pread(fd, program, sizeof program, 0);
        if (length > 0 && (gsize)length % sizeof *program == 0)
            bytes = g_bytes_new(program, (gsize)length);
    }
    close(fd);
    return bytes;
}

GBytes *sandbox_filter_compile(enum sandbox_role role)
{
    struct rules rules = {.filter = seccomp_init(SCMP_ACT_KILL_PROCESS), .self = MYSELF};
    if (rules.filter == NULL)
        return NULL;
    GBytes *program = write_rules(&rules, role) ? export_program(rules.filter) : NULL;
    seccomp_release(rules.filter);
    return program;
}

/* Where MYSELF were left standing, a signal to oneself would be forbidden, and nothing allowed. */
static void name_myself(struct sock_filter *program, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (program[i].code == (BPF_JMP | BPF_JEQ | BPF_K) && program[i].k == MYSELF)
            program[i].k = (guint32)getpid();
}

int sandbox_filter_load_compiled(GBytes *compiled)
{
    struct sock_filter program[BPF_MAXINSNS];
    gsize bytes = 0;
    const void *from = g_bytes_get_data(compiled, &bytes);
    if (bytes > sizeof program)
        return -EINVAL;
    memcpy(program, from, bytes);
    const struct sock_fprog list = {.len = (unsigned short)(bytes / sizeof *program), .filter = program};
    name_myself(program, list.len);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &list, 0, 0) != 0)
        return -errno;
    return 0;
}

int sandbox_filter_load(enum sandbox_role role)
{
    struct rules rules = {.filter = seccomp_init(SCMP_ACT_KILL_PROCESS), .self = (scmp_datum_t) getpid()};
    if (rules.filter == NULL)
        return -ENOMEM;
    if (write_rules(&rules, role))
        rules.failure = seccomp_load(rules.filter);
    seccomp_release(rules.filter);
    return rules.failure;
}
