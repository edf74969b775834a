/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames what an IMAP server sends (RFC 3501, section 7) into responses: bytes in, responses out.
 *
 * Pure: no socket, no clock. However the bytes are cut, the same responses come out. */
#ifndef CIRCULARD_COLLECT_IMAP_READER_H
#define CIRCULARD_COLLECT_IMAP_READER_H

#include <glib.h>

#include "base/auto.h"
#include "collect/uids.h"

#define IMAP_LINE_MAX    (128u * 1024) /* of one line, literals not counted */
#define IMAP_LITERAL_MAX (4u)          /* a larger one than this many times the cap is refused */

enum imap_kind {
    IMAP_TAGGED,   /* c7 OK done */
    IMAP_STATUS,   /* * OK …, * NO …, * BAD …, * BYE …, * PREAUTH … */
    IMAP_DATA,     /* * 12 EXISTS, * SEARCH 1 2, * 3 FETCH (…) */
    IMAP_CONTINUE, /* + … */
};

enum imap_status { IMAP_OK, IMAP_NO, IMAP_BAD, IMAP_BYE, IMAP_PREAUTH };

enum imap_token_kind {
    IMAP_ATOM,   /* also numbers, flags, BODY[] */
    IMAP_STRING, /* quoted or literal: bytes; NULL for a literal over the cap, read and thrown away
                  */
    IMAP_NIL,
    IMAP_OPEN,
    IMAP_CLOSE,
};

struct imap_token {
    enum imap_token_kind kind;
    char *atom;
    GBytes *bytes;
    guint64 length; /* of a string, also where its bytes were thrown away */
};

struct imap_response {
    enum imap_kind kind;
    enum imap_status status; /* IMAP_TAGGED, IMAP_STATUS */
    char *tag;               /* IMAP_TAGGED */
    char *code;              /* "UIDVALIDITY 7" out of "[UIDVALIDITY 7]", or NULL */
    char *text;              /* the words after it; not NULL but in IMAP_DATA */
    char *name;              /* IMAP_DATA: "FETCH", upper case */
    guint32 number;          /* IMAP_DATA: the number before the name, or 0 */
    GArray *tokens;          /* of struct imap_token: what follows the name */
};
void imap_response_free(struct imap_response *response);
AUTO_DEFINE(imap_response)

#define IMAP_READER_ERROR (imap_reader_error_quark())
GQuark imap_reader_error_quark(void);

struct imap_reader;
struct imap_reader *imap_reader_new(gsize literal_bytes_max);
void imap_reader_free(struct imap_reader *reader);
AUTO_DEFINE(imap_reader)

/* Reads at most up to the end of one response; *used says how far. *done is that response, or NULL
 * where more bytes are needed. After an error the stream is lost: nothing more can be read. */
gboolean imap_reader_feed(struct imap_reader *reader, const void *bytes, gsize length, gsize *used,
                          struct imap_response **done, GError **error);

/* ---- what responses mean ---- */

struct imap_fetched {
    guint32 uid; /* 0: not said */
    gboolean has_size, has_body;
    guint64 size;       /* RFC822.SIZE */
    gint64 received;    /* INTERNALDATE in seconds since the epoch; 0 unknown */
    GBytes *body;       /* BODY[]; NULL for NIL, and where it was over the cap */
    guint64 body_bytes; /* 0 for NIL */
};
void imap_fetched_clear(struct imap_fetched *fetched);
/* Of a FETCH response; FALSE where it is malformed or contradicts itself. */
gboolean imap_response_fetched(const struct imap_response *response, struct imap_fetched *fetched,
                               GError **error);

/* Appends the UIDs of a SEARCH or ESEARCH response (RFC 4731) to ranges, an array of struct
 * uid_range, and their number to *count; more than most is an error. ESEARCH must name tag. */
gboolean imap_response_uids(const struct imap_response *response, const char *tag, guint64 most,
                            GArray *ranges, guint64 *count, GError **error);

/* The number in a code such as "UIDNEXT 4392"; FALSE where the code is another one or malformed. */
gboolean imap_response_code_number(const struct imap_response *response, const char *name,
                                   guint32 *number);
/* 1 to 4294967295 without a sign or a leading zero, and nothing after it. */
gboolean imap_number(const char *text, guint32 *number);

#endif
