/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and declared types lie: a letter called .doc is RTF, a scan is application/octet-stream, a
 * forwarded mail is an attachment of unknown kind. So the first bytes decide, by the marks the
 * formats define; what has none is text if it looks like text.
 *
 * It refuses to guess a mail from prose: a letter that quotes "From:" and "Subject:" is a text. */
#include "decode/sniff.h"

#include <glib/gi18n.h>
#include <string.h>

#include "decode/wide.h"

#define LOOK_BYTES 4096 /* how far in it looks for signs of text */

static const struct {
    const char *mark;
    guint8 length, offset;
    enum kind kind;
} marks[] = {
    {"PK\3\4", 4, 0, KIND_ZIP},
    {"PK\5\6", 4, 0, KIND_ZIP},
    {"{\\rtf", 5, 0, KIND_RTF},
    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, 0, KIND_OLE},
    {"\x78\x9f\x3e\x22", 4, 0, KIND_TNEF},
    {"\x89PNG\r\n\x1a\n", 8, 0, KIND_IMAGE},
    {"\xff\xd8\xff", 3, 0, KIND_IMAGE},
    {"GIF87a", 6, 0, KIND_IMAGE},
    {"GIF89a", 6, 0, KIND_IMAGE},
    {"II*\0", 4, 0, KIND_IMAGE},
    {"MM\0*", 4, 0, KIND_IMAGE},
    {"WEBPVP8", 7, 8, KIND_IMAGE},
    {"\x97JB2\r\n\x1a\n", 8, 0, KIND_IMAGE},
    {"\0\0\0\x0cjP  ", 8, 0, KIND_IMAGE},
    {"\xff\x4f\xff\x51", 4, 0, KIND_IMAGE},
    {"-----BEGIN PGP MESSAGE-----", 27, 0, KIND_PGP},
    {"-----BEGIN PGP PUBLIC KEY", 25, 0, KIND_PGP},
    {"-----BEGIN PGP SIGNATURE", 24, 0, KIND_PGP},
    {"\x1f\x8b", 2, 0, KIND_ARCHIVE},
    {"7z\xbc\xaf\x27\x1c", 6, 0, KIND_ARCHIVE},
    {"Rar!\x1a\7", 6, 0, KIND_ARCHIVE},
    {"BZh", 3, 0, KIND_ARCHIVE},
    {"\xfd" "7zXZ", 5, 0, KIND_ARCHIVE},
    {"MSCF\0\0\0\0", 8, 0, KIND_ARCHIVE},
    {"ftyphei", 7, 4, KIND_IMAGE}, /* HEIF, as telephones take pictures; and its kin */
    {"ftypmif1", 8, 4, KIND_IMAGE},
    {"ftypavif", 8, 4, KIND_IMAGE},
    {"ID3", 3, 0, KIND_SOUND_OR_FILM},
    {"RIFF", 4, 0, KIND_SOUND_OR_FILM},
    {"OggS", 4, 0, KIND_SOUND_OR_FILM},
    {"ftyp", 4, 4, KIND_SOUND_OR_FILM},
    {"\x1a\x45\xdf\xa3", 4, 0, KIND_SOUND_OR_FILM},
    {"MZ\x90\0", 4, 0, KIND_PROGRAM},
    {"\x7f" "ELF", 4, 0, KIND_PROGRAM},
    {"%!PS", 4, 0, KIND_POSTSCRIPT},
    {"\x04%!PS", 5, 0, KIND_POSTSCRIPT},
    {"\xc5\xd0\xd3\xc6", 4, 0, KIND_POSTSCRIPT},
};

static gboolean is_tar(const char *bytes, gsize length)
{
    return length >= 262 && memcmp(bytes + 257, "ustar", 5) == 0;
}

/* Beyond "BM": the header's own size is one of the few that exist. */
static gboolean is_bitmap(const char *bytes, gsize length)
{
    return length > 26 && memcmp(bytes, "BM", 2) == 0 && bytes[15] == 0 && bytes[16] == 0 &&
           (bytes[14] == 12 || bytes[14] == 40 || bytes[14] == 108 || bytes[14] == 124);
}

