/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the mails as data: phrases, plural forms, dates, terms.
 *
 * A file is checked whole when it is read: every phrase of the table below must be there, with every
 * place that carries a fact ("{due}") and with no place that nobody fills, in every plural form. So a
 * translation that forgot the date is refused at start, not found out by an official. Filling a phrase
 * cannot fail after that. Plural forms are chosen by the language's own rules, first match wins:
 * { form; from; to; modulo }; what none takes is "other". */
#include "remind/wording.h"

#include <string.h>

#include "base/conf.h"

/* Places that must stand in a phrase, then, after a bar, those that may. */
struct phrase_rule {
    const char *key, *places;
};

static const struct phrase_rule PHRASES[] = {
    { "days_left", "days" },
    { "working_days", "days" },
    { "left_with_working", "left working" },
    { "days_ago", "days" },
    { "untitled", "" },
    { "subject_due", "due left title" },
    { "subject_tomorrow", "due title" },
    { "subject_today", "due title" },
    { "subject_overdue", "due title" },
    { "subject_confirm", "due title" },
    { "subject_confirm_undated", "title" },
    { "subject_undated", "title" },
    { "subject_information", "title" },
    { "subject_changed", "due was title" },
    { "subject_unread", "title" },
    { "subject_unread_part", "title" },
    { "head_due", "due left" },
    { "head_tomorrow", "due" },
    { "head_today", "due" },
    { "head_overdue", "due ago" },
    { "head_confirm", "due" },
    { "head_confirm_undated", "" },
    { "head_undated", "" },
    { "head_information", "" },
    { "head_changed", "due was" },
    { "head_unread", "" },
    { "head_unread_part", "" },
    { "lead_confirm", "" },
    { "lead_snoozed", "" },
    { "lead_unread", "" },
    { "reminder_number", "number total" },
    { "label_subject", "" },
    { "label_from", "" },
    { "label_reference", "" },
    { "label_letter_date", "" },
    { "label_received", "" },
    { "label_mailbox", "" },
    { "label_size", "" },
    { "label_message_id", "" },
    { "megabytes", "size" },
    { "title_asked", "" },
    { "title_dates", "" },
    { "title_quote", "" },
    { "title_check", "" },
    { "title_unread", "" },
    { "title_told", "" },
    { "title_act", "" },
    { "title_original", "" },
    { "by_date", "due" },
    { "at_time", "time" },
    { "at_time_zone", "time zone" },
    { "left_note", "left" },
    { "ago_note", "ago" },
    { "today_note", "" },
    { "no_date", "" },
    { "not_before", "from" },
    { "soft", "due" },
    { "derived", "due" },
    { "before", "date due" },
    { "other_reading", "due other" },
    { "earlier_date", "date" },
    { "place", "part" },
    { "place_page", "part page" },
    { "part_body", "" },
    { "unverified", "sender" },
    { "flaw", "part what" },
    { "more_requests", "count" },
    { "more_notes", "count" },
    { "told_nobody", "" },
    { "told", "names" },
    { "act_reply", "" },
    { "act_done", "" },
    { "act_snooze", "" },
    { "act_due", "" },
    { "act_none", "" },
    { "act_not_ours", "" },
    { "command_done", "" },
    { "command_snooze", "" },
    { "command_due", "" },
    { "command_none", "" },
    { "command_not_ours", "" },
    { "act_tell", "contact matter" },
    { "act_again", "" },
    { "act_information", "" },
    { "act_unread", "contact" },
    { "original_attached", "file" },
    { "original_named", "path" },
    { "original_kept", "" },
    { "foot", "matter office" },
    { "foot_unread", "office" },
    { "file_original", "" },
    { "file_calendar", "" },
    { "calendar_summary", "title" },
    { "calendar_description", "matter" },
};

struct plural_rule {
    char *form;
    guint from, to, modulo; /* modulo 0: the number itself */
};

struct date_form {
    char *pattern;
    GPtrArray *weekdays, *months; /* Monday first, January first */
};

