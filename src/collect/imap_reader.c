/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames IMAP responses.
 *
 * A response is a line, or in data responses lines with literals between them: {n} at the end of a
 * line announces n bytes that are taken as they are, whatever they look like. Lines are split into
 * tokens as they come; nothing is kept twice.
 *
 * Refuses: lines over IMAP_LINE_MAX, lines that do not end in CRLF, NUL, unbalanced parentheses,
 * more than DEPTH_MAX of them, more than TOKENS_MAX tokens or LITERALS_MAX literals in one answer,
 * a literal whose size is no number or over IMAP_LITERAL_MAX caps. What of an answer's literals is
 * over the cap is counted and thrown away. Literals are looked for in data responses only: the
 * human text of others may end in {5} as it likes. */
#include "collect/imap_reader.h"

#include <string.h>

#define DEPTH_MAX    16u
#define TOKENS_MAX   100000u
#define LITERALS_MAX 16u

struct imap_reader {
    gsize literal_max;
    GString *line;
    struct imap_response *response; /* begun and not ended */
    guint depth, literals;
    gsize kept; /* bytes of its literals */
    gboolean in_literal;
    guint64 literal_left;
    GByteArray *literal; /* NULL where thrown away */
    gboolean failed;
};

G_DEFINE_QUARK(circulard - imap - reader - error, imap_reader_error)

struct imap_reader *imap_reader_new(gsize literal_bytes_max)
{
    struct imap_reader *reader = g_new0(struct imap_reader, 1);

    reader->literal_max = literal_bytes_max;
    reader->line = g_string_new(NULL);
    return reader;
}

void imap_reader_free(struct imap_reader *reader)
{
    if (!reader)
        return;
    g_string_free(reader->line, TRUE);
    imap_response_free(reader->response);
    if (reader->literal)
        g_byte_array_unref(reader->literal);
    g_free(reader);
}

static gboolean refuse(GError **error, const char *what)
{
    g_set_error_literal(error, IMAP_READER_ERROR, 0, what);
    return FALSE;
}

/* ---- tokens ---- */

static void clear_token(gpointer data)
{
    struct imap_token *token = data;

    g_free(token->atom);
    if (token->bytes)
        g_bytes_unref(token->bytes);
}

static struct imap_response *begin_response(enum imap_kind kind)
{
    struct imap_response *response = g_new0(struct imap_response, 1);

    response->kind = kind;
    response->tokens = g_array_new(FALSE, TRUE, sizeof(struct imap_token));
    g_array_set_clear_func(response->tokens, clear_token);
    return response;
}

void imap_response_free(struct imap_response *response)
{
    if (!response)
        return;
    g_free(response->tag);
    g_free(response->code);
    g_free(response->text);
    g_free(response->name);
    g_array_unref(response->tokens);
    g_free(response);
}

static gboolean add_token(struct imap_reader *reader, struct imap_token token, GError **error)
{
    if (reader->response->tokens->len >= TOKENS_MAX) {
        clear_token(&token);
        return refuse(error, "an answer has too many words");
    }
    g_array_append_val(reader->response->tokens, token);
    return TRUE;
}

static gboolean add_parenthesis(struct imap_reader *reader, char which, GError **error)
{
    if (which == '(' ? ++reader->depth > DEPTH_MAX : reader->depth-- == 0)
        return refuse(error, "the parentheses of an answer do not match");
    struct imap_token token = {.kind = which == '(' ? IMAP_OPEN : IMAP_CLOSE};
    return add_token(reader, token, error);
}

/* From the opening quote to the closing one (RFC 3501, section 9: quoted). */
static gboolean add_quoted(struct imap_reader *reader, const char **cursor, GError **error)
{
    GString *text = g_string_new(NULL);
    const char *p = *cursor + 1;

    for (; *p && *p != '"'; p++) {
        if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
            p++;
        g_string_append_c(text, *p);
    }
    if (*p != '"') {
        g_string_free(text, TRUE);
        return refuse(error, "a quoted string does not end");
    }
    *cursor = p + 1;
    struct imap_token token = {.kind = IMAP_STRING, .length = text->len};
    token.bytes = g_string_free_to_bytes(text);
    return add_token(reader, token, error);
}

