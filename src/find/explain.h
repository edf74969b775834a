/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why each date and each sentence is what it was taken for: what spoke for it and what against. */
#ifndef CIRCULARD_FIND_EXPLAIN_H
#define CIRCULARD_FIND_EXPLAIN_H

#include "find/collect.h"

/* Fills the candidates of findings, part by part: its dates, then its sentences that might ask. */
void explain_all(struct findings *findings, const GPtrArray *pieces, const struct packs *packs);

#endif
