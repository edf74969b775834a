/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules such as ".x { display: none }", for one element's name, class or id.
 *
 * A text that is wrongly believed hidden may cost a date; one that is wrongly believed seen costs a
 * second look. So a rule hides only where it says display: none or visibility: hidden, without
 * condition, and no other rule that names the same class, id or element shows it again: pages hide
 * on a large screen what they show on a small one.
 *
 * Of colours, grounds and sizes of letters the rules for one name, class or id are handed on as they
 * stand. An element that a rule with more parts in its selector may give others is not judged by them;
 * rules for screens of some size, for print or dark rooms count for nothing there. */
#include "decode/html_sheet.h"

#include <string.h>

#define SHEETS_BYTES_MAX (512 * 1024)
#define NAME_BYTES_MAX 100
#define VALUE_BYTES_MAX 40
#define CLASSES_MAX 8 /* of an element, for its look */

/* What makes text hard to see, and how a sheet says so. */
static const char *const properties[] = {"color", "background", "background-color", "background-image",
                                         "font",  "font-size",  "text-decoration"};
enum { PROPERTIES = G_N_ELEMENTS(properties) };

struct look {
    char *values[PROPERTIES];
};

struct html_sheet {
    GHashTable *hides, *shows; /* of "td", ".class", "td.class", "#id" */
    GHashTable *looks;         /* of the same → struct look */
    GHashTable *unsure;        /* of the same: something else may change their look */
};

enum effect { EFFECT_NONE, EFFECT_HIDES, EFFECT_SHOWS };

static gboolean is_name(char c)
{
    return g_ascii_isalnum(c) || c == '-' || c == '_';
}

/* What the value of the last such property says. */
static enum effect weigh(const char *rules, const char *property, const char *hiding)
{
    enum effect effect = EFFECT_NONE;
    for (const char *at = rules; (at = strstr(at, property)) != NULL;) {
        gboolean whole = at == rules || !is_name(at[-1]);
        at += strlen(property);
        at += strspn(at, " \t\r\n");
        if (!whole || *at != ':')
            continue;
        at++;
        at += strspn(at, " \t\r\n");
        effect = g_str_has_prefix(at, hiding) ? EFFECT_HIDES : EFFECT_SHOWS;
    }
    return effect;
}

/* "td", ".x", "#x", "td.x": NULL for what has more parts. */
static char *simple_selector(const char *from, gsize length)
{
    g_autofree char *selector = g_strstrip(g_strndup(from, length));
    gsize name = 0, rest;
    while (is_name(selector[name]))
        name++;
    rest = name;
    if (selector[rest] == '.' || selector[rest] == '#')
        for (rest++; is_name(selector[rest]);)
            rest++;
    if (selector[0] == '\0' || selector[rest] != '\0' || rest > NAME_BYTES_MAX)
        return NULL;
    for (gsize i = 0; i < name; i++)
        selector[i] = g_ascii_tolower(selector[i]);
    return g_steal_pointer(&selector);
}

/* Every name in it: the rule shows something that has to do with each. */
static void add_names(GHashTable *names, const char *from, gsize length)
{
    for (gsize i = 0; i < length;) {
        gsize start = i;
        if (from[i] == '.' || from[i] == '#')
            i++;
        gsize begun = i;
        while (i < length && is_name(from[i]))
            i++;
        if (i > begun && i - start <= NAME_BYTES_MAX)
            g_hash_table_add(names, start == begun ? g_ascii_strdown(from + start, (gssize) (i - start))
                                                   : g_strndup(from + start, i - start));
        else
            i = MAX(i, start + 1);
    }
}

static void look_free(gpointer data)
{
    struct look *look = data;
    for (guint i = 0; i < PROPERTIES; i++)
        g_free(look->values[i]);
    g_free(look);
}

/* The declarations that make up a look, each property's last one. FALSE: there is none. */
static gboolean read_look(const char *rules, struct look *look)
{
    gboolean any = FALSE;
    g_auto(GStrv) declarations = g_strsplit(rules, ";", 200);
    for (guint i = 0; declarations[i] != NULL; i++) {
        char *colon = strchr(declarations[i], ':');
        if (colon == NULL || strlen(g_strstrip(colon + 1)) > VALUE_BYTES_MAX)
            continue;
        *colon = '\0';
        for (guint k = 0; k < PROPERTIES; k++)
            if (strcmp(g_strstrip(declarations[i]), properties[k]) == 0) {
                g_free(look->values[k]);
                look->values[k] = g_strdup(g_strstrip(colon + 1));
                any = TRUE;
            }
    }
    return any;
}

static void merge_look(GHashTable *looks, char *selector, const struct look *more)
{
    struct look *look = g_hash_table_lookup(looks, selector);
    if (look == NULL) {
        look = g_new0(struct look, 1);
        g_hash_table_insert(looks, selector, look);
    } else {
        g_free(selector);
    }
    for (guint i = 0; i < PROPERTIES; i++)
        if (more->values[i] != NULL) {
            g_free(look->values[i]);
            look->values[i] = g_strdup(more->values[i]);
        }
}

