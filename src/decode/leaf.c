/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One leaf of a mail to the reader of its kind, and the accounts that all readers share.
 *
 * The kind is told by the bytes; the declared type only breaks ties between kinds of text. A kind
 * without a reader is named to a person, except small decoration: the logo in a signature is no loss.
 * Counts of parts, levels and text stop at the limits, and say so once. */
#include "decode/reading.h"

#include <string.h>

#include "decode/clean.h"

#define ORNAMENT_BYTES (100u * 1024) /* logos and signatures have fewer */
#define SHOWN_MAX      1000 /* pictures */
#define KEPT_MAX       16
#define KEPT_BYTES_MAX (512u * 1024)

typedef void (*leaf_reader)(struct reading *reading, const struct leaf *leaf);

static const leaf_reader readers[KINDS] = {
    [KIND_TEXT] = plain_read,
    [KIND_HTML] = html_read,
    [KIND_MAIL] = mime_read,
    [KIND_CALENDAR] = calendar_read,
    [KIND_XML] = xml_read,
    [KIND_PDF] = pdf_read,
    [KIND_ZIP] = office_read,
    [KIND_IMAGE] = scan_read,
    [KIND_RTF] = rtf_read,
    [KIND_TNEF] = tnef_read,
    [KIND_OLE] = ole_read,
    [KIND_PKCS7] = pkcs7_read,
    [KIND_PGP] = pgp_read,
    [KIND_ARCHIVE] = office_read,
};

struct text_part *reading_add_part(struct reading *reading, const struct leaf *leaf,
                                   enum text_form form)
{
    struct text_part *part = text_add_part(reading->text, reading->letter, leaf->name, form);
    part->body = leaf->body;
    part->alternative = leaf->alternative;
    return part;
}

gboolean reading_append(struct reading *reading, struct text_part *part, const char *utf8,
                        gsize length)
{
    const struct decode_limits *limits = reading->limits;
    gsize before = part->utf8->len;
    gsize room = before < limits->part_text_bytes ? limits->part_text_bytes - before : 0;
    gsize left = reading->text_bytes < limits->text_bytes
                     ? limits->text_bytes - reading->text_bytes
                     : 0;
    gboolean fits = clean_append(part->utf8, utf8, length, MIN(room, left), part->paged, NULL);
    reading->text_bytes += part->utf8->len - before;
    if (!fits)
        text_add_flaw(reading->text->limits, part->name, "only the first %u KB of text were read",
                      (guint) (part->utf8->len / 1024));
    return fits;
}

struct text_part *reading_add_lines(struct reading *reading, const struct leaf *leaf,
                                    enum text_form form, struct lines *lines)
{
    gboolean full = lines_are_full(lines);
    g_autoptr(GString) text = lines_finish(lines);
    struct text_part *part = reading_add_part(reading, leaf, form);
    part->paged = memchr(text->str, '\f', text->len) != NULL;
    reading_append(reading, part, text->str, text->len);
    if (full)
        text_add_flaw(reading->text->limits, leaf->name, "only the first %u KB of text were read",
                      (guint) (part->utf8->len / 1024));
    return part;
}

void reading_turn_page(struct reading *reading, struct text_part *part)
{
    part->paged = TRUE;
    reading_append(reading, part, "\f", 1);
}

gboolean reading_unpack(struct reading *reading, const char *part, gsize bytes)
{
    reading->unpacked_bytes += bytes;
    if (reading->unpacked_bytes <= reading->limits->unpacked_bytes)
        return TRUE;
    text_add_flaw(reading->text->limits, part, "stopped after unpacking %u MB",
                  (guint) (reading->limits->unpacked_bytes >> 20));
    return FALSE;
}

void reading_let_go(struct reading *reading, gpointer object, gsize bytes)
{
    struct decoder *decoder = reading->decoder;
    if (object == NULL)
        return;
    if (decoder->read == NULL) /* made by the process that reads: in memory of its own */
        decoder->read = g_ptr_array_new_with_free_func(g_object_unref);
    if (decoder->read->len < KEPT_MAX && bytes <= KEPT_BYTES_MAX)
        g_ptr_array_add(decoder->read, object);
    else
        g_object_unref(object);
}

static gboolean declares(const struct leaf *leaf, const char *type)
{
    return leaf->type != NULL && g_str_has_prefix(leaf->type, type);
}

/* Not one tag or reference: plain text under a wrong name, whose lines are to stay lines. */
static gboolean is_without_tags(const char *bytes, gsize length)
{
    return memchr(bytes, '\0', length) == NULL && memchr(bytes, '&', length) == NULL &&
           (memchr(bytes, '<', length) == NULL || memchr(bytes, '>', length) == NULL);
}

/* Bytes first; between kinds of text, what the sender says, where the bytes allow it. */
static enum kind tell_kind(const struct leaf *leaf, const char *bytes, gsize length)
{
    enum kind kind = sniff_kind(bytes, length);
    gboolean shifted = declares(leaf, "text/") && leaf->charset != NULL &&
                       g_ascii_strncasecmp(leaf->charset, "utf-", 4) == 0;
    if (kind == KIND_UNKNOWN && (shifted || leaf->body))
        kind = KIND_TEXT; /* UTF-16 without a mark; a letter with stray NULs */
    if (kind == KIND_MAIL && (leaf->body || declares(leaf, "text/plain")) &&
        !g_str_has_suffix(leaf->name, ".eml"))
        return KIND_TEXT;
    if ((kind == KIND_TEXT || kind == KIND_XML) && declares(leaf, "text/html"))
        return kind == KIND_TEXT && is_without_tags(bytes, length) ? KIND_TEXT : KIND_HTML;
    if (kind == KIND_TEXT && declares(leaf, "message/rfc822"))
        return KIND_MAIL;
    if (kind == KIND_CALENDAR && leaf->body && !declares(leaf, "text/calendar"))
        return KIND_TEXT;
    return kind;
}

