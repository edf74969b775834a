/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail as text with its place: what decode hands to find.
 *
 * A mail holds one or more letters: the mail itself and every message/rfc822 forwarded inside it.
 * Each letter has its header facts and its parts. Nothing here is trusted: all of it is the
 * sender's word, made into valid UTF-8 without control characters (but \n, \t and \f). */
#ifndef CIRCULARD_TEXT_H
#define CIRCULARD_TEXT_H

#include <glib.h>

#include "base/auto.h"

enum text_form {
    TEXT_PLAIN,
    TEXT_HTML,
    TEXT_PDF,
    TEXT_OFFICE,   /* DOCX, ODT, XLSX, RTF, DOC */
    TEXT_SCAN,     /* an image; a scanned page of a PDF is named in scanned_pages */
    TEXT_CALENDAR, /* iCalendar */
};

/* The header of the mail (letter 0) or of a letter forwarded inside it. */
struct text_letter {
    char *message_id;   /* without angle brackets; NULL where there is none */
    char *from_name;    /* decoded display name or NULL */
    char *from_address; /* addr-spec or NULL */
    char *subject;      /* decoded (RFC 2047) or NULL */
    char *in_reply_to;  /* first Message-ID named, or NULL */
    char *references;   /* Message-IDs separated by a space, or NULL */
    GDate sent;         /* civil date of the Date header in its own zone, or of the last Received where no
                           server agrees with it (decode_witness() asks one more); not valid where there is none: ask g_date_valid() */
    gint64 sent_at;     /* the same as seconds since the epoch; 0 unknown */
    gboolean sent_alone; /* the Date header says so, and no server on the way says when */
    guint depth;        /* 0 the mail itself, 1 forwarded in it, … */
    gboolean automatic; /* RFC 3834, a list, a bounce: nobody typed it */
    gboolean report;    /* multipart/report (RFC 6522): a bounce or a receipt */
    guint senders;      /* mailboxes named by all From fields together; one in an honest mail */
    char *recipients;   /* addresses of To, Cc and of where it was delivered, separated by a space;
                           or NULL */
    GPtrArray *authentication; /* of char *: Authentication-Results (RFC 8601) as they stand, and
                                  between them " HOST" (a space first) for each Received by HOST; empty
                           where there are too many or too long ones to judge */
};

/* One leaf that was read. Text has one line an original line or paragraph. The cells of a table row
 * stand in one line, a tab between them. Where paged, \f stands between pages (never at the end),
 * so a sentence may run over it and the page of an offset is 1 + the form feeds before it. */
struct text_part {
    char *name;           /* "body", or the file name as shown to people */
    guint letter;         /* index into text.letters */
    enum text_form form;
    gboolean body;        /* the letter's own text, not an attachment */
    gboolean alternative; /* another form of the part before it (multipart/alternative) */
    gboolean paged;
    GString *utf8;        /* owned */
    GArray *scanned_pages; /* of guint, from 1: pages whose text comes from OCR; may be NULL */
};

/* Something a person must know about a part: why it was not read, or the limit that bit. */
struct text_flaw {
    char *part;
    char *what; /* plain English: "encrypted", "stopped at page 200" */
};

struct text {
    GPtrArray *letters; /* of struct text_letter; [0] is the mail, even where it has no header */
    GPtrArray *parts;   /* of struct text_part, in reading order */
    GPtrArray *unread;  /* of struct text_flaw: parts that could not be read */
    GPtrArray *limits;  /* of struct text_flaw: parts that were cut short */
    GPtrArray *flaws;   /* of struct text_flaw: read, but words were left out or not made out */
    GPtrArray *repairs; /* of struct text_flaw: read as something else than it claims to be */
};

/* Implemented in src/decode/text.c. */
struct text *text_new(void); /* with no letter yet */
void text_free(struct text *text);
AUTO_DEFINE(text)

struct text_letter *text_add_letter(struct text *text, guint depth);
struct text_part *text_add_part(struct text *text, guint letter, const char *name,
                                enum text_form form);
void text_add_flaw(GPtrArray *flaws, const char *part, const char *format, ...) G_GNUC_PRINTF(3, 4);
guint text_page(const struct text_part *part, gsize offset); /* 0 where not paged */

#endif
