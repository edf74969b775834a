/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The characters of a PDF page with their places and colours, in runs without white space: what those look at
 * that tell which of them a reader does not see (pdf_hidden.c) or sees crossed out (pdf_struck.c). The characters
 * are those that pdf_page_text() counts. Text that is no UTF-8 gives an empty sheet. */
#include "decode/pdf_sheet.h"

#define TINY 2.0 /* points from top to bottom */

static void stretch(PopplerRectangle *place, const PopplerRectangle *more)
{
    place->x1 = MIN(place->x1, more->x1);
    place->y1 = MIN(place->y1, more->y1);
    place->x2 = MAX(place->x2, more->x2);
    place->y2 = MAX(place->y2, more->y2);
}

static void list_looks(struct pdf_sheet *sheet)
{
    const char *at = sheet->text;
    GList *run = sheet->attributes;
    gboolean open = FALSE;
    for (guint i = 0; i < sheet->count && *at != '\0'; i++, at = g_utf8_next_char(at)) {
        for (; run != NULL && ((PopplerTextAttributes *) run->data)->end_index < (int) i; run = run->next)
            open = FALSE;
        gunichar c = g_utf8_get_char(at);
        open = open && !g_unichar_isspace(c);
        if (run == NULL || g_unichar_isspace(c))
            continue;
        if (!open) {
            struct pdf_look look = {.first = i, .place = sheet->places[i], .as = run->data};
            g_array_append_val(sheet->looks, look);
        }
        struct pdf_look *look = &g_array_index(sheet->looks, struct pdf_look, sheet->looks->len - 1);
        stretch(&look->place, &sheet->places[i]);
        look->count++;
        look->telling += g_unichar_isalnum(c);
        open = TRUE;
    }
}

void pdf_sheet_open(struct pdf_sheet *sheet, PopplerPage *page)
{
    double width, height;
    poppler_page_get_size(page, &width, &height);
    *sheet = (struct pdf_sheet){.text = poppler_page_get_text(page), .tiny = MIN(TINY, height / 300)};
    sheet->looks = g_array_new(FALSE, FALSE, sizeof(struct pdf_look));
    if (sheet->text == NULL || *sheet->text == '\0' || !g_utf8_validate(sheet->text, -1, NULL) ||
        !poppler_page_get_text_layout(page, &sheet->places, &sheet->count))
        return;
    sheet->attributes = poppler_page_get_text_attributes(page);
    sheet->has_text = TRUE;
    list_looks(sheet);
}

void pdf_sheet_close(struct pdf_sheet *sheet)
{
    if (sheet->attributes != NULL)
        poppler_page_free_text_attributes(sheet->attributes);
    g_array_unref(sheet->looks);
    g_free(sheet->places);
    g_free(sheet->text);
}
