/* CSV fields, one after the other, each handed on with its row and column. */
#include "lib/workbook/csv_folder.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/workbook/csv_fields.h"

static int refuse_utf16(const char *sheet, struct zr_error *error)
{
	return zr_error_set_fault(error, ZR_E_SYNTAX,
		&(const struct zr_fault){
			.kind = sheet[0] != '\0' ? ZR_FAULT_SHEET_UTF16 : ZR_FAULT_LIST_UTF16,
			.subject = sheet});
}

/* A letter of another encoding says nothing of its cell: all of the file has to be saved anew. */
static int refuse_encoding(const struct zr_csv_fields *csv, int code)
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

int zr_csv_folder_add(struct zr_workbook *book, const char *sheet, const void *bytes, size_t length,
	struct zr_error *error)
{
	assert(book != NULL && sheet != NULL && (bytes != NULL || length == 0));
	size_t index = 0;
	if (zr_csv_fields_is_utf16(bytes, length)) {
		return refuse_utf16(sheet, error);
	}
	int code = zr_workbook_add_sheet(book, sheet, &index, error);
	ZR_CLEANUP(zr_csv_fields_finish) struct zr_csv_fields csv = {0};
	zr_csv_fields_begin(&csv, bytes, length, error);
	while (code == 0 && csv.at < csv.end) {
		code = zr_csv_fields_take(&csv);
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
		zr_csv_fields_step(&csv);
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

static int begin_sheet(struct single *single, const struct zr_csv_fields *csv)
{
	char name[128];
	(void)snprintf(
		name, sizeof name, "%.*s", (int)(csv->length < 100 ? csv->length : 100), csv->text);
	int code = zr_workbook_add_sheet(single->book, name, &single->sheet, csv->error);
	single->has_sheet = code == 0;
	single->has_row = false;
	return code;
}

static int take_cell(struct single *single, const struct zr_csv_fields *csv)
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
	ZR_CLEANUP(zr_csv_fields_finish) struct zr_csv_fields csv = {0};
	zr_csv_fields_begin(&csv, bytes, length, error);
	bool is_filled[2][2] = {{false}};
	int code = 0;
	while (code == 0 && csv.at < csv.end && csv.row < 2) {
		code = zr_csv_fields_take(&csv);
		if (csv.column < 2) {
			is_filled[csv.row][csv.column] = csv.length > 0;
		}
		zr_csv_fields_step(&csv);
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
	if (zr_csv_fields_is_utf16(bytes, length)) {
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
	ZR_CLEANUP(zr_csv_fields_finish) struct zr_csv_fields csv = {0};
	zr_csv_fields_begin(&csv, bytes, length, error);
	while (code == 0 && csv.at < csv.end) {
		code = zr_csv_fields_take(&csv);
		if (code == 0) {
			code = take_cell(&single, &csv);
		}
		zr_csv_fields_step(&csv);
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
