/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads back what compose.c wrote, with the same library, so that what is shown is what would be
 * sent and not a second rendering of it. */
#include "remind/compose_text.h"

#include <gmime/gmime.h>

#include "base/escape.h"

enum { FIELD_BYTES_MAX = 1000 };

struct shown {
    GString *text;
    gboolean has_body;
};

static void add_field(GString *text, GMimeMessage *message, const char *name)
{
    const char *value = g_mime_object_get_header(GMIME_OBJECT(message), name);
    if (!value)
        return;
    g_autofree char *decoded = g_mime_utils_header_decode_text(NULL, value);
    g_autofree char *line = escape_line(decoded, FIELD_BYTES_MAX);
    g_string_append_printf(text, "%s: %s\n", name, line);
}

static void add_part(GMimeObject *parent, GMimeObject *part, gpointer data)
{
    struct shown *shown = data;
    (void)parent;
    if (!GMIME_IS_PART(part))
        return;
    const char *name = g_mime_part_get_filename(GMIME_PART(part));
    if (GMIME_IS_TEXT_PART(part) && !name && !shown->has_body) {
        g_autofree char *body = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
        g_string_append_printf(shown->text, "\n%s\n", body ? body : "");
        shown->has_body = TRUE;
    } else if (name) {
        g_autofree char *line = escape_line(name, FIELD_BYTES_MAX);
        g_string_append_printf(shown->text, "[attached: %s]\n", line);
    }
}

/* NULL where the bytes are no mail. */
static GMimeMessage *parse(GBytes *mail)
{
    gsize length;
    const char *bytes = g_bytes_get_data(mail, &length);
    g_mime_init();
    g_autoptr(GObject) stream = G_OBJECT(g_mime_stream_mem_new_with_buffer(bytes, length));
    g_autoptr(GObject) parser = G_OBJECT(g_mime_parser_new_with_stream(GMIME_STREAM(stream)));
    return g_mime_parser_construct_message(GMIME_PARSER(parser), NULL);
}

char *compose_text(GBytes *mail)
{
    static const char *const fields[] = {"From", "To", "Reply-To", "Subject", "Date", "Message-ID"};
    struct shown shown = {g_string_new(NULL), FALSE};
    GMimeMessage *message = parse(mail);
    if (!message)
        return g_string_free(shown.text, FALSE);
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
        add_field(shown.text, message, fields[i]);
    g_mime_message_foreach(message, add_part, &shown);
    g_object_unref(message);
    return g_string_free(shown.text, FALSE);
}

static void take_html(GMimeObject *parent, GMimeObject *part, gpointer data)
{
    char **html = data;
    GMimeContentType *type = g_mime_object_get_content_type(part);
    (void)parent;
    if (!*html && GMIME_IS_TEXT_PART(part) && g_mime_content_type_is_type(type, "text", "html"))
        *html = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
}

char *compose_html(GBytes *mail)
{
    char *html = NULL;
    GMimeMessage *message = parse(mail);
    if (!message)
        return NULL;
    g_mime_message_foreach(message, take_html, &html);
    g_object_unref(message);
    return html;
}

static void find_original(GMimeObject *parent, GMimeObject *part, gpointer data)
{
    gboolean *holds = data;
    (void)parent;
    *holds = *holds || GMIME_IS_MESSAGE_PART(part) ||
             g_mime_content_type_is_type(g_mime_object_get_content_type(part), "application", "octet-stream");
}

gboolean compose_holds_original(GBytes *mail)
{
    gboolean holds = FALSE;
    GMimeMessage *message = parse(mail);
    if (!message)
        return FALSE;
    g_mime_message_foreach(message, find_original, &holds);
    g_object_unref(message);
    return holds;
}