static gboolean is_of_no_interest(const struct leaf *leaf, enum kind kind)
{
    static const char *const silent[] = {
        "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
        "application/pgp-keys",      "text/x-amp-html",             "text/vcard",
        "text/x-vcard",              "text/directory",              "application/pgp-encrypted",
        "application/applefile",     NULL,
    };
    if (leaf->type != NULL && g_strv_contains(silent, leaf->type))
        return TRUE;
    return kind == KIND_EMPTY && leaf->body;
}

/* What the picture of this Content-ID is called in the letter: who takes Content-IDs away, or gives new ones, mostly
 * leaves the file's name, with which Outlook's begin. NULL: it is not there. */
static char *find_enclosed(const struct reading *reading, const char *id)
{
    g_autofree char *name = g_strndup(id, strcspn(id, "@"));
    if (reading->enclosed == NULL || g_hash_table_contains(reading->enclosed, id))
        return g_strdup(id);
    return g_hash_table_contains(reading->enclosed, name) ? g_steal_pointer(&name) : NULL;
}

gboolean reading_show(struct reading *reading, const char *content_id, gboolean large)
{
    g_autofree char *id = g_uri_unescape_string(content_id, NULL);
    g_autofree char *enclosed = find_enclosed(reading, id != NULL ? id : content_id);
    if (enclosed == NULL)
        return FALSE;
    if (reading->shown == NULL)
        reading->shown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    large |= reading_shows_large(reading, enclosed);
    if (g_hash_table_size(reading->shown) < SHOWN_MAX)
        g_hash_table_insert(reading->shown, g_steal_pointer(&enclosed), GINT_TO_POINTER(large));
    else
        text_add_flaw(reading->text->limits, "the mail", "only %u pictures in it were looked at", SHOWN_MAX);
    return TRUE;
}

gboolean reading_shows(const struct reading *reading, const char *name)
{
    return reading->shown != NULL && name != NULL && g_hash_table_contains(reading->shown, name);
}

gboolean reading_shows_large(const struct reading *reading, const char *name)
{
    return reading_shows(reading, name) && GPOINTER_TO_INT(g_hash_table_lookup(reading->shown, name));
}

gboolean reading_may_start(struct reading *reading, const char *name)
{
    struct decoder *decoder = reading->decoder;
    guint number = reading->parts++;
    if (number >= reading->limits->parts) {
        text_add_flaw(reading->text->limits, "the mail", "stopped after %u parts",
                      reading->limits->parts);
        return FALSE;
    }
    if (decoder->watcher != NULL && !decoder->watcher(number, decoder->watcher_data)) {
        text_add_flaw(reading->text->unread, name,
                      "it made the program that reads it fail or run out of time or memory");
        return FALSE;
    }
    return TRUE;
}

static gboolean may_read(struct reading *reading, const struct leaf *leaf)
{
    if (!reading_may_start(reading, leaf->name))
        return FALSE;
    if (reading->level <= reading->limits->levels)
        return TRUE;
    text_add_flaw(reading->text->limits, leaf->name, "lies more than %u levels deep: not read",
                  reading->limits->levels);
    return FALSE;
}

static guint count_told(const struct text *text)
{
    return text->unread->len + text->limits->len;
}

gboolean reading_is_blank(const struct reading *reading, guint first_part)
{
    const GPtrArray *parts = reading->text->parts;
    for (guint i = first_part; i < parts->len; i++) {
        const struct text_part *part = g_ptr_array_index(parts, i);
        if (part->body || strspn(part->utf8->str, " \t\n\f") < part->utf8->len)
            return FALSE;
    }
    return parts->len > first_part;
}

gboolean reading_has_body(const struct reading *reading, guint first_part)
{
    const GPtrArray *parts = reading->text->parts;
    for (guint i = first_part; i < parts->len; i++) {
        const struct text_part *part = g_ptr_array_index(parts, i);
        if (part->letter == reading->letter && part->body && strspn(part->utf8->str, " \t\n\f\xc2\xa0") < part->utf8->len)
            return TRUE;
    }
    return FALSE;
}

/* A document of which nothing could be read, and nobody said so: a scan within it, letters drawn as lines. What mail
 * programs put beside attachments are pages without anything (html_read() knows them). */
static void read_and_tell(struct reading *reading, const struct leaf *leaf, enum kind kind)
{
    guint first = reading->text->parts->len, told = count_told(reading->text);
    readers[kind](reading, leaf);
    if (!leaf->body && !leaf->decoration && kind != KIND_HTML && count_told(reading->text) == told &&
        reading_is_blank(reading, first))
        text_add_flaw(reading->text->unread, leaf->name, "holds no text");
}

gboolean leaf_is_ornament(const struct leaf *leaf)
{
    return leaf->decoration && g_bytes_get_size(leaf->bytes) < ORNAMENT_BYTES;
}

void leaf_read(struct reading *reading, const struct leaf *leaf)
{
    if (!may_read(reading, leaf))
        return;
    gsize length;
    const char *bytes = g_bytes_get_data(leaf->bytes, &length);
    enum kind kind = tell_kind(leaf, bytes, length);
    if (is_of_no_interest(leaf, kind))
        return;
    reading->level++;
    if (readers[kind] != NULL)
        read_and_tell(reading, leaf, kind);
    else if (!leaf_is_ornament(leaf))
        text_add_flaw(reading->text->unread, leaf->name, "not read: it is %s", kind_name(kind));
    reading->level--;
}
