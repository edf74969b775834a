/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SMTP (RFC 5321) after the login: libcurl has connected, secured and authenticated; from the second
 * EHLO on every command and every reply is ours.
 *
 * One recipient a transaction, one command at a time, so that each refusal belongs to one mail. The
 * outcome turns on one point, the final dot: what fails before it is handed over was not sent
 * (SEND_LATER); once it is handed over, only a reply decides, and where none comes, or none that can be
 * read, it is SEND_IN_DOUBT. A 5xx is for good, but for those that are about us and not about the mail
 * (authentication, a sender who is not wanted), which a person mends: no reminder is lost for them. Error texts hold the server's words,
 * escaped, and never a byte of a mail or of a password. */
#include "remind/smtp.h"

#include <string.h>

#include "base/escape.h"
#include "remind/address.h"

#define LINE_OCTETS_MAX        998
#define REPLY_LINE_OCTETS_MAX  2048 /* RFC 5321, 4.5.3.1.5 says 512; servers exceed it */
#define REPLY_LINES_MAX        100
#define REPLY_SHOWN_BYTES      500

struct smtp {
    struct transport *transport; /* NULL over a road of the caller's */
    struct smtp_road road;
    gboolean usable;
    gboolean eight_bit, size;    /* extensions offered */
    guint64 size_max;            /* 0: none told */
    gboolean dirty;              /* a transaction was begun: RSET before the next */
    gboolean copy_refused;       /* in this transaction */
};

struct reply {
    guint code;
    GString *text; /* all lines, a space between them */
};

static gboolean send_on_transport(gpointer data, const void *bytes, gsize length, GError **error)
{
    return transport_send(data, bytes, length, error);
}

static gboolean line_on_transport(gpointer data, GString *line, gsize most, GError **error)
{
    return transport_line(data, line, most, error);
}

static gboolean send_bytes(struct smtp *smtp, const void *bytes, gsize length, GError **error)
{
    gboolean sent = smtp->road.send(smtp->road.data, bytes, length, error);

    smtp->usable = smtp->usable && sent;
    return sent;
}

