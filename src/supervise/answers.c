/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does what an answer asks, and plans the mail that says so.
 *
 * Durable in this order: what the answer does to the matter (one transaction that also remembers the
 * mail), the mail about it in the outbox, the mail itself as read. A stop between two of them is made
 * good when the mail is read again: the register knows the mail, and a step is planned once.
 *
 * Mails go to addresses of the configuration only. Questions: one a day for each official and matter,
 * for the day is in the step; one more a day where somebody else wrote. An official gets at most
 * QUESTIONS_MOST of them a day in all: somebody with many tokens cannot bury her in mails. Nor are more than
 * CONFIRMED_MOST answers of hers to one matter confirmed on one day: a machine at her address that answers
 * every mail, and does not say that it is one, ends there. What it answers is done all the same. */
#include "supervise/answers.h"

#include "base/clock.h"
#include "base/escape.h"
#include "base/log.h"
#include "base/token.h"
#include "remind/answering.h"
#include "supervise/answer_key.h"
#include "supervise/closing.h"
#include "supervise/undelivered.h"

enum { QUESTIONS_MOST = 20, CONFIRMED_MOST = 10 };

struct answers {
    struct centre *centre;
    GBytes *key;
    struct reply_words *words;
};

struct answers *answers_new(struct centre *centre, GError **error)
{
    GBytes *key = answer_key_open(centre->config->state_dir, TRUE, error);
    if (key == NULL)
        return NULL;

    struct answers *answers = g_new0(struct answers, 1);
    answers->centre = centre;
    answers->key = key;
    answers->words = reply_words_new(centre->wordings);
    centre->config->office->key = g_bytes_ref(key);
    return answers;
}

void answers_free(struct answers *answers)
{
    if (answers == NULL)
        return;
    g_bytes_unref(answers->key);
    reply_words_free(answers->words);
    g_free(answers);
}

char *answers_token(const struct answers *answers, const struct matter *matter, const char *official)
{
    return answers->centre->config->office->answers
               ? token_make(answers->key, matter->id, matter->origin, official)
               : NULL;
}

/* ---- mails about answers ---------------------------------------------------------------------- */

gboolean answers_tell(struct answers *answers, gint64 matter_id, const struct official *official,
                      const struct answer_mail *mail, GError **error)
{
    const struct centre *centre = answers->centre;
    /* Who only looks after the addresses has nothing to answer. */
    gboolean bystander = (mail->news == NEWS_BOUNCE || mail->news == NEWS_PUT_OFF) &&
                         g_strcmp0(official->id, centre->config->administrator) == 0;
    AUTO(matter) *matter = register_matter(centre->registry, matter_id, error);
    if (matter == NULL)
        return FALSE;
    g_autofree char *token = bystander ? NULL : answers_token(answers, matter, official->id);
    const struct compose_input input = {
        .office = centre->config->office,
        .official = official,
        .wording = wordings_for(centre->wordings, official->language),
        .now = clock_now(),
        .matter = matter,
        .token = token,
        .closings = mail->closings,
    };
    AUTO(reminder) *reminder = reminder_new();
    reminder->calendar = mail->cancel ? -1 : 0;
    reminder->matter = matter_id;
    reminder->official = g_strdup(official->id);
    reminder->address = g_strdup(official->address);
    reminder->step = g_strdup(mail->step);
    reminder->day = clock_day(clock_now(), official->zone);
    reminder->state = REMINDER_PLANNED;
    reminder->message_id =
        compose_message_id(centre->config->office, matter, 0, official->id, mail->step);
    reminder->bytes = compose_answer(&input, mail, error);
    if (reminder->bytes == NULL)
        return FALSE;
    g_autoptr(GPtrArray) planned = g_ptr_array_new();
    guint count;
    g_ptr_array_add(planned, reminder);
    return register_plan(centre->registry, planned, clock_now(), &count, error);
}

