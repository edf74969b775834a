/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `make accuracy`: how well find reads the tables and the test letters.
 *
 *     accuracy table FILE…        each line that is read otherwise than expected; in a folder "asked" the lines are
 *                                 sentences that ask or do not
 *     accuracy why FILE…          the same, with what was weighed for each date and each request
 *     accuracy letters DIR…       figures by language and phenomenon, each miss and false alarm
 *     accuracy --count DIR…       figures alone: for the half that rules are not developed on
 *     accuracy requests FILE…     lines that set a date and hold no request, and the other way round
 *     accuracy examples PATH…     each date of tables (*.txt) and of letters (folders): whether it is a deadline, and
 *                                 what stands around it, to learn from; the same for sentences and kinds of letters
 *     accuracy scan FILE…         what is called a circular among mail that holds none
 *     accuracy read FILE          one document, for whoever writes rules */
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "decode/decode.h"
#include "../support/reader.h"

#define SCRAP 8 /* letters: what is shorter is no sentence */

struct tally {
    guint right, missed, wrong;
};

struct figures {
    struct tally deadlines, requests;
    struct tally circulars;
    guint letters, circular_right, kind_right, kinds, reference_right, references, date_right, dates, loud;
};

struct accuracy {
    struct packs *packs;
    struct decoder *decoder;
    gboolean why, quiet, asked, examples;
    struct figures *now;
    GHashTable *phenomena; /* of char * to struct tally * */
    guint sure, sure_right;
};

static double share(guint part, guint whole)
{
    return whole == 0 ? 1 : (double)part / whole;
}

static void print_tally(const char *what, const struct tally *tally)
{
    double precision = share(tally->right, tally->right + tally->wrong);
    double recall = share(tally->right, tally->right + tally->missed);
    double f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;

    printf("  %-28s %4u right %4u missed %4u false   P %.3f  R %.3f  F1 %.3f\n", what, tally->right,
           tally->missed, tally->wrong, precision, recall, f1);
}

static void print_weighed(const struct findings *f)
{
    for (guint i = 0; i < f->requests->len; i++)
        printf("    request: %s [%s]\n", ((struct request *)f->requests->pdata[i])->quote.text, ((struct request *)f->requests->pdata[i])->rule);
    for (guint i = 0; i < f->candidates->len; i++) {
        const struct candidate *c = f->candidates->pdata[i];
        g_autofree char *date = date_format(&c->date);
        printf("    %s %.1f %s: \"%s\" %s\n", date, c->score, c->role, c->quote.text, c->rule);
    }
}

static gboolean is_sentence(const struct candidate *c)
{
    return g_str_equal(c->role, "request") || g_str_equal(c->role, "no request");
}

static gboolean is_kind(const struct candidate *c)
{
    return g_str_equal(c->role, "kind");
}

static gboolean is_letter(const struct candidate *c)
{
    return g_str_equal(c->role, "letter");
}

static void print_example(const struct candidate *c, const char *kind, gboolean due, const char *path, guint line)
{
    if (c->features != NULL)
        printf("%s\t%d\t%s:%u\t%s\n", kind, due, path, line, c->features);
}

/* ---- tables ---- */

/* What a line of a table says: of its dates, or in a folder "asked" of its sentence. */
static void print_table_examples(const struct findings *f, const char *expected, const char *path, guint line)
{
    gboolean asked = strstr(path, "/asked/") != NULL;

    for (guint i = 0; i < f->candidates->len; i++) {
        const struct candidate *c = f->candidates->pdata[i];
        g_autofree char *date = date_format(&c->date);
        const char *at = date != NULL ? strstr(expected, date) : NULL;
        if (is_kind(c) || is_letter(c))
            continue;
        if (!is_sentence(c) && !asked)
            print_example(c, "date", at != NULL && (at == expected || at[-1] == ' '), path, line);
        else if (is_sentence(c)) /* with its answer, or only for the sake of the dates in it */
            print_example(c, asked ? "sentence" : "unanswered", g_str_equal(expected, "asks"), path, line);
    }
}

