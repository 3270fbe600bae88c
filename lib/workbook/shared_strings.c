/* The shared strings: the text of each item gathered in a buffer, then kept in the arena. */
#include "lib/workbook/shared_strings.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/workbook/cell_value.h"
#include "lib/workbook/rich_text.h"

struct reading {
	struct zr_shared_strings *strings;
	struct zr_rich_text rich;
	struct zr_error *error;
};

static int on_start(void *user, const char *name, const struct zr_package_attributes *attributes)
{
	struct reading *reading = user;
	if (strcmp(name, "si") == 0) {
		zr_buffer_clear(&reading->rich.text);
	}
	(void)zr_rich_text_start(&reading->rich, name);
	return 0;
}

static int on_text(void *user, const char *text, size_t bytes)
{
	struct reading *reading = user;
	return zr_rich_text_add(&reading->rich, text, bytes, reading->error);
}

static int keep(struct reading *reading)
{
	struct zr_shared_strings *strings = reading->strings;
	struct zr_buffer *text = &reading->rich.text;
	if (strings->count == ZR_WORKBOOK_SLOT_COUNT_MAX ||
		text->bytes > ZR_WORKBOOK_BYTES_MAX - strings->arena.total_bytes) {
		return zr_error_set_fault(reading->error, ZR_E_LIMIT,
			&(const struct zr_fault){.kind = ZR_FAULT_WORKBOOK_TOO_MUCH_TEXT});
	}
	if (strings->count == strings->capacity) {
		size_t capacity = strings->capacity == 0 ? 256 : strings->capacity * 2;
		struct zr_shared_string *items = realloc(strings->items, capacity * sizeof *items);
		if (items == NULL) {
			return zr_error_set_fault(reading->error, ZR_E_NOMEM,
				&(const struct zr_fault){.kind = ZR_FAULT_WORKBOOK_NO_MEMORY});
		}
		strings->items = items;
		strings->capacity = capacity;
	}
	size_t length = text->bytes > 0 ? zr_cell_value_clean(text->data, text->bytes) : 0;
	const char *copy = length > 0 ? zr_arena_copy(&strings->arena, text->data, length) : "";
	if (copy == NULL) {
		return zr_error_set_fault(reading->error, ZR_E_NOMEM,
			&(const struct zr_fault){.kind = ZR_FAULT_WORKBOOK_NO_MEMORY});
	}
	assert(strings->count < strings->capacity && length <= text->bytes);
	strings->items[strings->count++] = (struct zr_shared_string){copy, length};
	return 0;
}

static int on_end(void *user, const char *name)
{
	struct reading *reading = user;
	zr_rich_text_end(&reading->rich, name);
	return strcmp(name, "si") == 0 ? keep(reading) : 0;
}

static void finish_reading(struct reading *reading)
{
	zr_rich_text_finish(&reading->rich);
}

int zr_shared_strings_read(struct zr_package *package, const char *part,
	struct zr_shared_strings *strings, struct zr_error *error)
{
	assert(package != NULL && part != NULL && strings->count == 0);
	ZR_CLEANUP(finish_reading)
	struct reading reading = {.strings = strings, .error = error};
	const struct zr_package_handler handler = {on_start, on_end, on_text, &reading};
	return zr_package_parse(package, part, &handler, error);
}

void zr_shared_strings_finish(struct zr_shared_strings *strings)
{
	assert(strings != NULL && strings->count <= strings->capacity);
	free(strings->items);
	zr_arena_finish(&strings->arena);
	*strings = (struct zr_shared_strings){0};
}
