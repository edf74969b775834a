/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A language pack read into vocabulary and rules.
 *
 * A pack is a libconfig file: `language`, lists of plain words by what they are inside a date
 * (`months`, `weekdays`, `numbers`, `units`, `words`), named `sets` of patterns, and `rules`. What was
 * learned for a language comes from a file of its own (`learned.c`). Every
 * mistake is told with the file, the line and the pattern; nothing is skipped. */
#include "find/packs.h"

#include <string.h>

#include "base/conf.h"
#include "find/asking.h"
#include "find/context.h"
#include "find/kind.h"
#include "find/kind_words.h"
#include "find/learned.h"
#include "find/letter.h"

static const char *const kind_names[RULE_KINDS] = {
    "strong",     "weak",       "on",         "earliest", "since",     "dated",     "link",
    "latest",     "deadline",   "close",      "ask",      "duty",      "receive",   "offer",
    "void",       "plan",       "purpose",    "past",     "third",     "reader",    "event",
    "valid",      "recur",      "hours",      "soft",     "extend",    "withdraw",  "condition",
    "quote",      "object",     "sender",    "former",    "same",     "restate",  "column",   "negation",  "within",     "ahead",      "behind",   "base",      "part",      "clock",
    "zone",       "near",       "working",    "salutation", "closing", "letterhead", "addressee",
    "reference",  "wrapper",    "earlier",    "news",     "minutes",   "report",    "everyday",
    "official",   "kind",       "stamp",      "subject",  "instrument", "country",  "convention",
    "article",    "constitution", "case",     "session",  "copy",    "amend",   "stand",   "year",  "refuse",
};

struct pack_reader {
    struct packs *packs;
    struct conf *conf;
    const struct conf_node *root;
    GHashTable *sets; /* as pattern_sets_new() makes them */
    guint language;
};

GQuark find_error_quark(void)
{
    return g_quark_from_static_string("find-error");
}

static void clear_rule(gpointer data)
{
    struct rule *rule = data;

    g_free(rule->name);
    g_free(rule->is);
}

struct packs *packs_new(void)
{
    struct packs *packs = g_new0(struct packs, 1);

    packs->vocab = vocab_new();
    packs->automaton = automaton_new(packs->vocab);
    packs->rules = g_array_new(FALSE, FALSE, sizeof(struct rule));
    g_array_set_clear_func(packs->rules, clear_rule);
    packs->languages = g_ptr_array_new_with_free_func(g_free);
    return packs;
}

void packs_free(struct packs *packs)
{
    if (packs == NULL)
        return;
    automaton_free(packs->automaton);
    vocab_free(packs->vocab);
    g_array_unref(packs->rules);
    g_ptr_array_unref(packs->languages);
    for (guint i = 0; i < LANGUAGES_MAX; i++)
        g_clear_pointer(&packs->past_endings[i], g_ptr_array_unref);
    for (guint i = 0; i < LANGUAGES_MAX; i++)
        learned_free(packs->learned[i]);
    weights_free(packs->context);
    weights_free(packs->asking);
    weights_free(packs->letter);
    weights_free(packs->kind);
    kind_words_free(packs->kind_words);
    g_free(packs);
}

const char *packs_kind_name(enum rule_kind kind)
{
    return kind < RULE_KINDS ? kind_names[kind] : "";
}

guint packs_add_rule(struct packs *packs, enum rule_kind kind, const char *name, const char *is,
                     int value, guint language)
{
    struct rule rule = { .kind = kind, .language = language, .rank = packs->of_kind[kind]++, .value = value, .is = g_strdup(is), .name = g_strdup(name) };

    g_assert(packs->rules->len < MARK_RULES_MAX && packs->of_kind[kind] <= G_MAXUINT16);
    g_array_append_val(packs->rules, rule);
    return packs->rules->len - 1;
}

guint packs_language(struct packs *packs, const char *code)
{
    for (guint i = 0; i < packs->languages->len; i++)
        if (g_str_equal(packs->languages->pdata[i], code))
            return i;
    if (packs->languages->len >= LANGUAGES_MAX)
        return LANGUAGES_MAX;
    g_ptr_array_add(packs->languages, g_strdup(code));
    return packs->languages->len - 1;
}

