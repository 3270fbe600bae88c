/*
 * The check of a questionnaire, for the desk (tools/) and for the hub: every fault that can be
 * found is told, with the sheet, row and column a spreadsheet shows, or the XForm's line and node.
 *
 * The order is that in which faults hide each other: reading (the caller's, told by
 * zr_formcheck_tell_error()), converting, each expression by itself, loading as a tablet would.
 * What is at fault is set aside so that what stands behind it is told too: a row or cell by the
 * conversion, the cell of a bad expression, an external list that is not there. What only follows
 * from a fault is not told. No I/O: lists come through the loader.
 *
 * zr_formcheck_workbook() and zr_formcheck_run() tell warnings before errors, each in the order of
 * sheets, rows and columns.
 */
#ifndef ZR_FORMCHECK_FORMCHECK_H
#define ZR_FORMCHECK_FORMCHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"
#include "lib/form/form.h"
#include "lib/workbook/workbook.h"
#include "lib/xlsform/xlsform.h"

/* One thing to tell an author. Texts are never NULL and are borrowed for the call. */
struct zr_finding {
	bool is_error;
	int code;            /* ZR_E_* of an error, 0 of a warning */
	const char *sheet;   /* "" when it stands on none */
	unsigned row;        /* as the spreadsheet shows it, 0 for none */
	const char *column;  /* its letters, "" for none */
	const char *heading; /* of that column, "" when unknown */
	unsigned line;       /* of an XForm, 0 for none */
	const char *path;    /* the node, field or file, "" for none or when there is a row */
	const char *aspect;  /* what of the node: "relevant"; "" for none */
	const char *message; /* a sentence */
};

/* {0}, then the first six set, before use. One check serves one questionnaire. */
struct zr_findings;

struct zr_formcheck {
	const struct zr_workbook *book; /* NULL for an XForm */
	struct zr_form_loader loader;
	const char *missing_advice; /* what to do about a list that is not there */
	bool is_delivered;          /* a hub is to take it: deliverable.h's limits count */
	size_t file_bytes;          /* of the workbook's file, 0 for none */
	void (*tell)(void *user, const struct zr_finding *finding);
	void *user;

	unsigned error_count;
	unsigned warning_count;
	size_t question_count; /* what is asked, without groups and repeats */
	size_t group_count;
	size_t repeat_count;
	size_t untold_count; /* errors beyond those that were told */

	/* Private: what is kept until the end of a run, and whether memory for it failed. */
	struct zr_findings *kept;
	int failure;
};

/* Counts the finding and tells it. */
void zr_formcheck_tell(struct zr_formcheck *check, const struct zr_finding *finding);

/* Tells an error of reading or converting. */
void zr_formcheck_tell_error(struct zr_formcheck *check, const struct zr_error *fault);

/* Tells what reading and converting remark, and the faults of the conversion; converted may be
 * NULL. */
void zr_formcheck_tell_remarks(struct zr_formcheck *check, const struct zr_xlsform *converted);

/* Tells of a setting, at its cell where it has one; heading "": of the form as a whole. */
void zr_formcheck_tell_setting(
	struct zr_formcheck *check, bool is_error, const char *heading, const char *sentence);

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

/* The cell of the first row below a heading of the sheet settings: fills the place of ret_finding
 * as far as it is there. heading is as XLSForm writes it ("form_id"). */
void zr_formcheck_place_setting(const struct zr_workbook *book, const char *heading,
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES], struct zr_finding *ret_finding);

#endif
