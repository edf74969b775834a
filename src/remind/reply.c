/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers into commands.
 *
 * The first line must be a command and nothing else: "DONE", "Done, thank you.", "SNOOZE until 1
 * September". A greeting or a polite word may go before it in lines of their own. What follows must not
 * hold a second command, nor, before the signature, words that take the first one back ("but not …") or
 * a question: then a person is asked instead. Long paragraphs after an empty line are what offices put
 * under their mails, and are not looked at for such words.
 *
 * The words are data (etc/wording), those of all languages taken from everybody; they are compared
 * without case and accents. The longest phrase counts: "NONE" is not "NO…". */
#include "remind/reply.h"

#include <string.h>

#include "remind/reply_date.h"

#define PARAGRAPH_WORDS_MAX 20
#define GREETING_WORDS_MAX  6
#define WORDS_MAX           1000

struct phrase {
    enum wording_list list;
    char **words; /* folded */
    guint length;
};

struct reply_words {
    GPtrArray *phrases; /* of struct phrase */
    struct reply_names *names;
};

static void phrase_free(gpointer data)
{
    struct phrase *phrase = data;

    g_strfreev(phrase->words);
    g_free(phrase);
}

const char *reply_kind_name(enum reply_kind kind)
{
    static const char *const names[REPLY_KINDS] = { "done", "snooze", "due",  "none", "assign",
                                                    "not ours", "note", "help", "reopen" };

    return kind < REPLY_KINDS ? names[kind] : NULL;
}

void reply_free(struct reply *reply)
{
    if (reply == NULL)
        return;
    g_free(reply->words);
    g_free(reply);
}

/* ---- lines as words --------------------------------------------------------------------------- */

struct word {
    char *folded;
    gsize start, end; /* bytes in the line */
};

struct line {
    const char *text;
    GArray *words; /* of struct word */
    gboolean asks; /* a question mark stands in it */
};

static void word_clear(gpointer data)
{
    g_free(((struct word *)data)->folded);
}

static const char *word_at(const struct line *line, guint at)
{
    return g_array_index(line->words, struct word, at).folded;
}

static gboolean separates(gunichar c)
{
    return g_unichar_isspace(c) || (c < 0x80 && strchr(",;:!?\"()[]{}*_<>|=", (int)c) != NULL) ||
           c == 0x2013 || c == 0x2014 || c == 0x2026 || c == 0xab || c == 0xbb || c == 0xa1 ||
           c == 0xbf || (c >= 0x201c && c <= 0x201e);
}

/* Full stops, hyphens and apostrophes count inside a word only; a word without a letter or figure is
 * none. */
static void add_word(struct line *line, gsize start, gsize end)
{
    const char *text = line->text;
    gboolean says = FALSE;

    while (start < end && strchr(".-'", text[start]) != NULL)
        start++;
    while (end > start && strchr(".-'", text[end - 1]) != NULL)
        end--;
    for (const char *at = text + start; at < text + end; at = g_utf8_next_char(at))
        says |= g_unichar_isalnum(g_utf8_get_char(at));
    if (!says || line->words->len >= WORDS_MAX)
        return;
    g_autofree char *raw = g_strndup(text + start, end - start);
    struct word word = { reply_fold(raw), start, end };
    g_array_append_val(line->words, word);
}

static void line_split(struct line *line, const char *text)
{
    gsize start = 0;
    const char *at = text;

    line->text = text;
    line->asks = FALSE;
    line->words = g_array_new(FALSE, FALSE, sizeof(struct word));
    g_array_set_clear_func(line->words, word_clear);
    for (; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        line->asks |= c == '?' || c == 0xbf || c == 0xff1f;
        if (!separates(c))
            continue;
        add_word(line, start, (gsize)(at - text));
        start = (gsize)(g_utf8_next_char(at) - text);
    }
    add_word(line, start, (gsize)(at - text));
}

static void line_clear(struct line *line)
{
    g_array_unref(line->words);
}

