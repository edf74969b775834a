/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands out, responses in, over a connection that transport has opened and logged in.
 *
 * What the server says between the end of the login and our first command may be lost half inside
 * libcurl, so the first command is CAPABILITY, and every line before its answer is skipped.
 *
 * Refuses: a server that drips (a response may take timeout_ms, and what is long a second more for
 * each 4 KiB), and one that talks for ten times that without saying anything of use. */
#include "collect/imap_session.h"

#include <string.h>

#include "base/escape.h"
#include "collect/source.h"
#include "mail.h"

#define CHUNK_BYTES      (64u * 1024)
#define FIRST_LINES_MAX  200u
#define WORDS_SHOWN      200u
#define LEAST_RATE       4096
#define CHATTER_TIMEOUTS 10
#define IDLE_TALK_MAX    10000u
#define LOGOUT_US        (2 * G_USEC_PER_SEC)

struct imap_session {
    struct transport *transport;
    struct imap_reader *reader;
    char *url;
    guint timeout_ms;
    guint tags;
    GString *capabilities; /* upper case, a space before and after each */
    gint64 progress_us;
    gboolean dead;
    gsize start, end;
    char chunk[CHUNK_BYTES];
};

struct transport_certificate imap_session_certificate(const struct imap_session *session)
{
    return transport_certificate(session->transport);
}

gboolean imap_session_dead(const struct imap_session *session)
{
    return session->dead;
}

void imap_session_abandon(struct imap_session *session)
{
    session->dead = TRUE;
}

/* transport's errors have the same numbers here. */
static gboolean lose(struct imap_session *session, GError *cause, GError **error)
{
    session->dead = TRUE;
    g_set_error_literal(error, SOURCE_ERROR, cause->code, cause->message);
    g_error_free(cause);
    return FALSE;
}

static gboolean give_up(struct imap_session *session, GError **error, int code, const char *what)
{
    session->dead = TRUE;
    g_set_error(error, SOURCE_ERROR, code, "%s: %s", session->url, what);
    return FALSE;
}

void imap_session_progress(struct imap_session *session)
{
    session->progress_us = g_get_monotonic_time();
}

/* ---- commands ---- */

static guint send_command(struct imap_session *session, GError **error, const char *format,
                          va_list arguments)
{
    g_autoptr(GString) line = g_string_new(NULL);
    GError *cause = NULL;

    g_string_printf(line, "c%u ", ++session->tags);
    g_string_append_vprintf(line, format, arguments);
    g_string_append(line, "\r\n");
    if (!transport_send(session->transport, line->str, line->len, &cause)) {
        lose(session, cause, error);
        return 0;
    }
    imap_session_progress(session);
    return session->tags;
}

guint imap_session_send(struct imap_session *session, GError **error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    guint tag = send_command(session, error, format, arguments);
    va_end(arguments);
    return tag;
}

gboolean imap_session_tag_is(const struct imap_response *response, guint tag)
{
    char wanted[16];

    g_snprintf(wanted, sizeof wanted, "c%u", tag);
    return response->kind == IMAP_TAGGED && strcmp(response->tag, wanted) == 0;
}

/* ---- responses ---- */

static gboolean fill(struct imap_session *session, gint64 deadline_us, GError **error)
{
    GError *cause = NULL;

    session->start = session->end = 0;
    if (transport_receive(session->transport, session->chunk, CHUNK_BYTES, deadline_us,
                          &session->end, &cause))
        return TRUE;
    return lose(session, cause, error);
}

/* One whole response, as it comes. */
static struct imap_response *read_response(struct imap_session *session, GError **error)
{
    gint64 patience_us = g_get_monotonic_time() + (gint64)session->timeout_ms * 1000;
    struct imap_response *response = NULL;
    gint64 received = 0;

    while (!response) {
        gsize used = 0;
        g_autoptr(GError) cause = NULL;
        gint64 deadline_us = patience_us + received / LEAST_RATE * G_USEC_PER_SEC;
        if (session->start == session->end && !fill(session, deadline_us, error))
            return NULL;
        if (!imap_reader_feed(session->reader, session->chunk + session->start,
                              session->end - session->start, &used, &response, &cause)) {
            give_up(session, error, SOURCE_ERROR_PROTOCOL, cause->message);
            return NULL;
        }
        session->start += used;
        received += (gint64)used;
    }
    return response;
}

struct imap_response *imap_session_next(struct imap_session *session, GError **error)
{
    AUTO(imap_response) *response = read_response(session, error);
    gint64 since_us = g_get_monotonic_time() - session->progress_us;

