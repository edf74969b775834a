/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who wrote a mail, as far as it can be believed.
 *
 * Only the address counts, never the name beside it, and only where From holds exactly one that is
 * plain: no group, no route, no quoted local part, no second field. Domains are compared as they are
 * written, in ASCII: what merely looks like a configured one (letters of other scripts, one letter more
 * or less, the domain as part of another) is another. */
#include "supervise/sender.h"

#include <string.h>

#include "remind/address.h"
#include "remind/authentication.h"
#include "supervise/lookalike.h"

/* "ilo.org" takes norm@ilo.org and norm@lab.ilo.org; "mission@geneva.example" takes itself. */
static gboolean sender_is(const char *configured, const char *address)
{
    const char *domain = strchr(address, '@') + 1;
    if (strchr(configured, '@') && *configured != '@')
        return g_ascii_strcasecmp(configured, address) == 0;
    configured += *configured == '@';
    gsize wanted = strlen(configured), got = strlen(domain);
    return got >= wanted && g_ascii_strcasecmp(domain + got - wanted, configured) == 0 &&
           (got == wanted || domain[got - wanted - 1] == '.');
}

gboolean sender_is_known(const struct config *config, const struct findings *findings)
{
    const struct answer *answer = &findings->answer;
    const char *address = answer->from;
    if (answer->senders != 1 || !address_is_plain(address))
        return FALSE;
    if (config->authserv_id &&
        !authentication_vouches(answer->authentication, config->authserv_id, address))
        return FALSE;
    for (guint i = 0; i < config->senders->len; i++)
        if (sender_is(config->senders->pdata[i], address))
            return TRUE;
    return FALSE;
}

const char *sender_imitates(const struct config *config, const struct findings *findings)
{
    const char *at = findings->answer.from ? strrchr(findings->answer.from, '@') : NULL;
    const char *imitated = NULL;
    for (guint i = 0; at && i < config->senders->len; i++) {
        const char *configured = config->senders->pdata[i];
        const char *domain = strchr(configured, '@') ? strchr(configured, '@') + 1 : configured;
        gsize wanted = strlen(domain), got = strlen(at + 1);
        /* The real domain of one is no imitation of another. */
        if (got >= wanted && g_ascii_strcasecmp(at + 1 + got - wanted, domain) == 0 &&
            (got == wanted || at[got - wanted] == '.'))
            return NULL;
        if (!imitated && lookalike_is(at + 1, domain))
            imitated = domain;
    }
    return imitated;
}