/* One a day: the day is in the step. */
static gboolean tell_daily(struct answers *answers, const struct answering_decision *decision,
                           enum answer_news news, const struct findings *findings, GError **error)
{
    GDate today = clock_day(clock_now(), decision->official->zone);
    g_autofree char *date = date_format(&today);
    const char *sort = news == NEWS_OTHER || news == NEWS_FORGED ? "other" : news == NEWS_HELP ? "help" : "question";
    g_autofree char *step = g_strdup_printf(REMINDER_ANSWER "%s:%s", sort, date);
    g_autofree char *steps = g_strconcat(REMINDER_ANSWER "?*:", date, NULL);
    guint count = 0;
    if (!register_mails_to(answers->centre->registry, decision->official->id, -1, steps, &today, &count, error))
        return FALSE;
    if (count >= QUESTIONS_MOST) {
        log_warning("matter %" G_GINT64_FORMAT ": %s had %u questions today and is asked nothing more",
                    decision->matter, decision->official->id, count);
        return TRUE; /* what was answered stands in the register */
    }
    struct answer_mail mail = {
        .news = news,
        .step = step,
        .address = findings->answer.from != NULL ? findings->answer.from : "?",
        .wrote = findings->answer.text,
    };
    g_date_clear(&mail.day, 1);
    if (decision->reply != NULL) {
        mail.day = decision->reply->day;
        mail.name = decision->reply->words;
    }
    return answers_tell(answers, decision->matter, decision->official, &mail, error);
}

/* ---- acting ----------------------------------------------------------------------------------- */

struct act {
    enum answer_act act;
    enum answer_news news;
};

static const struct act ACTS[REPLY_KINDS] = {
    [REPLY_DONE] = { ANSWER_DONE, NEWS_DONE },
    [REPLY_SNOOZE] = { ANSWER_SNOOZE, NEWS_SNOOZE },
    [REPLY_DUE] = { ANSWER_DUE, NEWS_DUE },
    [REPLY_NONE] = { ANSWER_NONE, NEWS_NONE },
    [REPLY_ASSIGN] = { ANSWER_ASSIGN, NEWS_ASSIGN },
    [REPLY_NOT_OURS] = { ANSWER_NOT_OURS, NEWS_NOT_OURS },
    [REPLY_NOTE] = { ANSWER_NOTE, NEWS_NOTE },
    [REPLY_HELP] = { ANSWER_ACTS, NEWS_HELP }, /* changes nothing */
    [REPLY_REOPEN] = { ANSWER_REOPEN, NEWS_REOPEN },
};

static gboolean ends_matter(enum answer_act act)
{
    return act == ANSWER_DONE || act == ANSWER_NOT_OURS || act == ANSWER_NONE;
}

static gboolean had_enough(struct answers *answers, const struct answering_decision *decision,
                           gboolean *enough, GError **error)
{
    GDate today = clock_day(clock_now(), decision->official->zone);
    guint count = 0;
    if (!register_mails_to(answers->centre->registry, decision->official->id, decision->matter,
                           REMINDER_ANSWER "[0-9]*", &today, &count, error))
        return FALSE;
    *enough = count >= CONFIRMED_MOST;
    if (*enough)
        log_about(LOG_LEVEL_WARNING, ABOUT(.matter = decision->matter, .official = decision->official->id),
                  "matter %" G_GINT64_FORMAT ": %s was confirmed %u answers today; more are done and not"
                  " confirmed", decision->matter, decision->official->id, count);
    return TRUE;
}

static gboolean confirm(struct answers *answers, gint64 mail_id,
                        const struct answering_decision *decision,
                        const struct findings *findings, GError **error)
{
    g_autofree char *step = g_strdup_printf(REMINDER_ANSWER "%" G_GINT64_FORMAT, mail_id);
    struct answer_mail mail = {
        .news = ACTS[decision->reply->kind].news,
        .step = step,
        .day = decision->reply->day,
        .name = decision->other != NULL ? decision->other->name : NULL,
        .wrote = findings->answer.text,
    };

    gboolean enough = FALSE;
    if (!had_enough(answers, decision, &enough, error) || enough)
        return enough;
    if (ends_matter(ACTS[decision->reply->kind].act)) {
        g_autoptr(GPtrArray) all =
            register_reminders(answers->centre->registry, decision->matter, error);
        if (all == NULL)
            return FALSE;
        mail.cancel = closing_holds_date(all, decision->official->id, &mail.closings);
    }
    return answers_tell(answers, decision->matter, decision->official, &mail, error);
}

