/* The check of a questionnaire in Russian, for tests: no sentence of it may be English. */
#ifndef ZR_TEST_RUSSIAN_H
#define ZR_TEST_RUSSIAN_H

#include "lib/formcheck/formcheck.h"
#include "test/unit/unit.h"
#include "test/unit/xlsform/sheets.h"

static inline void assert_is_russian(void *user, const struct zr_finding *finding)
{
	size_t *count = user;
	if (finding->language != ZR_LANGUAGE_RUSSIAN) {
		fail_msg("%s %u %s is told in English: %s", finding->sheet, finding->row,
			finding->column, finding->message);
	}
	++*count;
}

/* Checks the sheets again as `check` did, which told in English: it must tell as much, all of it in
 * Russian. */
static inline void assert_speaks_russian(const struct zr_formcheck *check, const char *sheets,
	const struct zr_xlsform_options *options)
{
	size_t count = 0;
	ZR_CLEANUP(zr_workbook_freep) struct zr_workbook *book = sheets_of(sheets);
	struct zr_formcheck again = {.loader = check->loader,
		.missing_advice = check->missing_advice,
		.language = ZR_LANGUAGE_RUSSIAN,
		.is_delivered = check->is_delivered,
		.file_bytes = check->file_bytes,
		.tell = assert_is_russian,
		.user = &count};
	assert_int_equal(zr_formcheck_workbook(&again, book, options, NULL, NULL), 0);
	assert_int_equal(count, check->error_count + check->warning_count);
}

#endif
