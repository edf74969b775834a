/* SPDX-License-Identifier: GPL-3.0-or-later */
/* poppler's text of a page is what its makers printed; what somebody filled in stands in fields, and belongs
 * to the sentence it was filled into: "not later than" and, in a field, the day. So each value becomes a word
 * at its place. Fields that are not shown, passwords and buttons are left out. Remarks that somebody stuck to the page
 * and stamps are no part of the letter, nor is their text the page's: they are only told. */
#include "decode/pdf_form.h"

#include <string.h>

#define FIELDS_MAX      2000
#define VALUE_BYTES_MAX 8000
#define LETTER          12.0 /* points: no line in a field is taken for higher */

static void free_typed(gpointer data)
{
    struct typed *typed = data;
    g_free(typed->text);
}

/* PDF measures from the bottom of the page. */
static void add(struct pdf_form *form, const char *value, const PopplerRectangle *area, double page_height)
{
    if (value == NULL || !g_utf8_validate(value, -1, NULL))
        return;
    GArray *all = form->typed;
    gsize fits = MIN(strlen(value), VALUE_BYTES_MAX);
    form->cut |= value[fits] != '\0';
    g_autofree char *kept = g_utf8_make_valid(value, (gssize) fits);
    g_auto(GStrv) lines = g_strsplit_set(kept, "\r\n", -1);
    guint count = MAX(g_strv_length(lines), 1);
    double height = MIN((area->y2 - area->y1) / count, LETTER * 1.5), width = area->x2 - area->x1;
    for (guint i = 0; lines[i] != NULL; i++) {
        struct typed typed = {.text = g_strdup(g_strstrip(lines[i]))};
        if (*typed.text == '\0') {
            g_free(typed.text);
            continue;
        }
        double wide = MIN(width, (double) g_utf8_strlen(typed.text, -1) * MIN(height, LETTER) / 2);
        double top = page_height - area->y2 + i * height;
        typed.word = (struct word){area->x1, top, area->x1 + wide, top + height, typed.text, strlen(typed.text)};
        g_array_append_val(all, typed);
    }
}

static gboolean is_shown(const PopplerAnnot *annotation)
{
    PopplerAnnotFlag flags = poppler_annot_get_flags((PopplerAnnot *) annotation);
    return (flags & (POPPLER_ANNOT_FLAG_HIDDEN | POPPLER_ANNOT_FLAG_NO_VIEW | POPPLER_ANNOT_FLAG_INVISIBLE)) == 0;
}

/* Does a remark hang on it? Links and fields have none, and a window only shows another's. */
static gboolean is_remark(PopplerAnnot *annotation, PopplerAnnotType type)
{
    if (type == POPPLER_ANNOT_WIDGET || type == POPPLER_ANNOT_LINK || type == POPPLER_ANNOT_POPUP ||
        type == POPPLER_ANNOT_FILE_ATTACHMENT)
        return FALSE;
    g_autofree char *contents = poppler_annot_get_contents(annotation);
    return contents != NULL && strspn(contents, " \r\n\t") < strlen(contents);
}

/* Text typed onto the page; the places of fields that are not shown go to unseen. */
static void read_annotations(PopplerPage *page, struct pdf_form *form, GArray *unseen, double height)
{
    GList *list = poppler_page_get_annot_mapping(page), *item = list;
    for (guint count = 0; item != NULL && count < FIELDS_MAX; item = item->next, count++) {
        const PopplerAnnotMapping *mapping = item->data;
        PopplerAnnotType type = poppler_annot_get_annot_type(mapping->annot);
        if (type == POPPLER_ANNOT_FREE_TEXT && is_shown(mapping->annot)) {
            g_autofree char *value = poppler_annot_get_contents(mapping->annot);
            add(form, value, &mapping->area, height);
        } else if (type == POPPLER_ANNOT_WIDGET && !is_shown(mapping->annot)) {
            g_array_append_val(unseen, mapping->area);
        } else if (is_shown(mapping->annot)) {
            form->stamped |= type == POPPLER_ANNOT_STAMP;
            form->remarked |= type != POPPLER_ANNOT_STAMP && is_remark(mapping->annot, type);
        }
    }
    form->cut |= item != NULL;
    poppler_page_free_annot_mapping(list);
}

static gboolean is_unseen(const GArray *unseen, const PopplerRectangle *area)
{
    for (guint i = 0; i < unseen->len; i++) {
        const PopplerRectangle *other = &g_array_index(unseen, PopplerRectangle, i);
        if (ABS(other->x1 - area->x1) < 0.5 && ABS(other->y1 - area->y1) < 0.5 && ABS(other->x2 - area->x2) < 0.5 &&
            ABS(other->y2 - area->y2) < 0.5)
            return TRUE;
    }
    return FALSE;
}

static char *value_of(PopplerFormField *field)
{
    PopplerFormFieldType type = poppler_form_field_get_field_type(field);
    if (type == POPPLER_FORM_FIELD_TEXT)
        return poppler_form_field_text_is_password(field) ? NULL : poppler_form_field_text_get_text(field);
    if (type != POPPLER_FORM_FIELD_CHOICE)
        return NULL;
    GString *chosen = g_string_new(NULL);
    int items = MIN(poppler_form_field_choice_get_n_items(field), FIELDS_MAX);
    for (int i = 0; i < items; i++)
        if (poppler_form_field_choice_is_item_selected(field, i)) {
            g_autofree char *item = poppler_form_field_choice_get_item(field, i);
            g_string_append_printf(chosen, "%s%s", chosen->len > 0 ? "\n" : "", item != NULL ? item : "");
        }
    return g_string_free(chosen, FALSE);
}

struct pdf_form pdf_form_read(PopplerPage *page)
{
    struct pdf_form form = {.typed = g_array_new(FALSE, FALSE, sizeof(struct typed))};
    g_autoptr(GArray) unseen = g_array_new(FALSE, FALSE, sizeof(PopplerRectangle));
    double width, height;
    g_array_set_clear_func(form.typed, free_typed);
    poppler_page_get_size(page, &width, &height);
    read_annotations(page, &form, unseen, height);
    GList *list = poppler_page_get_form_field_mapping(page), *item = list;
    for (guint count = 0; item != NULL && count < FIELDS_MAX; item = item->next, count++) {
        const PopplerFormFieldMapping *mapping = item->data;
        g_autofree char *value = is_unseen(unseen, &mapping->area) ? NULL : value_of(mapping->field);
        add(&form, value, &mapping->area, height);
    }
    form.cut |= item != NULL;
    poppler_page_free_form_field_mapping(list);
    return form;
}
