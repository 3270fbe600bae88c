/* The styles part: the file's own format codes come first, the cell formats that name them after.
 */
#include "lib/workbook/cell_formats.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/base/limits.h"
#include "lib/workbook/cell_shown.h"

/* A format code of the file's own. */
struct code {
	long id;
	struct zr_cell_format format;
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

static int nomem(struct reading *reading)
{
	return zr_error_set_fault(reading->error, ZR_E_NOMEM,
		&(const struct zr_fault){.kind = ZR_FAULT_WORKBOOK_NO_MEMORY});
}

/* Room for one more of size bytes in *items. */
static int grow(struct reading *reading, void **items, size_t count, size_t *capacity, size_t size)
{
	assert(count <= *capacity && size > 0);
	if (count < *capacity) {
		return 0;
	}
	size_t count_max = size == sizeof(struct zr_cell_format) ? ZR_WORKBOOK_FORMAT_COUNT_MAX
								 : CODE_COUNT_MAX;
	if (count >= count_max) {
		return zr_error_set_fault(reading->error, ZR_E_LIMIT,
			&(const struct zr_fault){
				.kind = ZR_FAULT_TOO_MANY_FORMATS, .number = count_max});
	}
	size_t new_capacity = *capacity == 0 ? 64 : *capacity * 2;
	void *grown = realloc(*items, new_capacity * size);
	if (grown == NULL) {
		return nomem(reading);
	}
	assert(new_capacity > count);
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
	const char *copy = zr_arena_copy(&reading->formats->arena, format, strlen(format));
	if (code != 0 || copy == NULL) {
		return code != 0 ? code : nomem(reading);
	}
	struct zr_cell_format made = {zr_cell_value_format_kind(format), copy};
	if (strcasecmp(copy, "General") == 0 || strcmp(copy, "@") == 0) {
		made = (struct zr_cell_format){ZR_CELL_NUMBER, ""};
	}
	reading->codes[reading->code_count++] = (struct code){strtol(id, NULL, 10), made};
	return 0;
}

static int add_format(struct reading *reading, const struct zr_package_attributes *attributes)
{
	struct zr_cell_formats *formats = reading->formats;
	void *items = formats->items;
	int code =
		grow(reading, &items, formats->count, &formats->capacity, sizeof *formats->items);
	formats->items = items;
	if (code != 0) {
		return code;
	}
	char text[ZR_PACKAGE_TEXT_BYTES_MAX];
	(void)zr_package_attribute(attributes, "numFmtId", text);
	long id = strtol(text, NULL, 10);
	struct zr_cell_format format = {zr_cell_value_builtin_kind(id), zr_cell_shown_builtin(id)};
	for (size_t i = 0; i < reading->code_count; i++) {
		format = reading->codes[i].id == id ? reading->codes[i].format : format;
	}
	formats->items[formats->count++] = format;
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
	assert(package != NULL && part != NULL && formats->count == 0);
	ZR_CLEANUP(finish_reading)
	struct reading reading = {.formats = formats, .error = error};
	const struct zr_package_handler handler = {on_start, on_end, NULL, &reading};
	return zr_package_parse(package, part, &handler, error);
}

void zr_cell_formats_finish(struct zr_cell_formats *formats)
{
	assert(formats != NULL && formats->count <= formats->capacity);
	free(formats->items);
	zr_arena_finish(&formats->arena);
	*formats = (struct zr_cell_formats){0};
}

struct zr_cell_format zr_cell_formats_get(const struct zr_cell_formats *formats, size_t format)
{
	static const struct zr_cell_format PLAIN = {ZR_CELL_NUMBER, ""};
	assert(formats->items != NULL || formats->count == 0);
	return format < formats->count ? formats->items[format] : PLAIN;
}
