/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings in words. Every date comes with the sentence that proves it, where that stands, the rule
 * and how certain it is; what was not read is never left out. */
#include "tell/describe.h"

#include <string.h>

#include "tell/json.h"

char *describe_day(const GDate *day)
{
    char name[64], month[32];
    if (!day || !g_date_valid(day))
        return NULL;
    g_date_strftime(name, sizeof name, "%A", day);
    g_date_strftime(month, sizeof month, "%B", day);
    return g_strdup_printf("%s %d %s %d", name, g_date_get_day(day), month, g_date_get_year(day));
}

char *describe_distance(const GDate *day, const GDate *today)
{
    int days = g_date_days_between(today, day);
    const char *unit = ABS(days) == 1 ? "day" : "days";
    if (days == 0)
        return g_strdup("today");
    return days > 0 ? g_strdup_printf("in %d %s", days, unit)
                    : g_strdup_printf("%d %s ago", -days, unit);
}

char *describe_place(const struct quote *quote)
{
    if (!quote->part)
        return g_strdup("?");
    return quote->page ? g_strdup_printf("%s, page %u", quote->part, quote->page)
                       : g_strdup(quote->part);
}

void describe_heading(struct terminal *terminal, const char *text)
{
    terminal_line(terminal);
    terminal_say(terminal, TONE_STRONG, "%s", text);
    terminal_line(terminal);
}

/* "by Tuesday 16 September 2025, 17:00 (Europe/Zurich), in 12 days" */
static char *deadline_words(const struct deadline *deadline, const GDate *today)
{
    GString *words = g_string_new(deadline_kind_name(deadline->kind));
    g_autofree char *day = describe_day(&deadline->date);
    g_autofree char *time = json_time(deadline->minutes);
    g_autofree char *from = describe_day(&deadline->not_before);
    g_string_append_printf(words, " %s", day);
    if (time)
        g_string_append_printf(words, ", %s", time);
    if (deadline->zone)
        g_string_append_printf(words, " (%s)", deadline->zone);
    if (today && g_date_valid(today)) {
        g_autofree char *distance = describe_distance(&deadline->date, today);
        g_string_append_printf(words, ", %s", distance);
    }
    if (from)
        g_string_append_printf(words, "; not before %s", from);
    return g_string_free(words, FALSE);
}

static char *deadline_notes(const struct deadline *deadline)
{
    GString *notes = g_string_new(NULL);
    g_string_append_printf(notes, "%s, certainty %.2f", deadline->rule ? deadline->rule : "no rule",
                           deadline->confidence);
    if (!deadline->firm)
        g_string_append(notes, "; not a firm date");
    if (deadline->derived)
        g_string_append(notes, "; counted from another date");
    if (deadline->past)
        g_string_append(notes, "; was over when the letter came");
    for (guint i = 0; i < deadline->alternatives->len; i++) {
        g_autofree char *other = describe_day(&g_array_index(deadline->alternatives, GDate, i));
        g_string_append_printf(notes, "; or %s", other);
    }
    return g_string_free(notes, FALSE);
}

static void describe_quote(struct terminal *terminal, const struct quote *quote)
{
    g_autofree char *place = describe_place(quote);
    terminal_paragraph(terminal, 6, TONE_PLAIN, "\u201c%s\u201d", quote->text ? quote->text : "");
    terminal_paragraph(terminal, 6, TONE_FAINT, "%s", place);
}

void describe_deadlines(struct terminal *terminal, const GPtrArray *deadlines, const GDate *today)
{
    for (guint i = 0; i < deadlines->len; i++) {
        const struct deadline *deadline = deadlines->pdata[i];
        g_autofree char *words = deadline_words(deadline, today);
        g_autofree char *notes = deadline_notes(deadline);
        terminal_paragraph(terminal, 2, TONE_STRONG, "%u. %s", i + 1, words);
        describe_quote(terminal, &deadline->quote);
        terminal_paragraph(terminal, 6, TONE_FAINT, "%s", notes);
        if (deadline->doubt)
            terminal_paragraph(terminal, 6, TONE_DOUBT, "Doubt: %s", deadline->doubt);
    }
}

