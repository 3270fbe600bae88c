/* Questionnaires from anywhere: all sheets as one CSV text, converted and loaded. A conversion may
 * refuse; what it gives must be XML that the loader reads to the end, or refuses with a sentence.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "lib/form/form.h"
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

static void load(const struct zr_xlsform *converted)
{
	const struct zr_form_loader loader = {.read = read_nothing};
	struct zr_form *form = NULL;
	struct zr_error error = {0};
	size_t length = 0;
	const char *text = zr_xlsform_text(converted, &length);
	int code = zr_form_load(text, length, &loader, &form, &error);
	if (code != 0 && error.message[0] == '\0') {
		__builtin_trap();
	}
	zr_form_free(form);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct zr_workbook *book = NULL;
	struct zr_xlsform *converted = NULL;
	struct zr_error error = {0};
	if (zr_csv_folder_read_single(data, bytes, &book, &error) == 0) {
		if (zr_xlsform_convert(book, NULL, &converted, &error) == 0) {
			load(converted);
		} else if (error.message[0] == '\0' || converted != NULL) {
			__builtin_trap();
		}
	}
	zr_xlsform_free(converted);
	zr_workbook_free(book);
	return 0;
}
