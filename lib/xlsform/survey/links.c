/*
 * Links between questions that need the whole tree: triggers, selects from a repeat, search(),
 * reference geometries; and that every question shown has something to show.
 */
#include "lib/xlsform/survey/links.h"

#include <assert.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/pair.h"
#include "lib/xlsform/sheet/reference.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/survey/lists.h"
#include "lib/xlsform/survey/question_type.h"
#include "lib/xlsform/survey/reference_path.h"
#include "lib/xlsform/survey/survey_item.h"
#include "lib/xlsform/survey/wordings.h"

/* Values come before places, as pyxform orders them; within either, the order is that of the
 * rows. */
static int add_action(
	struct zr_conversion *c, struct zr_survey_item *source, struct zr_survey_item *target)
{
	assert(source->kind == ZR_SURVEY_QUESTION && target->path != NULL);
	struct zr_survey_action *action = zr_arena_new(c->arena, sizeof *action);
	if (action == NULL) {
		return zr_report_nomem(c);
	}
	bool is_place = target->type != NULL && target->type->control == ZR_QUESTION_ACTION;
	action->element = is_place ? "odk:setgeopoint" : "setvalue";
	action->target = target;
	struct zr_survey_action **end = &source->actions;
	while (*end != NULL && (is_place || strcmp((*end)->element, "setvalue") == 0)) {
		end = &(*end)->next; /* values before places */
	}
	action->next = *end;
	*end = action;
	return 0;
}

/* "${a}, ${b}": references parted by commas. */
static int link_trigger(struct zr_conversion *c, struct zr_survey_item *item)
{
	assert(item->trigger != NULL);
	const struct zr_cell *cell = item->trigger;
	bool is_parted = true;
	const char *at = cell->text + strspn(cell->text, " ,\t\n");
	while (*at != '\0') {
		struct zr_reference reference;
		if (!zr_reference_at(at, &reference) || reference.is_last_saved || !is_parted) {
			return zr_report_at(c, ZR_E_SYNTAX, cell,
				&(const struct zr_fault){
					.kind = ZR_FAULT_BAD_TRIGGER, .subject = cell->text});
		}
		struct zr_survey_item *source = NULL;
		int code = zr_reference_path_target(c, cell, &reference, &source);
		if (code != 0) {
			return code;
		}
		if (source->kind != ZR_SURVEY_QUESTION ||
			(!zr_survey_item_has_control(source) && !source->is_broken)) {
			return zr_report_at(c, ZR_E_INVALID, cell,
				&(const struct zr_fault){.kind = ZR_FAULT_TRIGGER_NOT_SHOWN,
					.subject = item->name,
					.value = source->name});
		}
		code = add_action(c, source, item);
		if (code != 0) {
			return code;
		}
		at += reference.bytes;
		size_t gap = strspn(at, " ,\t\n");
		is_parted = memchr(at, ',', gap) != NULL;
		at += gap;
	}
	return 0;
}

/* A select whose choices are the answers of a repeat: "select_one ${name}". */
static int link_repeat(struct zr_conversion *c, struct zr_survey_item *item)
{
	assert(zr_survey_item_is_select(item) && item->list == NULL);
	const struct zr_cell *cell = zr_cell_find(item->cells, ZR_COLUMN_TYPE);
	struct zr_reference reference;
	if (!zr_reference_is(item->list_name, &reference)) {
		return zr_report_at(c, ZR_E_SYNTAX, cell,
			&(const struct zr_fault){
				.kind = ZR_FAULT_LIST_OR_REFERENCE, .subject = item->list_name});
	}
	struct zr_survey_item *target = NULL;
	int code = zr_reference_path_target(c, cell, &reference, &target);
	if (code != 0) {
		return code;
	}
	const struct zr_survey_item *repeat = target;
	while (repeat != NULL && repeat->kind != ZR_SURVEY_REPEAT) {
		repeat = repeat->parent;
	}
	if (repeat == NULL) {
		return zr_report_at(c, ZR_E_INVALID, cell,
			&(const struct zr_fault){.kind = ZR_FAULT_CHOICES_OUTSIDE_REPEAT,
				.subject = item->name,
				.value = target->name});
	}
	item->list_repeat_question = target;
	return 0;
}

/* Whether the form will have an instance of that name: a list, a file. */
static bool has_instance(struct zr_conversion *c, const char *name)
{
	if (zr_lists_find(c, ZR_TABLE_CHOICES, name) != NULL) {
		return true;
	}
	for (const struct zr_survey_item *item = c->root; item != NULL;
		item = zr_survey_item_next(item)) {
		bool is_external =
			item->type != NULL && item->type->control == ZR_QUESTION_INSTANCE;
		if ((is_external && strcmp(item->name, name) == 0) ||
			(item->file != NULL && strcmp(item->list_name, name) == 0)) {
			return true;
		}
	}
	return false;
}

