/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "decode/sniff.h"

static const struct {
    const char *bytes;
    guint length;
    enum kind kind;
} table[] = {
#define ROW(bytes, kind) {bytes, sizeof bytes - 1, kind}
    ROW("", KIND_EMPTY),
    ROW(" \r\n\t", KIND_EMPTY),
    ROW("%PDF-1.7\n", KIND_PDF),
    ROW("\r\njunk before\n%PDF-1.4\n", KIND_PDF),
    ROW("PK\3\4....", KIND_ZIP),
    ROW("{\\rtf1\\ansi", KIND_RTF),
    ROW("%!PS-Adobe-3.0\n", KIND_POSTSCRIPT),
    ROW("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", KIND_OLE),
    ROW("\x78\x9f\x3e\x22\1\2", KIND_TNEF),
    ROW("\x89PNG\r\n\x1a\n..", KIND_IMAGE),
    ROW("\xff\xd8\xff\xe0", KIND_IMAGE),
    ROW("\0\0\0\x18" "ftypheic\0\0\0\0", KIND_IMAGE),
    ROW("\0\0\0\x18" "ftypisom\0\0\0\0", KIND_SOUND_OR_FILM),
    ROW("<svg xmlns='x'><text>", KIND_XML),
    ROW("II*\0....", KIND_IMAGE),
    ROW("<!DOCTYPE html><p>x", KIND_HTML),
    ROW("\xef\xbb\xbf\n <HTML>", KIND_HTML),
    ROW("<?xml version='1.0'?><html xmlns='x'>", KIND_HTML),
    ROW("<?xml version='1.0'?><letter/>", KIND_XML),
    ROW("BEGIN:VCALENDAR\r\n", KIND_CALENDAR),
    ROW("From: a@b.example\nSubject: x\nDate: y\n\nhello", KIND_MAIL),
    ROW("Received: from x by y;\n now\nFrom: a@b.example\n\n", KIND_MAIL),
    ROW("X-Mozilla-Status: 0001\nFrom: a@b.example\nTo: c\n\n", KIND_MAIL),
    ROW("From a@b Mon Jan  1\nFrom: a@b.example\nTo: c\nSubject: d\n\n", KIND_MAIL),
    ROW("Dear Minister,\nFrom: a\nTo: b\nSubject: c\n", KIND_TEXT),
    ROW("From: the Office we learn\nthat it is so\n", KIND_TEXT),
    ROW("To: all Members\n\nDear Sir or Madam,\n", KIND_TEXT),
    ROW("Subject: x\nDear Sir,\n", KIND_TEXT),
    ROW("\xff\xfe" "D\0e\0a\0r\0", KIND_TEXT),
    ROW("D\0e\0a\0r\0 \0S\0i\0r\0", KIND_TEXT),
    ROW("\0D\0e\0a\0r\0 \0S\0i\0r", KIND_TEXT),
    ROW("\xff\xfe<\0h\0t\0m\0l\0>\0", KIND_HTML),
    ROW("<\0h\0t\0m\0l\0>\0b\0y\0", KIND_HTML),
    ROW("B\0E\0G\0I\0N\0:\0V\0C\0A\0L\0E\0N\0D\0A\0R\0\r\0\n\0", KIND_CALENDAR),
    ROW("\1\0\2\0\3\0\4\0\5\0\6\0\7\0\10\0", KIND_UNKNOWN),
    ROW("caf\xe9 t\xe4htaeg\n", KIND_TEXT),
    ROW("\0\1\2\3\4\5\6\7\10", KIND_UNKNOWN),
    ROW("\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02........", KIND_PKCS7),
    ROW("-----BEGIN PGP MESSAGE-----\n", KIND_PGP),
    ROW("MZ\x90\0....", KIND_PROGRAM),
    ROW("BM was founded in 1950 and wrote to us\n", KIND_TEXT),
};

static void kind__table_of_first_bytes(void **state G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
        if (sniff_kind(table[i].bytes, table[i].length) != table[i].kind)
            fail_msg("row %zu (%.20s) is %s", i, table[i].bytes,
                     kind_name(sniff_kind(table[i].bytes, table[i].length)));
}

static void name__every_kind_has_one(void **state G_GNUC_UNUSED)
{
    for (int kind = 0; kind < KINDS; kind++)
        assert_non_null(kind_name((enum kind) kind));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kind__table_of_first_bytes),
        cmocka_unit_test(name__every_kind_has_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