/* A SEQUENCE that begins with the object identifier 1.2.840.113549.1.7.x (RFC 5652). */
static gboolean is_pkcs7(const char *bytes, gsize length)
{
    static const char oid[] = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07";
    return length > 20 && bytes[0] == 0x30 && memmem(bytes, 20, oid, 10) != NULL;
}

static gboolean starts_with(const char *text, gsize length, const char *word)
{
    gsize wanted = strlen(word);
    return length >= wanted && g_ascii_strncasecmp(text, word, wanted) == 0;
}

/* After white space, byte order mark, comments and declarations. */
static enum kind sniff_markup(const char *text, gsize length)
{
    if (starts_with(text, length, "<!doctype html") || starts_with(text, length, "<html") ||
        starts_with(text, length, "<head") || starts_with(text, length, "<body") ||
        starts_with(text, length, "<meta"))
        return KIND_HTML;
    gboolean declared = starts_with(text, length, "<?xml") || starts_with(text, length, "<!--");
    if (declared && g_strstr_len(text, (gssize) MIN(length, LOOK_BYTES), "<html") != NULL)
        return KIND_HTML;
    return starts_with(text, length, "<?xml") || starts_with(text, length, "<svg") ? KIND_XML : KIND_UNKNOWN;
}

/* Field names that open a mail, and one of them must come first. */
static gboolean is_mail_field(const char *name, gsize length)
{
    static const char *const names[] = {
        "from",         "to",         "subject",  "date",        "message-id",
        "mime-version", "received",   "cc",       "return-path", "delivered-to",
        "reply-to",     "sender",     "content-type", "x-mozilla-status", "x-originating-ip",
        "dkim-signature", "thread-topic", "thread-index", "authentication-results", "references",
        "in-reply-to",  "list-id",    "x-mailer", "content-transfer-encoding", "arc-seal",
        "x-received",   "x-account-key", "x-uidl",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (strlen(names[i]) == length && g_ascii_strncasecmp(names[i], name, length) == 0)
            return TRUE;
    return FALSE;
}

/* Does it begin like the header of a mail? At least two fields that mails have, no prose between. */
static gboolean begins_like_mail(const char *bytes, gsize length)
{
    const char *at = bytes, *end = bytes + MIN(length, 65536);
    gboolean sender_or_trace = FALSE;
    guint known = 0;
    for (guint line = 0; at < end; line++) {
        const char *next = memchr(at, '\n', (gsize) (end - at));
        next = next != NULL ? next + 1 : end;
        if (*at == '\n' || (*at == '\r' && at + 1 < end && at[1] == '\n'))
            break;
        gboolean mbox = line == 0 && starts_with(at, (gsize) (end - at), "From ");
        if (!mbox && *at != ' ' && *at != '\t') {
            const char *colon = memchr(at, ':', (gsize) (next - at));
            if (colon == NULL || colon == at)
                return FALSE;
            for (const char *c = at; c < colon; c++)
                if (*c <= 0x20 || *c == 0x7f)
                    return FALSE;
            gboolean is_known = is_mail_field(at, (gsize) (colon - at));
            if (line == 0 && !is_known && !starts_with(at, (gsize) (end - at), "x-"))
                return FALSE;
            known += is_known;
            sender_or_trace |= starts_with(at, (gsize) (end - at), "from:") ||
                               starts_with(at, (gsize) (end - at), "received:") ||
                               starts_with(at, (gsize) (end - at), "return-path:");
        }
        at = next;
    }
    /* A page saved as one file by Word or a browser has a header without a sender. */
    gboolean page = starts_with(bytes, length, "mime-version:") &&
                    memmem(bytes, (gsize) (at - bytes), "multipart/related", 17) != NULL;
    return known >= 3 || (known >= 2 && (sender_or_trace || page));
}

/* Bytes that no text in any set of one byte has. */
static gboolean looks_like_text(const char *bytes, gsize length)
{
    gsize look = MIN(length, LOOK_BYTES), odd = 0;
    for (gsize i = 0; i < look; i++) {
        guchar c = (guchar) bytes[i];
        odd += c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x1b;
    }
    return odd * 100 <= look;
}

/* UTF-16 and UTF-32: a page or a calendar, else text; KIND_UNKNOWN where the bytes are neither. */
static enum kind sniff_wide(const char *bytes, gsize length)
{
    struct wide wide = wide_tell(bytes, length);
    if (wide.set == NULL)
        return KIND_UNKNOWN;
    g_autofree char *peek = wide_peek(&wide, bytes, length);
    const char *text = g_strchug(peek);
    if (starts_with(text, strlen(text), "BEGIN:VCALENDAR"))
        return KIND_CALENDAR;
    enum kind kind = sniff_markup(text, strlen(text));
    return kind != KIND_UNKNOWN ? kind : KIND_TEXT;
}

static enum kind sniff_mark(const char *bytes, gsize length)
{
    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        gsize end = (gsize) marks[i].offset + marks[i].length;
        if (marks[i].kind != KIND_UNKNOWN && length >= end &&
            memcmp(bytes + marks[i].offset, marks[i].mark, marks[i].length) == 0)
            return marks[i].kind;
    }
    if (is_bitmap(bytes, length))
        return KIND_IMAGE;
    if (is_tar(bytes, length))
        return KIND_ARCHIVE;
    return is_pkcs7(bytes, length) ? KIND_PKCS7 : KIND_UNKNOWN;
}

