/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <unistd.h>

#include "tell/csv.h"
#include "tell/describe.h"
#include "tell/html.h"
#include "tell/terminal.h"

static struct terminal *screen(gboolean colour, guint columns)
{
    struct terminal *terminal = terminal_new(stdout);
    terminal->colour = colour;
    terminal->columns = columns;
    return terminal;
}

/* What a mail could try on a terminal: colours, cursor, title, clipboard, line ends, direction. */
static const char *const hostile[] = {
    "\033[2J\033[1;1Hall done", "\033]0;title\007", "\033]52;c;cm0gLXJm\007", "a\r\nOpen: nothing\n",
    "\xc2\x9b" "31m", "\u202ecod.exe", "\u2066x\u2069\u200f", "\xff\xfe", "\b\b\b\bfake", "tab\tstop\v\f",
    "line\u2028line\u2029",
};

static void terminal_say__hostile__one_harmless_line(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(hostile); i++) {
        AUTO(terminal) *terminal = screen(FALSE, 0);
        terminal_say(terminal, TONE_BAD, "%s", hostile[i]);
        assert_true(g_utf8_validate(terminal->out->str, -1, NULL));
        for (const char *at = terminal->out->str; *at; at = g_utf8_next_char(at)) {
            gunichar c = g_utf8_get_char(at);
            assert_false(g_unichar_iscntrl(c));
            assert_false((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069));
        }
    }
}

static void terminal_say__colour__only_our_own_codes(void **state)
{
    (void)state;
    AUTO(terminal) *terminal = screen(TRUE, 80);
    terminal_say(terminal, TONE_GOOD, "%s", "x\033[0my");
    assert_string_equal(terminal->out->str, "\033[32mx\\x1b[0my\033[0m");
}

static void terminal_new__no_terminal__no_colour_no_folding(void **state)
{
    (void)state;
    FILE *file = tmpfile();
    AUTO(terminal) *terminal = terminal_new(file);
    assert_false(terminal->colour);
    assert_int_equal(terminal->columns, 0);
    fclose(file);
}

static FILE *pseudo_terminal(void)
{
    static int master = -1; /* the terminal lives as long as it is open */
    master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    FILE *file = fopen(ptsname(master), "w");
    assert_non_null(file);
    return file;
}

static void terminal_new__terminal__colour_unless_told_not_to(void **state)
{
    (void)state;
    static const struct {
        const char *no_colour, *term;
        gboolean colour;
    } table[] = {{NULL, "xterm", TRUE}, {"1", "xterm", FALSE}, {"", "xterm", TRUE}, {NULL, "dumb", FALSE}};
    FILE *file = pseudo_terminal();
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        if (table[i].no_colour)
            g_setenv("NO_COLOR", table[i].no_colour, TRUE);
        else
            g_unsetenv("NO_COLOR");
        g_setenv("TERM", table[i].term, TRUE);
        AUTO(terminal) *terminal = terminal_new(file);
        assert_int_equal(terminal->colour, table[i].colour);
        assert_true(terminal->columns >= 40);
    }
    fclose(file);
}

static void terminal_paragraph__narrow__folded_at_blanks(void **state)
{
    (void)state;
    AUTO(terminal) *terminal = screen(FALSE, 24);
    terminal_paragraph(terminal, 2, TONE_PLAIN, "%s", "one two three four five six seven eight");
    assert_string_equal(terminal->out->str, "  one two three four\n  five six seven eight\n");
}

static void terminal_paragraph__endless_word__cut_into_lines(void **state)
{
    (void)state;
    AUTO(terminal) *terminal = screen(FALSE, 40);
    g_autofree char *word = g_strnfill(1000, 'w');
    terminal_paragraph(terminal, 0, TONE_PLAIN, "%s", word);
    g_auto(GStrv) lines = g_strsplit(terminal->out->str, "\n", -1);
    assert_int_equal(g_strv_length(lines), 26);
    for (guint i = 0; i < 25; i++)
        assert_int_equal(strlen(lines[i]), 40);
}

static void terminal_width__wide_and_combining__as_shown(void **state)
{
    (void)state;
    assert_int_equal(terminal_width("abc"), 3);
    assert_int_equal(terminal_width("\u65e5\u672c"), 4);
    assert_int_equal(terminal_width("e\u0301"), 1);
}

