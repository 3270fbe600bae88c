/*
 * The check, in the order in which faults hide each other: reading, converting, each expression by
 * itself, loading. A fault of the XForm is told at the cell that made it.
 */
#include "tools/form_check.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "tools/expressions.h"
#include "tools/outline.h"
#include "tools/sheet_map.h"

struct check {
	struct zr_form_source *source;
	struct zr_form_report *report;
	struct zr_outline outline;
	struct zr_sheet_map *map;
};

static void count(struct zr_form_report *report, bool is_error)
{
	report->error_count += is_error;
	report->warning_count += !is_error;
	(void)fputs(is_error ? "error: " : "warning: ", report->out);
}

/* "survey row 12, column C (relevant): " */
static void print_place(FILE *out, const struct zr_sheet_place *place)
{
	(void)fprintf(out, "%s row %zu", place->sheet, place->row + 1);
	if (place->has_column) {
		char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES];
		(void)fprintf(out, ", column %s (%s)",
			zr_workbook_column_name(place->column, letters), place->heading);
	}
	(void)fputs(": ", out);
}

/* A sentence on one line. */
static void print_sentence(FILE *out, const char *sentence)
{
	for (const char *at = sentence; *at != '\0'; at++) {
		(void)fputc(*at == '\n' || *at == '\r' ? ' ' : *at, out);
	}
	(void)fputc('\n', out);
}

/* ---- faults of reading and converting ---- */

/* "survey!C" or "survey!C (relevant)" and a line: the place the readers and the conversion give. */
void zr_form_check_print(const struct zr_form_source *source, struct zr_form_report *report,
	const struct zr_error *fault)
{
	count(report, true);
	FILE *out = report->out;
	const char *mark = strchr(fault->where, '!');
	int sheet_bytes = mark != NULL ? (int)(mark - fault->where) : (int)strlen(fault->where);
	bool is_cell = (mark != NULL || source->book != NULL) && fault->line > 0;
	if (is_cell) {
		(void)fprintf(out, "%.*s row %u", sheet_bytes, fault->where, fault->line);
		(void)fprintf(
			out, mark != NULL ? ", column %s: " : "%s: ", mark != NULL ? mark + 1 : "");
	} else if (fault->line > 0) {
		(void)fprintf(out, "line %u: ", fault->line);
	}
	if (*fault->where != '\0' && !is_cell) {
		(void)fprintf(out, "%s: ", fault->where);
	}
	print_sentence(out, fault->message);
}

static bool is_form_sheet(const char *where)
{
	static const char *const SHEETS[] = {
		"survey!", "choices!", "settings!", "external_choices!", "entities!", "osm!"};
	for (size_t i = 0; i < sizeof SHEETS / sizeof SHEETS[0]; i++) {
		if (strncmp(where, SHEETS[i], strlen(SHEETS[i])) == 0) {
			return true;
		}
	}
	return false;
}

static void print_warning(const struct zr_form_source *source, struct zr_form_report *report,
	const struct zr_xlsform_warning *warning)
{
	count(report, false);
	if (warning->row > 0) {
		bool has_column = warning->column > 0;
		const struct zr_sheet_place place = {.sheet = warning->sheet,
			.row = warning->row - 1,
			.has_column = has_column,
			.column = has_column ? warning->column - 1 : 0,
			.heading = has_column ? zr_sheet_map_heading(source->book, warning->sheet,
							warning->column - 1)
					      : ""};
		print_place(report->out, &place);
	} else if (*warning->sheet != '\0') {
		(void)fprintf(report->out, "%s: ", warning->sheet);
	}
	print_sentence(report->out, warning->message);
}

void zr_form_check_remarks(const struct zr_form_source *source, struct zr_form_report *report)
{
	size_t notes = source->book != NULL ? zr_workbook_notes(source->book) : 0;
	for (size_t i = 0; i < notes; i++) {
		const struct zr_error *note = zr_workbook_note(source->book, i);
		if (is_form_sheet(note->where)) {
			count(report, false);
			const char *column = strchr(note->where, '!') + 1;
			(void)fprintf(report->out,
				"%.*s row %u, column %s: ", (int)(column - 1 - note->where),
				note->where, note->line, column);
			print_sentence(report->out, note->message);
		}
	}
	size_t warnings =
		source->converted != NULL ? zr_xlsform_warning_count(source->converted) : 0;
	for (size_t i = 0; i < warnings; i++) {
		print_warning(source, report, zr_xlsform_warning(source->converted, i));
	}
}

