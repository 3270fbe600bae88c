/* CSV fields, one after the other, each handed on with its row and column. */
#include "lib/workbook/csv_folder.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/base/buffer.h"
#include "lib/base/utf8.h"

struct csv {
	const char *at;
	const char *end;
	char delimiter;
	size_t row;
	size_t column;
	struct zr_buffer field; /* a quoted field without its quotes */
	const char *text;
	size_t length;
	struct zr_error *error;
};

static void finish_csv(struct csv *csv)
{
	zr_buffer_finish(&csv->field);
}

/* "sep=;", which Excel takes as a word to itself and does not show. */
static bool take_separator(struct csv *csv)
{
	assert(csv->at <= csv->end);
	size_t bytes = (size_t)(csv->end - csv->at);
	if (bytes < 6 || strncasecmp(csv->at, "sep=", 4) != 0 ||
		(csv->at[5] != '\n' && csv->at[5] != '\r')) {
		return false;
	}
	csv->delimiter = csv->at[4];
	csv->at += bytes > 6 && csv->at[5] == '\r' && csv->at[6] == '\n' ? 7 : 6;
	return true;
}

static struct csv begin(const char *bytes, size_t length, struct zr_error *error)
{
	static const char CANDIDATES[] = ",;\t|";
	struct csv csv = {.at = bytes, .end = bytes + length, .delimiter = ',', .error = error};
	if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		csv.at += 3;
	}
	if (take_separator(&csv)) {
		return csv;
	}
	size_t counts[sizeof CANDIDATES - 1] = {0}, best = 0;
	bool is_quoted = false;
	for (const char *at = csv.at; at < csv.end && (is_quoted || (*at != '\n' && *at != '\r'));
		at++) {
		is_quoted = is_quoted != (*at == '"');
		const char *found =
			is_quoted ? NULL : memchr(CANDIDATES, *at, sizeof CANDIDATES - 1);
		if (found != NULL) {
			counts[found - CANDIDATES]++;
		}
	}
	for (size_t i = 1; i < sizeof CANDIDATES - 1; i++) {
		best = counts[i] > counts[best] ? i : best;
	}
	csv.delimiter = CANDIDATES[best];
	return csv;
}

/* UTF-16 has a mark at its beginning, or a zero in one of its first two bytes. */
static bool is_utf16(const unsigned char *bytes, size_t length)
{
	return length >= 2 &&
	       (bytes[0] == 0 || bytes[1] == 0 || (bytes[0] == 0xff && bytes[1] == 0xfe) ||
		       (bytes[0] == 0xfe && bytes[1] == 0xff));
}

static int refuse_utf16(const char *sheet, struct zr_error *error)
{
	return zr_error_set_fault(error, ZR_E_SYNTAX,
		&(const struct zr_fault){
			.kind = sheet[0] != '\0' ? ZR_FAULT_SHEET_UTF16 : ZR_FAULT_LIST_UTF16,
			.subject = sheet});
}

/* A letter of another encoding says nothing of its cell: all of the file has to be saved anew. */
static int refuse_encoding(const struct csv *csv, int code)
{
	for (size_t i = 0; code == ZR_E_SYNTAX && i < csv->length; i++) {
		if ((unsigned char)csv->text[i] >= 0x80) {
			struct zr_error was = {0};
			was = csv->error != NULL ? *csv->error : was;
			(void)zr_error_set_fault(csv->error, code,
				&(const struct zr_fault){.kind = ZR_FAULT_LIST_NOT_UTF8});
			zr_error_place_cell(
				csv->error, &(const struct zr_error_cell){.sheet = was.sheet,
						    .row = (unsigned)csv->row + 1,
						    .letters = was.letters});
			return code;
		}
	}
	return code;
}

static int fault(struct csv *csv, int code, enum zr_fault_kind kind)
{
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES];
	(void)zr_error_set_fault(csv->error, code, &(const struct zr_fault){.kind = kind});
	zr_error_place_cell(
		csv->error, &(const struct zr_error_cell){.sheet = "",
				    .row = (unsigned)csv->row + 1,
				    .letters = zr_workbook_column_name(csv->column, letters)});
	return code;
}

static int take_quoted(struct csv *csv)
{
	assert(csv->at < csv->end && *csv->at == '"');
	zr_buffer_clear(&csv->field);
	csv->at++;
	for (;;) {
		const char *quote = memchr(csv->at, '"', (size_t)(csv->end - csv->at));
		if (quote == NULL) {
			return fault(csv, ZR_E_SYNTAX, ZR_FAULT_CELL_OPEN_QUOTE);
		}
		bool is_doubled = quote + 1 < csv->end && quote[1] == '"';
		size_t bytes = (size_t)(quote - csv->at) + is_doubled;
		int code = zr_buffer_add(&csv->field, csv->at, bytes);
		if (code != 0) {
			return fault(csv, code, ZR_FAULT_CELL_TOO_LARGE);
		}
		csv->at = quote + 1 + is_doubled;
		if (!is_doubled) {
			csv->text = zr_buffer_text(&csv->field);
			csv->length = csv->field.bytes;
			return 0;
		}
	}
}

static bool ends_field(const struct csv *csv)
{
	return csv->at == csv->end || *csv->at == csv->delimiter || *csv->at == '\n' ||
	       *csv->at == '\r';
}

/* The field at the reader into text and length, the reader behind it. */
static int take_field(struct csv *csv)
{
	if (csv->at < csv->end && *csv->at == '"') {
		int code = take_quoted(csv);
		if (code == 0 && !ends_field(csv)) {
			return fault(csv, ZR_E_SYNTAX, ZR_FAULT_TEXT_BEHIND_QUOTE);
		}
		return code;
	}
	csv->text = csv->at;
	while (!ends_field(csv)) {
		csv->at++;
	}
	assert(csv->at <= csv->end);
	csv->length = (size_t)(csv->at - csv->text);
	return 0;
}

