/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CIRCULARD_SUPERVISE_SANDBOX_FILTER_H
#define CIRCULARD_SUPERVISE_SANDBOX_FILTER_H

#include "supervise/sandbox.h"

/* Loads the role's list of system calls. Returns 0 or a negative errno. */
int sandbox_filter_load(enum sandbox_role role);
/* In two steps: the kernel's own form of the list, made once; loaded by each child. */
GBytes *sandbox_filter_compile(enum sandbox_role role); /* NULL where that fails */
int sandbox_filter_load_compiled(GBytes *program);

#endif
