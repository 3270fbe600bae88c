/* See xpath_document.h. Trees are built node by node from libxml2's. */
#include "test/conformance/xpath/xpath_document.h"

#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>

#include "lib/base/cleanup.h"

/* ---- trees ---- */

static bool has_children(const xmlNode *from)
{
	for (const xmlNode *at = from->children; at != NULL; at = at->next) {
		if (at->type != XML_TEXT_NODE && at->type != XML_CDATA_SECTION_NODE) {
			return true;
		}
	}
	return false;
}

static const struct zr_name *name_of(
	struct document *document, const xmlChar *local, const xmlNs *space)
{
	return zr_names_intern(document->names, space != NULL ? (const char *)space->href : "",
		space != NULL ? (const char *)space->prefix : "", (const char *)local);
}

static void add_attributes(struct document *document, const xmlNode *from, struct zr_node *element)
{
	for (xmlAttr *at = from->properties; at != NULL; at = at->next) {
		xmlChar *value = xmlNodeListGetString(from->doc, at->children, 1);
		struct zr_node *attribute = zr_node_new(ZR_NODE_ATTRIBUTE,
			name_of(document, at->name, at->ns), (const char *)value);
		attribute->extra = at;
		zr_node_append_attribute(element, attribute);
		xmlFree(value);
	}
}

static struct zr_node *convert(struct document *document, xmlNode *from)
{
	const char *content = (const char *)from->content;
	switch (from->type) {
	case XML_TEXT_NODE:
	case XML_CDATA_SECTION_NODE:
		return zr_node_new(ZR_NODE_TEXT, NULL, content);
	case XML_COMMENT_NODE:
		return zr_node_new(ZR_NODE_COMMENT, NULL, content);
	case XML_PI_NODE:
		return zr_node_new(
			ZR_NODE_INSTRUCTION, name_of(document, from->name, NULL), content);
	case XML_ELEMENT_NODE:
		break;
	default:
		return NULL;
	}
	const struct zr_name *name = name_of(document, from->name, from->ns);
	struct zr_node *element = zr_node_new(ZR_NODE_ELEMENT, name, NULL);
	element->extra = from;
	add_attributes(document, from, element);
	if (!document->has_texts && !has_children(from)) {
		xmlChar *value = xmlNodeGetContent(from);
		(void)!zr_node_set_value(element, (const char *)value);
		xmlFree(value);
		return element;
	}
	for (xmlNode *at = from->children; at != NULL; at = at->next) {
		struct zr_node *child = convert(document, at);
		if (child != NULL) {
			zr_node_append(element, child);
		}
	}
	return element;
}

void document_finish(struct document *document)
{
	zr_node_free(document->root);
	zr_names_free(document->names);
	xmlFreeDoc(document->xml);
}

void document_init(struct document *document, const char *text, bool has_texts)
{
	*document = (struct document){.has_texts = has_texts};
	document->names = zr_names_new();
	document->root = zr_node_new(ZR_NODE_DOCUMENT, NULL, NULL);
	document->xml = xmlReadMemory(text, (int)strlen(text), "case.xml", NULL,
		XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET | XML_PARSE_RECOVER);
	xmlNode *at = document->xml != NULL ? document->xml->children : NULL;
	for (; at != NULL; at = at->next) {
		struct zr_node *child = convert(document, at);
		if (child != NULL) {
			zr_node_append(document->root, child);
		}
	}
}

/* ---- paths as the recorder wrote them ---- */

static const char *prefix_of(const struct zr_node *node)
{
	const xmlNode *element = node->kind == ZR_NODE_ELEMENT ? node->extra : NULL;
	const xmlAttr *attribute = node->kind == ZR_NODE_ATTRIBUTE ? node->extra : NULL;
	const xmlNs *space = element != NULL     ? element->ns
			     : attribute != NULL ? attribute->ns
						 : NULL;
	return space != NULL && space->prefix != NULL ? (const char *)space->prefix : "";
}

static bool is_twin(const struct zr_node *a, const struct zr_node *b)
{
	return a->kind == b->kind &&
	       (a->name == b->name || (a->name != NULL && b->name != NULL &&
					      strcmp(a->name->local, b->name->local) == 0)) &&
	       strcmp(prefix_of(a), prefix_of(b)) == 0;
}

