/* The CSV reader: one pass, one field at a time. See csv.h. */
#include "lib/form/source/csv.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/base/utf8.h"
#include "lib/form/xml.h"

enum {
	COLUMN_COUNT_MAX = 1024
};

static const char NO_HEADING[] = "__empty"; /* of a column, which nothing can name */

struct reader {
	const char *at;
	const char *end;
	const char *file;
	const struct zr_csv_target *target;
	struct zr_error *error;
	struct zr_buffer field;
	unsigned line;
	char comma;
	const struct zr_name *columns[COLUMN_COUNT_MAX];
	size_t column_count;
};

static int fault(const struct reader *reader, enum zr_fault_kind kind)
{
	(void)zr_error_set_fault(
		reader->error, ZR_E_SYNTAX, &(const struct zr_fault){.kind = kind});
	zr_error_place(reader->error, reader->line, reader->file);
	return ZR_E_SYNTAX;
}

static int nomem(const struct reader *reader)
{
	return zr_error_set_fault(reader->error, ZR_E_NOMEM,
		&(const struct zr_fault){.kind = ZR_FAULT_LIST_NO_MEMORY});
}

static const char COMMAS[] = {',', ';', '\t', '|'};

static bool is_line_end(const struct reader *reader, const char *at)
{
	return at == reader->end || *at == '\n' || *at == '\r';
}

/* Excel's own first line: "sep=;" says what divides the columns. '\0' without it. */
static char given_comma(const struct reader *reader)
{
	static const char SAID[] = "sep=";
	if (reader->end - reader->at < (ptrdiff_t)sizeof SAID ||
		strncasecmp(reader->at, SAID, sizeof SAID - 1) != 0) {
		return '\0';
	}
	const char *sign = reader->at + sizeof SAID - 1;
	bool is_comma = memchr(COMMAS, *sign, sizeof COMMAS) != NULL;
	return is_comma && is_line_end(reader, sign + 1) ? *sign : '\0';
}

/* What divides the columns: what the header has most of, outside quotes. */
static char choose_comma(const struct reader *reader)
{
	size_t counts[sizeof COMMAS] = {0};
	bool is_quoted = false;
	for (const char *at = reader->at; at < reader->end; at++) {
		if (*at == '"') {
			is_quoted = !is_quoted;
		} else if (!is_quoted && (*at == '\n' || *at == '\r')) {
			break;
		}
		for (size_t i = 0; i < sizeof COMMAS; i++) {
			counts[i] += !is_quoted && *at == COMMAS[i];
		}
	}
	size_t best = 0;
	for (size_t i = 1; i < sizeof COMMAS; i++) {
		best = counts[i] > counts[best] ? i : best;
	}
	return COMMAS[best];
}

static int read_quoted(struct reader *reader)
{
	assert(*reader->at == '"');
	reader->at++;
	for (;;) {
		const char *quote = memchr(reader->at, '"', (size_t)(reader->end - reader->at));
		if (quote == NULL) {
			return fault(reader, ZR_FAULT_LIST_OPEN_QUOTE);
		}
		for (const char *at = reader->at; at < quote; at++) {
			reader->line += *at == '\n';
		}
		if (zr_buffer_add(&reader->field, reader->at, (size_t)(quote - reader->at)) != 0) {
			return nomem(reader);
		}
		reader->at = quote + 1;
		if (reader->at == reader->end || *reader->at != '"') {
			return 0;
		}
		if (zr_buffer_add(&reader->field, "\"", 1) != 0) {
			return nomem(reader);
		}
		reader->at++;
	}
}

static bool is_field_end(const struct reader *reader, char byte)
{
	return byte == reader->comma || byte == '\n' || byte == '\r';
}

/* One field into reader->field, the place behind it is a comma, a line end or the end. */
static int read_field(struct reader *reader)
{
	zr_buffer_clear(&reader->field);
	const char *start = reader->at;
	while (start < reader->end && *start == ' ') {
		start++;
	}
	reader->at = start;
	if (start < reader->end && *start == '"') {
		int code = read_quoted(reader);
		if (code != 0) {
			return code;
		}
	}
	start = reader->at;
	while (reader->at < reader->end && !is_field_end(reader, *reader->at)) {
		reader->at++;
	}
	if (zr_buffer_add(&reader->field, start, (size_t)(reader->at - start)) != 0) {
		return nomem(reader);
	}
	while (reader->field.bytes > 0 && reader->field.data[reader->field.bytes - 1] == ' ') {
		reader->field.data[--reader->field.bytes] = '\0';
	}
	return 0;
}

