/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door: makes a decoder and starts the reading of a mail or a bare document.
 *
 * Nothing is refused here: a mail that is too large is read as far as the limit goes, and even bytes
 * that are no mail at all become one letter with one part. */
#include "decode/decode.h"

#include <glib/gi18n.h>

#include "decode/clean.h"
#include "decode/mime.h"
#include "decode/mime_header.h"
#include "decode/ocr.h"
#include "decode/pdf.h"
#include "decode/reading.h"

static void tell_lack_of_set(gpointer data)
{
    struct decoder *decoder = data;
    if (decoder->lack_watcher != NULL)
        decoder->lack_watcher(DECODE_LACKS_SET, decoder->lack_watcher_data);
}

struct decoder *decoder_new(const struct decode_limits *limits)
{
    struct decoder *decoder = g_new0(struct decoder, 1);
    decoder->limits = limits != NULL ? *limits : decode_limits_default;
    decoder->charsets = charsets_new();
    charsets_on_lack(decoder->charsets, tell_lack_of_set, decoder); /* here, not in each child */
    decoder->ocr = ocr_new();
    mime_start();
    return decoder;
}

void decoder_free(struct decoder *decoder)
{
    if (decoder == NULL)
        return;
    charsets_free(decoder->charsets);
    ocr_free(decoder->ocr);
    g_clear_object(&decoder->pdf);
    decoder_forget(decoder);
    g_free(decoder);
}

void decoder_watch(struct decoder *decoder, decode_watcher watcher, gpointer data)
{
    decoder->watcher = watcher;
    decoder->watcher_data = data;
}

void decoder_on_lack(struct decoder *decoder, decode_lack_watcher watcher, gpointer data)
{
    decoder->lack_watcher = watcher;
    decoder->lack_watcher_data = data;
}

void decoder_warm_text(struct decoder *decoder)
{
    charsets_warm(decoder->charsets);
    if (decoder->pdf == NULL)
        decoder->pdf = pdf_warm();
}

void decoder_warm_sets(struct decoder *decoder)
{
    decoder_warm_text(decoder);
    charsets_warm_rare(decoder->charsets);
}

void decoder_warm(struct decoder *decoder)
{
    decoder_warm_sets(decoder);
    if (decoder->limits.ocr_pages > 0)
        ocr_warm(decoder->ocr);
}

void decoder_forget(struct decoder *decoder)
{
    g_clear_pointer(&decoder->read, g_ptr_array_unref);
}

static struct reading start(struct decoder *decoder)
{
    decoder_forget(decoder);
    return (struct reading){
        .decoder = decoder,
        .limits = &decoder->limits,
        .text = text_new(),
        .begun = clock(),
    };
}

static GBytes *cut(struct reading *reading, GBytes *raw, const char *part)
{
    gsize most = reading->limits->mail_bytes;
    if (g_bytes_get_size(raw) <= most)
        return g_bytes_ref(raw);
    text_add_flaw(reading->text->limits, part, "only the first %u MB were read",
                  (guint) (most >> 20));
    return g_bytes_new_from_bytes(raw, 0, most);
}

struct text *decode_mail(struct decoder *decoder, GBytes *raw)
{
    struct reading reading = start(decoder);
    g_autoptr(GBytes) bytes = cut(&reading, raw, "the mail");
    mime_read_letter(&reading, bytes, 0);
    g_clear_pointer(&reading.shown, g_hash_table_unref);
    return reading.text;
}

void decode_witness(struct text *text, const GDate *received)
{
    mime_header_witness(g_ptr_array_index(text->letters, 0), received);
}

struct text *decode_document(struct decoder *decoder, GBytes *raw, const char *name)
{
    gsize length;
    const char *bytes = g_bytes_get_data(raw, &length);
    enum kind kind = sniff_kind(bytes, length);
    gboolean named = name != NULL && g_str_has_suffix(name, ".eml");
    if (kind == KIND_MAIL || (named && (kind == KIND_TEXT || kind == KIND_EMPTY || kind == KIND_UNKNOWN)))
        return decode_mail(decoder, raw);
    struct reading reading = start(decoder);
    g_autofree char *shown = clean_name(name);
    struct leaf leaf = {.name = shown != NULL ? shown : N_("document")};
    g_autoptr(GBytes) kept = cut(&reading, raw, leaf.name);
    leaf.bytes = kept;
    text_add_letter(reading.text, 0);
    leaf_read(&reading, &leaf);
    g_clear_pointer(&reading.shown, g_hash_table_unref);
    return reading.text;
}
