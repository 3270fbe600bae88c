/* Functions on nodes and sets of them (XPath 1.0 sections 4.1 and 4.3 lang(); ODK XForms "Node-set
 * Functions": fn:position with an argument, fn:count-non-empty). */
#include "lib/xpath/functions/families.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "lib/xpath/evaluate/axes.h"
#include "lib/xpath/functions/argument.h"
#include "lib/xpath/value/produce.h"

static int call_last(const struct zr_call *call, struct zr_value *ret_value)
{
	zr_produce_number(ret_value, (double)call->focus->size);
	return 0;
}

/* position() of the focus; position(path): of the first node among its twins, 0 for none. */
static int call_position(const struct zr_call *call, struct zr_value *ret_value)
{
	assert(call->term->argument_count <= 1);
	if (call->term->argument_count == 0) {
		zr_produce_number(ret_value, (double)call->focus->position);
		return 0;
	}
	struct zr_value nodes = {0};
	int code = zr_argument_nodes(call, 0, &nodes);
	if (code == 0) {
		bool is_there = nodes.nodes.count > 0 &&
				(nodes.nodes.items[0]->flags & ZR_NODE_IRRELEVANT) == 0;
		zr_produce_number(
			ret_value, is_there ? (double)zr_node_position(nodes.nodes.items[0]) : 0);
	}
	return code;
}

static int call_count(const struct zr_call *call, struct zr_value *ret_value)
{
	struct zr_value nodes = {0};
	int code = zr_argument_nodes(call, 0, &nodes);
	if (code == 0) {
		zr_produce_number(ret_value, (double)nodes.nodes.count);
	}
	return code;
}

static int call_count_non_empty(const struct zr_call *call, struct zr_value *ret_value)
{
	struct zr_value nodes = {0};
	int code = zr_argument_nodes(call, 0, &nodes);
	size_t count = 0;
	for (size_t i = 0; code == 0 && i < nodes.nodes.count; i++) {
		const struct zr_node *node = nodes.nodes.items[i];
		count += node->first_child != NULL || *zr_node_value(node) != '\0';
	}
	if (code == 0) {
		zr_produce_number(ret_value, (double)count);
	}
	return code;
}

/* The node that a name is asked of: the first of the argument or the context node; NULL for none.
 */
static int take_node(const struct zr_call *call, const struct zr_node **ret_node)
{
	assert(call->term->argument_count <= 1);
	if (call->term->argument_count == 0) {
		*ret_node = call->focus->node;
		return 0;
	}
	struct zr_value nodes = {0};
	int code = zr_argument_nodes(call, 0, &nodes);
	if (code == 0) {
		*ret_node = nodes.nodes.count > 0 ? nodes.nodes.items[0] : NULL;
	}
	return code;
}

static int call_local_name(const struct zr_call *call, struct zr_value *ret_value)
{
	const struct zr_node *node = NULL;
	int code = take_node(call, &node);
	if (code == 0) {
		zr_produce_text(
			ret_value, node != NULL && node->name != NULL ? node->name->local : "");
	}
	return code;
}

static int call_namespace_uri(const struct zr_call *call, struct zr_value *ret_value)
{
	const struct zr_node *node = NULL;
	int code = take_node(call, &node);
	if (code == 0) {
		zr_produce_text(ret_value,
			node != NULL && node->name != NULL ? node->name->namespace_uri : "");
	}
	return code;
}

static int call_name(const struct zr_call *call, struct zr_value *ret_value)
{
	const struct zr_node *node = NULL;
	int code = take_node(call, &node);
	if (code != 0) {
		return code;
	}
	if (node == NULL || node->name == NULL || *node->name->prefix == '\0') {
		zr_produce_text(
			ret_value, node != NULL && node->name != NULL ? node->name->local : "");
		return 0;
	}
	size_t prefix_bytes = strlen(node->name->prefix);
	size_t bytes = prefix_bytes + 1 + strlen(node->name->local);
	char *text = zr_arena_new(call->evaluation->context->arena, bytes + 1);
	if (text == NULL) {
		return zr_evaluation_nomem(call->evaluation);
	}
	memcpy(text, node->name->prefix, prefix_bytes);
	text[prefix_bytes] = ':';
	memcpy(text + prefix_bytes + 1, node->name->local, bytes - prefix_bytes - 1);
	zr_produce_text(ret_value, text);
	return 0;
}

