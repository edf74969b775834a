/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limits that hold where the configuration says nothing.
 *
 * They are generous for letters (a circular with annexes has some 60 pages) and tight enough that a
 * hostile mail stays within the memory of its sealed reader. */
#include "decode/limits.h"

const struct decode_limits decode_limits_default = {
    .letters = 10,
    .levels = 100,
    .parts = 10000,
    .mail_bytes = 50u * 1024 * 1024,
    .header_bytes = 100u * 1024,
    .headers_bytes = 1024u * 1024,
    .part_text_bytes = 4u * 1024 * 1024,
    .text_bytes = 12u * 1024 * 1024,
    .unpacked_bytes = 64u * 1024 * 1024,
    .archive_entries = 2000,
    .pages = 200,
    .ocr_pages = 20,
    .pixels = 60u * 1000 * 1000,
};