/* ---- faults of the XForm ---- */

/* What is told of a node: at its cell, or at its line of the XForm. */
static void print_fault(struct check *check, bool is_error, const struct zr_expression_fault *fault)
{
	FILE *out = check->report->out;
	struct zr_sheet_place place = {0};
	count(check->report, is_error);
	bool is_file = *fault->path != '\0' && strchr(fault->path, '/') == NULL;
	if (zr_sheet_map_find(check->map, fault->path, fault->aspect, &place) ||
		(is_file && zr_sheet_map_find_file(check->map, fault->path, &place))) {
		print_place(out, &place);
	} else {
		if (check->source->book == NULL && fault->line > 0) {
			(void)fprintf(out, "line %u: ", fault->line);
		}
		if (*fault->path != '\0') {
			(void)fprintf(out, "%s%s%s: ", fault->path,
				fault->aspect != NULL ? ", " : "",
				fault->aspect != NULL ? fault->aspect : "");
		}
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer sentence = {0};
	bool is_rewritten = check->source->book != NULL &&
			    zr_outline_rewrite(&check->outline, fault->message, &sentence) == 0;
	print_sentence(out, is_rewritten ? zr_buffer_text(&sentence) : fault->message);
}

static void on_expression_fault(void *user, bool is_error, const struct zr_expression_fault *fault)
{
	print_fault(user, is_error, fault);
}

/* The aspect that a sentence of lib/form begins with, "relevant: …" or "the relevant …", and the
 * sentence without it. */
static const char *take_aspect(const char **sentence)
{
	static const char *const ASPECTS[] = {"calculate", "relevant", "required", "readonly",
		"constraint", "jr:count", "itemset", "setvalue", "output", "label reference"};
	for (size_t i = 0; i < sizeof ASPECTS / sizeof ASPECTS[0]; i++) {
		size_t bytes = strlen(ASPECTS[i]);
		if (strncmp(*sentence, ASPECTS[i], bytes) == 0 && (*sentence)[bytes] == ':') {
			*sentence += bytes + 1;
			*sentence += strspn(*sentence, " ");
			return ASPECTS[i];
		}
		if (strncmp(*sentence, "the ", 4) == 0 &&
			strncmp(*sentence + 4, ASPECTS[i], bytes) == 0 &&
			(*sentence)[4 + bytes] == ' ') {
			return ASPECTS[i];
		}
	}
	return NULL;
}

static void print_loading_fault(struct check *check, bool is_error, const struct zr_error *fault)
{
	const char *sentence = fault->message;
	const char *aspect = take_aspect(&sentence);
	const struct zr_expression_fault told = {
		.path = fault->where, .aspect = aspect, .line = fault->line, .message = sentence};
	print_fault(check, is_error, &told);
}

/* A warning that the look at the expressions has already told better. */
static bool is_told(const struct check *check, const struct zr_error *warning)
{
	return warning->code == ZR_E_REFERENCE &&
	       strstr(warning->message, "which the instance does not have") != NULL &&
	       zr_expressions_has_bare_name(&check->outline, warning->where);
}

/* ---- lists beside the form ---- */

static bool is_declared(const struct zr_outline *outline, const char *uri)
{
	for (const struct zr_node *at = outline->model->first_child; at != NULL; at = at->next) {
		const char *source =
			zr_xml_is(at, "instance") ? zr_xml_attribute(at, "", "src") : NULL;
		if (source != NULL && strcmp(source, uri) == 0) {
			return true;
		}
	}
	return false;
}

static void print_missing(struct check *check, const char *uri)
{
	const char *slash = strrchr(uri, '/');
	const char *name = slash != NULL ? slash + 1 : uri;
	struct zr_sheet_place place = {0};
	count(check->report, true);
	if (zr_sheet_map_find_file(check->map, name, &place)) {
		print_place(check->report->out, &place);
	}
	(void)fprintf(check->report->out,
		"the file %s is not beside the form; put it into the same folder\n", name);
}

/* A list that is not there is told and taken as empty, so that what comes behind is told too. What
 * pulldata() and search() want without declaring it is the loader's to warn of. */
static int read_list(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	struct check *check = user;
	const struct zr_form_loader loader = zr_form_source_loader(check->source);
	int code = loader.read(loader.user, uri, ret_bytes, error);
	if (code != ZR_E_NOT_FOUND || !is_declared(&check->outline, uri)) {
		return code;
	}
	print_missing(check, uri);
	bool is_csv = strstr(uri, ".csv") != NULL;
	bool is_geojson = strstr(uri, ".geojson") != NULL;
	return zr_buffer_add_text(ret_bytes, is_csv       ? "name,label\n"
					     : is_geojson ? "{\"type\":\"FeatureCollection\","
							    "\"features\":[]}"
							  : "<root/>");
}

static int load(struct check *check)
{
	size_t bytes = 0;
	const char *text = zr_form_source_text(check->source, &bytes);
	const struct zr_form_loader loader = {.read = read_list, .user = check};
	ZR_CLEANUP(zr_form_freep) struct zr_form *form = NULL;
	struct zr_error fault = {0};
	int code = zr_form_load(text, bytes, &loader, &form, &fault);
	if (code == ZR_E_NOMEM) {
		return code;
	}
	if (code != 0) {
		print_loading_fault(check, true, &fault);
		return 0;
	}
	for (size_t i = 0; i < zr_form_warning_count(form); i++) {
		if (!is_told(check, zr_form_warning(form, i))) {
			print_loading_fault(check, false, zr_form_warning(form, i));
		}
	}
	return 0;
}

static int check_form(struct check *check, struct zr_error *error)
{
	size_t bytes = 0;
	const char *text = zr_form_source_text(check->source, &bytes);
	struct zr_error fault = {0};
	int code = zr_outline_read(&check->outline, text, bytes, &fault);
	if (code == ZR_E_NOMEM) {
		return zr_error_set(error, code, "there is no memory to check the form");
	}
	if (code != 0) {
		zr_form_check_print(check->source, check->report, &fault);
		return 0;
	}
	code = zr_sheet_map_new(check->source->book, &check->map, error);
	if (code != 0) {
		return code;
	}
	unsigned errors_before = check->report->error_count;
	code = zr_expressions_check(&check->outline, on_expression_fault, check, error);
	if (code == 0 && check->report->error_count == errors_before) {
		code = load(check);
	}
	return code;
}

static void finish_check(struct check *check)
{
	zr_sheet_map_free(check->map);
	zr_outline_finish(&check->outline);
}

static void print_end(const struct check *check)
{
	const struct zr_form_report *report = check->report;
	size_t questions = 0;
	for (size_t i = 0; i < check->outline.count; i++) {
		const struct zr_outline_item *item = &check->outline.items[i];
		questions += item->control != NULL && item->node->first_child == NULL;
	}
	(void)fprintf(report->out, "%s: ", check->source->path);
	if (questions > 0) {
		(void)fprintf(
			report->out, "%zu question%s, ", questions, questions == 1 ? "" : "s");
	}
	(void)fprintf(report->out, "%u error%s, %u warning%s\n", report->error_count,
		report->error_count == 1 ? "" : "s", report->warning_count,
		report->warning_count == 1 ? "" : "s");
}

int zr_form_check(
	struct zr_form_source *source, struct zr_form_report *report, struct zr_error *error)
{
	assert(source != NULL && report != NULL && report->out != NULL);
	ZR_CLEANUP(finish_check) struct check check = {.source = source, .report = report};
	struct zr_error fault = {0};
	int code = zr_form_source_convert(source, &fault);
	zr_form_check_remarks(source, report);
	if (code != 0) {
		zr_form_check_print(source, report, &fault);
		code = 0;
	} else {
		code = check_form(&check, error);
	}
	if (code == 0) {
		print_end(&check);
	}
	return code;
}