/* What the pointer does to an element is no matter on paper. */
static gboolean is_of_a_moment(const char *from, gsize length)
{
    static const char *const moments[] = {":hover", ":active", ":focus", ":visited", "::"};
    for (gsize i = 0; i < G_N_ELEMENTS(moments); i++)
        if (g_strstr_len(from, (gssize) length, moments[i]) != NULL)
            return TRUE;
    return FALSE;
}

/* The element that "table.x > td.y" is about: its last part. */
static void add_last_part(GHashTable *names, const char *from, gsize length)
{
    while (length > 0 && g_ascii_isspace(from[length - 1]))
        length--;
    gsize start = length;
    while (start > 0 && strchr(" \t\r\n>+~", from[start - 1]) == NULL)
        start--;
    add_names(names, from + start, length - start);
}

enum condition { CONDITION_NONE, CONDITION_MEDIUM, CONDITION_SIZE };

static void add_look(struct html_sheet *sheet, const char *from, gsize length, const struct look *look,
                     enum condition condition)
{
    if (condition == CONDITION_SIZE || is_of_a_moment(from, length))
        return;
    char *selector = condition == CONDITION_NONE ? simple_selector(from, length) : NULL;
    if (selector != NULL)
        merge_look(sheet->looks, selector, look);
    else
        add_last_part(sheet->unsure, from, length);
}

static void add_rule(struct html_sheet *sheet, const char *selectors, gsize length, const char *rules,
                     enum condition condition)
{
    enum effect display = weigh(rules, "display", "none");
    enum effect visible = weigh(rules, "visibility", "hidden");
    struct look look = {0};
    gboolean looks = read_look(rules, &look);
    if (display == EFFECT_SHOWS || visible == EFFECT_SHOWS)
        add_names(sheet->shows, selectors, length);
    gboolean hides = condition == CONDITION_NONE && (display == EFFECT_HIDES || visible == EFFECT_HIDES);
    for (const char *at = selectors, *end = selectors + length; (hides || looks) && at < end;) {
        const char *comma = memchr(at, ',', (gsize) (end - at));
        const char *stop = comma != NULL ? comma : end;
        char *selector = hides ? simple_selector(at, (gsize) (stop - at)) : NULL;
        if (selector != NULL)
            g_hash_table_add(sheet->hides, selector);
        if (looks)
            add_look(sheet, at, (gsize) (stop - at), &look, condition);
        at = stop + 1;
    }
    for (guint i = 0; i < PROPERTIES; i++)
        g_free(look.values[i]);
}

/* Comments end nothing and begin nothing; those of HTML around a sheet are no part of it. */
static char *without_comments(const char *text, gsize length)
{
    GString *out = g_string_sized_new(length);
    for (gsize i = 0; i < length;) {
        if (i + 1 < length && text[i] == '/' && text[i + 1] == '*') {
            const char *end = g_strstr_len(text + i + 2, (gssize) (length - i - 2), "*/");
            i = end != NULL ? (gsize) (end - text) + 2 : length;
            continue;
        }
        gsize mark = g_str_has_prefix(text + i, "<!--") ? 4 : g_str_has_prefix(text + i, "-->") ? 3 : 0;
        i += mark;
        if (mark == 0)
            g_string_append_c(out, text[i++]);
    }
    return g_string_free(out, FALSE);
}

static void read_rules(struct html_sheet *sheet, char *css)
{
    guint depth = 0;   /* of conditions around */
    guint64 sizes = 0; /* a bit for each: it asks for more than the kind of medium */
    for (char *at = css; *at != '\0';) {
        at += strspn(at, " \t\r\n;");
        char *brace = strpbrk(at, "{}");
        if (brace == NULL)
            return;
        if (*brace == '}') {
            depth -= depth > 0;
            sizes >>= 1;
            at = brace + 1;
            continue;
        }
        if (*at == '@') {
            depth++;
            *brace = '\0';
            sizes = sizes << 1 | (strchr(at, '(') != NULL || strstr(at, "print") != NULL);
            at = brace + 1;
            continue;
        }
        char *end = strchr(brace, '}');
        if (end == NULL)
            return;
        *brace = *end = '\0';
        for (char *c = brace + 1; c < end; c++)
            *c = g_ascii_tolower(*c);
        add_rule(sheet, at, (gsize) (brace - at), brace + 1,
                 depth == 0 ? CONDITION_NONE : sizes == 0 ? CONDITION_MEDIUM : CONDITION_SIZE);
        at = end + 1;
    }
}

/* The next "<style …>" or "</style": as in any letters. */
static const char *find_tag(const char *from, const char *tag)
{
    gsize length = strlen(tag);
    for (const char *at = from; (at = strchr(at, '<')) != NULL; at++)
        if (g_ascii_strncasecmp(at, tag, length) == 0)
            return at;
    return NULL;
}

