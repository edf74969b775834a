/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of an answer that its sender wrote: the lines on top, until something is quoted.
 *
 * Mail programs mark what they quote in their own ways: ">" before each line, a line of dashes, the
 * quoted mail's header ("From: …"), a sentence that names its writer ("On … wrote:"), which may be
 * wrapped over three lines, or a signature put before it. The first of these signs ends the answer, and
 * so does a token: that line is ours. In doubt it ends too early: an answer that was not understood is
 * asked about, one taken from quoted text would act.
 *
 * Only the mail's own body counts, in its first form that has words. Of a bounce, the delivery status
 * (RFC 3464) and the mail that came back are read too. Everything has a cap; one pass over the text. */
#include "find/answer.h"

#include <string.h>

#include "base/token.h"

#define LINE_BYTES_MAX   600 /* of the answer: longer lines are prose */
#define SIGN_BYTES_MAX   400 /* of a line that may be a sign */
#define WRAPPED_LINES    3
#define SCAN_BYTES_MAX   200000u /* of a part, for tokens and a status */

/* How the header of a quoted mail begins. Not "Date:" and the like, which may begin an answer. */
static const char *const HEADERS[] = {
    "from", "de", "von", "da", "van", "saatja", "kellelt", "fra", "från", "od", "от", "lähettäjä",
    "expéditeur", "remitente", NULL,
};
/* … and the sentence before it ends, but for a colon. */
static const char *const WROTE[] = {
    "wrote", "writes", "a écrit", "écrit", "escribió", "escribio", "escreveu", "ha scritto",
    "schrieb", "schreef", "kirjutas", "kirjutas järgmist", "skrev", "kirjoitti", "napisał", "написал", NULL,
};
/* What telephones and web mailers sign with. */
static const char *const SIGNED[] = {
    "sent from ", "get outlook for ", "envoyé de mon ", "envoyé depuis ", "envoyé à partir ",
    "télécharger outlook", "obtenez outlook", "enviado desde ", "obtener outlook",
    "obtenga outlook", "saadetud minu ", "saadetud telefonist", "hangi outlook",
    "von meinem ", "gesendet von ", "this message was sent from ", NULL,
};

/* Without marks that nobody sees, at most so many bytes, white space folded, stripped; "" for none. */
static char *clean_line(const char *text, gsize length)
{
    g_autoptr(GString) line = g_string_new(NULL);
    const char *end = text + length;

    for (const char *at = text; at < end; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (g_unichar_isspace(c))
            c = ' ';
        else if (g_unichar_type(c) == G_UNICODE_FORMAT || g_unichar_iscntrl(c))
            continue;
        if (c == ' ' && (line->len == 0 || line->str[line->len - 1] == ' '))
            continue;
        if (line->len >= LINE_BYTES_MAX)
            break;
        g_string_append_unichar(line, c);
    }
    while (line->len > 0 && line->str[line->len - 1] == ' ')
        g_string_truncate(line, line->len - 1);
    return g_string_free(g_steal_pointer(&line), FALSE);
}

/* For comparing: lower case, composed, straight apostrophes, no stars around (bold text made plain). */
static char *fold_line(const char *line)
{
    if (g_str_is_ascii(line)) {
        g_autofree char *folded = g_ascii_strdown(line, (gssize)strnlen(line, SIGN_BYTES_MAX));
        return g_strdup(folded + strspn(folded, "*_ "));
    }
    g_autofree char *bounded = g_utf8_substring(line, 0, MIN(g_utf8_strlen(line, -1), SIGN_BYTES_MAX));
    g_autofree char *composed = g_utf8_normalize(bounded, -1, G_NORMALIZE_NFKC);
    g_autofree char *lower = g_utf8_strdown(composed != NULL ? composed : "", -1);
    const char *at = lower + strspn(lower, "*_ ");

    return g_strdup(at);
}

static gboolean is_rule(const char *line)
{
    gsize same = strspn(line, line[0] == '\0' ? "" : (char[]){ line[0], '\0' });

    if (g_str_has_prefix(line, "--"))
        return TRUE; /* a signature, or "-----Original Message-----" */
    return (same >= 3 && strchr("_=*#~-", line[0]) != NULL) || g_str_has_prefix(line, "———") ||
           g_str_has_prefix(line, "───");
}

static gboolean is_header(const char *folded)
{
    const char *colon = strchr(folded, ':');

    if (colon == NULL)
        return FALSE;
    g_autofree char *name = g_strndup(folded, (gsize)(colon - folded));
    g_strdelimit(name, "*_", ' ');
    g_strstrip(name);
    return g_strv_contains(HEADERS, name);
}

