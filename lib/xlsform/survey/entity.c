/*
 * Entities: the rows of the entities sheet, and what they put into the form.
 *
 * An entity is declared in the meta group of a container (survey, group or repeat; entity_scope.c
 * chooses it). It is created, updated or both; what decides is which of entity_id, create_if and
 * update_if are filled in. Source: getodk.github.io/xforms-spec/entities.
 */
#include <assert.h>
#include <string.h>
#include <strings.h>

#include "lib/base/limits.h"
#include "lib/xlsform/conversion.h"

static bool is_created(const struct zr_entity *entity)
{
	return entity->create_if != NULL || entity->id == NULL;
}

static bool is_updated(const struct zr_entity *entity)
{
	return entity->update_if != NULL || entity->id != NULL;
}

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
		for (size_t k = 0; k < sizeof(known) / sizeof(*known); k++) {
			zr_nearest_consider(&nearest, known[k]);
		}
	}
	return unknown[0] == '\0'
		       ? 0
		       : zr_report_row(c, ZR_E_UNSUPPORTED, ZR_TABLE_ENTITIES, 0,
				 "the sheet 'entities' has no column %s%s; use list_name, "
				 "label, entity_id, create_if, update_if",
				 unknown, zr_phrase_nearest(c, &nearest));
}

static int check_name(struct zr_conversion *c, const struct zr_entity *entity)
{
	const char *name = entity->list_name;
	if (strncmp(name, "__", 2) == 0) {
		return zr_report_at(c, ZR_E_INVALID, entity->list_cell,
			"the entity list's name '%s' must not begin with two underscores", name);
	}
	if (strchr(name, '.') != NULL) {
		return zr_report_at(c, ZR_E_INVALID, entity->list_cell,
			"the entity list's name '%s' must not contain a '.'", name);
	}
	if (!zr_phrase_is_name(name, strlen(name))) {
		char odd[ZR_PHRASE_ODD_BYTES];
		return zr_report_at(c, ZR_E_SYNTAX, entity->list_cell,
			"the entity list's name '%s' is not a name; begin with a letter or '_', go "
			"on with letters, digits, '_' or '-'%s",
			name, zr_phrase_odd(name, strlen(name), odd));
	}
	return 0;
}

static int check_mode(struct zr_conversion *c, const struct zr_entity *entity)
{
	bool is_both =
		entity->create_if != NULL && (entity->id != NULL || entity->update_if != NULL);
	if (entity->id == NULL && entity->update_if != NULL) {
		return zr_report_row(c, ZR_E_INVALID, ZR_TABLE_ENTITIES, entity->row,
			"the entity list '%s' is updated ('update_if'%s) but has no 'entity_id'; "
			"fill it in, or clear update_if",
			entity->list_name, is_both ? " beside 'create_if'" : "");
	}
	if (is_both && entity->update_if == NULL) {
		return zr_report_row(c, ZR_E_INVALID, ZR_TABLE_ENTITIES, entity->row,
			"the entity list '%s' has an 'entity_id' and a 'create_if', so it needs an "
			"'update_if' too; fill it in, or clear one of the others",
			entity->list_name);
	}
	if (!is_both && is_created(entity) && entity->label == NULL) {
		return zr_report_row(c, ZR_E_INVALID, ZR_TABLE_ENTITIES, entity->row,
			"the entity list '%s' is created ('create_if', or no 'entity_id') but has "
			"no 'label'; fill it in",
			entity->list_name);
	}
	return 0;
}

static int read_row(struct zr_conversion *c, size_t row, struct zr_entity ***end)
{
	struct zr_cell *cells = NULL;
	int status = zr_table_row(c, ZR_TABLE_ENTITIES, row, true, &cells);
	if (status != 0 || cells == NULL) {
		return status;
	}
	if (c->entity_count == ZR_XLSFORM_ENTITY_COUNT_MAX) {
		return zr_report_row(c, ZR_E_LIMIT, ZR_TABLE_ENTITIES, row,
			"the form declares more than %d entities; split it",
			ZR_XLSFORM_ENTITY_COUNT_MAX);
	}
	struct zr_entity *entity = zr_arena_new(c->arena, sizeof(*entity));
	if (entity == NULL) {
		return zr_report_nomem(c);
	}
	*entity = (struct zr_entity){
		.list_cell = zr_table_cell(cells, ZR_COLUMN_LIST),
		.label = zr_table_cell(cells, ZR_COLUMN_LABEL),
		.id = zr_table_cell(cells, ZR_COLUMN_ENTITY_ID),
		.create_if = zr_table_cell(cells, ZR_COLUMN_CREATE_IF),
		.update_if = zr_table_cell(cells, ZR_COLUMN_UPDATE_IF),
		.row = row,
	};
	if (entity->list_cell == NULL) {
		return zr_report_row(c, ZR_E_INVALID, ZR_TABLE_ENTITIES, row,
			"an entity list has no name; fill in the 'list_name' column");
	}
	entity->list_name = entity->list_cell->text;
	status = check_name(c, entity);
	status = status == 0 ? check_mode(c, entity) : status;
	for (const struct zr_entity *other = c->entities; status == 0 && other != NULL;
		other = other->next) {
		if (strcmp(other->list_name, entity->list_name) == 0) {
			return zr_report_at(c, ZR_E_EXISTS, entity->list_cell,
				"the entity list '%s' stands in 'list_name' twice (also in row "
				"%zu); remove one",
				entity->list_name, other->row + 1);
		}
	}
	**end = entity;
	*end = &entity->next;
	c->entity_count++;
	return status;
}

