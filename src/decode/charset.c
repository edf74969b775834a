/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which character set is it really? In this order: a byte order mark; the declared one, read as
 * the superset that senders mean by it (iso-8859-1 is windows-1252); UTF-8 where the bytes are
 * valid UTF-8, even if another single-byte set was declared, for no text in such a set is valid
 * UTF-8 by accident; then a guess between the Windows sets of Western, Baltic and Cyrillic writing.
 *
 * Bytes that mean nothing in the set taken become U+FFFD and are counted. Names are only looked up
 * if they are made of letters, digits and -_.: so that iconv's own suffixes (//IGNORE) and paths
 * never reach it. Conversions stay open, so that a sealed process needs no file for them. */
#include "decode/charset.h"

#include <errno.h>
#include <string.h>

#define LABEL_BYTES_MAX 40

struct charsets {
    GHashTable *open; /* name → GIConv, NULL for one that does not exist */
};

/* Names that senders write → what they mean. */
static const struct {
    const char *label, *meaning;
} aliases[] = {
    {"us-ascii", "windows-1252"},       {"ascii", "windows-1252"},
    {"ansi_x3.4-1968", "windows-1252"}, {"iso-8859-1", "windows-1252"},
    {"iso8859-1", "windows-1252"},      {"iso_8859-1", "windows-1252"},
    {"latin1", "windows-1252"},         {"latin-1", "windows-1252"},
    {"cp-1252", "windows-1252"},        {"x-cp1252", "windows-1252"},
    {"ansi", "windows-1252"},           {"iso-8859-9", "windows-1254"},
    {"latin5", "windows-1254"},         {"iso-8859-11", "windows-874"},
    {"tis-620", "windows-874"},         {"iso-8859-8-i", "iso-8859-8"},
    {"iso-8859-6-i", "iso-8859-6"},     {"iso8859-15", "iso-8859-15"},
    {"latin9", "iso-8859-15"},          {"iso8859-13", "iso-8859-13"},
    {"gb2312", "gb18030"},              {"gb_2312-80", "gb18030"},
    {"gbk", "gb18030"},                 {"x-gbk", "gb18030"},
    {"euc-cn", "gb18030"},              {"ks_c_5601-1987", "cp949"},
    {"ksc5601", "cp949"},               {"euc-kr", "cp949"},
    {"korean", "cp949"},                {"shift_jis", "cp932"},
    {"shift-jis", "cp932"},             {"x-sjis", "cp932"},
    {"sjis", "cp932"},                  {"ms_kanji", "cp932"},
    {"windows-31j", "cp932"},           {"big5", "big5-hkscs"},
    {"x-x-big5", "big5-hkscs"},         {"iso-2022-jp", "iso-2022-jp-2"},
    {"unicode-1-1-utf-7", "utf-7"},     {"x-unicode-2-0-utf-7", "utf-7"},
    {"utf7", "utf-7"},                  {"utf8", "utf-8"},
    {"x-utf-8", "utf-8"},               {"unicode-1-1-utf-8", "utf-8"},
    {"cp65001", "utf-8"},               {"utf-8mb4", "utf-8"},
    {"unicode", "utf-16"},              {"x-mac-roman", "macintosh"},
    {"mac", "macintosh"},               {"x-mac-ce", "mac-centraleurope"},
    {"x-mac-cyrillic", "mac-cyrillic"}, {"visual", "iso-8859-8"},
    {"koi", "koi8-r"},                  {"koi8", "koi8-r"},
    {"x-koi8-r", "koi8-r"},             {"windows1250", "windows-1250"},
    {"windows1251", "windows-1251"},    {"windows1252", "windows-1252"},
    {"windows1257", "windows-1257"},    {"dos-874", "windows-874"},
};

