/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "supervise/sandbox.h"

/* A hostile helper: every attack runs in a sealed child of its own. It answers whether it was
 * refused; most do not live to answer. */
enum outcome { REFUSED = 0, SUCCEEDED = 41, NOT_SEALED = 42 };

typedef enum outcome (*attack)(void);

static enum outcome told(gboolean success)
{
    return success ? SUCCEEDED : REFUSED;
}

/* A reader is sealed as its warm parent does it, with a list that was made before the fork. */
static int seal_and_attack(enum sandbox_role role, const struct sandbox_limits *asked, attack act)
{
    g_autoptr(GBytes) compiled = role == SANDBOX_READER ? sandbox_compile(role) : NULL;
    struct sandbox_limits with = *asked, *limits = &with;
    with.compiled = compiled;
    assert_true(role != SANDBOX_READER || compiled != NULL);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        g_autoptr(GError) error = NULL;
        if (!sandbox_seal(role, limits, &error)) {
            dprintf(2, "%s\n", error->message);
            _exit(NOT_SEALED);
        }
        _exit((int) act());
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static const struct sandbox_limits reader_limits = {
    .cpu_seconds = 2, .wall_seconds = 20, .memory_bytes = 256u << 20};

static enum outcome read_a_file(void)
{
    return told(open("/etc/passwd", O_RDONLY) >= 0);
}

static enum outcome create_a_file(void)
{
    return told(open("/tmp/circulard-hostile", O_CREAT | O_WRONLY, 0600) >= 0);
}

static enum outcome list_a_folder(void)
{
    g_autoptr(GDir) folder = g_dir_open("/", 0, NULL);
    return told(folder != NULL);
}

static enum outcome read_own_memory_file(void)
{
    return told(open("/proc/self/mem", O_RDWR) >= 0);
}

static enum outcome look_at_a_file(void)
{
    struct stat about;
    return told(stat("/etc/passwd", &about) == 0 || access("/etc/passwd", R_OK) == 0);
}

static enum outcome remove_a_file(void)
{
    return told(unlink("/tmp/circulard-no-such-file") == 0 || errno == ENOENT);
}

static enum outcome change_a_mode(void)
{
    return told(chmod("/tmp", 0777) == 0);
}

static enum outcome open_tcp(void)
{
    return told(socket(AF_INET, SOCK_STREAM, 0) >= 0);
}

static enum outcome open_udp6(void)
{
    return told(socket(AF_INET6, SOCK_DGRAM, 0) >= 0);
}

static enum outcome open_local_socket(void)
{
    return told(socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
}

static enum outcome make_socket_pair(void)
{
    int pair[2];
    return told(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
}

static enum outcome execute_a_program(void)
{
    execl("/bin/true", "true", NULL);
    return REFUSED;
}

static enum outcome execute_from_memory(void)
{
    return told(syscall(SYS_memfd_create, "x", 0) >= 0);
}

static enum outcome fork_once(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    return told(child > 0);
}

static void *do_nothing(void *data)
{
    return data;
}

static enum outcome start_a_thread(void)
{
    pthread_t thread;
    return told(pthread_create(&thread, NULL, do_nothing, NULL) == 0);
}

static enum outcome kill_the_parent(void)
{
    return told(kill(getppid(), 0) == 0);
}

static enum outcome trace_the_parent(void)
{
    return told(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0);
}

static enum outcome read_the_parents_memory(void)
{
    return told(syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0) == 0);
}

static enum outcome map_executable(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return told(page != MAP_FAILED);
}

static enum outcome make_executable(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return told(mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0);
}

static enum outcome lift_a_limit(void)
{
    struct rlimit much = {RLIM_INFINITY, RLIM_INFINITY};
    return told(setrlimit(RLIMIT_AS, &much) == 0);
}

static enum outcome load_another_filter(void)
{
    return told(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0);
}

static enum outcome make_a_namespace(void)
{
    return told(unshare(CLONE_NEWUSER) == 0);
}

static enum outcome mount_something(void)
{
    return told(syscall(SYS_mount, "none", "/tmp", "tmpfs", 0, NULL) == 0);
}

static enum outcome use_io_uring(void)
{
    return told(syscall(425, 8, NULL) >= 0);
}

static enum outcome use_bpf(void)
{
    return told(syscall(SYS_bpf, 0, NULL, 0) >= 0);
}

static enum outcome use_keys(void)
{
    return told(syscall(SYS_add_key, "user", "x", "y", 1, -3) >= 0);
}

static enum outcome type_into_the_terminal(void)
{
    return told(ioctl(0, TIOCSTI, "x") == 0);
}

static enum outcome use_a_descriptor_not_kept(void)
{
    for (int fd = 3; fd < 256; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            return SUCCEEDED;
    return REFUSED;
}

static enum outcome dump_core(void)
{
    struct rlimit now;
    return told(getrlimit(RLIMIT_CORE, &now) != 0 || now.rlim_cur != 0);
}

static const struct {
    const char *name;
    attack act;
    int signal; /* that ends it; 0: it is refused and lives */
} attacks[] = {
    {"read a file", read_a_file, 0},
    {"create a file", create_a_file, 0},
    {"list a folder", list_a_folder, 0},
    {"read its own memory file", read_own_memory_file, 0},
    {"look at a file", look_at_a_file, 0},
    {"use a descriptor not kept", use_a_descriptor_not_kept, 0},
    {"dump core", dump_core, 0},
    {"type into the terminal", type_into_the_terminal, 0},
    {"remove a file", remove_a_file, SIGSYS},
    {"change a mode", change_a_mode, SIGSYS},
    {"open a TCP socket", open_tcp, SIGSYS},
    {"open a UDP socket", open_udp6, SIGSYS},
    {"open a local socket", open_local_socket, SIGSYS},
    {"make a socket pair", make_socket_pair, SIGSYS},
    {"execute a program", execute_a_program, SIGSYS},
    {"make a file in memory", execute_from_memory, SIGSYS},
    {"fork", fork_once, SIGSYS},
    {"start a thread", start_a_thread, SIGSYS},
    {"signal its parent", kill_the_parent, SIGSYS},
    {"trace its parent", trace_the_parent, SIGSYS},
    {"read its parent's memory", read_the_parents_memory, SIGSYS},
    {"map executable memory", map_executable, SIGSYS},
    {"make memory executable", make_executable, SIGSYS},
    {"lift a limit", lift_a_limit, SIGSYS},
    {"change its privileges", load_another_filter, SIGSYS},
    {"make a namespace", make_a_namespace, SIGSYS},
    {"mount", mount_something, SIGSYS},
    {"use io_uring", use_io_uring, SIGSYS},
    {"use bpf", use_bpf, SIGSYS},
    {"use the key ring", use_keys, SIGSYS},
};

/* Sanitizers turn some signals into an exit. */
static gboolean is_stopped(int status, int expected_signal)
{
    if (expected_signal == 0)
        return WIFEXITED(status) && WEXITSTATUS(status) == REFUSED;
#ifdef __SANITIZE_ADDRESS__
    if (WIFEXITED(status))
        return WEXITSTATUS(status) != SUCCEEDED && WEXITSTATUS(status) != NOT_SEALED;
#endif
    return WIFSIGNALED(status) && WTERMSIG(status) == expected_signal;
}

static void reader__every_attack__is_stopped(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(attacks); i++) {
        int status = seal_and_attack(SANDBOX_READER, &reader_limits, attacks[i].act);
        if (!is_stopped(status, attacks[i].signal))
            fail_msg("it could %s: status %#x", attacks[i].name, (guint) status);
    }
}

static enum outcome spin(void)
{
    for (volatile guint64 i = 0;; i++)
        ;
    return SUCCEEDED;
}

static void reader__spinning__ends_within_its_seconds(void **state G_GNUC_UNUSED)
{
    struct sandbox_limits limits = {.cpu_seconds = 1, .wall_seconds = 300};
    int status = seal_and_attack(SANDBOX_READER, &limits, spin);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGXCPU);
    assert_string_equal(sandbox_verdict(status), "it ran out of time");
}

static enum outcome slice_and_spin(void)
{
    sandbox_slice(60);
    sandbox_slice(1);
    return spin();
}

static void reader__slice_used_up__ends(void **state G_GNUC_UNUSED)
{
    struct sandbox_limits limits = {.cpu_seconds = 10, .wall_seconds = 300};
    int status = seal_and_attack(SANDBOX_READER, &limits, slice_and_spin);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGPROF);
}

