/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The places where patterns of the packs fit, sentence by sentence. */
#ifndef CIRCULARD_FIND_DOCUMENT_MARKS_H
#define CIRCULARD_FIND_DOCUMENT_MARKS_H

#include "find/document.h"

/* The marks of one sentence, which are a slice of the document's from the one of that number on. Returns its end. */
guint document_find_marks(struct document *d, struct sentence *s, guint mark);

#endif
