/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iCalendar (RFC 5545) as lines that a person can read: of each entry its summary, start, end, due day,
 * place and description, dates as ISO 8601, a time with the place whose clock it is. The end of whole days
 * is the first day after them (3.6.1): the last day is written. Lines are unfolded, escapes undone; alarms,
 * the rules of time zones and everything else is passed over.
 *
 * Days of an entry that is cancelled hold no longer: they are left out, which is told; so is that it comes again. Files
 * within it are leaves of their own. */
#include <glib/gi18n.h>
#include <string.h>

#include "decode/clean.h"
#include "decode/lines.h"
#include "decode/plain.h"
#include "decode/reading.h"

#define ZONE_BYTES_MAX 60

static const struct {
    const char *property, *label;
    gboolean date;
} shown[] = {
    {"SUMMARY", "", FALSE},  {"DTSTART", "Start: ", TRUE},       {"DTEND", "End: ", TRUE},
    {"DUE", "Due: ", TRUE},  {"LOCATION", "Location: ", FALSE},  {"DESCRIPTION", "", FALSE},
    {"COMMENT", "", FALSE},
};

/* The value of a parameter of that name, or NULL. */
static char *find_parameter(const char *parameters, const char *name)
{
    const char *at = strcasestr(parameters, name);
    char *value = at != NULL ? g_strndup(at + strlen(name), strcspn(at + strlen(name), ";")) : NULL;
    return value != NULL ? g_strstrip(g_strdelimit(value, "\"", ' ')) : NULL;
}

