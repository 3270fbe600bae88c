#include "test/conformance/xml_compare.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Blanks at the ends go, runs of them become one. */
static char *collapse(const char *text)
{
	char *copy = malloc(strlen(text) + 1);
	size_t length = 0;
	for (const char *at = text; copy != NULL && *at != '\0'; at++) {
		bool is_blank = isspace((unsigned char)*at);
		if (!is_blank) {
			copy[length++] = *at;
		} else if (length > 0 && copy[length - 1] != ' ') {
			copy[length++] = ' ';
		}
	}
	if (copy != NULL) {
		length -= length > 0 && copy[length - 1] == ' ';
		copy[length] = '\0';
	}
	return copy;
}

static bool is_same_text(const char *a, const char *b)
{
	char *x = collapse(a), *y = collapse(b);
	bool is_same = x != NULL && y != NULL && strcmp(x, y) == 0;
	free(x);
	free(y);
	return is_same;
}

static bool is_same_name(const xmlNode *a, const xmlNode *b)
{
	const char *a_space = a->ns != NULL ? (const char *)a->ns->href : "";
	const char *b_space = b->ns != NULL ? (const char *)b->ns->href : "";
	return xmlStrEqual(a->name, b->name) && strcmp(a_space, b_space) == 0;
}

static size_t attribute_count(const xmlNode *node)
{
	size_t count = 0;
	for (const xmlAttr *at = node->properties; at != NULL; at = at->next) {
		count++;
	}
	return count;
}

static bool has_same_attributes(const xmlNode *a, const xmlNode *b, char *what, size_t bytes)
{
	for (const xmlAttr *at = a->properties; at != NULL; at = at->next) {
		xmlChar *x = xmlNodeListGetString(a->doc, at->children, 1);
		xmlChar *y = at->ns != NULL ? xmlGetNsProp((xmlNode *)b, at->name, at->ns->href)
					    : xmlGetNoNsProp((xmlNode *)b, at->name);
		bool is_same = y != NULL &&
			       is_same_text(x != NULL ? (const char *)x : "", (const char *)y);
		if (!is_same) {
			snprintf(what, bytes, "<%s> @%s: expected \"%s\", got \"%s\"", a->name,
				at->name, x != NULL ? (const char *)x : "",
				y != NULL ? (const char *)y : "(none)");
		}
		xmlFree(x);
		xmlFree(y);
		if (!is_same) {
			return false;
		}
	}
	if (attribute_count(a) != attribute_count(b)) {
		const xmlAttr *extra = b->properties;
		while (extra->next != NULL && xmlHasProp((xmlNode *)a, extra->name) != NULL) {
			extra = extra->next;
		}
		snprintf(what, bytes, "<%s> has @%s too", a->name, extra->name);
		return false;
	}
	return true;
}

/* The next child that counts: an element, or text that is not blank. */
static const xmlNode *next_child(const xmlNode *node)
{
	while (node != NULL && (node->type == XML_COMMENT_NODE || xmlIsBlankNode(node))) {
		node = node->next;
	}
	return node;
}

static void describe(const xmlNode *node, char *text, size_t bytes)
{
	if (node == NULL) {
		snprintf(text, bytes, "nothing");
		return;
	}
	if (node->type == XML_TEXT_NODE) {
		snprintf(text, bytes, "\"%.60s\"", (const char *)node->content);
		return;
	}
	static const char *const keys[] = {"nodeset", "ref", "id", "lang"};
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		xmlChar *key = xmlGetNoNsProp((xmlNode *)node, (const xmlChar *)keys[i]);
		if (key != NULL) {
			snprintf(text, bytes, "<%s %s=\"%.80s\">", node->name, keys[i], key);
			xmlFree(key);
			return;
		}
	}
	snprintf(text, bytes, "<%s>", node->name);
}

bool xml_compare(const xmlNode *expected, const xmlNode *got, char *what, size_t bytes)
{
	if (expected->type == XML_TEXT_NODE && got->type == XML_TEXT_NODE) {
		if (is_same_text((const char *)expected->content, (const char *)got->content)) {
			return true;
		}
		snprintf(what, bytes, "text: expected \"%.120s\", got \"%.120s\"",
			(const char *)expected->content, (const char *)got->content);
		return false;
	}
	if (expected->type != got->type || !is_same_name(expected, got)) {
		char a[160], b[160];
		describe(expected, a, sizeof(a));
		describe(got, b, sizeof(b));
		snprintf(what, bytes, "expected %s, got %s", a, b);
		return false;
	}
	if (!has_same_attributes(expected, got, what, bytes)) {
		return false;
	}
	const xmlNode *a = next_child(expected->children), *b = next_child(got->children);
	for (; a != NULL && b != NULL; a = next_child(a->next), b = next_child(b->next)) {
		if (!xml_compare(a, b, what, bytes)) {
			return false;
		}
	}
	if (a != NULL || b != NULL) {
		char x[160], y[160];
		describe(a, x, sizeof(x));
		describe(b, y, sizeof(y));
		snprintf(what, bytes, "in <%s>: expected %s, got %s", expected->name, x, y);
		return false;
	}
	return true;
}
