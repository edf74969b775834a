/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An IMAP mailbox: settings, connection, and what it holds.
 *
 * EXAMINE, never SELECT, so nothing in the mailbox can change. Mails are listed in windows of
 * message numbers (a window of UIDs could be empty or, in an old mailbox, one of a million), each
 * answered by a line of bounded length; an EXPUNGE in between moves the window back by one, so no
 * mail is stepped over. Where the server has ESEARCH, a window is answered by ranges.
 *
 * Refuses: a mailbox without lasting numbers (UIDVALIDITY), one of over SOURCE_MAILS_MAX mails, and
 * answers that list more mails than can be there. What is counted but not listed is told. */
#include "collect/imap.h"

#include <poll.h>
#include <string.h>

#include "base/escape.h"
#include "base/log.h"
#include "collect/imap_name.h"

#define TIMEOUT_MS   60000u
#define IDLE_MS      (25u * 60 * 1000)
#define WINDOW_MAILS 5000u
#define WINDOW_MOST  10000u /* that an answer without ranges fits a line */
#define BATCH_MAILS  50u
#define BATCH_MOST   200u
#define NAMES_SHOWN  10u

/* ---- settings ---- */

static gboolean refuse(GError **error, const struct source_settings *settings, const char *what)
{
    g_set_error(error, SOURCE_ERROR, SOURCE_ERROR_SETTINGS, "mailbox %s: %s", settings->name, what);
    return FALSE;
}

static gboolean check_settings(const struct source_settings *settings, GError **error)
{
    if (!settings->user || !*settings->user)
        return refuse(error, settings, "an IMAP mailbox needs a user name");
    const char *secret = settings->token ? settings->token : settings->password;
    if (!secret || !*secret)
        return refuse(error, settings, "an IMAP mailbox needs a password or an access token");
    g_autofree char *wire = imap_name_encode(settings->mailbox ? settings->mailbox : "INBOX");
    return wire || refuse(error, settings,
                          "the name of an IMAP mailbox must be UTF-8 without control characters");
}

static guint or_default(guint value, guint fallback, guint most)
{
    return value == 0 ? fallback : MIN(value, most);
}

static struct source *imap_open(const struct source_settings *settings, GError **error)
{
    if (!check_settings(settings, error))
        return NULL;
    struct imap_source *imap = g_new0(struct imap_source, 1);
    imap->base.family = &source_imap;
    imap->name = g_strdup(settings->name);
    imap->url = g_strdup(settings->url);
    imap->mailbox = g_strdup(settings->mailbox ? settings->mailbox : "INBOX");
    imap->wire = imap_name_encode(imap->mailbox);
    imap->user = g_strdup(settings->user);
    imap->password = g_strdup(settings->password);
    imap->token = g_strdup(settings->token);
    imap->ca_file = g_strdup(settings->ca_file);
    imap->since = settings->since;
    imap->timeout_ms = or_default(settings->timeout_ms, TIMEOUT_MS, G_MAXUINT);
    imap->idle_ms = or_default(settings->idle_ms, IDLE_MS, IDLE_MS);
    imap->window_mails = or_default(settings->window_mails, WINDOW_MAILS, WINDOW_MOST);
    imap->batch_mails = or_default(settings->batch_mails, BATCH_MAILS, BATCH_MOST);
    imap->suspects = g_hash_table_new(NULL, NULL);
    return &imap->base;
}

static void wipe(char *secret)
{
    if (secret)
        explicit_bzero(secret, strlen(secret));
    g_free(secret);
}

static void imap_use_token(struct source *source, const char *token)
{
    struct imap_source *imap = (struct imap_source *)source;

    wipe(imap->token);
    imap->token = g_strdup(token);
}

static void imap_close(struct source *source)
{
    struct imap_source *imap = (struct imap_source *)source;

    imap_disconnect(imap);
    g_hash_table_unref(imap->suspects);
    g_free(imap->name);
    g_free(imap->url);
    g_free(imap->mailbox);
    g_free(imap->wire);
    g_free(imap->user);
    wipe(imap->password);
    wipe(imap->token);
    g_free(imap->ca_file);
    g_free(imap);
}

/* ---- connecting ---- */

void imap_disconnect(struct imap_source *imap)
{
    g_clear_pointer(&imap->session, imap_session_free);
}

static gboolean log_in(struct imap_source *imap, GError **error)
{
    struct transport_settings settings = {.url = imap->url,
                                          .user = imap->user,
                                          .password = imap->password,
                                          .token = imap->token,
                                          .ca_file = imap->ca_file,
                                          .timeout_ms = imap->timeout_ms};

    imap_disconnect(imap);
    imap->session = imap_session_open(&settings, error);
    return imap->session != NULL;
}

