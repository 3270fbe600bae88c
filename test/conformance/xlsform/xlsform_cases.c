/*
 * Runs the recorded XLSForm conversions through lib/xlsform.
 *
 * usage: xlsform_cases DATA-FOLDER DIFFERENCES [--list] [--show] [NAME]
 * A case of an error passes when the conversion fails, names the recorded row and every quoted name
 * of the recorded sentence that the workbook holds. A case of an output passes when its own XPath
 * assertions hold, the XForm equals the recorded one as a tree, there are as many warnings and
 * lib/form loads it. DIFFERENCES: "case|part|reason" a line: a failure
 * that holds the part is how we answer on purpose.
 * --list names the failing cases, NAME runs cases whose name holds it, --show prints their output.
 * Exit 1 when a failure has no reason, 77 without data.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "lib/base/cleanup.h"
#include "lib/form/form.h"
#include "lib/xlsform/xlsform.h"
#include "test/conformance/xlsform/sheet_text.h"
#include "test/conformance/xml_compare.h"

enum {
	SKIP_STATUS = 77,
	REASON_BYTES = 1024,
};

struct run {
	char *differences; /* the whole file */
	const char *name;  /* only cases whose name holds it; NULL for all */
	bool is_listing, is_showing;
	unsigned passed, explained, failed;
	unsigned outputs, equal, asserted, loaded, errors, named;
};

struct judgement {
	char reason[REASON_BYTES]; /* "" when the case passes */
};

static void fail(struct judgement *judgement, const char *what, const char *detail)
{
	if (judgement->reason[0] == '\0') {
		snprintf(judgement->reason, sizeof(judgement->reason), "%s%s", what, detail);
	}
}

static const char *text_of(json_object *of, const char *key)
{
	json_object *value = NULL;
	return json_object_object_get_ex(of, key, &value) && value != NULL
		       ? json_object_get_string(value)
		       : NULL;
}

/* ---- errors ---- */

/* Whether the workbook holds the word: as a sheet, or as a part of a cell. */
static bool is_in_row(const struct zr_workbook *book, size_t sheet, size_t row, const char *word)
{
	for (size_t i = 0; i < zr_workbook_columns(book, sheet); i++) {
		if (strstr(zr_workbook_cell(book, sheet, row, i), word) != NULL) {
			return true;
		}
	}
	return false;
}

static bool is_in_book(const struct zr_workbook *book, const char *word)
{
	for (size_t sheet = 0; sheet < zr_workbook_sheets(book); sheet++) {
		if (strcmp(zr_workbook_sheet_name(book, sheet), word) == 0) {
			return true;
		}
		for (size_t row = 0; row < zr_workbook_rows(book, sheet); row++) {
			if (is_in_row(book, sheet, row, word)) {
				return true;
			}
		}
	}
	return false;
}

/* The next word between quotes that stand apart: "the 'name' value" but not "choices' values". */
static char *next_quoted(const char **at)
{
	for (const char *open = strchr(*at, '\''); open != NULL; open = strchr(open + 1, '\'')) {
		bool is_apart = open == *at || !isalnum((unsigned char)open[-1]);
		const char *close = strchr(open + 1, '\'');
		if (is_apart && close != NULL) {
			*at = close + 1;
			return strndup(open + 1, (size_t)(close - open - 1));
		}
	}
	return NULL;
}

/* The sentence up to its advice, which is ours to give. */
static char *without_advice(const char *recorded)
{
	const char *end = strstr(recorded, "Please ");
	const char *more = strstr(recorded, "Learn more");
	const char *either = strstr(recorded, "Either 1)");
	const char *internal = strstr(recorded, "For internal API");
	const char *ends[] = {more, either, internal};
	for (size_t i = 0; i < 3; i++) {
		end = ends[i] != NULL && (end == NULL || ends[i] < end) ? ends[i] : end;
	}
	return end != NULL ? strndup(recorded, (size_t)(end - recorded)) : strdup(recorded);
}

