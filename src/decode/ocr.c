/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tesseract, with Leptonica to make a picture fit for it: grey, upright, large enough.
 *
 * Four languages are loaded together; the recogniser settles word by word. It runs in one thread: in a
 * sealed process there is no other, and OpenMP, which would start some, is told so. Sizes are looked at
 * before a picture is unpacked. Both libraries' words to the terminal are switched off. */
#include "decode/ocr.h"

#include <leptonica/allheaders.h>
#include <omp.h>
#include <string.h>
#include <tesseract/capi.h>
#include <time.h>

#include "decode/ocr_clean.h"
#include "decode/ocr_lines.h"
#include "decode/usefulness.h"

#define LANGUAGES    "eng+fra+spa+est"
#define SMALL_WIDTH  1200 /* pixels; a narrower page is enlarged */
#define SKETCH_WIDTH 600  /* pixels, to see whether there is writing at all */
#define PAGE_SECONDS 10   /* of processor time; what was recognised by then is all there is */
#define WORD_SURE    60.0f /* of 100: less is a guess at what is no letter */
#define BOXES_MAX    20
#define SOME_LINES   6     /* tell whether there is writing, and which way is up */
#define LINE_ROOM    4     /* pixels around one */
#define PAPER_RANK   0.7f  /* of all tones from dark to light */
#define PAPER_STEP   8     /* pixels; one of as many is looked at */
#define PROMISE      1.2   /* times as good as what is there, to be worth all of it */
#define UPRIGHT_SURE 8.0f /* Leptonica's own scale for its votes */

struct ocr {
    TessBaseAPI *engine;
    gboolean tried;
};

struct ocr *ocr_new(void)
{
    setMsgSeverity(L_SEVERITY_NONE);
    return g_new0(struct ocr, 1);
}

void ocr_free(struct ocr *ocr)
{
    if (ocr == NULL)
        return;
    if (ocr->engine != NULL) {
        TessBaseAPIEnd(ocr->engine);
        TessBaseAPIDelete(ocr->engine);
    }
    g_free(ocr);
}

/* A small white page, so that what is loaded at the first use is loaded. */
static void warm_up(struct ocr *ocr)
{
    static const guint8 paper[64 * 64];
    struct ocr_result nothing = ocr_recognise(ocr, paper, 64, 64, 64, 300);
    g_free(nothing.utf8);
}

gboolean ocr_warm(struct ocr *ocr)
{
    if (ocr->tried)
        return ocr->engine != NULL;
    ocr->tried = TRUE;
    omp_set_max_active_levels(0); /* no parallel region ever starts a thread */
    ocr->engine = TessBaseAPICreate();
    if (TessBaseAPIInit2(ocr->engine, NULL, LANGUAGES, OEM_LSTM_ONLY) != 0) {
        TessBaseAPIDelete(ocr->engine);
        ocr->engine = NULL;
        return FALSE;
    }
    TessBaseAPISetPageSegMode(ocr->engine, PSM_AUTO);
    TessBaseAPISetVariable(ocr->engine, "debug_file", "/dev/null");
    warm_up(ocr);
    return TRUE;
}

/* Quarter turns clockwise that bring the text upright, as far as ascenders and descenders tell. */
static int find_turns(PIX *grey)
{
    PIX *small = pixGetWidth(grey) > 2400 ? pixScale(grey, 0.5f, 0.5f) : pixClone(grey);
    PIX *ink = pixConvertTo1(small, 140);
    l_float32 up = 0, left = 0;
    l_int32 orientation = L_TEXT_ORIENT_UNKNOWN;
    if (pixOrientDetect(ink, &up, &left, 0, 0) == 0)
        makeOrientDecision(up, left, UPRIGHT_SURE, 2.5f, &orientation, 0);
    pixDestroy(&small);
    pixDestroy(&ink);
    switch (orientation) {
    case L_TEXT_ORIENT_LEFT:
        return 1;
    case L_TEXT_ORIENT_DOWN:
        return 2;
    case L_TEXT_ORIENT_RIGHT:
        return 3;
    default:
        return 0;
    }
}

static void replace(PIX **picture, PIX *better)
{
    if (better == NULL)
        return;
    pixDestroy(picture);
    *picture = better;
}

static void replace_boxes(BOXA **boxes, BOXA *better)
{
    if (better == NULL)
        return;
    boxaDestroy(boxes);
    *boxes = better;
}

