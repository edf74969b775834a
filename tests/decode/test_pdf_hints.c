/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "decode/pdf_hints.h"

enum { MARKLESS = 1, TYPED = 2, TURNED = 4, STRUCK = 8, INKED = 16, PICTURED = 32, LAYERED = 64 };

static guint told_by(const char *file)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(file, strlen(file));
    struct pdf_hints hints = pdf_hints_read(bytes);
    guint told = (hints.markless ? MARKLESS : 0) | (hints.typed ? TYPED : 0) | (hints.turned ? TURNED : 0) |
                 (hints.struck ? STRUCK : 0) | (hints.inked ? INKED : 0) | (hints.pictured ? PICTURED : 0) |
                 (hints.layered ? LAYERED : 0);
    pdf_hints_clear(&hints);
    return told;
}

static void hints__names__tell_what_they_say(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *file;
        guint told;
    } rows[] = {
        {"", 0},
        {"/", 0},
        {"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj", 0},
        {"BT 3 Tr (x) Tj ET", MARKLESS},
        {"BT 13 Tr (x) Tj ET", 0},
        {"<</ca 0.00>>", MARKLESS},
        {"<</ca 0.5>>", 0},
        {"<</ca 0", MARKLESS},
        {"<</AcroForm 3 0 R>>", TYPED},
        {"<</Subtype/FreeText>>", TYPED},
        {"<</Rotate 90>>", TURNED},
        {"<</D<</OFF[7 0 R]>>>>", LAYERED},
        {"<</D<</BaseState/OFF>>>>", LAYERED},
        {"<</D<</ON[7 0 R]>>>>", 0},
        {"<</Rotate 0>>", 0},
        {"<</Rotate", 0},
        {"<</Subtype/StrikeOut>>", STRUCK},
        {"<</Subtype/Ink/InkList[[1 2]]>>", INKED},
        {"<</Subtype /Line>>", INKED},
        {"<</Subtype/Link>>", 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        if (told_by(rows[i].file) != rows[i].told)
            fail_msg("%s: %u", rows[i].file, told_by(rows[i].file));
}

/* A page is asked for its pictures where this says so: it may say too much, never too little. */
static void hints__pictures__are_told_however_they_are_written(void **state G_GNUC_UNUSED)
{
    static const char *const with[] = {
        "<</Type/XObject/Subtype/Image/Height 9>>",
        "<</Subtype /Image\n>>",
        "<</Subtype/#49mage>>",
        "<</Subtype/Im#61ge>>",
        "<</Subtype/Image",
        "BI /W 9 /H 9 /BPC 8 ID x EI",
        "BI /Width 9/H 9 ID x EI",
        "BI/W\t\n9/H 1 ID x EI",
        "<</Encrypt 9 0 R>>",
        "4 0 obj<</Filter/LZWDecode/Length 3>>stream\nxyz\nendstream", /* cannot be looked into */
        "4 0 obj<</Filter/FlateDecode/Length 3>>stream\nxyz\nendstream",
        "4 0 obj<</Subtype/Form/Metadata 5 0 R/Filter/FlateDecode/Length 3>>stream\nxyz\nendstream",
    };
    static const char *const without[] = {
        "<</ProcSet[/PDF/Text/ImageB/ImageC/ImageI]>>",
        "<</Widths[500 600]/W [3 [500]]>>",
        "<</BaseFont/Times#20New#20Roman/FirstChar 32>>",
        "4 0 obj<</Length 14>>stream\nBT (Image) Tj ET\nendstream",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(with); i++)
        if ((told_by(with[i]) & PICTURED) == 0)
            fail_msg("none in %s", with[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(without); i++)
        if ((told_by(without[i]) & PICTURED) != 0)
            fail_msg("one in %s", without[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hints__names__tell_what_they_say),
        cmocka_unit_test(hints__pictures__are_told_however_they_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
