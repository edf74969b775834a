/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CIRCULARD_DECODE_SCAN_H
#define CIRCULARD_DECODE_SCAN_H

#include "decode/ocr.h"
#include "decode/reading.h"

#define SCAN_CONFIDENCE_MIN 45 /* below it, what was recognised is not believed to be text */

/* Is there processor time left for drawing and recognising? If not, says so. */
gboolean scan_has_time(struct reading *reading, const char *part, guint page);
/* Is there allowance for another page? If not, says so. */
gboolean scan_may_recognise(struct reading *reading, const char *part, guint page);
/* Says that a page was only recognised in part, where it was. */
void scan_tell_cut(struct reading *reading, const char *part, guint page,
                   const struct ocr_result *result);
/* TRUE where what was recognised is text. */
gboolean scan_is_text(const struct ocr_result *result);
void scan_note_page(struct text_part *part, guint page);

#endif
