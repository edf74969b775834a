/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether planning waits because the clock was moved far ahead. */
#ifndef CIRCULARD_SUPERVISE_JUMP_H
#define CIRCULARD_SUPERVISE_JUMP_H

#include "supervise/centre.h"

/* To be asked before each pass; the end of the waiting brings one about. */
gboolean jump_holds(struct centre *centre);

#endif
