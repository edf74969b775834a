/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "roles/lean.h"

struct counts {
    guint all, of_a_file, both; /* written to and executable */
};

static struct counts count_mappings(void)
{
    struct counts counts = {0};
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents("/proc/self/maps", &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL && **line != '\0'; line++) {
        counts.all++;
        counts.of_a_file += strchr(*line, '/') != NULL;
        counts.both += strstr(*line, " rwx") != NULL;
    }
    return counts;
}

static void lean_join__libraries__lie_in_fewer_mappings_and_work(void **state)
{
    (void)state;
    struct counts before = count_mappings();
    lean_join();
    struct counts after = count_mappings();
#ifdef __SANITIZE_ADDRESS__ /* which maps memory of its own, and has nothing joined */
    assert_int_equal(after.of_a_file, before.of_a_file);
#else
    assert_true(after.of_a_file + 20 < before.of_a_file);
    assert_true(after.all <= before.all);
#endif
    assert_int_equal(after.both, 0);
    volatile double eight = 8;
    assert_true(fabs(cbrt(eight) - 2) < 1e-9);
    g_autofree char *same = g_ascii_strup("as before", -1);
    assert_string_equal(same, "AS BEFORE");
}

static void lean_join__twice__changes_nothing_more(void **state)
{
    (void)state;
    lean_join();
    struct counts before = count_mappings();
    lean_join();
    assert_int_equal(count_mappings().of_a_file, before.of_a_file);
}

static void lean_join__children__have_it_too(void **state)
{
    int status = 0;
    (void)state;
    lean_join();
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        _exit(count_mappings().both == 0 && cbrt(27.0) > 2.9 ? 7 : 1);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lean_join__libraries__lie_in_fewer_mappings_and_work),
        cmocka_unit_test(lean_join__twice__changes_nothing_more),
        cmocka_unit_test(lean_join__children__have_it_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
