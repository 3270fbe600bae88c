/*
 * The cells of a sheet, one after the other. A cell's text is gathered between its start and its
 * end; rows and cells that do not say where they stand follow the one before.
 */
#include "lib/workbook/worksheet.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/decimal.h"
#include "lib/base/limits.h"
#include "lib/workbook/cell_shown.h"
#include "lib/workbook/rich_text.h"

enum cell_type {
	CELL_NUMBER,
	CELL_SHARED,
	CELL_TEXT,
	CELL_BOOLEAN,
	CELL_ERROR,
	CELL_ISO_DATE,
};

enum {
	SHEET_COLUMN_COUNT = 16384, /* "XFD": ECMA-376 and all programs end there */
	SURE_DIGIT_COUNT = 15       /* of a typed number; more come from calculating */
};

#define SURE_NUMBER_MAX 1e15 /* of 16 digits the last may be another than was typed */

static_assert(SHEET_COLUMN_COUNT > ZR_WORKBOOK_COLUMN_COUNT_MAX, "the workbook's limit counts");

struct reading {
	const struct zr_worksheet_tables *tables;
	struct zr_workbook *book;
	size_t sheet;
	struct zr_error *error;
	size_t next_row;
	size_t next_column;
	/* The present cell. */
	size_t row;
	size_t column;
	enum cell_type type;
	struct zr_cell_format format;
	struct zr_rich_text rich;
	bool has_formula;
	bool has_value;
	/* What was told to be shown otherwise than it is read: a reason once in a column. */
	struct {
		size_t column;
		const char *why;
	} told[ZR_WORKBOOK_NOTE_COUNT_MAX];
	size_t told_count;
};

/* ---- where ---- */

/* "C12" to its place; false when it is no reference. Too far places end where no spreadsheet
 * program has a cell; the workbook refuses what is beyond its own limits. */
static bool parse_reference(const char *text, size_t *ret_row, size_t *ret_column)
{
	size_t column = 0;
	for (; *text >= 'A' && *text <= 'Z'; text++) {
		column = column * 26 + (size_t)(*text - 'A') + 1;
		column = column > SHEET_COLUMN_COUNT ? SHEET_COLUMN_COUNT : column;
	}
	char *end = NULL;
	unsigned long row = *text >= '1' && *text <= '9' ? strtoul(text, &end, 10) : 0;
	if (column == 0 || row == 0 || *end != '\0') {
		return false;
	}
	assert(column <= SHEET_COLUMN_COUNT);
	*ret_row = (row > ZR_WORKBOOK_ROW_COUNT_MAX ? ZR_WORKBOOK_ROW_COUNT_MAX + 1UL : row) - 1;
	*ret_column = column - 1;
	return true;
}

static void start_row(struct reading *reading, const struct zr_package_attributes *attributes)
{
	char text[ZR_PACKAGE_TEXT_BYTES_MAX];
	if (zr_package_attribute(attributes, "r", text)) {
		unsigned long row = strtoul(text, NULL, 10);
		if (row > 0 && row <= ZR_WORKBOOK_ROW_COUNT_MAX) {
			reading->next_row = row - 1;
		}
	}
	reading->row = reading->next_row;
	reading->next_row++;
	reading->next_column = 0;
}

/* ---- what ---- */

static enum cell_type type_of(const char *text)
{
	static const struct {
		const char *name;
		enum cell_type type;
	} TYPES[] = {{"s", CELL_SHARED}, {"str", CELL_TEXT}, {"inlineStr", CELL_TEXT},
		{"b", CELL_BOOLEAN}, {"e", CELL_ERROR}, {"d", CELL_ISO_DATE}};
	for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++) {
		if (strcmp(text, TYPES[i].name) == 0) {
			return TYPES[i].type;
		}
	}
	return CELL_NUMBER;
}

