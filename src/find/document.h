/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One part of a mail while it is read: tokens, sentences, marks, dates. Every step of the path adds
 * its layer; none changes what an earlier one wrote but for the flags that are its own. */
#ifndef CIRCULARD_FIND_DOCUMENT_H
#define CIRCULARD_FIND_DOCUMENT_H

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "base/auto.h"
#include "find/packs.h"
#include "text.h"

#define SENTENCE_TOKENS_MAX 300u /* a longer one is cut: keeps every step linear */
#define NO_LANGUAGE 0xff
#define PART_LAST_WORKING 4 /* the last day from Monday to Friday */
#define PART_BEGINNING 5    /* "before September begins": its first day */
#define PART_WEEK_OF 16   /* date.part: the week that a day is in */
#define NEAR_TODAY 4      /* value of a rule of near; tomorrow 5, the day after tomorrow 6 */
#define NEAR_SAME_YEAR 6  /* date.near: the year of the date before */
#define FIRST_YEAR 1900   /* that is read as one */
#define LAST_YEAR 2199
#define YEAR_OF_LETTER 1000 /* date.lent_year: "this year"; 1001 is the next one, 999 the last */
#define PART_DURING 34    /* "in the course of next week" */
#define PART_YEAR_END 26  /* "year-end": a part that names its own unit */
#define PART_MONTH_END 27
#define PART_WEEK_END 28
#define PART_WEEKDAY 41   /* the last Friday of: date.amount is its rank */
#define RANK_LAST 5
#define COLUMN_OF_ADDRESSES 3 /* value of a rule of column over those to whom something is to be sent: "to whom" */
#define COLUMN_OF_ACTORS 4    /* … over those who act: "by whom" */
#define COLUMN_OF_OPENINGS 5  /* … over days on which something opens: "from" */
#define COLUMN_OF_CLOSINGS 6  /* … over those on which it closes, which counts only beside the former: "to" */
#define COLUMN_DITTO 7        /* … in a cell that says what the one above it says: "ditto" */

enum zone {
    ZONE_TEXT,
    ZONE_HEADING,   /* before the salutation: addressee, date, reference */
    ZONE_WRAPPER,   /* From: Sent: To: Subject: of an inline forward */
    ZONE_SIGNATURE, /* after the closing formula */
    ZONE_ROW,       /* a row of a table */
    ZONE_BANNER,
};

struct sentence {
    guint32 first, end;             /* tokens */
    guint32 mark, marks;            /* slice of document.marks */
    guint32 longest;                /* of these marks, in tokens */
    guint64 kinds[2];               /* of these marks: a bit an enum rule_kind */
    guint32 date, dates;            /* slice of document.dates */
    guint32 lead;                   /* sentence that introduces this item of a list; own index if none */
    guint8 language;                /* index, or NO_LANGUAGE */
    guint8 zone;
    gboolean question;
    gboolean others_act;            /* a row or an item of which the column, the caption or the key says that others than the reader act */
    float asks;                     /* request.c: what rules and words make of it as a request; ASKS_NONE */
};
#define ASKS_NONE (-G_MAXFLOAT) /* it is not looked at as a request, or not yet */

enum precision { PRECISION_DAY, PRECISION_MONTH, PRECISION_YEAR, PRECISION_VAGUE, PRECISION_RELATIVE };
enum side { SIDE_NONE, SIDE_OPENS, SIDE_CLOSES, SIDE_OF_MEETING }; /* a meeting, too, begins and ends */
enum base { BASE_NONE, BASE_LETTER, BASE_RECEIPT, BASE_OPENING, BASE_CLOSING, BASE_NOW, BASE_DATE };

/* A date as it is written; date.c reads it, resolve.c makes it a day. */
struct date {
    guint32 start, end;           /* tokens, with weekday, time and zone */
    guint32 core, core_end;       /* the day alone */
    guint8 precision;             /* enum precision */
    guint8 day, month, weekday;   /* 0 not given; weekday 1 Monday */
    guint16 year;                 /* 0 not given */
    guint8 from_day, from_month;  /* start of a range; 0 none */
    guint16 from_year;
    bool window;                  /* opened by "from", "between" */
    guint8 side;                  /* enum side: of a window that two columns of a table make */
    bool swapped;                 /* month and day could be read the other way */
    bool repaired;
    bool soft;                    /* mid-October */
    int minutes;                  /* -1 not given */
    const char *zone;             /* of a rule, or NULL */
    /* relative */
    guint16 amount;
    guint8 unit, base;            /* enum unit, enum base */
    bool working, ahead;
    bool back;                    /* from what was named last: "its opening" */
    bool vain;                    /* ahead of something that has no day, unless one is bound to it */
    guint8 near;                  /* 1 "this", 2 "next", 3 "last" */
    guint8 part;                  /* "end of": see date_part.c */
    guint32 other;                /* index + 1 of the date it counts from */
    bool listed;                  /* goes on from the date before it: "by 3, 17 and 31 October" */
    guint16 lent_year;            /* said elsewhere in its sentence, or counted from YEAR_OF_LETTER; 0 none */
    bool lent_ahead, lent_past;   /* it counts where the day then lies ahead, where it is gone by */
    /* resolved: Julian days, 0 where it could not be */
    guint32 first, last, alternative;
    bool derived, no_year, weekday_wrong;
    bool changed;                 /* since it was judged */
};

