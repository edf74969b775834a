/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame in which findings leave the sealed child, as its writing and its reading side see it. */
#ifndef CIRCULARD_FIND_FINDING_FORM_H
#define CIRCULARD_FIND_FINDING_FORM_H

#define STRING_BYTES_MAX 8192u
#define LIST_MAX         2000u
#define ID_BYTES_MAX     998u /* a line of a header, RFC 5322, 2.1.1 */

/* text, part, page, part index, offset, length */
#define FORM_QUOTE      "(msmsuutt)"
#define FORM_DEADLINE   "(uimsuubbbdau" FORM_QUOTE "msmsau)"
#define FORM_REQUEST    "(" FORM_QUOTE "msdmsau)"
#define FORM_EVENT      "(uu" FORM_QUOTE ")"
#define FORM_SUPERSEDED "(u" FORM_QUOTE ")"
#define FORM_FLAW       "(msms)"
#define FORM_CANDIDATE  "(umsmsmsdd" FORM_QUOTE ")"
/* text, from, cut, report, senders, tokens, authentication, failed, status, Message-ID of what came back */
#define FORM_ANSWER     "(msmsbbuasasmsmsms)"
#define FORM_HEAD       "(msmsmsmsmsmsbubdmsmsmsuums)"
#define FORM                                                                                       \
    "(" FORM_HEAD "a" FORM_DEADLINE "a" FORM_REQUEST "a" FORM_EVENT "a" FORM_SUPERSEDED             \
    "asasasasa" FORM_FLAW "a" FORM_FLAW "a" FORM_CANDIDATE FORM_ANSWER ")"

#endif
