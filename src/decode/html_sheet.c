/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules such as ".x { display: none }", for one element's name, class or id.
 *
 * A text that is wrongly believed hidden may cost a date; one that is wrongly believed seen costs a
 * second look. So a rule hides only where it says display: none or visibility: hidden, without
 * condition, and no other rule that names the same class, id or element shows it again: pages hide
 * on a large screen what they show on a small one. Colours and sizes are left to the elements' own
 * attributes. */
#include "decode/html_sheet.h"

#include <string.h>

#define SHEETS_BYTES_MAX (512 * 1024)
#define NAME_BYTES_MAX 100

struct html_sheet {
    GHashTable *hides, *shows; /* of "td", ".class", "td.class", "#id" */
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

static void add_rule(struct html_sheet *sheet, const char *selectors, gsize length, const char *rules,
                     gboolean conditional)
{
    enum effect display = weigh(rules, "display", "none");
    enum effect visible = weigh(rules, "visibility", "hidden");
    if (display == EFFECT_SHOWS || visible == EFFECT_SHOWS)
        add_names(sheet->shows, selectors, length);
    if (conditional || (display != EFFECT_HIDES && visible != EFFECT_HIDES))
        return;
    for (const char *at = selectors, *end = selectors + length; at < end;) {
        const char *comma = memchr(at, ',', (gsize) (end - at));
        const char *stop = comma != NULL ? comma : end;
        char *selector = simple_selector(at, (gsize) (stop - at));
        if (selector != NULL)
            g_hash_table_add(sheet->hides, selector);
        at = stop + 1;
    }
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
    guint depth = 0; /* of conditions around */
    for (char *at = css; *at != '\0';) {
        at += strspn(at, " \t\r\n;");
        char *brace = strpbrk(at, "{}");
        if (brace == NULL)
            return;
        if (*brace == '}') {
            depth -= depth > 0;
            at = brace + 1;
            continue;
        }
        if (*at == '@') {
            depth++;
            at = brace + 1;
            continue;
        }
        char *end = strchr(brace, '}');
        if (end == NULL)
            return;
        *brace = *end = '\0';
        for (char *c = brace + 1; c < end; c++)
            *c = g_ascii_tolower(*c);
        add_rule(sheet, at, (gsize) (brace - at), brace + 1, depth > 0);
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
