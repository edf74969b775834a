/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The day that an answer names. */
#ifndef CIRCULARD_REMIND_REPLY_DATE_H
#define CIRCULARD_REMIND_REPLY_DATE_H

#include "remind/reply.h"

/* Names of months and weekdays of all languages, folded; a month also by its first letters, where no
 * other month begins so. */
struct reply_names;
struct reply_names *reply_names_new(const struct wordings *wordings);
void reply_names_free(struct reply_names *names);

/* words: folded, with no linking words. Exactly a day, or FALSE: 2025-09-16, 16.9.2025, 16 September
 * 2025, September 16 2025, with or without its weekday, which must agree. 16/9/2025 where no other
 * reading is a day. Without a year: the first such day from today on. */
gboolean reply_date_read(const struct reply_names *names, const char *const *words, guint count,
                         const GDate *today, GDate *day);

/* Lower case without accents, straight apostrophes. */
char *reply_fold(const char *text);

#endif
