/*
 * The survey as a tree of groups, repeats and questions, with an index of names.
 */
#include <assert.h>
#include <string.h>
#include <strings.h>

#include "lib/base/limits.h"
#include "lib/xlsform/conversion.h"

struct zr_item *zr_tree_new(struct zr_conversion *c, enum zr_item_kind kind, const char *name)
{
	struct zr_item *item = zr_arena_new(c->arena, sizeof(*item));
	if (item != NULL) {
		item->kind = kind;
		item->name = name;
		c->item_count++;
	}
	return item;
}

void zr_tree_append(struct zr_item *parent, struct zr_item *child)
{
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

struct zr_item *zr_tree_next(const struct zr_item *item)
{
	if (item->first != NULL) {
		return item->first;
	}
	while (item != NULL && item->next == NULL) {
		item = item->parent;
	}
	return item != NULL ? item->next : NULL;
}

static size_t hash(const char *name, size_t bytes)
{
	size_t value = 5381;
	for (size_t i = 0; i < bytes; i++) {
		value = value * 33 + (unsigned char)name[i];
	}
	return value % ZR_NAME_SLOT_COUNT;
}

struct zr_item *zr_tree_find(
	const struct zr_conversion *c, const char *name, size_t bytes, bool *ret_is_ambiguous)
{
	struct zr_item *found = NULL;
	*ret_is_ambiguous = false;
	for (struct zr_item *item = c->names[hash(name, bytes)]; item != NULL;
		item = item->same_name) {
		bool is_file = item->type != NULL && item->type->control == ZR_CONTROL_INSTANCE;
		if (!is_file && strlen(item->name) == bytes &&
			memcmp(item->name, name, bytes) == 0) {
			*ret_is_ambiguous |= found != NULL;
			found = item;
		}
	}
	return found;
}

int zr_tree_name_paths(struct zr_conversion *c)
{
	memset(c->names, 0, sizeof(c->names));
	for (struct zr_item *item = c->root; item != NULL; item = zr_tree_next(item)) {
		item->depth = item->parent != NULL ? item->parent->depth + 1 : 0;
		if (item->depth > ZR_FORM_DEPTH_MAX) {
			return zr_report_row(c, ZR_E_LIMIT, ZR_TABLE_SURVEY, item->row,
				"groups stand inside each other more than %d deep; flatten the "
				"form",
				ZR_FORM_DEPTH_MAX);
		}
		item->path = zr_phrase_format(
			c, "%s/%s", item->parent != NULL ? item->parent->path : "", item->name);
		if (item->path == NULL) {
			return zr_report_nomem(c);
		}
		struct zr_item **slot = &c->names[hash(item->name, strlen(item->name))];
		if (item->kind != ZR_ITEM_SURVEY) {
			item->same_name = *slot;
			*slot = item;
		}
	}
	return 0;
}

/* Repeats need names of their own in the whole survey. */
static int check_repeat(struct zr_conversion *c, const struct zr_item *item)
{
	for (struct zr_item *other = c->names[hash(item->name, strlen(item->name))]; other != NULL;
		other = other->same_name) {
		/* the index holds the later item first: complain at the later one */
		if (other == item || other->kind != ZR_ITEM_REPEAT || other->row > item->row ||
			strcmp(other->name, item->name) != 0) {
			continue;
		}
		return zr_report_column(c, ZR_E_EXISTS,
			&(struct zr_report_place){ZR_TABLE_SURVEY, item->row, ZR_COLUMN_NAME},
			"the repeat's 'name' '%s' stands twice in the survey (also in row %zu); "
			"repeats need names of their own",
			item->name, other->row + 1);
	}
	return 0;
}

static size_t hash_folded(const char *name)
{
	size_t value = 5381;
	for (; *name != '\0'; name++) {
		value = value * 33 + (unsigned char)(*name | 0x20);
	}
	return value;
}

static int report_twin(
	struct zr_conversion *c, const struct zr_item *item, const struct zr_item *other)
{
	const struct zr_item *parent = item->parent;
	if (item->is_generated && other->is_generated) {
		return ZR_E_EXISTS; /* of two rows with one name, which is told already */
	}
	bool is_survey = parent->kind == ZR_ITEM_SURVEY;
	return zr_report_column(c, ZR_E_EXISTS,
		&(struct zr_report_place){ZR_TABLE_SURVEY, item->row, ZR_COLUMN_NAME},
		"the 'name' '%s' stands twice in %s%s%s (also in row %zu); rename one", item->name,
		is_survey ? "the survey" : "'", is_survey ? "" : parent->name, is_survey ? "" : "'",
		other->row + 1);
}

/* One name against those before it in its container: seen is a table by the folded name. */
static int check_child(struct zr_conversion *c, const struct zr_item *item,
	const struct zr_item **seen, size_t slots)
{
	const struct zr_item *twin = NULL;
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
		zr_table_heading(c, ZR_TABLE_SURVEY, ZR_COLUMN_NAME),
		"the 'name' '%s' differs from '%s' in capitals only; some programs take them for "
		"one: rename one",
		item->name, twin->name);
}

