/*
 * A piece is read row by row: the fields of one go to the columns that the layout says, and only
 * when its end was seen do they become a row. The layout is the separator and a letter for each
 * column of the file, '-' for one that is none of ours.
 */
#include "hub/register/register_csv.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hub/http/route.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/base/utf8.h"
#include "lib/workbook/csv_fields.h"

#define DEGREES_BYTES 24  /* of a number of 64 bits, whatever its value */
#define ADDRESS_BYTES 300 /* as of one that is typed: hub/census/area.c */

enum column {
	AREA,
	ID,
	ADDRESS,
	LATITUDE,
	LONGITUDE,
	FORM,
	AREA_NAME,
	COLUMN_COUNT
};
static const struct {
	const char *heading;
	char letter;
} columns[COLUMN_COUNT] = {
	[AREA] = {"area", 'a'},
	[ID] = {"id", 'i'},
	[ADDRESS] = {"address", 't'},
	[LATITUDE] = {"latitude", 'y'},
	[LONGITUDE] = {"longitude", 'x'},
	[FORM] = {"form", 'f'},
	[AREA_NAME] = {"area_name", 'n'},
};
#define IGNORED_LETTER '-'
static_assert(ZR_HUB_REGISTER_COLUMN_COUNT_MAX + 2 <= ZR_UPLOAD_LAYOUT_BYTES, "a letter a column");

struct reader {
	struct zr_csv_fields csv;
	const struct zr_register_piece *piece;
	struct zr_register_rows *rows;
	const char *cells[COLUMN_COUNT]; /* of the present row */
	bool has_more;                   /* it has more fields than the heading */
	bool has_bad_letter;
	struct zr_error *error;
};

static const struct {
	const char *name;
	const char *sentence;
} faults[] = {
	{"", ""},
#define ZR_ROW_FAULT(NAME, name, sentence) {name, sentence},
#include "hub/register/row_faults.def"
#undef ZR_ROW_FAULT
};
static_assert(sizeof faults / sizeof faults[0] == ZR_ROW_FAULT_COUNT_, "a sentence a fault");

const char *zr_row_fault_name(enum zr_row_fault fault)
{
	assert(fault < ZR_ROW_FAULT_COUNT_);
	return faults[fault].name;
}

const char *zr_row_fault_sentence(const char *name)
{
	assert(name != NULL);
	for (size_t i = 1; i < ZR_ROW_FAULT_COUNT_; i++) {
		if (strcmp(faults[i].name, name) == 0) {
			return faults[i].sentence;
		}
	}
	return name;
}

void zr_register_rows_finish(struct zr_register_rows *rows)
{
	assert(rows != NULL);
	free(rows->rows);
	zr_arena_finish(&rows->arena);
	*rows = (struct zr_register_rows){0};
}

static int nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

/* ---- fields ---- */

static bool is_blank(char letter)
{
	return letter == ' ' || letter == '\t';
}

/* Whether it is UTF-8; *ret_is_bad: there is a control character in it. */
static bool check_letters(const char *text, size_t length, bool *ret_is_bad)
{
	for (size_t at = 0; at < length;) {
		uint32_t character = 0;
		size_t bytes = zr_utf8_read(text + at, length - at, &character);
		if (bytes == 0) {
			return false;
		}
		*ret_is_bad = *ret_is_bad || character < 0x20 || character == 0x7f;
		at += bytes;
	}
	return true;
}

/* Without blanks around it, and without the ' that the hub's own tables put before what a
 * spreadsheet program would run. NULL: no memory. */
static char *copy_cell(struct zr_arena *arena, const char *text, size_t length)
{
	while (length > 0 && is_blank(text[length - 1])) {
		length--;
	}
	while (length > 0 && is_blank(*text)) {
		text++;
		length--;
	}
	size_t blank_count = 1;
	while (blank_count < length && is_blank(text[blank_count])) {
		blank_count++;
	}
	bool is_guarded =
		length > blank_count && *text == '\'' && strchr("=+-@", text[blank_count]) != NULL;
	return zr_arena_copy(arena, text + is_guarded, length - is_guarded);
}

static int refuse_encoding(const struct reader *reader)
{
	(void)zr_error_set_fault(reader->error, ZR_E_SYNTAX,
		&(const struct zr_fault){.kind = ZR_FAULT_LIST_NOT_UTF8});
	zr_error_place(reader->error, (unsigned)reader->rows->line + 1, NULL);
	return ZR_E_SYNTAX;
}

