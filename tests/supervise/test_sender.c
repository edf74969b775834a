/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who counts as a sender of circulars: whole mails through decode and find, as the daemon reads them. */
#include "supervise/sender.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "decode/decode.h"
#include "find/answer.h"
#include "find/find.h"
#include "roles/packs.h"
#include "support/decoding.h"
#include "support/scratch.h"

static struct packs *packs;

static int load_packs(void **state G_GNUC_UNUSED)
{
    g_autofree char *support = scratch_support_file("");
    g_autofree char *folder = g_build_filename(support, "..", "..", "etc", "lang", NULL);

    packs = packs_load(folder, NULL);
    return packs ? 0 : -1;
}

static int free_packs(void **state G_GNUC_UNUSED)
{
    packs_free(packs);
    return 0;
}

static gboolean known(const char *header, const char *authserv_id)
{
    g_autofree char *mail = g_strdup_printf("%s\nSubject: ACD 7\nDate: Mon, 9 Mar 2026 10:00:00 +0100\n\n"
                                            "Governments are requested to reply by 1 September 2026.\n", header);
    AUTO(text) *text = decode_string(mail);
    GDate received;
    g_date_set_dmy(&received, 9, 3, 2026);
    AUTO(findings) *findings = find_read(text, packs, &received);
    answer_read(text, &findings->answer);
    g_autoptr(GPtrArray) senders = g_ptr_array_new();
    g_ptr_array_add(senders, (gpointer)"ilo.org");
    g_ptr_array_add(senders, (gpointer)"mission@geneva.example");
    const struct config config = {.senders = senders, .authserv_id = (char *)authserv_id};

    return sender_is_known(&config, findings);
}

static const struct {
    const char *header;
    gboolean known;
} SENDERS[] = {
    {"From: Office <norm@ilo.org>", TRUE},
    {"From: norm@ILO.org", TRUE},
    {"From: norm@lab.ilo.org", TRUE},
    {"From: \"ILO, Office\" <norm@ilo.org>", TRUE},
    {"From: (comment) norm@ilo.org (another)", TRUE},
    {"From: Mission <mission@geneva.example>", TRUE},
    /* near, and another */
    {"From: norm@ilo.org.example", FALSE},
    {"From: norm@ilo.org.", TRUE}, /* the root is written out: the same domain */
    {"From: norm@evil-ilo.org", FALSE},
    {"From: norm@evililo.org", FALSE},
    {"From: norm@iIo.org", FALSE}, /* a capital i, which is none of an l */
    {"From: norm@i1o.org", FALSE},
    {"From: norm@il0.org", FALSE},
    {"From: norm@ilo.com", FALSE},
    {"From: norm@llo.org", FALSE},
    {"From: norm@ilo.0rg", FALSE},
    {"From: norm@\xd1\x96lo.org", FALSE},         /* Cyrillic i */
    {"From: norm@xn--lo-goc.org", FALSE},           /* the same in punycode */
    {"From: norm@ilo.\xd0\xbe" "rg", FALSE},
    {"From: norm@ilo\xe3\x80\x82org", FALSE},      /* an ideographic full stop */
    {"From: norm@\xef\xbd\x89lo.org", FALSE},     /* a full-width i */
    {"From: norm@ilo\xe2\x80\x8b.org", FALSE},     /* a zero-width space */
    {"From: other@geneva.example", FALSE},
    {"From: mission@geneva.example.evil.example", FALSE},
    /* an address where none counts */
    {"From: \"norm@ilo.org\" <x@evil.example>", FALSE},
    {"From: norm@ilo.org <x@evil.example>", FALSE},
    {"From: \"norm@ilo.org\"@evil.example", FALSE},
    {"From: \"x@evil.example \"@ilo.org", FALSE},
    {"From: <@ilo.org:x@evil.example>", FALSE},
    {"From: norm@ilo.org: ;", FALSE},
    {"From: Office: norm@ilo.org;", FALSE},
    {"From: norm@ilo.org, x@evil.example", FALSE},
    {"From: x@evil.example, norm@ilo.org", FALSE},
    {"From: norm@ilo.org\nFrom: x@evil.example", FALSE},
    {"From: x@evil.example\nFrom: norm@ilo.org", FALSE},
    {"From: norm@ilo.org\nfrom: norm@ilo.org", FALSE},
    {"From: =?utf-8?q?norm=40ilo=2Eorg?=", FALSE},
    {"From: =?utf-8?q?norm=40ilo=2Eorg?= <x@evil.example>", FALSE},
    {"From: norm@ilo.org@evil.example", FALSE},
    {"From: norm@evil.example@ilo.org", FALSE},
    {"From: x@evil.example\nSender: norm@ilo.org", FALSE},
    {"Sender: norm@ilo.org", FALSE},
    {"From:\nSender: norm@ilo.org", FALSE},
    {"From: x@evil.example\nReply-To: norm@ilo.org\nReturn-Path: <norm@ilo.org>", FALSE},
    {"From: ilo.org", FALSE},
    {"From: @ilo.org", FALSE},
    {"From: norm@[127.0.0.1]ilo.org", FALSE},
    {"Subject: nobody", FALSE},
};

static void sender_is_known__table__as_it_says(void **state G_GNUC_UNUSED)
{
    guint wrong = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(SENDERS); i++) {
        if (known(SENDERS[i].header, NULL) == SENDERS[i].known)
            continue;
        print_message("%s\n", SENDERS[i].header);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

#define RESULT "Authentication-Results: mx.labour.example; dmarc=pass header.from=ilo.org\n"
#define OURS   "Received: from out.sender.example (x [192.0.2.1]) by mx.labour.example; Mon, 9 Mar 2026 10:00:00 +0100\n"
#define THEIRS "Received: from a by relay.evil.example; Mon, 9 Mar 2026 10:00:00 +0100\n"

static void sender_is_known__server_must_vouch__above_the_first_hop_of_others(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *header;
        gboolean known;
    } cases[] = {
        {RESULT OURS THEIRS "From: norm@ilo.org", TRUE},
        {OURS RESULT THEIRS "From: norm@ilo.org", TRUE},
        {OURS THEIRS RESULT "From: norm@ilo.org", FALSE},
        {"Authentication-Results: mx.labour.example; none\n" OURS RESULT "From: norm@ilo.org", FALSE},
        {OURS "From: norm@ilo.org", FALSE},
        {RESULT OURS "From: x@evil.example", FALSE},
        {RESULT OURS "From: norm@ilo.org\nFrom: norm@ilo.org", FALSE},
        {RESULT OURS "From: norm@lab.ilo.org", FALSE},
        {"X-Authentication-Results: mx.labour.example; dmarc=pass header.from=ilo.org\n" OURS "From: norm@ilo.org", FALSE},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        if (known(cases[i].header, "mx.labour.example") != cases[i].known)
            fail_msg("%s", cases[i].header);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sender_is_known__table__as_it_says),
        cmocka_unit_test(sender_is_known__server_must_vouch__above_the_first_hop_of_others),
    };

    return cmocka_run_group_tests(tests, load_packs, free_packs);
}
