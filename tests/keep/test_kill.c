/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole small life of the register, killed at many points, then run to its end: nothing is lost,
 * nothing is doubled, and in between no half transaction is to be seen.
 *
 * The calls by which a process changes files stand between the program and the C library here: they
 * count, and the one that is asked for kills the process before or after it is made. Nothing is
 * synced: what a killed process has written is in the kernel's hands (test_power.c: what is not there yet). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/life.h"
#include "../support/scratch.h"
#include "keep/keep.h"

#define NOW    1752566400
#define POINTS 100 /* at most */

/* ---- the calls ------------------------------------------------------------------------------- */

static struct {
    guint moments; /* before and after each call, in the life under way */
    guint deadly;  /* the moment that kills; 0: none */
    int fault;     /* instead of killing: the call fails with this error */
} *counter; /* shared with the life's process */

static gboolean living; /* in the life's own process */

/* TRUE where the call is to fail. */
static gboolean pass_moment(void)
{
    if (!living || ++counter->moments != counter->deadly)
        return FALSE;
    if (counter->fault == 0)
        kill(getpid(), SIGKILL);
    errno = counter->fault;
    return TRUE;
}

#define COUNTED(...)                                                                               \
    do {                                                                                           \
        if (pass_moment())                                                                         \
            return -1;                                                                             \
        long result = __VA_ARGS__;                                                                 \
        pass_moment();                                                                             \
        return result;                                                                             \
    } while (0)

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset);
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
    COUNTED(syscall(SYS_pwrite64, fd, bytes, length, offset));
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
    COUNTED(syscall(SYS_pwrite64, fd, bytes, length, offset));
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    COUNTED(syscall(SYS_write, fd, bytes, length));
}

int ftruncate64(int fd, off64_t length)
{
    COUNTED((int)syscall(SYS_ftruncate, fd, length));
}

int ftruncate(int fd, off_t length)
{
    COUNTED((int)syscall(SYS_ftruncate, fd, length));
}

int rename(const char *from, const char *to)
{
    COUNTED((int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int fsync(int fd)
{
    (void)fd;
    COUNTED(0);
}

int fdatasync(int fd)
{
    (void)fd;
    COUNTED(0);
}

/* ---- the life, in a process of its own ------------------------------------------------------- */

static char *new_folder(void)
{
    char *folder = scratch_new();
    life_prepare(folder);
    return folder;
}

/* TRUE where it came to its end, FALSE where it was killed. */
static gboolean run_life(const char *folder, guint deadly)
{
    int status = 0;
    counter->moments = 0;
    counter->deadly = deadly;
    pid_t pid = fork();
    if (pid == 0) {
        living = TRUE;
        life_may_fail = counter->fault != 0;
        life_live(folder);
        _exit(0);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (counter->fault != 0)
        assert_true(WIFEXITED(status)); /* it may say that it could not */
    else
        assert_true(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 0);
    return WIFEXITED(status);
}

/* Half-way lives end where they are killed a second time, too. */
static void kill_at(guint first, guint second)
{
    char *folder = new_folder();
    assert_false(run_life(folder, first));
    life_assert_whole(folder);
    run_life(folder, second);
    life_assert_whole(folder);
    assert_true(run_life(folder, 0));
    life_assert_whole(folder);
    life_assert_ended(folder);
    scratch_free(folder);
}

static void kill__at_many_points__nothing_lost_nothing_doubled(void **state)
{
    (void)state;
    char *folder = new_folder();
    assert_true(run_life(folder, 0));
    guint moments = counter->moments, points = MIN(POINTS, moments);
    life_assert_whole(folder);
    life_assert_ended(folder);
    scratch_free(folder);
    assert_true(moments > 200); /* else the calls do not come by here */
    for (guint i = 0; i < points; i++)
        kill_at(1 + (guint)((guint64)i * moments / points), 1 + i * 7 % moments);
    printf("# a life of %u calls, killed at %u points\n", moments / 2, points);
}

/* A disk that is full or fails once: the life says so and ends, or goes on; it never says that
 * something was done which was not. */
static void fail_at(guint moment, int fault)
{
    char *folder = new_folder();
    counter->fault = fault;
    run_life(folder, moment);
    counter->fault = 0;
    life_assert_whole(folder);
    assert_true(run_life(folder, 0));
    life_assert_whole(folder);
    life_assert_ended(folder);
    scratch_free(folder);
}

static void fault__at_many_points__nothing_lost_nothing_doubled(void **state)
{
    (void)state;
    static const int faults[] = {ENOSPC, EIO};
    char *folder = new_folder();
    assert_true(run_life(folder, 0));
    guint moments = counter->moments, points = MIN(POINTS, moments / 2);
    scratch_free(folder);
    for (guint i = 0; i < points; i++) /* odd moments are those before a call */
        fail_at(1 + (guint)((guint64)i * moments / points) / 2 * 2, faults[i % 2]);
    printf("# %u faults\n", points);
}

/* In one process: what failed is told, and the next transaction finds a sound register. */
static void fault__connection__opened_anew(void **state)
{
    (void)state;
    char *folder = scratch_new();
    AUTO(registry) *registry = register_open(folder, REGISTER_CREATE, NULL);
    guint failed = 0, before = 0;
    gboolean done = FALSE;
    for (guint moment = 1; !done && moment < 400; moment += 2) {
        g_autofree char *text = g_strdup_printf("mail %u", moment);
        g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
        g_autoptr(GError) error = NULL;
        struct stored stored;
        *counter = (typeof(*counter)){.deadly = moment, .fault = EIO};
        living = TRUE;
        gboolean ok = register_store_mail(registry, raw, NULL, NOW, NOW, &stored, &error);
        living = FALSE;
        done = counter->moments < moment;
        g_autoptr(GPtrArray) mails = register_mails(registry, MAIL_STATES, OUTCOMES, 1000, NULL);
        assert_non_null(mails);
        assert_int_equal(mails->len, before + ok);
        before = mails->len;
        failed += !ok;
        assert_true(ok || error->code == REGISTER_ERROR_SYSTEM);
    }
    assert_true(done && failed > 10);
    assert_true(register_check(registry, NULL));
    scratch_free(folder);
}

int main(void)
{
    counter = mmap(NULL, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (counter == MAP_FAILED)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kill__at_many_points__nothing_lost_nothing_doubled),
        cmocka_unit_test(fault__at_many_points__nothing_lost_nothing_doubled),
        cmocka_unit_test(fault__connection__opened_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
