/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PPTX (ECMA-376): slides are pages, in the order of their numbers; after the last one what their layouts and masters
 * show on each of them, which are words that stand in no placeholder there. Speakers' notes are left out, and that is told. */
#include <string.h>

#include "decode/office_docx.h"
#include "decode/usefulness.h"
#include "decode/xml.h"
#include "decode/zip.h"

#define MASTERS_MAX 60

/* What a speaker means to say is on no slide. A page of notes without any holds its number at most. */
static void tell_notes(struct reading *reading, const struct leaf *leaf, GPtrArray *paths)
{
    g_autoptr(GPtrArray) pages = office_paths(paths, "ppt/notesSlides/notesSlide", ".xml");
    gboolean any = FALSE;
    for (guint i = 0; i < MIN(pages->len, reading->limits->pages) && !any; i++) {
        AUTO(lines) *lines = lines_new(reading->limits->part_text_bytes);
        struct docx notes = {.lines = lines};
        docx_read_entry(reading, leaf, g_ptr_array_index(pages, i), &notes);
        g_autoptr(GString) text = lines_finish(lines);
        any = usefulness_of(text->str).words > 0;
    }
    if (any)
        text_add_flaw(reading->text->flaws, leaf->name, "the speaker's notes were left out");
}

/* The paths in this folder that an entry names as what it hangs on. */
struct relations {
    const char *folder;
    GPtrArray *paths; /* of char *, each once */
};

static void relation_start(gpointer data, const char *name, const char *const *attributes)
{
    struct relations *relations = data;
    const char *target = xml_attribute(attributes, "Target"), *file = target != NULL ? strrchr(target, '/') : NULL;
    if (strcmp(name, "Relationship") != 0 || file == NULL || strstr(target, relations->folder) == NULL || relations->paths->len >= MASTERS_MAX)
        return;
    g_autofree char *path = g_strconcat("ppt/", relations->folder, file, NULL);
    if (!g_ptr_array_find_with_equal_func(relations->paths, path, g_str_equal, NULL))
        g_ptr_array_add(relations->paths, g_steal_pointer(&path));
}

static void no_end(gpointer data G_GNUC_UNUSED, const char *name G_GNUC_UNUSED)
{
}

static void no_text(gpointer data G_GNUC_UNUSED, const char *text G_GNUC_UNUSED, gsize length G_GNUC_UNUSED)
{
}

static GPtrArray *find_related(struct reading *reading, const struct leaf *leaf, const GPtrArray *paths, guint count, const char *folder)
{
    static const struct xml_handler handler = {relation_start, no_end, no_text};
    struct relations relations = {folder, g_ptr_array_new_with_free_func(g_free)};
    for (guint i = 0; i < count; i++) {
        const char *path = g_ptr_array_index(paths, i), *file = strrchr(path, '/') + 1;
        g_autofree char *beside = g_strdup_printf("%.*s_rels/%s.rels", (int) (file - path), path, file);
        g_autoptr(GBytes) xml = zip_entry(reading, leaf, beside);
        gsize length;
        const char *bytes = xml != NULL ? g_bytes_get_data(xml, &length) : NULL;
        if (bytes != NULL)
            xml_walk(bytes, length, &handler, &relations);
    }
    return relations.paths;
}

/* What a layout or a master draws below each slide is read once. */
static void read_masters(struct reading *reading, const struct leaf *leaf, const GPtrArray *slides, guint count, struct docx *docx)
{
    g_autoptr(GPtrArray) layouts = find_related(reading, leaf, slides, count, "slideLayouts");
    g_autoptr(GPtrArray) masters = find_related(reading, leaf, layouts, layouts->len, "slideMasters");
    docx->beside = TRUE;
    docx_read_entries(reading, leaf, layouts, docx);
    docx_read_entries(reading, leaf, masters, docx);
    docx->beside = docx->placeholder = FALSE;
}

/* Slides in the order of their numbers, one a page. */
gboolean office_read_pptx(struct reading *reading, const struct leaf *leaf, GPtrArray *paths)
{
    g_autoptr(GPtrArray) slides = office_paths(paths, "ppt/slides/slide", ".xml");
    AUTO(lines) *lines = lines_new(reading->limits->part_text_bytes);
    struct docx docx = {.lines = lines};
    guint most = MIN(slides->len, reading->limits->pages);
    gboolean good = TRUE;
    for (guint i = 0; i < most; i++) {
        if (i > 0)
            lines_page(lines);
        good &= docx_read_entry(reading, leaf, g_ptr_array_index(slides, i), &docx);
    }
    docx_read_sides(reading, leaf, paths, "ppt/diagrams/data", &docx);
    docx_read_sides(reading, leaf, paths, "ppt/charts/chart", &docx);
    read_masters(reading, leaf, slides, most, &docx);
    tell_notes(reading, leaf, paths);
    reading_add_lines(reading, leaf, TEXT_OFFICE, lines);
    docx_tell_left_out(reading, leaf, &docx);
    if (most < slides->len)
        text_add_flaw(reading->text->limits, leaf->name, "stopped at slide %u of %u", most,
                      slides->len);
    return good;
}
