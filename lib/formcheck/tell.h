/*
 * A check and whom it tells. All that looks at a questionnaire tells what it finds through here:
 * the sentence is made in the language of who asked, a finding that only follows from one of
 * reading is said as that, and each is counted.
 */
#ifndef ZR_FORMCHECK_TELL_H
#define ZR_FORMCHECK_TELL_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"
#include "lib/form/form.h"
#include "lib/formcheck/finding.h"
#include "lib/workbook/workbook.h"

struct zr_findings;

/* {0}, then the first eight set, before use. One check serves one questionnaire. */
struct zr_formcheck {
	const struct zr_workbook *book; /* NULL for an XForm */
	struct zr_form_loader loader;
	enum zr_fault_kind missing_advice; /* what to do about a list that is not there */
	enum zr_language language;         /* of sentences, where they have it */
	bool is_delivered;                 /* a hub is to take it: deliverable.h's limits count */
	size_t file_bytes;                 /* of the workbook's file, 0 for none */
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

/* A finding of no place and no sentence, to begin with. */
#define ZR_TELL_NOWHERE                                                                            \
	((struct zr_finding){.sheet = "",                                                          \
		.column = "",                                                                      \
		.heading = "",                                                                     \
		.path = "",                                                                        \
		.aspect = "",                                                                      \
		.message = ""})

/* Enough for what a fault says. */
#define ZR_TELL_SENTENCE_BYTES 640

/* Counts the finding and tells it. */
void zr_tell_finding(struct zr_formcheck *check, const struct zr_finding *finding);

/* The same with the sentence of a fault for the message. */
void zr_tell_fault(
	struct zr_formcheck *check, const struct zr_finding *finding, const struct zr_fault *fault);

/* Tells an error or remark of reading or converting a workbook, or of reading an XForm. */
void zr_tell_error(struct zr_formcheck *check, bool is_error, const struct zr_error *fault);

/* Tells of a setting, at its cell where it has one; heading "": of the form as a whole. */
void zr_tell_setting(struct zr_formcheck *check, bool is_error, const char *heading,
	const struct zr_fault *fault);

/* The cell of the first row below a heading of the sheet settings: fills the place of ret_finding
 * as far as it is there. heading is as XLSForm writes it ("form_id"). */
void zr_tell_place_setting(const struct zr_workbook *book, const char *heading,
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES], struct zr_finding *ret_finding);

#endif
