/*
 * Hashes stand in one array; at the end they are sorted, so that persons who are the same stand
 * together. Of many records with one person each is a pair with the first alone: people look at a
 * chain of n, not at n times n.
 */
#include "office/namesake.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/content.h"
#include "lib/envelope/crypto.h"
#include "lib/envelope/pack.h"
#include "office/person.h"

enum {
	MAC_BYTES = 16, /* of 32: a million persons collide by chance once in 10^26 searches */
	FIRST_CAPACITY = 4096,
};

struct person {
	uint8_t mac[MAC_BYTES];
	uint32_t place; /* of its record in the search */
};

struct search {
	bool is_open;
	uint8_t id[ZR_OFFICE_SEARCH_ID_BYTES];
	uint8_t key[ZR_CRYPTO_KEY_BYTES];
	struct zr_office_fields fields;
	uint64_t used;          /* when, in pieces of all searches */
	struct person *persons; /* owned */
	size_t count;
	size_t capacity;
	uint32_t unread_count;
};

struct zr_namesakes {
	struct search searches[ZR_OFFICE_SEARCH_COUNT_MAX];
	struct search *present; /* the one that goes on; NULL: none */
	uint64_t piece_count;
};

static void wipe(struct search *search)
{
	if (search->persons != NULL) {
		explicit_bzero(search->persons, search->capacity * sizeof *search->persons);
	}
	free(search->persons);
	explicit_bzero(search, sizeof *search);
}

int zr_namesake_new(struct zr_namesakes **ret_namesakes, struct zr_error *error)
{
	assert(ret_namesakes != NULL);
	struct zr_namesakes *namesakes = calloc(1, sizeof *namesakes);
	if (namesakes == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "the office is short of memory");
	}
	*ret_namesakes = namesakes;
	return 0;
}

void zr_namesake_free(struct zr_namesakes *namesakes)
{
	if (namesakes == NULL) {
		return;
	}
	for (size_t i = 0; i < ZR_OFFICE_SEARCH_COUNT_MAX; i++) {
		wipe(&namesakes->searches[i]);
	}
	free(namesakes);
}

/* ---- which search ---- */

static struct search *find(struct zr_namesakes *namesakes, const uint8_t *id)
{
	for (size_t i = 0; i < ZR_OFFICE_SEARCH_COUNT_MAX; i++) {
		struct search *search = &namesakes->searches[i];
		if (search->is_open && memcmp(search->id, id, sizeof search->id) == 0) {
			return search;
		}
	}
	return NULL;
}

/* A free place, or that of the search that was asked least recently. */
static struct search *make_room(struct zr_namesakes *namesakes)
{
	struct search *oldest = &namesakes->searches[0];
	for (size_t i = 1; i < ZR_OFFICE_SEARCH_COUNT_MAX; i++) {
		struct search *search = &namesakes->searches[i];
		oldest = search->used < oldest->used ? search : oldest; /* a free one: 0 */
	}
	wipe(oldest);
	return oldest;
}

static int begin(
	struct zr_namesakes *namesakes, const struct zr_office_search *wish, struct zr_error *error)
{
	struct search *search = make_room(namesakes);
	if (getrandom(search->key, sizeof search->key, 0) != (ssize_t)sizeof search->key) {
		return zr_error_set_errno(error, errno, "draw random bytes");
	}
	search->is_open = true;
	search->fields = wish->fields;
	memcpy(search->id, wish->id, sizeof search->id);
	namesakes->present = search;
	return 0;
}

int zr_namesake_continue(struct zr_namesakes *namesakes, const struct zr_office_search *search,
	struct zr_error *error)
{
	assert(namesakes != NULL && search != NULL);
	namesakes->present = find(namesakes, search->id);
	if (search->first == 0 && namesakes->present != NULL) {
		wipe(namesakes->present); /* asked anew from the beginning */
		namesakes->present = NULL;
	}
	int code = search->first == 0 ? begin(namesakes, search, error) : 0;
	if (code != 0) {
		return code;
	}
	if (namesakes->present == NULL) {
		return zr_error_set(error, ZR_E_NOT_FOUND,
			"the office has forgotten this search for doubles: begin it again");
	}
	namesakes->present->used = ++namesakes->piece_count;
	return 0;
}

void zr_namesake_drop(struct zr_namesakes *namesakes)
{
	assert(namesakes != NULL && namesakes->present != NULL);
	wipe(namesakes->present);
	namesakes->present = NULL;
}

/* ---- persons ---- */

struct adding {
	struct search *search;
	uint32_t place;
};

static int grow(struct search *search)
{
	assert(search->is_open && search->count <= search->capacity);
	if (search->count < search->capacity) {
		return 0;
	}
	if (search->count >= ZR_OFFICE_PERSON_COUNT_MAX) {
		return ZR_E_LIMIT;
	}
	size_t capacity = search->capacity > 0 ? 2 * search->capacity : FIRST_CAPACITY;
	struct person *persons = realloc(search->persons, capacity * sizeof *persons);
	if (persons == NULL) {
		return ZR_E_NOMEM;
	}
	search->persons = persons;
	search->capacity = capacity;
	return 0;
}

