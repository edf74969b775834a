/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images as leaves: a scanned letter is read, a logo is passed over, a photograph is told.
 *
 * An image that is shown inside a text or is small counts as decoration, unless it has the size and
 * shape of a page, or is shown large and looks like writing: letters are also sent by pasting their picture into
 * a mail. What can be told by the first bytes of decoration is: the libraries that draw are not where most mails are
 * read. */
#include "decode/scan.h"

#include <glib/gi18n.h>
#include <string.h>
#include <time.h>

#include "decode/picture.h"
#include "decode/usefulness.h"

#define SIDE_MIN      300     /* pixels; a smaller image holds no letter */
#define PASTED_SIDE   150     /* a row or two of a table */
#define PASTED_PIXELS 100000

gboolean scan_is_text(const struct ocr_result *result)
{
    if (result->utf8 == NULL || result->confidence < SCAN_CONFIDENCE_MIN)
        return FALSE;
    struct usefulness of = usefulness_of(result->utf8);
    return of.words >= 3 && of.words >= of.others;
}

void scan_tell_cut(struct reading *reading, const char *part, guint page,
                   const struct ocr_result *result)
{
    if (result->cut)
        text_add_flaw(reading->text->limits, part,
                      "page %u took too long to recognise: only its beginning was read", page);
    if (result->blind > 0 && scan_is_text(result))
        text_add_flaw(reading->text->limits, part,
                      "page %u has a dark box in which nothing could be read for certain", page);
}

void scan_note_page(struct text_part *part, guint page)
{
    if (part->scanned_pages == NULL)
        part->scanned_pages = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(part->scanned_pages, page);
}

gboolean scan_has_time(struct reading *reading, const char *part, guint page)
{
    guint seconds = reading->limits->ocr_seconds;
    if (clock() - reading->begun <= (clock_t) seconds * CLOCKS_PER_SEC)
        return TRUE;
    text_add_flaw(reading->text->limits, part,
                  "page %u and later ones that are scanned were not recognised: the mail had taken %u "
                  "seconds",
                  page, seconds);
    return FALSE;
}

gboolean scan_may_recognise(struct reading *reading, const char *part, guint page)
{
    guint most = reading->limits->ocr_pages;
    struct decoder *decoder = reading->decoder;
    if (most == 0) {
        text_add_flaw(reading->text->unread, part, "scanned, and recognition is switched off");
        return FALSE;
    }
    if (reading->ocr_pages >= most) {
        text_add_flaw(reading->text->limits, part,
                      "page %u is scanned and was not recognised: only %u pages a mail are", page,
                      most);
        return FALSE;
    }
    reading->ocr_pages++;
    if (decoder->lack_watcher != NULL)
        decoder->lack_watcher(DECODE_LACKS_RECOGNITION, decoder->lack_watcher_data);
    if (ocr_warm(decoder->ocr))
        return TRUE;
    text_add_flaw(reading->text->unread, part,
                  "scanned, and this machine has no recognition data (the packages tesseract-ocr-…)");
    return FALSE;
}

/* A page stands or lies, and is large; a banner or a button is not of that shape. */
static gboolean is_page_shaped(guint width, guint height)
{
    guint longer = MAX(width, height), shorter = MIN(width, height);
    return shorter >= 700 && longer >= 1000 && longer * 10 <= shorter * 17;
}

static void add_text(struct reading *reading, const struct leaf *leaf, struct text_part **part,
                     guint page, const char *text)
{
    if (*part == NULL)
        *part = reading_add_part(reading, leaf, TEXT_SCAN);
    else
        reading_turn_page(reading, *part);
    scan_note_page(*part, page);
    reading_append(reading, *part, text, strlen(text));
}

/* Every picture of the file: a TIFF may hold the pages of a fax. */
static guint read_pictures(struct reading *reading, const struct leaf *leaf)
{
    struct text_part *part = NULL;
    gsize offset = 0;
    guint found = 0;
    for (guint page = 1; page <= reading->limits->pages; page++) {
        g_autofree char *name = g_strdup_printf(N_("%s, page %u"), leaf->name, page);
        if (!reading_may_start(reading, name) || !scan_has_time(reading, leaf->name, page) ||
            !scan_may_recognise(reading, leaf->name, page))
            return found + 1; /* told already */
        struct ocr_result result = ocr_recognise_file(reading->decoder->ocr, leaf->bytes, &offset,
                                                      reading->limits->pixels);
        scan_tell_cut(reading, leaf->name, page, &result);
        if (scan_is_text(&result)) {
            add_text(reading, leaf, &part, page, result.utf8);
            found++;
        }
        g_free(result.utf8);
        if (offset == 0)
            break;
    }
    return found;
}

/* Can a letter be read in it, or a table that was pasted among words? */
static gboolean is_large(const struct leaf *leaf, guint width, guint height)
{
    if (leaf->pasted)
        return MIN(width, height) >= PASTED_SIDE && (guint64) width * height >= PASTED_PIXELS;
    return leaf->decoration ? is_page_shaped(width, height) : MIN(width, height) >= SIDE_MIN;
}

/* What looks like a page is read as one, wherever it stands. */
static void read_or_tell(struct reading *reading, const struct leaf *leaf, gboolean page)
{
    gboolean perhaps = leaf->pasted || leaf->decoration;
    enum writing writing = perhaps ? ocr_look(leaf->bytes) : WRITING_SURE;
    if ((writing == WRITING_NONE && !(leaf->decoration && page)) || read_pictures(reading, leaf) > 0)
        return;
    if (writing == WRITING_SURE || (writing == WRITING_UNKNOWN && !leaf_is_ornament(leaf)))
        text_add_flaw(reading->text->unread, leaf->name, "an image in which no text was found");
}

void scan_read(struct reading *reading, const struct leaf *leaf)
{
    guint width, height;
    if (leaf->decoration && picture_measure(leaf->bytes, &width, &height) && !is_large(leaf, width, height))
        return;
    if (!ocr_measure(leaf->bytes, &width, &height)) {
        if (!leaf_is_ornament(leaf))
            text_add_flaw(reading->text->unread, leaf->name, "an image of a kind that cannot be read");
        return;
    }
    if (!is_large(leaf, width, height))
        return;
    if ((guint64) width * height > reading->limits->pixels)
        text_add_flaw(reading->text->limits, leaf->name, "an image of %u x %u points: not read", width, height);
    else
        read_or_tell(reading, leaf, is_page_shaped(width, height));
}
