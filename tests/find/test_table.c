/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of single statements (tests/find/table): as many as are read right today must be read
 * right tomorrow. A floor is raised when rules get better and never lowered; what falls below it is
 * printed line by line. What is learned from the sixth tables on moves a few of their lines either way each time:
 * their floors leave room for that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <glib.h>

#include "../support/reader.h"

static struct packs *packs;

static void check_table(const char *path, guint floor)
{
    g_autoptr(GString) misses = g_string_new(NULL);
    guint all, wrong = reader_table_wrong(packs, path, reader_table_agrees, &all, misses);

    if (all - wrong < floor)
        fprintf(stderr, "%s%u are right, %u were\n", misses->str, all - wrong, floor);
    assert_true(wrong <= all && all - wrong >= floor);
}

static void table__english__no_fewer_right_than_before(void **state)
{
    (void)state;
    check_table("tests/find/table/en.txt", 3046);
    check_table("tests/find/table/en_fresh.txt", 179);
    check_table("tests/find/table/en_second.txt", 218);
    check_table("tests/find/table/en_third.txt", 111);
    check_table("tests/find/table/en_fourth.txt", 69);
    check_table("tests/find/table/en_fifth.txt", 69);
}

static void table__french__no_fewer_right_than_before(void **state)
{
    (void)state;
    check_table("tests/find/table/fr.txt", 2467);
    check_table("tests/find/table/fr_fresh.txt", 171);
    check_table("tests/find/table/fr_second.txt", 175);
    check_table("tests/find/table/fr_third.txt", 110);
    check_table("tests/find/table/fr_fourth.txt", 70);
    check_table("tests/find/table/fr_fifth.txt", 69);
}

static void table__replaced__no_fewer_right_than_before(void **state)
{
    (void)state;
    check_table("tests/find/table/replaced.txt", 46);
}

static void table__spanish__no_fewer_right_than_before(void **state)
{
    (void)state;
    check_table("tests/find/table/es.txt", 1540);
}

static void table__spanish_fresh__no_fewer_right_than_before(void **state)
{
    (void)state;
    check_table("tests/find/table/es_fresh.txt", 178);
    check_table("tests/find/table/es_second.txt", 310);
    check_table("tests/find/table/es_third.txt", 116);
    check_table("tests/find/table/es_fourth.txt", 72);
    check_table("tests/find/table/es_fifth.txt", 68);
}

static void table__mixed__no_fewer_right_than_before(void **state)
{
    (void)state;
    check_table("tests/find/table/mixed.txt", 288);
    check_table("tests/find/table/columns.txt", 72);
    check_table("tests/find/table/pt.txt", 189);
    check_table("tests/find/table/de.txt", 199);
    check_table("tests/find/table/et.txt", 189);
}

/* Of these nothing was made into a rule; what is learned of them moves with every letter, so the floors leave 1.5 %. */
static void table_unseen__english__no_fewer_right_than_before(void **state)
{
    (void)state;
    check_table("tests/find/unseen/en_sixth.txt", 249);
    check_table("tests/find/unseen/en_seventh.txt", 339);
    check_table("tests/find/unseen/en_eighth.txt", 315);
    check_table("tests/find/unseen/en_ninth.txt", 381);
    check_table("tests/find/unseen/en_tenth.txt", 373);
    check_table("tests/find/unseen/en_eleventh.txt", 55);
    check_table("tests/find/unseen/en_twelfth.txt", 16);
    check_table("tests/find/unseen/en_thirteenth.txt", 151);
    check_table("tests/find/unseen/en_fourteenth.txt", 36);
    check_table("tests/find/unseen/en_fifteenth.txt", 194);
    check_table("tests/find/unseen/en_sixteenth.txt", 34);
    check_table("tests/find/unseen/en_eighteenth.txt", 75);
    check_table("tests/find/unseen/en_nineteenth.txt", 37);
}

static void table_unseen__french__no_fewer_right_than_before(void **state)
{
    (void)state;
    check_table("tests/find/unseen/fr_sixth.txt", 254);
    check_table("tests/find/unseen/fr_seventh.txt", 348);
    check_table("tests/find/unseen/fr_eighth.txt", 316);
    check_table("tests/find/unseen/fr_ninth.txt", 378);
    check_table("tests/find/unseen/fr_tenth.txt", 402);
    check_table("tests/find/unseen/fr_twelfth.txt", 10);
    check_table("tests/find/unseen/fr_thirteenth.txt", 149);
    check_table("tests/find/unseen/fr_fourteenth.txt", 14);
    check_table("tests/find/unseen/fr_fifteenth.txt", 194);
    check_table("tests/find/unseen/fr_sixteenth.txt", 44);
    check_table("tests/find/unseen/fr_seventeenth.txt", 8);
    check_table("tests/find/unseen/fr_eighteenth.txt", 41);
    check_table("tests/find/unseen/fr_nineteenth.txt", 27);
}

static void table_unseen__spanish__no_fewer_right_than_before(void **state)
{
    (void)state;
    check_table("tests/find/unseen/es_sixth.txt", 253);
    check_table("tests/find/unseen/es_seventh.txt", 333);
    check_table("tests/find/unseen/es_eighth.txt", 308);
    check_table("tests/find/unseen/es_ninth.txt", 365);
    check_table("tests/find/unseen/es_tenth.txt", 376);
    check_table("tests/find/unseen/es_eleventh.txt", 33);
    check_table("tests/find/unseen/es_twelfth.txt", 15);
    check_table("tests/find/unseen/es_thirteenth.txt", 145);
    check_table("tests/find/unseen/es_fourteenth.txt", 15);
    check_table("tests/find/unseen/es_fifteenth.txt", 213);
    check_table("tests/find/unseen/es_sixteenth.txt", 26);
    check_table("tests/find/unseen/es_seventeenth.txt", 14);
    check_table("tests/find/unseen/es_eighteenth.txt", 42);
    check_table("tests/find/unseen/es_twentieth.txt", 23);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table__english__no_fewer_right_than_before),
        cmocka_unit_test(table__french__no_fewer_right_than_before),
        cmocka_unit_test(table__replaced__no_fewer_right_than_before),
        cmocka_unit_test(table__spanish__no_fewer_right_than_before),
        cmocka_unit_test(table__spanish_fresh__no_fewer_right_than_before),
        cmocka_unit_test(table_unseen__english__no_fewer_right_than_before),
        cmocka_unit_test(table_unseen__french__no_fewer_right_than_before),
        cmocka_unit_test(table_unseen__spanish__no_fewer_right_than_before),
        cmocka_unit_test(table__mixed__no_fewer_right_than_before),
    };

    packs = reader_packs();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    packs_free(packs);
    return failed;
}
