/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/decoding.h"
#include "supervise/sandbox.h"

/* A warm decoder must read inside a seal exactly what it reads outside. */

static char *summarise(const struct text *text)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < text->parts->len; i++) {
        const struct text_part *part = g_ptr_array_index(text->parts, i);
        g_string_append_printf(out, "[%s %d %u]%s", part->name, (int) part->form, part->letter,
                               part->utf8->str);
    }
    const GPtrArray *lists[] = {text->unread, text->limits, text->flaws};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        for (guint j = 0; j < lists[i]->len; j++) {
            const struct text_flaw *flaw = g_ptr_array_index(lists[i], j);
            g_string_append_printf(out, "{%u %s: %s}", i, flaw->part, flaw->what);
        }
    return g_string_free(out, FALSE);
}

static const char *verdict;

static char *read_sealed(struct decoder *decoder, GBytes *raw)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        struct sandbox_limits limits = {.cpu_seconds = 60, .wall_seconds = 60, .quiet = TRUE,
                                        .memory_bytes = 1u << 30, .keep = &ends[1], .kept = 1};
        if (!sandbox_seal(SANDBOX_READER, &limits, NULL))
            _exit(42);
        AUTO(text) *text = decode_document(decoder, raw, "x");
        g_autofree char *summary = summarise(text);
        gsize done = 0, length = strlen(summary);
        while (done < length) {
            ssize_t written = write(ends[1], summary + done, length - done);
            if (written <= 0)
                _exit(43);
            done += (gsize) written;
        }
        _exit(0);
    }
    close(ends[1]);
    GString *got = g_string_new(NULL);
    char block[65536];
    for (ssize_t count; (count = read(ends[0], block, sizeof block)) > 0;)
        g_string_append_len(got, block, count);
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    verdict = sandbox_verdict(status);
    if (verdict != NULL)
        printf("# status %#x\n", (guint) status);
    return g_string_free(got, FALSE);
}

static void check_same(const char *bytes, gsize length)
{
    AUTO(decoder) *decoder = decoder_new(NULL);
    decoder_warm(decoder);
    g_autoptr(GBytes) raw = g_bytes_new(bytes, length);
    g_autofree char *sealed = read_sealed(decoder, raw);
    if (verdict != NULL)
        fail_msg("%s", verdict);
    AUTO(text) *text = decode_document(decoder, raw, "x");
    g_autofree char *open = summarise(text);
    assert_string_equal(sealed, open);
}

static void sealed__charsets__are_at_hand(void **state G_GNUC_UNUSED)
{
    static const char *const names[] = {"windows-1257", "iso-8859-15", "koi8-r", "gb2312", "utf-7",
                                        "iso-2022-jp",  "big5",        "no-such-set"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *mail = g_strdup_printf(
            "From: =?%s?q?J=F5geva?= <a@b.example>\nSubject: =?%s?q?=E4=F5?=\n"
            "Content-Type: text/html; charset=%s\n\n<p>t\xe4htaeg \xf0 <b>1</b>. mai\n",
            names[i], names[i], names[i]);
        check_same(mail, strlen(mail));
    }
}

static void sealed__pdf__is_read(void **state G_GNUC_UNUSED)
{
    const char *const pages[] = {"by no later than\n16 September 2025", "second page", NULL};
    g_autoptr(GBytes) pdf = make_pdf(pages);
    gsize length;
    const char *bytes = g_bytes_get_data(pdf, &length);
    check_same(bytes, length);
}

static void sealed__samples__are_read(void **state G_GNUC_UNUSED)
{
    static const char *const names[] = {"mail/circular-belarus.eml", "mail/circular-belarus-forwarded.eml",
                                        "mail/news-001.eml"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = sample_path(names[i]), *bytes = NULL;
        gsize length;
        if (path == NULL)
            skip();
        assert_true(g_file_get_contents(path, &bytes, &length, NULL));
        check_same(bytes, length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sealed__charsets__are_at_hand),
        cmocka_unit_test(sealed__pdf__is_read),
        cmocka_unit_test(sealed__samples__are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