/* Calls back for every word of a setting: a text of words, or a list of such texts, whose place in
 * the list counts from 1. */
typedef void (*word_setter)(struct word *word, guint value);

static void read_words(struct pack_reader *reader, const struct conf_node *group, const char *name,
                       guint fixed, word_setter set)
{
    g_autoptr(GPtrArray) texts = conf_strings(reader->conf, group, name);

    for (guint i = 0; i < texts->len; i++) {
        g_autoptr(GPtrArray) words = lex_words(texts->pdata[i]);
        for (guint k = 0; k < words->len; k++) {
            guint id = vocab_add(reader->packs->vocab, words->pdata[k]);
            if (id != 0)
                set(vocab_word(reader->packs->vocab, id), fixed != 0 ? fixed : i + 1);
        }
    }
}

static void set_month(struct word *word, guint value)
{
    word->month = value;
}

static void set_weekday(struct word *word, guint value)
{
    word->weekday = value;
}

static void set_number(struct word *word, guint value)
{
    word->number = value;
}

static void set_unit(struct word *word, guint value)
{
    word->unit = value;
}

static void set_roles(struct word *word, guint value)
{
    word->roles |= value;
}

static void set_common(struct word *word, guint value)
{
    word->languages |= value;
}

static void read_date_words(struct pack_reader *reader)
{
    static const struct {
        const char *name;
        guint role;
    } roles[] = {
        { "of", ROLE_OF },           { "to", ROLE_TO },           { "and", ROLE_AND },
        { "the", ROLE_THE },         { "from", ROLE_FROM },       { "between", ROLE_BETWEEN },
        { "ordinals", ROLE_ORDINAL }, { "abbreviations", ROLE_ABBREVIATION },
        { "am", ROLE_AM },           { "pm", ROLE_PM },           { "hour", ROLE_HOUR },
        { "short_months", ROLE_MONTH_SHORT }, { "number_signs", ROLE_NUMBER_SIGN },
        { "by_months", ROLE_MONTH_BY }, { "until_months", ROLE_MONTH_UNTIL }, { "relatives", ROLE_RELATIVE },
    };
    static const struct {
        const char *name;
        guint unit;
    } units[] = { { "day", UNIT_DAY }, { "week", UNIT_WEEK }, { "month", UNIT_MONTH }, { "year", UNIT_YEAR } };
    static const struct {
        const char *name;
        guint number;
    } numbers[] = { { "20", 20 }, { "100", 100 }, { "1000", 1000 }, { "30", 30 }, { "40", 40 }, { "45", 45 }, { "50", 50 }, { "60", 60 }, { "70", 70 }, { "80", 80 }, { "90", 90 } };
    const struct conf_node *words = conf_group(reader->conf, reader->root, "words");
    const struct conf_node *group = conf_group(reader->conf, reader->root, "units");

    read_words(reader, reader->root, "common", 1u << reader->language, set_common);
    read_words(reader, reader->root, "months", 1u << reader->language, set_common);
    read_words(reader, reader->root, "months", 0, set_month);
    read_words(reader, reader->root, "weekdays", 0, set_weekday);
    read_words(reader, reader->root, "numbers", 0, set_number);
    for (guint i = 0; words != NULL && i < G_N_ELEMENTS(roles); i++)
        read_words(reader, words, roles[i].name, roles[i].role, set_roles);
    for (guint i = 0; group != NULL && i < G_N_ELEMENTS(units); i++)
        read_words(reader, group, units[i].name, units[i].unit, set_unit);
    group = conf_group(reader->conf, reader->root, "tens");
    for (guint i = 0; group != NULL && i < G_N_ELEMENTS(numbers); i++) {
        g_autofree char *name = g_strdup_printf("n%s", numbers[i].name);
        read_words(reader, group, name, numbers[i].number, set_number);
    }
}

#define PLAIN_ENDING_LETTERS 4 /* a shorter one without an accent ends words of any meaning */

