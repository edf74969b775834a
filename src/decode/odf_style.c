/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A style says some things, leaves others to its parent, and these to what is around (ISO 26300-3, 16).
 * Kept of each are the answers to five questions, each yes, no or nothing said; a look is put together when
 * a paragraph or span asks for it. Grounds are only known to be white where nothing else was said: a page's
 * or a frame's own ground is the reader's to think of. */
#include "decode/odf_style.h"

#include <string.h>

#include "decode/xml.h"

#define STYLES_MAX  20000
#define PARENTS_MAX 10
#define TINY_POINTS 1.5

enum question { HIDDEN, STRUCK, LIGHT, TINY, SHADED, RAISED, QUESTIONS };
enum answer { UNSAID, NO, YES };

struct style {
    char *parent; /* key, or NULL */
    guint8 says[QUESTIONS];
};

struct odf_styles {
    GHashTable *all;   /* "paragraph:P1" → struct style */
    struct style *now; /* being read; NULL for none */
};

static void style_free(gpointer data)
{
    struct style *style = data;
    g_free(style->parent);
    g_free(style);
}

struct odf_styles *odf_styles_new(void)
{
    struct odf_styles *styles = g_new0(struct odf_styles, 1);
    styles->all = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, style_free);
    return styles;
}

void odf_styles_free(struct odf_styles *styles)
{
    if (styles == NULL)
        return;
    g_hash_table_unref(styles->all);
    g_free(styles);
}

static void begin_style(struct odf_styles *styles, const char *const *attributes)
{
    const char *name = xml_attribute(attributes, "name"), *family = xml_attribute(attributes, "family");
    const char *parent = xml_attribute(attributes, "parent-style-name");
    styles->now = NULL;
    if (name == NULL || family == NULL || g_hash_table_size(styles->all) >= STYLES_MAX)
        return;
    styles->now = g_new0(struct style, 1);
    styles->now->parent = parent != NULL ? g_strconcat(family, ":", parent, NULL) : NULL;
    g_hash_table_replace(styles->all, g_strconcat(family, ":", name, NULL), styles->now);
}

static void say(struct style *style, enum question question, gboolean yes)
{
    style->says[question] = yes ? YES : NO;
}

static gboolean is_light(const char *colour)
{
    return g_ascii_strcasecmp(colour, "#ffffff") == 0 || g_ascii_strcasecmp(colour, "#fefefe") == 0;
}

static void note_property(struct style *style, const char *name, const char *value)
{
    char *unit;
    if (strcmp(name, "display") == 0)
        say(style, HIDDEN, strcmp(value, "none") == 0 || strcmp(value, "false") == 0);
    else if (strcmp(name, "text-line-through-style") == 0 || strcmp(name, "text-line-through-type") == 0)
        say(style, STRUCK, strcmp(value, "none") != 0);
    else if (strcmp(name, "color") == 0)
        say(style, LIGHT, is_light(value));
    else if (strcmp(name, "use-window-font-color") == 0 && strcmp(value, "true") == 0)
        say(style, LIGHT, FALSE);
    else if (strcmp(name, "text-position") == 0)
        say(style, RAISED, g_str_has_prefix(value, "super") || g_ascii_strtod(value, NULL) > 0);
    else if (strcmp(name, "background-color") == 0)
        say(style, SHADED, strcmp(value, "transparent") != 0 && !is_light(value));
    else if (strcmp(name, "font-size") == 0 && g_ascii_strtod(value, &unit) >= 0)
        say(style, TINY, g_ascii_strtod(value, &unit) <= TINY_POINTS && strcmp(unit, "pt") == 0);
}

void odf_styles_start(struct odf_styles *styles, const char *element, const char *const *attributes)
{
    gboolean properties = strcmp(element, "text-properties") == 0 || strcmp(element, "paragraph-properties") == 0 ||
                          strcmp(element, "table-properties") == 0;
    if (strcmp(element, "style") == 0)
        begin_style(styles, attributes);
    for (; properties && styles->now != NULL && attributes[0] != NULL; attributes += 2)
        note_property(styles->now, attributes[0], attributes[1]);
}

void odf_styles_end(struct odf_styles *styles, const char *element)
{
    if (strcmp(element, "style") == 0)
        styles->now = NULL;
}

static enum answer ask(const struct odf_styles *styles, const char *key, enum question question)
{
    for (guint i = 0; key != NULL && i < PARENTS_MAX; i++) {
        const struct style *style = g_hash_table_lookup(styles->all, key);
        if (style == NULL)
            return UNSAID;
        if (style->says[question] != UNSAID)
            return style->says[question];
        key = style->parent;
    }
    return UNSAID;
}

struct odf_look odf_styles_look(const struct odf_styles *styles, struct odf_look around, const char *element,
                                const char *const *attributes)
{
    const char *name = xml_attribute(attributes, "style-name");
    g_autofree char *key = g_strconcat(strcmp(element, "span") == 0 ? "text:" : "paragraph:", name, NULL);
    gboolean *looks[QUESTIONS] = {&around.hidden, &around.struck, &around.light, &around.tiny, &around.shaded,
                                  &around.raised};
    for (enum question question = 0; name != NULL && question < QUESTIONS; question++) {
        enum answer answer = ask(styles, key, question);
        if (answer != UNSAID)
            *looks[question] = answer == YES;
    }
    return around;
}

gboolean odf_styles_hide_table(const struct odf_styles *styles, const char *const *attributes)
{
    const char *name = xml_attribute(attributes, "style-name");
    g_autofree char *key = g_strconcat("table:", name, NULL);
    return name != NULL && ask(styles, key, HIDDEN) == YES;
}