static gboolean act(struct answers *answers, gint64 mail,
                    const struct answering_decision *decision, const struct findings *findings,
                    GError **error)
{
    const struct reply *reply = decision->reply;
    const struct official *official = decision->official;
    g_autofree char *said = escape_line(findings->answer.text, 500);
    const struct answer_order order = {
        .mail = mail,
        .matter = decision->matter,
        .official = official->id,
        .message_id = findings->message_id,
        .act = ACTS[reply->kind].act,
        .day = reply->day,
        .today = clock_day(clock_now(), official->zone),
        .other = decision->other != NULL ? decision->other->id : NULL,
        .words = reply->words,
        .said = said,
        .now = clock_now(),
    };
    enum answer_result result;

    if (!register_answer(answers->centre->registry, &order, &result, error))
        return FALSE;
    log_about(LOG_LEVEL_INFO, ABOUT(.mail = mail, .matter = decision->matter, .official = official->id),
              "mail %" G_GINT64_FORMAT ": %s answers %s to matter %" G_GINT64_FORMAT "%s", mail,
             official->id, reply_kind_name(reply->kind), decision->matter,
             result == ANSWER_REPLAYED  ? ": the same answer came before; nothing is done"
             : result == ANSWER_REFUSED ? ": not as it stands; the official is told"
                                        : "");
    if (result == ANSWER_REPLAYED)
        return TRUE;
    return result == ANSWER_REFUSED
               ? tell_daily(answers, decision, NEWS_STATE, findings, error)
               : confirm(answers, mail, decision, findings, error);
}

/* ---- what came back --------------------------------------------------------------------------- */

/* Only one that brings back a mail which we sent there, with its token, is believed. */
static gboolean bounced(struct answers *answers, const struct answering_decision *decision,
                        const struct findings *findings, GError **error)
{
    const struct answer *answer = &findings->answer;
    g_autofree char *failed = escape_line(answer->failed, 200);
    g_autofree char *words = g_strdup_printf("%s %s", answer->status, failed);
    gint64 reminder = 0;

    if (answer->returned_id == NULL)
        return TRUE;
    if (!register_bounced(answers->centre->registry, answer->returned_id, decision->matter,
                          decision->official->id, words, clock_now(), &reminder, error))
        return FALSE;
    if (reminder == 0)
        return TRUE;
    log_error("matter %" G_GINT64_FORMAT ": a reminder to %s came back: %s", decision->matter,
              decision->official->id, words);
    return undelivered_tell(answers->centre, decision->matter, reminder, NEWS_BOUNCE, words, error);
}

static gboolean note(struct answers *answers, const struct answering_decision *decision,
                     const struct findings *findings, GError **error)
{
    if (!findings->automatic && !findings->answer.report)
        return TRUE; /* the register notes every answer */
    g_autofree char *from = escape_line(findings->answer.from != NULL ? findings->answer.from : "?",
                                        200);
    g_autofree char *subject = escape_line(findings->subject != NULL ? findings->subject : "", 200);
    g_autofree char *words =
        g_strdup_printf("automatic mail from %s to the reminder for %s: %s", from,
                        decision->official->id, subject);

    return register_note(answers->centre->registry, decision->matter, "circulard", words,
                         clock_now(), error);
}

/* ---- a mail ----------------------------------------------------------------------------------- */

/* The matter that a mail without a token that holds seems to be about: 0 for none. */
static gboolean guess_matter(struct answers *answers, const struct findings *findings,
                             gint64 *matter, GError **error)
{
    const GPtrArray *tokens = findings->answer.tokens;

    *matter = 0;
    if (findings->in_reply_to != NULL &&
        !register_sent_as(answers->centre->registry, findings->in_reply_to, matter, error))
        return FALSE;
    if (*matter == 0 && tokens->len > 0)
        *matter = token_matter(g_ptr_array_index(tokens, 0));
    return TRUE;
}

/* NULL without an error: there is no such matter (a register put back from a copy; an invented token). */
static struct matter *load_matter(struct answers *answers, gint64 id, GError **error)
{
    g_autoptr(GError) problem = NULL;
    struct matter *matter = register_matter(answers->centre->registry, id, &problem);

    if (matter == NULL && !g_error_matches(problem, REGISTER_ERROR, REGISTER_ERROR_MISSING))
        g_propagate_error(error, g_steal_pointer(&problem));
    return matter;
}

/* Of the matters whose numbers the tokens bear, and of those whose mails it answers or brings back. */
static gboolean find_origins(struct answers *answers, const struct findings *findings, GPtrArray *origins,
                             GError **error)
{
    struct registry *registry = answers->centre->registry;
    const struct answer *answer = &findings->answer;
    const char *threads[] = { findings->in_reply_to, answer->returned_id };

    for (guint i = 0; i < answer->tokens->len; i++)
        if (!register_origins(registry, token_matter(answer->tokens->pdata[i]), FALSE, origins, error))
            return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(threads) && answer->tokens->len > 0; i++) {
        gint64 matter = 0;
        if (threads[i] != NULL && (!register_sent_as(registry, threads[i], &matter, error) ||
                                   (matter != 0 && !register_origins(registry, matter, TRUE, origins, error))))
            return FALSE;
    }
    return TRUE;
}