/* " (Zurich time)" for TZID=Europe/Zurich, " UTC" for its names; other names as they are. NULL: none. */
static char *format_zone(const char *parameters)
{
    g_autofree char *zone = find_parameter(parameters, ";TZID=");
    if (zone == NULL || strlen(zone) > ZONE_BYTES_MAX)
        return NULL;
    g_strdelimit(zone, "_", ' ');
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

/* One of the lines above, until its entry has ended: only then is it known whether it holds. */
struct fact {
    guint kind; /* index into shown */
    char *text;
};

struct calendar {
    struct reading *reading;
    const struct leaf *leaf;
    struct lines *lines;
    GArray *facts; /* of struct fact: of the open entry */
    guint ignored; /* within an alarm or a time zone */
    gboolean all_cancelled, cancelled; /* the whole file, the open entry */
    gboolean left_out, repeated;       /* of any entry */
    GPtrArray *files, *names;          /* within it: GBytes, and what they are called */
};

static void clear_fact(gpointer data)
{
    g_free(((struct fact *) data)->text);
}

static void end_entry(struct calendar *calendar)
{
    static const char label[] = "Cancelled: ";
    gboolean cancelled = calendar->cancelled || calendar->all_cancelled;
    lines_paragraph(calendar->lines);
    for (guint i = 0; i < calendar->facts->len; i++) {
        const struct fact *fact = &g_array_index(calendar->facts, struct fact, i);
        const char *name = shown[fact->kind].label;
        gboolean gone = cancelled && shown[fact->kind].date;
        calendar->left_out |= gone;
        if (gone)
            continue;
        if (cancelled && fact->kind == 0)
            name = label;
        lines_block(calendar->lines);
        lines_words(calendar->lines, name, strlen(name), TRUE);
        write_text(calendar->lines, fact->text);
        lines_block(calendar->lines);
    }
    g_array_set_size(calendar->facts, 0);
    calendar->cancelled = FALSE;
}

/* A file may be named by its address instead: that is no part of the mail. */
static void keep_file(struct calendar *calendar, const char *parameters, const char *value)
{
    g_autofree char *coded = find_parameter(parameters, ";ENCODING=");
    if (coded == NULL || g_ascii_strcasecmp(coded, "BASE64") != 0)
        return;
    g_autofree char *given = find_parameter(parameters, "FILENAME=");
    char *name = clean_name(given);
    gsize length;
    guchar *bytes = g_base64_decode(value, &length);
    g_ptr_array_add(calendar->files, g_bytes_new_take(bytes, length));
    g_ptr_array_add(calendar->names, name != NULL ? name : g_strdup(N_("file in a calendar entry")));
}

static void add_fact(struct calendar *calendar, const char *property, const char *parameters, const char *value)
{
    for (guint i = 0; i < G_N_ELEMENTS(shown); i++) {
        if (g_ascii_strcasecmp(property, shown[i].property) != 0)
            continue;
        struct fact fact = {i, shown[i].date ? format_date(shown[i].property, parameters, value) : g_strdup(value)};
        g_array_append_val(calendar->facts, fact);
    }
}

static void read_property(struct calendar *calendar, const char *property, const char *parameters, const char *value)
{
    if (g_ascii_strcasecmp(property, "METHOD") == 0)
        calendar->all_cancelled = g_ascii_strcasecmp(value, "CANCEL") == 0;
    else if (g_ascii_strcasecmp(property, "STATUS") == 0)
        calendar->cancelled = g_ascii_strcasecmp(value, "CANCELLED") == 0;
    else if (g_ascii_strcasecmp(property, "RRULE") == 0 || g_ascii_strcasecmp(property, "RDATE") == 0)
        calendar->repeated = TRUE;
    else if (g_ascii_strcasecmp(property, "ATTACH") == 0)
        keep_file(calendar, parameters, value);
    else
        add_fact(calendar, property, parameters, value);
}

static void read_line(struct calendar *calendar, char *line)
{
    char *value = find_value(line);
    if (value == NULL)
        return;
    gboolean aside = g_str_has_prefix(value, "VALARM") || g_str_has_prefix(value, "VTIMEZONE");
    gboolean begins = g_ascii_strcasecmp(line, "BEGIN") == 0;
    if (begins || g_ascii_strcasecmp(line, "END") == 0) {
        if (calendar->ignored == 0 && !aside)
            end_entry(calendar);
        calendar->ignored += begins && (calendar->ignored > 0 || aside);
        calendar->ignored -= !begins && calendar->ignored > 0;
        return;
    }
    if (calendar->ignored > 0)
        return;
    g_autofree char *parameters = g_strdup(line + strcspn(line, ";"));
    line[strcspn(line, ";")] = '\0';
    read_property(calendar, line, parameters, g_strchomp(value));
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

static void finish(struct calendar *calendar)
{
    struct reading *reading = calendar->reading;
    end_entry(calendar);
    reading_add_lines(reading, calendar->leaf, TEXT_CALENDAR, calendar->lines);
    if (calendar->left_out)
        text_add_flaw(reading->text->flaws, calendar->leaf->name, "the days of a cancelled entry were left out");
    if (calendar->repeated)
        text_add_flaw(reading->text->flaws, calendar->leaf->name, "of an entry that comes again only the first day was read");
    for (guint i = 0; i < calendar->files->len; i++) {
        struct leaf file = {.bytes = g_ptr_array_index(calendar->files, i), .name = g_ptr_array_index(calendar->names, i)};
        if (!reading_unpack(reading, file.name, g_bytes_get_size(file.bytes)))
            break;
        leaf_read(reading, &file);
    }
}

void calendar_read(struct reading *reading, const struct leaf *leaf)
{
    g_autoptr(GString) raw = plain_decode(reading, leaf, leaf->charset);
    g_autoptr(GString) text = unfold(raw);
    AUTO(lines) *lines = lines_new(reading->limits->part_text_bytes);
    g_autoptr(GArray) facts = g_array_new(FALSE, FALSE, sizeof(struct fact));
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify) g_bytes_unref);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_array_set_clear_func(facts, clear_fact);
    struct calendar calendar = {.reading = reading, .leaf = leaf, .lines = lines, .facts = facts, .files = files, .names = names};
    for (char *at = text->str; at != NULL;) {
        char *end = strchr(at, '\n');
        if (end != NULL)
            *end = '\0';
        read_line(&calendar, at);
        at = end != NULL ? end + 1 : NULL;
    }
    finish(&calendar);
}