struct term {
    char *english, *here; /* either may hold {name}s, the same in both */
};

struct wording {
    char *language;
    char *first_day;      /* "1er"; NULL: as the other days */
    GPtrArray *plurals;   /* of struct plural_rule */
    GHashTable *dates;    /* name → struct date_form */
    GHashTable *phrases;  /* key → GHashTable of form → text */
    GPtrArray *terms;     /* of struct term */
    GPtrArray *lists[WORDING_LISTS]; /* of char * */
};

static const char *const LIST_NAMES[WORDING_LISTS] = {
    [WORDS_DONE] = "done",         [WORDS_SNOOZE] = "snooze",     [WORDS_DUE] = "due",
    [WORDS_NONE] = "none",         [WORDS_ASSIGN] = "assign",     [WORDS_NOT_OURS] = "not_ours",
    [WORDS_NOTE] = "note",         [WORDS_HELP] = "help",         [WORDS_REOPEN] = "reopen",
    [WORDS_POLITE] = "polite",     [WORDS_GREETING] = "greeting", [WORDS_CLOSING] = "closing",
    [WORDS_DOUBT] = "doubt",       [WORDS_LINKING] = "linking",   [WORDS_DAYS] = "days",
    [WORDS_WEEKS] = "weeks",
};

struct wordings {
    GHashTable *by_language; /* → struct wording */
};

static void plural_rule_free(struct plural_rule *rule)
{
    g_free(rule->form);
    g_free(rule);
}

static void date_form_free(struct date_form *form)
{
    g_free(form->pattern);
    g_ptr_array_unref(form->weekdays);
    g_ptr_array_unref(form->months);
    g_free(form);
}

static void term_free(struct term *term)
{
    g_free(term->english);
    g_free(term->here);
    g_free(term);
}

static struct wording *wording_new(const char *language)
{
    struct wording *wording = g_new0(struct wording, 1);

    wording->language = g_strdup(language);
    wording->plurals = g_ptr_array_new_with_free_func((GDestroyNotify)plural_rule_free);
    wording->dates =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)date_form_free);
    wording->phrases =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_hash_table_unref);
    wording->terms = g_ptr_array_new_with_free_func((GDestroyNotify)term_free);
    return wording;
}

void wording_free(struct wording *wording)
{
    if (wording == NULL)
        return;
    g_free(wording->language);
    g_free(wording->first_day);
    g_ptr_array_unref(wording->plurals);
    g_hash_table_unref(wording->dates);
    g_hash_table_unref(wording->phrases);
    g_ptr_array_unref(wording->terms);
    for (gsize i = 0; i < WORDING_LISTS; i++)
        g_clear_pointer(&wording->lists[i], g_ptr_array_unref);
    g_free(wording);
}

const char *wording_language(const struct wording *wording)
{
    return wording->language;
}

/* Walks over a phrase: takes literal text and places in turn. A brace without its other half is
 * literal text. name and form are cut to what fits; both are names of ours, and short. */
static gboolean next_place(const char **at, GString *literal, char *name, char *form, gsize size)
{
    const char *open = strchr(*at, '{');
    const char *close = open == NULL ? NULL : strchr(open, '}');

    if (close == NULL) {
        g_string_append(literal, *at);
        *at += strlen(*at);
        return FALSE;
    }
    g_string_append_len(literal, *at, open - *at);
    g_autofree char *inner = g_strndup(open + 1, (gsize)(close - open - 1));
    char *colon = strchr(inner, ':');
    if (colon != NULL)
        *colon = '\0';
    g_strlcpy(name, inner, size);
    g_strlcpy(form, colon == NULL ? "" : colon + 1, size);
    *at = close + 1;
    return TRUE;
}

static gboolean is_among(const char *name, const char *names)
{
    g_auto(GStrv) list = g_strsplit(names, " ", -1);

    return g_strv_contains((const char *const *)list, name);
}