/* ---- phrases ---------------------------------------------------------------------------------- */

static void add_phrases(struct reply_words *words, const struct wording *wording,
                        enum wording_list list)
{
    const GPtrArray *texts = wording_words(wording, list);

    for (guint i = 0; i < texts->len; i++) {
        struct line line;
        line_split(&line, g_ptr_array_index(texts, i));
        struct phrase *phrase = g_new0(struct phrase, 1);
        phrase->list = list;
        phrase->length = line.words->len;
        phrase->words = g_new0(char *, phrase->length + 1);
        for (guint w = 0; w < phrase->length; w++)
            phrase->words[w] = g_strdup(word_at(&line, w));
        if (phrase->length > 0)
            g_ptr_array_add(words->phrases, phrase);
        else
            phrase_free(phrase);
        line_clear(&line);
    }
}

struct reply_words *reply_words_new(const struct wordings *wordings)
{
    struct reply_words *words = g_new0(struct reply_words, 1);
    g_autoptr(GPtrArray) all = wordings_all(wordings);

    words->phrases = g_ptr_array_new_with_free_func(phrase_free);
    words->names = reply_names_new(wordings);
    for (guint i = 0; i < all->len; i++)
        for (guint list = 0; list < WORDING_LISTS; list++)
            add_phrases(words, g_ptr_array_index(all, i), (enum wording_list)list);
    return words;
}

void reply_words_free(struct reply_words *words)
{
    if (words == NULL)
        return;
    g_ptr_array_unref(words->phrases);
    reply_names_free(words->names);
    g_free(words);
}

static gboolean phrase_stands(const struct phrase *phrase, const struct line *line, guint at,
                              guint end)
{
    if (at + phrase->length > end)
        return FALSE;
    for (guint i = 0; i < phrase->length; i++)
        if (strcmp(phrase->words[i], word_at(line, at + i)) != 0)
            return FALSE;
    return TRUE;
}

/* The longest phrase of lists first to last at a word, before end. NULL: none. */
static const struct phrase *find_phrase(const struct reply_words *words, const struct line *line,
                                        guint at, guint end, enum wording_list first,
                                        enum wording_list last)
{
    const struct phrase *best = NULL;

    for (guint i = 0; i < words->phrases->len; i++) {
        const struct phrase *phrase = g_ptr_array_index(words->phrases, i);
        if (phrase->list >= first && phrase->list <= last &&
            (best == NULL || phrase->length > best->length) &&
            phrase_stands(phrase, line, at, end))
            best = phrase;
    }
    return best;
}

static guint skip_phrases(const struct reply_words *words, const struct line *line, guint at,
                          guint end, enum wording_list list)
{
    const struct phrase *phrase;

    while ((phrase = find_phrase(words, line, at, end, list, list)) != NULL)
        at += phrase->length;
    return at;
}

/* Where the polite words at the end of a line begin. */
static guint drop_polite_end(const struct reply_words *words, const struct line *line, guint from)
{
    guint end = line->words->len;

    for (guint at = from; at < end; at++)
        if (skip_phrases(words, line, at, end, WORDS_POLITE) == end)
            return at;
    return end;
}

/* ---- arguments -------------------------------------------------------------------------------- */

/* "5", "5 days", "2 weeks": 0 for none of these. */
static guint read_days(const struct reply_words *words, const struct line *line, guint at,
                       guint end)
{
    if (at >= end)
        return 0;
    const char *word = word_at(line, at);
    gsize digits = strspn(word, "0123456789");
    if (digits == 0 || digits > 3 || word[digits] != '\0')
        return 0;
    guint count = (guint)g_ascii_strtoull(word, NULL, 10);
    const struct phrase *unit = find_phrase(words, line, ++at, end, WORDS_DAYS, WORDS_WEEKS);
    if (unit != NULL)
        at += unit->length;
    if (at != end)
        return 0;
    return unit != NULL && unit->list == WORDS_WEEKS ? count * 7 : count;
}

