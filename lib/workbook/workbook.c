/*
 * The workbook: a table of sheets, each a table of rows that are as long as their last cell.
 *
 * Text lies in one arena; rows grow by doubling. Every slot that is reserved counts against one
 * limit, so that a file of a few bytes cannot ask for a square of a million by ten thousand.
 */
#include "lib/workbook/workbook.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/limits.h"
#include "lib/base/oddity.h"
#include "lib/base/utf8.h"

struct row {
	const char **cells; /* owned; the texts lie in the arena, NULL is an empty cell */
	size_t cell_count;
};

struct sheet {
	const char *name;
	struct row *rows; /* owned */
	size_t row_count;
	size_t row_capacity;
	size_t column_count;
};

struct zr_workbook {
	struct zr_arena arena;
	struct sheet sheets[ZR_WORKBOOK_SHEET_COUNT_MAX];
	size_t sheet_count;
	size_t slot_count;      /* cells reserved in all rows */
	struct zr_error *notes; /* owned, ZR_WORKBOOK_NOTE_COUNT_MAX of them once there is one */
	size_t note_count;
};

int zr_workbook_new(struct zr_workbook **ret_book, struct zr_error *error)
{
	assert(ret_book != NULL);
	struct zr_workbook *book = calloc(1, sizeof *book);
	if (book == NULL) {
		return zr_error_set_fault(error, ZR_E_NOMEM,
			&(const struct zr_fault){.kind = ZR_FAULT_WORKBOOK_NO_MEMORY});
	}
	*ret_book = book;
	return 0;
}

static void sheet_finish(struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->row_count; i++) {
		free(sheet->rows[i].cells);
	}
	free(sheet->rows);
}

void zr_workbook_free(struct zr_workbook *book)
{
	if (book == NULL) {
		return;
	}
	for (size_t i = 0; i < book->sheet_count; i++) {
		sheet_finish(&book->sheets[i]);
	}
	zr_arena_finish(&book->arena);
	free(book->notes);
	free(book);
}

static bool is_text(const char *text, size_t length)
{
	for (size_t at = 0; at < length;) {
		uint32_t character = 0;
		size_t bytes = zr_utf8_read(text + at, length - at, &character);
		if (bytes == 0 || !zr_utf8_is_xml(character)) {
			return false;
		}
		at += bytes;
	}
	return true;
}

int zr_workbook_add_sheet(
	struct zr_workbook *book, const char *name, size_t *ret_index, struct zr_error *error)
{
	assert(book != NULL && name != NULL && ret_index != NULL);
	if (!is_text(name, strlen(name))) {
		return zr_error_set_fault(error, ZR_E_SYNTAX,
			&(const struct zr_fault){.kind = ZR_FAULT_SHEET_NAME_NOT_UTF8});
	}
	for (size_t i = 0; i < book->sheet_count; i++) {
		if (strcmp(book->sheets[i].name, name) == 0) {
			return zr_error_set_fault(error, ZR_E_EXISTS,
				&(const struct zr_fault){
					.kind = ZR_FAULT_TWIN_SHEET, .subject = name});
		}
	}
	if (book->sheet_count == ZR_WORKBOOK_SHEET_COUNT_MAX) {
		return zr_error_set_fault(error, ZR_E_LIMIT,
			&(const struct zr_fault){.kind = ZR_FAULT_TOO_MANY_SHEETS,
				.number = ZR_WORKBOOK_SHEET_COUNT_MAX});
	}
	const char *copy = zr_arena_copy(&book->arena, name, strlen(name));
	if (copy == NULL) {
		return zr_error_set_fault(error, ZR_E_NOMEM,
			&(const struct zr_fault){.kind = ZR_FAULT_WORKBOOK_NO_MEMORY});
	}
	book->sheets[book->sheet_count].name = copy;
	*ret_index = book->sheet_count++;
	return 0;
}