struct examined {
    guint32 validity, next, exists;
};

static gboolean note_state(const struct imap_response *response, const char *tag, gpointer data,
                           GError **error)
{
    struct examined *now = data;

    (void)tag, (void)error;
    if (response->kind == IMAP_DATA && strcmp(response->name, "EXISTS") == 0)
        now->exists = response->number;
    else if (response->kind == IMAP_STATUS)
        (void)(imap_response_code_number(response, "UIDVALIDITY", &now->validity) ||
               imap_response_code_number(response, "UIDNEXT", &now->next));
    return TRUE;
}

/* Collects names for the message that the one we want is not there. */
static gboolean note_name(const struct imap_response *response, const char *tag, gpointer data,
                          GError **error)
{
    GString *names = data;
    const GArray *tokens = response->tokens;
    const struct imap_token *last =
        tokens->len > 0 ? &g_array_index(tokens, struct imap_token, tokens->len - 1) : NULL;
    g_autofree char *wire = NULL;

    (void)tag, (void)error;
    if (response->kind != IMAP_DATA || strcmp(response->name, "LIST") != 0 || !last)
        return TRUE;
    if (last->kind == IMAP_ATOM)
        wire = g_strdup(last->atom);
    else if (last->kind == IMAP_STRING && last->bytes)
        wire = g_strndup(g_bytes_get_data(last->bytes, NULL), MIN(last->length, 200));
    if (!wire || names->len > NAMES_SHOWN * 20)
        return TRUE;
    g_autofree char *name = imap_name_decode(wire);
    g_autofree char *shown = escape_line(name, 60);
    g_string_append_printf(names, "%s\"%s\"", names->len > 0 ? ", " : "", shown);
    return TRUE;
}

static gboolean explain_refusal(struct imap_source *imap, const struct imap_response *end,
                                GError **error)
{
    g_autofree char *mailbox = escape_line(imap->mailbox, 60);
    g_autoptr(GString) what = g_string_new(NULL), names = g_string_new(NULL);
    g_autoptr(GError) cause = NULL;

    g_string_printf(what, "open the mailbox \"%s\"", mailbox);
    imap_session_check(imap->session, end, SOURCE_ERROR_MAILBOX, what->str, &cause);
    AUTO(imap_response) *listed =
        imap_session_run(imap->session, note_name, names, NULL, "LIST \"\" \"*\"");
    gboolean known = listed && names->len > 0;
    g_set_error(error, SOURCE_ERROR, cause->code, "%s%s%s%s", cause->message,
                known ? " (there are: " : "", known ? names->str : "", known ? ")" : "");
    imap_disconnect(imap);
    return FALSE;
}

static gboolean refuse_mailbox(const struct imap_source *imap, GError **error, int code,
                               const char *what)
{
    g_autofree char *mailbox = escape_line(imap->mailbox, 60);

    g_set_error(error, SOURCE_ERROR, code, "%s: the mailbox \"%s\" %s", imap->url, mailbox, what);
    return FALSE;
}

static gboolean examine(struct imap_source *imap, GError **error)
{
    g_autofree char *quoted = imap_name_quote(imap->wire);
    struct examined now = {0};

    AUTO(imap_response) *end =
        imap_session_run(imap->session, note_state, &now, error, "EXAMINE %s", quoted);
    if (!end)
        return FALSE;
    if (end->status != IMAP_OK)
        return explain_refusal(imap, end, error);
    if (now.validity == 0)
        return refuse_mailbox(imap, error, SOURCE_ERROR_PROTOCOL,
                              "gives its mails no lasting numbers (UIDVALIDITY)");
    if (now.exists > SOURCE_MAILS_MAX)
        return refuse_mailbox(imap, error, SOURCE_ERROR_MAILBOX,
                              "holds more than a million mails, too many to be watched");
    if (now.validity != imap->validity)
        g_hash_table_remove_all(imap->suspects);
    imap->validity = now.validity;
    imap->next = now.next;
    imap->exists = now.exists;
    return TRUE;
}

gboolean imap_connect(struct imap_source *imap, GError **error)
{
    if (imap->session && !imap_session_dead(imap->session)) {
        g_autoptr(GError) cause = NULL;
        if (examine(imap, &cause))
            return TRUE;
        if (!imap->session || !imap_session_dead(imap->session)) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return FALSE;
        }
        /* a connection kept since the last poll, ended meanwhile: no fault of anybody */
    }
    return log_in(imap, error) && examine(imap, error);
}

/* ---- listing ---- */

struct listing {
    struct imap_source *imap;
    GArray *ranges;
    guint64 count;
    guint32 covered; /* messages 1 to this one were asked for, as they are numbered now */
    guint32 exists;
    guint64 most; /* UIDs that may be listed once this window is answered */
};

