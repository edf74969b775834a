/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text for people: to a terminal with colour and folded to its width, elsewhere plain.
 *
 * Everything that came from a mail goes through here: no character of it moves the cursor, starts a
 * line or turns the reading direction. Text is gathered and written by terminal_flush(). */
#ifndef CIRCULARD_TELL_TERMINAL_H
#define CIRCULARD_TELL_TERMINAL_H

#include <glib.h>
#include <stdio.h>

#include "base/auto.h"

enum tone { TONE_PLAIN, TONE_STRONG, TONE_FAINT, TONE_GOOD, TONE_DOUBT, TONE_BAD };

struct terminal {
    GString *out;
    gboolean colour;
    guint columns; /* 0: lines are not folded or cut */
};

struct terminal *terminal_new(FILE *file); /* colour and width as the file and the environment say */
void terminal_free(struct terminal *terminal);
AUTO_DEFINE(terminal)
void terminal_flush(struct terminal *terminal, FILE *file);

/* Columns that text takes on a screen: wide characters two, combining ones none. */
guint terminal_width(const char *text);

/* Our own words and, with the arguments, those of others: all of it is made harmless. No line end. */
void terminal_say(struct terminal *terminal, enum tone tone, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
void terminal_line(struct terminal *terminal); /* ends the line */
/* A paragraph, folded at the terminal's width, each line indented. */
void terminal_paragraph(struct terminal *terminal, guint indent, enum tone tone, const char *format,
                        ...) G_GNUC_PRINTF(4, 5);
/* "  Sender      International Labour Office": a name and what it has; nothing where text is NULL. */
void terminal_field(struct terminal *terminal, const char *name, const char *text);

/* A table: cells row by row, then printed with columns as wide as they need; the column named last in
 * table_new() as elastic gives way where the terminal is too narrow. */
struct table;
struct table *table_new(const char *const *headings, guint elastic); /* headings end with NULL */
void table_free(struct table *table);
AUTO_DEFINE(table)
void table_add(struct table *table, enum tone tone, const char *text); /* NULL: empty */
/* "a b" as "a, b". */
void table_add_list(struct table *table, enum tone tone, const char *names);
void table_print(struct table *table, struct terminal *terminal);

#endif
