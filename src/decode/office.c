/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind of ZIP archive is it? Modern office files are told by the entries they must have; anything
 * else is an archive, and each file in it is a leaf of its own.
 *
 * An encrypted archive or file is told; so is a damaged one, after reading what can be read. */
#include "decode/office.h"

#include <glib/gi18n.h>
#include <string.h>

#include "decode/clean.h"
#include "decode/usefulness.h"
#include "decode/zip.h"

#define FEW_WORDS 30 /* as many may a letterhead have around a scanned letter */

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

struct unpacking {
    struct reading *reading;
    const struct leaf *archive;
};

/* "data" is what a file that is only compressed is called. */
static char *name_file(const struct leaf *archive, const char *path)
{
    g_autofree char *name = clean_name(path);
    if (name != NULL && strcmp(name, "data") != 0)
        return g_steal_pointer(&name);
    const char *dot = strrchr(archive->name, '.');
    return dot != NULL ? g_strndup(archive->name, (gsize) (dot - archive->name))
                       : g_strdup(N_("file in an archive"));
}

static void read_file(const char *path, GBytes *content, gpointer data)
{
    struct unpacking *unpacking = data;
    g_autofree char *name = name_file(unpacking->archive, path);
    struct leaf leaf = {.bytes = content, .name = name};
    leaf_read(unpacking->reading, &leaf);
}

/* Has it the entries of an office file, but not the one with the text? Its other entries are no letters. */
static gboolean is_office_torso(const GPtrArray *paths)
{
    return has_path(paths, "[Content_Types].xml") || has_path(paths, "_rels/.rels") ||
           has_path(paths, "META-INF/manifest.xml");
}

static void read_archive(struct reading *reading, const struct leaf *leaf)
{
    struct unpacking unpacking = {reading, leaf};
    enum zip_outcome outcome = zip_walk(reading, leaf, is_wanted_file, read_file, &unpacking);
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
        *good = office_read_odf(reading, leaf, paths);
    else
        return FALSE;
    return TRUE;
}

/* A document set into another one, or a text that Word is to take in when it opens the file. */
static gboolean is_embedded(const char *path, gpointer data G_GNUC_UNUSED)
{
    static const char *const folders[] = {"word/embeddings/", "xl/embeddings/", "ppt/embeddings/"};
    static const char *const chunks[] = {".htm", ".html", ".xhtml", ".mht", ".rtf", ".txt", ".docx", ".dat"};
    for (guint i = 0; i < G_N_ELEMENTS(folders); i++)
        if (g_str_has_prefix(path, folders[i]) && !g_str_has_suffix(path, "/"))
            return TRUE;
    const char *name = strrchr(path, '/');
    const char *dot = name != NULL ? strrchr(name, '.') : NULL;
    for (guint i = 0; i < G_N_ELEMENTS(chunks); i++)
        if (dot != NULL && g_ascii_strcasecmp(dot, chunks[i]) == 0)
            return g_str_has_prefix(path, "word/");
    return FALSE;
}

/* Somebody's remarks are no part of the letter, but there they are. */
static void tell_comments(struct reading *reading, const struct leaf *leaf, const GPtrArray *paths)
{
    static const char *const folders[] = {"word/comments", "ppt/comments/", "xl/comments", "xl/threadedComments/"};
    gboolean any = FALSE;
    for (guint i = 0; i < paths->len; i++)
        for (guint j = 0; j < G_N_ELEMENTS(folders); j++)
            any |= g_str_has_prefix(g_ptr_array_index(paths, i), folders[j]);
    if (any)
        text_add_flaw(reading->text->flaws, leaf->name, "comments in it were left out");
}

static void read_embedded(struct reading *reading, const struct leaf *leaf, const GPtrArray *paths)
{
    gboolean any = FALSE;
    for (guint i = 0; i < paths->len; i++)
        any |= is_embedded(g_ptr_array_index(paths, i), NULL);
    struct unpacking unpacking = {reading, leaf};
    if (any)
        zip_walk(reading, leaf, is_embedded, read_file, &unpacking);
}

enum office_words office_count_words(const struct reading *reading, guint part)
{
    const struct text_part *read = g_ptr_array_index(reading->text->parts, part);
    if (usefulness_of(read->utf8->str).words >= FEW_WORDS)
        return OFFICE_WORDS_MANY;
    return reading_is_blank(reading, part) ? OFFICE_WORDS_NONE : OFFICE_WORDS_FEW;
}

void office_read(struct reading *reading, const struct leaf *leaf)
{
    enum zip_outcome outcome;
    gboolean good = TRUE;
    guint part = reading->text->parts->len;
    g_autoptr(GPtrArray) paths = zip_list(reading, leaf, &outcome);
    gboolean known = read_office(reading, leaf, paths, &good);
    if (!known && !is_office_torso(paths)) {
        read_archive(reading, leaf);
        return;
    }
    if (!known && outcome == ZIP_READ)
        text_add_flaw(reading->text->unread, leaf->name,
                      "an office file of a kind that cannot be read");
    else if (!known || !good || outcome == ZIP_DAMAGED)
        text_add_flaw(reading->text->unread, leaf->name,
                      "damaged: not all of the document could be read");
    else if (reading->text->parts->len > part)
        office_read_pictures(reading, leaf, paths, office_count_words(reading, part));
    if (!known)
        return;
    tell_comments(reading, leaf, paths);
    read_embedded(reading, leaf, paths);
}