char *describe_dates(const struct request *request, const GPtrArray *deadlines)
{
    GString *dates = g_string_new(NULL);
    for (guint i = 0; i < request->deadlines->len; i++) {
        guint index = g_array_index(request->deadlines, guint, i);
        const struct deadline *deadline = index < deadlines->len ? deadlines->pdata[index] : NULL;
        g_autofree char *day = deadline ? describe_day(&deadline->date) : NULL;
        if (day)
            g_string_append_printf(dates, "%s%s", dates->len ? ", " : "", day);
    }
    if (dates->len == 0)
        g_string_append(dates, "no date");
    return g_string_free(dates, FALSE);
}

void describe_requests(struct terminal *terminal, const GPtrArray *requests,
                       const GPtrArray *deadlines)
{
    for (guint i = 0; i < requests->len; i++) {
        const struct request *request = requests->pdata[i];
        g_autofree char *dates = describe_dates(request, deadlines);
        g_autofree char *place = describe_place(&request->quote);
        terminal_paragraph(terminal, 2, TONE_PLAIN, "%u. %s", i + 1,
                           request->quote.text ? request->quote.text : "");
        terminal_paragraph(terminal, 6, TONE_FAINT, "%s; asked of %s; %s", place,
                           request->addressee ? request->addressee : "the reader",
                           dates);
    }
}

void describe_flaws(struct terminal *terminal, const char *heading, const GPtrArray *flaws)
{
    if (flaws->len == 0)
        return;
    describe_heading(terminal, heading);
    for (guint i = 0; i < flaws->len; i++) {
        const struct flaw *flaw = flaws->pdata[i];
        terminal_paragraph(terminal, 2, TONE_BAD, "%s: %s", flaw->part ? flaw->part : "?",
                           flaw->what ? flaw->what : "?");
    }
}

static char *join(const GPtrArray *texts)
{
    GString *joined = g_string_new(NULL);
    for (guint i = 0; i < texts->len; i++)
        g_string_append_printf(joined, "%s%s", i ? ", " : "", (const char *)texts->pdata[i]);
    return g_string_free(joined, FALSE);
}

static void describe_subjects(struct terminal *terminal, const struct findings *findings)
{
    const struct {
        const char *name;
        const GPtrArray *texts;
    } lists[] = {{"Instruments", findings->instruments},
                 {"Articles", findings->articles},
                 {"Cases", findings->cases},
                 {"Countries", findings->countries}};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
        g_autofree char *joined = join(lists[i].texts);
        terminal_field(terminal, lists[i].name, joined);
    }
}

static void describe_letter(struct terminal *terminal, const struct findings *findings)
{
    g_autofree char *received = describe_day(&findings->received);
    g_autofree char *letter_date = describe_day(&findings->letter_date);
    g_autofree char *circular = g_strdup_printf("%s (%.2f)", findings->circular ? "yes" : "no",
                                                findings->score);
    terminal_field(terminal, "From", findings->from);
    terminal_field(terminal, "Sender", findings->sender);
    terminal_field(terminal, "Subject", findings->subject);
    terminal_field(terminal, "Received", received);
    terminal_field(terminal, "Circular", circular);
    terminal_field(terminal, "Kind", letter_kind_name(findings->kind));
    terminal_field(terminal, "Reference", findings->reference);
    terminal_field(terminal, "Changes", findings->earlier);
    terminal_field(terminal, "Letter date", letter_date);
    terminal_field(terminal, "Language", findings->language);
    describe_subjects(terminal, findings);
}

/* Appends "for: en.by en.please", each rule once, where there is one of that sign. */
static void append_rules(GString *words, char **rules, char sign, const char *head)
{
    g_autoptr(GHashTable) said = g_hash_table_new(g_str_hash, g_str_equal);
    for (char **rule = rules; *rule; rule++) {
        if (**rule != sign || !g_hash_table_add(said, *rule))
            continue;
        if (g_hash_table_size(said) == 1)
            g_string_append_printf(words, "%s%s:", words->len ? "; " : "", head);
        g_string_append_printf(words, " %s", *rule + 1);
    }
}

/* "for: en.by en.please; against: en.session" of "+en.by -en.session +en.please" */
static char *rules_words(const struct candidate *candidate)
{
    g_auto(GStrv) rules = g_strsplit(candidate->rule ? candidate->rule : "", " ", -1);
    GString *words = g_string_new(NULL);
    append_rules(words, rules, '+', "for");
    append_rules(words, rules, '-', "against");
    if (words->len == 0)
        g_string_append(words, "no rule");
    return g_string_free(words, FALSE);
}

