/* What reading and converting a workbook say, told as findings, and the cells of settings. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/formcheck/formcheck.h"
#include "lib/formcheck/sheet_map.h"

static const struct zr_finding NOWHERE = {
	.sheet = "", .column = "", .heading = "", .path = "", .aspect = "", .message = ""};

/* "survey!C" or "survey!C (relevant)": the place the readers and the conversion give. */
struct cell_name {
	char sheet[160];
	char column[160];
	char heading[160];
};

static void split_cell_name(const char *where, struct cell_name *ret_name)
{
	*ret_name = (struct cell_name){{0}};
	const char *mark = strchr(where, '!');
	size_t sheet_bytes = mark != NULL ? (size_t)(mark - where) : strlen(where);
	(void)snprintf(ret_name->sheet, sizeof ret_name->sheet, "%.*s", (int)sheet_bytes, where);
	if (mark == NULL) {
		return;
	}
	const char *open = strstr(mark + 1, " (");
	size_t column_bytes = open != NULL ? (size_t)(open - mark - 1) : strlen(mark + 1);
	(void)snprintf(
		ret_name->column, sizeof ret_name->column, "%.*s", (int)column_bytes, mark + 1);
	if (open != NULL) {
		(void)snprintf(ret_name->heading, sizeof ret_name->heading, "%s", open + 2);
		size_t bytes = strlen(ret_name->heading);
		if (bytes > 0 && ret_name->heading[bytes - 1] == ')') {
			ret_name->heading[bytes - 1] = '\0';
		}
	}
}

/* What stands above the cell: readers know no headings. */
static const char *heading_of(const struct zr_formcheck *check, const struct cell_name *name)
{
	size_t column = 0;
	for (const char *at = name->column; *at >= 'A' && *at <= 'Z'; at++) {
		column = column * 26 + (size_t)(*at - 'A') + 1;
	}
	return check->book != NULL && column > 0
		       ? zr_sheet_map_heading(check->book, name->sheet, column - 1)
		       : "";
}

static void tell_at(struct zr_formcheck *check, bool is_error, const struct zr_error *fault)
{
	struct cell_name name;
	struct zr_finding finding = NOWHERE;
	finding.is_error = is_error;
	finding.code = is_error ? fault->code : 0;
	finding.message = fault->message;
	bool has_cell = strchr(fault->where, '!') != NULL || check->book != NULL;
	if (has_cell && fault->line > 0) {
		split_cell_name(fault->where, &name);
		finding.sheet = name.sheet;
		finding.row = fault->line;
		finding.column = name.column;
		bool has_heading = name.heading[0] != '\0' || fault->line < 2;
		finding.heading = has_heading ? name.heading : heading_of(check, &name);
	} else {
		finding.line = fault->line;
		finding.path = fault->where;
	}
	zr_formcheck_tell(check, &finding);
}

void zr_formcheck_tell_error(struct zr_formcheck *check, const struct zr_error *fault)
{
	assert(fault->code != 0);
	tell_at(check, true, fault);
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

static void tell_warning(struct zr_formcheck *check, const struct zr_xlsform_warning *warning)
{
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES];
	struct zr_finding finding = NOWHERE;
	finding.sheet = warning->sheet;
	finding.message = warning->message;
	finding.row = warning->row;
	if (warning->row > 0 && warning->column > 0) {
		finding.column = zr_workbook_column_name(warning->column - 1, letters);
		finding.heading =
			zr_sheet_map_heading(check->book, warning->sheet, warning->column - 1);
	}
	zr_formcheck_tell(check, &finding);
}

void zr_formcheck_tell_remarks(struct zr_formcheck *check, const struct zr_xlsform *converted)
{
	size_t notes = check->book != NULL ? zr_workbook_notes(check->book) : 0;
	for (size_t i = 0; i < notes; i++) {
		const struct zr_error *note = zr_workbook_note(check->book, i);
		if (is_form_sheet(note->where)) {
			tell_at(check, false, note);
		}
	}
	size_t warnings = converted != NULL ? zr_xlsform_warning_count(converted) : 0;
	for (size_t i = 0; i < warnings; i++) {
		tell_warning(check, zr_xlsform_warning(converted, i));
	}
	for (size_t i = 0; converted != NULL && i < zr_xlsform_fault_count(converted); i++) {
		tell_at(check, true, zr_xlsform_fault(converted, i));
	}
	check->untold_count += converted != NULL ? zr_xlsform_more_faults(converted) : 0;
}

void zr_formcheck_place_setting(const struct zr_workbook *book, const char *heading,
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES], struct zr_finding *ret_finding)
{
	for (size_t sheet = 0; book != NULL && sheet < zr_workbook_sheets(book); sheet++) {
		if (strcasecmp(zr_workbook_sheet_name(book, sheet), "settings") != 0) {
			continue;
		}
		ret_finding->sheet = "settings";
		for (size_t i = 0; i < zr_workbook_columns(book, sheet); i++) {
			const char *found = zr_workbook_cell(book, sheet, 0, i);
			if (strcasecmp(found, heading) == 0 &&
				*zr_workbook_cell(book, sheet, 1, i) != '\0') {
				ret_finding->row = 2;
				ret_finding->column = zr_workbook_column_name(i, letters);
				ret_finding->heading = found;
				return;
			}
		}
	}
}

void zr_formcheck_tell_setting(
	struct zr_formcheck *check, bool is_error, const char *heading, const char *sentence)
{
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES];
	struct zr_finding finding = NOWHERE;
	finding.is_error = is_error;
	finding.code = is_error ? ZR_E_INVALID : 0;
	finding.message = sentence;
	if (*heading != '\0') {
		zr_formcheck_place_setting(check->book, heading, letters, &finding);
	}
	zr_formcheck_tell(check, &finding);
}
