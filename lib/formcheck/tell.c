/*
 * The last stop of every finding. Sentences are made here and not where the fault is found: only
 * here it is known who reads them.
 */
#include "lib/formcheck/tell.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "lib/formcheck/findings.h"
#include "lib/formcheck/sheet_map.h"

/* What reading remarked of the finding's cell, NULL for nothing: what is wrong with a cell whose
 * formula failed follows from that. */
static const struct zr_error *remark_on(
	const struct zr_formcheck *check, const struct zr_finding *finding)
{
	assert(finding->sheet != NULL && finding->column != NULL);
	size_t notes = check->book != NULL ? zr_workbook_notes(check->book) : 0;
	for (size_t i = 0; i < notes && finding->row > 0; i++) {
		const struct zr_error *note = zr_workbook_note(check->book, i);
		if (note->line == finding->row && strcmp(note->sheet, finding->sheet) == 0 &&
			strcmp(note->letters, finding->column) == 0) {
			return note;
		}
	}
	return NULL;
}

void zr_tell_finding(struct zr_formcheck *check, const struct zr_finding *given)
{
	assert(check != NULL && check->tell != NULL && given->message != NULL);
	assert(given->is_error == (given->code != 0));
	char sentence[ZR_TELL_SENTENCE_BYTES];
	struct zr_finding finding = *given;
	/* one name for a sheet, whoever tells: the conversion knows only XLSForm's */
	finding.sheet = zr_sheet_map_title(check->book, given->sheet);
	const struct zr_error *remark = remark_on(check, &finding);
	if (remark != NULL) {
		const struct zr_fault fault = zr_error_fault(remark);
		finding.language = zr_fault_say(&fault, check->language, sentence, sizeof sentence);
		finding.message = sentence;
	}
	bool is_new = true, was_warning = false;
	int code = check->kept != NULL
			   ? zr_findings_keep(check->kept, &finding, &is_new, &was_warning)
			   : 0;
	check->failure = code != 0 ? code : check->failure;
	check->error_count += is_new && finding.is_error;
	check->warning_count += is_new && !finding.is_error;
	check->warning_count -= was_warning;
	if (check->kept == NULL) {
		check->tell(check->user, &finding);
	}
}

void zr_tell_fault(
	struct zr_formcheck *check, const struct zr_finding *finding, const struct zr_fault *fault)
{
	assert(check != NULL && finding != NULL);
	char sentence[ZR_TELL_SENTENCE_BYTES];
	struct zr_finding said = *finding;
	said.language = zr_fault_say(fault, check->language, sentence, sizeof sentence);
	said.message = sentence;
	zr_tell_finding(check, &said);
}

/* ---- errors of reading ---- */

/* What stands above the cell: readers of workbooks know no headings. */
static const char *heading_of(const struct zr_formcheck *check, const struct zr_error *fault)
{
	size_t column = 0;
	for (const char *at = fault->letters; *at >= 'A' && *at <= 'Z'; at++) {
		column = column * 26 + (size_t)(*at - 'A') + 1;
	}
	return check->book != NULL && column > 0
		       ? zr_sheet_map_heading(check->book, fault->sheet, column - 1)
		       : "";
}

void zr_tell_error(struct zr_formcheck *check, bool is_error, const struct zr_error *fault)
{
	assert(check != NULL && fault != NULL && fault->code != 0);
	struct zr_finding finding = ZR_TELL_NOWHERE;
	finding.is_error = is_error;
	finding.code = is_error ? fault->code : 0;
	if (fault->sheet[0] != '\0' && fault->line > 0) {
		finding.sheet = fault->sheet;
		finding.row = fault->line;
		finding.column = fault->letters;
		bool has_heading = fault->heading[0] != '\0' || fault->line < 2;
		finding.heading = has_heading ? fault->heading : heading_of(check, fault);
	} else {
		finding.line = fault->line;
		finding.path = fault->where;
	}
	const struct zr_fault said = zr_error_fault(fault);
	zr_tell_fault(check, &finding, &said);
}

/* ---- settings ---- */

void zr_tell_place_setting(const struct zr_workbook *book, const char *heading,
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES], struct zr_finding *ret_finding)
{
	assert(heading != NULL && letters != NULL && ret_finding != NULL);
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

void zr_tell_setting(struct zr_formcheck *check, bool is_error, const char *heading,
	const struct zr_fault *fault)
{
	assert(check != NULL && heading != NULL);
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES];
	struct zr_finding finding = ZR_TELL_NOWHERE;
	finding.is_error = is_error;
	finding.code = is_error ? ZR_E_INVALID : 0;
	if (*heading != '\0') {
		zr_tell_place_setting(check->book, heading, letters, &finding);
	}
	zr_tell_fault(check, &finding, fault);
}
