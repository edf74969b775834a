/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Short ways to decode a string or file in a test, and to make small documents. */
#ifndef TESTS_SUPPORT_DECODING_H
#define TESTS_SUPPORT_DECODING_H

#include <glib.h>

#include "decode/decode.h"
#include "text.h"

struct text *decode_string(const char *mail);
struct text *decode_bytes(const void *bytes, gsize length, const char *name);
struct text *decode_taken(GBytes *bytes, const char *name); /* takes bytes */
struct text *decode_leaf(const char *type, const char *content); /* a mail with this one part */

const struct text_part *part_at(const struct text *text, guint index);
const struct text_letter *letter_at(const struct text *text, guint index);
const char *words_at(const struct text *text, guint index);
gboolean has_flaw(const GPtrArray *flaws, const char *part, const char *words);

/* A file of the samples beside the repository; NULL where absent. */
char *sample_path(const char *name);
struct text *decode_sample(const char *name); /* NULL where absent */

/* A PDF of one page a string; \n starts a new line, "@x,y " at a line's start moves there. */
GBytes *make_pdf(const char *const *pages);
char *make_mail_with(const char *type, const char *name, GBytes *content); /* base64 */

#endif