/* Steps over a line end; answers whether the row goes on with another field. */
static bool has_more_fields(struct reader *reader)
{
	if (reader->at < reader->end && *reader->at == reader->comma) {
		reader->at++;
		return true;
	}
	if (reader->at < reader->end && *reader->at == '\r') {
		reader->at++;
		if (reader->at == reader->end || *reader->at != '\n') {
			reader->line++;
			return false;
		}
	}
	if (reader->at < reader->end) {
		assert(*reader->at == '\n');
		reader->at++;
		reader->line++;
	}
	return false;
}

/* Spreadsheets write rows of nothing, ",,,", where something stood once: they are no choices. */
static bool is_empty_row(const struct reader *reader)
{
	for (const char *at = reader->at; !is_line_end(reader, at); at++) {
		bool is_pair = *at == '"' && !is_line_end(reader, at + 1) && at[1] == '"' &&
			       (is_line_end(reader, at + 2) || at[2] != '"');
		if (*at != ' ' && *at != reader->comma && !is_pair) {
			return false;
		}
		at += is_pair;
	}
	return true;
}

static void skip_line(struct reader *reader)
{
	while (!is_line_end(reader, reader->at)) {
		reader->at++;
	}
	(void)has_more_fields(reader);
}

static int add_column(struct reader *reader, const struct zr_name *column)
{
	assert(reader->column_count < COLUMN_COUNT_MAX);
	for (size_t i = 0; i < reader->column_count; i++) {
		if (column == reader->columns[i] && strcmp(column->local, NO_HEADING) != 0) {
			(void)zr_error_set_fault(reader->error, ZR_E_SYNTAX,
				&(const struct zr_fault){
					.kind = ZR_FAULT_LIST_TWIN, .value = column->local});
			zr_error_place(reader->error, reader->line, reader->file);
			return ZR_E_SYNTAX;
		}
	}
	reader->columns[reader->column_count++] = column;
	return 0;
}

static int read_header(struct reader *reader)
{
	do {
		int code = read_field(reader);
		if (code != 0) {
			return code;
		}
		const char *name = zr_buffer_text(&reader->field);
		name += strspn(name, " ");
		if (reader->column_count == COLUMN_COUNT_MAX) {
			(void)zr_error_set_fault(reader->error, ZR_E_LIMIT,
				&(const struct zr_fault){
					.kind = ZR_FAULT_LIST_WIDE, .number = COLUMN_COUNT_MAX});
			zr_error_place(reader->error, reader->line, reader->file);
			return ZR_E_LIMIT;
		}
		if (*name == '\0') {
			name = NO_HEADING;
		}
		const struct zr_name *column = zr_names_intern(reader->target->names, "", "", name);
		if (column == NULL) {
			return nomem(reader);
		}
		code = add_column(reader, column);
		if (code != 0) {
			return code;
		}
	} while (has_more_fields(reader));
	return 0;
}

static int read_row(struct reader *reader, struct zr_node *root, const struct zr_name *item)
{
	assert(reader->at < reader->end);
	struct zr_node *row = NULL;
	size_t column = 0;
	bool is_more = true;
	for (; is_more; column++) {
		int code = read_field(reader);
		if (code != 0) {
			return code;
		}
		const char *value = zr_buffer_text(&reader->field);
		if (column >= reader->column_count && *value != '\0') {
			return fault(reader, ZR_FAULT_LIST_LONG_ROW);
		}
		is_more = has_more_fields(reader);
		if (row == NULL) {
			row = zr_xml_add(reader->target->arena, root, item, NULL);
		}
		bool is_extra = column >= reader->column_count;
		if (row == NULL || (!is_extra && zr_xml_add(reader->target->arena, row,
							 reader->columns[column], value) == NULL)) {
			return nomem(reader);
		}
	}
	for (; column < reader->column_count; column++) {
		if (zr_xml_add(reader->target->arena, row, reader->columns[column], NULL) == NULL) {
			return nomem(reader);
		}
	}
	return 0;
}

