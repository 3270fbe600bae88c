/*
 * The SAX callbacks that build the tree.
 *
 * Text is gathered in one buffer: when an element starts inside another, what was gathered becomes
 * a text node of the outer one; when an element without children ends, it becomes its value.
 * Element names are looked up through a small cache keyed by libxml2's own interned strings. The
 * first fault stops the parser and stays in `error`.
 */
#include "lib/form/xml.h"

#include <assert.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

enum {
	CACHE_SLOTS = 256
};

struct name_slot {
	const xmlChar *local;
	const xmlChar *uri;
	const struct zr_name *name;
};

struct reader {
	xmlParserCtxtPtr parser;
	const struct zr_xml_target *target;
	struct zr_node *document;
	struct zr_node *open; /* the innermost element that has not ended */
	struct zr_buffer text;
	unsigned depth;
	int fault;
	struct zr_error error;
	struct name_slot cache[CACHE_SLOTS];
};

unsigned zr_xml_line(const struct zr_node *element)
{
	assert(element != NULL);
	return (unsigned)(uintptr_t)element->extra;
}

const char *zr_xml_attribute(const struct zr_node *element, const char *uri, const char *local)
{
	assert(element != NULL);
	for (const struct zr_node *at = element->first_attribute; at != NULL; at = at->next) {
		if (strcmp(at->name->local, local) == 0 &&
			strcmp(at->name->namespace_uri, uri) == 0) {
			return zr_node_value(at);
		}
	}
	return NULL;
}

bool zr_xml_is(const struct zr_node *node, const char *local)
{
	return node->kind == ZR_NODE_ELEMENT && strcmp(node->name->local, local) == 0;
}

struct zr_node *zr_xml_child(const struct zr_node *parent, const char *local)
{
	assert(parent != NULL && local != NULL);
	for (struct zr_node *child = parent->first_child; child != NULL; child = child->next) {
		if (zr_xml_is(child, local)) {
			return child;
		}
	}
	return NULL;
}

static void link_child(struct zr_node *parent, struct zr_node *child)
{
	assert(child->parent == NULL && child->next == NULL);
	child->parent = parent;
	child->previous = parent->last_child;
	if (parent->last_child != NULL) {
		parent->last_child->next = child;
	} else {
		parent->first_child = child;
	}
	parent->last_child = child;
}

struct zr_node *zr_xml_add(struct zr_arena *arena, struct zr_node *parent,
	const struct zr_name *name, const char *value)
{
	assert(arena != NULL);
	struct zr_node *node = zr_arena_new(arena, sizeof *node);
	if (node == NULL) {
		return NULL;
	}
	node->kind = ZR_NODE_ELEMENT;
	node->name = name;
	if (value != NULL && *value != '\0') {
		node->value = zr_arena_copy(arena, value, strlen(value));
		if (node->value == NULL) {
			return NULL;
		}
	}
	if (parent != NULL) {
		link_child(parent, node);
	}
	return node;
}

static void stop(struct reader *reader, int code, const struct zr_fault *fault)
{
	assert(code != 0);
	if (reader->fault == 0) {
		const struct zr_node *open = reader->open;
		reader->fault = zr_error_set_fault(&reader->error, code, fault);
		zr_error_place(&reader->error, (unsigned)xmlSAX2GetLineNumber(reader->parser),
			open != NULL && open->name != NULL ? open->name->local : NULL);
		xmlStopParser(reader->parser);
	}
}

static void stop_nomem(struct reader *reader)
{
	stop(reader, ZR_E_NOMEM, &(const struct zr_fault){.kind = ZR_FAULT_XML_NO_MEMORY});
}

