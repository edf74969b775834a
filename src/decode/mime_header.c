/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header of a mail into the facts of a letter: who, when, what about, in answer to what, and
 * whether a machine wrote it.
 *
 * Every value is one cleaned line with a cap. A date outside 1970..2199 is none. With two From
 * fields the first counts; the centre trusts neither. */
#include "decode/mime_header.h"

#include <string.h>

#include "decode/clean.h"

#define LINE_BYTES_MAX 2000
#define ADDRESS_BYTES_MAX 320
#define REFERENCES_MAX 100
#define RECIPIENTS_MAX 100
#define FIELDS_MAX 1000 /* of a header, looked at one by one */
#define AUTHENTICATION_MAX 10
#define TRACE_MAX 50 /* fields Received; more is a loop */

static void read_sender(GMimeMessage *message, struct text_letter *letter)
{
    InternetAddressList *list = g_mime_message_get_from(message);
    if (list == NULL || internet_address_list_length(list) == 0)
        list = g_mime_message_get_sender(message);
    if (list == NULL || internet_address_list_length(list) == 0)
        return;
    InternetAddress *address = internet_address_list_get_address(list, 0);
    letter->from_name = clean_line(internet_address_get_name(address), LINE_BYTES_MAX);
    if (INTERNET_ADDRESS_IS_MAILBOX(address))
        letter->from_address =
            clean_line(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)),
                       ADDRESS_BYTES_MAX);
}

/* Two @ in one address, outside quotes and comments: parsers differ on which of them counts. */
static gboolean is_ambiguous(const char *value)
{
    guint depth = 0, signs = 0;
    gboolean quoted = FALSE;
    for (const char *at = value; *at != '\0'; at++) {
        if (*at == '\\' && at[1] != '\0')
            at++;
        else if (*at == '"' && depth == 0)
            quoted = !quoted;
        else if (!quoted && *at == '(')
            depth++;
        else if (!quoted && *at == ')' && depth > 0)
            depth--;
        else if (quoted || depth > 0)
            continue;
        else if (*at == '<' || *at == ',')
            signs = 0; /* what stood before was a name */
        else if (*at == '@' && ++signs > 1)
            return TRUE;
    }
    return FALSE;
}

static guint count_mailboxes(const char *value)
{
    InternetAddressList *list = internet_address_list_parse(NULL, value);
    if (list == NULL)
        return 0;
    /* A group counts as many: no person writes From a group. */
    guint count = (guint) internet_address_list_length(list) + is_ambiguous(value);
    for (int i = 0; i < internet_address_list_length(list); i++)
        if (!INTERNET_ADDRESS_IS_MAILBOX(internet_address_list_get_address(list, i)))
            count += 2;
    g_object_unref(list);
    return count;
}

static void add_recipients(GString *recipients, const char *value, guint *count)
{
    InternetAddressList *list = internet_address_list_parse(NULL, value);
    for (int i = 0; list != NULL && i < internet_address_list_length(list); i++) {
        InternetAddress *address = internet_address_list_get_address(list, i);
        if (!INTERNET_ADDRESS_IS_MAILBOX(address) || ++*count > RECIPIENTS_MAX)
            continue;
        g_autofree char *text =
            clean_line(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address)),
                       ADDRESS_BYTES_MAX);
        if (text != NULL && strchr(text, ' ') == NULL)
            g_string_append_printf(recipients, "%s%s", recipients->len > 0 ? " " : "", text);
    }
    g_clear_object(&list);
}

/* The host that says it received the mail: the word after "by", outside comments; NULL: not said. */
static char *receiving_host(const char *value)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    guint depth = 0;
    for (const char *at = value; *at != '\0' && *at != ';' && plain->len < LINE_BYTES_MAX; at++) {
        if (*at == '(')
            depth++;
        else if (*at == ')' && depth > 0)
            depth--;
        else if (depth == 0)
            g_string_append_c(plain, g_ascii_isspace(*at) ? ' ' : *at);
    }
    g_auto(GStrv) words = g_strsplit(plain->str, " ", -1);
    gboolean by = FALSE;
    for (char **word = words; *word != NULL; word++) {
        if (**word != '\0' && by)
            return clean_line(*word, ADDRESS_BYTES_MAX);
        by = by || g_ascii_strcasecmp(*word, "by") == 0;
    }
    return NULL;
}

static void note_trace(const char *value, struct text_letter *letter, guint *traced)
{
    g_autofree char *host = value != NULL ? receiving_host(value) : NULL;
    if (host != NULL && ++*traced <= TRACE_MAX)
        g_ptr_array_add(letter->authentication, g_strconcat(" ", host, NULL));
}

