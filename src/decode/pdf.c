/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF, page by page, as poppler puts its text into reading order.
 *
 * Encrypted files that need a password and damaged ones are told, not guessed at. Pages over the
 * limit are not read, and that is said. */
#include <poppler.h>

#include "decode/reading.h"

static void tell_failure(struct reading *reading, const struct leaf *leaf, const GError *error)
{
    if (g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
        text_add_flaw(reading->text->unread, leaf->name, "encrypted: it asks for a password");
    else
        text_add_flaw(reading->text->unread, leaf->name, "damaged: not a PDF file that can be read");
}

/* FALSE: no room for more text. */
static gboolean read_page(struct reading *reading, struct text_part *part, PopplerDocument *document,
                          int number)
{
    PopplerPage *page = poppler_document_get_page(document, number);
    if (page == NULL) {
        text_add_flaw(reading->text->unread, part->name, "page %d is damaged", number + 1);
        return TRUE;
    }
    g_autofree char *text = poppler_page_get_text(page);
    g_object_unref(page);
    return text == NULL || reading_append(reading, part, text, strlen(text));
}

void pdf_read(struct reading *reading, const struct leaf *leaf)
{
    g_autoptr(GError) error = NULL;
    PopplerDocument *document = poppler_document_new_from_bytes(leaf->bytes, NULL, &error);
    if (document == NULL) {
        tell_failure(reading, leaf, error);
        return;
    }
    int pages = poppler_document_get_n_pages(document);
    int most = (int) MIN((guint) MAX(pages, 0), reading->limits->pages);
    struct text_part *part = reading_add_part(reading, leaf, TEXT_PDF);
    part->paged = TRUE;
    for (int i = 0; i < most; i++) {
        if (i > 0)
            reading_turn_page(reading, part);
        if (!read_page(reading, part, document, i))
            break;
    }
    if (pages > most)
        text_add_flaw(reading->text->limits, leaf->name, "stopped at page %d of %d", most, pages);
    g_object_unref(document);
}
