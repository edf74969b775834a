/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/heap.h"

enum { CHUNKS = 20000, AT_LEAST = 16, MOSTLY = 3000 };

/* A heap full of holes, settled. */
static void load(struct heap *heap, GPtrArray *chunks)
{
    heap_begin(heap);
    for (guint i = 0; i < CHUNKS; i++)
        g_ptr_array_add(chunks, memset(g_malloc(AT_LEAST + i * 7919 % MOSTLY), 1, AT_LEAST));
    for (guint i = 0; i < CHUNKS; i += 3)
        g_free(g_steal_pointer(&chunks->pdata[i]));
    heap_fill(heap);
    g_ptr_array_add(chunks, g_malloc0(5000));
    heap_settle(heap);
}

static gboolean is_fresh(const struct heap *heap, gsize bytes)
{
    gpointer chunk = g_malloc0(bytes);
    gboolean fresh = (char *)chunk >= heap->fresh;
    g_free(chunk);
    return fresh;
}

static gboolean all_fresh(const struct heap *heap)
{
    for (gsize bytes = 2048; bytes < 1024 * 1024; bytes *= 2)
        if (!is_fresh(heap, bytes))
            return FALSE;
    return TRUE;
}

static void heap__settled__parent_and_children_allocate_apart(void **state)
{
    struct heap heap = {0};
    g_autoptr(GPtrArray) chunks = g_ptr_array_new_with_free_func(g_free);
    int status = 0;
    (void)state;
    load(&heap, chunks);
    if (heap.fresh == NULL)
        skip();
    assert_true((char *)g_ptr_array_index(chunks, CHUNKS) >= heap.written);
    for (guint round = 0; round < 100; round++) {
        assert_false(is_fresh(&heap, 60000));
        assert_false(is_fresh(&heap, 100));
    }
    pid_t pid = fork();
    if (pid == 0) {
        heap_enter(&heap);
        _exit(all_fresh(&heap) ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    heap_clear(&heap);
}

static void heap__never_settled__children_do_without(void **state)
{
    const struct heap heap = {0};
    (void)state;
    heap_enter(&heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heap__never_settled__children_do_without),
        cmocka_unit_test(heap__settled__parent_and_children_allocate_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
