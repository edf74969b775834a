/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration file, read strictly (base/conf.h does the types and the unknown settings).
 *
 * What is checked here is what can be known without the network: that names are unique, addresses
 * and URLs have the right form, folders exist. Paths are as the file has them; a secret is read only
 * when it is needed, so that --check-config runs without it. */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/conf.h"
#include "decode/limits.h"
#include "remind/address.h"
#include "remind/calendar.h"
#include "remind/office_conf.h"
#include "remind/wording.h"
#include "supervise/config_alarms.h"
#include "supervise/config_oauth.h"

enum { SECRET_BYTES_MAX = 64 * 1024 };

static void mailbox_free(gpointer data)
{
    struct config_mailbox *mailbox = data;
    g_free(mailbox->name);
    g_free(mailbox->url);
    g_free(mailbox->folder);
    g_free(mailbox->user);
    g_free(mailbox->password_file);
    g_free(mailbox->ca_file);
    g_free(mailbox);
}

static void relay_clear(struct config_relay *relay)
{
    g_free(relay->url);
    g_free(relay->user);
    g_free(relay->password_file);
    g_free(relay->ca_file);
    g_free(relay->helo);
    g_free(relay->copy_to);
}

void config_free(struct config *config)
{
    if (!config)
        return;
    g_free(config->path);
    g_clear_pointer(&config->notes, g_ptr_array_unref);
    g_free(config->sum);
    g_free(config->state_dir);
    g_free(config->lang_dir);
    g_free(config->wording_dir);
    g_free(config->administrator);
    g_free(config->limits);
    g_clear_pointer(&config->senders, g_ptr_array_unref);
    g_free(config->authserv_id);
    g_clear_pointer(&config->mailboxes, g_ptr_array_unref);
    g_clear_pointer(&config->oauth, g_ptr_array_unref);
    g_free(config->oauth_dir);
    relay_clear(&config->relay);
    config_alarms_clear(&config->alarms);
    relay_clear(&config->alarms.relay);
    office_free(config->office);
    g_free(config);
}

/* "imaps://host", "smtp://host:587": one of two schemes, a host, perhaps a port, nothing more. */
static void check_url(struct conf *conf, const struct conf_node *group, const char *url,
                      const char *plain, const char *tls)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    const char *path = uri ? g_uri_get_path(uri) : "";
    if (!uri || !g_uri_get_host(uri) || !*g_uri_get_host(uri) ||
        (g_strcmp0(g_uri_get_scheme(uri), plain) != 0 && g_strcmp0(g_uri_get_scheme(uri), tls) != 0))
        conf_mistake_in(conf, group, "url", "must be %s://host or %s://host, with :port if it is an unusual one",
                        tls, plain);
    else if ((*path && strcmp(path, "/") != 0) || g_uri_get_userinfo(uri) || g_uri_get_query(uri))
        conf_mistake_in(conf, group, "url", "must hold a host and nothing more; folder, user and "
                        "password_file are settings of their own");
}

static void read_since(struct conf *conf, const struct conf_node *group, GDate *since)
{
    const char *text = conf_string(conf, group, "since", NULL);
    g_date_clear(since, 1);
    if (text && !date_parse(text, since))
        conf_mistake_in(conf, group, "since", "\"%s\" is not a day: write it as 2025-01-31", text);
}

/* It stands in log lines, in the register and in the name of a file. */
static gboolean name_is_plain(const char *name)
{
    gsize length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    return length > 0 && length <= 64 && name[length] == '\0';
}