struct html_sheet *html_sheet_new(const char *page)
{
    struct html_sheet *sheet = g_new0(struct html_sheet, 1);
    sheet->hides = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    sheet->shows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    sheet->looks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, look_free);
    sheet->unsure = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    gsize read = 0;
    for (const char *at = page; (at = find_tag(at, "<style")) != NULL && read < SHEETS_BYTES_MAX;) {
        const char *begin = strchr(at, '>');
        const char *end = begin != NULL ? find_tag(begin, "</style") : NULL;
        if (end == NULL)
            break;
        g_autofree char *css = without_comments(begin + 1, (gsize) (end - begin - 1));
        if (g_strstr_len(at, begin - at, "media") == NULL)
            read_rules(sheet, css);
        read += (gsize) (end - begin);
        at = end;
    }
    return sheet;
}

void html_sheet_free(struct html_sheet *sheet)
{
    if (sheet == NULL)
        return;
    g_hash_table_unref(sheet->hides);
    g_hash_table_unref(sheet->shows);
    g_hash_table_unref(sheet->looks);
    g_hash_table_unref(sheet->unsure);
    g_free(sheet);
}

/* mark: "." or "#"; or "" for the element alone. */
static gboolean is_hidden(const struct html_sheet *sheet, const char *element, const char *mark,
                          const char *name)
{
    g_autofree char *alone = g_strconcat(mark, name, NULL);
    g_autofree char *both = g_strconcat(element, mark, name, NULL);
    return (g_hash_table_contains(sheet->hides, alone) || g_hash_table_contains(sheet->hides, both)) &&
           !g_hash_table_contains(sheet->shows, alone);
}

static gboolean has_hidden_class(const struct html_sheet *sheet, const char *element, const char *list)
{
    g_auto(GStrv) classes = g_strsplit_set(list, " \t\r\n", 32);
    for (guint i = 0; classes[i] != NULL; i++)
        if (*classes[i] != '\0' && is_hidden(sheet, element, ".", classes[i]))
            return TRUE;
    return FALSE;
}

gboolean html_sheet_hides(const struct html_sheet *sheet, const char *element,
                          const char *const *attributes)
{
    if (g_hash_table_size(sheet->hides) == 0)
        return FALSE;
    gboolean hides = g_hash_table_contains(sheet->hides, element) &&
                     !g_hash_table_contains(sheet->shows, element);
    for (; attributes != NULL && attributes[0] != NULL; attributes += 2) {
        const char *value = attributes[1] != NULL ? attributes[1] : "";
        if (strcmp(attributes[0], "class") == 0)
            hides |= has_hidden_class(sheet, element, value);
        else if (strcmp(attributes[0], "id") == 0)
            hides |= is_hidden(sheet, element, "#", value);
        else if (strcmp(attributes[0], "style") == 0 &&
                 (strstr(value, "display") != NULL || strstr(value, "visibility") != NULL))
            return FALSE; /* its own word counts more */
    }
    return hides;
}

/* What is said of the element as such, then of it with a mark: "." and a class, "#" and its id. */
static void add_said(const struct html_sheet *sheet, GString *out, const char *name, gboolean *unsure)
{
    const struct look *look = g_hash_table_lookup(sheet->looks, name);
    *unsure |= g_hash_table_contains(sheet->unsure, name);
    for (guint i = 0; look != NULL && i < PROPERTIES; i++)
        if (look->values[i] != NULL)
            g_string_append_printf(out, "%s:%s;", properties[i], look->values[i]);
}

static void add_marked(const struct html_sheet *sheet, GString *out, const char *element, const char *mark,
                       const char *name, gboolean *unsure)
{
    g_autofree char *alone = g_strconcat(mark, name, NULL);
    g_autofree char *both = g_strconcat(element, mark, name, NULL);
    add_said(sheet, out, alone, unsure);
    add_said(sheet, out, both, unsure);
}

static const char *value_of(const char *const *attributes, const char *name)
{
    for (; attributes != NULL && attributes[0] != NULL; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

char *html_sheet_look(const struct html_sheet *sheet, const char *element, const char *const *attributes,
                      gboolean *unsure)
{
    *unsure = FALSE;
    if (g_hash_table_size(sheet->looks) == 0 && g_hash_table_size(sheet->unsure) == 0)
        return NULL;
    GString *out = g_string_new(NULL);
    const char *list = value_of(attributes, "class"), *id = value_of(attributes, "id");
    add_said(sheet, out, element, unsure);
    g_auto(GStrv) classes = list != NULL ? g_strsplit_set(list, " \t\r\n", CLASSES_MAX + 1) : NULL;
    for (guint i = 0; classes != NULL && classes[i] != NULL && i < CLASSES_MAX; i++)
        if (*classes[i] != '\0')
            add_marked(sheet, out, element, ".", classes[i], unsure);
    if (id != NULL)
        add_marked(sheet, out, element, "#", id, unsure);
    return g_string_free(out, out->len == 0);
}