/* "250-text" and "250 text": three digits, then a hyphen, a space or nothing. */
static gboolean parse_reply_line(const char *line, guint *code, gboolean *last)
{
    if (line[0] < '2' || line[0] > '5' || !g_ascii_isdigit(line[1]) || !g_ascii_isdigit(line[2]) ||
        (line[3] != '\0' && line[3] != ' ' && line[3] != '-'))
        return FALSE;
    *code = (guint)((line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0'));
    *last = line[3] != '-';
    return TRUE;
}

static gboolean break_off(struct smtp *smtp, GError **error, const char *why)
{
    smtp->usable = FALSE;
    g_set_error_literal(error, TRANSPORT_ERROR, TRANSPORT_ERROR_PROTOCOL, why);
    return FALSE;
}

static gboolean read_reply(struct smtp *smtp, struct reply *reply, GError **error)
{
    g_autoptr(GString) line = g_string_new(NULL);
    gboolean last = FALSE;

    reply->code = 0;
    g_string_truncate(reply->text, 0);
    for (guint lines = 0; !last; lines++) {
        guint code = 0;
        g_string_truncate(line, 0);
        if (lines >= REPLY_LINES_MAX)
            return break_off(smtp, error, "the server's answer has no end");
        if (!smtp->road.line(smtp->road.data, line, REPLY_LINE_OCTETS_MAX, error)) {
            smtp->usable = FALSE;
            return FALSE;
        }
        if (!parse_reply_line(line->str, &code, &last) || (lines > 0 && code != reply->code))
            return break_off(smtp, error, "the server's answer is not SMTP");
        reply->code = code;
        if (line->len > 4)
            g_string_append_printf(reply->text, "%s%s", reply->text->len > 0 ? " " : "",
                                   line->str + 4);
    }
    if (reply->code == 421)
        smtp->usable = FALSE;
    return TRUE;
}

static gboolean command(struct smtp *smtp, struct reply *reply, GError **error, const char *format,
                        ...) G_GNUC_PRINTF(4, 5);

static gboolean command(struct smtp *smtp, struct reply *reply, GError **error, const char *format,
                        ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_autofree char *words = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *line = g_strconcat(words, "\r\n", NULL);
    return send_bytes(smtp, line, strlen(line), error) && read_reply(smtp, reply, error);
}

/* EHLO's lines: a keyword and its parameters each. They come joined by a space in the reply, so they
 * are read here on their own. */
static void note_extension(struct smtp *smtp, const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 3);

    if (words[0] == NULL)
        return;
    if (g_ascii_strcasecmp(words[0], "8BITMIME") == 0)
        smtp->eight_bit = TRUE;
    if (g_ascii_strcasecmp(words[0], "SIZE") == 0) {
        smtp->size = TRUE;
        smtp->size_max = words[1] == NULL ? 0 : g_ascii_strtoull(words[1], NULL, 10);
    }
}

static gboolean say_hello(struct smtp *smtp, const char *helo, GError **error)
{
    g_autofree char *hello = g_strdup_printf("EHLO %s\r\n", helo);
    gboolean last = FALSE;
    g_autoptr(GString) line = g_string_new(NULL);

    if (!send_bytes(smtp, hello, strlen(hello), error))
        return FALSE;
    for (guint lines = 0; !last; lines++) {
        guint code = 0;
        g_string_truncate(line, 0);
        if (!smtp->road.line(smtp->road.data, line, REPLY_LINE_OCTETS_MAX, error))
            return FALSE;
        if (lines >= REPLY_LINES_MAX || !parse_reply_line(line->str, &code, &last))
            return break_off(smtp, error, "the server's answer to EHLO is not SMTP");
        if (code != 250) {
            g_autofree char *shown = escape_line(line->str, 200);
            g_set_error(error, TRANSPORT_ERROR,
                        code / 100 == 4 ? TRANSPORT_ERROR_UNAVAILABLE : TRANSPORT_ERROR_PROTOCOL,
                        "the server refused EHLO: %s", shown);
            return FALSE;
        }
        if (lines > 0 && line->len > 4)
            note_extension(smtp, line->str + 4);
    }
    return TRUE;
}

struct smtp *smtp_over(const struct smtp_road *road, const char *helo, GError **error)
{
    AUTO(smtp) *smtp = g_new0(struct smtp, 1);

    smtp->road = *road;
    if (!address_host_is_plain(helo)) {
        g_set_error_literal(error, TRANSPORT_ERROR, TRANSPORT_ERROR_SETTINGS,
                            "the name for EHLO is not a host name");
        return NULL;
    }
    smtp->usable = TRUE;
    if (!say_hello(smtp, helo, error)) {
        smtp->usable = FALSE;
        return NULL;
    }
    return g_steal_pointer(&smtp);
}

struct smtp *smtp_open(const struct transport_settings *settings, GError **error)
{
    AUTO(transport) *transport = transport_open(settings, error);
    if (transport == NULL)
        return NULL;
    struct smtp_road road = { send_on_transport, line_on_transport, transport };
    const char *helo = settings->helo == NULL ? g_get_host_name() : settings->helo;
    struct smtp *smtp = smtp_over(&road, helo, error);

    if (smtp != NULL)
        smtp->transport = g_steal_pointer(&transport);
    return smtp;
}

struct transport_certificate smtp_certificate(const struct smtp *smtp)
{
    return smtp->transport ? transport_certificate(smtp->transport) : (struct transport_certificate){0, 0};
}

void smtp_free(struct smtp *smtp)
{
    if (smtp == NULL)
        return;
    if (smtp->usable) {
        /* Its answer is of no use, and a server that never gives it should cost nothing. */
        send_bytes(smtp, "QUIT\r\n", 6, NULL);
    }
    transport_free(smtp->transport);
    g_free(smtp);
}

gboolean smtp_usable(const struct smtp *smtp)
{
    return smtp->usable;
}

void smtp_result_clear(struct smtp_result *result)
{
    g_clear_pointer(&result->reply, g_free);
    result->code = 0;
    result->outcome = SEND_LATER;
}

static void set_result(struct smtp_result *result, enum send_outcome outcome, guint code,
                       const char *words)
{
    result->outcome = outcome;
    result->code = code;
    result->reply = escape_line(words, REPLY_SHOWN_BYTES);
}

static void set_result_of_reply(struct smtp_result *result, enum send_outcome outcome,
                                const struct reply *reply)
{
    g_autofree char *words = g_strdup_printf("%u %s", reply->code, reply->text->str);

    set_result(result, outcome, reply->code, words);
}

/* A code that refuses: about this mail for good, or about us or for now. */
static enum send_outcome outcome_of_refusal(guint code)
{
    switch (code) {
    case 530: /* authentication required (RFC 4954, 6) */
    case 534:
    case 535:
    case 538:
        return SEND_LATER;
    default:
        return code / 100 == 5 ? SEND_REFUSED : SEND_LATER;
    }
}

/* NULL where the mail may be sent as it is; else why not. RFC 5321, 2.3.8: no bare CR or LF. */
static const char *find_fault(const guchar *bytes, gsize length, gboolean *eight_bit)
{
    gsize line = 0;

    *eight_bit = FALSE;
    if (length < 2 || bytes[length - 2] != '\r' || bytes[length - 1] != '\n')
        return "the mail does not end with a whole line";
    for (gsize i = 0; i < length; i++) {
        if (bytes[i] == '\r') {
            if (bytes[i + 1] != '\n')
                return "the mail has a bare carriage return";
            i++;
            line = 0;
            continue;
        }
        if (bytes[i] == '\n')
            return "the mail has a bare line feed";
        if (bytes[i] == 0)
            return "the mail has a zero byte";
        *eight_bit = *eight_bit || bytes[i] >= 0x80;
        if (++line > LINE_OCTETS_MAX)
            return "the mail has a line over 998 octets";
    }
    return NULL;
}

/* Dot-stuffed (RFC 5321, 4.5.2): each line that begins with a dot gets one more. */
static GByteArray *stuff_dots(const guchar *bytes, gsize length)
{
    GByteArray *stuffed = g_byte_array_sized_new((guint)length + 64);

    for (gsize start = 0; start < length;) {
        const guchar *end = memchr(bytes + start, '\n', length - start);
        gsize stop = end == NULL ? length : (gsize)(end - bytes) + 1;
        if (bytes[start] == '.')
            g_byte_array_append(stuffed, (const guchar *)".", 1);
        g_byte_array_append(stuffed, bytes + start, (guint)(stop - start));
        start = stop;
    }
    return stuffed;
}

static gboolean check_mail(const struct smtp *smtp, const struct smtp_mail *mail, gboolean *eight_bit,
                           struct smtp_result *result)
{
    gsize length = 0;
    const guchar *bytes = g_bytes_get_data(mail->bytes, &length);
    const char *fault = !address_is_plain(mail->sender)      ? "the sender's address is not plain"
                        : !address_is_plain(mail->recipient) ? "the recipient's address is not plain"
                                                       : find_fault(bytes, length, eight_bit);

    if (fault == NULL && smtp->size_max > 0 && length > smtp->size_max)
        fault = "the mail is larger than the server takes";
    if (fault == NULL && *eight_bit && !smtp->eight_bit)
        fault = "the mail has 8-bit bytes and the server takes none";
    if (fault != NULL)
        set_result(result, SEND_REFUSED, 0, fault);
    return fault == NULL;
}

/* One step before the data: FALSE where the transaction is over, and the result says how. */
static gboolean step_went(struct smtp_result *result, gboolean answered, guint wanted_class,
                          const struct reply *reply, const GError *error)
{
    if (!answered)
        set_result(result, SEND_LATER, 0, error->message);
    else if (reply->code / 100 != wanted_class)
        set_result_of_reply(result, outcome_of_refusal(reply->code), reply);
    return answered && reply->code / 100 == wanted_class;
}

/* The copy to ourselves: its refusal costs the copy. */
static gboolean add_copy(struct smtp *smtp, const struct smtp_mail *mail, struct reply *reply,
                         struct smtp_result *result)
{
    g_autoptr(GError) error = NULL;
    if (mail->copy_to == NULL || !address_is_plain(mail->copy_to) ||
        g_ascii_strcasecmp(mail->copy_to, mail->recipient) == 0)
        return TRUE;
    if (!command(smtp, reply, &error, "RCPT TO:<%s>", mail->copy_to)) {
        set_result(result, SEND_LATER, 0, error->message);
        return FALSE;
    }
    smtp->copy_refused = reply->code / 100 != 2;
    return TRUE;
}

static gboolean open_transaction(struct smtp *smtp, const struct smtp_mail *mail, gboolean eight_bit,
                                 struct reply *reply, struct smtp_result *result)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *size =
        smtp->size ? g_strdup_printf(" SIZE=%" G_GSIZE_FORMAT, g_bytes_get_size(mail->bytes)) : NULL;
    const char *body = eight_bit ? " BODY=8BITMIME" : "";
    gboolean answered;

    if (smtp->dirty) {
        answered = command(smtp, reply, &error, "RSET");
        if (!step_went(result, answered, 2, reply, error)) {
            smtp->usable = FALSE;
            return FALSE;
        }
    }
    smtp->dirty = TRUE;
    smtp->copy_refused = FALSE;
    answered = command(smtp, reply, &error, "MAIL FROM:<%s>%s%s", mail->sender, size == NULL ? "" : size,
                       body);
    if (answered && reply->code / 100 == 5 && reply->code != 552) { /* 552: too large, as SIZE= says */
        g_autofree char *words =
            g_strdup_printf("it takes no mail from %s%s: %u %s", mail->sender,
                            reply->code == 530 ? " without a login (user and password_file of the relay)" : "",
                            reply->code, reply->text->str);
        set_result(result, SEND_LATER, reply->code, words);
        return FALSE;
    }
    if (!step_went(result, answered, 2, reply, error))
        return FALSE;
    answered = command(smtp, reply, &error, "RCPT TO:<%s>", mail->recipient);
    if (!step_went(result, answered, 2, reply, error) || !add_copy(smtp, mail, reply, result))
        return FALSE;
    answered = command(smtp, reply, &error, "DATA");
    return step_went(result, answered, 3, reply, error);
}