    if (!response)
        return NULL;
    if (response->kind == IMAP_STATUS && response->status == IMAP_BYE) {
        g_autofree char *words = escape_line(response->text, WORDS_SHOWN);
        g_autofree char *what = g_strdup_printf("the server said goodbye: %s", words);
        give_up(session, error, SOURCE_ERROR_UNAVAILABLE, what);
        return NULL;
    }
    if (since_us > (gint64)session->timeout_ms * 1000 * CHATTER_TIMEOUTS) {
        give_up(session, error, SOURCE_ERROR_BROKEN,
                "the server talks, but says nothing that was asked for");
        return NULL;
    }
    return g_steal_pointer(&response);
}

static struct imap_response *read_until(struct imap_session *session, guint tag,
                                        imap_session_handler handler, gpointer data, GError **error)
{
    g_autofree char *name = g_strdup_printf("c%u", tag);

    for (;;) {
        GError *cause = NULL;
        AUTO(imap_response) *response = imap_session_next(session, error);
        if (!response)
            return NULL;
        if (imap_session_tag_is(response, tag))
            return g_steal_pointer(&response);
        gboolean ours = response->kind == IMAP_STATUS || response->kind == IMAP_DATA;
        if (!ours) {
            give_up(session, error, SOURCE_ERROR_PROTOCOL, "an answer to nothing that was asked");
            return NULL;
        }
        if (handler && !handler(response, name, data, &cause)) {
            give_up(session, error, SOURCE_ERROR_PROTOCOL, cause->message);
            g_error_free(cause);
            return NULL;
        }
    }
}

struct imap_response *imap_session_run(struct imap_session *session, imap_session_handler handler,
                                       gpointer data, GError **error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    guint tag = send_command(session, error, format, arguments);
    va_end(arguments);
    return tag ? read_until(session, tag, handler, data, error) : NULL;
}

gboolean imap_session_refused_for_now(const struct imap_response *end)
{
    static const char *const passing[] = {"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"};

    for (gsize i = 0; end->status != IMAP_OK && end->code && i < G_N_ELEMENTS(passing); i++)
        if (g_ascii_strcasecmp(end->code, passing[i]) == 0)
            return TRUE;
    return FALSE;
}

gboolean imap_session_check(const struct imap_session *session, const struct imap_response *end,
                            int code, const char *what, GError **error)
{
    if (end->status == IMAP_OK)
        return TRUE;
    g_autofree char *words = escape_line(end->text, WORDS_SHOWN);
    g_set_error(
        error, SOURCE_ERROR, imap_session_refused_for_now(end) ? SOURCE_ERROR_UNAVAILABLE : code,
        "%s: the server would not %s; it said: %s", session->url, what, *words ? words : "nothing");
    return FALSE;
}

/* ---- waiting for news ---- */

/* The tagged end of IDLE is read like that of any command; news may still come before it. */
static gboolean note_exists(const struct imap_response *response, const char *tag, gpointer data,
                            GError **error)
{
    gboolean *news = data;

    (void)tag, (void)error;
    *news = *news || (response->kind == IMAP_DATA && strcmp(response->name, "EXISTS") == 0);
    return TRUE;
}

static gboolean end_idle(struct imap_session *session, guint tag, gboolean *news, GError **error)
{
    GError *cause = NULL;

    if (!transport_send(session->transport, "DONE\r\n", strlen("DONE\r\n"), &cause))
        return lose(session, cause, error);
    imap_session_progress(session);
    AUTO(imap_response) *end = read_until(session, tag, note_exists, news, error);
    return end && imap_session_check(session, end, SOURCE_ERROR_PROTOCOL, "wait for mails", error);
}

/* Waits for the "+"; what comes before it may be news already. */
static gboolean begin_idle(struct imap_session *session, guint tag, gboolean *news, GError **error)
{
    for (guint i = 0; i < FIRST_LINES_MAX; i++) {
        AUTO(imap_response) *response = imap_session_next(session, error);
        if (!response)
            return FALSE;
        if (response->kind == IMAP_CONTINUE)
            return TRUE;
        if (imap_session_tag_is(response, tag)) {
            if (imap_session_check(session, response, SOURCE_ERROR_PROTOCOL, "wait for mails", error))
                give_up(session, error, SOURCE_ERROR_PROTOCOL, "the server does not wait for mails");
            return FALSE;
        }
        note_exists(response, NULL, news, NULL);
    }
    return give_up(session, error, SOURCE_ERROR_PROTOCOL,
                   "the server talks, but says nothing that was asked for");
}