/* One that is cut, or left out, could be the one that says no: then none is handed over. */
static void read_authentication(GMimeObject *message, struct text_letter *letter)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(message);
    int count = g_mime_header_list_get_count(headers);
    gboolean whole = count <= FIELDS_MAX;
    guint results = 0, traced = 0;
    for (int i = 0; i < count && whole; i++) {
        GMimeHeader *header = g_mime_header_list_get_header_at(headers, i);
        const char *name = g_mime_header_get_name(header);
        const char *value = g_mime_header_get_value(header);
        if (name != NULL && g_ascii_strcasecmp(name, "Received") == 0)
            note_trace(value, letter, &traced);
        if (name == NULL || g_ascii_strcasecmp(name, "Authentication-Results") != 0)
            continue;
        char *line = clean_line(value, LINE_BYTES_MAX);
        whole = value != NULL && strlen(value) < LINE_BYTES_MAX &&
                ++results <= AUTHENTICATION_MAX;
        g_ptr_array_add(letter->authentication, line != NULL ? line : g_strdup(""));
    }
    if (!whole || traced > TRACE_MAX || results == 0)
        g_ptr_array_set_size(letter->authentication, 0);
}

/* Field by field: a second From is as telling as the first. */
static void read_people(GMimeMessage *message, struct text_letter *letter)
{
    static const char *const fields[] = {"To", "Cc", "Delivered-To", "X-Original-To", NULL};
    GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
    g_autoptr(GString) recipients = g_string_new(NULL);
    guint count = 0;
    int most = MIN(g_mime_header_list_get_count(headers), FIELDS_MAX);
    for (int i = 0; i < most; i++) {
        GMimeHeader *header = g_mime_header_list_get_header_at(headers, i);
        const char *name = g_mime_header_get_name(header);
        const char *value = g_mime_header_get_value(header);
        if (name == NULL || value == NULL)
            continue;
        if (g_ascii_strcasecmp(name, "From") == 0)
            letter->senders += count_mailboxes(value);
        for (const char *const *field = fields; *field != NULL; field++)
            if (g_ascii_strcasecmp(name, *field) == 0)
                add_recipients(recipients, value, &count);
    }
    if (recipients->len > 0)
        letter->recipients = g_string_free(g_steal_pointer(&recipients), FALSE);
}

/* The time at the end of a Received field (RFC 5321, 4.4); NULL: there is none. */
static GDateTime *time_of_hop(const char *value)
{
    const char *at = value != NULL ? strrchr(value, ';') : NULL;
    return at != NULL ? g_mime_utils_header_decode_date(at + 1) : NULL;
}

static gboolean is_possible(GDateTime *date)
{
    return date != NULL && g_date_time_get_year(date) >= 1970 && g_date_time_get_year(date) <= 2199;
}

/* A mail lies somewhere for weeks at most, and clocks go wrong by hours; where a clock has gone wrong by years,
 * no server on the way agrees with it. */
static gboolean may_have_gone_then(GDateTime *sent, GDateTime *hop)
{
    GTimeSpan way = g_date_time_difference(hop, sent);
    return way > -2 * G_TIME_SPAN_DAY && way < 60 * G_TIME_SPAN_DAY;
}

/* The Date field, unless every server on the way contradicts it, or there is none: then what the last server says. */
static void read_date(GMimeMessage *message, struct text_letter *letter)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
    GDateTime *date = g_mime_message_get_date(message); /* of the message */
    g_autoptr(GDateTime) last = NULL;
    gboolean agreed = FALSE;
    if (!is_possible(date))
        date = NULL;
    int most = MIN(g_mime_header_list_get_count(headers), FIELDS_MAX);
    for (int i = 0; i < most && !agreed; i++) {
        GMimeHeader *header = g_mime_header_list_get_header_at(headers, i);
        if (g_ascii_strcasecmp(g_mime_header_get_name(header), "Received") != 0)
            continue;
        g_autoptr(GDateTime) hop = time_of_hop(g_mime_header_get_value(header));
        if (!is_possible(hop))
            continue;
        agreed = date != NULL && may_have_gone_then(date, hop);
        if (last == NULL)
            last = g_steal_pointer(&hop);
    }
    if (last != NULL && !agreed)
        date = last;
    if (date == NULL)
        return;
    int year, month, day;
    g_date_time_get_ymd(date, &year, &month, &day);
    g_date_set_dmy(&letter->sent, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
    letter->sent_at = g_date_time_to_unix(date);
    letter->sent_alone = last == NULL;
}

