/*
 * Runs the recorded XPath cases of Enketo and JavaRosa through lib/xpath.
 *
 * usage: xpath_cases DATA-FOLDER DIFFERENCES
 * Lists every case that is not answered as recorded, with its reason, then prints a line per suite.
 * DIFFERENCES has a line per such case: "suite|expression|section|reason". The section is that of
 * the specification, and the case counts as different on purpose, or the word "skip" where the
 * case asks for something outside forms. Where JavaRosa recorded the opposite, whose answer then is
 * the right one (README of the data), the line goes on with that recording: "|javarosa: EXPRESSION"
 * or "|scenario: NAME", or "|refused: TEST" of the web engine's tests whose form JavaRosa refuses;
 * it must be among the data, and the case counts as JavaRosa's. Exit 1 when a failure has no
 * reason; 77 without data.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>
#include <libxml/parser.h>

#include "lib/base/cleanup.h"
#include "test/conformance/xpath/xpath_document.h"

enum {
	SKIP_STATUS = 77
};

struct suite {
	const char *name;
	const char *folder; /* of the data */
	const char *time_zone;
	int64_t now_us;
	const char *differences; /* the whole file, "" without one */
	bool is_portable;        /* compile as ODK Collect would */
	struct zr_node *root;    /* of the case; NULL: the document */
	const char *language;
	unsigned passed;
	unsigned different; /* on purpose */
	unsigned overruled; /* answered as JavaRosa recorded, which is the opposite */
	unsigned failed;
	unsigned skipped;
	unsigned rebuilt; /* of all: with a document written anew */
};

static uint64_t next_random(void *user)
{
	static uint64_t state = 88172645463325252u;
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static const struct zr_xpath_hooks hooks = {
	.instance = document_find_instance, .itext = document_find_text, .random = next_random};

/* ---- one case ---- */

/* Whether both paths are one when "[1]" is left out: JavaRosa's recorder set it now and then. */
static bool has_short_path(const struct zr_node *node, const char *wanted)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	if (zr_node_path(node, &path) != 0) {
		return false;
	}
	const char *ours = zr_buffer_text(&path);
	while (*ours != '\0' && *ours == *wanted) {
		ours += strncmp(ours + 1, "[1]", 3) == 0 ? 4 : 1;
		wanted += strncmp(wanted + 1, "[1]", 3) == 0 ? 4 : 1;
	}
	return *ours == *wanted;
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

/* DOM's document type node, which XPath's data model does not have. */
static bool is_doctype(const char *path)
{
	return strcmp(path, "/?10") == 0;
}

static bool has_doctype(json_object *one)
{
	json_object *value = json_object_object_get(one, "value");
	return json_object_is_type(value, json_type_array) && json_object_array_length(value) > 0 &&
	       is_doctype(json_object_get_string(json_object_array_get_idx(value, 0)));
}

static bool are_nodes_right(const struct zr_value *got, json_object *value, bool is_any_order)
{
	if (got->kind != ZR_VALUE_NODES) {
		return false;
	}
	if (json_object_get_type(value) != json_type_array) {
		const char *wanted = json_object_get_string(value);
		return got->nodes.count > 0 && (document_has_path(got->nodes.items[0], wanted) ||
						       has_short_path(got->nodes.items[0], wanted));
	}
	bool is_right = true;
	size_t at = 0;
	size_t count = json_object_array_length(value);
	for (size_t i = 0; i < count; i++) {
		const char *wanted = json_object_get_string(json_object_array_get_idx(value, i));
		if (is_doctype(wanted)) {
			continue;
		}
		is_right = is_right && at < got->nodes.count &&
			   (is_any_order || document_has_path(got->nodes.items[at], wanted));
		at++;
	}
	return is_right && at == got->nodes.count;
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
	return are_nodes_right(got, value, strncmp(expression, "randomize(", 10) == 0);
}

/* Whether the answer is as recorded; says in ret_answer what it was. */
static bool answers(const struct suite *suite, struct document *document, json_object *one,
	struct zr_node *node, struct zr_buffer *ret_answer)
{
	const char *expression = member(one, "expr");
	struct zr_xpath_scope scope = {.names = document->names,
		.namespace_for = document_namespace_for,
		.user = document,
		.is_lazy = true,
		.is_portable = suite->is_portable};
	bool wants_error = strcmp(member(one, "type"), "error") == 0;
	struct zr_xpath *compiled = NULL;
	struct zr_error error = {0};
	if (zr_xpath_compile(expression, &scope, &compiled, &error) != 0) {
		(void)!zr_buffer_add_format(ret_answer, "error: %s", error.message);
		return wants_error;
	}
	struct zr_arena arena = {0};
	struct zr_xpath_context context = {
		.node = node,
		.root = suite->root != NULL ? suite->root : document->root,
		.language = suite->language,
		.arena = &arena,
		.hooks = &hooks,
		.user = document,
		.now_us = suite->now_us,
		.time_zone = suite->time_zone,
	};
	if (strcmp(expression, "now()") == 0) { /* the clock is the case's own */
		struct zr_value text = {ZR_VALUE_STRING, .string = member(one, "value")};
		context.now_us = llround(zr_value_number(&text, &context) * 86400e6);
	}
	struct zr_value value = {0};
	bool right = wants_error;
	if (zr_xpath_evaluate(compiled, &context, &value, &error) != 0) {
		(void)!zr_buffer_add_format(ret_answer, "error: %s", error.message);
	} else {
		right = !wants_error && is_right(&value, &context, one, expression);
		(void)!zr_buffer_add_text(ret_answer, zr_value_string(&value, &context));
		if (value.kind == ZR_VALUE_NODES) {
			(void)!zr_buffer_add_format(ret_answer, " (%zu nodes)", value.nodes.count);
		}
	}
	zr_arena_finish(&arena);
	zr_xpath_free(compiled);
	return right;
}

/* The "section|reason" of the case, its length in *ret_bytes; NULL when it has none. */
static const char *find_reason(const struct suite *suite, const char *expression, int *ret_bytes)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer line = {0};
	(void)!zr_buffer_add_format(&line, "\n%s|%s|", suite->name, expression);
	for (char *at = line.data + 1; at < line.data + line.bytes; at++) {
		*at = *at == '\n' || *at == '\t' ? ' ' : *at;
	}
	const char *found = strstr(suite->differences, zr_buffer_text(&line));
	if (found == NULL && strcmp(suite->name, "web-forms") == 0) {
		struct suite seen = *suite; /* many of its cases are Enketo's */
		seen.name = "enketo";
		return find_reason(&seen, expression, ret_bytes);
	}
	if (found != NULL) {
		found += line.bytes;
		*ret_bytes = (int)strcspn(found, "\n");
	}
	return found;
}