static void turn_boxes(BOXA **boxes, PIX *picture, int turns)
{
    if (*boxes != NULL)
        replace_boxes(boxes, boxaRotateOrth(*boxes, pixGetWidth(picture), pixGetHeight(picture), turns));
}

/* Upright, straight and large enough. Takes the picture. What is straightened moves by less than a box is high. */
static PIX *make_fit(PIX *grey, BOXA **boxes)
{
    grey = ocr_clean_light(grey, boxes);
    int turns = find_turns(grey);
    if (turns != 0) {
        turn_boxes(boxes, grey, turns);
        replace(&grey, pixRotateOrth(grey, turns));
    }
    l_float32 angle = 0, sure = 0;
    PIX *ink = pixConvertTo1(grey, 140);
    if (ink != NULL && pixFindSkew(ink, &angle, &sure) == 0 && sure > 3 &&
        (angle > 0.3f || angle < -0.3f))
        replace(&grey, pixRotate(grey, angle * 0.01745329f, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE,
                                 0, 0));
    pixDestroy(&ink);
    grey = ocr_clean_marks(grey);
    if (pixGetWidth(grey) < SMALL_WIDTH && pixGetHeight(grey) < 2 * SMALL_WIDTH) {
        replace(&grey, pixScale(grey, 2, 2));
        replace_boxes(boxes, *boxes != NULL ? boxaTransform(*boxes, 0, 0, 2, 2) : NULL);
    }
    return grey;
}

struct patience {
    clock_t begun; /* processor time, so that a busy machine costs nobody text */
    gboolean over;
};

static bool is_over(void *data, int words G_GNUC_UNUSED)
{
    struct patience *patience = data;
    patience->over |= clock() - patience->begun > (clock_t) PAGE_SECONDS * CLOCKS_PER_SEC;
    return patience->over;
}

/* Has the engine found a word with its middle in the box? */
static gboolean has_word_in(struct ocr *ocr, BOX *box)
{
    l_int32 x, y, wide, high;
    int left, top, right, bottom;
    gboolean found = FALSE;
    boxGetGeometry(box, &x, &y, &wide, &high);
    TessResultIterator *words = TessBaseAPIGetIterator(ocr->engine);
    TessPageIterator *places = words != NULL ? TessResultIteratorGetPageIterator(words) : NULL;
    while (places != NULL && !found) {
        if (TessPageIteratorBoundingBox(places, RIL_WORD, &left, &top, &right, &bottom) &&
            TessResultIteratorConfidence(words, RIL_WORD) >= WORD_SURE)
            found = (left + right) / 2 >= x && (left + right) / 2 < x + wide && (top + bottom) / 2 >= y &&
                    (top + bottom) / 2 < y + high;
        if (!TessResultIteratorNext(words, RIL_WORD))
            break;
    }
    if (words != NULL)
        TessResultIteratorDelete(words);
    return found;
}

static guint count_blind(struct ocr *ocr, BOXA *boxes)
{
    guint blind = 0;
    for (l_int32 i = 0; boxes != NULL && i < MIN(boxaGetCount(boxes), BOXES_MAX); i++) {
        BOX *box = boxaGetBox(boxes, i, L_CLONE);
        blind += !has_word_in(ocr, box);
        boxDestroy(&box);
    }
    return blind;
}

static struct ocr_result recognise(struct ocr *ocr, PIX *grey, BOXA *boxes, guint dpi,
                                   struct patience *patience)
{
    struct ocr_result result = {0};
    TessBaseAPISetImage2(ocr->engine, grey);
    if (dpi > 0)
        TessBaseAPISetSourceResolution(ocr->engine, (int) dpi);
    ETEXT_DESC *monitor = TessMonitorCreate();
    TessMonitorSetCancelFunc(monitor, is_over);
    TessMonitorSetCancelThis(monitor, patience);
    TessBaseAPIRecognize(ocr->engine, monitor);
    TessMonitorDelete(monitor);
    char *text = ocr_lines_read(ocr->engine);
    result.cut = patience->over;
    if (strspn(text, " \n\f") < strlen(text)) { /* what was not reached comes as blanks */
        result.utf8 = g_strchomp(g_strdup(text));
        result.confidence = (guint) MAX(TessBaseAPIMeanTextConf(ocr->engine), 0);
    }
    result.blind = result.cut ? 0 : count_blind(ocr, boxes);
    g_free(text);
    TessBaseAPIClear(ocr->engine);
    return result;
}