static void start_cell(struct reading *reading, const struct zr_package_attributes *attributes)
{
	char text[ZR_PACKAGE_TEXT_BYTES_MAX];
	reading->has_formula = false;
	reading->has_value = false;
	zr_buffer_clear(&reading->rich.text);
	reading->column = reading->next_column;
	if (zr_package_attribute(attributes, "r", text)) {
		(void)parse_reference(text, &reading->row, &reading->column);
	}
	reading->next_column = reading->column + 1;
	(void)zr_package_attribute(attributes, "t", text);
	reading->type = type_of(text);
	(void)zr_package_attribute(attributes, "s", text);
	reading->format = zr_cell_formats_get(reading->tables->formats, strtoul(text, NULL, 10));
}

static int on_start(void *user, const char *name, const struct zr_package_attributes *attributes)
{
	struct reading *reading = user;
	bool is_text = zr_rich_text_start(&reading->rich, name);
	if (strcmp(name, "row") == 0) {
		start_row(reading, attributes);
	} else if (strcmp(name, "c") == 0) {
		start_cell(reading, attributes);
	} else if (strcmp(name, "f") == 0) {
		reading->has_formula = true;
	}
	reading->has_value = reading->has_value || is_text;
	return 0;
}

static int on_text(void *user, const char *text, size_t bytes)
{
	struct reading *reading = user;
	return zr_rich_text_add(&reading->rich, text, bytes, reading->error);
}

/* ---- into the workbook ---- */

static struct zr_workbook_place place_of(const struct reading *reading)
{
	return (struct zr_workbook_place){reading->sheet, reading->row, reading->column};
}

static int set(struct reading *reading, const char *text, size_t length)
{
	return zr_workbook_set(reading->book, place_of(reading), text, length, reading->error);
}

static int fault(struct reading *reading, enum zr_fault_kind kind)
{
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES];
	(void)zr_error_set_fault(
		reading->error, ZR_E_SYNTAX, &(const struct zr_fault){.kind = kind});
	zr_error_place_cell(reading->error,
		&(const struct zr_error_cell){
			.sheet = zr_workbook_sheet_name(reading->book, reading->sheet),
			.row = (unsigned)reading->row + 1,
			.letters = zr_workbook_column_name(reading->column, letters)});
	return ZR_E_SYNTAX;
}

static void note(struct reading *reading, const struct zr_fault *fault)
{
	zr_workbook_add_note(reading->book, place_of(reading), fault);
}

static int set_shared(struct reading *reading)
{
	char *end = NULL;
	const char *text = zr_buffer_text(&reading->rich.text);
	unsigned long index = strtoul(text, &end, 10);
	if (end == text || index >= reading->tables->strings->count) {
		return fault(reading, ZR_FAULT_CELL_WITHOUT_TEXT);
	}
	const struct zr_shared_string *item = &reading->tables->strings->items[index];
	return set(reading, item->text, item->length);
}

/* Digits from the first that is no zero. */
static size_t digits_of(const char *number)
{
	size_t count = 0;
	for (; *number != '\0'; number++) {
		count += *number >= '0' && *number <= '9' && (count > 0 || *number != '0');
	}
	return count;
}

/* Whether it is the first time in the column; remembers it. */
static bool is_new(struct reading *reading, const char *why)
{
	for (size_t i = 0; i < reading->told_count; i++) {
		if (reading->told[i].column == reading->column && reading->told[i].why == why) {
			return false;
		}
	}
	assert(reading->told_count <= ZR_WORKBOOK_NOTE_COUNT_MAX);
	bool has_room = reading->told_count < ZR_WORKBOOK_NOTE_COUNT_MAX;
	if (has_room) {
		reading->told[reading->told_count].column = reading->column;
		reading->told[reading->told_count++].why = why;
	}
	return has_room;
}

/* Tells where a cell shows something else than is read, each reason once in a column. Dates are
 * told by the conversion, which knows where they are wanted. */
