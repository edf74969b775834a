/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks into HTML that mail programs show alike: tables, inline styles, no image, no script, nothing
 * fetched from outside.
 *
 * Outlook renders with Word: it knows no max-width, so a conditional table holds the width for it; all
 * others take 600 px at most and the whole screen of a phone. Colours are given in full, text and
 * ground together, so that a dark mode that changes one changes both. Everything that came from a mail
 * is escaped; links are made by us alone. */
#include <string.h>

#include "remind/page_blocks.h"

#define FONT "font-family:'Segoe UI',Roboto,Helvetica,Arial,sans-serif;"

struct palette {
    const char *strong, *soft; /* ground of the head, ground of what stands under it */
};

static const struct palette PALETTES[] = {
    [TONE_CALM] = { "#1f4e79", "#e8f0f8" },  [TONE_SOON] = { "#8a4b08", "#fdf1e0" },
    [TONE_LATE] = { "#9b1c1c", "#fce8e8" },  [TONE_ASK] = { "#5a3d8a", "#f0ebf8" },
    [TONE_PLAIN] = { "#44546a", "#eef1f4" },
};

struct pen {
    GString *out;
    const struct palette *palette;
    enum block_kind open; /* the group that stands open: facts, warnings, commands; else BLOCK_HEAD */
    guint number;
};