static gboolean read_day(const struct reply_words *words, const struct line *line, guint at,
                         guint end, const GDate *today, GDate *day)
{
    g_autoptr(GPtrArray) kept = g_ptr_array_new();

    while (at < end) {
        const struct phrase *link = find_phrase(words, line, at, end, WORDS_LINKING, WORDS_LINKING);
        if (link == NULL)
            g_ptr_array_add(kept, (char *)word_at(line, at));
        at += link != NULL ? link->length : 1;
    }
    return kept->len > 0 && kept->len <= 4 &&
           reply_date_read(words->names, (const char *const *)kept->pdata, kept->len, today, day);
}

static void take_day(const struct reply_words *words, const struct line *line, guint at, guint end,
                     const GDate *today, struct reply *reply)
{
    gboolean snooze = reply->kind == REPLY_SNOOZE;
    guint after_links = skip_phrases(words, line, at, end, WORDS_LINKING);
    guint days = snooze ? read_days(words, line, after_links, end) : 0;

    if (days > 0) {
        reply->day = *today;
        g_date_add_days(&reply->day, days);
    } else if (!read_day(words, line, at, end, today, &reply->day)) {
        reply->problem = REPLY_NO_DATE;
        return;
    }
    int away = g_date_days_between(today, &reply->day);
    if (away < (snooze ? 1 : 0))
        reply->problem = REPLY_PAST;
    else if (away > (snooze ? REPLY_SNOOZE_DAYS_MAX : REPLY_DUE_DAYS_MAX))
        reply->problem = REPLY_FAR;
}

static void take_words(const struct line *line, guint at, guint end, struct reply *reply)
{
    if (at >= end) {
        reply->problem = REPLY_NO_WORDS;
        return;
    }
    gsize from = g_array_index(line->words, struct word, at).start;
    gsize to = reply->kind == REPLY_NOTE ? strlen(line->text)
                                         : g_array_index(line->words, struct word, end - 1).end;
    reply->words = g_strndup(line->text + from, to - from);
}

static void take_argument(const struct reply_words *words, const struct line *line, guint at,
                          const GDate *today, struct reply *reply)
{
    guint end = reply->kind == REPLY_NOTE ? line->words->len : drop_polite_end(words, line, at);

    switch (reply->kind) {
    case REPLY_SNOOZE:
    case REPLY_DUE:
        take_day(words, line, at, end, today, reply);
        break;
    case REPLY_ASSIGN:
        take_words(line, skip_phrases(words, line, at, end, WORDS_LINKING), end, reply);
        break;
    case REPLY_NOTE:
        take_words(line, at, end, reply);
        break;
    default:
        if (at < end)
            reply->problem = REPLY_UNCLEAR;
    }
    if (line->asks && reply->kind != REPLY_NOTE && reply->kind != REPLY_HELP)
        reply->problem = REPLY_DOUBTFUL;
}

/* ---- lines ------------------------------------------------------------------------------------ */

enum line_kind { LINE_COMMAND, LINE_POLITE, LINE_GREETING, LINE_CLOSING, LINE_OTHER };

/* For a command, *kind says which, and *after is the word behind it. */
static enum line_kind judge_line(const struct reply_words *words, const struct line *line,
                                 enum reply_kind *kind, guint *after)
{
    guint end = line->words->len;
    guint at = skip_phrases(words, line, 0, end, WORDS_POLITE);

    if (at == end)
        return LINE_POLITE;
    if (find_phrase(words, line, 0, end, WORDS_CLOSING, WORDS_CLOSING) != NULL)
        return LINE_CLOSING;
    const struct phrase *command = find_phrase(words, line, at, end, WORDS_DONE, WORDS_REOPEN);
    if (command != NULL) {
        *kind = (enum reply_kind)command->list;
        *after = at + command->length;
        return LINE_COMMAND;
    }
    if (end <= GREETING_WORDS_MAX &&
        find_phrase(words, line, 0, end, WORDS_GREETING, WORDS_GREETING) != NULL)
        return LINE_GREETING;
    return LINE_OTHER;
}

