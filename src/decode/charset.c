/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which character set is it really? In this order: a byte order mark, or units of two or four bytes that
 * cannot be missed; the declared one, read as
 * the superset that senders mean by it (iso-8859-1 is windows-1252); UTF-8 where the bytes are
 * valid UTF-8, even if another single-byte set was declared, for no text in such a set is valid
 * UTF-8 by accident; then a guess between the Windows sets of Western, Baltic and Cyrillic writing.
 *
 * Bytes that mean nothing in the set taken become U+FFFD and are counted. Names are only looked up
 * if they are made of letters, digits and -_.: so that iconv's own suffixes (//IGNORE) and paths
 * never reach it.
 *
 * A sealed process can open no file, so what it converts with is there before. iconv maps a library
 * of five pieces for each set, and every fork copies all of them: single-byte sets are therefore
 * turned into tables of 256 characters, few stay open for headers, which GMime converts, and the rest
 * is held by other warm parents alone: a watcher is told when one of these is wanted. */
#include "decode/charset.h"

#include <errno.h>
#include <string.h>

#include "decode/wide.h"

#define LABEL_BYTES_MAX 40

enum { BYTES = 256, NO_CHARACTER = 0x7fffffff, HELD_BACK = 0x7ffffffe };

struct conversion {
    GIConv iconv;    /* (GIConv) -1: none */
    gunichar *table; /* of BYTES; NULL: iconv it is */
};

struct charsets {
    GHashTable *open; /* name → struct conversion */
    GPtrArray *held;  /* of GIConv: their libraries stay loaded for whoever else opens them */
    charsets_lack_watcher watcher;
    gpointer watcher_data;
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

/* Sets of which each byte is a character: the ones seen in mails of the last thirty years. */
static const char *const single[] = {
    "windows-1252", "windows-1250", "windows-1251", "windows-1253", "windows-1254",
    "windows-1256", "windows-1257", "windows-874",  "iso-8859-1",
    "iso-8859-2",   "iso-8859-3",   "iso-8859-4",   "iso-8859-5",   "iso-8859-6",
    "iso-8859-7",   "iso-8859-8",   "iso-8859-9",   "iso-8859-10",  "iso-8859-13",
    "iso-8859-14",  "iso-8859-15",  "iso-8859-16",  "koi8-r",       "koi8-u",
    "koi8-ru",      "cp437",        "cp775",        "cp850",        "cp852",
    "cp855",        "cp857",        "cp858",        "cp866",        "macintosh",
    "mac-cyrillic", "mac-centraleurope", "viscii",  "armscii-8",    "georgian-ps",
    "georgian-academy", "pt154",    "ibm1047",
};

/* Open in every warm process: for bodies, and for what stands encoded in headers. */
static const char *const kept_open[] = {
    "utf-8",        "us-ascii",     "utf-16le",     "utf-16be",     "utf-16",     "utf-7",
    "windows-1252", "windows-1257", "windows-1250", "iso-8859-1",   "iso-8859-15",
};

/* Open, beside the single ones, only where size is no matter. */
static const char *const rare[] = {
    "utf-32",      "utf-32le",  "utf-32be",      "gb18030",     "cp949",
    "cp932",       "euc-jp",    "iso-2022-jp-2", "iso-2022-kr", "big5-hkscs",
    "euc-tw",      "johab",     "tcvn",          "gbk",         "gb2312",
    "euc-kr",      "shift_jis", "big5",          "iso-2022-jp", "hz-gb-2312",
    "windows-1255", "windows-1258",
};

static void conversion_free(gpointer data)
{
    struct conversion *conversion = data;
    if (conversion->iconv != (GIConv) -1)
        g_iconv_close(conversion->iconv);
    g_free(conversion->table);
    g_free(conversion);
}

static void close_held(gpointer conversion)
{
    g_iconv_close(conversion);
}

struct charsets *charsets_new(void)
{
    struct charsets *charsets = g_new0(struct charsets, 1);
    charsets->open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, conversion_free);
    charsets->held = g_ptr_array_new_with_free_func(close_held);
    return charsets;
}

void charsets_free(struct charsets *charsets)
{
    if (charsets == NULL)
        return;
    g_hash_table_unref(charsets->open);
    g_ptr_array_unref(charsets->held);
    g_free(charsets);
}

void charsets_on_lack(struct charsets *charsets, charsets_lack_watcher watcher, gpointer data)
{
    charsets->watcher = watcher;
    charsets->watcher_data = data;
}