static int take_cell(struct reader *reader)
{
	const struct zr_csv_fields *csv = &reader->csv;
	const char *letters = reader->rows->layout + 1;
	if (!check_letters(csv->text, csv->length, &reader->has_bad_letter)) {
		return refuse_encoding(reader);
	}
	if (csv->column >= strlen(letters)) {
		reader->has_more = reader->has_more || csv->length > 0;
		return 0;
	}
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		if (columns[i].letter != letters[csv->column]) {
			continue;
		}
		reader->cells[i] = copy_cell(&reader->rows->arena, csv->text, csv->length);
		return reader->cells[i] != NULL ? 0 : nomem(reader->error);
	}
	return 0;
}

/* ---- the heading ---- */

static int refuse_heading(const struct reader *reader, const char *sentence, const char *name)
{
	return zr_error_set_at(reader->error, ZR_E_SYNTAX, (uint32_t)reader->rows->line + 1, "",
		"%s%s; wanted are area and address, and where there are any id, latitude, "
		"longitude, form, area_name",
		sentence, name);
}

static void add_ignored(struct zr_register_rows *rows, const char *name)
{
	char *ignored = rows->ignored;
	size_t bytes = strlen(ignored);
	if (name[0] != '\0' && bytes + 3 < sizeof rows->ignored) {
		(void)zr_utf8_copy(ignored + bytes, 3, bytes > 0 ? ", " : "");
		bytes = strlen(ignored);
		(void)zr_utf8_copy(ignored + bytes, sizeof rows->ignored - bytes, name);
	}
}

static int take_heading(struct reader *reader)
{
	struct zr_register_rows *rows = reader->rows;
	const struct zr_csv_fields *csv = &reader->csv;
	bool is_bad = false;
	if (!check_letters(csv->text, csv->length, &is_bad)) {
		return refuse_encoding(reader);
	}
	if (csv->column >= ZR_HUB_REGISTER_COLUMN_COUNT_MAX) {
		return refuse_heading(reader, "the file has too many columns", "");
	}
	const char *name = copy_cell(&rows->arena, csv->text, csv->length);
	if (name == NULL) {
		return nomem(reader->error);
	}
	char letter = IGNORED_LETTER;
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		letter = strcasecmp(columns[i].heading, name) == 0 ? columns[i].letter : letter;
	}
	if (letter == IGNORED_LETTER) {
		add_ignored(rows, name);
	} else if (strchr(rows->layout + 1, letter) != NULL) {
		return refuse_heading(reader, "a column stands twice: ", name);
	}
	rows->layout[csv->column + 1] = letter;
	rows->layout[csv->column + 2] = '\0';
	return 0;
}

static int end_heading(const struct reader *reader)
{
	const char *letters = reader->rows->layout + 1;
	const enum column wanted[] = {AREA, ADDRESS};
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
		if (strchr(letters, columns[wanted[i]].letter) == NULL) {
			return refuse_heading(
				reader, "a column is missing: ", columns[wanted[i]].heading);
		}
	}
	bool has_latitude = strchr(letters, columns[LATITUDE].letter) != NULL;
	bool has_longitude = strchr(letters, columns[LONGITUDE].letter) != NULL;
	return has_latitude == has_longitude
		       ? 0
		       : refuse_heading(reader, "one of latitude and longitude is missing", "");
}

/* ---- rows ---- */

/* Degrees, with a point or the comma of some countries, to millionths. */
static bool parse_degrees(const char *text, int64_t limit, int64_t *ret_millionths)
{
	bool is_negative = *text == '-';
	const char *at = text + is_negative;
	int64_t value = 0;
	int digits = 0;
	for (; *at >= '0' && *at <= '9' && digits < 4; digits++) {
		value = 10 * value + (*at++ - '0');
	}
	bool has_fraction = *at == '.' || *at == ',';
	at += has_fraction;
	int places = 0;
	for (; has_fraction && *at >= '0' && *at <= '9' && places < 20; places++, at++) {
		value = places < 6 ? 10 * value + (*at - '0') : value;
	}
	for (int place = places; place < 6; place++) {
		value *= 10;
	}
	*ret_millionths = is_negative ? -value : value;
	return digits > 0 && *at == '\0' && value <= limit * 1000000;
}

static void format_degrees(int64_t millionths, char *text, size_t size)
{
	int64_t positive = millionths < 0 ? -millionths : millionths;
	(void)snprintf(text, size, "%s%" PRId64 ".%06" PRId64, millionths < 0 ? "-" : "",
		positive / 1000000, positive % 1000000);
}