static void add_path(struct zr_buffer *path, const struct zr_node *node)
{
	if (node->parent == NULL) {
		return;
	}
	add_path(path, node->parent);
	size_t position = 1;
	for (const struct zr_node *at = node->previous; at != NULL; at = at->previous) {
		position += is_twin(at, node);
	}
	const char *prefix = prefix_of(node);
	const char *local = node->name != NULL ? node->name->local : "";
	const char *colon = *prefix != '\0' ? ":" : "";
	switch ((enum zr_node_kind)node->kind) {
	case ZR_NODE_ELEMENT:
		(void)!zr_buffer_add_format(path, "/%s%s%s[%zu]", prefix, colon, local, position);
		break;
	case ZR_NODE_ATTRIBUTE:
		(void)!zr_buffer_add_format(path, "/@%s%s%s", prefix, colon, local);
		break;
	case ZR_NODE_TEXT:
		(void)!zr_buffer_add_format(path, "/text()[%zu]", position);
		break;
	case ZR_NODE_COMMENT:
		(void)!zr_buffer_add_format(path, "/comment()[%zu]", position);
		break;
	default:
		(void)!zr_buffer_add_text(path, "/?7");
		break;
	}
}

bool document_has_path(const struct zr_node *node, const char *wanted)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	add_path(&path, node);
	return strcmp(path.bytes > 0 ? zr_buffer_text(&path) : "/", wanted) == 0;
}

struct zr_node *document_find(struct zr_node *root, const char *wanted)
{
	for (struct zr_node *at = root; at != NULL; at = zr_node_following(at, root)) {
		if (document_has_path(at, wanted)) {
			return at;
		}
		for (struct zr_node *each = at->first_attribute; each != NULL; each = each->next) {
			if (document_has_path(each, wanted)) {
				return each;
			}
		}
	}
	return NULL;
}

/* ---- the context ---- */

static const char *find_namespace(const xmlNode *node, const char *prefix)
{
	for (; node != NULL; node = node->next) {
		for (const xmlNs *at = node->type == XML_ELEMENT_NODE ? node->nsDef : NULL;
			at != NULL; at = at->next) {
			if (at->prefix != NULL && strcmp((const char *)at->prefix, prefix) == 0) {
				return (const char *)at->href;
			}
		}
		const char *found = node->type == XML_ELEMENT_NODE
					    ? find_namespace(node->children, prefix)
					    : NULL;
		if (found != NULL) {
			return found;
		}
	}
	return NULL;
}

const char *document_namespace_for(void *user, const char *prefix)
{
	const struct document *document = user;
	struct json_object *own = NULL;
	const xmlNode *top = document->xml != NULL ? xmlDocGetRootElement(document->xml) : NULL;
	bool is_xform = top != NULL && top->ns != NULL && top->ns->prefix != NULL;
	if (document->prefixes != NULL && (*prefix != '\0' || is_xform) &&
		json_object_object_get_ex(document->prefixes, prefix, &own)) {
		return json_object_get_string(own);
	}
	if (*prefix == '\0') {
		const xmlNode *root = xmlDocGetRootElement(document->xml);
		return root != NULL && root->ns != NULL && root->ns->prefix == NULL
			       ? (const char *)root->ns->href
			       : NULL;
	}
	if (strcmp(prefix, "xhtml") == 0) {
		return "http://www.w3.org/1999/xhtml";
	}
	return document->xml != NULL ? find_namespace(document->xml->children, prefix) : NULL;
}

struct zr_node *document_find_instance(void *user, const char *id)
{
	struct zr_node *root = ((struct document *)user)->root;
	for (struct zr_node *at = root; at != NULL; at = zr_node_following(at, root)) {
		const struct zr_node *each = at->first_attribute;
		while (each != NULL && strcmp(each->name->local, "id") != 0) {
			each = each->next;
		}
		if (each != NULL && strcmp(zr_node_value(each), id) == 0) {
			return at->first_child;
		}
	}
	return NULL;
}

static const char *attribute_of(const struct zr_node *node, const char *local)
{
	const struct zr_node *at = node->first_attribute;
	while (at != NULL && strcmp(at->name->local, local) != 0) {
		at = at->next;
	}
	return at != NULL ? zr_node_value(at) : "";
}

static bool is_called(const struct zr_node *node, const char *local)
{
	return node->kind == ZR_NODE_ELEMENT && strcmp(node->name->local, local) == 0;
}

const char *document_find_text(void *user, const char *id)
{
	const struct document *document = user;
	struct zr_node *root = document->root;
	const struct zr_node *translation = NULL;
	const char *found = NULL;
	for (struct zr_node *at = root; at != NULL; at = zr_node_following(at, root)) {
		if (is_called(at, "translation")) {
			translation = at;
		}
		bool is_it = translation != NULL && is_called(at, "text") &&
			     strcmp(attribute_of(at, "id"), id) == 0;
		const char *language = is_it ? attribute_of(translation, "lang") : "";
		bool is_spoken =
			document->language != NULL && strcmp(document->language, language) == 0;
		bool is_default =
			document->language == NULL &&
			*attribute_of(translation != NULL ? translation : at, "default") != '\0';
		for (struct zr_node *value = is_it ? at->first_child : NULL; value != NULL;
			value = value->next) {
			if (is_called(value, "value") &&
				(found == NULL || is_spoken || is_default)) {
				found = zr_node_value(value);
				break;
			}
		}
	}
	return found;
}
