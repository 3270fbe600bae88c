/*
 * Entities: the rows of the entities sheet; write/entity_node.c puts them into the form.
 *
 * An entity is declared in the meta group of a container (survey, group or repeat; entity_scope.c
 * chooses it). It is created, updated or both; what decides is which of entity_id, create_if and
 * update_if are filled in. Source: getodk.github.io/xforms-spec/entities.
 */
#include "lib/xlsform/survey/entity.h"

#include <assert.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/limits.h"
#include "lib/base/nearest.h"
#include "lib/base/oddity.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/sheet/table.h"
#include "lib/xlsform/survey/survey_item.h"

bool zr_entity_is_created(const struct zr_entity *entity)
{
	assert(entity != NULL);
	return entity->create_if != NULL || entity->id == NULL;
}

bool zr_entity_is_updated(const struct zr_entity *entity)
{
	assert(entity != NULL);
	return entity->update_if != NULL || entity->id != NULL;
}

/* An unknown column is an error and no warning: each says what is written to a list that
 * outlives the interview. */
static int check_headers(struct zr_conversion *c)
{
	const struct zr_table *table = &c->tables[ZR_TABLE_ENTITIES];
	static const char *const known[] = {
		"list_name", "label", "entity_id", "create_if", "update_if", "repeat"};
	const char *unknown = "";
	struct zr_nearest nearest = {.wanted = ""};
	for (size_t i = 0; i < table->column_count; i++) {
		const struct zr_heading *heading = &table->headings[i];
		if (heading->title[0] == '\0' || heading->column != ZR_COLUMN_OTHER) {
			continue;
		}
		unknown = zr_phrase_format(
			c, "%s%s'%s'", unknown, unknown[0] != '\0' ? ", " : "", heading->title);
		if (unknown == NULL) {
			return zr_report_nomem(c);
		}
		nearest = (struct zr_nearest){.wanted = heading->title};
		for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
			zr_nearest_consider(&nearest, known[k]);
		}
	}
	if (unknown[0] == '\0') {
		return 0;
	}
	struct zr_fault fault = {.kind = ZR_FAULT_ENTITY_COLUMNS, .subject = unknown};
	zr_nearest_word(&nearest, &fault);
	return zr_report_row(c, ZR_E_UNSUPPORTED, ZR_TABLE_ENTITIES, 0, &fault);
}

static int check_name(struct zr_conversion *c, const struct zr_entity *entity)
{
	const char *name = entity->list_name;
	if (strncmp(name, "__", 2) == 0) {
		return zr_report_at(c, ZR_E_INVALID, entity->list_cell,
			&(const struct zr_fault){
				.kind = ZR_FAULT_ENTITY_UNDERSCORES, .subject = name});
	}
	if (strchr(name, '.') != NULL) {
		return zr_report_at(c, ZR_E_INVALID, entity->list_cell,
			&(const struct zr_fault){.kind = ZR_FAULT_ENTITY_POINT, .subject = name});
	}
	if (!zr_phrase_is_name(name, strlen(name))) {
		struct zr_oddity_words words;
		struct zr_fault fault = {.kind = ZR_FAULT_ENTITY_NAME, .around = name};
		if (zr_phrase_odd(name, strlen(name), &words, &fault)) {
			fault.kind = ZR_FAULT_ENTITY_NAME_ODD;
		}
		return zr_report_at(c, ZR_E_SYNTAX, entity->list_cell, &fault);
	}
	return 0;
}

/* create_if and update_if together mean "one or the other", and then both need the id; an id
 * alone means an update, nothing at all a creation, which shows its label in lists. */
static int check_mode(struct zr_conversion *c, const struct zr_entity *entity)
{
	bool is_both =
		entity->create_if != NULL && (entity->id != NULL || entity->update_if != NULL);
	if (entity->id == NULL && entity->update_if != NULL) {
		return zr_report_row(c, ZR_E_INVALID, ZR_TABLE_ENTITIES, entity->row,
			&(const struct zr_fault){.kind = ZR_FAULT_ENTITY_NEEDS_ID,
				.phrase = is_both ? ZR_FAULT_BESIDE_CREATE_IF : ZR_FAULT_NONE,
				.subject = entity->list_name});
	}
	if (is_both && entity->update_if == NULL) {
		return zr_report_row(c, ZR_E_INVALID, ZR_TABLE_ENTITIES, entity->row,
			&(const struct zr_fault){.kind = ZR_FAULT_ENTITY_NEEDS_UPDATE_IF,
				.subject = entity->list_name});
	}
	if (!is_both && zr_entity_is_created(entity) && entity->label == NULL) {
		return zr_report_row(c, ZR_E_INVALID, ZR_TABLE_ENTITIES, entity->row,
			&(const struct zr_fault){
				.kind = ZR_FAULT_ENTITY_NEEDS_LABEL, .subject = entity->list_name});
	}
	return 0;
}