static void check_places(struct conf *conf, const struct conf_node *node, const char *text,
                         const struct phrase_rule *rule, const struct wording *wording)
{
    g_autoptr(GString) literal = g_string_new(NULL);
    g_autoptr(GString) seen = g_string_new(NULL);
    char name[32], form[32];

    for (const char *at = text; next_place(&at, literal, name, form, sizeof name);) {
        if (!is_among(name, rule->places))
            conf_mistake(conf, node, "nothing fills {%s}", name);
        if (form[0] != '\0' && !g_hash_table_contains(wording->dates, form))
            conf_mistake(conf, node, "no form of date is called \"%s\"", form);
        g_string_append_printf(seen, " %s", name);
    }
    g_auto(GStrv) needed = g_strsplit(rule->places, " ", -1);
    for (char **place = needed; *place != NULL; place++) {
        if (**place != '\0' && !is_among(*place, seen->str))
            conf_mistake(conf, node, "{%s} is missing", *place);
    }
}

/* One form may leave the number out ("yesterday" for "1 day ago"): only "other" must have it all. */
static void check_plural(struct conf *conf, const struct conf_node *node, const char *text,
                         const struct phrase_rule *rule, const struct wording *wording,
                         const char *form)
{
    gboolean known = strcmp(form, "other") == 0;

    for (guint i = 0; i < wording->plurals->len && !known; i++)
        known = strcmp(((struct plural_rule *)g_ptr_array_index(wording->plurals, i))->form,
                       form) == 0;
    if (!known)
        conf_mistake(conf, node, "no plural rule gives the form \"%s\"", form);
    if (strcmp(form, "other") == 0)
        check_places(conf, node, text, rule, wording);
}

static void read_phrase(struct conf *conf, const struct conf_node *phrases, guint index,
                        const struct phrase_rule *rule, struct wording *wording)
{
    GHashTable *forms = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    const struct conf_node *node = conf_item(phrases, index);

    g_hash_table_insert(wording->phrases, (gpointer)rule->key, forms);
    if (conf_length(node) == 0) {
        const char *text = conf_item_string(conf, phrases, index);
        check_places(conf, node, text, rule, wording);
        g_hash_table_insert(forms, g_strdup("other"), g_strdup(text));
        return;
    }
    for (guint i = 0; i < conf_length(node); i++) {
        const char *text = conf_item_string(conf, node, i);
        const char *form = conf_name(conf_item(node, i));
        check_plural(conf, node, text, rule, wording, form == NULL ? "" : form);
        g_hash_table_insert(forms, g_strdup(form == NULL ? "" : form), g_strdup(text));
    }
    if (!g_hash_table_contains(forms, "other"))
        conf_mistake(conf, node, "the form \"other\" is missing");
}

static const struct phrase_rule *find_phrase_rule(const char *key)
{
    for (gsize i = 0; i < G_N_ELEMENTS(PHRASES); i++) {
        if (g_strcmp0(PHRASES[i].key, key) == 0)
            return &PHRASES[i];
    }
    return NULL;
}

static void read_phrases(struct conf *conf, const struct conf_node *root, struct wording *wording)
{
    const struct conf_node *phrases = conf_group(conf, root, "phrases");

    for (guint i = 0; i < conf_length(phrases); i++) {
        const struct conf_node *node = conf_item(phrases, i);
        const struct phrase_rule *rule = find_phrase_rule(conf_name(node));
        if (rule == NULL)
            conf_mistake(conf, node, "no mail has a phrase of this name");
        else
            read_phrase(conf, phrases, i, rule, wording);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(PHRASES); i++) {
        if (!g_hash_table_contains(wording->phrases, PHRASES[i].key))
            conf_mistake(conf, phrases == NULL ? root : phrases, "the phrase \"%s\" is missing",
                         PHRASES[i].key);
    }
}

