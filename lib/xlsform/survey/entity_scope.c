/*
 * Where each entity is declared: the container whose meta group holds it.
 *
 * What an entity refers to, and what is saved to it, lies in a repeat or in none: its scope is the
 * deepest of these. Answers are saved to it from that scope alone; references may also look
 * outwards. Within the scope it is declared as deep as all of it allows, or further out when that
 * container is taken. A program that saves an answer looks for the nearest entity around it, so no
 * other entity may stand between an answer and its own. A lone entity outside of repeats belongs to
 * the survey.
 */
#include "lib/xlsform/survey/entity_scope.h"

#include <assert.h>

#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/reference.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/survey/entity.h"
#include "lib/xlsform/survey/reference_path.h"
#include "lib/xlsform/survey/save_to.h"
#include "lib/xlsform/survey/survey_item.h"

/* What the entity's own expressions name. last-saved is another interview and lies nowhere. */
static int add_references(
	struct zr_conversion *c, struct zr_entity *entity, const struct zr_cell *cell)
{
	struct zr_reference reference;
	const char *at = cell != NULL ? cell->text : "";
	while (zr_reference_next(at, &reference)) {
		struct zr_survey_item *target = NULL;
		int code = zr_reference_path_target(c, cell, &reference, &target);
		if (code == 0 && !reference.is_last_saved && target->kind == ZR_SURVEY_QUESTION) {
			code = zr_entity_add_use(c, entity, target, cell, false);
		}
		if (code != 0) {
			return code;
		}
		at = reference.start + reference.bytes;
	}
	return 0;
}

static struct zr_survey_item *scope_of(struct zr_survey_item *item)
{
	assert(item != NULL);
	while (item->kind != ZR_SURVEY_ROOT && item->kind != ZR_SURVEY_REPEAT) {
		item = item->parent;
	}
	return item;
}

static size_t repeat_count(const struct zr_survey_item *item)
{
	size_t count = 0;
	for (; item != NULL; item = item->parent) {
		count += item->kind == ZR_SURVEY_REPEAT;
	}
	return count;
}

/* Whether a stands before b in the survey. */
static bool is_before(const struct zr_survey_item *a, const struct zr_survey_item *b)
{
	return a->row < b->row;
}

/* The deepest scope; of several, the first in the survey. */
static struct zr_survey_item *find_scope(struct zr_conversion *c, const struct zr_entity *entity)
{
	struct zr_survey_item *scope = c->root;
	const struct zr_survey_item *reason = NULL;
	for (const struct zr_entity_use *use = entity->uses; use != NULL; use = use->next) {
		struct zr_survey_item *other = scope_of(use->item);
		size_t count = repeat_count(other), best = repeat_count(scope);
		if (count > best || (count == best && reason != NULL && other != scope &&
					    is_before(use->item, reason))) {
			scope = other;
			reason = use->item;
		}
	}
	return scope;
}

static int check_scope(struct zr_conversion *c, const struct zr_entity *entity)
{
	assert(entity->scope != NULL);
	for (const struct zr_entity_use *use = entity->uses; use != NULL; use = use->next) {
		struct zr_survey_item *scope = scope_of(use->item);
		if (use->is_save_to && scope != entity->scope) {
			return zr_report_at(c, ZR_E_INVALID, use->cell,
				&(const struct zr_fault){.kind = ZR_FAULT_SAVE_TO_ELSEWHERE,
					.subject = entity->list_name,
					.around = entity->scope->name,
					.value = use->item->name,
					.meant = scope->name});
		}
		if (!use->is_save_to && !zr_survey_item_is_within(entity->scope, scope)) {
			return zr_report_row(c, ZR_E_INVALID, ZR_TABLE_ENTITIES, entity->row,
				&(const struct zr_fault){.kind = ZR_FAULT_ENTITY_REFERS_ELSEWHERE,
					.subject = entity->list_name,
					.around = entity->scope->name,
					.value = use->item->name,
					.meant = scope->name});
		}
	}
	return 0;
}

/* The deepest container that holds all answers saved to it; without any, that of the deepest
 * question in the scope that it refers to. */
