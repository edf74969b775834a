/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dlfcn.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "roles/lean.h"

enum { LACKING = 44, WELL = 45 };

static const char *const names[] = {"libm", "libno-such-library", NULL};

typedef void (*act)(void);

static int run(const struct lean *lean, act what)
{
    int status = 0;
    fflush(NULL);
    pid_t pid = lean_fork(lean);
    if (pid == 0) {
        lean_enter(lean, LACKING);
        what();
        _exit(WELL);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void call_library(void)
{
    volatile double eight = 8;
    if (cbrt(eight) < 1)
        _exit(1);
}

static void touch_nothing(void)
{
    volatile char *nothing = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *nothing = 1;
}

static void do_nothing(void)
{
}

/* Its names are asked for. */
static void look_up(void)
{
    if (dlsym(RTLD_DEFAULT, "xmlParseDoc") == NULL)
        _exit(1);
}

static void leave_for_good(void)
{
    static const char *const other[] = {"libxml2", NULL};
    struct lean lean = {0};
    lean_settle(&lean, other, TRUE);
    int status = run(&lean, do_nothing);
    _exit(WIFEXITED(status) && WEXITSTATUS(status) == WELL ? WELL : 1);
}

static int for_good; /* how that ended, in a process that nothing had been kept from */

static int set_up(void **state)
{
    static struct lean lean;
    const struct lean all = {0};
    for_good = run(&all, leave_for_good);
    lean_settle(&lean, names, FALSE);
    *state = &lean;
    return 0;
}

static int tear_down(void **state)
{
    lean_clear(*state);
    return 0;
}

static void lean__library_left_out__is_told_by_the_child_that_calls_it(void **state)
{
    const struct lean *lean = *state;
    if (lean->ranges == NULL)
        skip(); /* under AddressSanitizer */
    assert_true(lean->bytes > 0);
    int status = run(lean, call_library);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), LACKING);
}

static void lean__names_of_the_others__are_left_out_too(void **state)
{
    const struct lean *lean = *state;
    if (lean->ranges == NULL)
        skip();
    assert_true(lean->ranges->len > 1);
    int status = run(lean, look_up);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), LACKING);
}

static void lean__parent__keeps_it(void **state)
{
    (void)state;
    call_library();
    look_up();
}

static void lean__child_without_need__does_well(void **state)
{
    int status = run(*state, do_nothing);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), WELL);
}

static void lean__crash_of_its_own__stays_a_crash(void **state)
{
    const struct lean *lean = *state;
    if (lean->ranges == NULL)
        skip();
    int status = run(lean, touch_nothing);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGSEGV);
}

static void lean__for_good__parent_and_child_go_on(void **state)
{
    const struct lean *lean = *state;
    if (lean->ranges == NULL)
        skip();
    assert_true(WIFEXITED(for_good));
    assert_int_equal(WEXITSTATUS(for_good), WELL);
}

static void lean__lazy_binding__leaves_all_in(void **state)
{
    (void)state;
    struct lean other = {0};
    g_unsetenv("LD_BIND_NOW");
    lean_settle(&other, names, FALSE);
    assert_null(other.ranges);
    int status = run(&other, do_nothing);
    assert_int_equal(WEXITSTATUS(status), WELL);
}

int main(int argc, char **argv)
{
    (void)argc;
    if (g_getenv("LD_BIND_NOW") == NULL && g_setenv("LD_BIND_NOW", "1", TRUE))
        execv("/proc/self/exe", argv); /* the linker reads it at the start */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lean__library_left_out__is_told_by_the_child_that_calls_it),
        cmocka_unit_test(lean__names_of_the_others__are_left_out_too),
        cmocka_unit_test(lean__parent__keeps_it),
        cmocka_unit_test(lean__child_without_need__does_well),
        cmocka_unit_test(lean__crash_of_its_own__stays_a_crash),
        cmocka_unit_test(lean__for_good__parent_and_child_go_on),
        cmocka_unit_test(lean__lazy_binding__leaves_all_in),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