static int reserve_rows(struct sheet *sheet, size_t row_count)
{
	if (row_count > sheet->row_capacity) {
		size_t capacity = sheet->row_capacity < 32 ? 32 : sheet->row_capacity * 2;
		capacity = capacity < row_count ? row_count : capacity;
		struct row *rows = realloc(sheet->rows, capacity * sizeof *rows);
		if (rows == NULL) {
			return ZR_E_NOMEM;
		}
		sheet->rows = rows;
		sheet->row_capacity = capacity;
	}
	assert(sheet->row_count <= sheet->row_capacity);
	for (; sheet->row_count < row_count; sheet->row_count++) {
		sheet->rows[sheet->row_count] = (struct row){0};
	}
	return 0;
}

/* Whole rows are mostly filled from the left: room for the header's width at once. */
static int reserve_cells(
	struct zr_workbook *book, struct row *row, size_t cell_count, size_t wanted)
{
	if (cell_count <= row->cell_count) {
		return 0;
	}
	size_t new_count = cell_count < wanted ? wanted : cell_count;
	size_t more = new_count - row->cell_count;
	assert(book->slot_count <= ZR_WORKBOOK_SLOT_COUNT_MAX);
	if (more > ZR_WORKBOOK_SLOT_COUNT_MAX - book->slot_count) {
		return ZR_E_LIMIT;
	}
	const char **cells = realloc(row->cells, new_count * sizeof *cells);
	if (cells == NULL) {
		return ZR_E_NOMEM;
	}
	memset(cells + row->cell_count, 0, more * sizeof *cells);
	row->cells = cells;
	row->cell_count = new_count;
	book->slot_count += more;
	return 0;
}

static int put_copy(struct zr_workbook *book, struct zr_workbook_place place, const char *copy)
{
	struct sheet *sheet = &book->sheets[place.sheet];
	size_t column_count = place.column + 1;
	int code = reserve_rows(sheet, place.row + 1);
	if (code == 0) {
		code = reserve_cells(
			book, &sheet->rows[place.row], column_count, sheet->column_count);
	}
	if (code == 0) {
		assert(place.row < sheet->row_count);
		assert(place.column < sheet->rows[place.row].cell_count);
		sheet->rows[place.row].cells[place.column] = copy;
		sheet->column_count =
			column_count > sheet->column_count ? column_count : sheet->column_count;
	}
	return code;
}

static int set_cell(
	struct zr_workbook *book, struct zr_workbook_place place, const char *text, size_t length)
{
	if (place.row >= ZR_WORKBOOK_ROW_COUNT_MAX ||
		place.column >= ZR_WORKBOOK_COLUMN_COUNT_MAX ||
		length > ZR_WORKBOOK_BYTES_MAX - book->arena.total_bytes) {
		return ZR_E_LIMIT;
	}
	if (!is_text(text, length)) {
		return ZR_E_SYNTAX;
	}
	const char *copy = zr_arena_copy(&book->arena, text, length);
	return copy == NULL ? ZR_E_NOMEM : put_copy(book, place, copy);
}

static int set_error_at(struct zr_error *error, int code, const struct zr_workbook *book,
	struct zr_workbook_place place, const struct zr_fault *fault)
{
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES];
	(void)zr_error_set_fault(error, code, fault);
	zr_error_place_cell(
		error, &(const struct zr_error_cell){.sheet = book->sheets[place.sheet].name,
			       .row = (unsigned)place.row + 1,
			       .letters = zr_workbook_column_name(place.column, letters)});
	return code;
}

/* Blanks alone beyond all that the sheet has: somebody's thumb in its last cell. */
static bool is_stray(
	const struct sheet *sheet, struct zr_workbook_place place, const char *text, size_t length)
{
	size_t at = 0, used = 1;
	while (at < length && used > 0) {
		uint32_t character = 0;
		used = zr_utf8_read(text + at, length - at, &character);
		enum zr_oddity_kind kind = zr_oddity_of(character).kind;
		bool is_blank = strchr(" \t\r\n", text[at]) != NULL || kind == ZR_ODDITY_BLANK ||
				kind == ZR_ODDITY_INVISIBLE;
		used = is_blank && text[at] != '\0' ? used : 0;
		at += used;
	}
	return at == length &&
	       (place.row >= sheet->row_count || place.column >= sheet->column_count);
}

