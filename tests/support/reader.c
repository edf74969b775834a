/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packs, single texts and the notation of tests/find/table, shared by the tests of find and by
 * `make accuracy`. */
#include "reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"

static void add_pack(struct packs *packs, const char *path)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    if (!g_file_get_contents(path, &text, NULL, &error) || !packs_add(packs, text, path, &error)) {
        fprintf(stderr, "%s\n", error->message);
        exit(1);
    }
}

/* What was learned: of a language, or how far it is trusted ("context", "asking"), or of kinds of letters. */
static void add_learned(struct packs *packs, const char *name)
{
    g_autofree char *path = g_strdup_printf("etc/lang/%s.learned", name), *text = NULL;
    g_autoptr(GError) error = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return;
    gboolean good = g_strv_contains(packs_weights, name) ? packs_add_weights(packs, name, text, path, &error)
                                                         : packs_add_learned(packs, name, text, path, &error);
    if (!good) {
        fprintf(stderr, "%s\n", error->message);
        exit(1);
    }
}

static void add_countries(struct packs *packs, const char *language)
{
    g_autofree char *json = NULL, *mo = NULL;
    gsize json_length = 0, mo_length = 0;
    g_autofree char *path = g_strdup_printf("/usr/share/locale/%s/LC_MESSAGES/iso_3166-1.mo", language);
    g_autoptr(GError) error = NULL;

    if (!g_file_get_contents("/usr/share/iso-codes/json/iso_3166-1.json", &json, &json_length, NULL))
        return;
    g_file_get_contents(path, &mo, &mo_length, NULL);
    if (!packs_add_countries(packs, language, json, json_length, mo, mo_length, &error)) {
        fprintf(stderr, "%s\n", error->message);
        exit(1);
    }
}

static struct packs *read_all(gboolean to_learn)
{
    static const char *const names[] = { "en", "fr", "es", "et", "de", "pt", "instruments" };
    struct packs *packs = packs_new();
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_strdup_printf("etc/lang/%s.conf", names[i]);
        if (g_file_test(path, G_FILE_TEST_EXISTS))
            add_pack(packs, path);
    }
    for (guint i = 0; i < 3; i++) {
        add_countries(packs, names[i]);
        if (!to_learn)
            add_learned(packs, names[i]);
    }
    if (to_learn) {
        packs_describe(packs);
    } else {
        for (const char *const *what = packs_weights; *what != NULL; what++)
            add_learned(packs, *what);
    }
    if (!packs_seal(packs, &error)) {
        fprintf(stderr, "%s\n", error->message);
        exit(1);
    }
    return packs;
}

struct packs *reader_packs(void)
{
    return read_all(FALSE);
}

struct packs *reader_packs_to_learn(void)
{
    return read_all(TRUE);
}

GDate reader_day(const char *iso)
{
    GDate date;

    g_date_clear(&date, 1);
    if (iso != NULL)
        date_parse(iso, &date);
    return date;
}

static struct text *plain_text(const char *utf8, const char *day)
{
    struct text *text = text_new();
    struct text_letter *letter = text_add_letter(text, 0);
    struct text_part *part = text_add_part(text, 0, "body", TEXT_PLAIN);
    GDate received = reader_day(day);

    letter->sent = received;
    part->body = TRUE;
    part->paged = strchr(utf8, '\f') != NULL;
    g_string_assign(part->utf8, utf8);
    return text;
}

struct findings *reader_read(const struct packs *packs, const char *utf8, const char *day)
{
    AUTO(text) *text = plain_text(utf8, day);
    GDate received = reader_day(day);

    return find_read(text, packs, &received);
}

struct findings *reader_read_from(const struct packs *packs, const char *utf8, const char *day, const char *from)
{
    AUTO(text) *text = plain_text(utf8, day);
    GDate received = reader_day(day);

    ((struct text_letter *)text->letters->pdata[0])->from_name = g_strdup(from);
    return find_read(text, packs, &received);
}

struct findings *reader_explain(const struct packs *packs, const char *utf8, const char *day)
{
    AUTO(text) *text = plain_text(utf8, day);
    GDate received = reader_day(day);

    return find_explain(text, packs, &received);
}

/* Of the dates that were looked at; NULL for none. */
static char *last_day(const struct findings *findings)
{
    for (guint i = findings->candidates->len; i > 0; i--) {
        const struct candidate *candidate = findings->candidates->pdata[i - 1];
        if (!g_str_equal(candidate->role, "request") && !g_str_equal(candidate->role, "no request"))
            return date_format(&candidate->date);
    }
    return NULL;
}

void reader_check_days(const struct packs *packs, const struct day_case *cases, guint count, const char *day)
{
    for (guint i = 0; i < count; i++) {
        AUTO(findings) *f = reader_explain(packs, cases[i].words, day);
        g_autofree char *last = last_day(f);
        if (g_strcmp0(last, cases[i].day) != 0)
            fail_msg("%s: %s, not %s", cases[i].words, last, cases[i].day);
    }
}

/* ---- tables ---- */

static char *unescape(const char *text)
{
    GString *plain = g_string_new(NULL);

    for (; *text != '\0'; text++) {
        if (*text != '\\' || text[1] == '\0') {
            g_string_append_c(plain, *text);
            continue;
        }
        text++;
        if (*text == 'n')
            g_string_append_c(plain, '\n');
        else if (*text == 'f')
            g_string_append_c(plain, '\f');
        else if (*text == 't')
            g_string_append_c(plain, '\t');
        else if (*text == 'u' && strlen(text) >= 5) {
            char digits[5] = { text[1], text[2], text[3], text[4], '\0' };
            g_string_append_unichar(plain, (gunichar)g_ascii_strtoull(digits, NULL, 16));
            text += 4;
        } else {
            g_string_append_c(plain, *text);
        }
    }
    return g_string_free(plain, FALSE);
}

