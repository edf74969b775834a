/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Properties of Outlook's messages into letters and bodies ([MS-OXPROPS], [MS-OXCMSG]).
 *
 * Strings are UTF-16 or bytes of the message's code page. Of several forms of the body the richest that
 * can be read is taken; it is another form of the body if the mail around shows one itself. Stated sizes
 * are never believed. */
#include "decode/mapi.h"

#include <glib/gi18n.h>
#include <string.h>

#include "decode/clean.h"
#include "decode/little.h"

#define LINE_BYTES_MAX  2000
#define RTF_BYTES_MAX   (16u * 1024 * 1024)
#define RTF_WINDOW      4096
#define RTF_COMPRESSED  0x75465a4cu
#define RTF_STORED      0x414c454du

static void free_value(gpointer data)
{
    struct mapi_value *value = data;
    g_bytes_unref(value->bytes);
    g_free(value);
}

GHashTable *mapi_new(void)
{
    return g_hash_table_new_full(NULL, NULL, NULL, free_value);
}

void mapi_add(GHashTable *properties, guint id, guint type, GBytes *bytes)
{
    if (g_hash_table_contains(properties, GUINT_TO_POINTER(id))) {
        g_bytes_unref(bytes);
        return;
    }
    struct mapi_value *value = g_new0(struct mapi_value, 1);
    value->type = type;
    value->bytes = bytes;
    g_hash_table_insert(properties, GUINT_TO_POINTER(id), value);
}

const struct mapi_value *mapi_find(GHashTable *properties, guint id)
{
    const struct mapi_value *value = g_hash_table_lookup(properties, GUINT_TO_POINTER(id));
    return value != NULL && g_bytes_get_size(value->bytes) > 0 ? value : NULL;
}

static guint32 read_number(GHashTable *properties, guint id)
{
    const struct mapi_value *value = mapi_find(properties, id);
    if (value == NULL || g_bytes_get_size(value->bytes) < 4)
        return 0;
    return little_u32(g_bytes_get_data(value->bytes, NULL));
}

/* The name of the code page that byte strings are in; NULL where it says nothing. */
static char *code_page_label(GHashTable *properties)
{
    guint32 page = read_number(properties, MAPI_CODE_PAGE);
    if (page == 65001 || page == 20127)
        return g_strdup("utf-8");
    if (page >= 28591 && page <= 28605)
        return g_strdup_printf("iso-8859-%u", page - 28590);
    if (page >= 874 && page <= 1258)
        return g_strdup_printf(page < 1000 ? "cp%u" : "windows-%u", page);
    return page == 20866 ? g_strdup("koi8-r") : NULL;
}

/* Without zeros at the end. */
static GBytes *trim(GBytes *bytes, gsize unit)
{
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    while (length >= unit && data[length - 1] == 0 && data[length - unit] == 0)
        length -= unit;
    return g_bytes_new_from_bytes(bytes, 0, length);
}

static GString *decode_string(struct reading *reading, GHashTable *properties,
                              const struct mapi_value *value)
{
    gboolean wide = value->type == MAPI_TYPE_UNICODE;
    g_autoptr(GBytes) text = trim(value->bytes, wide ? 2 : 1);
    g_autofree char *label = wide ? g_strdup("utf-16le") : code_page_label(properties);
    gsize length;
    const char *bytes = g_bytes_get_data(text, &length);
    return charset_decode(reading->decoder->charsets, bytes != NULL ? bytes : "", length, label)
        .utf8;
}

/* Cleaned; or NULL. */
static char *read_line(struct reading *reading, GHashTable *properties, guint id)
{
    const struct mapi_value *value = mapi_find(properties, id);
    if (value == NULL ||
        (value->type != MAPI_TYPE_UNICODE && value->type != MAPI_TYPE_STRING))
        return NULL;
    g_autoptr(GString) text = decode_string(reading, properties, value);
    return clean_line(text->str, LINE_BYTES_MAX);
}

/* An address as mails have it; Exchange's own (/O=…) is none. */
static char *find_address(struct reading *reading, GHashTable *properties)
{
    static const guint ids[] = {MAPI_SENT_SMTP, MAPI_SENDER_SMTP, MAPI_SENT_ADDRESS,
                                MAPI_SENDER_ADDRESS};
    for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autofree char *address = read_line(reading, properties, ids[i]);
        if (address != NULL && strchr(address, '@') != NULL && strchr(address, ' ') == NULL)
            return g_steal_pointer(&address);
    }
    return NULL;
}

