/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The walk over a mail's structure: GMime takes it apart, every leaf goes to its reader.
 *
 * A forwarded mail (message/rfc822, also one that GMime leaves as a leaf because it is encoded, also
 * an attachment that turns out to be one) is a letter of its own, up to the limit of depth. Of
 * multipart/alternative all forms are read, the later ones marked. Signatures are passed over,
 * encrypted parts are told. Structure that GMime cannot read (no header, no boundary) is read as plain
 * text rather than lost.
 *
 * Never called here: g_mime_multipart_get_boundary() and g_mime_content_type_encode(), nor anything
 * that writes a message: they allocate without end on a crafted boundary. */
#include "decode/mime.h"

#include <glib/gi18n.h>
#include <gmime/gmime.h>
#include <string.h>

#include "decode/clean.h"
#include "decode/mime_header.h"
#include "decode/mime_transfer.h"
#include "decode/reading.h"

struct place {
    guint level;
    gboolean alternative;  /* within the second or a later form of an alternative */
    gboolean only_content; /* the first leaf of a mail without multipart */
};

static void walk(struct reading *reading, GMimeObject *object, struct place place);

void mime_start(void)
{
    g_mime_init();
}

static GBytes *take_decoded(GMimeDataWrapper *content)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
    GMimeStream *from = g_mime_data_wrapper_get_stream(content);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    g_mime_stream_reset(from);
    g_mime_data_wrapper_write_to_stream(content, stream);
    g_mime_stream_reset(from);
    g_object_unref(stream);
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

/* As it stands in the mail, and where it stands: all that make_parser() gives to GMime is in memory, and each part
 * a window of it. */
static GBytes *take_raw(GMimeDataWrapper *content)
{
    GMimeStream *stream = g_mime_data_wrapper_get_stream(content);
    const GByteArray *all = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    gint64 start = CLAMP(stream->bound_start, 0, (gint64) all->len);
    gint64 end = stream->bound_end < 0 ? (gint64) all->len : CLAMP(stream->bound_end, start, (gint64) all->len);
    return g_bytes_new_with_free_func(all->data + start, (gsize) (end - start), g_object_unref, g_object_ref(stream));
}

static GBytes *read_content(struct reading *reading, GMimePart *part, const char *name, gboolean text)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (content == NULL)
        return g_bytes_new(NULL, 0);
    GMimeContentEncoding encoding = g_mime_part_get_content_encoding(part);
    enum mime_transfer declared = encoding == GMIME_CONTENT_ENCODING_BASE64 ? MIME_TRANSFER_BASE64
                                  : encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE ||
                                          encoding == GMIME_CONTENT_ENCODING_UUENCODE
                                      ? MIME_TRANSFER_OTHER
                                      : MIME_TRANSFER_NONE;
    g_autoptr(GBytes) raw = take_raw(content);
    gsize length;
    const char *bytes = g_bytes_get_data(raw, &length);
    GBytes *plain = declared == MIME_TRANSFER_BASE64 ? mime_transfer_base64(bytes, length) : NULL;
    if (plain != NULL)
        return plain;
    GBytes *mended = length > 0 ? mime_transfer_mend(bytes, length, declared, text) : NULL;
    if (mended == NULL)
        return declared == MIME_TRANSFER_NONE ? g_bytes_ref(raw) : take_decoded(content);
    text_add_flaw(reading->text->repairs, name, "not coded as its header says");
    return mended;
}

static char *lower_type(GMimeObject *object)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);
    g_autofree char *text = g_strdup_printf("%s/%s", g_mime_content_type_get_media_type(type),
                                            g_mime_content_type_get_media_subtype(type));
    return g_ascii_strdown(text, -1);
}

static gboolean parameter_is(GMimeObject *object, const char *name, const char *value)
{
    const char *given =
        g_mime_content_type_get_parameter(g_mime_object_get_content_type(object), name);
    return given != NULL && g_ascii_strcasecmp(given, value) == 0;
}