static struct usefulness words_of(const struct ocr_result *result)
{
    return usefulness_of(result->utf8 != NULL ? result->utf8 : "");
}

/* Of whatever length. */
static double quality(const struct ocr_result *result)
{
    struct usefulness of = words_of(result);
    return of.words / (of.words + of.others + 1.0) * result->confidence;
}

static double worth(const struct ocr_result *result)
{
    return words_of(result).words * quality(result);
}

static BOXA *find_lines(struct ocr *ocr, PIX *grey)
{
    int left, top, right, bottom;
    BOXA *lines = boxaCreate(100);
    TessBaseAPISetImage2(ocr->engine, grey);
    TessPageIterator *layout = TessBaseAPIAnalyseLayout(ocr->engine);
    do {
        if (layout != NULL && TessPageIteratorBoundingBox(layout, RIL_TEXTLINE, &left, &top, &right, &bottom))
            boxaAddBox(lines, boxCreate(MAX(left - LINE_ROOM, 0), MAX(top - LINE_ROOM, 0), right - left + 2 * LINE_ROOM,
                                        bottom - top + 2 * LINE_ROOM), L_INSERT);
    } while (layout != NULL && TessPageIteratorNext(layout, RIL_TEXTLINE));
    if (layout != NULL)
        TessPageIteratorDelete(layout);
    TessBaseAPIClear(ocr->engine);
    return lines;
}

/* Some of its lines, from all over the picture, and paper between them: on paper of another tone a line would look like
 * a picture. */
static PIX *keep_some(PIX *grey, BOXA *lines)
{
    PIX *some = pixCreate(pixGetWidth(grey), pixGetHeight(grey), 8);
    l_int32 count = boxaGetCount(lines), step = (count + SOME_LINES - 1) / SOME_LINES;
    l_float32 paper = 255;
    if (some == NULL)
        return NULL;
    pixGetRankValueMasked(grey, NULL, 0, 0, PAPER_STEP, PAPER_RANK, &paper, NULL);
    pixSetAllArbitrary(some, (l_uint32) paper);
    for (l_int32 i = step / 2; i < count; i += step) {
        l_int32 x, y, wide, high;
        boxaGetBoxGeometry(lines, i, &x, &y, &wide, &high);
        pixRasterop(some, x, y, wide, high, PIX_SRC, grey, x, y);
    }
    return some;
}

static double quality_of_some(struct ocr *ocr, PIX *grey, guint dpi, struct patience *patience)
{
    BOXA *lines = find_lines(ocr, grey);
    PIX *some = boxaGetCount(lines) > 0 ? keep_some(grey, lines) : NULL;
    boxaDestroy(&lines);
    if (some == NULL)
        return 0;
    struct ocr_result result = recognise(ocr, some, NULL, dpi, patience);
    double found = quality(&result);
    g_free(result.utf8);
    pixDestroy(&some);
    return found;
}

/* Words of a language, and surely so. */
static gboolean is_fine(const struct ocr_result *result)
{
    struct usefulness of = words_of(result);
    return result->confidence >= 75 && of.words >= 4 * of.others;
}

/* A short text does not tell which way is up: then all ways are tried while there is time, each with some lines first. */
static void try_turns(struct ocr *ocr, PIX *grey, BOXA *boxes, guint dpi, struct patience *patience,
                      struct ocr_result *best)
{
    static const int turns[] = {2, 1, 3};
    for (gsize i = 0; i < G_N_ELEMENTS(turns) && !patience->over && !is_fine(best); i++) {
        PIX *turned = pixRotateOrth(grey, turns[i]);
        if (turned == NULL)
            return;
        if (quality_of_some(ocr, turned, dpi, patience) <= PROMISE * quality(best)) {
            pixDestroy(&turned);
            continue;
        }
        BOXA *with = boxes != NULL ? boxaCopy(boxes, L_CLONE) : NULL;
        turn_boxes(&with, grey, turns[i]);
        struct ocr_result result = recognise(ocr, turned, with, dpi, patience);
        boxaDestroy(&with);
        pixDestroy(&turned);
        if (!patience->over && worth(&result) > worth(best)) {
            g_free(best->utf8);
            *best = result;
        } else {
            g_free(result.utf8);
        }
    }
}

