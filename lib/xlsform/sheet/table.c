/*
 * Tables: the six sheets of an XLSForm, found by name, read a row at a time.
 *
 * Names are matched without regard to case. A sheet whose name is nearly one of the six is named in
 * the complaint about the missing one; a leading underscore says "on purpose".
 */
#include "lib/xlsform/sheet/table.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "lib/base/arena.h"
#include "lib/base/limits.h"
#include "lib/base/nearest.h"
#include "lib/base/utf8.h"
#include "lib/workbook/workbook.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/cell_check.h"
#include "lib/xlsform/sheet/heading.h"
#include "lib/xlsform/sheet/heading_check.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/reference.h"
#include "lib/xlsform/sheet/report.h"

enum {
	SPELLING_DISTANCE_MAX = 2 /* "choises", "Surveys "; at three "osm" is near anything */
};

/* Even behind a faulty header the others are looked at: two columns for one thing say nothing
 * about a third. */
static int open_table(struct zr_conversion *c, enum zr_table_id id, size_t sheet)
{
	struct zr_table *table = &c->tables[id];
	assert(!table->is_present && sheet < zr_workbook_sheets(c->book));
	table->is_present = true;
	table->sheet = sheet;
	table->row_count = zr_workbook_rows(c->book, sheet);
	table->column_count = zr_workbook_columns(c->book, sheet);
	int fault = zr_heading_read(c, id);
	int code = table->headings != NULL ? zr_report_go_on(c, fault) : fault;
	code = code == 0 ? zr_heading_check(c, id) : code;
	return fault != 0 ? fault : code;
}

static bool is_standard(const char *name)
{
	for (size_t id = 0; id < ZR_TABLE_COUNT; id++) {
		if (strcasecmp(name, zr_report_sheet(id)) == 0) {
			return true;
		}
	}
	return false;
}

/* The only sheet of a workbook is the survey, whatever the program that made it calls it. */
static int take_only_sheet(struct zr_conversion *c)
{
	if (c->tables[ZR_TABLE_SURVEY].is_present || zr_workbook_sheets(c->book) != 1 ||
		is_standard(zr_workbook_sheet_name(c->book, 0))) {
		return 0;
	}
	return open_table(c, ZR_TABLE_SURVEY, 0);
}

/* Of two sheets of one name, which may differ in case or in blanks at the end, the first counts. */
int zr_table_find(struct zr_conversion *c)
{
	assert(c->book != NULL);
	for (size_t id = 0; id < ZR_TABLE_COUNT; id++) {
		c->tables[id].name = zr_report_sheet(id);
		for (size_t i = 0; i < zr_workbook_sheets(c->book); i++) {
			const char *name = zr_phrase_trim(c, zr_workbook_sheet_name(c->book, i));
			if (name == NULL) {
				return zr_report_nomem(c);
			}
			if (c->tables[id].is_present || strcasecmp(name, c->tables[id].name) != 0) {
				continue;
			}
			int code = zr_report_go_on(c, open_table(c, id, i));
			if (code != 0) {
				return code;
			}
		}
	}
	return take_only_sheet(c);
}

/* The sheet whose name stands behind a blank or a dash: Google Sheets names its CSV files so. */
static enum zr_table_id named_last(const char *name)
{
	const char *last = name;
	for (const char *at = name; *at != '\0'; at++) {
		last = *at == ' ' || *at == '-' ? at + 1 : last;
	}
	enum zr_table_id id = 0;
	while (id < ZR_TABLE_COUNT && strcasecmp(last, zr_report_sheet(id)) != 0) {
		id++;
	}
	return id;
}

/* Of the six names "osm" is too short to be nearly spelt. */
const char *zr_table_near(const char *name)
{
	assert(name != NULL);
	enum zr_table_id id = named_last(name);
	char folded[32];
	size_t bytes = strlen(name);
	if (id < ZR_TABLE_COUNT || bytes >= sizeof folded) {
		return id < ZR_TABLE_COUNT ? zr_report_sheet(id) : NULL;
	}
	for (size_t i = 0; i <= bytes; i++) {
		folded[i] = (char)tolower((unsigned char)name[i]);
	}
	for (id = 0; id < ZR_TABLE_COUNT; id++) {
		const char *sheet = zr_report_sheet(id);
		if (strlen(sheet) > 2 * SPELLING_DISTANCE_MAX &&
			zr_nearest_distance(folded, sheet) <= SPELLING_DISTANCE_MAX) {
			return sheet;
		}
	}
	return NULL;
}