static gboolean add_atom(struct imap_reader *reader, const char **cursor, GError **error)
{
    gsize length = strcspn(*cursor, " ()\"{");
    struct imap_token token = {.kind = IMAP_ATOM, .atom = g_strndup(*cursor, length)};

    for (gsize i = 0; i < length; i++)
        if (g_ascii_iscntrl((*cursor)[i])) {
            clear_token(&token);
            return refuse(error, "an answer holds a control character");
        }
    *cursor += length;
    if (g_ascii_strcasecmp(token.atom, "NIL") == 0) {
        g_clear_pointer(&token.atom, g_free);
        token.kind = IMAP_NIL;
    }
    return add_token(reader, token, error);
}

/* cursor stands on the { of {n}, which must end the line. */
static gboolean begin_literal(struct imap_reader *reader, const char *cursor, GError **error)
{
    char *end = NULL;

    if (!g_ascii_isdigit(cursor[1]))
        return refuse(error, "a literal has no size");
    guint64 size = g_ascii_strtoull(cursor + 1, &end, 10); /* G_MAXUINT64 where it overflows */
    if (end[0] != '}' || end[1] != '\0')
        return refuse(error, "a literal's size does not end its line");
    if (size > (guint64)reader->literal_max * IMAP_LITERAL_MAX || ++reader->literals > LITERALS_MAX)
        return refuse(error, "a literal of absurd size is announced, or too many of them");
    struct imap_token token = {.kind = IMAP_STRING, .length = size};
    reader->in_literal = TRUE;
    reader->literal_left = size;
    if (size <= reader->literal_max - reader->kept) {
        reader->literal = g_byte_array_sized_new((guint)size);
        reader->kept += size;
    }
    return add_token(reader, token, error);
}

static gboolean add_tokens(struct imap_reader *reader, const char *cursor, GError **error)
{
    while (*cursor) {
        gboolean good = TRUE;
        if (*cursor == ' ')
            cursor++;
        else if (*cursor == '(' || *cursor == ')')
            good = add_parenthesis(reader, *cursor++, error);
        else if (*cursor == '"')
            good = add_quoted(reader, &cursor, error);
        else if (*cursor == '{')
            return begin_literal(reader, cursor, error);
        else
            good = add_atom(reader, &cursor, error);
        if (!good)
            return FALSE;
    }
    return TRUE;
}

/* ---- lines ---- */

static gboolean read_status_word(const char *word, gsize length, enum imap_status *status)
{
    static const char *const words[] = {"OK", "NO", "BAD", "BYE", "PREAUTH"};

    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (strlen(words[i]) == length && g_ascii_strncasecmp(word, words[i], length) == 0) {
            *status = (enum imap_status)i;
            return TRUE;
        }
    return FALSE;
}

/* "[CODE x] words" or only words, after the status. */
static void read_text(struct imap_response *response, const char *text)
{
    while (*text == ' ')
        text++;
    const char *end = *text == '[' ? strchr(text, ']') : NULL;
    if (end) {
        response->code = g_strndup(text + 1, (gsize)(end - text - 1));
        text = end + 1 + strspn(end + 1, " ");
    }
    response->text = g_strdup(text);
}

/* After "* ": a status, or [number] NAME and what follows. */
static gboolean begin_untagged(struct imap_reader *reader, const char *cursor, GError **error)
{
    gsize length = strcspn(cursor, " ");
    enum imap_status status;

    if (read_status_word(cursor, length, &status)) {
        reader->response = begin_response(IMAP_STATUS);
        reader->response->status = status;
        read_text(reader->response, cursor + length);
        return TRUE;
    }
    reader->response = begin_response(IMAP_DATA);
    if (g_ascii_isdigit(*cursor)) {
        char *end = NULL;
        guint64 number = g_ascii_strtoull(cursor, &end, 10);
        if (*end != ' ' || number > G_MAXUINT32)
            return refuse(error, "an answer begins with a malformed number");
        reader->response->number = (guint32)number;
        cursor = end + 1;
        length = strcspn(cursor, " ");
    }
    if (!g_ascii_isalpha(*cursor))
        return refuse(error, "an answer has no name");
    reader->response->name = g_ascii_strup(cursor, (gssize)length);
    return add_tokens(reader, cursor + length, error);
}

