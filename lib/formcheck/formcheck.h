/*
 * The check of a questionnaire, for the desk (tools/) and for the hub: every fault that can be
 * found is told, with the sheet, row and column a spreadsheet shows, or the XForm's line and node.
 *
 * The order is that in which faults hide each other: reading (the caller's, told by
 * zr_tell_error()), converting, each expression by itself, loading as a tablet would.
 * What is at fault is set aside so that what stands behind it is told too: a row or cell by the
 * conversion, the cell of a bad expression, an external list that is not there. What only follows
 * from a fault is not told. No I/O: lists come through the loader.
 *
 * zr_formcheck_workbook() and zr_formcheck_run() tell warnings before errors, each in the order of
 * sheets, rows and columns.
 */
#ifndef ZR_FORMCHECK_FORMCHECK_H
#define ZR_FORMCHECK_FORMCHECK_H

#include <stddef.h>

#include "lib/base/error.h"
#include "lib/formcheck/tell.h"
#include "lib/xlsform/xlsform.h"

/* What a check made on its way: the caller's to free. Set only when no error was told. */
struct zr_formcheck_made {
	struct zr_xlsform *converted;
	struct zr_form *form;
};

/* Converts the workbook and checks all of it. Cells at fault are empty in it afterwards. ret_made
 * may be NULL. Only what the check itself cannot go on from is returned: ZR_E_NOMEM. */
int zr_formcheck_workbook(struct zr_formcheck *check, struct zr_workbook *book,
	const struct zr_xlsform_options *options, struct zr_formcheck_made *ret_made,
	struct zr_error *error) ZR_MUST_CHECK;

/* Checks the XForm, which a workbook was converted to or which came as it is. ret_form (NULL
 * allowed) is set when no error was told, else to NULL; the caller's to free. Only what the check
 * itself cannot go on from is returned: ZR_E_NOMEM. */
int zr_formcheck_run(struct zr_formcheck *check, const char *xml, size_t bytes,
	struct zr_form **ret_form, struct zr_error *error) ZR_MUST_CHECK;

#endif
