/*
 * Runs the recorded XPath cases of Enketo and JavaRosa through lib/form.
 *
 * usage: xpath_cases DATA-FOLDER DIFFERENCES [-v]
 * Prints a line per suite: passed, failed, skipped. Cases that we answer differently on purpose
 * stand in DIFFERENCES with the reason ("suite|expression|reason" a line); they count as failed and
 * are not a fault. A reason "lost: …" says that the recording lacks what the case needs: skipped.
 * -v prints every failure. Exit 1 when a failure has no reason, 77 without data.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "lib/base/cleanup.h"
#include "lib/xpath/xpath.h"

enum {
	SKIP_STATUS = 77
};

struct document {
	struct zr_node *root;
	struct zr_names *names;
	xmlDocPtr xml;
	bool has_texts; /* texts as nodes of their own */
};

struct suite {
	const char *name;
	const char *time_zone;
	int64_t now_us;
	const char *differences; /* the whole file, "" without one */
	bool is_verbose;
	unsigned passed;
	unsigned explained;
	unsigned failed;
	unsigned skipped;
	unsigned lost; /* of the skipped: recorded with another test's document */
};

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
		zr_node_append_attribute(
			element, zr_node_new(ZR_NODE_ATTRIBUTE, name_of(document, at->name, at->ns),
					 (const char *)value));
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

static void document_finish(struct document *document)
{
	zr_node_free(document->root);
	zr_names_free(document->names);
	xmlFreeDoc(document->xml);
}

static void document_init(struct document *document, const char *text, bool has_texts)
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

static bool is_twin(const struct zr_node *a, const struct zr_node *b)
{
	return a->kind == b->kind &&
	       (a->name == b->name || (a->name != NULL && b->name != NULL &&
					      strcmp(a->name->local, b->name->local) == 0 &&
					      strcmp(a->name->prefix, b->name->prefix) == 0));
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
	const char *prefix = node->name != NULL ? node->name->prefix : "";
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

static bool has_path(const struct zr_node *node, const char *wanted)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	add_path(&path, node);
	return strcmp(path.bytes > 0 ? zr_buffer_text(&path) : "/", wanted) == 0;
}