static int read_row(struct zr_conversion *c, size_t row, struct zr_entity ***end)
{
	struct zr_cell *cells = NULL;
	int code = zr_table_row(c, ZR_TABLE_ENTITIES, row, true, &cells);
	if (code != 0 || cells == NULL) {
		return code;
	}
	if (c->entity_count == ZR_XLSFORM_ENTITY_COUNT_MAX) {
		return zr_report_row(c, ZR_E_LIMIT, ZR_TABLE_ENTITIES, row,
			&(const struct zr_fault){.kind = ZR_FAULT_TOO_MANY_ENTITIES,
				.number = ZR_XLSFORM_ENTITY_COUNT_MAX});
	}
	struct zr_entity *entity = zr_arena_new(c->arena, sizeof *entity);
	if (entity == NULL) {
		return zr_report_nomem(c);
	}
	*entity = (struct zr_entity){
		.list_cell = zr_cell_find(cells, ZR_COLUMN_LIST),
		.label = zr_cell_find(cells, ZR_COLUMN_LABEL),
		.id = zr_cell_find(cells, ZR_COLUMN_ENTITY_ID),
		.create_if = zr_cell_find(cells, ZR_COLUMN_CREATE_IF),
		.update_if = zr_cell_find(cells, ZR_COLUMN_UPDATE_IF),
		.row = row,
	};
	if (entity->list_cell == NULL) {
		return zr_report_row(c, ZR_E_INVALID, ZR_TABLE_ENTITIES, row,
			&(const struct zr_fault){.kind = ZR_FAULT_ENTITY_WITHOUT_NAME});
	}
	entity->list_name = entity->list_cell->text;
	code = check_name(c, entity);
	code = code == 0 ? check_mode(c, entity) : code;
	for (const struct zr_entity *other = c->entities; code == 0 && other != NULL;
		other = other->next) {
		if (strcmp(other->list_name, entity->list_name) == 0) {
			return zr_report_at(c, ZR_E_EXISTS, entity->list_cell,
				&(const struct zr_fault){.kind = ZR_FAULT_TWIN_ENTITY,
					.subject = entity->list_name,
					.number = other->row + 1});
		}
	}
	**end = entity;
	*end = &entity->next;
	c->entity_count++;
	return code;
}

int zr_entity_read(struct zr_conversion *c)
{
	assert(c->entities == NULL && c->entity_count == 0);
	if (!c->tables[ZR_TABLE_ENTITIES].is_present) {
		return zr_table_warn_of_similar(c, ZR_TABLE_ENTITIES);
	}
	int fault = check_headers(c);
	int code = zr_report_go_on(c, fault);
	c->has_entity_fault |= fault != 0;
	struct zr_entity **end = &c->entities;
	for (size_t row = 1; code == 0 && row < c->tables[ZR_TABLE_ENTITIES].row_count; row++) {
		fault = read_row(c, row, &end);
		code = zr_report_go_on(c, fault);
		c->has_entity_fault |= fault != 0;
	}
	return code;
}

int zr_entity_add_use(struct zr_conversion *c, struct zr_entity *entity,
	struct zr_survey_item *item, const struct zr_cell *cell, bool is_save_to)
{
	assert(item != NULL && cell != NULL);
	assert((entity->uses == NULL) == (entity->last_use == NULL));
	struct zr_entity_use *use = zr_arena_new(c->arena, sizeof *use);
	if (use == NULL) {
		return zr_report_nomem(c);
	}
	*use = (struct zr_entity_use){item, cell, is_save_to, NULL};
	if (entity->last_use == NULL) {
		entity->uses = use;
	} else {
		entity->last_use->next = use;
	}
	entity->last_use = use;
	return 0;
}