static gboolean begin_tagged(struct imap_reader *reader, const char *cursor, GError **error)
{
    gsize tag = strspn(cursor, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.");
    const char *word = cursor + tag + 1;
    enum imap_status status;

    if (tag == 0 || tag > 32 || cursor[tag] != ' ')
        return refuse(error, "a line is no answer at all");
    gsize length = strcspn(word, " ");
    if (!read_status_word(word, length, &status) || status > IMAP_BAD)
        return refuse(error, "a line is no answer at all");
    reader->response = begin_response(IMAP_TAGGED);
    reader->response->tag = g_strndup(cursor, tag);
    reader->response->status = status;
    read_text(reader->response, word + length);
    return TRUE;
}

static gboolean read_line(struct imap_reader *reader, GError **error)
{
    const char *line = reader->line->str;

    if (reader->response && !strchr(" )", line[0])) /* "" is found, too */
        return refuse(error, "a literal is longer than announced");
    if (reader->response)
        return add_tokens(reader, line, error);
    if (line[0] == '*' && line[1] == ' ')
        return begin_untagged(reader, line + 2, error);
    if (line[0] == '+' && (line[1] == ' ' || line[1] == '\0')) {
        reader->response = begin_response(IMAP_CONTINUE);
        read_text(reader->response, line + 1);
        return TRUE;
    }
    return begin_tagged(reader, line, error);
}

/* Cuts the CRLF off and refuses what no line may hold. */
static gboolean check_line(GString *line, GError **error)
{
    if (line->len < 2 || line->str[line->len - 2] != '\r')
        return refuse(error, "a line does not end in CRLF");
    g_string_truncate(line, line->len - 2);
    if (memchr(line->str, '\0', line->len) || memchr(line->str, '\r', line->len))
        return refuse(error, "a line holds a NUL or a lone CR");
    return TRUE;
}

static gsize take_line(struct imap_reader *reader, const char *bytes, gsize length, gboolean *whole)
{
    const char *feed = memchr(bytes, '\n', length);
    gsize taken = feed ? (gsize)(feed - bytes) + 1 : length;

    taken = MIN(taken, IMAP_LINE_MAX + 1 - reader->line->len);
    g_string_append_len(reader->line, bytes, (gssize)taken);
    *whole = taken > 0 && bytes[taken - 1] == '\n';
    return taken;
}

/* ---- literals ---- */

static gsize take_literal(struct imap_reader *reader, const void *bytes, gsize length)
{
    gsize taken = (gsize)MIN((guint64)length, reader->literal_left);

    if (reader->literal && taken > 0)
        g_byte_array_append(reader->literal, bytes, (guint)taken);
    reader->literal_left -= taken;
    return taken;
}

static void end_literal(struct imap_reader *reader)
{
    GArray *tokens = reader->response->tokens;

    if (reader->literal)
        g_array_index(tokens, struct imap_token, tokens->len - 1).bytes =
            g_byte_array_free_to_bytes(g_steal_pointer(&reader->literal));
    reader->in_literal = FALSE;
}

/* ---- the stream ---- */

static gboolean end_line(struct imap_reader *reader, struct imap_response **done, GError **error)
{
    gboolean good = check_line(reader->line, error) && read_line(reader, error);

    g_string_truncate(reader->line, 0);
    if (!good)
        return FALSE;
    if (reader->in_literal)
        return TRUE;
    if (reader->depth > 0)
        return refuse(error, "the parentheses of an answer do not match");
    *done = g_steal_pointer(&reader->response);
    reader->literals = 0;
    reader->kept = 0;
    return TRUE;
}

gboolean imap_reader_feed(struct imap_reader *reader, const void *bytes, gsize length, gsize *used,
                          struct imap_response **done, GError **error)
{
    gboolean good = !reader->failed || refuse(error, "the stream was given up before");

    *used = 0;
    *done = NULL;
    while (good && !*done) {
        const char *next = (const char *)bytes + *used;
        gboolean whole = FALSE;
        if (reader->in_literal) {
            *used += take_literal(reader, next, length - *used);
            if (reader->literal_left > 0)
                break;
            end_literal(reader);
        } else {
            *used += take_line(reader, next, length - *used, &whole);
            if (whole)
                good = end_line(reader, done, error);
            else if (reader->line->len > IMAP_LINE_MAX)
                good = refuse(error, "a line is too long");
            else
                break;
        }
    }
    reader->failed = !good;
    return good;
}
