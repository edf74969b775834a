/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader by table: what each stream must come out as, whole, byte by byte and cut in two at
 * every byte; and what it must refuse. */
#include "collect/imap_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define LITERAL_MAX 64u

static void show_token(GString *out, const struct imap_token *token)
{
    static const char *const marks[] = {"", "", " NIL", " (", " )"};

    g_string_append(out, marks[token->kind]);
    if (token->kind == IMAP_ATOM)
        g_string_append_printf(out, " %s", token->atom);
    if (token->kind == IMAP_STRING && !token->bytes)
        g_string_append_printf(out, " <thrown away: %" G_GUINT64_FORMAT ">", token->length);
    if (token->kind == IMAP_STRING && token->bytes) {
        gsize length;
        const char *data = g_bytes_get_data(token->bytes, &length);
        g_string_append(out, " <");
        g_string_append_len(out, data, (gssize)length);
        g_string_append_c(out, '>');
    }
}

/* One line a response, for comparing. */
static void show(GString *out, const struct imap_response *response)
{
    static const char *const statuses[] = {"OK", "NO", "BAD", "BYE", "PREAUTH"};

    switch (response->kind) {
    case IMAP_TAGGED:
    case IMAP_STATUS:
        g_string_append_printf(out, "%s %s [%s] %s", response->tag ? response->tag : "*",
                               statuses[response->status], response->code ? response->code : "",
                               response->text);
        break;
    case IMAP_CONTINUE:
        g_string_append_printf(out, "+ %s", response->text);
        break;
    case IMAP_DATA:
        g_string_append_printf(out, "%u %s", response->number, response->name);
        for (guint i = 0; i < response->tokens->len; i++)
            show_token(out, &g_array_index(response->tokens, struct imap_token, i));
    }
    g_string_append_c(out, '\n');
}

/* Feeds a piece; FALSE after an error, which ends the output as "! words". */
static gboolean feed(struct imap_reader *reader, const char *bytes, gsize length, GString *out)
{
    while (length > 0) {
        g_autoptr(GError) error = NULL;
        AUTO(imap_response) *response = NULL;
        gsize used = 0;
        if (!imap_reader_feed(reader, bytes, length, &used, &response, &error)) {
            g_string_append_printf(out, "! %s\n", error->message);
            assert_null(response);
            return FALSE;
        }
        assert_true(used > 0 || response);
        if (response)
            show(out, response);
        bytes += used;
        length -= used;
    }
    return TRUE;
}

/* Fed in steps: the first piece of `first` bytes, then pieces of `step`. */
static char *read_stream(const char *bytes, gsize length, gsize first, gsize step)
{
    AUTO(imap_reader) *reader = imap_reader_new(LITERAL_MAX);
    GString *out = g_string_new(NULL);

    for (gsize at = 0, piece = first; at < length; at += piece, piece = step) {
        piece = MIN(piece, length - at);
        /* a copy of its own, so that reading beyond it is found out */
        g_autofree char *copy = g_memdup2(bytes + at, piece);
        if (!feed(reader, copy, piece, out))
            break;
    }
    return g_string_free(out, FALSE);
}

static void assert_stream(const char *bytes, gsize length, const char *want)
{
    g_autofree char *whole = read_stream(bytes, length, length, length);
    g_autofree char *single = read_stream(bytes, length, 1, 1);

    assert_string_equal(whole, want);
    assert_string_equal(single, want);
    for (gsize cut = 1; cut < length; cut++) {
        g_autofree char *split = read_stream(bytes, length, cut, length);
        assert_string_equal(split, want);
    }
}

