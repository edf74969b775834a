/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures in office files. A document with hardly any words is often a scanned letter pasted into one, and all of
 * its pictures are read. In one with words of its own those are that take up much of a page: a scan behind a cover
 * text, a table as a picture. Letterheads and signatures are small; how large a picture is shown stands in the
 * document, beside the name by which its file is found. What a program draws of a document that is set into
 * another shows what is read from that one. */
#include "decode/office.h"

#include <string.h>

#include "decode/clean.h"
#include "decode/length.h"
#include "decode/xml.h"
#include "decode/writing.h"
#include "decode/zip.h"

#define EMU_A_POINT 12700.0
#define NAMES_MAX   1000

struct search {
    GHashTable *names;  /* files of large pictures, or what stands for them, without folders */
    guint pictures;     /* open */
    guint objects;      /* open: documents set into this one */
    gboolean large;     /* what is open around is shown large */
    char *name;         /* of the picture that is open; or NULL */
};

static gboolean is_picture(const char *path)
{
    return g_str_has_prefix(path, "word/media/") || g_str_has_prefix(path, "Pictures/") ||
           g_str_has_prefix(path, "ppt/media/") || g_str_has_prefix(path, "xl/media/");
}

static const char *without_folders(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* "…;width:480pt;height:300pt;…" */
static gboolean is_large_style(const char *style)
{
    g_auto(GStrv) rules = g_strsplit(style, ";", 50);
    double wide = 0, high = 0;
    for (char **rule = rules; *rule != NULL; rule++) {
        g_strstrip(*rule);
        if (g_str_has_prefix(*rule, "width:"))
            wide = length_read(*rule + 6);
        else if (g_str_has_prefix(*rule, "height:"))
            high = length_read(*rule + 7);
    }
    return wide * high >= WRITING_AREA;
}

static void keep_name(struct search *search, const char *path)
{
    if (path != NULL && g_hash_table_size(search->names) < NAMES_MAX)
        g_hash_table_add(search->names, g_strdup(without_folders(path)));
}

/* DrawingML: <pic> … <blip embed> … <ext cx cy>; VML: <shape style> … <imagedata id>; ODF: <frame width height> … <image href>. */
static void on_start(gpointer data, const char *name, const char *const *attributes)
{
    struct search *search = data;
    const char *wide = xml_attribute(attributes, "cx"), *high = xml_attribute(attributes, "cy");
    const char *style = xml_attribute(attributes, "style");
    if (strcmp(name, "pic") == 0)
        search->pictures++;
    else if (strcmp(name, "object") == 0)
        search->objects++;
    else if (search->pictures > 0 && strcmp(name, "blip") == 0) {
        g_free(search->name);
        search->name = g_strdup(xml_attribute(attributes, "embed"));
    } else if (search->pictures > 0 && strcmp(name, "ext") == 0 && wide != NULL && high != NULL) {
        if (g_ascii_strtod(wide, NULL) / EMU_A_POINT * g_ascii_strtod(high, NULL) / EMU_A_POINT >= WRITING_AREA)
            keep_name(search, search->name);
    } else if (strcmp(name, "shape") == 0 && style != NULL) {
        search->large = is_large_style(style);
    } else if (strcmp(name, "imagedata") == 0 && search->large && search->objects == 0) {
        keep_name(search, xml_attribute(attributes, "id"));
    } else if (strcmp(name, "frame") == 0) {
        wide = xml_attribute(attributes, "width");
        high = xml_attribute(attributes, "height");
        search->large = wide != NULL && high != NULL && length_read(wide) * length_read(high) >= WRITING_AREA;
    } else if (strcmp(name, "image") == 0 && search->large) {
        keep_name(search, xml_attribute(attributes, "href"));
    }
}

static void on_end(gpointer data, const char *name)
{
    struct search *search = data;
    search->pictures -= search->pictures > 0 && strcmp(name, "pic") == 0;
    search->objects -= search->objects > 0 && strcmp(name, "object") == 0;
}

static void no_text(gpointer data G_GNUC_UNUSED, const char *text G_GNUC_UNUSED, gsize length G_GNUC_UNUSED)
{
}

/* Which file a name stands for: <Relationship Id Target>. */
static void relation_start(gpointer data, const char *name, const char *const *attributes)
{
    struct search *relations = data;
    const char *id = xml_attribute(attributes, "Id"), *target = xml_attribute(attributes, "Target");
    if (strcmp(name, "Relationship") == 0 && id != NULL && target != NULL && g_hash_table_contains(relations->names, id))
        g_hash_table_add(relations->names, g_strdup(without_folders(target)));
}

static void no_end(gpointer data G_GNUC_UNUSED, const char *name G_GNUC_UNUSED)
{
}

static void walk(struct reading *reading, const struct leaf *leaf, const char *path, const struct xml_handler *handler,
                 struct search *search)
{
    g_autoptr(GBytes) xml = zip_entry(reading, leaf, path);
    gsize length;
    const char *bytes = xml != NULL ? g_bytes_get_data(xml, &length) : NULL;
    if (bytes != NULL)
        xml_walk(bytes, length, handler, search);
}

/* The large pictures of one page, or of a whole text. */
static void search_document(struct reading *reading, const struct leaf *leaf, const char *path, GHashTable *files)
{
    static const struct xml_handler handler = {on_start, on_end, no_text}, relations = {relation_start, no_end, no_text};
    struct search search = {.names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    walk(reading, leaf, path, &handler, &search);
    if (g_hash_table_size(search.names) > 0 && strcmp(path, "content.xml") != 0) {
        const char *file = without_folders(path);
        g_autofree char *beside = g_strdup_printf("%.*s_rels/%s.rels", (int) (file - path), path, file);
        walk(reading, leaf, beside, &relations, &search);
    }
    GHashTableIter iter;
    gpointer name;
    g_hash_table_iter_init(&iter, search.names);
    while (g_hash_table_iter_next(&iter, &name, NULL))
        g_hash_table_add(files, g_strdup(name));
    g_hash_table_unref(search.names);
    g_free(search.name);
}

struct wanted {
    struct reading *reading;
    GHashTable *files; /* NULL: all */
    gboolean decoration;
};

static gboolean is_wanted(const char *path, gpointer data)
{
    const struct wanted *wanted = data;
    return is_picture(path) && (wanted->files == NULL || g_hash_table_contains(wanted->files, without_folders(path)));
}

static void read_picture(const char *path, GBytes *content, gpointer data)
{
    const struct wanted *wanted = data;
    g_autofree char *name = clean_name(path);
    struct leaf leaf = {.bytes = content, .name = name != NULL ? name : "picture", .decoration = wanted->decoration,
                        .pasted = wanted->files != NULL};
    leaf_read(wanted->reading, &leaf);
}

static GHashTable *find_large(struct reading *reading, const struct leaf *leaf, GPtrArray *paths)
{
    static const struct {
        const char *before, *after;
    } documents[] = {{"word/document", ".xml"}, {"ppt/slides/slide", ".xml"}, {"xl/drawings/drawing", ".xml"}, {"content", ".xml"}};
    GHashTable *files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(documents); i++) {
        g_autoptr(GPtrArray) chosen = office_paths(paths, documents[i].before, documents[i].after);
        for (guint k = 0; k < MIN(chosen->len, reading->limits->pages); k++)
            search_document(reading, leaf, g_ptr_array_index(chosen, k), files);
    }
    return files;
}

void office_read_pictures(struct reading *reading, const struct leaf *leaf, GPtrArray *paths, enum office_words words)
{
    struct wanted wanted = {reading, NULL, words == OFFICE_WORDS_FEW};
    gboolean any = FALSE;
    for (guint i = 0; i < paths->len && !any; i++)
        any = is_picture(g_ptr_array_index(paths, i));
    if (!any)
        return;
    if (words == OFFICE_WORDS_MANY)
        wanted.files = find_large(reading, leaf, paths);
    if (wanted.files == NULL || g_hash_table_size(wanted.files) > 0)
        zip_walk(reading, leaf, is_wanted, read_picture, &wanted);
    g_clear_pointer(&wanted.files, g_hash_table_unref);
}
