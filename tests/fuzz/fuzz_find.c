/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text as a letter: findings come, the centre takes them, and every quote stands where it says.
 *
 * A byte 0 starts the next part, every second of them a paged attachment. */
#include <stdint.h>
#include <string.h>

#include "find/find.h"
#include "roles/packs.h"

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static struct packs *packs;

int LLVMFuzzerInitialize(int *count, char ***words)
{
    (void)count;
    (void)words;
    g_autoptr(GError) error = NULL;
    packs = packs_load("etc/lang", &error);
    if (!packs)
        g_error("%s", error->message);
    return 0;
}

static void add_part(struct text *text, const char *bytes, gsize length)
{
    gboolean body = text->parts->len % 2 == 0;
    struct text_part *part = text_add_part(text, 0, body ? "body" : "Letter.pdf", body ? TEXT_PLAIN : TEXT_PDF);
    g_autofree char *valid = g_utf8_make_valid(bytes, (gssize)length);
    part->body = body;
    part->paged = !body;
    g_string_append(part->utf8, valid);
}

static struct text *make_text(const uint8_t *bytes, size_t length)
{
    struct text *text = text_new();
    struct text_letter *letter = text_add_letter(text, 0);
    g_date_set_dmy(&letter->sent, 15, G_DATE_JULY, 2025);
    const char *at = (const char *)bytes, *end = at + length;
    while (at < end && text->parts->len < 8) {
        const char *stop = memchr(at, 0, (gsize)(end - at));
        add_part(text, at, (gsize)((stop ? stop : end) - at));
        at = stop ? stop + 1 : end;
    }
    return text;
}

static void look_at_quote(const struct text *text, const struct quote *quote)
{
    g_assert_true(g_utf8_validate(quote->text, -1, NULL));
    g_assert_cmpuint(quote->part_index, <, text->parts->len);
    const struct text_part *part = text->parts->pdata[quote->part_index];
    g_assert_cmpuint(quote->offset, <=, part->utf8->len);
    g_assert_cmpuint(quote->length, <=, part->utf8->len - quote->offset);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    AUTO(text) *text = make_text(bytes, length);
    GDate none;
    g_date_clear(&none, 1);
    AUTO(findings) *findings = find_explain(text, packs, &none);
    for (guint i = 0; i < findings->deadlines->len; i++) {
        const struct deadline *deadline = findings->deadlines->pdata[i];
        g_assert_true(g_date_valid(&deadline->date));
        look_at_quote(text, &deadline->quote);
    }
    for (guint i = 0; i < findings->requests->len; i++) {
        const struct request *request = findings->requests->pdata[i];
        look_at_quote(text, &request->quote);
    }
    g_autoptr(GVariant) value = g_variant_ref_sink(findings_to_variant(findings));
    g_autoptr(GError) error = NULL;
    AUTO(findings) *arrived = findings_from_variant(value, &error);
    if (!arrived)
        g_error("the centre refuses what find found: %s", error->message);
    return 0;
}