/* The shapes that a map shows beside the answer: a list, a file, or a repeat's geometry. */
static int link_geometry(struct zr_conversion *c, struct zr_survey_item *item)
{
	const struct zr_pair *pair = zr_pair_find(item->parameters, "reference-geometry");
	struct zr_reference reference;
	if (pair == NULL) {
		return 0;
	}
	if (zr_reference_is(pair->value, &reference)) {
		struct zr_survey_item *target = NULL;
		int code = zr_reference_path_target(c, pair->cell, &reference, &target);
		if (code != 0) {
			return code;
		}
		if (target->kind == ZR_SURVEY_REPEAT) {
			item->list_repeat_question = target;
			return 0;
		}
	} else if (has_instance(c, pair->value)) {
		item->list = zr_lists_find(c, ZR_TABLE_CHOICES, pair->value);
		item->list_name = pair->value;
		return 0;
	}
	if (c->has_broken_item) {
		return ZR_E_REFERENCE; /* it may be the file of that row */
	}
	return zr_report_at(c, ZR_E_REFERENCE, pair->cell,
		&(const struct zr_fault){
			.kind = ZR_FAULT_REFERENCE_GEOMETRY, .value = pair->value});
}

static bool is_searched(const struct zr_survey_item *item)
{
	const char *appearance = zr_pair_value(item->control, "appearance");
	return appearance != NULL && strstr(appearance, "search(") != NULL;
}

/* search() asks a file by its choices' names, which are headers there: it does not go with a
 * file of the select's own. */
static int link_search(struct zr_conversion *c, struct zr_survey_item *item)
{
	if (!is_searched(item)) {
		return 0;
	}
	if (item->file != NULL) {
		return zr_report_row(c, ZR_E_UNSUPPORTED, ZR_TABLE_SURVEY, item->row,
			&(const struct zr_fault){
				.kind = ZR_FAULT_SEARCH_OF_FILE, .subject = item->name});
	}
	if (item->list != NULL) {
		item->list->is_searched = true;
	}
	return 0;
}

/* A list whose choices name columns of a file has no choices for others. */
static int check_search(struct zr_conversion *c, const struct zr_survey_item *item)
{
	if (!zr_survey_item_is_select(item) || item->list == NULL || !item->list->is_searched ||
		is_searched(item) || item->is_generated) {
		return 0;
	}
	const struct zr_survey_item *other = c->root;
	while (other->list != item->list || !is_searched(other)) {
		other = zr_survey_item_next(other);
		assert(other != NULL);
	}
	return zr_report_row(c, ZR_E_INVALID, ZR_TABLE_SURVEY, item->row,
		&(const struct zr_fault){.kind = ZR_FAULT_LIST_IS_SEARCHED,
			.around = item->list->name,
			.value = other->name,
			.subject = item->name});
}

/* A question without a word would be an empty page. A big-image is only the other view of an
 * image. */
static int check_words(struct zr_conversion *c, const struct zr_survey_item *item)
{
	if (item->kind != ZR_SURVEY_QUESTION || !zr_survey_item_has_control(item)) {
		return 0;
	}
	bool has_words = false;
	for (const struct zr_sheet_wording *text = item->texts; text != NULL; text = text->next) {
		has_words |= text->kind != ZR_WORDING_BIND && text->kind != ZR_WORDING_GUIDANCE;
	}
	if (!has_words) {
		return zr_report_column(c, ZR_E_INVALID,
			&(struct zr_report_place){ZR_TABLE_SURVEY, item->row, ZR_COLUMN_LABEL},
			&(const struct zr_fault){
				.kind = ZR_FAULT_QUESTION_WITHOUT_LABEL, .subject = item->name});
	}
	if (zr_wording_find(item->texts, ZR_WORDING_MEDIA, "big-image") != NULL &&
		zr_wording_find(item->texts, ZR_WORDING_MEDIA, "image") == NULL) {
		return zr_report_row(c, ZR_E_INVALID, ZR_TABLE_SURVEY, item->row,
			&(const struct zr_fault){
				.kind = ZR_FAULT_BIG_IMAGE_ALONE, .subject = item->name});
	}
	return 0;
}

static int link_item(struct zr_conversion *c, struct zr_survey_item *item)
{
	bool is_question = item->kind == ZR_SURVEY_QUESTION;
	int fault = item->trigger != NULL && is_question ? link_trigger(c, item) : 0;
	if (fault == 0 && zr_survey_item_is_select(item) && item->list == NULL &&
		item->file == NULL && item->list_name != NULL && zr_reference_in(item->list_name)) {
		fault = link_repeat(c, item);
	}
	fault = fault == 0 ? link_geometry(c, item) : fault;
	fault = fault == 0 ? link_search(c, item) : fault;
	fault = fault == 0 && !item->is_broken ? check_words(c, item) : fault;
	item->is_broken |= fault != 0;
	return zr_report_go_on(c, fault);
}

/* In two passes: whether a list belongs to search() is known behind the last question. */
int zr_links_resolve(struct zr_conversion *c)
{
	assert(c->root->path != NULL && c->languages == NULL);
	for (struct zr_survey_item *item = c->root; item != NULL;
		item = zr_survey_item_next(item)) {
		int code = link_item(c, item);
		if (code != 0) {
			return code;
		}
	}
	for (struct zr_survey_item *item = c->root; item != NULL;
		item = zr_survey_item_next(item)) {
		int fault = item->is_broken ? 0 : check_search(c, item);
		int code = zr_report_go_on(c, fault);
		item->is_broken |= fault != 0;
		if (code != 0) {
			return code;
		}
	}
	return 0;
}
