/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings as a GVariant. What is over the limits of the reading side is cut (quotes at a character,
 * lists at their head), so that an honest child is never refused. */
#include <string.h>

#include "find/finding_form.h"
#include "finding.h"

static GVariant *write_string(const char *string)
{
    if (string == NULL)
        return g_variant_new_maybe(G_VARIANT_TYPE_STRING, NULL);

    g_autofree char *valid = g_utf8_make_valid(string, MIN(strlen(string), STRING_BYTES_MAX));
    if (strlen(valid) > STRING_BYTES_MAX) {
        char *end = valid + STRING_BYTES_MAX;
        while (end > valid && ((guchar)*end & 0xc0) == 0x80)
            end--;
        *end = '\0';
    }
    return g_variant_new_maybe(G_VARIANT_TYPE_STRING, g_variant_new_string(valid));
}

static guint32 write_date(const GDate *date)
{
    return g_date_valid(date) ? g_date_get_julian(date) : 0;
}

static GVariant *write_quote(const struct quote *quote)
{
    return g_variant_new("(@ms@msuutt)", write_string(quote->text), write_string(quote->part),
                         quote->page, quote->part_index, quote->offset, quote->length);
}

static GVariant *write_indices(const GArray *indices)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("au"));
    for (guint i = 0; i < indices->len && i < LIST_MAX; i++)
        if (g_array_index(indices, guint, i) < LIST_MAX)
            g_variant_builder_add(&builder, "u", g_array_index(indices, guint, i));
    return g_variant_builder_end(&builder);
}

static GVariant *write_dates(const GArray *dates)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE("au"));
    for (guint i = 0; i < dates->len && i < LIST_MAX; i++)
        g_variant_builder_add(&builder, "u", write_date(&g_array_index(dates, GDate, i)));
    return g_variant_builder_end(&builder);
}

static GVariant *write_deadline(const struct deadline *deadline)
{
    return g_variant_new("(ui@msuubbbd@au@" FORM_QUOTE "@ms@ms@au)", write_date(&deadline->date),
                         deadline->minutes, write_string(deadline->zone), (guint)deadline->kind,
                         write_date(&deadline->not_before), deadline->firm, deadline->derived,
                         deadline->past, deadline->confidence, write_dates(deadline->alternatives),
                         write_quote(&deadline->quote), write_string(deadline->rule),
                         write_string(deadline->doubt), write_indices(deadline->requests));
}

static GVariant *write_request(const struct request *request)
{
    return g_variant_new("(@" FORM_QUOTE "@msd@ms@au)", write_quote(&request->quote),
                         write_string(request->addressee), request->confidence,
                         write_string(request->rule), write_indices(request->deadlines));
}

static GVariant *write_event(const struct event *event)
{
    return g_variant_new("(uu@" FORM_QUOTE ")", write_date(&event->start), write_date(&event->end),
                         write_quote(&event->quote));
}

static GVariant *write_superseded(const struct superseded *superseded)
{
    return g_variant_new("(u@" FORM_QUOTE ")", write_date(&superseded->date),
                         write_quote(&superseded->quote));
}

static GVariant *write_flaw(const struct flaw *flaw)
{
    return g_variant_new("(@ms@ms)", write_string(flaw->part), write_string(flaw->what));
}

static GVariant *write_candidate(const struct candidate *candidate)
{
    return g_variant_new("(u@ms@ms@msdd@" FORM_QUOTE ")", write_date(&candidate->date),
                         write_string(candidate->role), write_string(candidate->rule),
                         write_string(candidate->reason), candidate->by_rules, candidate->score,
                         write_quote(&candidate->quote));
}

typedef GVariant *(*item_writer)(gconstpointer item);

static GVariant *write_list(const GPtrArray *list, const char *form, item_writer write)
{
    GVariantBuilder builder;

    g_variant_builder_init(&builder, G_VARIANT_TYPE(form));
    for (guint i = 0; i < list->len && i < LIST_MAX; i++)
        g_variant_builder_add_value(&builder, write(list->pdata[i]));
    return g_variant_builder_end(&builder);
}

static GVariant *write_plain_string(gconstpointer item)
{
    return g_variant_new_string(item);
}

static GVariant *write_head(const struct findings *f)
{
    return g_variant_new(
        "(@ms@ms@ms@ms@ms@msbubd@ms@ms@msuu@ms)", write_string(f->message_id), write_string(f->from),
        write_string(f->subject), write_string(f->sender), write_string(f->in_reply_to),
        write_string(f->references), f->automatic, write_date(&f->received), f->circular, f->score,
        write_string(f->reference), write_string(f->earlier), write_string(f->language),
        write_date(&f->letter_date), (guint)f->kind, write_string(f->letter_id));
}

static GVariant *write_answer(const struct answer *answer)
{
    return g_variant_new("(@ms@msbbu@as@as@ms@ms@ms)", write_string(answer->text),
                         write_string(answer->from), answer->cut, answer->report, answer->senders,
                         write_list(answer->tokens, "as", write_plain_string),
                         write_list(answer->authentication, "as", write_plain_string),
                         write_string(answer->failed), write_string(answer->status),
                         write_string(answer->returned_id));
}

GVariant *findings_to_variant(const struct findings *f)
{
    return g_variant_new(
        "(@" FORM_HEAD "@a" FORM_DEADLINE "@a" FORM_REQUEST "@a" FORM_EVENT "@a" FORM_SUPERSEDED
        "@as@as@as@as@a" FORM_FLAW "@a" FORM_FLAW "@a" FORM_CANDIDATE
        "@" FORM_ANSWER ")",
        write_head(f), write_list(f->deadlines, "a" FORM_DEADLINE, (item_writer)write_deadline),
        write_list(f->requests, "a" FORM_REQUEST, (item_writer)write_request),
        write_list(f->events, "a" FORM_EVENT, (item_writer)write_event),
        write_list(f->superseded, "a" FORM_SUPERSEDED, (item_writer)write_superseded),
        write_list(f->instruments, "as", write_plain_string),
        write_list(f->articles, "as", write_plain_string),
        write_list(f->cases, "as", write_plain_string),
        write_list(f->countries, "as", write_plain_string),
        write_list(f->unread, "a" FORM_FLAW, (item_writer)write_flaw),
        write_list(f->limits, "a" FORM_FLAW, (item_writer)write_flaw),
        write_list(f->candidates, "a" FORM_CANDIDATE, (item_writer)write_candidate),
        write_answer(&f->answer));
}
