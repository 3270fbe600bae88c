/*
 * Names with values, in the order in which they came: attributes, parameters, settings.
 *
 * A list and no table: an item has a handful of them, and the XForm that comes out shall have them
 * in the order of the author's columns, so that two versions of a form can be compared.
 */
#include "lib/xlsform/sheet/pair.h"

#include <assert.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/report.h"

const struct zr_pair *zr_pair_find(const struct zr_pair *pairs, const char *name)
{
	assert(name != NULL);
	for (const struct zr_pair *pair = pairs; pair != NULL; pair = pair->next) {
		if (strcmp(pair->name, name) == 0) {
			return pair;
		}
	}
	return NULL;
}

const char *zr_pair_value(const struct zr_pair *pairs, const char *name)
{
	assert(name != NULL);
	const struct zr_pair *pair = zr_pair_find(pairs, name);
	return pair != NULL ? pair->value : NULL;
}

int zr_pair_set(struct zr_conversion *c, struct zr_pair **pairs, const char *name,
	const char *value, const struct zr_cell *cell)
{
	assert(c != NULL && pairs != NULL);
	if (name == NULL || value == NULL) {
		return zr_report_nomem(c);
	}
	struct zr_pair **end = pairs;
	for (; *end != NULL; end = &(*end)->next) {
		if (strcmp((*end)->name, name) == 0) {
			(*end)->value = value;
			(*end)->cell = cell;
			return 0;
		}
	}
	struct zr_pair *pair = zr_arena_new(c->arena, sizeof *pair);
	if (pair == NULL) {
		return zr_report_nomem(c);
	}
	*pair = (struct zr_pair){name, value, cell, NULL};
	*end = pair;
	return 0;
}
