/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What GMime must not see. Measured on 3.2.13: an address field with 50,000 nested groups overflows
 * its stack, half a million header fields or empty parts take hundreds of megabytes.
 *
 * One pass over the lines, without parsing MIME, and so deliberately wide: whatever could be a header
 * field is treated as one. A field over the limit is cut; an address field with more colons or
 * parentheses than any real one has is emptied, wherever it stands; fields and boundary lines are
 * counted. The bytes are copied, the original stays as it was. */
#include <string.h>

#include "decode/mime.h"

#define NESTING_MAX 500 /* colons or open parentheses in one address field */
#define FIELDS_MAX 20000
#define NAME_BYTES_MAX 1000u

struct guard {
    const struct decode_limits *limits;
    GByteArray *out;
    const char *kept; /* lines that stay as they are, not copied yet */
    gsize kept_bytes;
    GHashTable *boundaries; /* the strings that were declared */
    gboolean header;        /* within what is taken for a header */
    gsize field_start;      /* of the field being copied, in what is written */
    gsize field_bytes, headers_bytes;
    guint fields, parts, nesting;
    gboolean address;   /* the field names addresses */
    gboolean dropping;  /* the rest of the field is left out */
    gboolean cut_field, cut_headers, cut_addresses, cut_parts;
};

static gboolean is_address_field(const char *name, gsize length)
{
    static const char *const names[] = {"from",        "to",          "cc",        "bcc",
                                        "sender",      "reply-to",    "resent-to", "resent-from",
                                        "resent-cc",   "resent-bcc",  "resent-sender",
                                        "resent-reply-to"};
    while (length > 0 && (name[length - 1] == ' ' || name[length - 1] == '\t'))
        length--;
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (strlen(names[i]) == length && g_ascii_strncasecmp(names[i], name, length) == 0)
            return TRUE;
    return FALSE;
}

/* Length of a field's name, 0 where the line begins none. */
static gsize measure_name(const char *line, gsize length)
{
    const char *colon = memchr(line, ':', MIN(length, NAME_BYTES_MAX));
    for (const char *at = line; colon != NULL && at < colon; at++)
        if ((guchar) *at < 0x20 && *at != '\t')
            return 0;
    return colon != NULL ? (gsize) (colon - line) : 0;
}

static void remember_boundary(struct guard *guard, const char *line, gsize length)
{
    const char *at = line, *end = line + length;
    while ((at = memchr(at, '=', (gsize) (end - at))) != NULL) {
        const char *value = at + 1;
        gsize back = (gsize) (at - line);
        at = value;
        while (back > 0 && line[back - 1] == ' ')
            back--;
        if (back < 8 || g_ascii_strncasecmp(line + back - 8, "boundary", 8) != 0)
            continue;
        while (value < end && (*value == ' ' || *value == '"' || *value == '\t'))
            value++;
        const char *stop = value;
        while (stop < end && strchr("\";\r\n", *stop) == NULL)
            stop++;
        if (stop > value && stop - value < 1000)
            g_hash_table_add(guard->boundaries, g_strndup(value, (gsize) (stop - value)));
    }
}

static gboolean is_boundary(struct guard *guard, const char *line, gsize length)
{
    while (length > 2 && g_ascii_isspace(line[length - 1]))
        length--;
    if (length < 3 || length > 1002 || memcmp(line, "--", 2) != 0)
        return FALSE;
    g_autofree char *name = g_strndup(line + 2, length - 2);
    if (g_hash_table_contains(guard->boundaries, name))
        return TRUE;
    if (length > 4 && g_str_has_suffix(name, "--")) {
        name[length - 4] = '\0';
        return g_hash_table_contains(guard->boundaries, name);
    }
    return FALSE;
}

/* Most lines stay as they are: what stands together is copied together. */
static void copy_kept(struct guard *guard)
{
    g_byte_array_append(guard->out, (const guint8 *) guard->kept, (guint) guard->kept_bytes);
    guard->kept_bytes = 0;
}

static void keep(struct guard *guard, const char *line, gsize length)
{
    if (guard->kept_bytes > 0 && guard->kept + guard->kept_bytes != line)
        copy_kept(guard);
    if (guard->kept_bytes == 0)
        guard->kept = line;
    guard->kept_bytes += length;
}

static gsize written(const struct guard *guard)
{
    return guard->out->len + guard->kept_bytes;
}

static void begin_field(struct guard *guard, const char *line, gsize name_length)
{
    guard->field_start = written(guard);
    guard->field_bytes = 0;
    guard->nesting = 0;
    guard->address = name_length > 0 && is_address_field(line, name_length);
    guard->dropping = FALSE;
    if (guard->header && ++guard->fields > FIELDS_MAX)
        guard->dropping = guard->cut_headers = TRUE;
}

static guint count_nesting(const char *line, gsize length)
{
    guint count = 0;
    for (gsize i = 0; i < length; i++)
        count += line[i] == ':' || line[i] == '(';
    return count;
}

