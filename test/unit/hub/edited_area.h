/*
 * An area that is edited at random, for test_area_edits.c: the truth about its dwellings, and an
 * operator who changes the hub's list through its interface.
 */
#ifndef ZR_TEST_EDITED_AREA_H
#define ZR_TEST_EDITED_AREA_H

#include <json-c/json.h>

#include "test/unit/hub/small_hub.h"

enum {
	DWELLING_COUNT = 40,
	ID_SLOT_COUNT = 1 << 17, /* four times what 10,000 edits need */
	TEXT_BYTES = 120,
};

static uint64_t random_state = 1;

static struct small_hub small;

/* ---- the truth ---- */

static struct dwelling {
	char text[TEXT_BYTES]; /* as it is written at present */
	bool is_listed;
} dwellings[DWELLING_COUNT];
static unsigned order[DWELLING_COUNT]; /* of the operator's list */

/* What was learned of an id, in a table by its hash. */
static struct known_id {
	char id[ZR_STORE_ID_BYTES]; /* "" for a free slot */
	unsigned dwelling;
	unsigned delivered_count;
} ids[ID_SLOT_COUNT];
static size_t id_count;

static unsigned draw(unsigned below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (unsigned)((random_state >> 11) % below);
}

static void spell(unsigned dwelling)
{
	static const char *const ways[] = {"ул. Мира, д. №%u", "УЛ.МИРА, Д.№%u",
		"проспект Мира, №%u", "ул. Мира (бывш. Ленина), №%u", "Мира,\xc2\xa0№%u"};
	struct dwelling *spelled = &dwellings[dwelling];
	(void)snprintf(spelled->text, sizeof spelled->text,
		ways[draw(sizeof ways / sizeof ways[0])], dwelling + 1);
}

static unsigned dwelling_of(const char *address)
{
	const char *number = strstr(address, "№");
	assert_non_null(number);
	return (unsigned)strtoul(number + strlen("№"), NULL, 10) - 1;
}

/* Its slot, or the free one that it would have. */
static struct known_id *slot_of(const char *id)
{
	uint32_t hash = 2166136261U;
	for (const char *at = id; *at != '\0'; at++) {
		hash = (hash ^ (uint8_t)*at) * 16777619U;
	}
	size_t slot = hash % ID_SLOT_COUNT;
	while (ids[slot].id[0] != '\0' && strcmp(ids[slot].id, id) != 0) {
		slot = (slot + 1) % ID_SLOT_COUNT;
	}
	return &ids[slot];
}

static struct known_id *find_id(const char *id)
{
	struct known_id *known = slot_of(id);
	return known->id[0] != '\0' ? known : NULL;
}

/* The first time an id is seen it is its dwelling's for ever. */
static void check_id(const char *id, const char *address)
{
	struct known_id *known = slot_of(id);
	if (known->id[0] == '\0') {
		assert_true(++id_count < ID_SLOT_COUNT / 2);
		(void)snprintf(known->id, sizeof known->id, "%s", id);
		known->dwelling = dwelling_of(address);
	}
	assert_int_equal(dwelling_of(address), known->dwelling);
}

/* ---- the operator ---- */

static struct json_object *call(
	enum zr_method method, const char *path, const char *body, unsigned *ret_status)
{
	struct zr_buffer bytes = {0};
	*ret_status = small_hub_call(&small, method, path, body, &bytes);
	struct json_object *answer = json_tokener_parse(zr_buffer_text(&bytes));
	zr_buffer_finish(&bytes);
	assert_non_null(answer);
	return answer;
}

static const char *text_of(struct json_object *row, const char *name)
{
	struct json_object *member = NULL;
	assert_true(json_object_object_get_ex(row, name, &member));
	return json_object_get_string(member);
}

static struct json_object *list_of(struct json_object *object, const char *name)
{
	struct json_object *list = NULL;
	if (!json_object_object_get_ex(object, name, &list)) {
		fail_msg("no %s in %s", name, json_object_to_json_string(object));
	}
	return list;
}

static void add_member(struct json_object *object, const char *name, const char *text)
{
	(void)json_object_object_add(object, name, json_object_new_string(text));
}

/* The id that a dwelling has in the hub's present list, NULL. */
static const char *present_id(struct json_object *area, unsigned dwelling)
{
	struct json_object *rows = list_of(area, "households");
	for (size_t i = 0; i < json_object_array_length(rows); i++) {
		struct json_object *row = json_object_array_get_idx(rows, i);
		if (strcmp(text_of(row, "removed"), "false") == 0 &&
			dwelling_of(text_of(row, "address")) == dwelling) {
			return text_of(row, "id");
		}
	}
	return NULL;
}