/* By the noon of that day: clocks are allowed more than half a day. */
void mime_header_witness(struct text_letter *letter, const GDate *received)
{
    if (!letter->sent_alone || !g_date_valid(received))
        return;
    g_autoptr(GDateTime) sent = g_date_time_new_from_unix_utc(letter->sent_at);
    g_autoptr(GDateTime) came = g_date_time_new_utc(g_date_get_year(received), (int) g_date_get_month(received),
                                                    g_date_get_day(received), 12, 0, 0);
    if (came == NULL || may_have_gone_then(sent, came))
        return;
    letter->sent = *received;
    letter->sent_at = g_date_time_to_unix(came);
}

/* Message-IDs of a field, separated by a space; at most most of them, the last ones where there are
 * more, for the last is the letter answered. */
static char *read_ids(GMimeMessage *message, const char *field, int most)
{
    const char *value = g_mime_object_get_header(GMIME_OBJECT(message), field);
    if (value == NULL)
        return NULL;
    GMimeReferences *list = g_mime_references_parse(NULL, value);
    int length = g_mime_references_length(list);
    g_autoptr(GString) ids = g_string_new(NULL);
    for (int i = MAX(0, length - most); i < length; i++) {
        g_autofree char *id = clean_line(g_mime_references_get_message_id(list, i), LINE_BYTES_MAX);
        if (id == NULL || strchr(id, ' ') != NULL)
            continue;
        g_string_append_printf(ids, "%s%s", ids->len > 0 ? " " : "", id);
    }
    g_mime_references_free(list);
    return ids->len > 0 ? g_string_free(g_steal_pointer(&ids), FALSE) : NULL;
}

static char *read_first_id(GMimeMessage *message, const char *field)
{
    g_autofree char *ids = read_ids(message, field, G_MAXINT / 2);
    if (ids == NULL)
        return NULL;
    char *end = strchr(ids, ' ');
    if (end != NULL)
        *end = '\0';
    return g_steal_pointer(&ids);
}

static gboolean has_value(GMimeMessage *message, const char *field, const char *const *words)
{
    const char *value = g_mime_object_get_header(GMIME_OBJECT(message), field);
    if (value == NULL)
        return FALSE;
    g_autofree char *lower = g_ascii_strdown(value, MIN(strlen(value), 100));
    for (; *words != NULL; words++)
        if (strstr(lower, *words) != NULL)
            return TRUE;
    return FALSE;
}

/* Auto-Submitted with any other keyword than "no" (RFC 3834, 5.1). */
static gboolean says_not_typed(GMimeMessage *message)
{
    const char *value = g_mime_object_get_header(GMIME_OBJECT(message), "Auto-Submitted");
    if (value == NULL)
        return FALSE;
    value += strspn(value, " \t\r\n");
    return g_ascii_strncasecmp(value, "no", 2) != 0 || g_ascii_isalnum(value[2]) || value[2] == '-';
}

static gboolean is_report(GMimeMessage *message)
{
    GMimeObject *part = g_mime_message_get_mime_part(message);
    GMimeContentType *type = part != NULL ? g_mime_object_get_content_type(part) : NULL;
    return type != NULL && g_mime_content_type_is_type(type, "multipart", "report");
}

/* RFC 3834, 5; the older habits beside it; lists (RFC 2919, 2369); bounces (RFC 3464). */
static gboolean is_automatic(GMimeMessage *message)
{
    static const char *const present[] = {"List-Id",       "List-Unsubscribe", "List-Post",
                                          "X-Autoreply",   "X-Autorespond",    "Feedback-ID",
                                          "X-Auto-Response-Suppress"};
    static const char *const bulk[] = {"bulk", "list", "junk", "auto_reply", NULL};
    static const char *const nobody[] = {"<>", NULL};
    for (gsize i = 0; i < G_N_ELEMENTS(present); i++)
        if (g_mime_object_get_header(GMIME_OBJECT(message), present[i]) != NULL)
            return TRUE;
    return says_not_typed(message) ||
           has_value(message, "Precedence", bulk) || has_value(message, "Return-Path", nobody) ||
           is_report(message);
}

void mime_header_read(GMimeMessage *message, struct text_letter *letter)
{
    letter->message_id = clean_line(g_mime_message_get_message_id(message), LINE_BYTES_MAX);
    letter->subject = clean_line(g_mime_message_get_subject(message), LINE_BYTES_MAX);
    letter->in_reply_to = read_first_id(message, "In-Reply-To");
    letter->references = read_ids(message, "References", REFERENCES_MAX);
    letter->report = is_report(message);
    letter->automatic = is_automatic(message);
    read_people(message, letter);
    read_authentication(GMIME_OBJECT(message), letter);
    read_sender(message, letter);
    read_date(message, letter);
}
