/* A place is told twice: in words for who reads the first error, in fields for the page's table. */
#include "hub/census/finding_list.h"

#include <assert.h>
#include <stdio.h>

#include "hub/http/json.h"
#include "lib/base/limits.h"
#include "lib/formcheck/formcheck.h"

void zr_finding_list_init(struct zr_finding_list *list)
{
	assert(list != NULL);
	*list = (struct zr_finding_list){
		.errors = json_object_new_array(), .warnings = json_object_new_array()};
}

void zr_finding_list_finish(struct zr_finding_list *list)
{
	assert(list != NULL);
	(void)json_object_put(list->errors);
	(void)json_object_put(list->warnings);
	*list = (struct zr_finding_list){0};
}

/* "survey row 12, column C (relevant)" or "/data/age, relevant". */
static void format_place(const struct zr_finding *finding, char *text, size_t size)
{
	bool has_heading = *finding->heading != '\0';
	bool has_column = *finding->column != '\0';
	if (finding->row > 0) {
		(void)snprintf(text, size, "%s row %u%s%s%s%s%s", finding->sheet, finding->row,
			has_column ? ", column " : "", finding->column, has_heading ? " (" : "",
			finding->heading, has_heading ? ")" : "");
		return;
	}
	bool has_sheet = *finding->sheet != '\0';
	(void)snprintf(text, size, "%s%s%s", has_sheet ? finding->sheet : finding->path,
		*finding->aspect != '\0' ? ", " : "", finding->aspect);
}

static void add_known(struct json_object *row, const char *name, const char *text)
{
	if (*text != '\0') {
		zr_json_add_text(row, name, text);
	}
}

void zr_finding_list_take(struct zr_finding_list *list, const struct zr_finding *finding)
{
	assert(list != NULL && list->errors != NULL && finding != NULL);
	char place[160];
	if (finding->is_error && list->first.code == 0) {
		format_place(finding, place, sizeof place);
		(void)zr_error_set_at(
			&list->first, finding->code, finding->line, place, "%s", finding->message);
	}
	struct json_object *rows = finding->is_error ? list->errors : list->warnings;
	if (json_object_array_length(rows) >= ZR_HUB_FINDING_COUNT_MAX) {
		list->untold_count++;
		return;
	}
	struct json_object *row = json_object_new_object();
	zr_json_add_text(row, "severity", finding->is_error ? "error" : "warning");
	add_known(row, "sheet", finding->sheet);
	if (finding->row > 0) {
		zr_json_add_count(row, "row", finding->row);
	}
	add_known(row, "column", finding->column);
	add_known(row, "heading", finding->heading);
	if (finding->line > 0) {
		zr_json_add_count(row, "line", finding->line);
	}
	if (finding->row == 0 && *finding->path != '\0') {
		format_place(finding, place, sizeof place);
		zr_json_add_text(row, "node", place);
	}
	zr_json_add_text(row, "message", finding->message);
	zr_json_add_text(row, "language", zr_languages_code(finding->language));
	(void)json_object_array_add(rows, row);
}

void zr_finding_list_add_to(struct zr_finding_list *list, struct json_object *object)
{
	assert(list != NULL && list->errors != NULL && object != NULL);
	struct json_object *findings = list->errors;
	list->errors = NULL;
	for (size_t i = 0; i < json_object_array_length(list->warnings); i++) {
		struct json_object *row = json_object_array_get_idx(list->warnings, i);
		(void)json_object_array_add(findings, json_object_get(row));
	}
	(void)json_object_object_add(object, "findings", findings);
	zr_json_add_count(object, "more", list->untold_count);
}
