/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "… by that date": what a request refers to becomes a deadline, where nothing near is one already: the last date
 * before it, in its sentence or the two before. What rules know to be something else by its place stays that. */
#include "find/request.h"
#include "find/role_judging.h"

/* What "by that date" refers to is a deadline already: in this sentence or the four before. */
static gboolean has_deadline_near(const struct document *d, const GArray *verdicts, guint sentence, guint end)
{
    for (guint k = end; k > 0; k--) {
        const struct verdict *v = &g_array_index(verdicts, struct verdict, k - 1);
        if (v->sentence + 4 < sentence)
            return FALSE;
        if (v->role == ROLE_DEADLINE && DOCUMENT_DATE(d, k - 1)->last != 0)
            return TRUE;
    }
    return FALSE;
}

void role_promote_same(const struct document *d, const GArray *askings, guint32 letter, GArray *verdicts)
{
    gboolean promoted = FALSE;
    guint end = 0; /* verdicts up to the asking's sentence: both come in the text's order */

    for (guint i = 0; i < askings->len; i++) {
        const struct asking *asking = &g_array_index(askings, struct asking, i);
        while (end < verdicts->len && g_array_index(verdicts, struct verdict, end).sentence <= asking->sentence)
            end++;
        for (guint k = asking->same ? end : 0; k > 0; k--) {
            struct verdict *v = &g_array_index(verdicts, struct verdict, k - 1);
            const struct date *date = DOCUMENT_DATE(d, k - 1);
            if (v->sentence + 2 < asking->sentence || (v->role == ROLE_DEADLINE && date->core > asking->same_at && v->sentence == asking->sentence))
                break;
            if (date->last == 0 || date->last < letter || date->core > asking->same_at ||
                v->role == ROLE_LETTER || v->role == ROLE_SUPERSEDED || v->role == ROLE_WRAPPER ||
                (v->role != ROLE_DEADLINE && DOCUMENT_SENTENCE(d, v->sentence)->zone == ZONE_ROW)) /* "by the date shown in the table" */
                continue;
            if (v->role != ROLE_DEADLINE && !asking->before && has_deadline_near(d, verdicts, asking->sentence, end))
                continue;
            if (v->role != ROLE_DEADLINE) {
                v->role = ROLE_DEADLINE;
                v->score = SET_SCORE;
                promoted = TRUE;
            }
            if (asking->before && v->kind == DEADLINE_ON)
                v->kind = DEADLINE_BEFORE;
            break;
        }
    }
    if (promoted)
        role_supersede(d, letter, verdicts); /* it may have taken another day's place: "8 April is replaced by 22 April. Please register by that date" */
}
