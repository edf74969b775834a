/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the list "oauth". One member asks a token server, with the application's own credentials or for
 * a person with a refresh token, or runs a command that prints a token; what does not go together is a
 * mistake with its line. */
#include "supervise/config_oauth.h"

#include <string.h>

#include "base/clock.h"

static void oauth_free(gpointer data)
{
    struct config_oauth *oauth = data;

    g_free(oauth->name);
    g_free(oauth->token_url);
    g_free(oauth->client_id);
    g_free(oauth->secret_file);
    g_free(oauth->refresh_token_file);
    g_free(oauth->scope);
    g_free(oauth->ca_file);
    g_ptr_array_unref(oauth->command);
    g_free(oauth);
}

/* It stands in log lines and in the name of a file. */
static gboolean name_is_plain(const char *name)
{
    gsize length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    return length > 0 && length <= 64 && name[length] == '\0';
}

static void check_command(struct conf *conf, const struct conf_node *group,
                          const struct config_oauth *oauth)
{
    if (oauth->token_url || oauth->client_id || oauth->secret_file || oauth->refresh_token_file)
        conf_mistake(conf, group, "command stands alone, without token_url and what belongs to it");
    else if (!g_path_is_absolute(oauth->command->pdata[0]))
        conf_mistake_in(conf, group, "command", "must begin with the whole path of a program, from /");
}

static void check_server(struct conf *conf, const struct conf_node *group,
                         const struct config_oauth *oauth)
{
    g_autoptr(GUri) uri = oauth->token_url ? g_uri_parse(oauth->token_url, G_URI_FLAGS_NONE, NULL) : NULL;

    if (!oauth->token_url || !oauth->client_id)
        conf_mistake(conf, group, "needs \"token_url\" and \"client_id\", or else \"command\"");
    else if (!uri || g_strcmp0(g_uri_get_scheme(uri), "https") != 0 || !g_uri_get_host(uri) ||
             !*g_uri_get_host(uri) || g_uri_get_userinfo(uri))
        conf_mistake_in(conf, group, "token_url", "must begin with https://, then a host");
    else if (!oauth->secret_file && !oauth->refresh_token_file)
        conf_mistake(conf, group, "needs \"secret_file\" (the application logs in for itself), or "
                                  "\"refresh_token_file\" (it acts for a person), or both");
}

static void read_expires(struct conf *conf, const struct conf_node *group, GDate *expires)
{
    const char *text = conf_string(conf, group, "expires", NULL);

    g_date_clear(expires, 1);
    if (text && !date_parse(text, expires))
        conf_mistake_in(conf, group, "expires", "\"%s\" is not a day: write it as 2027-01-31", text);
}

static struct config_oauth *read_one(struct conf *conf, const struct conf_node *group)
{
    struct config_oauth *oauth = g_new0(struct config_oauth, 1);

    oauth->name = g_strdup(conf_string_required(conf, group, "name"));
    if (!name_is_plain(oauth->name))
        conf_mistake_in(conf, group, "name", "must be made of letters, digits, - and _");
    oauth->token_url = g_strdup(conf_string(conf, group, "token_url", NULL));
    oauth->client_id = g_strdup(conf_string(conf, group, "client_id", NULL));
    oauth->secret_file = g_strdup(conf_string(conf, group, "secret_file", NULL));
    oauth->refresh_token_file = g_strdup(conf_string(conf, group, "refresh_token_file", NULL));
    oauth->scope = g_strdup(conf_string(conf, group, "scope", NULL));
    oauth->ca_file = g_strdup(conf_string(conf, group, "ca_file", NULL));
    oauth->command = conf_strings(conf, group, "command");
    read_expires(conf, group, &oauth->expires);
    if (oauth->command->len > 0)
        check_command(conf, group, oauth);
    else
        check_server(conf, group, oauth);
    return oauth;
}

static const struct config_oauth *find(const GPtrArray *all, const char *name)
{
    for (guint i = 0; i < all->len; i++) {
        const struct config_oauth *oauth = all->pdata[i];
        if (strcmp(oauth->name, name) == 0)
            return oauth;
    }
    return NULL;
}

GPtrArray *config_oauth_read(struct conf *conf)
{
    const struct conf_node *list = conf_list(conf, conf_root(conf), "oauth");
    GPtrArray *all = g_ptr_array_new_with_free_func(oauth_free);

    for (guint i = 0; i < conf_length(list); i++) {
        struct config_oauth *oauth = read_one(conf, conf_item(list, i));
        if (find(all, oauth->name))
            conf_mistake(conf, conf_item(list, i), "two members of oauth are named \"%s\"", oauth->name);
        g_ptr_array_add(all, oauth);
    }
    return all;
}

const struct config_oauth *config_oauth_named(struct conf *conf, const struct conf_node *group,
                                              const GPtrArray *all)
{
    const char *name = conf_string(conf, group, "oauth", NULL);
    const struct config_oauth *oauth = name ? find(all, name) : NULL;

    if (name && !oauth)
        conf_mistake_in(conf, group, "oauth", "no member of the list oauth is named \"%s\"", name);
    return oauth;
}