enum kind sniff_kind(const char *bytes, gsize length)
{
    if (length == 0)
        return KIND_EMPTY;
    /* ISO 32000 wants the mark first; readers take it within the first kibibyte. */
    if (memmem(bytes, MIN(length, 1024), "%PDF-", 5) != NULL)
        return KIND_PDF;
    enum kind kind = sniff_mark(bytes, length);
    if (kind != KIND_UNKNOWN)
        return kind;
    kind = sniff_wide(bytes, length);
    if (kind != KIND_UNKNOWN)
        return kind;
    const char *text = bytes, *end = bytes + length;
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        text += 3;
    while (text < end && g_ascii_isspace(*text))
        text++;
    if (text == end)
        return KIND_EMPTY;
    gsize left = (gsize) (end - text);
    if (starts_with(text, left, "{\\rtf"))
        return KIND_RTF;
    if (starts_with(text, left, "BEGIN:VCALENDAR"))
        return KIND_CALENDAR;
    kind = sniff_markup(text, left);
    if (kind != KIND_UNKNOWN)
        return kind;
    if (begins_like_mail(text, left))
        return KIND_MAIL;
    return looks_like_text(bytes, length) ? KIND_TEXT : KIND_UNKNOWN;
}

const char *kind_name(enum kind kind)
{
    static const char *const names[KINDS] = {
        [KIND_UNKNOWN] = N_("of an unknown kind"),
        [KIND_POSTSCRIPT] = N_("a PostScript file"),
        [KIND_EMPTY] = N_("empty"),
        [KIND_TEXT] = N_("a text"),
        [KIND_HTML] = N_("a web page"),
        [KIND_MAIL] = N_("a mail"),
        [KIND_CALENDAR] = N_("a calendar entry"),
        [KIND_PDF] = N_("a PDF file"),
        [KIND_RTF] = N_("an RTF file"),
        [KIND_ZIP] = N_("a ZIP archive"),
        [KIND_XML] = N_("an XML file"),
        [KIND_OLE] = N_("an old office file"),
        [KIND_TNEF] = N_("an Outlook container (winmail.dat)"),
        [KIND_IMAGE] = N_("an image"),
        [KIND_PKCS7] = N_("an S/MIME message"),
        [KIND_PGP] = N_("a PGP message"),
        [KIND_ARCHIVE] = N_("an archive"),
        [KIND_SOUND_OR_FILM] = N_("a sound or film"),
        [KIND_PROGRAM] = N_("a program"),
    };
    return names[kind];
}