/* What a warm decoder holds open: the sets seen in mails of the last thirty years. */
static const char *const usual[] = {
    "utf-8",        "windows-1252", "windows-1250", "windows-1251",  "windows-1253",
    "windows-1254", "windows-1255", "windows-1256", "windows-1257",  "windows-1258",
    "windows-874",  "iso-8859-1",   "iso-8859-2",   "iso-8859-3",    "iso-8859-4",
    "iso-8859-5",   "iso-8859-6",   "iso-8859-7",   "iso-8859-8",    "iso-8859-9",
    "iso-8859-10",  "iso-8859-13",  "iso-8859-14",  "iso-8859-15",   "iso-8859-16",
    "koi8-r",       "koi8-u",       "koi8-ru",      "cp437",         "cp775",
    "cp850",        "cp852",        "cp855",        "cp857",         "cp858",
    "cp866",        "macintosh",    "mac-cyrillic", "mac-centraleurope", "utf-7",
    "utf-16",       "utf-16le",     "utf-16be",     "utf-32",        "utf-32le",
    "utf-32be",     "gb18030",      "cp949",        "cp932",         "euc-jp",
    "iso-2022-jp-2", "iso-2022-kr", "big5-hkscs",   "euc-tw",        "johab",
    "tcvn",         "viscii",       "us-ascii",     "gbk",           "gb2312",
    "euc-kr",       "shift_jis",    "big5",         "iso-2022-jp",   "hz-gb-2312",
    "armscii-8",    "georgian-ps",  "georgian-academy", "pt154",     "ibm1047",
};

static void close_conversion(gpointer conversion)
{
    if (conversion != NULL)
        g_iconv_close(conversion);
}

struct charsets *charsets_new(void)
{
    struct charsets *charsets = g_new0(struct charsets, 1);
    charsets->open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, close_conversion);
    return charsets;
}

void charsets_free(struct charsets *charsets)
{
    if (charsets == NULL)
        return;
    g_hash_table_unref(charsets->open);
    g_free(charsets);
}

/* The conversion kept for a clean, lower-case name; NULL where iconv has none. */
static GIConv open_conversion(struct charsets *charsets, const char *name, const char **kept)
{
    gpointer key = NULL, conversion = NULL;
    if (!g_hash_table_lookup_extended(charsets->open, name, &key, &conversion)) {
        conversion = g_iconv_open("utf-8", name);
        if (conversion == (GIConv) -1)
            conversion = NULL;
        key = g_strdup(name);
        g_hash_table_insert(charsets->open, key, conversion);
    }
    *kept = key;
    return conversion;
}

void charsets_warm(struct charsets *charsets)
{
    const char *kept;
    for (gsize i = 0; i < G_N_ELEMENTS(usual); i++)
        open_conversion(charsets, usual[i], &kept);
}

/* A name that may be handed to iconv, or NULL. */
static char *tidy_label(const char *label)
{
    if (label == NULL)
        return NULL;
    g_autofree char *tidy = g_ascii_strdown(label, -1);
    g_strstrip(tidy);
    gsize length = strlen(tidy);
    if (length == 0 || length > LABEL_BYTES_MAX ||
        strspn(tidy, "abcdefghijklmnopqrstuvwxyz0123456789-_.:") != length)
        return NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(aliases); i++)
        if (strcmp(tidy, aliases[i].label) == 0)
            return g_strdup(aliases[i].meaning);
    return g_steal_pointer(&tidy);
}

/* Sets in which every byte can be below 0x80 and yet mean something else. */
static gboolean is_shifted(const char *name)
{
    return g_str_has_prefix(name, "utf-7") || g_str_has_prefix(name, "utf-16") ||
           g_str_has_prefix(name, "utf-32") || g_str_has_prefix(name, "iso-2022") ||
           g_str_has_prefix(name, "hz") || g_str_has_prefix(name, "ucs") ||
           g_str_has_prefix(name, "ibm1047");
}

static gboolean is_two_byte(const char *name)
{
    static const char *const names[] = {"gb18030", "cp949", "cp932", "big5-hkscs", "euc-jp",
                                        "euc-tw",  "johab", NULL};
    return g_strv_contains(names, name);
}

/* Converts everything, writing U+FFFD for each byte that means nothing. */
static guint convert(GIConv conversion, const char *bytes, gsize length, GString *out)
{
    char block[8192];
    char *in = (char *) bytes;
    gsize left = length;
    guint replaced = 0;
    g_iconv(conversion, NULL, NULL, NULL, NULL);
    for (;;) {
        char *end = block;
        gsize room = sizeof block;
        gsize done = left > 0 ? g_iconv(conversion, &in, &left, &end, &room)
                              : g_iconv(conversion, NULL, NULL, &end, &room);
        int reason = errno;
        g_string_append_len(out, block, end - block);
        if (done != (gsize) -1 && left == 0 && end == block)
            return replaced;
        if (done != (gsize) -1 || reason == E2BIG)
            continue;
        if (left == 0)
            return replaced;
        g_string_append(out, "\xef\xbf\xbd");
        replaced++;
        in++;
        left--;
    }
}

