/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a mail's content: what letter.c puts together, and nobody else needs. */
#ifndef CIRCULARD_REMIND_LETTER_PARTS_H
#define CIRCULARD_REMIND_LETTER_PARTS_H

#include "remind/letter.h"

#define LETTER_LIST_MAX  30   /* requests, dates, quotes, remarks; what is over is counted */
#define LETTER_QUOTE_MAX 1200 /* bytes of one quote */
#define LETTER_HASH      12   /* letters of a mail's hash that stand for it: its number may be another one in a
                                 replay, or in a register that was put back */
#define COMMAND_ADD      "sudo circularctl add --due DATE SUBJECT"
#define COMMAND_TAKE_IN  "sudo circularctl add --mail " /* and which */

/* What every part needs to know. */
struct scene {
    const struct compose_input *input;
    const struct wording *wording;
    GDate today; /* in the official's zone */
    GDate due;   /* what the mail is about; may be not valid */
};

struct letter *letter_new(const struct compose_input *input, enum page_tone tone);

/* One line, escaped, at most so many bytes; NULL is empty. */
char *letter_clean(const char *text, gsize most);
char *letter_title(const struct scene *scene, const char *subject);
char *letter_part_name(const struct scene *scene, const char *part);
char *letter_days_left(const struct scene *scene, const GDate *due);
char *letter_days_ago(const struct scene *scene, const GDate *due);
char *letter_stage_name(const struct office *office, guint days);
char *letter_time(const struct scene *scene, const struct deadline *deadline);

void letter_take(struct letter *letter, enum block_kind kind, char *text, const char *extra);
void letter_say(struct letter *letter, const struct scene *scene, enum block_kind kind,
                const char *key);
void letter_fact(struct letter *letter, const struct scene *scene, const char *label,
                 const char *value);

/* The calendar is told of scene->due. */
void letter_add_event(struct letter *letter, const struct scene *scene, const char *title);

/* letter_facts.c */
void letter_add_facts(struct letter *letter, const struct scene *scene);
void letter_date_fact(struct letter *letter, const struct scene *scene, const char *label,
                      const GDate *date); /* nothing where it is not valid */
const char *letter_contact(const struct office *office); /* where people write to */
/* "Luc Périer, Rosa Núñez and Mari Õun": all who are told but the reader; NULL: nobody. */
char *letter_other_names(const struct scene *scene);
void letter_add_told(struct letter *letter, const struct scene *scene);
void letter_add_action(struct letter *letter, const struct scene *scene);
void letter_add_original(struct letter *letter, const struct scene *scene);
/* why: one sentence about the whole mail; may be NULL, as may the lists. */
void letter_add_unread(struct letter *letter, const struct scene *scene, const char *why,
                       const GPtrArray *unread, const GPtrArray *limits);

/* One answer that can be given, its argument behind it or NULL; a click opens it ready written. The
 * input's token must be there. */
void letter_add_command(struct letter *letter, const struct scene *scene, const char *command_key,
                        const char *meaning_key, const char *argument);
void letter_add_key(struct letter *letter, const struct scene *scene); /* the token's line, if any */

/* letter_asked.c */
char *letter_distance(const struct scene *scene, const GDate *due); /* "12 days left", "today", "3 days ago" */
void letter_add_requests(struct letter *letter, const struct scene *scene);
void letter_add_dates(struct letter *letter, const struct scene *scene);
void letter_add_quotes(struct letter *letter, const struct scene *scene);
void letter_add_doubts(struct letter *letter, const struct scene *scene);

#endif
