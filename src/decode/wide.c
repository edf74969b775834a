/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A byte order mark tells. Without one the units are read all four ways, and the way counts in which
 * the beginning is characters that letters in alphabets are written with (one odd unit in fifty is borne),
 * and at least a tenth of them ASCII: text of one-byte units read so gives Chinese, and binary data gives control
 * characters. A NUL must have been there, or it is no question at all.
 *
 * Chinese, Japanese and Korean without a mark are told by their line ends and blanks: a file of theirs has
 * some, and read the wrong way round or as binary data it has hardly any, but units that are no
 * characters. Where that leaves doubt it refuses. */
#include "decode/wide.h"

#include <string.h>

#define LOOK_BYTES 4096
#define UNITS_MIN  6

static const struct form {
    const char *set, *mark;
    guint8 mark_bytes, unit;
    gboolean big;
} forms[] = {
    /* Four bytes first: their mark begins with that of two. */
    {"utf-32le", "\xff\xfe\0\0", 4, 4, FALSE},
    {"utf-32be", "\0\0\xfe\xff", 4, 4, TRUE},
    {"utf-16le", "\xff\xfe", 2, 2, FALSE},
    {"utf-16be", "\xfe\xff", 2, 2, TRUE},
};

static guint32 unit_at(const struct form *form, const char *bytes)
{
    guint32 unit = 0;
    for (guint i = 0; i < form->unit; i++)
        unit = unit << 8 | (guchar) bytes[form->big ? i : form->unit - 1u - i];
    return unit;
}

static gboolean is_of_a_letter(guint32 unit)
{
    if (unit < 0x20)
        return unit >= '\t' && unit <= '\r';
    return unit != 0x7f && (unit < 0x600 || (unit >= 0x1e00 && unit < 0x2600) || unit == 0xfeff);
}

static gboolean fits(const struct form *form, const char *bytes, gsize length)
{
    guint units = 0, ascii = 0, odd = 0, all = (guint) (MIN(length, LOOK_BYTES) / form->unit);
    for (gsize at = 0; units < all && odd * 50 <= all; at += form->unit, units++) {
        guint32 unit = unit_at(form, bytes + at);
        gboolean good = is_of_a_letter(unit);
        odd += !good;
        ascii += good && unit < 0x80;
    }
    return units == all && units >= UNITS_MIN && ascii * 10 >= units && odd * 50 <= units;
}

static gboolean is_of_east_asia(guint32 unit)
{
    return (unit >= 0x3000 && unit < 0xa000) || (unit >= 0xac00 && unit < 0xd7a4) || (unit >= 0xff00 && unit < 0xfff0);
}

/* Signs of East Asia, and lines and blanks of two bytes between them, and hardly anything else. */
static gboolean fits_east_asia(const struct form *form, const char *bytes, gsize length)
{
    guint units = 0, signs = 0, lines = 0, odd = 0, all = (guint) (MIN(length, LOOK_BYTES) / form->unit);
    for (gsize at = 0; units < all && odd * 50 <= all; at += form->unit, units++) {
        guint32 unit = unit_at(form, bytes + at);
        signs += is_of_east_asia(unit);
        lines += unit == '\n' || unit == '\r' || unit == ' ' || unit == 0x3000 || unit == 0x3001 || unit == 0x3002;
        odd += !is_of_east_asia(unit) && !is_of_a_letter(unit);
    }
    return units == all && units >= 4 * UNITS_MIN && signs * 2 >= units && lines * 100 >= units && odd * 50 <= units;
}

struct wide wide_tell(const char *bytes, gsize length)
{
    for (gsize i = 0; i < G_N_ELEMENTS(forms); i++)
        if (length >= forms[i].mark_bytes && memcmp(bytes, forms[i].mark, forms[i].mark_bytes) == 0)
            return (struct wide){forms[i].set, forms[i].mark_bytes};
    if (length == 0 || memchr(bytes, '\0', MIN(length, LOOK_BYTES)) == NULL)
        return (struct wide){0};
    for (gsize i = 0; i < G_N_ELEMENTS(forms); i++)
        if (fits(&forms[i], bytes, length))
            return (struct wide){forms[i].set, 0};
    for (gsize i = 0; i < G_N_ELEMENTS(forms); i++)
        if (fits_east_asia(&forms[i], bytes, length))
            return (struct wide){forms[i].set, 0};
    return (struct wide){0};
}

char *wide_peek(const struct wide *wide, const char *bytes, gsize length)
{
    const struct form *form = forms;
    while (strcmp(form->set, wide->set) != 0)
        form++;
    GString *ascii = g_string_new(NULL);
    for (gsize at = wide->mark; at + form->unit <= MIN(length, LOOK_BYTES); at += form->unit) {
        guint32 unit = unit_at(form, bytes + at);
        g_string_append_c(ascii, unit > 0 && unit < 0x80 ? (char) unit : '?');
    }
    return g_string_free(ascii, FALSE);
}
