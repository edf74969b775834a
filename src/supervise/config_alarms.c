/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alarms: by default the administrator is told by mail after an hour, then daily. */
#include "supervise/config_alarms.h"

#include "remind/address.h"

static void check_command(struct conf *conf, const struct conf_node *group, const GPtrArray *command)
{
    if (command->len > 0 && !g_path_is_absolute(command->pdata[0]))
        conf_mistake_in(conf, group, "command", "must begin with the whole path of a program, from /");
}

static void read_addresses(struct conf *conf, const struct conf_node *group, struct config *config)
{
    GPtrArray *to = config->alarms.to;
    for (guint i = 0; i < to->len; i++)
        if (!address_is_plain(to->pdata[i]))
            conf_mistake_in(conf, group, "to", "\"%s\" is not an address", (const char *)to->pdata[i]);
    const struct official *official =
        config->administrator ? office_official(config->office, config->administrator) : NULL;
    gboolean mail = !group || conf_boolean(conf, group, "mail", TRUE);
    if (!mail && to->len > 0)
        conf_mistake_in(conf, group, "to", "nobody can be told by mail where mail = false");
    if (mail && to->len == 0 && official)
        g_ptr_array_add(to, g_strdup(official->address));
}

void config_alarms_read(struct conf *conf, const struct conf_node *group, struct config *config)
{
    struct config_alarms *alarms = &config->alarms;
    alarms->after_minutes = group ? conf_uint(conf, group, "after_minutes", 60, 0, 10080) : 60;
    alarms->every_hours = group ? conf_uint(conf, group, "every_hours", 24, 1, 168) : 24;
    alarms->to = group ? conf_strings(conf, group, "to") : g_ptr_array_new_with_free_func(g_free);
    alarms->command =
        group ? conf_strings(conf, group, "command") : g_ptr_array_new_with_free_func(g_free);
    alarms->metrics_file = group ? g_strdup(conf_string(conf, group, "metrics_file", NULL)) : NULL;
    if (alarms->metrics_file && !g_path_is_absolute(alarms->metrics_file))
        conf_mistake_in(conf, group, "metrics_file", "must be a whole path, from /");
    check_command(conf, group, alarms->command);
    read_addresses(conf, group, config);
}

void config_alarms_clear(struct config_alarms *alarms)
{
    g_clear_pointer(&alarms->to, g_ptr_array_unref);
    g_clear_pointer(&alarms->command, g_ptr_array_unref);
    g_free(alarms->metrics_file);
}
