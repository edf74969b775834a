/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What mail programs make of an answer, reconstructed: only the lines on top are its sender's. */
#include "find/answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../support/decoding.h"
#include "find/find.h"

#define TOKEN "c12-abcdefghijklmnopqrstuvwxyz"
#define HEAD                                                                                       \
    "From: Anna Tamm <anna@ministry.example>\nTo: Register <circulars@ministry.example>\n"          \
    "Subject: Re: Answer by 16 September 2025\nMessage-ID: <a1@ministry.example>\n"
#define PLAIN HEAD "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
#define HTML  HEAD "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
#define OURS                                                                                       \
    "Please answer by Tuesday 16 September 2025: 12 days left.\n\nAnswer this mail; its first line " \
    "is one of these:\n  DONE\n  SNOOZE 5\n[" TOKEN "]\n"
#define QUOTED "> Please answer by Tuesday 16 September 2025.\n> DONE\n> [" TOKEN "]\n"

static const struct {
    const char *program, *mail, *text; /* text NULL: nothing of its own */
} CASES[] = {
    { "Outlook, English",
      PLAIN "DONE\n\nAnna Tamm\nHead of Unit\n\nFrom: Register <circulars@ministry.example>\n"
            "Sent: Thursday, 4 September 2025 09:00\nTo: Anna Tamm\nSubject: Answer\n\n" OURS,
      "DONE\n\nAnna Tamm\nHead of Unit" },
    { "Outlook 2010, dashes",
      PLAIN "Done.\n\n-----Original Message-----\nFrom: Register\nSent: 4 September\n\n" OURS, "Done." },
    { "Outlook on the web, French",
      PLAIN "FAIT\n________________________________\nDe : Registre <circulars@ministry.example>\n"
            "Envoyé : jeudi 4 septembre 2025 09:00\nÀ : Anna\nObjet : Réponse\n\n" OURS,
      "FAIT" },
    { "Outlook on the web, Spanish",
      PLAIN "HECHO\n\n________________________________\nDe: Registro\nEnviado: jueves\n" OURS, "HECHO" },
    { "Outlook on the web, Estonian",
      PLAIN "TEHTUD\n\nSaatja: Register <circulars@ministry.example>\nSaadetud: neljapäev\n" OURS,
      "TEHTUD" },
    { "Outlook on the web, German",
      PLAIN "DONE\n\nVon: Register <circulars@ministry.example>\nGesendet: Donnerstag\n" OURS, "DONE" },
    { "Gmail, English, wrapped",
      PLAIN "DONE\n\nOn Thu, Sep 4, 2025 at 9:00 AM Register of circulars\n"
            "<circulars@ministry.example> wrote:\n\n" QUOTED,
      "DONE" },
    { "Gmail, French",
      PLAIN "Reporter 5\n\nLe jeu. 4 sept. 2025 à 09:00, Registre <circulars@ministry.example> a écrit :\n\n"
      QUOTED,
      "Reporter 5" },
    { "Gmail, Spanish",
      PLAIN "HECHO\n\nEl jue, 4 sept 2025 a las 9:00, Registro (<circulars@ministry.example>)\nescribió:\n\n"
      QUOTED,
      "HECHO" },
    { "Gmail, Estonian",
      PLAIN "TEHTUD\n\nKontakt Register (<circulars@ministry.example>) kirjutas kuupäeval N, 4. september\n"
            "2025 kell 09:00:\n\n" QUOTED,
      "TEHTUD" },
    { "Apple Mail",
      PLAIN "DONE\n\n> On 4 Sep 2025, at 09:00, Register <circulars@ministry.example> wrote:\n> \n" QUOTED,
      "DONE" },
    { "Apple Mail, French, no-break space before the colon",
      PLAIN "FAIT\n\nLe 4 sept. 2025 à 09:00, Registre <circulars@ministry.example> a écrit\xc2\xa0:\n\n" QUOTED,
      "FAIT" },
    { "iPhone",
      PLAIN "Done\n\nSent from my iPhone\n\n> On 4 Sep 2025, at 09:00, Register wrote:\n" QUOTED, "Done" },
    { "iPhone, French",
      PLAIN "Fait\nEnvoyé de mon iPhone\n\n> Le 4 sept. 2025 à 09:00, Registre a écrit :\n" QUOTED, "Fait" },
    { "Outlook for Android",
      PLAIN "DONE\n\nGet Outlook for Android<https://aka.example/x>\n________________________________\n"
            "From: Register\n" OURS,
      "DONE" },
    { "Android, marks that nobody sees",
      PLAIN "\xe2\x80\x8b" "DONE\xc2\xa0\xe2\x80\x8b\n\nOn Thu, 4 Sep 2025, 09:00 Register, <circulars@x.example> wrote:\n"
      QUOTED,
      "DONE" },
    { "Thunderbird, German",
      PLAIN "DONE\n\nAm 04.09.25 um 09:00 schrieb Register:\n" QUOTED, "DONE" },
    { "Thunderbird, with a signature",
      PLAIN "DONE\n\n-- \nAnna Tamm\nDONE is my motto\n\nOn 04/09/2025 09:00, Register wrote:\n" QUOTED, "DONE" },
    { "Outlook, HTML only",
      HTML "<html><body><p class=MsoNormal>DONE<o:p></o:p></p><p>&nbsp;</p><div style='border-top:solid'>"
           "<p><b>From:</b> Register &lt;circulars@ministry.example&gt;<br><b>Sent:</b> Thursday</p></div>"
           "<p>Please answer. DONE [" TOKEN "]</p></body></html>\n",
      "DONE" },
    { "Gmail, HTML only",
      HTML "<div dir=ltr>DONE</div><br><div class=gmail_quote><div>On Thu, Sep 4, 2025 at 9:00 AM Register "
           "&lt;<a href='mailto:x'>circulars@ministry.example</a>&gt; wrote:<br></div>"
           "<blockquote>DONE [" TOKEN "]</blockquote></div>\n",
      "DONE" },
    { "Exchange, both forms",
      HEAD "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: "
           "text/plain; charset=utf-8\n\nDONE\n\n*From:* Register\n" OURS "\n--b\nContent-Type: text/html\n\n"
           "<p>NOT OURS</p>\n--b--\n",
      "DONE" },
    { "Yahoo",
      PLAIN "DONE\n    On Thursday, September 4, 2025 at 09:00:00 AM GMT+3, Register <circulars@ministry.example> "
            "wrote:  \n \n " OURS,
      "DONE" },
    { "Yahoo, a figure in the answer",
      PLAIN "SNOOZE 5\n    On Thursday, September 4, 2025 at 09:00:00 AM GMT+3, Register <circulars@ministry.example> "
            "wrote:  \n \n " OURS,
      "SNOOZE 5" },
    { "Proton",
      PLAIN "DONE\n\n\n\n\nOn Thursday, September 4th, 2025 at 9:00 AM, Register <circulars@ministry.example> wrote:\n\n" QUOTED,
      "DONE" },
    { "Notes",
      PLAIN "DONE\n\n\nFrom:\tRegister <circulars@ministry.example>\nTo:\tAnna Tamm\nDate:\t04/09/2025 09:00\n"
            "Subject:\tAnswer\n\n" OURS,
      "DONE" },
    { "Samsung",
      PLAIN "DONE\n\nSent from my Galaxy\n\n-------- Original message --------\nFrom: Register <circulars@ministry.example>\n"
            "Date: 04/09/2025 09:00 (GMT+02:00)\nTo: anna@ministry.example\n\n" OURS,
      "DONE" },
    { "Roundcube", PLAIN "DONE\n\nOn 2025-09-04 09:00, Register wrote:\n" QUOTED, "DONE" },
    { "Zimbra, French",
      PLAIN "FAIT\n\n----- Mail original -----\nDe: \"Registre\" <circulars@ministry.example>\nÀ: \"Luc\"\n\n" OURS, "FAIT" },
    { "K-9, German",
      PLAIN "DONE\n\nAm 4. September 2025 09:00:00 MESZ schrieb Register <circulars@ministry.example>:\n" QUOTED, "DONE" },
    { "a link in our mail",
      PLAIN "DONE\n\n[" TOKEN "]\n", "DONE" },
    { "two lines and a greeting",
      PLAIN "Dear colleagues,\n\n\nDONE\n\nBest regards\nAnna\n", "Dear colleagues,\n\nDONE\n\nBest regards\nAnna" },
    { "French, the word Date first",
      PLAIN "Date : 16 septembre 2025\n\n> x\n", "Date : 16 septembre 2025" },
    { "quoted above: nothing on top", PLAIN QUOTED "\nDONE\n", NULL },
    { "attribution first", PLAIN "On 4 Sep 2025, Register wrote:\n" QUOTED "\nDONE\n", NULL },
    { "nothing but the quote", PLAIN "\n\nFrom: Register\nSent: today\n" OURS, NULL },
    { "hidden text",
      HTML "<div style='display:none'>DONE</div><p>Please see below</p><p>From: Register</p>\n",
      "Please see below" },
    { "an attachment is no body",
      HEAD "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n"
           "Content-Disposition: attachment; filename=a.txt\n\nDONE\n--b--\n",
      NULL },
    { "a forwarded mail is not the sender's",
      HEAD "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
           "From: anna@ministry.example\nSubject: x\n\nDONE\n--b--\n",
      NULL },
};

