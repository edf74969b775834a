/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The office as the configuration file describes it. */
#ifndef CIRCULARD_REMIND_OFFICE_CONF_H
#define CIRCULARD_REMIND_OFFICE_CONF_H

#include "base/conf.h"
#include "office.h"

/* Reads the settings officials, calendars, holidays_dir, routes, reminders and sender below root. Mistakes (an address that is
 * not plain, an unknown zone or calendar, a rule for an official who is not there, the last rule with a test) are
 * noted in the conf: conf_finish() tells them. Never NULL. */
struct office *office_configure(struct conf *conf, const struct conf_node *root);

#endif
