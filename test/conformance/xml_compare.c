#include "test/conformance/xml_compare.h"

#include <ctype.h>
#include <libxml/parser.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"

/* Where the first difference goes. */
struct report {
	char *what;
	size_t bytes;
	bool is_any_order; /* within model, itext and translation */
};

__attribute__((format(printf, 2, 3))) static void say(
	const struct report *report, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	(void)vsnprintf(report->what, report->bytes, format, args);
	va_end(args);
}

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

static bool has_same_attributes(const xmlNode *a, const xmlNode *b, const struct report *report)
{
	for (const xmlAttr *at = a->properties; at != NULL; at = at->next) {
		xmlChar *x = xmlNodeListGetString(a->doc, at->children, 1);
		xmlChar *y = at->ns != NULL ? xmlGetNsProp((xmlNode *)b, at->name, at->ns->href)
					    : xmlGetNoNsProp((xmlNode *)b, at->name);
		bool is_same = y != NULL &&
			       is_same_text(x != NULL ? (const char *)x : "", (const char *)y);
		if (!is_same) {
			say(report, "<%s> @%s: expected \"%s\", got \"%s\"", a->name, at->name,
				x != NULL ? (const char *)x : "",
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
		say(report, "<%s> has @%s too", a->name, extra->name);
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

static void tell_children(const xmlNode *parent, const xmlNode *expected, const xmlNode *got,
	const struct report *report)
{
	char a[160], b[160];
	describe(expected, a, sizeof(a));
	describe(got, b, sizeof(b));
	say(report, "in <%s>: expected %s, got %s", parent->name, a, b);
}

static bool has_any_order(const xmlNode *node)
{
	static const char *const names[] = {"model", "itext", "translation"};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (xmlStrEqual(node->name, (const xmlChar *)names[i])) {
			return true;
		}
	}
	return false;
}

static bool compare(const xmlNode *expected, const xmlNode *got, const struct report *report);

/* Each expected child against the first that is equal and was not taken yet. */
static bool has_same_set(const xmlNode *expected, const xmlNode *got, const struct report *report)
{
	char spare[160];
	const struct report silent = {spare, sizeof spare, report->is_any_order};
	const xmlNode *missing = NULL, *extra = NULL;
	for (const xmlNode *a = next_child(expected->children); a != NULL;
		a = next_child(a->next)) {
		xmlNode *b = (xmlNode *)next_child(got->children);
		while (b != NULL && (b->_private != NULL || !compare(a, b, &silent))) {
			b = (xmlNode *)next_child(b->next);
		}
		if (b != NULL) {
			b->_private = (void *)a;
		} else if (missing == NULL) {
			missing = a;
		}
	}
	for (const xmlNode *b = next_child(got->children); b != NULL && extra == NULL;
		b = next_child(b->next)) {
		extra = b->_private == NULL ? b : NULL;
	}
	if (missing != NULL && extra != NULL) { /* most often one node, changed: says in what */
		return compare(missing, extra, report);
	}
	if (missing != NULL || extra != NULL) {
		tell_children(expected, missing, extra, report);
	}
	return missing == NULL && extra == NULL;
}

static bool has_same_children(
	const xmlNode *expected, const xmlNode *got, const struct report *report)
{
	const xmlNode *a = next_child(expected->children), *b = next_child(got->children);
	for (; a != NULL && b != NULL; a = next_child(a->next), b = next_child(b->next)) {
		if (!compare(a, b, report)) {
			return false;
		}
	}
	if (a != NULL || b != NULL) {
		tell_children(expected, a, b, report);
	}
	return a == NULL && b == NULL;
}

static bool compare(const xmlNode *expected, const xmlNode *got, const struct report *report)
{
	if (expected->type == XML_TEXT_NODE && got->type == XML_TEXT_NODE) {
		if (is_same_text((const char *)expected->content, (const char *)got->content)) {
			return true;
		}
		say(report, "text: expected \"%.120s\", got \"%.120s\"",
			(const char *)expected->content, (const char *)got->content);
		return false;
	}
	if (expected->type != got->type || !is_same_name(expected, got)) {
		char a[160], b[160];
		describe(expected, a, sizeof(a));
		describe(got, b, sizeof(b));
		say(report, "expected %s, got %s", a, b);
		return false;
	}
	if (!has_same_attributes(expected, got, report)) {
		return false;
	}
	return report->is_any_order && has_any_order(expected)
		       ? has_same_set(expected, got, report)
		       : has_same_children(expected, got, report);
}

bool xml_compare(const xmlNode *expected, const xmlNode *got, char *what, size_t bytes)
{
	return compare(expected, got, &(const struct report){what, bytes, false});
}

bool xml_compare_forms(
	const struct zr_buffer *expected, const struct zr_buffer *got, char *what, size_t bytes)
{
	const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_HUGE;
	const struct report report = {what, bytes, true};
	xmlDocPtr a = xmlReadMemory(expected->data, (int)expected->bytes, NULL, NULL, options);
	xmlDocPtr b = xmlReadMemory(got->data, (int)got->bytes, NULL, NULL, options);
	bool is_equal = false;
	if (a == NULL || b == NULL) {
		say(&report, "%s is not well formed", a == NULL ? "the recording" : "ours");
	} else {
		is_equal = compare(xmlDocGetRootElement(a), xmlDocGetRootElement(b), &report);
	}
	xmlFreeDoc(a);
	xmlFreeDoc(b);
	return is_equal;
}

xmlDocPtr xml_parse_without_chance(const char *text)
{
	ZR_CLEANUP_FREE char *copy = strdup(text);
	for (char *at = copy; (at = strstr(at, "uuid:")) != NULL;) {
		at += 5;
		char *end = at + strspn(at, "0123456789abcdef-");
		memmove(at, end, strlen(end) + 1);
	}
	const char *start = copy + strspn(copy, " \t\r\n");
	return xmlReadMemory(start, (int)strlen(start), "", NULL,
		XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET);
}
