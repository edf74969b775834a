/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CIRCULARD_DECODE_MIME_HEADER_H
#define CIRCULARD_DECODE_MIME_HEADER_H

#include <gmime/gmime.h>

#include "text.h"

/* The header facts of a letter, cleaned; what makes no sense stays NULL. */
void mime_header_read(GMimeMessage *message, struct text_letter *letter);
/* The day on which the mail came, as the last server of all says: asked where no other one is named. */
void mime_header_witness(struct text_letter *letter, const GDate *received);

#endif
