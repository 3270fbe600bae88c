/*
 * JSON lines: an object a row, each on a line of its own. Numbers are numbers where the text is
 * one, several choices are a list, what is empty is null: every line has the same members.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "hub/out/formats.h"

static int nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

/* RFC 8259: what must be escaped, and no more. The text is UTF-8. */
static int add_string(struct zr_buffer *bytes, const char *text, size_t length)
{
	int code = zr_buffer_add(bytes, "\"", 1);
	for (size_t i = 0; code == 0 && i < length;) {
		size_t plain = 0;
		while (i + plain < length && (unsigned char)text[i + plain] >= ' ' &&
			text[i + plain] != '"' && text[i + plain] != '\\') {
			plain++;
		}
		code = zr_buffer_add(bytes, text + i, plain);
		i += plain;
		if (code == 0 && i < length) {
			code = text[i] == '"' || text[i] == '\\'
				       ? zr_buffer_add_format(bytes, "\\%c", text[i])
				       : zr_buffer_add_format(bytes, "\\u%04x",
						 (unsigned)(unsigned char)text[i]);
			i++;
		}
	}
	return code == 0 ? zr_buffer_add(bytes, "\"", 1) : code;
}

static int add_words(struct zr_buffer *bytes, const char *words)
{
	int code = zr_buffer_add(bytes, "[", 1);
	words += strspn(words, " ");
	for (bool is_first = true; code == 0 && *words != '\0'; is_first = false) {
		size_t length = strcspn(words, " ");
		code = is_first ? 0 : zr_buffer_add(bytes, ",", 1);
		if (code == 0) {
			code = add_string(bytes, words, length);
		}
		words += length;
		words += strspn(words, " ");
	}
	return code == 0 ? zr_buffer_add(bytes, "]", 1) : code;
}

static int add_value(struct zr_buffer *bytes, const struct zr_variable *variable, const char *text)
{
	double number = 0;
	bool is_number = variable->kind == ZR_MEANING_WHOLE || variable->kind == ZR_MEANING_DECIMAL;
	if (text[0] == '\0') {
		return zr_buffer_add_text(bytes, "null");
	}
	if (variable->kind == ZR_MEANING_MANY) {
		return add_words(bytes, text);
	}
	return is_number && zr_coding_read(ZR_CODING_NUMBER, text, &number)
		       ? zr_buffer_add_text(bytes, text)
		       : add_string(bytes, text, strlen(text));
}

static int begin(const struct zr_format_table *table, void **ret_state, struct zr_error *error)
{
	(void)error;
	assert(table->variables->count > 0);
	*ret_state = NULL;
	return 0;
}

static int add(void *state, const struct zr_format_table *table, const char *const *cells,
	struct zr_error *error)
{
	(void)state;
	struct zr_buffer *bytes = table->bytes;
	int code = 0;
	for (size_t i = 0; code == 0 && i < table->variables->count; i++) {
		const struct zr_variable *variable = &table->variables->items[i];
		code = zr_buffer_add_text(bytes, i == 0 ? "{" : ",");
		if (code == 0) {
			code = add_string(bytes, variable->heading, strlen(variable->heading));
		}
		if (code == 0) {
			code = zr_buffer_add(bytes, ":", 1);
		}
		if (code == 0) {
			code = add_value(bytes, variable, cells[i]);
		}
	}
	if (code == 0) {
		code = zr_buffer_add_text(bytes, "}\n");
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

const struct zr_format zr_json_format = {
	.ending = "jsonl",
	.media_type = "application/x-ndjson",
	.has_labels = true,
	.begin = begin,
	.add = add,
	.end = end,
	.free = drop,
};