static int add_person(void *user, const char *text, size_t bytes)
{
	const struct adding *adding = user;
	struct search *search = adding->search;
	uint8_t mac[ZR_CRYPTO_HASH_BYTES];
	int code = grow(search);
	if (code == 0) {
		code = zr_crypto_mac(search->key, (struct zr_crypto_bytes){text, bytes}, mac);
	}
	if (code == 0) {
		struct person *person = &search->persons[search->count++];
		memcpy(person->mac, mac, sizeof person->mac);
		person->place = adding->place;
	}
	return code;
}

/* ZR_E_SYNTAX and the like: the record cannot be read. */
static int read_record(struct adding *adding, struct zr_crypto_bytes packed)
{
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record record = {0};
	int code = zr_pack_decode(packed.data, packed.bytes, &content, NULL);
	if (code == 0) {
		code = zr_record_decode_answers(content.data, content.bytes, &record, NULL);
	}
	if (code != 0) {
		return code;
	}
	const struct zr_crypto_bytes xml = {record.xml, record.xml_bytes};
	return zr_person_walk(xml, &adding->search->fields, add_person, adding);
}

int zr_namesake_add(struct zr_namesakes *namesakes, uint32_t place, struct zr_crypto_bytes packed,
	struct zr_error *error)
{
	assert(namesakes != NULL && namesakes->present != NULL);
	struct search *search = namesakes->present;
	struct adding adding = {search, place};
	size_t before = search->count;
	int code = read_record(&adding, packed);
	if (code == ZR_E_NOMEM) {
		return zr_error_set(error, code, "the office is short of memory");
	}
	if (code != 0 && search->count >= ZR_OFFICE_PERSON_COUNT_MAX) {
		return zr_error_set(error, ZR_E_LIMIT,
			"there are more than %d persons: search in a smaller part",
			ZR_OFFICE_PERSON_COUNT_MAX);
	}
	if (code != 0) {
		search->count = before; /* nothing of what is broken */
		zr_namesake_miss(namesakes);
	}
	return 0;
}

void zr_namesake_miss(struct zr_namesakes *namesakes)
{
	assert(namesakes != NULL && namesakes->present != NULL);
	namesakes->present->unread_count++;
}

/* ---- pairs ---- */

static int compare_persons(const void *one, const void *other)
{
	const struct person *a = one;
	const struct person *b = other;
	int order = memcmp(a->mac, b->mac, sizeof a->mac);
	return order != 0 ? order : (a->place > b->place) - (a->place < b->place);
}

static int compare_pairs(const void *one, const void *other)
{
	const struct zr_office_pair *a = one;
	const struct zr_office_pair *b = other;
	return a->record != b->record ? (a->record > b->record) - (a->record < b->record)
				      : (a->other > b->other) - (a->other < b->other);
}

/* A pair for each person of each run of the same one; counts them when pairs is NULL. */
static size_t list_pairs(const struct search *search, struct zr_office_pair *pairs)
{
	size_t count = 0;
	size_t first = 0;
	for (size_t i = 1; i < search->count; i++) {
		const struct person *person = &search->persons[i];
		if (memcmp(person->mac, search->persons[first].mac, sizeof person->mac) != 0) {
			first = i;
		} else if (person->place != search->persons[i - 1].place) {
			if (pairs != NULL) {
				pairs[count] = (struct zr_office_pair){
					search->persons[first].place, person->place, 1};
			}
			count++;
		}
	}
	return count;
}

/* Each pair of records once. */
static void merge(
	struct zr_office_pair *pairs, size_t count, struct zr_office_findings *ret_findings)
{
	assert(ret_findings->pair_count == 0);
	for (size_t i = 0; i < count; i++) {
		struct zr_office_pair *last =
			ret_findings->pair_count > 0
				? &ret_findings->pairs[ret_findings->pair_count - 1]
				: NULL;
		if (last != NULL && compare_pairs(last, &pairs[i]) == 0) {
			last->person_count++;
		} else if (ret_findings->pair_count < ZR_OFFICE_PAIR_COUNT_MAX) {
			ret_findings->pairs[ret_findings->pair_count++] = pairs[i];
		} else {
			ret_findings->is_cut = true;
			return;
		}
	}
}

int zr_namesake_find(struct zr_namesakes *namesakes, struct zr_office_findings *ret_findings,
	struct zr_error *error)
{
	assert(namesakes != NULL && namesakes->present != NULL && ret_findings != NULL);
	struct search *search = namesakes->present;
	*ret_findings = (struct zr_office_findings){
		.person_count = (uint32_t)search->count, .unread_count = search->unread_count};
	if (search->count > 0) {
		qsort(search->persons, search->count, sizeof *search->persons, compare_persons);
	}
	size_t count = list_pairs(search, NULL);
	ZR_CLEANUP_FREE struct zr_office_pair *pairs = calloc(count + 1, sizeof *pairs);
	int code = pairs != NULL ? 0
				 : zr_error_set(error, ZR_E_NOMEM, "the office is short of memory");
	if (code == 0 && list_pairs(search, pairs) > 0) {
		qsort(pairs, count, sizeof *pairs, compare_pairs);
		merge(pairs, count, ret_findings);
	}
	zr_namesake_drop(namesakes);
	return code;
}
