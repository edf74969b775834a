/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sees that somebody else has written to the register: circularctl done, due, assign, … */
#ifndef CIRCULARD_SUPERVISE_WATCH_H
#define CIRCULARD_SUPERVISE_WATCH_H

#include "supervise/centre.h"

/* From now on reminders are planned soon after such a write. Where the kernel does not tell of it, that
 * is logged, and the change is found at the next full hour. Never NULL. */
struct watch *watch_new(struct centre *centre);
void watch_free(struct watch *watch); /* NULL is fine */

#endif
