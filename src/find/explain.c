/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Candidates: every date that was judged, and every sentence in which a rule spoke for a request or against one.
 *
 * They are made from what was judged already and change no finding, so that reading without them costs nothing.
 * For whoever learns (packs_describe) they carry the names of all that weighs, and sentences are candidates that no
 * rule spoke of. */
#include "find/explain.h"

#include "find/context.h"
#include "find/kind.h"
#include "find/learned.h"
#include "find/letter.h"
#include "find/request.h"
#include "find/role.h"

#define CANDIDATES_MAX 1000u

#define SILENT "It is no circular but news, minutes, a report or other mail: nobody is asked."

struct explaining {
    struct findings *f;
    const struct piece *piece;
    gboolean describes, full;
};

static gboolean has_room(struct explaining *e)
{
    const struct text_part *part = e->piece->document->part;

    if (e->f->candidates->len < CANDIDATES_MAX)
        return TRUE;
    if (!e->full)
        collect_limit(e->f, part, "more than %u dates and sentences to explain, the others are not listed", CANDIDATES_MAX);
    e->full = TRUE;
    return FALSE;
}

/* Language, part and sentence; the features follow. */
static GString *begin_features(const struct document *d, guint sentence)
{
    GString *features = g_string_new(document_language_code(d, sentence));

    g_string_append_printf(features, "\t%u\t%u", d->part_index, sentence);
    return features;
}

/* ---- sentences ---- */

static char *describe_sentence(const struct document *d, guint index)
{
    GString *features = begin_features(d, index);

    if (request_describe(d, index, features))
        return g_string_free(features, FALSE);
    g_string_free(features, TRUE);
    return NULL;
}

static const char *reason_of(const struct piece *piece, const struct asking *asking, gboolean ruled)
{
    if (piece->genre.silent)
        return SILENT;
    if (asking->asks)
        return "The reader is asked for something.";
    if (asking->by_rules >= 0)
        return "By rules alone it would ask; among letters with answers such sentences mostly did not.";
    return ruled && asking->rule == G_MAXUINT32 ? "Somebody else is asked, or it is told, quoted or offered." : "Its words do not suffice to ask the reader for something.";
}

static void explain_sentence(struct explaining *e, guint index)
{
    struct document *d = e->piece->document;
    const struct sentence *s = DOCUMENT_SENTENCE(d, index);
    g_autoptr(GString) rules = g_string_new(NULL);
    struct asking asking;
    g_autofree char *features = e->describes && !e->piece->genre.silent ? describe_sentence(d, index) : NULL;

    if (!request_explain(d, index, rules, &asking) || (rules->len == 0 && !asking.asks && features == NULL) || !has_room(e))
        return;
    struct candidate *candidate = candidate_new();
    candidate->role = g_strdup(asking.asks && !e->piece->genre.silent ? "request" : "no request");
    candidate->rule = g_strdup(rules->str);
    candidate->reason = g_strdup(reason_of(e->piece, &asking, rules->len > 0));
    candidate->by_rules = asking.by_rules;
    candidate->score = asking.weight;
    candidate->features = g_steal_pointer(&features);
    document_cite(d, s->first, s->end, &candidate->quote);
    g_ptr_array_add(e->f->candidates, candidate);
}

/* ---- dates ---- */

static char *describe_date(const struct piece *piece, guint index)
{
    const struct document *d = piece->document;
    guint sentence = g_array_index(piece->verdicts, struct verdict, index).sentence;
    GString *features = begin_features(d, sentence);

    guint first = index; /* of its list: what words weigh there they weigh for all */
    while (g_array_index(piece->verdicts, struct verdict, first).listed)
        first--;
    learned_describe(d, sentence, DOCUMENT_DATE(d, first), features);
    g_string_append(features, "\t|"); /* words, then context */
    context_describe(d, piece->verdicts, index, piece->frame.letter, features);
    return g_string_free(features, FALSE);
}

static char *name_rules(const struct packs *packs, const struct verdict *v)
{
    GString *names = g_string_new(NULL);

    for (guint i = 0; i < v->reason_count; i++)
        if (v->reasons[i].weight != 0)
            g_string_append_printf(names, "%s%c%s", names->len > 0 ? " " : "", v->reasons[i].weight > 0 ? '+' : '-', packs_rule(packs, v->reasons[i].rule)->name);
    return g_string_free(names, FALSE);
}

static void explain_date(struct explaining *e, guint index)
{
    const struct document *d = e->piece->document;
    const struct verdict *v = &g_array_index(e->piece->verdicts, struct verdict, index);
    guint32 day = DOCUMENT_DATE(d, index)->last;

    if (!has_room(e))
        return;
    struct candidate *candidate = candidate_new();
    candidate->date = resolve_gdate(day);
    candidate->role = g_strdup(role_name(v->role));
    candidate->rule = name_rules(d->packs, v);
    candidate->reason = g_strdup(e->piece->genre.silent && v->role == ROLE_DEADLINE ? SILENT : role_reason(v->role));
    candidate->by_rules = v->by_rules - DEADLINE_SCORE;
    candidate->score = v->score - DEADLINE_SCORE;
    if (e->describes && day != 0 && !v->placed && !e->piece->genre.silent)
        candidate->features = describe_date(e->piece, index);
    document_cite(d, v->quote, v->quote_end, &candidate->quote);
    g_ptr_array_add(e->f->candidates, candidate);
}

void explain_all(struct findings *findings, const GPtrArray *pieces, const struct packs *packs)
{
    struct explaining e = { .f = findings, .describes = packs->describes };

    for (guint i = 0; i < pieces->len; i++) {
        e.piece = pieces->pdata[i];
        for (guint k = 0; k < e.piece->verdicts->len; k++)
            explain_date(&e, k);
        for (guint k = 0; k < e.piece->document->sentences->len; k++)
            explain_sentence(&e, k);
    }
    if (packs->describes)
        letter_describe(pieces, findings->subject, findings->candidates);
    if (packs->describes)
        kind_describe(pieces, findings->subject, findings->candidates);
}