static void read_plurals(struct conf *conf, const struct conf_node *root, struct wording *wording)
{
    const struct conf_node *list = conf_list(conf, root, "plurals");

    for (guint i = 0; list != NULL && i < conf_length(list); i++) {
        const struct conf_node *group = conf_item(list, i);
        struct plural_rule *rule = g_new0(struct plural_rule, 1);
        rule->form = g_strdup(conf_string_required(conf, group, "form"));
        rule->from = conf_uint(conf, group, "from", 0, 0, G_MAXINT);
        rule->to = conf_uint(conf, group, "to", rule->from, rule->from, G_MAXINT);
        rule->modulo = conf_uint(conf, group, "modulo", 0, 0, 1000);
        g_ptr_array_add(wording->plurals, rule);
    }
}

static GPtrArray *read_names(struct conf *conf, const struct conf_node *group, const char *name,
                             guint count, const GPtrArray *fallback)
{
    GPtrArray *names = conf_strings(conf, group, name);

    if (names->len == 0 && fallback != NULL) {
        for (guint i = 0; i < fallback->len; i++)
            g_ptr_array_add(names, g_strdup(g_ptr_array_index(fallback, i)));
    }
    if (names->len != count)
        conf_mistake(conf, group, "%s: must be %u names", name, count);
    while (names->len < count)
        g_ptr_array_add(names, g_strdup("?"));
    return names;
}

static void read_dates(struct conf *conf, const struct conf_node *root, struct wording *wording)
{
    static const struct phrase_rule pattern_rule = { "pattern", "day month year" };
    static const struct phrase_rule weekday_rule = { "pattern", "weekday day month year" };
    const struct conf_node *dates = conf_group(conf, root, "dates");

    if (dates == NULL) {
        conf_mistake(conf, root, "dates: missing");
        return;
    }
    g_autoptr(GPtrArray) weekdays = read_names(conf, dates, "weekdays", 7, NULL);
    g_autoptr(GPtrArray) months = read_names(conf, dates, "months", 12, NULL);
    wording->first_day = g_strdup(conf_string(conf, dates, "first_day", NULL));
    const struct conf_node *forms = conf_group(conf, dates, "forms");
    for (guint i = 0; forms != NULL && i < conf_length(forms); i++) {
        const struct conf_node *group = conf_item(forms, i);
        struct date_form *form = g_new0(struct date_form, 1);
        form->pattern = g_strdup(conf_string_required(conf, group, "pattern"));
        form->weekdays = read_names(conf, group, "weekdays", 7, weekdays);
        form->months = read_names(conf, group, "months", 12, months);
        g_hash_table_insert(wording->dates, g_strdup(conf_name(group)), form);
        check_places(conf, group, form->pattern,
                     strstr(form->pattern, "{weekday}") ? &weekday_rule : &pattern_rule, wording);
    }
    if (!g_hash_table_contains(wording->dates, "long"))
        conf_mistake(conf, dates, "forms: the form \"long\" is missing");
}

static void read_terms(struct conf *conf, const struct conf_node *root, struct wording *wording)
{
    const struct conf_node *list = conf_list(conf, root, "terms");

    for (guint i = 0; list != NULL && i < conf_length(list); i++) {
        const struct conf_node *pair = conf_item(list, i);
        if (conf_length(pair) != 2) {
            conf_mistake(conf, pair, "must be a pair: English, and this language");
            continue;
        }
        struct term *term = g_new0(struct term, 1);
        term->english = g_strdup(conf_item_string(conf, pair, 0));
        term->here = g_strdup(conf_item_string(conf, pair, 1));
        g_ptr_array_add(wording->terms, term);
    }
}

static void read_lists(struct conf *conf, const struct conf_node *root, struct wording *wording)
{
    const struct conf_node *group = conf_group(conf, root, "commands");

    if (group == NULL)
        conf_mistake(conf, root, "commands: how answers are understood is missing");
    for (gsize i = 0; group != NULL && i < WORDING_LISTS; i++) {
        wording->lists[i] = conf_strings(conf, group, LIST_NAMES[i]);
        if (wording->lists[i]->len == 0)
            conf_mistake(conf, group, "%s: name at least one word", LIST_NAMES[i]);
    }
}

struct wording *wording_read(const char *path, GError **error)
{
    AUTO(conf) *conf = conf_read(path, error);
    if (conf == NULL)
        return NULL;

