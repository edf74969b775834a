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
    const GPtrArray *lists[] = {text->unread, text->limits, text->flaws, text->repairs};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        for (guint j = 0; j < lists[i]->len; j++) {
            const struct text_flaw *flaw = g_ptr_array_index(lists[i], j);
            g_string_append_printf(out, "{%u %s: %s}", i, flaw->part, flaw->what);
        }
    return g_string_free(out, FALSE);
}

enum { LACKING = 44 };

static const char *verdict;
static gboolean lacked;

static void leave(enum decode_lack lack G_GNUC_UNUSED, gpointer data)
{
    (void) data;
    _exit(LACKING);
}

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
    lacked = WIFEXITED(status) && WEXITSTATUS(status) == LACKING;
    verdict = lacked ? NULL : sandbox_verdict(status);
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

/* What a decoder without the rare sets reads as well as one with them, or leaves to that one. */
static void check_small(const char *mail, gboolean may_leave)
{
    AUTO(decoder) *decoder = decoder_new(NULL), *other = decoder_new(NULL);
    decoder_warm_text(decoder);
    decoder_on_lack(decoder, leave, NULL);
    g_autoptr(GBytes) raw = g_bytes_new(mail, strlen(mail));
    g_autofree char *sealed = read_sealed(decoder, raw);
    if (verdict != NULL || (lacked && !may_leave))
        fail_msg("%s: %s", mail, verdict != NULL ? verdict : "left");
    if (lacked)
        return;
    AUTO(text) *text = decode_document(other, raw, "x");
    g_autofree char *open = summarise(text);
    assert_string_equal(sealed, open);
}

static void sealed__charsets_of_most_mails__are_at_hand_without_the_rare_ones(
    void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *name;
        gboolean body_may_leave, header_may_leave;
    } cases[] = {
        {"windows-1252", FALSE, FALSE}, {"windows-1257", FALSE, FALSE}, {"cp1252", FALSE, FALSE},
        {"iso-8859-1", FALSE, FALSE},   {"iso-8859-15", FALSE, FALSE},  {"iso-8859-2", FALSE, TRUE},
        {"windows-1251", FALSE, TRUE},  {"koi8-r", FALSE, TRUE},        {"macintosh", FALSE, TRUE},
        {"cp850", FALSE, TRUE},         {"utf-8", FALSE, FALSE},        {"us-ascii", FALSE, FALSE},
        {"utf-7", FALSE, FALSE},        {"gb2312", TRUE, TRUE},         {"iso-2022-jp", TRUE, TRUE},
        {"big5", TRUE, TRUE},           {"windows-1258", TRUE, TRUE},   {"no-such-set", TRUE, TRUE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *name = cases[i].name;
        g_autofree char *body = g_strdup_printf("From: a@b.example\nSubject: x\n"
                                                "Content-Type: text/plain; charset=%s\n\nt\xe4htaeg\n",
                                                name);
        g_autofree char *subject = g_strdup_printf("Subject: =?%s?q?=E4=F5?=\n\nx\n", name);
        g_autofree char *file = g_strdup_printf(
            "Subject: x\nContent-Type: text/plain; name*=%s''t%%E4.txt\n\nx\n", name);
        check_small(body, cases[i].body_may_leave);
        check_small(subject, cases[i].header_may_leave);
        check_small(file, cases[i].header_may_leave);
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
        cmocka_unit_test(sealed__charsets_of_most_mails__are_at_hand_without_the_rare_ones),
        cmocka_unit_test(sealed__pdf__is_read),
        cmocka_unit_test(sealed__samples__are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
