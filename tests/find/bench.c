/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `make bench`: the rate of find alone, text in memory to findings, on ordinary letters and on texts
 * made to be slow; each at one, four and sixteen times the size, so that a time that grows faster than
 * the text is seen. Every run is a process of its own, so that its peak of memory is its own, too.
 * Prints figures, passes no judgement. bench [MEGABYTES [NAME]]: the largest size; only that text. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/reader.h"

#define APART "\x1e" /* between letters that are read one by one */

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

/* Each letter is read by itself, as the daemon does. */
static void measure_apart(const struct packs *packs, const char *name, const char *letters, gsize bytes)
{
    g_auto(GStrv) pieces = g_strsplit(letters, APART, -1);
    guint count = g_strv_length(pieces), deadlines = 0;
    gsize read = 0;
    double start = seconds();

    for (guint i = 0; read < bytes; i = (i + 1) % count) {
        AUTO(findings) *f = reader_read(packs, pieces[i], "2025-07-15");
        read += strlen(pieces[i]) + 1;
        deadlines += f->deadlines->len;
    }
    double spent = seconds() - start;
    printf("%-20s %6.1f MB %8.3f s %8.1f MB/s %5u deadlines", name, read / 1e6, spent, read / 1e6 / (spent > 0 ? spent : 1e-9), deadlines);
}

static void measure(const struct packs *packs, const char *name, const char *piece, gsize bytes)
{
    GString *text = g_string_sized_new(bytes + strlen(piece) + 1);

    while (text->len < bytes)
        g_string_append(text, piece);
    double start = seconds();
    AUTO(findings) *f = reader_read(packs, text->str, "2025-07-15");
    double spent = seconds() - start;
    printf("%-20s %6.1f MB %8.3f s %8.1f MB/s %5u deadlines", name, text->len / 1e6, spent,
           text->len / 1e6 / (spent > 0 ? spent : 1e-9), f->deadlines->len);
    g_string_free(text, TRUE);
}

static void run(const struct packs *packs, const char *name, const char *piece, gsize bytes)
{
    struct rusage usage;
    int status;

    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        (strstr(piece, APART) != NULL ? measure_apart : measure)(packs, name, piece, bytes);
        fflush(stdout);
        _exit(0);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0)
        printf("%s: failed\n", name);
    else
        printf("  peak %ld MB\n", usage.ru_maxrss / 1024);
}

/* The plain letters that rules were developed on, one after the other. */
static char *read_letters(const char *between)
{
    GString *letters = g_string_new(NULL);
    glob_t found;

    if (glob("tests/letters/develop/*/*.txt", 0, NULL, &found) == 0) {
        for (gsize i = 0; i < found.gl_pathc; i++) {
            g_autofree char *text = NULL;
            if (g_file_get_contents(found.gl_pathv[i], &text, NULL, NULL))
                g_string_append_printf(letters, "%s%s", text, between);
        }
        globfree(&found);
    }
    return g_string_free(letters, FALSE);
}

int main(int argc, char **argv)
{
    g_autofree char *letters = read_letters("\n\n"), *apart = read_letters(APART);
    const struct {
        const char *name, *piece;
    } texts[] = {
        { "ordinary prose", ordinary },
        { "letters", *letters != '\0' ? letters : ordinary },
        { "letters one by one", *apart != '\0' ? apart : ordinary },
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
        for (gsize bytes = most / 16; bytes <= most && (argc < 3 || strstr(texts[i].name, argv[2]) != NULL); bytes *= 4)
            run(packs, texts[i].name, texts[i].piece, bytes);
    packs_free(packs);
    return 0;
}
