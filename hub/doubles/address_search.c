/* A hash of neighbourhood and key for each address, sorted. */
#include "hub/doubles/address_search.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "hub/doubles/address_key.h"
#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/envelope/crypto.h"

struct mark {
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
	uint32_t item; /* its place in the sighting */
};

struct search {
	struct zr_sighting *sighting;
	size_t area;
	struct mark *marks; /* owned */
	size_t count;
	size_t capacity;
	struct zr_buffer key;
	struct zr_buffer text;
	struct zr_error *error;
};

static void search_finish(struct search *search)
{
	free(search->marks);
	zr_buffer_finish(&search->key);
	zr_buffer_finish(&search->text);
}

static int nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

static struct mark *add_mark(struct search *search)
{
	if (search->count == search->capacity) {
		size_t capacity = search->capacity > 0 ? 2 * search->capacity : 1024;
		struct mark *marks = realloc(search->marks, capacity * sizeof *marks);
		if (marks == NULL) {
			return NULL;
		}
		search->marks = marks;
		search->capacity = capacity;
	}
	return &search->marks[search->count++];
}

static int take_household(void *user, const struct zr_store_household *household)
{
	struct search *search = user;
	struct zr_sighting *sighting = search->sighting;
	const char *address = household->address != NULL ? household->address : "";
	int code = zr_address_key_make(address, &search->key);
	if (code != 0 || search->key.bytes == 0) {
		return code;
	}
	code = zr_sighting_add_item(sighting, search->area, household->household_id, search->error);
	if (code != 0) {
		return code;
	}
	zr_buffer_clear(&search->text);
	struct mark *mark = add_mark(search);
	if (mark == NULL ||
		zr_buffer_add_format(&search->text, "%s\n%s", sighting->areas[search->area].ground,
			zr_buffer_text(&search->key)) != 0) {
		return nomem(search->error);
	}
	zr_crypto_hash(search->text.data, search->text.bytes, mark->hash);
	mark->item = (uint32_t)(sighting->item_count - 1);
	return 0;
}

static int compare(const void *one, const void *other)
{
	const struct mark *a = one;
	const struct mark *b = other;
	int order = memcmp(a->hash, b->hash, sizeof a->hash);
	return order != 0 ? order : (a->item > b->item) - (a->item < b->item);
}

static int pair_up(struct search *search)
{
	int code = 0;
	size_t first = 0;
	if (search->count > 0) {
		qsort(search->marks, search->count, sizeof *search->marks, compare);
	}
	for (size_t i = 1; code == 0 && i < search->count; i++) {
		const struct mark *mark = &search->marks[i];
		if (memcmp(mark->hash, search->marks[first].hash, sizeof mark->hash) != 0) {
			first = i;
			continue;
		}
		const size_t items[2] = {search->marks[first].item, mark->item};
		code = zr_sighting_add_pair(search->sighting, items, 0, search->error);
	}
	return code;
}

int zr_address_search_run(
	struct zr_sighting *sighting, struct zr_store *store, struct zr_error *error)
{
	assert(sighting != NULL && sighting->areas != NULL && store != NULL);
	assert(sighting->kind == ZR_DOUBLE_ADDRESS);
	ZR_CLEANUP(search_finish) struct search search = {.sighting = sighting, .error = error};
	int code = 0;
	for (; code == 0 && search.area < sighting->area_count; search.area++) {
		const char *area_id = sighting->areas[search.area].area_id;
		code = zr_store_list_households(store, area_id, take_household, &search, error);
		if (code == 0) {
			code = zr_store_list_found(store, area_id, take_household, &search, error);
		}
	}
	return code == 0 ? pair_up(&search) : code;
}
