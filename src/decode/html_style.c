/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inline styles, the old attributes and what style sheets say of an element (html_sheet.c), read as far as
 * they decide whether text can be seen.
 *
 * Hidden are display: none, visibility: hidden, opacity 0, boxes without height, text moved off the
 * page, letters of at most one pixel and letters of the ground's colour. In doubt (a
 * picture as ground, an unknown colour, rules of a sheet that were not understood) text counts as visible. */
#include "decode/html_style.h"

#include <stdlib.h>
#include <string.h>

#define STYLE_BYTES_MAX 8192

const struct html_style html_style_plain = {.colour = 0x000000, .ground = 0xffffff};

static int named_colour(const char *name)
{
    static const struct {
        const char *name;
        int colour;
    } names[] = {
        {"white", 0xffffff},  {"black", 0x000000},  {"red", 0xff0000},   {"green", 0x008000},
        {"blue", 0x0000ff},   {"yellow", 0xffff00}, {"gray", 0x808080},  {"grey", 0x808080},
        {"silver", 0xc0c0c0}, {"navy", 0x000080},   {"maroon", 0x800000}, {"orange", 0xffa500},
        {"purple", 0x800080}, {"teal", 0x008080},   {"olive", 0x808000}, {"lime", 0x00ff00},
        {"aqua", 0x00ffff},   {"fuchsia", 0xff00ff}, {"snow", 0xfffafa}, {"ivory", 0xfffff0},
        {"windowtext", 0x000000}, {"window", 0xffffff}, {"whitesmoke", 0xf5f5f5},
        {"lightgray", 0xd3d3d3},  {"lightgrey", 0xd3d3d3}, {"darkgray", 0xa9a9a9},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(names[i].name, name) == 0)
            return names[i].colour;
    return COLOUR_UNKNOWN;
}

static int hex_colour(const char *digits)
{
    gsize length = strspn(digits, "0123456789abcdef");
    char *end;
    long value = strtol(digits, &end, 16);
    if (length == 6)
        return (int) value;
    if (length != 3)
        return COLOUR_UNKNOWN;
    int red = (int) (value >> 8), green = (int) (value >> 4 & 15), blue = (int) (value & 15);
    return red * 0x110000 + green * 0x1100 + blue * 0x11;
}

static int read_colour(const char *value)
{
    if (value[0] == '#')
        return hex_colour(value + 1);
    if (g_str_has_prefix(value, "rgb(")) {
        char *end;
        long red = strtol(value + 4, &end, 10);
        long green = *end == ',' ? strtol(end + 1, &end, 10) : -1;
        long blue = *end == ',' ? strtol(end + 1, &end, 10) : -1;
        if (red < 0 || red > 255 || green < 0 || green > 255 || blue < 0 || blue > 255)
            return COLOUR_UNKNOWN;
        return (int) (red << 16 | green << 8 | blue);
    }
    if (strspn(value, "0123456789abcdef") == 6 && value[6] == '\0')
        return hex_colour(value); /* bgcolor=ffffff */
    return named_colour(value);
}

/* The first colour named in a background shorthand. */
static int read_ground(const char *value, int around)
{
    if (strstr(value, "url(") != NULL || strstr(value, "gradient") != NULL)
        return COLOUR_UNKNOWN;
    if (g_str_has_prefix(value, "transparent") || g_str_has_prefix(value, "none") ||
        g_str_has_prefix(value, "inherit") || g_str_has_prefix(value, "initial"))
        return around;
    g_auto(GStrv) words = g_strsplit(value, " ", 8);
    return words[0] != NULL ? read_colour(words[0]) : COLOUR_UNKNOWN;
}

static gboolean is_zero(const char *value)
{
    char *end;
    double number = g_ascii_strtod(value, &end);
    return end != value && number == 0;
}

static gboolean is_unreadable_size(const char *value)
{
    char *end;
    double number = g_ascii_strtod(value, &end);
    if (end == value)
        return FALSE;
    return number == 0 || (number <= 1 && (g_str_has_prefix(end, "px") || g_str_has_prefix(end, "pt")));
}

static gboolean is_number(const char *value)
{
    return g_ascii_isdigit(value[0]) || value[0] == '.';
}

/* font: italic 0/0 Arial */
static gboolean has_unreadable_size(const char *value)
{
    for (const char *at = value; at != NULL; at = strchr(at, ' ')) {
        at += *at == ' ';
        const char *rest = at + strspn(at, "0123456789.");
        if (rest == at || g_ascii_strtod(at, NULL) >= 100) /* 400 and 700 are weights */
            continue;
        g_autofree char *size = g_strndup(at, strcspn(at, "/ "));
        return is_unreadable_size(size);
    }
    return FALSE;
}

static gboolean is_far_off(const char *value)
{
    return g_ascii_strtod(value, NULL) <= -500;
}

struct box {
    gboolean flat, clipped;
};

