/*
 * Names: a container holds each once, a repeat's stands once in the survey, and what the form
 * itself has in it is not to be had.
 *
 * An item with a bad name is called by its row from then on (zr_survey_names_stand_in()): the rest
 * of the form is judged as if the name were good, and what only follows from it is not told.
 */
#include "lib/xlsform/survey/survey_names.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "lib/base/arena.h"
#include "lib/base/oddity.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/heading.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/survey/survey_item.h"

/* Repeats need names of their own in the whole survey: programs that make tables of the records
 * name a table after each. */
static int check_repeat(struct zr_conversion *c, const struct zr_survey_item *item)
{
	for (struct zr_survey_item *other = zr_survey_item_slot(c, item->name, strlen(item->name));
		other != NULL; other = other->same_name) {
		/* the index holds the later item first: complain at the later one */
		if (other == item || other->kind != ZR_SURVEY_REPEAT || other->row > item->row ||
			strcmp(other->name, item->name) != 0) {
			continue;
		}
		return zr_report_column(c, ZR_E_EXISTS,
			&(struct zr_report_place){ZR_TABLE_SURVEY, item->row, ZR_COLUMN_NAME},
			&(const struct zr_fault){.kind = ZR_FAULT_TWIN_REPEAT_NAME,
				.subject = item->name,
				.number = other->row + 1});
	}
	return 0;
}

/* The same for names that differ in capitals only, as those are to be met, too. */
static size_t hash_folded(const char *name)
{
	size_t value = 5381;
	for (; *name != '\0'; name++) {
		value = value * 33 + (unsigned char)(*name | 0x20);
	}
	return value;
}

/* A generated name that stands twice comes of two rows with one name. That is told at the row,
 * which may stand behind what was made for it, as a repeat behind its count. */
static int report_twin(
	struct zr_conversion *c, struct zr_survey_item *item, const struct zr_survey_item *other)
{
	const struct zr_survey_item *parent = item->parent;
	if (item->is_generated && other->is_generated) {
		return zr_survey_names_stand_in(c, item);
	}
	bool is_survey = parent->kind == ZR_SURVEY_ROOT;
	return zr_report_column(c, ZR_E_EXISTS,
		&(struct zr_report_place){ZR_TABLE_SURVEY, item->row, ZR_COLUMN_NAME},
		&(const struct zr_fault){
			.kind = is_survey ? ZR_FAULT_TWIN_NAME : ZR_FAULT_TWIN_NAME_IN_GROUP,
			.subject = item->name,
			.around = parent->name,
			.number = other->row + 1});
}

/* One name against those before it in its container: seen is a table by the folded name. */
static int check_child(struct zr_conversion *c, struct zr_survey_item *item,
	const struct zr_survey_item **seen, size_t slots)
{
	assert(item->parent != NULL && (slots & (slots - 1)) == 0);
	const struct zr_survey_item *twin = NULL;
	size_t slot = hash_folded(item->name) & (slots - 1);
	for (; seen[slot] != NULL; slot = (slot + 1) & (slots - 1)) {
		if (strcmp(seen[slot]->name, item->name) == 0) {
			return report_twin(c, item, seen[slot]);
		}
		if (strcasecmp(seen[slot]->name, item->name) == 0) {
			twin = seen[slot];
		}
	}
	seen[slot] = item;
	if (twin == NULL || item->is_generated || twin->is_generated) {
		return 0;
	}
	return zr_report_warning(c, ZR_TABLE_SURVEY, item->row,
		zr_heading_find(c, ZR_TABLE_SURVEY, ZR_COLUMN_NAME),
		&(const struct zr_fault){.kind = ZR_FAULT_NAME_CAPITALS,
			.subject = item->name,
			.value = twin->name});
}

static int check_children(struct zr_conversion *c, struct zr_survey_item *parent)
{
	size_t count = 0, slots = 16;
	for (struct zr_survey_item *item = parent->first; item != NULL; item = item->next) {
		count++;
	}
	while (slots < count * 2) {
		slots *= 2;
	}
	assert(slots > count); /* or no search in it would end */
	const struct zr_survey_item **seen =
		zr_arena_new(c->arena, slots * sizeof(struct zr_survey_item *));
	if (seen == NULL) {
		return zr_report_nomem(c);
	}
	for (struct zr_survey_item *item = parent->first; item != NULL; item = item->next) {
		int fault = check_child(c, item, seen, slots);
		if (fault == 0 && item->kind == ZR_SURVEY_REPEAT) {
			fault = check_repeat(c, item);
		}
		int code = zr_report_go_on(c, fault);
		code = fault != 0 && code == 0 ? zr_survey_names_stand_in(c, item) : code;
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

int zr_survey_names_check(struct zr_conversion *c)
{
	assert(c->root->path != NULL);
	for (struct zr_survey_item *item = c->root; item != NULL;
		item = zr_survey_item_next(item)) {
		int code = item->first != NULL ? check_children(c, item) : 0;
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

int zr_survey_names_stand_in(struct zr_conversion *c, struct zr_survey_item *item)
{
	bool is_name = item->name != NULL && zr_phrase_is_name(item->name, strlen(item->name));
	item->name =
		zr_phrase_format(c, "%s__row_%zu", is_name ? item->name : "unnamed", item->row + 1);
	assert(item->name == NULL || zr_phrase_is_name(item->name, strlen(item->name)));
	return item->name != NULL ? 0 : zr_report_nomem(c);
}

int zr_survey_names_check_new(struct zr_conversion *c, struct zr_survey_item *item)
{
	assert(item->name != NULL && item->parent == NULL);
	const struct zr_cell *cell = zr_cell_find(item->cells, ZR_COLUMN_NAME);
	if (!zr_phrase_is_name(item->name, strlen(item->name))) {
		struct zr_oddity_words words;
		struct zr_fault fault = {
			.kind = ZR_FAULT_NOT_A_NAME, .value = "'name'", .around = item->name};
		if (zr_phrase_odd(item->name, strlen(item->name), &words, &fault)) {
			fault.kind = ZR_FAULT_NOT_A_NAME_ODD;
		}
		return zr_report_at(c, ZR_E_SYNTAX, cell, &fault);
	}
	if (strcmp(item->name, "meta") == 0) {
		return zr_report_at(
			c, ZR_E_EXISTS, cell, &(const struct zr_fault){.kind = ZR_FAULT_NAME_META});
	}
	if (item->kind == ZR_SURVEY_REPEAT && strcmp(item->name, c->root->name) == 0) {
		return zr_report_at(c, ZR_E_EXISTS, cell,
			&(const struct zr_fault){
				.kind = ZR_FAULT_REPEAT_IS_ROOT, .subject = item->name});
	}
	return 0;
}
