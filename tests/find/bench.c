/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `make bench`: the rate of find alone, text in memory to findings, on letters and on texts made to be
 * slow; each at one, four and sixteen times the size, so that a time that grows faster than the text is
 * seen. Every run is a process of its own, so that its peak of memory is its own, too.
 *
 * "letters" is the text of all letters that rules were developed on, one behind the other and as often as
 * the size wants; "letters one by one" are the same mails, each with its parts and its sender, as the
 * daemon reads them, with the heap as the daemon has it. The first time each of them is read (what the
 * automaton must learn is learnt then) and the times after that are told apart: that is the rate of a
 * process that has seen nothing, and of one that has learnt all there is to learn.
 * Prints figures, passes no judgement. bench [MEGABYTES [NAME]]: the largest size; only that text. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/heap.h"
#include "decode/decode.h"
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

struct letters {
    GPtrArray *texts; /* of struct text */
    GArray *bytes;    /* of gsize: of each of them */
    GString *all;     /* one behind the other */
};

static void print(const char *name, gsize bytes, double spent, guint deadlines)
{
    printf("%-24s %6.1f MB %8.3f s %8.1f MB/s %6u deadlines", name, bytes / 1e6, spent, bytes / 1e6 / (spent > 0 ? spent : 1e-9), deadlines);
}

static void measure_apart(const struct packs *packs, const struct letters *letters, gsize bytes)
{
    GDate day = reader_day("2025-07-15");
    gsize read = 0, read_once = 0;
    guint deadlines = 0, once = 0;
    double start = seconds(), first = 0;

    for (guint i = 0; read < bytes || first <= 0; i = (i + 1) % letters->texts->len) {
        AUTO(findings) *f = find_read(letters->texts->pdata[i], packs, &day);
        read += g_array_index(letters->bytes, gsize, i);
        deadlines += f->deadlines->len;
        if (first <= 0 && i + 1 == letters->texts->len) {
            first = seconds() - start;
            once = deadlines;
            read_once = read;
        }
    }
    double again = seconds() - start - first;
    print("letters, first time", read_once, first, once);
    if (read == read_once)
        return;
    printf("\n");
    print("letters, again", read - read_once, again, deadlines - once);
}

static void measure(const struct packs *packs, const char *name, const char *piece, gsize bytes)
{
    GString *text = g_string_sized_new(bytes + strlen(piece) + 1);

    while (text->len < bytes)
        g_string_append(text, piece);
    double start = seconds();
    AUTO(findings) *f = reader_read(packs, text->str, "2025-07-15");
    print(name, text->len, seconds() - start, f->deadlines->len);
    g_string_free(text, TRUE);
}

/* letters: one by one, where there is no piece. */
static void run(const struct packs *packs, const char *name, const char *piece, const struct letters *letters, gsize bytes)
{
    struct rusage usage;
    int status;

    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        if (piece != NULL)
            measure(packs, name, piece, bytes);
        else
            measure_apart(packs, letters, bytes);
        fflush(stdout);
        _exit(0);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0)
        printf("%s: failed\n", name);
    else
        printf("  peak %ld MB\n", usage.ru_maxrss / 1024);
}

static void add_letter(struct letters *letters, struct decoder *decoder, const char *path)
{
    char *bytes = NULL;
    gsize length = 0, read = 0;
    g_autofree char *name = g_path_get_basename(path);

    if (!g_file_get_contents(path, &bytes, &length, NULL))
        return;
    g_autoptr(GBytes) raw = g_bytes_new_take(bytes, length);
    struct text *text = g_str_has_suffix(path, ".eml") ? decode_mail(decoder, raw) : decode_document(decoder, raw, name);
    for (guint i = 0; i < text->parts->len; i++) {
        const struct text_part *part = text->parts->pdata[i];
        read += part->utf8->len;
        g_string_append_printf(letters->all, "%s\n\n", part->utf8->str);
    }
    g_ptr_array_add(letters->texts, text);
    g_array_append_val(letters->bytes, read);
}

/* The letters that rules were developed on; the ordinary one where they are not there. */
static struct letters read_letters(void)
{
    struct letters letters = { g_ptr_array_new_with_free_func((GDestroyNotify)text_free), g_array_new(FALSE, FALSE, sizeof(gsize)), g_string_new(NULL) };
    AUTO(decoder) *decoder = decoder_new(NULL);
    glob_t found;

    if (glob("tests/letters/develop/*/*.[teh][xmt][tlm]*" /* txt, eml, html: no answers */, 0, NULL, &found) == 0) {
        for (gsize i = 0; i < found.gl_pathc; i++)
            add_letter(&letters, decoder, found.gl_pathv[i]);
        globfree(&found);
    }
    return letters;
}

static void letters_clear(struct letters *letters)
{
    g_ptr_array_unref(letters->texts);
    g_array_unref(letters->bytes);
    g_string_free(letters->all, TRUE);
}

int main(int argc, char **argv)
{
    struct letters letters = read_letters();
    const struct {
        const char *name, *piece;
    } texts[] = {
        { "ordinary prose", ordinary },
        { "letters", letters.all->len > 0 ? letters.all->str : ordinary },
        { "letters one by one", NULL },
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
    struct heap heap = { 0 };

    heap_begin(&heap);
    struct packs *packs = reader_packs();
    heap_fill(&heap);
    packs_gather(packs);
    heap_settle(&heap);
    printf("%u letters, %.1f MB\n", letters.texts->len, letters.all->len / 1e6);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        for (gsize bytes = most / 16; bytes <= most && (argc < 3 || strstr(texts[i].name, argv[2]) != NULL); bytes *= 4)
            if (texts[i].piece != NULL || letters.texts->len > 0)
                run(packs, texts[i].name, texts[i].piece, &letters, bytes);
    packs_free(packs);
    heap_clear(&heap);
    letters_clear(&letters);
    return 0;
}