static void note_difference(struct reading *reading, const char *read)
{
	static const char LONG[] = "long", CALCULATED[] = "calculated";
	char shown[ZR_CELL_VALUE_BYTES] = "";
	struct zr_fault fault = {.kind = ZR_FAULT_NONE, .value = read};
	const char *code = reading->format.code, *why = code, *end = NULL;
	double number = zr_decimal_read(read, &end);
	if (fabs(number) >= SURE_NUMBER_MAX) {
		why = LONG;
		fault.kind = ZR_FAULT_LONG_NUMBER;
	} else if (*code == '\0' && digits_of(read) > SURE_DIGIT_COUNT) {
		why = CALCULATED;
		fault.kind = ZR_FAULT_SHOWS_FEWER_DIGITS;
	} else if (*code != '\0' && !zr_cell_shown(code, number, shown)) {
		fault.kind = ZR_FAULT_FORMAT_LOST;
		fault.subject = code;
	} else if (*code != '\0' && strcmp(shown, read) != 0) {
		fault.kind = ZR_FAULT_SHOWN_OTHERWISE;
		fault.subject = shown;
	}
	if (fault.kind != ZR_FAULT_NONE && is_new(reading, why)) {
		note(reading, &fault);
	}
}

static void note_duration(struct reading *reading, const char *read)
{
	static const char DURATION[] = "duration";
	if (is_new(reading, DURATION)) {
		note(reading,
			&(const struct zr_fault){.kind = ZR_FAULT_DURATION_READ_AS, .value = read});
	}
}

static int set_number(struct reading *reading)
{
	char text[ZR_CELL_VALUE_BYTES];
	if (zr_cell_value_number(zr_buffer_text(&reading->rich.text), reading->format.kind,
		    reading->tables->is_1904, text) != 0) {
		return fault(reading, ZR_FAULT_CELL_IS_NO_NUMBER);
	}
	if (reading->format.kind == ZR_CELL_NUMBER) {
		note_difference(reading, text);
	} else if (reading->format.kind == ZR_CELL_DURATION) {
		note_duration(reading, text);
	}
	return set(reading, text, strlen(text));
}

static int set_boolean(struct reading *reading)
{
	const char *text = zr_buffer_text(&reading->rich.text);
	bool value = strcmp(text, "1") == 0 || strcmp(text, "true") == 0;
	return value ? set(reading, "TRUE", 4) : set(reading, "FALSE", 5);
}

/* "2026-11-22T10:30:00" as the other dates are written. */
static int set_iso_date(struct reading *reading)
{
	assert(reading->rich.text.bytes > 0); /* else there is no text to look in */
	char *middle = strchr(reading->rich.text.data, 'T');
	if (middle != NULL) {
		*middle = ' ';
	}
	return set(reading, reading->rich.text.data, reading->rich.text.bytes);
}

static int end_cell(struct reading *reading)
{
	if (reading->has_formula && !reading->has_value) {
		note(reading, &(const struct zr_fault){.kind = ZR_FAULT_FORMULA_WITHOUT_RESULT});
	}
	if (reading->rich.text.bytes == 0) {
		return 0;
	}
	switch (reading->type) {
	case CELL_NUMBER:
		return set_number(reading);
	case CELL_SHARED:
		return set_shared(reading);
	case CELL_BOOLEAN:
		return set_boolean(reading);
	case CELL_ISO_DATE:
		return set_iso_date(reading);
	case CELL_ERROR:
		note(reading, &(const struct zr_fault){.kind = ZR_FAULT_FORMULA_FAILED});
		break;
	case CELL_TEXT:
		break;
	}
	size_t length = zr_cell_value_clean(reading->rich.text.data, reading->rich.text.bytes);
	return set(reading, reading->rich.text.data, length);
}

static int on_end(void *user, const char *name)
{
	struct reading *reading = user;
	zr_rich_text_end(&reading->rich, name);
	return strcmp(name, "c") == 0 ? end_cell(reading) : 0;
}

static void finish_reading(struct reading *reading)
{
	zr_rich_text_finish(&reading->rich);
}

int zr_worksheet_read(struct zr_package *package, const char *part,
	const struct zr_worksheet_tables *tables, struct zr_worksheet_target target,
	struct zr_error *error)
{
	assert(package != NULL && part != NULL && target.book != NULL);
	assert(tables->strings != NULL && tables->formats != NULL);
	ZR_CLEANUP(finish_reading)
	struct reading reading = {
		.tables = tables, .book = target.book, .sheet = target.sheet, .error = error};
	const struct zr_package_handler handler = {on_start, on_end, on_text, &reading};
	return zr_package_parse(package, part, &handler, error);
}
