/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What responses mean, by table. */
#include "collect/imap_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static struct imap_response *read_one(const char *bytes)
{
    AUTO(imap_reader) *reader = imap_reader_new(64);
    struct imap_response *response = NULL;
    gsize used;

    assert_true(imap_reader_feed(reader, bytes, strlen(bytes), &used, &response, NULL));
    assert_non_null(response);
    return response;
}

static char *show_fetched(const char *bytes)
{
    g_autoptr(GError) error = NULL;
    AUTO(imap_response) *response = read_one(bytes);
    struct imap_fetched fetched;
    GString *out = g_string_new(NULL);

    if (!imap_response_fetched(response, &fetched, &error)) {
        g_string_append_printf(out, "! %s", error->message);
        return g_string_free(out, FALSE);
    }
    g_string_append_printf(out, "uid %u", fetched.uid);
    if (fetched.has_size)
        g_string_append_printf(out, " size %" G_GUINT64_FORMAT, fetched.size);
    if (fetched.received)
        g_string_append_printf(out, " at %" G_GINT64_FORMAT, fetched.received);
    if (fetched.has_body && fetched.body)
        g_string_append_printf(out, " body %.*s", (int)g_bytes_get_size(fetched.body),
                               (const char *)g_bytes_get_data(fetched.body, NULL));
    else if (fetched.has_body)
        g_string_append_printf(out, " no body of %" G_GUINT64_FORMAT, fetched.body_bytes);
    imap_fetched_clear(&fetched);
    return g_string_free(out, FALSE);
}

static void imap_response_fetched__table__as_told(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *want;
    } cases[] = {
        {"* 1 FETCH (UID 7 RFC822.SIZE 5)\r\n", "uid 7 size 5"},
        {"* 1 FETCH (rfc822.size 5 uid 7 body[] {5}\r\nhello)\r\n", "uid 7 size 5 body hello"},
        {"* 1 FETCH (FLAGS (\\Seen (a)) UID 7 MODSEQ (12) X NIL BODY[] \"hi\" Y \"z\")\r\n",
         "uid 7 body hi"},
        {"* 1 FETCH (UID 7 BODY[] NIL)\r\n", "uid 7 no body of 0"},
        {"* 1 FETCH (UID 7 BODY[] {0}\r\n)\r\n", "uid 7 body "},
        {"* 1 FETCH (FLAGS (\\Seen))\r\n", "uid 0"},
        {"* 1 FETCH ()\r\n", "uid 0"},
        {"* 1 FETCH (BODY[]<0> \"part\" UID 7)\r\n", "uid 7"},
        {"* 1 FETCH (UID 7 RFC822.SIZE 99999999999)\r\n", "uid 7 size 99999999999"},
        {"* 1 FETCH (INTERNALDATE \"17-Jul-2025 02:44:25 -0700\")\r\n", "uid 0 at 1752745465"},
        {"* 1 FETCH (INTERNALDATE \" 1-Jan-1970 02:00:09 +0200\")\r\n", "uid 0 at 9"},
        {"* 1 FETCH (INTERNALDATE \"31-Feb-2025 02:44:25 -0700\")\r\n", "uid 0"},
        {"* 1 FETCH (INTERNALDATE \"17-anF-2025 02:44:25 -0700\")\r\n", "uid 0"},
        {"* 1 FETCH (INTERNALDATE \"17-Jul-2025 02:44:25 -0700x\")\r\n", "uid 0"},
        {"* 1 FETCH (INTERNALDATE \"yesterday\")\r\n", "uid 0"},
        {"* 1 FETCH (INTERNALDATE NIL)\r\n", "uid 0"},
        /* contradictions and rubbish */
        {"* 1 FETCH (UID 7 UID 7)\r\n", "! an answer names two UIDs"},
        {"* 1 FETCH (BODY[] \"a\" UID 7 BODY[] \"a\")\r\n", "! an answer holds two texts"},
        {"* 1 FETCH (RFC822.SIZE 1 RFC822.SIZE 1)\r\n", "! an answer names two sizes"},
        {"* 1 FETCH (UID 0)\r\n", "! an answer names a UID that is none"},
        {"* 1 FETCH (UID -7)\r\n", "! an answer names a UID that is none"},
        {"* 1 FETCH (UID 4294967296)\r\n", "! an answer names a UID that is none"},
        {"* 1 FETCH (UID 07)\r\n", "! an answer names a UID that is none"},
        {"* 1 FETCH (UID \"7\")\r\n", "! an answer names a UID that is none"},
        {"* 1 FETCH (UID (7))\r\n", "! an answer names a UID that is none"},
        {"* 1 FETCH (RFC822.SIZE 5x)\r\n", "! an answer names a size that is none"},
        {"* 1 FETCH (RFC822.SIZE NIL)\r\n", "! an answer names a size that is none"},
        {"* 1 FETCH (BODY[] hello)\r\n", "! an answer holds a text that is none"},
        {"* 1 FETCH (BODY[] (\"a\"))\r\n", "! an answer holds a text that is none"},
        {"* 1 FETCH (UID 7 BODY[])\r\n", "! an answer names an item without a value"},
        {"* 1 FETCH (BODY[] {3}\r\nhel lo UID 7)\r\n", "! an answer names an item without a value"},
        {"* 1 FETCH (\"UID\" 7)\r\n", "! an answer names an item without a value"},
        {"* 1 FETCH ((UID 7))\r\n", "! an answer names an item without a value"},
        {"* 1 FETCH UID 7\r\n", "! an answer is no list"},
        {"* 1 FETCH (UID 7) (UID 8)\r\n", "! an answer is no list"},
        {"* 1 FETCH\r\n", "! an answer is no list"},
        {"* 1 FETCH NIL\r\n", "! an answer is no list"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *got = show_fetched(cases[i].bytes);
        if (strcmp(got, cases[i].want) != 0)
            fail_msg("%s: %s, not %s", cases[i].bytes, got, cases[i].want);
    }
}

