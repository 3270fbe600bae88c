/*
 * KoboToolbox's scores and ranks, which its server writes out as plain rows before it converts:
 *
 * begin_score LIST: a group on one screen, its label over a row of the choices, each score__row a
 * select_one of the list. begin_rank ITEMS: a group on one screen, its label as a note, each
 * rank__level a required select_one of the items that differs from those before it. The list stands
 * in a column of its own. Names are those that Kobo gives, so that records compare.
 *
 * A row becomes one row or two; the reader of the rows knows nothing of it. begin_kobomatrix is
 * refused: its questions exist once for each choice under names that nothing in the sheet says.
 */
#include "lib/xlsform/survey/kobo.h"

#include <assert.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/limits.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"

static const struct zr_heading appearance = {
	.column = ZR_COLUMN_CONTROL, .attribute = "appearance", .title = "appearance"};
static const struct zr_heading required = {
	.column = ZR_COLUMN_BIND, .attribute = "required", .title = "required"};
static const struct zr_heading constraint = {
	.column = ZR_COLUMN_BIND, .attribute = "constraint", .title = "constraint"};
static const struct zr_heading message = {.column = ZR_COLUMN_BIND,
	.attribute = "jr:constraintMsg",
	.title = "kobo--rank-constraint-message"};

static const struct zr_cell *find_titled(const struct zr_cell *cells, const char *title)
{
	while (cells != NULL && strcmp(cells->heading->title, title) != 0) {
		cells = cells->next;
	}
	return cells;
}

static const struct zr_cell *find_attribute(
	const struct zr_cell *cells, enum zr_sheet_column column, const char *attribute)
{
	while (cells != NULL && (cells->heading->column != column ||
					strcmp(cells->heading->attribute, attribute) != 0)) {
		cells = cells->next;
	}
	return cells;
}

/* Appends a cell like that one with another heading and text; either may be NULL for its own. */
static int add(struct zr_conversion *c, struct zr_cell **row, const struct zr_cell *like,
	const struct zr_heading *heading, const char *text)
{
	assert(row != NULL && like != NULL);
	struct zr_cell *cell = zr_arena_new(c->arena, sizeof *cell);
	if (cell == NULL) {
		return zr_report_nomem(c);
	}
	*cell = *like;
	cell->heading = heading != NULL ? heading : like->heading;
	cell->text = text != NULL ? text : like->text;
	cell->next = NULL;
	while (*row != NULL) {
		row = &(*row)->next;
	}
	*row = cell;
	return 0;
}

/* The words of the row, for its label: texts in every language and media. */
static int add_words(struct zr_conversion *c, struct zr_cell **row, const struct zr_cell *cells)
{
	int code = 0;
	for (; cells != NULL && code == 0; cells = cells->next) {
		enum zr_sheet_column column = cells->heading->column;
		if (column == ZR_COLUMN_LABEL || column == ZR_COLUMN_HINT ||
			column == ZR_COLUMN_MEDIA) {
			code = add(c, row, cells, NULL, NULL);
		}
	}
	return code;
}

/* The group, and in it what shows the label. */
static int begin(struct zr_conversion *c, struct zr_kobo *kobo, const struct zr_cell *cells,
	struct zr_kobo_rows *ret)
{
	assert(kobo->kind != ZR_KOBO_NONE && ret->first == NULL);
	bool is_score = kobo->kind == ZR_KOBO_SCORE;
	const char *column = is_score ? "kobo--score-choices" : "kobo--rank-items";
	const struct zr_cell *type = zr_cell_find(cells, ZR_COLUMN_TYPE);
	const struct zr_cell *name = zr_cell_find(cells, ZR_COLUMN_NAME);
	const struct zr_cell *list = find_titled(cells, column);
	const struct zr_cell *relevant = find_attribute(cells, ZR_COLUMN_BIND, "relevant");
	if (list == NULL) {
		int fault = zr_report_at(c, ZR_E_INVALID, type,
			&(const struct zr_fault){.kind = ZR_FAULT_KOBO_WITHOUT_LIST,
				.subject = type->text,
				.value = column});
		int code = zr_report_go_on(c, fault);
		if (code != 0) {
			return code;
		}
	}
	kobo->list = list != NULL ? zr_phrase_format(c, "select_one %s", list->text) : NULL;
	kobo->required = find_attribute(cells, ZR_COLUMN_BIND, "required");
	kobo->message = find_titled(cells, "kobo--rank-constraint-message");
	kobo->differs = "";
	kobo->level_count = 0;
	int code = add(c, &ret->first, type, NULL, "begin_group");
	code = code == 0 && name != NULL ? add(c, &ret->first, name, NULL, NULL) : code;
	code = code == 0 && relevant != NULL ? add(c, &ret->first, relevant, NULL, NULL) : code;
	code = code == 0 ? add(c, &ret->first, type, &appearance, "field-list") : code;
	if (code != 0 || name == NULL || kobo->list == NULL) {
		return code;
	}
	const char *shown = zr_phrase_format(c, is_score ? "%s_header" : "%s_label", name->text);
	if (shown == NULL) {
		return zr_report_nomem(c);
	}
	code = add(c, &ret->second, type, NULL, is_score ? kobo->list : "note");
	code = code == 0 ? add(c, &ret->second, name, NULL, shown) : code;
	code = code == 0 ? add_words(c, &ret->second, cells) : code;
	return code == 0 && is_score ? add(c, &ret->second, type, &appearance, "label") : code;
}

