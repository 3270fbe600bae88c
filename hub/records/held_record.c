/* One piece of memory: the struct, the texts one behind the other, the envelope. */
#include "hub/records/held_record.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	TEXT_COUNT = 13
};

/* Where the texts of a record are. */
static void find_texts(struct zr_store_record *record, const char **ret_places[TEXT_COUNT])
{
	struct zr_record *content = &record->content;
	size_t count = 0;
	ret_places[count++] = &record->device_name;
	ret_places[count++] = &record->address;
	ret_places[count++] = &record->zone;
	char **const places[] = {&content->record_id, &content->form_id, &content->form_version,
		&content->area_id, &content->household_id, &content->outcome, &content->address,
		&content->previous_id, &content->replaces_id, &content->appointment};
	static_assert(sizeof places / sizeof places[0] + 3 == TEXT_COUNT, "all of them");
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		ret_places[count++] = (const char **)places[i];
	}
}

/* Moves a text behind the others. */
static void keep(const char **place, char **next)
{
	assert(place != NULL && *next != NULL);
	if (*place != NULL) {
		size_t bytes = strlen(*place) + 1;
		memcpy(*next, *place, bytes);
		*place = *next;
		*next += bytes;
	}
}

struct zr_held_record *zr_held_record_new(const struct zr_store_record *record, int64_t rank)
{
	assert(record != NULL && record->envelope != NULL);
	struct zr_store_record copy = *record;
	const char **places[TEXT_COUNT];
	size_t bytes = record->envelope_bytes;
	find_texts(&copy, places);
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		bytes += *places[i] != NULL ? strlen(*places[i]) + 1 : 0;
	}
	struct zr_held_record *held = malloc(sizeof *held + bytes);
	if (held == NULL) {
		return NULL;
	}
	char *next = held->bytes;
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		keep(places[i], &next);
	}
	memcpy(next, record->envelope, record->envelope_bytes);
	copy.envelope = next;
	held->record = copy;
	held->rank = rank;
	return held;
}

void zr_held_record_free(struct zr_held_record *held)
{
	free(held);
}
