/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the office's configuration: the document register, weekly mails, steps on the way, circulars
 * that must come. For office_conf.c. */
#ifndef CIRCULARD_REMIND_WEEKS_CONF_H
#define CIRCULARD_REMIND_WEEKS_CONF_H

#include "base/conf.h"
#include "office.h"

/* group may be NULL: nothing is said. */
void filing_configure(struct conf *conf, const struct conf_node *group, struct filing *filing);
/* The officials must be there. */
void weeks_configure(struct conf *conf, const struct conf_node *root, struct office *office);

/* office_conf.c */
GPtrArray *office_read_people(struct conf *conf, const struct conf_node *group, const struct office *office); /* "to"; owned */
void office_check_kinds(struct conf *conf, const struct conf_node *group, const GPtrArray *kinds);

#endif