static struct config_mailbox *read_mailbox(struct conf *conf, const struct conf_node *group,
                                           const struct config *config)
{
    struct config_mailbox *mailbox = g_new0(struct config_mailbox, 1);
    mailbox->name = g_strdup(conf_string_required(conf, group, "name"));
    if (!name_is_plain(mailbox->name))
        conf_mistake_in(conf, group, "name", "must be made of letters, digits, - and _");
    mailbox->url = g_strdup(conf_string(conf, group, "url", NULL));
    const char *maildir = conf_string(conf, group, "maildir", NULL);
    read_since(conf, group, &mailbox->since);
    if (!mailbox->url == !maildir)
        conf_mistake(conf, group, "needs either \"url\" (a mailbox on a server) or \"maildir\" (a folder)");
    if (maildir) {
        mailbox->source = CONFIG_MAILDIR;
        if (!g_path_is_absolute(maildir))
            conf_mistake_in(conf, group, "maildir", "must be a whole path, from /");
        mailbox->folder = g_strdup(maildir);
        return mailbox;
    }
    mailbox->folder = g_strdup(conf_string(conf, group, "folder", "INBOX"));
    mailbox->user = g_strdup(conf_string_required(conf, group, "user"));
    mailbox->password_file = g_strdup(conf_string(conf, group, "password_file", NULL));
    mailbox->oauth = config_oauth_named(conf, group, config->oauth);
    if (mailbox->password_file && mailbox->oauth)
        conf_mistake(conf, group, "password_file and oauth exclude each other");
    if (!mailbox->password_file && !mailbox->oauth)
        conf_mistake(conf, group, "\"password_file\" is missing (or \"oauth\", for access tokens)");
    mailbox->ca_file = g_strdup(conf_string(conf, group, "ca_file", NULL));
    if (mailbox->url)
        check_url(conf, group, mailbox->url, "imap", "imaps");
    return mailbox;
}

static void read_mailboxes(struct conf *conf, struct config *config)
{
    const struct conf_node *list = conf_list(conf, conf_root(conf), "mailboxes");
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    config->mailboxes = g_ptr_array_new_with_free_func(mailbox_free);
    for (guint i = 0; i < conf_length(list); i++) {
        struct config_mailbox *mailbox = read_mailbox(conf, conf_item(list, i), config);
        g_ptr_array_add(config->mailboxes, mailbox);
        if (!g_hash_table_add(names, mailbox->name))
            conf_mistake(conf, conf_item(list, i), "two mailboxes are named \"%s\"", mailbox->name);
    }
    if (config->mailboxes->len == 0)
        conf_mistake_in(conf, conf_root(conf), "mailboxes", "name at least one");
}

static void read_server(struct conf *conf, const struct conf_node *group, const struct config *config,
                        struct config_relay *relay)
{
    relay->url = g_strdup(conf_string_required(conf, group, "url"));
    relay->user = g_strdup(conf_string(conf, group, "user", NULL));
    relay->password_file = g_strdup(conf_string(conf, group, "password_file", NULL));
    relay->ca_file = g_strdup(conf_string(conf, group, "ca_file", NULL));
    relay->helo = g_strdup(conf_string(conf, group, "helo", NULL));
    check_url(conf, group, relay->url, "smtp", "smtps");
    relay->oauth = config_oauth_named(conf, group, config->oauth);
    if (relay->password_file && relay->oauth)
        conf_mistake(conf, group, "password_file and oauth exclude each other");
    if (!relay->user != !(relay->password_file || relay->oauth))
        conf_mistake(conf, group, "user and password_file (or oauth) go together");
}

static void read_relay(struct conf *conf, const struct config *config, struct config_relay *relay)
{
    const struct conf_node *group = conf_group(conf, conf_root(conf), "relay");
    if (!group) {
        conf_mistake(conf, conf_root(conf), "the group \"relay\" is missing: no mail could be sent");
        return;
    }
    read_server(conf, group, config, relay);
    relay->copy_to = g_strdup(conf_string(conf, group, "copy_to", NULL));
    if (relay->copy_to && !address_is_plain(relay->copy_to))
        conf_mistake_in(conf, group, "copy_to", "\"%s\" is not an address", relay->copy_to);
}

static void read_administrator(struct conf *conf, struct config *config)
{
    const char *id = conf_string(conf, conf_root(conf), "administrator", NULL);
    if (!id && config->office->officials->len > 0)
        id = ((struct official *)config->office->officials->pdata[0])->id;
    if (id && !office_official(config->office, id))
        conf_mistake_in(conf, conf_root(conf), "administrator", "\"%s\" is none of the officials", id);
    config->administrator = g_strdup(id);
}

/* The second road: as the relay, without copies. */
static void read_alarms(struct conf *conf, struct config *config)
{
    const struct conf_node *group = conf_group(conf, conf_root(conf), "alarms");
    const struct conf_node *relay = group ? conf_group(conf, group, "relay") : NULL;
    config_alarms_read(conf, group, config);
    if (relay)
        read_server(conf, relay, config, &config->alarms.relay);
}