gboolean reader_table_line(const char *line, struct table_case *one)
{
    const char *arrow = strstr(line, " ==> ");

    if (*line == '#' || arrow == NULL)
        return FALSE;
    g_autofree char *input = g_strndup(line, arrow - line);
    one->input = unescape(input);
    one->expected = g_strstrip(g_strdup(arrow + 5));
    return TRUE;
}

void table_case_clear(struct table_case *one)
{
    g_clear_pointer(&one->input, g_free);
    g_clear_pointer(&one->expected, g_free);
}

static void append_deadline(GString *answer, const struct deadline *deadline)
{
    g_autofree char *date = date_format(&deadline->date), *from = date_format(&deadline->not_before);

    g_string_append_printf(answer, "%s%s/%s", answer->len > 0 ? " " : "", date, deadline_kind_name(deadline->kind));
    if (!deadline->firm)
        g_string_append_c(answer, '~');
    if (deadline->minutes >= 0)
        g_string_append_printf(answer, "T%02d:%02d", deadline->minutes / 60, deadline->minutes % 60);
    if (from != NULL)
        g_string_append_printf(answer, ">%s", from);
    for (guint i = 0; i < deadline->alternatives->len; i++) {
        g_autofree char *other = date_format(&g_array_index(deadline->alternatives, GDate, i));
        g_string_append_printf(answer, "?%s", other);
    }
}

char *reader_table_answer(const struct findings *findings)
{
    GString *answer = g_string_new(NULL);

    for (guint i = 0; i < findings->deadlines->len; i++)
        append_deadline(answer, findings->deadlines->pdata[i]);
    if (answer->len == 0)
        g_string_assign(answer, "none");
    return g_string_free(answer, FALSE);
}

static gboolean same_day(const GDate *date, const char *iso)
{
    g_autofree char *have = date_format(date);

    return have != NULL && strncmp(have, iso, 10) == 0;
}

static gboolean has_alternative(const struct deadline *deadline, const char *iso)
{
    for (guint i = 0; i < deadline->alternatives->len; i++)
        if (same_day(&g_array_index(deadline->alternatives, GDate, i), iso))
            return TRUE;
    return FALSE;
}

static gboolean judged_kind(const struct deadline *deadline, const char *word)
{
    const char *slash = strchr(word, '/');

    if (slash == NULL)
        return TRUE;
    gsize n = strcspn(slash + 1, "~T>?</");
    const char *name = deadline_kind_name(deadline->kind);
    return strlen(name) == n && strncmp(name, slash + 1, n) == 0;
}

static gboolean is_superseded(const struct findings *findings, const char *iso)
{
    for (guint i = 0; i < findings->superseded->len; i++)
        if (same_day(&((struct superseded *)findings->superseded->pdata[i])->date, iso))
            return TRUE;
    return FALSE;
}

static gboolean deadline_agrees(const struct deadline *deadline, const char *word)
{
    const char *time = strchr(word, 'T'), *from = strchr(word, '>'), *other = strchr(word, '?');
    int minutes = time != NULL ? atoi(time + 1) * 60 + atoi(time + 4) : -1;

    return same_day(&deadline->date, word) && judged_kind(deadline, word) &&
           deadline->firm == (strchr(word, '~') == NULL) && deadline->minutes == minutes &&
           (from == NULL || same_day(&deadline->not_before, from + 1)) &&
           (other == NULL || has_alternative(deadline, other + 1));
}

/* "2025-01-02 T17:00 /by" is also written with spaces: tokens that begin no date belong to the last. */
static GPtrArray *split_expected(const char *expected)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) parts = g_strsplit(expected, " ", -1);

    for (guint i = 0; parts[i] != NULL; i++) {
        if (*parts[i] == '\0' || g_str_equal(parts[i], "none"))
            continue;
        if (g_ascii_isdigit(*parts[i]) || words->len == 0) {
            g_ptr_array_add(words, g_strdup(parts[i]));
        } else {
            char *longer = g_strconcat(words->pdata[words->len - 1], parts[i], NULL);
            g_free(words->pdata[words->len - 1]);
            words->pdata[words->len - 1] = longer;
        }
    }
    return words;
}

gboolean reader_table_agrees(const struct findings *findings, const char *expected)
{
    g_autoptr(GPtrArray) words = split_expected(expected);
    gboolean agrees = words->len == findings->deadlines->len;

    for (guint i = 0; i < words->len && agrees; i++) {
        const char *former = strchr(words->pdata[i], '<');
        gboolean found = FALSE;
        for (guint k = 0; k < findings->deadlines->len && !found; k++)
            found = deadline_agrees(findings->deadlines->pdata[k], words->pdata[i]);
        agrees = found && (former == NULL || is_superseded(findings, former + 1));
    }
    return agrees;
}

gboolean reader_asked_agrees(const struct findings *findings, const char *expected)
{
    return (findings->requests->len > 0) == g_str_equal(expected, "asks");
}

guint reader_table_wrong(const struct packs *packs, const char *path, gboolean (*agrees)(const struct findings *, const char *),
                         guint *all, GString *misses)
{
    g_autofree char *text = NULL;
    guint wrong = 0;

    *all = 0;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return G_MAXUINT;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        struct table_case one;
        if (!reader_table_line(lines[i], &one))
            continue;
        AUTO(findings) *f = reader_read(packs, one.input, "2025-07-15");
        if (!agrees(f, one.expected)) {
            g_string_append_printf(misses, "%s:%u: %s\n", path, i + 1, lines[i]);
            wrong++;
        }
        (*all)++;
        table_case_clear(&one);
    }
    return wrong;
}