int zr_entity_read(struct zr_conversion *c)
{
	if (!c->tables[ZR_TABLE_ENTITIES].is_present) {
		return zr_table_warn_of_similar(c, ZR_TABLE_ENTITIES);
	}
	int fault = check_headers(c);
	int status = zr_report_go_on(c, fault);
	c->has_entity_fault |= fault != 0;
	struct zr_entity **end = &c->entities;
	for (size_t row = 1; status == 0 && row < c->tables[ZR_TABLE_ENTITIES].row_count; row++) {
		fault = read_row(c, row, &end);
		status = zr_report_go_on(c, fault);
		c->has_entity_fault |= fault != 0;
	}
	return status;
}

void zr_entity_write_node(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_entity *entity)
{
	zr_markup_start(markup, "entity");
	zr_markup_attribute(markup, "dataset", entity->list_name);
	if (is_created(entity)) {
		zr_markup_attribute(markup, "create", "1");
	}
	if (is_updated(entity)) {
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

/* Where an entity's expressions stand: container/meta/entity/leaf, which has no items of its own.
 */
struct place {
	struct zr_item meta, entity, leaf;
};

static int find_place(struct zr_conversion *c, const struct zr_entity *entity, const char *leaf,
	struct place *place)
{
	struct zr_item *container = entity->container;
	*place = (struct place){.meta = {.name = "meta", .parent = container}};
	place->entity = (struct zr_item){.name = "entity", .parent = &place->meta};
	place->leaf = (struct zr_item){.name = leaf, .parent = &place->entity};
	place->leaf.path = zr_phrase_format(c, "%s/meta/entity/%s", container->path, leaf);
	return place->leaf.path != NULL ? 0 : zr_report_nomem(c);
}

/* expression NULL: a node that an action fills */
static int write_bind(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_entity *entity, const char *leaf, const struct zr_cell *cell,
	const char *expression)
{
	struct place place;
	int status = find_place(c, entity, leaf, &place);
	if (status != 0) {
		return status;
	}
	zr_markup_start(markup, "bind");
	zr_markup_attribute(markup, "nodeset", place.leaf.path);
	if (expression != NULL) {
		struct zr_reference_context context = {.item = &place.leaf, .cell = cell};
		const char *value = NULL;
		status = zr_reference_expand(c, &context, expression, &value);
		if (status != 0) {
			return status;
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
	static const char *const versions[][2] = {{"@baseVersion", "__version"},
		{"@trunkVersion", "__trunkVersion"}, {"@branchId", "__branchId"}};
	for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); i++) {
		const char *expression = zr_phrase_format(c, "instance('%s')/root/item[name=%s]/%s",
			entity->list_name, entity->id->text, versions[i][1]);
		if (expression == NULL) {
			return zr_report_nomem(c);
		}
		int status = write_bind(c, markup, entity, versions[i][0], entity->id, expression);
		if (status != 0) {
			return status;
		}
	}
	return 0;
}

static int write_id_action(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_entity *entity, const char *event)
{
	struct place place;
	int status = find_place(c, entity, "@id", &place);
	if (status == 0) {
		zr_markup_start(markup, "setvalue");
		zr_markup_attribute(markup, "ref", place.leaf.path);
		zr_markup_attribute(markup, "event", event);
		zr_markup_attribute(markup, "value", "uuid()");
		zr_markup_end(markup, "setvalue");
	}
	return status;
}

static bool sets_id(const struct zr_entity *entity)
{
	return is_created(entity) && entity->id == NULL;
}

int zr_entity_write_binds(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_entity *entity)
{
	int status = 0;
	if (entity->create_if != NULL) {
		status = write_bind(
			c, markup, entity, "@create", entity->create_if, entity->create_if->text);
	}
	if (status == 0 && entity->update_if != NULL) {
		status = write_bind(
			c, markup, entity, "@update", entity->update_if, entity->update_if->text);
	}
	if (status == 0 && is_updated(entity)) {
		status = write_versions(c, markup, entity);
	}
	if (status == 0) {
		status = write_bind(c, markup, entity, "@id", entity->id,
			entity->id != NULL ? entity->id->text : NULL);
	}
	if (status == 0 && sets_id(entity)) {
		status = write_id_action(c, markup, entity, "odk-instance-first-load");
	}
	if (status == 0 && entity->label != NULL) {
		status = write_bind(c, markup, entity, "label", entity->label, entity->label->text);
	}
	return status;
}

/* A new instance of the repeat is a new entity; what lies deeper comes first. */
int zr_entity_write_actions(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_item *container)
{
	for (const struct zr_item *item = container->first; item != NULL; item = item->next) {
		int status =
			item->kind == ZR_ITEM_GROUP ? zr_entity_write_actions(c, markup, item) : 0;
		if (status != 0) {
			return status;
		}
	}
	return container->entity != NULL && sets_id(container->entity)
		       ? write_id_action(c, markup, container->entity, "odk-new-repeat")
		       : 0;
}