    g_autofree char *language = g_path_get_basename(path);
    if (g_str_has_suffix(language, ".conf"))
        language[strlen(language) - strlen(".conf")] = '\0';
    AUTO(wording) *wording = wording_new(language);
    const struct conf_node *root = conf_root(conf);
    read_plurals(conf, root, wording);
    read_dates(conf, root, wording);
    read_terms(conf, root, wording);
    read_lists(conf, root, wording);
    read_phrases(conf, root, wording);
    return conf_finish(conf, error) ? g_steal_pointer(&wording) : NULL;
}

static const char *plural_form(const struct wording *wording, gint64 count)
{
    guint64 size = count < 0 ? (guint64)-count : (guint64)count;

    for (guint i = 0; i < wording->plurals->len; i++) {
        const struct plural_rule *rule = g_ptr_array_index(wording->plurals, i);
        guint64 value = rule->modulo == 0 ? size : size % rule->modulo;
        if (value >= rule->from && value <= rule->to)
            return rule->form;
    }
    return "other";
}

char *wording_date(const struct wording *wording, const GDate *date, const char *form)
{
    const struct date_form *as = g_hash_table_lookup(wording->dates, form);
    if (as == NULL)
        as = g_hash_table_lookup(wording->dates, "long");
    g_return_val_if_fail(as != NULL && g_date_valid(date), g_strdup("?"));

    guint day = g_date_get_day(date);
    g_autofree char *day_text = day == 1 && wording->first_day != NULL
                                    ? g_strdup(wording->first_day)
                                    : g_strdup_printf("%u", day);
    g_autofree char *year = g_strdup_printf("%u", (guint)g_date_get_year(date));
    const char *weekday = g_ptr_array_index(as->weekdays, g_date_get_weekday(date) - 1);
    const char *month = g_ptr_array_index(as->months, g_date_get_month(date) - 1);
    GString *text = g_string_new(NULL);
    char name[32], unused[32];
    for (const char *at = as->pattern; next_place(&at, text, name, unused, sizeof name);)
        g_string_append(text, strcmp(name, "day") == 0       ? day_text
                              : strcmp(name, "month") == 0   ? month
                              : strcmp(name, "weekday") == 0 ? weekday
                                                             : year);
    return g_string_free(text, FALSE);
}

static void append_slot(const struct wording *wording, GString *text, const struct slot *slot,
                        const char *form)
{
    if (slot->text != NULL) {
        g_string_append(text, slot->text);
    } else if (slot->date != NULL) {
        g_autofree char *date = wording_date(wording, slot->date, form[0] == '\0' ? "long" : form);
        g_string_append(text, date);
    } else {
        g_string_append_printf(text, "%" G_GINT64_FORMAT, slot->count);
    }
}

char *wording_fill(const struct wording *wording, const char *key, const struct slot *slots)
{
    GHashTable *forms = g_hash_table_lookup(wording->phrases, key);
    g_return_val_if_fail(forms != NULL, g_strdup(key));

    const char *phrase = NULL;
    for (const struct slot *slot = slots; slot->name != NULL && phrase == NULL; slot++) {
        if (slot->text == NULL && slot->date == NULL)
            phrase = g_hash_table_lookup(forms, plural_form(wording, slot->count));
    }
    if (phrase == NULL)
        phrase = g_hash_table_lookup(forms, "other");

    GString *text = g_string_new(NULL);
    char name[32], form[32];
    for (const char *at = phrase; next_place(&at, text, name, form, sizeof name);) {
        for (const struct slot *slot = slots; slot->name != NULL; slot++) {
            if (strcmp(slot->name, name) == 0)
                append_slot(wording, text, slot, form);
        }
    }
    return g_string_free(text, FALSE);
}

/* Whether text is the pattern with something in each place; what stands there goes to found. A place
 * ends where the literal text after it first comes. */
