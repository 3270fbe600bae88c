/*
 * Errors and warnings of a conversion, each with the place a spreadsheet shows.
 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/xlsform/xlsform_priv.h"

enum {
	MESSAGE_BYTES = 2048
};

const char *zr_report_sheet(enum zr_table_id table)
{
	static const char *const names[ZR_TABLE_COUNT] = {
		"survey", "choices", "settings", "external_choices", "osm", "entities"};
	assert(table < ZR_TABLE_COUNT);
	return names[table];
}

int zr_report_nomem(struct zr_conversion *c)
{
	return zr_error_set(c->error, ZR_E_NOMEM, "no memory to convert the form");
}

/* "survey!C (label)" */
static void format_where(char *text, size_t bytes, const struct zr_cell *cell)
{
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES];
	snprintf(text, bytes, "%s!%s (%s)", zr_report_sheet(cell->table),
		zr_workbook_column_name(cell->heading->index, letters), cell->heading->title);
}

int zr_report_at(
	struct zr_conversion *c, int code, const struct zr_cell *cell, const char *format, ...)
{
	char message[MESSAGE_BYTES];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	if (cell == NULL) {
		return zr_error_set(c->error, code, "%s", message);
	}
	char where[160];
	format_where(where, sizeof(where), cell);
	zr_error_set_at(c->error, code, (unsigned)cell->row + 1, where, "%s", message);
	if (c->error != NULL) {
		c->error->column = (unsigned)cell->heading->index + 1;
	}
	return code;
}

int zr_report_row(struct zr_conversion *c, int code, enum zr_table_id table, size_t row,
	const char *format, ...)
{
	char message[MESSAGE_BYTES];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	return zr_error_set_at(
		c->error, code, (unsigned)row + 1, zr_report_sheet(table), "%s", message);
}

int zr_report_column(struct zr_conversion *c, int code, const struct zr_report_place *place,
	const char *format, ...)
{
	char message[MESSAGE_BYTES];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	const struct zr_table *table = &c->tables[place->table];
	for (size_t i = 0; i < table->column_count; i++) {
		if (table->headings[i].column == place->column) {
			const struct zr_cell cell = {.heading = &table->headings[i],
				.table = place->table,
				.row = place->row};
			return zr_report_at(c, code, &cell, "%s", message);
		}
	}
	return zr_report_row(c, code, place->table, place->row, "%s", message);
}

int zr_report(struct zr_conversion *c, int code, const char *format, ...)
{
	char message[MESSAGE_BYTES];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	return zr_error_set(c->error, code, "%s", message);
}

int zr_report_warning(struct zr_conversion *c, enum zr_table_id table, size_t row,
	const struct zr_heading *heading, const char *format, ...)
{
	char message[MESSAGE_BYTES];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	struct zr_warning_node *node = zr_arena_new(&c->form->arena, sizeof(*node));
	const char *text = zr_arena_copy(&c->form->arena, message, strlen(message));
	if (node == NULL || text == NULL) {
		return zr_report_nomem(c);
	}
	node->warning = (struct zr_xlsform_warning){
		.sheet = table < ZR_TABLE_COUNT ? zr_report_sheet(table) : "",
		.row = row > 0 ? (unsigned)row + 1 : 0,
		.column = heading != NULL ? (unsigned)heading->index + 1 : 0,
		.message = text,
	};
	if (c->form->last == NULL) {
		c->form->first = node;
	} else {
		c->form->last->next = node;
	}
	c->form->last = node;
	c->form->warning_count++;
	return 0;
}
