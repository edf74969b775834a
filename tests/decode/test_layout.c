/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "decode/layout.h"

/* A page as a drawing: each string is a row of the page, 12 points high; a character is 6 points wide.
 * A row that begins with ~ stands half a row below the one before it. */
static char *read_drawing(const char *const *rows, gboolean *unsure)
{
    g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(struct word));
    double top = -12;
    for (; *rows != NULL; rows++) {
        const char *row = *rows;
        double shift = *row == '~' ? 6 : 0;
        top += *row == '~' ? 0 : 12;
        for (const char *at = row + (*row == '~'); *at != '\0';) {
            gsize length = strcspn(at, " ");
            double left = 6 * (double) (at - row);
            struct word word = {left, top + shift, left + 6 * (double) length, top + shift + 10, at,
                                length};
            if (length > 0)
                g_array_append_val(words, word);
            at += length + (at[length] == ' ');
        }
    }
    return g_string_free(layout_read((struct word *) words->data, words->len, unsure), FALSE);
}

#define CHECK(expected, ...)                                                                       \
    do {                                                                                           \
        const char *const drawing[] = {__VA_ARGS__, NULL};                                         \
        g_autofree char *out = read_drawing(drawing, NULL);                                         \
        assert_string_equal(out, expected);                                                        \
    } while (0)

static void lines__of_one_column__keep_their_order(void **state G_GNUC_UNUSED)
{
    CHECK("Governments are requested to reply\nby no later than 16 September 2025\n",
          "Governments are requested to reply", "by no later than 16 September 2025");
}

static void lines__gap__ends_a_paragraph(void **state G_GNUC_UNUSED)
{
    CHECK("Dear Minister,\n\nI have the honour to\ninform you of it.\n", "Dear Minister,", "",
          "I have the honour to", "inform you of it.");
}

static void columns__of_prose__are_read_one_after_the_other(void **state G_GNUC_UNUSED)
{
    CHECK("Heading over both of the two columns\n\n"
          "The first column goes\ndown the page and says\nthat replies are asked\nfor by the end of May.\n\n"
          "Here the second column\nbegins and tells of the\nannexes and how they be\nfilled in by all of us\n\n",
          "Heading over both of the two columns", "",
          "The first column goes    Here the second column",
          "down the page and says   begins and tells of the",
          "that replies are asked   annexes and how they be",
          "for by the end of May.   filled in by all of us");
}

static void columns__sentence_that_goes_on_in_the_other__stays_whole(void **state G_GNUC_UNUSED)
{
    CHECK("Dear Minister,\n\nthe inquiry closes soon and\nreplies of all the members\nare wanted at the office by\n"
          "noon of 16 September 2025 at\nthe latest, as was said in\nour earlier letters.\n\nYours,\nA. Writer\n\n",
          "Dear Minister,                 noon of 16 September 2025 at",
          "                               the latest, as was said in",
          "the inquiry closes soon and    our earlier letters.",
          "replies of all the members",
          "are wanted at the office by    Yours,",
          "                               A. Writer");
}

static void columns__short_paragraphs_each_at_its_height__are_read_one_after_the_other(void **state G_GNUC_UNUSED)
{
    CHECK("Dear Minister,\n\nThe report is in the annex\nand was drawn up by us.\n\nThe form is to be returned\nby 16 September 2025.\n\n"
          "The list of names is below\nand may be corrected until\nthe session.\n\nThe other annexes will come\nwith the next letter.\n\nYours,\n\n",
          "Dear Minister,                 The list of names is below",
          "                               and may be corrected until",
          "The report is in the annex     the session.",
          "and was drawn up by us.",
          "                               The other annexes will come",
          "The form is to be returned     with the next letter.",
          "by 16 September 2025.",
          "                               Yours,");
}

static void table__long_cells__are_read_by_rows(void **state G_GNUC_UNUSED)
{
    CHECK("Reports on the Conventions that were ratified\tare due on 1 September 2025, unless an extension was granted\n"
          "Replies to the inquiry that was sent to you in May\tare due on 1 October 2025, or earlier where the law says so\n"
          "Names of those who will take part in the meeting\tare due on 1 November 2025, with a copy of each of the passports\n",
          "Reports on the Conventions     are due on 1 September 2025,",
          "that were ratified             unless an extension was",
          "                               granted",
          "Replies to the inquiry that    are due on 1 October 2025,",
          "was sent to you in May         or earlier where the law",
          "                               says so",
          "Names of those who will        are due on 1 November 2025,",
          "take part in the meeting       with a copy of each of the",
          "                               passports");
}

