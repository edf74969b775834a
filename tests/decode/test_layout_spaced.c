/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "decode/layout_spaced.h"

/* Rows 12 points high; a blank is 6 points wide, and so is a letter. */
static char *join_rows(const char *const *rows)
{
    g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(struct word));
    for (double top = 0; *rows != NULL; rows++, top += 15) {
        double left = 0;
        for (const char *at = *rows; *at != '\0';) {
            gsize length = strcspn(at, " ");
            double width = 6.0 * (double) g_utf8_strlen(at, (gssize) length);
            struct word word = {left, top, left + width, top + 12, at, length};
            if (length > 0)
                g_array_append_val(words, word);
            left += width + 6;
            at += length + (at[length] == ' ');
        }
    }
    GStringChunk *store = g_string_chunk_new(64);
    layout_join_spaced(words, store);
    GString *out = layout_read((struct word *) (void *) words->data, words->len, NULL);
    g_string_chunk_free(store);
    return g_string_free(out, FALSE);
}

#define CHECK(expected, ...)                                                                       \
    do {                                                                                           \
        const char *const rows[] = {__VA_ARGS__, NULL};                                            \
        g_autofree char *out = join_rows(rows);                                                    \
        assert_string_equal(out, expected);                                                        \
    } while (0)

static void spaced__heading__is_words(void **state G_GNUC_UNUSED)
{
    CHECK("DÉLAI DE RÉPONSE : 18 AOÛT 2026\n", "D É L A I   D E   R É P O N S E   :   1 8   A O Û T   2 0 2 6");
}

static void spaced__year_in_the_next_line__is_a_number(void **state G_GNUC_UNUSED)
{
    CHECK("REPLY BY 2 SEPTEMBER\n2026\n", "R E P L Y   B Y   2   S E P T E M B E R", "2 0 2 6");
}

static void spaced__words_beside_it__are_left_alone(void **state G_GNUC_UNUSED)
{
    CHECK("Annex A is for the Office and I am\n", "Annex A is for the Office and I am");
}

static void spaced__digits_alone__stay_apart(void **state G_GNUC_UNUSED)
{
    CHECK("1 2 3 4 5 6 7\n", "1 2 3 4 5 6 7");
}

static void spaced__nothing__is_nothing(void **state G_GNUC_UNUSED)
{
    CHECK("A\n", "A");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spaced__heading__is_words),
        cmocka_unit_test(spaced__year_in_the_next_line__is_a_number),
        cmocka_unit_test(spaced__words_beside_it__are_left_alone),
        cmocka_unit_test(spaced__digits_alone__stay_apart),
        cmocka_unit_test(spaced__nothing__is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
