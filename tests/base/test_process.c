/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a started program gets of its parent, and what the parent hears of it. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/process.h"

/* The status with which a shell ends that runs text. */
static int run_shell(const char *text, int input, int given)
{
    const char *argv[] = {"/bin/sh", "-c", text, NULL};
    char *environment[] = {"WORD=told", NULL};
    g_autoptr(GError) error = NULL;
    int status = 0;
    pid_t pid = process_start(argv, environment, input, given, &error);
    assert_null(error);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void start__nothing_given__empty_input_and_no_descriptor(void **state)
{
    (void)state;
    int stray = fcntl(STDERR_FILENO, F_DUPFD, 30); /* not close-on-exec */
    assert_int_equal(run_shell("read -r line; test -z \"$line\" && test \"$WORD\" = told && "
                               "! test -e /proc/$$/fd/3 && ! test -e /proc/$$/fd/30", -1, -1), 0);
    close(stray);
}

static void start__descriptor_given__is_the_third(void **state)
{
    (void)state;
    int ends[2];
    char got[6] = "";
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    assert_int_equal(run_shell("printf hello >&3", -1, ends[1]), 0);
    assert_int_equal(read(ends[0], got, 5), 5);
    assert_string_equal(got, "hello");
    close(ends[0]);
    close(ends[1]);
}

static void start__already_the_third__stays_open(void **state)
{
    (void)state;
    int kept = fcntl(3, F_DUPFD_CLOEXEC, 20);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null != 3)
        assert_int_equal(dup3(null, 3, O_CLOEXEC), 3);
    assert_int_equal(run_shell("test -e /proc/$$/fd/3", -1, 3), 0);
    if (null != 3)
        close(null);
    if (kept >= 0)
        dup3(kept, 3, O_CLOEXEC), close(kept);
    else
        close(3);
}

static void start__signals_blocked_and_ignored__not_for_the_child(void **state)
{
    (void)state;
    sigset_t term, before;
    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    sigprocmask(SIG_BLOCK, &term, &before);
    void (*pipe_before)(int) = signal(SIGPIPE, SIG_IGN);
    int terminated = run_shell("kill -TERM $$; exit 0", -1, -1);
    int piped = run_shell("kill -PIPE $$; exit 0", -1, -1);
    signal(SIGPIPE, pipe_before);
    sigprocmask(SIG_SETMASK, &before, NULL);
    assert_int_equal(terminated, -1);
    assert_int_equal(piped, -1);
}

static void start__no_such_program__an_error_in_words(void **state)
{
    (void)state;
    const char *argv[] = {"/nonexistent/program", NULL};
    char *environment[] = {NULL};
    g_autoptr(GError) error = NULL;
    assert_int_equal(process_start(argv, environment, -1, -1, &error), 0);
    assert_string_equal(error->message, "/nonexistent/program cannot be run: No such file or directory");
}

static void note_end(pid_t pid, int status, gpointer data)
{
    (void)pid;
    *(int *)data = status;
}

static void watch__child_exits__told_once_with_its_status(void **state)
{
    (void)state;
    const char *argv[] = {"/bin/sh", "-c", "exit 3", NULL};
    char *environment[] = {NULL};
    int status = -1;
    pid_t pid = process_start(argv, environment, -1, -1, NULL);
    assert_true(process_watch(pid, note_end, &status) > 0);
    for (guint i = 0; i < 10 && status < 0; i++)
        g_main_context_iteration(NULL, TRUE);
    g_autofree char *words = process_status_words(status);
    assert_string_equal(words, "exited with 3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(start__nothing_given__empty_input_and_no_descriptor),
        cmocka_unit_test(start__descriptor_given__is_the_third),
        cmocka_unit_test(start__already_the_third__stays_open),
        cmocka_unit_test(start__signals_blocked_and_ignored__not_for_the_child),
        cmocka_unit_test(start__no_such_program__an_error_in_words),
        cmocka_unit_test(watch__child_exits__told_once_with_its_status),
    };
    return cmocka_run_group_tests_name("process", tests, NULL, NULL);
}
