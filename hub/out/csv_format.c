/* Comma-separated values, RFC 4180, safe to open in a spreadsheet program (hub/records/guard.h). */
#include <assert.h>
#include <string.h>

#include "hub/out/formats.h"
#include "hub/records/guard.h"

static int nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

static int add_field(struct zr_buffer *bytes, size_t place, const char *text)
{
	return place == 0 ? zr_guard_add(bytes, text) : zr_guard_add_next(bytes, text);
}

static int begin(const struct zr_format_table *table, void **ret_state, struct zr_error *error)
{
	const struct zr_variables *variables = table->variables;
	struct zr_buffer *bytes = table->bytes;
	assert(variables->count > 0);
	*ret_state = NULL;
	int code = variables->has_mark ? zr_buffer_add(bytes, "\xef\xbb\xbf", 3) : 0;
	for (size_t i = 0; code == 0 && i < variables->count; i++) {
		code = add_field(bytes, i, variables->items[i].heading);
	}
	if (code == 0) {
		code = zr_buffer_add(bytes, "\r\n", 2);
	}
	return code == 0 ? 0 : nomem(error);
}

static int add(void *state, const struct zr_format_table *table, const char *const *cells,
	struct zr_error *error)
{
	(void)state;
	struct zr_buffer *bytes = table->bytes;
	int code = 0;
	for (size_t i = 0; code == 0 && i < table->variables->count; i++) {
		code = add_field(bytes, i, cells[i]);
	}
	if (code == 0) {
		code = zr_buffer_add(bytes, "\r\n", 2);
	}
	return code == 0 ? 0 : nomem(error);
}

static int end(void *state, const struct zr_format_table *table, struct zr_error *error)
{
	(void)state;
	(void)table;
	(void)error;
	return 0;
}

static void drop(void *state)
{
	assert(state == NULL);
	(void)state;
}

const struct zr_format zr_csv_format = {
	.ending = "csv",
	.media_type = "text/csv; charset=utf-8",
	.has_labels = true,
	.begin = begin,
	.add = add,
	.end = end,
	.free = drop,
};
