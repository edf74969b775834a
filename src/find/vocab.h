/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every word that a language pack names, by its folded form (lower case, no accents), numbered from
 * 1; 0 is any other word. A word carries what packs say of it alone: month, weekday, number, … */
#ifndef CIRCULARD_FIND_VOCAB_H
#define CIRCULARD_FIND_VOCAB_H

#include <glib.h>

#include "base/auto.h"

#define LANGUAGES_MAX 8
#define WORD_BYTES_MAX 40 /* a longer one is an unknown word */
#define WORDS_MAX 60000   /* ids fit 16 bits, with room for marks of other meaning */

enum unit { UNIT_NONE, UNIT_DAY, UNIT_WORKING_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR };

/* What a word may be inside a date, in any language. */
enum word_role {
    ROLE_OF = 1 << 0,        /* "of", "de", "del": between day, month and year */
    ROLE_TO = 1 << 1,        /* "to", "au", "al": between the ends of a range */
    ROLE_AND = 1 << 2,       /* "and", "et", "y" */
    ROLE_THE = 1 << 3,       /* "the", "le", "el" */
    ROLE_FROM = 1 << 4,      /* "from", "du", "del": opens a range */
    ROLE_BETWEEN = 1 << 5,   /* "between", "entre" */
    ROLE_ORDINAL = 1 << 6,   /* "th", "er" after a number */
    ROLE_ABBREVIATION = 1 << 7, /* its full stop ends no sentence */
    ROLE_AM = 1 << 8,
    ROLE_PM = 1 << 9,
    ROLE_HOUR = 1 << 10,     /* "h", "heures", "horas" */
    ROLE_MONTH_SHORT = 1 << 11, /* a month only beside a day: "mar", "ago", "set" */
    ROLE_NUMBER_SIGN = 1 << 12, /* "no", "numero" */
    ROLE_MONTH_BY = 1 << 13,    /* "septembriks": the case of the month is the cue */
    ROLE_MONTH_UNTIL = 1 << 14, /* "septembrini" */
    ROLE_RELATIVE = 1 << 15,    /* "which", "qui", "que": opens a clause about the word before it */
};

struct word {
    guint8 month;     /* 1..12 */
    guint8 weekday;   /* 1 Monday .. 7 */
    guint8 unit;      /* enum unit */
    guint8 languages; /* bit per language whose everyday word it is */
    guint16 number;   /* "three" 3; 0 none; ordinals too */
    guint16 roles;    /* enum word_role */
};

#define VOCAB_PLACES (1u << 16) /* more than WORDS_MAX: there is always an empty one */
#define VOCAB_SPREAD G_GUINT64_CONSTANT(0x9e3779b97f4a7c15)

/* All that is asked of every word, in half a line of the processor's cache. */
struct lexeme {
    guint64 first, rest; /* its first sixteen bytes, zeros after its last: the whole of most */
    guint32 length;
    struct word word;
};

#define ROOT_BYTES 5

/* FNV-1a of a word and of its first ROOT_BYTES, which is 0 where it has no more than those. */
struct word_hash {
    guint32 whole, root;
    guint32 length;
};

struct vocab {
    GPtrArray *texts;        /* of char *, by id */
    GArray *hashes;          /* of struct word_hash, by id; from vocab_seal on */
    struct lexeme *lexemes;  /* by id */
    guint size;              /* there is room for so many */
    guint16 *places;         /* by what is made of a word's bytes, open addressing: ids */
    guint32 month_ends[32]; /* by last letter but one: a bit a last letter that months end in */
};

struct vocab *vocab_new(void);
void vocab_free(struct vocab *vocab);
AUTO_DEFINE(vocab)

static inline guint vocab_size(const struct vocab *vocab)
{
    return vocab->texts->len;
}

guint vocab_add(struct vocab *vocab, const char *folded); /* id; 0 where full or too long */
guint vocab_find(const struct vocab *vocab, const char *folded, guint length); /* 0 unknown */

static inline gboolean vocab_is_spelt(const struct lexeme *lexeme, guint64 first, guint64 rest, guint length)
{
    return lexeme->first == first && lexeme->rest == rest && lexeme->length == length;
}

/* The same for a word of at most eight bytes: the first is the lowest of the number, zeros follow the last. */
static inline guint vocab_find_short(const struct vocab *vocab, guint64 first)
{
    guint place = (first * VOCAB_SPREAD) >> 48;

    while (vocab->places[place] != 0 && (vocab->lexemes[vocab->places[place]].first != first || vocab->lexemes[vocab->places[place]].rest != 0))
        place = (place + 1) % VOCAB_PLACES;
    return vocab->places[place];
}

/* The same for a word of nine to sixteen bytes: the first eight, and the others. */
guint vocab_find_middle(const struct vocab *vocab, guint64 first, guint64 rest, guint length);

static inline struct word_hash vocab_hash(const char *bytes, guint length)
{
    struct word_hash hash = { 2166136261u, 0, length };

    for (guint i = 0; i < length; i++) {
        if (i == ROOT_BYTES)
            hash.root = hash.whole;
        hash.whole = (hash.whole ^ (guchar)bytes[i]) * 16777619u;
    }
    return hash;
}

struct word *vocab_word(struct vocab *vocab, guint id);
const char *vocab_text(const struct vocab *vocab, guint id);
void vocab_seal(struct vocab *vocab); /* after the last word, before the first text */

/* Could a word that ends in these two letters end in the name of a month? */
static inline gboolean vocab_may_end_month(const struct vocab *vocab, const char last[2])
{
    return vocab->month_ends[(guchar)last[0] & 31] >> (last[1] & 31) & 1;
}

static inline const struct word *vocab_get(const struct vocab *vocab, guint id)
{
    return &vocab->lexemes[id].word;
}

#endif
