/* The shared strings: the text of each item gathered in a buffer, then kept in the arena. */
#include "lib/xlsform/shared_strings.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/limits.h"
#include "lib/xlsform/cell_value.h"

struct reading {
	struct zr_shared_strings *strings;
	struct zr_buffer text;
	unsigned phonetic_depth;
	bool in_text;
	struct zr_error *error;
};

static int on_start(void *user, const char *name, const struct zr_package_attributes *attributes)
{
	struct reading *reading = user;
	if (strcmp(name, "si") == 0) {
		zr_buffer_clear(&reading->text);
	}
	reading->phonetic_depth += strcmp(name, "rPh") == 0;
	reading->in_text = strcmp(name, "t") == 0 && reading->phonetic_depth == 0;
	return 0;
}

static int on_text(void *user, const char *text, size_t bytes)
{
	struct reading *reading = user;
	if (!reading->in_text) {
		return 0;
	}
	int code = zr_buffer_add(&reading->text, text, bytes);
	return code == 0 ? 0
			 : zr_error_set(reading->error, code,
				   "a text of the workbook is too large; delete it");
}

static int keep(struct reading *reading)
{
	struct zr_shared_strings *strings = reading->strings;
	struct zr_buffer *text = &reading->text;
	if (strings->count == ZR_WORKBOOK_SLOT_COUNT_MAX ||
		text->bytes > ZR_WORKBOOK_BYTES_MAX - strings->arena.total_bytes) {
		return zr_error_set(reading->error, ZR_E_LIMIT,
			"the workbook has too much text; delete what the form does not use");
	}
	if (strings->count == strings->capacity) {
		size_t capacity = strings->capacity == 0 ? 256 : strings->capacity * 2;
		struct zr_shared_string *items = realloc(strings->items, capacity * sizeof *items);
		if (items == NULL) {
			return zr_error_set(reading->error, ZR_E_NOMEM,
				"there is no memory to read the workbook");
		}
		strings->items = items;
		strings->capacity = capacity;
	}
	size_t length = text->bytes > 0 ? zr_cell_value_clean(text->data, text->bytes) : 0;
	const char *copy = length > 0 ? zr_arena_copy(&strings->arena, text->data, length) : "";
	if (copy == NULL) {
		return zr_error_set(
			reading->error, ZR_E_NOMEM, "there is no memory to read the workbook");
	}
	strings->items[strings->count++] = (struct zr_shared_string){copy, length};
	return 0;
}

static int on_end(void *user, const char *name)
{
	struct reading *reading = user;
	reading->in_text = false;
	if (strcmp(name, "rPh") == 0) {
		assert(reading->phonetic_depth > 0);
		reading->phonetic_depth--;
	}
	return strcmp(name, "si") == 0 ? keep(reading) : 0;
}

static void finish_reading(struct reading *reading)
{
	zr_buffer_finish(&reading->text);
}

int zr_shared_strings_read(struct zr_package *package, const char *part,
	struct zr_shared_strings *strings, struct zr_error *error)
{
	assert(strings->count == 0);
	ZR_CLEANUP(finish_reading)
	struct reading reading = {.strings = strings, .error = error};
	const struct zr_package_handler handler = {on_start, on_end, on_text, &reading};
	return zr_package_parse(package, part, &handler, error);
}

void zr_shared_strings_finish(struct zr_shared_strings *strings)
{
	free(strings->items);
	zr_arena_finish(&strings->arena);
	*strings = (struct zr_shared_strings){0};
}
