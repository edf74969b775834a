/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mails of our own: what libraries set up at their first mail (types, tables, fonts) is set up by one
 * in the warm parent, and not again in each child; from others find learns what ordinary letters say.
 * They say nothing that anybody would want to know. */
#include "roles/reading.h"

#include "decode/decode.h"
#include "find/answer.h"
#include "find/find.h"
#include "finding.h"
#include "roles/exercise_letters.h"

static const char example[] =
    "From: =?windows-1252?Q?Ren=E9e?= <sender@example.org>\r\nTo: reader@example.org\r\n"
    "Date: Mon, 07 Apr 2031 10:00:00 +0200\r\nMessage-ID: <example@example.org>\r\n"
    "Subject: =?utf-8?Q?Requ=C3=AAte?=\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=a\r\n\r\n"
    "--a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain; charset=windows-1252\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    "Dear Sir or Madam,\r\nGovernments are requested to reply by 5 May 2031 =96 at noon.\r\n"
    "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    "<p style='margin:0'>Dear Sir or Madam,</p><table><tr><td>Governments are requested to reply by "
    "5 May 2031 &ndash; at noon.</td></tr></table>\r\n--b--\r\n"
    "--a\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@example.org\r\nSubject: Fwd\r\n\r\nOK\r\n"
    "--a\r\nContent-Type: application/pdf; name=letter.pdf\r\n"
    "Content-Disposition: attachment; filename*=utf-8''lettre.pdf\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\n"
    "JVBERi0xLjQKMSAwIG9iajw8L1R5cGUvQ2F0YWxvZy9QYWdlcyAyIDAgUj4+ZW5kb2JqCjIgMCBvYmo8PC9UeXBl\r\n"
    "L1BhZ2VzL0tpZHNbMyAwIFJdL0NvdW50IDE+PmVuZG9iagozIDAgb2JqPDwvVHlwZS9QYWdlL1BhcmVudCAyIDAg\r\n"
    "Ui9NZWRpYUJveFswIDAgMjAwIDIwMF0vQ29udGVudHMgNCAwIFIvUmVzb3VyY2VzPDwvRm9udDw8L0YgNSAwIFI+\r\n"
    "Pj4+Pj5lbmRvYmoKNCAwIG9iajw8L0xlbmd0aCA1OD4+c3RyZWFtCkJUIC9GIDkgVGYgMjAgMjAgVGQgKFBsZWFz\r\n"
    "ZSByZXBseSBieSA1IE1heSAyMDMxIGF0IG5vb24uKSBUaiBFVAplbmRzdHJlYW0gZW5kb2JqCjUgMCBvYmo8PC9U\r\n"
    "eXBlL0ZvbnQvU3VidHlwZS9UeXBlMS9CYXNlRm9udC9IZWx2ZXRpY2E+PmVuZG9iagp0cmFpbGVyPDwvUm9vdCAx\r\n"
    "IDAgUj4+Cg==\r\n"
    "--a\r\nContent-Type: application/octet-stream; name=letter.docx\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\n"
    "UEsDBBQAAAAIAKiMdl0HkaqKiQAAALUAAAARAAAAd29yZC9kb2N1bWVudC54bWxFzlEOgjAMBuCrNBzAIkYfFuQG\r\n"
    "Jl5hQAWSrV26mbnby/DBl+9P0+ZP+2xmmd6eOMHHO44m35s1pWAQ47SSt/EkgXjfvUS9TfuoC2bROahMFOPGi3fY\r\n"
    "te0Nvd24GfpsRplLzVDRShqejmwkUAquwFjgCg9boGsvZ7AJWIRPPdbDqh6Gw18Z/h8dvlBLAQIUAxQAAAAIAKiM\r\n"
    "dl0HkaqKiQAAALUAAAARAAAAAAAAAAAAAACAAQAAAAB3b3JkL2RvY3VtZW50LnhtbFBLBQYAAAAAAQABAD8AAAC4\r\n"
    "AAAAAAA=\r\n"
    "--a--\r\n";

static void read_example(struct reader *reader, GBytes *mail)
{
    GDate unknown;
    g_date_clear(&unknown, 1);
    AUTO(text) *text = decode_mail(reader->decoder, mail);
    AUTO(findings) *findings = find_read(text, reader->packs, &unknown);
    answer_read(text, &findings->answer);
    g_autoptr(GVariant) value =
        g_variant_ref_sink(g_variant_new_variant(findings_to_variant(findings)));
    g_variant_get_data(value);
}

void reader_exercise_decoder(struct reader *reader)
{
    g_autoptr(GBytes) first = g_bytes_new_static(example, sizeof example - 1);
    AUTO(text) *text = decode_mail(reader->decoder, first);
    AUTO(findings) *findings = findings_new();
    reader->form = g_variant_ref_sink(g_variant_new_variant(findings_to_variant(findings)));
    g_variant_get_data(reader->form);
}

static GBytes *make_mail(const char *letter)
{
    GString *mail = g_string_new("From: Office <sender@example.org>\nTo: reader@example.org\n"
                                 "Date: Mon, 07 Apr 2031 10:00:00 +0200\nMIME-Version: 1.0\n"
                                 "Content-Type: text/plain; charset=utf-8\n\n");
    g_string_append(mail, letter);
    return g_string_free_to_bytes(mail);
}

void reader_exercise(struct reader *reader)
{
    g_autoptr(GBytes) first = g_bytes_new_static(example, sizeof example - 1);
    for (guint i = 0; i < G_N_ELEMENTS(exercise_letters); i++) {
        g_autoptr(GBytes) mail = make_mail(exercise_letters[i]);
        read_example(reader, mail);
    }
    read_example(reader, first);
    decoder_forget(reader->decoder); /* or its children would */
    packs_settle(reader->packs);
}
