/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfer encodings that are not what the header says. */
#ifndef CIRCULARD_DECODE_MIME_TRANSFER_H
#define CIRCULARD_DECODE_MIME_TRANSFER_H

#include <glib.h>

enum mime_transfer {
    MIME_TRANSFER_NONE, /* none declared, 7bit, 8bit, binary */
    MIME_TRANSFER_BASE64,
    MIME_TRANSFER_OTHER,
};

/* What is coded by the book: groups of four letters, line ends between them, padding at the end alone. NULL:
 * it is not, or there is nothing. */
GBytes *mime_transfer_base64(const char *raw, gsize length);
/* The part's bytes, from those in the mail, where the declared encoding would lose them; NULL where it
 * is right. text: the part is declared to be text, in which quoted-printable may stand undeclared. */
GBytes *mime_transfer_mend(const char *raw, gsize length, enum mime_transfer declared, gboolean text);

#endif
