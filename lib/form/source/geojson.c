/*
 * A small JSON reader that turns features into items as it goes.
 *
 * Values are read into one buffer: a string decoded, a number as written, true and false as words,
 * null as nothing, an object or array as its own text. Coordinates are walked separately.
 */
#include "lib/form/source/geojson.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/base/utf8.h"
#include "lib/form/source/csv.h"
#include "lib/form/xml.h"

struct reader {
	const char *at;
	const char *end;
	const char *start;
	const char *file;
	const struct zr_csv_target *target;
	struct zr_error *error;
	struct zr_buffer key;
	struct zr_buffer value;
	unsigned depth;
	bool has_features;
	struct zr_node *root;
	const struct zr_name *item;
};

static int fault(const struct reader *reader, int code, enum zr_fault_kind kind)
{
	assert(code != 0 && kind != ZR_FAULT_NONE);
	unsigned line = 1;
	for (const char *at = reader->start; at < reader->at && at < reader->end; at++) {
		line += *at == '\n';
	}
	(void)zr_error_set_fault(reader->error, code, &(const struct zr_fault){.kind = kind});
	zr_error_place(reader->error, line, reader->file);
	return code;
}

static int syntax(const struct reader *reader)
{
	return fault(reader, ZR_E_SYNTAX, ZR_FAULT_BAD_JSON);
}

static int nomem(const struct reader *reader)
{
	return fault(reader, ZR_E_NOMEM, ZR_FAULT_LIST_NO_MEMORY);
}

static char peek(struct reader *reader)
{
	while (reader->at < reader->end && strchr(" \t\r\n", *reader->at) != NULL &&
		*reader->at != '\0') {
		reader->at++;
	}
	return reader->at < reader->end ? *reader->at : '\0';
}

static bool take(struct reader *reader, char byte)
{
	if (peek(reader) != byte) {
		return false;
	}
	reader->at++;
	return true;
}

static int add_code_point(struct zr_buffer *out, uint32_t code)
{
	char bytes[ZR_UTF8_BYTES_MAX];
	return zr_buffer_add(out, bytes, zr_utf8_write(code, bytes));
}

static bool take_hex(struct reader *reader, uint32_t *ret_code)
{
	if (reader->end - reader->at < 4) {
		return false;
	}
	uint32_t code = 0;
	for (int i = 0; i < 4; i++) {
		static const char DIGITS[] = "0123456789abcdef";
		char lower = (char)(*reader->at | 0x20);
		const char *digit = *reader->at != '\0' ? strchr(DIGITS, lower) : NULL;
		if (digit == NULL || *digit == '\0') {
			return false;
		}
		code = code * 16 + (uint32_t)(digit - DIGITS);
		reader->at++;
	}
	*ret_code = code;
	return true;
}

static int take_escape(struct reader *reader, struct zr_buffer *out)
{
	static const char NAMES[] = "\"\\/bfnrt";
	static const char VALUES[] = "\"\\/\b\f\n\r\t";
	char name = reader->at < reader->end ? *reader->at++ : '\0';
	const char *found = name != '\0' ? strchr(NAMES, name) : NULL;
	if (found != NULL) {
		return zr_buffer_add(out, &VALUES[found - NAMES], 1) != 0 ? nomem(reader) : 0;
	}
	uint32_t code = 0;
	if (name != 'u' || !take_hex(reader, &code) || code == 0) {
		return syntax(reader);
	}
	uint32_t low = 0;
	if (code >= 0xd800 && code < 0xdc00) {
		if (reader->end - reader->at < 6 || memcmp(reader->at, "\\u", 2) != 0) {
			return syntax(reader);
		}
		reader->at += 2;
		if (!take_hex(reader, &low) || low < 0xdc00 || low > 0xdfff) {
			return syntax(reader);
		}
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
	} else if (code >= 0xdc00 && code < 0xe000) {
		return syntax(reader);
	}
	return add_code_point(out, code) != 0 ? nomem(reader) : 0;
}

static int take_string(struct reader *reader, struct zr_buffer *out)
{
	if (!take(reader, '"')) {
		return syntax(reader);
	}
	while (reader->at < reader->end && *reader->at != '"') {
		char byte = *reader->at++;
		if ((unsigned char)byte < 0x20) {
			return syntax(reader);
		}
		int code = byte == '\\'                        ? take_escape(reader, out)
			   : zr_buffer_add(out, &byte, 1) != 0 ? nomem(reader)
							       : 0;
		if (code != 0) {
			return code;
		}
	}
	return take(reader, '"') ? 0 : syntax(reader);
}

