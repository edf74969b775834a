/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fewer pages in forked children.
 *
 * A parent that has loaded much has a heap full of holes. A child that allocates in them writes to
 * pages all over that heap, and each is copied for it alone: hundreds of faults for a mail of 3 KB.
 * So the parent fills its holes once. All that it has loaded is in large pages: a fork copies one entry
 * for 512, and where a child writes there and gets all 512, they are still of one piece for the kernel,
 * which it takes down at once. Behind it lies what every child writes to, then room for the parent
 * itself, then memory that the parent never touches: there a child begins (heap_enter()), and the first
 * touch gives it two megabytes at less than what fifty small pages cost.
 *
 * Where the C library is another one, or sanitizers stand in for its heap, nothing of this is done:
 * it is a matter of speed alone. */
#include "base/heap.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25 /* Linux 6.1 */
#endif

enum {
    LARGE_PAGE = 2 * 1024 * 1024,
    FRESH_BYTES = 6 * 1024 * 1024, /* of address space, not of memory */
    LOADED_BYTES = 128 * 1024 * 1024, /* more than is loaded: of address space, not of memory */
    OWN_BYTES = 4 * 1024 * 1024,   /* a chunk this large is mapped by itself; as much is the parent's own */
    LARGEST_OWN = 32 * 1024 * 1024, /* the largest threshold that the C library takes */
    LARGEST_HOLE = 1024 * 1024,
    SMALLEST_HOLE = 16,
    SMALL = 1040, /* the C library keeps freed chunks up to this size by themselves */
    HEADER = 2 * sizeof(gsize), /* of a chunk */
    LEAST_PLUG = 4 * HEADER,
    LARGEST_LEFT = 64 * 1024,
};

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)

static char *find_top(void)
{
    return (char *)sbrk(0) - mallinfo2().keepcost;
}

static void keep_plug(struct heap *heap, gpointer *plug)
{
    *plug = heap->plugs;
    heap->plugs = plug;
}

/* What is loaded lies in the heap, however large it is, and from its first large page on; in large pages at once,
 * which join_pages() would copy. */
void heap_begin(struct heap *heap)
{
    mallopt(M_MMAP_THRESHOLD, LARGEST_OWN);
    mallopt(M_TRIM_THRESHOLD, LARGEST_OWN);
    mallopt(M_TOP_PAD, LOADED_BYTES);
    gsize top = (gsize)find_top(), rest = LARGE_PAGE - top % LARGE_PAGE;
    heap->large = top + rest;
    if (rest > 1024)
        keep_plug(heap, g_malloc(rest - 64));
    g_free(g_malloc(LARGEST_HOLE));
    madvise((void *)heap->large, (gsize)sbrk(0) / LARGE_PAGE * LARGE_PAGE - heap->large, MADV_HUGEPAGE);
}

/* Takes holes of at least that size until there is none left, which shows in a chunk from the top. A small one is
 * kept as well: freed, it would wait for the next of its size and not go back. */
static void fill_holes(struct heap *heap, gsize bytes, const char *top)
{
    for (;;) {
        gpointer *plug = g_malloc(bytes);
        gboolean is_hole = (char *)plug < top || (char *)plug >= (char *)sbrk(0);
        if (is_hole || bytes <= SMALL)
            keep_plug(heap, plug);
        else
            g_free(plug);
        if (!is_hole)
            return;
    }
}

/* Large pages, as far as the kernel has them: a fork then copies one entry for 512. */
static void join_pages(const struct heap *heap)
{
    for (gsize at = heap->large; at + LARGE_PAGE <= (gsize)heap->written; at += LARGE_PAGE)
        madvise((void *)at, LARGE_PAGE, MADV_COLLAPSE);
}

static void fill(struct heap *heap)
{
    mallopt(M_TOP_PAD, LARGEST_HOLE);
    mallopt(M_TRIM_THRESHOLD, LARGEST_HOLE);
    g_free(g_malloc(LARGEST_HOLE)); /* small free chunks become large ones, and what was not loaded goes back */
    mallopt(M_TRIM_THRESHOLD, LARGEST_OWN);
    const char *top = find_top();
    for (gsize bytes = LARGEST_HOLE; bytes > 1024; bytes -= bytes / 8)
        fill_holes(heap, bytes, top);
    for (gsize bytes = 1024; bytes >= SMALLEST_HOLE; bytes -= 8)
        fill_holes(heap, bytes, top);
}

/* How much to ask for so that the next chunk begins a large page, its size being noted before it. */
static gsize rest_of_page(void)
{
    gsize top = (gsize)find_top() + HEADER, rest = (LARGE_PAGE - top % LARGE_PAGE) % LARGE_PAGE;
    return rest < LEAST_PLUG ? rest + LARGE_PAGE : rest;
}

void heap_fill(struct heap *heap)
{
    fill(heap);
    keep_plug(heap, g_malloc(rest_of_page() - HEADER));
    heap->written = find_top() + HEADER;
}

void heap_settle(struct heap *heap)
{
    fill(heap);
    gpointer own = g_malloc(rest_of_page() + OWN_BYTES - HEADER);
    heap->fresh = find_top() + HEADER;
    mallopt(M_TOP_PAD, 0);
    g_free(g_malloc(FRESH_BYTES));
    g_free(own);
    mallopt(M_TOP_PAD, LARGEST_HOLE);
    mallopt(M_MMAP_THRESHOLD, OWN_BYTES);
    madvise(heap->fresh, FRESH_BYTES, MADV_HUGEPAGE);
    join_pages(heap);
}

/* What the parent has freed since is of small pages, each of which would be copied: it is passed over. */
void heap_enter(const struct heap *heap)
{
    const char *top = find_top();
    if (heap->fresh == NULL || top + LEAST_PLUG + HEADER > heap->fresh)
        return;
    gpointer volatile plug = g_malloc((gsize)(heap->fresh - top) - 2 * HEADER);
    for (gsize bytes = LARGEST_LEFT; bytes >= 4096; bytes /= 2)
        plug = g_malloc(bytes);
    (void)plug;
}

#else

void heap_begin(struct heap *heap)
{
    (void)heap;
}

void heap_fill(struct heap *heap)
{
    (void)heap;
}

void heap_settle(struct heap *heap)
{
    (void)heap;
}

void heap_enter(const struct heap *heap)
{
    (void)heap;
}

#endif

void heap_clear(struct heap *heap)
{
    while (heap->plugs != NULL) {
        gpointer *plug = heap->plugs;
        heap->plugs = *plug;
        g_free(plug);
    }
    heap->fresh = NULL;
}
