/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One text in two forms (multipart/alternative) that do not say the same. */
#ifndef CIRCULARD_FIND_FORMS_H
#define CIRCULARD_FIND_FORMS_H

#include "find/collect.h"

/* Before dates are judged: of two forms of one text either both speak to the reader or none. */
void forms_agree(GPtrArray *pieces);

/* After the deadlines are collected: those that stand in one form alone get a doubt. */
void forms_compare(struct findings *f, GPtrArray *pieces);

#endif