/* Empties the field so far and drops the rest of it. */
static void empty_addresses(struct guard *guard)
{
    copy_kept(guard);
    const guint8 *field = guard->out->data + guard->field_start;
    gsize so_far = guard->out->len - guard->field_start;
    const guint8 *colon = memchr(field, ':', so_far);
    if (colon != NULL)
        g_byte_array_set_size(guard->out,
                              (guint) (guard->field_start + (gsize) (colon - field) + 1));
    g_byte_array_append(guard->out, (const guint8 *) "\n", 1);
    guard->dropping = guard->cut_addresses = TRUE;
}

static void copy_field_line(struct guard *guard, const char *line, gsize length)
{
    if (guard->address)
        guard->nesting += count_nesting(line, length);
    if (guard->dropping)
        return;
    if (guard->address && guard->nesting > NESTING_MAX) {
        if (written(guard) == guard->field_start)
            keep(guard, line, measure_name(line, length) + 1);
        empty_addresses(guard);
        return;
    }
    gsize room = length;
    if (guard->header) {
        const struct decode_limits *limits = guard->limits;
        gsize field_room = limits->header_bytes - MIN(limits->header_bytes, guard->field_bytes);
        gsize all_room = limits->headers_bytes - MIN(limits->headers_bytes, guard->headers_bytes);
        room = MIN(length, MIN(field_room, all_room));
        guard->cut_field |= room == field_room && room < length;
        guard->cut_headers |= room == all_room && room < length;
        guard->field_bytes += length;
        guard->headers_bytes += room;
    }
    keep(guard, line, room);
    if (room < length) {
        copy_kept(guard);
        g_byte_array_append(guard->out, (const guint8 *) "\n", 1);
        guard->dropping = TRUE;
    }
}

/* FALSE: the parts limit is reached, and the rest of the mail is left out. */
static gboolean copy_line(struct guard *guard, const char *line, gsize length)
{
    gboolean blank = line[0] == '\n' || (length > 1 && line[0] == '\r' && line[1] == '\n');
    if (length > 2 && line[0] == '-' && line[1] == '-' && is_boundary(guard, line, length)) {
        if (++guard->parts > guard->limits->parts) {
            guard->cut_parts = TRUE;
            return FALSE;
        }
        guard->header = TRUE;
        guard->dropping = guard->address = FALSE;
        keep(guard, line, length);
        return TRUE;
    }
    if (blank) {
        guard->header = guard->dropping = guard->address = FALSE;
        keep(guard, line, length);
        return TRUE;
    }
    if (line[0] != ' ' && line[0] != '\t')
        begin_field(guard, line, measure_name(line, length));
    remember_boundary(guard, line, length);
    copy_field_line(guard, line, length);
    return TRUE;
}

static void tell_cuts(const struct guard *guard, GPtrArray *flaws)
{
    if (guard->cut_field)
        text_add_flaw(flaws, "the mail", "a header field over %u KB was cut short",
                      (guint) (guard->limits->header_bytes / 1024));
    if (guard->cut_headers)
        text_add_flaw(flaws, "the mail", "its header fields were read up to %u KB only",
                      (guint) (guard->limits->headers_bytes / 1024));
    if (guard->cut_addresses)
        text_add_flaw(flaws, "the mail", "an address field that makes no sense was left out");
    if (guard->cut_parts)
        text_add_flaw(flaws, "the mail", "stopped after %u parts", guard->limits->parts);
}

/* Lines that end in a lone carriage return, as a Macintosh once wrote them, are none to GMime. */
static GBytes *with_line_ends(GBytes *raw)
{
    gsize length;
    const char *bytes = g_bytes_get_data(raw, &length);
    if (length == 0 || memchr(bytes, '\n', length) != NULL || memchr(bytes, '\r', length) == NULL)
        return g_bytes_ref(raw);
    char *copy = g_memdup2(bytes, length);
    for (gsize i = 0; i < length; i++)
        if (copy[i] == '\r')
            copy[i] = '\n';
    return g_bytes_new_take(copy, length);
}

GByteArray *mime_guard(GBytes *mail, const struct decode_limits *limits, GPtrArray *flaws)
{
    gsize length;
    g_autoptr(GBytes) raw = with_line_ends(mail);
    const char *at = g_bytes_get_data(raw, &length), *end = at + length;
    struct guard guard = {
        .limits = limits,
        .out = g_byte_array_sized_new((guint) length + 1),
        .boundaries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .header = TRUE,
    };
    while (at < end) {
        const char *next = memchr(at, '\n', (gsize) (end - at));
        next = next != NULL ? next + 1 : end;
        if (!copy_line(&guard, at, (gsize) (next - at)))
            break;
        at = next;
    }
    copy_kept(&guard);
    g_hash_table_unref(guard.boundaries);
    tell_cuts(&guard, flaws);
    return guard.out;
}
