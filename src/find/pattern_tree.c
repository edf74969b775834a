/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The notation read into a tree, by recursive descent.
 *
 * Refuses what nobody can have meant: an open bracket, an empty choice, an unknown set, sets that
 * name each other in a circle (by a limit on depth), more than 20,000 words in one pattern. */
#include "find/pattern_tree.h"

#include <string.h>

#include "find/find.h"

#define DEPTH_MAX 24
#define NODES_MAX 20000

struct set {
    char *pattern;
    struct node *tree; /* once a pattern has named it */
    guint nodes;       /* of the tree */
};

struct parser {
    const char *p;
    struct vocab *vocab;
    GHashTable *sets;
    guint depth, *nodes;
    GError **error;
};

static struct node *parse_choice(struct parser *parser);

void node_free(struct node *node)
{
    if (node == NULL || --node->references > 0)
        return;
    g_clear_pointer(&node->words, g_array_unref);
    g_clear_pointer(&node->children, g_ptr_array_unref);
    g_free(node);
}

static struct node *node_ref(struct node *node)
{
    node->references++;
    return node;
}

static void set_free(gpointer data)
{
    struct set *set = data;

    g_free(set->pattern);
    node_free(set->tree);
    g_free(set);
}

GHashTable *pattern_sets_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, set_free);
}

void pattern_sets_add(GHashTable *sets, const char *name, char *pattern)
{
    struct set *set = g_new0(struct set, 1);

    set->pattern = pattern;
    g_hash_table_insert(sets, g_strdup(name), set);
}

static struct node *make(enum node_type type, guint value)
{
    struct node *node = g_new0(struct node, 1);

    node->references = 1;
    node->type = type;
    node->value = value;
    if (type == NODE_WORDS)
        node->words = g_array_new(FALSE, FALSE, sizeof(guint16));
    else
        node->children = g_ptr_array_new_with_free_func((GDestroyNotify)node_free);
    return node;
}

static gpointer complain(struct parser *parser, const char *format, const char *detail)
{
    if (*parser->error == NULL)
        g_set_error(parser->error, FIND_ERROR, FIND_ERROR_PATTERN, format, detail);
    return NULL;
}

/* The words of a literal, one after the other. */
static struct node *make_words(struct parser *parser, const char *text)
{
    g_autoptr(GPtrArray) words = lex_words(text);
    AUTO(node) *sequence = make(NODE_SEQUENCE, 0);

    for (guint i = 0; i < words->len; i++) {
        guint16 id = vocab_add(parser->vocab, words->pdata[i]);
        if (id == 0)
            return complain(parser, "\"%s\" is too long, or there are too many words", text);
        struct node *word = make(NODE_WORDS, 0);
        g_array_append_val(word->words, id);
        g_ptr_array_add(sequence->children, word);
    }
    *parser->nodes += words->len;
    if (words->len == 0)
        return complain(parser, "\"%s\" holds no word", text);
    return g_steal_pointer(&sequence);
}

/* "invit{e,ed}": one brace a word; what stands before and after it belongs to each. */
static struct node *make_braced(struct parser *parser, const char *text)
{
    const char *open = strchr(text, '{'), *close = open ? strchr(open, '}') : NULL;

    if (open == NULL)
        return make_words(parser, text);
    if (close == NULL)
        return complain(parser, "\"%s\" has an open brace", text);
    g_autofree char *inside = g_strndup(open + 1, close - open - 1);
    g_auto(GStrv) endings = g_strsplit(inside, ",", -1);
    AUTO(node) *choice = make(NODE_CHOICE, 0);
    for (guint i = 0; endings[i] != NULL; i++) {
        g_autofree char *whole = g_strdup_printf("%.*s%s%s", (int)(open - text), text, endings[i], close + 1);
        struct node *words = make_braced(parser, whole);
        if (words == NULL)
            return NULL;
        g_ptr_array_add(choice->children, words);
    }
    return g_steal_pointer(&choice);
}

/* A set stands in brackets of its own, so that "|" inside it stays inside. */
static struct node *parse_set(struct parser *parser, const char *name)
{
    struct set *set = parser->sets != NULL ? g_hash_table_lookup(parser->sets, name) : NULL;
    struct parser inner = *parser;

