/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail's text and its HTML should say the same; a person sees one of them, we read both.
 *
 * A day to act by that stands in one form and not in the other is doubtful, unless a third part names
 * it too. A form that is a stub ("your program shows no HTML") is no other opinion: a form without
 * any such day counts only if it is at least half as long as the other.
 *
 * What kind of text it is they say together: a heading ("press release") may stand in one of them alone. */
#include "find/forms.h"

#include "find/role.h"

#define FORMS_MAX 10 /* of one text */

struct forms {
    struct findings *f;
    GPtrArray *days;   /* of GHashTable: days to act by, one set a piece */
    GHashTable *holders; /* day to the number of pieces that hold it */
};

static GHashTable *days_of(const struct piece *piece)
{
    GHashTable *days = g_hash_table_new(NULL, NULL);

    for (guint i = 0; !piece->genre.silent && i < piece->verdicts->len; i++) {
        const struct verdict *v = &g_array_index(piece->verdicts, struct verdict, i);
        guint32 day = DOCUMENT_DATE(piece->document, i)->last;
        if (v->role == ROLE_DEADLINE && day != 0)
            g_hash_table_add(days, GUINT_TO_POINTER(day));
    }
    return days;
}

static void count_days(struct forms *forms, GHashTable *days)
{
    GHashTableIter iter;
    gpointer day;

    g_hash_table_iter_init(&iter, days);
    while (g_hash_table_iter_next(&iter, &day, NULL)) {
        guint holders = GPOINTER_TO_UINT(g_hash_table_lookup(forms->holders, day));
        g_hash_table_insert(forms->holders, day, GUINT_TO_POINTER(holders + 1));
    }
}

static gsize length_of(GPtrArray *pieces, guint index)
{
    return ((const struct piece *)pieces->pdata[index])->document->part->utf8->len;
}

static gboolean is_opinion(const struct forms *forms, GPtrArray *pieces, guint index, guint other)
{
    return g_hash_table_size(forms->days->pdata[index]) > 0 ||
           length_of(pieces, index) * 2 >= length_of(pieces, other);
}

static void compare(struct forms *forms, GPtrArray *pieces, guint one, guint other)
{
    for (guint i = 0; i < forms->f->deadlines->len; i++) {
        struct deadline *deadline = forms->f->deadlines->pdata[i];
        gpointer day = GUINT_TO_POINTER(g_date_get_julian(&deadline->date));
        gboolean here = g_hash_table_contains(forms->days->pdata[one], day);
        gboolean there = g_hash_table_contains(forms->days->pdata[other], day);
        if (here == there || GPOINTER_TO_UINT(g_hash_table_lookup(forms->holders, day)) > 1 ||
            !is_opinion(forms, pieces, here ? other : one, here ? one : other))
            continue;
        collect_doubt(deadline, "The mail's text and its HTML do not say the same: this date stands in "
                                "one of them only.");
    }
}

static void agree(struct piece *one, struct piece *other)
{
    guint shorter = MIN(one->document->tokens->len, other->document->tokens->len);
    guint longer = MAX(one->document->tokens->len, other->document->tokens->len);

    if (one->genre.silent == other->genre.silent || shorter * 2 < longer)
        return;
    struct genre *spoken = one->genre.silent ? &other->genre : &one->genre;
    *spoken = one->genre.silent ? one->genre : other->genre;
}

void forms_agree(GPtrArray *pieces)
{
    struct piece *first = NULL;

    for (guint i = 0; i < pieces->len; i++) {
        struct piece *piece = pieces->pdata[i];
        if (!piece->document->part->alternative)
            first = piece;
        else if (first != NULL)
            agree(first, piece);
    }
}

static gboolean have_other_forms(GPtrArray *pieces)
{
    for (guint i = 0; i < pieces->len; i++)
        if (((const struct piece *)pieces->pdata[i])->document->part->alternative)
            return TRUE;
    return FALSE;
}

void forms_compare(struct findings *f, GPtrArray *pieces)
{
    if (f->deadlines->len == 0 || !have_other_forms(pieces))
        return;
    g_autoptr(GPtrArray) days = g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);
    g_autoptr(GHashTable) holders = g_hash_table_new(NULL, NULL);
    struct forms forms = {f, days, holders};
    guint first = G_MAXUINT;

    for (guint i = 0; i < pieces->len; i++) {
        g_ptr_array_add(days, days_of(pieces->pdata[i]));
        count_days(&forms, days->pdata[i]);
    }
    for (guint i = 0; i < pieces->len; i++) {
        const struct text_part *part = ((const struct piece *)pieces->pdata[i])->document->part;
        if (!part->alternative)
            first = i;
        else if (first != G_MAXUINT && i - first < FORMS_MAX)
            compare(&forms, pieces, first, i);
    }
}
