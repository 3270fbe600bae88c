/*
 * Checks a questionnaire and tells its author: one line a fault, with the sheet, row and column a
 * spreadsheet shows (or the XForm's line), what is wrong and what to do.
 */
#ifndef ZR_TOOLS_FORM_CHECK_H
#define ZR_TOOLS_FORM_CHECK_H

#include <stdio.h>

#include "lib/base/languages.h"

#include "tools/form_source.h"

struct zr_form_report {
	FILE *out;
	enum zr_language language;
	size_t error_count; /* with those that were not told */
	size_t warning_count;
};

/* Converts (a workbook), checks every expression, then loads the form as a tablet would. Prints
 * what it found and, at the end, one line with the numbers. Cells with faults are empty in the
 * source's workbook afterwards. Only what the check itself cannot go on from is returned:
 * ZR_E_NOMEM. */
int zr_form_check(struct zr_form_source *source, struct zr_form_report *report,
	struct zr_error *error) ZR_MUST_CHECK;

/* The same, but tells errors alone, and gives the form when there are none (the caller's to free;
 * NULL otherwise). */
int zr_form_check_load(struct zr_form_source *source, struct zr_form_report *report,
	struct zr_form **ret_form, struct zr_error *error) ZR_MUST_CHECK;

/* Prints an error of reading or converting as one line of the report. */
void zr_form_check_print(
	struct zr_form_source *source, struct zr_form_report *report, const struct zr_error *fault);

/* Prints what reading and converting remark, and the faults of the conversion. */
void zr_form_check_remarks(struct zr_form_source *source, struct zr_form_report *report);

/* Prints as the last line that the form was not shown, or not converted, and its errors' number. */
void zr_form_check_give_up(
	const struct zr_form_source *source, const struct zr_form_report *report, bool is_show);

#endif
