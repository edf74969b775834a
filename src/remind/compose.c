/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A letter as the bytes of a mail, built with GMime (for output only: it never reads a mail here).
 *
 * multipart/mixed holds multipart/alternative (text, HTML), the date as an attached calendar file and
 * the original. The calendar file is an attachment, not an alternative: as an alternative Outlook and
 * Exchange take the whole mail for an appointment and hide the text. The original is attached as
 * message/rfc822 where it is clean 7-bit text, else in base64 as a file, so that every mail is 7 bit
 * and never depends on what a relay offers. Boundaries come from a digest over all the content: the
 * same each time, and not to be guessed by who wrote the original. Auto-replies are asked to keep
 * quiet, but not bounces (X-Auto-Response-Suppress: All would stop these too); no Precedence, which
 * makes relays treat a mail as bulk. */
#include "remind/compose.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/escape.h"
#include "base/token.h"
#include "remind/address.h"
#include "remind/ical.h"
#include "remind/letter.h"

#define LINE_OCTETS_MAX  998 /* RFC 5322, 2.1.1 */
#define NAME_BYTES_MAX   100
#define HEADER_BYTES_MAX 400

G_DEFINE_QUARK(circulard-compose-error, compose_error)

/* GMime's objects have no g_autoptr of their own. */
static void unref_object(gpointer pointer)
{
    g_clear_object((GObject **)pointer);
}
#define OWNED(type) __attribute__((cleanup(unref_object))) type

/* What a mail is made of, whatever it is about. */
struct envelope {
    const struct compose_input *input;
    const struct letter *letter;
    const char *message_id; /* without angle brackets */
    const char *about;      /* for X-Circulard */
    char *text, *html, *calendar;
    GBytes *original; /* NULL: not attached */
    char *digest;     /* hex, over all of the above */
    guint parts;      /* multiparts made so far */
};

/* Everything before the @ is ours: digits, our own words, a digest, the seal. */
static char *make_id(const struct office *office, const char *about, const char *key)
{
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, key, -1);

    g_assert(address_host_is_plain(office->host));
    g_autofree char *id = g_strdup_printf("%s.%.16s@%s", about, digest, office->host);
    return office->key == NULL ? g_steal_pointer(&id) : token_seal(office->key, id);
}

char *compose_message_id(const struct office *office, const struct matter *matter, guint version,
                         const char *official, const char *step)
{
    g_autofree char *name = matter ? matter_known_as(matter) : NULL;
    g_autofree char *about = name ? g_strdup_printf("%s.v%u", name, version) : g_strdup("notice");
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, matter ? matter->id : 0);
    g_autofree char *key = g_strdup_printf("%s\n%u\n%s\n%s\n%s",
                                           matter && matter->origin ? matter->origin : number, version,
                                           official, step, office->host);

    return make_id(office, about, key);
}

static gboolean is_ascii(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if ((guchar)*at >= 0x80)
            return FALSE;
    }
    return TRUE;
}

/* Text with LF; CRLF is put in when the mail is written. */
static GMimePart *make_part(const char *type, const char *subtype, const char *text)
{
    GMimePart *part = g_mime_part_new_with_type(type, subtype);
    OWNED(GMimeStream) *stream = g_mime_stream_mem_new_with_buffer(text, strlen(text));
    OWNED(GMimeDataWrapper) *content =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    gboolean plain = is_ascii(text) && strcmp(subtype, "plain") == 0;

    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, plain ? GMIME_CONTENT_ENCODING_7BIT
                                                 : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return part;
}

static GMimePart *make_calendar(const struct envelope *envelope)
{
    GMimePart *part = make_part("text", "calendar", envelope->calendar);
    g_autofree char *name = wording_say(envelope->input->wording, "file_calendar");

    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "method",
                                             envelope->letter->cancelled ? "CANCEL" : "PUBLISH");
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
    g_mime_part_set_filename(part, name);
    return part;
}

/* Whether the original may stand in a mail as it is: 7 bit, no NUL, lines that fit, CR only before LF.
 * Copies it with CRLF, for it may have come with LF. */
