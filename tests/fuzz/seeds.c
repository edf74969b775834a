/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes seeds that no file holds: findings as they travel, in a frame and bare; server responses; documents that are
 * packed or coded where they travel in mails.
 *
 *     seeds wire|imap|decode FOLDER */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/channel.h"
#include "finding.h"
#include "message.h"
#include "../support/letter.h"

static const char *const letters[] = {
    "ref ACD 7 (2024) | date 2025-07-11 | subject Reports | id a@b.example | instrument C087"
    " | ask send a report by 16 September 2025 | due 2025-09-16 | back 2025-08-31 | unread annex.pdf",
    "news | subject Week | country BY", "lang fr | ask répondre | before 2025-10-01 | case 2090 | kind article-22"};

static const char *const responses[] = {
    "* OK [CAPABILITY IMAP4rev1 ESEARCH] ready\r\nc1 OK [UIDNEXT 4392] done\r\n",
    "* 12 EXISTS\r\n* OK [UIDVALIDITY 7] good\r\n* SEARCH 1 2 3 7\r\nc1 OK done\r\n",
    "* ESEARCH (TAG \"c1\") UID COUNT 5 ALL 1:4,9\r\nc1 OK done\r\n",
    "* 1 FETCH (UID 7 RFC822.SIZE 5 INTERNALDATE \"15-Jul-2025 10:00:00 +0200\" BODY[] {5}\r\nhello)\r\n",
    "* 1 FETCH (FLAGS (\\Seen (a)) UID 7 MODSEQ (12) X NIL BODY[] \"h\\\"i\" Y \"z\")\r\n",
    "+ go on\r\n* BYE too many\r\n* LIST (\\HasNoChildren) \"/\" \"INBOX\"\r\nc2 NO [AUTHENTICATIONFAILED] no\r\n",
    "* 2 FETCH (UID 8 BODY[] {5000}\r\nhello"};

static const char *const documents[] = {
    "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'>"
    "<Styles><Style ss:ID='s'><Font ss:StrikeThrough='1'/></Style></Styles><Worksheet ss:Name='Plan'><Table><Column ss:Index='2' ss:Hidden='1' "
    "ss:Span='2'/><Row ss:Index='3' ss:Hidden='1' ss:Span='4'><Cell ss:Index='2' ss:MergeAcross='3' ss:StyleID='s'><Data ss:Type='DateTime'>"
    "2026-05-01T17:00:00.000</Data><Comment><ss:Data>x</ss:Data></Comment></Cell></Row></Table><WorksheetOptions><PageSetup>"
    "<Header Data='&amp;L&amp;&quot;Arial&quot;&amp;12 by &amp;S1 May&amp;R&amp;K010203&amp;P'/></PageSetup><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>",
    "<?xml version='1.0'?><w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml' xmlns:v='v' xmlns:mc='mc'><w:body>"
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>by </w:t></w:r><w:r><w:pict><v:textpath string='x'/><v:textbox><w:txbxContent><w:tbl><w:tr><w:tc><w:p><w:r>"
    "<w:t>a box</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:txbxContent></v:textbox></w:pict></w:r><w:r><w:t>1 May</w:t><w:sym w:font='Symbol' w:char='F02D'/>"
    "</w:r></w:p></w:tc></w:tr></w:tbl><mc:AlternateContent><mc:Choice/><mc:Fallback><w:p><w:r><w:t>x</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
    "<w:p><w:r><w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='a'/><w:listEntry w:val='b'/></w:ddList></w:ffData></w:r></w:p></w:body></w:wordDocument>",
    "<?xml version='1.0'?><office:document xmlns:office='o' xmlns:text='t' xmlns:table='b' xmlns:draw='d' xmlns:form='f'><office:forms><form:text "
    "form:current-value='x'/></office:forms><text:p>by <draw:frame><draw:text-box><text:p>a box</text:p></draw:text-box></draw:frame>1 May<text:note>"
    "<text:note-body><text:p>note</text:p></text:note-body></text:note></text:p><table:table><table:table-column table:visibility='collapse' "
    "table:number-columns-repeated='3'/><table:table-row><table:table-cell table:number-columns-repeated='2'><text:p>x</text:p></table:table-cell>"
    "</table:table-row></table:table></office:document>",
    "Se\xc3\x83\xc2\xb1or: a m\xc3\x83\xc2\xa1s tardar el 1.\xc3\x82\xc2\xba de mayo; d\xc3\xa2\xe2\x82\xac\xe2\x84\xa2ici au 1er ao\xc3\x83\xc2\xbbt",
    "{\\rtf1\\trowd\\intbl by {\\footnote a note\\cell\\par}1 May\\cell\\row{\\shp{\\*\\shpinst{\\sp{\\sn gtextUNICODE}{\\sv x}}{\\shptxt a box\\par}}}}",
    "<html><select><option>1<option selected>2</select><svg><text>by <tspan y='1'>1 May</tspan></text><title>x</title></svg><object>x</object></html>",
    "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nBEGIN:VTODO\r\nSUMMARY:x\r\nDUE;TZID=Europe/Zurich:20260501T090000\r\nATTACH;ENCODING=BASE64;FILENAME=a:Ynkg\r\n"
    "RRULE:x\r\nBEGIN:VALARM\r\nEND:VALARM\r\nSTATUS:CANCELLED\r\nEND:VTODO\r\nEND:VCALENDAR\r\n",
    "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>See: <img src='cid:a%40b' width=600 alt='Reply by 1 May'>"
    "<img src='cid:a.png@c'><img src='https://a.example/b' alt='Reply by 2 June'>\n--b\nContent-Type: image/png; name=a.png\nContent-ID: <c>\n\n"
    ".\n--b\nContent-Type: message/rfc822\n\nContent-Type: image/png\nContent-ID: <a@b>\n\n.\n--b--\n",
    "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R 7 0 R]/D<</BaseState/OFF/ON[6 0 R]/Order[6 0 R[7 0 R]]>>>>>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<"
    "/Font<</F 5 0 R>>/XObject<</I 8 0 R>>/Properties<</A 6 0 R/B 7 0 R>>>>>>endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    "6 0 obj<</Type/OCG/Name(a)>>endobj\n7 0 obj<</Type/OCG/Name(b)>>endobj\n8 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1"
    "/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1/OC 7 0 R>>stream\nx\nendstream endobj\n4 0 obj<</Length 111>>stream\n"
    "/OC /A BDC BT /F 12 Tf 50 700 Td (Reply by 1 May) Tj ET EMC /OC /B BDC q 400 0 0 400 50 100 cm /I Do Q EMC      \nendstream endobj\n"
    "trailer<</Root 1 0 R/Size 9>>\n"};