/* The whole list, as a person pastes it or, with ids, as a program of an office sends it. */
static struct json_object *make_body(bool with_ids)
{
	unsigned status = 0;
	struct json_object *area = call(ZR_METHOD_GET, "/api/areas/a", NULL, &status);
	struct json_object *body = json_object_new_object();
	struct json_object *rows = json_object_new_array();
	for (unsigned i = 0; i < DWELLING_COUNT; i++) {
		const struct dwelling *dwelling = &dwellings[order[i]];
		if (!dwelling->is_listed) {
			continue;
		}
		struct json_object *row = json_object_new_object();
		const char *id = with_ids && status == 200 ? present_id(area, order[i]) : NULL;
		if (id != NULL) {
			add_member(row, "id", id);
		}
		add_member(row, "address", dwelling->text);
		(void)json_object_array_add(rows, row);
	}
	add_member(body, "name", "A");
	add_member(body, "form", "f");
	(void)json_object_object_add(body, "households", rows);
	(void)json_object_put(area);
	return body;
}

/* What a person who knows the place says of each that the hub asks about. */
static void decide(struct json_object *body, struct json_object *refusal)
{
	struct json_object *changes = list_of(refusal, "changes");
	struct json_object *decisions = json_object_new_array();
	for (size_t i = 0; i < json_object_array_length(changes); i++) {
		struct json_object *change = json_object_array_get_idx(changes, i);
		if (strcmp(text_of(change, "undecided"), "true") != 0) {
			continue;
		}
		const struct known_id *known = find_id(text_of(change, "id"));
		struct json_object *decision = json_object_new_object();
		assert_non_null(known);
		add_member(decision, "id", known->id);
		if (dwellings[known->dwelling].is_listed) {
			add_member(decision, "what", "same");
			add_member(decision, "address", dwellings[known->dwelling].text);
		} else if (draw(2) == 0) {
			add_member(decision, "what", "remove");
		} else {
			add_member(decision, "what", "keep");
			dwellings[known->dwelling].is_listed = true;
		}
		(void)json_object_array_add(decisions, decision);
	}
	(void)json_object_object_add(body, "decisions", decisions);
}

/* Two spellings of one dwelling may both ask to be that line: the second stays as it was. */
static struct json_object *put(struct json_object *body, unsigned *ret_status)
{
	return call(ZR_METHOD_PUT, "/api/areas/a", json_object_to_json_string(body), ret_status);
}

static void check_list(struct json_object *answer)
{
	struct json_object *rows = list_of(answer, "households");
	for (size_t i = 0; i < json_object_array_length(rows); i++) {
		struct json_object *row = json_object_array_get_idx(rows, i);
		check_id(text_of(row, "id"), text_of(row, "address"));
	}
}

static void change_list(void)
{
	for (unsigned change_count = 1 + draw(5); change_count > 0; change_count--) {
		unsigned first = draw(DWELLING_COUNT);
		unsigned second = draw(DWELLING_COUNT);
		unsigned moved = order[first];
		switch (draw(4)) {
		case 0:
			dwellings[moved].is_listed = !dwellings[moved].is_listed;
			break;
		case 1:
			spell(moved);
			break;
		default:
			order[first] = order[second];
			order[second] = moved;
		}
	}
}

/* A program that numbers lines: every id gets its neighbour's address. The hub must not take it. */
static void shift_ids(void)
{
	unsigned status = 0;
	struct json_object *body = make_body(true);
	struct json_object *rows = list_of(body, "households");
	size_t count = json_object_array_length(rows);
	char last[ZR_STORE_ID_BYTES] = "";
	for (size_t i = 0; i < count; i++) {
		struct json_object *row = json_object_array_get_idx(rows, i);
		struct json_object *id = NULL;
		char own[ZR_STORE_ID_BYTES] = "";
		if (json_object_object_get_ex(row, "id", &id)) {
			(void)snprintf(own, sizeof own, "%s", json_object_get_string(id));
		}
		if (last[0] != '\0') {
			add_member(row, "id", last);
		} else {
			json_object_object_del(row, "id");
		}
		(void)snprintf(last, sizeof last, "%s", own);
	}
	struct json_object *answer = put(body, &status);
	if (status == 200) {
		check_list(answer);
	}
	(void)json_object_put(answer);
	(void)json_object_put(body);
}

static void edit(void)
{
	unsigned status = 0;
	change_list();
	struct json_object *body = make_body(draw(3) == 0);
	struct json_object *answer = put(body, &status);
	if (status == 409) {
		decide(body, answer);
		(void)json_object_put(answer);
		answer = put(body, &status);
	}
	/* A second household of one dwelling can have no line of its own: then nothing is done. */
	assert_true(status == 200 || status == 422);
	if (status == 200) {
		check_list(answer);
	}
	(void)json_object_put(answer);
	(void)json_object_put(body);
}

#endif
