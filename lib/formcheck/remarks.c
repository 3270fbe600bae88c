/* Only what stands on sheets that make the form: notes of an author's own sheets are no fault. */
#include "lib/formcheck/remarks.h"

#include <assert.h>

#include "lib/formcheck/sheet_map.h"

static void tell_warning(struct zr_formcheck *check, const struct zr_xlsform_warning *warning)
{
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES];
	struct zr_finding finding = ZR_TELL_NOWHERE;
	finding.sheet = warning->sheet;
	finding.row = warning->row;
	if (warning->row > 0 && warning->column > 0) {
		finding.column = zr_workbook_column_name(warning->column - 1, letters);
		finding.heading =
			zr_sheet_map_heading(check->book, warning->sheet, warning->column - 1);
	}
	zr_tell_fault(check, &finding, &warning->fault);
}

void zr_remarks_tell(struct zr_formcheck *check, const struct zr_xlsform *converted)
{
	assert(check != NULL);
	size_t notes = check->book != NULL ? zr_workbook_notes(check->book) : 0;
	for (size_t i = 0; i < notes; i++) {
		const struct zr_error *note = zr_workbook_note(check->book, i);
		if (zr_sheet_map_is_form_sheet(check->book, note->sheet)) {
			zr_tell_error(check, false, note);
		}
	}
	size_t warnings = converted != NULL ? zr_xlsform_warning_count(converted) : 0;
	for (size_t i = 0; i < warnings; i++) {
		tell_warning(check, zr_xlsform_warning(converted, i));
	}
	for (size_t i = 0; converted != NULL && i < zr_xlsform_fault_count(converted); i++) {
		zr_tell_error(check, true, zr_xlsform_fault(converted, i));
	}
	check->untold_count += converted != NULL ? zr_xlsform_more_faults(converted) : 0;
}