    if (set == NULL)
        return complain(parser, "there is no set \"%s\"", name);
    if (parser->depth >= DEPTH_MAX)
        return complain(parser, "set \"%s\" names itself, or is too deep", name);
    if (set->tree == NULL) {
        inner.p = set->pattern;
        inner.nodes = &set->nodes;
        inner.depth++;
        struct node *tree = parse_choice(&inner);
        if (tree != NULL && *inner.p != '\0') {
            node_free(tree);
            return complain(parser, "set \"%s\" has a bracket too many", name);
        }
        set->tree = tree;
    }
    *parser->nodes += set->nodes;
    return set->tree != NULL ? node_ref(set->tree) : NULL;
}

static struct node *parse_gap(struct parser *parser, const char *number)
{
    guint most = (guint)g_ascii_strtoull(number, NULL, 10);
    struct node *inner = NULL;

    if (most < 1 || most > 12)
        return complain(parser, "a gap is ..1 to ..12, not \"..%s\"", number);
    /* one inside the other, [any [any [any]]]: side by side each could be entered from each before it,
     * and a gap of twelve would be twelve live positions */
    for (guint i = 0; i < most; i++) {
        struct node *optional = make(NODE_OPTIONAL, 0), *sequence = make(NODE_SEQUENCE, 0);
        g_ptr_array_add(sequence->children, make(NODE_SPECIAL, SPECIAL_ANY));
        if (inner != NULL)
            g_ptr_array_add(sequence->children, inner);
        g_ptr_array_add(optional->children, sequence);
        inner = optional;
    }
    return inner;
}

static struct node *parse_special(struct parser *parser, const char *name)
{
    if (g_str_equal(name, "any"))
        return make(NODE_SPECIAL, SPECIAL_ANY);
    if (g_str_equal(name, "number"))
        return make(NODE_SPECIAL, SPECIAL_NUMBER);
    if (g_str_equal(name, "capital"))
        return make(NODE_SPECIAL, SPECIAL_CAPITAL);
    if (g_str_equal(name, "word"))
        return make(NODE_SPECIAL, SPECIAL_WORD);
    if (strlen(name) == 1)
        return make(NODE_MARK, (guchar)*name);
    return complain(parser, "<%s> is not known", name);
}

static struct node *parse_literal(struct parser *parser)
{
    const char *start = parser->p;
    int depth = 0;

    if (*start == '<' && start[1] != '\0' && strchr(start + 2, '>') != NULL)
        parser->p = strchr(start + 2, '>') + 1; /* "<(>" holds a bracket that is none */
    while (*parser->p != '\0' && (depth > 0 || strchr(" ()[]|", *parser->p) == NULL)) {
        depth += (*parser->p == '{') - (*parser->p == '}');
        parser->p++;
    }
    g_autofree char *text = g_strndup(start, parser->p - start);
    if (*text == '@')
        return parse_set(parser, text + 1);
    if (text[0] == '.' && text[1] == '.')
        return parse_gap(parser, text + 2);
    if (*text == '<' && g_str_has_suffix(text, ">") && strlen(text) > 2) {
        g_autofree char *name = g_strndup(text + 1, strlen(text) - 2);
        return parse_special(parser, name);
    }
    if (g_ascii_isdigit(*text)) /* "22", "1st" */
        return make(NODE_NUMBER, (guint)g_ascii_strtoull(text, NULL, 10));
    if (strlen(text) == 1 && g_ascii_ispunct(*text))
        return make(NODE_MARK, (guchar)*text);
    return make_braced(parser, text);
}

static struct node *parse_bracket(struct parser *parser)
{
    gboolean optional = *parser->p == '[';
    char closing = optional ? ']' : ')';

