/* .xlsx files from anywhere: an archive as it is, or, after "=== ", parts that are packed with
 * right checksums so that the faults are inside. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/workbook/xlsx.h"
#include "test/unit/workbook/parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void read_all(const struct zr_workbook *book)
{
	size_t length = 0;
	for (size_t sheet = 0; sheet < zr_workbook_sheets(book); sheet++) {
		size_t columns = zr_workbook_columns(book, sheet);
		for (size_t row = 0; row < zr_workbook_rows(book, sheet) && row < 1000; row++) {
			for (size_t column = 0; column < columns; column++) {
				length += strlen(zr_workbook_cell(book, sheet, row, column));
			}
		}
	}
	if (length == SIZE_MAX) {
		__builtin_trap();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct zr_workbook *book = NULL;
	struct zr_error error = {0};
	void *packed = NULL;
	if (bytes > 4 && memcmp(data, "=== ", 4) == 0) {
		packed = parts_pack((const char *)data, bytes, &bytes);
		if (packed == NULL) {
			return 0;
		}
		data = packed;
	}
	if (zr_xlsx_read(data, bytes, &book, &error) == 0) {
		read_all(book);
	} else if (error.code == 0 || error.message[0] == '\0' || book != NULL) {
		__builtin_trap();
	}
	zr_workbook_free(book);
	free(packed);
	return 0;
}