static void describe_candidate(struct terminal *terminal, const struct candidate *candidate)
{
    g_autofree char *place = describe_place(&candidate->quote);
    g_autofree char *rules = rules_words(candidate);
    terminal_paragraph(terminal, 6, TONE_PLAIN, "\u201c%s\u201d",
                       candidate->quote.text ? candidate->quote.text : "");
    if (candidate->reason)
        terminal_paragraph(terminal, 6, TONE_PLAIN, "%s", candidate->reason);
    terminal_paragraph(terminal, 6, TONE_FAINT, "%s; %s", place, rules);
    terminal_paragraph(terminal, 6, TONE_FAINT, "weight %+.1f; by rules alone %+.1f",
                       candidate->score, candidate->by_rules);
}

static gboolean is_sentence(const struct candidate *candidate)
{
    return g_strcmp0(candidate->role, "request") == 0 || g_strcmp0(candidate->role, "no request") == 0;
}

static void describe_candidates(struct terminal *terminal, const GPtrArray *candidates)
{
    guint dates = 0;
    for (guint i = 0; i < candidates->len; i++)
        dates += !is_sentence(candidates->pdata[i]);
    describe_heading(terminal, dates ? "Every date that was looked at" : "No date stands in it");
    for (guint i = 0; i < candidates->len; i++) {
        const struct candidate *candidate = candidates->pdata[i];
        if (is_sentence(candidate))
            continue;
        g_autofree char *day = describe_day(&candidate->date);
        gboolean deadline = g_strcmp0(candidate->role, "deadline") == 0;
        terminal_paragraph(terminal, 2, deadline ? TONE_STRONG : TONE_PLAIN, "%s: %s",
                           day ? day : "not a day", candidate->role ? candidate->role : "?");
        describe_candidate(terminal, candidate);
    }
    if (candidates->len > dates)
        describe_heading(terminal, "Every sentence that might ask");
    for (guint i = 0; i < candidates->len; i++) {
        const struct candidate *candidate = candidates->pdata[i];
        if (!is_sentence(candidate))
            continue;
        gboolean asks = g_str_equal(candidate->role, "request");
        terminal_paragraph(terminal, 2, asks ? TONE_STRONG : TONE_PLAIN, "%s", candidate->role);
        describe_candidate(terminal, candidate);
    }
}

static void describe_others(struct terminal *terminal, const struct findings *findings)
{
    if (findings->superseded->len)
        describe_heading(terminal, "Dates that hold no more");
    for (guint i = 0; i < findings->superseded->len; i++) {
        const struct superseded *earlier = findings->superseded->pdata[i];
        g_autofree char *day = describe_day(&earlier->date);
        terminal_paragraph(terminal, 2, TONE_PLAIN, "%s: \u201c%s\u201d", day ? day : "?",
                           earlier->quote.text ? earlier->quote.text : "");
    }
    if (findings->events->len)
        describe_heading(terminal, "Events");
    for (guint i = 0; i < findings->events->len; i++) {
        const struct event *event = findings->events->pdata[i];
        g_autofree char *start = describe_day(&event->start);
        g_autofree char *end = describe_day(&event->end);
        terminal_paragraph(terminal, 2, TONE_PLAIN, "%s%s%s: \u201c%s\u201d", start ? start : "?",
                           end ? " to " : "", end ? end : "",
                           event->quote.text ? event->quote.text : "");
    }
}

void describe_findings(struct terminal *terminal, const char *file, const struct findings *findings,
                       gboolean with_candidates)
{
    const struct findings *f = findings;
    gboolean whole = f->unread->len == 0; /* of what was not read nobody can say that it asks nothing */
    terminal_say(terminal, TONE_STRONG, "%s", file);
    terminal_line(terminal);
    describe_letter(terminal, f);
    describe_heading(terminal, f->deadlines->len ? "Deadlines" :
                               whole ? "No deadline for the reader" : "No deadline in what was read");
    describe_deadlines(terminal, f->deadlines, NULL);
    describe_heading(terminal, f->requests->len ? "Requests" :
                               whole ? "Nothing is asked of the reader" : "No request in what was read");
    describe_requests(terminal, f->requests, f->deadlines);
    describe_others(terminal, f);
    if (with_candidates)
        describe_candidates(terminal, f->candidates);
    describe_flaws(terminal, "Not read", f->unread);
    describe_flaws(terminal, "Cut short", f->limits);
}