static gboolean takes_back(const struct reply_words *words, const struct line *line)
{
    for (guint at = 0; at < line->words->len; at++)
        if (find_phrase(words, line, at, line->words->len, WORDS_DOUBT, WORDS_DOUBT) != NULL)
            return TRUE;
    return line->asks;
}

/* What was seen below the command. */
struct below {
    gboolean later;    /* an empty line lies between */
    guint words;       /* in this paragraph */
    gboolean doubtful; /* this paragraph */
};

static void end_paragraph(struct below *below, struct reply *reply)
{
    if (below->doubtful && (!below->later || below->words <= PARAGRAPH_WORDS_MAX))
        reply->problem = REPLY_DOUBTFUL;
    *below = (struct below){ .later = TRUE };
}

/* A line that is a whole command of its own: "Note" in a sentence is none. */
static gboolean is_second(const struct reply_words *words, const struct line *line, guint after,
                          enum reply_kind kind, const GDate *today)
{
    AUTO(reply) *other = g_new0(struct reply, 1);

    other->kind = kind;
    take_argument(words, line, after, today, other);
    return other->problem == REPLY_FINE || other->problem == REPLY_PAST ||
           other->problem == REPLY_FAR;
}

/* FALSE: the rest is a signature. */
static gboolean read_below(const struct reply_words *words, const char *text, const GDate *today,
                           struct below *below, struct reply *reply)
{
    struct line line;
    enum reply_kind kind = REPLY_DONE;
    guint after = 0;

    line_split(&line, text);
    enum line_kind sort = judge_line(words, &line, &kind, &after);
    if (sort == LINE_COMMAND && is_second(words, &line, after, kind, today))
        reply->problem = REPLY_SEVERAL;
    else if (sort == LINE_OTHER || sort == LINE_COMMAND)
        below->doubtful |= takes_back(words, &line);
    below->words += line.words->len;
    line_clear(&line);
    return sort != LINE_CLOSING && reply->problem == REPLY_FINE;
}

/* The rest of a note: its lines up to an empty one. */
static void extend_note(char **lines, struct reply *reply)
{
    g_autoptr(GString) note = g_string_new(reply->words);

    for (; *lines != NULL && **lines != '\0'; lines++)
        g_string_append_printf(note, " %s", *lines);
    g_free(reply->words);
    reply->words = g_string_free(g_steal_pointer(&note), FALSE);
}

static void read_rest(const struct reply_words *words, char **lines, const GDate *today,
                      struct reply *reply)
{
    struct below below = { 0 };
    gboolean more = TRUE;

    for (; *lines != NULL && more; lines++) {
        if (**lines == '\0')
            end_paragraph(&below, reply);
        else
            more = read_below(words, *lines, today, &below, reply);
    }
    if (reply->problem == REPLY_FINE)
        end_paragraph(&below, reply);
}

struct reply *reply_read(const struct reply_words *words, const char *text, const GDate *today)
{
    struct reply *reply = g_new0(struct reply, 1);
    g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);

    reply->problem = REPLY_EMPTY;
    for (guint i = 0; lines[i] != NULL; i++) {
        if (*lines[i] == '\0')
            continue;
        struct line line;
        guint after = 0;
        line_split(&line, lines[i]);
        enum line_kind sort = judge_line(words, &line, &reply->kind, &after);
        reply->problem = sort == LINE_COMMAND ? REPLY_FINE : REPLY_UNCLEAR;
        if (sort == LINE_COMMAND)
            take_argument(words, &line, after, today, reply);
        line_clear(&line);
        if (sort == LINE_POLITE || sort == LINE_GREETING)
            continue;
        if (reply->problem == REPLY_FINE && reply->kind == REPLY_NOTE)
            extend_note(lines + i + 1, reply);
        else if (reply->problem == REPLY_FINE && reply->kind != REPLY_HELP)
            read_rest(words, lines + i + 1, today, reply);
        break;
    }
    return reply;
}
