/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a mail or a document, without recognition of scans: what comes out is valid UTF-8
 * without control characters, and every part has its letter. */
#include <stdint.h>
#include <string.h>

#include <poppler.h>

#include "decode/decode.h"

/* In place of poppler's own, which falls over damaged ones (22.12): known, and dealt with by a second
 * attempt without it. It would hide everything else. */
GList *poppler_document_get_attachments(PopplerDocument *document)
{
    (void)document;
    return NULL;
}

/* Drawing takes seconds and gigabytes where a file wants it; in the sealed child limits end it. */
void poppler_page_render(PopplerPage *page, cairo_t *cairo)
{
    (void)page;
    (void)cairo;
}

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static struct decoder *decoder;

int LLVMFuzzerInitialize(int *count, char ***words)
{
    (void)count;
    (void)words;
    struct decode_limits limits = decode_limits_default;
    limits.ocr_pages = 0;
    limits.pages = 10;
    limits.unpacked_bytes = 4 << 20;
    decoder = decoder_new(&limits);
    decoder_warm(decoder);
    return 0;
}

static void look_at_words(const char *words, gssize length)
{
    const char *bad = NULL;
    if (!words)
        return;
    if (!g_utf8_validate(words, length, &bad))
        g_error("not UTF-8 from byte %td: %.40s", bad - words, words);
    gsize most = length < 0 ? strlen(words) : (gsize)length;
    for (gsize i = 0; i < most; i++)
        if ((guchar)words[i] < ' ' && !strchr("\n\t\f", words[i]))
            g_error("control character %d at byte %" G_GSIZE_FORMAT, words[i], i);
}

static void look_at_flaws(const GPtrArray *flaws)
{
    for (guint i = 0; i < flaws->len; i++) {
        const struct text_flaw *flaw = flaws->pdata[i];
        look_at_words(flaw->part, -1);
        look_at_words(flaw->what, -1);
    }
}

static void look_at(const struct text *text)
{
    g_assert_cmpuint(text->letters->len, >, 0);
    for (guint i = 0; i < text->letters->len; i++) {
        const struct text_letter *letter = text->letters->pdata[i];
        look_at_words(letter->subject, -1);
        look_at_words(letter->from_name, -1);
        look_at_words(letter->from_address, -1);
        look_at_words(letter->message_id, -1);
    }
    for (guint i = 0; i < text->parts->len; i++) {
        const struct text_part *part = text->parts->pdata[i];
        g_assert_cmpuint(part->letter, <, text->letters->len);
        look_at_words(part->name, -1);
        look_at_words(part->utf8->str, (gssize)part->utf8->len);
        g_assert_true(part->paged || !memchr(part->utf8->str, '\f', part->utf8->len));
        g_assert_false(part->paged && g_str_has_suffix(part->utf8->str, "\f"));
        g_assert_true(part->name && *part->name && strlen(part->name) <= 200);
    }
    look_at_flaws(text->unread);
    look_at_flaws(text->limits);
    look_at_flaws(text->flaws);
    look_at_flaws(text->repairs);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    g_autoptr(GBytes) raw = g_bytes_new(bytes, length);
    AUTO(text) *text = decode_document(decoder, raw, "letter.bin");
    look_at(text);
    return 0;
}
