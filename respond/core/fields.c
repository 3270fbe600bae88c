/* One pass: a pair ends at "&", its name at "=". */
#include "respond/core/fields.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits_respond.h"
#include "lib/base/utf8.h"

static void wipe_free(char *text)
{
	if (text != NULL) {
		explicit_bzero(text, strlen(text));
		free(text);
	}
}

void zr_fields_finish(struct zr_fields *fields)
{
	assert(fields != NULL && (fields->items != NULL || fields->count == 0));
	for (size_t i = 0; i < fields->count; i++) {
		wipe_free(fields->items[i].name);
		wipe_free(fields->items[i].value);
	}
	free(fields->items);
	*fields = (struct zr_fields){0};
}

static int digit(char symbol)
{
	if (symbol >= '0' && symbol <= '9') {
		return symbol - '0';
	}
	symbol = (char)(symbol | 0x20);
	return symbol >= 'a' && symbol <= 'f' ? symbol - 'a' + 10 : -1;
}

/* The text without its escapes; a carriage return before the end of a line goes. */
static int unescape(const char *text, size_t bytes, struct zr_buffer *ret_text)
{
	assert(ret_text != NULL);
	int code = 0;
	for (size_t i = 0; i < bytes && code == 0; i++) {
		char symbol = text[i] == '+' ? ' ' : text[i];
		if (text[i] == '%') {
			int high = i + 2 < bytes ? digit(text[i + 1]) : -1;
			int low = i + 2 < bytes ? digit(text[i + 2]) : -1;
			if (high < 0 || low < 0) {
				return ZR_E_SYNTAX;
			}
			symbol = (char)(high * 16 + low);
			i += 2;
		}
		code = symbol == '\r' ? 0 : zr_buffer_add(ret_text, &symbol, 1);
	}
	return code;
}

static bool is_text(const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes;) {
		uint32_t character = 0;
		size_t length = zr_utf8_read(text + i, bytes - i, &character);
		if (length == 0 || !zr_utf8_is_xml(character)) {
			return false;
		}
		i += length;
	}
	return true;
}

/* One more, whose texts are taken. */
static int append(struct zr_fields *fields, struct zr_buffer *name, struct zr_buffer *value)
{
	assert(fields != NULL && name != NULL);
	if (fields->count == ZR_RESPOND_FIELD_COUNT_MAX) {
		return ZR_E_LIMIT;
	}
	if (!is_text(zr_buffer_text(name), name->bytes) ||
		!is_text(zr_buffer_text(value), value->bytes)) {
		return ZR_E_SYNTAX;
	}
	if ((fields->count & (fields->count - 1)) == 0) { /* powers of two are where it is full */
		size_t room = fields->count == 0 ? 1 : fields->count * 2;
		struct zr_fields_item *items = realloc(fields->items, room * sizeof *items);
		if (items == NULL) {
			return ZR_E_NOMEM;
		}
		fields->items = items;
	}
	struct zr_fields_item field = {strdup(zr_buffer_text(name)), strdup(zr_buffer_text(value))};
	if (field.name == NULL || field.value == NULL) {
		wipe_free(field.name);
		wipe_free(field.value);
		return ZR_E_NOMEM;
	}
	fields->items[fields->count++] = field;
	return 0;
}

static int take_pair(struct zr_fields *fields, const char *pair, size_t bytes)
{
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer name = {0};
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer value = {0};
	const char *equals = memchr(pair, '=', bytes);
	size_t name_bytes = equals != NULL ? (size_t)(equals - pair) : bytes;
	int code = unescape(pair, name_bytes, &name);
	if (code == 0 && equals != NULL) {
		code = unescape(equals + 1, bytes - name_bytes - 1, &value);
	}
	return code == 0 ? append(fields, &name, &value) : code;
}

static int explain(int code, struct zr_error *error)
{
	if (code == ZR_E_SYNTAX) {
		return zr_error_set(error, code, "what the browser sent is not the text of a form");
	}
	if (code == ZR_E_LIMIT) {
		return zr_error_set(error, code, "the form has more than %d fields",
			ZR_RESPOND_FIELD_COUNT_MAX);
	}
	return zr_error_set(error, code, "no memory for what the browser sent");
}

int zr_fields_parse(
	const char *data, size_t bytes, struct zr_fields *ret_fields, struct zr_error *error)
{
	assert((data != NULL || bytes == 0) && ret_fields != NULL && ret_fields->count == 0);
	ZR_CLEANUP(zr_fields_finish) struct zr_fields fields = {0};
	for (size_t i = 0; i < bytes;) {
		const char *end = memchr(data + i, '&', bytes - i);
		size_t length = end != NULL ? (size_t)(end - data) - i : bytes - i;
		int code = length > 0 ? take_pair(&fields, data + i, length) : 0;
		if (code != 0) {
			return explain(code, error);
		}
		i += length + 1;
	}
	*ret_fields = fields;
	fields = (struct zr_fields){0};
	return 0;
}

int zr_fields_add(
	struct zr_fields *fields, const char *name, const char *value, struct zr_error *error)
{
	assert(fields != NULL && name != NULL && value != NULL);
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer name_text = {0};
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer value_text = {0};
	int code = zr_buffer_add_text(&name_text, name);
	if (code == 0) {
		code = zr_buffer_add_text(&value_text, value);
	}
	if (code == 0) {
		code = append(fields, &name_text, &value_text);
	}
	return code == 0 ? 0 : explain(code, error);
}

const char *zr_fields_next(const struct zr_fields *fields, const char *name, size_t *at)
{
	assert(fields != NULL && name != NULL && at != NULL);
	while (*at < fields->count) {
		const struct zr_fields_item *field = &fields->items[(*at)++];
		if (strcmp(field->name, name) == 0) {
			return field->value;
		}
	}
	return NULL;
}

const char *zr_fields_get(const struct zr_fields *fields, const char *name)
{
	size_t at = 0;
	return zr_fields_next(fields, name, &at);
}
