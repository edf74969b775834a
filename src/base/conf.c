/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A libconfig file read strictly.
 *
 * libconfig parses; on top of it stands what it lacks: each setting that a getter touched is marked
 * through the setting's hook, so conf_finish() can name what nobody asked for (a mistyped name would
 * otherwise be a default in silence). The first mistake wins; the file's name and line go with it.
 * Refused: settings of another type, numbers out of range, unknown settings, files over 4 MiB. */
#include "base/conf.h"

#include <libconfig.h>
#include <math.h>
#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

enum { CONF_BYTES_MAX = 4 * 1024 * 1024 };

struct conf {
    config_t config;
    char *name;      /* of the file, for messages */
    char *text;
    GError *mistake; /* the first one */
};

G_DEFINE_QUARK(circulard-conf-error, conf_error)

/* struct conf_node is never defined: a node is libconfig's own setting under another name. */
static config_setting_t *setting_of(const struct conf_node *node)
{
    return (config_setting_t *)(void *)node;
}

static const struct conf_node *node_of(config_setting_t *setting)
{
    return (const struct conf_node *)(void *)setting;
}

static void mark_read(config_setting_t *setting)
{
    config_setting_set_hook(setting, setting);
}

static gboolean is_read(const config_setting_t *setting)
{
    return config_setting_get_hook(setting) != NULL;
}

/* "smtp.ca_file" or "officials[2].name": where in the file a setting stands. */
static char *setting_path(const config_setting_t *setting)
{
    GString *path = g_string_new(NULL);
    for (; setting && !config_setting_is_root(setting); setting = config_setting_parent(setting)) {
        const char *name = config_setting_name(setting);
        g_autofree char *step = name ? g_strdup(name)
                                     : g_strdup_printf("[%d]", config_setting_index(setting));
        if (path->len > 0 && path->str[0] != '[')
            g_string_prepend_c(path, '.');
        g_string_prepend(path, step);
    }
    return g_string_free(path, FALSE);
}

/* libconfig says no more than that there is one, at times a line too late. */
#define SYNTAX_HINT ", here or just before: texts stand in \"…\", one comma between two of a list, and" \
                    " each (, { and [ is closed"

struct conf *conf_parse(const char *text, const char *name, GError **error)
{
    AUTO(conf) *conf = g_new0(struct conf, 1);
    conf->name = g_strdup(name);
    conf->text = g_strdup(text);
    config_init(&conf->config);
    if (!g_utf8_validate(text, -1, NULL)) {
        g_set_error(error, CONF_ERROR, CONF_ERROR_SYNTAX, "%s: is not UTF-8", name);
        return NULL;
    }
    if (g_str_has_prefix(text, BYTE_ORDER_MARK)) /* as some editors begin a file */
        text += strlen(BYTE_ORDER_MARK);
    if (!config_read_string(&conf->config, text)) {
        const char *problem = config_error_text(&conf->config);
        g_set_error(error, CONF_ERROR, CONF_ERROR_SYNTAX, "%s:%d: %s%s", name,
                    config_error_line(&conf->config),
                    strcmp(problem, "duplicate setting name") == 0 ? "this setting is there already, further up" : problem,
                    strcmp(problem, "syntax error") == 0 ? SYNTAX_HINT : "");
        return NULL;
    }
    return g_steal_pointer(&conf);
}

struct conf *conf_read(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(GError) cause = NULL;
    if (!g_file_get_contents(path, &text, &length, &cause)) {
        g_set_error(error, CONF_ERROR, CONF_ERROR_READ, "%s: cannot be read: %s", path,
                    cause->message);
        return NULL;
    }
    if (length > CONF_BYTES_MAX || strlen(text) != length) {
        g_set_error(error, CONF_ERROR, CONF_ERROR_READ,
                    "%s: is not a configuration file (too large, or holds zero bytes)", path);
        return NULL;
    }
    return conf_parse(text, path, error);
}

void conf_free(struct conf *conf)
{
    if (!conf)
        return;
    config_destroy(&conf->config);
    g_free(conf->name);
    g_free(conf->text);
    g_clear_error(&conf->mistake);
    g_free(conf);
}

