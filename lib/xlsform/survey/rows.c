/*
 * The rows of the survey sheet, one after the other: begin and end of groups, repeats and loops,
 * and the questions between them. Rows without a type are the author's notes.
 *
 * Groups of a sheet are brackets, and the hard part are brackets that do not fit: an author who
 * forgot one end gets one sentence, at the row where it shows, and not one for each end that
 * follows. See close_as_meant() and is_closed_already(). Sources: xlsform.org, "Grouping
 * questions", "Repeats", "Specify other"; what it leaves open is as pyxform writes it.
 */
#include "lib/xlsform/survey/rows.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "lib/base/arena.h"
#include "lib/base/limits.h"
#include "lib/workbook/workbook.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/heading.h"
#include "lib/xlsform/sheet/pair.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/reference.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/sheet/settings.h"
#include "lib/xlsform/sheet/table.h"
#include "lib/xlsform/survey/kobo.h"
#include "lib/xlsform/survey/lists.h"
#include "lib/xlsform/survey/loop.h"
#include "lib/xlsform/survey/question.h"
#include "lib/xlsform/survey/question_type.h"
#include "lib/xlsform/survey/survey_item.h"
#include "lib/xlsform/survey/survey_names.h"
#include "lib/xlsform/survey/table_list.h"
#include "lib/xlsform/survey/unknown_type.h"
#include "lib/xlsform/survey/wordings.h"

enum block_kind {
	BLOCK_NONE,
	BLOCK_GROUP,
	BLOCK_REPEAT,
	BLOCK_LOOP,
	BLOCK_UNKNOWN, /* "begin grup": told, and closed by whatever end comes */
};

struct block {
	enum block_kind kind;
	bool is_begin;
	const char *list; /* of a loop */
};

struct open_block {
	enum block_kind kind;
	struct zr_survey_item *item;
	size_t row;
};

/* The name that the author gave it, "" without. */
static const char *name_of(const struct open_block *open)
{
	const struct zr_cell *name = zr_cell_find(open->item->cells, ZR_COLUMN_NAME);
	return name != NULL ? name->text : "";
}

struct rows {
	struct zr_conversion *c;
	size_t mistaken[BLOCK_UNKNOWN + 1]; /* of each kind, blocks that an end of another closed */
	struct open_block stack[ZR_FORM_DEPTH_MAX];
	size_t depth;
	struct zr_survey_item *parent;
	struct zr_kobo kobo;
};

/* The parent of the next row is the innermost block that is open: who closes one must go back to
 * what stands around it, whatever mistakes lie between. */
static void check_stack(const struct rows *rows)
{
	assert(rows->depth <= ZR_FORM_DEPTH_MAX);
	assert(rows->parent ==
		(rows->depth > 0 ? rows->stack[rows->depth - 1].item : rows->c->root));
}

static const char *kind_name(enum block_kind kind)
{
	assert(kind <= BLOCK_UNKNOWN);
	static const char *const names[] = {"", "group", "repeat", "loop", "group"};
	return names[kind];
}

/* "begin group", "end_repeat", "begin loop over list", "begin looped group". */
static int parse_block(struct zr_conversion *c, const char *text, struct block *ret)
{
	static const struct {
		const char *word;
		enum block_kind kind;
	} words[] = {
		{"group", BLOCK_GROUP},
		{"repeat", BLOCK_REPEAT},
		{"lgroup", BLOCK_REPEAT},
		{"looped_group", BLOCK_REPEAT},
	};
	*ret = (struct block){0};
	const char *folded = zr_phrase_snake(c, text);
	if (folded == NULL) {
		return zr_report_nomem(c);
	}
	bool is_begin = strncmp(folded, "begin_", 6) == 0;
	if (!is_begin && strncmp(folded, "end_", 4) != 0) {
		return 0;
	}
	const char *rest = folded + (is_begin ? 6 : 4);
	ret->is_begin = is_begin;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(rest, words[i].word) == 0) {
			ret->kind = words[i].kind;
			return 0;
		}
	}
	ret->kind = zr_question_type_find(text) == NULL ? BLOCK_UNKNOWN : BLOCK_NONE;
	if (!is_begin && strcmp(rest, "loop") == 0) {
		ret->kind = BLOCK_LOOP;
	}
	if (is_begin && strncmp(rest, "loop_over_", 10) == 0 && rest[10] != '\0') {
		/* the list as written: blanks are single, letters keep their case */
		ret->kind = BLOCK_LOOP;
		ret->list = zr_phrase_trim(c, text + strlen(text) - strlen(rest + 10));
		return ret->list != NULL ? 0 : zr_report_nomem(c);
	}
	return 0;
}