static const struct zr_name *find_name(
	struct reader *reader, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	uintptr_t hash = ((uintptr_t)local >> 3) ^ ((uintptr_t)uri >> 7);
	struct name_slot *slot = &reader->cache[(hash ^ (hash >> 8)) % CACHE_SLOTS];
	if (slot->local == local && slot->uri == uri && slot->name != NULL) {
		return slot->name;
	}
	const struct zr_name *name = zr_names_intern(reader->target->names,
		prefix != NULL && uri != NULL ? (const char *)uri : "",
		prefix != NULL ? (const char *)prefix : "", (const char *)local);
	*slot = (struct name_slot){.local = local, .uri = uri, .name = name};
	return name;
}

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* The gathered text without white space around it. */
static char *take_text(struct reader *reader, bool trim)
{
	const char *start = zr_buffer_text(&reader->text);
	size_t bytes = reader->text.bytes;
	while (trim && bytes > 0 && is_space(start[bytes - 1])) {
		bytes--;
	}
	while (trim && bytes > 0 && is_space(*start)) {
		start++;
		bytes--;
	}
	char *copy = NULL;
	if (bytes > 0) {
		copy = zr_arena_copy(reader->target->arena, start, bytes);
		if (copy == NULL) {
			stop_nomem(reader);
		}
	}
	zr_buffer_clear(&reader->text);
	return copy;
}

/* White space between outputs belongs to the sentence; elsewhere it is layout. */
static bool keeps_space(const struct zr_node *element)
{
	return zr_xml_is(element, "value") || zr_xml_is(element, "label") ||
	       zr_xml_is(element, "hint");
}

static void flush_text(struct reader *reader)
{
	size_t spaces = 0;
	while (spaces < reader->text.bytes && is_space(reader->text.data[spaces])) {
		spaces++;
	}
	bool is_layout = spaces == reader->text.bytes;
	if (reader->text.bytes == 0 || reader->open == NULL ||
		(is_layout && !keeps_space(reader->open))) {
		zr_buffer_clear(&reader->text);
		return;
	}
	struct zr_node *node = zr_xml_add(reader->target->arena, reader->open, NULL, NULL);
	if (node == NULL) {
		stop_nomem(reader);
		return;
	}
	node->kind = ZR_NODE_TEXT;
	node->value = take_text(reader, false);
}

static bool add_attribute(struct reader *reader, struct zr_node *element,
	const struct zr_name *name, const char *value, size_t bytes)
{
	struct zr_node *attribute = zr_arena_new(reader->target->arena, sizeof *attribute);
	char *copy = bytes > 0 ? zr_arena_copy(reader->target->arena, value, bytes) : NULL;
	if (attribute == NULL || name == NULL || (bytes > 0 && copy == NULL)) {
		return false;
	}
	attribute->kind = ZR_NODE_ATTRIBUTE;
	attribute->name = name;
	attribute->value = copy;
	attribute->parent = element;
	struct zr_node *last = element->first_attribute;
	while (last != NULL && last->next != NULL) {
		last = last->next;
	}
	if (last == NULL) {
		element->first_attribute = attribute;
	} else {
		last->next = attribute;
		attribute->previous = last;
	}
	return true;
}

static bool declare_prefix(
	struct reader *reader, struct zr_node *element, const char *prefix, const char *uri)
{
	const struct zr_name *name = zr_names_intern(
		reader->target->names, ZR_XML_XMLNS, "xmlns", *prefix == '\0' ? "xmlns" : prefix);
	if (!add_attribute(reader, element, name, uri, strlen(uri))) {
		return false;
	}
	if (reader->target->prefixes == NULL) {
		return true;
	}
	struct zr_xml_prefix **last = reader->target->prefixes;
	for (; *last != NULL; last = &(*last)->next) {
		if (strcmp((*last)->prefix, prefix) == 0) {
			return true;
		}
	}
	struct zr_xml_prefix *entry = zr_arena_new(reader->target->arena, sizeof *entry);
	if (entry == NULL) {
		return false;
	}
	entry->prefix = zr_arena_copy(reader->target->arena, prefix, strlen(prefix));
	entry->uri = zr_arena_copy(reader->target->arena, uri, strlen(uri));
	*last = entry;
	return entry->prefix != NULL && entry->uri != NULL;
}