static gboolean ends_in_wrote(const char *folded)
{
    g_autofree char *line = g_strdup(folded);

    g_strchomp(line);
    gsize length = strlen(line);
    if (length < 2 || line[length - 1] != ':')
        return FALSE;
    line[length - 1] = '\0';
    g_strchomp(line);
    for (guint i = 0; WROTE[i] != NULL; i++) {
        gsize word = strlen(WROTE[i]);
        length = strlen(line);
        if (g_str_has_suffix(line, WROTE[i]) &&
            (length == word || line[length - word - 1] == ' ' || line[length - word - 1] == ','))
            return TRUE;
    }
    return FALSE;
}

/* "Kontakt Anna (<anna@x>) kirjutas kuupäeval K, 16. juuli 2025 kell 10:00:": the verb in the middle,
 * an address or a time of day beside it. */
static gboolean holds_wrote(const char *folded)
{
    if (!g_str_has_suffix(folded, ":") || strpbrk(folded, "@<0123456789") == NULL)
        return FALSE;
    for (guint i = 0; WROTE[i] != NULL; i++) {
        g_autofree char *word = g_strdup_printf(" %s ", WROTE[i]);
        if (strstr(folded, word) != NULL)
            return TRUE;
    }
    return FALSE;
}

static gboolean is_signed(const char *folded)
{
    for (guint i = 0; SIGNED[i] != NULL; i++)
        if (g_str_has_prefix(folded, SIGNED[i]))
            return TRUE;
    return FALSE;
}

static gboolean has_token(const char *line)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

    token_find(line, found, 1);
    return found->len > 0;
}

/* "On Thursday 4 September 2025, Register wrote:" on one line: it has a day of its own, outside an address.
 * What stands right above it is no part of it. */
static gboolean is_whole_attribution(const char *folded)
{
    gboolean in_address = FALSE, day = FALSE;

    for (const char *at = folded; *at != '\0'; at++) {
        in_address = *at == '<' || (in_address && *at != '>');
        day |= !in_address && g_ascii_isdigit(*at);
    }
    return day && (ends_in_wrote(folded) || holds_wrote(folded));
}

/* Whether lines[at] begins something that the sender did not write. */
static gboolean is_sign(const GPtrArray *lines, guint at)
{
    const char *line = g_ptr_array_index(lines, at);
    if (*line == '\0')
        return FALSE;
    if (*line == '>' || *line == '|' || is_rule(line) || has_token(line))
        return TRUE;

    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint i = at; i < lines->len && i < at + WRAPPED_LINES; i++) {
        const char *next = g_ptr_array_index(lines, i);
        if (*next == '\0')
            break;
        g_autofree char *alone = fold_line(next);
        if (i > at && is_whole_attribution(alone))
            return FALSE;
        g_string_append_printf(joined, "%s%s", joined->len > 0 ? " " : "", next);
        g_autofree char *folded = fold_line(joined->str);
        if (i == at && (is_header(folded) || is_signed(folded)))
            return TRUE;
        /* A wrapped one begins like one: with "On", a day, a name with an address. */
        if ((ends_in_wrote(folded) || holds_wrote(folded)) &&
            (i == at || strpbrk(joined->str, "0123456789@<") != NULL))
            return TRUE;
    }
    return FALSE;
}

/* The lines that may matter: some more than are kept, for signs that run over several. */
static GPtrArray *first_lines(const char *text)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    guint words = 0, most = ANSWER_LINES_MAX + 1 + WRAPPED_LINES;
    const char *at = text;

    for (guint looked = 0; *at != '\0' && words < most && looked < 200; looked++) {
        gsize length = strcspn(at, "\n\f");
        char *line = clean_line(at, length);
        words += *line != '\0';
        g_ptr_array_add(lines, line);
        at += length;
        at += *at != '\0';
    }
    return lines;
}

static void take_text(const char *text, struct answer *answer)
{
    g_autoptr(GPtrArray) lines = first_lines(text);
    g_autoptr(GString) taken = g_string_new(NULL);
    guint words = 0, empty = 0;

    for (guint i = 0; i < lines->len && !is_sign(lines, i) && !answer->cut; i++) {
        const char *line = g_ptr_array_index(lines, i);
        if (*line == '\0') {
            empty = taken->len > 0;
            continue;
        }
        if (words == ANSWER_LINES_MAX || taken->len + strlen(line) + 2 > ANSWER_BYTES_MAX) {
            answer->cut = TRUE;
            break;
        }
        g_string_append_printf(taken, "%s%s%s", taken->len > 0 ? "\n" : "", empty ? "\n" : "", line);
        answer->cut = strlen(line) >= LINE_BYTES_MAX;
        words++;
        empty = 0;
    }
    if (taken->len > 0)
        answer->text = g_string_free(g_steal_pointer(&taken), FALSE);
}

