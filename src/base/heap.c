/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fewer page faults in forked children.
 *
 * A parent that has loaded much has a heap full of holes. A child that allocates in them writes to
 * pages all over that heap, and each is copied for it alone: hundreds of faults for a mail of 3 KB.
 * So the parent fills its holes once. What children allocate then comes from fresh memory above,
 * which heap_enter() asks for in one call instead of a fault a page, together with what every child
 * writes to, which lies just below. All the rest is in large pages: a child copies one entry for 512,
 * unless it writes there; then it gets all 512, and takes them down again at its end.
 *
 * Where the C library is another one, or sanitizers stand in for its heap, nothing of this is done:
 * it is a matter of speed alone. */
#include "base/heap.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 /* Linux 5.14 */
#endif

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25 /* Linux 6.1 */
#endif

enum {
    LARGE_PAGE = 2 * 1024 * 1024,
    FRESH_BYTES = 8 * 1024 * 1024, /* of address space, not of memory */
    OWN_BYTES = 4 * 1024 * 1024,   /* a chunk this large is mapped by itself */
    LARGEST_OWN = 32 * 1024 * 1024, /* the largest threshold that the C library takes */
    LARGEST_HOLE = 1024 * 1024,
    SMALLEST_HOLE = 16,
    FORKS = 64, /* after so many, large pages are made anew */
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

/* What is loaded lies in the heap, however large it is, and from its first large page on. What the parent had
 * before, and writes to most, is not in one. */
void heap_begin(struct heap *heap)
{
    mallopt(M_MMAP_THRESHOLD, LARGEST_OWN);
    mallopt(M_TRIM_THRESHOLD, 2 * FRESH_BYTES);
    gsize top = (gsize)find_top(), rest = LARGE_PAGE - top % LARGE_PAGE;
    heap->large = top + rest;
    if (rest > 1024)
        keep_plug(heap, g_malloc(rest - 64));
}

/* Takes holes of at least that size until there is none left, which shows in a chunk from the top. */
static void fill_holes(struct heap *heap, gsize bytes, const char *top)
{
    for (;;) {
        gpointer *plug = g_malloc(bytes);
        if ((char *)plug >= top && (char *)plug < (char *)sbrk(0)) {
            g_free(plug);
            return;
        }
        keep_plug(heap, plug);
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
    g_free(g_malloc(LARGEST_HOLE)); /* small free chunks become large ones */
    const char *top = find_top();
    for (gsize bytes = LARGEST_HOLE; bytes > 1024; bytes -= bytes / 8)
        fill_holes(heap, bytes, top);
    for (gsize bytes = 1024; bytes >= SMALLEST_HOLE; bytes -= 8)
        fill_holes(heap, bytes, top);
}

void heap_fill(struct heap *heap)
{
    fill(heap);
    heap->written = find_top();
}

void heap_settle(struct heap *heap)
{
    fill(heap);
    mallopt(M_TOP_PAD, FRESH_BYTES);
    g_free(g_malloc(OWN_BYTES - 4096));
    mallopt(M_TOP_PAD, LARGEST_HOLE);
    mallopt(M_MMAP_THRESHOLD, OWN_BYTES);
    heap->fresh = find_top();
    join_pages(heap);
}

/* Where the parent writes to a page that it shares with a child, the kernel breaks the large one up. */
void heap_before_fork(struct heap *heap)
{
    if (heap->fresh != NULL && ++heap->forks % FORKS == 0)
        join_pages(heap);
}

void heap_enter(const struct heap *heap, gsize bytes)
{
    gsize page = (gsize)sysconf(_SC_PAGESIZE);
    char *from = (char *)((gsize)heap->written / page * page);
    gsize all = (gsize)(heap->fresh - from) / page * page + bytes;
    if (heap->fresh != NULL && from + all <= (char *)sbrk(0))
        madvise(from, all, MADV_POPULATE_WRITE);
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

void heap_before_fork(struct heap *heap)
{
    (void)heap;
}

void heap_enter(const struct heap *heap, gsize bytes)
{
    (void)heap, (void)bytes;
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
