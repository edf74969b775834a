/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XML as a row of events, without namespaces' prefixes and without entities of its own. */
#ifndef CIRCULARD_DECODE_XML_H
#define CIRCULARD_DECODE_XML_H

#include <glib.h>

struct xml_handler {
    /* attributes: local name, value, …, NULL; never NULL itself */
    void (*start)(gpointer data, const char *name, const char *const *attributes);
    void (*end)(gpointer data, const char *name);
    void (*text)(gpointer data, const char *text, gsize length);
};

/* FALSE: not well-formed, or it declares entities; the events up to there were sent. */
gboolean xml_walk(const char *bytes, gsize length, const struct xml_handler *handler, gpointer data);

const char *xml_attribute(const char *const *attributes, const char *name); /* NULL: none */
gboolean xml_flag(const char *const *attributes, const char *name); /* "1", "true", "on" */

#endif