static const struct {
    const char *bytes, *want;
} streams[] = {
    /* status */
    {"* OK ready\r\n", "* OK [] ready\n"},
    {"* ok Ready\r\n", "* OK [] Ready\n"},
    {"* OK\r\n", "* OK [] \n"},
    {"* OK [UIDVALIDITY 7] valid\r\n", "* OK [UIDVALIDITY 7] valid\n"},
    {"* OK [unclosed code\r\n", "* OK [] [unclosed code\n"},
    {"* OK a text that ends in {5}\r\n* NO x\r\n", "* OK [] a text that ends in {5}\n* NO [] x\n"},
    {"* BYE going {3}\r\n", "* BYE [] going {3}\n"},
    {"c1 OK [READ-ONLY] done\r\n", "c1 OK [READ-ONLY] done\n"},
    {"c1 NO no {2}\r\nc2 BAD\r\n", "c1 NO [] no {2}\nc2 BAD [] \n"},
    {"+ go on\r\n+\r\n", "+ go on\n+ \n"},
    /* data */
    {"* 12 EXISTS\r\n", "12 EXISTS\n"},
    {"* 12 exists\r\n", "12 EXISTS\n"},
    {"* 0 RECENT\r\n", "0 RECENT\n"},
    {"* SEARCH\r\n* SEARCH \r\n", "0 SEARCH\n0 SEARCH\n"},
    {"* SEARCH 2 84 882\r\n", "0 SEARCH 2 84 882\n"},
    {"* ESEARCH (TAG \"c4\") UID ALL 1:3,5\r\n", "0 ESEARCH ( TAG <c4> ) UID ALL 1:3,5\n"},
    {"* FLAGS (\\Seen \\* $Done)\r\n", "0 FLAGS ( \\Seen \\* $Done )\n"},
    {"* LIST (\\HasNoChildren) \"/\" \"a \\\"b\\\" \\\\c\"\r\n",
     "0 LIST ( \\HasNoChildren ) </> <a \"b\" \\c>\n"},
    {"* LIST () NIL {3}\r\na)b\r\n", "0 LIST ( ) NIL <a)b>\n"},
    /* fetch */
    {"* 3 FETCH (UID 7 BODY[] {5}\r\nhello)\r\n", "3 FETCH ( UID 7 BODY[] <hello> )\n"},
    {"* 3 FETCH (BODY[] {5}\r\nhello UID 7)\r\n", "3 FETCH ( BODY[] <hello> UID 7 )\n"},
    {"* 3 FETCH (BODY[] {0}\r\n)\r\n", "3 FETCH ( BODY[] <> )\n"},
    {"* 3 FETCH (BODY[] {0}\r\n UID {1}\r\n7)\r\n", "3 FETCH ( BODY[] <> UID <7> )\n"},
    {"* 3 FETCH (BODY[] \"\" UID 7)\r\n", "3 FETCH ( BODY[] <> UID 7 )\n"},
    {"* 3 FETCH (BODY[] \"short {5}\")\r\n", "3 FETCH ( BODY[] <short {5}> )\n"},
    {"* 3 FETCH (BODY[] NIL)\r\n", "3 FETCH ( BODY[] NIL )\n"},
    {"* 3 FETCH (BODY[] nil)\r\n", "3 FETCH ( BODY[] NIL )\n"},
    /* a text full of what could be taken for answers */
    {"* 3 FETCH (BODY[] {45}\r\n)\r\nc1 OK done\r\n* 9 EXPUNGE\r\n* BYE {9}\r\n* OK x UID 7)\r\n"
     "c1 OK done\r\n",
     "3 FETCH ( BODY[] <)\r\nc1 OK done\r\n* 9 EXPUNGE\r\n* BYE {9}\r\n* OK x> UID 7 )\n"
     "c1 OK [] done\n"},
    {"* 3 FETCH (BODY[] {8}\r\n\r\n\r\n\n\n\r\r)\r\n", "3 FETCH ( BODY[] <\r\n\r\n\n\n\r\r> )\n"},
    /* over the cap: read, counted and thrown away */
    {"* 3 FETCH (BODY[] {65}\r\n"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx UID 7)\r\n* 1 EXISTS\r\n",
     "3 FETCH ( BODY[] <thrown away: 65> UID 7 )\n1 EXISTS\n"},
    {"* 3 FETCH (A {40}\r\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx B {25}\r\n"
     "yyyyyyyyyyyyyyyyyyyyyyyyy)\r\n* LIST {1}\r\nz\r\n",
     "3 FETCH ( A <xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx> B <thrown away: 25> )\n"
     "0 LIST <z>\n"},
    /* refused; what stood before it comes out */
    {"* 3 FETCH (BODY[] {257}\r\n",
     "! a literal of absurd size is announced, or too many of them\n"},
    {"* 3 FETCH (BODY[] {99999999999999999999}\r\n",
     "! a literal of absurd size is announced, or too many of them\n"},
    {"* 3 FETCH (BODY[] {-5}\r\n", "! a literal has no size\n"},
    {"* 3 FETCH (BODY[] {}\r\n", "! a literal has no size\n"},
    {"* 3 FETCH (BODY[] {5+}\r\n", "! a literal's size does not end its line\n"},
    {"* 3 FETCH (BODY[] {5} UID 7)\r\n", "! a literal's size does not end its line\n"},
    {"* 3 FETCH (BODY[] {5\r\n", "! a literal's size does not end its line\n"},
    {"* 3 FETCH (BODY[] {3}\r\nhello)\r\n", "! a literal is longer than announced\n"},
    {"* 3 FETCH (BODY[] {7}\r\nhello)\r\n* 1 EXISTS\r\n", "! a line does not end in CRLF\n"},
    {"* 3 FETCH (UID 7\r\n", "! the parentheses of an answer do not match\n"},
    {"* 3 FETCH (UID 7))\r\n", "! the parentheses of an answer do not match\n"},
    {"* 3 FETCH ((((((((((((((((( \r\n", "! the parentheses of an answer do not match\n"},
    {"* LIST () \"/\" \"a\r\n", "! a quoted string does not end\n"},
    {"* LIST () \"/\" \"a\\\"\r\n", "! a quoted string does not end\n"},
    {"* OK a\n", "! a line does not end in CRLF\n"},
    {"\n", "! a line does not end in CRLF\n"},
    {"* OK a\rb\r\n", "! a line holds a NUL or a lone CR\n"},
    {"* SEARCH 1\t2\r\n", "! an answer holds a control character\n"},
    {"* 99999999999 EXISTS\r\n", "! an answer begins with a malformed number\n"},
    {"* 12\r\n", "! an answer begins with a malformed number\n"},
    {"* \r\n", "! an answer has no name\n"},
    {"* 5 (X)\r\n", "! an answer has no name\n"},
    {"\r\n", "! a line is no answer at all\n"},
    {"*\r\n", "! a line is no answer at all\n"},
    {"c1 MAYBE x\r\n", "! a line is no answer at all\n"},
    {"c1 BYE x\r\n", "! a line is no answer at all\n"},
    {"c1\r\n", "! a line is no answer at all\n"},
    {"a-b OK x\r\n", "! a line is no answer at all\n"},
    {"* 1 EXISTS\r\nrubbish\r\n* 2 EXISTS\r\n", "1 EXISTS\n! a line is no answer at all\n"},
};