static void tell_lack(struct charsets *charsets)
{
    if (charsets->watcher != NULL)
        charsets->watcher(charsets->watcher_data);
}

/* The conversion kept for a clean, lower-case name; NULL where iconv has none. */
static struct conversion *open_conversion(struct charsets *charsets, const char *name,
                                          const char **kept)
{
    gpointer key = NULL, found = NULL;
    if (!g_hash_table_lookup_extended(charsets->open, name, &key, &found)) {
        struct conversion *conversion = g_new0(struct conversion, 1);
        conversion->iconv = g_iconv_open("utf-8", name);
        key = g_strdup(name);
        found = conversion;
        g_hash_table_insert(charsets->open, key, conversion);
        if (conversion->iconv == (GIConv) -1)
            tell_lack(charsets);
    }
    *kept = key;
    const struct conversion *conversion = found;
    return conversion->iconv == (GIConv) -1 && conversion->table == NULL ? NULL : found;
}

/* What one byte means, if it is one character. HELD_BACK: the next byte may change it. */
static gunichar look_up(GIConv iconv, guchar byte)
{
    char in[1] = {(char) byte}, out[16];
    char *from = in, *to = out;
    gsize left = 1, room = sizeof out;
    g_iconv(iconv, NULL, NULL, NULL, NULL);
    if (g_iconv(iconv, &from, &left, &to, &room) == (gsize) -1)
        return NO_CHARACTER;
    if (to == out)
        return HELD_BACK;
    return g_utf8_next_char(out) == to ? g_utf8_get_char(out) : NO_CHARACTER;
}

static void add_table(struct charsets *charsets, const char *name)
{
    GIConv iconv = g_iconv_open("utf-8", name);
    if (iconv == (GIConv) -1)
        return;
    struct conversion *conversion = g_new0(struct conversion, 1);
    *conversion = (struct conversion){(GIConv) -1, g_new(gunichar, BYTES)};
    gboolean whole = TRUE;
    for (guint byte = 0; byte < BYTES; byte++) {
        conversion->table[byte] = look_up(iconv, (guchar) byte);
        whole = whole && conversion->table[byte] != HELD_BACK;
    }
    if (whole)
        g_hash_table_insert(charsets->open, g_strdup(name), conversion);
    else
        conversion_free(conversion);
    g_iconv_close(iconv);
}

static void hold_open(struct charsets *charsets, const char *name)
{
    GIConv iconv = g_iconv_open("utf-8", name);
    if (iconv != (GIConv) -1)
        g_ptr_array_add(charsets->held, iconv);
}

