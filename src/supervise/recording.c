/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes what was found in one mail to the register: first what it answers, then what it asks. Who sent it,
 * and whether that is believed, is decided here, from the configuration; the register only compares. */
#include "supervise/recording.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/token.h"
#include "remind/route.h"
#include "supervise/answers.h"
#include "supervise/centre.h"
#include "supervise/sender.h"

void recording_free(struct recording *recording)
{
    if (!recording)
        return;
    findings_free(recording->findings);
    g_clear_error(&recording->failure);
    g_free(recording);
}

gboolean recording_write(struct centre *centre, struct recording *recording)
{
    const struct findings *findings = recording->findings;
    struct answered to;
    g_clear_error(&recording->failure);
    if (!answers_take(centre->answers, recording->mail, findings, &to, &recording->failure))
        return FALSE;
    const struct route *route = route_find(centre->config->office, findings);
    const struct record record = route_record(centre->config->office, route, route->to);
    const struct record_terms terms = {
        .verified = sender_is_known(centre->config, findings),
        .strangers_most = centre->config->strangers_per_day,
        .imitates = sender_imitates(centre->config, findings),
        .confidence_floor = centre->config->confirm_below,
        .recipients = route->to,
        .record = &record,
        .own = centre->config->office->key &&
               token_seal_holds(centre->config->office->key, findings->message_id),
        .answered = to.matter,
        .answered_day = to.day,
        .today = centre_day(centre, clock_now()),
        .now = clock_now(),
    };
    return register_record(centre->registry, recording->mail, findings, &terms, &recording->recorded,
                           &recording->failure);
}

void recording_log(const struct recording *recording)
{
    const struct findings *findings = recording->findings;
    const struct recorded *recorded = &recording->recorded;
    gint64 mail = recording->mail;
    if (recorded->matter)
        log_about(LOG_LEVEL_INFO, ABOUT(.mail = mail, .matter = recorded->matter),
                  "mail %" G_GINT64_FORMAT " (%s): %s: matter %" G_GINT64_FORMAT
                  ", %u deadlines, %u requests",
                  mail, findings->subject ? findings->subject : "no subject",
                  outcome_name(recorded->outcome), recorded->matter, findings->deadlines->len,
                  findings->requests->len);
    else
        log_about(recorded->outcome == OUTCOME_UNREGISTERED ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO,
                  ABOUT(.mail = mail), "mail %" G_GINT64_FORMAT ": %s", mail,
                  outcome_name(recorded->outcome));
}