static void table__long_cells_in_the_middle_of_each_other__are_not_taken_for_columns(void **state G_GNUC_UNUSED)
{
    const char *const drawing[] = {"                               are due on 1 September 2025,",
                                   "Reports on the Conventions     unless an extension was",
                                   "that were ratified             granted by the office",
                                   "                               itself in writing.",
                                   "Replies to the inquiry that",
                                   "was sent to you in May, or     are due on 1 October 2025,",
                                   "to the one that was sent in    and by mail where it can",
                                   "April to all.",
                                   "                               are due on 1 November 2025,",
                                   "Names of those who will        with a copy of each of the",
                                   "take part in the meeting       passports, and the names of",
                                   "                               companions.",
                                   NULL};
    g_autofree char *out = read_drawing(drawing, NULL);
    const char *september = strstr(out, "September"), *replies = strstr(out, "Replies"), *names = strstr(out, "Names");
    assert_true(september != NULL && replies != NULL && names != NULL);
    assert_true(september < replies && strstr(out, "October") < names);
}

static void columns__at_different_heights__are_read_one_after_the_other(void **state G_GNUC_UNUSED)
{
    CHECK("Department\nT: +41 22 000\nR: ACD 8\n\n"
          "I have the honour to invite your Government\nto nominate a delegation to this meeting of\n"
          "experts, which will take place in Geneva in\nthe autumn of the year, and to tell us so.\n\n",
          "                I have the honour to invite your Government",
          "~Department", "                to nominate a delegation to this meeting of",
          "~T: +41 22 000", "                experts, which will take place in Geneva in",
          "~R: ACD 8", "                the autumn of the year, and to tell us so.");
}

static void table__short_cells__are_read_by_rows(void **state G_GNUC_UNUSED)
{
    CHECK("Convention\tSubject\tDeadline\nC087\tFreedom\t1 June 2026\nC098\tBargaining\t1 May 2026\n",
          "Convention   Subject      Deadline", "C087         Freedom      1 June 2026",
          "C098         Bargaining   1 May 2026");
}

static void table__empty_cells__keep_their_column(void **state G_GNUC_UNUSED)
{
    CHECK("A\tB\tDeadline\nC087\t\t1 June 2026\nC098\tyes\t1 May 2026\n",
          "A         B       Deadline", "C087              1 June 2026", "C098      yes     1 May 2026");
}

static void table__wrapped_cell__is_taken_up(void **state G_GNUC_UNUSED)
{
    CHECK("Item\tDeadline\nReport on the Convention with annexes\t1 June 2026\nCredentials\t1 May 2026\n",
          "Item                 Deadline", "", "Report on the        1 June 2026",
          "Convention with", "annexes", "", "Credentials          1 May 2026");
}

static void row__date_far_to_the_right__stays_in_its_line(void **state G_GNUC_UNUSED)
{
    CHECK("TO ALL MEMBER STATES\t11 July 2025\n\nDear Minister,\n",
          "TO ALL MEMBER STATES                 11 July 2025", "", "Dear Minister,");
}

static void justified__wide_gaps__are_no_cells(void **state G_GNUC_UNUSED)
{
    CHECK("which I have the honour to present to you all\ndraw your attention to the\nquestionnaire that is annexed to this letter.\n",
          "which I have the honour to present to you all",
          "draw      your      attention     to      the",
          "questionnaire that is annexed to this letter.");
}

static void turned__words__come_last(void **state G_GNUC_UNUSED)
{
    struct word words[] = {{500, 100, 510, 200, "REGISTERED", 10}, {10, 10, 60, 22, "Dear", 4},
                           {64, 10, 120, 22, "Sir,", 4}};
    GString *out = layout_read(words, G_N_ELEMENTS(words), NULL);
    assert_string_equal(out->str, "Dear Sir,\n\nREGISTERED\n");
    g_string_free(out, TRUE);
}

static void many__words__take_no_time(void **state G_GNUC_UNUSED)
{
    g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(struct word));
    for (guint i = 0; i < 60000; i++) {
        double left = (i % 20) * 30.0, top = (i / 20) * 12.0;
        struct word word = {left, top, left + 18 + i % 7, top + 10, "word", 4};
        g_array_append_val(words, word);
    }
    GString *out = layout_read((struct word *) words->data, words->len, NULL);
    assert_true(out->len > 60000 * 4);
    g_string_free(out, TRUE);
}

static void note__in_the_margin__does_not_part_a_sentence(void **state G_GNUC_UNUSED)
{
    CHECK("By 16 September 2025\n\n"
          "The Office has prepared a report on the law and the\npractice of all member States and invites you all\n"
          "to consult the organizations of employers and those\nof workers before a reply is sent to the Office and\n"
          "to give reasons for what is said in the reply, with\nthe names of all who were consulted, and the papers\n"
          "that they may have handed over to the ministry then\n",
          "The Office has prepared a report on the law and the",
          "practice of all member States and invites you all", 
          "to consult the organizations of employers and those     By 16 September 2025",
          "of workers before a reply is sent to the Office and",
          "to give reasons for what is said in the reply, with",
          "the names of all who were consulted, and the papers",
          "that they may have handed over to the ministry then");
}

