/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the register's file is whole. */
#ifndef CIRCULARD_SUPERVISE_SOUNDNESS_H
#define CIRCULARD_SUPERVISE_SOUNDNESS_H

#include "supervise/centre.h"

/* To be asked before each pass; looks once a day, and tells by an alarm. */
void soundness_look(struct centre *centre);

#endif