void charsets_warm(struct charsets *charsets)
{
    const char *kept;
    for (gsize i = 0; i < G_N_ELEMENTS(single); i++)
        add_table(charsets, single[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(kept_open); i++)
        hold_open(charsets, kept_open[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(kept_open); i++)
        open_conversion(charsets, kept_open[i], &kept);
}

void charsets_warm_rare(struct charsets *charsets)
{
    const char *kept;
    for (gsize i = 0; i < G_N_ELEMENTS(single); i++)
        hold_open(charsets, single[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(rare); i++)
        open_conversion(charsets, rare[i], &kept);
}

void charsets_expect(struct charsets *charsets, const char *label)
{
    g_autofree char *name = g_ascii_strdown(label, -1);
    if (strcmp(name, "utf-8") == 0 || strcmp(name, "us-ascii") == 0)
        return;
    GIConv iconv = g_iconv_open("utf-8", name);
    if (iconv == (GIConv) -1)
        tell_lack(charsets);
    else
        g_iconv_close(iconv);
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
    if (g_str_has_prefix(tidy, "cp125") && strlen(tidy) == 6)
        return g_strconcat("windows-", tidy + 2, NULL);
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

static guint convert_by_table(const gunichar *table, const char *bytes, gsize length, GString *out)
{
    guint replaced = 0;
    for (gsize from = 0, at = 0; from < length; from = at) {
        while (at < length && table[(guchar) bytes[at]] < 0x80 &&
               table[(guchar) bytes[at]] == (guchar) bytes[at])
            at++;
        g_string_append_len(out, bytes + from, (gssize) (at - from));
        if (at == length)
            break;
        gunichar c = table[(guchar) bytes[at++]];
        replaced += c == NO_CHARACTER;
        g_string_append_unichar(out, c == NO_CHARACTER ? 0xfffd : c);
    }
    return replaced;
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

/* To the next byte beyond ASCII, eight at a time. */
static const char *skip_ascii(const char *at, const char *end)
{
    for (guint64 eight; end - at >= 8; at += 8) {
        memcpy(&eight, at, 8);
        if ((eight & 0x8080808080808080u) != 0)
            break;
    }
    while (at < end && (guchar) *at < 0x80)
        at++;
    return at;
}

/* How far a text is UTF-8: sequences of several bytes, and bytes that belong to none. */
static void weigh_utf8(const char *bytes, gsize length, guint *sequences, guint *strays)
{
    *sequences = *strays = 0;
    const char *at = bytes, *end = bytes + length;
    while (at < end) {
        if ((guchar) *at < 0x80) {
            at = skip_ascii(at, end);
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

/* The sets of DOS and of the old Macintosh have their letters where those of Windows have signs, which do
 * not stand within words. NULL where the Windows sets fit as well. */
static const char *guess_old_set(const char *bytes, gsize length)
{
    static const char dos[] = "\x81\x82\x84\x85\x87\x88\x8a\x8b\x8c\x90\x93\x94\x95\x96\x97\xa0\xa1\xa2\xa3\xa4";
    static const char mac[] = "\x87\x88\x8a\x8b\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c"
                              "\x9d\x9e\x9f\xd5";
    static const char windows[] = "\x92\x9a\x9c\x9e"; /* the apostrophe, small letters */
    static const char capitals[] = "\x8a\x8c\x8e\x9f";
    guint within = 0, as_dos = 0, as_mac = 0, as_windows = 0;
    for (gsize i = 1; i + 1 < length; i++) {
        guchar c = (guchar) bytes[i];
        if (c < 0x80 || !g_ascii_isalpha(bytes[i - 1]) || !g_ascii_isalpha(bytes[i + 1]))
            continue;
        within++;
        as_dos += strchr(dos, c) != NULL;
        as_mac += strchr(mac, c) != NULL;
        gboolean capital = (c >= 0xc0 && c < 0xdf) || strchr(capitals, c) != NULL;
        gboolean among_small = g_ascii_islower(bytes[i - 1]) && g_ascii_islower(bytes[i + 1]);
        as_windows += c >= 0xdf || strchr(windows, c) != NULL || (capital && !among_small);
    }
    guint most = MAX(as_dos, as_mac);
    if (within < 4 || most * 10 < within * 9 || most * 2 <= as_windows * 2 + within)
        return NULL;
    return as_dos > as_mac ? "cp850" : "macintosh";
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

/* By a mark, or by units of two or four bytes that only text in an alphabet has. */
static const char *marked_set(const char *bytes, gsize length, gsize *mark)
{
    struct wide wide = wide_tell(bytes, length);
    *mark = wide.mark;
    if (length < 3 || memcmp(bytes, "\xef\xbb\xbf", 3) != 0)
        return wide.set;
    *mark = 3;
    return "utf-8";
}

/* Declared as wide, and not a NUL in it: the sender's program was mistaken. */
static gboolean is_wide_in_name_alone(const char *declared, const char *bytes, gsize length)
{
    gboolean wide = g_str_has_prefix(declared, "utf-16") || g_str_has_prefix(declared, "utf-32") ||
                    g_str_has_prefix(declared, "ucs");
    return wide && g_utf8_validate(bytes, (gssize) length, NULL);
}

/* The set to read with, given what was declared (a tidy name or NULL). */
static const char *choose_set(struct charsets *charsets, const char *bytes, gsize length,
                              const char *declared)
{
    const char *kept = NULL;
    struct conversion *known = declared != NULL ? open_conversion(charsets, declared, &kept) : NULL;
    if (known != NULL && is_wide_in_name_alone(declared, bytes, length))
        known = NULL;
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
    if (sequences >= strays)
        return "utf-8";
    const char *old = guess_old_set(bytes, length);
    return old != NULL ? old : guess_set(bytes, length);
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
    struct conversion *conversion = open_conversion(charsets, name, &result.used);
    if (conversion != NULL && conversion->table != NULL)
        result.replaced = convert_by_table(conversion->table, bytes, length, result.utf8);
    else if (conversion != NULL)
        result.replaced = convert(conversion->iconv, bytes, length, result.utf8);
    else /* only where iconv's own tables are missing */
        result.utf8 = make_ascii(result.utf8, bytes, length);
    return result;
}
