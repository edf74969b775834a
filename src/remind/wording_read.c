/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of words, checked whole when it is read.
 *
 * Every phrase of the table below must be there, with every place that carries a fact ("{due}") and
 * with no place that nobody fills, in every plural form that there is. So a translation that forgot the
 * date is refused at start, with its line, and not found out by an official.
 *
 * A file that was changed by hand may be kept while the program is renewed: phrases may be lacking then, or be there
 * that no mail has any more, or with places that nobody fills. Where the file of this version is installed, what
 * is lacking or wrong is taken from there, and what is wrong is noted: nobody's reminders end for it. */
#include <string.h>

#include "base/conf.h"
#include "remind/wording_data.h"

/* Places that must stand in a phrase; no other may. */
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
    { "subject_escalated", "due title" },
    { "subject_information", "title" },
    { "subject_changed", "due was title" },
    { "subject_unread", "title" },
    { "subject_unread_part", "title" },
    { "subject_unregistered", "title" },
    { "head_due", "due left" },
    { "head_tomorrow", "due" },
    { "head_today", "due" },
    { "head_overdue", "due ago" },
    { "head_confirm", "due" },
    { "head_confirm_undated", "" },
    { "head_undated", "" },
    { "head_escalated", "due ago" },
    { "head_information", "" },
    { "head_changed", "due was" },
    { "head_unread", "" },
    { "head_unread_part", "" },
    { "head_unregistered", "" },
    { "lead_confirm", "" },
    { "lead_confirm_undated", "" },
    { "lead_snoozed", "" },
    { "lead_escalated", "names" },
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
    { "title_other_dates", "" },
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
    { "flaw", "part what" },
    { "more_requests", "count" },
    { "more_notes", "count" },
    { "told_nobody", "" },
    { "told", "names" },
    { "names_and", "names last" },
    { "act_reply", "" },
    { "act_done", "" },
    { "act_snooze", "" },
    { "act_due", "" },
    { "act_due_undated", "" },
    { "act_none", "" },
    { "act_not_ours", "" },
    { "command_done", "" },
    { "command_snooze", "" },
    { "command_due", "" },
    { "command_due_example", "" },
    { "command_none", "" },
    { "command_not_ours", "" },
    { "act_tell", "contact matter" },
    { "act_confirm", "contact matter" },
    { "act_again", "" },
    { "act_information", "" },
    { "act_unread", "contact" },
    { "act_unregistered", "command" },
    { "original_attached", "file" },
    { "original_named", "path" },
    { "original_refused", "path reply" },
    { "original_kept", "" },
    { "act_assign", "" },
    { "act_note", "" },
    { "act_help", "" },
    { "act_reopen", "" },
    { "command_assign", "" },
    { "command_assign_example", "" },
    { "command_note", "" },
    { "command_note_example", "" },
    { "command_help", "" },
    { "command_reopen", "" },
    { "key_line", "token" },
    { "subject_understood", "title" },
    { "subject_not_understood", "title" },
    { "subject_help", "title" },
    { "subject_bounced", "title" },
    { "subject_put_off", "title" },
    { "told_done", "" },
    { "told_snooze", "day" },
    { "told_snooze_more", "" },
    { "told_due", "day" },
    { "told_none", "" },
    { "told_assign", "name" },
    { "told_not_ours", "" },
    { "told_note", "" },
    { "told_reopen", "" },
    { "undo", "command" },
    { "ask_head", "" },
    { "ask_empty", "" },
    { "ask_unclear", "" },
    { "ask_several", "" },
    { "ask_doubtful", "" },
    { "ask_date", "example" },
    { "ask_day", "day" },
    { "ask_name", "name names" },
    { "ask_words", "" },
    { "ask_state", "" },
    { "ask_key", "" },
    { "ask_which", "" },
    { "other_head", "from" },
    { "other_more", "address command" },
    { "forged_head", "" },
    { "forged_more", "" },
    { "title_wrote", "" },
    { "help_head", "" },
    { "help_more", "example" },
    { "bounce_head", "name" },
    { "bounce_more", "address name status" },
    { "put_off_head", "name" },
    { "put_off_more", "address name status" },
    { "subject_doubt", "title" },
    { "head_doubt", "" },
    { "subject_closed", "title" },
    { "closed_done", "" },
    { "closed_not_ours", "" },
    { "closed_superseded", "" },
    { "closed_none", "" },
    { "closed_calendar", "" },
    { "subject_digest", "count" },
    { "head_digest", "" },
    { "digest_more", "contact" },
    { "digest_number", "matter" },
    { "title_far", "" },
    { "title_information", "" },
    { "subject_overview", "day overdue due" },
    { "head_overview", "day overdue due" },
    { "title_overdue", "" },
    { "title_due_soon", "" },
    { "title_confirm", "" },
    { "title_unread_mails", "" },
    { "overview_enter", "command" },
    { "title_unregistered_mails", "" },
    { "overview_take_in", "command" },
    { "overview_mail", "mail" },
    { "title_missing", "" },
    { "title_on_time", "" },
    { "overview_on_time", "count total" },
    { "overview_nothing", "" },
    { "overview_more", "count" },
    { "overview_day", "due" },
    { "subject_mails", "count" },
    { "head_mails", "" },
    { "lead_mails", "" },
    { "mails_part", "" },
    { "mails_where", "sender reason" },
    { "act_mails", "list command" },
    { "subject_expected", "name" },
    { "head_expected", "due name" },
    { "expected_more", "" },
    { "subject_expiry", "due name" },
    { "head_expiry", "due name" },
    { "expiry_more", "" },
    { "subject_certificate", "due name" },
    { "head_certificate", "due name" },
    { "certificate_more", "" },
    { "subject_stage", "stage day title" },
    { "head_stage", "day stage due" },
    { "title_stages", "" },
    { "stage_line", "stage day" },
    { "title_background", "" },
    { "background_line", "day title" },
    { "foot", "matter office" },
    { "foot_unread", "office" },
    { "file_original", "" },
    { "file_calendar", "" },
    { "calendar_summary", "title" },
    { "calendar_description", "matter" },
};

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

    for (const char *at = text; wording_next_place(&at, literal, name, form, sizeof name);) {
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

static gboolean lacks(const struct wording *wording, const char *phrase)
{
    return !g_hash_table_contains(wording->phrases, phrase);
}

static void fill_in(const char *path, struct wording *wording)
{
    AUTO(conf) *conf = conf_read(path, NULL);
    const struct conf_node *phrases = conf != NULL ? conf_group(conf, conf_root(conf), "phrases") : NULL;

    for (guint i = 0; phrases != NULL && i < conf_length(phrases); i++) {
        const struct phrase_rule *rule = find_phrase_rule(conf_name(conf_item(phrases, i)));
        if (rule != NULL && lacks(wording, rule->key))
            read_phrase(conf, phrases, i, rule, wording);
    }
    if (conf != NULL)
        wording_read_lists(conf, conf_root(conf), wording);
}

static void read_known_phrase(struct conf *conf, const struct conf_node *phrases, guint index,
                              struct wording *wording)
{
    const struct conf_node *node = conf_item(phrases, index);
    const struct phrase_rule *rule = find_phrase_rule(conf_name(node));

    if (rule != NULL) {
        read_phrase(conf, phrases, index, rule, wording);
        return;
    }
    conf_mistake(conf, node, "no mail has a phrase of this name");
    for (guint i = 0; i < conf_length(node); i++)
        conf_item(node, i); /* its forms are no settings of their own that nobody knows */
}

/* shipped: this version's file of the language; need not be there. */
static void read_phrases(struct conf *conf, const struct conf_node *root, const char *shipped,
                         struct wording *wording)
{
    gboolean whole = wording_lacking_list(wording) == NULL;
    gboolean forgiving = !conf_has_mistake(conf) && g_file_test(shipped, G_FILE_TEST_EXISTS);

    const struct conf_node *phrases = conf_group(conf, root, "phrases");

    for (guint i = 0; i < conf_length(phrases); i++) {
        read_known_phrase(conf, phrases, i, wording);
        if (!forgiving || !conf_has_mistake(conf))
            continue;
        g_autofree char *mistake = conf_forgive(conf);
        g_ptr_array_add(wording->notes, g_strdup_printf("%s; that of this version goes instead (%s)", mistake, shipped));
        g_hash_table_remove(wording->phrases, conf_name(conf_item(phrases, i)));
    }
    for (gsize i = 0; i < G_N_ELEMENTS(PHRASES); i++)
        whole = whole && !lacks(wording, PHRASES[i].key);
    if (!whole)
        fill_in(shipped, wording);
    for (gsize i = 0; i < G_N_ELEMENTS(PHRASES); i++) {
        if (lacks(wording, PHRASES[i].key))
            conf_mistake(conf, phrases == NULL ? root : phrases, "the phrase \"%s\" is missing",
                         PHRASES[i].key);
    }
    if (wording_lacking_list(wording) != NULL)
        conf_mistake_in(conf, root, "commands", "%s: name at least one word", wording_lacking_list(wording));
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
        conf_mistake_in(conf, root, "dates", "missing");
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
        conf_mistake_in(conf, dates, "forms", "the form \"long\" is missing");
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

struct wording *wording_read(const char *path, GError **error)
{
    return wording_read_filled(path, DATA_DIR "/wording", error);
}

struct wording *wording_read_filled(const char *path, const char *folder, GError **error)
{
    AUTO(conf) *conf = conf_read(path, error);
    if (conf == NULL)
        return NULL;

    g_autofree char *language = g_path_get_basename(path);
    g_autofree char *shipped = g_build_filename(folder, language, NULL);
    if (g_str_has_suffix(language, ".conf"))
        language[strlen(language) - strlen(".conf")] = '\0';
    AUTO(wording) *wording = wording_new(language);
    const struct conf_node *root = conf_root(conf);
    read_plurals(conf, root, wording);
    read_dates(conf, root, wording);
    read_terms(conf, root, wording);
    wording_read_lists(conf, root, wording);
    read_phrases(conf, root, shipped, wording);
    return conf_finish(conf, error) ? g_steal_pointer(&wording) : NULL;
}

