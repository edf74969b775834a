/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON, written straight into a string.
 *
 * No tree is built, so a list of a hundred thousand matters needs the memory of one line. Numbers are
 * written as people write them (0.97, where json-glib's generator gives 0.96999999999999997). What
 * comes from a mail cannot break out of its string: quotes, backslashes and controls are escaped, and
 * so are the two line separators that JavaScript takes for line ends. The order of members is fixed. */
#include "tell/json.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"

static void append_character(GString *out, gunichar c)
{
    switch (c) {
    case '"':
    case '\\':
        g_string_append_c(out, '\\');
        g_string_append_c(out, (char)c);
        return;
    case '\n':
        g_string_append(out, "\\n");
        return;
    case '\t':
        g_string_append(out, "\\t");
        return;
    case '\r':
        g_string_append(out, "\\r");
        return;
    default:
        if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
            g_string_append_printf(out, "\\u%04x", c);
        else
            g_string_append_unichar(out, c);
    }
}

/* Stretches that need no escape go in one piece. */
static gsize plain_length(const char *text)
{
    gsize length = 0;
    while (text[length] >= 0x20 && text[length] < 0x7f && text[length] != '"' && text[length] != '\\')
        length++;
    return length;
}

static void append_string(GString *out, const char *text)
{
    g_autofree char *valid = g_utf8_validate(text, -1, NULL) ? NULL : g_utf8_make_valid(text, -1);
    const char *at = valid ? valid : text;
    g_string_append_c(out, '"');
    while (*at) {
        gsize plain = plain_length(at);
        g_string_append_len(out, at, (gssize)plain);
        at += plain;
        if (!*at)
            break;
        append_character(out, g_utf8_get_char(at));
        at = g_utf8_next_char(at);
    }
    g_string_append_c(out, '"');
}

/* The comma and the name before a value. */
static void begin(struct json *json, const char *name)
{
    if (json->comma)
        g_string_append(json->out, ", ");
    json->comma = TRUE;
    if (name) {
        append_string(json->out, name);
        g_string_append(json->out, ": ");
    }
}

void json_open(struct json *json, const char *name, char bracket)
{
    begin(json, name);
    g_string_append_c(json->out, bracket);
    json->comma = FALSE;
}

void json_close(struct json *json, char bracket)
{
    g_string_append_c(json->out, bracket);
    json->comma = TRUE;
}

void json_end(struct json *json)
{
    g_string_append_c(json->out, '\n');
    json->comma = FALSE;
}

void json_text(struct json *json, const char *name, const char *text)
{
    begin(json, name);
    if (text)
        append_string(json->out, text);
    else
        g_string_append(json->out, "null");
}

void json_nothing(struct json *json, const char *name)
{
    json_text(json, name, NULL);
}

void json_whole(struct json *json, const char *name, gint64 value)
{
    begin(json, name);
    g_string_append_printf(json->out, "%" G_GINT64_FORMAT, value);
}

void json_number(struct json *json, const char *name, double value)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    if (!isfinite(value)) {
        json_nothing(json, name);
        return;
    }
    begin(json, name);
    g_ascii_formatd(digits, sizeof digits, "%.4f", value);
    gsize length = strlen(digits);
    while (digits[length - 1] == '0')
        length--;
    if (digits[length - 1] == '.')
        length--;
    g_string_append_len(json->out, digits, (gssize)length);
}

void json_truth(struct json *json, const char *name, gboolean value)
{
    begin(json, name);
    g_string_append(json->out, value ? "true" : "false");
}

void json_day(struct json *json, const char *name, const GDate *day)
{
    g_autofree char *text = date_format(day);
    json_text(json, name, text);
}

void json_moment(struct json *json, const char *name, gint64 seconds)
{
    g_autoptr(GDateTime) moment = seconds ? g_date_time_new_from_unix_utc(seconds) : NULL;
    g_autofree char *text = moment ? g_date_time_format(moment, "%Y-%m-%dT%H:%M:%SZ") : NULL;
    json_text(json, name, text);
}

void json_texts(struct json *json, const char *name, const GPtrArray *texts)
{
    json_open(json, name, '[');
    for (guint i = 0; i < texts->len; i++)
        json_text(json, NULL, texts->pdata[i]);
    json_close(json, ']');
}

char *json_time(int minutes)
{
    return minutes < 0 ? NULL : g_strdup_printf("%02d:%02d", minutes / 60, minutes % 60);
}

/* ---- findings --------------------------------------------------------------------------------- */

static void write_place(struct json *json, const struct quote *quote)
{
    json_text(json, "part", quote->part);
    if (quote->page)
        json_whole(json, "page", quote->page);
    else
        json_nothing(json, "page");
}

