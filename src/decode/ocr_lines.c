/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of a scan into lines. The engine's own text has one blank between any two words of a line: the cells
 * of a row, or a reference and the date across the page from it, would run into each other. */
#include "decode/ocr_lines.h"

#include <glib.h>
#include <string.h>
#include <tesseract/capi.h>

#define COLUMN "    " /* a gap between columns, as in plain text */
#define GAP    1.8    /* times the height of its letters; blanks of justified text are narrower */

struct place {
    int left, top, right, bottom; /* pixels */
};

static struct place place_of(const TessPageIterator *at, TessPageIteratorLevel level)
{
    struct place place = {0};
    TessPageIteratorBoundingBox(at, level, &place.left, &place.top, &place.right, &place.bottom);
    return place;
}

/* The lower of both: one that reaches far up or down, or a frame taken for a letter, makes no gap narrow. */
static gboolean is_column(const struct place *before, const struct place *word)
{
    int height = MIN(before->bottom - before->top, word->bottom - word->top);
    return word->left - before->right > GAP * height;
}

char *ocr_lines_read(TessBaseAPI *engine)
{
    GString *text = g_string_new(NULL);
    TessResultIterator *words = TessBaseAPIGetIterator(engine);
    const TessPageIterator *at = words != NULL ? TessResultIteratorGetPageIteratorConst(words) : NULL;
    struct place before = {0};
    while (at != NULL) {
        char *word = TessResultIteratorGetUTF8Text(words, RIL_WORD);
        struct place place = place_of(at, RIL_WORD);
        if (text->len > 0 && TessPageIteratorIsAtBeginningOf(at, RIL_PARA))
            g_string_append(text, "\n\n");
        else if (text->len > 0 && TessPageIteratorIsAtBeginningOf(at, RIL_TEXTLINE))
            g_string_append_c(text, '\n');
        else if (text->len > 0)
            g_string_append(text, is_column(&before, &place) ? COLUMN : " ");
        g_string_append(text, word != NULL ? word : "");
        TessDeleteText(word);
        before = place;
        if (!TessResultIteratorNext(words, RIL_WORD))
            break;
    }
    if (words != NULL)
        TessResultIteratorDelete(words);
    return g_string_free(text, FALSE);
}