static enum outcome wait_for_ever(void)
{
    struct timespec day = {.tv_sec = 86400};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &day, NULL);
    return SUCCEEDED;
}

static void reader__waiting__ends_by_the_clock(void **state G_GNUC_UNUSED)
{
    struct sandbox_limits limits = {.wall_seconds = 1};
    int status = seal_and_attack(SANDBOX_READER, &limits, wait_for_ever);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGALRM);
}

static enum outcome take_memory(void)
{
    char *bytes = mmap(NULL, 1u << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return told(bytes != MAP_FAILED);
}

static void reader__memory_over_the_limit__is_refused(void **state G_GNUC_UNUSED)
{
#ifdef __SANITIZE_ADDRESS__
    skip();
#endif
    int status = seal_and_attack(SANDBOX_READER, &reader_limits, take_memory);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), REFUSED);
}

/* A descriptor of a file, open for writing when the process is sealed, is no way out. */
static int kept_file;

static enum outcome write_much(void)
{
    static char block[1 << 16];
    for (guint i = 0; i < 1000; i++)
        if (write(kept_file, block, sizeof block) < 0)
            return REFUSED;
    return SUCCEEDED;
}

static void reader__writing_a_kept_file__is_stopped(void **state G_GNUC_UNUSED)
{
    g_autofree char *path = NULL;
    kept_file = g_file_open_tmp("circulard-XXXXXX", &path, NULL);
    assert_true(kept_file >= 0);
    struct sandbox_limits limits = reader_limits;
    limits.keep = &kept_file;
    limits.kept = 1;
    int status = seal_and_attack(SANDBOX_READER, &limits, write_much);
    struct stat about;
    assert_int_equal(fstat(kept_file, &about), 0);
    unlink(path);
    close(kept_file);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ);
    assert_true(about.st_size <= 16 << 20);
}