static const char *make_position(struct reader *reader, enum zr_row_fault *ret_fault)
{
	const char *latitude = reader->cells[LATITUDE];
	const char *longitude = reader->cells[LONGITUDE];
	int64_t y = 0;
	int64_t x = 0;
	char text[2 * DEGREES_BYTES];
	if (latitude[0] == '\0' && longitude[0] == '\0') {
		return "";
	}
	if (!parse_degrees(latitude, 90, &y) || !parse_degrees(longitude, 180, &x)) {
		*ret_fault = ZR_ROW_FAULT_POSITION;
		return "";
	}
	format_degrees(y, text, DEGREES_BYTES);
	size_t bytes = strlen(text);
	text[bytes++] = ',';
	format_degrees(x, text + bytes, DEGREES_BYTES);
	return zr_arena_copy(&reader->rows->arena, text, strlen(text));
}

static enum zr_row_fault judge(const struct reader *reader)
{
	const char *const *cells = reader->cells;
	if (reader->has_more) {
		return ZR_ROW_FAULT_FIELDS;
	}
	if (reader->has_bad_letter) {
		return ZR_ROW_FAULT_LETTERS;
	}
	if (!zr_route_is_identifier(cells[AREA])) {
		return ZR_ROW_FAULT_AREA;
	}
	if (cells[ID][0] != '\0' && !zr_route_is_identifier(cells[ID])) {
		return ZR_ROW_FAULT_ID;
	}
	if (zr_utf8_is_blank_text(cells[ADDRESS])) {
		return ZR_ROW_FAULT_ADDRESS;
	}
	if (strlen(cells[ADDRESS]) >= ADDRESS_BYTES ||
		strlen(cells[AREA_NAME]) >= ZR_STORE_NAME_BYTES) {
		return ZR_ROW_FAULT_LONG;
	}
	return cells[FORM][0] != '\0' && !zr_route_is_identifier(cells[FORM]) ? ZR_ROW_FAULT_FORM
									      : ZR_ROW_FAULT_NONE;
}

/* What may be told of a bad row: never an address. */
static const char *value_of(const struct reader *reader, enum zr_row_fault fault)
{
	switch (fault) {
	case ZR_ROW_FAULT_AREA:
		return reader->cells[AREA];
	case ZR_ROW_FAULT_ID:
		return reader->cells[ID];
	case ZR_ROW_FAULT_FORM:
		return reader->cells[FORM];
	case ZR_ROW_FAULT_POSITION:
		return reader->cells[LATITUDE];
	default:
		return "";
	}
}

static int grow(struct zr_register_rows *rows, struct zr_error *error)
{
	if (rows->count < rows->capacity) {
		return 0;
	}
	size_t capacity = 2 * rows->capacity + 1024;
	struct zr_register_row *more = realloc(rows->rows, capacity * sizeof *more);
	if (more == NULL) {
		return nomem(error);
	}
	rows->rows = more;
	rows->capacity = capacity;
	return 0;
}

/* A row of empty fields is none. */
static bool is_empty(const struct reader *reader)
{
	bool is_filled = reader->has_more;
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		is_filled = is_filled || reader->cells[i][0] != '\0';
	}
	return !is_filled;
}

static int end_row(struct reader *reader)
{
	struct zr_register_rows *rows = reader->rows;
	for (size_t i = 0; i < COLUMN_COUNT; i++) {
		reader->cells[i] = reader->cells[i] != NULL ? reader->cells[i] : "";
	}
	if (is_empty(reader)) {
		return 0;
	}
	int code = grow(rows, reader->error);
	if (code != 0) {
		return code;
	}
	enum zr_row_fault fault = judge(reader);
	const char *position = fault == ZR_ROW_FAULT_NONE ? make_position(reader, &fault) : "";
	if (position == NULL) {
		return nomem(reader->error);
	}
	rows->rows[rows->count++] = (struct zr_register_row){
		.row = {rows->line + 1, reader->cells[ID], reader->cells[ADDRESS], position},
		.area_id = reader->cells[AREA],
		.area_name = reader->cells[AREA_NAME],
		.form_id = reader->cells[FORM],
		.fault = fault,
		.value = value_of(reader, fault),
	};
	return 0;
}

/* ---- a piece ---- */

/* Whether the fields of a row go on: the reader stands behind one, and its row's end is not to be
 * seen. A CR at the end of a piece may have its LF in the next. */