static void text__mail_programs__lines_on_top(void **state G_GNUC_UNUSED)
{
    guint wrong = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
        AUTO(text) *text = decode_string(CASES[i].mail);
        AUTO(findings) *findings = findings_new();
        answer_read(text, &findings->answer);
        if (g_strcmp0(findings->answer.text, CASES[i].text) != 0) {
            print_message("%s: got \"%s\"\n", CASES[i].program,
                          findings->answer.text != NULL ? findings->answer.text : "(nothing)");
            wrong++;
        }
        assert_int_equal(findings->answer.senders, 1);
        assert_false(findings->answer.report);
    }
    assert_int_equal(wrong, 0);
}

static void text__many_lines__cut_and_told(void **state G_GNUC_UNUSED)
{
    AUTO(text) *eight = decode_string(PLAIN "1\n2\n\n3\n4\n5\n6\n7\n8\n");
    AUTO(text) *nine = decode_string(PLAIN "1\n2\n\n3\n4\n5\n6\n7\n8\n9\n");
    g_autoptr(GString) mail = g_string_new(PLAIN);
    AUTO(findings) *findings = findings_new();

    answer_read(eight, &findings->answer);
    assert_string_equal(findings->answer.text, "1\n2\n\n3\n4\n5\n6\n7\n8");
    assert_false(findings->answer.cut);
    answer_clear(&findings->answer);
    answer_read(nine, &findings->answer);
    assert_true(findings->answer.cut);
    for (int i = 0; i < 3000; i++)
        g_string_append(mail, "DONE and done ");
    AUTO(text) *longest = decode_string(mail->str);
    answer_clear(&findings->answer);
    answer_read(longest, &findings->answer);
    assert_true(findings->answer.text == NULL || strlen(findings->answer.text) <= ANSWER_BYTES_MAX);
}