static void print_wrong(const char *path, guint line, const char *text, const struct findings *f, const char *expected)
{
    g_autofree char *answer = reader_table_answer(f);

    printf("%s:%u: %s\n    expected %s, found %s", path, line, text, expected, answer);
    for (guint i = 0; i < f->superseded->len; i++) {
        g_autofree char *former = date_format(&((struct superseded *)f->superseded->pdata[i])->date);
        printf(" <%s", former);
    }
    putchar('\n');
}

static void run_table(struct accuracy *a, const char *path)
{
    gboolean (*agrees_with)(const struct findings *, const char *) = strstr(path, "/asked/") != NULL ? reader_asked_agrees : reader_table_agrees;
    g_autofree char *text = NULL;
    guint right = 0, all = 0;

    if (!g_file_get_contents(path, &text, NULL, NULL)) {
        fprintf(stderr, "%s cannot be read\n", path);
        return;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        struct table_case one;
        if (!reader_table_line(lines[i], &one))
            continue;
        AUTO(findings) *f = reader_explain(a->packs, one.input, "2025-07-15");
        if (a->examples) {
            print_table_examples(f, one.expected, path, i + 1);
            table_case_clear(&one);
            continue;
        }
        gboolean agrees = agrees_with(f, one.expected);
        all++;
        right += agrees;
        if (a->asked && f->requests->len == 0 && !g_str_equal(one.expected, "none"))
            printf("not asked: %s\n", lines[i]);
        if (a->asked && f->requests->len > 0 && g_str_equal(one.expected, "none"))
            printf("asked: %s [%s]\n", lines[i], ((struct request *)f->requests->pdata[0])->rule);
        if (!agrees && !a->quiet)
            print_wrong(path, i + 1, lines[i], f, one.expected);
        if (!agrees && a->why)
            print_weighed(f);
        table_case_clear(&one);
    }
    if (!a->examples)
        printf("%s: %u of %u\n", path, right, all);
}

/* ---- letters ---- */

static char *fold(const char *text)
{
    GString *folded = g_string_new(NULL);

    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_unichar_tolower(g_utf8_get_char(p));
        if (g_unichar_isalnum(c))
            g_string_append_unichar(folded, c);
    }
    return g_string_free(folded, FALSE);
}

/* The same sentence: one holds the other, and not a scrap of it. */
static gboolean same_sentence(const char *left, const char *right)
{
    g_autofree char *a = fold(left), *b = fold(right);
    gsize shorter = MIN(strlen(a), strlen(b)), longer = MAX(strlen(a), strlen(b));

    return shorter * 100 >= longer * 55 && (strstr(a, b) != NULL || strstr(b, a) != NULL);
}

static const char *string_member(JsonObject *object, const char *name)
{
    if (!json_object_has_member(object, name) || json_object_get_null_member(object, name))
        return NULL;
    return json_object_get_string_member(object, name);
}

static void note_phenomena(struct accuracy *a, JsonObject *answer, guint right, guint missed, guint wrong)
{
    JsonArray *list = json_object_has_member(answer, "phenomena") ? json_object_get_array_member(answer, "phenomena") : NULL;

    for (guint i = 0; list != NULL && i < json_array_get_length(list); i++) {
        const char *name = json_array_get_string_element(list, i);
        struct tally *tally = g_hash_table_lookup(a->phenomena, name);
        if (tally == NULL) {
            tally = g_new0(struct tally, 1);
            g_hash_table_insert(a->phenomena, g_strdup(name), tally);
        }
        tally->right += right;
        tally->missed += missed;
        tally->wrong += wrong;
    }
}

static void complain(const struct accuracy *a, const char *path, const char *what, const char *detail)
{
    if (!a->quiet)
        printf("%s: %s %s\n", path, what, detail);
}

