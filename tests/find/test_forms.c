/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail's text and its HTML: where they disagree, the dates are in doubt, in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../support/reader.h"

static struct packs *packs;

#define ASKED "Dear Sir or Madam,\nGovernments are requested to send their reports to the Office by "
#define NO_DAY "Dear Sir or Madam,\nGovernments are requested to send their reports in good time, please.\n"

static void add(struct text *text, const char *name, gboolean alternative, const char *words)
{
    struct text_part *part = words ? text_add_part(text, 0, name, TEXT_PLAIN) : NULL;
    if (part == NULL)
        return;
    part->body = strcmp(name, "body") == 0;
    part->alternative = alternative;
    g_string_append(part->utf8, words);
}

static struct findings *read_forms(const char *plain, const char *html, const char *file)
{
    AUTO(text) *text = text_new();
    text_add_letter(text, 0);
    add(text, "body", FALSE, plain);
    add(text, "body", TRUE, html);
    add(text, "letter.pdf", FALSE, file);
    text_add_flaw(text->flaws, "body", "text that a reader would not see was left out");
    GDate day = reader_day("2031-07-07");
    return find_read(text, packs, &day);
}

static guint count_doubts(const char *plain, const char *html, const char *file)
{
    AUTO(findings) *f = read_forms(plain, html, file);
    guint doubts = 0;
    for (guint i = 0; i < f->deadlines->len; i++) {
        const struct deadline *deadline = f->deadlines->pdata[i];
        doubts += deadline->doubt != NULL && strstr(deadline->doubt, "do not say the same") != NULL;
    }
    return doubts;
}

static void forms__that_agree__raise_no_doubt(void **state)
{
    (void)state;
    assert_int_equal(count_doubts(ASKED "16 September 2031.\n", ASKED "16 September 2031.\n", NULL), 0);
    assert_int_equal(count_doubts(NO_DAY, NO_DAY, ASKED "16 September 2031.\n"), 0);
}

static void forms__heading_of_one__is_that_of_both(void **state)
{
    (void)state;
    static const char text[] = "GENEVA, 7 July 2031 - Half of all workers are not insured, a study of the Office finds. It invites Governments to publish their figures by 16 September 2031. The report is online.\n";
    g_autofree char *plain = g_strconcat("PRESS RELEASE\nEmbargoed until 7 July 2031\n\n", text, NULL);
    AUTO(findings) *f = read_forms(plain, text, NULL);
    assert_false(f->circular);
    assert_int_equal(f->deadlines->len, 0);
    AUTO(findings) *stub = read_forms("PRESS RELEASE\n", ASKED "16 September 2031.\n", NULL);
    assert_int_equal(stub->deadlines->len, 1);
}

static void forms__of_different_dates__are_both_doubtful(void **state)
{
    (void)state;
    assert_int_equal(count_doubts(ASKED "30 September 2031.\n", ASKED "16 September 2031.\n", NULL), 2);
}

static void forms__one_without_the_date__is_doubtful_unless_it_is_a_stub(void **state)
{
    (void)state;
    assert_int_equal(count_doubts(NO_DAY, ASKED "16 September 2031.\n", NULL), 1);
    assert_int_equal(count_doubts(ASKED "16 September 2031.\n", NO_DAY, NULL), 1);
    assert_int_equal(count_doubts("Please view as HTML.\n", ASKED "16 September 2031.\n", NULL), 0);
}

static void forms__where_the_letter_says_it_too__raise_no_doubt(void **state)
{
    (void)state;
    assert_int_equal(count_doubts(NO_DAY, ASKED "16 September 2031.\n", ASKED "16 September 2031.\n"), 0);
}

static void left_out__is_told_of_what_asks_something_alone(void **state)
{
    AUTO(findings) *asks = read_forms(ASKED "16 September 2031.\n", NULL, NULL);
    AUTO(findings) *none = read_forms("Lunch is at noon today.\n", NULL, NULL);

    (void)state;
    assert_int_equal(asks->limits->len, 1);
    const struct flaw *flaw = asks->limits->pdata[0];
    assert_string_equal(flaw->what, "text that a reader would not see was left out");
    assert_int_equal(none->limits->len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms__that_agree__raise_no_doubt),
        cmocka_unit_test(forms__heading_of_one__is_that_of_both),
        cmocka_unit_test(forms__of_different_dates__are_both_doubtful),
        cmocka_unit_test(forms__one_without_the_date__is_doubtful_unless_it_is_a_stub),
        cmocka_unit_test(forms__where_the_letter_says_it_too__raise_no_doubt),
        cmocka_unit_test(left_out__is_told_of_what_asks_something_alone),
    };
    packs = reader_packs();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    packs_free(packs);
    return failed;
}