/* How far a text is UTF-8: sequences of several bytes, and bytes that belong to none. */
static void weigh_utf8(const char *bytes, gsize length, guint *sequences, guint *strays)
{
    *sequences = *strays = 0;
    const char *at = bytes, *end = bytes + length;
    while (at < end) {
        if ((guchar) *at < 0x80) {
            at++;
            continue;
        }
        gunichar c = g_utf8_get_char_validated(at, end - at);
        if (c == (gunichar) -1 || c == (gunichar) -2) {
            (*strays)++;
            at++;
        } else {
            (*sequences)++;
            at = g_utf8_next_char(at);
        }
    }
}

/* Between the Windows sets. Cyrillic writing has high bytes side by side; the Baltic set has its
 * s and z with caron where the Western one has letters that only Icelandic uses. */
static const char *guess_set(const char *bytes, gsize length)
{
    guint high = 0, pairs = 0, lower_1251 = 0, lower_koi8 = 0, baltic = 0;
    gboolean before = FALSE;
    for (gsize i = 0; i < length; i++) {
        guchar c = (guchar) bytes[i];
        gboolean letter = c >= 0xc0;
        high += c >= 0x80;
        pairs += letter && before;
        lower_1251 += c >= 0xe0;
        lower_koi8 += c >= 0xc0 && c < 0xe0;
        baltic += c == 0xd0 || c == 0xde || c == 0xf0 || c == 0xfe;
        before = letter;
    }
    if (high >= 8 && pairs * 2 > high)
        return lower_1251 >= lower_koi8 ? "windows-1251" : "koi8-r";
    return baltic > 0 ? "windows-1257" : "windows-1252";
}

static const char *marked_set(const char *bytes, gsize length, gsize *mark)
{
    *mark = 0;
    if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        *mark = 3;
        return "utf-8";
    }
    if (length >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0) {
        *mark = 2;
        return "utf-16le";
    }
    if (length >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0) {
        *mark = 2;
        return "utf-16be";
    }
    return NULL;
}

/* The set to read with, given what was declared (a tidy name or NULL). */
static const char *choose_set(struct charsets *charsets, const char *bytes, gsize length,
                              const char *declared)
{
    const char *kept = NULL;
    GIConv known = declared != NULL ? open_conversion(charsets, declared, &kept) : NULL;
    if (known != NULL && (is_shifted(declared) || is_two_byte(declared)))
        return kept;
    guint sequences, strays;
    weigh_utf8(bytes, length, &sequences, &strays);
    if (sequences == 0 && strays == 0)
        return "us-ascii";
    if (strays == 0)
        return "utf-8";
    if (known != NULL && strcmp(declared, "utf-8") != 0)
        return kept;
    return sequences >= strays ? "utf-8" : guess_set(bytes, length);
}

static GString *make_ascii(GString *out, const char *bytes, gsize length)
{
    for (gsize i = 0; i < length; i++)
        g_string_append_c(out, (guchar) bytes[i] < 0x80 ? bytes[i] : '?');
    return out;
}

struct charset_result charset_decode(struct charsets *charsets, const char *bytes, gsize length,
                                     const char *label)
{
    struct charset_result result = {.utf8 = g_string_sized_new(length)};
    g_autofree char *declared = tidy_label(label);
    gsize mark;
    const char *name = marked_set(bytes, length, &mark);
    bytes += mark;
    length -= mark;
    if (name == NULL)
        name = choose_set(charsets, bytes, length, declared);
    result.used = name;
    result.guessed = mark == 0 && strcmp(name, "us-ascii") != 0 && g_strcmp0(name, declared) != 0;
    if (strcmp(name, "us-ascii") == 0) {
        g_string_append_len(result.utf8, bytes, (gssize) length);
        return result;
    }
    GIConv conversion = open_conversion(charsets, name, &result.used);
    if (conversion != NULL)
        result.replaced = convert(conversion, bytes, length, result.utf8);
    else /* only where iconv's own tables are missing */
        result.utf8 = make_ascii(result.utf8, bytes, length);
    return result;
}
