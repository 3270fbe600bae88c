/* The styles part: the file's own format codes come first, the cell formats that name them after.
 */
#include "lib/workbook/cell_formats.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"

/* A format code of the file's own. */
struct code {
	long id;
	enum zr_cell_kind kind;
};

struct reading {
	struct zr_cell_formats *formats;
	struct code *codes; /* owned */
	size_t code_count;
	size_t code_capacity;
	bool in_cell_formats;
	struct zr_error *error;
};

enum {
	/* Each cell format looks through them all. Spreadsheet programs allow some 250. */
	CODE_COUNT_MAX = 4096
};

/* Room for one more of size bytes in *items. */
static int grow(struct reading *reading, void **items, size_t count, size_t *capacity, size_t size)
{
	if (count < *capacity) {
		return 0;
	}
	size_t count_max = size == 1 ? ZR_WORKBOOK_FORMAT_COUNT_MAX : CODE_COUNT_MAX;
	if (count >= count_max) {
		return zr_error_set(reading->error, ZR_E_LIMIT,
			"the workbook has more than %zu cell formats; copy the sheets into a new "
			"workbook as plain values",
			count_max);
	}
	size_t new_capacity = *capacity == 0 ? 64 : *capacity * 2;
	void *grown = realloc(*items, new_capacity * size);
	if (grown == NULL) {
		return zr_error_set(
			reading->error, ZR_E_NOMEM, "there is no memory to read the workbook");
	}
	*items = grown;
	*capacity = new_capacity;
	return 0;
}

static int add_code(struct reading *reading, const struct zr_package_attributes *attributes)
{
	char id[ZR_PACKAGE_TEXT_BYTES_MAX];
	char format[ZR_PACKAGE_TEXT_BYTES_MAX];
	if (!zr_package_attribute(attributes, "numFmtId", id) ||
		!zr_package_attribute(attributes, "formatCode", format)) {
		return 0;
	}
	void *codes = reading->codes;
	int code = grow(reading, &codes, reading->code_count, &reading->code_capacity,
		sizeof *reading->codes);
	reading->codes = codes;
	if (code == 0) {
		reading->codes[reading->code_count++] =
			(struct code){strtol(id, NULL, 10), zr_cell_value_format_kind(format)};
	}
	return code;
}

static int add_format(struct reading *reading, const struct zr_package_attributes *attributes)
{
	struct zr_cell_formats *formats = reading->formats;
	void *kinds = formats->kinds;
	int code = grow(reading, &kinds, formats->count, &formats->capacity, 1);
	formats->kinds = kinds;
	if (code != 0) {
		return code;
	}
	char text[ZR_PACKAGE_TEXT_BYTES_MAX];
	(void)zr_package_attribute(attributes, "numFmtId", text);
	long id = strtol(text, NULL, 10);
	enum zr_cell_kind kind = zr_cell_value_builtin_kind(id);
	for (size_t i = 0; i < reading->code_count; i++) {
		kind = reading->codes[i].id == id ? reading->codes[i].kind : kind;
	}
	formats->kinds[formats->count++] = (unsigned char)kind;
	return 0;
}

static int on_start(void *user, const char *name, const struct zr_package_attributes *attributes)
{
	struct reading *reading = user;
	if (strcmp(name, "cellXfs") == 0) {
		reading->in_cell_formats = true;
	} else if (strcmp(name, "numFmt") == 0) {
		return add_code(reading, attributes);
	} else if (reading->in_cell_formats && strcmp(name, "xf") == 0) {
		return add_format(reading, attributes);
	}
	return 0;
}

static int on_end(void *user, const char *name)
{
	struct reading *reading = user;
	if (strcmp(name, "cellXfs") == 0) {
		reading->in_cell_formats = false;
	}
	return 0;
}

static void finish_reading(struct reading *reading)
{
	free(reading->codes);
}

int zr_cell_formats_read(struct zr_package *package, const char *part,
	struct zr_cell_formats *formats, struct zr_error *error)
{
	assert(formats->count == 0);
	ZR_CLEANUP(finish_reading)
	struct reading reading = {.formats = formats, .error = error};
	const struct zr_package_handler handler = {on_start, on_end, NULL, &reading};
	return zr_package_parse(package, part, &handler, error);
}

void zr_cell_formats_finish(struct zr_cell_formats *formats)
{
	free(formats->kinds);
	*formats = (struct zr_cell_formats){0};
}

enum zr_cell_kind zr_cell_formats_kind(const struct zr_cell_formats *formats, size_t format)
{
	return format < formats->count ? (enum zr_cell_kind)formats->kinds[format] : ZR_CELL_NUMBER;
}