static json_object *load(const char *folder, const char *project, const char *name)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	(void)!zr_buffer_add_format(&path, "%s/%s/%s", folder, project, name);
	return json_object_from_file(zr_buffer_text(&path));
}

static bool has_javarosa_case(const char *folder, const char *expression)
{
	json_object *cases = load(folder, "getodk__javarosa", "xpath-eval-cases.json");
	bool has_one = false;
	for (size_t i = 0; i < json_object_array_length(cases) && !has_one; i++) {
		has_one = strcmp(member(json_object_array_get_idx(cases, i), "expr"), expression) ==
			  0;
	}
	json_object_put(cases);
	return has_one;
}

static bool has_scenario(const char *folder, const char *name)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	(void)!zr_buffer_add_format(&path, "scenario-conformance/cases/%s.json", name);
	json_object *scenario = load(folder, "getodk__javarosa", zr_buffer_text(&path));
	json_object_put(scenario);
	return scenario != NULL;
}

/* Whether JavaRosa refuses the form of a test of the web engine's. */
static bool has_refusal(const char *folder, const char *test)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	(void)!zr_buffer_add_format(
		&path, "%s/getodk__web-forms-0.22/scenarios-javarosa.jsonl", folder);
	FILE *file = fopen(zr_buffer_text(&path), "rbe");
	ZR_CLEANUP_FREE char *line = NULL;
	size_t size = 0;
	bool is_there = false;
	while (file != NULL && !is_there && getline(&line, &size, file) > 0) {
		is_there = strstr(line, test) != NULL && strstr(line, "\"op\":\"load\"") != NULL;
	}
	if (file != NULL) {
		(void)fclose(file);
	}
	return is_there;
}

/* Whether "section|reason|recording" names a recording of JavaRosa's that is there. */
static bool is_overruled(const struct suite *suite, const char *reason, int bytes)
{
	char line[400];
	(void)snprintf(line, sizeof line, "%.*s", bytes, reason);
	const char *recording = strrchr(line, '|') + 1;
	return (strncmp(recording, "javarosa: ", 10) == 0 &&
		       has_javarosa_case(suite->folder, recording + 10)) ||
	       (strncmp(recording, "scenario: ", 10) == 0 &&
		       has_scenario(suite->folder, recording + 10)) ||
	       (strncmp(recording, "refused: ", 9) == 0 &&
		       has_refusal(suite->folder, recording + 9));
}