int zr_workbook_set(struct zr_workbook *book, struct zr_workbook_place place, const char *text,
	size_t length, struct zr_error *error)
{
	assert(book != NULL && place.sheet < book->sheet_count);
	assert(text != NULL || length == 0);
	struct sheet *target = &book->sheets[place.sheet];
	if (length == 0) {
		if (place.row < target->row_count &&
			place.column < target->rows[place.row].cell_count) {
			target->rows[place.row].cells[place.column] = NULL;
		}
		return 0;
	}
	if (is_stray(target, place, text, length)) {
		return 0;
	}
	int code = set_cell(book, place, text, length);
	if (code == 0) {
		return 0;
	}
	const struct zr_fault fault = {.kind = code == ZR_E_NOMEM    ? ZR_FAULT_WORKBOOK_NO_MEMORY
					       : code == ZR_E_SYNTAX ? ZR_FAULT_CELL_NOT_UTF8
								     : ZR_FAULT_WORKBOOK_TOO_LARGE};
	return set_error_at(error, code, book, place, &fault);
}

void zr_workbook_add_note(
	struct zr_workbook *book, struct zr_workbook_place place, const struct zr_fault *fault)
{
	assert(place.sheet < book->sheet_count && fault != NULL);
	if (book->notes == NULL) {
		book->notes = calloc(ZR_WORKBOOK_NOTE_COUNT_MAX, sizeof *book->notes);
	}
	if (book->notes != NULL && book->note_count < ZR_WORKBOOK_NOTE_COUNT_MAX) {
		(void)set_error_at(
			&book->notes[book->note_count++], ZR_E_INVALID, book, place, fault);
	}
}

size_t zr_workbook_notes(const struct zr_workbook *book)
{
	assert(book != NULL && book->note_count <= ZR_WORKBOOK_NOTE_COUNT_MAX);
	return book->note_count;
}

const struct zr_error *zr_workbook_note(const struct zr_workbook *book, size_t index)
{
	assert(index < book->note_count);
	return &book->notes[index];
}

size_t zr_workbook_sheets(const struct zr_workbook *book)
{
	assert(book != NULL);
	return book->sheet_count;
}

const char *zr_workbook_sheet_name(const struct zr_workbook *book, size_t sheet)
{
	assert(sheet < book->sheet_count);
	return book->sheets[sheet].name;
}

size_t zr_workbook_rows(const struct zr_workbook *book, size_t sheet)
{
	assert(sheet < book->sheet_count);
	return book->sheets[sheet].row_count;
}

size_t zr_workbook_columns(const struct zr_workbook *book, size_t sheet)
{
	assert(sheet < book->sheet_count);
	return book->sheets[sheet].column_count;
}

const char *zr_workbook_cell(
	const struct zr_workbook *book, size_t sheet, size_t row, size_t column)
{
	assert(sheet < book->sheet_count);
	const struct sheet *source = &book->sheets[sheet];
	if (row >= source->row_count || column >= source->rows[row].cell_count ||
		source->rows[row].cells[column] == NULL) {
		return "";
	}
	return source->rows[row].cells[column];
}

const char *zr_workbook_column_name(size_t column, char text[ZR_WORKBOOK_COLUMN_NAME_BYTES])
{
	assert(text != NULL);
	size_t at = ZR_WORKBOOK_COLUMN_NAME_BYTES - 1;
	text[at] = '\0';
	for (size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
		assert(at > 0);
		text[--at] = (char)('A' + (rest - 1) % 26);
	}
	return memmove(text, text + at, ZR_WORKBOOK_COLUMN_NAME_BYTES - at);
}