static char *name_leaf(struct reading *reading, GMimeObject *object, gboolean body)
{
    g_autofree char *name =
        GMIME_IS_PART(object) ? clean_name(g_mime_part_get_filename(GMIME_PART(object))) : NULL;
    if (name != NULL)
        return g_steal_pointer(&name);
    if (body)
        return g_strdup("body");
    return g_strdup_printf(N_("attachment %u"), ++reading->unnamed);
}

/* The letter's own text: a text without a file name that is not said to be an attachment. */
static gboolean is_body(GMimeObject *object, const char *type)
{
    if (!g_str_has_prefix(type, "text/plain") && !g_str_has_prefix(type, "text/html") &&
        !g_str_has_prefix(type, "text/enriched") && strcmp(type, "text/x-amp-html") != 0)
        return FALSE;
    GMimeContentDisposition *disposition = g_mime_object_get_content_disposition(object);
    if (disposition != NULL && g_mime_content_disposition_is_attachment(disposition))
        return FALSE;
    return g_mime_part_get_filename(GMIME_PART(object)) == NULL;
}

/* Shown in the text. Some programs give attached files a Content-ID, too, which no page names. */
static gboolean is_decoration(const struct reading *reading, GMimeObject *object, const char *type)
{
    GMimeContentDisposition *disposition = g_mime_object_get_content_disposition(object);
    const char *id = g_mime_object_get_content_id(object), *name = g_mime_part_get_filename(GMIME_PART(object));
    if (!g_str_has_prefix(type, "image/") || (id == NULL && disposition == NULL))
        return FALSE;
    return disposition == NULL || !g_mime_content_disposition_is_attachment(disposition) ||
           (id != NULL && (reading_shows(reading, id) || reading_shows(reading, name)));
}

/* Shown large, or by itself: Content-IDs name what a page shows in its place. */
static gboolean is_pasted(const struct reading *reading, GMimeObject *object)
{
    const char *id = g_mime_object_get_content_id(object), *name = g_mime_part_get_filename(GMIME_PART(object));
    return id == NULL || reading_shows_large(reading, id) || reading_shows_large(reading, name);
}

/* A mail sent in several, and one that only says where its text is. */
static void tell_elsewhere(struct reading *reading, const char *type, const char *name)
{
    if (strcmp(type, "message/partial") == 0)
        text_add_flaw(reading->text->unread, name, "only one part of a mail that was sent in several");
    else if (strcmp(type, "message/external-body") == 0)
        text_add_flaw(reading->text->unread, name, "not in the mail: only a link to it");
}

static void walk_leaf(struct reading *reading, GMimeObject *object, struct place place)
{
    g_autofree char *type = lower_type(object);
    gboolean body = is_body(object, type);
    g_autofree char *name = name_leaf(reading, object, body);
    gboolean decoration = is_decoration(reading, object, type);
    tell_elsewhere(reading, type, name);
    g_autoptr(GBytes) bytes =
        read_content(reading, GMIME_PART(object), name, g_str_has_prefix(type, "text/"));
    struct leaf leaf = {
        .bytes = bytes,
        .name = name,
        .type = type,
        .charset =
            g_mime_content_type_get_parameter(g_mime_object_get_content_type(object), "charset"),
        .body = body,
        .alternative = place.alternative && g_str_has_prefix(type, "text/") &&
                       g_mime_part_get_filename(GMIME_PART(object)) == NULL,
        .flowed = parameter_is(object, "format", "flowed"),
        .delsp = parameter_is(object, "delsp", "yes"),
        .decoration = decoration,
        .pasted = decoration && is_pasted(reading, object),
    };
    leaf_read(reading, &leaf);
}

static void walk_children(struct reading *reading, GMimeMultipart *multipart, struct place place,
                          gboolean alternative)
{
    int count = g_mime_multipart_get_count(multipart);
    for (int i = 0; i < count; i++) {
        guint before = reading->text->parts->len;
        walk(reading, g_mime_multipart_get_part(multipart, i), place);
        if (alternative && reading_has_body(reading, before))
            place.alternative = TRUE;
    }
}

