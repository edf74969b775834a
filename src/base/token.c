/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens: made, found in a text, checked.
 *
 * Checking makes the right token anew and compares the two written forms, so each matter and official
 * has exactly one that is taken: the two bits of base32 that carry nothing cannot differ, nor can zeros
 * stand before the number. The comparison looks at every byte, whatever the first ones were. */
#include "base/token.h"

#include <string.h>

#define MAC_BYTES   16
#define MAC_LETTERS 26
#define DIGITS_MAX  19
#define NUMBERED    "circulard answer 1"
#define PURPOSE     "circulard answer 2"
#define SEAL        "circulard message 1"

static void append_base32(GString *text, const guint8 *bytes, gsize length)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
    guint32 held = 0;
    guint bits = 0;

    for (gsize i = 0; i < length; i++) {
        held = (held << 8 | bytes[i]) & 0xfff;
        for (bits += 8; bits >= 5; bits -= 5)
            g_string_append_c(text, letters[held >> (bits - 5) & 31]);
    }
    if (bits > 0)
        g_string_append_c(text, letters[held << (5 - bits) & 31]);
}

static void append_mac(GString *text, GBytes *key, const char *said)
{
    gsize key_bytes, length = 32;
    guint8 digest[32];
    const guchar *secret = g_bytes_get_data(key, &key_bytes);
    g_autoptr(GHmac) hmac = g_hmac_new(G_CHECKSUM_SHA256, secret, key_bytes);

    g_assert(key_bytes == TOKEN_KEY_BYTES);
    g_hmac_update(hmac, (const guchar *)said, (gssize)strlen(said));
    g_hmac_get_digest(hmac, digest, &length);
    append_base32(text, digest, MAC_BYTES);
}

char *token_make(GBytes *key, gint64 matter, const char *origin, const char *official)
{
    g_autofree char *said =
        origin ? g_strdup_printf(PURPOSE "\n%" G_GINT64_FORMAT "\n%s\n%s", matter, origin, official)
               : g_strdup_printf(NUMBERED "\n%" G_GINT64_FORMAT "\n%s", matter, official);
    GString *token = g_string_new(NULL);

    g_assert(matter > 0);
    g_string_printf(token, "c%" G_GINT64_FORMAT "-", matter);
    append_mac(token, key, said);
    return g_string_free(token, FALSE);
}

static gboolean is_mac_letter(char c)
{
    return g_ascii_isalpha(c) || (c >= '2' && c <= '7');
}

/* How many bytes at text are a token; 0: none begins here. */
static gsize token_length(const char *text)
{
    gsize digits = 0, letters = 0;

    if (g_ascii_tolower(text[0]) != 'c' || text[1] < '1' || text[1] > '9')
        return 0;
    while (digits <= DIGITS_MAX && g_ascii_isdigit(text[1 + digits]))
        digits++;
    if (digits > DIGITS_MAX || text[1 + digits] != '-')
        return 0;
    const char *mac = text + 1 + digits + 1;
    while (letters <= MAC_LETTERS && is_mac_letter(mac[letters]))
        letters++;
    if (letters != MAC_LETTERS || g_ascii_isdigit(mac[letters]))
        return 0;
    return 1 + digits + 1 + MAC_LETTERS;
}

void token_find(const char *text, GPtrArray *found, guint most)
{
    if (text == NULL)
        return;
    for (const char *at = text; *at != '\0' && found->len < most;) {
        at += strcspn(at, "cC"); /* how each begins */
        gsize length = at > text && g_ascii_isalnum(at[-1]) ? 0 : token_length(at);
        if (length == 0) {
            at += *at != '\0';
            continue;
        }
        g_autofree char *token = g_ascii_strdown(at, (gssize)length);
        if (!g_ptr_array_find_with_equal_func(found, token, g_str_equal, NULL))
            g_ptr_array_add(found, g_steal_pointer(&token));
        at += length;
    }
}

gint64 token_matter(const char *token)
{
    if (strlen(token) > TOKEN_BYTES_MAX || token_length(token) != strlen(token))
        return 0;
    guint64 matter = g_ascii_strtoull(token + 1, NULL, 10);
    return matter > G_MAXINT64 ? 0 : (gint64)matter;
}

static gboolean is_same(const char *right, const char *given)
{
    gsize length = strlen(right);
    volatile guint8 differs = 0;

    if (strlen(given) != length)
        return FALSE; /* says nothing about the key */
    for (gsize i = 0; i < length; i++)
        differs |= (guint8)(right[i] ^ given[i]);
    return differs == 0;
}

gboolean token_check(GBytes *key, const char *token, const char *origin, const char *official)
{
    gint64 matter = token_matter(token);
    if (matter == 0)
        return FALSE;

    g_autofree char *right = token_make(key, matter, origin, official);
    g_autofree char *given = g_ascii_strdown(token, -1);
    return is_same(right, given);
}

char *token_seal(GBytes *key, const char *message_id)
{
    const char *at = strrchr(message_id, '@');
    gsize left = at == NULL ? strlen(message_id) : (gsize)(at - message_id);
    g_autofree char *said = g_strdup_printf(SEAL "\n%s", message_id);
    GString *sealed = g_string_new_len(message_id, (gssize)left);

    g_string_append_c(sealed, '.');
    append_mac(sealed, key, said);
    g_string_append(sealed, message_id + left);
    return g_string_free(sealed, FALSE);
}

gboolean token_seal_holds(GBytes *key, const char *message_id)
{
    const char *at = message_id == NULL ? NULL : strrchr(message_id, '@');
    if (at == NULL || at - message_id < MAC_LETTERS + 2 || at[-MAC_LETTERS - 1] != '.')
        return FALSE;

    g_autofree char *bare =
        g_strdup_printf("%.*s%s", (int)(at - message_id - MAC_LETTERS - 1), message_id, at);
    g_autofree char *right = token_seal(key, bare);
    return is_same(right, message_id);
}
