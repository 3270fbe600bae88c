/* Functions on nodes and sets of them (XPath 1.0 sections 4.1 and 4.3 lang(); ODK XForms "Node-set
 * Functions": fn:position with an argument, fn:count-non-empty). */
#include "lib/xpath/functions/calls.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

ZR_FUNCTION_DECLARE(zr_xpath_call_last)
{
	zr_xpath_return_number(ret_value, (double)focus->size);
	return 0;
}

/* position() of the focus; position(path): of the first node among its twins, 0 for none. */
ZR_FUNCTION_DECLARE(zr_xpath_call_position)
{
	if (call->argument_count == 0) {
		zr_xpath_return_number(ret_value, (double)focus->position);
		return 0;
	}
	struct zr_value nodes = {0};
	int code = zr_xpath_argument_nodes(evaluation, call, 0, focus, &nodes);
	if (code == 0) {
		bool is_there = nodes.nodes.count > 0 &&
				(nodes.nodes.items[0]->flags & ZR_NODE_IRRELEVANT) == 0;
		zr_xpath_return_number(
			ret_value, is_there ? (double)zr_node_position(nodes.nodes.items[0]) : 0);
	}
	return code;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_count)
{
	struct zr_value nodes = {0};
	int code = zr_xpath_argument_nodes(evaluation, call, 0, focus, &nodes);
	if (code == 0) {
		zr_xpath_return_number(ret_value, (double)nodes.nodes.count);
	}
	return code;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_count_non_empty)
{
	struct zr_value nodes = {0};
	int code = zr_xpath_argument_nodes(evaluation, call, 0, focus, &nodes);
	size_t count = 0;
	for (size_t i = 0; code == 0 && i < nodes.nodes.count; i++) {
		const struct zr_node *node = nodes.nodes.items[i];
		count += node->first_child != NULL || *zr_node_value(node) != '\0';
	}
	if (code == 0) {
		zr_xpath_return_number(ret_value, (double)count);
	}
	return code;
}

/* The node that a name is asked of: the first of the argument or the context node; NULL for none.
 */
static int take_node(struct zr_evaluation *evaluation, const struct zr_term *call,
	const struct zr_focus *focus, const struct zr_node **ret_node)
{
	if (call->argument_count == 0) {
		*ret_node = focus->node;
		return 0;
	}
	struct zr_value nodes = {0};
	int code = zr_xpath_argument_nodes(evaluation, call, 0, focus, &nodes);
	if (code == 0) {
		*ret_node = nodes.nodes.count > 0 ? nodes.nodes.items[0] : NULL;
	}
	return code;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_local_name)
{
	const struct zr_node *node = NULL;
	int code = take_node(evaluation, call, focus, &node);
	if (code == 0) {
		zr_xpath_return_text(
			ret_value, node != NULL && node->name != NULL ? node->name->local : "");
	}
	return code;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_namespace_uri)
{
	const struct zr_node *node = NULL;
	int code = take_node(evaluation, call, focus, &node);
	if (code == 0) {
		zr_xpath_return_text(ret_value,
			node != NULL && node->name != NULL ? node->name->namespace_uri : "");
	}
	return code;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_name)
{
	const struct zr_node *node = NULL;
	int code = take_node(evaluation, call, focus, &node);
	if (code != 0) {
		return code;
	}
	if (node == NULL || node->name == NULL || *node->name->prefix == '\0') {
		zr_xpath_return_text(
			ret_value, node != NULL && node->name != NULL ? node->name->local : "");
		return 0;
	}
	size_t prefix_bytes = strlen(node->name->prefix);
	size_t bytes = prefix_bytes + 1 + strlen(node->name->local);
	char *text = zr_arena_new(evaluation->context->arena, bytes + 1);
	if (text == NULL) {
		return zr_xpath_nomem(evaluation);
	}
	memcpy(text, node->name->prefix, prefix_bytes);
	text[prefix_bytes] = ':';
	memcpy(text + prefix_bytes + 1, node->name->local, bytes - prefix_bytes - 1);
	zr_xpath_return_text(ret_value, text);
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
ZR_FUNCTION_DECLARE(zr_xpath_call_lang)
{
	const char *wanted = NULL;
	int code = zr_xpath_argument_text(evaluation, call, 0, focus, &wanted);
	if (code != 0) {
		return code;
	}
	const struct zr_node *found = NULL;
	for (const struct zr_node *at = focus->node; at != NULL && found == NULL; at = at->parent) {
		found = find_attribute(at, "xml", "lang");
	}
	size_t bytes = strlen(wanted);
	const char *language = found != NULL ? zr_node_value(found) : "";
	zr_xpath_return_boolean(ret_value,
		strncasecmp(language, wanted, bytes) == 0 &&
			(language[bytes] == '\0' || language[bytes] == '-') && *language != '\0');
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
ZR_FUNCTION_DECLARE(zr_xpath_call_id)
{
	struct zr_texts texts = {0};
	struct zr_node_list list = {0};
	int code = zr_xpath_argument_texts(evaluation, call, 0, focus, &texts);
	struct zr_node *top = focus->node;
	while (top->parent != NULL) {
		top = top->parent;
	}
	struct zr_node *at = texts.count > 0 ? top : NULL;
	for (; at != NULL && code == 0; at = zr_node_following(at, top)) {
		const struct zr_node *id = find_attribute(at, NULL, "id");
		for (size_t i = 0; id != NULL && code == 0 && i < texts.count; i++) {
			if (has_word(texts.items[i], zr_node_value(id))) {
				code = zr_xpath_axes_add(evaluation, &list, at);
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