static void write_seed(const char *folder, guint number, const char *kind, const void *bytes, gsize length)
{
    g_autofree char *path = g_strdup_printf("%s/%s-%u", folder, kind, number);
    if (!g_file_set_contents(path, bytes, (gssize)length, NULL))
        g_error("%s cannot be written", path);
}

static void write_frame(const char *folder, guint number, GVariant *value)
{
    int ends[2];
    char frame[60 * 1024] = {1};
    if (!channel_pair(ends, NULL))
        g_error("no socket");
    AUTO(channel) *channel = channel_new(ends[0], message_forms, MESSAGES);
    channel_send(channel, MESSAGE_FINDINGS, g_variant_new_variant(value), -1, NULL);
    ssize_t length = recv(ends[1], frame + 1, sizeof frame - 1, 0);
    close(ends[1]);
    write_seed(folder, number, "frame", frame, (gsize)length + 1);
}

static void write_wire(const char *folder)
{
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++) {
        LETTER *letter = letter_from_line(letters[i]);
        g_autoptr(GVariant) value = g_variant_ref_sink(findings_to_variant(letter));
        g_autoptr(GVariant) outer = g_variant_ref_sink(g_variant_new_variant(value));
        g_autoptr(GString) bare = g_string_new_len("", 1);
        g_string_append_len(bare, g_variant_get_data(outer), (gssize)g_variant_get_size(outer));
        write_seed(folder, i, "bare", bare->str, bare->len);
        write_frame(folder, i, value);
    }
}

int main(int argc, char **argv)
{
    if (argc != 3)
        g_error("seeds wire|imap|decode FOLDER");
    if (strcmp(argv[1], "wire") == 0)
        write_wire(argv[2]);
    for (guint i = 0; strcmp(argv[1], "imap") == 0 && i < G_N_ELEMENTS(responses); i++)
        write_seed(argv[2], i, "response", responses[i], strlen(responses[i]));
    for (guint i = 0; strcmp(argv[1], "decode") == 0 && i < G_N_ELEMENTS(documents); i++)
        write_seed(argv[2], i, "document", documents[i], strlen(documents[i]));
    return 0;
}
