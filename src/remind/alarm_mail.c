/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alarms are written by hand, without the library that composes reminders: they must go also where much
 * else does not. Headers hold our own words, plain addresses and the machine's name, escaped; the text
 * goes as base64, so that no word of a server can end a line. */
#include "remind/alarm_mail.h"

#include <string.h>

#include "base/escape.h"
#include "remind/address.h"
#include "remind/compose.h"

enum { HOST_BYTES_MAX = 100, ERROR_BYTES_MAX = 1000, LINE = 76 };

static char *moment(gint64 seconds, const char *format)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
    return time ? g_date_time_format(time, format) : g_strdup("?");
}

static const char *meaning_of(const char *part)
{
    if (g_str_has_prefix(part, "mailbox "))
        return "Circulars that arrive there are not read meanwhile, and nobody is reminded of their deadlines.\n"
               "Look into the mailbox by hand until this is over.";
    if (g_str_equal(part, "relay"))
        return "Reminders wait meanwhile; they are sent when it is over.\n"
               "Look at `circularctl upcoming` for what is due, and tell the officials by other means.";
    if (g_str_equal(part, "reading"))
        return "Mails are stored meanwhile, but not read: nobody is reminded of what they ask.";
    if (g_str_equal(part, "register file"))
        return "Reminders that stand in the damaged part may be missing.\n"
               "`systemctl stop circulard`, keep a copy of the whole folder, and restore the last backup that is good:\n"
               "circulard(8) tells how, under BACKUP. Mails that came since are fetched again by themselves.";
    return "Nothing can be stored meanwhile: mails stay in the mailbox, and reminders are not sent.\n"
           "Where the disk is full, make room on it; where it is read-only, `journalctl -k` tells why: mend it, and\n"
           "mount it writable again. circulard then goes on by itself, and what was due meanwhile is sent.";
}

char *alarm_mail_text(const struct alarm_news *news)
{
    g_autofree char *since = moment(news->since, "%Y-%m-%d %H:%M UTC");
    g_autofree char *now = moment(news->now, "%Y-%m-%d %H:%M UTC");
    g_autofree char *host = escape_line(news->host, HOST_BYTES_MAX);
    g_autofree char *error = escape_line(news->error ? news->error : "no reason is known", ERROR_BYTES_MAX);
    if (news->over)
        return g_strdup_printf("circulard on %s: %s is well again, seen at %s.\n"
                               "It had been in trouble since %s.\n",
                               host, news->part, now, since);
    if (news->once)
        return g_strdup_printf("circulard on %s: %s, seen at %s:\n\n    %s\n", host, news->part, now, error);
    return g_strdup_printf("circulard on %s: %s is in trouble since %s:\n\n    %s\n\n%s\n\n"
                           "On that machine, `circularctl status` and `journalctl -u circulard` tell more.\n"
                           "This is told again every %u hours while it lasts, and once when it is over.\n",
                           host, news->part, since, error, meaning_of(news->part), news->every_hours);
}

static void append_base64(GString *mail, const char *text)
{
    g_autofree char *coded = g_base64_encode((const guchar *)text, strlen(text));
    for (const char *at = coded; *at; at += strnlen(at, LINE))
        g_string_append_printf(mail, "%.*s\r\n", LINE, at);
}

GBytes *alarm_mail_compose(const struct office *office, const char *to, const struct alarm_news *news)
{
    if (!address_is_plain(to) || !address_is_plain(office->from_address))
        return NULL;
    g_autofree char *host = escape_line(news->host, HOST_BYTES_MAX);
    g_autofree char *ascii = g_str_to_ascii(host, "C");
    g_autofree char *date = moment(news->now, "%a, %d %b %Y %H:%M:%S +0000");
    g_autofree char *step = g_strdup_printf("alarm:%s:%" G_GINT64_FORMAT, news->part, news->now);
    g_autofree char *id = compose_message_id(office, NULL, 0, to, step);
    g_autofree char *text = alarm_mail_text(news);
    GString *mail = g_string_new(NULL);
    g_string_printf(mail,
                    "From: <%s>\r\nTo: <%s>\r\nSubject: %s: %s on %s\r\nDate: %s\r\nMessage-ID: <%s>\r\n"
                    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                    "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n%s\r\n",
                    office->from_address, to, news->over ? "circulard: all clear" : "circulard: TROUBLE",
                    news->part, ascii, date, id, news->over ? "" : "X-Priority: 1\r\n");
    append_base64(mail, text);
    return g_string_free_to_bytes(mail);
}