int zr_table_similar(struct zr_conversion *c, enum zr_table_id id, const char **ret_names)
{
	assert(id < ZR_TABLE_COUNT && ret_names != NULL);
	const char *names = "";
	for (size_t i = 0; i < zr_workbook_sheets(c->book); i++) {
		const char *name = zr_workbook_sheet_name(c->book, i);
		const char *folded = zr_phrase_snake(c, name);
		if (folded == NULL) {
			return zr_report_nomem(c);
		}
		bool is_near =
			zr_nearest_distance(folded, zr_report_sheet(id)) <= SPELLING_DISTANCE_MAX ||
			named_last(name) == id;
		if (name[0] == '_' || is_standard(name) || !is_near) {
			continue;
		}
		names = zr_phrase_format(c, "%s%s'%s'", names, names[0] != '\0' ? ", " : "", name);
		if (names == NULL) {
			return zr_report_nomem(c);
		}
	}
	*ret_names = names;
	return 0;
}

/* A sheet that may be missing is often there under a slip of the pen; without a word its lists
 * or settings would be gone. */
int zr_table_warn_of_similar(struct zr_conversion *c, enum zr_table_id id)
{
	assert(!c->tables[id].is_present);
	const char *similar = "";
	int code = zr_table_similar(c, id, &similar);
	if (code != 0 || similar[0] == '\0') {
		return code;
	}
	return zr_report_warning(c, ZR_TABLE_COUNT, 0, NULL,
		&(const struct zr_fault){.kind = ZR_FAULT_SIMILAR_SHEET,
			.subject = zr_report_sheet(id),
			.value = similar});
}

/* Whether the row has a cell already that says what this heading says. */
static bool has_twin(const struct zr_cell *cells, const struct zr_heading *heading)
{
	for (; heading->is_twin && cells != NULL; cells = cells->next) {
		if (zr_heading_is_same(cells->heading, heading)) {
			return true;
		}
	}
	return false;
}

/* A cell with a fault: an expression or a text stands empty, what is read otherwise goes. */
static bool set_aside(struct zr_cell *cell)
{
	enum zr_sheet_column column = cell->heading->column;
	cell->text = ZR_REFERENCE_NOTHING;
	return column != ZR_COLUMN_PARAMETERS && column != ZR_COLUMN_TRIGGER &&
	       column != ZR_COLUMN_LIST;
}

int zr_table_row(struct zr_conversion *c, enum zr_table_id id, size_t row, bool is_collapsed,
	struct zr_cell **ret_cells)
{
	struct zr_table *table = &c->tables[id];
	assert(table->is_present && table->headings != NULL);
	assert(row > 0 && row < table->row_count);
	struct zr_cell *first = NULL, **end = &first;
	for (size_t i = 0; i < table->column_count; i++) {
		const char *raw = zr_workbook_cell(c->book, table->sheet, row, i);
		if (raw[0] == '\0' || table->headings[i].title[0] == '\0') {
			continue;
		}
		const char *text = zr_phrase_clean(c, raw, is_collapsed);
		struct zr_cell *cell = zr_arena_new(c->arena, sizeof *cell);
		if (text == NULL || cell == NULL) {
			return zr_report_nomem(c);
		}
		if (zr_utf8_is_blank_text(text)) {
			continue; /* what nobody sees in the sheet nobody meant */
		}
		*cell = (struct zr_cell){&table->headings[i], text, id, row, NULL};
		if (has_twin(first, cell->heading)) {
			continue;
		}
		/* columns of the author's own are not read, and may hold anything */
		if (strlen(text) > ZR_XLSFORM_CELL_BYTES_MAX &&
			table->headings[i].column != ZR_COLUMN_OTHER) {
			return zr_report_at(c, ZR_E_LIMIT, cell,
				&(const struct zr_fault){.kind = ZR_FAULT_LARGE_CELL,
					.number = ZR_XLSFORM_CELL_BYTES_MAX});
		}
		int fault = zr_reference_check_syntax(c, cell);
		int code = zr_report_go_on(c, fault);
		if (code != 0) {
			return code;
		}
		if (fault != 0 && !set_aside(cell)) {
			continue;
		}
		*end = cell;
		end = &cell->next;
	}
	*ret_cells = first;
	return zr_cell_check(c, first);
}