static GByteArray *canonical_or_null(GBytes *original)
{
    gsize length = 0;
    const guchar *bytes = g_bytes_get_data(original, &length);
    g_autoptr(GByteArray) copy = g_byte_array_sized_new((guint)length + 64);
    gsize line = 0;

    for (gsize i = 0; i < length; i++) {
        guchar c = bytes[i];
        if (c == 0 || c >= 0x80 || (c == '\r' && (i + 1 >= length || bytes[i + 1] != '\n')))
            return NULL;
        if (c == '\r')
            continue;
        line = c == '\n' ? 0 : line + 1;
        if (line > LINE_OCTETS_MAX)
            return NULL;
        g_byte_array_append(copy, c == '\n' ? (const guchar *)"\r\n" : &c, c == '\n' ? 2 : 1);
    }
    return g_steal_pointer(&copy);
}

static GMimePart *make_original(const struct envelope *envelope)
{
    g_autoptr(GByteArray) plain = canonical_or_null(envelope->original);
    gsize length = 0;
    const void *bytes = g_bytes_get_data(envelope->original, &length);
    GMimePart *part = plain != NULL ? g_mime_part_new_with_type("message", "rfc822")
                                    : g_mime_part_new_with_type("application", "octet-stream");
    OWNED(GMimeStream) *stream =
        plain != NULL ? g_mime_stream_mem_new_with_buffer((const char *)plain->data, plain->len)
                      : g_mime_stream_mem_new_with_buffer(bytes, length);
    OWNED(GMimeDataWrapper) *content =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_autofree char *name = wording_say(envelope->input->wording, "file_original");

    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, plain != NULL ? GMIME_CONTENT_ENCODING_7BIT
                                                         : GMIME_CONTENT_ENCODING_BASE64);
    g_mime_part_set_filename(part, name);
    return part;
}

static GMimeMultipart *make_multipart(struct envelope *envelope, const char *subtype)
{
    GMimeMultipart *multipart = g_mime_multipart_new_with_subtype(subtype);
    g_autofree char *boundary =
        g_strdup_printf("=_circulard_%u_%.32s", ++envelope->parts, envelope->digest);

    g_mime_multipart_set_boundary(multipart, boundary);
    return multipart;
}

static void add_part(GMimeMultipart *multipart, gpointer part)
{
    g_mime_multipart_add(multipart, GMIME_OBJECT(part));
    g_object_unref(part);
}

static GMimeObject *make_body(struct envelope *envelope)
{
    gboolean mixed = envelope->calendar != NULL || envelope->original != NULL;
    GMimeMultipart *outer = mixed ? make_multipart(envelope, "mixed") : NULL;
    GMimeMultipart *alternative = make_multipart(envelope, "alternative");

    add_part(alternative, make_part("text", "plain", envelope->text));
    add_part(alternative, make_part("text", "html", envelope->html));
    if (outer == NULL)
        return GMIME_OBJECT(alternative);
    add_part(outer, alternative);
    if (envelope->calendar != NULL)
        add_part(outer, make_calendar(envelope));
    if (envelope->original != NULL)
        add_part(outer, make_original(envelope));
    return GMIME_OBJECT(outer);
}

/* A header of ours: the value is one escaped line, whatever came in. */
static void set_header(GMimeMessage *message, const char *name, const char *value)
{
    g_autofree char *line = escape_line(value, HEADER_BYTES_MAX);

    g_mime_object_set_header(GMIME_OBJECT(message), name, line, "utf-8");
}

static void add_mailbox(InternetAddressList *list, const char *name, const char *address)
{
    g_autofree char *clean = name == NULL ? NULL : escape_line(name, NAME_BYTES_MAX);
    OWNED(InternetAddress) *mailbox = internet_address_mailbox_new(clean, address);

    internet_address_set_charset(mailbox, "utf-8");
    internet_address_list_add(list, mailbox);
}

static void set_date(GMimeMessage *message, const struct compose_input *input)
{
    g_autoptr(GTimeZone) known = g_time_zone_new_identifier(input->official->zone);
    g_autoptr(GTimeZone) zone = known != NULL ? g_steal_pointer(&known) : g_time_zone_new_utc();
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(input->now);
    g_autoptr(GDateTime) here = g_date_time_to_timezone(utc, zone);

    g_mime_message_set_date(message, here);
}

char *compose_reply_address(const struct office *office, const char *token)
{
    const char *address = office->reply_to != NULL ? office->reply_to : office->from_address;
    const char *at = strchr(address, '@');

    if (token == NULL || !office->plus_addresses || at == NULL)
        return g_strdup(address);
    char *with = g_strdup_printf("%.*s+%s%s", (int)(at - address), address, token, at);
    if (address_is_plain(with))
        return with;
    g_free(with); /* a local part of more than 64 octets */
    return g_strdup(address);
}