static int check_children(struct zr_conversion *c, struct zr_item *parent)
{
	size_t count = 0, slots = 16;
	for (struct zr_item *item = parent->first; item != NULL; item = item->next) {
		count++;
	}
	while (slots < count * 2) {
		slots *= 2;
	}
	const struct zr_item **seen = zr_arena_new(c->arena, slots * sizeof(struct zr_item *));
	if (seen == NULL) {
		return zr_report_nomem(c);
	}
	for (struct zr_item *item = parent->first; item != NULL; item = item->next) {
		int fault = check_child(c, item, seen, slots);
		if (fault == 0 && item->kind == ZR_ITEM_REPEAT) {
			fault = check_repeat(c, item);
		}
		int status = zr_report_go_on(c, fault);
		status = fault != 0 && status == 0 ? zr_names_stand_in(c, item) : status;
		if (status != 0) {
			return status;
		}
	}
	return 0;
}

int zr_names_check(struct zr_conversion *c)
{
	for (struct zr_item *item = c->root; item != NULL; item = zr_tree_next(item)) {
		int status = item->first != NULL ? check_children(c, item) : 0;
		if (status != 0) {
			return status;
		}
	}
	return 0;
}

int zr_names_stand_in(struct zr_conversion *c, struct zr_item *item)
{
	bool is_name = item->name != NULL && zr_phrase_is_name(item->name, strlen(item->name));
	item->name =
		zr_phrase_format(c, "%s__row_%zu", is_name ? item->name : "unnamed", item->row + 1);
	return item->name != NULL ? 0 : zr_report_nomem(c);
}

int zr_names_check_new(struct zr_conversion *c, struct zr_item *item)
{
	const struct zr_cell *cell = zr_table_cell(item->cells, ZR_COLUMN_NAME);
	if (!zr_phrase_is_name(item->name, strlen(item->name))) {
		char odd[ZR_PHRASE_ODD_BYTES];
		return zr_report_at(c, ZR_E_SYNTAX, cell,
			"the 'name' '%s' is not a name; begin with a letter or '_', go on with "
			"letters, digits, '_', '-' or '.'%s",
			item->name, zr_phrase_odd(item->name, strlen(item->name), odd));
	}
	if (strcmp(item->name, "meta") == 0) {
		return zr_report_at(c, ZR_E_EXISTS, cell,
			"the 'name' 'meta' belongs to the form's own data; choose another");
	}
	if (item->kind == ZR_ITEM_REPEAT && strcmp(item->name, c->root->name) == 0) {
		return zr_report_at(c, ZR_E_EXISTS, cell,
			"the repeat's 'name' '%s' is the name of the form's root; rename the "
			"repeat",
			item->name);
	}
	return 0;
}
