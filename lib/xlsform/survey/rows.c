/*
 * The rows of the survey sheet, one after the other: begin and end of groups, repeats and loops,
 * and the questions between them. Rows without a type are the author's notes.
 */
#include <assert.h>
#include <string.h>
#include <strings.h>

#include "lib/base/limits.h"
#include "lib/xlsform/conversion.h"

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
	struct zr_item *item;
	size_t row;
};

/* The name that the author gave it, "" without. */
static const char *name_of(const struct open_block *open)
{
	const struct zr_cell *name = zr_table_cell(open->item->cells, ZR_COLUMN_NAME);
	return name != NULL ? name->text : "";
}

struct rows {
	struct zr_conversion *c;
	size_t mistaken[BLOCK_UNKNOWN + 1]; /* of each kind, blocks that an end of another closed */
	struct open_block stack[ZR_FORM_DEPTH_MAX];
	size_t depth;
	struct zr_item *parent;
	struct zr_kobo kobo;
};

static const char *kind_name(enum block_kind kind)
{
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
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
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

/* A count that is not just ${question} gets a calculation before the repeat. */
static int add_count(struct zr_conversion *c, struct zr_item *parent, struct zr_item *repeat)
{
	const struct zr_pair *count = zr_pair_find(repeat->control, "jr:count");
	struct zr_reference reference;
	if (count == NULL || zr_reference_is(count->value, &reference)) {
		return 0;
	}
	const char *name = zr_phrase_format(c, "%s_count", repeat->name);
	struct zr_item *item = zr_tree_new(c, ZR_ITEM_QUESTION, name);
	if (name == NULL || item == NULL) {
		return zr_report_nomem(c);
	}
	item->type = zr_question_type_find("calculate");
	item->row = repeat->row;
	item->is_generated = true;
	int status = zr_pair_set(c, &item->bind, "type", "string", NULL);
	status = status == 0 ? zr_pair_set(c, &item->bind, "readonly", "true()", NULL) : status;
	status = status == 0 ? zr_pair_set(c, &item->bind, "calculate", count->value, count->cell)
			     : status;
	zr_tree_append(parent, item);
	return status == 0 ? zr_pair_set(c, &repeat->control, "jr:count",
				     zr_phrase_format(c, "${%s}", name), count->cell)
			   : status;
}

/* "table-list minimal" becomes "field-list minimal", the label a note within the table. */
static int open_table_list(struct zr_conversion *c, struct zr_item *group)
{
	const char *appearance = zr_pair_value(group->control, "appearance");
	const char *at = appearance != NULL ? strstr(appearance, "table-list") : NULL;
	if (at == NULL) {
		return 0;
	}
	group->is_table_list = true;
	const char *rest = zr_phrase_format(
		c, "%.*s%s", (int)(at - appearance), appearance, at + strlen("table-list"));
	rest = rest != NULL ? zr_phrase_clean(c, rest, true) : NULL;
	const char *fields =
		rest == NULL ? NULL
		: strstr(rest, "field-list") != NULL
			? rest
			: zr_phrase_format(c, "field-list%s%s", rest[0] != '\0' ? " " : "", rest);
	int status = zr_pair_set(c, &group->control, "appearance", fields, NULL);
	if (status != 0 || group->texts == NULL) {
		return status;
	}
	struct zr_item *note = zr_tree_new(c, ZR_ITEM_QUESTION,
		zr_phrase_format(c, "generated_table_list_label_%zu", group->row + 1));
	if (note == NULL || note->name == NULL) {
		return zr_report_nomem(c);
	}
	note->type = zr_question_type_find("note");
	note->row = group->row;
	note->is_generated = true;
	note->texts = group->texts;
	group->texts = NULL;
	status = zr_pair_set(c, &note->bind, "type", "string", NULL);
	zr_tree_append(group, note);
	return status == 0 ? zr_pair_set(c, &note->bind, "readonly", "true()", NULL) : status;
}

/* The head of the table: the first select's choices as labels. */
static int add_table_labels(struct zr_conversion *c, struct zr_item *group, struct zr_item *select)
{
	struct zr_item *head = zr_tree_new(c, ZR_ITEM_QUESTION,
		zr_phrase_format(c, "reserved_name_for_field_list_labels_%zu", select->row + 1));
	struct zr_text *label = zr_arena_new(c->arena, sizeof(*label));
	if (head == NULL || head->name == NULL || label == NULL) {
		return zr_report_nomem(c);
	}
	*label = (struct zr_text){.kind = ZR_TEXT_LABEL, .form = "", .text = " "};
	head->type = select->type;
	head->row = select->row;
	head->is_generated = true;
	head->texts = label;
	head->list = select->list;
	head->list_name = select->list_name;
	head->file = select->file;
	head->filter = select->filter;
	int status = zr_pair_set(c, &head->bind, "type", "string", NULL);
	status = status == 0 ? zr_pair_set(c, &head->control, "appearance", "label", NULL) : status;
	/* the head stands before the select, which is the last child already */
	struct zr_item **slot = &group->first;
	while (*slot != select) {
		slot = &(*slot)->next;
	}
	head->parent = group;
	head->next = select;
	*slot = head;
	group->has_table_labels = true;
	return status;
}

static int check_block_name(struct zr_conversion *c, struct zr_item *item, enum block_kind kind)
{
	if (kind == BLOCK_UNKNOWN) {
		item->is_broken = c->has_broken_item = true;
		int told = zr_report_go_on(
			c, zr_unknown_type_tell(c, zr_table_cell(item->cells, ZR_COLUMN_TYPE)));
		if (told != 0 || item->name == NULL) {
			return told != 0 ? told : zr_names_stand_in(c, item);
		}
	}
	int fault = item->name == NULL ? zr_report_column(c, ZR_E_INVALID,
						 &(struct zr_report_place){ZR_TABLE_SURVEY,
							 item->row, ZR_COLUMN_NAME},
						 "the %s has no name; fill in the name column",
						 kind_name(kind))
				       : zr_names_check_new(c, item);
	int status = zr_report_go_on(c, fault);
	return fault != 0 && status == 0 ? zr_names_stand_in(c, item) : status;
}

static int begin_block(
	struct rows *rows, const struct block *block, struct zr_cell *cells, size_t row)
{
	struct zr_conversion *c = rows->c;
	const struct zr_cell *name = zr_table_cell(cells, ZR_COLUMN_NAME);
	if (rows->depth == ZR_FORM_DEPTH_MAX) {
		return zr_report_row(c, ZR_E_LIMIT, ZR_TABLE_SURVEY, row,
			"groups stand inside each other more than %d deep; flatten the form",
			ZR_FORM_DEPTH_MAX);
	}
	struct zr_item *item =
		zr_tree_new(c, block->kind == BLOCK_REPEAT ? ZR_ITEM_REPEAT : ZR_ITEM_GROUP,
			name != NULL ? name->text : NULL);
	if (item == NULL) {
		return zr_report_nomem(c);
	}
	item->row = row;
	int status = zr_question_take_cells(c, item, cells);
	status = status == 0 ? check_block_name(c, item, block->kind) : status;
	if (status == 0 && block->kind == BLOCK_LOOP) {
		item->loop_list = zr_lists_find(c, ZR_TABLE_CHOICES, block->list);
		if (item->loop_list == NULL) {
			status = zr_report_go_on(c,
				zr_report_at(c, ZR_E_REFERENCE,
					zr_table_cell(cells, ZR_COLUMN_TYPE),
					"the loop's list '%s' is not on the sheet choices; add its "
					"rows there",
					block->list));
		}
	}
	if (status == 0 && block->kind == BLOCK_REPEAT) {
		status = add_count(c, rows->parent, item);
		if (status == 0 && zr_question_text(item->texts, ZR_TEXT_LABEL, "") == NULL) {
			status = zr_report_warning(c, ZR_TABLE_SURVEY, row,
				zr_table_heading(c, ZR_TABLE_SURVEY, ZR_COLUMN_LABEL),
				"the repeat '%s' has no label; fill in the label column",
				item->name);
		}
	}
	if (status == 0 && block->kind == BLOCK_GROUP) {
		status = open_table_list(c, item);
	}
	zr_tree_append(rows->parent, item);
	rows->stack[rows->depth++] = (struct open_block){block->kind, item, row};
	rows->parent = item;
	return status;
}

/* An end of another kind: either ends were forgotten before it, or its kind is mistaken. */
static void close_as_meant(struct rows *rows, enum block_kind kind)
{
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

static int end_block(
	struct rows *rows, const struct block *block, struct zr_cell *cells, size_t row)
{
	const struct zr_cell *name = zr_table_cell(cells, ZR_COLUMN_NAME);
	const char *kind = kind_name(block->kind);
	if (is_closed_already(rows, block->kind)) {
		return 0;
	}
	bool is_unknown_open =
		rows->depth > 0 && rows->stack[rows->depth - 1].kind == BLOCK_UNKNOWN;
	if (block->kind == BLOCK_UNKNOWN && !is_unknown_open) {
		int status = zr_report_go_on(rows->c,
			zr_unknown_type_tell(rows->c, zr_table_cell(cells, ZR_COLUMN_TYPE)));
		if (status != 0 || rows->depth == 0) {
			return status;
		}
	}
	if (rows->depth == 0) {
		return zr_report_column(rows->c, ZR_E_SYNTAX,
			&(struct zr_report_place){ZR_TABLE_SURVEY, row, ZR_COLUMN_TYPE},
			"this 'end_%s' closes nothing: there is no open 'begin_%s'%s%s; remove it, "
			"or add the beginning",
			kind, kind, name != NULL ? " named " : "", name != NULL ? name->text : "");
	}
	struct open_block *open = &rows->stack[rows->depth - 1];
	bool is_any = open->kind == BLOCK_UNKNOWN || block->kind == BLOCK_UNKNOWN;
	if (open->kind != block->kind && !is_any) {
		int status = zr_report_go_on(rows->c,
			zr_report_column(rows->c, ZR_E_SYNTAX,
				&(struct zr_report_place){ZR_TABLE_SURVEY, row, ZR_COLUMN_TYPE},
				"this 'end_%s' has no open 'begin_%s'; %s '%s' of row %zu must be "
				"closed first with end_%s",
				kind, kind, kind_name(open->kind), name_of(open), open->row + 1,
				kind_name(open->kind)));
		if (status != 0) {
			return status;
		}
		close_as_meant(rows, block->kind);
		open = &rows->stack[rows->depth - 1];
	}
	for (const struct zr_cell *cell = cells; cell != NULL; cell = cell->next) {
		if (cell->heading->column == ZR_COLUMN_BIND &&
			strcmp(cell->heading->attribute, "entities:saveto") == 0) {
			int status = zr_report_go_on(rows->c,
				zr_report_at(rows->c, ZR_E_INVALID, cell,
					"a group or repeat cannot be saved as an entity's "
					"property; clear this save_to, or move it to a question"));
			if (status != 0) {
				return status;
			}
		}
	}
	rows->depth--;
	rows->parent = open->item->parent;
	return open->item->loop_list != NULL ? zr_loop_unroll(rows->c, open->item) : 0;
}

/* "Other, specify": a choice more, and a text question behind the select. */
static int add_other(struct zr_conversion *c, struct zr_item *parent, struct zr_item *select)
{
	if (!select->has_or_other || (select->list == NULL && !select->is_broken)) {
		return 0;
	}
	int status = 0;
	if (select->filter != NULL) {
		status = zr_report_go_on(
			c, zr_report_at(c, ZR_E_UNSUPPORTED, select->filter,
				   "a select with or_other takes no choice_filter; add the choice "
				   "'other' to the list and a text question behind the select"));
	}
	c->has_or_other = true;
	status = status == 0 && select->list != NULL ? zr_lists_add_other(c, select->list) : status;
	struct zr_item *item =
		zr_tree_new(c, ZR_ITEM_QUESTION, zr_phrase_format(c, "%s_other", select->name));
	struct zr_text *label = zr_arena_new(c->arena, sizeof(*label));
	if (status != 0 || item == NULL || item->name == NULL || label == NULL) {
		return status != 0 ? status : zr_report_nomem(c);
	}
	*label = (struct zr_text){.kind = ZR_TEXT_LABEL, .form = "", .text = "Specify other."};
	item->type = zr_question_type_find("text");
	item->row = select->row;
	item->is_generated = true;
	item->texts = label;
	status = zr_pair_set(c, &item->bind, "type", "string", NULL);
	status = status == 0
			 ? zr_pair_set(c, &item->bind, "relevant",
				   zr_phrase_format(c, "selected(../%s, 'other')", select->name),
				   NULL)
			 : status;
	zr_tree_append(parent, item);
	return status;
}

static int read_question(struct rows *rows, struct zr_cell *cells, size_t row)
{
	struct zr_conversion *c = rows->c;
	struct zr_item *item = NULL;
	const struct zr_cell *type = zr_table_cell(cells, ZR_COLUMN_TYPE);
	bool is_audit = type != NULL && strcmp(type->text, "audit") == 0;
	struct zr_item *parent = is_audit ? c->meta : rows->parent;
	int status = zr_question_add(c, parent, cells, row, &item);
	if (status != 0) {
		return status;
	}
	if (parent->is_table_list && zr_question_is_select(item) && !item->is_broken) {
		status = parent->has_table_labels ? 0 : add_table_labels(c, parent, item);
		status = status == 0 ? zr_pair_set(c, &item->control, "appearance", "list-nolabel",
					       NULL)
				     : status;
	}
	return status == 0 ? add_other(c, parent, item) : status;
}

static int read_cells(struct rows *rows, struct zr_cell *cells, size_t row)
{
	const struct zr_cell *type = zr_table_cell(cells, ZR_COLUMN_TYPE);
	if (type == NULL) {
		return zr_table_cell(cells, ZR_COLUMN_NAME) != NULL
			       ? read_question(rows, cells, row)
			       : 0;
	}
	struct block block;
	int status = parse_block(rows->c, type->text, &block);
	if (status != 0) {
		return status;
	}
	if (block.kind == BLOCK_NONE) {
		return read_question(rows, cells, row);
	}
	return block.is_begin ? begin_block(rows, &block, cells, row)
			      : end_block(rows, &block, cells, row);
}

static int read_row(struct rows *rows, size_t row)
{
	struct zr_conversion *c = rows->c;
	struct zr_cell *cells = NULL;
	struct zr_kobo_rows kobo;
	const char *clean = zr_settings_value(c, "clean_text_values");
	bool is_collapsed = clean == NULL || !zr_phrase_is_no(clean);
	int status = zr_table_row(c, ZR_TABLE_SURVEY, row, is_collapsed, &cells);
	const struct zr_cell *disabled = zr_table_cell(cells, ZR_COLUMN_DISABLED);
	if (status != 0 || (disabled != NULL && zr_phrase_is_yes(disabled->text))) {
		return status;
	}
	status = zr_kobo_rewrite(c, &rows->kobo, cells, &kobo);
	if (status != 0) {
		return status;
	}
	status = read_cells(rows, kobo.first != NULL ? kobo.first : cells, row);
	return status == 0 && kobo.second != NULL ? read_cells(rows, kobo.second, row) : status;
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

static int check_sheet(struct zr_conversion *c)
{
	if (!c->tables[ZR_TABLE_SURVEY].is_present) {
		const char *similar = "";
		int status = zr_table_similar(c, ZR_TABLE_SURVEY, &similar);
		return status != 0 ? status
				   : zr_report(c, ZR_E_NOT_FOUND,
					     "there is no sheet named 'survey'%s%s; give the sheet "
					     "with the questions that name",
					     similar[0] != '\0' ? ", but there is " : "", similar);
	}
	if (zr_table_heading(c, ZR_TABLE_SURVEY, ZR_COLUMN_TYPE) == NULL) {
		const char *near = "";
		int status = zr_heading_near(c, ZR_TABLE_SURVEY, "type", &near);
		size_t below = row_of_headers(c);
		if (status == 0 && below > 0) {
			return zr_report_row(c, ZR_E_NOT_FOUND, ZR_TABLE_SURVEY, 0,
				"the column 'type' stands in row %zu of the sheet 'survey'; delete "
				"the rows above it, the headers come first",
				below + 1);
		}
		return status != 0
			       ? status
			       : zr_report_row(c, ZR_E_NOT_FOUND, ZR_TABLE_SURVEY, 0,
					 "the sheet 'survey' lacks the column 'type'%s; name its "
					 "columns type, name and label in the first row",
					 near);
	}
	return 0;
}

int zr_rows_read(struct zr_conversion *c)
{
	int status = check_sheet(c);
	if (status != 0) {
		return status;
	}
	if (c->tables[ZR_TABLE_SURVEY].row_count < 2) {
		return zr_report_row(c, ZR_E_INVALID, ZR_TABLE_SURVEY, 0,
			"the sheet 'survey' has headers and no questions; write one in each row");
	}
	struct rows rows = {.c = c, .parent = c->root};
	for (size_t row = 1; row < c->tables[ZR_TABLE_SURVEY].row_count; row++) {
		status = zr_report_go_on(c, read_row(&rows, row));
		if (status != 0) {
			return status;
		}
	}
	while (status == 0 && rows.depth > 0) {
		const struct open_block *open = &rows.stack[--rows.depth];
		const char *kind = kind_name(open->kind);
		status = zr_report_go_on(
			c, zr_report_column(c, ZR_E_SYNTAX,
				   &(struct zr_report_place){
					   ZR_TABLE_SURVEY, open->row, ZR_COLUMN_TYPE},
				   "the 'begin_%s' '%s' is never closed; add a row with 'end_%s'",
				   kind, name_of(open), kind));
	}
	return status;
}
