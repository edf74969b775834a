/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail's content as a row of blocks, from which the plain text and the HTML are made: the two say the
 * same because they are the same. */
#ifndef CIRCULARD_REMIND_PAGE_H
#define CIRCULARD_REMIND_PAGE_H

#include <glib.h>

#include "base/auto.h"

#define PAGE_COLUMNS 72

enum page_tone { TONE_CALM, TONE_SOON, TONE_LATE, TONE_ASK, TONE_PLAIN };

enum block_kind {
    BLOCK_HEAD,    /* the decisive line */
    BLOCK_SMALL,   /* under it: "Reminder 3 of 6" */
    BLOCK_LEAD,    /* one sentence more */
    BLOCK_FACT,    /* extra: the label */
    BLOCK_TITLE,
    BLOCK_TEXT,
    BLOCK_ITEM,    /* numbered from 1 after each title; extra: words in it to be stressed */
    BLOCK_DETAIL,  /* under an item: its date in extra, the rest in text; or, without extra,
                      its place */
    BLOCK_QUOTE,   /* extra: where it stands */
    BLOCK_WARNING,
    BLOCK_COMMAND, /* what to write; extra: what it means; link: a mailto: URL or NULL */
    BLOCK_FOOT,
};

struct page;
struct page *page_new(const char *language, enum page_tone tone);
void page_free(struct page *page);
AUTO_DEFINE(page)
/* Texts are one line each, escaped by the caller (escape_line()); copied. extra, link may be NULL. */
void page_add(struct page *page, enum block_kind kind, const char *text, const char *extra,
              const char *link);

char *page_text(const struct page *page); /* lines of at most PAGE_COLUMNS columns, LF */
char *page_html(const struct page *page); /* a whole document, LF, nothing loaded from outside */

#endif
