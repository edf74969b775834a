/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON (RFC 8259), one object a line, for scripts: the shapes that stay fixed. */
#ifndef CIRCULARD_TELL_JSON_H
#define CIRCULARD_TELL_JSON_H

#include <glib.h>

#include "finding.h"
#include "matter.h"

/* A writer that appends to out. name: of a member of an object; NULL in an array and at the top. A text
 * that is NULL and a date that is not valid are written as null; bytes that are no UTF-8 as U+FFFD. */
struct json {
    GString *out;
    gboolean comma; /* something stands before the next value */
};
void json_open(struct json *json, const char *name, char bracket); /* '{' or '[' */
void json_close(struct json *json, char bracket);                  /* '}' or ']' */
void json_text(struct json *json, const char *name, const char *text);
void json_whole(struct json *json, const char *name, gint64 value);
void json_number(struct json *json, const char *name, double value); /* four decimals; not finite: null */
void json_truth(struct json *json, const char *name, gboolean value);
void json_nothing(struct json *json, const char *name);
void json_day(struct json *json, const char *name, const GDate *day);
void json_moment(struct json *json, const char *name, gint64 seconds); /* RFC 3339, UTC; 0: null */
void json_texts(struct json *json, const char *name, const GPtrArray *texts); /* of char * */
void json_end(struct json *json); /* the line's end; ready for the next object */

/* "17:00", "24:00"; NULL where minutes < 0. */
char *json_time(int minutes);

/* Arrays of deadlines, requests and flaws, as `extract` and `show` write them. */
void json_deadlines(struct json *json, const char *name, const GPtrArray *deadlines);
void json_requests(struct json *json, const char *name, const GPtrArray *requests);
void json_flaws(struct json *json, const char *name, const char *key, const GPtrArray *flaws);

/* One line of `extract --json`. */
void json_findings(struct json *json, const char *file, const struct findings *findings);

#endif
