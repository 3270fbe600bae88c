/*
 * What an entity puts into the form: a node in the meta group of its container, binds that work its
 * attributes out, and the action that gives a new one its identifier.
 *
 * Source: getodk.github.io/xforms-spec/entities.
 */
#include "lib/xlsform/write/entity_node.h"

#include <assert.h>

#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/pair.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/survey/entity.h"
#include "lib/xlsform/survey/reference_path.h"
#include "lib/xlsform/survey/survey_item.h"
#include "lib/xlsform/write/markup.h"

void zr_entity_node_write(struct zr_markup *markup, const struct zr_entity *entity)
{
	assert(entity->list_name != NULL);
	zr_markup_start(markup, "entity");
	zr_markup_attribute(markup, "dataset", entity->list_name);
	if (zr_entity_is_created(entity)) {
		zr_markup_attribute(markup, "create", "1");
	}
	if (zr_entity_is_updated(entity)) {
		zr_markup_attribute(markup, "update", "1");
		zr_markup_attribute(markup, "baseVersion", "");
		zr_markup_attribute(markup, "trunkVersion", "");
		zr_markup_attribute(markup, "branchId", "");
	}
	zr_markup_attribute(markup, "id", "");
	if (entity->label != NULL) {
		zr_markup_element(markup, "label", "");
	}
	zr_markup_end(markup, "entity");
}

/* Where an entity's expressions stand: container/meta/entity/leaf, which has no items of its
 * own. */
struct place {
	struct zr_survey_item meta, entity, leaf;
};

static int find_place(struct zr_conversion *c, const struct zr_entity *entity, const char *leaf,
	struct place *place)
{
	assert(entity->container != NULL && entity->container->path != NULL);
	struct zr_survey_item *container = entity->container;
	*place = (struct place){.meta = {.name = "meta", .parent = container}};
	place->entity = (struct zr_survey_item){.name = "entity", .parent = &place->meta};
	place->leaf = (struct zr_survey_item){.name = leaf, .parent = &place->entity};
	place->leaf.path = zr_phrase_format(c, "%s/meta/entity/%s", container->path, leaf);
	return place->leaf.path != NULL ? 0 : zr_report_nomem(c);
}

/* A leaf's name and its expression; the value is NULL for a node that an action fills. */
static int write_bind(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_entity *entity, const struct zr_pair *leaf)
{
	struct place place;
	int code = find_place(c, entity, leaf->name, &place);
	if (code != 0) {
		return code;
	}
	zr_markup_start(markup, "bind");
	zr_markup_attribute(markup, "nodeset", place.leaf.path);
	if (leaf->value != NULL) {
		struct zr_reference_context context = {.item = &place.leaf, .cell = leaf->cell};
		const char *value = NULL;
		code = zr_reference_path_expand(c, &context, leaf->value, &value);
		if (code != 0) {
			return code;
		}
		zr_markup_attribute(markup, "calculate", value);
	}
	zr_markup_attribute(markup, "readonly", "true()");
	zr_markup_attribute(markup, "type", "string");
	zr_markup_end(markup, "bind");
	return 0;
}

static int write_versions(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_entity *entity)
{
	assert(entity->id != NULL);
	static const char *const versions[][2] = {{"@baseVersion", "__version"},
		{"@trunkVersion", "__trunkVersion"}, {"@branchId", "__branchId"}};
	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
		const char *expression = zr_phrase_format(c, "instance('%s')/root/item[name=%s]/%s",
			entity->list_name, entity->id->text, versions[i][1]);
		if (expression == NULL) {
			return zr_report_nomem(c);
		}
		const struct zr_pair leaf = {versions[i][0], expression, entity->id, NULL};
		int code = write_bind(c, markup, entity, &leaf);
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

static int write_id_action(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_entity *entity, const char *event)
{
	struct place place;
	int code = find_place(c, entity, "@id", &place);
	if (code == 0) {
		zr_markup_start(markup, "setvalue");
		zr_markup_attribute(markup, "ref", place.leaf.path);
		zr_markup_attribute(markup, "event", event);
		zr_markup_attribute(markup, "value", "uuid()");
		zr_markup_end(markup, "setvalue");
	}
	return code;
}

static bool sets_id(const struct zr_entity *entity)
{
	return zr_entity_is_created(entity) && entity->id == NULL;
}

/* What a cell of the entities sheet says of a leaf; without the cell an action fills it. */
static int write_cell(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_entity *entity, const char *leaf, const struct zr_cell *cell)
{
	const struct zr_pair pair = {leaf, cell != NULL ? cell->text : NULL, cell, NULL};
	return write_bind(c, markup, entity, &pair);
}

int zr_entity_node_write_binds(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_entity *entity)
{
	assert(entity->container != NULL && entity->container->entity == entity);
	int code = 0;
	if (entity->create_if != NULL) {
		code = write_cell(c, markup, entity, "@create", entity->create_if);
	}
	if (code == 0 && entity->update_if != NULL) {
		code = write_cell(c, markup, entity, "@update", entity->update_if);
	}
	if (code == 0 && zr_entity_is_updated(entity)) {
		code = write_versions(c, markup, entity);
	}
	if (code == 0) {
		code = write_cell(c, markup, entity, "@id", entity->id);
	}
	if (code == 0 && sets_id(entity)) {
		code = write_id_action(c, markup, entity, "odk-instance-first-load");
	}
	if (code == 0 && entity->label != NULL) {
		code = write_cell(c, markup, entity, "label", entity->label);
	}
	return code;
}

/* A new instance of the repeat is a new entity; what lies deeper comes first. */
int zr_entity_node_write_actions(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *container)
{
	assert(container->kind != ZR_SURVEY_QUESTION);
	for (const struct zr_survey_item *item = container->first; item != NULL;
		item = item->next) {
		int code = item->kind == ZR_SURVEY_GROUP
				   ? zr_entity_node_write_actions(c, markup, item)
				   : 0;
		if (code != 0) {
			return code;
		}
	}
	return container->entity != NULL && sets_id(container->entity)
		       ? write_id_action(c, markup, container->entity, "odk-new-repeat")
		       : 0;
}
