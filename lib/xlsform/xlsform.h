/*
 * XLSForm: a workbook of the sheets survey, choices, settings, external_choices, osm and entities
 * becomes an ODK XForm.
 *
 * A fault is one sentence with its place: the error's line is the row a spreadsheet shows, its
 * where is "SHEET!LETTER (COLUMN)", "SHEET" when it concerns the row as a whole. A row or a cell
 * with a fault is set aside and the conversion goes on, so that one run tells all that an author
 * has to correct; what only follows from a fault is not told. What other converters forgive is a
 * warning. The result owns its
 * texts; the workbook may go as soon as the call returns. Nothing is read from outside the
 * workbook. Limits: ZR_XLSFORM_*, ZR_BUFFER_BYTES_MAX. Sources: xlsform.org,
 * getodk.github.io/xforms-spec.
 */
#ifndef ZR_XLSFORM_XLSFORM_H
#define ZR_XLSFORM_XLSFORM_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/workbook/workbook.h"
#include "lib/xlsform/warning.h"

struct zr_xlsform;

/* What the settings sheet may leave open. NULL stands for "data" in both. */
struct zr_xlsform_options {
	const char *form_id;   /* the file's name without its ending */
	const char *root_name; /* the element that holds an interview */
	/* What older converters let pass is a warning and no error: two headers for one column (in
	 * each row the first filled cell counts), a choice's name twice in its list. */
	bool is_forgiving;
};

/* options may be NULL. ret_form is set only on success; the error is the first fault found.
 * ZR_E_SYNTAX, ZR_E_INVALID, ZR_E_REFERENCE, ZR_E_EXISTS, ZR_E_NOT_FOUND, ZR_E_CYCLE, ZR_E_LIMIT,
 * ZR_E_NOMEM. */
int zr_xlsform_convert(const struct zr_workbook *book, const struct zr_xlsform_options *options,
	struct zr_xlsform **ret_form, struct zr_error *error) ZR_MUST_CHECK;

/* Converts what can be converted and keeps the faults in the result: ret_form is set whenever 0 is
 * returned, with or without faults. ZR_E_NOMEM. */
int zr_xlsform_try(const struct zr_workbook *book, const struct zr_xlsform_options *options,
	struct zr_xlsform **ret_form, struct zr_error *error) ZR_MUST_CHECK;
void zr_xlsform_free(struct zr_xlsform *form);
ZR_DEFINE_CLEANUP(struct zr_xlsform *, zr_xlsform_free);

/* The sheet of XLSForm that a name nearly spells or ends with: "choices" for "choises" and for
 * "Form - choices"; NULL when there is none. */
const char *zr_xlsform_sheet_near(const char *name);

/* The XForm, UTF-8, NUL-terminated; borrowed. ret_bytes may be NULL. With faults it is for a look
 * at the rest and nothing else: what was set aside stands empty in it; "" when a fault left no
 * form. */
const char *zr_xlsform_text(const struct zr_xlsform *form, size_t *ret_bytes);

/* The text of itemsets.csv, "" when no question uses external_choices; borrowed. */
const char *zr_xlsform_itemsets(const struct zr_xlsform *form, size_t *ret_bytes);

/* The faults in the order of the sheets, rows and columns, at most ZR_XLSFORM_FAULT_COUNT_MAX; more
 * is the number of those that were not kept. */
size_t zr_xlsform_fault_count(const struct zr_xlsform *form);
const struct zr_error *zr_xlsform_fault(const struct zr_xlsform *form, size_t index);
size_t zr_xlsform_more_faults(const struct zr_xlsform *form);

size_t zr_xlsform_warning_count(const struct zr_xlsform *form);
const struct zr_xlsform_warning *zr_xlsform_warning(const struct zr_xlsform *form, size_t index);

#endif
