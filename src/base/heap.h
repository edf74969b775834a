/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heap of a process that is forked often: what its children allocate lies together. */
#ifndef CIRCULARD_BASE_HEAP_H
#define CIRCULARD_BASE_HEAP_H

#include <glib.h>

struct heap {
    gpointer plugs; /* a chain through the chunks that fill the holes */
    char *written;  /* where that begins which every child writes to */
    char *fresh;    /* where memory begins that the parent leaves to its children; NULL: nowhere */
    gsize large;    /* address of its first large page */
};

/* In the parent, before anything is loaded. */
void heap_begin(struct heap *heap);
/* In the parent, once, when all is loaded: what is allocated between these two lies together, beside what
 * children will allocate. It should be what each of them writes to. */
void heap_fill(struct heap *heap);
void heap_settle(struct heap *heap);
void heap_clear(struct heap *heap);

/* In a child: what it allocates from now on lies in large pages of its own. */
void heap_enter(const struct heap *heap);

#endif
