/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps one access token for each member of the list "oauth", and has a new one got when it is needed.
 *
 * One question at a time goes to a provider, whoever is waiting: a refresh token may be good for one
 * use only. A new refresh token is on disk, synced, before the access token that came with it is handed
 * on. After a failure everybody who asks is told the same for a while, so that a refused secret is not
 * tried again and again: a few seconds at first, doubling, a quarter of an hour where it is for good,
 * and as long as the provider says. */
#include "supervise/access.h"

#include <string.h>

#include "base/clock.h"
#include "base/escape.h"
#include "base/log.h"
#include "base/oauth.h"
#include "base/transport.h"
#include "message.h"
#include "supervise/access_file.h"
#include "supervise/child.h"
#include "supervise/ending.h"

enum {
    VALID_UNSAID_S = 600,  /* a token whose time is not said */
    MARGIN_MOST_S = 300,   /* so long before its end it counts no more */
    PAUSE_FIRST_S = 10,
    PAUSE_REFUSED_S = 900,
    SAME_END_S = 3600,     /* ends told so close together are one */
    PAUSE_MOST_S = 86400,  /* what a provider may ask for */
};

struct waiter {
    access_told told;
    gpointer data;
};

struct access {
    struct accesses *accesses;
    const struct config_oauth *oauth;
    struct child *child;
    gboolean asking;
    GArray *waiters;           /* of struct waiter */
    char *configured;          /* the refresh token of the configuration, while asking */
    struct access_file *unkept; /* could not be written; tried again before anything else */
    char *token;               /* NULL: none at hand */
    gboolean used;             /* the token was handed out before the last time */
    gint64 good_until_us;      /* monotonic */
    guint failures;            /* in a row */
    gint64 not_before_us;
    guint kind;
    char *sentence;            /* of the last failure */
};

struct accesses {
    struct centre *centre;
    GPtrArray *all; /* of struct access */
    gboolean stopped;
};

void access_forget(char **secret)
{
    if (*secret)
        explicit_bzero(*secret, strlen(*secret));
    g_clear_pointer(secret, g_free);
}

static void access_free(gpointer data)
{
    struct access *access = data;
    child_free(access->child);
    access_forget(&access->token);
    access_forget(&access->configured);
    access_file_free(access->unkept);
    g_array_unref(access->waiters);
    g_free(access->sentence);
    g_free(access);
}

/* ---- telling --------------------------------------------------------------------------------------- */

/* All who wait, each once; one that asks again from within waits anew. */
static void tell_all(struct access *access)
{
    g_autoptr(GArray) waiters = g_steal_pointer(&access->waiters);
    access->waiters = g_array_new(FALSE, FALSE, sizeof(struct waiter));
    g_autofree char *token = g_strdup(access->token);
    g_autofree char *sentence = g_strdup(access->sentence);
    for (guint i = 0; i < waiters->len && !access->accesses->stopped; i++) {
        const struct waiter *waiter = &g_array_index(waiters, struct waiter, i);
        waiter->told(token, access->kind, sentence, waiter->data);
    }
    if (token)
        explicit_bzero(token, strlen(token));
}

static void end_question(struct access *access)
{
    access->asking = FALSE;
    access_forget(&access->configured);
    child_stop(access->child); /* and the secrets with it */
}

static void fail(struct access *access, guint kind, guint64 wait_seconds, const char *words)
{
    guint64 pause = kind == TRANSPORT_ERROR_REFUSED || kind == TRANSPORT_ERROR_SETTINGS
                        ? PAUSE_REFUSED_S
                        : MIN((guint64)PAUSE_FIRST_S << MIN(access->failures, 10), PAUSE_REFUSED_S);
    pause = MIN(MAX(pause, wait_seconds), PAUSE_MOST_S);
    access_forget(&access->token);
    g_free(access->sentence);
    access->sentence = g_strdup_printf("login %s: %s", access->oauth->name, words);
    access->kind = kind;
    access->failures++;
    access->not_before_us = g_get_monotonic_time() + (gint64)pause * G_USEC_PER_SEC;
    tell_all(access);
}

/* ---- the answer ------------------------------------------------------------------------------------ */

static gboolean keep(struct access *access, GError **error)
{
    const struct config *config = access->accesses->centre->config;
    if (!access_file_write(config, access->oauth, access->configured, access->unkept, error)) {
        g_prefix_error(error, "the new refresh token cannot be kept, so what came with it is not used "
                              "yet: ");
        return FALSE;
    }
    g_clear_pointer(&access->unkept, access_file_free);
    return TRUE;
}

