/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind of ZIP archive is it? Modern office files are told by the entries they must have; anything
 * else is an archive, and each file in it is a leaf of its own.
 *
 * An encrypted archive or file is told; so is a damaged one, after reading what can be read. */
#include "decode/office.h"

#include <string.h>

#include "decode/clean.h"
#include "decode/zip.h"

static gboolean has_path(const GPtrArray *paths, const char *path)
{
    for (guint i = 0; i < paths->len; i++)
        if (strcmp(g_ptr_array_index(paths, i), path) == 0)
            return TRUE;
    return FALSE;
}

static int compare_paths(gconstpointer a, gconstpointer b)
{
    const char *one = *(const char *const *) a, *other = *(const char *const *) b;
    gsize length = strlen(one), other_length = strlen(other);
    if (length != other_length)
        return length < other_length ? -1 : 1;
    return strcmp(one, other);
}

GPtrArray *office_paths(GPtrArray *paths, const char *before, const char *after)
{
    GPtrArray *chosen = g_ptr_array_new();
    for (guint i = 0; i < paths->len; i++) {
        char *path = g_ptr_array_index(paths, i);
        if (g_str_has_prefix(path, before) && g_str_has_suffix(path, after) &&
            strchr(path + strlen(before), '/') == NULL)
            g_ptr_array_add(chosen, path);
    }
    g_ptr_array_sort(chosen, compare_paths);
    return chosen;
}

/* Files that systems put into archives, and folders. */
static gboolean is_wanted_file(const char *path, gpointer data G_GNUC_UNUSED)
{
    return !g_str_has_prefix(path, "__MACOSX/") && !g_str_has_suffix(path, "/") &&
           !g_str_has_suffix(path, ".DS_Store") && !g_str_has_suffix(path, "Thumbs.db");
}

static void read_file(const char *path, GBytes *content, gpointer data)
{
    struct reading *reading = data;
    g_autofree char *name = clean_name(path);
    struct leaf leaf = {.bytes = content, .name = name != NULL ? name : "file in an archive"};
    leaf_read(reading, &leaf);
}

static void read_archive(struct reading *reading, const struct leaf *leaf)
{
    enum zip_outcome outcome = zip_walk(reading, leaf, is_wanted_file, read_file, reading);
    if (outcome == ZIP_ENCRYPTED)
        text_add_flaw(reading->text->unread, leaf->name, "encrypted: it asks for a password");
    else if (outcome == ZIP_DAMAGED)
        text_add_flaw(reading->text->unread, leaf->name, "damaged archive: not all of it was read");
}

static gboolean is_document(const char *path)
{
    return g_str_has_prefix(path, "word/document") && g_str_has_suffix(path, ".xml");
}

static gboolean has_document(const GPtrArray *paths)
{
    for (guint i = 0; i < paths->len; i++)
        if (is_document(g_ptr_array_index(paths, i)))
            return TRUE;
    return FALSE;
}

/* FALSE: not an office file. */
static gboolean read_office(struct reading *reading, const struct leaf *leaf, GPtrArray *paths,
                            gboolean *good)
{
    if (has_document(paths))
        *good = office_read_docx(reading, leaf, paths);
    else if (has_path(paths, "xl/workbook.xml"))
        *good = office_read_xlsx(reading, leaf, paths);
    else if (has_path(paths, "ppt/presentation.xml"))
        *good = office_read_pptx(reading, leaf, paths);
    else if (has_path(paths, "content.xml") && has_path(paths, "META-INF/manifest.xml"))
        *good = office_read_odf(reading, leaf);
    else
        return FALSE;
    return TRUE;
}

void office_read(struct reading *reading, const struct leaf *leaf)
{
    enum zip_outcome outcome;
    gboolean good = TRUE;
    g_autoptr(GPtrArray) paths = zip_list(reading, leaf, &outcome);
    if (!read_office(reading, leaf, paths, &good)) {
        read_archive(reading, leaf);
        return;
    }
    if (!good || outcome == ZIP_DAMAGED)
        text_add_flaw(reading->text->unread, leaf->name,
                      "damaged: not all of the document could be read");
}
