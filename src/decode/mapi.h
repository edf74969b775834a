/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Outlook's containers (TNEF, MSG) have in common: properties by number, bodies, packed RTF. */
#ifndef CIRCULARD_DECODE_MAPI_H
#define CIRCULARD_DECODE_MAPI_H

#include "decode/reading.h"

enum mapi_property {
    MAPI_SUBJECT = 0x0037,
    MAPI_SENT_NAME = 0x0042,   /* PidTagSentRepresentingName */
    MAPI_SENT_ADDRESS = 0x0065,
    MAPI_HEADERS = 0x007d,
    MAPI_SENDER_NAME = 0x0c1a,
    MAPI_SENDER_ADDRESS = 0x0c1f,
    MAPI_BODY = 0x1000,
    MAPI_RTF = 0x1009,
    MAPI_HTML = 0x1013,
    MAPI_MESSAGE_ID = 0x1035,
    MAPI_SUBMIT_TIME = 0x0039,
    MAPI_DELIVERY_TIME = 0x0e06,
    MAPI_CODE_PAGE = 0x3fde,   /* PidTagInternetCodepage */
    MAPI_ATTACH_DATA = 0x3701,
    MAPI_ATTACH_NAME = 0x3704,
    MAPI_ATTACH_LONG_NAME = 0x3707,
    MAPI_DISPLAY_NAME = 0x3001,
    MAPI_ATTACH_CONTENT_ID = 0x3712,
    MAPI_SENDER_SMTP = 0x5d01,
    MAPI_SENT_SMTP = 0x5d02,
};

#define MAPI_TYPE_INTEGER 0x0003
#define MAPI_TYPE_OBJECT  0x000d
#define MAPI_TYPE_STRING  0x001e
#define MAPI_TYPE_UNICODE 0x001f
#define MAPI_TYPE_TIME    0x0040
#define MAPI_TYPE_BINARY  0x0102

struct mapi_value {
    guint type;
    GBytes *bytes;
};

/* Property number → struct mapi_value; the first one of a number counts. */
GHashTable *mapi_new(void);
void mapi_add(GHashTable *properties, guint id, guint type, GBytes *bytes); /* takes bytes */
const struct mapi_value *mapi_find(GHashTable *properties, guint id); /* NULL where empty */

/* Sets the facts of a letter from its properties. */
void mapi_fill_letter(struct reading *reading, GHashTable *properties, struct text_letter *letter);
/* Reads the body as a leaf: HTML, else RTF, else plain text. */
void mapi_read_body(struct reading *reading, GHashTable *properties);
/* Name of an attachment as shown. */
char *mapi_attachment_name(struct reading *reading, GHashTable *properties);
/* Reads what is attached as a leaf. */
void mapi_read_attachment(struct reading *reading, GHashTable *properties, const char *name, GBytes *content);

/* [MS-OXRTFCP]; NULL where damaged or over most bytes. */
GBytes *mapi_unpack_rtf(GBytes *packed, gsize most);

#endif
