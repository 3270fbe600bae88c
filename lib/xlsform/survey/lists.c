/*
 * Lists: the rows of choices, external_choices and osm, grouped by their list_name.
 *
 * A choice needs a name; its name is its alone within the list unless the settings say
 * allow_choice_duplicates. A choice without a label is a warning. Further columns are kept: filters
 * and labels in itemsets refer to them.
 */
#include "lib/xlsform/survey/lists.h"

#include <assert.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/heading.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/reference.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/sheet/settings.h"
#include "lib/xlsform/sheet/table.h"
#include "lib/xlsform/survey/wordings.h"

static struct zr_list **slot_of(struct zr_conversion *c, enum zr_table_id table, const char *name)
{
	size_t value = (size_t)table;
	for (const char *at = name; *at != '\0'; at++) {
		value = value * 33 + (unsigned char)*at;
	}
	return &c->list_slots[value % ZR_NAME_SLOT_COUNT];
}

struct zr_list *zr_lists_find(struct zr_conversion *c, enum zr_table_id table, const char *name)
{
	assert(table < ZR_TABLE_COUNT && name != NULL);
	struct zr_list *list = *slot_of(c, table, name);
	while (list != NULL && (list->table != table || strcmp(list->name, name) != 0)) {
		list = list->same_slot;
	}
	return list;
}

static struct zr_list *find_or_add(
	struct zr_conversion *c, enum zr_table_id table, struct zr_list ***end, const char *name)
{
	struct zr_list *list = zr_lists_find(c, table, name);
	if (list != NULL) {
		return list;
	}
	list = zr_arena_new(c->arena, sizeof *list);
	if (list != NULL) {
		struct zr_list **slot = slot_of(c, table, name);
		list->name = name;
		list->table = table;
		list->same_slot = *slot;
		*slot = list;
		assert(**end == NULL);
		**end = list;
		*end = &list->next;
	}
	return list;
}

static struct zr_list_choice *append(
	struct zr_conversion *c, struct zr_list *list, const char *name)
{
	assert((list->first == NULL) == (list->count == 0));
	struct zr_list_choice *choice = zr_arena_new(c->arena, sizeof *choice);
	if (choice != NULL) {
		choice->name = name;
		choice->number = list->count++;
		if (list->last == NULL) {
			list->first = choice;
		} else {
			list->last->next = choice;
		}
		list->last = choice;
	}
	return choice;
}

/* Label and media are wordings; the columns that XLSForm does not know are kept in their order,
 * as choice_filter refers to them (xlsform.org, "Cascading selects"). */