static gboolean match_term(const char *pattern, const char *text, GHashTable *found)
{
    char name[32], form[32], next[32];
    g_autoptr(GString) literal = g_string_new(NULL);
    gboolean place = next_place(&pattern, literal, name, form, sizeof name);

    if (strncmp(text, literal->str, literal->len) != 0)
        return FALSE;
    text += literal->len;
    while (place) {
        g_string_truncate(literal, 0);
        place = next_place(&pattern, literal, next, form, sizeof next);
        const char *end = literal->len == 0 ? text + strlen(text) : strstr(text, literal->str);
        if (!place && literal->len > 0 && g_str_has_suffix(text, literal->str))
            end = text + strlen(text) - literal->len;
        if (end == NULL || end == text)
            return FALSE;
        g_hash_table_insert(found, g_strdup(name), g_strndup(text, (gsize)(end - text)));
        text = end + literal->len;
        g_strlcpy(name, next, sizeof name);
    }
    return *text == '\0';
}

char *wording_term(const struct wording *wording, const char *english)
{
    for (guint i = 0; i < wording->terms->len; i++) {
        const struct term *term = g_ptr_array_index(wording->terms, i);
        g_autoptr(GHashTable) found =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        if (!match_term(term->english, english, found))
            continue;
        GString *text = g_string_new(NULL);
        char name[32], form[32];
        for (const char *at = term->here; next_place(&at, text, name, form, sizeof name);) {
            const char *value = g_hash_table_lookup(found, name);
            g_string_append(text, value == NULL ? "" : value);
        }
        return g_string_free(text, FALSE);
    }
    return g_strdup(english);
}

struct wordings *wordings_read(const char *folder, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, error);
    if (dir == NULL)
        return NULL;

    AUTO(wordings) *wordings = g_new0(struct wordings, 1);
    wordings->by_language = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
                                                  (GDestroyNotify)wording_free);
    for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
        if (!g_str_has_suffix(name, ".conf") || name[0] == '.')
            continue;
        g_autofree char *path = g_build_filename(folder, name, NULL);
        struct wording *wording = wording_read(path, error);
        if (wording == NULL)
            return NULL;
        g_hash_table_insert(wordings->by_language, wording->language, wording);
    }
    if (!wordings_have(wordings, "en")) {
        g_set_error(error, CONF_ERROR, CONF_ERROR_READ, "%s: en.conf is missing", folder);
        return NULL;
    }
    return g_steal_pointer(&wordings);
}

void wordings_free(struct wordings *wordings)
{
    if (wordings == NULL)
        return;
    g_hash_table_unref(wordings->by_language);
    g_free(wordings);
}

gboolean wordings_have(const struct wordings *wordings, const char *language)
{
    return language != NULL && g_hash_table_contains(wordings->by_language, language);
}

const struct wording *wordings_for(const struct wordings *wordings, const char *language)
{
    return g_hash_table_lookup(wordings->by_language,
                               wordings_have(wordings, language) ? language : "en");
}

GPtrArray *wordings_all(const struct wordings *wordings)
{
    GPtrArray *all = g_ptr_array_new();
    GHashTableIter iter;
    gpointer wording;

    g_hash_table_iter_init(&iter, wordings->by_language);
    while (g_hash_table_iter_next(&iter, NULL, &wording))
        g_ptr_array_add(all, wording);
    return all;
}

const GPtrArray *wording_words(const struct wording *wording, enum wording_list list)
{
    return wording->lists[list];
}

static GPtrArray *all_forms(const struct wording *wording, gboolean months, guint number)
{
    GPtrArray *names = g_ptr_array_new();
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init(&iter, wording->dates);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct date_form *form = value;
        const GPtrArray *list = months ? form->months : form->weekdays;
        if (number >= 1 && number <= list->len)
            g_ptr_array_add(names, g_ptr_array_index(list, number - 1));
    }
    return names;
}

GPtrArray *wording_months(const struct wording *wording, guint month)
{
    return all_forms(wording, TRUE, month);
}

GPtrArray *wording_weekdays(const struct wording *wording, guint weekday)
{
    return all_forms(wording, FALSE, weekday);
}
