/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings name the mail in which the letter stands, so that every road of one letter meets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "find/find.h"
#include "roles/packs.h"
#include "text.h"

#define LETTER                                                                                     \
    "To all Governments\n\nDear Sir or Madam,\n\nPlease send your reply by 16 September 2025.\n\n"   \
    "Yours faithfully,\n"

/* The mail "outer", and in it the mail id that holds the letter. */
static struct findings *read_forwarded(const char *id, gboolean inside)
{
    AUTO(packs) *packs = packs_load("etc/lang", NULL);
    assert_non_null(packs);
    AUTO(text) *text = text_new();
    text_add_letter(text, 0)->message_id = g_strdup("outer@mission.example");
    text_add_letter(text, 1)->message_id = g_strdup(id);
    struct text_part *cover = text_add_part(text, 0, "body", TEXT_PLAIN);
    g_string_append(cover->utf8, inside ? "For your attention.\n" : LETTER);
    struct text_part *letter = text_add_part(text, 1, "body", TEXT_PLAIN);
    g_string_append(letter->utf8, inside ? LETTER : "Regards\n");
    return find_read(text, packs, NULL);
}

static void letter_id__forwarded_as_a_whole__of_the_inner_mail(void **state G_GNUC_UNUSED)
{
    AUTO(findings) *findings = read_forwarded("letter@office.example", TRUE);
    assert_string_equal(findings->message_id, "outer@mission.example");
    assert_string_equal(findings->letter_id, "letter@office.example");
}

static void letter_id__letter_in_the_mail_itself__none(void **state G_GNUC_UNUSED)
{
    AUTO(findings) *findings = read_forwarded("letter@office.example", FALSE);
    assert_null(findings->letter_id);
}

static void letter_id__same_or_missing_id__none(void **state G_GNUC_UNUSED)
{
    AUTO(findings) *same = read_forwarded("outer@mission.example", TRUE);
    AUTO(findings) *none = read_forwarded(NULL, TRUE);
    assert_null(same->letter_id);
    assert_null(none->letter_id);
}

static void variant__letter_id__there_and_back_and_capped(void **state G_GNUC_UNUSED)
{
    AUTO(findings) *findings = read_forwarded("letter@office.example", TRUE);
    g_autoptr(GVariant) variant = g_variant_ref_sink(findings_to_variant(findings));
    AUTO(findings) *back = findings_from_variant(variant, NULL);
    assert_non_null(back);
    assert_string_equal(back->letter_id, "letter@office.example");
    g_free(findings->letter_id);
    findings->letter_id = g_strnfill(999, 'x');
    g_autoptr(GVariant) broken = g_variant_ref_sink(findings_to_variant(findings));
    assert_null(findings_from_variant(broken, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letter_id__forwarded_as_a_whole__of_the_inner_mail),
        cmocka_unit_test(letter_id__letter_in_the_mail_itself__none),
        cmocka_unit_test(letter_id__same_or_missing_id__none),
        cmocka_unit_test(variant__letter_id__there_and_back_and_capped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
