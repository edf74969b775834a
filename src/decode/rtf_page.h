/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The code pages that RTF names by number. */
#ifndef CIRCULARD_DECODE_RTF_PAGE_H
#define CIRCULARD_DECODE_RTF_PAGE_H

int rtf_page_of_charset(int charset); /* of a font (\fcharset); 0: the document's own */
char *rtf_page_label(int page);       /* as charset_decode() wants it; owned by the caller */

#endif