static gboolean bears_an_address_of_ours(const struct office *office, const char *from)
{
    for (guint i = 0; from != NULL && i < office->officials->len; i++)
        if (g_ascii_strcasecmp(((const struct official *)office->officials->pdata[i])->address, from) == 0)
            return TRUE;
    return FALSE;
}

/* Where no token holds, matters that may have been renumbered are asked too: not for every stranger, for
 * they are many. */
static struct answering_decision *judge(struct answers *answers, struct answering_input *input,
                                        const struct findings *findings, GError **error)
{
    const struct answer *answer = &findings->answer;
    g_autoptr(GPtrArray) origins =
        g_ptr_array_new_with_free_func((GDestroyNotify)(void *)matter_origin_free);

    if (!find_origins(answers, findings, origins, error))
        return NULL;
    input->origins = origins;
    AUTO(answering_decision) *decision = answering_decide(input, findings);
    if (decision->matter != 0 || answer->tokens->len == 0 ||
        !bears_an_address_of_ours(input->office, answer->from))
        return g_steal_pointer(&decision);
    g_ptr_array_set_size(origins, 0);
    return register_renumbered(answers->centre->registry, origins, error) ? answering_decide(input, findings)
                                                                          : NULL;
}

static struct answering_decision *decide(struct answers *answers, const struct findings *findings,
                                         GError **error)
{
    const struct centre *centre = answers->centre;
    struct answering_input input = { .office = centre->config->office, .key = answers->key,
                                     .authserv_id = centre->config->authserv_id,
                                     .words = answers->words, .now = clock_now() };
    AUTO(answering_decision) *decision = judge(answers, &input, findings, error);
    g_autoptr(GError) problem = NULL;
    gint64 id = decision ? decision->matter : 0;

    if (!decision || (id == 0 && !guess_matter(answers, findings, &id, error)))
        return NULL;
    AUTO(matter) *matter = id != 0 ? load_matter(answers, id, &problem) : NULL;
    if (problem != NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
    if (matter == NULL) {
        decision->what = ANSWERING_NOTHING;
        return g_steal_pointer(&decision);
    }
    return decision->matter != 0
               ? g_steal_pointer(&decision)
               : answering_without_token(&input, findings, id, matter->recipients);
}

static gboolean carry_out(struct answers *answers, gint64 mail,
                          const struct answering_decision *decision,
                          const struct findings *findings, GError **error)
{
    switch (decision->what) {
    case ANSWERING_NOTHING:
        return TRUE;
    case ANSWERING_NOTE:
        return note(answers, decision, findings, error);
    case ANSWERING_BOUNCE:
        return note(answers, decision, findings, error) &&
               bounced(answers, decision, findings, error);
    case ANSWERING_ASK:
        log_about(LOG_LEVEL_INFO,
                  ABOUT(.mail = mail, .matter = decision->matter, .official = decision->official->id),
                  "mail %" G_GINT64_FORMAT ": an answer to matter %" G_GINT64_FORMAT
                 " is not acted on; %s is told", mail, decision->matter, decision->official->id);
        return tell_daily(answers, decision, decision->news, findings, error);
    case ANSWERING_HELP:
        return tell_daily(answers, decision, NEWS_HELP, findings, error);
    case ANSWERING_ACT:
        return act(answers, mail, decision, findings, error);
    }
    return TRUE;
}

gboolean answers_take(struct answers *answers, gint64 mail, const struct findings *findings,
                      struct answered *answered, GError **error)
{
    answered->matter = 0;
    g_date_clear(&answered->day, 1);
    if (!answers->centre->config->office->answers)
        return TRUE;
    AUTO(answering_decision) *decision = decide(answers, findings, error);
    if (decision == NULL)
        return FALSE;
    if (!carry_out(answers, mail, decision, findings, error))
        return FALSE;
    if (decision->what == ANSWERING_NOTHING || decision->what == ANSWERING_NOTE)
        return TRUE;
    answered->matter = decision->matter;
    if (decision->reply != NULL)
        answered->day = decision->reply->day;
    return TRUE;
}
