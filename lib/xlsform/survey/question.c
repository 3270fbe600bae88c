/*
 * One question (or group, or repeat): what the cells of its row say.
 *
 * The cells are taken over in the order of the columns; what the type brings stands before them and
 * gives way to them.
 */
#include "lib/xlsform/survey/question.h"

#include <assert.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/nearest.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/heading.h"
#include "lib/xlsform/sheet/pair.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/reference.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/sheet/table.h"
#include "lib/xlsform/survey/expression.h"
#include "lib/xlsform/survey/lists.h"
#include "lib/xlsform/survey/parameters.h"
#include "lib/xlsform/survey/question_type.h"
#include "lib/xlsform/survey/survey_item.h"
#include "lib/xlsform/survey/survey_names.h"
#include "lib/xlsform/survey/unknown_type.h"
#include "lib/xlsform/survey/wordings.h"

static bool is_message(const char *attribute)
{
	return strcmp(attribute, "jr:constraintMsg") == 0 ||
	       strcmp(attribute, "jr:requiredMsg") == 0 ||
	       strcmp(attribute, "jr:noAppErrorString") == 0;
}

/* "yes" and "no" in the columns that hold a condition: an expression in XForms, a tick box to
 * authors (xlsform.org, "Required"). */
static const char *condition(const char *attribute, const char *text)
{
	static const char *const attributes[] = {
		"readonly", "required", "relevant", "constraint", "calculate"};
	for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
		if (strcmp(attributes[i], attribute) != 0) {
			continue;
		}
		if (zr_phrase_is_yes(text)) {
			return "true()";
		}
		return zr_phrase_is_no(text) ? "false()" : text;
	}
	return text;
}

static int take_cell(
	struct zr_conversion *c, struct zr_survey_item *item, const struct zr_cell *cell)
{
	const char *attribute = cell->heading->attribute;
	switch (cell->heading->column) {
	case ZR_COLUMN_LABEL:
		return zr_wording_add(c, &item->texts, ZR_WORDING_LABEL, "", cell);
	case ZR_COLUMN_HINT:
		return zr_wording_add(c, &item->texts, ZR_WORDING_HINT, "", cell);
	case ZR_COLUMN_GUIDANCE:
		return zr_wording_add(c, &item->texts, ZR_WORDING_GUIDANCE, "", cell);
	case ZR_COLUMN_MEDIA:
		return zr_wording_add(c, &item->texts, ZR_WORDING_MEDIA, attribute, cell);
	case ZR_COLUMN_BIND:
		if (is_message(attribute)) {
			return zr_wording_add(c, &item->texts, ZR_WORDING_BIND, attribute, cell);
		}
		return zr_pair_set(
			c, &item->bind, attribute, condition(attribute, cell->text), cell);
	case ZR_COLUMN_CONTROL:
		return zr_pair_set(c, &item->control, attribute, cell->text, cell);
	case ZR_COLUMN_INSTANCE:
		return zr_pair_set(c, &item->instance, attribute, cell->text, cell);
	case ZR_COLUMN_DEFAULT:
		item->default_cell = cell;
		item->default_text = cell->text;
		return 0;
	case ZR_COLUMN_FILTER:
		item->filter = cell;
		return 0;
	case ZR_COLUMN_TRIGGER:
		item->trigger = cell;
		return 0;
	case ZR_COLUMN_PARAMETERS:
		return zr_parameters_parse(c, cell, &item->parameters);
	default:
		return 0;
	}
}

int zr_question_take_cells(
	struct zr_conversion *c, struct zr_survey_item *item, struct zr_cell *cells)
{
	assert(item->texts == NULL && (item->cells == NULL || item->cells == cells));
	item->cells = cells;
	for (const struct zr_cell *cell = cells; cell != NULL; cell = cell->next) {
		int fault = take_cell(c, item, cell);
		int code = zr_report_go_on(c, fault);
		if (code != 0) {
			return code;
		}
		item->is_broken |= fault != 0;
	}
	return 0;
}

/* The hint that an old type brings gives way to the author's own. */
static int take_type_hint(struct zr_conversion *c, struct zr_survey_item *item)
{
	if (item->type->hint == NULL || zr_wording_find(item->texts, ZR_WORDING_HINT, "") != NULL) {
		return 0;
	}
	struct zr_sheet_wording *hint = zr_arena_new(c->arena, sizeof *hint);
	if (hint == NULL) {
		return zr_report_nomem(c);
	}
	*hint = (struct zr_sheet_wording){
		.kind = ZR_WORDING_HINT, .form = "", .text = item->type->hint};
	struct zr_sheet_wording **end = &item->texts;
	while (*end != NULL) {
		end = &(*end)->next;
	}
	*end = hint;
	return 0;
}