static const struct zr_node *find_attribute(
	const struct zr_node *node, const char *prefix, const char *local)
{
	const struct zr_node *at = node->kind == ZR_NODE_ELEMENT ? node->first_attribute : NULL;
	for (; at != NULL; at = at->next) {
		if (strcmp(at->name->local, local) == 0 &&
			(prefix == NULL || strcmp(at->name->prefix, prefix) == 0)) {
			return at;
		}
	}
	return NULL;
}

/* Whether the context node's xml:lang is the language or a variety of it. */
static int call_lang(const struct zr_call *call, struct zr_value *ret_value)
{
	const char *wanted = NULL;
	int code = zr_argument_text(call, 0, &wanted);
	if (code != 0) {
		return code;
	}
	const struct zr_node *found = NULL;
	for (const struct zr_node *at = call->focus->node; at != NULL && found == NULL;
		at = at->parent) {
		found = find_attribute(at, "xml", "lang");
	}
	size_t bytes = strlen(wanted);
	const char *language = found != NULL ? zr_node_value(found) : "";
	zr_produce_boolean(ret_value, strncasecmp(language, wanted, bytes) == 0 &&
					      (language[bytes] == '\0' || language[bytes] == '-') &&
					      *language != '\0');
	return 0;
}

static bool has_word(const char *words, const char *word)
{
	size_t bytes = strlen(word);
	while (bytes > 0 && *words != '\0') {
		words += strspn(words, " \t\r\n");
		size_t length = strcspn(words, " \t\r\n");
		if (length == bytes && memcmp(words, word, bytes) == 0) {
			return true;
		}
		words += length;
	}
	return false;
}

/* Elements whose attribute "id" is one of the words of the argument (of its nodes' texts). */
static int call_id(const struct zr_call *call, struct zr_value *ret_value)
{
	struct zr_argument_texts texts = {0};
	struct zr_node_list list = {0};
	int code = zr_argument_texts(call, 0, &texts);
	struct zr_node *top = call->focus->node;
	while (top->parent != NULL) {
		top = top->parent;
	}
	struct zr_node *at = texts.count > 0 ? top : NULL;
	for (; at != NULL && code == 0; at = zr_node_following(at, top)) {
		const struct zr_node *id = find_attribute(at, NULL, "id");
		for (size_t i = 0; id != NULL && code == 0 && i < texts.count; i++) {
			if (has_word(texts.items[i], zr_node_value(id))) {
				code = zr_axes_add(call->evaluation, &list, at);
				break;
			}
		}
	}
	if (code == 0) {
		ret_value->kind = ZR_VALUE_NODES;
		ret_value->nodes.items = list.items;
		ret_value->nodes.count = list.count;
	}
	return code;
}

const struct zr_function zr_functions_on_nodes[] = {
	{"count", 1, 1, 0, call_count, NULL},
	{"count-non-empty", 1, 1, 0, call_count_non_empty, NULL},
	{"id", 1, 1, ZR_FUNCTION_FOCUS | ZR_FUNCTION_EXTRA, call_id, NULL},
	{"lang", 1, 1, ZR_FUNCTION_FOCUS | ZR_FUNCTION_EXTRA, call_lang, NULL},
	{"last", 0, 0, ZR_FUNCTION_POSITION | ZR_FUNCTION_EXTRA, call_last, NULL},
	{"local-name", 0, 1, ZR_FUNCTION_FOCUS_DEFAULT | ZR_FUNCTION_EXTRA, call_local_name, NULL},
	{"name", 0, 1, ZR_FUNCTION_FOCUS_DEFAULT | ZR_FUNCTION_EXTRA, call_name, NULL},
	{"namespace-uri", 0, 1, ZR_FUNCTION_FOCUS_DEFAULT | ZR_FUNCTION_EXTRA, call_namespace_uri,
		NULL},
	{"position", 0, 1, ZR_FUNCTION_POSITION, call_position, NULL},
	{0},
};
