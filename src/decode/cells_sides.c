/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headers and footers of sheets are one string with codes between the words (ECMA-376, 18.3.1.46; [MS-XLS]
 * has the same): &L, &C and &R begin the part at the left, in the middle and at the right, others set the font
 * or stand for what is only known when it is printed. Each part becomes a line. */
#include <string.h>

#include "decode/cells.h"

/* What follows an ampersand and is no text: its length. */
static gsize measure_code(const char *code)
{
    if (*code == '"') {
        const char *end = strchr(code + 1, '"');
        return end != NULL ? (gsize) (end - code) + 1 : strlen(code);
    }
    if (*code == 'K' || *code == 'k')
        return 1 + MIN(strspn(code + 1, "0123456789abcdefABCDEF+-"), 6);
    if (g_ascii_isdigit(*code))
        return strspn(code, "0123456789");
    return *code != '\0' && strchr("BIUEXYOHPNDTGAFZbiuexyohpndtgafz", *code) != NULL;
}

char *cells_side_text(const char *coded, gboolean *left_out)
{
    GString *text = g_string_new(NULL);
    gboolean struck = FALSE;
    while (*coded != '\0') {
        const char *code = coded + 1;
        gsize length = *coded == '&' ? measure_code(code) : 0;
        if (length > 0) {
            coded = code + length;
        } else if (*coded == '&' && *code != '\0' && strchr("LCRlcr", *code) != NULL) {
            g_string_append_c(text, '\n');
            struck = FALSE;
            coded = code + 1;
        } else if (*coded == '&' && (*code == 'S' || *code == 's')) {
            struck = !struck;
            coded = code + 1;
        } else {
            *left_out |= struck && !g_ascii_isspace(*coded);
            if (!struck)
                g_string_append_c(text, *coded);
            coded += *coded == '&' && *code == '&' ? 2 : 1;
        }
    }
    return g_string_free(text, FALSE);
}
