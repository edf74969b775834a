/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers (optional content, ISO 32000-2, 8.11) may be switched off: drafts, other languages, marks of a template. What
 * stands on these a reader does not see, and poppler does not give it; that there is some shows when all are switched
 * on: a page's text is another one then. poppler 22.12 falls over odd lists of layers, so nothing but files inside comes
 * after this step, and it has a number of its own. */
#include "decode/pdf_layers.h"

#define LAYERS_MAX 2000
#define DEPTH_MAX  20

/* TRUE: some were off. Takes the list. */
static gboolean show_all(PopplerLayersIter *list, guint depth, guint *count)
{
    gboolean any = FALSE;
    do {
        PopplerLayer *layer = poppler_layers_iter_get_layer(list); /* NULL: a heading */
        if (layer != NULL && !poppler_layer_is_visible(layer)) {
            poppler_layer_show(layer);
            any = TRUE;
        }
        g_clear_object(&layer);
        PopplerLayersIter *below = depth < DEPTH_MAX ? poppler_layers_iter_get_child(list) : NULL;
        any |= below != NULL && show_all(below, depth + 1, count);
    } while (++*count < LAYERS_MAX && poppler_layers_iter_next(list));
    poppler_layers_iter_free(list);
    return any;
}

static char *text_of(PopplerDocument *document, guint index)
{
    PopplerPage *page = poppler_document_get_page(document, (int) index);
    char *text = page != NULL ? poppler_page_get_text(page) : NULL;
    g_clear_object(&page);
    return text;
}

gboolean pdf_layers_hide_text(PopplerDocument *document, guint pages)
{
    g_autoptr(GPtrArray) shown = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < pages; i++)
        g_ptr_array_add(shown, text_of(document, i));
    PopplerLayersIter *layers = poppler_layers_iter_new(document);
    guint count = 0;
    gboolean hide = FALSE;
    if (layers == NULL || !show_all(layers, 0, &count))
        return FALSE;
    for (guint i = 0; i < pages && !hide; i++) {
        g_autofree char *text = text_of(document, i);
        hide = g_strcmp0(text, g_ptr_array_index(shown, i)) != 0;
    }
    return hide;
}