static int take_cells(struct zr_conversion *c, struct zr_list_choice *choice, struct zr_cell *cells)
{
	struct zr_cell **end = &choice->extra;
	for (struct zr_cell *cell = cells, *next; cell != NULL; cell = next) {
		int code = 0;
		next = cell->next;
		switch (cell->heading->column) {
		case ZR_COLUMN_LABEL:
			code = zr_wording_add(c, &choice->texts, ZR_WORDING_LABEL, "", cell);
			break;
		case ZR_COLUMN_MEDIA:
			code = zr_wording_add(c, &choice->texts, ZR_WORDING_MEDIA,
				cell->heading->attribute, cell);
			break;
		case ZR_COLUMN_OTHER:
			cell->next = NULL;
			*end = cell;
			end = &cell->next;
			break;
		default:
			break;
		}
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

static int warn_of_label(
	struct zr_conversion *c, enum zr_table_id table, const struct zr_list_choice *choice)
{
	if (zr_wording_find(choice->texts, ZR_WORDING_LABEL, "") != NULL ||
		table != ZR_TABLE_CHOICES) {
		return 0;
	}
	return zr_report_warning(c, table, choice->row, zr_heading_find(c, table, ZR_COLUMN_LABEL),
		&(const struct zr_fault){
			.kind = ZR_FAULT_CHOICE_WITHOUT_LABEL, .subject = choice->name});
}

/* A row that names no list is a remark, or a gap between lists; with a name in it, it was meant
 * as a choice. */
static int read_row(
	struct zr_conversion *c, enum zr_table_id table, struct zr_list ***end, size_t row)
{
	struct zr_cell *cells = NULL;
	int code = zr_table_row(c, table, row, false, &cells);
	const struct zr_cell *list_cell = zr_cell_find(cells, ZR_COLUMN_LIST);
	const struct zr_cell *name = zr_cell_find(cells, ZR_COLUMN_NAME);
	if (code == 0 && list_cell == NULL && name != NULL && table == ZR_TABLE_CHOICES) {
		return zr_report_warning(c, table, row, zr_heading_find(c, table, ZR_COLUMN_LIST),
			&(const struct zr_fault){
				.kind = ZR_FAULT_CHOICE_WITHOUT_LIST, .subject = name->text});
	}
	if (code != 0 || list_cell == NULL) {
		return code;
	}
	struct zr_list *list = find_or_add(c, table, end, list_cell->text);
	if (list == NULL) {
		return zr_report_nomem(c);
	}
	if (name == NULL) {
		return zr_report_column(c, ZR_E_INVALID,
			&(struct zr_report_place){table, row, ZR_COLUMN_NAME},
			&(const struct zr_fault){
				.kind = ZR_FAULT_CHOICE_WITHOUT_NAME, .around = list_cell->text});
	}
	struct zr_list_choice *choice = append(c, list, name->text);
	if (choice == NULL) {
		return zr_report_nomem(c);
	}
	choice->row = row;
	code = take_cells(c, choice, cells);
	return code != 0 ? code : warn_of_label(c, table, choice);
}

/* Further headers become elements of the list's instance, so what XML cannot name is left out
 * and told: filters that use it would silently find nothing. */
static int check_headers(struct zr_conversion *c, enum zr_table_id id)
{
	const struct zr_table *table = &c->tables[id];
	static const struct {
		enum zr_sheet_column column;
		const char *name;
	} needed[] = {{ZR_COLUMN_LIST, "list_name"}, {ZR_COLUMN_NAME, "name"}};
	for (size_t i = 0; i < 2 && table->row_count > 1; i++) {
		if (zr_heading_find(c, id, needed[i].column) != NULL) {
			continue;
		}
		struct zr_fault fault = {.kind = ZR_FAULT_LISTS_LACK_COLUMN,
			.subject = table->name,
			.value = needed[i].name};
		int code = zr_heading_near(c, id, needed[i].name, &fault);
		return code != 0 ? code : zr_report_row(c, ZR_E_NOT_FOUND, id, 0, &fault);
	}
	for (size_t i = 0; i < table->column_count; i++) {
		const struct zr_heading *heading = &table->headings[i];
		bool has_blank = strpbrk(heading->title, " \t") != NULL;
		if (heading->column != ZR_COLUMN_OTHER || strchr("$", heading->title[0]) != NULL ||
			(!has_blank && zr_phrase_is_name(heading->title, strlen(heading->title)))) {
			continue;
		}
		int code = zr_report_warning(c, id, 0, heading,
			&(const struct zr_fault){.kind = has_blank ? ZR_FAULT_HEADER_HAS_BLANK
								   : ZR_FAULT_HEADER_IS_NO_NAME,
				.subject = heading->title});
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

enum {
	DUPLICATES_TOLD_MAX = 20 /* of one list; nobody reads more */
};

/* Two choices of one name cannot be told apart in the answers. Older converters let it pass, and
 * forms in the field have it. */
static int tell_duplicate(struct zr_conversion *c, const struct zr_list *list,
	const struct zr_list_choice *choice, size_t first_row)
{
	const struct zr_fault fault = {.kind = ZR_FAULT_TWIN_CHOICE_NAME,
		.subject = choice->name,
		.around = list->name,
		.number = first_row};
	if (c->is_forgiving) {
		return zr_report_warning(c, ZR_TABLE_CHOICES, choice->row,
			zr_heading_find(c, ZR_TABLE_CHOICES, ZR_COLUMN_NAME), &fault);
	}
	return zr_report_column(c, ZR_E_EXISTS,
		&(struct zr_report_place){ZR_TABLE_CHOICES, choice->row, ZR_COLUMN_NAME}, &fault);
}

/* Names twice in a list. Lists come in no order and may have tens of thousands of rows (villages),
 * so a table of names for each keeps this linear. */
static int check_duplicates(struct zr_conversion *c, struct zr_list *list)
{
	size_t slots = 16;
	while (slots < list->count * 2) {
		slots *= 2;
	}
	assert(slots > list->count && (slots & (slots - 1)) == 0);
	const struct zr_list_choice **seen =
		zr_arena_new(c->arena, slots * sizeof(struct zr_list_choice *));
	if (seen == NULL) {
		return zr_report_nomem(c);
	}
	size_t told_count = 0;
	for (const struct zr_list_choice *choice = list->first; choice != NULL;
		choice = choice->next) {
		size_t hash = 5381;
		for (const char *at = choice->name; *at != '\0'; at++) {
			hash = hash * 33 + (unsigned char)*at;
		}
		size_t slot = hash & (slots - 1);
		for (; seen[slot] != NULL; slot = (slot + 1) & (slots - 1)) {
			if (strcmp(seen[slot]->name, choice->name) == 0) {
				break;
			}
		}
		if (seen[slot] != NULL) {
			int code = told_count++ < DUPLICATES_TOLD_MAX
					   ? zr_report_go_on(c, tell_duplicate(c, list, choice,
									seen[slot]->row + 1))
					   : 0;
			if (code != 0) {
				return code;
			}
			continue;
		}
		seen[slot] = choice;
	}
	return 0;
}

static int read_table(struct zr_conversion *c, enum zr_table_id id, struct zr_list **lists)
{
	if (!c->tables[id].is_present || zr_heading_find(c, id, ZR_COLUMN_LIST) == NULL) {
		return id == ZR_TABLE_CHOICES && c->tables[id].is_present ? check_headers(c, id)
									  : 0;
	}
	int code = id == ZR_TABLE_CHOICES ? check_headers(c, id) : 0;
	struct zr_list **end = lists;
	for (size_t row = 1; code == 0 && row < c->tables[id].row_count; row++) {
		code = zr_report_go_on(c, read_row(c, id, &end, row));
	}
	if (id != ZR_TABLE_CHOICES || zr_settings_is_yes(c, "allow_choice_duplicates")) {
		return code;
	}
	for (struct zr_list *list = *lists; code == 0 && list != NULL; list = list->next) {
		code = check_duplicates(c, list);
	}
	return code;
}

/* One choice with a language, media or a reference puts the labels of the whole list into itext:
 * the itemset names one kind of label for all. */
static void mark_itext(struct zr_list *lists)
{
	for (struct zr_list *list = lists; list != NULL; list = list->next) {
		for (const struct zr_list_choice *choice = list->first; choice != NULL;
			choice = choice->next) {
			for (const struct zr_sheet_wording *text = choice->texts; text != NULL;
				text = text->next) {
				list->has_itext |= text->language != NULL ||
						   text->kind == ZR_WORDING_MEDIA ||
						   zr_reference_in(text->text);
			}
		}
	}
}

int zr_lists_read(struct zr_conversion *c)
{
	assert(c->lists == NULL && c->external_lists == NULL && c->osm_lists == NULL);
	int fault = read_table(c, ZR_TABLE_CHOICES, &c->lists);
	int code = zr_report_go_on(c, fault);
	c->has_list_fault = fault != 0;
	if (code == 0) {
		code = read_table(c, ZR_TABLE_EXTERNAL_CHOICES, &c->external_lists);
	}
	if (code == 0) {
		code = read_table(c, ZR_TABLE_OSM, &c->osm_lists);
	}
	mark_itext(c->lists);
	return code;
}

/* Answers of several choices are names with blanks between them. */
int zr_lists_check_words(struct zr_conversion *c, struct zr_list *list)
{
	assert(list != NULL);
	int told = 0;
	for (const struct zr_list_choice *choice = list->first; choice != NULL && !list->is_checked;
		choice = choice->next) {
		if (strpbrk(choice->name, " \t\n") == NULL) {
			continue;
		}
		int fault = zr_report_column(c, ZR_E_INVALID,
			&(struct zr_report_place){ZR_TABLE_CHOICES, choice->row, ZR_COLUMN_NAME},
			&(const struct zr_fault){.kind = ZR_FAULT_CHOICE_HAS_BLANK,
				.subject = choice->name,
				.around = list->name});
		int code = zr_report_go_on(c, fault);
		if (code != 0) {
			return code;
		}
		told = fault;
	}
	list->is_checked = true;
	return told;
}

/* The same word in every language that the choices have. */
static int add_other_labels(struct zr_conversion *c, struct zr_list_choice *other)
{
	const struct zr_table *table = &c->tables[ZR_TABLE_CHOICES];
	struct zr_sheet_wording **end = &other->texts;
	for (size_t i = 0; i < table->column_count; i++) {
		if (table->headings[i].column != ZR_COLUMN_LABEL) {
			continue;
		}
		*end = zr_arena_new(c->arena, sizeof **end);
		if (*end == NULL) {
			return zr_report_nomem(c);
		}
		**end = (struct zr_sheet_wording){.kind = ZR_WORDING_LABEL,
			.form = "",
			.language = table->headings[i].language,
			.text = "Other"};
		end = &(*end)->next;
	}
	return 0;
}

int zr_lists_add_other(struct zr_conversion *c, struct zr_list *list)
{
	assert(list != NULL);
	assert(list != NULL);
	if (list->has_other) {
		return 0;
	}
	list->has_other = true;
	for (const struct zr_list_choice *choice = list->first; choice != NULL;
		choice = choice->next) {
		if (strcmp(choice->name, "other") == 0) {
			return 0;
		}
	}
	struct zr_list_choice *other = append(c, list, "other");
	return other != NULL ? add_other_labels(c, other) : zr_report_nomem(c);
}