static int kept_pair[2];

static enum outcome answer_on_the_socket(void)
{
    char bytes[8] = "";
    if (recv(kept_pair[0], bytes, 0, MSG_DONTWAIT) > 0) /* never reached: recvfrom is not allowed */
        return SUCCEEDED;
    return REFUSED;
}

static enum outcome do_its_work(void)
{
    char bytes[8];
    struct iovec piece = {.iov_base = (char *) "done", .iov_len = 4};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    struct stat about;
    gboolean good = pread(kept_file, bytes, 4, 0) == 4 && fstat(kept_file, &about) == 0 &&
                    sendmsg(kept_pair[0], &message, MSG_NOSIGNAL) == 4;
    for (guint i = 0; i < 64; i++) {
        char *block = g_malloc(1 << 20);
        memset(block, 1, 1 << 20);
        g_free(block);
    }
    return good && g_get_monotonic_time() > 0 ? REFUSED : SUCCEEDED;
}

static void reader__its_own_work__goes_on(void **state G_GNUC_UNUSED)
{
    g_autofree char *path = NULL;
    kept_file = g_file_open_tmp("circulard-XXXXXX", &path, NULL);
    assert_true(kept_file >= 0 && write(kept_file, "mail", 4) == 4);
    unlink(path);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, kept_pair), 0);
    int keep[] = {kept_pair[0], kept_file};
    struct sandbox_limits limits = reader_limits;
    limits.keep = keep;
    limits.kept = 2;
    int status = seal_and_attack(SANDBOX_READER, &limits, do_its_work);
    char bytes[8] = "";
    assert_int_equal(status, 0);
    assert_int_equal(recv(kept_pair[1], bytes, sizeof bytes, MSG_DONTWAIT), 4);
    assert_string_equal(bytes, "done");
    status = seal_and_attack(SANDBOX_READER, &limits, answer_on_the_socket);
    assert_true(is_stopped(status, SIGSYS));
    close(kept_file);
    close(kept_pair[0]);
    close(kept_pair[1]);
}

/* The warm parent forks readers, and is itself shut in. */
static enum outcome seal_a_child(void)
{
    pid_t child = fork();
    if (child == 0) {
        struct sandbox_limits limits = reader_limits;
        limits.mapped_bytes = G_GUINT64_CONSTANT(1) << 40;
        if (!sandbox_seal(SANDBOX_READER, &limits, NULL))
            _exit(NOT_SEALED);
        _exit((int) open_tcp());
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child)
        return SUCCEEDED;
    return told(!is_stopped(status, SIGSYS));
}