/* jr:count takes the path of a node and no expression (ODK XForms, "Repeats"), so a count that
 * is not just ${question} gets a calculation before the repeat. */
static int add_count(
	struct zr_conversion *c, struct zr_survey_item *parent, struct zr_survey_item *repeat)
{
	assert(repeat->kind == ZR_SURVEY_REPEAT && repeat->name != NULL);
	const struct zr_pair *count = zr_pair_find(repeat->control, "jr:count");
	struct zr_reference reference;
	if (count == NULL || zr_reference_is(count->value, &reference)) {
		return 0;
	}
	const char *name = zr_phrase_format(c, "%s_count", repeat->name);
	struct zr_survey_item *item = zr_survey_item_new(c, ZR_SURVEY_QUESTION, name);
	if (name == NULL || item == NULL) {
		return zr_report_nomem(c);
	}
	item->type = zr_question_type_find("calculate");
	item->row = repeat->row;
	item->is_generated = true;
	int code = zr_pair_set(c, &item->bind, "type", "string", NULL);
	code = code == 0 ? zr_pair_set(c, &item->bind, "readonly", "true()", NULL) : code;
	code = code == 0 ? zr_pair_set(c, &item->bind, "calculate", count->value, count->cell)
			 : code;
	zr_survey_item_append(parent, item);
	return code == 0 ? zr_pair_set(c, &repeat->control, "jr:count",
				   zr_phrase_format(c, "${%s}", name), count->cell)
			 : code;
}

/* An unknown beginning is taken for a group, so that its end is none too many and its questions
 * are read. */
static int check_block_name(
	struct zr_conversion *c, struct zr_survey_item *item, enum block_kind kind)
{
	if (kind == BLOCK_UNKNOWN) {
		item->is_broken = c->has_broken_item = true;
		int code = zr_report_go_on(
			c, zr_unknown_type_tell(c, zr_cell_find(item->cells, ZR_COLUMN_TYPE)));
		if (code != 0 || item->name == NULL) {
			return code != 0 ? code : zr_survey_names_stand_in(c, item);
		}
	}
	static const enum zr_fault_kind NAMELESS[] = {[BLOCK_GROUP] = ZR_FAULT_GROUP_WITHOUT_NAME,
		[BLOCK_REPEAT] = ZR_FAULT_REPEAT_WITHOUT_NAME,
		[BLOCK_LOOP] = ZR_FAULT_LOOP_WITHOUT_NAME,
		[BLOCK_UNKNOWN] = ZR_FAULT_GROUP_WITHOUT_NAME};
	int fault = item->name == NULL ? zr_report_column(c, ZR_E_INVALID,
						 &(struct zr_report_place){ZR_TABLE_SURVEY,
							 item->row, ZR_COLUMN_NAME},
						 &(const struct zr_fault){.kind = NAMELESS[kind]})
				       : zr_survey_names_check_new(c, item);
	int code = zr_report_go_on(c, fault);
	return fault != 0 && code == 0 ? zr_survey_names_stand_in(c, item) : code;
}

/* The list of a loop; without it, which is told, the loop has no turns. */
static int find_loop_list(struct zr_conversion *c, struct zr_survey_item *loop, const char *list)
{
	loop->loop_list = zr_lists_find(c, ZR_TABLE_CHOICES, list);
	if (loop->loop_list != NULL) {
		return 0;
	}
	return zr_report_go_on(c,
		zr_report_at(c, ZR_E_REFERENCE, zr_cell_find(loop->cells, ZR_COLUMN_TYPE),
			&(const struct zr_fault){.kind = ZR_FAULT_NO_LOOP_LIST, .subject = list}));
}

/* Programs call each instance of a repeat by its label. */
static int open_repeat(
	struct zr_conversion *c, struct zr_survey_item *parent, struct zr_survey_item *repeat)
{
	int code = add_count(c, parent, repeat);
	if (code != 0 || zr_wording_find(repeat->texts, ZR_WORDING_LABEL, "") != NULL) {
		return code;
	}
	return zr_report_warning(c, ZR_TABLE_SURVEY, repeat->row,
		zr_heading_find(c, ZR_TABLE_SURVEY, ZR_COLUMN_LABEL),
		&(const struct zr_fault){
			.kind = ZR_FAULT_REPEAT_WITHOUT_LABEL, .subject = repeat->name});
}