static struct zr_survey_item *find_container(const struct zr_entity *entity)
{
	struct zr_survey_item *container = NULL, *deepest = NULL;
	for (const struct zr_entity_use *use = entity->uses; use != NULL; use = use->next) {
		if (scope_of(use->item) != entity->scope) {
			continue;
		}
		if (deepest == NULL || use->item->depth > deepest->depth) {
			deepest = use->item;
		}
		if (!use->is_save_to) {
			continue;
		}
		if (container == NULL) {
			container = use->item->parent;
		}
		while (!zr_survey_item_is_within(use->item, container)) {
			container = container->parent;
		}
	}
	if (container != NULL) {
		return container;
	}
	return deepest != NULL ? deepest->parent : entity->scope;
}

/* An entity that stands between one of this one's answers and the container, NULL without. */
static const struct zr_entity *find_between(
	const struct zr_entity *entity, const struct zr_survey_item *container)
{
	for (const struct zr_entity_use *use = entity->uses; use != NULL; use = use->next) {
		if (!use->is_save_to) {
			continue;
		}
		for (const struct zr_survey_item *item = use->item->parent; item != container;
			item = item->parent) {
			if (item->entity != NULL) {
				return item->entity;
			}
		}
	}
	return NULL;
}

/* The entity one of whose answers would be taken by an entity in the container, NULL without. */
static const struct zr_entity *find_robbed(
	const struct zr_conversion *c, const struct zr_survey_item *container)
{
	for (const struct zr_entity *other = c->entities; other != NULL; other = other->next) {
		if (other->container == NULL ||
			!zr_survey_item_is_within(container, other->container)) {
			continue;
		}
		for (const struct zr_entity_use *use = other->uses; use != NULL; use = use->next) {
			if (use->is_save_to && zr_survey_item_is_within(use->item, container)) {
				return other;
			}
		}
	}
	return NULL;
}

static int no_container(
	struct zr_conversion *c, const struct zr_entity *entity, const struct zr_entity *taken_by)
{
	return zr_report_row(c, ZR_E_INVALID, ZR_TABLE_ENTITIES, entity->row,
		&(const struct zr_fault){.kind = ZR_FAULT_NO_GROUP_FOR_ENTITY,
			.subject = entity->list_name,
			.around = entity->scope->name,
			.number = taken_by->row + 1});
}

/* From the deepest place that holds all of it outwards, until one is free; never beyond the
 * scope. */
static int place(struct zr_conversion *c, struct zr_entity *entity)
{
	assert(entity->scope != NULL && entity->container == NULL);
	bool is_alone = c->entity_count == 1 && entity->scope == c->root;
	struct zr_survey_item *container = is_alone ? c->root : find_container(entity);
	for (;; container = container->parent) {
		const struct zr_entity *between = find_between(entity, container);
		if (between != NULL) {
			return no_container(c, entity, between);
		}
		const struct zr_entity *robbed =
			container->entity != NULL ? container->entity : find_robbed(c, container);
		if (robbed == NULL) {
			break;
		}
		if (container == entity->scope) {
			return no_container(c, entity, robbed);
		}
	}
	assert(zr_survey_item_is_within(container, entity->scope) && container->entity == NULL);
	entity->container = container;
	container->entity = entity;
	c->has_entity_in_repeat |= container != c->root;
	return 0;
}

int zr_entity_scope_place(struct zr_conversion *c)
{
	assert(c->root->path != NULL);
	if (c->has_entity_fault) {
		return 0; /* a save_to to a list at fault would follow from that */
	}
	int code = zr_save_to_assign(c);
	for (struct zr_entity *entity = c->entities; code == 0 && entity != NULL;
		entity = entity->next) {
		const struct zr_cell *const cells[] = {
			entity->label, entity->id, entity->create_if, entity->update_if};
		for (size_t i = 0; code == 0 && i < sizeof cells / sizeof *cells; i++) {
			int fault = add_references(c, entity, cells[i]);
			c->has_entity_fault |= fault != 0;
			code = zr_report_go_on(c, fault);
		}
		if (code != 0 || c->has_entity_fault) {
			continue;
		}
		entity->scope = find_scope(c, entity);
		int fault = check_scope(c, entity);
		fault = fault == 0 ? place(c, entity) : fault;
		c->has_entity_fault |= fault != 0;
		code = zr_report_go_on(c, fault);
	}
	return code;
}