static void apply(struct html_style *style, struct box *box, const char *name, const char *value)
{
    if (strcmp(name, "display") == 0)
        style->gone |= g_str_has_prefix(value, "none");
    else if (strcmp(name, "visibility") == 0)
        style->invisible = g_str_has_prefix(value, "hidden") || g_str_has_prefix(value, "collapse");
    else if (strcmp(name, "opacity") == 0)
        style->gone |= g_ascii_strtod(value, NULL) < 0.1 && is_number(value);
    else if (strcmp(name, "transform") == 0)
        style->gone |= g_str_has_prefix(value, "scale(0)") || g_str_has_prefix(value, "scale(0,");
    else if (strcmp(name, "clip") == 0)
        style->gone |= g_str_has_prefix(value, "rect(0,0,0,0)") || g_str_has_prefix(value, "rect(0 0 0 0)") ||
                       g_str_has_prefix(value, "rect(0px,0px,0px,0px)");
    else if (strcmp(name, "font") == 0)
        style->tiny = has_unreadable_size(value);
    else if (strcmp(name, "font-size") == 0)
        style->tiny = is_unreadable_size(value);
    else if (strcmp(name, "color") == 0)
        style->colour = g_str_has_prefix(value, "transparent") ? style->ground : read_colour(value);
    else if (strcmp(name, "background-color") == 0 || strcmp(name, "background") == 0)
        style->ground = read_ground(value, style->ground);
    else if (strcmp(name, "background-image") == 0 && !g_str_has_prefix(value, "none"))
        style->ground = COLOUR_UNKNOWN;
    else if (strcmp(name, "max-height") == 0 || strcmp(name, "height") == 0 ||
             strcmp(name, "max-width") == 0 || strcmp(name, "width") == 0)
        box->flat |= is_zero(value);
    else if (strcmp(name, "overflow") == 0)
        box->clipped = g_str_has_prefix(value, "hidden");
    else if (strcmp(name, "text-indent") == 0 || strcmp(name, "left") == 0 ||
             strcmp(name, "top") == 0)
        style->gone |= is_far_off(value);
    else if (g_str_has_prefix(name, "text-decoration"))
        style->struck |= strstr(value, "line-through") != NULL;
    else if (strcmp(name, "white-space") == 0)
        style->pre = g_str_has_prefix(value, "pre");
}

/* Lower case, without white space around words and after commas: "rgb(1, 2, 3)" → "rgb(1,2,3)". */
static char *tidy_style(const char *text)
{
    g_autoptr(GString) tidy = g_string_new(NULL);
    for (gsize i = 0; text[i] != '\0' && i < STYLE_BYTES_MAX; i++) {
        gboolean space = g_ascii_isspace(text[i]);
        char last = tidy->len > 0 ? tidy->str[tidy->len - 1] : ';';
        if (!space)
            g_string_append_c(tidy, g_ascii_tolower(text[i]));
        else if (strchr(";:,( ", last) == NULL)
            g_string_append_c(tidy, ' ');
    }
    return g_string_free(g_steal_pointer(&tidy), FALSE);
}

static void apply_style(struct html_style *style, const char *text)
{
    struct box box = {0};
    g_autofree char *tidy = tidy_style(text);
    char *at = tidy;
    while (at != NULL && *at != '\0') {
        char *end = strchr(at, ';');
        if (end != NULL)
            *end = '\0';
        char *colon = strchr(at, ':');
        if (colon != NULL) {
            *colon = '\0';
            colon[1 + strcspn(colon + 1, "!")] = '\0'; /* !important */
            apply(style, &box, g_strstrip(at), g_strstrip(colon + 1));
        }
        at = end != NULL ? end + 1 : NULL;
    }
    style->gone |= box.flat && box.clipped;
}

static void apply_attribute(struct html_style *style, const char *element, const char *name,
                            const char *value)
{
    g_autofree char *lower = g_ascii_strdown(value, MIN(strlen(value), 64));
    if (strcmp(name, "hidden") == 0)
        style->gone |= strcmp(lower, "false") != 0;
    else if (strcmp(name, "bgcolor") == 0)
        style->ground = read_colour(lower);
    else if (strcmp(name, "background") == 0)
        style->ground = COLOUR_UNKNOWN;
    else if ((strcmp(name, "color") == 0 && strcmp(element, "font") == 0) ||
             (strcmp(name, "text") == 0 && strcmp(element, "body") == 0))
        style->colour = read_colour(lower);
}

struct html_style html_style_of(const struct html_style *around, const char *element,
                                const char *const *attributes, const char *rules, gboolean unsure)
{
    struct html_style style = *around;
    style.struck |= strcmp(element, "s") == 0 || strcmp(element, "strike") == 0 ||
                    strcmp(element, "del") == 0;
    style.pre |= strcmp(element, "pre") == 0 || strcmp(element, "textarea") == 0;
    const char *text = NULL;
    for (; attributes != NULL && attributes[0] != NULL; attributes += 2) {
        if (attributes[1] == NULL)
            style.gone |= strcmp(attributes[0], "hidden") == 0;
        else if (strcmp(attributes[0], "style") == 0)
            text = attributes[1];
        else
            apply_attribute(&style, element, attributes[0], attributes[1]);
    }
    if (rules != NULL)
        apply_style(&style, rules);
    if (unsure) {
        style.ground = COLOUR_UNKNOWN;
        style.tiny = FALSE;
    }
    if (text != NULL)
        apply_style(&style, text);
    return style;
}

/* So near to the ground that nobody can tell them apart. */
static gboolean is_like_ground(const struct html_style *style)
{
    if (style->colour == COLOUR_UNKNOWN || style->ground == COLOUR_UNKNOWN)
        return FALSE;
    for (int shift = 0; shift <= 16; shift += 8)
        if (abs((style->colour >> shift & 255) - (style->ground >> shift & 255)) > 6)
            return FALSE;
    return TRUE;
}

gboolean html_style_hides(const struct html_style *style)
{
    return style->gone || style->invisible || style->tiny || is_like_ground(style);
}