/* Hundreds of nanoseconds since 1601, UTC. */
static void set_date(GHashTable *properties, guint id, struct text_letter *letter)
{
    const struct mapi_value *value = mapi_find(properties, id);
    if (letter->sent_at != 0 || value == NULL || g_bytes_get_size(value->bytes) < 8)
        return;
    const guint8 *at = g_bytes_get_data(value->bytes, NULL);
    guint64 ticks = little_u32(at) | (guint64) little_u32(at + 4) << 32;
    gint64 seconds = (gint64) (ticks / 10000000) - G_GINT64_CONSTANT(11644473600);
    if (seconds <= 0 || seconds > G_GINT64_CONSTANT(7258118400)) /* 2200 */
        return;
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(seconds);
    int year, month, day;
    g_date_time_get_ymd(date, &year, &month, &day);
    g_date_set_dmy(&letter->sent, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
    letter->sent_at = seconds;
}

void mapi_fill_letter(struct reading *reading, GHashTable *properties, struct text_letter *letter)
{
    letter->subject = read_line(reading, properties, MAPI_SUBJECT);
    letter->from_name = read_line(reading, properties, MAPI_SENT_NAME);
    if (letter->from_name == NULL)
        letter->from_name = read_line(reading, properties, MAPI_SENDER_NAME);
    letter->from_address = find_address(reading, properties);
    g_autofree char *id = read_line(reading, properties, MAPI_MESSAGE_ID);
    if (id != NULL && *id == '<' && g_str_has_suffix(id, ">"))
        letter->message_id = g_strndup(id + 1, strlen(id) - 2);
    set_date(properties, MAPI_SUBMIT_TIME, letter);
    set_date(properties, MAPI_DELIVERY_TIME, letter);
}

static void read_leaf(struct reading *reading, GBytes *bytes, const char *type, const char *charset)
{
    struct leaf leaf = {.bytes = bytes, .name = "body", .type = type, .charset = charset,
                        .body = TRUE, .alternative = reading_has_body(reading, 0)};
    leaf_read(reading, &leaf);
}

static void read_text(struct reading *reading, GHashTable *properties,
                      const struct mapi_value *value, const char *type)
{
    if (value->type == MAPI_TYPE_BINARY) { /* HTML in the code page stated, or in its own */
        g_autoptr(GBytes) bytes = trim(value->bytes, 1);
        g_autofree char *label = code_page_label(properties);
        read_leaf(reading, bytes, type, label);
        return;
    }
    GString *text = decode_string(reading, properties, value);
    g_autoptr(GBytes) bytes = g_string_free_to_bytes(text);
    read_leaf(reading, bytes, type, "utf-8");
}

static void read_body(struct reading *reading, GHashTable *properties)
{
    const struct mapi_value *html = mapi_find(properties, MAPI_HTML);
    const struct mapi_value *rtf = mapi_find(properties, MAPI_RTF);
    const struct mapi_value *plain = mapi_find(properties, MAPI_BODY);
    if (html != NULL) {
        read_text(reading, properties, html, "text/html");
        return;
    }
    g_autoptr(GBytes) unpacked = rtf != NULL ? mapi_unpack_rtf(rtf->bytes, RTF_BYTES_MAX) : NULL;
    if (unpacked != NULL)
        read_leaf(reading, unpacked, "text/rtf", NULL);
    else if (plain != NULL)
        read_text(reading, properties, plain, "text/plain");
    else if (rtf != NULL)
        text_add_flaw(reading->text->unread, "body", "damaged: Outlook's packed text");
}

/* Its pictures are attachments in the container, of which the mail around it knows nothing. */
void mapi_read_body(struct reading *reading, GHashTable *properties)
{
    GHashTable *around = reading->enclosed;
    reading->enclosed = NULL;
    read_body(reading, properties);
    reading->enclosed = around;
}

/* Is there a page that tells which pictures are shown, and how large? A body in RTF does not. */
static gboolean has_page(const struct reading *reading)
{
    for (guint i = 0; i < reading->text->parts->len; i++) {
        const struct text_part *part = g_ptr_array_index(reading->text->parts, i);
        if (part->letter == reading->letter && part->body && part->form == TEXT_HTML)
            return TRUE;
    }
    return FALSE;
}

void mapi_read_attachment(struct reading *reading, GHashTable *properties, const char *name, GBytes *content)
{
    g_autofree char *id = read_line(reading, properties, MAPI_ATTACH_CONTENT_ID);
    gboolean page = has_page(reading);
    struct leaf leaf = {.bytes = content, .name = name, .decoration = id != NULL && (!page || reading_shows(reading, id)),
                        .pasted = id != NULL && (!page || reading_shows_large(reading, id))};
    leaf_read(reading, &leaf);
}

char *mapi_attachment_name(struct reading *reading, GHashTable *properties)
{
    static const guint ids[] = {MAPI_ATTACH_LONG_NAME, MAPI_ATTACH_NAME, MAPI_DISPLAY_NAME};
    for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autofree char *line = read_line(reading, properties, ids[i]);
        char *name = clean_name(line);
        if (name != NULL)
            return name;
    }
    return g_strdup_printf(N_("attachment %u"), ++reading->unnamed);
}

/* What the window holds before the first byte, as the format lays down. */
static const char rtf_preset[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

static GBytes *unpack_window(const guint8 *at, const guint8 *end, gsize most)
{
    g_autoptr(GByteArray) out = g_byte_array_new();
    guint8 window[RTF_WINDOW] = {0};
    guint write = sizeof rtf_preset - 1;
    memcpy(window, rtf_preset, write);
    while (at < end) {
        guint8 control = *at++;
        for (guint bit = 0; bit < 8 && at < end; bit++) {
            guint offset = 0, length = 1;
            if (control >> bit & 1) {
                if (end - at < 2)
                    return g_byte_array_free_to_bytes(g_steal_pointer(&out));
                offset = (guint) at[0] << 4 | at[1] >> 4;
                length = (at[1] & 15) + 2u;
                at += 2;
                if (offset == write)
                    return g_byte_array_free_to_bytes(g_steal_pointer(&out));
            }
            for (guint i = 0; i < length; i++) {
                guint8 byte = control >> bit & 1 ? window[(offset + i) % RTF_WINDOW] : *at;
                window[write] = byte;
                write = (write + 1) % RTF_WINDOW;
                g_byte_array_append(out, &byte, 1);
            }
            at += !(control >> bit & 1);
            if (out->len > most)
                return NULL;
        }
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}

GBytes *mapi_unpack_rtf(GBytes *packed, gsize most)
{
    gsize length;
    const guint8 *bytes = g_bytes_get_data(packed, &length);
    if (length < 16)
        return NULL;
    guint32 kind = little_u32(bytes + 8);
    if (kind == RTF_STORED)
        return g_bytes_new_from_bytes(packed, 16, length - 16);
    return kind == RTF_COMPRESSED ? unpack_window(bytes + 16, bytes + length, most) : NULL;
}
