/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF: first the own text of every page, then recognition of the pages that need it.
 *
 * A page needs recognising if its own text is no use: hardly any words on a page that is a picture, or
 * letters that make no words. What recognition finds is taken where it has more words. Recognition is
 * the dangerous and slow step, so it comes after all own text is safe, each page on its own account. Pictures beside a
 * page's own words are looked at there, too, and what is recognised in them stands behind these (pdf_pictures.c).
 *
 * What was typed into form fields is part of the page (pdf_form.c); words that nobody would see are left
 * out, and crossed-out ones, and those on layers that are off, and that is told (pdf_hidden.c, pdf_struck.c, pdf_layers.c).
 *
 * Encrypted files that need a password and damaged ones are told, not guessed at. So are pages over
 * the limit, a page that nothing could be read on although it has a picture, and files inside. */
#include "decode/pdf.h"

#include <glib/gi18n.h>
#include <poppler.h>
#include <string.h>

#include "decode/pdf_files.h"
#include "decode/pdf_form.h"
#include "decode/pdf_hidden.h"
#include "decode/pdf_hints.h"
#include "decode/pdf_layers.h"
#include "decode/pdf_page.h"
#include "decode/pdf_pictures.h"
#include "decode/pdf_struck.h"
#include "decode/reading.h"
#include "decode/scan.h"
#include "decode/usefulness.h"

#define STAMP_WORDS   30 /* as many words may a stamp or a fax header leave on a scanned page */
#define DRAWN_MAX     100 /* pages, to see what is hidden or crossed out on them */
#define DRAWN_SECONDS 8   /* of processor time for the mail, after which no further page is drawn for that */

/* A page to be drawn and looked at. */
struct suspect {
    guint index;
    gboolean hidden, struck; /* it may hold such text */
};

struct book {
    struct reading *reading;
    const struct leaf *leaf;
    PopplerDocument *document;
    guint pages;
    GPtrArray *texts; /* of char *, one a page */
    GArray *scanned;  /* of gboolean, one a page: the text is recognised */
    GArray *suspects; /* of struct suspect */
    struct pdf_hints hints;
    GHashTable *typed; /* number of the page → GArray of struct typed */
};