static bool is_cut(const struct zr_csv_fields *csv, bool is_last)
{
	return !is_last && (csv->at == csv->end || (*csv->at == '\r' && csv->at + 1 == csv->end));
}

/* One row, or a part of one at the end of the piece: *ret_is_whole says which. */
static int take_row(struct reader *reader, bool is_heading, bool *ret_is_whole)
{
	struct zr_csv_fields *csv = &reader->csv;
	size_t row = csv->row;
	*ret_is_whole = false;
	memset(reader->cells, 0, sizeof reader->cells);
	reader->has_more = reader->has_bad_letter = false;
	do {
		int code = zr_csv_fields_take(csv);
		bool is_open = code != 0 && reader->error->kind == ZR_FAULT_CELL_OPEN_QUOTE;
		if (is_cut(csv, reader->piece->is_last) || (is_open && !reader->piece->is_last)) {
			return 0;
		}
		if (code == 0) {
			code = is_heading ? take_heading(reader) : take_cell(reader);
		} else {
			zr_error_place_cell(
				reader->error, &(const struct zr_error_cell){.sheet = "",
						       .row = (unsigned)reader->rows->line + 1,
						       .letters = ""});
		}
		if (code != 0) {
			return code;
		}
		zr_csv_fields_step(csv);
	} while (csv->row == row && csv->at < csv->end);
	if (csv->row == row && !reader->piece->is_last) {
		return 0; /* the piece ends behind a separator */
	}
	*ret_is_whole = true;
	return is_heading ? end_heading(reader) : end_row(reader);
}

static uint64_t count_lines(const char *from, const char *to)
{
	uint64_t count = 0;
	for (; from < to; from++) {
		bool is_lone_cr = *from == '\r' && (from + 1 == to || from[1] != '\n');
		count += *from == '\n' || is_lone_cr;
	}
	return count;
}

static int read_rows(struct reader *reader)
{
	const struct zr_register_piece *piece = reader->piece;
	struct zr_register_rows *rows = reader->rows;
	struct zr_csv_fields *csv = &reader->csv;
	bool is_heading = piece->layout[0] == '\0';
	bool is_whole = true;
	const char *begin = piece->bytes;
	int code = 0;
	while (code == 0 && is_whole && csv->at < csv->end) {
		code = take_row(reader, is_heading, &is_whole);
		if (code == 0 && is_whole) {
			rows->line += count_lines(begin, csv->at);
			begin = csv->at;
			is_heading = false;
		}
	}
	rows->taken_bytes = (size_t)(begin - piece->bytes);
	size_t rest = piece->length - rows->taken_bytes;
	if (code == 0 && rest > ZR_HUB_REGISTER_ROW_BYTES_MAX) {
		code = zr_error_set_at(reader->error, ZR_E_SYNTAX, (uint32_t)rows->line + 1, "",
			"the row is longer than %d bytes: is a quotation mark open in it?",
			ZR_HUB_REGISTER_ROW_BYTES_MAX);
	}
	if (code == 0 && is_heading && piece->is_last) {
		code = refuse_heading(reader, "the file is empty", "");
	}
	if (is_heading) {
		rows->layout[0] = '\0'; /* it was not seen whole */
		rows->ignored[0] = '\0';
	}
	return code;
}

int zr_register_csv_read(const struct zr_register_piece *piece, struct zr_register_rows *ret_rows,
	struct zr_error *error)
{
	assert(piece != NULL && piece->layout != NULL && ret_rows != NULL && error != NULL);
	assert(ret_rows->rows == NULL && strlen(piece->layout) < sizeof ret_rows->layout);
	struct reader reader = {.piece = piece, .rows = ret_rows, .error = error};
	bool is_first = piece->layout[0] == '\0';
	ret_rows->line = piece->line;
	if (is_first && zr_csv_fields_is_utf16(piece->bytes, piece->length)) {
		return zr_error_set_fault(
			error, ZR_E_SYNTAX, &(const struct zr_fault){.kind = ZR_FAULT_LIST_UTF16});
	}
	zr_csv_fields_begin(&reader.csv, piece->bytes, piece->length, error);
	if (is_first) {
		ret_rows->layout[0] = reader.csv.delimiter;
		ret_rows->layout[1] = '\0';
	} else {
		(void)snprintf(ret_rows->layout, sizeof ret_rows->layout, "%s", piece->layout);
		reader.csv.at = piece->bytes;
		reader.csv.delimiter = piece->layout[0];
	}
	int code = read_rows(&reader);
	zr_csv_fields_finish(&reader.csv);
	return code;
}