static void imap_reader_feed__each_stream_cut_everywhere__same_answers(void **state)
{
    (void)state;

    for (gsize i = 0; i < G_N_ELEMENTS(streams); i++)
        assert_stream(streams[i].bytes, strlen(streams[i].bytes), streams[i].want);
}

static void imap_reader_feed__all_good_streams_together__nothing_leaks_over(void **state)
{
    (void)state;
    g_autoptr(GString) bytes = g_string_new(NULL), want = g_string_new(NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(streams); i++)
        if (!strchr(streams[i].want, '!')) {
            g_string_append(bytes, streams[i].bytes);
            g_string_append(want, streams[i].want);
        }
    assert_stream(bytes->str, bytes->len, want->str);
}

static void imap_reader_feed__nul__refused_in_lines_kept_in_literals(void **state)
{
    (void)state;
    static const char line[] = "* OK a\0b\r\n", literal[] = "* 1 FETCH (BODY[] {3}\r\na\0b)\r\n";
    AUTO(imap_reader) *reader = imap_reader_new(LITERAL_MAX);
    AUTO(imap_response) *response = NULL;
    gsize used;

    assert_stream(line, sizeof line - 1, "! a line holds a NUL or a lone CR\n");
    assert_true(imap_reader_feed(reader, literal, sizeof literal - 1, &used, &response, NULL));
    struct imap_token *token = &g_array_index(response->tokens, struct imap_token, 2);
    assert_memory_equal(g_bytes_get_data(token->bytes, NULL), "a\0b", 3);
}

static void imap_reader_feed__line_too_long__refused_and_bounded(void **state)
{
    (void)state;
    g_autofree char *longest = g_strnfill(IMAP_LINE_MAX - 7, 'x');
    g_autofree char *good = g_strconcat("* OK ", longest, "\r\n", NULL);
    g_autofree char *bad = g_strconcat("* OK xx", longest, "\r\n", NULL);
    g_autofree char *good_out = read_stream(good, strlen(good), 4096, 4096);
    g_autofree char *bad_out = read_stream(bad, strlen(bad), 4096, 4096);

    assert_true(g_str_has_prefix(good_out, "* OK [] xxx"));
    assert_string_equal(bad_out, "! a line is too long\n");
}

static void imap_reader_feed__endless_answers_in_pieces__refused(void **state)
{
    (void)state;
    g_autoptr(GString) literals = g_string_new("* LIST (");

    for (int i = 0; i < 20; i++)
        g_string_append(literals, " {0}\r\n");
    g_autofree char *out = read_stream(literals->str, literals->len, 7, 7);
    assert_string_equal(out, "! a literal of absurd size is announced, or too many of them\n");
}

static void imap_reader_feed__after_error__stays_refused(void **state)
{
    (void)state;
    AUTO(imap_reader) *reader = imap_reader_new(LITERAL_MAX);
    g_autoptr(GString) out = g_string_new(NULL);

    assert_false(feed(reader, "x\r\n", 3, out));
    assert_false(feed(reader, "* OK x\r\n", 8, out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imap_reader_feed__each_stream_cut_everywhere__same_answers),
        cmocka_unit_test(imap_reader_feed__all_good_streams_together__nothing_leaks_over),
        cmocka_unit_test(imap_reader_feed__nul__refused_in_lines_kept_in_literals),
        cmocka_unit_test(imap_reader_feed__line_too_long__refused_and_bounded),
        cmocka_unit_test(imap_reader_feed__endless_answers_in_pieces__refused),
        cmocka_unit_test(imap_reader_feed__after_error__stays_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