/* What a kind of block needs beyond its name. */
static int prepare_block(struct rows *rows, const struct block *block, struct zr_survey_item *item)
{
	switch (block->kind) {
	case BLOCK_LOOP:
		return find_loop_list(rows->c, item, block->list);
	case BLOCK_REPEAT:
		return open_repeat(rows->c, rows->parent, item);
	case BLOCK_GROUP:
		return zr_table_list_open(rows->c, item);
	default:
		return 0;
	}
}

static int begin_block(
	struct rows *rows, const struct block *block, struct zr_cell *cells, size_t row)
{
	check_stack(rows);
	assert(block->is_begin && block->kind != BLOCK_NONE);
	struct zr_conversion *c = rows->c;
	const struct zr_cell *name = zr_cell_find(cells, ZR_COLUMN_NAME);
	if (rows->depth == ZR_FORM_DEPTH_MAX) {
		return zr_report_row(c, ZR_E_LIMIT, ZR_TABLE_SURVEY, row,
			&(const struct zr_fault){
				.kind = ZR_FAULT_GROUPS_TOO_DEEP, .number = ZR_FORM_DEPTH_MAX});
	}
	struct zr_survey_item *item = zr_survey_item_new(c,
		block->kind == BLOCK_REPEAT ? ZR_SURVEY_REPEAT : ZR_SURVEY_GROUP,
		name != NULL ? name->text : NULL);
	if (item == NULL) {
		return zr_report_nomem(c);
	}
	item->row = row;
	int code = zr_question_take_cells(c, item, cells);
	code = code == 0 ? check_block_name(c, item, block->kind) : code;
	code = code == 0 ? prepare_block(rows, block, item) : code;
	zr_survey_item_append(rows->parent, item);
	rows->stack[rows->depth++] = (struct open_block){block->kind, item, row};
	rows->parent = item;
	return code;
}

/* An end of another kind: either ends were forgotten before it, or its kind is mistaken. */
static void close_as_meant(struct rows *rows, enum block_kind kind)
{
	assert(rows->depth > 0);
	size_t depth = rows->depth;
	while (depth > 0 && rows->stack[depth - 1].kind != kind) {
		depth--;
	}
	if (depth > 0) {
		rows->depth = depth;
	} else {
		rows->mistaken[rows->stack[rows->depth - 1].kind]++;
	}
}

/* An end whose block a mistaken one closed already: that mistake is told. */
static bool is_closed_already(struct rows *rows, enum block_kind kind)
{
	bool is_open = false;
	for (size_t i = 0; i < rows->depth; i++) {
		is_open |= rows->stack[i].kind == kind;
	}
	if (is_open || rows->mistaken[kind] == 0) {
		return false;
	}
	rows->mistaken[kind]--;
	return true;
}

static int tell_no_beginning(
	struct rows *rows, const struct block *block, const struct zr_cell *cells, size_t row)
{
	const struct zr_cell *name = zr_cell_find(cells, ZR_COLUMN_NAME);
	return zr_report_column(rows->c, ZR_E_SYNTAX,
		&(struct zr_report_place){ZR_TABLE_SURVEY, row, ZR_COLUMN_TYPE},
		&(const struct zr_fault){.kind = ZR_FAULT_END_OF_NOTHING,
			.phrase = name != NULL ? ZR_FAULT_NAMED : ZR_FAULT_NONE,
			.subject = kind_name(block->kind),
			.value = name != NULL ? name->text : NULL});
}

/* Leaves the block open that this end is taken to close. An unknown kind closes any. */
static int match_end(struct rows *rows, const struct block *block, size_t row)
{
	const struct open_block *open = &rows->stack[rows->depth - 1];
	bool is_any = open->kind == BLOCK_UNKNOWN || block->kind == BLOCK_UNKNOWN;
	if (open->kind == block->kind || is_any) {
		return 0;
	}
	int code = zr_report_go_on(
		rows->c, zr_report_column(rows->c, ZR_E_SYNTAX,
				 &(struct zr_report_place){ZR_TABLE_SURVEY, row, ZR_COLUMN_TYPE},
				 &(const struct zr_fault){.kind = ZR_FAULT_END_OF_ANOTHER,
					 .subject = kind_name(block->kind),
					 .meant = kind_name(open->kind),
					 .value = name_of(open),
					 .number = open->row + 1}));
	if (code == 0) {
		close_as_meant(rows, block->kind);
	}
	return code;
}