static struct zr_node *find_path(struct zr_node *root, const char *wanted)
{
	for (struct zr_node *at = root; at != NULL; at = zr_node_following(at, root)) {
		if (has_path(at, wanted)) {
			return at;
		}
		for (struct zr_node *each = at->first_attribute; each != NULL; each = each->next) {
			if (has_path(each, wanted)) {
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

static const char *namespace_for(void *user, const char *prefix)
{
	const struct document *document = user;
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

static struct zr_node *find_instance(void *user, const char *id)
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

static uint64_t next_random(void *user)
{
	static uint64_t state = 88172645463325252u;
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static const struct zr_xpath_hooks hooks = {.instance = find_instance, .random = next_random};

/* ---- one case ---- */

/* JavaRosa's recorder gave a position only to twins. */
static bool has_short_path(const struct zr_node *node, const char *wanted)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	return zr_node_path(node, &path) == 0 && strcmp(zr_buffer_text(&path), wanted) == 0;
}

static const char *member(json_object *object, const char *name)
{
	json_object *value = json_object_object_get(object, name);
	return value != NULL ? json_object_get_string(value) : NULL;
}

static bool is_number_right(double got, json_object *value, const char *expression)
{
	const char *text = json_object_get_string(value);
	double wanted = strcmp(text, "NaN") == 0 ? NAN : strtod(text, NULL);
	if (strncmp(text, "Infinity", 8) == 0 || strncmp(text, "-Infinity", 9) == 0) {
		return got == (text[0] == '-' ? -INFINITY : INFINITY);
	}
	if (strstr(expression, "random()") != NULL) {
		return got >= 0 && got < 1;
	}
	bool is_geo =
		strstr(expression, "area(") != NULL || strstr(expression, "distance(") != NULL;
	double tolerance = is_geo ? 0.006 + 1e-5 * fabs(wanted) : 1e-9 * fmax(1, fabs(wanted));
	return isnan(wanted) ? isnan(got) : fabs(got - wanted) <= tolerance;
}

static bool are_nodes_right(const struct zr_value *got, json_object *value, const char *expression)
{
	if (got->kind != ZR_VALUE_NODES) {
		return false;
	}
	if (json_object_get_type(value) != json_type_array) {
		const char *wanted = json_object_get_string(value);
		return got->nodes.count > 0 && (has_path(got->nodes.items[0], wanted) ||
						       has_short_path(got->nodes.items[0], wanted));
	}
	size_t count = json_object_array_length(value);
	bool is_right = got->nodes.count == count;
	for (size_t i = 0; i < count && is_right && strstr(expression, "randomize(") == NULL; i++) {
		const char *wanted = json_object_get_string(json_object_array_get_idx(value, i));
		is_right = has_path(got->nodes.items[i], wanted);
	}
	return is_right;
}

static bool is_text_right(const char *got, const char *wanted, const char *expression)
{
	if (strstr(expression, "uuid(") != NULL) {
		return strlen(got) == strlen(wanted);
	}
	return strcmp(got, wanted) == 0;
}

static bool is_right(const struct zr_value *got, const struct zr_xpath_context *context,
	json_object *one, const char *expression)
{
	const char *type = member(one, "type");
	json_object *value = json_object_object_get(one, "value");
	if (strcmp(type, "number") == 0) {
		return is_number_right(zr_value_number(got, context), value, expression);
	}
	if (strcmp(type, "boolean") == 0) {
		return zr_value_boolean(got) == (bool)json_object_get_boolean(value);
	}
	if (strcmp(type, "string") == 0) {
		return is_text_right(
			zr_value_string(got, context), json_object_get_string(value), expression);
	}
	if (strcmp(type, "date") == 0) {
		struct zr_value text = {
			.kind = ZR_VALUE_STRING, .string = json_object_get_string(value)};
		return fabs(zr_value_number(&text, context) - zr_value_number(got, context)) < 1e-8;
	}
	return are_nodes_right(got, value, expression);
}

/* Whether the answer is as recorded; says in ret_answer what it was. */
static bool answers(struct suite *suite, struct document *document, json_object *one,
	const char *node_path, struct zr_buffer *ret_answer)
{
	const char *expression = member(one, "expr");
	struct zr_xpath_scope scope = {.names = document->names,
		.namespace_for = namespace_for,
		.user = document,
		.is_lazy = true};
	bool wants_error = strcmp(member(one, "type"), "error") == 0;
	struct zr_xpath *compiled = NULL;
	struct zr_error error = {0};
	if (zr_xpath_compile(expression, &scope, &compiled, &error) != 0) {
		(void)!zr_buffer_add_text(ret_answer, error.message);
		return wants_error;
	}
	struct zr_arena arena = {0};
	struct zr_xpath_context context = {
		.node = find_path(document->root, node_path),
		.root = document->root,
		.arena = &arena,
		.hooks = &hooks,
		.user = document,
		.now_us = suite->now_us,
		.time_zone = suite->time_zone,
	};
	struct zr_value value = {0};
	bool right = false;
	if (context.node == NULL) {
		(void)!zr_buffer_add_format(ret_answer, "no context %s", node_path);
	} else if (zr_xpath_evaluate(compiled, &context, &value, &error) != 0) {
		(void)!zr_buffer_add_text(ret_answer, error.message);
		right = wants_error;
	} else {
		right = !wants_error && is_right(&value, &context, one, expression);
		(void)!zr_buffer_add_format(ret_answer, "kind %d, %s", (int)value.kind,
			zr_value_string(&value, &context));
		if (value.kind == ZR_VALUE_NODES) {
			(void)!zr_buffer_add_format(ret_answer, ", %zu nodes", value.nodes.count);
		}
	}
	zr_arena_finish(&arena);
	zr_xpath_free(compiled);
	return right;
}

/* "suite|expression|reason" with a reason that begins with how. */
static bool is_explained(const struct suite *suite, const char *expression, const char *how)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer line = {0};
	(void)!zr_buffer_add_format(&line, "\n%s|%s|%s", suite->name, expression, how);
	for (char *at = line.data + 1; at < line.data + line.bytes; at++) {
		*at = *at == '\n' || *at == '\t' ? ' ' : *at;
	}
	return strstr(suite->differences, zr_buffer_text(&line)) != NULL;
}

/* What the recording cannot say: cases whose context is not in the document they were recorded with
 * (the recorder kept one document for all tests that build theirs by hand), and a DOCTYPE as a
 * node, which is no node in XPath's data model. */
static bool is_lost(struct document *document, json_object *one, const char *node_path)
{
	const char *text = member(one, "value");
	return find_path(document->root, node_path) == NULL ||
	       (text != NULL && strstr(text, "?10\"") != NULL);
}

static void judge(
	struct suite *suite, struct document *document, json_object *one, const char *node_path)
{
	const char *expression = member(one, "expr");
	if (is_lost(document, one, node_path)) {
		suite->skipped++;
		suite->lost++;
		return;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer answer = {0};
	if (answers(suite, document, one, node_path, &answer)) {
		suite->passed++;
		return;
	}
	bool has_reason = is_explained(suite, expression, "");
	if (is_explained(suite, expression, "lost:")) {
		suite->skipped++;
		suite->lost++;
		return;
	}
	suite->explained += has_reason;
	suite->failed += !has_reason;
	if (suite->is_verbose) {
		(void)printf("%s %s: %s (at %s): wanted %s %s, got %s\n", suite->name,
			has_reason ? "differs" : "FAILED", expression, node_path,
			member(one, "type"), member(one, "value"), zr_buffer_text(&answer));
	}
}

static int report(const struct suite *suite)
{
	unsigned failed = suite->failed + suite->explained;
	(void)printf("%s: %u passed, %u failed (%u of them on purpose), %u skipped "
		     "(%u recorded without their document), %.2f %%\n",
		suite->name, suite->passed, failed, suite->explained, suite->skipped, suite->lost,
		100.0 * suite->passed / (suite->passed + failed > 0 ? suite->passed + failed : 1));
	return suite->failed == 0 ? 0 : 1;
}

/* ---- the suites ---- */

static json_object *load(const char *folder, const char *name)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	(void)!zr_buffer_add_format(&path, "%s/%s", folder, name);
	return json_object_from_file(zr_buffer_text(&path));
}

static bool speaks_of_texts(json_object *one)
{
	const char *const words[] = {"text()", "node()", "comment()", "processing-instruction"};
	const char *whole = json_object_to_json_string_ext(one, JSON_C_TO_STRING_NOSLASHESCAPE);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strstr(whole, words[i]) != NULL) {
			return true;
		}
	}
	return false;
}

static int run_enketo(const char *folder, const char *differences, bool is_verbose)
{
	json_object *data = load(folder, "enketo__openrosa-xpath-evaluator/xpath-cases.json");
	if (data == NULL) {
		return SKIP_STATUS;
	}
	struct suite suite = {.name = "enketo",
		.time_zone = "America/Phoenix",
		.now_us = 1795360309387000,
		.differences = differences,
		.is_verbose = is_verbose};
	json_object *texts = json_object_object_get(data, "docs");
	json_object *cases = json_object_object_get(data, "cases");
	for (size_t d = 0; d < json_object_array_length(texts); d++) {
		const char *text = json_object_get_string(json_object_array_get_idx(texts, d));
		struct document documents[2];
		document_init(&documents[0], text, false);
		document_init(&documents[1], text, true);
		for (size_t i = 0; i < json_object_array_length(cases); i++) {
			json_object *one = json_object_array_get_idx(cases, i);
			if ((size_t)json_object_get_int(json_object_object_get(one, "doc")) == d) {
				judge(&suite, &documents[speaks_of_texts(one)], one,
					member(one, "context"));
			}
		}
		document_finish(&documents[0]);
		document_finish(&documents[1]);
	}
	json_object_put(data);
	return report(&suite);
}

static bool is_of_api(json_object *one)
{
	return json_object_get_boolean(json_object_object_get(one, "custom_handlers")) ||
	       strstr(member(one, "test"), "variable_refs") != NULL;
}

static int run_javarosa(const char *folder, const char *differences, bool is_verbose)
{
	json_object *cases = load(folder, "getodk__javarosa/xpath-eval-cases.json");
	if (cases == NULL) {
		return SKIP_STATUS;
	}
	struct suite suite = {.name = "javarosa",
		.time_zone = "UTC",
		.now_us = 1795360309387000,
		.differences = differences,
		.is_verbose = is_verbose};
	for (size_t i = 0; i < json_object_array_length(cases); i++) {
		json_object *one = json_object_array_get_idx(cases, i);
		if (is_of_api(one)) {
			suite.skipped++;
			continue;
		}
		const char *text = member(one, "doc");
		struct document document;
		document_init(&document, text != NULL ? text : "<data/>", false);
		judge(&suite, &document, one, "/");
		document_finish(&document);
	}
	json_object_put(cases);
	return report(&suite);
}

static char *read_text(const char *path)
{
	struct zr_buffer text = {0};
	FILE *file = fopen(path, "rbe");
	char piece[4096];
	(void)!zr_buffer_add_text(&text, "\n");
	for (size_t bytes = 1; file != NULL && bytes > 0;) {
		bytes = fread(piece, 1, sizeof piece, file);
		(void)!zr_buffer_add(&text, piece, bytes);
	}
	if (file != NULL) {
		(void)fclose(file);
	}
	return text.data;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		(void)fprintf(stderr, "usage: %s DATA-FOLDER DIFFERENCES [-v]\n", argv[0]);
		return 2;
	}
	bool is_verbose = argc > 3 && strcmp(argv[3], "-v") == 0;
	ZR_CLEANUP_FREE char *differences = read_text(argv[2]);
	int first = run_enketo(argv[1], differences, is_verbose);
	int second = run_javarosa(argv[1], differences, is_verbose);
	xmlCleanupParser();
	if (first == SKIP_STATUS || second == SKIP_STATUS) {
		(void)printf("skipped: no conformance data under %s\n", argv[1]);
		return SKIP_STATUS;
	}
	return first != 0 || second != 0;
}
