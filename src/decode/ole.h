/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compound files ([MS-CFB]): the folders and streams inside old office files and Outlook messages. */
#ifndef CIRCULARD_DECODE_OLE_H
#define CIRCULARD_DECODE_OLE_H

#include "decode/reading.h"

#define OLE_ROOT 0u
#define OLE_NONE G_MAXUINT

struct ole;
struct ole *ole_open(GBytes *bytes); /* NULL: damaged */
void ole_free(struct ole *ole);
AUTO_DEFINE(ole)

GArray *ole_children(const struct ole *ole, guint folder); /* of guint; owned by the caller */
const char *ole_name(const struct ole *ole, guint entry);
gboolean ole_is_folder(const struct ole *ole, guint entry);
guint ole_find(const struct ole *ole, guint folder, const char *name); /* OLE_NONE */
GBytes *ole_stream(const struct ole *ole, guint entry); /* NULL: damaged */
GBytes *ole_stream_named(const struct ole *ole, guint folder, const char *name); /* or NULL */

/* Readers of what is inside. FALSE: damaged. */
gboolean doc_read(struct reading *reading, const struct leaf *leaf, const struct ole *ole);
void msg_read(struct reading *reading, const struct leaf *leaf, const struct ole *ole);

#endif