    parser->p++;
    if (++parser->depth > DEPTH_MAX)
        return complain(parser, "brackets are too deep%s", "");
    AUTO(node) *inner = parse_choice(parser);
    parser->depth--;
    if (inner == NULL)
        return NULL;
    if (*parser->p != closing)
        return complain(parser, "a bracket is not closed before \"%s\"", parser->p);
    parser->p++;
    if (!optional)
        return g_steal_pointer(&inner);
    struct node *node = make(NODE_OPTIONAL, 0);
    g_ptr_array_add(node->children, g_steal_pointer(&inner));
    return node;
}

static struct node *parse_sequence(struct parser *parser)
{
    AUTO(node) *sequence = make(NODE_SEQUENCE, 0);

    for (;;) {
        while (*parser->p == ' ' || *parser->p == '\n' || *parser->p == '\t')
            parser->p++;
        if (*parser->p == '\0' || strchr("|)]", *parser->p) != NULL)
            break;
        struct node *item = strchr("([", *parser->p) != NULL ? parse_bracket(parser)
                                                             : parse_literal(parser);
        if (item == NULL)
            return NULL;
        g_ptr_array_add(sequence->children, item);
        if (++*parser->nodes > NODES_MAX)
            return complain(parser, "the pattern is too large%s", "");
    }
    if (sequence->children->len == 0)
        return complain(parser, "nothing stands before \"%s\"", parser->p);
    return g_steal_pointer(&sequence);
}

static struct node *single(struct node *node)
{
    while ((node->type == NODE_SEQUENCE || node->type == NODE_CHOICE) && node->children->len == 1)
        node = node->children->pdata[0];
    return node;
}

/* A choice among single words is one position in the automaton, however many words it has. */
static struct node *merge_words(struct node *choice)
{
    g_autoptr(GPtrArray) rest = g_ptr_array_new_with_free_func((GDestroyNotify)node_free);
    struct node *words = make(NODE_WORDS, 0);

    while (choice->children->len > 0) {
        struct node *child = g_ptr_array_steal_index(choice->children, 0);
        struct node *only = single(child);
        if (only->type == NODE_WORDS) {
            g_array_append_vals(words->words, only->words->data, only->words->len);
            node_free(child);
        } else {
            g_ptr_array_add(rest, child);
        }
    }
    if (words->words->len > 0)
        g_ptr_array_add(choice->children, words);
    else
        node_free(words);
    while (rest->len > 0)
        g_ptr_array_add(choice->children, g_ptr_array_steal_index(rest, 0));
    return choice;
}

/* A choice that stands alone in a branch (of braces, brackets, a set) is branches of this one: their
 * single words then share one position with those beside them. */
static void lift_choices(struct node *choice)
{
    g_autoptr(GPtrArray) branches = g_steal_pointer(&choice->children);

    choice->children = g_ptr_array_new_with_free_func((GDestroyNotify)node_free);
    for (guint i = 0; i < branches->len; i++) {
        struct node *branch = branches->pdata[i], *only = single(branch);
        if (only->type != NODE_CHOICE)
            g_ptr_array_add(choice->children, node_ref(branch));
        for (guint k = 0; only->type == NODE_CHOICE && k < only->children->len; k++)
            g_ptr_array_add(choice->children, node_ref(only->children->pdata[k]));
    }
}

static struct node *parse_choice(struct parser *parser)
{
    AUTO(node) *choice = make(NODE_CHOICE, 0);

    for (;;) {
        struct node *sequence = parse_sequence(parser);
        if (sequence == NULL)
            return NULL;
        g_ptr_array_add(choice->children, sequence);
        if (*parser->p != '|')
            break;
        parser->p++;
    }
    lift_choices(choice);
    return merge_words(g_steal_pointer(&choice));
}

struct node *node_parse(struct vocab *vocab, const char *pattern, GHashTable *sets, GError **error)
{
    guint nodes = 0;
    GError *mistake = NULL;
    struct parser parser = { pattern, vocab, sets, 0, &nodes, &mistake };
    AUTO(node) *node = parse_choice(&parser);

    if (node != NULL && *parser.p != '\0')
        complain(&parser, "a bracket is closed that was not open: \"%s\"", parser.p);
    if (mistake != NULL) {
        g_propagate_error(error, mistake);
        return NULL;
    }
    return g_steal_pointer(&node);
}
