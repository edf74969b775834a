/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A GVariant as findings. It comes from the sealed child and nothing in it is trusted: the first value
 * that is out of range ends the reading with an error that names the field. */
#include <math.h>
#include <string.h>

#include "find/find.h"
#include "find/finding_form.h"
#include "finding.h"

/* Carries the first mistake through the readers, so that each of them stays a plain sequence. */
struct reading {
    const char *mistake; /* NULL while all is well */
    guint deadlines, requests;
};

static void refuse(struct reading *reading, const char *mistake)
{
    if (reading->mistake == NULL)
        reading->mistake = mistake;
}

static char *read_string(struct reading *reading, GVariant *tuple, gsize child)
{
    g_autoptr(GVariant) maybe = g_variant_get_child_value(tuple, child);
    g_autoptr(GVariant) value = g_variant_get_maybe(maybe);
    gsize length;

    if (value == NULL)
        return NULL;
    const char *string = g_variant_get_string(value, &length);
    if (length > STRING_BYTES_MAX) {
        refuse(reading, "a string is too long");
        return NULL;
    }
    return g_strdup(string);
}

static void set_date(struct reading *reading, GDate *date, guint32 julian)
{
    g_date_clear(date, 1);
    if (julian == 0)
        return;
    if (julian > 4000000 || !g_date_valid_julian(julian)) {
        refuse(reading, "a date is out of range");
        return;
    }
    g_date_set_julian(date, julian);
    if (g_date_get_year(date) < 1900 || g_date_get_year(date) > 2199)
        refuse(reading, "a date is outside 1900 to 2199");
}

static void read_date(struct reading *reading, GVariant *tuple, gsize child, GDate *date)
{
    guint32 julian;

    g_variant_get_child(tuple, child, "u", &julian);
    set_date(reading, date, julian);
}

static double read_share(struct reading *reading, GVariant *tuple, gsize child)
{
    double share;

    g_variant_get_child(tuple, child, "d", &share);
    if (!isfinite(share) || share < 0 || share > 1) {
        refuse(reading, "a confidence is not between 0 and 1");
        return 0;
    }
    return share;
}

static guint read_choice(struct reading *reading, GVariant *tuple, gsize child, guint choices)
{
    guint32 choice;

    g_variant_get_child(tuple, child, "u", &choice);
    if (choice >= choices) {
        refuse(reading, "a kind is unknown");
        return 0;
    }
    return choice;
}

static gboolean read_flag(GVariant *tuple, gsize child)
{
    gboolean flag;

    g_variant_get_child(tuple, child, "b", &flag);
    return flag;
}

static void read_quote(struct reading *reading, GVariant *tuple, gsize child, struct quote *quote)
{
    g_autoptr(GVariant) value = g_variant_get_child_value(tuple, child);

    quote->text = read_string(reading, value, 0);
    quote->part = read_string(reading, value, 1);
    g_variant_get_child(value, 2, "u", &quote->page);
    g_variant_get_child(value, 3, "u", &quote->part_index);
    g_variant_get_child(value, 4, "t", &quote->offset);
    g_variant_get_child(value, 5, "t", &quote->length);
    if (quote->page > 1000000 || quote->part_index > 1000000 ||
        quote->offset > G_MAXUINT32 || quote->length > G_MAXUINT32)
        refuse(reading, "a quote stands nowhere");
}

static void read_indices(struct reading *reading, GVariant *tuple, gsize child, GArray *indices,
                         guint count)
{
    g_autoptr(GVariant) value = g_variant_get_child_value(tuple, child);
    gsize n = g_variant_n_children(value);

    if (n > LIST_MAX) {
        refuse(reading, "a list is too long");
        return;
    }
    for (gsize i = 0; i < n; i++) {
        guint32 index;
        g_variant_get_child(value, i, "u", &index);
        if (index >= count)
            refuse(reading, "an index points to nothing");
        g_array_append_val(indices, index);
    }
}

static void read_dates(struct reading *reading, GVariant *tuple, gsize child, GArray *dates)
{
    g_autoptr(GVariant) value = g_variant_get_child_value(tuple, child);
    gsize n = g_variant_n_children(value);

    if (n > LIST_MAX) {
        refuse(reading, "a list is too long");
        return;
    }
    for (gsize i = 0; i < n; i++) {
        GDate date;
        read_date(reading, value, i, &date);
        if (g_date_valid(&date))
            g_array_append_val(dates, date);
    }
}

