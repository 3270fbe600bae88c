/*
 * Arguments and columns, in PostgreSQL's binary format: numbers are big-endian, texts and bytes
 * stand as they are.
 */
#include "hub/store/postgres/query.h"

#include <assert.h>
#include <endian.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>

#include "hub/store/postgres/array.h"
#include "hub/store/postgres/pipeline.h"
#include "lib/base/utf8.h"
#include "lib/envelope/envelope.h"

/* Of pg_type; they never change. */
enum {
	TYPE_BYTEA = 17,
	TYPE_INT8 = 20,
	TYPE_TEXT = 25,
	TYPE_BYTEA_ARRAY = 1001,
	TYPE_INT8_ARRAY = 1016,
};

/* ---- arguments ---- */

static bool is_utf8(const char *text, size_t bytes)
{
	uint32_t character = 0;
	while (bytes > 0) {
		size_t read = zr_utf8_read(text, bytes, &character);
		if (read == 0) {
			return false;
		}
		text += read;
		bytes -= read;
	}
	return true;
}

static int put(struct zr_pipeline_arguments *arguments, Oid type, const void *data, size_t bytes)
{
	assert(arguments->count < ZR_PIPELINE_ARGUMENT_COUNT_MAX);
	if (bytes > INT_MAX) {
		return ZR_E_LIMIT;
	}
	arguments->types[arguments->count] = type;
	arguments->values[arguments->count] = data;
	arguments->lengths[arguments->count] = (int)bytes;
	arguments->formats[arguments->count] = 1;
	arguments->count++;
	return 0;
}

static int put_int(struct zr_pipeline_arguments *arguments, int64_t value)
{
	uint64_t *number = &arguments->numbers[arguments->count];
	*number = htobe64((uint64_t)value);
	return put(arguments, TYPE_INT8, number, sizeof *number);
}

static int put_text(struct zr_pipeline_arguments *arguments, const char *text)
{
	size_t bytes = text != NULL ? strlen(text) : 0;
	return is_utf8(text, bytes) ? put(arguments, TYPE_TEXT, text, bytes) : ZR_E_INVALID;
}

static int put_array(struct zr_pipeline_arguments *arguments, const struct zr_array *array)
{
	assert(array->added_count == array->count);
	return put(arguments, array->kind == ZR_ARRAY_INT ? TYPE_INT8_ARRAY : TYPE_BYTEA_ARRAY,
		array->wire.data, array->wire.bytes);
}

static int bind(struct zr_pipeline_arguments *arguments, const char *format, va_list given)
{
	int code = 0;
	const void *data = NULL;
	for (; *format != '\0' && code == 0; format++) {
		switch (*format) {
		case 'i':
			code = put_int(arguments, va_arg(given, int64_t));
			break;
		case 't':
			code = put_text(arguments, va_arg(given, const char *));
			break;
		case 'b':
			data = va_arg(given, const void *);
			code = put(arguments, TYPE_BYTEA, data != NULL ? data : "",
				va_arg(given, size_t));
			break;
		case 'c':
			code = put_array(arguments, va_arg(given, const struct zr_array *));
			break;
		case 'h':
			code = put(
				arguments, TYPE_BYTEA, va_arg(given, const void *), ZR_HASH_BYTES);
			break;
		default:
			assert(*format == 'd');
			code = put(arguments, TYPE_BYTEA, va_arg(given, const void *),
				ZR_PARTY_ID_BYTES);
		}
	}
	return code;
}

static int refuse_arguments(int code, struct zr_error *error)
{
	return zr_error_set(error, code,
		code == ZR_E_INVALID ? "a text is not UTF-8" : "a value is too large to be stored");
}

/* ---- sending ---- */

static int ask(struct zr_conduit *conduit, const char *sql,
	const struct zr_pipeline_arguments *arguments, PGresult **ret_answer,
	struct zr_error *error)
{
	int code = zr_pipeline_send(conduit, sql, arguments, error);
	return code == 0 ? zr_pipeline_settle(conduit, ret_answer, error) : code;
}

static int start(struct zr_query *query, struct zr_conduit *conduit, const char *sql,
	const struct zr_pipeline_arguments *arguments, struct zr_error *error)
{
	assert(query->answer == NULL);
	PGresult *answer = NULL;
	int code = ask(conduit, sql, arguments, &answer, error);
	/* The server was restarted since, or is another one now. A time-out is not tried again: the
	 * conduit does not connect so soon after one. */
	bool may_again = zr_conduit_is_reader(conduit) && !zr_conduit_is_in_transaction(conduit);
	if (code == ZR_E_BUSY && may_again) {
		code = ask(conduit, sql, arguments, &answer, error);
	}
	if (code == 0) {
		*query = (struct zr_query){.answer = answer, .row = -1};
	}
	return code;
}