static bool add_attributes(
	struct reader *reader, struct zr_node *node, int count, const xmlChar **attributes)
{
	for (int i = 0; i < count; i++) {
		const xmlChar **at =
			attributes + (ptrdiff_t)i * 5; /* name, prefix, uri, value, end */
		const struct zr_name *name = find_name(reader, at[0], at[1], at[2]);
		if (!add_attribute(
			    reader, node, name, (const char *)at[3], (size_t)(at[4] - at[3]))) {
			return false;
		}
	}
	return true;
}

static void on_start(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
	int namespace_count, const xmlChar **namespaces, int attribute_count, int default_count,
	const xmlChar **attributes)
{
	struct reader *reader = ((xmlParserCtxtPtr)user)->_private;
	(void)default_count;
	if (reader->fault != 0) {
		return;
	}
	flush_text(reader);
	if (reader->fault != 0) {
		return; /* the parser has let go of what the attributes point to */
	}
	if (++reader->depth > ZR_FORM_DEPTH_MAX) {
		stop(reader, ZR_E_LIMIT,
			&(const struct zr_fault){
				.kind = ZR_FAULT_XML_TOO_DEEP, .number = ZR_FORM_DEPTH_MAX});
		return;
	}
	const struct zr_name *name = find_name(reader, local, prefix, uri);
	struct zr_node *parent = reader->open != NULL ? reader->open : reader->document;
	struct zr_node *node =
		name != NULL ? zr_xml_add(reader->target->arena, parent, name, NULL) : NULL;
	bool is_whole = node != NULL;
	for (int i = 0; is_whole && i < namespace_count; i++) {
		const char *declared = (const char *)namespaces[2 * i];
		const char *target = (const char *)namespaces[2 * i + 1];
		is_whole = declare_prefix(reader, node, declared != NULL ? declared : "",
			target != NULL ? target : "");
	}
	if (!is_whole || !add_attributes(reader, node, attribute_count, attributes)) {
		stop_nomem(reader);
		return;
	}
	node->extra = (void *)(uintptr_t)xmlSAX2GetLineNumber(reader->parser);
	reader->open = node;
}

static void on_end(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	struct reader *reader = ((xmlParserCtxtPtr)user)->_private;
	(void)local;
	(void)prefix;
	(void)uri;
	if (reader->fault != 0) {
		return;
	}
	struct zr_node *node = reader->open;
	assert(node != NULL);
	if (node->first_child == NULL) {
		node->value = take_text(reader, !reader->target->keeps_space);
	} else {
		flush_text(reader);
	}
	reader->open = node->parent != reader->document ? node->parent : NULL;
	reader->depth--;
}

static void on_text(void *user, const xmlChar *text, int length)
{
	struct reader *reader = ((xmlParserCtxtPtr)user)->_private;
	if (reader->fault == 0 && zr_buffer_add(&reader->text, text, (size_t)length) != 0) {
		stop_nomem(reader);
	}
}

static void on_entity(void *user, const xmlChar *name, int type, const xmlChar *public_id,
	const xmlChar *system_id, xmlChar *content)
{
	struct reader *reader = ((xmlParserCtxtPtr)user)->_private;
	(void)name;
	(void)type;
	(void)public_id;
	(void)system_id;
	(void)content;
	stop(reader, ZR_E_UNSUPPORTED, &(const struct zr_fault){.kind = ZR_FAULT_XML_ENTITIES});
}

static xmlEntityPtr on_get_entity(void *user, const xmlChar *name)
{
	(void)user;
	return xmlGetPredefinedEntity(name);
}

static int nomem(struct zr_error *error)
{
	return zr_error_set_fault(
		error, ZR_E_NOMEM, &(const struct zr_fault){.kind = ZR_FAULT_XML_NO_MEMORY});
}