/* The attributes that the type brings. They are set before the cells are taken over, which
 * replace them: an author who writes a constraint for a percentage means it. */
static int take_type(struct zr_conversion *c, struct zr_survey_item *item)
{
	const struct zr_question_type *type = item->type;
	const struct {
		const char *name, *value;
	} brought[] = {
		{"type", type->bind_type},
		{"readonly", type->is_readonly ? "true()" : NULL},
		{"jr:preload", type->preload},
		{"jr:preloadParams", type->preload_params},
		{"constraint", type->constraint},
	};
	for (size_t i = 0; i < sizeof brought / sizeof *brought; i++) {
		if (brought[i].value == NULL) {
			continue;
		}
		int code = zr_pair_set(c, &item->bind, brought[i].name, brought[i].value, NULL);
		if (code != 0) {
			return code;
		}
	}
	return type->mediatype != NULL
		       ? zr_pair_set(c, &item->control, "mediatype", type->mediatype, NULL)
		       : 0;
}

/* Whether a file with this ending, which may be NULL, can hold choices. */
static bool is_of_choices(const char *ending)
{
	return ending != NULL && (strcmp(ending, ".csv") == 0 || strcmp(ending, ".xml") == 0 ||
					 strcmp(ending, ".geojson") == 0);
}

/* The list is missing, or its whole sheet, or that has another name, or it is a file: each calls
 * for something else to be done. With no list at all one sentence is enough for the whole form. */
static int no_list(
	struct zr_conversion *c, const struct zr_cell *cell, const struct zr_select *select)
{
	const char *similar = "", *name = select->list;
	bool is_external = select->type->control == ZR_QUESTION_EXTERNAL;
	enum zr_table_id table = is_external ? ZR_TABLE_EXTERNAL_CHOICES : ZR_TABLE_CHOICES;
	const struct zr_list *lists = is_external ? c->external_lists : c->lists;
	struct zr_nearest nearest = {.wanted = name};
	for (const struct zr_list *list = lists; list != NULL; list = list->next) {
		zr_nearest_consider(&nearest, list->name);
	}
	int code = lists == NULL ? zr_table_similar(c, table, &similar) : 0;
	if (code != 0 || (lists == NULL && c->has_list_fault)) {
		return code != 0 ? code : ZR_E_REFERENCE;
	}
	const char *file = strrchr(name, '.');
	if (is_of_choices(file)) {
		file = strrchr(name, ' ') != NULL ? strrchr(name, ' ') + 1 : name;
		return zr_report_at(c, ZR_E_REFERENCE, cell,
			&(const struct zr_fault){.kind = ZR_FAULT_FILE_IS_NO_LIST,
				.subject = file,
				.meant = select->type->control == ZR_QUESTION_SELECT
						 ? "select_multiple"
						 : "select_one"});
	}
	c->has_list_fault |= lists == NULL;
	if (similar[0] != '\0') {
		return zr_report_at(c, ZR_E_REFERENCE, cell,
			&(const struct zr_fault){.kind = ZR_FAULT_NO_LIST_SIMILAR_SHEET,
				.subject = name,
				.around = zr_report_sheet(table),
				.value = similar});
	}
	struct zr_fault fault = {.kind = is_external ? ZR_FAULT_NO_EXTERNAL_LIST : ZR_FAULT_NO_LIST,
		.subject = name};
	zr_nearest_word(&nearest, &fault);
	return zr_report_at(c, ZR_E_REFERENCE, cell, &fault);
}

/* A reference for a list is a select from a repeat, which may stand below: links.c resolves it. */
static int take_list(
	struct zr_conversion *c, struct zr_survey_item *item, const struct zr_select *select)
{
	assert(select->type != NULL && select->list != NULL && item->list == NULL);
	const struct zr_cell *cell = zr_cell_find(item->cells, ZR_COLUMN_TYPE);
	item->list_name = select->list;
	item->has_or_other = select->has_or_other;
	if (select->is_from_file) {
		const char *dot = strrchr(select->list, '.');
		if (!is_of_choices(dot)) {
			return zr_report_at(c, ZR_E_UNSUPPORTED, cell,
				&(const struct zr_fault){
					.kind = ZR_FAULT_FILE_ENDING, .subject = cell->text});
		}
		item->file = select->list;
		item->list_name = zr_phrase_copy(c, select->list, (size_t)(dot - select->list));
		return item->list_name != NULL ? 0 : zr_report_nomem(c);
	}
	if (zr_reference_in(select->list)) {
		return 0; /* resolved when the whole tree is there */
	}
	bool is_external = select->type->control == ZR_QUESTION_EXTERNAL;
	c->has_itemsets |= is_external;
	item->list = zr_lists_find(
		c, is_external ? ZR_TABLE_EXTERNAL_CHOICES : ZR_TABLE_CHOICES, select->list);
	if (item->list == NULL) {
		return no_list(c, cell, select);
	}
	bool has_words = select->type->control == ZR_QUESTION_SELECT ||
			 select->type->control == ZR_QUESTION_RANK;
	return has_words ? zr_lists_check_words(c, item->list) : 0;
}

