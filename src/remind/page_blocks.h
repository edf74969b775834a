/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What page.c and page_html.c share, and nobody else needs. */
#ifndef CIRCULARD_REMIND_PAGE_BLOCKS_H
#define CIRCULARD_REMIND_PAGE_BLOCKS_H

#include "remind/page.h"

struct block {
    enum block_kind kind;
    char *text, *extra, *link;
};

struct page {
    char *language;
    enum page_tone tone;
    GPtrArray *blocks; /* of struct block */
};

#endif