static void check_languages(struct conf *conf, const struct config *config)
{
    g_autoptr(GError) error = NULL;
    AUTO(wordings) *wordings = wordings_read(config->wording_dir, &error);
    if (!wordings) {
        conf_mistake_in(conf, conf_root(conf), "wording_dir", "%s", error->message);
        return;
    }
    const struct conf_node *officials = conf_list(conf, conf_root(conf), "officials");
    for (guint i = 0; i < config->office->officials->len; i++) {
        const struct official *official = config->office->officials->pdata[i];
        if (!wordings_have(wordings, official->language))
            conf_mistake_in(conf, conf_item(officials, i), "language", "there is no file %s/%s.conf of it",
                            config->wording_dir, official->language);
    }
    g_autoptr(GPtrArray) all = wordings_all(wordings);
    for (guint i = 0; i < all->len; i++) {
        const GPtrArray *notes = wording_notes(all->pdata[i]);
        for (guint j = 0; j < notes->len; j++)
            g_ptr_array_add(config->notes, g_strdup(notes->pdata[j]));
    }
}

/* Packs are read where mails are; a folder without any is seen here. */
static void check_lang_dir(struct conf *conf, const struct config *config)
{
    g_autoptr(GDir) folder = g_dir_open(config->lang_dir, 0, NULL);
    gboolean found = FALSE;
    for (const char *name; folder && !found && (name = g_dir_read_name(folder));)
        found = name[0] != '.' && g_str_has_suffix(name, ".conf");
    if (!found)
        conf_mistake_in(conf, conf_root(conf), "lang_dir", "%s %s: it is the folder of how languages are read, with a file a language",
                        config->lang_dir, folder ? "holds no such file" : "cannot be read");
}

/* One that can match no sender would leave every circular unverified, without a word. */
static void check_senders(struct conf *conf, const struct config *config)
{
    for (guint i = 0; i < config->senders->len; i++) {
        const char *sender = config->senders->pdata[i];
        if (!address_is_plain(sender) && !address_host_is_plain(sender + (*sender == '@')))
            conf_mistake_in(conf, conf_root(conf), "senders", "\"%s\" is neither a domain such as ilo.org, which takes those below "
                            "it, nor an address", sender);
    }
    if (config->authserv_id && !*config->authserv_id)
        conf_mistake_in(conf, conf_root(conf), "authserv_id", "must not be empty; leave it out where your mail server signs none");
    if (!g_path_is_absolute(config->state_dir))
        conf_mistake_in(conf, conf_root(conf), "state_dir", "must be a whole path, from /");
}

static void read_settings(struct conf *conf, struct config *config)
{
    const struct conf_node *root = conf_root(conf);
    config->state_dir = g_strdup(conf_string(conf, root, "state_dir", "/var/lib/circulard"));
    config->lang_dir = g_strdup(conf_string(conf, root, "lang_dir", CONF_DIR "/lang"));
    config->wording_dir = g_strdup(conf_string(conf, root, "wording_dir", CONF_DIR "/wording"));
    config->poll_minutes = conf_uint(conf, root, "poll_minutes", 5, 1, 24 * 60);
    config->timeout_seconds = conf_uint(conf, root, "timeout_seconds", 60, 1, 600);
    config->read_seconds = conf_uint(conf, root, "read_seconds", 60, 1, 600);
    config->readers = conf_uint(conf, root, "readers", 3, 1, 16);
    const struct decode_limits limits = decode_limits_read(conf, conf_group(conf, root, "limits"));
    config->limits = g_memdup2(&limits, sizeof limits);
    config->keep_mails_days = conf_uint(conf, root, "keep_mails_days", 0, 0, 36500);
    config->confirm_below = conf_double(conf, root, "confirm_below", 0.5, 0, 1);
    config->strangers_per_day = conf_uint(conf, root, "strangers_per_day", 50, 1, 10000);
    config->authserv_id = g_strdup(conf_string(conf, root, "authserv_id", NULL));
    config->senders = conf_strings(conf, root, "senders");
    if (config->senders->len == 0)
        g_ptr_array_add(config->senders, g_strdup("ilo.org"));
    config->oauth_dir = g_strdup(config->state_dir);
    config->oauth = config_oauth_read(conf);
    read_mailboxes(conf, config);
    read_relay(conf, config, &config->relay);
    config->office = office_configure(conf, root);
    read_administrator(conf, config);
    read_alarms(conf, config);
    check_languages(conf, config);
    check_senders(conf, config);
    check_lang_dir(conf, config);
}