static void write_links(struct json *json, const char *name, const GArray *links)
{
    json_open(json, name, '[');
    for (guint i = 0; i < links->len; i++)
        json_whole(json, NULL, g_array_index(links, guint, i));
    json_close(json, ']');
}

static void write_deadline(struct json *json, const struct deadline *deadline)
{
    g_autofree char *time = json_time(deadline->minutes);
    json_open(json, NULL, '{');
    json_day(json, "date", &deadline->date);
    json_text(json, "time", time);
    json_text(json, "zone", deadline->zone);
    json_text(json, "kind", deadline_kind_name(deadline->kind));
    json_day(json, "not_before", &deadline->not_before);
    json_truth(json, "firm", deadline->firm);
    json_truth(json, "derived", deadline->derived);
    json_number(json, "confidence", deadline->confidence);
    json_open(json, "alternatives", '[');
    for (guint i = 0; i < deadline->alternatives->len; i++)
        json_day(json, NULL, &g_array_index(deadline->alternatives, GDate, i));
    json_close(json, ']');
    json_truth(json, "past", deadline->past);
    json_text(json, "doubt", deadline->doubt);
    json_text(json, "evidence", deadline->quote.text);
    write_place(json, &deadline->quote);
    json_text(json, "rule", deadline->rule);
    write_links(json, "requests", deadline->requests);
    json_close(json, '}');
}

void json_deadlines(struct json *json, const char *name, const GPtrArray *deadlines)
{
    json_open(json, name, '[');
    for (guint i = 0; i < deadlines->len; i++)
        write_deadline(json, deadlines->pdata[i]);
    json_close(json, ']');
}

void json_requests(struct json *json, const char *name, const GPtrArray *requests)
{
    json_open(json, name, '[');
    for (guint i = 0; i < requests->len; i++) {
        const struct request *request = requests->pdata[i];
        json_open(json, NULL, '{');
        json_text(json, "text", request->quote.text);
        json_text(json, "addressee", request->addressee);
        write_place(json, &request->quote);
        write_links(json, "deadlines", request->deadlines);
        json_close(json, '}');
    }
    json_close(json, ']');
}

void json_flaws(struct json *json, const char *name, const char *key, const GPtrArray *flaws)
{
    json_open(json, name, '[');
    for (guint i = 0; i < flaws->len; i++) {
        const struct flaw *flaw = flaws->pdata[i];
        json_open(json, NULL, '{');
        json_text(json, "part", flaw->part);
        json_text(json, key, flaw->what);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_subjects(struct json *json, const struct findings *findings)
{
    json_open(json, "subjects", '{');
    json_texts(json, "instruments", findings->instruments);
    json_texts(json, "articles", findings->articles);
    json_texts(json, "cases", findings->cases);
    json_texts(json, "countries", findings->countries);
    json_close(json, '}');
}

static void write_events(struct json *json, const GPtrArray *events)
{
    json_open(json, "events", '[');
    for (guint i = 0; i < events->len; i++) {
        const struct event *event = events->pdata[i];
        json_open(json, NULL, '{');
        json_day(json, "start", &event->start);
        json_day(json, "end", &event->end);
        json_text(json, "text", event->quote.text);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_superseded(struct json *json, const GPtrArray *superseded)
{
    json_open(json, "superseded", '[');
    for (guint i = 0; i < superseded->len; i++) {
        const struct superseded *earlier = superseded->pdata[i];
        json_open(json, NULL, '{');
        json_day(json, "date", &earlier->date);
        json_text(json, "evidence", earlier->quote.text);
        json_close(json, '}');
    }
    json_close(json, ']');
}

void json_findings(struct json *json, const char *file, const struct findings *findings)
{
    json_open(json, NULL, '{');
    json_text(json, "file", file);
    json_text(json, "message_id", findings->message_id);
    json_text(json, "from", findings->from);
    json_text(json, "subject", findings->subject);
    json_day(json, "received", &findings->received);
    json_truth(json, "circular", findings->circular);
    json_number(json, "score", findings->score);
    json_text(json, "reference", findings->reference);
    json_text(json, "language", findings->language);
    json_day(json, "letter_date", &findings->letter_date);
    json_deadlines(json, "deadlines", findings->deadlines);
    json_requests(json, "requests", findings->requests);
    json_text(json, "kind", letter_kind_name(findings->kind));
    write_subjects(json, findings);
    write_events(json, findings->events);
    write_superseded(json, findings->superseded);
    json_flaws(json, "unread", "why", findings->unread);
    json_flaws(json, "limits", "what", findings->limits);
    json_close(json, '}');
    json_end(json);
}
