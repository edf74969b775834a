/* SPDX-License-Identifier: GPL-3.0-or-later */
/* find alone: megabytes a second on ordinary letters, and how its time grows on hostile text of 1, 4,
 * 16 and 64 MB, where each line should take four times as long as the one before it.
 *
 *     bench_find [MEGABYTES]     the largest text, 64 unless told; what would take over a minute is left out */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "find/find.h"
#include "roles/packs.h"

#define MB (1000.0 * 1000.0)
enum { PATIENCE_S = 15 };

static const char letter[] =
    "INTERNATIONAL LABOUR OFFICE\n\nTO ALL MEMBER STATES OF THE ILO\n\nGeneva, 3 March 2026\n\nDear Minister,\n\n"
    "I have the honour to refer to the Labour Inspection Convention, 1947 (No. 81), and to the report that the\n"
    "Office laid before the Conference at its session of June 2024. Inspectors, employers and workers were heard\n"
    "in eleven countries, and what they said has been summed up in the annex to this letter, with figures by\n"
    "sector and an account of the training that was given. The Committee thanked all who had taken part, and\n"
    "noted that in many workshops a first visit was enough to put right what was amiss.\n\n"
    "The questionnaire enclosed is short. It may be answered in English, French or Spanish, and estimates will\n"
    "do where there are no statistics. The replies will be laid before the Committee of Experts, which meets\n"
    "from 25 November to 12 December 2026.\n\n"
    "Your Government is requested to send its replies to the Office no later than 16 September 2026.\n\n"
    "Yours sincerely,\nFor the Director-General\n\n";

struct text_kind {
    const char *name;
    void (*add)(GString *text, guint number);
};

static void add_letter(GString *text, guint number)
{
    (void)number;
    g_string_append_len(text, letter, sizeof letter - 1);
}

static void add_digits(GString *text, guint number)
{
    g_string_append_printf(text, "%u %u/%u ", number, number % 31 + 1, number % 12 + 1);
}

static void add_bare_digits(GString *text, guint number)
{
    g_string_append_printf(text, "%u", number);
}

static void add_cues(GString *text, guint number)
{
    (void)number;
    g_string_append(text, "no later than before the deadline is requested to send au plus tard le by ");
}

static void add_dates(GString *text, guint number)
{
    g_string_append_printf(text, "%u March %u, ", number % 31 + 1, 2020 + number % 9);
}

static void add_due_dates(GString *text, guint number)
{
    g_string_append_printf(text, "Please reply by %u March 2026.\n", number % 31 + 1);
}

static void add_endless_line(GString *text, guint number)
{
    (void)number;
    g_string_append(text, "the office and the members of the committee and the ");
}

static void add_one_word(GString *text, guint number)
{
    (void)number;
    g_string_append(text, "abcdefgh");
}

static void add_quotes(GString *text, guint number)
{
    for (guint i = 0; i < number % 10000; i++)
        g_string_append_c(text, '>');
    g_string_append(text, " he wrote: \"send it by 3 May\n");
}

static void add_empty_lines(GString *text, guint number)
{
    (void)number;
    g_string_append(text, " \n\t\n");
}

static const struct text_kind kinds[] = {
    {"letters, one text", add_letter}, {"digits and shares", add_digits}, {"one number", add_bare_digits},
    {"only cues", add_cues},           {"only dates", add_dates},         {"only deadlines", add_due_dates},
    {"one line", add_endless_line},    {"one word", add_one_word},        {"nested quotes", add_quotes},
    {"empty lines", add_empty_lines}};

static double processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double read_text(const struct packs *packs, const char *words, gsize length)
{
    AUTO(text) *text = text_new();
    struct text_letter *head = text_add_letter(text, 0);
    struct text_part *part = text_add_part(text, 0, "body", TEXT_PLAIN);
    g_date_set_dmy(&head->sent, 9, G_DATE_MARCH, 2026);
    part->body = TRUE;
    g_string_append_len(part->utf8, words, (gssize)length);
    double began = processor_seconds();
    AUTO(findings) *findings = find_read(text, packs, &head->sent);
    return processor_seconds() - began;
}

static void bench_letters(const struct packs *packs)
{
    static const guint most[] = {1, 4, 16, 64}; /* letters a text */
    for (guint k = 0; k < G_N_ELEMENTS(most); k++) {
        g_autoptr(GString) text = g_string_new(NULL);
        double took = 0, bytes = 0;
        for (guint i = 0; i < most[k]; i++)
            add_letter(text, i);
        while (took < 0.5) {
            took += read_text(packs, text->str, text->len);
            bytes += (double)text->len;
        }
        printf("letters of %6.1f KB each: %6.2f MB/s, %.2f ms a letter\n", (double)text->len / 1000, bytes / MB / took,
               took * 1e3 / (bytes / (double)text->len));
    }
}

static void bench_kind(const struct packs *packs, const struct text_kind *kind, guint most)
{
    double took = 0;
    printf("%-18s", kind->name);
    for (guint size = 1; size <= most; size *= 4) {
        if (took * 4 > PATIENCE_S) {
            printf("  %2u MB: left out", size);
            continue;
        }
        g_autoptr(GString) text = g_string_sized_new((gsize)(size * MB) + 20000);
        for (guint i = 0; (double)text->len < size * MB; i++)
            kind->add(text, i);
        took = read_text(packs, text->str, text->len);
        printf("  %2u MB: %6.2f s (%5.1f MB/s)", size, took, (double)text->len / MB / took);
        fflush(stdout);
    }
    printf("\n");
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    AUTO(packs) *packs = packs_load("etc/lang", &error);
    if (!packs)
        g_error("%s", error->message);
    bench_letters(packs);
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        bench_kind(packs, &kinds[i], argc > 1 ? (guint)atoi(argv[1]) : 64);
    return 0;
}