struct document {
    const struct packs *packs;
    const struct text_part *part;
    guint part_index;
    GArray *tokens;    /* of struct token */
    GArray *sentences; /* of struct sentence */
    GArray *marks;     /* of struct mark, by start */
    GArray *dates;     /* of struct date, in order */
    GArray *pages;     /* of guint32: offsets of the form feeds; NULL where not paged */
    guint8 language;   /* of most of it */
    guint32 letter_date; /* Julian; 0 none */
    guint32 stamp;       /* index + 1 of the date on which the reader's registry received it; 0 none */
    guint32 salutation, closing; /* sentence indices; G_MAXUINT32 none */
    guint32 history;   /* from this sentence on an earlier mail that this one answers; G_MAXUINT32 none */
    guint32 others_from, others_to; /* sentences of a letter that is addressed to somebody else; none where to is 0 */
    float due;         /* what the mail's words say of whether anything in it is due (letter.h); DUE_UNKNOWN */
    guint8 copies;     /* what the mail says of copies: a bit an enum copy */
    float asks_most;   /* the highest of the sentences' */
    gboolean cut;      /* it has more words than are read */
};

#define DUE_UNKNOWN (-G_MAXFLOAT)

#define DOCUMENT_TOKEN(d, i)    (&g_array_index((d)->tokens, struct token, (i)))
#define DOCUMENT_SENTENCE(d, i) (&g_array_index((d)->sentences, struct sentence, (i)))
#define DOCUMENT_MARK(d, i)     (&g_array_index((d)->marks, struct mark, (i)))
#define DOCUMENT_DATE(d, i)     (&g_array_index((d)->dates, struct date, (i)))

/* The place of one more element, behind `count` of them, in an array that is longer than that while it is filled:
 * most are written without a call. */
#define DOCUMENT_NEXT(array, type, count) \
    ((count) < (array)->len ? &g_array_index((array), type, (count)) \
                            : &g_array_index(g_array_set_size((array), (count) + (count) / 2 + 64), type, (count)))

static inline const struct word *document_word(const struct document *d, guint token)
{
    return vocab_get(d->packs->vocab, DOCUMENT_TOKEN(d, token)->word);
}

/* Is the token a word that has one of these roles (enum word_role)? */
static inline gboolean document_has_role(const struct document *d, guint token, guint roles)
{
    return DOCUMENT_TOKEN(d, token)->type == TOKEN_WORD && document_word(d, token)->roles & roles;
}

static inline const struct rule *document_rule(const struct document *d, guint mark)
{
    return packs_rule(d->packs, DOCUMENT_MARK(d, mark)->rule);
}

/* With it a line of its own begins: a paragraph, an item of a list, a row. */
static inline gboolean sentence_begins_line(const struct document *d, const struct sentence *s)
{
    guint flags = DOCUMENT_TOKEN(d, s->first)->flags;

    return flags & TOKEN_BULLET || (flags & TOKEN_LINE && !(flags & TOKEN_SOFT));
}

/* Is the token one of these punctuation marks of ASCII? */
static inline gboolean document_is_sign(const struct document *d, guint token, const char *signs)
{
    const struct token *t = DOCUMENT_TOKEN(d, token);

    if (t->type != TOKEN_PUNCTUATION)
        return FALSE;
    for (; *signs != '\0'; signs++)
        if (t->value == (guchar)*signs)
            return TRUE;
    return FALSE;
}

/* document.c: tokens, sentences, language, marks, dates; nothing resolved yet. */
struct document *document_read(const struct text_part *part, guint part_index,
                               const struct packs *packs);
void document_free(struct document *document);
AUTO_DEFINE(document)
/* The original's bytes from token first to end (not included), white space folded. */
char *document_quote(const struct document *d, guint first, guint end);
/* The same, and where it stands. */
void document_cite(const struct document *d, guint first, guint end, struct quote *quote);
guint document_width(const struct document *d, guint first, guint last); /* of these tokens and what is between, in characters */
guint document_page(const struct document *d, guint32 offset); /* 0 where not paged */
/* That of the sentence, or of most of the text where it is too short to tell; NO_LANGUAGE where neither is known. */
static inline guint8 document_language(const struct document *d, const struct sentence *s)
{
    return s->language != NO_LANGUAGE ? s->language : d->language;
}