static int read_table(struct reader *reader, struct zr_node *root, const struct zr_name *item)
{
	char comma = given_comma(reader);
	if (comma != '\0') {
		skip_line(reader);
	}
	reader->comma = comma != '\0' ? comma : choose_comma(reader);
	int code = reader->at < reader->end ? read_header(reader) : 0;
	while (code == 0 && reader->at < reader->end) {
		if (is_empty_row(reader)) {
			skip_line(reader);
		} else {
			code = read_row(reader, root, item);
		}
	}
	return code;
}

static void finish_reader(struct reader *reader)
{
	zr_buffer_finish(&reader->field);
}

int zr_csv_check_letters(const struct zr_list_file *file, struct zr_error *error)
{
	assert(file != NULL && file->text != NULL && file->name != NULL);
	const char *text = file->text;
	size_t bytes = file->bytes;
	unsigned line = 1;
	bool is_utf16 = bytes >= 2 &&
			(memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0);
	enum zr_fault_kind fault = ZR_FAULT_NONE;
	for (size_t at = 0; at < bytes && fault == ZR_FAULT_NONE;) {
		uint32_t character = 0;
		size_t length = zr_utf8_read(text + at, bytes - at, &character);
		if (is_utf16 || (length > 0 && character == 0)) {
			fault = ZR_FAULT_LIST_UTF16;
		} else if (length == 0) {
			fault = ZR_FAULT_LIST_NOT_UTF8;
		} else if (!zr_utf8_is_xml(character)) {
			fault = ZR_FAULT_LIST_CONTROL;
		}
		line += fault == ZR_FAULT_NONE && character == '\n';
		at += length;
	}
	if (fault == ZR_FAULT_NONE) {
		return 0;
	}
	(void)zr_error_set_fault(error, ZR_E_SYNTAX, &(const struct zr_fault){.kind = fault});
	zr_error_place(error, line, file->name);
	return ZR_E_SYNTAX;
}

int zr_csv_parse(const struct zr_list_file *file, const struct zr_csv_target *target,
	struct zr_node **ret_document, struct zr_error *error)
{
	assert(file != NULL && file->text != NULL && file->name != NULL && target != NULL &&
		ret_document != NULL);
	if (file->bytes > ZR_FORM_BYTES_MAX) {
		char bytes[24];
		(void)snprintf(bytes, sizeof bytes, "%zu", file->bytes);
		(void)zr_error_set_fault(error, ZR_E_LIMIT,
			&(const struct zr_fault){.kind = ZR_FAULT_LARGE_LIST,
				.value = bytes,
				.number = ZR_FORM_BYTES_MAX});
		zr_error_place(error, 0, file->name);
		return ZR_E_LIMIT;
	}
	ZR_CLEANUP(finish_reader)
	struct reader reader = {.at = file->text,
		.end = file->text + file->bytes,
		.file = file->name,
		.target = target,
		.error = error,
		.line = 1};
	if (file->bytes >= 3 && memcmp(file->text, "\xef\xbb\xbf", 3) == 0) {
		reader.at += 3;
	}
	int checked = zr_csv_check_letters(file, error);
	if (checked != 0) {
		return checked;
	}
	struct zr_node *document = zr_xml_add(target->arena, NULL, NULL, NULL);
	const struct zr_name *root_name = zr_names_intern(target->names, "", "", "root");
	const struct zr_name *item = zr_names_intern(target->names, "", "", "item");
	if (document == NULL || root_name == NULL || item == NULL) {
		return nomem(&reader);
	}
	document->kind = ZR_NODE_DOCUMENT;
	struct zr_node *root = zr_xml_add(target->arena, document, root_name, NULL);
	if (root == NULL) {
		return nomem(&reader);
	}
	int code = read_table(&reader, root, item);
	if (code == 0) {
		*ret_document = document;
	}
	return code;
}
