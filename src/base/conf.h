/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A libconfig file, read strictly: every setting is asked for by name and type; what is left over is
 * unknown, and that is an error too. The only place that includes libconfig.
 *
 *     AUTO(conf) *conf = conf_read(path, &error);
 *     const struct conf_node *root = conf_root(conf);
 *     guint minutes = conf_uint(conf, root, "poll_minutes", 5, 1, 1440);
 *     …
 *     if (!conf_finish(conf, &error)) → "etc/circulard.conf:12: poll_minuts: unknown setting"
 *
 * Getters never fail: they note the first mistake with file and line, hand back the default, and
 * conf_finish() tells. Strings belong to the conf. */
#ifndef CIRCULARD_BASE_CONF_H
#define CIRCULARD_BASE_CONF_H

#include <glib.h>

#include "base/auto.h"

struct conf;
struct conf_node; /* a group, list, array or scalar in it */

#define CONF_ERROR (conf_error_quark())
GQuark conf_error_quark(void);
enum { CONF_ERROR_READ, CONF_ERROR_SYNTAX, CONF_ERROR_SETTING };

struct conf *conf_read(const char *path, GError **error);
struct conf *conf_parse(const char *text, const char *name, GError **error); /* name: for messages */
void conf_free(struct conf *conf);
AUTO_DEFINE(conf)

const struct conf_node *conf_root(struct conf *conf);
const char *conf_text(const struct conf *conf); /* as it was read */

/* Scalars of a group. fallback NULL: the setting may be missing, NULL comes back. */
const char *conf_string(struct conf *conf, const struct conf_node *group, const char *name,
                        const char *fallback);
const char *conf_string_required(struct conf *conf, const struct conf_node *group, const char *name);
guint conf_uint(struct conf *conf, const struct conf_node *group, const char *name, guint fallback,
                guint least, guint most);
double conf_double(struct conf *conf, const struct conf_node *group, const char *name,
                   double fallback, double least, double most);
gboolean conf_boolean(struct conf *conf, const struct conf_node *group, const char *name,
                      gboolean fallback);

/* A group or list below a group; NULL where missing. */
const struct conf_node *conf_group(struct conf *conf, const struct conf_node *group,
                                   const char *name);
const struct conf_node *conf_list(struct conf *conf, const struct conf_node *group,
                                  const char *name);

/* Members: of a list in order, of a group in the order of the file. */
guint conf_length(const struct conf_node *node);
const struct conf_node *conf_item(const struct conf_node *node, guint index);
const char *conf_name(const struct conf_node *node);     /* of a member of a group; else NULL */
/* A member of a list or group as a string: notes a mistake and gives "" where it is another type. */
const char *conf_item_string(struct conf *conf, const struct conf_node *node, guint index);
/* A member of a list as a whole number, as conf_uint(): least where it is none. */
guint conf_item_uint(struct conf *conf, const struct conf_node *node, guint index, guint least,
                     guint most);
/* A list of strings, or one string standing for a list of one; never NULL. */
GPtrArray *conf_strings(struct conf *conf, const struct conf_node *group, const char *name);

/* Notes a mistake that the caller found; the first one noted is the one told. */
void conf_mistake(struct conf *conf, const struct conf_node *node, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* The same in a member of the group, which may be missing. */
void conf_mistake_in(struct conf *conf, const struct conf_node *group, const char *name, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
gboolean conf_has_mistake(const struct conf *conf);
/* The mistake noted, as conf_finish() would tell it, which does not tell it any more: for what can be done without. */
char *conf_forgive(struct conf *conf);
gboolean conf_finish(struct conf *conf, GError **error);

#endif