static void judge_error(const struct zr_workbook *book, const char *recorded,
	const struct zr_error *error, struct judgement *judgement)
{
	char line[768];
	zr_error_format(error, "form", line, sizeof(line));
	const char *row = strstr(recorded, "[row : ");
	unsigned number = row != NULL ? (unsigned)strtoul(row + 7, NULL, 10) : 0;
	if (number != 0 && number != error->line) {
		fail(judgement, "another row: ", line);
	}
	ZR_CLEANUP_FREE char *sentence = without_advice(recorded);
	const char *at = sentence;
	for (char *word = next_quoted(&at); word != NULL; word = next_quoted(&at)) {
		if (word[0] != '\0' && is_in_book(book, word) && strstr(line, word) == NULL) {
			char what[256];
			snprintf(what, sizeof(what), "does not name '%s': ", word);
			fail(judgement, what, line);
		}
		free(word);
	}
}

/* ---- outputs ---- */

static xmlXPathContextPtr open_context(xmlDocPtr document)
{
	static const char *const spaces[][2] = {
		{"h", "http://www.w3.org/1999/xhtml"},
		{"x", "http://www.w3.org/2002/xforms"},
		{"ev", "http://www.w3.org/2001/xml-events"},
		{"xsd", "http://www.w3.org/2001/XMLSchema"},
		{"jr", "http://openrosa.org/javarosa"},
		{"orx", "http://openrosa.org/xforms"},
		{"odk", "http://www.opendatakit.org/xforms"},
		{"entities", "http://www.opendatakit.org/xforms/entities"},
		{"ex", "http://example.com/xforms"},
		{"esri", "http://esri.com/xforms"},
	};
	xmlXPathContextPtr context = xmlXPathNewContext(document);
	context->node = xmlDocGetRootElement(document);
	for (size_t i = 0; i < sizeof(spaces) / sizeof(*spaces); i++) {
		xmlXPathRegisterNs(
			context, (const xmlChar *)spaces[i][0], (const xmlChar *)spaces[i][1]);
	}
	return context;
}

/* What the path finds; a boolean counts as one node when true. -1 for a bad path. */
static int count_found(xmlXPathContextPtr context, const char *path)
{
	xmlXPathObjectPtr found = xmlXPathEvalExpression((const xmlChar *)path, context);
	int count = -1;
	if (found != NULL) {
		count = found->type == XPATH_NODESET ? xmlXPathNodeSetGetLength(found->nodesetval)
						     : xmlXPathCastToBoolean(found);
	}
	xmlXPathFreeObject(found);
	return count;
}

static bool has_exactly(xmlXPathContextPtr context, const char *path, json_object *values)
{
	xmlXPathObjectPtr found = xmlXPathEvalExpression((const xmlChar *)path, context);
	bool is_same = found != NULL && found->type == XPATH_NODESET &&
		       (size_t)xmlXPathNodeSetGetLength(found->nodesetval) ==
			       json_object_array_length(values);
	for (size_t i = 0; is_same && i < json_object_array_length(values); i++) {
		const char *value = json_object_get_string(json_object_array_get_idx(values, i));
		bool is_found = value[0] == '<'; /* whole elements: the tree is compared anyway */
		for (int j = 0; j < xmlXPathNodeSetGetLength(found->nodesetval); j++) {
			xmlChar *text = xmlNodeGetContent(found->nodesetval->nodeTab[j]);
			is_found |= strcmp((const char *)text, value) == 0;
			xmlFree(text);
		}
		is_same = is_found;
	}
	xmlXPathFreeObject(found);
	return is_same;
}