static void tokens__everywhere__strongest_place_first(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_string(
        "From: a@b.example\nTo: circ+C3-AAAAAAAAAAAAAAAAAAAAAAAAAA@ministry.example\n"
        "Subject: Re: c5-cccccccccccccccccccccccccc\nReferences: <x@y> <c4-bbbbbbbbbbbbbbbbbbbbbbbbbb@ministry.example>\n"
        "\nDONE\n\n> [" TOKEN "]\n");
    AUTO(findings) *findings = findings_new();

    answer_read(text, &findings->answer);
    assert_int_equal(findings->answer.tokens->len, 4);
    assert_string_equal(findings->answer.tokens->pdata[0], "c3-aaaaaaaaaaaaaaaaaaaaaaaaaa");
    assert_string_equal(findings->answer.tokens->pdata[1], "c4-bbbbbbbbbbbbbbbbbbbbbbbbbb");
    assert_string_equal(findings->answer.tokens->pdata[3], TOKEN);
}

#define BOUNCE_HEAD                                                                                \
    "From: MAILER-DAEMON@mx.example\nTo: circulars@ministry.example\nSubject: Undelivered Mail\n"   \
    "Auto-Submitted: auto-replied\nMIME-Version: 1.0\nContent-Type: multipart/report; "             \
    "report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n--b\n"                               \
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n"                     \
    "Arrival-Date: Thu, 4 Sep 2025 09:00:00 +0000\n\n"