static void judge_details(struct accuracy *a, const char *path, JsonObject *want, const struct deadline *have)
{
    const char *kind = string_member(want, "kind"), *time = string_member(want, "time"), *evidence = string_member(want, "evidence");
    g_autofree char *clock = have->minutes >= 0 ? g_strdup_printf("%02d:%02d", have->minutes / 60, have->minutes % 60) : NULL;
    const char *from = string_member(want, "not_before");
    g_autofree char *not_before = date_format(&have->not_before);

    if (kind != NULL && !g_str_equal(kind, deadline_kind_name(have->kind)))
        complain(a, path, "kind should be", kind);
    if (json_object_has_member(want, "time") && g_strcmp0(time, clock) != 0)
        complain(a, path, "time should be", time ? time : "none");
    if (json_object_has_member(want, "zone") && g_strcmp0(string_member(want, "zone"), have->zone) != 0)
        complain(a, path, "zone should be", string_member(want, "zone") ? string_member(want, "zone") : "none");
    if (json_object_has_member(want, "not_before") && g_strcmp0(from, not_before) != 0)
        complain(a, path, "not before should be", from ? from : "none");
    if (json_object_has_member(want, "firm") && json_object_get_boolean_member(want, "firm") != have->firm)
        complain(a, path, "firm should be", have->firm ? "false" : "true");
    if (json_object_has_member(want, "derived") && json_object_get_boolean_member(want, "derived") != have->derived)
        complain(a, path, "derived should be", have->derived ? "false" : "true");
    if (evidence != NULL) {
        g_autofree char *in = fold(have->quote.text), *words = fold(evidence);
        if (strstr(in, words) == NULL)
            printf(a->quiet ? "" : "%s: quote \"%s\" lacks \"%s\"\n", path, have->quote.text, evidence);
    }
}

static void judge_deadlines(struct accuracy *a, const char *path, JsonObject *answer, const struct findings *f)
{
    JsonArray *wanted = json_object_get_array_member(answer, "deadlines");
    g_autofree gboolean *used = g_new0(gboolean, f->deadlines->len + 1);
    guint right = 0, missed = 0, wrong = 0;

    for (guint i = 0; i < json_array_get_length(wanted); i++) {
        JsonObject *want = json_array_get_object_element(wanted, i);
        const char *date = string_member(want, "date");
        gboolean found = FALSE;
        for (guint k = 0; k < f->deadlines->len && !found; k++) {
            g_autofree char *have = date_format(&((struct deadline *)f->deadlines->pdata[k])->date);
            if (used[k] || g_strcmp0(have, date) != 0)
                continue;
            found = used[k] = TRUE;
            judge_details(a, path, want, f->deadlines->pdata[k]);
        }
        right += found;
        missed += !found;
        if (!found)
            complain(a, path, "missed", date);
    }
    for (guint k = 0; k < f->deadlines->len; k++) {
        const struct deadline *deadline = f->deadlines->pdata[k];
        a->sure += deadline->confidence >= 0.9;
        a->sure_right += deadline->confidence >= 0.9 && used[k];
        if (used[k])
            continue;
        wrong++;
        g_autofree char *date = date_format(&deadline->date);
        if (!a->quiet)
            printf("%s: false %s \"%s\" %s %.2f\n", path, date, deadline->quote.text, deadline->rule, deadline->confidence);
    }
    a->now->deadlines.right += right;
    a->now->deadlines.missed += missed;
    a->now->deadlines.wrong += wrong;
    a->now->loud += json_array_get_length(wanted) == 0 && wrong > 0 && !json_object_get_boolean_member(answer, "circular");
    note_phenomena(a, answer, right, missed, wrong);
}