static void read_past_endings(struct pack_reader *reader)
{
    const struct conf_node *list = conf_list(reader->conf, reader->root, "past_endings");

    for (guint i = 0; list != NULL && i < conf_length(list); i++) {
        const char *ending = conf_item_string(reader->conf, list, i);
        GPtrArray **endings = &reader->packs->past_endings[reader->language];
        if (g_str_is_ascii(ending) && strlen(ending) < PLAIN_ENDING_LETTERS) {
            conf_mistake(reader->conf, conf_item(list, i), "the ending \"%s\" has neither an accent nor %d letters", ending, PLAIN_ENDING_LETTERS);
            continue;
        }
        if (*endings == NULL)
            *endings = g_ptr_array_new_with_free_func(g_free);
        g_ptr_array_add(*endings, g_strdup(ending));
        guchar last = *ending != '\0' ? ending[strlen(ending) - 1] : 0;
        reader->packs->past_bytes[reader->language][last / 32] |= 1u << last % 32;
    }
}

static char *join_alternatives(struct conf *conf, const struct conf_node *list)
{
    GString *joined = g_string_new(NULL);

    for (guint i = 0; i < conf_length(list); i++) {
        if (i > 0)
            g_string_append(joined, " | ");
        g_string_append(joined, conf_item_string(conf, list, i));
    }
    return g_string_free(joined, FALSE);
}

static void read_sets(struct pack_reader *reader)
{
    const struct conf_node *sets = conf_group(reader->conf, reader->root, "sets");

    for (guint i = 0; sets != NULL && i < conf_length(sets); i++) {
        const char *name = conf_name(conf_item(sets, i));
        const struct conf_node *list = conf_list(reader->conf, sets, name);
        if (list != NULL)
            pattern_sets_add(reader->sets, name, join_alternatives(reader->conf, list));
    }
}

static gboolean kind_from_name(const char *name, enum rule_kind *kind)
{
    for (guint i = 0; i < RULE_KINDS; i++) {
        if (g_str_equal(kind_names[i], name)) {
            *kind = i;
            return TRUE;
        }
    }
    return FALSE;
}

static void read_patterns(struct pack_reader *reader, const struct conf_node *patterns, guint rule)
{
    for (guint i = 0; i < conf_length(patterns); i++) {
        const char *pattern = conf_item_string(reader->conf, patterns, i);
        g_autoptr(GError) error = NULL;
        if (!automaton_add(reader->packs->automaton, pattern, rule, reader->sets, &error))
            conf_mistake(reader->conf, conf_item(patterns, i), "pattern \"%s\": %s", pattern,
                         error->message);
    }
}

static void read_rule(struct pack_reader *reader, const struct conf_node *group)
{
    const char *kind_name = conf_string_required(reader->conf, group, "kind");
    const char *name = conf_string_required(reader->conf, group, "name");
    const char *is = conf_string(reader->conf, group, "is", NULL);
    guint value = conf_uint(reader->conf, group, "value", 0, 0, 100000);
    const struct conf_node *patterns = conf_list(reader->conf, group, "any");
    enum rule_kind kind = RULE_STRONG;

    if (*kind_name != '\0' && !kind_from_name(kind_name, &kind))
        conf_mistake(reader->conf, group, "\"%s\" is no kind of rule", kind_name);
    if (patterns == NULL || conf_length(patterns) == 0) {
        conf_mistake(reader->conf, group, "rule \"%s\" has no patterns: any = ( \"…\" )", name);
        return;
    }
    const char *language = reader->language < reader->packs->languages->len
                               ? reader->packs->languages->pdata[reader->language]
                               : "all";
    g_autofree char *full = g_strdup_printf("%s.%s", language, name);
    guint rule = packs_add_rule(reader->packs, kind, full, is, value, reader->language);
    read_patterns(reader, patterns, rule);
}

static void read_instruments(struct pack_reader *reader)
{
    const struct conf_node *list = conf_list(reader->conf, reader->root, "instruments");

    for (guint i = 0; list != NULL && i < conf_length(list); i++) {
        const struct conf_node *item = conf_item(list, i);
        const char *number = conf_string_required(reader->conf, item, "number");
        const struct conf_node *titles = conf_list(reader->conf, item, "titles");
        g_autofree char *name = g_strdup_printf("title.%s", number);
        if (titles != NULL && conf_length(titles) > 0)
            read_patterns(reader, titles, packs_add_rule(reader->packs, RULE_INSTRUMENT, name, number, 0, LANGUAGES_MAX));
    }
}

