/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document register, weekly mails, steps on the way and circulars that must come, as configured.
 *
 * A pattern for numbers without {n} would give the same number twice, and one with anything else in
 * braces was meant otherwise: both are refused. */
#include "remind/weeks_conf.h"

#include <string.h>

#define STAGES_MAX   20
#define EXPECTED_MAX 200

static void check_number(struct conf *conf, const struct conf_node *group, const char *pattern)
{
    g_auto(GStrv) pieces = g_strsplit(pattern, "{", -1);
    guint numbers = 0;
    gboolean good = strlen(pattern) <= 100 && strchr(pieces[0], '}') == NULL;

    for (guint i = 1; pieces[0] != NULL && pieces[i] != NULL; i++) {
        gboolean number = g_str_has_prefix(pieces[i], "n}");
        const char *rest = strchr(pieces[i], '}');
        numbers += number;
        good = good && (number || g_str_has_prefix(pieces[i], "year}")) &&
               strchr(rest + 1, '}') == NULL;
    }
    if (!good || numbers != 1)
        conf_mistake_in(conf, group, "number", "\"%s\" must hold {n} once, and may hold {year}", pattern);
}

void filing_configure(struct conf *conf, const struct conf_node *group, struct filing *filing)
{
    if (group == NULL)
        return;
    filing->number = g_strdup(conf_string(conf, group, "number", NULL));
    filing->function = g_strdup(conf_string(conf, group, "function", NULL));
    filing->series = g_strdup(conf_string(conf, group, "series", NULL));
    filing->file = g_strdup(conf_string(conf, group, "file", NULL));
    filing->access = g_strdup(conf_string(conf, group, "access", NULL));
    if (filing->number != NULL)
        check_number(conf, group, filing->number);
}

static guint read_weekday(struct conf *conf, const struct conf_node *group)
{
    static const char *const names[] = { "monday", "tuesday", "wednesday", "thursday", "friday",
                                         "saturday", "sunday" };
    const char *name = conf_string(conf, group, "weekday", "monday");

    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strcasecmp(name, names[i]) == 0)
            return i + G_DATE_MONDAY;
    conf_mistake_in(conf, group, "weekday", "\"%s\" is none of monday, tuesday, … sunday", name);
    return G_DATE_MONDAY;
}

static void read_stages(struct conf *conf, const struct conf_node *root, struct office *office)
{
    const struct conf_node *list = conf_list(conf, root, "stages");

    for (guint i = 0; list != NULL && i < conf_length(list) && i < STAGES_MAX; i++) {
        const struct conf_node *group = conf_item(list, i);
        struct stage *stage = g_new0(struct stage, 1);
        const struct stage *last =
            i == 0 ? NULL : g_ptr_array_index(office->stages, office->stages->len - 1);
        stage->name = g_strdup(conf_string_required(conf, group, "name"));
        stage->days = conf_uint(conf, group, "working_days", 1, 1, 250);
        if (last != NULL && stage->days >= last->days)
            conf_mistake_in(conf, group, "working_days", "must be fewer than in the stage before");
        g_ptr_array_add(office->stages, stage);
    }
    if (list != NULL && conf_length(list) > STAGES_MAX)
        conf_mistake(conf, list, "at most %d", STAGES_MAX);
}

static gboolean parse_day(const char *text, guint *month, guint *day)
{
    char *end = NULL;
    guint64 m = g_ascii_strtoull(text, &end, 10);

    if (end != text + 2 || *end != '-')
        return FALSE;
    guint64 d = g_ascii_strtoull(text + 3, &end, 10);
    *month = (guint)m;
    *day = (guint)d;
    return end == text + 5 && *end == '\0' && m >= 1 && m <= 12 && d >= 1 &&
           g_date_valid_dmy((GDateDay)d, (GDateMonth)m, 2025);
}

static void read_expected(struct conf *conf, const struct conf_node *root, struct office *office)
{
    const struct conf_node *list = conf_list(conf, root, "expected");
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; list != NULL && i < conf_length(list) && i < EXPECTED_MAX; i++) {
        const struct conf_node *group = conf_item(list, i);
        struct expected *expected = g_new0(struct expected, 1);
        const char *by = conf_string_required(conf, group, "by");
        expected->name = g_strdup(conf_string_required(conf, group, "name"));
        expected->kinds = conf_strings(conf, group, "kinds");
        expected->words = conf_strings(conf, group, "words");
        expected->to = office_read_people(conf, group, office);
        office_check_kinds(conf, group, expected->kinds);
        if (!parse_day(by, &expected->month, &expected->day))
            conf_mistake_in(conf, group, "by", "\"%s\" is no day of every year such as 03-20", by);
        if (expected->kinds->len + expected->words->len == 0)
            conf_mistake(conf, group, "needs kinds or words: any circular would do");
        if (!g_hash_table_add(names, expected->name))
            conf_mistake_in(conf, group, "name", "\"%s\" is there already", expected->name);
        g_ptr_array_add(office->expected, expected);
    }
    if (list != NULL && conf_length(list) > EXPECTED_MAX)
        conf_mistake(conf, list, "at most %d", EXPECTED_MAX);
}

void weeks_configure(struct conf *conf, const struct conf_node *root, struct office *office)
{
    const struct conf_node *digest = conf_group(conf, root, "digest");
    const struct conf_node *overview = conf_group(conf, root, "overview");

    filing_configure(conf, conf_group(conf, root, "record"), &office->filing);
    if (digest != NULL)
        office->digest_day = read_weekday(conf, digest);
    if (overview != NULL) {
        office->overview_day = read_weekday(conf, overview);
        g_ptr_array_unref(office->overview_to);
        office->overview_to = office_read_people(conf, overview, office);
    }
    read_stages(conf, root, office);
    read_expected(conf, root, office);
}