/* Few or many paragraphs with a box each. */
static gboolean leaves_notes(guint count)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new();
    for (guint i = 0; i < count; i++) {
        g_ptr_array_add(rows, (gpointer) "The replies should reach the Office in Geneva in time");
        g_ptr_array_add(rows, (gpointer) "so that they can be taken into account when    Deadline:");
        g_ptr_array_add(rows, (gpointer) "the second report is drawn up by the Office    16 September 2025");
        g_ptr_array_add(rows, (gpointer) "and sent to all the member States. A copy of it is sent to the others");
        g_ptr_array_add(rows, (gpointer) "whom the Government has consulted on the points that are raised there");
        g_ptr_array_add(rows, (gpointer) "");
    }
    g_ptr_array_add(rows, NULL);
    gboolean unsure = FALSE;
    g_autofree char *out = read_drawing((const char *const *) rows->pdata, &unsure);
    return unsure;
}

static void notes__too_many_for_one_page__are_told(void **state G_GNUC_UNUSED)
{
    assert_false(leaves_notes(4));
    assert_true(leaves_notes(300));
}

static void box__that_the_text_flows_around__is_read_by_itself(void **state G_GNUC_UNUSED)
{
    CHECK("Deadline:\n16 September 2025\n\n"
          "The replies should reach the Office in Geneva in time\nso that they can be taken into account when\n"
          "the second report is drawn up by the Office\n"
          "and sent to all the member States. A copy of it is sent to the others\n"
          "whom the Government has consulted on the points that are raised there\n",
          "The replies should reach the Office in Geneva in time",
          "so that they can be taken into account when    Deadline:",
          "the second report is drawn up by the Office    16 September 2025",
          "and sent to all the member States. A copy of it is sent to the others",
          "whom the Government has consulted on the points that are raised there");
}

static void numbers_of_lines__are_no_words(void **state G_GNUC_UNUSED)
{
    CHECK("Governments are requested to send replies to the Office\nby no later than 16 September 2025, so that they can be\n"
          "examined in good time by those who prepare the meetings\nand to tell it whom they have consulted on these points\n",
          "  8    Governments are requested to send replies to the Office",
          "  9    by no later than 16 September 2025, so that they can be",
          " 10    examined in good time by those who prepare the meetings",
          " 11    and to tell it whom they have consulted on these points");
}

static void cells__in_the_middle_of_others__stay_with_them(void **state G_GNUC_UNUSED)
{
    CHECK("\tGovernments are requested to send their replies to\n"
          "16 May 2026\tthe questions of the Office, with the reasons they have for them and the names of those "
          "consulted now\n"
          "\tdelegates and the advisers and all others who come\n"
          "1 June 2026\tto the meeting are to be made known to the Office, in the form that is found at the end of "
          "this paper\n",
          "              Governments are requested to send their replies to",
          "16 May 2026   the questions of the Office, with the reasons they",
          "              have for them and the names of those consulted now",
          "", 
          "              delegates and the advisers and all others who come",
          "1 June 2026   to the meeting are to be made known to the Office,",
          "              in the form that is found at the end of this paper");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(note__in_the_margin__does_not_part_a_sentence),
        cmocka_unit_test(notes__too_many_for_one_page__are_told),
        cmocka_unit_test(box__that_the_text_flows_around__is_read_by_itself),
        cmocka_unit_test(numbers_of_lines__are_no_words),
        cmocka_unit_test(cells__in_the_middle_of_others__stay_with_them),
        cmocka_unit_test(lines__of_one_column__keep_their_order),
        cmocka_unit_test(lines__gap__ends_a_paragraph),
        cmocka_unit_test(columns__of_prose__are_read_one_after_the_other),
        cmocka_unit_test(table__long_cells_in_the_middle_of_each_other__are_not_taken_for_columns),
        cmocka_unit_test(table__long_cells__are_read_by_rows),
        cmocka_unit_test(columns__short_paragraphs_each_at_its_height__are_read_one_after_the_other),
        cmocka_unit_test(columns__sentence_that_goes_on_in_the_other__stays_whole),
        cmocka_unit_test(columns__at_different_heights__are_read_one_after_the_other),
        cmocka_unit_test(table__short_cells__are_read_by_rows),
        cmocka_unit_test(table__empty_cells__keep_their_column),
        cmocka_unit_test(table__wrapped_cell__is_taken_up),
        cmocka_unit_test(row__date_far_to_the_right__stays_in_its_line),
        cmocka_unit_test(justified__wide_gaps__are_no_cells),
        cmocka_unit_test(turned__words__come_last),
        cmocka_unit_test(many__words__take_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
