/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "letter.h"

#include <stdio.h>
#include <string.h>

#include "keep/register.h"
#include "keep/words.h"

GDate letter_day(const char *text)
{
    guint year, month, day;
    GDate date;
    g_date_clear(&date, 1);
    if (sscanf(text, "%u-%u-%u", &year, &month, &day) != 3)
        g_error("not a day: %s", text);
    g_date_set_dmy(&date, (GDateDay)day, month, (GDateYear)year);
    return date;
}

static void add_request(struct findings *letter, const char *text, double sure)
{
    struct request *request = request_new();
    request->quote.text = g_strdup(text);
    request->quote.part = g_strdup("Letter.pdf");
    request->quote.page = 1;
    request->addressee = g_strdup("government");
    request->rule = g_strdup("en.requested-to");
    request->confidence = sure;
    g_ptr_array_add(letter->requests, request);
}

static void add_deadline(struct findings *letter, const char *text, enum deadline_kind kind,
                         double sure)
{
    struct deadline *deadline = deadline_new();
    guint at = letter->deadlines->len;
    deadline->date = letter_day(text);
    deadline->kind = kind;
    deadline->minutes = -1;
    deadline->firm = TRUE;
    deadline->confidence = sure;
    deadline->rule = g_strdup("en.no-later-than");
    deadline->quote.text = g_strdup_printf("by no later than %s", text);
    deadline->quote.part = g_strdup("Letter.pdf");
    deadline->quote.page = 2;
    if (letter->requests->len > 0) {
        guint last = letter->requests->len - 1;
        struct request *request = g_ptr_array_index(letter->requests, last);
        g_array_append_val(deadline->requests, last);
        g_array_append_val(request->deadlines, at);
    }
    g_ptr_array_add(letter->deadlines, deadline);
}

static void add_superseded(struct findings *letter, const char *text)
{
    struct superseded *superseded = superseded_new();
    superseded->date = letter_day(text);
    superseded->quote.text = g_strdup_printf("instead of %s", text);
    g_ptr_array_add(letter->superseded, superseded);
}

static enum letter_kind kind_named(const char *name)
{
    for (guint i = LETTER_NONE + 1; i < LETTER_KINDS; i++)
        if (g_strcmp0(letter_kind_name(i), name) == 0)
            return i;
    g_error("not a kind: %s", name);
}

static gboolean set_text(struct findings *letter, const char *key, const char *value)
{
    const struct {
        const char *key;
        char **field;
    } fields[] = {{"id", &letter->message_id},        {"letter", &letter->letter_id},
                  {"thread", &letter->references},    {"answers", &letter->in_reply_to},
                  {"from", &letter->from},            {"subject", &letter->subject},
                  {"ref", &letter->reference},        {"earlier", &letter->earlier},
                  {"lang", &letter->language}};
    for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (strcmp(fields[i].key, key) == 0) {
            g_free(*fields[i].field);
            *fields[i].field = g_strdup(value);
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean add_topic(struct findings *letter, const char *key, const char *value)
{
    GPtrArray *list = strcmp(key, "instrument") == 0 ? letter->instruments
                      : strcmp(key, "case") == 0     ? letter->cases
                      : strcmp(key, "country") == 0  ? letter->countries
                                                     : NULL;
    if (list)
        g_ptr_array_add(list, g_strdup(value));
    return list != NULL;
}

static void set_field(struct findings *letter, const char *key, const char *value, double *sure)
{
    if (set_text(letter, key, value) || add_topic(letter, key, value))
        return;
    if (strcmp(key, "date") == 0)
        letter->letter_date = letter_day(value);
    else if (strcmp(key, "received") == 0)
        letter->received = letter_day(value);
    else if (strcmp(key, "kind") == 0)
        letter->kind = kind_named(value);
    else if (strcmp(key, "score") == 0)
        letter->score = g_ascii_strtod(value, NULL);
    else if (strcmp(key, "sure") == 0)
        *sure = g_ascii_strtod(value, NULL);
    else if (strcmp(key, "ask") == 0)
        add_request(letter, value, *sure);
    else if (strcmp(key, "due") == 0)
        add_deadline(letter, value, DEADLINE_BY, *sure);
    else if (strcmp(key, "before") == 0)
        add_deadline(letter, value, DEADLINE_BEFORE, *sure);
    else if (strcmp(key, "back") == 0)
        add_superseded(letter, value);
    else if (strcmp(key, "unread") == 0)
        g_ptr_array_add(letter->unread, flaw_new(value, "encrypted"));
    else if (strcmp(key, "news") == 0)
        letter->circular = FALSE;
    else
        g_error("not a field of a letter: %s", key);
}

struct findings *letter_from_line(const char *line)
{
    struct findings *letter = findings_new();
    double sure = 0.95;
    letter->circular = TRUE;
    letter->score = 0.97;
    letter->from = g_strdup("office@ilo.example");
    letter->language = g_strdup("en");
    letter->received = letter_day("2025-07-15");
    g_auto(GStrv) fields = g_strsplit(line, "|", -1);
    for (guint i = 0; fields[i]; i++) {
        g_strstrip(fields[i]);
        char *value = strchr(fields[i], ' ');
        if (!*fields[i])
            continue;
        if (value)
            *value++ = '\0';
        set_field(letter, fields[i], value ? value : "", &sure);
    }
    return letter;
}

void letter_line_free(struct findings *letter)
{
    if (letter)
        g_clear_pointer(&letter->letter_id, g_free);
    findings_free(letter);
}

static void copy_texts(GPtrArray *to, const GPtrArray *from)
{
    for (guint i = 0; i < from->len; i++)
        g_ptr_array_add(to, g_strdup(g_ptr_array_index(from, i)));
}

static void add_key(GPtrArray *to, char *key)
{
    if (key)
        g_ptr_array_add(to, key);
}

struct known *letter_known(const char *line)
{
    struct findings *letter = letter_from_line(line);
    GDate today = letter_day("2025-07-15");
    struct known *known = known_new(matter_draft(letter, &today));
    known->matter->id = 1;
    known->verified = TRUE;
    add_key(known->ids, g_strdup(letter->message_id));
    add_key(known->ids, g_strdup(letter->letter_id));
    add_key(known->references, words_reference_key(letter->reference));
    add_key(known->references, words_reference_key(letter->earlier));
    add_key(known->languages, g_strdup(letter->language));
    if (g_date_valid(&letter->letter_date))
        g_array_append_val(known->letter_dates, letter->letter_date);
    copy_texts(known->instruments, letter->instruments);
    copy_texts(known->cases, letter->cases);
    copy_texts(known->countries, letter->countries);
    for (guint i = 0; i < letter->superseded->len; i++) {
        struct superseded *superseded = g_ptr_array_index(letter->superseded, i);
        struct taken_back back = {superseded->date, join_letter_day(letter)};
        g_array_append_val(known->taken_back, back);
    }
    letter_line_free(letter);
    return known;
}