/* "${n2} != ${n1} and ${n2} != ..." of the levels before. */
static int add_difference(struct zr_conversion *c, struct zr_kobo *kobo, const struct zr_cell *type,
	const struct zr_cell *name, struct zr_cell **row)
{
	assert(kobo->kind == ZR_KOBO_RANK && kobo->differs != NULL);
	const char *condition = "";
	if (kobo->level_count++ == ZR_XLSFORM_RANK_LEVEL_COUNT_MAX) {
		return zr_report_at(c, ZR_E_LIMIT, type,
			&(const struct zr_fault){.kind = ZR_FAULT_RANK_TOO_DEEP,
				.number = ZR_XLSFORM_RANK_LEVEL_COUNT_MAX});
	}
	for (const char *at = kobo->differs; *at != '\0' && condition != NULL;) {
		size_t bytes = strcspn(at, " ");
		condition = zr_phrase_format(c, "%s%s${%s} != ${%.*s}", condition,
			condition[0] != '\0' ? " and " : "", name->text, (int)bytes, at);
		at += bytes + strspn(at + bytes, " ");
	}
	kobo->differs = zr_phrase_format(
		c, "%s%s%s", kobo->differs, kobo->differs[0] != '\0' ? " " : "", name->text);
	if (condition == NULL || kobo->differs == NULL) {
		return zr_report_nomem(c);
	}
	int code = condition[0] != '\0' ? add(c, row, type, &constraint, condition) : 0;
	return code == 0 && kobo->message != NULL ? add(c, row, type, &message, kobo->message->text)
						  : code;
}

/* A row of a score, a level of a rank. */
static int choose(struct zr_conversion *c, struct zr_kobo *kobo, const struct zr_cell *cells,
	struct zr_kobo_rows *ret)
{
	assert(kobo->kind != ZR_KOBO_NONE && ret->first == NULL);
	bool is_score = kobo->kind == ZR_KOBO_SCORE;
	const struct zr_cell *type = zr_cell_find(cells, ZR_COLUMN_TYPE);
	const struct zr_cell *name = zr_cell_find(cells, ZR_COLUMN_NAME);
	int code = 0;
	/* without a list, which is told, each row stands for its answer and nothing more */
	const char *select = kobo->list != NULL ? kobo->list : "text";
	for (const struct zr_cell *cell = cells; cell != NULL && code == 0; cell = cell->next) {
		bool is_ours = find_attribute(cell, ZR_COLUMN_BIND, "required") == cell;
		if (!is_ours || is_score) {
			code = add(c, &ret->first, cell, NULL, cell == type ? select : NULL);
		}
	}
	if (code == 0 && find_attribute(cells, ZR_COLUMN_CONTROL, "appearance") == NULL) {
		code = add(
			c, &ret->first, type, &appearance, is_score ? "list-nolabel" : "minimal");
	}
	bool has_own = is_score && find_attribute(cells, ZR_COLUMN_BIND, "required") != NULL;
	const char *must = !is_score ? "yes" : kobo->required != NULL ? kobo->required->text : NULL;
	if (code == 0 && must != NULL && !has_own) {
		code = add(c, &ret->first, type, &required, must);
	}
	return code == 0 && !is_score && name != NULL
		       ? add_difference(c, kobo, type, name, &ret->first)
		       : code;
}

int zr_kobo_rewrite(struct zr_conversion *c, struct zr_kobo *kobo, const struct zr_cell *cells,
	struct zr_kobo_rows *ret_rows)
{
	assert(kobo != NULL && ret_rows != NULL);
	const struct zr_cell *type = zr_cell_find(cells, ZR_COLUMN_TYPE);
	const char *word = type != NULL ? zr_phrase_snake(c, type->text) : "";
	*ret_rows = (struct zr_kobo_rows){0};
	if (word == NULL) {
		return zr_report_nomem(c);
	}
	if (strcmp(word, "begin_score") == 0 || strcmp(word, "begin_rank") == 0) {
		kobo->kind = strcmp(word, "begin_score") == 0 ? ZR_KOBO_SCORE : ZR_KOBO_RANK;
		return begin(c, kobo, cells, ret_rows);
	}
	bool is_end = (kobo->kind == ZR_KOBO_SCORE && strcmp(word, "end_score") == 0) ||
		      (kobo->kind == ZR_KOBO_RANK && strcmp(word, "end_rank") == 0);
	if (is_end) {
		kobo->kind = ZR_KOBO_NONE;
		return add(c, &ret_rows->first, type, NULL, "end_group");
	}
	bool is_row = (kobo->kind == ZR_KOBO_SCORE && strcmp(word, "score__row") == 0) ||
		      (kobo->kind == ZR_KOBO_RANK && strcmp(word, "rank__level") == 0);
	return is_row ? choose(c, kobo, cells, ret_rows) : 0;
}