const char *conf_text(const struct conf *conf)
{
    return conf->text;
}

const struct conf_node *conf_root(struct conf *conf)
{
    return node_of(config_root_setting(&conf->config));
}

G_GNUC_PRINTF(4, 0)
static void note_mistake(struct conf *conf, const config_setting_t *setting, const char *name, const char *format,
                         va_list arguments)
{
    if (conf->mistake)
        return;
    const config_setting_t *found = setting && name ? config_setting_get_member(setting, name) : NULL;
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    g_autofree char *group = setting_path(setting);
    g_autofree char *path = g_strconcat(group, *group && name ? "." : "", name, NULL);
    guint line = setting ? config_setting_source_line(found ? found : setting) : 0;
    conf->mistake = g_error_new(CONF_ERROR, CONF_ERROR_SETTING, "%s:%u: %s%s%s", conf->name,
                                MAX(line, 1), path, *path ? ": " : "", what);
}

void conf_mistake(struct conf *conf, const struct conf_node *node, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    note_mistake(conf, setting_of(node), NULL, format, arguments);
    va_end(arguments);
}

void conf_mistake_in(struct conf *conf, const struct conf_node *group, const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    note_mistake(conf, setting_of(group), name, format, arguments);
    va_end(arguments);
}

gboolean conf_has_mistake(const struct conf *conf)
{
    return conf->mistake != NULL;
}

char *conf_forgive(struct conf *conf)
{
    char *sentence = conf->mistake ? g_strdup(conf->mistake->message) : NULL;
    g_clear_error(&conf->mistake);
    return sentence;
}

static config_setting_t *member(const struct conf_node *group, const char *name)
{
    if (!group || !config_setting_is_group(setting_of(group)))
        return NULL;
    config_setting_t *found = config_setting_get_member(setting_of(group), name);
    if (found)
        mark_read(found);
    return found;
}

static const char *string_of(struct conf *conf, config_setting_t *setting, const char *fallback)
{
    const char *value = config_setting_get_string(setting);
    if (!value)
        conf_mistake(conf, node_of(setting), "must be a text in double quotes");
    return value ? value : fallback;
}

const char *conf_string(struct conf *conf, const struct conf_node *group, const char *name,
                        const char *fallback)
{
    config_setting_t *setting = member(group, name);
    return setting ? string_of(conf, setting, fallback) : fallback;
}

const char *conf_string_required(struct conf *conf, const struct conf_node *group, const char *name)
{
    config_setting_t *setting = member(group, name);
    if (!setting) {
        conf_mistake(conf, group, "the setting \"%s\" is missing", name);
        return "";
    }
    const char *value = string_of(conf, setting, "");
    if (!*value)
        conf_mistake(conf, node_of(setting), "must not be empty");
    return value;
}

static guint uint_of(struct conf *conf, config_setting_t *setting, guint fallback, guint least,
                     guint most)
{
    int type = config_setting_type(setting);
    long long value = config_setting_get_int64(setting);
    if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64) {
        conf_mistake(conf, node_of(setting), "must be a whole number");
        return fallback;
    }
    if (value < (long long)least || value > (long long)most) {
        conf_mistake(conf, node_of(setting), "must be from %u to %u", least, most);
        return fallback;
    }
    return (guint)value;
}

guint conf_uint(struct conf *conf, const struct conf_node *group, const char *name, guint fallback,
                guint least, guint most)
{
    config_setting_t *setting = member(group, name);
    return setting ? uint_of(conf, setting, fallback, least, most) : fallback;
}

guint conf_item_uint(struct conf *conf, const struct conf_node *node, guint index, guint least,
                     guint most)
{
    const struct conf_node *item = conf_item(node, index);
    return item ? uint_of(conf, setting_of(item), least, least, most) : least;
}