/* Past the final dot: only a reply decides. */
static void conclude(struct smtp *smtp, struct reply *reply, struct smtp_result *result)
{
    g_autoptr(GError) error = NULL;

    if (!send_bytes(smtp, ".\r\n", 3, &error) || !read_reply(smtp, reply, &error)) {
        set_result(result, SEND_IN_DOUBT, 0, error->message);
        return;
    }
    switch (reply->code / 100) {
    case 2:
        if (smtp->copy_refused)
            g_string_append(reply->text, " (without the copy to ourselves, which was refused)");
        set_result_of_reply(result, SEND_OK, reply);
        smtp->dirty = FALSE;
        break;
    case 3:
        smtp->usable = FALSE;
        set_result_of_reply(result, SEND_IN_DOUBT, reply);
        break;
    default:
        set_result_of_reply(result, outcome_of_refusal(reply->code), reply);
        break;
    }
}

void smtp_send(struct smtp *smtp, const struct smtp_mail *mail, struct smtp_result *result)
{
    g_autoptr(GError) error = NULL;
    struct reply reply = { 0, NULL };
    gboolean eight_bit = FALSE;
    gsize length = 0;
    const guchar *bytes = g_bytes_get_data(mail->bytes, &length);

    *result = (struct smtp_result){ SEND_LATER, 0, NULL };
    if (!smtp->usable) {
        set_result(result, SEND_LATER, 0, "the connection is gone");
        return;
    }
    if (!check_mail(smtp, mail, &eight_bit, result))
        return;
    reply.text = g_string_new(NULL);
    if (open_transaction(smtp, mail, eight_bit, &reply, result)) {
        g_autoptr(GByteArray) stuffed = stuff_dots(bytes, length);
        if (send_bytes(smtp, stuffed->data, stuffed->len, &error))
            conclude(smtp, &reply, result);
        else
            set_result(result, SEND_LATER, 0, error->message);
    }
    g_string_free(reply.text, TRUE);
}