static char *sum_rules(const struct conf *conf, const struct config *config)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guchar *)VERSION, -1);
    g_checksum_update(sum, (const guchar *)conf_text(conf), -1);
    calendars_sum(config->office->calendars, sum);
    return g_strdup(g_checksum_get_string(sum));
}

/* What somebody else puts there may come later, and the rest works without it: no mistake, but said. A credential
 * (without a slash) is there only while the service runs. */
static void note_missing(struct config *config, const char *whose, const char *setting, const char *path)
{
    struct stat status;
    if (path && strchr(path, '/') && stat(path, &status) != 0 && errno == ENOENT)
        g_ptr_array_add(config->notes, g_strdup_printf("%s: %s: there is no %s", whose, setting, path));
}

static void note_missing_of_relay(struct config *config, const char *whose, const struct config_relay *relay)
{
    note_missing(config, whose, "password_file", relay->password_file);
    note_missing(config, whose, "ca_file", relay->ca_file);
}

static void note_missing_files(struct config *config)
{
    for (guint i = 0; i < config->mailboxes->len; i++) {
        const struct config_mailbox *mailbox = config->mailboxes->pdata[i];
        g_autofree char *whose = g_strdup_printf("mailbox %s", mailbox->name);
        note_missing(config, whose, "password_file", mailbox->password_file);
        note_missing(config, whose, "ca_file", mailbox->ca_file);
        if (mailbox->source == CONFIG_MAILDIR)
            note_missing(config, whose, "maildir", mailbox->folder);
    }
    note_missing_of_relay(config, "relay", &config->relay);
    note_missing_of_relay(config, "relay of alarms", &config->alarms.relay);
}

struct config *config_read(const char *path, GError **error)
{
    AUTO(conf) *conf = conf_read(path, error);
    if (!conf)
        return NULL;
    AUTO(config) *config = g_new0(struct config, 1);
    config->path = g_strdup(path);
    config->notes = g_ptr_array_new_with_free_func(g_free);
    read_settings(conf, config);
    note_missing_files(config);
    config->sum = sum_rules(conf, config);
    return conf_finish(conf, error) ? g_steal_pointer(&config) : NULL;
}

static char *secret_path(const char *file)
{
    const char *credentials = g_getenv("CREDENTIALS_DIRECTORY");
    if (!strchr(file, '/') && credentials)
        return g_build_filename(credentials, file, NULL);
    return g_strdup(file);
}

/* Without a slash it is a credential. */
#define CREDENTIAL_HINT "; secret_imap, say, is the file imap in " CONF_DIR "/secrets, which systemd hands over " \
                        "at a start: put it there, then systemctl restart circulard"

char *config_secret(const char *file, GError **error)
{
    g_autofree char *path = secret_path(file);
    g_autofree char *secret = NULL;
    struct stat status;
    if (stat(path, &status) != 0) {
        g_set_error(error, CONF_ERROR, CONF_ERROR_READ, "%s: the secret cannot be read: %s%s", path,
                    g_strerror(errno), strchr(file, '/') ? "" : CREDENTIAL_HINT);
        return NULL;
    }
    if (status.st_mode & (S_IROTH | S_IWOTH)) {
        g_set_error(error, CONF_ERROR, CONF_ERROR_READ,
                    "%s: everybody on this machine can read this secret: chmod 0600 it", path);
        return NULL;
    }
    if (status.st_size > SECRET_BYTES_MAX || !g_file_get_contents(path, &secret, NULL, error)) {
        g_prefix_error(error, "%s: the secret cannot be read: ", path);
        if (error && !*error)
            g_set_error(error, CONF_ERROR, CONF_ERROR_READ, "%s: is too large for a secret", path);
        return NULL;
    }
    secret[strcspn(secret, "\r\n")] = '\0';
    if (!*secret) {
        g_set_error(error, CONF_ERROR, CONF_ERROR_READ, "%s: holds no secret: its first line is empty", path);
        return NULL;
    }
    return g_steal_pointer(&secret);
}