static bool judge_paths(json_object *test, xmlDocPtr document, struct judgement *judgement)
{
	xmlXPathContextPtr context = open_context(document);
	json_object *list = NULL;
	const char *bad = NULL;
	if (json_object_object_get_ex(test, "xml__xpath_match", &list)) {
		for (size_t i = 0; i < json_object_array_length(list); i++) {
			const char *path =
				json_object_get_string(json_object_array_get_idx(list, i));
			bad = count_found(context, path) <= 0 ? path : bad;
		}
	}
	if (json_object_object_get_ex(test, "xml__xpath_count", &list)) {
		for (size_t i = 0; i < json_object_array_length(list); i++) {
			json_object *pair = json_object_array_get_idx(list, i);
			const char *path =
				json_object_get_string(json_object_array_get_idx(pair, 0));
			int count = json_object_get_int(json_object_array_get_idx(pair, 1));
			bad = count_found(context, path) != count ? path : bad;
		}
	}
	if (json_object_object_get_ex(test, "xml__xpath_exact", &list)) {
		for (size_t i = 0; i < json_object_array_length(list); i++) {
			json_object *pair = json_object_array_get_idx(list, i);
			const char *path =
				json_object_get_string(json_object_array_get_idx(pair, 0));
			bad = has_exactly(context, path, json_object_array_get_idx(pair, 1)) ? bad
											     : path;
		}
	}
	xmlXPathFreeContext(context);
	if (bad != NULL) {
		fail(judgement, "assertion: ", bad);
	}
	return bad == NULL;
}

/* Files beside a form: empty ones, so that any columns may be asked for. */
static int read_file(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	const struct zr_xlsform *form = user;
	(void)error;
	if (strstr(uri, "/itemsets.csv") != NULL) {
		return zr_buffer_add_text(ret_bytes, zr_xlsform_itemsets(form, NULL));
	}
	return zr_buffer_add_text(ret_bytes,
		strstr(uri, ".geojson") != NULL ? "{\"type\":\"FeatureCollection\",\"features\":[]}"
		: strstr(uri, ".csv") != NULL   ? "name,label\n"
						: "<root/>");
}

/* A case whose name ends so records that ODK Validate refuses the form. */
static bool is_refused_by_validate(const char *name)
{
	const char *ending = strrchr(name, '_');
	return ending != NULL && strcmp(ending, "_error") == 0;
}

static bool judge_load(const char *name, const struct zr_xlsform *form, struct judgement *judgement)
{
	struct zr_error error;
	size_t bytes = 0;
	const char *text = zr_xlsform_text(form, &bytes);
	ZR_CLEANUP(zr_form_freep) struct zr_form *loaded = NULL;
	struct zr_form_loader loader = {.read = read_file, .user = (void *)form};
	int status = zr_form_load(text, bytes, &loader, &loaded, &error);
	if (status == ZR_E_CYCLE || status == ZR_E_SYNTAX) {
		return true; /* the author's expression, carried over as it stands */
	}
	if (status != 0 && !is_refused_by_validate(name)) {
		char line[768];
		zr_error_format(&error, "form.xml", line, sizeof(line));
		fail(judgement, "does not load: ", line);
		return false;
	}
	return true;
}

static const char *said_of(const struct zr_xlsform_warning *warning, char text[600])
{
	(void)zr_fault_say(&warning->fault, ZR_LANGUAGE_ENGLISH, text, 600);
	return text;
}

static bool is_of_languages(const struct zr_xlsform *form, size_t index)
{
	enum zr_fault_kind kind = zr_xlsform_warning(form, index)->fault.kind;
	return kind == ZR_FAULT_LANGUAGE_LACKS_COLUMN || kind == ZR_FAULT_LANGUAGE_LACKS_COLUMNS ||
	       kind == ZR_FAULT_HEADERS_LACK_COLUMN || kind == ZR_FAULT_HEADERS_LACK_COLUMNS;
}

/* pyxform says in one sentence what each language lacks. */
static size_t count_warnings(const struct zr_xlsform *form)
{
	size_t count = 0, of_languages = 0;
	for (size_t i = 0; i < zr_xlsform_warning_count(form); i++) {
		of_languages += is_of_languages(form, i);
		count += !is_of_languages(form, i) || of_languages == 1;
	}
	return count;
}

