/* Each element becomes lines of text; the lines are compared. */
#include "test/conformance/canonical.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/form/xml.h"

static int write_node(const struct zr_node *node, unsigned depth, struct zr_buffer *text);

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Runs of white space as one space, none at the ends. */
static int add_squeezed(struct zr_buffer *text, const char *value)
{
	int code = 0;
	bool has_text = false;
	for (const char *at = value; *at != '\0' && code == 0; at++) {
		if (is_space(*at)) {
			continue;
		}
		if (has_text && at > value && is_space(at[-1])) {
			code = zr_buffer_add(text, " ", 1);
		}
		code = code == 0 ? zr_buffer_add(text, at, 1) : code;
		has_text = true;
	}
	return code;
}

static int compare_texts(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Adds the parts in order of their text and frees them. */
static int add_sorted(struct zr_buffer *text, char **parts, size_t count)
{
	int code = 0;
	qsort(parts, count, sizeof *parts, compare_texts);
	for (size_t i = 0; i < count; i++) {
		code = code == 0 ? zr_buffer_add_text(text, parts[i]) : code;
		free(parts[i]);
	}
	return code;
}

static int write_attribute(const struct zr_node *attribute, struct zr_buffer *text)
{
	int code = zr_buffer_add_format(text, " @%s%s%s=", attribute->name->namespace_uri,
		*attribute->name->namespace_uri != '\0' ? "#" : "", attribute->name->local);
	return code == 0 ? add_squeezed(text, zr_node_value(attribute)) : code;
}

static int write_attributes(const struct zr_node *element, struct zr_buffer *text)
{
	char *parts[64];
	size_t count = 0;
	for (const struct zr_node *at = element->first_attribute; at != NULL && count < 64;
		at = at->next) {
		struct zr_buffer part = {0};
		if (strcmp(at->name->namespace_uri, ZR_XML_XMLNS) != 0 &&
			write_attribute(at, &part) == 0) {
			parts[count++] = part.data;
		}
	}
	return add_sorted(text, parts, count);
}

static bool has_any_order(const struct zr_node *element)
{
	return zr_xml_is(element, "model") || zr_xml_is(element, "itext") ||
	       zr_xml_is(element, "translation");
}

static int write_children(const struct zr_node *element, unsigned depth, struct zr_buffer *text)
{
	size_t room = 0;
	for (const struct zr_node *at = element->first_child; at != NULL; at = at->next) {
		room++;
	}
	ZR_CLEANUP_FREE char **parts = calloc(room + 1, sizeof *parts);
	size_t count = 0;
	int code = parts == NULL ? ZR_E_NOMEM : 0;
	for (const struct zr_node *at = element->first_child; at != NULL && code == 0;
		at = at->next) {
		if (!has_any_order(element)) {
			code = write_node(at, depth, text);
			continue;
		}
		struct zr_buffer part = {0};
		code = write_node(at, depth, &part);
		if (part.data != NULL) {
			parts[count++] = part.data;
		}
	}
	int sorted = add_sorted(text, parts, count);
	return code == 0 ? sorted : code;
}

static int write_node(const struct zr_node *node, unsigned depth, struct zr_buffer *text)
{
	const char *value = zr_node_value(node);
	bool is_blank = value[strspn(value, " \t\r\n")] == '\0';
	if (node->kind == ZR_NODE_COMMENT || node->kind == ZR_NODE_INSTRUCTION ||
		(node->kind == ZR_NODE_TEXT && is_blank)) {
		return 0;
	}
	int code = zr_buffer_add_format(text, "%*s", (int)depth, "");
	if (node->kind == ZR_NODE_ELEMENT && code == 0) {
		code = zr_buffer_add_format(text, "<%s", node->name->local);
		code = code == 0 ? write_attributes(node, text) : code;
		code = code == 0 ? zr_buffer_add_text(text, "> ") : code;
	}
	if (code == 0) {
		code = add_squeezed(text, value);
	}
	code = code == 0 ? zr_buffer_add(text, "\n", 1) : code;
	return code == 0 ? write_children(node, depth + 1, text) : code;
}

static int write_document(
	const struct zr_buffer *xml, struct zr_buffer *text, struct zr_error *error)
{
	struct zr_arena arena = {0};
	struct zr_names *names = zr_names_new();
	const struct zr_xml_target target = {.arena = &arena, .names = names};
	struct zr_node *document = NULL;
	int code = zr_xml_parse(xml->data, xml->bytes, &target, &document, error);
	if (code == 0) {
		code = write_node(document->first_child, 0, text);
	}
	zr_names_free(names);
	zr_arena_finish(&arena);
	return code;
}

int canonical_compare(const struct zr_buffer *ours, const struct zr_buffer *expected,
	struct zr_buffer *ret_difference)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer left = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer right = {0};
	struct zr_error error = {0};
	int code = write_document(ours, &left, &error);
	if (code == 0) {
		code = write_document(expected, &right, &error);
	}
	if (code != 0) {
		int told = zr_buffer_add_text(ret_difference, error.message);
		return told < 0 ? told : code;
	}
	const char *a = zr_buffer_text(&left);
	const char *b = zr_buffer_text(&right);
	while (*a != '\0' && *b != '\0') {
		size_t a_bytes = strcspn(a, "\n");
		size_t b_bytes = strcspn(b, "\n");
		if (a_bytes != b_bytes || memcmp(a, b, a_bytes) != 0) {
			break;
		}
		a += a_bytes + 1;
		b += b_bytes + 1;
	}
	if (*a == '\0' && *b == '\0') {
		return 0;
	}
	a += strspn(a, " ");
	b += strspn(b, " ");
	code = zr_buffer_add_format(ret_difference, "ours %.*s, recorded %.*s",
		(int)strcspn(a, "\n"), a, (int)strcspn(b, "\n"), b);
	return code == 0 ? 1 : code;
}