gboolean packs_add(struct packs *packs, const char *text, const char *name, GError **error)
{
    AUTO(conf) *conf = conf_parse(text, name, error);
    struct pack_reader reader = { .packs = packs, .conf = conf };

    if (conf == NULL)
        return FALSE;
    g_return_val_if_fail(!packs->sealed, FALSE);
    reader.root = conf_root(conf);
    reader.sets = pattern_sets_new();
    const char *language = conf_string(conf, reader.root, "language", NULL);
    reader.language = language != NULL ? packs_language(packs, language) : LANGUAGES_MAX;
    if (language != NULL && reader.language == LANGUAGES_MAX)
        conf_mistake(conf, reader.root, "there is room for %d languages", LANGUAGES_MAX);
    if (language != NULL && reader.language < LANGUAGES_MAX) {
        read_date_words(&reader);
        read_past_endings(&reader);
    }
    read_sets(&reader);
    read_instruments(&reader);
    const struct conf_node *rules = conf_list(conf, reader.root, "rules");
    for (guint i = 0; rules != NULL && i < conf_length(rules); i++)
        read_rule(&reader, conf_item(rules, i));
    g_hash_table_unref(reader.sets);
    return conf_finish(conf, error);
}

gboolean packs_add_learned(struct packs *packs, const char *language, const char *text, const char *name, GError **error)
{
    guint index = packs_language(packs, language);
    struct learned *learned = learned_read(text, name, error);

    if (learned == NULL)
        return FALSE;
    g_return_val_if_fail(index < LANGUAGES_MAX && packs->learned[index] == NULL && !packs->sealed, FALSE);
    packs->learned[index] = learned;
    return TRUE;
}

const char *const packs_weights[] = { "context", "asking", "kind", "letter", "words", NULL };

gboolean packs_add_weights(struct packs *packs, const char *what, const char *text, const char *name, GError **error)
{
    g_return_val_if_fail(g_strv_contains(packs_weights, what) && !packs->sealed, FALSE);
    if (g_str_equal(what, "words")) {
        g_return_val_if_fail(packs->kind_words == NULL, FALSE);
        packs->kind_words = kind_words_read(text, name, error);
        return packs->kind_words != NULL;
    }
    const struct {
        const char *what;
        struct weights **weights;
        struct weights *(*read)(const char *text, const char *name, GError **error);
    } all[] = { { "context", &packs->context, context_read }, { "asking", &packs->asking, asking_read },
                { "kind", &packs->kind, kind_read }, { "letter", &packs->letter, letter_read } };
    for (guint i = 0; i < G_N_ELEMENTS(all); i++) {
        if (!g_str_equal(what, all[i].what))
            continue;
        g_return_val_if_fail(*all[i].weights == NULL, FALSE);
        *all[i].weights = all[i].read(text, name, error);
        return *all[i].weights != NULL;
    }
    return FALSE;
}

void packs_describe(struct packs *packs)
{
    packs->describes = TRUE;
}

gboolean packs_seal(struct packs *packs, GError **error)
{
    if (packs->rules->len == 0) {
        g_set_error(error, FIND_ERROR, FIND_ERROR_PACK, "there is no language pack");
        return FALSE;
    }
    if (!packs->sealed) {
        g_autofree gboolean *opening = g_new(gboolean, packs->rules->len);
        for (guint i = 0; i < packs->rules->len; i++)
            opening[i] = packs_rule(packs, i)->kind == RULE_WRAPPER;
        vocab_seal(packs->vocab);
        for (guint i = 0; i < LANGUAGES_MAX; i++)
            if (packs->learned[i] != NULL)
                learned_seal(packs->learned[i], packs->vocab);
        if (packs->kind_words != NULL)
            kind_words_seal(packs->kind_words, packs->vocab);
        automaton_seal(packs->automaton, opening);
    }
    packs->sealed = TRUE;
    return TRUE;
}

void packs_settle(struct packs *packs)
{
    automaton_settle(packs->automaton);
}

void packs_gather(struct packs *packs)
{
    automaton_gather(packs->automaton);
}
