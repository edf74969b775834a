/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares domains as an eye does: each is reduced to a skeleton, in which letters that look alike are
 * one. Says nothing about who may write: a domain that is not the real one is not believed anyhow; this
 * only finds the words that warn a person. Linear in the domain's length, which has a cap. */
#include "supervise/lookalike.h"

#include <string.h>

#define DOMAIN_BYTES_MAX 253u

static const struct {
    gunichar seen;
    char meant;
} ALIKE[] = {
    {0x430, 'a'}, {0x435, 'e'}, {0x43e, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x445, 'x'}, {0x443, 'y'},
    {0x456, 'l'}, {0x4cf, 'l'}, {0x458, 'j'}, {0x455, 's'}, {0x4bb, 'h'}, {0x501, 'd'}, {0x433, 'r'},
    {0x51b, 'q'}, {0x51d, 'w'}, {0x43a, 'k'}, {0x442, 't'}, {0x43d, 'h'}, {0x43c, 'm'}, {0x432, 'b'},
    {0x3bf, 'o'}, {0x3b9, 'l'}, {0x3c1, 'p'}, {0x3b1, 'a'}, {0x3bd, 'v'}, {0x3ba, 'k'}, {0x3c5, 'u'},
    {0x3c4, 't'}, {0x131, 'l'}, {0x261, 'g'}, {0x251, 'a'}, {0x26a, 'l'}, {0x1c3, 'l'}, {0x2c8, 'l'},
    {'i', 'l'},   {'1', 'l'},   {'|', 'l'},   {'0', 'o'},   {'5', 's'},   {0x3002, '.'}, {0xff0e, '.'},
};

static gunichar meant_by(gunichar c)
{
    for (gsize i = 0; i < G_N_ELEMENTS(ALIKE); i++)
        if (ALIKE[i].seen == c)
            return (gunichar)ALIKE[i].meant;
    return c;
}

static char *skeleton(const char *domain)
{
    g_autofree char *cut = g_strndup(domain, DOMAIN_BYTES_MAX);
    g_autofree char *valid = g_utf8_make_valid(cut, -1);
    g_autofree char *unicode = g_hostname_to_unicode(valid);
    g_autofree char *lower = g_utf8_strdown(unicode ? unicode : valid, -1);
    g_autofree char *apart = g_utf8_normalize(lower, -1, G_NORMALIZE_NFKD);
    g_autoptr(GString) bones = g_string_new(NULL);

    for (const char *at = apart; at && *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (!g_unichar_ismark(c) && g_unichar_type(c) != G_UNICODE_FORMAT)
            g_string_append_unichar(bones, meant_by(c));
    }
    g_string_replace(bones, "rn", "m", 0);
    g_string_replace(bones, "vv", "w", 0);
    return g_strdup(bones->str);
}

/* One letter more, less or other, or two beside each other swapped. */
static gboolean is_one_off(const char *a, const char *b)
{
    gsize left = strlen(a), right = strlen(b), same = 0;

    if (left > right + 1 || right > left + 1)
        return FALSE;
    while (a[same] && a[same] == b[same])
        same++;
    a += same;
    b += same;
    if (left != right)
        return strcmp(left > right ? a + 1 : a, left > right ? b : b + 1) == 0;
    if (*a == '\0')
        return FALSE;
    return strcmp(a + 1, b + 1) == 0 ||
           (a[0] == b[1] && a[1] == b[0] && a[0] != '\0' && a[1] != '\0' && strcmp(a + 2, b + 2) == 0);
}

static gboolean is_below(const char *domain, const char *other)
{
    gsize length = strlen(domain), wanted = strlen(other);

    return length >= wanted && g_ascii_strcasecmp(domain + length - wanted, other) == 0 &&
           (length == wanted || domain[length - wanted - 1] == '.');
}

/* The last labels, as many as the other has. */
static const char *tail_like(const char *domain, const char *other)
{
    guint dots = 0;
    const char *at = domain + strlen(domain);

    for (const char *c = other; *c; c++)
        dots += *c == '.';
    while (at > domain && (at[-1] != '.' || dots-- > 0))
        at--;
    return at;
}

/* "ilo.org" in "ilo.org.example", "www-ilo.org.example" and "ilo-org.example". */
static gboolean holds(const char *domain, const char *real)
{
    g_autofree char *within = g_strdup_printf("%s.", real);
    g_autofree char *dashed = g_strdelimit(g_strdup(real), ".", '-');

    return strstr(domain, within) != NULL || (strchr(real, '.') && strstr(domain, dashed) != NULL);
}

gboolean lookalike_is(const char *domain, const char *real)
{
    if (*domain == '\0' || *real == '\0' || is_below(domain, real))
        return FALSE;
    g_autofree char *seen = skeleton(domain), *meant = skeleton(real);
    return is_below(seen, meant) || holds(seen, meant) || is_one_off(tail_like(seen, meant), meant);
}