/* Takes the picture. */
static struct ocr_result recognise_picture(struct ocr *ocr, PIX *picture, guint dpi)
{
    struct patience patience = {.begun = clock()};
    PIX *grey = pixConvertTo8(picture, 0);
    pixDestroy(&picture);
    if (grey == NULL)
        return (struct ocr_result){0};
    l_int32 before = MAX(pixGetWidth(grey), pixGetHeight(grey));
    BOXA *boxes = NULL;
    grey = make_fit(grey, &boxes);
    if (MAX(pixGetWidth(grey), pixGetHeight(grey)) > before * 3 / 2)
        dpi *= 2;
    struct ocr_result result = recognise(ocr, grey, boxes, dpi, &patience);
    if (result.utf8 != NULL && !result.cut)
        try_turns(ocr, grey, boxes, dpi, &patience, &result);
    boxaDestroy(&boxes);
    pixDestroy(&grey);
    return result;
}

struct ocr_result ocr_recognise(struct ocr *ocr, const guint8 *grey, guint width, guint height,
                                gsize stride, guint dpi)
{
    PIX *picture = ocr != NULL && ocr_warm(ocr) ? pixCreate((l_int32) width, (l_int32) height, 8) : NULL;
    if (picture == NULL)
        return (struct ocr_result){0};
    for (guint y = 0; y < height; y++) {
        l_uint32 *line = pixGetData(picture) + (gsize) y * (gsize) pixGetWpl(picture);
        for (guint x = 0; x < width; x++)
            SET_DATA_BYTE(line, x, grey[y * stride + x]);
    }
    return recognise_picture(ocr, picture, dpi);
}

gboolean ocr_measure(GBytes *image, guint *width, guint *height)
{
    gsize length;
    const guint8 *bytes = g_bytes_get_data(image, &length);
    l_int32 format, wide = 0, high = 0;
    if (pixReadHeaderMem(bytes, length, &format, &wide, &high, NULL, NULL, NULL) != 0)
        return FALSE;
    *width = (guint) MAX(wide, 0);
    *height = (guint) MAX(high, 0);
    return *width > 0 && *height > 0;
}

enum writing ocr_look(GBytes *image)
{
    gsize length;
    const guint8 *bytes = g_bytes_get_data(image, &length);
    PIX *picture = pixReadMem(bytes, length), *grey = picture != NULL ? pixConvertTo8(picture, 0) : NULL;
    l_int32 wide = grey != NULL ? pixGetWidth(grey) : 0;
    if (wide > SKETCH_WIDTH)
        replace(&grey, pixScale(grey, (l_float32) SKETCH_WIDTH / (l_float32) wide, (l_float32) SKETCH_WIDTH / (l_float32) wide));
    g_autoptr(GByteArray) tones = g_byte_array_new();
    for (l_int32 y = 0; grey != NULL && y < pixGetHeight(grey); y++)
        for (l_int32 x = 0; x < pixGetWidth(grey); x++) {
            guint8 tone = (guint8) GET_DATA_BYTE(pixGetData(grey) + (gsize) y * (gsize) pixGetWpl(grey), x);
            g_byte_array_append(tones, &tone, 1);
        }
    enum writing writing = tones->len > 0 ? writing_find(tones->data, (guint) pixGetWidth(grey), (guint) pixGetHeight(grey))
                                          : WRITING_UNKNOWN;
    pixDestroy(&picture);
    pixDestroy(&grey);
    return writing;
}

static gboolean is_tiff(const guint8 *bytes, gsize length)
{
    return length > 4 && (memcmp(bytes, "II*", 3) == 0 || memcmp(bytes, "MM\0*", 4) == 0);
}

struct ocr_result ocr_recognise_file(struct ocr *ocr, GBytes *image, gsize *offset, guint64 pixels)
{
    gsize length;
    const guint8 *bytes = g_bytes_get_data(image, &length);
    guint width, height;
    if (!ocr_warm(ocr) || !ocr_measure(image, &width, &height) ||
        (guint64) width * height > pixels) {
        *offset = 0;
        return (struct ocr_result){0};
    }
    PIX *picture;
    if (is_tiff(bytes, length)) {
        picture = pixReadMemFromMultipageTiff(bytes, length, offset);
    } else {
        picture = pixReadMem(bytes, length);
        *offset = 0;
    }
    if (picture == NULL)
        return (struct ocr_result){0};
    guint dpi = (guint) MAX(pixGetXRes(picture), 0);
    return recognise_picture(ocr, picture, dpi >= 70 && dpi <= 1200 ? dpi : 0);
}