static void tell_failure(struct reading *reading, const struct leaf *leaf, const GError *error)
{
    if (g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
        text_add_flaw(reading->text->unread, leaf->name, "encrypted: it asks for a password");
    else
        text_add_flaw(reading->text->unread, leaf->name, "damaged: not a PDF file that can be read");
}

static void let_go(struct book *book, gpointer object)
{
    reading_let_go(book->reading, object, g_bytes_get_size(book->leaf->bytes));
}

/* A page that recognition may tell more of. */
struct needy {
    guint index;
    gboolean beside; /* of what stands beside its own words */
};

static gboolean needs_recognition(const struct book *book, PopplerPage *page, const struct pdf_sheet *sheet, const char *text,
                                  struct needy *needy)
{
    struct usefulness of = usefulness_of(text != NULL ? text : "");
    if (usefulness_is_garbled(of) || of.words < 3)
        return TRUE; /* or the page is empty: to be seen when it is drawn */
    needy->beside = of.words >= STAMP_WORDS || !(book->hints.pictured && pdf_pictures_fill(page));
    return !needy->beside || (book->hints.pictured && pdf_pictures_are_bare(page, sheet));
}

static const GArray *typed_on(const struct book *book, guint index)
{
    return g_hash_table_lookup(book->typed, GUINT_TO_POINTER(index));
}

/* On an account of its own, before all else: should poppler fall over a field, the text is read without. */
static void read_typed(struct book *book)
{
    g_autofree char *name = g_strdup_printf(N_("%s, what was typed into it"), book->leaf->name);
    if (!book->hints.typed || !reading_may_start(book->reading, name))
        return;
    guint remarked = 0, stamped = 0, cut = 0; /* the first such page: of many it is enough */
    for (guint i = 0; i < book->pages; i++) {
        PopplerPage *page = poppler_document_get_page(book->document, (int) i);
        if (page == NULL)
            continue;
        struct pdf_form form = pdf_form_read(page);
        remarked = remarked == 0 && form.remarked ? i + 1 : remarked;
        stamped = stamped == 0 && form.stamped ? i + 1 : stamped;
        cut = cut == 0 && form.cut ? i + 1 : cut;
        if (form.typed->len > 0)
            g_hash_table_insert(book->typed, GUINT_TO_POINTER(i), g_array_ref(form.typed));
        g_array_unref(form.typed);
        g_object_unref(page);
    }
    struct text *text = book->reading->text;
    if (remarked > 0)
        text_add_flaw(text->flaws, book->leaf->name,
                      "remarks stuck to its pages were left out, the first on page %u", remarked);
    if (stamped > 0)
        text_add_flaw(text->flaws, book->leaf->name,
                      "stamps put onto its pages were not read, the first on page %u", stamped);
    if (cut > 0)
        text_add_flaw(text->limits, book->leaf->name,
                      "not all of what was typed into its fields was read, the first on page %u", cut);
    if (book->hints.fields_elsewhere && g_hash_table_size(book->typed) == 0)
        text_add_flaw(text->limits, book->leaf->name, "what was typed into its form (XFA) cannot be read");
}

static void suspect_page(struct book *book, guint index, PopplerPage *page, struct pdf_sheet *sheet)
{
    struct suspect suspect = {index, book->hints.markless || pdf_hidden_suspects(sheet),
                              pdf_struck_suspects(page, sheet, &book->hints)};
    if (book->hints.inked && sheet->has_text && pdf_struck_by_hand(page, sheet))
        text_add_flaw(book->reading->text->limits, book->leaf->name,
                      "page %u: something is drawn over its words by hand; if it crosses them out they were read all the same",
                      index + 1);
    if (suspect.hidden || suspect.struck)
        g_array_append_val(book->suspects, suspect);
}

/* The page's own text; NULL: it has none. */
static char *read_own_text(struct book *book, guint index, PopplerPage *page, GArray *needy)
{
    gboolean unsure = FALSE;
    struct pdf_sheet sheet;
    pdf_sheet_open(&sheet, page);
    char *text = pdf_page_text(&sheet, NULL, typed_on(book, index), &unsure);
    struct needy need = {index, FALSE};
    if (needs_recognition(book, page, &sheet, text, &need))
        g_array_append_val(needy, need);
    if (unsure)
        text_add_flaw(book->reading->text->limits, book->leaf->name,
                      "page %u: not wholly looked through for boxes and notes beside the text", index + 1);
    if (text != NULL)
        suspect_page(book, index, page, &sheet);
    pdf_sheet_close(&sheet);
    return text;
}

/* Own texts of all pages; those that need recognition. */
static GArray *read_own_texts(struct book *book)
{
    GArray *needy = g_array_new(FALSE, FALSE, sizeof(struct needy));
    gsize bytes = 0;
    for (guint i = 0; i < book->pages; i++) {
        PopplerPage *page = poppler_document_get_page(book->document, (int) i);
        char *text = page != NULL ? read_own_text(book, i, page, needy) : NULL;
        if (page == NULL)
            text_add_flaw(book->reading->text->unread, book->leaf->name, "page %u is damaged", i + 1);
        let_go(book, page);
        g_ptr_array_add(book->texts, text);
        bytes += text != NULL ? strlen(text) : 0;
        if (bytes > book->reading->limits->part_text_bytes)
            break; /* the rest would not fit: told where it is cut */
    }
    return needy;
}

struct left_out {
    gboolean hidden, struck;
};

/* The page's text without what is hidden or crossed out on it. */
static void drop_unseen(struct book *book, const struct suspect *suspect, PopplerPage *page, struct left_out *left_out)
{
    guint index = suspect->index;
    gboolean unsure = FALSE;
    g_autofree gboolean *unseen = NULL;
    struct pdf_sheet sheet;
    pdf_sheet_open(&sheet, page);
    if (suspect->hidden)
        unseen = pdf_hidden_find(page, &sheet, book->hints.markless, &unsure);
    if (unsure)
        text_add_flaw(book->reading->text->limits, book->leaf->name,
                      "page %u: not wholly looked through for text that nobody would see", index + 1);
    left_out->hidden |= unseen != NULL;
    unsure = FALSE;
    if (suspect->struck && pdf_struck_find(page, &sheet, &book->hints, &unseen, &unsure))
        left_out->struck = TRUE;
    if (unsure)
        text_add_flaw(book->reading->text->limits, book->leaf->name,
                      "page %u: not wholly looked through for crossed-out text", index + 1);
    if (unseen != NULL) {
        g_free(g_ptr_array_index(book->texts, index));
        g_ptr_array_index(book->texts, index) = pdf_page_text(&sheet, unseen, typed_on(book, index), NULL);
    }
    pdf_sheet_close(&sheet);
}

/* FALSE: this page and the later ones are not drawn, which is told. One that stops its reader is seldom alone. */
static gboolean may_draw(struct book *book, guint number, guint index)
{
    struct reading *reading = book->reading;
    g_autofree char *name = g_strdup_printf(N_("%s, how page %u looks"), book->leaf->name, index + 1);
    gboolean in_time = clock() - reading->begun <= (clock_t) DRAWN_SECONDS * CLOCKS_PER_SEC;
    if (number < DRAWN_MAX && in_time && reading_may_start(reading, name))
        return TRUE;
    text_add_flaw(reading->text->limits, book->leaf->name,
                  "page %u and later ones were not looked through for text that is hidden or crossed out", index + 1);
    return FALSE;
}

/* To see what a reader would see a page is drawn. */
static void drop_unseen_texts(struct book *book)
{
    struct left_out left_out = {FALSE, FALSE};
    for (guint i = 0; i < book->suspects->len; i++) {
        const struct suspect *suspect = &g_array_index(book->suspects, struct suspect, i);
        if (!may_draw(book, i, suspect->index))
            break;
        PopplerPage *page = poppler_document_get_page(book->document, (int) suspect->index);
        if (page != NULL)
            drop_unseen(book, suspect, page, &left_out);
        g_clear_object(&page);
    }
    if (left_out.hidden)
        text_add_flaw(book->reading->text->flaws, book->leaf->name,
                      "text that a reader would not see was left out");
    if (left_out.struck)
        text_add_flaw(book->reading->text->flaws, book->leaf->name, "crossed-out text was left out");
}

static void write_recognised(struct book *book, guint index, char *text)
{
    g_free(g_ptr_array_index(book->texts, index));
    g_ptr_array_index(book->texts, index) = text;
    g_array_index(book->scanned, gboolean, index) = TRUE;
}

/* What recognition finds in pictures stands behind the page's own text. */
static void recognise_beside(struct book *book, guint index, PopplerPage *page)
{
    struct reading *reading = book->reading;
    const char *name = book->leaf->name, *own = g_ptr_array_index(book->texts, index);
    struct pdf_sheet sheet;
    pdf_sheet_open(&sheet, page);
    enum writing writing = pdf_pictures_look(page, &sheet);
    if (writing != WRITING_NONE && scan_may_recognise(reading, name, index + 1)) {
        struct ocr_result result = pdf_page_recognise(page, &sheet, reading->decoder->ocr, reading->limits->pixels);
        scan_tell_cut(reading, name, index + 1, &result);
        if (scan_is_text(&result))
            write_recognised(book, index, own != NULL ? g_strconcat(own, "\n\n", result.utf8, NULL) : g_strdup(result.utf8));
        else if (writing == WRITING_SURE)
            text_add_flaw(reading->text->unread, name, "page %u holds a picture that looks like writing, but no text was found in it",
                          index + 1);
        g_free(result.utf8);
    }
    pdf_sheet_close(&sheet);
}

/* Replaces the page's text where recognition finds more. */
static void recognise_page(struct book *book, guint index, PopplerPage *page)
{
    struct reading *reading = book->reading;
    struct ocr_result result =
        pdf_page_recognise(page, NULL, reading->decoder->ocr, reading->limits->pixels);
    scan_tell_cut(reading, book->leaf->name, index + 1, &result);
    const char *own = g_ptr_array_index(book->texts, index);
    struct usefulness had = usefulness_of(own != NULL ? own : "");
    gboolean better = scan_is_text(&result) &&
                      (usefulness_is_garbled(had) || usefulness_of(result.utf8).words > had.words);
    if (better) {
        write_recognised(book, index, g_steal_pointer(&result.utf8));
    } else if (had.words < 3 || usefulness_is_garbled(had)) {
        text_add_flaw(reading->text->unread, book->leaf->name,
                      "page %u is a picture in which no text was found", index + 1);
    }
    g_free(result.utf8);
}

/* A page that has stopped its reader is seldom alone: the rest of the document is left, so that the
 * rest of the mail is read. */
static void recognise_pages(struct book *book, const GArray *needy)
{
    const char *part = book->leaf->name;
    for (guint i = 0; i < needy->len; i++) {
        const struct needy *need = &g_array_index(needy, struct needy, i);
        guint index = need->index;
        g_autofree char *name = g_strdup_printf(N_("%s, page %u"), part, index + 1);
        if (!reading_may_start(book->reading, name)) {
            if (i + 1 < needy->len)
                text_add_flaw(book->reading->text->limits, part,
                              "no page after page %u was recognised", index + 1);
            return;
        }
        if (!scan_has_time(book->reading, part, index + 1))
            return;
        PopplerPage *page = poppler_document_get_page(book->document, (int) index);
        if (page != NULL && need->beside)
            recognise_beside(book, index, page);
        else if (page != NULL && pdf_page_has_ink(page) && scan_may_recognise(book->reading, part, index + 1))
            recognise_page(book, index, page);
        g_clear_object(&page);
    }
}

static void write_part(struct book *book, guint part_index)
{
    struct reading *reading = book->reading;
    struct text_part *part = g_ptr_array_index(reading->text->parts, part_index);
    part->paged = TRUE;
    for (guint i = 0; i < book->texts->len; i++) {
        const char *text = g_ptr_array_index(book->texts, i);
        if (g_array_index(book->scanned, gboolean, i))
            scan_note_page(part, i + 1);
        if (i > 0)
            reading_turn_page(reading, part);
        if (text != NULL && !reading_append(reading, part, text, strlen(text)))
            break;
    }
    while (part->utf8->len > 0 && part->utf8->str[part->utf8->len - 1] == '\f')
        g_string_truncate(part->utf8, part->utf8->len - 1);
}

/* Last of all, for layers stay as they are shown then. */
static void tell_layers(struct book *book)
{
    g_autofree char *name = g_strdup_printf(N_("%s, its layers"), book->leaf->name);
    if (!book->hints.layered || !reading_may_start(book->reading, name))
        return;
    struct pdf_layers layers = pdf_layers_read(book->document, book->pages);
    if (layers.hide_text)
        text_add_flaw(book->reading->text->flaws, book->leaf->name, "text on layers that are not shown was left out");
    if (layers.hide_picture)
        text_add_flaw(book->reading->text->flaws, book->leaf->name, "large pictures on layers that are not shown were left out");
}

static void read_book(struct book *book)
{
    struct reading *reading = book->reading;
    guint index = reading->text->parts->len;
    reading_add_part(reading, book->leaf, TEXT_PDF);
    book->hints = pdf_hints_read(book->leaf->bytes);
    read_typed(book);
    g_autoptr(GArray) needy = read_own_texts(book);
    drop_unseen_texts(book);
    recognise_pages(book, needy);
    tell_layers(book);
    write_part(book, index);
    pdf_files_read(reading, book->leaf, book->document, book->hints.attached ? book->pages : 0);
}

/* Number of the object that the text at `place` stands in: "12 0 obj" before it, near. */
static guint find_object(const char *bytes, gsize place)
{
    for (gsize at = place, least = place > 2000 ? place - 2000 : 0; at > least + 4; at--) {
        if (memcmp(bytes + at - 4, " obj", 4) != 0)
            continue;
        gsize start = at - 4;
        while (start > least && (g_ascii_isdigit(bytes[start - 1]) || bytes[start - 1] == ' '))
            start--;
        return (guint) g_ascii_strtoull(bytes + start, NULL, 10);
    }
    return 0;
}

/* A file whose end was lost on the way has all its pages and no trailer to find them by; poppler
 * rebuilds the rest if it is told which object is the catalogue. NULL where there is none. */
static PopplerDocument *open_without_end(struct reading *reading, const struct leaf *leaf)
{
    static const char name[] = "/Catalog";
    gsize length;
    const char *bytes = g_bytes_get_data(leaf->bytes, &length), *last = NULL;
    for (const char *at = bytes;
         (at = memmem(at, length - (gsize) (at - bytes), name, sizeof name - 1)) != NULL; at++)
        last = at;
    guint object = last != NULL ? find_object(bytes, (gsize) (last - bytes)) : 0;
    if (object == 0 || memmem(bytes, length, "/Encrypt", 8) != NULL)
        return NULL;
    g_autoptr(GString) mended = g_string_new_len(bytes, (gssize) length);
    g_string_append_printf(mended, "\nendstream endobj\ntrailer<</Root %u 0 R>>\n", object);
    g_autoptr(GBytes) whole = g_string_free_to_bytes(g_steal_pointer(&mended));
    PopplerDocument *document = poppler_document_new_from_bytes(whole, NULL, NULL);
    if (document != NULL)
        text_add_flaw(reading->text->limits, leaf->name, "cut short: its end is missing");
    return document;
}

void pdf_read(struct reading *reading, const struct leaf *leaf)
{
    g_autoptr(GError) error = NULL;
    PopplerDocument *document = poppler_document_new_from_bytes(leaf->bytes, NULL, &error);
    if (document == NULL && g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_DAMAGED))
        document = open_without_end(reading, leaf);
    if (document == NULL) {
        tell_failure(reading, leaf, error);
        return;
    }
    guint all = (guint) MAX(poppler_document_get_n_pages(document), 0);
    struct book book = {reading, leaf, document, MIN(all, reading->limits->pages),
                        g_ptr_array_new_with_free_func(g_free),
                        g_array_new(FALSE, TRUE, sizeof(gboolean)),
                        g_array_new(FALSE, FALSE, sizeof(struct suspect)),
                        {0},
                        g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify) g_array_unref)};
    g_array_set_size(book.scanned, book.pages);
    read_book(&book);
    if (all == 0)
        text_add_flaw(reading->text->unread, leaf->name, "damaged: it has no pages");
    if (all > book.pages)
        text_add_flaw(reading->text->limits, leaf->name, "stopped at page %u of %u", book.pages,
                      all);
    g_ptr_array_unref(book.texts);
    g_array_unref(book.scanned);
    g_array_unref(book.suspects);
    pdf_hints_clear(&book.hints);
    g_hash_table_unref(book.typed);
    let_go(&book, document);
}

GObject *pdf_warm(void)
{
    static const char blank[] =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<<"
        "/F 5 0 R>>>>>>endobj\n4 0 obj<</Length 34>>stream\nBT /F 12 Tf 20 20 Td (Warm) Tj ET\n"
        "endstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        "trailer<</Root 1 0 R>>\n";
    g_autoptr(GBytes) bytes = g_bytes_new_static(blank, sizeof blank - 1);
    PopplerDocument *document = poppler_document_new_from_bytes(bytes, NULL, NULL);
    if (document == NULL)
        return NULL;
    PopplerPage *page = poppler_document_get_page(document, 0);
    if (page != NULL) {
        struct pdf_sheet sheet;
        pdf_sheet_open(&sheet, page);
        g_free(pdf_page_text(&sheet, NULL, NULL, NULL));
        pdf_sheet_close(&sheet);
        struct ocr_result nothing = pdf_page_recognise(page, NULL, NULL, 200 * 200);
        g_free(nothing.utf8);
        g_object_unref(page);
    }
    return G_OBJECT(document);
}