static int unknown_type(
	struct zr_conversion *c, const struct zr_cell *cell, const struct zr_cell *name)
{
	if (cell == NULL) {
		return zr_report_at(c, ZR_E_INVALID, name,
			&(const struct zr_fault){
				.kind = ZR_FAULT_ROW_WITHOUT_TYPE, .subject = name->text});
	}
	return zr_unknown_type_tell(c, cell);
}

/* A calculate without a calculation is a column forgotten; one with a computed default or a
 * trigger works without. */
static int check_calculation(struct zr_conversion *c, const struct zr_survey_item *item)
{
	assert(item->type != NULL && item->name != NULL);
	const struct zr_pair *calculate = zr_pair_find(item->bind, "calculate");
	const char *type = item->type->name;
	if (strcmp(type, "calculate") == 0 && calculate == NULL && !item->is_dynamic &&
		item->trigger == NULL) {
		return zr_report_row(c, ZR_E_INVALID, ZR_TABLE_SURVEY, item->row,
			&(const struct zr_fault){
				.kind = ZR_FAULT_EMPTY_CALCULATE, .subject = item->name});
	}
	if (strcmp(type, "background-geopoint") != 0) {
		return 0;
	}
	if (item->trigger == NULL) {
		return zr_report_row(c, ZR_E_INVALID, ZR_TABLE_SURVEY, item->row,
			&(const struct zr_fault){.kind = ZR_FAULT_GEOPOINT_NEEDS_TRIGGER});
	}
	if (calculate != NULL) {
		return zr_report_at(c, ZR_E_INVALID, calculate->cell,
			&(const struct zr_fault){.kind = ZR_FAULT_GEOPOINT_CALCULATION});
	}
	return 0;
}

static int warn_of_type(struct zr_conversion *c, const struct zr_survey_item *item)
{
	const char *type = item->type->name;
	if (strcmp(type, "simserial") == 0 || strcmp(type, "subscriberid") == 0) {
		return zr_report_warning(c, ZR_TABLE_SURVEY, item->row,
			zr_heading_find(c, ZR_TABLE_SURVEY, ZR_COLUMN_TYPE),
			&(const struct zr_fault){
				.kind = ZR_FAULT_TYPE_MOSTLY_EMPTY, .subject = type});
	}
	return 0;
}

/* Told for the first question; the others lack a name for the same reason. */
static int no_name_column(struct zr_conversion *c, size_t row)
{
	struct zr_fault fault = {.kind = ZR_FAULT_SURVEY_LACKS_NAME};
	int code = zr_heading_near(c, ZR_TABLE_SURVEY, "name", &fault);
	if (code != 0 || c->is_nameless) {
		return code != 0 ? code : ZR_E_NOT_FOUND;
	}
	c->is_nameless = true;
	return zr_report_row(c, ZR_E_NOT_FOUND, ZR_TABLE_SURVEY, row, &fault);
}

/* The name: audits have theirs, notes get one when they have none. */
static int take_name(
	struct zr_conversion *c, struct zr_survey_item *item, const struct zr_cell *name)
{
	assert(item->type != NULL);
	item->name = name != NULL ? name->text : NULL;
	if (strcmp(item->type->name, "audit") == 0) {
		if (name != NULL && strcmp(name->text, "audit") != 0) {
			return zr_report_at(c, ZR_E_INVALID, name,
				&(const struct zr_fault){
					.kind = ZR_FAULT_AUDIT_NAME, .subject = name->text});
		}
		item->name = "audit";
		return 0;
	}
	if (name == NULL && strcmp(item->type->name, "note") == 0) {
		item->name = zr_phrase_format(c, "generated_note_name_%zu", item->row + 1);
		return item->name != NULL ? 0 : zr_report_nomem(c);
	}
	if (name == NULL && zr_heading_find(c, ZR_TABLE_SURVEY, ZR_COLUMN_NAME) == NULL) {
		return no_name_column(c, item->row);
	}
	if (name == NULL) {
		return zr_report_column(c, ZR_E_INVALID,
			&(struct zr_report_place){ZR_TABLE_SURVEY, item->row, ZR_COLUMN_NAME},
			&(const struct zr_fault){.kind = ZR_FAULT_QUESTION_WITHOUT_NAME});
	}
	return zr_survey_names_check_new(c, item);
}

