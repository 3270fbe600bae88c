/* What a check of a questionnaire told, a line a finding, for tests. */
#ifndef ZR_TEST_TOLD_H
#define ZR_TEST_TOLD_H

#include <stdio.h>
#include <string.h>

#include "lib/formcheck/formcheck.h"
#include "test/unit/formcheck/russian.h"
#include "test/unit/xlsform/sheets.h"

struct told {
	char text[4000]; /* "error survey 3 D: sentence" */
	struct zr_formcheck check;
};

static inline void told_take(void *user, const struct zr_finding *finding)
{
	struct told *told = user;
	size_t used = strlen(told->text);
	(void)snprintf(told->text + used, sizeof told->text - used, "%s %s %u %s: %s\n",
		finding->is_error ? "error" : "warning",
		*finding->sheet != '\0' ? finding->sheet : finding->path,
		finding->row + finding->line, finding->column, finding->message);
}

/* Checks the sheets; more may be set in told->check before: its loader, whether a hub takes it. */
static inline void told_look_at_sheets(struct told *told, const char *sheets)
{
	ZR_CLEANUP(zr_workbook_freep) struct zr_workbook *book = sheets_of(sheets);
	const struct zr_xlsform_options options = {.form_id = "f", .is_forgiving = true};
	told->check.missing_advice = ZR_FAULT_PUT_INTO_FOLDER;
	told->check.language = ZR_LANGUAGE_ENGLISH;
	told->check.tell = told_take;
	told->check.user = told;
	assert_int_equal(zr_formcheck_workbook(&told->check, book, &options, NULL, NULL), 0);
	assert_speaks_russian(&told->check, sheets, &options);
}

static inline void assert_told(const struct told *told, const char *words)
{
	if (strstr(told->text, words) == NULL) {
		fail_msg("'%s' is not told in:\n%s", words, told->text);
	}
}

#endif