static gpointer read_deadline(struct reading *reading, GVariant *tuple)
{
    struct deadline *deadline = deadline_new();

    read_date(reading, tuple, 0, &deadline->date);
    g_variant_get_child(tuple, 1, "i", &deadline->minutes);
    deadline->zone = read_string(reading, tuple, 2);
    deadline->kind = read_choice(reading, tuple, 3, DEADLINE_UNTIL + 1);
    read_date(reading, tuple, 4, &deadline->not_before);
    deadline->firm = read_flag(tuple, 5);
    deadline->derived = read_flag(tuple, 6);
    deadline->past = read_flag(tuple, 7);
    deadline->confidence = read_share(reading, tuple, 8);
    read_dates(reading, tuple, 9, deadline->alternatives);
    read_quote(reading, tuple, 10, &deadline->quote);
    deadline->rule = read_string(reading, tuple, 11);
    deadline->doubt = read_string(reading, tuple, 12);
    read_indices(reading, tuple, 13, deadline->requests, reading->requests);
    if (!g_date_valid(&deadline->date))
        refuse(reading, "a deadline has no date");
    if (deadline->minutes < -1 || deadline->minutes > 1440)
        refuse(reading, "a time of day is out of range");
    return deadline;
}

static gpointer read_request(struct reading *reading, GVariant *tuple)
{
    struct request *request = request_new();

    read_quote(reading, tuple, 0, &request->quote);
    request->addressee = read_string(reading, tuple, 1);
    request->confidence = read_share(reading, tuple, 2);
    request->rule = read_string(reading, tuple, 3);
    read_indices(reading, tuple, 4, request->deadlines, reading->deadlines);
    return request;
}

static gpointer read_event(struct reading *reading, GVariant *tuple)
{
    struct event *event = event_new();

    read_date(reading, tuple, 0, &event->start);
    read_date(reading, tuple, 1, &event->end);
    read_quote(reading, tuple, 2, &event->quote);
    if (!g_date_valid(&event->start))
        refuse(reading, "an event has no date");
    return event;
}

static gpointer read_superseded(struct reading *reading, GVariant *tuple)
{
    struct superseded *superseded = superseded_new();

    read_date(reading, tuple, 0, &superseded->date);
    read_quote(reading, tuple, 1, &superseded->quote);
    if (!g_date_valid(&superseded->date))
        refuse(reading, "a superseded date is not there");
    return superseded;
}

static gpointer read_flaw(struct reading *reading, GVariant *tuple)
{
    struct flaw *flaw = g_new0(struct flaw, 1);

    flaw->part = read_string(reading, tuple, 0);
    flaw->what = read_string(reading, tuple, 1);
    return flaw;
}

static double read_weight(struct reading *reading, GVariant *tuple, gsize child)
{
    double weight;

    g_variant_get_child(tuple, child, "d", &weight);
    if (!isfinite(weight) || fabs(weight) > 1e6)
        refuse(reading, "a weight is out of range");
    return weight;
}

static gpointer read_candidate(struct reading *reading, GVariant *tuple)
{
    struct candidate *candidate = candidate_new();

    read_date(reading, tuple, 0, &candidate->date);
    candidate->role = read_string(reading, tuple, 1);
    candidate->rule = read_string(reading, tuple, 2);
    candidate->reason = read_string(reading, tuple, 3);
    candidate->by_rules = read_weight(reading, tuple, 4);
    candidate->score = read_weight(reading, tuple, 5);
    read_quote(reading, tuple, 6, &candidate->quote);
    return candidate;
}

static gpointer read_plain_string(struct reading *reading, GVariant *value)
{
    gsize length;
    const char *string = g_variant_get_string(value, &length);

    if (length > 64)
        refuse(reading, "a subject is too long");
    return g_strndup(string, 64);
}

typedef gpointer (*item_reader)(struct reading *reading, GVariant *value);

static void read_list(struct reading *reading, GVariant *tuple, gsize child, GPtrArray *list,
                      item_reader read)
{
    g_autoptr(GVariant) value = g_variant_get_child_value(tuple, child);
    gsize n = g_variant_n_children(value);

    if (n > LIST_MAX) {
        refuse(reading, "a list is too long");
        return;
    }
    for (gsize i = 0; i < n && reading->mistake == NULL; i++) {
        g_autoptr(GVariant) item = g_variant_get_child_value(value, i);
        g_ptr_array_add(list, read(reading, item));
    }
}

