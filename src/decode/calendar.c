/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iCalendar (RFC 5545) as lines that a person can read: of each entry its summary, start, end, due day,
 * place and description, dates as ISO 8601. Lines are unfolded, escapes undone; alarms, time zones and
 * everything else is passed over. */
#include <string.h>

#include "decode/lines.h"
#include "decode/plain.h"
#include "decode/reading.h"

static const struct {
    const char *property, *label;
    gboolean date;
} shown[] = {
    {"SUMMARY", "", FALSE},  {"DTSTART", "Start: ", TRUE},       {"DTEND", "End: ", TRUE},
    {"DUE", "Due: ", TRUE},  {"LOCATION", "Location: ", FALSE},  {"DESCRIPTION", "", FALSE},
    {"COMMENT", "", FALSE},
};

/* "20251103T090000Z" → "2025-11-03 09:00"; as it is where it has another form. */
static char *format_date(const char *value)
{
    gsize digits = strspn(value, "0123456789");
    if (digits != 8)
        return g_strdup(value);
    if (value[8] == 'T' && strspn(value + 9, "0123456789") >= 4)
        return g_strdup_printf("%.4s-%.2s-%.2s %.2s:%.2s%s", value, value + 4, value + 6, value + 9,
                               value + 11, g_str_has_suffix(value, "Z") ? " UTC" : "");
    return g_strdup_printf("%.4s-%.2s-%.2s", value, value + 4, value + 6);
}

static void write_text(struct lines *lines, const char *value)
{
    g_autoptr(GString) plain = g_string_new(NULL);
    for (; *value != '\0'; value++) {
        if (*value != '\\' || value[1] == '\0') {
            g_string_append_c(plain, *value);
            continue;
        }
        value++;
        g_string_append_c(plain, *value == 'n' || *value == 'N' ? '\n' : *value);
    }
    lines_words(lines, plain->str, plain->len, TRUE);
}

/* NAME;PARAMETER=…:value; a quoted parameter may hold a colon. */
static char *find_value(char *line)
{
    gboolean quoted = FALSE;
    for (char *at = line; *at != '\0'; at++) {
        if (*at == '"')
            quoted = !quoted;
        if (*at == ':' && !quoted) {
            *at = '\0';
            return at + 1;
        }
    }
    return NULL;
}

struct calendar {
    struct lines *lines;
    guint ignored; /* within an alarm or a time zone */
};

static void read_line(struct calendar *calendar, char *line)
{
    char *value = find_value(line);
    if (value == NULL)
        return;
    gboolean aside = g_str_has_prefix(value, "VALARM") || g_str_has_prefix(value, "VTIMEZONE");
    if (g_ascii_strcasecmp(line, "BEGIN") == 0) {
        calendar->ignored += calendar->ignored > 0 || aside;
        lines_paragraph(calendar->lines);
        return;
    }
    if (g_ascii_strcasecmp(line, "END") == 0) {
        calendar->ignored -= calendar->ignored > 0;
        return;
    }
    if (calendar->ignored > 0)
        return;
    line[strcspn(line, ";")] = '\0';
    for (gsize i = 0; i < G_N_ELEMENTS(shown); i++) {
        if (g_ascii_strcasecmp(line, shown[i].property) != 0)
            continue;
        g_autofree char *text = shown[i].date ? format_date(value) : g_strdup(value);
        lines_block(calendar->lines);
        lines_words(calendar->lines, shown[i].label, strlen(shown[i].label), TRUE);
        write_text(calendar->lines, text);
        lines_block(calendar->lines);
    }
}

/* A line that begins with white space goes on with the one before. */
static GString *unfold(const GString *text)
{
    GString *out = g_string_sized_new(text->len);
    for (gsize i = 0; i < text->len; i++) {
        char c = text->str[i];
        if (c == '\r' || c == '\0')
            continue;
        if (c == '\n' && i + 1 < text->len && (text->str[i + 1] == ' ' || text->str[i + 1] == '\t'))
            i++;
        else
            g_string_append_c(out, c);
    }
    return out;
}

void calendar_read(struct reading *reading, const struct leaf *leaf)
{
    g_autoptr(GString) raw = plain_decode(reading, leaf, leaf->charset);
    g_autoptr(GString) text = unfold(raw);
    AUTO(lines) *lines = lines_new(reading->limits->part_text_bytes);
    struct calendar calendar = {.lines = lines};
    for (char *at = text->str; at != NULL;) {
        char *end = strchr(at, '\n');
        if (end != NULL)
            *end = '\0';
        read_line(&calendar, at);
        at = end != NULL ? end + 1 : NULL;
    }
    reading_add_lines(reading, leaf, TEXT_CALENDAR, lines);
}