/* Prints at most 100 bytes in one line. */
static void print_short(const char *name, const char *text)
{
	(void)printf("%s ", name);
	for (size_t i = 0; i < 100 && text[i] != '\0'; i++) {
		(void)putchar(text[i] == '\n' || text[i] == '\t' ? ' ' : text[i]);
	}
}

/* One case: passed, or listed with what is known of it. */
static void judge(
	struct suite *suite, struct document *document, json_object *one, const char *path)
{
	const char *expression = member(one, "expr");
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer answer = {0};
	struct zr_node *node = path != NULL ? document_find(document->root, path) : NULL;
	int bytes = 0;
	const char *reason = find_reason(suite, expression, &bytes);
	const char *verdict = "FAILED";
	if (path != NULL && node == NULL) {
		(void)!zr_buffer_add_format(&answer, "error: the document has no %s", path);
	} else if (answers(suite, document, one, node, &answer)) {
		if (!has_doctype(one)) {
			suite->passed++;
			return;
		}
		reason = "skip|DOM's document type is a node there; all other nodes are as theirs";
		bytes = (int)strlen(reason);
	}
	if (reason == NULL) {
		suite->failed++;
	} else if (strncmp(reason, "skip|", 5) == 0) {
		suite->skipped++;
		verdict = "skipped";
	} else if (is_overruled(suite, reason, bytes)) {
		suite->overruled++;
		verdict = "as JavaRosa";
	} else {
		suite->different++;
		verdict = "differs";
	}
	(void)printf("%s %s", suite->name, verdict);
	print_short(":", expression);
	print_short(": theirs", member(one, "value"));
	print_short("; ours", zr_buffer_text(&answer));
	(void)printf("; %.*s\n", reason != NULL ? bytes : 0, reason != NULL ? reason : "");
}

static int report(const struct suite *suite)
{
	unsigned right = suite->passed + suite->overruled;
	unsigned ran = right + suite->different + suite->failed;
	(void)printf("%s: %u passed, %u different on purpose, %u failed, %u skipped (outside "
		     "forms); %.2f %% of %u",
		suite->name, right, suite->different, suite->failed, suite->skipped,
		100.0 * right / (ran > 0 ? ran : 1), ran);
	if (suite->overruled > 0) {
		(void)printf(
			"; of the passed %u as JavaRosa recorded, not as %s did: %.2f %% as here",
			suite->overruled, suite->name, 100.0 * suite->passed / ran);
	}
	(void)printf("; %u with a document written anew\n", suite->rebuilt);
	return suite->failed == 0 ? 0 : 1;
}

/* ---- the suites ---- */

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

/* Judges with the document as it was or, where the recording lost it, as it must have been. */
static void judge_recorded(
	struct suite *suite, struct document *recorded, json_object *one, const char *path)
{
	const char *file = member(one, "file");
	const char *text = xpath_rebuilt_find(file != NULL ? file : "", member(one, "test"));
	if (text == NULL) {
		judge(suite, recorded, one, path);
		return;
	}
	struct document document;
	document_init(&document, text, recorded->has_texts);
	suite->rebuilt++;
	judge(suite, &document, one, path);
	document_finish(&document);
}

static void judge_enketo(struct suite *suite, struct document *recorded, json_object *one)
{
	judge_recorded(suite, recorded, one, member(one, "context"));
}

typedef void judge_case(struct suite *suite, struct document *document, json_object *one);

/* The cases of one document, which is read once for all of them. */
static void judge_document(
	struct suite *suite, const json_object *data, size_t number, judge_case *judge_one)
{
	json_object *texts = json_object_object_get(data, "docs");
	json_object *cases = json_object_object_get(data, "cases");
	const char *text = json_object_get_string(json_object_array_get_idx(texts, number));
	struct document documents[2];
	document_init(&documents[0], text, false);
	document_init(&documents[1], text, true);
	for (size_t i = 0; i < json_object_array_length(cases); i++) {
		json_object *one = json_object_array_get_idx(cases, i);
		if ((size_t)json_object_get_int(json_object_object_get(one, "doc")) == number) {
			judge_one(suite, &documents[speaks_of_texts(one)], one);
		}
	}
	document_finish(&documents[0]);
	document_finish(&documents[1]);
}

static void judge_each(struct suite *suite, const json_object *data, judge_case *judge_one)
{
	json_object *texts = json_object_object_get(data, "docs");
	for (size_t number = 0; number < json_object_array_length(texts); number++) {
		judge_document(suite, data, number, judge_one);
	}
}

