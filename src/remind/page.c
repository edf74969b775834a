/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks into plain text and HTML.
 *
 * Plain text is wrapped at 72 columns, wide characters counted as two, and never breaks a word unless
 * the word alone is longer than a line. */
#include "remind/page.h"

#include <string.h>

#include "remind/page_blocks.h"

static void block_free(struct block *block)
{
    g_free(block->text);
    g_free(block->extra);
    g_free(block->link);
    g_free(block);
}

struct page *page_new(const char *language, enum page_tone tone)
{
    struct page *page = g_new0(struct page, 1);

    page->language = g_strdup(language);
    page->tone = tone;
    page->blocks = g_ptr_array_new_with_free_func((GDestroyNotify)block_free);
    return page;
}

void page_free(struct page *page)
{
    if (page == NULL)
        return;
    g_free(page->language);
    g_ptr_array_unref(page->blocks);
    g_free(page);
}

void page_add(struct page *page, enum block_kind kind, const char *text, const char *extra,
              const char *link)
{
    struct block *block = g_new0(struct block, 1);

    block->kind = kind;
    block->text = g_strdup(text);
    block->extra = g_strdup(extra);
    block->link = g_strdup(link);
    g_ptr_array_add(page->blocks, block);
}

static guint columns_of(const char *text, gsize length)
{
    guint columns = 0;

    for (const char *at = text; at < text + length; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        columns += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
    }
    return columns;
}

static void pad(GString *out, guint columns)
{
    while (columns-- > 0)
        g_string_append_c(out, ' ');
}

/* A word longer than a line is cut where the line ends. */
static void append_long_word(GString *out, const char *word, gsize length, guint room,
                             const char *next)
{
    guint used = 0;

    for (const char *at = word; at < word + length; at = g_utf8_next_char(at)) {
        guint columns = columns_of(at, (gsize)(g_utf8_next_char(at) - at));
        if (used + columns > room) {
            g_string_append_printf(out, "\n%s", next);
            used = 0;
        }
        g_string_append_len(out, at, g_utf8_next_char(at) - at);
        used += columns;
    }
}

/* first stands before the first line, next before the others; both of the same width. */
static void wrap(GString *out, const char *text, const char *first, const char *next)
{
    guint indent = columns_of(first, strlen(first));
    guint room = PAGE_COLUMNS - MIN(indent, PAGE_COLUMNS / 2), used = 0;

    g_string_append(out, first);
    for (const char *at = text; *at != '\0';) {
        gsize length = strcspn(at, " ");
        guint columns = columns_of(at, length);
        if (length > 0 && used > 0 && used + 1 + columns > room) {
            g_string_append_printf(out, "\n%s", next);
            used = 0;
        }
        if (length > 0 && used > 0) {
            g_string_append_c(out, ' ');
            used++;
        }
        if (columns > room) {
            append_long_word(out, at, length, room, next);
            used = room;
        } else {
            g_string_append_len(out, at, (gssize)length);
            used += columns;
        }
        at += length + strspn(at + length, " ");
    }
    g_string_append_c(out, '\n');
}

static void text_title(GString *out, const char *title)
{
    g_string_append_printf(out, "\n%s\n", title);
    for (guint columns = columns_of(title, strlen(title)); columns > 0; columns--)
        g_string_append_c(out, '-');
    g_string_append_c(out, '\n');
}

static guint label_columns(const struct page *page)
{
    guint widest = 0;

    for (guint i = 0; i < page->blocks->len; i++) {
        const struct block *block = g_ptr_array_index(page->blocks, i);
        if (block->kind == BLOCK_FACT)
            widest = MAX(widest, columns_of(block->extra, strlen(block->extra)));
    }
    return MIN(widest, PAGE_COLUMNS / 3);
}

static void text_fact(GString *out, const struct block *block, guint widest)
{
    g_autoptr(GString) first = g_string_new(block->extra), next = g_string_new(NULL);
    guint columns = columns_of(block->extra, strlen(block->extra));

    g_string_append_c(first, ':');
    pad(first, columns < widest + 1 ? widest + 1 - columns : 1);
    pad(next, widest + 2);
    wrap(out, block->text, first->str, next->str);
}

static void text_command(GString *out, const struct block *block)
{
    g_autofree char *line = g_strdup_printf("%s – %s", block->text, block->extra);

    wrap(out, line, "  ", "      ");
}

static void text_block(GString *out, const struct page *page, guint index, guint number)
{
    const struct block *block = g_ptr_array_index(page->blocks, index);
    const struct block *before = index == 0 ? NULL : g_ptr_array_index(page->blocks, index - 1);
    g_autofree char *first = NULL;

    switch (block->kind) {
    case BLOCK_FACT:
        if (before == NULL || before->kind != BLOCK_FACT)
            g_string_append_c(out, '\n');
        text_fact(out, block, label_columns(page));
        break;
    case BLOCK_TITLE:
        text_title(out, block->text);
        break;
    case BLOCK_LEAD:
        g_string_append_c(out, '\n');
        wrap(out, block->text, "", "");
        break;
    case BLOCK_ITEM:
        if (number > 1)
            g_string_append_c(out, '\n');
        first = g_strdup_printf("%2u. ", number);
        wrap(out, block->text, first, "    ");
        break;
    case BLOCK_DETAIL:
        first = block->extra == NULL     ? g_strdup_printf("(%s)", block->text)
                : block->text[0] == '\0' ? g_strdup_printf("→ %s", block->extra)
                                         : g_strdup_printf("→ %s, %s", block->extra, block->text);
        wrap(out, first, "    ", "    ");
        break;
    case BLOCK_QUOTE:
        if (before != NULL && before->kind == BLOCK_QUOTE)
            g_string_append_c(out, '\n');
        wrap(out, block->text, "> ", "> ");
        wrap(out, block->extra, "  ", "  ");
        break;
    case BLOCK_WARNING:
        wrap(out, block->text, "! ", "  ");
        break;
    case BLOCK_COMMAND:
        text_command(out, block);
        break;
    case BLOCK_FOOT:
        g_string_append(out, "\n-- \n");
        wrap(out, block->text, "", "");
        break;
    case BLOCK_HEAD:
    case BLOCK_SMALL:
    case BLOCK_TEXT:
        wrap(out, block->text, "", "");
        break;
    }
}

char *page_text(const struct page *page)
{
    GString *out = g_string_new(NULL);
    guint number = 0;

    for (guint i = 0; i < page->blocks->len; i++) {
        const struct block *block = g_ptr_array_index(page->blocks, i);
        number = block->kind == BLOCK_TITLE ? 0 : number + (block->kind == BLOCK_ITEM ? 1 : 0);
        text_block(out, page, i, number);
    }
    return g_string_free(out, FALSE);
}
