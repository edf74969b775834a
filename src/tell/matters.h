/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matters as commands list them: gathered, in the order of their urgency, in a few words. */
#ifndef CIRCULARD_TELL_MATTERS_H
#define CIRCULARD_TELL_MATTERS_H

#include <glib.h>

#include "keep/register.h"
#include "tell/json.h"
#include "tell/terminal.h"

/* Of struct matter: by the day they are due, those without one last, then by number. */
GPtrArray *matters_gather(struct registry *registry, const struct matter_filter *filter,
                          const GDate *today, GError **error);

char *matters_days_left(const struct matter *matter, const GDate *today); /* "12", "-3"; or NULL */
char *matters_officials(const struct matter *matter, const char *between);
enum tone matters_tone(const struct matter *matter, const GDate *today); /* how urgent it looks */
enum tone matters_tone_of(enum matter_state state, const GDate *due, const GDate *today);
gboolean matters_overdue(const struct matter *matter, const GDate *today);

/* "open,to-confirm" into bits of MATTER_STATE_BIT(); blank, "-" and "_" are alike. */
gboolean matters_read_states(const char *text, guint *states);
char *matters_state_names(void); /* "open, to-confirm, …" */

/* The members of a JSON object about a matter: what list shows. */
void json_matter(struct json *json, const struct matter *matter, const GDate *today);

#endif
