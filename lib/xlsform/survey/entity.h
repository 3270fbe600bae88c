/*
 * Entities: the rows of the entities sheet.
 */
#ifndef ZR_XLSFORM_ENTITY_H
#define ZR_XLSFORM_ENTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"

struct zr_cell;
struct zr_conversion;
struct zr_survey_item;

/* What an entity refers to, and what is saved to it. */
struct zr_entity_use {
	struct zr_survey_item *item;
	const struct zr_cell *cell; /* of the survey for a save_to, of the entities otherwise */
	bool is_save_to;
	struct zr_entity_use *next;
};

struct zr_entity {
	const char *list_name;
	const struct zr_cell *list_cell, *label, *id, *create_if, *update_if;
	size_t row;
	struct zr_survey_item *container;
	struct zr_entity *next;
	struct zr_entity_use *uses, *last_use;
	struct zr_survey_item *scope; /* the repeat that it lies in, or the survey */
};

int zr_entity_read(struct zr_conversion *c) ZR_MUST_CHECK;
int zr_entity_add_use(struct zr_conversion *c, struct zr_entity *entity,
	struct zr_survey_item *item, const struct zr_cell *cell, bool is_save_to) ZR_MUST_CHECK;

/* By which of its columns are filled in; one of them at least. */
bool zr_entity_is_created(const struct zr_entity *entity);
bool zr_entity_is_updated(const struct zr_entity *entity);

#endif
