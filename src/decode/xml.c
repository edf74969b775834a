/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libxml2's SAX2 for the XML inside office files.
 *
 * Nothing outside is ever loaded: no network, no external subset, no entity replaced. A document that
 * declares entities has no business in an office file (billions of laughs begin so) and is refused. */
#include "decode/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#define ATTRIBUTES_MAX 64

struct walk {
    const struct xml_handler *handler;
    gpointer data;
    xmlParserCtxtPtr parser;
    gboolean refused;
};

/* libxml2 hands an ampersand in an attribute over as a reference, unless it may replace all entities. */
static char *take_value(const char *start, const char *end)
{
    static const char reference[] = "&#38;";
    char *value = g_strndup(start, (gsize) (end - start)), *to = value;
    for (const char *at = value; *at != '\0';) {
        *to++ = *at;
        at += g_str_has_prefix(at, reference) ? sizeof reference - 1 : 1;
    }
    *to = '\0';
    return value;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix G_GNUC_UNUSED,
                     const xmlChar *uri G_GNUC_UNUSED, int namespaces_count G_GNUC_UNUSED,
                     const xmlChar **namespaces G_GNUC_UNUSED, int count,
                     int defaulted G_GNUC_UNUSED, const xmlChar **given)
{
    struct walk *walk = context;
    const char *attributes[2 * ATTRIBUTES_MAX + 1];
    char *values[ATTRIBUTES_MAX];
    int used = MIN(count, ATTRIBUTES_MAX);
    for (int i = 0; i < used; i++) {
        const char *start = (const char *) given[5 * i + 3];
        const char *end = (const char *) given[5 * i + 4];
        values[i] = take_value(start, end);
        attributes[2 * i] = (const char *) given[5 * i];
        attributes[2 * i + 1] = values[i];
    }
    attributes[2 * used] = NULL;
    walk->handler->start(walk->data, (const char *) name, attributes);
    for (int i = 0; i < used; i++)
        g_free(values[i]);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix G_GNUC_UNUSED,
                   const xmlChar *uri G_GNUC_UNUSED)
{
    struct walk *walk = context;
    walk->handler->end(walk->data, (const char *) name);
}

static void on_text(void *context, const xmlChar *text, int length)
{
    struct walk *walk = context;
    walk->handler->text(walk->data, (const char *) text, (gsize) length);
}

static void on_entity(void *context, const xmlChar *name G_GNUC_UNUSED, int type G_GNUC_UNUSED,
                      const xmlChar *public_id G_GNUC_UNUSED,
                      const xmlChar *system_id G_GNUC_UNUSED, xmlChar *content G_GNUC_UNUSED)
{
    struct walk *walk = context;
    walk->refused = TRUE;
    xmlStopParser(walk->parser);
}

static void on_trouble(void *context G_GNUC_UNUSED, const char *format G_GNUC_UNUSED, ...)
{
}

gboolean xml_walk(const char *bytes, gsize length, const struct xml_handler *handler, gpointer data)
{
    xmlParserCtxtPtr parser = xmlCreateMemoryParserCtxt(bytes, (int) MIN(length, G_MAXINT));
    if (parser == NULL)
        return FALSE;
    struct walk walk = {handler, data, parser, FALSE};
    memset(parser->sax, 0, sizeof *parser->sax);
    parser->sax->initialized = XML_SAX2_MAGIC;
    parser->sax->startElementNs = on_start;
    parser->sax->endElementNs = on_end;
    parser->sax->characters = on_text;
    parser->sax->ignorableWhitespace = on_text;
    parser->sax->cdataBlock = on_text;
    parser->sax->entityDecl = on_entity;
    parser->sax->warning = parser->sax->error = parser->sax->fatalError = on_trouble;
    xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    parser->userData = &walk;
    xmlParseDocument(parser);
    gboolean good = parser->wellFormed && !walk.refused;
    if (parser->myDoc != NULL)
        xmlFreeDoc(parser->myDoc);
    xmlFreeParserCtxt(parser);
    return good;
}

const char *xml_attribute(const char *const *attributes, const char *name)
{
    for (; attributes[0] != NULL; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

gboolean xml_flag(const char *const *attributes, const char *name)
{
    const char *value = xml_attribute(attributes, name);
    return value != NULL &&
           (strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "on") == 0);
}
