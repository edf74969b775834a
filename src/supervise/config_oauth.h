/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list "oauth" of the configuration: how to come by access tokens. */
#ifndef CIRCULARD_SUPERVISE_CONFIG_OAUTH_H
#define CIRCULARD_SUPERVISE_CONFIG_OAUTH_H

#include "base/conf.h"
#include "config.h"

GPtrArray *config_oauth_read(struct conf *conf); /* of struct config_oauth */
/* What the setting "oauth" of a group names; NULL where it is missing, or names none (a mistake). */
const struct config_oauth *config_oauth_named(struct conf *conf, const struct conf_node *group,
                                              const GPtrArray *all);

#endif
