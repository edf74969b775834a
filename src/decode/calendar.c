/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iCalendar (RFC 5545) as lines that a person can read: of each entry its summary, start, end, due day,
 * place and description, dates as ISO 8601, a time with the place whose clock it is. The end of whole days
 * is the first day after them (3.6.1): the last day is written. Lines are unfolded, escapes undone; alarms,
 * the rules of time zones and everything else is passed over. */
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

/* " (Zurich time)" for TZID=Europe/Zurich, " UTC" for its names; other names as they are. NULL: none. */
static char *format_zone(const char *parameters)
{
    const char *named = strcasestr(parameters, ";TZID=");
    if (named == NULL)
        return NULL;
    g_autofree char *zone = g_strndup(named + 6, MIN(strcspn(named + 6, ";"), 60));
    g_strdelimit(zone, "\"_", ' ');
    g_strstrip(zone);
    const char *slash = strrchr(zone, '/'), *place = slash != NULL ? slash + 1 : zone;
    if (*place == '\0')
        return NULL;
    if (g_ascii_strcasecmp(place, "UTC") == 0 || g_ascii_strcasecmp(place, "GMT") == 0)
        return g_strdup(" UTC");
    return slash != NULL ? g_strdup_printf(" (%s time)", place) : g_strdup_printf(" (%s)", place);
}

static char *format_day(const char *value, gboolean day_before)
{
    guint number = (guint) g_ascii_strtoull(value, NULL, 10);
    GDateDay day = (GDateDay) (number % 100);
    GDateMonth month = (GDateMonth) (number / 100 % 100);
    GDateYear year = (GDateYear) (number / 10000);
    if (!day_before || !g_date_valid_dmy(day, month, year) || year < 2)
        return g_strdup_printf("%.4s-%.2s-%.2s", value, value + 4, value + 6);
    GDate date;
    char before[32];
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, day, month, year);
    g_date_subtract_days(&date, 1);
    g_date_strftime(before, sizeof before, "%Y-%m-%d", &date);
    return g_strdup(before);
}

/* "20251103T090000Z" → "2025-11-03 09:00 UTC"; as it is where it has another form. */
static char *format_date(const char *property, const char *parameters, const char *value)
{
    gsize digits = strspn(value, "0123456789");
    if (digits != 8)
        return g_strdup(value);
    if (value[8] != 'T' || strspn(value + 9, "0123456789") < 4)
        return format_day(value, strcmp(property, "DTEND") == 0);
    g_autofree char *day = format_day(value, FALSE);
    g_autofree char *zone = g_str_has_suffix(value, "Z") ? g_strdup(" UTC") : format_zone(parameters);
    return g_strdup_printf("%s %.2s:%.2s%s", day, value + 9, value + 11, zone != NULL ? zone : "");
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
    g_autofree char *parameters = g_strdup(line + strcspn(line, ";"));
    line[strcspn(line, ";")] = '\0';
    for (gsize i = 0; i < G_N_ELEMENTS(shown); i++) {
        if (g_ascii_strcasecmp(line, shown[i].property) != 0)
            continue;
        g_autofree char *text = shown[i].date ? format_date(shown[i].property, parameters, value) : g_strdup(value);
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
