/*
 * The save_to column: which property of which entity a question's answer becomes.
 *
 * "property", or "list#property" where there are several entities. The attribute of the bind keeps
 * the property alone.
 */
#include "lib/xlsform/survey/save_to.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/pair.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/survey/entity.h"
#include "lib/xlsform/survey/survey_item.h"

static const char attribute[] = "entities:saveto";

/* Source: ODK XForms specification, "Entities": name, label and all of "__" are its own. */
static int check_property(struct zr_conversion *c, const struct zr_cell *cell, const char *property)
{
	if (strcasecmp(property, "name") == 0 || strcasecmp(property, "label") == 0) {
		return zr_report_at(c, ZR_E_INVALID, cell,
			&(const struct zr_fault){
				.kind = ZR_FAULT_SAVE_TO_WORD, .subject = property});
	}
	if (strncmp(property, "__", 2) == 0) {
		return zr_report_at(c, ZR_E_INVALID, cell,
			&(const struct zr_fault){
				.kind = ZR_FAULT_SAVE_TO_UNDERSCORES, .subject = property});
	}
	if (!zr_phrase_is_name(property, strlen(property))) {
		return zr_report_at(c, ZR_E_SYNTAX, cell,
			&(const struct zr_fault){.kind = ZR_FAULT_NOT_A_NAME,
				.value = "save_to",
				.around = property});
	}
	return 0;
}

static struct zr_entity *find_entity(const struct zr_conversion *c, const char *name, size_t bytes)
{
	for (struct zr_entity *entity = c->entities; entity != NULL; entity = entity->next) {
		if (strlen(entity->list_name) == bytes &&
			memcmp(entity->list_name, name, bytes) == 0) {
			return entity;
		}
	}
	return NULL;
}

static int check_twin(struct zr_conversion *c, const struct zr_entity *entity,
	const struct zr_cell *cell, const char *property)
{
	for (const struct zr_entity_use *use = entity->uses; use != NULL; use = use->next) {
		const char *other = zr_pair_value(use->item->bind, attribute);
		if (use->is_save_to && other != NULL && strcmp(other, property) == 0) {
			return zr_report_at(c, ZR_E_EXISTS, cell,
				&(const struct zr_fault){.kind = ZR_FAULT_TWIN_SAVE_TO,
					.subject = property,
					.number = use->cell->row + 1});
		}
	}
	return 0;
}

static int no_entity(struct zr_conversion *c, const struct zr_pair *pair, size_t name_bytes)
{
	const char *name = zr_phrase_copy(c, pair->value, name_bytes);
	return name == NULL ? zr_report_nomem(c)
			    : zr_report_at(c, ZR_E_REFERENCE, pair->cell,
				      &(const struct zr_fault){
					      .kind = ZR_FAULT_NO_ENTITY_LIST, .subject = name});
}

static int assign(struct zr_conversion *c, struct zr_survey_item *item, const struct zr_pair *pair)
{
	assert(pair->cell != NULL && pair->value != NULL);
	const struct zr_cell *cell = pair->cell;
	if (item->kind != ZR_SURVEY_QUESTION) {
		return zr_report_at(c, ZR_E_INVALID, cell,
			&(const struct zr_fault){.kind = ZR_FAULT_SAVE_TO_OF_GROUP});
	}
	if (c->entities == NULL) {
		return zr_report_at(c, ZR_E_REFERENCE, cell,
			&(const struct zr_fault){.kind = ZR_FAULT_SAVE_TO_WITHOUT_SHEET});
	}
	const char *mark = strchr(pair->value, '#');
	const char *property = mark != NULL ? mark + 1 : pair->value;
	if (strchr(property, '#') != NULL) {
		return zr_report_at(c, ZR_E_SYNTAX, cell,
			&(const struct zr_fault){
				.kind = ZR_FAULT_SAVE_TO_MARKS, .subject = pair->value});
	}
	if (mark == NULL && c->entity_count > 1) {
		return zr_report_at(c, ZR_E_REFERENCE, cell,
			&(const struct zr_fault){
				.kind = ZR_FAULT_SAVE_TO_WHICH, .subject = pair->value});
	}
	struct zr_entity *entity =
		mark != NULL ? find_entity(c, pair->value, (size_t)(mark - pair->value))
			     : c->entities;
	if (entity == NULL) {
		return no_entity(c, pair, (size_t)(mark - pair->value));
	}
	int code = check_property(c, cell, property);
	code = code == 0 ? check_twin(c, entity, cell, property) : code;
	code = code == 0 ? zr_pair_set(c, &item->bind, attribute, property, cell) : code;
	return code == 0 ? zr_entity_add_use(c, entity, item, cell, true) : code;
}

int zr_save_to_assign(struct zr_conversion *c)
{
	assert(c->root->path != NULL);
	for (struct zr_survey_item *item = c->root; item != NULL;
		item = zr_survey_item_next(item)) {
		const struct zr_pair *pair = zr_pair_find(item->bind, attribute);
		int fault = pair != NULL && pair->cell != NULL ? assign(c, item, pair) : 0;
		int code = zr_report_go_on(c, fault);
		c->has_entity_fault |= fault != 0;
		if (code != 0 || (fault != 0 && c->entities == NULL)) {
			return code; /* without the sheet each save_to would say the same */
		}
	}
	return 0;
}
