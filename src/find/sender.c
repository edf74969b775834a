/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who sent a mail, read like a text of its own: the From and Subject of its letter, and the From lines of what it
 * passes on. Addresses are put in capitals first, so that acronyms in them are read. */
#include "find/sender.h"

#include <string.h>

#include "base/auto.h"

/* What is left of an address reads like words. */
static void append_words(GString *text, const char *words)
{
    gsize at = text->len;

    g_string_append(text, words);
    for (char *sign = text->str + at; (sign = strchr(sign, '@')) != NULL; sign++)
        *sign = ' ';
}

static void read_line(const char *first, const char *second, const struct packs *packs, struct heading *heading)
{
    struct text_part part = { .utf8 = g_string_sized_new(200) };

    append_words(part.utf8, first != NULL ? first : "");
    g_string_append(part.utf8, "\n\n");
    append_words(part.utf8, second != NULL ? second : "");
    g_string_append_c(part.utf8, '\n');
    AUTO(document) *d = document_read(&part, 0, packs);
    heading_read(d, heading, 0);
    g_string_free(part.utf8, TRUE);
}

/* The From and Subject of a letter, read like a text of its own. An organization that only
 * the subject names is no sender: letterheads counts those of From alone. */
static void read_sender(const struct text_letter *letter, const struct packs *packs, struct heading *heading)
{
    struct heading subject;
    g_autofree char *address = letter->from_address != NULL ? g_ascii_strup(letter->from_address, -1) : NULL; /* acronyms are read in capitals */

    read_line(letter->from_name, address, packs, heading);
    read_line(letter->subject, NULL, packs, &subject);
    heading->automatic = letter->automatic;
    heading->named = letter->from_address != NULL || letter->from_name != NULL;
    for (guint i = 0; i < RULE_KINDS; i++) {
        heading->counts[i] += subject.counts[i];
        heading->against[i] += subject.against[i];
    }
    for (guint i = 0; i < LETTER_KINDS; i++)
        heading->kinds[i] += subject.kinds[i];
    heading->copies |= subject.copies;
    g_free(heading->reference); /* "ART19@…" is none */
    heading->reference = g_steal_pointer(&subject.reference);
    heading_clear(&subject);
}

static void free_sender(gpointer data)
{
    if (data == NULL)
        return;
    heading_clear(data);
    g_free(data);
}

const struct heading sender_nobody;

GPtrArray *senders_new(const struct text *text)
{
    GPtrArray *senders = g_ptr_array_new_with_free_func(free_sender);

    g_ptr_array_set_size(senders, text->letters->len);
    return senders;
}

const struct heading *sender_of(GPtrArray *senders, const struct text *text, guint letter, const struct packs *packs)
{
    if (letter >= senders->len)
        return &sender_nobody;
    if (senders->pdata[letter] == NULL) {
        senders->pdata[letter] = g_new0(struct heading, 1);
        read_sender(text->letters->pdata[letter], packs, senders->pdata[letter]);
    }
    return senders->pdata[letter];
}

#define WRAPPERS_READ 4

/* "De : LABADMIN <labadmin@ilo.example>": whoever wrote what is passed on is told by the address, too. */
void sender_read_wrapped(const struct document *d, const struct packs *packs, struct heading *heading)
{
    guint read = 0;

    for (guint i = 0; i < d->sentences->len && read < WRAPPERS_READ; i++) {
        const struct sentence *s = DOCUMENT_SENTENCE(d, i);
        if (s->zone != ZONE_WRAPPER || !heading_wrapper_is(d, s, "from"))
            continue;
        g_autofree char *line = document_quote(d, s->first, s->end);
        const char *at = strchr(line, '@');
        if (at == NULL)
            continue;
        g_autofree char *address = g_ascii_strup(at, -1);
        struct heading sender;
        read_line(NULL, address, packs, &sender);
        heading->letterheads += sender.letterheads;
        heading->known += sender.known;
        heading->counts[RULE_LETTERHEAD] += sender.counts[RULE_LETTERHEAD];
        heading_clear(&sender);
        read++;
    }
}