/* A multipart whose boundary is missing or never comes: what GMime calls its prologue is all there
 * is, and it may be the letter. */
static void read_lost_content(struct reading *reading, GMimeMultipart *multipart)
{
    const char *text = g_mime_multipart_get_prologue(multipart);
    if (text == NULL || *text == '\0')
        return;
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    struct leaf leaf = {.bytes = bytes, .name = "body", .type = "text/plain", .body = TRUE};
    text_add_flaw(reading->text->flaws, "body", "the mail is damaged: read without its structure");
    leaf_read(reading, &leaf);
}

static void walk_multipart(struct reading *reading, GMimeMultipart *multipart, struct place place)
{
    g_autofree char *type = lower_type(GMIME_OBJECT(multipart));
    if (strcmp(type, "multipart/encrypted") == 0) {
        reading->parts++;
        text_add_flaw(reading->text->unread, "body", "encrypted");
        return;
    }
    if (g_mime_multipart_get_count(multipart) == 0) {
        read_lost_content(reading, multipart);
        return;
    }
    /* Of multipart/signed too all is walked: relays put files and footers beside the signature, which is
     * passed over by its own type. */
    walk_children(reading, multipart, place, strcmp(type, "multipart/alternative") == 0);
}

static void note_enclosed(GMimeObject *parent G_GNUC_UNUSED, GMimeObject *part, gpointer names)
{
    const char *id = g_mime_object_get_content_id(part);
    const char *name = GMIME_IS_PART(part) ? g_mime_part_get_filename(GMIME_PART(part)) : NULL;
    if (id != NULL)
        g_hash_table_add(names, g_strdup(id));
    if (name != NULL)
        g_hash_table_add(names, g_strdup(name));
}

/* The parts of a letter, and what a page in it may show. */
static void walk_letter(struct reading *reading, GMimeObject *content)
{
    GHashTable *around = reading->enclosed;
    reading->enclosed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (GMIME_IS_MULTIPART(content))
        g_mime_multipart_foreach(GMIME_MULTIPART(content), note_enclosed, reading->enclosed);
    walk(reading, content, (struct place){.level = reading->level});
    g_hash_table_unref(reading->enclosed);
    reading->enclosed = around;
}

static void read_message(struct reading *reading, GMimeMessage *message, guint depth)
{
    struct text_letter *letter = text_add_letter(reading->text, depth);
    guint before = reading->letter;
    reading->letter = reading->text->letters->len - 1;
    mime_header_read(message, letter);
    GMimeObject *content = g_mime_message_get_mime_part(message);
    if (content != NULL)
        walk_letter(reading, content);
    reading->letter = before;
}

static guint depth_now(const struct reading *reading)
{
    const struct text_letter *letter =
        g_ptr_array_index(reading->text->letters, reading->letter);
    return letter->depth;
}

static gboolean may_go_deeper(struct reading *reading, const char *name)
{
    guint depth = depth_now(reading) + 1;
    if (depth <= reading->limits->letters)
        return TRUE;
    text_add_flaw(reading->text->limits, name, "forwarded more than %u times over: not read",
                  reading->limits->letters);
    return FALSE;
}

static void walk_message(struct reading *reading, GMimeMessagePart *part)
{
    GMimeMessage *message = g_mime_message_part_get_message(part);
    if (message == NULL) {
        text_add_flaw(reading->text->unread, "forwarded mail", "empty or damaged");
        return;
    }
    if (may_go_deeper(reading, "forwarded mail"))
        read_message(reading, message, depth_now(reading) + 1);
}