static void take(struct access *access, const char *token, guint valid_seconds)
{
    guint seconds = valid_seconds ? valid_seconds : VALID_UNSAID_S;
    seconds -= MIN(seconds / 10, MARGIN_MOST_S);
    access_forget(&access->token);
    access->token = g_strdup(token);
    access->used = FALSE;
    access->good_until_us = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC;
    access->failures = 0;
    log_debug("login %s: a new access token, for %u seconds", access->oauth->name, seconds);
}

/* What is to be written: a new token, or news of how long the old one holds. */
static struct access_file *news_of(const struct access *access, const char *refresh,
                                   guint refresh_valid_seconds)
{
    const struct config *config = access->accesses->centre->config;
    if (!access->configured || (!*refresh && !refresh_valid_seconds))
        return NULL;
    AUTO(access_file) *file = access_file_read(config, access->oauth, access->configured);
    gint64 told = refresh_valid_seconds ? clock_now() + refresh_valid_seconds : 0;
    if (*refresh && strcmp(refresh, file->refresh_token) != 0) {
        access_forget(&file->refresh_token);
        file->refresh_token = g_strdup(refresh);
        file->rolling = told == 0 || told > file->expires_at + SAME_END_S;
        file->expires_at = told;
    } else if (told && ABS(told - file->expires_at) > SAME_END_S) {
        file->rolling = file->expires_at > 0 && told > file->expires_at;
        file->expires_at = told;
    } else {
        return NULL;
    }
    return g_steal_pointer(&file);
}

static void take_answer(struct access *access, GVariant *value)
{
    gboolean well;
    guint kind, valid, refresh_valid;
    guint64 wait;
    const char *sentence, *token, *refresh;
    g_autoptr(GError) error = NULL;
    g_variant_get(value, "(bu&st&su&su)", &well, &kind, &sentence, &wait, &token, &valid, &refresh,
                  &refresh_valid);
    if (well && (!oauth_token_is_plain(token) || valid > OAUTH_VALID_SECONDS_MOST ||
                 (*refresh && !oauth_token_is_plain(refresh)))) {
        child_kill(access->child, "it handed over what is no token");
        return;
    }
    g_autofree char *words = escape_line(sentence, 900);
    struct access_file *news = well ? news_of(access, refresh, refresh_valid) : NULL;
    if (news)
        access->unkept = news;
    gboolean kept = !news || keep(access, &error);
    if (well)
        take(access, token, valid);
    end_question(access);
    if (!well)
        fail(access, MIN(kind, (guint)TRANSPORT_ERROR_PROTOCOL), wait, words);
    else if (!kept)
        fail(access, TRANSPORT_ERROR_UNAVAILABLE, 0, error->message);
    else
        tell_all(access);
}

static void handle(struct frame *frame, gpointer data)
{
    struct access *access = data;
    if (access->asking && access->oauth->token_url &&
        ending_told(access->accesses->centre->registry, access->oauth->token_url, frame))
        return;
    if (frame->type != MESSAGE_AUTHORIZED || !access->asking)
        child_kill(access->child, "it sent a message out of place");
    else
        take_answer(access, frame->value);
}

static void gone(const char *why, gpointer data)
{
    struct access *access = data;
    if (!access->asking)
        return;
    end_question(access);
    fail(access, TRANSPORT_ERROR_UNAVAILABLE, 0, why);
}

/* ---- the question ---------------------------------------------------------------------------------- */

static void add(GVariantBuilder *builder, const char *name, const char *value)
{
    if (value)
        g_variant_builder_add(builder, "{sv}", name, g_variant_new_string(value));
}

static GVariant *setup_for(const struct access *access, GError **error)
{
    const struct config_oauth *oauth = access->oauth;
    g_autofree char *secret = NULL;
    if (oauth->secret_file && !(secret = config_secret(oauth->secret_file, error)))
        return NULL;
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE_VARDICT);
    add(&builder, "token_url", oauth->token_url);
    add(&builder, "client_id", oauth->client_id);
    add(&builder, "client_secret", secret);
    add(&builder, "scope", oauth->scope);
    add(&builder, "ca_file", oauth->ca_file);
    g_variant_builder_add(&builder, "{sv}", "timeout_seconds",
                          g_variant_new_uint32(access->accesses->centre->config->timeout_seconds));
    if (oauth->command->len > 0)
        g_variant_builder_add(&builder, "{sv}", "command",
                              g_variant_new_strv((const char *const *)oauth->command->pdata,
                                                 (gssize)oauth->command->len));
    access_forget(&secret);
    return g_variant_builder_end(&builder);
}

