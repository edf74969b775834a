/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes through decode, as a mail or a document. What comes out must keep the promises of text.h:
 * valid UTF-8, no control characters, letters and parts that belong together.
 *
 * Recognition of scans is left out: it is far too slow here, and its input is pixels. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "decode/decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static struct decoder *decoder;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void) argc;
    (void) argv;
    struct decode_limits limits = decode_limits_default;
    limits.ocr_pages = 0;
    limits.pages = 4;
    limits.unpacked_bytes = 4u << 20;
    limits.part_text_bytes = 1u << 20;
    decoder = decoder_new(&limits);
    decoder_warm(decoder);
    return 0;
}

static void check_words(const struct text_part *part)
{
    if (!g_utf8_validate(part->utf8->str, (gssize) part->utf8->len, NULL))
        abort();
    for (gsize i = 0; i < part->utf8->len; i++) {
        guchar c = (guchar) part->utf8->str[i];
        if (c < 0x20 && c != '\n' && c != '\t' && !(c == '\f' && part->paged))
            abort();
    }
    if (part->paged && g_str_has_suffix(part->utf8->str, "\f"))
        abort();
    if (part->name == NULL || *part->name == '\0' || strlen(part->name) > 200)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    AUTO(text) *text = decode_document(decoder, bytes, "x");
    if (text->letters->len == 0)
        abort();
    for (guint i = 0; i < text->parts->len; i++) {
        const struct text_part *part = g_ptr_array_index(text->parts, i);
        if (part->letter >= text->letters->len)
            abort();
        check_words(part);
    }
    return 0;
}