static void judge_requests(struct accuracy *a, const char *path, JsonObject *answer, const struct findings *f)
{
    JsonArray *wanted = json_object_get_array_member(answer, "requests");
    g_autofree gboolean *used = g_new0(gboolean, f->requests->len + 1);

    for (guint i = 0; i < json_array_get_length(wanted); i++) {
        const char *sentence = json_array_get_string_element(wanted, i);
        gboolean found = FALSE;
        for (guint k = 0; k < f->requests->len && !found; k++) {
            if (!used[k] && same_sentence(sentence, ((struct request *)f->requests->pdata[k])->quote.text))
                found = used[k] = TRUE;
        }
        a->now->requests.right += found;
        a->now->requests.missed += !found;
        if (!found)
            complain(a, path, "missed request:", sentence);
    }
    for (guint k = 0; k < f->requests->len; k++) {
        const struct request *request = f->requests->pdata[k];
        if (used[k])
            continue;
        a->now->requests.wrong++;
        if (!a->quiet)
            printf("%s: false request: %s [%s]\n", path, request->quote.text, request->rule);
    }
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *join_sorted(const GPtrArray *texts)
{
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    GString *joined = g_string_new(NULL);

    for (guint i = 0; i < texts->len; i++)
        g_ptr_array_add(sorted, texts->pdata[i]);
    g_ptr_array_sort(sorted, compare_texts);
    for (guint i = 0; i < sorted->len; i++)
        g_string_append_printf(joined, "%s ", (char *)sorted->pdata[i]);
    return g_string_free(joined, FALSE);
}

static void judge_subjects(struct accuracy *a, const char *path, JsonObject *answer, const struct findings *f)
{
    static const char *const names[] = { "instruments", "articles", "cases", "countries" };
    const GPtrArray *lists[] = { f->instruments, f->articles, f->cases, f->countries };
    JsonObject *subjects = json_object_has_member(answer, "subjects") && !json_object_get_null_member(answer, "subjects")
                               ? json_object_get_object_member(answer, "subjects") : NULL;

    for (guint i = 0; subjects != NULL && i < G_N_ELEMENTS(names); i++) {
        JsonArray *list = json_object_has_member(subjects, names[i]) ? json_object_get_array_member(subjects, names[i]) : NULL;
        g_autoptr(GPtrArray) want = g_ptr_array_new();
        for (guint k = 0; list != NULL && k < json_array_get_length(list); k++)
            g_ptr_array_add(want, (char *)json_array_get_string_element(list, k));
        g_autofree char *wanted = join_sorted(want), *found = join_sorted(lists[i]);
        if (list != NULL && !g_str_equal(wanted, found) && !a->quiet)
            printf("%s: %s should be %s, found %s\n", path, names[i], wanted, found);
    }
}

static void judge_heading(struct accuracy *a, const char *path, JsonObject *answer, const struct findings *f)
{
    gboolean circular = json_object_get_boolean_member(answer, "circular");
    const char *kind = letter_kind_name(f->kind);
    g_autofree char *letter_date = date_format(&f->letter_date);

    a->now->letters++;
    a->now->circular_right += circular == f->circular;
    a->now->circulars.right += circular && f->circular;
    a->now->circulars.missed += circular && !f->circular;
    a->now->circulars.wrong += !circular && f->circular;
    if (circular != f->circular && !a->quiet)
        printf("%s: circular should be %s (%.2f)\n", path, circular ? "true" : "false", f->score);
    if (json_object_has_member(answer, "kind") && circular) {
        a->now->kinds++;
        a->now->kind_right += g_strcmp0(kind, string_member(answer, "kind")) == 0;
        if (g_strcmp0(kind, string_member(answer, "kind")) != 0 && !a->quiet)
            printf("%s: kind should be %s, found %s\n", path, string_member(answer, "kind"), kind);
    }
    if (json_object_has_member(answer, "reference")) {
        gboolean right = g_strcmp0(f->reference, string_member(answer, "reference")) == 0;
        a->now->references++;
        a->now->reference_right += right;
        if (!right && !a->quiet)
            printf("%s: reference should be %s, found %s\n", path, string_member(answer, "reference"), f->reference);
    }
    if (json_object_has_member(answer, "letter_date")) {
        gboolean right = g_strcmp0(letter_date, string_member(answer, "letter_date")) == 0;
        a->now->dates++;
        a->now->date_right += right;
        if (!right && !a->quiet)
            printf("%s: letter date should be %s, found %s\n", path, string_member(answer, "letter_date"), letter_date);
    }
    if (json_object_has_member(answer, "language") && g_strcmp0(f->language, string_member(answer, "language")) != 0 && !a->quiet)
        printf("%s: language should be %s, found %s\n", path, string_member(answer, "language"), f->language);
}

static void judge_superseded(struct accuracy *a, const char *path, JsonObject *answer, const struct findings *f)
{
    JsonArray *list = json_object_has_member(answer, "superseded") ? json_object_get_array_member(answer, "superseded") : NULL;
    GString *want = g_string_new(NULL), *have = g_string_new(NULL);

    for (guint k = 0; list != NULL && k < json_array_get_length(list); k++)
        g_string_append_printf(want, "%s ", json_array_get_string_element(list, k));
    for (guint k = 0; k < f->superseded->len; k++) {
        g_autofree char *date = date_format(&((struct superseded *)f->superseded->pdata[k])->date);
        g_string_append_printf(have, "%s ", date);
    }
    if (list != NULL && !g_string_equal(want, have) && !a->quiet)
        printf("%s: superseded should be %s, found %s\n", path, want->str, have->str);
    g_string_free(want, TRUE);
    g_string_free(have, TRUE);
}

static struct findings *read_document(struct accuracy *a, const char *path, const char *received)
{
    char *bytes = NULL;
    gsize length = 0;
    GDate day = reader_day(received);

    if (!g_file_get_contents(path, &bytes, &length, NULL))
        return NULL;
    g_autoptr(GBytes) raw = g_bytes_new_take(bytes, length);
    g_autofree char *name = g_path_get_basename(path);
    AUTO(text) *text = g_str_has_suffix(path, ".eml") ? decode_mail(a->decoder, raw) : decode_document(a->decoder, raw, name);
    return find_explain(text, a->packs, &day);
}

/* The sentence is asked for in the answer, or is an item of a list that is. */
static gboolean is_wanted_request(JsonObject *answer, const char *text)
{
    JsonArray *wanted = json_object_has_member(answer, "requests") ? json_object_get_array_member(answer, "requests") : NULL;
    g_autofree char *folded = fold(text);

    for (guint i = 0; wanted != NULL && i < json_array_get_length(wanted); i++) {
        g_autofree char *want = fold(json_array_get_string_element(wanted, i));
        if (strlen(folded) > SCRAP && (strstr(want, folded) != NULL || strstr(folded, want) != NULL))
            return TRUE;
    }
    return FALSE;
}

static void print_letter_examples(const struct findings *f, JsonObject *answer, const char *path)
{
    JsonArray *wanted = json_object_get_array_member(answer, "deadlines");
    const char *kind = json_object_get_boolean_member(answer, "circular") ? string_member(answer, "kind") : NULL;

    for (guint i = 0; i < f->candidates->len; i++) {
        const struct candidate *c = f->candidates->pdata[i];
        if (is_letter(c)) {
            gboolean circular = json_object_get_boolean_member(answer, "circular");
            print_example(c, c->rule, g_str_equal(c->rule, "circular") ? circular : json_array_get_length(wanted) > 0, path, 0);
            continue;
        }
        if (is_kind(c)) {
            if (kind != NULL)
                print_example(c, "kind", g_str_equal(c->rule, kind), path, 0);
            continue;
        }
        g_autofree char *date = date_format(&c->date);
        gboolean due = is_sentence(c) && is_wanted_request(answer, c->quote.text);
        for (guint k = 0; k < json_array_get_length(wanted); k++)
            due = due || g_strcmp0(string_member(json_array_get_object_element(wanted, k), "date"), date) == 0;
        print_example(c, is_sentence(c) ? "sentence" : "date", due, path, 0);
    }
}

static void run_letter(struct accuracy *a, const char *json_path)
{
    static const char *const endings[] = { ".eml", ".txt", ".html" };
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autofree char *stem = g_strndup(json_path, strlen(json_path) - 5);
    g_autoptr(GError) error = NULL;

    if (!json_parser_load_from_file(parser, json_path, &error)) {
        fprintf(stderr, "%s: %s\n", json_path, error->message);
        return;
    }
    JsonObject *answer = json_node_get_object(json_parser_get_root(parser));
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *path = g_strconcat(stem, endings[i], NULL);
        if (!g_file_test(path, G_FILE_TEST_EXISTS))
            continue;
        AUTO(findings) *f = read_document(a, path, string_member(answer, "received"));
        if (a->examples) {
            print_letter_examples(f, answer, path);
            continue;
        }
        judge_heading(a, path, answer, f);
        judge_deadlines(a, path, answer, f);
        judge_requests(a, path, answer, f);
        judge_superseded(a, path, answer, f);
        judge_subjects(a, path, answer, f);
    }
}

