/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An office and a matter to send reminders about; all names are invented. */
#ifndef CIRCULARD_TESTS_SAMPLE_MATTER_H
#define CIRCULARD_TESTS_SAMPLE_MATTER_H

#include "matter.h"
#include "office.h"

GDate sample_day(const char *day); /* "2025-09-16" */

/* Officials anna (Europe/Tallinn, en), luc (Europe/Paris, fr), rosa (America/Bogota, es) and mari
 * (Europe/Tallinn, et); one route to anna. */
struct office *sample_office(void);
/* A letter of 2025-07-11 with two requests; the first is due on 2025-09-16. To anna and luc. */
struct matter *sample_matter(void);
/* Bare: open, no request, no deadline. */
struct matter *sample_bare_matter(void);
struct deadline *sample_add_deadline(struct matter *matter, const char *day, const char *quote);
struct request *sample_add_request(struct matter *matter, const char *text, int deadline);

#endif