/* The token stands as the root of the thread: mail programs copy References into an answer, and with it
 * what proves the answer's matter. */
static void set_threading(GMimeMessage *message, const struct envelope *envelope)
{
    const struct compose_input *input = envelope->input;
    const char *first = input->first_id;
    g_autoptr(GString) references = g_string_new(NULL);

    if (input->token != NULL)
        g_string_append_printf(references, "<%s@%s>", input->token, input->office->host);
    if (first != NULL && strcmp(first, envelope->message_id) != 0) {
        g_autofree char *bracketed = g_strdup_printf("<%s>", first);
        set_header(message, "In-Reply-To", bracketed);
        g_string_append_printf(references, "%s%s", references->len > 0 ? " " : "", bracketed);
    }
    if (references->len > 0)
        set_header(message, "References", references->str);
}

/* Outlook joins a conversation by this, where the subjects differ. */
static void set_topic(GMimeMessage *message, const struct compose_input *input)
{
    if (input->matter == NULL || input->matter->subject == NULL)
        return;
    set_header(message, "Thread-Topic", input->matter->subject);
}

static void set_headers(GMimeMessage *message, const struct envelope *envelope)
{
    const struct compose_input *input = envelope->input;
    const struct office *office = input->office;

    set_date(message, input);
    add_mailbox(g_mime_message_get_from(message), office->from_name, office->from_address);
    add_mailbox(g_mime_message_get_to(message), input->official->name, input->official->address);
    g_autofree char *reply_to = compose_reply_address(office, input->token);
    if (strcmp(reply_to, office->from_address) != 0)
        add_mailbox(g_mime_message_get_reply_to(message), NULL, reply_to);
    g_autofree char *subject = escape_line(envelope->letter->subject, HEADER_BYTES_MAX);
    g_mime_message_set_subject(message, subject, "utf-8");
    g_mime_message_set_message_id(message, envelope->message_id);
    set_threading(message, envelope);
    set_topic(message, input);
    set_header(message, "Auto-Submitted", "auto-generated"); /* RFC 3834, 5 */
    set_header(message, "X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply");
    set_header(message, "Content-Language", wording_language(input->wording));
    set_header(message, "X-Circulard", envelope->about);
}

static char *make_digest(const struct envelope *envelope)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    const char *texts[] = { envelope->message_id, envelope->text, envelope->html,
                            envelope->calendar };

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (texts[i] != NULL)
            g_checksum_update(checksum, (const guchar *)texts[i], (gssize)strlen(texts[i]) + 1);
    }
    if (envelope->original != NULL)
        g_checksum_update(checksum, g_bytes_get_data(envelope->original, NULL),
                          (gssize)g_bytes_get_size(envelope->original));
    return g_strdup(g_checksum_get_string(checksum));
}

static char *make_event(const struct envelope *envelope)
{
    const struct letter *letter = envelope->letter;
    const struct compose_input *input = envelope->input;
    if (!g_date_valid(&letter->due))
        return NULL;

    g_autofree char *name = matter_known_as(input->matter);
    g_autofree char *uid = g_strconcat(name, "@", input->office->host, NULL);
    struct ical_event event = {
        .uid = uid,
        /* Grows with each version, within one as it is closed and opened again, and within that as
         * the matter's dates pass. */
        .sequence = input->matter->version * 100 + MIN(input->closings, 9) * 10 +
                    (letter->cancelled ? 9 : MIN(letter->due_number, 8)),
        .stamp = input->now,
        .day = letter->due,
        .summary = letter->event_title,
        .description = letter->event_text,
        .cancelled = letter->cancelled,
    };
    return ical_write(&event);
}

static GBytes *write_message(GMimeMessage *message)
{
    OWNED(GMimeStream) *stream = g_mime_stream_mem_new();
    GMimeFormatOptions *format = g_mime_format_options_new();

    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream);
    g_mime_format_options_free(format);
    GByteArray *array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    return g_bytes_new(array->data, array->len);
}

