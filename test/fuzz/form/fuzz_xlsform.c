/* Questionnaires from anywhere: all sheets as one CSV text, converted, checked and loaded. A
 * conversion may refuse, with a sentence; so may the check, and then gives no form.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "lib/formcheck/formcheck.h"
#include "lib/workbook/csv_folder.h"
#include "lib/xlsform/xlsform.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static int read_nothing(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	(void)user;
	(void)error;
	return zr_buffer_add_text(ret_bytes,
		strstr(uri, ".csv") != NULL   ? "name,label\n"
		: strstr(uri, "json") != NULL ? "{\"type\":\"FeatureCollection\",\"features\":[]}"
					      : "<root/>");
}

static void on_finding(void *user, const struct zr_finding *finding)
{
	size_t *told = user;
	*told += finding->is_error;
	if (finding->message[0] == '\0') {
		__builtin_trap();
	}
}

/* The whole check: what is at fault is set aside and the rest converted and loaded, again and
 * again. Faulty for the conversion is faulty for the check. */
static void check(struct zr_workbook *book, bool is_convertible)
{
	size_t told = 0;
	struct zr_formcheck check = {.loader = {.read = read_nothing},
		.missing_advice = ZR_FAULT_UPLOAD_FIRST,
		.tell = on_finding,
		.user = &told};
	struct zr_formcheck_made made = {0};
	struct zr_error error = {0};
	int code = zr_formcheck_workbook(&check, book, NULL, &made, &error);
	bool has_form = made.form != NULL;
	if (code != 0 || told != check.error_count || has_form != (told == 0) ||
		has_form != (made.converted != NULL) || (has_form && !is_convertible)) {
		__builtin_trap();
	}
	zr_form_free(made.form);
	zr_xlsform_free(made.converted);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct zr_workbook *book = NULL;
	struct zr_xlsform *converted = NULL;
	struct zr_error error = {0};
	if (zr_csv_folder_read_single(data, bytes, &book, &error) == 0) {
		int code = zr_xlsform_convert(book, NULL, &converted, &error);
		if (code != 0 && (error.message[0] == '\0' || converted != NULL)) {
			__builtin_trap();
		}
		check(book, code == 0);
	}
	zr_xlsform_free(converted);
	zr_workbook_free(book);
	return 0;
}
