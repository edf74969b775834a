/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the mails, one file a language in etc/wording: phrases with places to fill, plural
 * forms and dates spelled out. A phrase that a language lacks is a mistake found when it is read. */
#ifndef CIRCULARD_REMIND_WORDING_H
#define CIRCULARD_REMIND_WORDING_H

#include <glib.h>

#include "base/auto.h"

struct wording;  /* one language */
struct wordings; /* all of a folder */

struct wording *wording_read(const char *path, GError **error);
/* With phrases that it lacks out of the file of the same name in that folder. */
struct wording *wording_read_filled(const char *path, const char *folder, GError **error);
void wording_free(struct wording *wording);
AUTO_DEFINE(wording)
const char *wording_language(const struct wording *wording); /* "fr": its file's name */
const GPtrArray *wording_notes(const struct wording *wording); /* of char *: what of the file does not count, and why */

/* Every *.conf in the folder; an error where one is broken, or en.conf is missing. */
struct wordings *wordings_read(const char *folder, GError **error);
void wordings_free(struct wordings *wordings);
AUTO_DEFINE(wordings)
/* Never NULL: English where the language is not there. Belongs to the wordings. */
const struct wording *wordings_for(const struct wordings *wordings, const char *language);
gboolean wordings_have(const struct wordings *wordings, const char *language);
GPtrArray *wordings_all(const struct wordings *wordings); /* of const struct wording; the list is new */

/* The words of answers, as they stand in the file; of char *; never empty, belongs to the wording. */
enum wording_list {
    /* What begins an answer, in the order of enum reply_kind (reply.h). */
    WORDS_DONE, WORDS_SNOOZE, WORDS_DUE, WORDS_NONE, WORDS_ASSIGN, WORDS_NOT_OURS, WORDS_NOTE,
    WORDS_HELP, WORDS_REOPEN,
    WORDS_POLITE, WORDS_GREETING, WORDS_CLOSING, WORDS_DOUBT, WORDS_LINKING, WORDS_DAYS, WORDS_WEEKS,
    WORDING_LISTS
};
const GPtrArray *wording_words(const struct wording *wording, enum wording_list list);
/* A month (1 to 12) or weekday (1 Monday to 7) in every form the language has; of const char *. */
GPtrArray *wording_months(const struct wording *wording, guint month);
GPtrArray *wording_weekdays(const struct wording *wording, guint weekday);

/* What fills the places of a phrase: {name}, or {name:form} for a date in one of the language's
 * forms ("{due:short}"). The first count picks the plural form. */
struct slot {
    const char *name;
    const char *text;
    const GDate *date;
    gint64 count;
};
#define SLOT_TEXT(slot_name, value)  ((struct slot){ .name = (slot_name), .text = (value) == NULL ? "" : (value) })
#define SLOT_DATE(slot_name, value)  ((struct slot){ .name = (slot_name), .date = (value) })
#define SLOT_COUNT(slot_name, value) ((struct slot){ .name = (slot_name), .count = (value) })
/* wording_say(wording, "days_left", SLOT_COUNT("days", 12)) → "12 days left"; owned by the caller. */
#define wording_say(wording, key, ...)                                                             \
    wording_fill((wording), (key), (struct slot[]){ __VA_ARGS__ __VA_OPT__(,) { .name = NULL } })
char *wording_fill(const struct wording *wording, const char *key, const struct slot *slots);

char *wording_date(const struct wording *wording, const GDate *date, const char *form);
/* Plain English that other stages wrote ("encrypted", "stopped at page 200") in this language; as it
 * is where the language has no words for it. */
char *wording_term(const struct wording *wording, const char *english);

#endif