static void judge_warnings(
	json_object *test, const struct zr_xlsform *form, struct judgement *judgement)
{
	json_object *warnings = NULL;
	json_object_object_get_ex(test, "warnings", &warnings);
	size_t expected = warnings != NULL ? json_object_array_length(warnings) : 0;
	size_t got = count_warnings(form);
	if (expected != got) {
		char what[700], said[600];
		const char *sample =
			got > 0 ? said_of(zr_xlsform_warning(form, got - 1), said)
			: expected > 0
				? json_object_get_string(json_object_array_get_idx(warnings, 0))
				: "";
		snprintf(what, sizeof(what), "%zu warnings instead of %zu: %s", got, expected,
			sample);
		fail(judgement, what, "");
	}
}

static void judge_output(struct run *run, json_object *test, const struct zr_xlsform *form,
	struct judgement *judgement)
{
	const char *expected = text_of(test, "xform");
	size_t bytes = 0;
	const char *text = zr_xlsform_text(form, &bytes);
	xmlDocPtr a = xmlReadMemory(expected, (int)strlen(expected), NULL, NULL, XML_PARSE_NONET);
	xmlDocPtr b =
		xmlReadMemory(text, (int)bytes, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
	run->outputs++;
	if (b == NULL) {
		fail(judgement, "not well-formed", "");
	} else {
		char what[REASON_BYTES] = "";
		bool is_equal = xml_compare(
			xmlDocGetRootElement(a), xmlDocGetRootElement(b), what, sizeof(what));
		run->equal += is_equal;
		if (!is_equal) {
			fail(judgement, "", what);
		}
		run->asserted += judge_paths(test, b, judgement);
		run->loaded += judge_load(text_of(test, "test"), form, judgement);
		judge_warnings(test, form, judgement);
	}
	xmlFreeDoc(a);
	xmlFreeDoc(b);
}

/* ---- cases ---- */

static struct zr_workbook *read_book(json_object *test)
{
	json_object *sheets = NULL;
	const char *table = text_of(test, "md");
	if (table != NULL) {
		return sheet_text_read(table);
	}
	json_object_object_get_ex(test, "ss_structure", &sheets);
	return sheet_objects_read(sheets);
}

static void show(const struct zr_xlsform *form)
{
	puts(zr_xlsform_text(form, NULL));
	for (size_t i = 0; i < zr_xlsform_warning_count(form); i++) {
		const struct zr_xlsform_warning *warning = zr_xlsform_warning(form, i);
		char said[600];
		printf("warning: %s row %u column %u: %s\n", warning->sheet, warning->row,
			warning->column, said_of(warning, said));
	}
}

/* Of facts a sentence can be made in any language; a sentence stays English. */
static void judge_facts(
	const struct zr_error *error, const struct zr_xlsform *form, struct judgement *judgement)
{
	if (error != NULL && error->kind <= ZR_FAULT_SENTENCE) {
		fail(judgement, "a sentence and no facts: ", error->message);
	}
	for (size_t i = 0; form != NULL && i < zr_xlsform_warning_count(form); i++) {
		if (zr_xlsform_warning(form, i)->fault.kind <= ZR_FAULT_SENTENCE) {
			fail(judgement, "a sentence and no facts: ",
				zr_xlsform_warning(form, i)->fault.subject);
		}
	}
}

static void judge(struct run *run, json_object *test, struct judgement *judgement)
{
	struct zr_error error = {0};
	const char *name = text_of(test, "name");
	struct zr_xlsform_options options = {.root_name = name != NULL ? name : "test_name"};
	ZR_CLEANUP(zr_workbook_freep) struct zr_workbook *book = read_book(test);
	ZR_CLEANUP(zr_xlsform_freep) struct zr_xlsform *form = NULL;
	int status = zr_xlsform_convert(book, &options, &form, &error);
	const char *recorded = text_of(test, "error");
	char line[768] = "";
	if (status != 0) {
		zr_error_format(&error, "form", line, sizeof(line));
	}
	judge_facts(status != 0 ? &error : NULL, form, judgement);
	if (run->is_showing && status != 0) {
		printf("error: %s\n", line);
	} else if (run->is_showing) {
		show(form);
	}
	json_object *errored = NULL;
	if (json_object_object_get_ex(test, "errored", &errored) &&
		json_object_get_boolean(errored)) {
		run->errors++;
		if (status == 0) {
			fail(judgement,
				"converts, but should say: ", recorded != NULL ? recorded : "");
		} else if (recorded != NULL) {
			judge_error(book, recorded, &error, judgement);
		}
		run->named += judgement->reason[0] == '\0';
		return;
	}
	if (status != 0) {
		run->outputs++;
		fail(judgement, "is refused: ", line);
		return;
	}
	judge_output(run, test, form, judgement);
}

/* The reason of DIFFERENCES for this failure of the case, NULL without one. */
static const char *reason_for(const struct run *run, const char *name, const char *failure)
{
	size_t bytes = strlen(name);
	for (const char *at = run->differences; at != NULL && *at != '\0';) {
		if (strncmp(at, name, bytes) == 0 && at[bytes] == '|') {
			const char *part = at + bytes + 1;
			size_t length = strcspn(part, "|\n");
			if (part[length] == '|' && memmem(failure, strlen(failure), part, length)) {
				return part + length + 1;
			}
		}
		at = strchr(at, '\n');
		at += at != NULL;
	}
	return NULL;
}

static void run_case(struct run *run, json_object *test)
{
	const char *name = text_of(test, "test") + strlen("tests.");
	if (run->name != NULL && strstr(name, run->name) == NULL) {
		return;
	}
	struct judgement judgement = {""};
	if (run->is_showing) {
		printf("# %s\n", name);
	}
	judge(run, test, &judgement);
	const char *reason = reason_for(run, name, judgement.reason);
	if (judgement.reason[0] == '\0') {
		run->passed++;
		return;
	}
	run->explained += reason != NULL;
	run->failed += reason == NULL;
	if (run->is_listing || reason == NULL) {
		printf("%s: %s", name, judgement.reason);
		if (reason != NULL) {
			printf(" [on purpose: %.*s]", (int)strcspn(reason, "\n"), reason);
		}
		putchar('\n');
	}
}

static char *read_text(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = calloc(1, 1 << 16);
	size_t bytes = file != NULL && text != NULL ? fread(text, 1, (1 << 16) - 1, file) : 0;
	if (text != NULL) {
		text[bytes] = '\0';
	}
	if (file != NULL) {
		fclose(file);
	}
	return text;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: %s DATA-FOLDER DIFFERENCES [--list] [--show] [NAME]\n",
			argv[0]);
		return 2;
	}
	char path[1024];
	snprintf(path, sizeof(path), "%s/XLSForm__pyxform/xlsform-conversion-cases.json", argv[1]);
	json_object *tests = json_object_from_file(path);
	if (tests == NULL) {
		printf("xlsform: no data at %s, skipped\n", path);
		return SKIP_STATUS;
	}
	struct run run = {.differences = read_text(argv[2])};
	for (int i = 3; i < argc; i++) {
		run.is_listing |= strcmp(argv[i], "--list") == 0;
		run.is_showing |= strcmp(argv[i], "--show") == 0;
		run.name = argv[i][0] != '-' ? argv[i] : run.name;
	}
	for (size_t i = 0; i < json_object_array_length(tests); i++) {
		run_case(&run, json_object_array_get_idx(tests, i));
	}
	printf("xlsform: outputs %u: %u equal as trees, %u with their assertions, %u load; errors "
	       "%u: "
	       "%u named\n",
		run.outputs, run.equal, run.asserted, run.loaded, run.errors, run.named);
	unsigned all = run.passed + run.explained + run.failed;
	printf("xlsform: %u passed, %u failed (%u on purpose), 0 skipped, %.2f %%\n", run.passed,
		run.failed + run.explained, run.explained,
		all > 0 ? 100.0 * run.passed / all : 0.0);
	json_object_put(tests);
	free(run.differences);
	xmlCleanupParser();
	return run.failed > 0;
}
