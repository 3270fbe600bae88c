/* The contract, third part: lists of tablets and areas, in each order, a page at a time, by words.
 */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "hub/store/store.h"
#include "test/unit/hub/store/contract_fixture.h"
#include "test/unit/hub/store/contract_list.h"

static int join_tablet(void *user, const struct zr_device *device)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 100 - strlen(text), "%s ", device->name);
	return 0;
}

static int join_area(void *user, const struct zr_area *area)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 100 - strlen(text), "%s ", area->area_id);
	return 0;
}

static void add_tablet(uint8_t number, const char *name, const char *area)
{
	struct zr_device device = {0};
	add_device(number, name, area);
	const uint8_t id[ZR_PARTY_ID_BYTES] = {number};
	assert_int_equal(zr_store_get_device(store, id, &device, &fault), 0);
	(void)snprintf(device.version, sizeof device.version, "v%u", 9 - number);
	device.contact_us = number % 2 == 0 ? 100 : 200;
	device.unsent_count = number;
	device.battery_percent = 10 * number;
	assert_int_equal(zr_store_touch_device(store, &device, &fault), 0);
}

/* Page after page of two, until there is none. */
static void expect_tablets(struct zr_device_filter filter, const char *names)
{
	char text[100] = "";
	struct zr_store_place place = {0};
	filter.place = &place;
	filter.count_max = 2;
	do {
		assert_int_equal(
			zr_store_list_devices(store, &filter, join_tablet, text, &fault), 0);
	} while (place.is_set);
	assert_string_equal(text, names);
}

static void tablets_are_sorted_paged_and_searched(void **state)
{
	(void)state;
	add_tablet(1, "Tablet 15", "b");
	add_tablet(2, "Tablet 5", "a");
	add_tablet(3, "Spare", "b");
	add_tablet(0x4a, "Spare", "");
	expect_tablets((struct zr_device_filter){0}, "Spare Spare Tablet 15 Tablet 5 ");
	expect_tablets((struct zr_device_filter){.sort = ZR_DEVICE_BY_AREA},
		"Spare Tablet 5 Tablet 15 Spare ");
	expect_tablets((struct zr_device_filter){.sort = ZR_DEVICE_BY_CONTACT},
		"Tablet 5 Spare Tablet 15 Spare ");
	expect_tablets((struct zr_device_filter){.sort = ZR_DEVICE_BY_UNSENT},
		"Spare Spare Tablet 5 Tablet 15 ");
	expect_tablets((struct zr_device_filter){.sort = ZR_DEVICE_BY_VERSION, .area_id = "b"},
		"Spare Tablet 15 ");
	expect_tablets((struct zr_device_filter){.words = "5 tablet"}, "Tablet 5 ");
	expect_tablets((struct zr_device_filter){.words = "spa"}, "Spare Spare ");
	expect_tablets((struct zr_device_filter){.words = "4a00"}, "Spare ");
	expect_tablets((struct zr_device_filter){.words = "none"}, "");
	expect_tablets((struct zr_device_filter){.words = "spa", .territory = ""}, "Spare Spare ");
	expect_tablets((struct zr_device_filter){.territory = "r/"}, "");
	expect_tablets((struct zr_device_filter){.version = "v8"}, "Tablet 15 ");
	expect_tablets((struct zr_device_filter){.silent_since_us = 150}, "Spare Tablet 5 ");
	expect_tablets((struct zr_device_filter){.battery_below = 20}, "Tablet 15 ");
}

static void expect_areas(struct zr_area_filter filter, const char *ids)
{
	char text[100] = "";
	struct zr_store_place place = {0};
	filter.place = &place;
	filter.count_max = 2;
	do {
		assert_int_equal(zr_store_list_areas(store, &filter, join_area, text, &fault), 0);
	} while (place.is_set);
	assert_string_equal(text, ids);
}

static void put_named_area(const char *id, const char *name, size_t household_count)
{
	struct zr_area area = {0};
	(void)snprintf(area.area_id, sizeof area.area_id, "%s", id);
	(void)snprintf(area.name, sizeof area.name, "%s", name);
	(void)snprintf(area.form_id, sizeof area.form_id, "f");
	assert_int_equal(zr_store_put_area(store, &area, &fault), 0);
	for (size_t i = 0; i < household_count; i++) {
		char household_id[30];
		(void)snprintf(household_id, sizeof household_id, "h%zu", i);
		const struct zr_store_household household = {
			.household_id = household_id, .address = "x", .place = i};
		assert_int_equal(zr_store_put_household(store, id, &household, &fault), 0);
	}
}