static int refuse_save_to(struct zr_conversion *c, const struct zr_cell *cells)
{
	for (const struct zr_cell *cell = cells; cell != NULL; cell = cell->next) {
		if (cell->heading->column != ZR_COLUMN_BIND ||
			strcmp(cell->heading->attribute, "entities:saveto") != 0) {
			continue;
		}
		int code = zr_report_go_on(
			c, zr_report_at(c, ZR_E_INVALID, cell,
				   &(const struct zr_fault){.kind = ZR_FAULT_SAVE_TO_OF_GROUP}));
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

static int end_block(
	struct rows *rows, const struct block *block, struct zr_cell *cells, size_t row)
{
	check_stack(rows);
	assert(!block->is_begin && block->kind != BLOCK_NONE);
	if (is_closed_already(rows, block->kind)) {
		return 0;
	}
	bool is_unknown_open =
		rows->depth > 0 && rows->stack[rows->depth - 1].kind == BLOCK_UNKNOWN;
	if (block->kind == BLOCK_UNKNOWN && !is_unknown_open) {
		int code = zr_report_go_on(rows->c,
			zr_unknown_type_tell(rows->c, zr_cell_find(cells, ZR_COLUMN_TYPE)));
		if (code != 0 || rows->depth == 0) {
			return code;
		}
	}
	if (rows->depth == 0) {
		return tell_no_beginning(rows, block, cells, row);
	}
	int code = match_end(rows, block, row);
	code = code == 0 ? refuse_save_to(rows->c, cells) : code;
	if (code != 0) {
		return code;
	}
	const struct open_block *open = &rows->stack[--rows->depth];
	rows->parent = open->item->parent;
	return open->item->loop_list != NULL ? zr_loop_unroll(rows->c, open->item) : 0;
}

/* "Other, specify": a choice more, and a text question behind the select. Its texts are English;
 * language_check.c warns of that. */
static int add_other(
	struct zr_conversion *c, struct zr_survey_item *parent, struct zr_survey_item *select)
{
	if (!select->has_or_other || (select->list == NULL && !select->is_broken)) {
		return 0;
	}
	int code = 0;
	if (select->filter != NULL) {
		code = zr_report_go_on(
			c, zr_report_at(c, ZR_E_UNSUPPORTED, select->filter,
				   &(const struct zr_fault){.kind = ZR_FAULT_OTHER_WITH_FILTER}));
	}
	c->has_or_other = true;
	code = code == 0 && select->list != NULL ? zr_lists_add_other(c, select->list) : code;
	struct zr_survey_item *item = zr_survey_item_new(
		c, ZR_SURVEY_QUESTION, zr_phrase_format(c, "%s_other", select->name));
	struct zr_sheet_wording *label = zr_arena_new(c->arena, sizeof *label);
	if (code != 0 || item == NULL || item->name == NULL || label == NULL) {
		return code != 0 ? code : zr_report_nomem(c);
	}
	*label = (struct zr_sheet_wording){
		.kind = ZR_WORDING_LABEL, .form = "", .text = "Specify other."};
	item->type = zr_question_type_find("text");
	item->row = select->row;
	item->is_generated = true;
	item->texts = label;
	code = zr_pair_set(c, &item->bind, "type", "string", NULL);
	code = code == 0 ? zr_pair_set(c, &item->bind, "relevant",
				   zr_phrase_format(c, "selected(../%s, 'other')", select->name),
				   NULL)
			 : code;
	zr_survey_item_append(parent, item);
	return code;
}

/* An audit is no question and lies with the metadata, wherever its row stands. */
static int read_question(struct rows *rows, struct zr_cell *cells, size_t row)
{
	struct zr_conversion *c = rows->c;
	struct zr_survey_item *item = NULL;
	const struct zr_cell *type = zr_cell_find(cells, ZR_COLUMN_TYPE);
	bool is_audit = type != NULL && strcmp(type->text, "audit") == 0;
	struct zr_survey_item *parent = is_audit ? c->meta : rows->parent;
	int code = zr_question_add(c, parent, cells, row, &item);
	if (code != 0) {
		return code;
	}
	if (parent->is_table_list && zr_survey_item_is_select(item) && !item->is_broken) {
		code = parent->has_table_labels ? 0 : zr_table_list_add_head(c, parent, item);
		code = code == 0
			       ? zr_pair_set(c, &item->control, "appearance", "list-nolabel", NULL)
			       : code;
	}
	return code == 0 ? add_other(c, parent, item) : code;
}

static int read_cells(struct rows *rows, struct zr_cell *cells, size_t row)
{
	const struct zr_cell *type = zr_cell_find(cells, ZR_COLUMN_TYPE);
	if (type == NULL) {
		return zr_cell_find(cells, ZR_COLUMN_NAME) != NULL ? read_question(rows, cells, row)
								   : 0;
	}
	struct block block;
	int code = parse_block(rows->c, type->text, &block);
	if (code != 0) {
		return code;
	}
	if (block.kind == BLOCK_NONE) {
		return read_question(rows, cells, row);
	}
	return block.is_begin ? begin_block(rows, &block, cells, row)
			      : end_block(rows, &block, cells, row);
}

/* Kobo's own rows become one row or two before anything else sees them. A setting may forbid to
 * join blanks, where texts are laid out with them. */
static int read_row(struct rows *rows, size_t row)
{
	struct zr_conversion *c = rows->c;
	struct zr_cell *cells = NULL;
	struct zr_kobo_rows kobo;
	const char *clean = zr_settings_value(c, "clean_text_values");
	bool is_collapsed = clean == NULL || !zr_phrase_is_no(clean);
	int code = zr_table_row(c, ZR_TABLE_SURVEY, row, is_collapsed, &cells);
	const struct zr_cell *disabled = zr_cell_find(cells, ZR_COLUMN_DISABLED);
	if (code != 0 || (disabled != NULL && zr_phrase_is_yes(disabled->text))) {
		return code;
	}
	code = zr_kobo_rewrite(c, &rows->kobo, cells, &kobo);
	if (code != 0) {
		return code;
	}
	code = read_cells(rows, kobo.first != NULL ? kobo.first : cells, row);
	return code == 0 && kobo.second != NULL ? read_cells(rows, kobo.second, row) : code;
}

/* Where a title stands above the headers: their row, 0 when they are nowhere near. */
static size_t row_of_headers(const struct zr_conversion *c)
{
	const struct zr_table *table = &c->tables[ZR_TABLE_SURVEY];
	for (size_t row = 1; row < table->row_count && row < 10; row++) {
		for (size_t i = 0; i < table->column_count; i++) {
			const char *text = zr_workbook_cell(c->book, table->sheet, row, i);
			if (strcasecmp(text, "type") == 0) {
				return row;
			}
		}
	}
	return 0;
}

/* What is said of a workbook that is no form, or whose headers stand below a title. */
static int check_sheet(struct zr_conversion *c)
{
	if (!c->tables[ZR_TABLE_SURVEY].is_present) {
		const char *similar = "";
		int code = zr_table_similar(c, ZR_TABLE_SURVEY, &similar);
		const struct zr_fault fault = {.kind = ZR_FAULT_NO_SURVEY,
			.phrase = similar[0] != '\0' ? ZR_FAULT_THERE_IS : ZR_FAULT_NONE,
			.value = similar};
		return code != 0 ? code : zr_report(c, ZR_E_NOT_FOUND, &fault);
	}
	if (zr_heading_find(c, ZR_TABLE_SURVEY, ZR_COLUMN_TYPE) == NULL) {
		struct zr_fault fault = {.kind = ZR_FAULT_SURVEY_LACKS_TYPE};
		int code = zr_heading_near(c, ZR_TABLE_SURVEY, "type", &fault);
		size_t below = row_of_headers(c);
		if (code == 0 && below > 0) {
			return zr_report_row(c, ZR_E_NOT_FOUND, ZR_TABLE_SURVEY, 0,
				&(const struct zr_fault){
					.kind = ZR_FAULT_HEADERS_BELOW, .number = below + 1});
		}
		return code != 0 ? code
				 : zr_report_row(c, ZR_E_NOT_FOUND, ZR_TABLE_SURVEY, 0, &fault);
	}
	return 0;
}

int zr_rows_read(struct zr_conversion *c)
{
	assert(c->root->first == NULL);
	int code = check_sheet(c);
	if (code != 0) {
		return code;
	}
	if (c->tables[ZR_TABLE_SURVEY].row_count < 2) {
		return zr_report_row(c, ZR_E_INVALID, ZR_TABLE_SURVEY, 0,
			&(const struct zr_fault){.kind = ZR_FAULT_EMPTY_SURVEY});
	}
	struct rows rows = {.c = c, .parent = c->root};
	for (size_t row = 1; row < c->tables[ZR_TABLE_SURVEY].row_count; row++) {
		code = zr_report_go_on(c, read_row(&rows, row));
		if (code != 0) {
			return code;
		}
	}
	while (code == 0 && rows.depth > 0) {
		const struct open_block *open = &rows.stack[--rows.depth];
		const char *kind = kind_name(open->kind);
		code = zr_report_go_on(
			c, zr_report_column(c, ZR_E_SYNTAX,
				   &(struct zr_report_place){
					   ZR_TABLE_SURVEY, open->row, ZR_COLUMN_TYPE},
				   &(const struct zr_fault){.kind = ZR_FAULT_NEVER_CLOSED,
					   .subject = kind,
					   .value = name_of(open)}));
	}
	return code;
}