static void walk(struct reading *reading, GMimeObject *object, struct place place)
{
    if (reading->level >= reading->limits->levels) {
        text_add_flaw(reading->text->limits, "the mail", "stopped at %u levels of parts",
                      reading->limits->levels);
        return;
    }
    reading->level++;
    if (GMIME_IS_MULTIPART(object))
        walk_multipart(reading, GMIME_MULTIPART(object), place);
    else if (GMIME_IS_MESSAGE_PART(object))
        walk_message(reading, GMIME_MESSAGE_PART(object));
    else if (GMIME_IS_PART(object))
        walk_leaf(reading, object, place);
    reading->level--;
}

static GMimeParser *make_parser(struct reading *reading, GBytes *raw)
{
    GByteArray *bytes = mime_guard(raw, reading->limits, reading->text->limits);
    mime_expect_charsets(reading->decoder->charsets, (const char *) bytes->data, bytes->len);
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_object_unref(stream);
    return parser;
}

static GMimeParserOptions *make_options(void)
{
    GMimeParserOptions *options = g_mime_parser_options_new();
    const char *fallback[] = {"utf-8", "windows-1252", NULL};
    g_mime_parser_options_set_fallback_charsets(options, fallback);
    return options;
}

static GMimeMessage *parse(struct reading *reading, GBytes *raw)
{
    GMimeParser *parser = make_parser(reading, raw);
    GMimeParserOptions *options = make_options();
    GMimeMessage *message = g_mime_parser_construct_message(parser, options);
    g_mime_parser_options_free(options);
    g_object_unref(parser);
    return message;
}

void mime_read_entity(struct reading *reading, GBytes *raw)
{
    GMimeParser *parser = make_parser(reading, raw);
    GMimeParserOptions *options = make_options();
    GMimeObject *object = g_mime_parser_construct_part(parser, options);
    g_mime_parser_options_free(options);
    g_object_unref(parser);
    if (object == NULL) {
        text_add_flaw(reading->text->unread, "signed content", "damaged");
        return;
    }
    walk_letter(reading, object);
    reading_let_go(reading, object, g_bytes_get_size(raw));
}

gboolean mime_fill_letter(struct reading *reading, GBytes *header, gboolean wide,
                          struct text_letter *letter)
{
    gsize length;
    const char *bytes = g_bytes_get_data(header, &length);
    GString *mail = charset_decode(reading->decoder->charsets, bytes, length,
                                   wide ? "utf-16le" : NULL)
                        .utf8;
    while (mail->len > 0 && strchr("\r\n ", mail->str[mail->len - 1]) != NULL)
        g_string_truncate(mail, mail->len - 1);
    g_string_append(mail, "\n\n");
    g_autoptr(GBytes) raw = g_string_free_to_bytes(mail);
    GMimeMessage *message = parse(reading, raw);
    if (message == NULL)
        return FALSE;
    mime_header_read(message, letter);
    g_object_unref(message);
    return letter->from_address != NULL;
}

void mime_read_letter(struct reading *reading, GBytes *raw, guint depth)
{
    guint first = reading->text->parts->len, told = reading->text->unread->len;
    guint parts = reading->parts;
    GMimeMessage *message = parse(reading, raw);
    if (message != NULL) {
        read_message(reading, message, depth);
        reading_let_go(reading, message, g_bytes_get_size(raw));
    } else {
        text_add_letter(reading->text, depth);
    }
    gboolean accounted = reading->text->parts->len > first || reading->text->unread->len > told ||
                         reading->parts > parts;
    if (message != NULL && accounted)
        return;
    guint before = reading->letter;
    reading->letter = reading->text->letters->len - 1;
    struct leaf leaf = {.bytes = raw, .name = "body", .type = "text/plain", .body = TRUE};
    if (g_bytes_get_size(raw) == 0)
        text_add_flaw(reading->text->unread, "the mail", "empty");
    else if (message == NULL)
        leaf_read(reading, &leaf);
    reading->letter = before;
}

void mime_read(struct reading *reading, const struct leaf *leaf)
{
    if (may_go_deeper(reading, leaf->name))
        mime_read_letter(reading, leaf->bytes, depth_now(reading) + 1);
}
