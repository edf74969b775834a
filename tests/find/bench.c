/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `make bench`: the rate of find alone, text in memory to findings, on ordinary letters and on texts
 * made to be slow; each at one, four and sixteen times the size, so that a time that grows faster than
 * the text is seen. Prints figures, passes no judgement. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "../support/reader.h"

static const char ordinary[] =
    "Dear Minister,\n\n"
    "I am writing to inform you that at its 353rd Session (March 2025), the Governing Body discussed the follow-up to the\n"
    "resolution concerning the measures recommended under article 33 of the Constitution. I wish to bring to your kind\n"
    "attention subparagraph (g) of its decision, by which the Governing Body invited the Organization's constituents to\n"
    "continue to take steps, including by holding national tripartite meetings, and to report back thereon. To enable me to\n"
    "prepare a report for its 355th Session (November 2025), I would appreciate receiving information on any action taken or\n"
    "envisaged by your Government by no later than 16 September 2025. The Right to Organise and Collective Bargaining\n"
    "Convention, 1949 (No. 98), has been ratified by most Members of the Organization, and the Committee noted with interest\n"
    "the measures which many of them have taken since. It also recalled that consultations with the social partners remain\n"
    "an essential part of the procedure and that the Office stands ready to provide whatever assistance may be needed.\n\n";

static double seconds(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_utime.tv_usec / 1e6 + usage.ru_stime.tv_sec + usage.ru_stime.tv_usec / 1e6;
}

static long peak_kib(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static void run(const struct packs *packs, const char *name, const char *piece, gsize bytes)
{
    GString *text = g_string_sized_new(bytes + 4096);

    while (text->len < bytes)
        g_string_append(text, piece);
    double start = seconds();
    AUTO(findings) *f = reader_read(packs, text->str, "2025-07-15");
    double spent = seconds() - start;
    printf("%-22s %6.1f MB %8.3f s %8.1f MB/s  peak %ld MB  (%u deadlines)\n", name, text->len / 1e6, spent,
           text->len / 1e6 / (spent > 0 ? spent : 1e-9), peak_kib() / 1024, f->deadlines->len);
    g_string_free(text, TRUE);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name, *piece;
    } texts[] = {
        { "ordinary letters", ordinary },
        { "digits", "20250916 1 22 333 " },
        { "one endless word", "a" },
        { "one endless line", "the report of the government is due by the end of the year and so on " },
        { "cues", "by no later than before until at the latest deadline for the " },
        { "dates", "16 September 2025 and 5/6/2025, " },
        { "requests", "Please reply. Governments are requested to reply by 5 May. " },
        { "quotes", "\"\xe2\x80\x9c(" },
        { "newlines", "\n" },
        { "lines", "by 5 May\n" },
        { "tables", "a\t5 May 2026\n" },
        { "keys", "From: a\nSent: b\nTo: c\n" },
        { "accents", "\xc3\xa9t\xc3\xa9 pri\xc3\xa9 d\xc3\xa9lai " },
    };
    gsize most = (argc > 1 ? strtoul(argv[1], NULL, 10) : 16) * 1000 * 1000;
    struct packs *packs = reader_packs();

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        for (gsize bytes = most / 16; bytes <= most; bytes *= 4)
            run(packs, texts[i].name, texts[i].piece, bytes);
    packs_free(packs);
    return 0;
}
