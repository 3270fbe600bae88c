/*
 * A recorded document as our tree, and the paths by which the recorder named its nodes.
 *
 * Every node's `extra` is its libxml2 node, whose prefix is the one that was written there: a
 * zr_name keeps only the first. The tree and its names belong to the document.
 */
#ifndef ZR_CONFORMANCE_XPATH_DOCUMENT_H
#define ZR_CONFORMANCE_XPATH_DOCUMENT_H

#include <stdbool.h>

#include <libxml/tree.h>

#include <json-c/json.h>

#include "lib/xpath/xpath.h"

struct document {
	struct json_object *prefixes; /* of the case; NULL: those of the document. Borrowed */
	const char *language;         /* whose texts are asked for; NULL: the default one's */
	struct zr_node *root;
	struct zr_names *names;
	xmlDocPtr xml;
	bool has_texts; /* texts as nodes of their own */
};

void document_init(struct document *document, const char *text, bool has_texts);
void document_finish(struct document *document);

/* "/div[1]/ev:span[2]/@id": a position on every node, as Enketo's recorder wrote them. */
bool document_has_path(const struct zr_node *node, const char *wanted);
/* The node of that path, NULL when there is none. */
struct zr_node *document_find(struct zr_node *root, const char *wanted);

/* For struct zr_xpath_scope and struct zr_xpath_hooks; user is the document. */
const char *document_namespace_for(void *user, const char *prefix);
struct zr_node *document_find_instance(void *user, const char *id);

/* The document that a test of Enketo's built by hand, where the recording kept another one; NULL:
 * the recorded one is right. */
const char *xpath_rebuilt_find(const char *file, const char *test);

/* The text of an id in the itext of an XForm, NULL. Borrowed until the next call. */
const char *document_find_text(void *user, const char *id);

#endif
