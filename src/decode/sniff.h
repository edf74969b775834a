/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file is, told by its bytes. */
#ifndef CIRCULARD_DECODE_SNIFF_H
#define CIRCULARD_DECODE_SNIFF_H

#include <glib.h>

enum kind {
    KIND_UNKNOWN,
    KIND_EMPTY,
    KIND_TEXT,
    KIND_HTML,
    KIND_MAIL,
    KIND_CALENDAR,
    KIND_PDF,
    KIND_RTF,
    KIND_ZIP,   /* also DOCX, ODT, XLSX: its entries tell */
    KIND_XML,
    KIND_OLE,   /* legacy office files, and encrypted modern ones */
    KIND_TNEF,
    KIND_IMAGE,
    KIND_PKCS7, /* DER; S/MIME */
    KIND_PGP,   /* armoured or binary */
    KIND_ARCHIVE, /* gzip, 7z, rar, tar: not a zip */
    KIND_SOUND_OR_FILM,
    KIND_PROGRAM,
    KIND_POSTSCRIPT, /* a program that draws pages: not run */
    KINDS
};

enum kind sniff_kind(const char *bytes, gsize length);
const char *kind_name(enum kind kind); /* "a PDF file", for a person */

#endif
