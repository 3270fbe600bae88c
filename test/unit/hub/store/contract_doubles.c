/* The contract: pairs that look the same, and what was decided of them.
 * Tests: hub/store/doubles.c, hub/store/sqlite/census/sqlite_double.c,
 * hub/store/postgres/census/postgres_double.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "hub/store/doubles.h"
#include "hub/store/store.h"
#include "test/unit/hub/store/contract_doubles.h"
#include "test/unit/hub/store/contract_fixture.h"

static int put(enum zr_double_kind kind, const char *item, const char *area, const char *other)
{
	struct zr_double pair = {.kind = kind, .person_count = 2, .found_us = 5};
	(void)snprintf(pair.sides[0].area_id, ZR_STORE_ID_BYTES, "a");
	(void)snprintf(pair.sides[0].item_id, ZR_STORE_ID_BYTES, "%s", item);
	(void)snprintf(pair.sides[1].area_id, ZR_STORE_ID_BYTES, "%s", area);
	(void)snprintf(pair.sides[1].item_id, ZR_STORE_ID_BYTES, "%s", other);
	assert_int_equal(zr_store_begin(store, &fault), 0);
	int code = zr_doubles_put(store, &pair, &fault);
	assert_int_equal(zr_store_commit(store, &fault), 0);
	return code;
}

static int decide(int64_t number, const char *territory, enum zr_double_state state)
{
	const struct zr_double_decision decision = {number, territory, state, "ann", 7};
	assert_int_equal(zr_store_begin(store, &fault), 0);
	int code = zr_doubles_decide(store, &decision, &fault);
	assert_int_equal(zr_store_commit(store, &fault), 0);
	return code;
}

static int64_t last_number;

/* "kind item-item state who address=address;" of each. */
static int join(void *user, const struct zr_double *pair)
{
	char *text = user;
	last_number = pair->number;
	(void)snprintf(text + strlen(text), 400 - strlen(text), "%d %s/%s-%s/%s %d%s %s=%s;",
		(int)pair->kind, pair->sides[0].area_id, pair->sides[0].item_id,
		pair->sides[1].area_id, pair->sides[1].item_id, (int)pair->state, pair->who,
		pair->addresses[0], pair->addresses[1]);
	assert_int_equal(pair->person_count, 2);
	assert_int_equal(pair->found_us, 5);
	assert_int_equal(pair->decided_us, pair->state == ZR_DOUBLE_OPEN ? 0 : 7);
	return 0;
}

static const char *list(const struct zr_double_filter *filter)
{
	static char text[400];
	text[0] = '\0';
	assert_int_equal(zr_doubles_list(store, filter, join, text, &fault), 0);
	return text;
}

static void make_area(const char *area_id, const char *path_of, const char *household_id)
{
	struct zr_area area = {.form_id = "f", .name = "A"};
	const struct zr_store_household household = {
		.household_id = household_id, .address = "Mira 5"};
	(void)snprintf(area.area_id, sizeof area.area_id, "%s", area_id);
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_store_put_area(store, &area, &fault), 0);
	assert_int_equal(zr_store_place_area(store, area_id, path_of, &fault), 0);
	assert_int_equal(zr_store_put_household(store, area_id, &household, &fault), 0);
	assert_int_equal(zr_store_commit(store, &fault), 0);
}

static void a_pair_is_there_once_and_keeps_what_was_decided(void **state)
{
	(void)state;
	const struct zr_double_filter all = {.count_max = 10};
	assert_int_equal(put(ZR_DOUBLE_ADDRESS, "h1", "a", "h2"), 1);
	assert_string_equal(list(&all), "1 a/h1-a/h2 0 =;");
	assert_int_equal(decide(last_number, NULL, ZR_DOUBLE_OTHER), 0);
	assert_int_equal(put(ZR_DOUBLE_ADDRESS, "h1", "a", "h2"), 0);
	assert_string_equal(list(&all), "1 a/h1-a/h2 2ann =;");
	assert_int_equal(decide(last_number + 1, NULL, ZR_DOUBLE_SAME), ZR_E_NOT_FOUND);
	assert_int_equal(put(ZR_DOUBLE_PERSONS, "h1", "a", "h2"), 1); /* of another kind */
}

static void a_part_has_what_lies_in_it_whole(void **state)
{
	(void)state;
	make_area("a", "16/1/", "h1");
	make_area("b", "16/2/", "h2");
	make_area("c", "160/", "h3");
	assert_int_equal(put(ZR_DOUBLE_ADDRESS, "h1", "b", "h2"), 1);
	assert_int_equal(put(ZR_DOUBLE_ADDRESS, "h1", "c", "h3"), 1);
	struct zr_double_filter filter = {.count_max = 10};
	assert_string_equal(
		list(&filter), "1 a/h1-c/h3 0 Mira 5=Mira 5;1 a/h1-b/h2 0 Mira 5=Mira 5;");
	filter.territory = "16/";
	assert_string_equal(list(&filter), "1 a/h1-b/h2 0 Mira 5=Mira 5;");
	assert_int_equal(decide(last_number, "16/1/", ZR_DOUBLE_SAME), ZR_E_NOT_FOUND);
	assert_int_equal(decide(last_number + 1, "16/", ZR_DOUBLE_SAME), ZR_E_NOT_FOUND);
	assert_int_equal(decide(last_number, "16/", ZR_DOUBLE_SAME), 0);
	filter.territory = "16/1/";
	assert_string_equal(list(&filter), "");
}

static void pairs_are_listed_by_kind_and_state_the_newest_first(void **state)
{
	(void)state;
	add_device(1, "T1", "a");
	make_area("a", "16/", "h");
	add_record(1, 1, "a"); /* r1, at h */
	assert_int_equal(put(ZR_DOUBLE_ADDRESS, "r1", "a", "x1"), 1);
	assert_int_equal(put(ZR_DOUBLE_PERSONS, "r1", "a", "x2"), 1);
	assert_int_equal(put(ZR_DOUBLE_ADDRESS, "r1", "a", "x3"), 1);
	assert_int_equal(put(ZR_DOUBLE_PERSONS, "r1", "a", "x4"), 1);
	struct zr_double_filter filter = {.kind = ZR_DOUBLE_PERSONS, .count_max = 1};
	assert_string_equal(list(&filter), "2 a/r1-a/x4 0 Mira 5=;");
	assert_int_equal(decide(last_number, NULL, ZR_DOUBLE_SAME), 0);
	filter.before = last_number;
	assert_string_equal(list(&filter), "2 a/r1-a/x2 0 Mira 5=;");
	filter = (struct zr_double_filter){.has_state = true, .count_max = 10};
	assert_string_equal(
		list(&filter), "1 a/r1-a/x3 0 =;2 a/r1-a/x2 0 Mira 5=;1 a/r1-a/x1 0 =;");
	filter.state = ZR_DOUBLE_SAME;
	assert_string_equal(list(&filter), "2 a/r1-a/x4 1ann Mira 5=;");
}

int contract_doubles_run(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_pair_is_there_once_and_keeps_what_was_decided),
		CASE(a_part_has_what_lies_in_it_whole),
		CASE(pairs_are_listed_by_kind_and_state_the_newest_first),
	};
	return cmocka_run_group_tests_name("doubles", tests, NULL, NULL);
}
