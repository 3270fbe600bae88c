/* Areas come a page at a time, in the order of their ids. */
#include "hub/doubles/sighting.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/store/store.h"
#include "lib/base/limits.h"

#define TEAM_KIND "team" /* a part of the work and not of the land */

static int nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

void zr_sighting_finish(struct zr_sighting *sighting)
{
	assert(sighting != NULL);
	free(sighting->areas);
	free(sighting->items);
	free(sighting->pairs);
	*sighting = (struct zr_sighting){0};
}

/* ---- areas ---- */

static int take_area(void *user, const struct zr_area *area)
{
	struct zr_sighting *sighting = user;
	if (sighting->area_count == ZR_HUB_DOUBLE_AREA_COUNT_MAX) {
		return ZR_E_LIMIT;
	}
	struct zr_sighting_area *place = &sighting->areas[sighting->area_count++];
	memcpy(place->area_id, area->area_id, sizeof place->area_id);
	return 0;
}

static int list_areas(struct zr_sighting *sighting, struct zr_store *store, const char *territory,
	struct zr_error *error)
{
	struct zr_store_place place = {0};
	const struct zr_area_filter filter = {.territory = territory[0] != '\0' ? territory : NULL,
		.sort = ZR_AREA_BY_ID,
		.place = &place,
		.count_max = ZR_HUB_PAGE_COUNT_MAX};
	int code = 0;
	do {
		code = zr_store_list_areas(store, &filter, take_area, sighting, error);
	} while (code == 0 && place.is_set);
	return code != ZR_E_LIMIT
		       ? code
		       : zr_error_set_at(error, code, 0, "territory",
				 "has more than %d areas: search in parts of it, one by one",
				 ZR_HUB_DOUBLE_AREA_COUNT_MAX);
}

/* The id that a path ends with, and where that begins. */
static size_t cut_last(const char *path, char ret_id[ZR_STORE_ID_BYTES])
{
	size_t bytes = strlen(path);
	size_t begin = bytes > 0 ? bytes - 1 : 0;
	while (begin > 0 && path[begin - 1] != '/') {
		begin--;
	}
	(void)snprintf(ret_id, ZR_STORE_ID_BYTES, "%.*s", (int)(bytes - begin - (bytes > 0)),
		path + begin);
	return begin;
}

/* Areas of one territory are neighbours; those of teams that work in one territory, too. */
static int find_ground(
	struct zr_store *store, char ground[ZR_STORE_PATH_BYTES], struct zr_error *error)
{
	struct zr_territory node;
	char id[ZR_STORE_ID_BYTES];
	size_t above = cut_last(ground, id);
	int code = id[0] != '\0' ? zr_store_get_territory(store, id, &node, error) : ZR_E_NOT_FOUND;
	if (code == 0 && strcmp(node.kind, TEAM_KIND) == 0) {
		ground[above] = '\0';
	}
	return code == ZR_E_NOT_FOUND ? 0 : code;
}

int zr_sighting_begin(struct zr_sighting *sighting, struct zr_store *store, const char *territory,
	struct zr_error *error)
{
	assert(sighting != NULL && sighting->areas == NULL && store != NULL && territory != NULL);
	sighting->areas = calloc(ZR_HUB_DOUBLE_AREA_COUNT_MAX, sizeof *sighting->areas);
	if (sighting->areas == NULL) {
		return nomem(error);
	}
	int code = list_areas(sighting, store, territory, error);
	for (size_t i = 0; code == 0 && i < sighting->area_count; i++) {
		struct zr_sighting_area *area = &sighting->areas[i];
		code = zr_store_locate_area(store, area->area_id, area->ground, error);
		if (code == 0) {
			code = find_ground(store, area->ground, error);
		}
	}
	return code;
}

/* ---- items and pairs ---- */

int zr_sighting_add_item(
	struct zr_sighting *sighting, size_t area, const char *item_id, struct zr_error *error)
{
	assert(sighting != NULL && area < sighting->area_count && item_id != NULL);
	if (sighting->item_count == ZR_HUB_DOUBLE_ITEM_COUNT_MAX) {
		return zr_error_set_at(error, ZR_E_LIMIT, 0, "territory",
			"has more than %d addresses or records: search in parts of it, one by one",
			ZR_HUB_DOUBLE_ITEM_COUNT_MAX);
	}
	if (sighting->item_count == sighting->item_capacity) {
		size_t capacity = sighting->item_capacity > 0 ? 2 * sighting->item_capacity : 1024;
		struct zr_sighting_item *items =
			realloc(sighting->items, capacity * sizeof *sighting->items);
		if (items == NULL) {
			return nomem(error);
		}
		sighting->items = items;
		sighting->item_capacity = capacity;
	}
	struct zr_sighting_item *item = &sighting->items[sighting->item_count++];
	*item = (struct zr_sighting_item){.area = (uint32_t)area};
	(void)snprintf(item->item_id, sizeof item->item_id, "%s", item_id);
	return 0;
}

static void set_side(
	const struct zr_sighting *sighting, size_t index, struct zr_double_side *ret_side)
{
	assert(index < sighting->item_count);
	const struct zr_sighting_item *item = &sighting->items[index];
	memcpy(ret_side->area_id, sighting->areas[item->area].area_id, sizeof ret_side->area_id);
	memcpy(ret_side->item_id, item->item_id, sizeof ret_side->item_id);
}

int zr_sighting_add_pair(struct zr_sighting *sighting, const size_t items[2], uint64_t person_count,
	struct zr_error *error)
{
	assert(sighting != NULL && items[0] != items[1]);
	if (sighting->pairs == NULL) {
		sighting->pairs = calloc(ZR_HUB_DOUBLE_PAIR_COUNT_MAX, sizeof *sighting->pairs);
	}
	if (sighting->pairs == NULL) {
		return nomem(error);
	}
	struct zr_double pair = {.kind = sighting->kind, .person_count = person_count};
	set_side(sighting, items[0], &pair.sides[0]);
	set_side(sighting, items[1], &pair.sides[1]);
	int order = strcmp(pair.sides[0].area_id, pair.sides[1].area_id);
	order = order != 0 ? order : strcmp(pair.sides[0].item_id, pair.sides[1].item_id);
	if (order > 0) {
		struct zr_double_side first = pair.sides[1];
		pair.sides[1] = pair.sides[0];
		pair.sides[0] = first;
	}
	if (order != 0 && sighting->pair_count < ZR_HUB_DOUBLE_PAIR_COUNT_MAX) {
		sighting->pairs[sighting->pair_count++] = pair;
	} else {
		sighting->is_cut |= order != 0;
	}
	return 0;
}