/* Over the delimiter or line end behind a field. */
static void step(struct csv *csv)
{
	assert(csv->at <= csv->end);
	if (csv->at < csv->end && *csv->at == csv->delimiter) {
		csv->at++;
		csv->column++;
		return;
	}
	if (csv->at < csv->end) {
		csv->at += csv->end - csv->at >= 2 && memcmp(csv->at, "\r\n", 2) == 0 ? 2 : 1;
	}
	csv->row++;
	csv->column = 0;
}

int zr_csv_folder_add(struct zr_workbook *book, const char *sheet, const void *bytes, size_t length,
	struct zr_error *error)
{
	assert(book != NULL && sheet != NULL && (bytes != NULL || length == 0));
	size_t index = 0;
	if (is_utf16(bytes, length)) {
		return refuse_utf16(sheet, error);
	}
	int code = zr_workbook_add_sheet(book, sheet, &index, error);
	ZR_CLEANUP(finish_csv) struct csv csv = begin(bytes, length, error);
	while (code == 0 && csv.at < csv.end) {
		code = take_field(&csv);
		if (code != 0) {
			/* The reader knows no sheet. */
			const struct zr_error_cell cell = {.sheet = sheet,
				.row = error != NULL ? error->line : 0,
				.letters = error != NULL ? error->letters : NULL};
			zr_error_place_cell(error, &cell);
			return code;
		}
		const struct zr_workbook_place place = {index, csv.row, csv.column};
		code = refuse_encoding(
			&csv, zr_workbook_set(book, place, csv.text, csv.length, error));
		step(&csv);
	}
	return code;
}

/* ---- all sheets in one file ---- */

struct single {
	struct zr_workbook *book;
	bool has_sheet;
	size_t sheet;
	size_t first_row; /* of the sheet, in the file */
	bool has_row;     /* the sheet's header line has come */
};

static int begin_sheet(struct single *single, const struct csv *csv)
{
	char name[128];
	(void)snprintf(
		name, sizeof name, "%.*s", (int)(csv->length < 100 ? csv->length : 100), csv->text);
	int code = zr_workbook_add_sheet(single->book, name, &single->sheet, csv->error);
	single->has_sheet = code == 0;
	single->has_row = false;
	return code;
}

static int take_cell(struct single *single, const struct csv *csv)
{
	if (csv->length == 0) {
		return 0;
	}
	if (csv->column == 0) {
		return begin_sheet(single, csv);
	}
	if (!single->has_sheet) {
		return 0;
	}
	if (!single->has_row) {
		single->has_row = true;
		single->first_row = csv->row;
	}
	assert(csv->row >= single->first_row);
	const struct zr_workbook_place place = {
		single->sheet, csv->row - single->first_row, csv->column - 1};
	return refuse_encoding(
		csv, zr_workbook_set(single->book, place, csv->text, csv->length, csv->error));
}

/* One sheet with its header line and no name: the first two columns of the first line are filled,
 * and the first of the second line, where a file of sheets has a blank. */
static int look_for_table(
	const char *bytes, size_t length, bool *ret_is_table, struct zr_error *error)
{
	ZR_CLEANUP(finish_csv) struct csv csv = begin(bytes, length, error);
	bool is_filled[2][2] = {{false}};
	int code = 0;
	while (code == 0 && csv.at < csv.end && csv.row < 2) {
		code = take_field(&csv);
		if (csv.column < 2) {
			is_filled[csv.row][csv.column] = csv.length > 0;
		}
		step(&csv);
	}
	*ret_is_table = code == 0 && is_filled[0][0] && is_filled[0][1] && is_filled[1][0];
	return code;
}

static int read_table(
	const char *bytes, size_t length, struct zr_workbook **ret_book, struct zr_error *error)
{
	ZR_CLEANUP(zr_workbook_freep) struct zr_workbook *book = NULL;
	int code = zr_workbook_new(&book, error);
	code = code == 0 ? zr_csv_folder_add(book, "survey", bytes, length, error) : code;
	*ret_book = code == 0 ? ZR_TAKE(book) : NULL;
	return code;
}

int zr_csv_folder_read_single(
	const void *bytes, size_t length, struct zr_workbook **ret_book, struct zr_error *error)
{
	assert(ret_book != NULL && (bytes != NULL || length == 0));
	if (is_utf16(bytes, length)) {
		return refuse_utf16("", error);
	}
	bool is_table = false;
	int code = look_for_table(bytes, length, &is_table, error);
	if (code != 0 || is_table) {
		return code != 0 ? code : read_table(bytes, length, ret_book, error);
	}
	ZR_CLEANUP(zr_workbook_freep) struct zr_workbook *book = NULL;
	code = zr_workbook_new(&book, error);
	struct single single = {.book = book};
	ZR_CLEANUP(finish_csv) struct csv csv = begin(bytes, length, error);
	while (code == 0 && csv.at < csv.end) {
		code = take_field(&csv);
		if (code == 0) {
			code = take_cell(&single, &csv);
		}
		step(&csv);
	}
	if (code == 0 && !single.has_sheet) {
		return zr_error_set_fault(error, ZR_E_INVALID,
			&(const struct zr_fault){.kind = ZR_FAULT_NO_SHEET_BEGINS});
	}
	if (code == 0) {
		*ret_book = ZR_TAKE(book);
	}
	return code;
}