/* Steps over any value. Depth is bounded. */
static int skip_value(struct reader *reader)
{
	char first = peek(reader);
	if (first == '"') {
		zr_buffer_clear(&reader->key);
		return take_string(reader, &reader->key);
	}
	if (first != '{' && first != '[') {
		const char *start = reader->at;
		while (reader->at < reader->end && *reader->at != '\0' &&
			strchr(",]} \t\r\n", *reader->at) == NULL) {
			reader->at++;
		}
		return reader->at > start ? 0 : syntax(reader);
	}
	char close = first == '{' ? '}' : ']';
	if (++reader->depth > ZR_FORM_DEPTH_MAX) {
		return fault(reader, ZR_E_LIMIT, ZR_FAULT_JSON_TOO_DEEP);
	}
	reader->at++;
	bool is_first = true;
	while (!take(reader, close)) {
		if (!is_first && !take(reader, ',')) {
			return syntax(reader);
		}
		is_first = false;
		if (first == '{') {
			zr_buffer_clear(&reader->key);
			int code = take_string(reader, &reader->key);
			if (code != 0) {
				return code;
			}
			if (!take(reader, ':')) {
				return syntax(reader);
			}
		}
		int code = skip_value(reader);
		if (code != 0) {
			return code;
		}
	}
	reader->depth--;
	return 0;
}

/* A value as text into reader->value. */
static int take_value(struct reader *reader)
{
	zr_buffer_clear(&reader->value);
	if (peek(reader) == '"') {
		return take_string(reader, &reader->value);
	}
	const char *start = reader->at;
	int code = skip_value(reader);
	size_t bytes = (size_t)(reader->at - start);
	if (code == 0 && !(bytes == 4 && memcmp(start, "null", 4) == 0) &&
		zr_buffer_add(&reader->value, start, bytes) != 0) {
		return nomem(reader);
	}
	return code;
}

static int take_key(struct reader *reader)
{
	zr_buffer_clear(&reader->key);
	int code = take_string(reader, &reader->key);
	if (code == 0 && !take(reader, ':')) {
		return syntax(reader);
	}
	return code;
}

static int add_column(struct reader *reader, struct zr_node *item, const char *column)
{
	const struct zr_name *name = zr_names_intern(reader->target->names, "", "", column);
	if (name == NULL || zr_xml_add(reader->target->arena, item, name,
				    zr_buffer_text(&reader->value)) == NULL) {
		return nomem(reader);
	}
	return 0;
}

typedef int (*member_reader)(struct reader *reader, struct zr_node *item);

