#include "test/conformance/xlsform/sheet_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	struct zr_workbook *book;
	size_t sheet, row;
};

static void must(int status, const struct zr_error *error)
{
	if (status != 0) {
		fprintf(stderr, "workbook: %s\n", error->message);
		exit(2);
	}
}

static void add_sheet(struct reader *reader, const char *name, size_t bytes)
{
	struct zr_error error;
	char *copy = strndup(name, bytes);
	reader->row = 0;
	for (size_t i = 0; i < zr_workbook_sheets(reader->book); i++) {
		if (strcmp(zr_workbook_sheet_name(reader->book, i), copy) == 0) {
			reader->sheet = i; /* one case writes a sheet twice: the later one counts */
			free(copy);
			return;
		}
	}
	must(zr_workbook_add_sheet(reader->book, copy, &reader->sheet, &error), &error);
	free(copy);
}

/* Text without the blanks around it; "\|" is a bar. Returns the bytes in place. */
static size_t clean(char *text)
{
	char *from = text + strspn(text, " \t");
	size_t length = 0;
	for (; *from != '\0'; from++) {
		if (from[0] == '\\' && from[1] == '|') {
			continue;
		}
		text[length++] = *from;
	}
	while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL) {
		length--;
	}
	text[length] = '\0';
	return length;
}

/* The end of a cell: the next bar that is not escaped, NULL behind the last. */
static char *cell_end(char *at)
{
	char *bar = strchr(at, '|');
	while (bar != NULL && bar > at && bar[-1] == '\\') {
		bar = strchr(bar + 1, '|');
	}
	return bar;
}

static void read_line(struct reader *reader, char *line)
{
	struct zr_error error;
	char *at = line + strspn(line, " \t");
	if (*at != '|' || at[strspn(at, "|- \t\r")] == '\0') {
		return;
	}
	at++;
	bool is_row = false;
	for (size_t column = 0;; column++) {
		char *end = cell_end(at);
		if (end == NULL) {
			break; /* what stands behind the last bar is a remark */
		}
		*end = '\0';
		size_t bytes = clean(at);
		if (column == 0 && bytes > 0) {
			add_sheet(reader, at, bytes);
			return;
		}
		if (column > 0) {
			must(zr_workbook_set(reader->book,
				     (struct zr_workbook_place){
					     reader->sheet, reader->row, column - 1},
				     at, bytes, &error),
				&error);
			is_row = true;
		}
		at = end + 1;
	}
	reader->row += is_row;
}

struct zr_workbook *sheet_text_read(const char *text)
{
	struct zr_error error;
	struct reader reader = {0};
	must(zr_workbook_new(&reader.book, &error), &error);
	char *copy = strdup(text);
	char *saved = NULL;
	for (char *line = strtok_r(copy, "\n", &saved); line != NULL;
		line = strtok_r(NULL, "\n", &saved)) {
		read_line(&reader, line);
	}
	free(copy);
	return reader.book;
}

static size_t column_of(struct reader *reader, const char *key)
{
	struct zr_error error;
	size_t columns = zr_workbook_columns(reader->book, reader->sheet);
	for (size_t i = 0; i < columns; i++) {
		if (strcmp(zr_workbook_cell(reader->book, reader->sheet, 0, i), key) == 0) {
			return i;
		}
	}
	must(zr_workbook_set(reader->book, (struct zr_workbook_place){reader->sheet, 0, columns},
		     key, strlen(key), &error),
		&error);
	return columns;
}

static void read_objects(struct reader *reader, json_object *rows)
{
	struct zr_error error;
	for (size_t i = 0; i < json_object_array_length(rows); i++) {
		json_object_object_foreach(json_object_array_get_idx(rows, i), key, value)
		{
			size_t column = column_of(reader, key);
			const char *text = json_object_get_string(value);
			must(zr_workbook_set(reader->book,
				     (struct zr_workbook_place){reader->sheet, i + 1, column}, text,
				     strlen(text), &error),
				&error);
		}
	}
}

struct zr_workbook *sheet_objects_read(json_object *sheets)
{
	struct zr_error error;
	struct reader reader = {0};
	must(zr_workbook_new(&reader.book, &error), &error);
	json_object_object_foreach(sheets, name, rows)
	{
		if (json_object_is_type(rows, json_type_array)) {
			add_sheet(&reader, name, strlen(name));
			read_objects(&reader, rows);
		}
	}
	return reader.book;
}
