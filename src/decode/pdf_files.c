/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files inside a PDF: a portfolio is one around the files that matter. poppler 22.12 falls over damaged ones, so this
 * step has a number of its own: the document's text is read without it. */
#include "decode/pdf_files.h"

#include <glib/gi18n.h>

#include "decode/clean.h"

#define FILES_MAX      100
#define FILE_BYTES_MAX (32u * 1024 * 1024)

struct saving {
    GByteArray *bytes;
};

static gboolean save_block(const char *block, gsize length, gpointer data, GError **error)
{
    struct saving *saving = data;
    if (saving->bytes->len + length > FILE_BYTES_MAX) {
        g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "too large");
        return FALSE;
    }
    g_byte_array_append(saving->bytes, (const guint8 *) block, (guint) length);
    return TRUE;
}

static void read_file(struct reading *reading, PopplerAttachment *attachment)
{
    struct saving saving = {g_byte_array_new()};
    g_autofree char *name = clean_name(attachment->name);
    const char *shown = name != NULL ? name : N_("file inside a PDF");
    gboolean saved = poppler_attachment_save_to_callback(attachment, save_block, &saving, NULL);
    g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(saving.bytes);
    struct leaf leaf = {.bytes = bytes, .name = shown};
    if (!saved)
        text_add_flaw(reading->text->unread, shown, "too large or damaged");
    else if (reading_unpack(reading, shown, g_bytes_get_size(bytes)))
        leaf_read(reading, &leaf);
}

/* Files that hang on a place of a page, behind a sign. */
static GList *find_attached(PopplerDocument *document, guint pages)
{
    GList *files = NULL;
    for (guint i = 0; i < pages; i++) {
        PopplerPage *page = poppler_document_get_page(document, (int) i);
        GList *list = page != NULL ? poppler_page_get_annot_mapping(page) : NULL;
        for (GList *item = list; item != NULL; item = item->next) {
            PopplerAnnot *annotation = ((PopplerAnnotMapping *) item->data)->annot;
            PopplerAttachment *file = POPPLER_IS_ANNOT_FILE_ATTACHMENT(annotation)
                                          ? poppler_annot_file_attachment_get_attachment(POPPLER_ANNOT_FILE_ATTACHMENT(annotation))
                                          : NULL;
            if (file != NULL)
                files = g_list_prepend(files, file);
        }
        poppler_page_free_annot_mapping(list);
        g_clear_object(&page);
    }
    return g_list_reverse(files);
}

void pdf_files_read(struct reading *reading, const struct leaf *leaf, PopplerDocument *document, guint pages)
{
    g_autofree char *name = g_strdup_printf(N_("%s, files inside it"), leaf->name);
    if ((pages == 0 && !poppler_document_has_attachments(document)) || !reading_may_start(reading, name))
        return;
    GList *files = g_list_concat(poppler_document_get_attachments(document), find_attached(document, pages));
    guint count = 0;
    for (GList *item = files; item != NULL && count < FILES_MAX; item = item->next, count++)
        read_file(reading, item->data);
    if (g_list_length(files) > FILES_MAX)
        text_add_flaw(reading->text->limits, leaf->name, "stopped after %d files inside it", FILES_MAX);
    g_list_free_full(files, g_object_unref);
}
