/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "decode/layout.h"

enum { CELLS_MAX = 4 };

/* Letters are 10 points high and 5 wide. */
struct drawn {
    double blank;                 /* between the words of this row */
    const char *cells[CELLS_MAX]; /* NULL: no more */
};

/* Each cell begins at its place, in points. */
static char *read_rows(const struct drawn *rows, guint count, const double *places)
{
    g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(struct word));
    for (guint i = 0; i < count; i++)
        for (guint k = 0; k < CELLS_MAX && rows[i].cells[k] != NULL; k++) {
            double left = places[k];
            for (const char *at = rows[i].cells[k]; *at != '\0';) {
                gsize length = strcspn(at, " ");
                struct word word = {left, 12.0 * i, left + 5.0 * (double)length, 12.0 * i + 10, at, length};
                g_array_append_val(words, word);
                left = word.right + rows[i].blank;
                at += length + (at[length] == ' ');
            }
        }
    return g_string_free(layout_read((struct word *)words->data, words->len, NULL), FALSE);
}

static void tight_table__has_its_cells(void **state G_GNUC_UNUSED)
{
    /* "Hours and wages" ends at 73.5: 6 points before the next cell, where a blank has 2.5 */
    static const double places[] = {0, 79.5, 141};
    static const struct drawn rows[] = {
        {2.5, {"Form", "Years", "Last day"}},
        {2.5, {"Hours and wages", "2023 - 2024", "15 July 2025"}},
        {2.5, {"Work accidents", "2024", "30 September"}},
        {2.5, {"and diseases"}},
        {2.5, {"Social dialogue", "2021 - 2024", "1 March 2026"}},
    };
    g_autofree char *text = read_rows(rows, G_N_ELEMENTS(rows), places);
    assert_string_equal(text, "Form\tYears\tLast day\nHours and wages\t2023 - 2024\t15 July 2025\n"
                              "Work accidents and diseases\t2024\t30 September\nSocial dialogue\t2021 - 2024\t1 March 2026\n");
}

/* In three rows a word stands where others do, behind blanks that are as wide as all of its row. */
static void justified_prose__has_none(void **state G_GNUC_UNUSED)
{
    static const double places[] = {0};
    static const struct drawn rows[] = {
        {6, {"the Office has asked all Members for it"}},
        {6, {"and they send what they had of it by May"}},
        {6, {"the forms that were made for all of them"}},
        {2.5, {"are found below and may be sent to us also by mail"}},
    };
    g_autofree char *text = read_rows(rows, G_N_ELEMENTS(rows), places);
    assert_null(strchr(text, '\t'));
    assert_true(g_str_has_prefix(text, "the Office has asked all Members for it\nand they send"));
}

/* The number of an item is no cell; the words behind are not its neighbours' either. */
static void items__are_no_table(void **state G_GNUC_UNUSED)
{
    static const double places[] = {0, 19};
    static const struct drawn rows[] = {
        {2.5, {"The Office would be glad if you would"}},
        {2.5, {"(a)", "send the form by 5 May"}},
        {2.5, {"(b)", "name a delegate"}},
        {2.5, {"(c)", "tell us who it is"}},
    };
    g_autofree char *text = read_rows(rows, G_N_ELEMENTS(rows), places);
    assert_string_equal(text, "The Office would be glad if you would\n(a) send the form by 5 May\n(b) name a delegate\n(c) tell us who it is\n");
}

/* In two lines that are stretched a blank stands below another one; what is right of them is no note. */
static void river__of_justified_prose__is_no_gutter(void **state G_GNUC_UNUSED)
{
    static const double places[] = {0};
    static const struct drawn rows[] = {
        {2.5, {"The Office has the honour to write to you of the survey which"}},
        {9, {"the Rapporteur would much appreciate that the"}},
        {9, {"Governments be so kind to reply to it all six"}},
        {2.5, {"questions of the annex by 15 March 2026 and to send with them all"}},
    };
    g_autofree char *text = read_rows(rows, G_N_ELEMENTS(rows), places);
    assert_string_equal(text, "The Office has the honour to write to you of the survey which\nthe Rapporteur would much appreciate that the\n"
                              "Governments be so kind to reply to it all six\nquestions of the annex by 15 March 2026 and to send with them all\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tight_table__has_its_cells),
        cmocka_unit_test(justified_prose__has_none),
        cmocka_unit_test(items__are_no_table),
        cmocka_unit_test(river__of_justified_prose__is_no_gutter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