static gboolean note_listed(const struct imap_response *response, const char *tag, gpointer data,
                            GError **error)
{
    struct listing *listing = data;

    if (response->kind != IMAP_DATA)
        return TRUE;
    if (strcmp(response->name, "SEARCH") == 0 || strcmp(response->name, "ESEARCH") == 0)
        return imap_response_uids(response, tag, listing->most, listing->ranges, &listing->count,
                                  error);
    if (strcmp(response->name, "EXISTS") == 0) {
        listing->exists = MIN(response->number, SOURCE_MAILS_MAX);
    } else if (strcmp(response->name, "EXPUNGE") == 0) {
        if (response->number <= listing->covered && listing->covered > 0)
            listing->covered--;
        if (listing->exists > 0)
            listing->exists--;
    }
    return TRUE;
}

/* " SINCE 1-Jul-2025", or nothing. */
static char *since_criterion(const GDate *since)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

    if (!g_date_valid(since))
        return g_strdup("");
    return g_strdup_printf(" SINCE %u-%s-%u", g_date_get_day(since),
                           months[g_date_get_month(since) - 1], g_date_get_year(since));
}

static gboolean list_window(struct listing *listing, const char *since, GError **error)
{
    struct imap_source *imap = listing->imap;
    const char *result = imap_session_offers(imap->session, "ESEARCH") ? " RETURN (ALL)" : "";
    guint32 first = listing->covered + 1;
    guint32 last = MIN(listing->covered + imap->window_mails, listing->exists);

    listing->most = listing->count + (last - first + 1);
    listing->covered = last;
    AUTO(imap_response) *end = imap_session_run(imap->session, note_listed, listing, error,
                                                "UID SEARCH%s %u:%u%s", result, first, last, since);
    return end &&
           imap_session_check(imap->session, end, SOURCE_ERROR_PROTOCOL, "list its mails", error);
}

static gboolean list_all(struct imap_source *imap, struct source_held *held, GError **error)
{
    g_autofree char *since = since_criterion(&imap->since);
    struct listing listing = {.imap = imap, .ranges = held->ranges, .exists = imap->exists};

    while (listing.covered < listing.exists)
        if (!list_window(&listing, since, error))
            return FALSE;
    uids_normalise(held->ranges);
    if (!g_date_valid(&imap->since) && listing.exists > listing.count)
        held->unlisted = (guint32)(listing.exists - listing.count);
    return TRUE;
}

static gboolean imap_look(struct source *source, const struct source_cursor *known,
                          struct source_held *held, GError **error)
{
    struct imap_source *imap = (struct imap_source *)source;

    if (!imap_connect(imap, error))
        return FALSE;
    held->validity = imap->validity;
    held->next = imap->next;
    held->count = imap->exists;
    held->unchanged = imap->next != 0 && known->validity == imap->validity &&
                      known->next == imap->next && known->count == imap->exists;
    return held->unchanged || list_all(imap, held, error);
}

static struct transport_certificate imap_certificate(const struct source *source)
{
    const struct imap_source *imap = (const struct imap_source *)source;

    return imap->session ? imap_session_certificate(imap->session) : (struct transport_certificate){0, 0};
}

/* ---- waiting ---- */

static gboolean imap_can_wait(const struct source *source)
{
    const struct imap_source *imap = (const struct imap_source *)source;

    return imap->session && !imap_session_dead(imap->session) &&
           imap_session_offers(imap->session, "IDLE");
}

/* Said anew before the half hour after which servers may hang up (RFC 2177). */
static gboolean imap_wait(struct source *source, int other, gint64 until_us, gboolean *news,
                          GError **error)
{
    struct imap_source *imap = (struct imap_source *)source;

    for (;;) {
        gint64 now_us = g_get_monotonic_time();
        gint64 end_us = MIN(until_us, now_us + (gint64)imap->idle_ms * 1000);
        struct pollfd one = {.fd = other, .events = POLLIN};
        if (!imap_session_idle(imap->session, other, end_us, news, error))
            return FALSE;
        if (*news || poll(&one, 1, 0) != 0 || g_get_monotonic_time() >= until_us)
            return TRUE;
    }
}

static const char *const schemes[] = {"imaps", "imap", NULL};

const struct source_family source_imap = {
    .schemes = schemes,
    .open = imap_open,
    .look = imap_look,
    .fetch = imap_fetch,
    .attributes = imap_attributes,
    .wait = imap_wait,
    .can_wait = imap_can_wait,
    .certificate = imap_certificate,
    .use_token = imap_use_token,
    .close = imap_close,
};