/* A select that names no list would be a question without answers. */
static int check_names_list(
	struct zr_conversion *c, const struct zr_survey_item *item, const struct zr_cell *type)
{
	enum zr_question_control control = item->type->control;
	if (control != ZR_QUESTION_SELECT1 && control != ZR_QUESTION_SELECT &&
		control != ZR_QUESTION_RANK && control != ZR_QUESTION_EXTERNAL) {
		return 0;
	}
	return zr_report_at(c, ZR_E_INVALID, type,
		&(const struct zr_fault){.kind = ZR_FAULT_NAMES_NO_LIST, .subject = type->text});
}

/* A fault breaks the item; the rest of its row is looked at all the same. */
static int go_on(struct zr_conversion *c, struct zr_survey_item *item, int fault)
{
	item->is_broken |= fault != 0;
	c->has_broken_item |= fault != 0;
	return zr_report_go_on(c, fault);
}

/* What the first column says: type, and of a select its list. Behind a type that is none the row
 * is read as a text question, so that its other cells are judged. */
static int read_type(
	struct zr_conversion *c, struct zr_survey_item *item, struct zr_select *ret_select)
{
	const struct zr_cell *type = zr_cell_find(item->cells, ZR_COLUMN_TYPE);
	bool is_select = false;
	int fault = type != NULL
			    ? zr_question_type_parse_select(c, type->text, &is_select, ret_select)
			    : 0;
	if (fault != 0) {
		is_select = false;
	} else if (is_select) {
		item->type = ret_select->type;
	} else if (type != NULL) {
		bool has_tags = strncmp(type->text, "osm ", 4) == 0;
		item->type = zr_question_type_find(has_tags ? "osm" : type->text);
		fault = item->type != NULL ? check_names_list(c, item, type) : 0;
	}
	if (fault == 0 && item->type == NULL) {
		item->has_unknown_type = true;
		fault = unknown_type(c, type, zr_cell_find(item->cells, ZR_COLUMN_NAME));
	}
	if (!is_select) {
		*ret_select = (struct zr_select){0};
	}
	item->type = item->type != NULL ? item->type : zr_question_type_find("text");
	return go_on(c, item, fault);
}

/* A row of unknown type may lack a name rightly, and only the type is told. */
static int read_name(struct zr_conversion *c, struct zr_survey_item *item)
{
	const struct zr_cell *name = zr_cell_find(item->cells, ZR_COLUMN_NAME);
	if (name == NULL && item->has_unknown_type) {
		return zr_survey_names_stand_in(
			c, item); /* perhaps the type is one without a name */
	}
	int fault = take_name(c, item, name);
	int code = go_on(c, item, fault);
	return fault != 0 && code == 0 ? zr_survey_names_stand_in(c, item) : code;
}

/* "osm LIST": the tags of a map's object, from a sheet of their own. */
static int take_tags(struct zr_conversion *c, struct zr_survey_item *item)
{
	const struct zr_cell *type = zr_cell_find(item->cells, ZR_COLUMN_TYPE);
	if (item->is_broken || strncmp(type->text, "osm ", 4) != 0) {
		return 0;
	}
	item->list_name = zr_phrase_trim(c, type->text + 4);
	if (item->list_name == NULL) {
		return zr_report_nomem(c);
	}
	item->list = zr_lists_find(c, ZR_TABLE_OSM, item->list_name);
	return 0;
}

int zr_question_add(struct zr_conversion *c, struct zr_survey_item *parent, struct zr_cell *cells,
	size_t row, struct zr_survey_item **ret_item)
{
	assert(parent->kind != ZR_SURVEY_QUESTION && row > 0 && ret_item != NULL);
	struct zr_survey_item *item = zr_survey_item_new(c, ZR_SURVEY_QUESTION, NULL);
	if (item == NULL) {
		return zr_report_nomem(c);
	}
	item->row = row;
	item->cells = cells;
	struct zr_select select = {0};
	int code = read_type(c, item, &select);
	code = code == 0 ? read_name(c, item) : code;
	code = code == 0 ? take_type(c, item) : code;
	code = code == 0 ? zr_question_take_cells(c, item, cells) : code;
	code = code == 0 ? take_type_hint(c, item) : code;
	if (code == 0 && select.type != NULL) {
		code = go_on(c, item, take_list(c, item, &select));
	}
	if (code == 0 && !item->is_broken) {
		code = go_on(c, item, zr_parameters_apply(c, item));
	}
	code = code == 0 ? take_tags(c, item) : code;
	if (code != 0) {
		return code;
	}
	const char *bind_type = zr_pair_value(item->bind, "type");
	item->is_dynamic = item->default_text != NULL &&
			   zr_expression_is_dynamic(item->default_text, bind_type);
	zr_survey_item_append(parent, item);
	*ret_item = item;
	code = item->is_broken ? 0 : go_on(c, item, check_calculation(c, item));
	return code == 0 ? warn_of_type(c, item) : code;
}