static int run_enketo(const char *folder, const char *differences)
{
	json_object *data = load(folder, "enketo__openrosa-xpath-evaluator", "xpath-cases.json");
	if (data == NULL) {
		return SKIP_STATUS;
	}
	struct suite suite = {.name = "enketo",
		.folder = folder,
		.time_zone = "America/Phoenix",
		.now_us = 1795360309387000,
		.differences = differences};
	judge_each(&suite, data, judge_enketo);
	json_object_put(data);
	return report(&suite);
}

/* Java code of the tests stands behind a function or a variable. */
static const char *api_of(json_object *one)
{
	const char *expression = member(one, "expr");
	bool is_ours =
		strncmp(expression, "concat(", 7) == 0 || strncmp(expression, "regex(", 6) == 0;
	if (is_ours) {
		return NULL;
	}
	if (json_object_get_boolean(json_object_object_get(one, "custom_handlers")) ||
		strcmp(member(one, "test"), "fallback_function_handler") == 0) {
		return "a function handler of the test's own, in Java";
	}
	return strstr(member(one, "test"), "variable_refs") != NULL
		       ? "a variable set by the test, in Java; XForms have none"
		       : NULL;
}

/* Without a document the test had no context either: what asks for one is an error. */
static int run_javarosa(const char *folder, const char *differences)
{
	json_object *cases = load(folder, "getodk__javarosa", "xpath-eval-cases.json");
	if (cases == NULL) {
		return SKIP_STATUS;
	}
	struct suite suite = {.name = "javarosa",
		.folder = folder,
		.time_zone = "UTC",
		.now_us = 1795360309387000,
		.differences = differences,
		.is_portable = true};
	for (size_t i = 0; i < json_object_array_length(cases); i++) {
		json_object *one = json_object_array_get_idx(cases, i);
		if (api_of(one) != NULL) {
			(void)printf("%s skipped: %s: %s\n", suite.name, member(one, "expr"),
				api_of(one));
			suite.skipped++;
			continue;
		}
		const char *text = member(one, "doc");
		bool has_document = text != NULL || xpath_rebuilt_find("", member(one, "test"));
		struct document document;
		document_init(&document, text != NULL ? text : "<data/>", false);
		judge_recorded(&suite, &document, one, has_document ? "/" : NULL);
		document_finish(&document);
	}
	json_object_put(cases);
	return report(&suite);
}

/* A case of the web engine's tests: its own clock, language and place of "/". */
static void judge_web_forms(struct suite *suite, struct document *document, json_object *one)
{
	const char *root = member(one, "root");
	suite->root = root != NULL ? document_find(document->root, root) : NULL;
	suite->language = member(one, "language");
	suite->now_us = json_object_get_int64(json_object_object_get(one, "now")) * 1000;
	document->prefixes = json_object_object_get(one, "ns");
	document->language = suite->language;
	judge(suite, document, one, member(one, "context"));
}

/* "FILE" of the difference is "web-forms": what both it and Enketo have may stand under either. */
static int run_web_forms(const char *folder, const char *differences)
{
	json_object *data = load(folder, "getodk__web-forms-0.22", "xpath-cases.json");
	if (data == NULL) {
		return SKIP_STATUS;
	}
	struct suite suite = {.name = "web-forms",
		.folder = folder,
		.time_zone = "America/Phoenix",
		.differences = differences};
	judge_each(&suite, data, judge_web_forms);
	json_object_put(data);
	unsigned agreed = suite.passed + suite.failed;
	(void)printf("web-forms evaluations: agreed %u of %u (%.2f %%); split %u; web only %u\n",
		suite.passed, agreed, 100.0 * suite.passed / (agreed > 0 ? agreed : 1),
		suite.overruled + suite.different, suite.skipped);
	return suite.failed == 0 ? 0 : 1;
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
		(void)fprintf(stderr, "usage: %s DATA-FOLDER DIFFERENCES\n", argv[0]);
		return 2;
	}
	ZR_CLEANUP_FREE char *differences = read_text(argv[2]);
	int first = run_enketo(argv[1], differences);
	int second = run_javarosa(argv[1], differences);
	int third = run_web_forms(argv[1], differences);
	xmlCleanupParser();
	if (first == SKIP_STATUS || second == SKIP_STATUS || third == SKIP_STATUS) {
		(void)printf("skipped: no conformance data under %s\n", argv[1]);
		return SKIP_STATUS;
	}
	return first != 0 || second != 0 || third != 0;
}
