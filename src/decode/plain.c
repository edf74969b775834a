/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain text: the character set settled, format=flowed joined again (RFC 3676), pages kept.
 *
 * A line that ends in a space goes on in the next one of the same quote depth; "-- " does not. Only
 * a document may have pages: in a mail's own text a form feed is a line end. */
#include <string.h>

#include "decode/csv.h"
#include "decode/plain.h"

#include "decode/doubled.h"
#include "decode/reading.h"
#include "decode/uuencode.h"

/* Number of > at the start; at is moved behind them and the stuffed space. */
static guint skip_quotes(const char **at, const char *end)
{
    guint depth = 0;
    while (*at < end && **at == '>') {
        depth++;
        (*at)++;
    }
    if (*at < end && **at == ' ')
        (*at)++;
    return depth;
}

GString *plain_join_flowed(const char *text, gsize length, gboolean delsp)
{
    GString *out = g_string_sized_new(length);
    const char *at = text, *end = text + length;
    gboolean open = FALSE; /* the last line goes on */
    guint open_depth = 0;
    while (at < end) {
        const char *next = memchr(at, '\n', (gsize) (end - at));
        const char *stop = next != NULL ? next : end;
        if (stop > at && stop[-1] == '\r')
            stop--;
        guint depth = skip_quotes(&at, stop);
        gsize bytes = (gsize) (stop - at);
        gboolean signature = bytes == 3 && memcmp(at, "-- ", 3) == 0;
        if (open && (depth != open_depth || signature)) {
            g_string_append_c(out, '\n');
            open = FALSE;
        }
        if (!open && depth > 0) {
            for (guint i = 0; i < MIN(depth, 20); i++)
                g_string_append_c(out, '>');
            g_string_append_c(out, ' ');
        }
        gboolean flows = bytes > 0 && stop[-1] == ' ' && !signature;
        g_string_append_len(out, at, (gssize) (flows && delsp ? bytes - 1 : bytes));
        open = flows && next != NULL;
        open_depth = depth;
        if (!open && next != NULL)
            g_string_append_c(out, '\n');
        at = next != NULL ? next + 1 : end;
    }
    return out;
}

static void tell_repairs(struct reading *reading, const struct leaf *leaf,
                         const struct charset_result *result)
{
    GPtrArray *repairs = reading->text->repairs;
    if (result->replaced > 0)
        text_add_flaw(reading->text->flaws, leaf->name, "%u characters could not be read (%s)", result->replaced,
                      result->used);
    else if (result->guessed && leaf->charset != NULL)
        text_add_flaw(repairs, leaf->name, "not in the character set it claims: read as %s",
                      result->used);
    else if (result->guessed && strcmp(result->used, "utf-8") != 0)
        text_add_flaw(repairs, leaf->name, "names no character set: read as %s", result->used);
}

GString *plain_decode(struct reading *reading, const struct leaf *leaf, const char *charset)
{
    gsize length;
    const char *bytes = g_bytes_get_data(leaf->bytes, &length);
    struct charset_result result =
        charset_decode(reading->decoder->charsets, bytes != NULL ? bytes : "", length, charset);
    tell_repairs(reading, leaf, &result);
    if (doubled_mend(result.utf8))
        text_add_flaw(reading->text->repairs, leaf->name, "was made UTF-8 twice: read as it was meant");
    return result.utf8;
}

/* A form feed before a line end and at the very end starts no page of its own. */
static void strip_end(GString *text)
{
    while (text->len > 0 && strchr("\f\n\r \t", text->str[text->len - 1]) != NULL)
        g_string_truncate(text, text->len - 1);
    g_string_append_c(text, '\n');
}

/* An armoured message is encrypted; keys and signatures hold nothing to read. */
void pgp_read(struct reading *reading, const struct leaf *leaf)
{
    gsize length;
    const char *bytes = g_bytes_get_data(leaf->bytes, &length);
    if (g_strstr_len(bytes, (gssize) length, "-----BEGIN PGP MESSAGE") != NULL)
        text_add_flaw(reading->text->unread, leaf->name, "encrypted (PGP)");
}

void plain_read(struct reading *reading, const struct leaf *leaf)
{
    g_autoptr(GString) text = plain_decode(reading, leaf, leaf->charset);
    if (strstr(text->str, "-----BEGIN PGP MESSAGE") != NULL)
        text_add_flaw(reading->text->unread, leaf->name, "encrypted (PGP), in part");
    if (strstr(text->str, "=ybegin ") != NULL ||
        strstr(text->str, "(This file must be converted with BinHex") != NULL)
        text_add_flaw(reading->text->unread, leaf->name, "holds a file in a coding that cannot be read");
    if (csv_read(reading, leaf, text))
        return;
    if (leaf->flowed) {
        GString *joined = plain_join_flowed(text->str, text->len, leaf->delsp);
        g_string_free(text, TRUE);
        text = joined;
    }
    guint index = reading->text->parts->len;
    reading_add_part(reading, leaf, TEXT_PLAIN);
    uuencode_extract(reading, text);
    strip_end(text);
    struct text_part *part = g_ptr_array_index(reading->text->parts, index);
    part->paged = !leaf->body && memchr(text->str, '\f', text->len) != NULL;
    reading_append(reading, part, text->str, text->len);
}