double conf_double(struct conf *conf, const struct conf_node *group, const char *name,
                   double fallback, double least, double most)
{
    config_setting_t *setting = member(group, name);
    if (!setting)
        return fallback;
    int type = config_setting_type(setting);
    double value = type == CONFIG_TYPE_FLOAT ? config_setting_get_float(setting)
                                             : (double)config_setting_get_int64(setting);
    if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64 && type != CONFIG_TYPE_FLOAT) {
        conf_mistake(conf, node_of(setting), "must be a number");
        return fallback;
    }
    if (!isfinite(value) || value < least || value > most) {
        conf_mistake(conf, node_of(setting), "must be from %g to %g", least, most);
        return fallback;
    }
    return value;
}

gboolean conf_boolean(struct conf *conf, const struct conf_node *group, const char *name,
                      gboolean fallback)
{
    config_setting_t *setting = member(group, name);
    if (!setting)
        return fallback;
    if (config_setting_type(setting) != CONFIG_TYPE_BOOL) {
        conf_mistake(conf, node_of(setting), "must be true or false");
        return fallback;
    }
    return config_setting_get_bool(setting) != 0;
}

const struct conf_node *conf_group(struct conf *conf, const struct conf_node *group,
                                   const char *name)
{
    config_setting_t *setting = member(group, name);
    if (setting && !config_setting_is_group(setting)) {
        conf_mistake(conf, node_of(setting), "must be a group: { … }");
        return NULL;
    }
    return node_of(setting);
}

const struct conf_node *conf_list(struct conf *conf, const struct conf_node *group,
                                  const char *name)
{
    config_setting_t *setting = member(group, name);
    if (setting && !config_setting_is_list(setting) && !config_setting_is_array(setting)) {
        conf_mistake(conf, node_of(setting), "must be a list: ( … )");
        return NULL;
    }
    return node_of(setting);
}

guint conf_length(const struct conf_node *node)
{
    return node && config_setting_is_aggregate(setting_of(node))
               ? (guint)config_setting_length(setting_of(node))
               : 0;
}

const struct conf_node *conf_item(const struct conf_node *node, guint index)
{
    config_setting_t *setting = config_setting_get_elem(setting_of(node), index);
    if (setting)
        mark_read(setting);
    return node_of(setting);
}

const char *conf_name(const struct conf_node *node)
{
    return config_setting_name(setting_of(node));
}

const char *conf_item_string(struct conf *conf, const struct conf_node *node, guint index)
{
    const struct conf_node *item = conf_item(node, index);
    return item ? string_of(conf, setting_of(item), "") : "";
}

GPtrArray *conf_strings(struct conf *conf, const struct conf_node *group, const char *name)
{
    GPtrArray *strings = g_ptr_array_new_with_free_func(g_free);
    config_setting_t *setting = member(group, name);
    if (!setting)
        return strings;
    if (config_setting_type(setting) == CONFIG_TYPE_STRING) {
        g_ptr_array_add(strings, g_strdup(config_setting_get_string(setting)));
        return strings;
    }
    if (config_setting_is_group(setting) || !config_setting_is_aggregate(setting)) {
        conf_mistake(conf, node_of(setting), "must be a text or a list of texts: ( \"…\", \"…\" )");
        return strings;
    }
    guint length = conf_length(node_of(setting));
    for (guint i = 0; i < length; i++)
        g_ptr_array_add(strings, g_strdup(conf_item_string(conf, node_of(setting), i)));
    return strings;
}

static config_setting_t *first_unread(config_setting_t *setting)
{
    int length = config_setting_is_aggregate(setting) ? config_setting_length(setting) : 0;
    for (int i = 0; i < length; i++) {
        config_setting_t *inner = config_setting_get_elem(setting, i);
        config_setting_t *found = is_read(inner) ? first_unread(inner) : inner;
        if (found)
            return found;
    }
    return NULL;
}

gboolean conf_finish(struct conf *conf, GError **error)
{
    config_setting_t *unknown = first_unread(config_root_setting(&conf->config));
    if (unknown)
        conf_mistake(conf, node_of(unknown), "unknown setting");
    if (conf->mistake && error)
        *error = g_error_copy(conf->mistake);
    return conf->mistake == NULL;
}
