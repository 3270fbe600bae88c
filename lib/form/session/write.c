/*
 * The instance as XML, the same bytes for the same state.
 *
 * Prefixes that the form declared and the instance uses are declared on the root; one that means
 * something else at a node, or came with a stored record, is declared there. Anchors of
 * repeats and jr:template are never written. Source: OpenRosa "Metadata"; ODK XForms "Instance".
 */
#include "lib/form/session.h"

#include <assert.h>
#include <string.h>

#include "lib/form/session/working.h"
#include "lib/form/xml.h"

static int add_escaped(struct zr_buffer *out, const char *text, bool is_attribute)
{
	const char *special = is_attribute ? "&<>\"\r\n\t" : "&<>\r";
	int code = 0;
	while (code == 0 && *text != '\0') {
		size_t plain = strcspn(text, special);
		code = zr_buffer_add(out, text, plain);
		text += plain;
		if (code != 0 || *text == '\0') {
			break;
		}
		switch (*text) {
		case '&':
			code = zr_buffer_add_text(out, "&amp;");
			break;
		case '<':
			code = zr_buffer_add_text(out, "&lt;");
			break;
		case '>':
			code = zr_buffer_add_text(out, "&gt;");
			break;
		case '"':
			code = zr_buffer_add_text(out, "&quot;");
			break;
		default:
			code = zr_buffer_add_format(out, "&#%d;", *text);
		}
		text++;
	}
	return code;
}

static int add_name(struct zr_buffer *out, const struct zr_name *name)
{
	bool has_prefix = *name->namespace_uri != '\0' && *name->prefix != '\0';
	int code = has_prefix ? zr_buffer_add_format(out, "%s:", name->prefix) : 0;
	return code == 0 ? zr_buffer_add_text(out, name->local) : code;
}

static bool is_declaration(const struct zr_node *attribute)
{
	return strcmp(attribute->name->namespace_uri, ZR_XML_XMLNS) == 0;
}

static bool is_default_declaration(const struct zr_node *attribute)
{
	return is_declaration(attribute) && strcmp(attribute->name->local, "xmlns") == 0;
}

static bool is_template_mark(const struct zr_node *attribute)
{
	return strcmp(attribute->name->namespace_uri, ZR_XML_JR) == 0;
}

static int add_attributes(struct zr_buffer *out, const struct zr_node *element)
{
	int code = 0;
	const struct zr_node *at = element->first_attribute;
	for (; code == 0 && at != NULL; at = at->next) {
		if (is_template_mark(at) || (is_declaration(at) && !is_default_declaration(at))) {
			continue;
		}
		code = zr_buffer_add(out, " ", 1);
		if (code == 0) {
			code = is_declaration(at) ? zr_buffer_add_text(out, "xmlns")
						  : add_name(out, at->name);
		}
		if (code == 0) {
			code = zr_buffer_add_text(out, "=\"");
		}
		if (code == 0) {
			code = add_escaped(out, zr_node_value(at), true);
		}
		if (code == 0) {
			code = zr_buffer_add(out, "\"", 1);
		}
	}
	return code;
}

static bool uses_prefix(const struct zr_node *node, const char *uri)
{
	if (node->name != NULL && *node->name->prefix != '\0' &&
		strcmp(node->name->namespace_uri, uri) == 0) {
		return true;
	}
	for (const struct zr_node *at = node->first_attribute; at != NULL; at = at->next) {
		if (strcmp(at->name->namespace_uri, uri) == 0 && !is_template_mark(at)) {
			return true;
		}
	}
	for (const struct zr_node *at = node->first_child; at != NULL; at = at->next) {
		if (at->kind == ZR_NODE_ELEMENT && uses_prefix(at, uri)) {
			return true;
		}
	}
	return false;
}

static int declare(struct zr_buffer *out, const struct zr_name *name)
{
	int code = zr_buffer_add_format(out, " xmlns:%s=\"", name->prefix);
	if (code == 0) {
		code = add_escaped(out, name->namespace_uri, true);
	}
	return code == 0 ? zr_buffer_add(out, "\"", 1) : code;
}

