/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <json-glib/json-glib.h>
#include <string.h>

#include "find/find.h"
#include "roles/packs.h"
#include "../support/decoding.h"

/* The mails of tests/mails, made by the programs that senders use, through decode and find: every
 * deadline with its date, part and page, and every part that cannot be read by its name. */

#define FOLDER "tests/mails"

struct bench {
    struct decoder *decoder;
    struct packs *packs;
    GString *misses;
    guint mails;
};

static JsonObject *load_answer(JsonParser *parser, const char *name)
{
    g_autofree char *path = g_strdup_printf(FOLDER "/%.*s.json", (int) (strlen(name) - 4), name);
    if (!json_parser_load_from_file(parser, path, NULL))
        fail_msg("%s: not there", path);
    return json_node_get_object(json_parser_get_root(parser));
}

static gboolean is_right(const struct deadline *found, JsonObject *wanted)
{
    char date[16];
    g_date_strftime(date, sizeof date, "%Y-%m-%d", &found->date);
    const char *evidence = json_object_get_string_member_with_default(wanted, "evidence", "");
    gint64 page = json_object_get_null_member(wanted, "page") ? 0 : json_object_get_int_member(wanted, "page");
    return strcmp(date, json_object_get_string_member(wanted, "date")) == 0 &&
           strcmp(found->quote.part, json_object_get_string_member(wanted, "part")) == 0 &&
           (gint64) found->quote.page == page && strstr(found->quote.text, evidence) != NULL;
}

static void tell_found(GString *out, const struct findings *findings)
{
    for (guint i = 0; i < findings->deadlines->len; i++) {
        const struct deadline *found = g_ptr_array_index(findings->deadlines, i);
        char date[16];
        g_date_strftime(date, sizeof date, "%Y-%m-%d", &found->date);
        g_string_append_printf(out, " %s in %s, page %u (%s);", date, found->quote.part, found->quote.page,
                               found->quote.text);
    }
    for (guint i = 0; i < findings->unread->len; i++) {
        const struct flaw *flaw = g_ptr_array_index(findings->unread, i);
        g_string_append_printf(out, " %s unread: %s;", flaw->part, flaw->what);
    }
    g_string_append_c(out, '\n');
}

static gboolean has_unread(const struct findings *findings, JsonObject *wanted)
{
    for (guint i = 0; i < findings->unread->len; i++) {
        const struct flaw *flaw = g_ptr_array_index(findings->unread, i);
        if (strcmp(flaw->part, json_object_get_string_member(wanted, "part")) == 0 &&
            strstr(flaw->what, json_object_get_string_member(wanted, "why")) != NULL)
            return TRUE;
    }
    return FALSE;
}

static gboolean matches(const struct findings *findings, JsonObject *answer)
{
    JsonArray *deadlines = json_object_get_array_member(answer, "deadlines");
    JsonArray *unread = json_object_get_array_member(answer, "unread");
    if (findings->deadlines->len != json_array_get_length(deadlines) ||
        findings->unread->len != json_array_get_length(unread))
        return FALSE;
    for (guint i = 0; i < findings->deadlines->len; i++)
        if (!is_right(g_ptr_array_index(findings->deadlines, i), json_array_get_object_element(deadlines, i)))
            return FALSE;
    for (guint i = 0; i < findings->unread->len; i++)
        if (!has_unread(findings, json_array_get_object_element(unread, i)))
            return FALSE;
    return TRUE;
}

static void read_mail(struct bench *bench, const char *name)
{
    g_autofree char *path = g_build_filename(FOLDER, name, NULL), *bytes = NULL;
    g_autoptr(JsonParser) parser = json_parser_new();
    gsize length;
    assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    g_autoptr(GBytes) raw = g_bytes_new(bytes, length);
    AUTO(text) *text = decode_mail(bench->decoder, raw);
    AUTO(findings) *findings = find_read(text, bench->packs, NULL);
    bench->mails++;
    if (!matches(findings, load_answer(parser, name))) {
        g_string_append_printf(bench->misses, "# %s:", name);
        tell_found(bench->misses, findings);
    }
}

/* As many mails a test as take a second or two. */
static void read_mails(const char *const *prefixes, guint least)
{
    g_autoptr(GDir) folder = g_dir_open(FOLDER, 0, NULL);
    assert_non_null(folder);
    struct bench bench = {decoder_new(NULL), packs_load("etc/lang", NULL), g_string_new(NULL), 0};
    assert_non_null(bench.packs);
    for (const char *name; (name = g_dir_read_name(folder)) != NULL;)
        for (const char *const *prefix = prefixes; *prefix != NULL; prefix++)
            if (g_str_has_suffix(name, ".eml") && g_str_has_prefix(name, *prefix))
                read_mail(&bench, name);
    decoder_free(bench.decoder);
    packs_free(bench.packs);
    g_autofree char *misses = g_string_free(bench.misses, FALSE);
    if (*misses != '\0')
        fail_msg("read otherwise than expected:\n%s", misses);
    assert_true(bench.mails >= least);
}

#define CHECK(least, ...)                                                                          \
    do {                                                                                           \
        const char *const prefixes[] = {__VA_ARGS__, NULL};                                        \
        read_mails(prefixes, least);                                                               \
    } while (0)

static void mails__character_sets(void **state G_GNUC_UNUSED)
{
    CHECK(15, "charset-", "flowed-");
}

static void mails__wrappers(void **state G_GNUC_UNUSED)
{
    CHECK(25, "html-", "alternative-", "forwarded-", "digest", "signed-", "uuencoded", "winmail", "zipped", "seven-", "no-",
          "never-", "bare-", "mbox-");
}

static void mails__documents(void **state G_GNUC_UNUSED)
{
    CHECK(13, "pdf-weasy", "pdf-libre", "pdf-groff", "pdf-octets", "pdf-two", "pdf-second", "pdf-letterhead", "pdf-upside", "docx-", "odt-",
          "rtf-", "doc-", "txt-");
}

static void mails__scans(void **state G_GNUC_UNUSED)
{
    CHECK(8, "pdf-scanned", "pdf-outlines", "png-", "tiff-", "jpeg-");
}

static void mails__tables(void **state G_GNUC_UNUSED)
{
    CHECK(7, "table-");
}

static void mails__that_cannot_be_read(void **state G_GNUC_UNUSED)
{
    CHECK(7, "unread-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mails__character_sets), cmocka_unit_test(mails__wrappers),
        cmocka_unit_test(mails__documents),      cmocka_unit_test(mails__scans),
        cmocka_unit_test(mails__tables),         cmocka_unit_test(mails__that_cannot_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
