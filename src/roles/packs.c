/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a folder of language packs, and the names of countries, into memory.
 *
 * Every *.conf of the folder is a pack, in the order of their names; en.learned beside en.conf, where it is
 * there, holds what was learned for that language, and context.learned and asking.learned how far it is trusted; kind.learned and
 * words.learned tell kinds of letters. Country names come from the
 * iso-codes package, in English and in each language that has a pack. Where that package is missing,
 * letters are read all the same, only without the countries they are about: a warning says so. A
 * broken pack is an error that names file and line: with half a language, dates would be missed. */
#include "roles/packs.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"

#define ISO_CODES "/usr/share/iso-codes/json/iso_3166-1.json"
#define TRANSLATIONS "/usr/share/locale/%s/LC_MESSAGES/iso_3166-1.mo"
#define PACK_ENDING ".conf"

enum { PACK_BYTES_MAX = 4 * 1024 * 1024 };

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names of the packs, sorted: the order decides which rule has which number, so it must not be the
 * file system's. */
static GPtrArray *find_packs(const char *lang_dir, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(lang_dir, 0, error);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    if (!dir) {
        g_prefix_error(error, "language packs: ");
        return NULL;
    }
    for (const char *name; (name = g_dir_read_name(dir));)
        if (*name != '.' && g_str_has_suffix(name, PACK_ENDING))
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, by_name);
    if (names->len > 0)
        return g_steal_pointer(&names);
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "%s: holds no language pack (*" PACK_ENDING ")",
                lang_dir);
    return NULL;
}

char *packs_read_file(const char *path, GError **error)
{
    struct stat status;
    g_autofree char *text = NULL;
    gsize length;
    if (stat(path, &status) == 0 && status.st_size > PACK_BYTES_MAX) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: is too large for a language pack", path);
        return NULL;
    }
    if (!g_file_get_contents(path, &text, &length, error))
        return NULL;
    if (g_utf8_validate(text, (gssize)length, NULL))
        return g_steal_pointer(&text);
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: is not UTF-8 text", path);
    return NULL;
}

/* How far what was learned is trusted, where there is such a file. */
static gboolean add_weights(struct packs *packs, const char *lang_dir, const char *what, GError **error)
{
    g_autofree char *name = g_strconcat(what, PACKS_LEARNED, NULL), *path = g_build_filename(lang_dir, name, NULL);
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    g_autofree char *text = packs_read_file(path, error);
    return text && packs_add_weights(packs, what, text, path, error);
}

/* "en" of "en.conf"; NULL for a file that is no language's ("instruments.conf"). */
static char *pack_language(const char *name)
{
    gsize length = strlen(name) - strlen(PACK_ENDING);
    gboolean code = length == 2 && g_ascii_islower(name[0]) && g_ascii_islower(name[1]);
    return code ? g_strndup(name, length) : NULL;
}

/* What was learned for a language, where there is such a file. */
static gboolean add_learned(struct packs *packs, const char *lang_dir, const char *language, GError **error)
{
    g_autofree char *path = g_strdup_printf("%s/%s" PACKS_LEARNED, lang_dir, language);
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    g_autofree char *text = packs_read_file(path, error);
    return text && packs_add_learned(packs, language, text, path, error);
}

static gboolean add_pack(struct packs *packs, const char *lang_dir, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(lang_dir, name, NULL);
    g_autofree char *text = packs_read_file(path, error);
    g_autofree char *language = pack_language(name);
    return text && packs_add(packs, text, path, error) &&
           (!language || add_learned(packs, lang_dir, language, error));
}

static gboolean add_countries(struct packs *packs, const char *language, GMappedFile *json,
                              GError **error)
{
    g_autofree char *path = g_strdup_printf(TRANSLATIONS, language);
    gboolean english = strcmp(language, "en") == 0;
    g_autoptr(GMappedFile) names = english ? NULL : g_mapped_file_new(path, FALSE, NULL);
    if (!names && !english) {
        log_warning("%s is missing: names of countries are not known in \"%s\"", path, language);
        return TRUE;
    }
    return packs_add_countries(packs, language, g_mapped_file_get_contents(json),
                               g_mapped_file_get_length(json),
                               names ? g_mapped_file_get_contents(names) : NULL,
                               names ? g_mapped_file_get_length(names) : 0, error);
}

static gboolean add_all_countries(struct packs *packs, const GPtrArray *files, GError **error)
{
    g_autoptr(GMappedFile) json = g_mapped_file_new(ISO_CODES, FALSE, NULL);
    if (!json) {
        log_warning("%s is missing: names of countries are not known (install the package iso-codes)",
                    ISO_CODES);
        return TRUE;
    }
    for (guint i = 0; i < files->len; i++) {
        g_autofree char *language = pack_language(files->pdata[i]);
        if (language && !add_countries(packs, language, json, error))
            return FALSE;
    }
    return TRUE;
}

struct packs *packs_load(const char *lang_dir, GError **error)
{
    g_autoptr(GPtrArray) files = find_packs(lang_dir, error);
    if (!files)
        return NULL;
    AUTO(packs) *packs = packs_new();
    for (guint i = 0; i < files->len; i++)
        if (!add_pack(packs, lang_dir, files->pdata[i], error))
            return NULL;
    for (const char *const *what = packs_weights; *what; what++)
        if (!add_weights(packs, lang_dir, *what, error))
            return NULL;
    if (!add_all_countries(packs, files, error) || !packs_seal(packs, error))
        return NULL;
    return g_steal_pointer(&packs);
}
