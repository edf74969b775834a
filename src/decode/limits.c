/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limits that hold where the configuration says nothing.
 *
 * They are generous for letters (a circular with annexes has some 60 pages) and tight enough that a
 * hostile mail stays within the memory of its sealed reader. */
#include "decode/limits.h"

#include "base/conf.h"

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
    .ocr_seconds = 40,
    .pixels = 60u * 1000 * 1000,
};

struct decode_limits decode_limits_read(struct conf *conf, const struct conf_node *group)
{
    struct decode_limits limits = decode_limits_default;
    if (group == NULL)
        return limits;
    limits.letters = conf_uint(conf, group, "forwards", limits.letters, 1, 50);
    limits.levels = conf_uint(conf, group, "levels", limits.levels, 5, 200);
    limits.parts = conf_uint(conf, group, "parts", limits.parts, 10, 100000);
    limits.header_bytes = (gsize) conf_uint(conf, group, "header_kb", 100, 10, 1000) << 10;
    limits.headers_bytes = (gsize) conf_uint(conf, group, "headers_kb", 1024, 100, 10240) << 10;
    limits.part_text_bytes = (gsize) conf_uint(conf, group, "part_text_mb", 4, 1, 8) << 20;
    limits.text_bytes = (gsize) conf_uint(conf, group, "text_mb", 12, 1, 24) << 20;
    limits.unpacked_bytes = (gsize) conf_uint(conf, group, "unpacked_mb", 64, 1, 256) << 20;
    limits.archive_entries = conf_uint(conf, group, "archive_files", limits.archive_entries, 1, 10000);
    limits.pages = conf_uint(conf, group, "pages", limits.pages, 1, 2000);
    limits.ocr_pages = conf_uint(conf, group, "scanned_pages", limits.ocr_pages, 0, 200);
    limits.ocr_seconds = conf_uint(conf, group, "scan_seconds", limits.ocr_seconds, 1, 600);
    limits.pixels = (guint64) conf_uint(conf, group, "megapixels", 60, 1, 200) * 1000000;
    return limits;
}
