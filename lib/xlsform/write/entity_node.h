/*
 * What an entity puts into the form: its node, its binds, its actions.
 */
#ifndef ZR_XLSFORM_ENTITY_NODE_H
#define ZR_XLSFORM_ENTITY_NODE_H

#include "lib/base/error.h"

struct zr_conversion;
struct zr_entity;
struct zr_markup;
struct zr_survey_item;

void zr_entity_node_write(struct zr_markup *markup, const struct zr_entity *entity);
/* The entity has its place. */
int zr_entity_node_write_binds(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_entity *entity) ZR_MUST_CHECK;
/* What a new instance of the repeat sets. */
int zr_entity_node_write_actions(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_survey_item *repeat) ZR_MUST_CHECK;

#endif