static void warm__may_fork_and_seal__and_no_more(void **state G_GNUC_UNUSED)
{
    struct sandbox_limits limits = {.wall_seconds = 20};
    assert_int_equal(seal_and_attack(SANDBOX_WARM, &limits, seal_a_child), 0);
    assert_int_equal(seal_and_attack(SANDBOX_WARM, &limits, read_a_file), 0);
    assert_true(is_stopped(seal_and_attack(SANDBOX_WARM, &limits, open_tcp), SIGSYS));
    assert_true(is_stopped(seal_and_attack(SANDBOX_WARM, &limits, execute_a_program), SIGSYS));
    assert_true(is_stopped(seal_and_attack(SANDBOX_WARM, &limits, start_a_thread), SIGSYS));
    assert_true(is_stopped(seal_and_attack(SANDBOX_WARM, &limits, map_executable), SIGSYS));
    assert_true(is_stopped(seal_and_attack(SANDBOX_WARM, &limits, trace_the_parent), SIGSYS));
}

static enum outcome talk_to_loopback(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(1),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return SUCCEEDED;
    gboolean answered = connect(fd, (struct sockaddr *) &address, sizeof address) == 0 ||
                        errno == ECONNREFUSED;
    return told(!answered); /* refused by nobody listening, not by the seal */
}

static enum outcome read_system_and_named_files(void)
{
    gboolean good = open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0 &&
                    open("/proc/version", O_RDONLY | O_CLOEXEC) >= 0;
    return told(!good);
}

static enum outcome open_a_raw_socket(void)
{
    return told(socket(AF_PACKET, SOCK_RAW, 0) >= 0);
}

static enum outcome write_a_system_file(void)
{
    return told(open("/etc/passwd", O_WRONLY | O_CLOEXEC) >= 0);
}

static gboolean has_landlock(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0, 1) >= 1;
}

static void network__may_connect_and_read__and_no_more(void **state G_GNUC_UNUSED)
{
    const char *const readable[] = {"/proc/version", NULL};
    struct sandbox_limits limits = {.wall_seconds = 20, .readable = readable};
    assert_int_equal(seal_and_attack(SANDBOX_NETWORK, &limits, talk_to_loopback), 0);
    assert_int_equal(seal_and_attack(SANDBOX_NETWORK, &limits, read_system_and_named_files), 0);
    assert_true(is_stopped(seal_and_attack(SANDBOX_NETWORK, &limits, execute_a_program), SIGSYS));
    assert_true(is_stopped(seal_and_attack(SANDBOX_NETWORK, &limits, fork_once), SIGSYS));
    assert_true(is_stopped(seal_and_attack(SANDBOX_NETWORK, &limits, open_a_raw_socket), SIGSYS));
    assert_true(is_stopped(seal_and_attack(SANDBOX_NETWORK, &limits, remove_a_file), SIGSYS));
    assert_true(is_stopped(seal_and_attack(SANDBOX_NETWORK, &limits, map_executable), SIGSYS));
    if (has_landlock()) {
        assert_int_equal(seal_and_attack(SANDBOX_NETWORK, &limits, create_a_file), 0);
        assert_int_equal(seal_and_attack(SANDBOX_NETWORK, &limits, write_a_system_file), 0);
        assert_int_equal(seal_and_attack(SANDBOX_NETWORK, &limits, read_own_memory_file), 0);
    }
}

static enum outcome start_and_join_a_thread(void)
{
    pthread_t thread;
    return told(pthread_create(&thread, NULL, do_nothing, NULL) != 0 ||
                pthread_join(thread, NULL) != 0);
}

static void network__threads_for_resolving__work(void **state G_GNUC_UNUSED)
{
    struct sandbox_limits limits = {.wall_seconds = 20};
    assert_int_equal(seal_and_attack(SANDBOX_NETWORK, &limits, start_and_join_a_thread), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reader__every_attack__is_stopped),
        cmocka_unit_test(reader__spinning__ends_within_its_seconds),
        cmocka_unit_test(reader__slice_used_up__ends),
        cmocka_unit_test(reader__waiting__ends_by_the_clock),
        cmocka_unit_test(reader__memory_over_the_limit__is_refused),
        cmocka_unit_test(reader__writing_a_kept_file__is_stopped),
        cmocka_unit_test(reader__its_own_work__goes_on),
        cmocka_unit_test(warm__may_fork_and_seal__and_no_more),
        cmocka_unit_test(network__may_connect_and_read__and_no_more),
        cmocka_unit_test(network__threads_for_resolving__work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
