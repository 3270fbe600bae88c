/*
 * Faults and warnings of a conversion, each with the place a spreadsheet shows. Both are kept in
 * the result.
 *
 * Why a fault does not end the conversion: an author with twelve mistakes wants twelve sentences
 * and not twelve runs. Whoever finds one reports it, hands its code upwards, and the step that can
 * go on without the faulty part asks zr_report_go_on(). No memory and a limit end it: the one
 * cannot even be told, the other stands there so that the work behind it is not done.
 */
#include "lib/xlsform/sheet/report.h"

#include <assert.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/error.h"
#include "lib/base/limits.h"
#include "lib/workbook/workbook.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/converted.h"
#include "lib/xlsform/sheet/cell.h"

const char *zr_report_sheet(enum zr_table_id table)
{
	static const char *const names[ZR_TABLE_COUNT] = {
		"survey", "choices", "settings", "external_choices", "osm", "entities"};
	assert(table < ZR_TABLE_COUNT);
	return names[table];
}

int zr_report_nomem(struct zr_conversion *c)
{
	assert(c != NULL);
	return ZR_E_NOMEM; /* told at the end: zr_xlsform_try() */
}

int zr_report_go_on(const struct zr_conversion *c, int code)
{
	bool is_end = code == ZR_E_NOMEM || code == ZR_E_LIMIT;
	/* who goes on in silence behind a fault would make a form of it */
	assert(code == 0 || is_end || c->form->fault_count > 0);
	return is_end ? code : 0;
}

/* ---- faults ---- */

/* Whether both say the same of the same place. */
static bool is_same(const struct zr_error *a, const struct zr_error *b)
{
	return a->line == b->line && a->column == b->column && strcmp(a->where, b->where) == 0 &&
	       strcmp(a->message, b->message) == 0;
}

/* A cell whose expression stands in several places of the XForm is told once. */
static int keep(struct zr_conversion *c, const struct zr_error *fault)
{
	struct zr_xlsform *form = c->form;
	assert(fault->code < 0 && fault->message[0] != '\0');
	assert(form->more_fault_count == 0 || form->fault_count == ZR_XLSFORM_FAULT_COUNT_MAX);
	for (size_t i = 0; i < form->fault_count; i++) {
		if (is_same(&form->faults[i], fault)) {
			return fault->code;
		}
	}
	if (form->faults == NULL) {
		form->faults = zr_arena_new(
			&form->arena, ZR_XLSFORM_FAULT_COUNT_MAX * sizeof *form->faults);
		if (form->faults == NULL) {
			return zr_report_nomem(c);
		}
		form->first_fault = *fault;
	}
	if (form->fault_count == ZR_XLSFORM_FAULT_COUNT_MAX) {
		form->more_fault_count++;
	} else {
		form->faults[form->fault_count++] = *fault;
	}
	return fault->code;
}

/* Which sheet a fault is in; those that concern the whole workbook come first. */
static size_t rank(const struct zr_error *fault)
{
	for (size_t i = 0; i < ZR_TABLE_COUNT; i++) {
		const char *sheet = zr_report_sheet(i);
		if (strcmp(fault->sheet, sheet) == 0) {
			return i + 1;
		}
	}
	return 0;
}

static bool is_before(const struct zr_error *a, const struct zr_error *b)
{
	if (rank(a) != rank(b)) {
		return rank(a) < rank(b);
	}
	return a->line != b->line ? a->line < b->line : a->column < b->column;
}

/* By insertion: they are few, and nearly in order; those of one place stay as they were found. */
void zr_report_sort(struct zr_xlsform *form)
{
	assert(form != NULL && form->fault_count <= ZR_XLSFORM_FAULT_COUNT_MAX);
	for (size_t i = 1; i < form->fault_count; i++) {
		struct zr_error fault = form->faults[i];
		size_t at = i;
		for (; at > 0 && is_before(&fault, &form->faults[at - 1]); at--) {
			form->faults[at] = form->faults[at - 1];
		}
		form->faults[at] = fault;
		assert(at == 0 || !is_before(&form->faults[at], &form->faults[at - 1]));
	}
}