static const struct text_part *own_body(const struct text *text)
{
    for (guint i = 0; i < text->parts->len; i++) {
        const struct text_part *part = g_ptr_array_index(text->parts, i);
        if (part->letter == 0 && part->body &&
            strspn(part->utf8->str, " \t\n\f\xc2\xa0") < part->utf8->len)
            return part;
    }
    return NULL;
}

static void find_tokens(const struct text *text, guint letter, struct answer *answer)
{
    const struct text_letter *head = g_ptr_array_index(text->letters, letter);
    const char *const places[] = { head->recipients, head->in_reply_to, head->references,
                                   head->subject };

    for (gsize i = 0; i < G_N_ELEMENTS(places); i++)
        token_find(places[i], answer->tokens, ANSWER_TOKENS_MAX);
    for (guint i = 0; i < text->parts->len; i++) {
        const struct text_part *part = g_ptr_array_index(text->parts, i);
        if (part->letter != letter || !part->body)
            continue;
        g_autofree char *start = g_strndup(part->utf8->str, MIN(part->utf8->len, SCAN_BYTES_MAX));
        token_find(start, answer->tokens, ANSWER_TOKENS_MAX);
    }
}

/* The value of "Name: value" in a line; NULL where it is another. */
static const char *field_value(const char *line, const char *name)
{
    gsize length = strlen(name);

    if (g_ascii_strncasecmp(line, name, length) != 0 || line[length] != ':')
        return NULL;
    return line + length + 1 + strspn(line + length + 1, " \t");
}

static gboolean status_is_plain(const char *status)
{
    gsize length = strlen(status);

    return length >= 5 && length <= 9 && strspn(status, "0123456789.") == length &&
           strchr("245", status[0]) != NULL && status[1] == '.' && strchr(status + 2, '.') != NULL;
}

/* The fields of one recipient come in one block; the first that failed counts. */
static void read_delivery_status(const char *text, struct answer *answer)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", 2000);
    g_autofree char *recipient = NULL, *status = NULL;
    gboolean failed = FALSE;

    for (char **line = lines; answer->status == NULL; line++) {
        if (*line == NULL || **line == '\0') {
            if (failed && status != NULL && recipient != NULL) {
                answer->failed = g_steal_pointer(&recipient);
                answer->status = g_steal_pointer(&status);
            }
            g_clear_pointer(&recipient, g_free);
            g_clear_pointer(&status, g_free);
            failed = FALSE;
            if (*line == NULL)
                return;
            continue;
        }
        const char *value;
        if ((value = field_value(*line, "Final-Recipient")) != NULL) {
            const char *address = strchr(value, ';');
            g_free(recipient);
            recipient = clean_line(address != NULL ? address + 1 : value,
                                   strlen(address != NULL ? address + 1 : value));
        } else if ((value = field_value(*line, "Action")) != NULL) {
            failed = g_ascii_strncasecmp(value, "failed", 6) == 0;
        } else if ((value = field_value(*line, "Status")) != NULL) {
            g_free(status);
            status = g_strndup(value, strcspn(value, " \t\r("));
            if (!status_is_plain(status))
                g_clear_pointer(&status, g_free);
        }
    }
}

static void read_report(const struct text *text, struct answer *answer)
{
    for (guint i = 0; i < text->parts->len && answer->status == NULL; i++) {
        const struct text_part *part = g_ptr_array_index(text->parts, i);
        if (part->letter == 0 && !part->body && part->form == TEXT_PLAIN) {
            g_autofree char *start =
                g_strndup(part->utf8->str, MIN(part->utf8->len, SCAN_BYTES_MAX));
            read_delivery_status(start, answer);
        }
    }
    for (guint i = 1; i < text->letters->len; i++) {
        const struct text_letter *letter = g_ptr_array_index(text->letters, i);
        if (letter->depth != 1)
            continue;
        answer->returned_id = g_strdup(letter->message_id);
        find_tokens(text, i, answer);
        return;
    }
}

void answer_read(const struct text *text, struct answer *answer)
{
    if (text->letters->len == 0)
        return;
    const struct text_letter *letter = g_ptr_array_index(text->letters, 0);
    const struct text_part *body = own_body(text);

    answer->senders = letter->senders;
    answer->report = letter->report;
    answer->from = g_strdup(letter->from_address);
    for (guint i = 0; i < letter->authentication->len; i++)
        g_ptr_array_add(answer->authentication,
                        g_strdup(g_ptr_array_index(letter->authentication, i)));
    find_tokens(text, 0, answer);
    if (letter->report)
        read_report(text, answer);
    else if (body != NULL)
        take_text(body->utf8->str, answer);
}
