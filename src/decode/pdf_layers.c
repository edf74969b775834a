/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layers (optional content, ISO 32000-2, 8.11) may be switched off: drafts, other languages, marks of a template. What
 * stands on these a reader does not see, and poppler does not give it; that there is some shows when all are switched
 * on: a page's text is another one then, or its pictures take up more. poppler 22.12 falls over odd lists of layers, so
 * nothing but files inside comes after this step, and it has a number of its own. */
#include "decode/pdf_layers.h"

#include "decode/pdf_pictures.h"

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

/* What is seen on a page. */
struct seen {
    char *text;
    double pictured; /* square points */
};

static struct seen look_at(PopplerDocument *document, guint index)
{
    PopplerPage *page = poppler_document_get_page(document, (int) index);
    struct seen seen = {0};
    if (page == NULL)
        return seen;
    seen.text = poppler_page_get_text(page);
    seen.pictured = pdf_pictures_area(page);
    g_object_unref(page);
    return seen;
}

static void clear_seen(gpointer seen)
{
    g_free(((struct seen *) seen)->text);
}

struct pdf_layers pdf_layers_read(PopplerDocument *document, guint pages)
{
    struct pdf_layers layers = {FALSE, FALSE};
    g_autoptr(GArray) shown = g_array_sized_new(FALSE, FALSE, sizeof(struct seen), pages);
    g_array_set_clear_func(shown, clear_seen);
    for (guint i = 0; i < pages; i++) {
        struct seen seen = look_at(document, i);
        g_array_append_val(shown, seen);
    }
    PopplerLayersIter *list = poppler_layers_iter_new(document);
    guint count = 0;
    if (list == NULL || !show_all(list, 0, &count))
        return layers;
    for (guint i = 0; i < pages && !(layers.hide_text && layers.hide_picture); i++) {
        const struct seen *before = &g_array_index(shown, struct seen, i);
        struct seen seen = look_at(document, i);
        layers.hide_text |= g_strcmp0(seen.text, before->text) != 0;
        layers.hide_picture |= seen.pictured - before->pictured >= WRITING_AREA;
        clear_seen(&seen);
    }
    return layers;
}
