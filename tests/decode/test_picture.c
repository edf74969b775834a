/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "decode/picture.h"

#define PNG "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
#define APP "\xff\xe0\0\x10" "JFIF\0\1\2\0\0\1\0\1\0\0"
#define QUANTA "\xff\xdb\0\4ab"
#define TABLE "\xff\xc4\0\4ab"
#define FRAME "\xff\xc2\0\x11\x8\1\x2c\2\x80"

static gboolean measure(const char *bytes, gsize length, guint *width, guint *height)
{
    g_autoptr(GBytes) picture = g_bytes_new(bytes, length);
    *width = *height = 0;
    return picture_measure(picture, width, height);
}

static void assert_size(const char *bytes, gsize length, guint width, guint height)
{
    guint wide, high;
    assert_true(measure(bytes, length, &wide, &high));
    assert_int_equal(wide, width);
    assert_int_equal(high, height);
}

static void assert_unknown(const char *bytes, gsize length)
{
    guint wide, high;
    assert_false(measure(bytes, length, &wide, &high));
}

static void picture__png__size_of_its_header(void **state)
{
    static const char png[] = PNG "\0\0\1\x40\0\0\0\x50\x8\2";
    (void)state;
    assert_size(png, sizeof png - 1, 320, 80);
}

static void picture__jpeg__size_of_its_frame_behind_other_segments(void **state)
{
    static const char jpeg[] = "\xff\xd8" APP QUANTA TABLE FRAME "\3";
    (void)state;
    assert_size(jpeg, sizeof jpeg - 1, 640, 300);
}

static void picture__cut_anywhere__says_nothing(void **state)
{
    static const char png[] = PNG "\0\0\1\x40\0\0\0\x50", jpeg[] = "\xff\xd8" APP QUANTA FRAME;
    (void)state;
    for (gsize length = 0; length < sizeof png - 1; length++)
        assert_unknown(png, length);
    for (gsize length = 0; length < sizeof jpeg - 1; length++)
        assert_unknown(jpeg, length);
}

static void picture__not_of_that_form__says_nothing(void **state)
{
    static const char empty[] = PNG "\0\0\0\0\0\0\0\x50", gif[] = "GIF89a\x40\1\x50\0\0\0\0\0\0\0",
                      lost[] = "\xff\xd8" APP "\0\0" FRAME, image[] = "\xff\xd8" APP "\xff\xda\0\2\1\2\3\4\5\6\7\x8";
    (void)state;
    assert_unknown(empty, sizeof empty - 1);
    assert_unknown(gif, sizeof gif - 1);
    assert_unknown(lost, sizeof lost - 1);
    assert_unknown(image, sizeof image - 1);
}

/* A length of nought leads nowhere, and back to the same marker for ever. */
static void picture__segments_without_end__given_up(void **state)
{
    g_autoptr(GByteArray) jpeg = g_byte_array_new();
    (void)state;
    g_byte_array_append(jpeg, (const guint8 *)"\xff\xd8", 2);
    for (guint i = 0; i < 100000; i++)
        g_byte_array_append(jpeg, (const guint8 *)"\xff\0\0\0", 4);
    assert_unknown((const char *)jpeg->data, jpeg->len);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(picture__png__size_of_its_header),
        cmocka_unit_test(picture__jpeg__size_of_its_frame_behind_other_segments),
        cmocka_unit_test(picture__cut_anywhere__says_nothing),
        cmocka_unit_test(picture__not_of_that_form__says_nothing),
        cmocka_unit_test(picture__segments_without_end__given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