static void table_print__narrow__one_column_gives_way(void **state)
{
    (void)state;
    static const char *const headings[] = {"ID", "SUBJECT", "REF", NULL};
    AUTO(terminal) *terminal = screen(FALSE, 40);
    AUTO(table) *table = table_new(headings, 1);
    table_add(table, TONE_PLAIN, "1");
    table_add(table, TONE_PLAIN, "a subject that is much longer than the screen is wide");
    table_add(table, TONE_PLAIN, "ACD 7");
    table_add(table, TONE_PLAIN, "12");
    table_add(table, TONE_PLAIN, "\u65e5\u672c\u65e5\u672c");
    table_add(table, TONE_PLAIN, NULL);
    table_print(table, terminal);
    assert_string_equal(terminal->out->str, "ID  SUBJECT                        REF\n"
                                            "1   a subject that is much longe\u2026  ACD 7\n"
                                            "12  \u65e5\u672c\u65e5\u672c\n");
}

static void csv_cell__formulas_and_quotes__harmless(void **state)
{
    (void)state;
    static const struct {
        const char *text, *cell;
    } table[] = {
        {NULL, ","}, {"plain", "plain,"}, {"a,b", "\"a,b\","}, {"say \"x\"", "\"say \"\"x\"\"\","},
        {"=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\","}, {"+1 234", "\"'+1 234\","},
        {"-3", "-3,"}, {"@SUM(A1)", "\"'@SUM(A1)\","}, {"two\nlines", "two\\x0alines,"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        csv_cell(out, table[i].text, FALSE);
        assert_string_equal(out->str, table[i].cell);
    }
}

static void html_add__hostile__no_markup_no_control(void **state)
{
    (void)state;
    g_autoptr(GString) page = g_string_new(NULL);
    html_add(page, "<p title=\"%s\">%s</p>", "\" onload=\"x", "<script>alert(1)</script>\033[2J\u202e&");
    assert_string_equal(page->str, "<p title=\"&quot; onload=&quot;x\">&lt;script&gt;alert(1)"
                                   "&lt;/script&gt;&#x1b;[2J\\u202e&amp;</p>\n");
}

static void describe_distance__around_today__in_words(void **state)
{
    (void)state;
    GDate today;
    g_date_clear(&today, 1);
    g_date_set_dmy(&today, 28, G_DATE_FEBRUARY, 2028);
    static const struct {
        int days;
        const char *words;
    } table[] = {{0, "today"}, {1, "in 1 day"}, {2, "in 2 days"}, {-1, "1 day ago"}, {-30, "30 days ago"}};
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
        GDate day = today;
        if (table[i].days > 0)
            g_date_add_days(&day, (guint)table[i].days);
        else
            g_date_subtract_days(&day, (guint)-table[i].days);
        g_autofree char *words = describe_distance(&day, &today);
        assert_string_equal(words, table[i].words);
    }
}

/* Findings whose every word is hostile still make a page of harmless lines. */
static void describe_findings__hostile__harmless(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(hostile); i++) {
        AUTO(findings) *findings = findings_new();
        AUTO(terminal) *terminal = screen(FALSE, 60);
        struct candidate *candidate = candidate_new();
        candidate->role = g_strdup(hostile[i]);
        candidate->reason = g_strdup(hostile[i]);
        candidate->quote.text = g_strdup(hostile[i]);
        candidate->quote.part = g_strdup(hostile[i]);
        g_ptr_array_add(findings->candidates, candidate);
        g_ptr_array_add(findings->unread, flaw_new(hostile[i], hostile[i]));
        findings->subject = g_strdup(hostile[i]);
        findings->from = g_strdup(hostile[i]);
        findings->reference = g_strdup(hostile[i]);
        describe_findings(terminal, hostile[i], findings, TRUE);
        g_auto(GStrv) lines = g_strsplit(terminal->out->str, "\n", -1);
        for (char **line = lines; *line; line++)
            for (const char *at = *line; *at; at = g_utf8_next_char(at))
                assert_false(g_unichar_iscntrl(g_utf8_get_char(at)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terminal_say__hostile__one_harmless_line),
        cmocka_unit_test(terminal_say__colour__only_our_own_codes),
        cmocka_unit_test(terminal_new__no_terminal__no_colour_no_folding),
        cmocka_unit_test(terminal_new__terminal__colour_unless_told_not_to),
        cmocka_unit_test(terminal_paragraph__narrow__folded_at_blanks),
        cmocka_unit_test(terminal_paragraph__endless_word__cut_into_lines),
        cmocka_unit_test(terminal_width__wide_and_combining__as_shown),
        cmocka_unit_test(table_print__narrow__one_column_gives_way),
        cmocka_unit_test(csv_cell__formulas_and_quotes__harmless),
        cmocka_unit_test(html_add__hostile__no_markup_no_control),
        cmocka_unit_test(describe_distance__around_today__in_words),
        cmocka_unit_test(describe_findings__hostile__harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