static gpointer read_field(struct reading *reading, GVariant *value)
{
    gsize length;
    const char *string = g_variant_get_string(value, &length);

    if (length > STRING_BYTES_MAX)
        refuse(reading, "a header field is too long");
    return g_strndup(string, STRING_BYTES_MAX);
}

static void read_answer(struct reading *reading, GVariant *tuple, gsize child,
                        struct answer *answer)
{
    g_autoptr(GVariant) value = g_variant_get_child_value(tuple, child);

    answer->text = read_string(reading, value, 0);
    answer->from = read_string(reading, value, 1);
    answer->cut = read_flag(value, 2);
    answer->report = read_flag(value, 3);
    g_variant_get_child(value, 4, "u", &answer->senders);
    read_list(reading, value, 5, answer->tokens, read_plain_string);
    read_list(reading, value, 6, answer->authentication, read_field);
    answer->failed = read_string(reading, value, 7);
    answer->status = read_string(reading, value, 8);
    answer->returned_id = read_string(reading, value, 9);
    if (answer->text != NULL && strlen(answer->text) > ANSWER_BYTES_MAX)
        refuse(reading, "an answer is too long");
    if (answer->tokens->len > ANSWER_TOKENS_MAX)
        refuse(reading, "an answer has too many tokens");
    if (answer->authentication->len > ANSWER_TRACE_MAX)
        refuse(reading, "a mail has too many results of authentication");
    if (answer->status != NULL && strlen(answer->status) > 16)
        refuse(reading, "a status is none");
}

static void read_head(struct reading *reading, GVariant *tuple, struct findings *f)
{
    g_autoptr(GVariant) head = g_variant_get_child_value(tuple, 0);

    f->message_id = read_string(reading, head, 0);
    f->letter_id = read_string(reading, head, 15);
    if (f->letter_id != NULL && strlen(f->letter_id) > ID_BYTES_MAX)
        refuse(reading, "a Message-ID is too long");
    f->from = read_string(reading, head, 1);
    f->subject = read_string(reading, head, 2);
    f->sender = read_string(reading, head, 3);
    f->in_reply_to = read_string(reading, head, 4);
    f->references = read_string(reading, head, 5);
    f->automatic = read_flag(head, 6);
    read_date(reading, head, 7, &f->received);
    f->circular = read_flag(head, 8);
    f->score = read_share(reading, head, 9);
    f->reference = read_string(reading, head, 10);
    f->earlier = read_string(reading, head, 11);
    f->language = read_string(reading, head, 12);
    read_date(reading, head, 13, &f->letter_date);
    f->kind = read_choice(reading, head, 14, LETTER_KINDS);
}

static gsize count_child(GVariant *variant, gsize child)
{
    g_autoptr(GVariant) value = g_variant_get_child_value(variant, child);

    return g_variant_n_children(value);
}

struct findings *findings_from_variant(GVariant *variant, GError **error)
{
    struct reading reading = { 0 };
    AUTO(findings) *f = findings_new();

    if (!g_variant_is_of_type(variant, G_VARIANT_TYPE(FORM))) {
        g_set_error(error, FIND_ERROR, FIND_ERROR_VARIANT, "findings have another form: %s",
                    g_variant_get_type_string(variant));
        return NULL;
    }
    reading.deadlines = count_child(variant, 1);
    reading.requests = count_child(variant, 2);
    read_head(&reading, variant, f);
    read_list(&reading, variant, 1, f->deadlines, read_deadline);
    read_list(&reading, variant, 2, f->requests, read_request);
    read_list(&reading, variant, 3, f->events, read_event);
    read_list(&reading, variant, 4, f->superseded, read_superseded);
    read_list(&reading, variant, 5, f->instruments, read_plain_string);
    read_list(&reading, variant, 6, f->articles, read_plain_string);
    read_list(&reading, variant, 7, f->cases, read_plain_string);
    read_list(&reading, variant, 8, f->countries, read_plain_string);
    read_list(&reading, variant, 9, f->unread, read_flaw);
    read_list(&reading, variant, 10, f->limits, read_flaw);
    read_list(&reading, variant, 11, f->candidates, read_candidate);
    read_answer(&reading, variant, 12, &f->answer);
    if (reading.mistake != NULL) {
        g_set_error(error, FIND_ERROR, FIND_ERROR_VARIANT, "findings refused: %s", reading.mistake);
        return NULL;
    }
    return g_steal_pointer(&f);
}
