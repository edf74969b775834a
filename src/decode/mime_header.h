/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CIRCULARD_DECODE_MIME_HEADER_H
#define CIRCULARD_DECODE_MIME_HEADER_H

#include <gmime/gmime.h>

#include "text.h"

/* The header facts of a letter, cleaned; what makes no sense stays NULL. */
void mime_header_read(GMimeMessage *message, struct text_letter *letter);

#endif
