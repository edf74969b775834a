/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Helpers of the decode tests. The PDF writer knows Helvetica and straight lines of text only. */
#include "decoding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text *decode_taken(GBytes *bytes, const char *name)
{
    AUTO(decoder) *decoder = decoder_new(NULL);
    g_autoptr(GBytes) raw = bytes;
    return decode_document(decoder, raw, name);
}

struct text *decode_bytes(const void *bytes, gsize length, const char *name)
{
    return decode_taken(g_bytes_new(bytes, length), name);
}

struct text *decode_string(const char *mail)
{
    AUTO(decoder) *decoder = decoder_new(NULL);
    g_autoptr(GBytes) raw = g_bytes_new(mail, strlen(mail));
    return decode_mail(decoder, raw);
}

struct text *decode_leaf(const char *type, const char *content)
{
    g_autofree char *mail = g_strdup_printf("From: a@b.example\nSubject: s\nMIME-Version: 1.0\n"
                                            "Content-Type: %s\n\n%s",
                                            type, content);
    return decode_string(mail);
}

const struct text_part *part_at(const struct text *text, guint index)
{
    static const struct text_part none = {.name = (char *) "(no such part)"};
    return index < text->parts->len ? g_ptr_array_index(text->parts, index) : &none;
}

const struct text_letter *letter_at(const struct text *text, guint index)
{
    static const struct text_letter none;
    return index < text->letters->len ? g_ptr_array_index(text->letters, index) : &none;
}

const char *words_at(const struct text *text, guint index)
{
    const struct text_part *part = part_at(text, index);
    return part->utf8 != NULL ? part->utf8->str : "(no such part)";
}

gboolean has_flaw(const GPtrArray *flaws, const char *part, const char *words)
{
    for (guint i = 0; i < flaws->len; i++) {
        const struct text_flaw *flaw = g_ptr_array_index(flaws, i);
        if (strcmp(flaw->part, part) == 0 && strstr(flaw->what, words) != NULL)
            return TRUE;
    }
    return FALSE;
}

char *sample_path(const char *name)
{
    const char *top = g_getenv("CIRCULARD_SHARED");
    g_autofree char *path = g_build_filename(top != NULL ? top : "../shared", name, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS) ? g_steal_pointer(&path) : NULL;
}

struct text *decode_sample(const char *name)
{
    g_autofree char *path = sample_path(name), *bytes = NULL;
    gsize length;
    if (path == NULL || !g_file_get_contents(path, &bytes, &length, NULL))
        return NULL;
    return decode_bytes(bytes, length, name);
}

static void append_text(GString *stream, const char *line, double x, double y)
{
    g_string_append_printf(stream, "BT /F1 11 Tf 1 0 0 1 %.1f %.1f Tm (", x, y);
    for (; *line != '\0'; line++) {
        if (strchr("()\\", *line) != NULL)
            g_string_append_c(stream, '\\');
        g_string_append_c(stream, *line);
    }
    g_string_append(stream, ") Tj ET\n");
}

static char *draw_page(const char *page)
{
    GString *stream = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(page, "\n", -1);
    double x = 72, y = 770;
    for (char **line = lines; *line != NULL; line++, y -= 14) {
        const char *text = *line;
        if (*text == '@' && sscanf(text, "@%lf,%lf", &x, &y) == 2 && strchr(text, ' ') != NULL)
            text = strchr(text, ' ') + 1;
        if (*text != '\0')
            append_text(stream, text, x, y);
    }
    return g_string_free(stream, FALSE);
}

static void begin_object(GString *pdf, GArray *offsets)
{
    guint offset = (guint) pdf->len;
    g_array_append_val(offsets, offset);
    g_string_append_printf(pdf, "%u 0 obj\n", offsets->len);
}

GBytes *make_pdf(const char *const *pages)
{
    GString *pdf = g_string_new("%PDF-1.4\n");
    g_autoptr(GArray) offsets = g_array_new(FALSE, FALSE, sizeof(guint));
    guint count = g_strv_length((char **) pages);
    begin_object(pdf, offsets);
    g_string_append(pdf, "<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
    begin_object(pdf, offsets);
    g_string_append(pdf, "<</Type/Pages/Kids[");
    for (guint i = 0; i < count; i++)
        g_string_append_printf(pdf, "%u 0 R ", 4 + 2 * i);
    g_string_append_printf(pdf, "]/Count %u>>\nendobj\n", count);
    begin_object(pdf, offsets);
    g_string_append(pdf, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
                         "/Encoding/WinAnsiEncoding>>\nendobj\n");
    for (guint i = 0; i < count; i++) {
        g_autofree char *stream = draw_page(pages[i]);
        begin_object(pdf, offsets);
        g_string_append_printf(pdf,
                               "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %u 0 R"
                               "/Resources<</Font<</F1 3 0 R>>>>>>\nendobj\n",
                               5 + 2 * i);
        begin_object(pdf, offsets);
        g_string_append_printf(pdf, "<</Length %zu>>\nstream\n%sendstream\nendobj\n",
                               strlen(stream), stream);
    }
    gsize start = pdf->len;
    g_string_append_printf(pdf, "xref\n0 %u\n0000000000 65535 f \n", offsets->len + 1);
    for (guint i = 0; i < offsets->len; i++)
        g_string_append_printf(pdf, "%010u 00000 n \n", g_array_index(offsets, guint, i));
    g_string_append_printf(pdf, "trailer<</Size %u/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
                           offsets->len + 1, start);
    return g_string_free_to_bytes(pdf);
}

char *make_mail_with(const char *type, const char *name, GBytes *content)
{
    gsize length;
    const guint8 *bytes = g_bytes_get_data(content, &length);
    g_autofree char *base64 = g_base64_encode(bytes, length);
    GString *mail = g_string_new(NULL);
    g_string_append_printf(mail,
                           "From: Office <office@ilo.example>\nSubject: Letter\n"
                           "Date: Tue, 15 Jul 2025 11:42:07 +0300\nMIME-Version: 1.0\n"
                           "Content-Type: multipart/mixed; boundary=\"xyz\"\n\n"
                           "--xyz\nContent-Type: text/plain\n\nPlease find attached.\n\n"
                           "--xyz\nContent-Type: %s\nContent-Transfer-Encoding: base64\n"
                           "Content-Disposition: attachment; filename=\"%s\"\n\n",
                           type, name);
    for (gsize i = 0; base64[i] != '\0'; i += MIN(76, strlen(base64 + i)))
        g_string_append_printf(mail, "%.76s\n", base64 + i);
    g_string_append(mail, "--xyz--\n");
    return g_string_free(mail, FALSE);
}
