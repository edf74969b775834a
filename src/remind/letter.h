/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a mail says: out of a matter and a step, in the official's language, a page of blocks. */
#ifndef CIRCULARD_REMIND_LETTER_H
#define CIRCULARD_REMIND_LETTER_H

#include "remind/compose.h"
#include "remind/page.h"
#include "remind/weekly.h"

struct letter {
    char *subject;      /* not yet encoded */
    struct page *page;
    GDate due;          /* what a calendar is told; not valid: nothing */
    guint due_number;   /* which of the matter's days that is, from 0: grows as they pass */
    char *event_title, *event_text;
    gboolean cancelled; /* the date is taken back */
};

gboolean letter_has_event(const struct compose_input *input);

struct letter *letter_write(const struct compose_input *input);
struct letter *letter_write_unread(const struct compose_input *input,
                                   const struct unread_mail *mail);
struct letter *letter_write_mails(const struct compose_input *input, const struct mails_list *list);
struct letter *letter_write_answer(const struct compose_input *input,
                                   const struct answer_mail *mail);
struct letter *letter_write_digest(const struct compose_input *input, const struct digest *digest);
struct letter *letter_write_overview(const struct compose_input *input,
                                     const struct overview *overview);
/* A login, or a server's certificate, ends on the day that is named. */
struct letter *letter_write_expiry(const struct compose_input *input, const struct expiry *expiry);
struct letter *letter_write_missing(const struct compose_input *input, const char *name,
                                    const GDate *by);
void letter_free(struct letter *letter);
AUTO_DEFINE(letter)

#endif