/* Calls on_member at the value of every member; reader->key is its key. */
static int read_object(struct reader *reader, struct zr_node *item, member_reader on_member)
{
	if (!take(reader, '{')) {
		return syntax(reader);
	}
	bool is_first = true;
	while (!take(reader, '}')) {
		if (!is_first && !take(reader, ',')) {
			return syntax(reader);
		}
		is_first = false;
		int code = take_key(reader);
		if (code == 0) {
			code = on_member(reader, item);
		}
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

static int on_property(struct reader *reader, struct zr_node *item)
{
	ZR_CLEANUP_FREE char *column = strdup(zr_buffer_text(&reader->key));
	if (column == NULL) {
		return nomem(reader);
	}
	int code = take_value(reader);
	return code != 0 ? code : add_column(reader, item, column);
}

/* One [lon, lat, …] or arrays of them, appended as "lat lon 0 0" joined with "; ". */
static int read_position(struct reader *reader)
{
	double numbers[2] = {0, 0};
	size_t count = 0;
	const char *texts[2] = {"", ""};
	size_t bytes[2] = {0, 0};
	do {
		(void)peek(reader);
		const char *start = reader->at;
		int code = skip_value(reader);
		if (code != 0) {
			return code;
		}
		if (count < 2) {
			texts[count] = start;
			bytes[count] = (size_t)(reader->at - start);
			numbers[count] = bytes[count] > 0 ? 1 : 0;
		}
		count++;
	} while (take(reader, ','));
	if (count < 2 || numbers[0] == 0 || numbers[1] == 0) {
		return fault(reader, ZR_E_INVALID, ZR_FAULT_BAD_POSITION);
	}
	const char *glue = reader->value.bytes > 0 ? "; " : "";
	if (zr_buffer_add_format(&reader->value, "%s%.*s %.*s 0 0", glue, (int)bytes[1], texts[1],
		    (int)bytes[0], texts[0]) != 0) {
		return nomem(reader);
	}
	return 0;
}

static int read_coordinates(struct reader *reader)
{
	if (!take(reader, '[')) {
		return syntax(reader);
	}
	if (++reader->depth > ZR_FORM_DEPTH_MAX) {
		return fault(reader, ZR_E_LIMIT, ZR_FAULT_JSON_TOO_DEEP);
	}
	int code = 0;
	if (peek(reader) != '[' && peek(reader) != ']') {
		code = read_position(reader);
	} else {
		bool is_first = true;
		while (code == 0 && peek(reader) == '[') {
			code = read_coordinates(reader);
			is_first = false;
			if (code == 0 && !take(reader, ',')) {
				break;
			}
		}
		(void)is_first;
	}
	reader->depth--;
	if (code == 0 && !take(reader, ']')) {
		return syntax(reader);
	}
	return code;
}

static int on_geometry_member(struct reader *reader, struct zr_node *item)
{
	if (strcmp(zr_buffer_text(&reader->key), "coordinates") != 0) {
		return skip_value(reader);
	}
	zr_buffer_clear(&reader->value);
	int code = read_coordinates(reader);
	return code != 0 ? code : add_column(reader, item, "geometry");
}

static int on_feature_member(struct reader *reader, struct zr_node *item)
{
	const char *key = zr_buffer_text(&reader->key);
	if (strcmp(key, "geometry") == 0 && peek(reader) == '{') {
		return read_object(reader, item, on_geometry_member);
	}
	if (strcmp(key, "properties") == 0 && peek(reader) == '{') {
		return read_object(reader, item, on_property);
	}
	if (strcmp(key, "id") == 0) {
		return on_property(reader, item);
	}
	return skip_value(reader);
}

static int on_document_member(struct reader *reader, struct zr_node *unused)
{
	(void)unused;
	if (strcmp(zr_buffer_text(&reader->key), "features") != 0) {
		return skip_value(reader);
	}
	reader->has_features = true;
	if (!take(reader, '[')) {
		return syntax(reader);
	}
	bool is_first = true;
	while (!take(reader, ']')) {
		if (!is_first && !take(reader, ',')) {
			return syntax(reader);
		}
		is_first = false;
		struct zr_node *item =
			zr_xml_add(reader->target->arena, reader->root, reader->item, NULL);
		if (item == NULL) {
			return nomem(reader);
		}
		int code = read_object(reader, item, on_feature_member);
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

static void finish_reader(struct reader *reader)
{
	zr_buffer_finish(&reader->key);
	zr_buffer_finish(&reader->value);
}

int zr_geojson_parse(const struct zr_list_file *file, const struct zr_csv_target *target,
	struct zr_node **ret_document, struct zr_error *error)
{
	assert(file != NULL && file->text != NULL && file->name != NULL && target != NULL &&
		ret_document != NULL);
	int code = zr_csv_check_letters(file, error);
	if (code != 0) {
		return code;
	}
	ZR_CLEANUP(finish_reader)
	struct reader reader = {.at = file->text,
		.start = file->text,
		.end = file->text + file->bytes,
		.file = file->name,
		.target = target,
		.error = error};
	if (file->bytes >= 3 && memcmp(file->text, "\xef\xbb\xbf", 3) == 0) {
		reader.at += 3; /* a byte order mark, as in a list of CSV */
	}
	struct zr_node *document = zr_xml_add(target->arena, NULL, NULL, NULL);
	const struct zr_name *root_name = zr_names_intern(target->names, "", "", "root");
	reader.item = zr_names_intern(target->names, "", "", "item");
	if (document == NULL || root_name == NULL || reader.item == NULL) {
		return nomem(&reader);
	}
	document->kind = ZR_NODE_DOCUMENT;
	reader.root = zr_xml_add(target->arena, document, root_name, NULL);
	if (reader.root == NULL) {
		return nomem(&reader);
	}
	code = read_object(&reader, NULL, on_document_member);
	if (code == 0 && !reader.has_features) {
		return fault(&reader, ZR_E_INVALID, ZR_FAULT_NO_FEATURES);
	}
	if (code == 0 && peek(&reader) != '\0') {
		return syntax(&reader);
	}
	if (code == 0) {
		*ret_document = document;
	}
	return code;
}