static void put(GString *out, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* As printf, but every argument is text to be escaped. */
static void put(GString *out, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_autofree char *escaped = g_markup_vprintf_escaped(format, arguments);
    va_end(arguments);
    g_string_append(out, escaped);
}

static void open_row(struct pen *pen, const char *style)
{
    put(pen->out, "<tr><td style=\"%s\">\n", style);
}

static void close_row(struct pen *pen)
{
    g_string_append(pen->out, "</td></tr>\n");
}

static void close_group(struct pen *pen)
{
    if (pen->open == BLOCK_FACT || pen->open == BLOCK_WARNING || pen->open == BLOCK_COMMAND) {
        g_string_append(pen->out, "</table>\n");
        close_row(pen);
    }
    pen->open = BLOCK_HEAD;
}

/* Facts, warnings and commands stand in a table of their own, one row each. */
static void open_group(struct pen *pen, enum block_kind kind)
{
    if (pen->open == kind)
        return;
    close_group(pen);
    open_row(pen, kind == BLOCK_FACT      ? "padding:18px 28px 0 28px"
                  : kind == BLOCK_COMMAND ? "padding:2px 28px 6px 28px"
                                          : "padding:2px 28px 0 28px");
    put(pen->out,
        "<table role=\"presentation\" %s cellpadding=\"0\" cellspacing=\"0\" border=\"0\""
        " style=\"border-collapse:collapse\">\n",
        kind == BLOCK_WARNING ? "width=100%" : "");
    pen->open = kind;
}

static void html_head(struct pen *pen, const struct block *block)
{
    put(pen->out,
        "<tr><td bgcolor=\"%s\" style=\"background-color:%s;padding:24px 28px;" FONT
        "font-size:21px;line-height:29px;font-weight:bold;color:#ffffff\">%s</td></tr>\n",
        pen->palette->strong, pen->palette->strong, block->text);
}

static void html_small(struct pen *pen, const struct block *block)
{
    put(pen->out,
        "<tr><td bgcolor=\"%s\" style=\"background-color:%s;padding:9px 28px;" FONT
        "font-size:14px;line-height:20px;color:#333333\">%s</td></tr>\n",
        pen->palette->soft, pen->palette->soft, block->text);
}

static void html_fact(struct pen *pen, const struct block *block)
{
    open_group(pen, BLOCK_FACT);
    put(pen->out,
        "<tr><td valign=\"top\" style=\"padding:2px 16px 2px 0;white-space:nowrap;" FONT
        "font-size:14px;line-height:20px;color:#5f6b7a\">%s</td>\n"
        "<td valign=\"top\" style=\"padding:2px 0;" FONT
        "font-size:14px;line-height:20px;color:#1b1f24;word-break:break-word\">%s</td></tr>\n",
        block->extra, block->text);
}

static void html_title(struct pen *pen, const struct block *block)
{
    put(pen->out,
        "<tr><td style=\"padding:22px 28px 4px 28px;" FONT
        "font-size:13px;line-height:18px;font-weight:bold;letter-spacing:0.4px;color:%s\">%s</td>"
        "</tr>\n",
        pen->palette->strong, block->text);
}

static void html_paragraph(struct pen *pen, const char *text, const char *padding)
{
    put(pen->out,
        "<tr><td style=\"padding:%s;" FONT
        "font-size:15px;line-height:22px;color:#1b1f24;word-break:break-word\">%s</td></tr>\n",
        padding, text);
}

/* The words that carry the date, where they stand in the sentence, are set in bold. */
static void html_item(struct pen *pen, const struct block *block)
{
    const char *stress =
        block->extra == NULL || block->extra[0] == '\0' ? NULL : strstr(block->text, block->extra);

    pen->number++;
    open_row(pen, pen->number > 1 ? "padding:12px 28px 2px 28px" : "padding:4px 28px 2px 28px");
    put(pen->out,
        "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr>"
        "<td valign=\"top\" style=\"" FONT
        "font-size:15px;line-height:22px;color:%s;font-weight:bold;padding-right:10px\">%u</td>\n"
        "<td style=\"" FONT
        "font-size:15px;line-height:22px;color:#1b1f24;word-break:break-word\">",
        pen->palette->strong, pen->number);
    if (stress == NULL) {
        put(pen->out, "%s", block->text);
    } else {
        g_autofree char *before = g_strndup(block->text, (gsize)(stress - block->text));
        put(pen->out, "%s<b>%s</b>%s", before, block->extra, stress + strlen(block->extra));
    }
    g_string_append(pen->out, "</td></tr></table>\n");
    close_row(pen);
}

static void html_detail(struct pen *pen, const struct block *block)
{
    put(pen->out,
        "<tr><td style=\"padding:0 28px 2px 47px;" FONT
        "font-size:14px;line-height:20px;color:#5f6b7a\">");
    if (block->extra != NULL)
        put(pen->out, "<b style=\"color:%s\">%s</b>%s", pen->palette->strong, block->extra,
            block->text[0] == '\0' ? "" : ", ");
    put(pen->out, "%s</td></tr>\n", block->text);
}

static void html_quote(struct pen *pen, const struct block *block)
{
    open_row(pen, "padding:4px 28px 6px 28px");
    put(pen->out,
        "<table role=\"presentation\" width=\"100%%\" cellpadding=\"0\" cellspacing=\"0\""
        " border=\"0\"><tr>"
        "<td bgcolor=\"%s\" style=\"background-color:%s;border-left:4px solid %s;"
        "padding:10px 14px;font-family:Georgia,'Times New Roman',serif;font-size:16px;"
        "line-height:24px;color:#1b1f24;word-break:break-word\">%s\n"
        "<div style=\"" FONT
        "font-size:13px;line-height:18px;color:#5f6b7a;padding-top:4px\">%s</div></td></tr>"
        "</table>\n",
        pen->palette->soft, pen->palette->soft, pen->palette->strong, block->text, block->extra);
    close_row(pen);
}

static void html_warning(struct pen *pen, const struct block *block)
{
    open_group(pen, BLOCK_WARNING);
    put(pen->out,
        "<tr><td bgcolor=\"#fff8e1\" style=\"background-color:#fff8e1;border-left:4px solid #b7791f;"
        "padding:7px 14px;" FONT
        "font-size:14px;line-height:20px;color:#4a3500;word-break:break-word\">%s</td></tr>\n",
        block->text);
}

/* A button is a cell: Word, which draws for Outlook, gives a link no room of its own, so there the cell
 * pads, and elsewhere the link does, all of which can be touched. The first one, what is hoped for, is
 * filled. */
static void html_button(struct pen *pen, const struct block *block, gboolean filled)
{
    const char *ground = filled ? pen->palette->strong : "#ffffff";
    const char *ink = filled ? "#ffffff" : pen->palette->strong;

    put(pen->out,
        "<table role=\"presentation\" width=\"100%%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr>"
        "<td align=\"center\" bgcolor=\"%s\" style=\"background-color:%s;border:1px solid %s;"
        "border-radius:4px;mso-padding-alt:7px 12px;" FONT "font-size:14px;line-height:20px\">"
        "<a href=\"%s\" style=\"display:block;padding:7px 12px;color:%s;font-weight:bold;"
        "text-decoration:none;white-space:nowrap\">%s</a></td></tr></table>",
        ground, ground, pen->palette->strong, block->link, ink, block->text);
}

static void html_command(struct pen *pen, const struct block *block)
{
    gboolean first = pen->open != BLOCK_COMMAND;

    open_group(pen, BLOCK_COMMAND);
    put(pen->out,
        "<tr><td style=\"padding:4px 14px 4px 0;" FONT
        "font-size:14px;line-height:20px;white-space:nowrap\">");
    if (block->link != NULL)
        html_button(pen, block, first);
    else
        put(pen->out, "<b>%s</b>", block->text);
    put(pen->out,
        "</td><td style=\"padding:4px 0;" FONT
        "font-size:14px;line-height:20px;color:#1b1f24\">%s</td></tr>\n",
        block->extra);
}

static void html_foot(struct pen *pen, const struct block *block)
{
    put(pen->out,
        "<tr><td style=\"padding:26px 28px 24px 28px;" FONT
        "font-size:12px;line-height:18px;color:#5f6b7a\">%s</td></tr>\n",
        block->text);
}

static void html_block(struct pen *pen, const struct block *block)
{
    if (block->kind != pen->open)
        close_group(pen);
    switch (block->kind) {
    case BLOCK_HEAD:
        html_head(pen, block);
        break;
    case BLOCK_SMALL:
        html_small(pen, block);
        break;
    case BLOCK_LEAD:
        html_paragraph(pen, block->text, "16px 28px 0 28px");
        break;
    case BLOCK_FACT:
        html_fact(pen, block);
        break;
    case BLOCK_TITLE:
        pen->number = 0;
        html_title(pen, block);
        break;
    case BLOCK_TEXT:
        html_paragraph(pen, block->text, "2px 28px");
        break;
    case BLOCK_ITEM:
        html_item(pen, block);
        break;
    case BLOCK_DETAIL:
        html_detail(pen, block);
        break;
    case BLOCK_QUOTE:
        html_quote(pen, block);
        break;
    case BLOCK_WARNING:
        html_warning(pen, block);
        break;
    case BLOCK_COMMAND:
        html_command(pen, block);
        break;
    case BLOCK_FOOT:
        html_foot(pen, block);
        break;
    }
}

char *page_html(const struct page *page)
{
    struct pen pen = { .out = g_string_new(NULL), .palette = &PALETTES[page->tone] };

    put(pen.out,
        "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
        "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light\">\n"
        "<title></title>\n</head>\n"
        "<body style=\"margin:0;padding:0;background-color:#f3f5f7\">\n"
        "<table role=\"presentation\" width=\"100%%\" cellpadding=\"0\" cellspacing=\"0\""
        " border=\"0\" bgcolor=\"#f3f5f7\"><tr><td align=\"center\" style=\"padding:16px 8px\">\n"
        "<!--[if mso]><table role=\"presentation\" width=\"600\" cellpadding=\"0\""
        " cellspacing=\"0\" border=\"0\"><tr><td><![endif]-->\n"
        "<table role=\"presentation\" width=\"100%%\" cellpadding=\"0\" cellspacing=\"0\""
        " border=\"0\" bgcolor=\"#ffffff\" style=\"max-width:600px;background-color:#ffffff;"
        "text-align:left\">\n",
        page->language);
    for (guint i = 0; i < page->blocks->len; i++)
        html_block(&pen, g_ptr_array_index(page->blocks, i));
    close_group(&pen);
    g_string_append(pen.out, "</table>\n<!--[if mso]></td></tr></table><![endif]-->\n"
                             "</td></tr></table>\n</body>\n</html>\n");
    return g_string_free(pen.out, FALSE);
}