static char *show_uids(const char *bytes)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) ranges = uids_new();
    AUTO(imap_response) *response = read_one(bytes);
    GString *out = g_string_new(NULL);
    guint64 count = 0;

    if (!imap_response_uids(response, "c4", 10, ranges, &count, &error)) {
        g_string_append_printf(out, "! %s", error->message);
        return g_string_free(out, FALSE);
    }
    g_string_append_printf(out, "%" G_GUINT64_FORMAT, count);
    for (guint i = 0; i < ranges->len; i++) {
        struct uid_range *range = &g_array_index(ranges, struct uid_range, i);
        g_string_append_printf(out, " %u:%u", range->first, range->last);
    }
    return g_string_free(out, FALSE);
}

static void imap_response_uids__table__as_told(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *want;
    } cases[] = {
        {"* SEARCH\r\n", "0"},
        {"* SEARCH 2 3 9 1\r\n", "4 2:3 9:9 1:1"},
        {"* SEARCH 2 3 (MODSEQ 917162500)\r\n", "2 2:3"},
        {"* SEARCH 1 2 3 4 5 6 7 8 9 10 11\r\n", "! more mails are listed than can be there"},
        {"* SEARCH 1 2:3\r\n", "! a list of UIDs holds something else"},
        {"* SEARCH 0\r\n", "! a list of UIDs holds something else"},
        {"* SEARCH \"1\"\r\n", "! a list of UIDs holds something else"},
        {"* ESEARCH (TAG \"c4\") UID\r\n", "0"},
        {"* ESEARCH (TAG \"c4\") UID ALL 4,7:9,12:11\r\n", "6 4:4 7:9 11:12"},
        {"* ESEARCH (TAG \"c4\") UID COUNT 3 ALL 4:5\r\n", "2 4:5"},
        {"* ESEARCH (TAG {2}\r\nc4) uid all 4\r\n", "1 4:4"},
        {"* ESEARCH (TAG \"c4\") UID ALL 1:4294967295\r\n",
         "! more mails are listed than can be there"},
        {"* ESEARCH (TAG \"c4\") UID ALL 1:*\r\n", "! a list of UIDs holds something else"},
        {"* ESEARCH (TAG \"c4\") UID ALL 1,,2\r\n", "! a list of UIDs holds something else"},
        {"* ESEARCH (TAG \"c4\") UID ALL (1)\r\n", "! a list of UIDs holds something else"},
        {"* ESEARCH (TAG \"c5\") UID ALL 1\r\n", "! a list of UIDs answers no search of ours"},
        {"* ESEARCH (TAG \"c4\") ALL 1\r\n", "! a list of UIDs answers no search of ours"},
        {"* ESEARCH UID ALL 1\r\n", "! a list of UIDs answers no search of ours"},
        {"* ESEARCH\r\n", "! a list of UIDs answers no search of ours"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *got = show_uids(cases[i].bytes);
        if (strcmp(got, cases[i].want) != 0)
            fail_msg("%s: %s, not %s", cases[i].bytes, got, cases[i].want);
    }
}

static void imap_response_code_number__table__as_told(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        guint32 want; /* 0: none */
    } cases[] = {
        {"* OK [UIDNEXT 4392] x\r\n", 4392}, {"* OK [uidnext 4294967295] x\r\n", G_MAXUINT32},
        {"* OK [UIDNEXT 0] x\r\n", 0},       {"* OK [UIDNEXT 4294967296] x\r\n", 0},
        {"* OK [UIDNEXT 5 6] x\r\n", 0},     {"* OK [UIDNEXTER 5] x\r\n", 0},
        {"* OK [UIDNEXT] x\r\n", 0},         {"* OK UIDNEXT 5\r\n", 0},
        {"* OK [UIDVALIDITY 5] x\r\n", 0},   {"* OK [UIDNEXT -5] x\r\n", 0},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        guint32 number = 0;
        AUTO(imap_response) *response = read_one(cases[i].bytes);
        assert_int_equal(imap_response_code_number(response, "UIDNEXT", &number),
                         cases[i].want != 0);
        if (cases[i].want != 0)
            assert_int_equal(number, cases[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imap_response_fetched__table__as_told),
        cmocka_unit_test(imap_response_uids__table__as_told),
        cmocka_unit_test(imap_response_code_number__table__as_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