static int finish_error(struct reader *reader, struct zr_error *error)
{
	assert(reader != NULL);
	if (reader->fault != 0) {
		if (error != NULL) {
			*error = reader->error;
		}
		return reader->fault;
	}
	const xmlError *last = &reader->parser->lastError;
	if (last->code == XML_ERR_NO_MEMORY) {
		return nomem(error);
	}
	char said[200] = "";
	if (last->message != NULL) {
		(void)snprintf(said, sizeof said, "%s", last->message);
		said[strcspn(said, "\n")] = '\0';
	}
	const struct zr_fault fault = {
		.kind = last->message != NULL ? ZR_FAULT_XML_MALFORMED : ZR_FAULT_XML_ENDS_EARLY,
		.subject = said};
	(void)zr_error_set_fault(error, ZR_E_SYNTAX, &fault);
	zr_error_place(error, last->line > 0 ? (unsigned)last->line : 1,
		reader->open != NULL ? reader->open->name->local : NULL);
	return ZR_E_SYNTAX;
}

static void set_callbacks(xmlSAXHandler *sax)
{
	memset(sax, 0, sizeof *sax);
	sax->initialized = XML_SAX2_MAGIC;
	sax->startElementNs = on_start;
	sax->endElementNs = on_end;
	sax->characters = on_text;
	sax->cdataBlock = on_text;
	sax->entityDecl = on_entity;
	sax->getEntity = on_get_entity;
}

static void free_parser(xmlParserCtxtPtr *parser)
{
	if (*parser != NULL) {
		xmlFreeDoc((*parser)->myDoc); /* made for a DOCTYPE */
		xmlFreeParserCtxt(*parser);
	}
}

static void ignore(void *context, xmlErrorPtr fault)
{
	(void)context;
	(void)fault;
}

/* libxml2 tells a broken encoding to the thread's handler, not to the parser's, and prints it where
 * there is none. */
static void parse_quietly(xmlParserCtxtPtr parser)
{
	xmlStructuredErrorFunc handler = xmlStructuredError;
	void *context = xmlStructuredErrorContext;
	xmlSetStructuredErrorFunc(NULL, ignore);
	(void)xmlParseDocument(parser);
	xmlSetStructuredErrorFunc(context, handler);
}

static void finish_reader(struct reader *reader)
{
	zr_buffer_finish(&reader->text);
}

int zr_xml_parse(const void *bytes, size_t byte_count, const struct zr_xml_target *target,
	struct zr_node **ret_document, struct zr_error *error)
{
	assert(target != NULL && target->arena != NULL && target->names != NULL);
	assert(ret_document != NULL);
	if (byte_count > ZR_FORM_BYTES_MAX) {
		char size[24];
		(void)snprintf(size, sizeof size, "%zu", byte_count);
		return zr_error_set_fault(error, ZR_E_LIMIT,
			&(const struct zr_fault){.kind = ZR_FAULT_XML_TOO_LARGE,
				.value = size,
				.number = ZR_FORM_BYTES_MAX});
	}
	if (byte_count < 4) {
		(void)zr_error_set_fault(
			error, ZR_E_SYNTAX, &(const struct zr_fault){.kind = ZR_FAULT_XML_EMPTY});
		zr_error_place(error, 1, NULL);
		return ZR_E_SYNTAX;
	}
	ZR_CLEANUP(finish_reader) struct reader reader = {.target = target};
	ZR_CLEANUP(free_parser)
	xmlParserCtxtPtr parser = xmlCreateMemoryParserCtxt(bytes, (int)byte_count);
	reader.document = zr_arena_new(target->arena, sizeof *reader.document);
	if (parser == NULL || reader.document == NULL) {
		return nomem(error);
	}
	reader.document->kind = ZR_NODE_DOCUMENT;
	reader.parser = parser;
	parser->_private = &reader;
	(void)xmlCtxtUseOptions(parser,
		XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	set_callbacks(parser->sax);
	parse_quietly(parser);
	if (reader.fault != 0 || !parser->wellFormed || reader.document->first_child == NULL) {
		return finish_error(&reader, error);
	}
	*ret_document = reader.document;
	return 0;
}