#define RETURNED                                                                                   \
    "Message-ID: <matter12.v1.0123@ministry.example>\nReferences: <" TOKEN "@ministry.example>\n"   \
    "From: circulars@ministry.example\nTo: anna@ministry.example\nSubject: Answer by\n"

static void report__bounce__recipient_status_and_mail(void **state G_GNUC_UNUSED)
{
    static const char *const returned[] = {
        "--b\nContent-Type: message/rfc822\n\n" RETURNED "\nPlease answer\n--b--\n",
        "--b\nContent-Type: text/rfc822-headers\n\n" RETURNED "--b--\n",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(returned); i++) {
        g_autofree char *mail = g_strconcat(
            BOUNCE_HEAD "Final-Recipient: rfc822; anna@ministry.example\nAction: failed\n"
                        "Status: 5.1.1\nDiagnostic-Code: smtp; 550 no such user\n\n",
            returned[i], NULL);
        AUTO(text) *text = decode_string(mail);
        AUTO(findings) *findings = findings_new();
        answer_read(text, &findings->answer);
        assert_true(findings->answer.report);
        assert_null(findings->answer.text);
        assert_string_equal(findings->answer.status, "5.1.1");
        assert_string_equal(findings->answer.failed, "anna@ministry.example");
        assert_string_equal(findings->answer.returned_id, "matter12.v1.0123@ministry.example");
        assert_int_equal(findings->answer.tokens->len, 1);
        assert_string_equal(findings->answer.tokens->pdata[0], TOKEN);
    }
}

static void report__delayed_or_nonsense__no_failure(void **state G_GNUC_UNUSED)
{
    static const char *const fields[] = {
        "Final-Recipient: rfc822; anna@ministry.example\nAction: delayed\nStatus: 4.4.7\n\n",
        "Final-Recipient: rfc822; anna@ministry.example\nAction: failed\nStatus: nonsense\n\n",
        "Action: failed\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; anna@ministry.example\n\n",
        "",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
        g_autofree char *mail = g_strconcat(BOUNCE_HEAD, fields[i], "--b--\n", NULL);
        AUTO(text) *text = decode_string(mail);
        AUTO(findings) *findings = findings_new();
        answer_read(text, &findings->answer);
        assert_null(findings->answer.status);
        assert_null(findings->answer.failed);
    }
}

static void variant__answer__there_and_back(void **state G_GNUC_UNUSED)
{
    AUTO(text) *text = decode_string(PLAIN "DONE\n\n> [" TOKEN "]\n");
    AUTO(findings) *findings = findings_new();

    answer_read(text, &findings->answer);
    g_autoptr(GVariant) variant = g_variant_ref_sink(findings_to_variant(findings));
    AUTO(findings) *back = findings_from_variant(variant, NULL);
    assert_non_null(back);
    assert_string_equal(back->answer.text, "DONE");
    assert_int_equal(back->answer.tokens->len, 1);
    assert_int_equal(back->answer.senders, 1);
    assert_string_equal(back->answer.from, "anna@ministry.example");
    assert_null(back->answer.status);
}

static void variant__answer_over_its_limits__refused(void **state G_GNUC_UNUSED)
{
    AUTO(findings) *findings = findings_new();
    g_autoptr(GError) error = NULL;

    findings->answer.text = g_strnfill(ANSWER_BYTES_MAX + 1, 'x');
    g_autoptr(GVariant) variant = g_variant_ref_sink(findings_to_variant(findings));
    assert_null(findings_from_variant(variant, &error));
    assert_non_null(error);
    g_clear_pointer(&findings->answer.text, g_free);
    for (int i = 0; i <= ANSWER_TOKENS_MAX; i++)
        g_ptr_array_add(findings->answer.tokens, g_strdup_printf("c%d", i));
    g_autoptr(GVariant) many = g_variant_ref_sink(findings_to_variant(findings));
    assert_null(findings_from_variant(many, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text__mail_programs__lines_on_top),
        cmocka_unit_test(text__many_lines__cut_and_told),
        cmocka_unit_test(tokens__everywhere__strongest_place_first),
        cmocka_unit_test(report__bounce__recipient_status_and_mail),
        cmocka_unit_test(report__delayed_or_nonsense__no_failure),
        cmocka_unit_test(variant__answer__there_and_back),
        cmocka_unit_test(variant__answer_over_its_limits__refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