static int add_declarations(
	struct zr_buffer *out, const struct zr_form *form, const struct zr_node *root)
{
	int code = 0;
	for (const struct zr_xml_prefix *at = form->prefixes; code == 0 && at != NULL;
		at = at->next) {
		if (*at->prefix != '\0' && uses_prefix(form->document->first_child, at->uri)) {
			const struct zr_name name = {
				.prefix = at->prefix, .namespace_uri = at->uri};
			code = declare(out, &name);
		}
	}
	(void)root;
	return code;
}

/* Whether the root does not say what the prefix of a name means. */
static bool is_undeclared(const struct zr_form *form, const struct zr_name *name)
{
	if (*name->prefix == '\0' || *name->namespace_uri == '\0' ||
		strcmp(name->prefix, "xml") == 0) {
		return false;
	}
	const struct zr_xml_prefix *at = form->prefixes;
	while (at != NULL && strcmp(at->prefix, name->prefix) != 0) {
		at = at->next;
	}
	return at == NULL || strcmp(at->uri, name->namespace_uri) != 0 ||
	       !uses_prefix(form->document->first_child, at->uri);
}

/* Declares what the element itself and its attributes need, each once. */
static int declare_here(
	struct zr_buffer *out, const struct zr_form *form, const struct zr_node *element)
{
	bool is_own = is_undeclared(form, element->name);
	int code = is_own ? declare(out, element->name) : 0;
	const struct zr_node *at = element->first_attribute;
	for (; code == 0 && at != NULL; at = at->next) {
		bool is_done = is_own && strcmp(at->name->prefix, element->name->prefix) == 0;
		const struct zr_node *before = element->first_attribute;
		for (; !is_done && before != at; before = before->next) {
			is_done = !is_declaration(before) &&
				  strcmp(before->name->prefix, at->name->prefix) == 0;
		}
		if (!is_done && !is_declaration(at) && !is_template_mark(at) &&
			is_undeclared(form, at->name)) {
			code = declare(out, at->name);
		}
	}
	return code;
}

static bool is_written(const struct zr_node *node, enum zr_session_purpose purpose)
{
	bool is_draft = purpose == ZR_SESSION_DRAFT;
	if ((node->flags & ZR_NODE_TEMPLATE) != 0) {
		return is_draft && node->bind == NULL; /* what the form has no place for */
	}
	return node->kind == ZR_NODE_ELEMENT &&
	       (is_draft || (node->flags & ZR_NODE_IRRELEVANT) == 0);
}

static bool has_elements(const struct zr_node *node)
{
	return node->first_child != NULL;
}

static int add_element(struct zr_buffer *out, const struct zr_session *session,
	const struct zr_node *node, enum zr_session_purpose purpose)
{
	assert(node->kind == ZR_NODE_ELEMENT);
	bool is_root = node->parent->kind == ZR_NODE_DOCUMENT;
	int code = zr_buffer_add(out, "<", 1);
	if (code == 0) {
		code = add_name(out, node->name);
	}
	if (code == 0 && is_root) {
		code = add_declarations(out, session->form, node);
	}
	if (code == 0) {
		code = declare_here(out, session->form, node);
	}
	if (code == 0) {
		code = add_attributes(out, node);
	}
	if (code != 0 || (node->first_child == NULL && node->value == NULL)) {
		return code != 0 ? code : zr_buffer_add_text(out, "/>");
	}
	code = zr_buffer_add(out, ">", 1);
	if (code == 0 && !has_elements(node)) {
		code = add_escaped(out, zr_node_value(node), false);
	}
	for (const struct zr_node *at = node->first_child; code == 0 && at != NULL; at = at->next) {
		if (is_written(at, purpose)) {
			code = add_element(out, session, at, purpose);
		}
	}
	if (code == 0) {
		code = zr_buffer_add_text(out, "</");
	}
	if (code == 0) {
		code = add_name(out, node->name);
	}
	return code == 0 ? zr_buffer_add(out, ">", 1) : code;
}

int zr_session_write(struct zr_session *session, enum zr_session_purpose purpose,
	struct zr_buffer *ret_xml, struct zr_error *error)
{
	assert(session != NULL && ret_xml != NULL);
	int code = zr_buffer_add_text(ret_xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	if (code == 0) {
		code = add_element(ret_xml, session, session->document->first_child, purpose);
	}
	if (code == ZR_E_LIMIT) {
		return zr_error_set(error, code, "the record is larger than a record may be");
	}
	return code != 0 ? zr_working_nomem(error) : 0;
}