static gboolean start(struct access *access, GError **error)
{
    const struct config *config = access->accesses->centre->config;
    const struct config_oauth *oauth = access->oauth;
    if (oauth->refresh_token_file &&
        !(access->configured = config_secret(oauth->refresh_token_file, error)))
        return FALSE;
    AUTO(access_file) *file =
        access->configured ? access_file_read(config, oauth, access->configured) : NULL;
    GVariant *setup = setup_for(access, error);
    struct channel *channel = setup ? child_wake(access->child, setup, error) : NULL;
    if (!channel) {
        access_forget(&access->configured);
        return FALSE;
    }
    channel_queue(channel, MESSAGE_AUTHORIZE, g_variant_new("s", file ? file->refresh_token : ""), -1);
    access->asking = TRUE;
    return TRUE;
}

static gboolean has_token(const struct access *access)
{
    return access->token && g_get_monotonic_time() < access->good_until_us;
}

/* A new refresh token that could not be written goes first: the one on disk may be dead. */
static gboolean keep_late(struct access *access)
{
    g_autoptr(GError) error = NULL;
    if (!access->unkept)
        return TRUE;
    access->configured = config_secret(access->oauth->refresh_token_file, &error);
    gboolean kept = access->configured && keep(access, &error);
    access_forget(&access->configured);
    if (!kept)
        fail(access, TRANSPORT_ERROR_UNAVAILABLE, 0, error->message);
    return kept;
}

static struct access *find(struct accesses *accesses, const struct config_oauth *oauth)
{
    for (guint i = 0; i < accesses->all->len; i++) {
        struct access *access = accesses->all->pdata[i];
        if (access->oauth == oauth)
            return access;
    }
    g_return_val_if_reached(NULL);
}

void access_ask(struct accesses *accesses, const struct config_oauth *oauth, access_told told,
                gpointer data)
{
    struct access *access = find(accesses, oauth);
    const struct waiter waiter = {told, data};
    g_autoptr(GError) error = NULL;
    if (accesses->stopped)
        return;
    g_array_append_val(access->waiters, waiter);
    if (access->asking)
        return;
    gboolean held_back = access->failures > 0 && g_get_monotonic_time() < access->not_before_us;
    if (!held_back && !keep_late(access))
        return; /* it was told */
    if (held_back || has_token(access)) {
        tell_all(access);
        access->used = TRUE;
        return;
    }
    access_forget(&access->token);
    if (!start(access, &error))
        fail(access, TRANSPORT_ERROR_SETTINGS, 0, error->message);
}

gboolean access_refused(struct accesses *accesses, const struct config_oauth *oauth,
                        const char *token)
{
    struct access *access = find(accesses, oauth);
    gboolean another = g_strcmp0(access->token, token) != 0 || access->used;
    if (g_strcmp0(access->token, token) == 0)
        access_forget(&access->token);
    return another;
}

/* ---- life ------------------------------------------------------------------------------------------ */

struct accesses *accesses_new(struct centre *centre)
{
    static const struct child_handlers handlers = {handle, gone};
    struct accesses *accesses = g_new0(struct accesses, 1);
    accesses->centre = centre;
    accesses->all = g_ptr_array_new_with_free_func(access_free);
    for (guint i = 0; i < centre->config->oauth->len; i++) {
        struct access *access = g_new0(struct access, 1);
        access->accesses = accesses;
        access->oauth = centre->config->oauth->pdata[i];
        access->waiters = g_array_new(FALSE, FALSE, sizeof(struct waiter));
        g_autofree char *label = g_strdup_printf("authorizer %s", access->oauth->name);
        access->child = child_new(ROLE_AUTHORIZER, label, &handlers, access);
        g_ptr_array_add(accesses->all, access);
    }
    return accesses;
}

void accesses_stop(struct accesses *accesses)
{
    accesses->stopped = TRUE;
    for (guint i = 0; i < accesses->all->len; i++)
        child_stop(((struct access *)accesses->all->pdata[i])->child);
}

void accesses_free(struct accesses *accesses)
{
    if (!accesses)
        return;
    g_ptr_array_unref(accesses->all);
    g_free(accesses);
}
