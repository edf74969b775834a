/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "decode/length.h"

#include <glib.h>
#include <string.h>

#define PIXEL 0.75

double length_read(const char *text)
{
    static const struct {
        const char *unit;
        double points;
    } units[] = {{"pt", 1}, {"cm", 28.35}, {"mm", 2.835}, {"in", 72}, {"px", PIXEL}, {"pc", 12}, {"em", 12}, {"%", 0}};
    char *end;
    double length = CLAMP(g_ascii_strtod(text, &end), 0, 100000);
    while (*end == ' ')
        end++;
    for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
        if (g_ascii_strncasecmp(end, units[i].unit, strlen(units[i].unit)) == 0)
            return length * units[i].points;
    return length * PIXEL;
}
