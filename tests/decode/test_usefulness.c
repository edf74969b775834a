/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "decode/usefulness.h"

static const struct {
    const char *text;
    gboolean garbled;
} table[] = {
    {"Governments are requested to communicate their replies to the Office by the end of the month of May", FALSE},
    {"Les gouvernements sont priés d'adresser leurs réponses au Bureau au plus tard le 1er septembre prochain", FALSE},
    {"Valitsustel palutakse saata oma vastused Büroole hiljemalt kuu lõpuks, lisades vajalikud tõendid ja dokumendid", FALSE},
    {"Правительствам предлагается направить свои ответы в Бюро не позднее конца месяца вместе со всеми документами", FALSE},
    {"各国政府应在五月底以前将答复送交劳工局 并附上必要的文件和资料 以便理事会审议 各国政府应在五月底以前将答复", FALSE},
    {"Jryhuqphqwv dvh uhtxhvwhg wr frppxqlfdwh wkhlu uhsolhv wr wkh Riilfh eb wkh hqg ri wkh prqwk ri Pdb qrz", TRUE},
    {"\xef\x80\x81\xef\x80\x82 \xef\x80\x83\xef\x80\x84 \xef\x80\x81\xef\x80\x82 \xef\x80\x83\xef\x80\x84 \xef\x80\x81\xef\x80\x82 "
     "\xef\x80\x83\xef\x80\x84 \xef\x80\x81\xef\x80\x82 \xef\x80\x83\xef\x80\x84 \xef\x80\x81\xef\x80\x82 \xef\x80\x83\xef\x80\x84 "
     "\xef\x80\x81\xef\x80\x82 \xef\x80\x83\xef\x80\x84 \xef\x80\x81\xef\x80\x82", TRUE},
    {"12 345 67 8,90 (1) 2025 - 2026 / 14", FALSE},
    {"", FALSE},
};

static void garbled__table_of_texts(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
        if (usefulness_is_garbled(usefulness_of(table[i].text)) != table[i].garbled)
            fail_msg("row %zu: %s", i, table[i].text);
}

static void words__of_prose__are_counted(void **state G_GNUC_UNUSED)
{
    struct usefulness of = usefulness_of("The ILO asks 187 Members by 1 May.");
    assert_int_equal(of.words, 6);
    assert_int_equal(of.others, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(garbled__table_of_texts),
        cmocka_unit_test(words__of_prose__are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
