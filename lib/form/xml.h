/*
 * XML into a tree of nodes in an arena, by libxml2's SAX interface.
 *
 * Nothing is loaded from elsewhere, no entity of the document's own is expanded. Names without a
 * prefix carry no namespace (default namespaces differ between real forms and mean nothing to
 * XPath here); declarations stay as attributes of the namespace ZR_XML_XMLNS so that what is
 * written back declares the same. White space around the text of an element is dropped.
 * Limits: ZR_FORM_BYTES_MAX, ZR_FORM_DEPTH_MAX.
 */
#ifndef ZR_FORM_XML_H
#define ZR_FORM_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/arena.h"
#include "lib/base/error.h"
#include "lib/xpath/tree.h"

#define ZR_XML_XMLNS "http://www.w3.org/2000/xmlns/"
#define ZR_XML_JR    "http://openrosa.org/javarosa"
#define ZR_XML_ODK   "http://www.opendatakit.org/xforms"

/* One declared prefix; the first declaration in the document wins. */
struct zr_xml_prefix {
	const char *prefix;
	const char *uri;
	struct zr_xml_prefix *next;
};

/* The nodes live in the arena: never hand them to zr_node_free(). ret_document is a DOCUMENT node
 * with one child. prefixes may be NULL; else declarations are added to the list. ZR_E_SYNTAX,
 * ZR_E_LIMIT, ZR_E_UNSUPPORTED (own entities), ZR_E_NOMEM. */
struct zr_xml_target {
	struct zr_arena *arena;
	struct zr_names *names;
	struct zr_xml_prefix **prefixes;
	bool keeps_space; /* around the text of an element, for what was once stored */
};
int zr_xml_parse(const void *bytes, size_t byte_count, const struct zr_xml_target *target,
	struct zr_node **ret_document, struct zr_error *error) ZR_MUST_CHECK;

/* The line an element of such a tree starts on. */
unsigned zr_xml_line(const struct zr_node *element);

/* An attribute's value, NULL when it is not there. uri "" is an attribute without a namespace. */
const char *zr_xml_attribute(const struct zr_node *element, const char *uri, const char *local);

/* Whether it is an element of that local name. */
bool zr_xml_is(const struct zr_node *node, const char *local);

/* The first child element of that local name, NULL when there is none. */
struct zr_node *zr_xml_child(const struct zr_node *parent, const char *local);

/* A node in the arena, linked as the last child of parent (NULL: detached). */
struct zr_node *zr_xml_add(struct zr_arena *arena, struct zr_node *parent,
	const struct zr_name *name, const char *value);

#endif
