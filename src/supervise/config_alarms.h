/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The group "alarms" of the configuration, but for its relay. */
#ifndef CIRCULARD_SUPERVISE_CONFIG_ALARMS_H
#define CIRCULARD_SUPERVISE_CONFIG_ALARMS_H

#include "base/conf.h"
#include "config.h"

/* group may be NULL: all is at its default. The officials and the administrator are known already. */
void config_alarms_read(struct conf *conf, const struct conf_node *group, struct config *config);
void config_alarms_clear(struct config_alarms *alarms); /* without its relay */

#endif