static void run_directory(struct accuracy *a, const char *path)
{
    struct figures figures = { 0 };
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const char *name;

    if (dir == NULL)
        return;
    while ((name = g_dir_read_name(dir)) != NULL)
        if (g_str_has_suffix(name, ".json"))
            g_ptr_array_add(names, g_build_filename(path, name, NULL));
    g_ptr_array_sort(names, compare_texts);
    a->now = &figures;
    for (guint i = 0; i < names->len; i++)
        run_letter(a, names->pdata[i]);
    if (a->examples)
        return;
    printf("%s: %u letters; circular or not %u right, kind %u of %u, reference %u of %u, letter date %u of %u; "
           "not circulars with a deadline: %u\n", path, figures.letters, figures.circular_right, figures.kind_right, figures.kinds,
           figures.reference_right, figures.references, figures.date_right, figures.dates, figures.loud);
    print_tally("circulars", &figures.circulars);
    print_tally("deadlines", &figures.deadlines);
    print_tally("requests", &figures.requests);
}

static void print_phenomena(struct accuracy *a)
{
    g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(a->phenomena), (GCompareFunc)strcmp);

    printf("Deadlines by phenomenon:\n");
    for (GList *item = names; item != NULL; item = item->next)
        print_tally(item->data, g_hash_table_lookup(a->phenomena, item->data));
}