static void areas_are_sorted_paged_and_searched(void **state)
{
	(void)state;
	put_named_area("a1", "Zarechye", 1);
	put_named_area("a2", "Malinovka", 3);
	put_named_area("a3", "Beryozovo", 2);
	expect_areas((struct zr_area_filter){0}, "a1 a2 a3 ");
	expect_areas((struct zr_area_filter){.sort = ZR_AREA_BY_NAME}, "a3 a2 a1 ");
	expect_areas((struct zr_area_filter){.sort = ZR_AREA_BY_OPEN}, "a2 a3 a1 ");
	expect_areas((struct zr_area_filter){.words = "malin"}, "a2 ");
	expect_areas((struct zr_area_filter){.words = "a3"}, "a3 ");
	expect_areas((struct zr_area_filter){.form_id = "g"}, "");
}

static int see_area(void *user, const struct zr_area *area)
{
	*(struct zr_area *)user = *area;
	return 0;
}

static int see_conflict(void *user, const struct zr_store_record *record, int64_t rank)
{
	(void)rank;
	*(unsigned *)user = record->conflict;
	return 0;
}

/* The tablet is of a2, and then of a1: what it collects there counts from then on. */
static void a_record_of_a_strange_tablet_moves_no_progress(void **state)
{
	(void)state;
	struct zr_area area = {0};
	unsigned conflict = 0;
	const struct zr_area_filter one = {.count_max = 1};
	const struct zr_store_record_filter records = {.count_max = 1};
	put_named_area("a1", "Zarechye", 1);
	const struct zr_store_household household = {.household_id = "h", .address = "x"};
	assert_int_equal(zr_store_put_household(store, "a1", &household, &fault), 0);
	add_device(1, "T1", "a2");
	add_record(1, 1, "a1");
	assert_int_equal(zr_store_list_areas(store, &one, see_area, &area, &fault), 0);
	assert_int_equal(area.record_count, 1);
	assert_int_equal(area.result_counts[ZR_RESULT_DONE], 0);
	assert_int_equal(
		zr_store_list_records(store, &records, see_conflict, &conflict, &fault), 0);
	assert_int_equal(conflict, ZR_STORE_CONFLICT_AREA);
	assert_int_equal(zr_store_move_device(store, device_id, "a1", &fault), 0);
	add_record(2, 2, "a1");
	assert_int_equal(zr_store_list_areas(store, &one, see_area, &area, &fault), 0);
	assert_int_equal(area.device_count, 1);
	assert_int_equal(area.result_counts[ZR_RESULT_DONE], 1);
}

/* How often it is seen, and whether its id is told to be used twice. */
struct sight {
	size_t count;
	size_t twice_count;
};

static int see_twice(void *user, const struct zr_store_record *record, int64_t rank)
{
	struct sight *sight = user;
	(void)rank;
	sight->count++;
	sight->twice_count += (record->conflict & ZR_STORE_CONFLICT_ID) != 0 ? 1 : 0;
	return 0;
}

static void check_sight(const char *territory, bool with_doubt, size_t count, size_t twice_count)
{
	for (int is_whole = 0; is_whole <= 1; is_whole++) {
		struct sight sight = {0};
		const struct zr_store_record_filter filter = {.territory = territory,
			.with_doubt = with_doubt,
			.with_replaced = true,
			.with_envelope = is_whole != 0,
			.count_max = 10};
		if (is_whole != 0 && with_doubt) {
			continue; /* long lists have no such filter */
		}
		assert_int_equal(
			zr_store_list_records(store, &filter, see_twice, &sight, &fault), 0);
		assert_int_equal(sight.count, count);
		assert_int_equal(sight.twice_count, twice_count);
	}
}

/* The first of the id lies outside: in the part there is one, which nothing is odd about. */
static void an_id_that_is_used_outside_is_used_once_inside(void **state)
{
	(void)state;
	struct sight sight = {0};
	const struct zr_store_record_name name = {.record_id = "r1", .territory = "16/"};
	put_named_area("a1", "Zarechye", 1);
	put_named_area("a2", "Lesnoye", 1);
	assert_int_equal(zr_store_place_area(store, "a1", "16/", &fault), 0);
	assert_int_equal(zr_store_place_area(store, "a2", "77/", &fault), 0);
	add_record(1, 1, "a2");
	add_record(2, 2, "a1");
	check_sight(NULL, false, 2, 2);
	check_sight("16/", false, 1, 0);
	check_sight(NULL, true, 2, 2);
	check_sight("16/", true, 0, 0);
	assert_int_equal(zr_store_get_record(store, &name, see_twice, &sight, &fault), 0);
	assert_int_equal(sight.twice_count, 0);
	add_record(3, 3, "a1");
	check_sight("16/", false, 2, 2);
	check_sight("16/", true, 2, 2);
	check_sight("77/", false, 1, 0);
}

int contract_list_run(void)
{
	const struct CMUnitTest tests[] = {
		CASE(tablets_are_sorted_paged_and_searched),
		CASE(areas_are_sorted_paged_and_searched),
		CASE(a_record_of_a_strange_tablet_moves_no_progress),
		CASE(an_id_that_is_used_outside_is_used_once_inside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
