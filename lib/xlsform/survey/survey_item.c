/*
 * The survey as a tree of groups, repeats and questions, with an index of names.
 *
 * Items are found by name for every reference of the form, so the index is a table of chains. It
 * and the paths are made anew when items were added behind the reading (meta, stand-ins for bad
 * names): that is twice in a conversion, and simpler than to keep both true at each step.
 */
#include "lib/xlsform/survey/survey_item.h"

#include <assert.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/limits.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/pair.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/survey/question_type.h"
#include "lib/xlsform/survey/wordings.h"

struct zr_survey_item *zr_survey_item_new(
	struct zr_conversion *c, enum zr_survey_item_kind kind, const char *name)
{
	assert(kind == ZR_SURVEY_ROOT || c->root != NULL);
	struct zr_survey_item *item = zr_arena_new(c->arena, sizeof *item);
	if (item != NULL) {
		item->kind = kind;
		item->name = name;
		c->item_count++;
	}
	return item;
}

void zr_survey_item_append(struct zr_survey_item *parent, struct zr_survey_item *child)
{
	assert(parent != child && parent->kind != ZR_SURVEY_QUESTION);
	assert(child->parent == NULL || child->parent == parent);
	child->parent = parent;
	child->next = NULL;
	if (parent->last == NULL) {
		parent->first = child;
	} else {
		parent->last->next = child;
	}
	parent->last = child;
}

struct zr_survey_item *zr_survey_item_next(const struct zr_survey_item *item)
{
	assert(item != NULL);
	if (item->first != NULL) {
		return item->first;
	}
	while (item != NULL && item->next == NULL) {
		item = item->parent;
	}
	return item != NULL ? item->next : NULL;
}

bool zr_survey_item_is_within(
	const struct zr_survey_item *item, const struct zr_survey_item *container)
{
	assert(container != NULL);
	while (item != NULL && item != container) {
		item = item->parent;
	}
	return item != NULL;
}

/* Bernstein's (djb2): short, and even enough for names. */
static size_t hash(const char *name, size_t bytes)
{
	size_t value = 5381;
	for (size_t i = 0; i < bytes; i++) {
		value = value * 33 + (unsigned char)name[i];
	}
	return value % ZR_NAME_SLOT_COUNT;
}

struct zr_survey_item *zr_survey_item_slot(
	const struct zr_conversion *c, const char *name, size_t bytes)
{
	assert(name != NULL || bytes == 0);
	return c->names[hash(name, bytes)];
}

struct zr_survey_item *zr_survey_item_find(
	const struct zr_conversion *c, const char *name, size_t bytes, bool *ret_is_ambiguous)
{
	assert(ret_is_ambiguous != NULL);
	struct zr_survey_item *found = NULL;
	*ret_is_ambiguous = false;
	for (struct zr_survey_item *item = zr_survey_item_slot(c, name, bytes); item != NULL;
		item = item->same_name) {
		/* a file's instance has a name of its own kind and no node: ${wards} is none */
		bool is_file = item->type != NULL && item->type->control == ZR_QUESTION_INSTANCE;
		if (!is_file && strlen(item->name) == bytes &&
			memcmp(item->name, name, bytes) == 0) {
			*ret_is_ambiguous |= found != NULL;
			found = item;
		}
	}
	return found;
}

int zr_survey_item_name_paths(struct zr_conversion *c)
{
	assert(c->root->kind == ZR_SURVEY_ROOT && c->root->parent == NULL);
	memset(c->names, 0, sizeof c->names);
	for (struct zr_survey_item *item = c->root; item != NULL;
		item = zr_survey_item_next(item)) {
		assert(item->name != NULL); /* without one of its own it got a stand-in */
		item->depth = item->parent != NULL ? item->parent->depth + 1 : 0;
		if (item->depth > ZR_FORM_DEPTH_MAX) {
			return zr_report_row(c, ZR_E_LIMIT, ZR_TABLE_SURVEY, item->row,
				&(const struct zr_fault){.kind = ZR_FAULT_GROUPS_TOO_DEEP,
					.number = ZR_FORM_DEPTH_MAX});
		}
		item->path = zr_phrase_format(
			c, "%s/%s", item->parent != NULL ? item->parent->path : "", item->name);
		if (item->path == NULL) {
			return zr_report_nomem(c);
		}
		struct zr_survey_item **slot = &c->names[hash(item->name, strlen(item->name))];
		if (item->kind != ZR_SURVEY_ROOT) {
			item->same_name = *slot;
			*slot = item;
		}
	}
	return 0;
}

bool zr_survey_item_is_select(const struct zr_survey_item *item)
{
	assert(item != NULL);
	return item->type != NULL && (item->type->control == ZR_QUESTION_SELECT ||
					     item->type->control == ZR_QUESTION_SELECT1 ||
					     item->type->control == ZR_QUESTION_RANK ||
					     item->type->control == ZR_QUESTION_EXTERNAL);
}

static bool has_label_or_hint(const struct zr_survey_item *item)
{
	for (const struct zr_sheet_wording *text = item->texts; text != NULL; text = text->next) {
		if (text->kind != ZR_WORDING_BIND) {
			return true;
		}
	}
	return false;
}

/* A calculation without words is computed, not asked. */
bool zr_survey_item_has_control(const struct zr_survey_item *item)
{
	assert(item->kind == ZR_SURVEY_QUESTION && item->type != NULL);
	if (item->is_broken || item->type->control == ZR_QUESTION_NONE ||
		item->type->control == ZR_QUESTION_ACTION ||
		item->type->control == ZR_QUESTION_INSTANCE) {
		return false;
	}
	bool is_computed = zr_pair_find(item->bind, "calculate") != NULL || item->trigger != NULL;
	return has_label_or_hint(item) || !is_computed;
}