/* Only what is called a circular, or has a deadline: for mail that holds none. */
static void scan_one(struct accuracy *a, const char *path)
{
    AUTO(findings) *f = read_document(a, path, NULL);

    a->sure++;
    if (f == NULL || (!f->circular && f->deadlines->len == 0))
        return;
    printf("%s circular %d %.2f deadlines %u subject %.60s\n", path, f->circular, f->score, f->deadlines->len, f->subject ? f->subject : "");
}

static void read_one(struct accuracy *a, const char *path)
{
    AUTO(findings) *f = read_document(a, path, NULL);
    g_autofree char *answer = reader_table_answer(f);

    printf("%s circular %d %.2f kind %s reference %s language %s\n", path, f->circular, f->score, letter_kind_name(f->kind), f->reference, f->language);
    printf("deadlines %s\n", answer);
    print_weighed(f);
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";
    gboolean examples = g_str_equal(mode, "examples");
    struct accuracy a = { .packs = examples ? reader_packs_to_learn() : reader_packs(), .decoder = decoder_new(NULL), .examples = examples };

    a.phenomena = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    a.asked = g_str_equal(mode, "requests");
    a.why = g_str_equal(mode, "why");
    a.quiet = a.asked || g_str_equal(mode, "--count");
    for (int i = 2; i < argc; i++) {
        if (g_str_equal(mode, "table") || a.asked || a.why || (a.examples && g_str_has_suffix(argv[i], ".txt")))
            run_table(&a, argv[i]);
        else if (g_str_equal(mode, "scan"))
            scan_one(&a, argv[i]);
        else if (g_str_equal(mode, "read"))
            read_one(&a, argv[i]);
        else
            run_directory(&a, argv[i]);
    }
    if (argc > 3 && !g_str_equal(mode, "table") && !a.examples)
        print_phenomena(&a);
    if (a.sure > 0 && !g_str_equal(mode, "scan"))
        printf("Of %u deadlines scored 0.9 and more %u are right.\n", a.sure, a.sure_right);
    g_hash_table_unref(a.phenomena);
    decoder_free(a.decoder);
    packs_free(a.packs);
    return 0;
}