int zr_query_start(struct zr_query *query, struct zr_conduit *conduit, const char *sql,
	struct zr_error *error, const char *format, ...)
{
	assert(query != NULL && conduit != NULL && sql != NULL && format != NULL);
	struct zr_pipeline_arguments arguments;
	arguments.count = 0;
	va_list given;
	va_start(given, format);
	int code = bind(&arguments, format, given);
	va_end(given);
	return code == 0 ? start(query, conduit, sql, &arguments, error)
			 : refuse_arguments(code, error);
}

int zr_query_find(struct zr_query *query, struct zr_conduit *conduit, const char *sql,
	struct zr_error *error, const char *format, ...)
{
	assert(query != NULL && conduit != NULL && sql != NULL && format != NULL);
	struct zr_pipeline_arguments arguments;
	arguments.count = 0;
	va_list given;
	va_start(given, format);
	int code = bind(&arguments, format, given);
	va_end(given);
	code = code == 0 ? start(query, conduit, sql, &arguments, error)
			 : refuse_arguments(code, error);
	return code == 0 ? zr_query_step(query) : code;
}

int zr_query_run(struct zr_conduit *conduit, const char *sql, struct zr_error *error,
	const char *format, ...)
{
	assert(conduit != NULL && sql != NULL && format != NULL);
	struct zr_pipeline_arguments arguments;
	arguments.count = 0;
	va_list given;
	va_start(given, format);
	int code = bind(&arguments, format, given);
	va_end(given);
	if (code != 0) {
		return refuse_arguments(code, error);
	}
	code = zr_pipeline_send(conduit, sql, &arguments, error);
	return code == 0 && !zr_conduit_is_in_transaction(conduit)
		       ? zr_pipeline_settle(conduit, NULL, error)
		       : code;
}

int zr_query_settle(struct zr_conduit *conduit, struct zr_error *error)
{
	assert(conduit != NULL);
	return zr_pipeline_settle(conduit, NULL, error);
}

/* ---- rows ---- */

void zr_query_finish(struct zr_query *query)
{
	assert(query != NULL);
	PQclear(query->answer);
	*query = (struct zr_query){0};
}

bool zr_query_step(struct zr_query *query)
{
	assert(query != NULL && query->answer != NULL);
	query->row++;
	return query->row < PQntuples(query->answer);
}

/* What every reading of a column asks for: a row, and that the column is one of it. */
static const PGresult *row_of(const struct zr_query *query, int column)
{
	assert(query != NULL && query->answer != NULL);
	assert(query->row >= 0 && query->row < PQntuples(query->answer));
	assert(column >= 0 && column < PQnfields(query->answer));
	return query->answer;
}

int zr_query_column_count(const struct zr_query *query)
{
	assert(query != NULL && query->answer != NULL);
	return PQnfields(query->answer);
}

bool zr_query_is_null(const struct zr_query *query, int column)
{
	return PQgetisnull(row_of(query, column), query->row, column) != 0;
}

int64_t zr_query_int(const struct zr_query *query, int column)
{
	const PGresult *answer = row_of(query, column);
	const char *value = PQgetvalue(answer, query->row, column);
	uint16_t two = 0;
	uint32_t four = 0;
	uint64_t eight = 0;
	switch (PQgetlength(answer, query->row, column)) {
	case 0:
		return 0;
	case 1:
		return value[0] != 0;
	case sizeof two:
		memcpy(&two, value, sizeof two);
		return (int16_t)be16toh(two);
	case sizeof four:
		memcpy(&four, value, sizeof four);
		return (int32_t)be32toh(four);
	default:
		assert(PQgetlength(answer, query->row, column) == sizeof eight);
		memcpy(&eight, value, sizeof eight);
		return (int64_t)be64toh(eight);
	}
}

const char *zr_query_text(const struct zr_query *query, int column)
{
	return PQgetvalue(row_of(query, column), query->row, column); /* libpq adds the NUL */
}

const void *zr_query_blob(const struct zr_query *query, int column)
{
	return zr_query_size(query, column) > 0
		       ? PQgetvalue(row_of(query, column), query->row, column)
		       : NULL;
}

size_t zr_query_size(const struct zr_query *query, int column)
{
	return (size_t)PQgetlength(row_of(query, column), query->row, column);
}

bool zr_query_copy_text(const struct zr_query *query, int column, char *ret_text, size_t size)
{
	assert(ret_text != NULL && size > 0);
	const char *text = zr_query_text(query, column);
	size_t bytes = strlen(text);
	bool fits = bytes < size;
	memcpy(ret_text, text, fits ? bytes : 0);
	ret_text[fits ? bytes : 0] = '\0';
	return fits;
}

bool zr_query_copy_blob(const struct zr_query *query, int column, void *ret_data, size_t bytes)
{
	assert(ret_data != NULL && bytes > 0);
	if (zr_query_size(query, column) != bytes) {
		return false;
	}
	memcpy(ret_data, zr_query_blob(query, column), bytes);
	return true;
}
