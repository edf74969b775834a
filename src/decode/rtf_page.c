/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fonts name their writing by a number of Windows, documents their code page; both end as the name of a
 * character set. What is in neither table is Western. */
#include "decode/rtf_page.h"

#include <glib.h>

int rtf_page_of_charset(int charset)
{
    static const struct {
        int charset, page;
    } table[] = {{77, 10000}, {128, 932}, {129, 949}, {134, 936}, {136, 950},
                 {161, 1253}, {162, 1254}, {163, 1258}, {177, 1255}, {178, 1256},
                 {186, 1257}, {204, 1251}, {222, 874}, {238, 1250}, {255, 850}};
    for (gsize i = 0; i < G_N_ELEMENTS(table); i++)
        if (table[i].charset == charset)
            return table[i].page;
    return 0;
}

char *rtf_page_label(int page)
{
    switch (page) {
    case 10000:
        return g_strdup("macintosh");
    case 932:
        return g_strdup("cp932");
    case 936:
        return g_strdup("gb18030");
    case 949:
        return g_strdup("cp949");
    case 950:
        return g_strdup("big5");
    case 437:
    case 775:
    case 850:
    case 852:
    case 857:
    case 866:
        return g_strdup_printf("cp%d", page);
    case 65001:
        return g_strdup("utf-8");
    default:
        return g_strdup_printf("windows-%d", page >= 874 && page <= 1258 ? page : 1252);
    }
}