int zr_report_at(
	struct zr_conversion *c, int code, const struct zr_cell *cell, const struct zr_fault *fault)
{
	struct zr_error error;
	(void)zr_error_set_fault(&error, code, fault);
	if (cell != NULL) {
		char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES];
		const struct zr_error_cell place = {.sheet = zr_report_sheet(cell->table),
			.row = (unsigned)cell->row + 1,
			.letters = zr_workbook_column_name(cell->heading->index, letters),
			.heading = cell->heading->title};
		zr_error_place_cell(&error, &place);
		error.column = (unsigned)cell->heading->index + 1;
	}
	return keep(c, &error);
}

int zr_report_row(struct zr_conversion *c, int code, enum zr_table_id table, size_t row,
	const struct zr_fault *fault)
{
	struct zr_error error;
	(void)zr_error_set_fault(&error, code, fault);
	zr_error_place_cell(&error, &(const struct zr_error_cell){.sheet = zr_report_sheet(table),
					    .row = (unsigned)row + 1});
	return keep(c, &error);
}

/* The cell may be empty or its column not there, which is then often the fault itself; the place
 * is as near to it as the sheet allows. */
int zr_report_column(struct zr_conversion *c, int code, const struct zr_report_place *place,
	const struct zr_fault *fault)
{
	assert(place->table < ZR_TABLE_COUNT && place->column != ZR_COLUMN_OTHER);
	const struct zr_table *table = &c->tables[place->table];
	for (size_t i = 0; i < table->column_count; i++) {
		if (table->headings[i].column == place->column) {
			const struct zr_cell cell = {.heading = &table->headings[i],
				.table = place->table,
				.row = place->row};
			return zr_report_at(c, code, &cell, fault);
		}
	}
	return zr_report_row(c, code, place->table, place->row, fault);
}

int zr_report(struct zr_conversion *c, int code, const struct zr_fault *fault)
{
	return zr_report_at(c, code, NULL, fault);
}

/* ---- warnings ---- */

/* The result outlives what the facts are borrowed from. */
static int keep_facts(struct zr_conversion *c, struct zr_fault *fault)
{
	assert(fault->near == NULL);
	const char **const facts[] = {
		&fault->aspect, &fault->subject, &fault->value, &fault->meant, &fault->around};
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
		if (*facts[i] == NULL) {
			continue;
		}
		*facts[i] = zr_arena_copy(
			&c->form->arena, *facts[i], strnlen(*facts[i], ZR_FAULT_FACT_BYTES));
		if (*facts[i] == NULL) {
			return zr_report_nomem(c);
		}
	}
	return 0;
}

int zr_report_warning(struct zr_conversion *c, enum zr_table_id table, size_t row,
	const struct zr_heading *heading, const struct zr_fault *fault)
{
	assert(table < ZR_TABLE_COUNT || (table == ZR_TABLE_COUNT && row == 0 && heading == NULL));
	struct zr_xlsform *form = c->form;
	struct zr_fault kept = *fault;
	int code = keep_facts(c, &kept);
	if (code != 0) {
		return code;
	}
	size_t at = form->warning_count % ZR_WARNING_BLOCK_COUNT;
	if (at == 0) {
		struct zr_warning_block *block = zr_arena_new(&form->arena, sizeof *block);
		if (block == NULL) {
			return zr_report_nomem(c);
		}
		*(form->last != NULL ? &form->last->next : &form->first) = block;
		form->last = block;
	}
	assert(form->last != NULL && form->last->next == NULL);
	form->last->items[at].sheet = table < ZR_TABLE_COUNT ? zr_report_sheet(table) : "";
	form->last->items[at].row = row > 0 || heading != NULL ? (unsigned)row + 1 : 0;
	form->last->items[at].column = heading != NULL ? (unsigned)heading->index + 1 : 0;
	form->last->items[at].fault = kept;
	form->warning_count++;
	return 0;
}