static gboolean addresses_are_plain(const struct compose_input *input, GError **error)
{
    const char *const addresses[] = { input->office->from_address, input->official->address,
                                      input->office->reply_to };

    for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++) {
        if ((i == 2 && addresses[i] == NULL) || address_is_plain(addresses[i]))
            continue;
        g_autofree char *shown = escape_line(addresses[i] == NULL ? "" : addresses[i], 200);
        g_set_error(error, COMPOSE_ERROR, COMPOSE_ERROR_ADDRESS, "\"%s\" is not a plain address",
                    shown);
        return FALSE;
    }
    return TRUE;
}

static GBytes *compose(const struct compose_input *input, const struct letter *letter,
                       const char *message_id, const char *about)
{
    struct envelope envelope = { .input = input, .letter = letter, .message_id = message_id,
                                 .about = about };

    envelope.text = page_text(letter->page);
    envelope.html = page_html(letter->page);
    envelope.calendar = make_event(&envelope);
    if (input->original != NULL && g_bytes_get_size(input->original) <= COMPOSE_ORIGINAL_MAX)
        envelope.original = input->original;
    envelope.digest = make_digest(&envelope);

    g_mime_init();
    OWNED(GMimeMessage) *message = g_mime_message_new(FALSE);
    OWNED(GMimeObject) *body = make_body(&envelope);
    set_headers(message, &envelope);
    g_mime_message_set_mime_part(message, body);
    GBytes *bytes = write_message(message);
    g_free(envelope.text);
    g_free(envelope.html);
    g_free(envelope.calendar);
    g_free(envelope.digest);
    return bytes;
}

GBytes *compose_reminder(const struct compose_input *input, GError **error)
{
    if (!addresses_are_plain(input, error))
        return NULL;
    AUTO(letter) *letter = letter_write(input);
    g_autofree char *id =
        compose_message_id(input->office, input->matter, input->matter->version,
                           input->official->id, input->step->key);
    g_autofree char *about = g_strdup_printf("matter %" G_GINT64_FORMAT " version %u step %s",
                                             input->matter->id, input->matter->version,
                                             input->step->key);

    return compose(input, letter, id, about);
}

gboolean compose_bears_date(const struct compose_input *input)
{
    return letter_has_event(input);
}

GBytes *compose_unread(const struct compose_input *input, const struct unread_mail *mail,
                       GError **error)
{
    if (!addresses_are_plain(input, error))
        return NULL;
    AUTO(letter) *letter = letter_write_unread(input, mail);
    g_autofree char *step = g_strdup_printf(REMINDER_UNREAD "%s", mail->sha256);
    g_autofree char *id = compose_message_id(input->office, NULL, 0, input->official->id, step);

    return compose(input, letter, id, step);
}

GBytes *compose_answer(const struct compose_input *input, const struct answer_mail *mail,
                       GError **error)
{
    if (!addresses_are_plain(input, error))
        return NULL;
    AUTO(letter) *letter = letter_write_answer(input, mail);
    g_autofree char *id = compose_message_id(input->office, input->matter, 0,
                                             input->official->id, mail->step);
    g_autofree char *about = g_strdup_printf("matter %" G_GINT64_FORMAT " step %s",
                                             input->matter->id, mail->step);

    return compose(input, letter, id, about);
}

/* About no single matter. Takes letter; NULL where it cannot be addressed. */
static GBytes *compose_weekly(const struct compose_input *input, struct letter *written,
                              const char *step, GError **error)
{
    AUTO(letter) *letter = written;
    if (!addresses_are_plain(input, error))
        return NULL;
    g_autofree char *id = compose_message_id(input->office, NULL, 0, input->official->id, step);

    return compose(input, letter, id, step);
}

GBytes *compose_mails(const struct compose_input *input, const struct mails_list *list, GError **error)
{
    return compose_weekly(input, letter_write_mails(input, list), list->step, error);
}

GBytes *compose_digest(const struct compose_input *input, const struct digest *digest, GError **error)
{
    return compose_weekly(input, letter_write_digest(input, digest), digest->step, error);
}

GBytes *compose_overview(const struct compose_input *input, const struct overview *overview,
                         GError **error)
{
    return compose_weekly(input, letter_write_overview(input, overview), overview->step, error);
}

GBytes *compose_missing(const struct compose_input *input, const char *step, const char *name,
                        const GDate *by, GError **error)
{
    return compose_weekly(input, letter_write_missing(input, name, by), step, error);
}

GBytes *compose_expiry(const struct compose_input *input, const char *step, const struct expiry *expiry,
                       GError **error)
{
    return compose_weekly(input, letter_write_expiry(input, expiry), step, error);
}