gboolean imap_session_idle(struct imap_session *session, int other, gint64 until_us,
                           gboolean *news, GError **error)
{
    enum transport_ready ready = TRANSPORT_BYTES;
    guint tag = imap_session_send(session, error, "IDLE");
    guint idle_talk = 0;

    *news = FALSE;
    if (!tag || !begin_idle(session, tag, news, error))
        return FALSE;
    while (!*news && ready == TRANSPORT_BYTES) {
        GError *cause = NULL;
        if (session->start == session->end &&
            !transport_wait(session->transport, other, until_us, &ready, &cause))
            return lose(session, cause, error);
        if (ready != TRANSPORT_BYTES)
            break;
        imap_session_progress(session); /* here silence is what is wanted */
        AUTO(imap_response) *response = imap_session_next(session, error);
        if (!response)
            return FALSE;
        if (response->kind == IMAP_TAGGED || ++idle_talk > IDLE_TALK_MAX)
            return give_up(session, error, SOURCE_ERROR_PROTOCOL,
                           "the server does not wait for mails in silence");
        note_exists(response, NULL, news, NULL);
    }
    return end_idle(session, tag, news, error);
}

/* ---- opening and closing ---- */

static void keep_capabilities(struct imap_session *session, const char *line)
{
    static const char head[] = "* CAPABILITY ";

    if (g_ascii_strncasecmp(line, head, strlen(head)) != 0)
        return;
    g_autofree char *words = g_ascii_strup(line + strlen(head), -1);
    g_string_printf(session->capabilities, " %s ", words);
}

gboolean imap_session_offers(const struct imap_session *session, const char *capability)
{
    g_autofree char *word = g_strdup_printf(" %s ", capability);

    return strstr(session->capabilities->str, word) != NULL;
}

/* Lines, not responses: the first of them may be the second half of one. */
static gboolean ask_capabilities(struct imap_session *session, GError **error)
{
    g_autoptr(GString) line = g_string_new(NULL);
    GError *cause = NULL;

    if (!imap_session_send(session, error, "CAPABILITY"))
        return FALSE;
    for (guint i = 0; i < FIRST_LINES_MAX; i++) {
        if (!transport_line(session->transport, line, IMAP_LINE_MAX, &cause))
            return lose(session, cause, error);
        if (g_str_has_prefix(line->str, "c1 "))
            return g_ascii_strncasecmp(line->str, "c1 OK", 5) == 0 ||
                   give_up(session, error, SOURCE_ERROR_PROTOCOL,
                           "the server does not say what it can do");
        if (g_ascii_strncasecmp(line->str, "* BYE", 5) == 0)
            return give_up(session, error, SOURCE_ERROR_UNAVAILABLE,
                           "the server said goodbye after the login");
        keep_capabilities(session, line->str);
    }
    return give_up(session, error, SOURCE_ERROR_PROTOCOL,
                   "the server talks, but says nothing that was asked for");
}

struct imap_session *imap_session_open(const struct transport_settings *settings, GError **error)
{
    AUTO(imap_session) *session = g_new0(struct imap_session, 1);
    GError *cause = NULL;

    session->url = g_strdup(settings->url);
    session->timeout_ms = settings->timeout_ms;
    session->capabilities = g_string_new(NULL);
    session->reader = imap_reader_new(MAIL_BYTES_MAX);
    session->transport = transport_open(settings, &cause);
    if (!session->transport) {
        lose(session, cause, error);
        return NULL;
    }
    if (!ask_capabilities(session, error))
        return NULL;
    return g_steal_pointer(&session);
}

/* A server likes to hear it, and many count connections that did not say it. */
static void say_goodbye(struct imap_session *session)
{
    gint64 deadline_us = g_get_monotonic_time() + LOGOUT_US;
    gsize got;

    if (!imap_session_send(session, NULL, "LOGOUT"))
        return;
    while (transport_receive(session->transport, session->chunk, CHUNK_BYTES, deadline_us, &got,
                             NULL) &&
           g_get_monotonic_time() < deadline_us)
        ;
}

void imap_session_free(struct imap_session *session)
{
    if (!session)
        return;
    if (session->transport && !session->dead)
        say_goodbye(session);
    transport_free(session->transport);
    imap_reader_free(session->reader);
    g_string_free(session->capabilities, TRUE);
    g_free(session->url);
    g_free(session);
}
