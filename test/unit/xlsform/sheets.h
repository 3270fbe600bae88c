/*
 * Workbooks for tests, written as text: a line "# survey" begins a sheet, "a|b|c" is a row.
 */
#ifndef ZR_TEST_SHEETS_H
#define ZR_TEST_SHEETS_H

#include <string.h>

#include "lib/base/fault.h"
#include "lib/workbook/workbook.h"
#include "lib/xlsform/xlsform.h"
#include "test/unit/unit.h"

static inline struct zr_workbook *sheets_of(const char *text)
{
	struct zr_workbook *book = NULL;
	size_t sheet = 0, row = 0;
	assert_int_equal(zr_workbook_new(&book, NULL), 0);
	while (*text != '\0') {
		size_t line = strcspn(text, "\n");
		if (text[0] == '#') {
			char name[32] = "";
			memcpy(name, text + 2, line - 2);
			assert_int_equal(zr_workbook_add_sheet(book, name, &sheet, NULL), 0);
			row = 0;
		} else {
			const char *at = text;
			for (size_t column = 0; at <= text + line; column++) {
				size_t bytes = strcspn(at, "|\n");
				assert_int_equal(
					zr_workbook_set(book,
						(struct zr_workbook_place){sheet, row, column}, at,
						bytes, NULL),
					0);
				at += bytes + 1;
			}
			row++;
		}
		text += line + (text[line] == '\n');
	}
	return book;
}

/* What is said of a form must be facts, of which a sentence can be made in any language. */
static inline void assert_facts(const struct zr_xlsform *form)
{
	for (size_t i = 0; i < zr_xlsform_fault_count(form); i++) {
		assert_true(zr_xlsform_fault(form, i)->kind > ZR_FAULT_SENTENCE);
	}
	for (size_t i = 0; i < zr_xlsform_warning_count(form); i++) {
		assert_true(zr_xlsform_warning(form, i)->fault.kind > ZR_FAULT_SENTENCE);
	}
}

/* The sentence of a warning, in English. */
static inline const char *warning_of(const struct zr_xlsform *form, size_t index, char text[600])
{
	const struct zr_fault *fault = &zr_xlsform_warning(form, index)->fault;
	(void)zr_fault_say(fault, ZR_LANGUAGE_ENGLISH, text, 600);
	return text;
}

#endif
