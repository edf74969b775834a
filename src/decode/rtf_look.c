/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a word says of how the text after it looks: whether a reader would see it, and as what. */
#include "decode/rtf_look.h"

#include <string.h>

#define COLOURS_MAX 1000
#define WHITE       0xffffff
#define TINY        3 /* half points */

gboolean rtf_look_switch(struct rtf_look *look, const char *word, gboolean on)
{
    if (strcmp(word, "v") == 0)
        look->hidden = on;
    else if (strcmp(word, "strike") == 0 || strcmp(word, "striked") == 0)
        look->struck = on;
    else if (strcmp(word, "deleted") == 0)
        look->deleted = on;
    else if (strcmp(word, "super") == 0 || strcmp(word, "up") == 0)
        look->raised = on;
    else if (strcmp(word, "nosupersub") == 0 || strcmp(word, "sub") == 0)
        look->raised = FALSE;
    else if (strcmp(word, "plain") == 0)
        look->hidden = look->struck = look->light = look->tiny = look->shaded = look->raised = FALSE;
    else
        return FALSE;
    return TRUE;
}

static gboolean is_white(const struct rtf_palette *palette, int number)
{
    return number >= 0 && (guint) number < palette->colours->len &&
           g_array_index(palette->colours, guint32, number) == WHITE;
}

void rtf_look_number(struct rtf_look *look, struct rtf_palette *palette, const char *word, int number)
{
    if (strcmp(word, "cf") == 0)
        look->light = is_white(palette, number);
    else if (strcmp(word, "fs") == 0)
        look->tiny = number <= TINY;
    else if (strcmp(word, "cb") == 0 || strcmp(word, "highlight") == 0 || strcmp(word, "chcbpat") == 0)
        look->shaded = number > 0 && !is_white(palette, number);
    else if (strcmp(word, "cbpat") == 0)
        palette->paragraph_shaded = number > 0 && !is_white(palette, number);
    else if (strcmp(word, "fromhtml") == 0)
        palette->page_coloured = TRUE; /* the grounds stand in tags that are passed over */
}

void rtf_palette_part(struct rtf_palette *palette, const char *word, int number)
{
    guint32 part = (guint32) CLAMP(number, 0, 255);
    if (strcmp(word, "red") == 0)
        palette->colour |= part << 16;
    else if (strcmp(word, "green") == 0)
        palette->colour |= part << 8;
    else if (strcmp(word, "blue") == 0)
        palette->colour |= part;
}

void rtf_palette_end_colour(struct rtf_palette *palette)
{
    if (palette->colours->len < COLOURS_MAX)
        g_array_append_val(palette->colours, palette->colour);
    palette->colour = 0;
}
