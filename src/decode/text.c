/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noun of include/text.h: made, filled and freed. It refuses nothing: whoever adds text to it
 * has cleaned it (clean.c). */
#include "text.h"

#include <glib/gi18n.h>
#include <string.h>

#define FLAWS_MAX 200 /* of each list; a hostile mail could name a thousand parts */

static void letter_free(gpointer data)
{
    struct text_letter *letter = data;
    g_free(letter->message_id);
    g_free(letter->from_name);
    g_free(letter->from_address);
    g_free(letter->subject);
    g_free(letter->in_reply_to);
    g_free(letter->references);
    g_free(letter->recipients);
    g_ptr_array_unref(letter->authentication);
    g_free(letter);
}

static void part_free(gpointer data)
{
    struct text_part *part = data;
    g_free(part->name);
    if (part->utf8 != NULL)
        g_string_free(part->utf8, TRUE);
    g_clear_pointer(&part->scanned_pages, g_array_unref);
    g_free(part);
}

static void free_flaw(gpointer data)
{
    struct text_flaw *flaw = data;
    g_free(flaw->part);
    g_free(flaw->what);
    g_free(flaw);
}

struct text *text_new(void)
{
    struct text *text = g_new0(struct text, 1);
    text->letters = g_ptr_array_new_with_free_func(letter_free);
    text->parts = g_ptr_array_new_with_free_func(part_free);
    text->unread = g_ptr_array_new_with_free_func(free_flaw);
    text->limits = g_ptr_array_new_with_free_func(free_flaw);
    text->flaws = g_ptr_array_new_with_free_func(free_flaw);
    text->repairs = g_ptr_array_new_with_free_func(free_flaw);
    return text;
}

void text_free(struct text *text)
{
    if (text == NULL)
        return;
    g_ptr_array_unref(text->letters);
    g_ptr_array_unref(text->parts);
    g_ptr_array_unref(text->unread);
    g_ptr_array_unref(text->limits);
    g_ptr_array_unref(text->flaws);
    g_ptr_array_unref(text->repairs);
    g_free(text);
}

struct text_letter *text_add_letter(struct text *text, guint depth)
{
    struct text_letter *letter = g_new0(struct text_letter, 1);
    letter->depth = depth;
    letter->authentication = g_ptr_array_new_with_free_func(g_free);
    g_date_clear(&letter->sent, 1);
    g_ptr_array_add(text->letters, letter);
    return letter;
}

struct text_part *text_add_part(struct text *text, guint letter, const char *name,
                                enum text_form form)
{
    struct text_part *part = g_new0(struct text_part, 1);
    part->name = g_strdup(name);
    part->letter = letter;
    part->form = form;
    part->utf8 = g_string_new(NULL);
    g_ptr_array_add(text->parts, part);
    return part;
}

/* The same words about the same part are said once. */
static gboolean is_told(const GPtrArray *flaws, const char *part, const char *what)
{
    for (guint i = flaws->len; i > 0 && flaws->len - i < 16; i--) {
        const struct text_flaw *flaw = g_ptr_array_index(flaws, i - 1);
        if (strcmp(flaw->part, part) == 0 && strcmp(flaw->what, what) == 0)
            return TRUE;
    }
    return FALSE;
}

void text_add_flaw(GPtrArray *flaws, const char *part, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    if (flaws->len > FLAWS_MAX || is_told(flaws, part, what))
        return;
    if (flaws->len == FLAWS_MAX) {
        g_free(what);
        what = g_strdup(N_("more of this kind, not listed"));
    }
    struct text_flaw *flaw = g_new0(struct text_flaw, 1);
    flaw->part = g_strdup(part);
    flaw->what = g_steal_pointer(&what);
    g_ptr_array_add(flaws, flaw);
}

guint text_page(const struct text_part *part, gsize offset)
{
    if (!part->paged)
        return 0;
    guint page = 1;
    const char *at = part->utf8->str, *end = at + MIN(offset, part->utf8->len);
    while ((at = memchr(at, '\f', (gsize) (end - at))) != NULL) {
        page++;
        at++;
    }
    return page;
}