const char *document_language_code(const struct document *d, guint sentence); /* "en"; "" where it is in none */

/* Does the word end as those of the past do in that language (past_endings of its pack)? */
gboolean document_ends_past(const struct document *d, guint token, guint8 language);
/* Does it stand in a text that is passed on word for word, in quotation marks, and that speaks to those it is for? */
gboolean document_is_transcribed(const struct document *d, guint sentence);
/* Is the sentence an item of a list that somebody else asked for in the past: "The Committee urged the Government to:"? */
gboolean document_is_told_item(const struct document *d, const struct sentence *item);

/* sentence.c */
void sentence_split(struct document *d);
void sentence_tell_languages(struct document *d);

/* date.c: the dates of one sentence, appended. */
void date_scan(struct document *d, guint sentence);
/* date_time.c: widens a date over the weekday, time and zone beside it. */
void date_widen(const struct document *d, const struct sentence *s, struct date *date);
/* date_relative.c: what the next word of a number makes of what has been read of it ("dix", "huit"); 0 where it
 * does not belong to it. */
guint date_add_number(guint amount, guint next);
/* date_today.c: the day that words of nearness say ("today", "tomorrow"), where something is to be done on it. */
gboolean date_today(const struct document *d, const struct sentence *s, const struct mark *near, struct date *date);
/* date_relative.c: one relative or vague date that begins at token; FALSE if none does. */
gboolean date_relative(const struct document *d, const struct sentence *s, guint token,
                       struct date *date);

G_STATIC_ASSERT(RULE_KINDS <= 128);

static inline gboolean sentence_has(const struct sentence *s, enum rule_kind kind)
{
    return s->kinds[kind >> 6] >> (kind & 63) & 1;
}

/* Several of the kinds below 64. */
#define KIND(kind) (G_GUINT64_CONSTANT(1) << (kind))

static inline gboolean kind_is_of(guint kind, guint64 kinds)
{
    return kind < 64 && kinds >> kind & 1;
}

static inline gboolean sentence_has_of(const struct sentence *s, guint64 kinds)
{
    return (s->kinds[0] & kinds) != 0;
}

/* A kind from first to last, which are near each other. */
static inline gboolean sentence_has_any(const struct sentence *s, enum rule_kind first, enum rule_kind last)
{
    for (guint kind = first; kind <= last; kind++)
        if (sentence_has(s, kind))
            return TRUE;
    return FALSE;
}

/* Index of the first of the sentence's marks that starts at a token or after it. */
guint document_first_mark(const struct document *d, const struct sentence *s, guint token);
/* The same for marks that may reach to a token or over it. */
static inline guint document_first_mark_to(const struct document *d, const struct sentence *s, guint token)
{
    return document_first_mark(d, s, token > s->longest ? token - s->longest : 0);
}

/* document.c: the same as the four below, in a sentence that has such marks. */
const struct mark *document_seek_within(const struct document *d, const struct sentence *s, guint from, guint to, enum rule_kind kind);
const struct mark *document_seek_from(const struct document *d, const struct sentence *s, guint token, enum rule_kind kind);
const struct mark *document_seek_over(const struct document *d, const struct sentence *s, guint token, enum rule_kind kind);
const struct mark *document_seek_until(const struct document *d, const struct sentence *s, guint end, enum rule_kind kind);

/* First mark of a kind within tokens [from, to); NULL if none. */
static inline const struct mark *document_mark_within(const struct document *d, const struct sentence *s, guint from, guint to, enum rule_kind kind)
{
    return sentence_has(s, kind) ? document_seek_within(d, s, from, to, kind) : NULL;
}

/* First mark of a kind that starts at (ends at) a token, longest first; NULL if none. */
static inline const struct mark *document_mark_from(const struct document *d, const struct sentence *s, guint token, enum rule_kind kind)
{
    return sentence_has(s, kind) ? document_seek_from(d, s, token, kind) : NULL;
}

static inline const struct mark *document_mark_until(const struct document *d, const struct sentence *s, guint end, enum rule_kind kind)
{
    return sentence_has(s, kind) ? document_seek_until(d, s, end, kind) : NULL;
}

/* … that covers a token. */
static inline const struct mark *document_mark_over(const struct document *d, const struct sentence *s, guint token, enum rule_kind kind)
{
    return sentence_has(s, kind) ? document_seek_over(d, s, token, kind) : NULL;
}

#endif
