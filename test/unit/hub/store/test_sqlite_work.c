/*
 * What a page costs does not grow with the store: the steps that SQLite takes for each call are
 * counted over a store and over one three times as large, both larger than what a page looks at.
 * Tests: sqlite_page.c sqlite_words.c
 */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include <sqlite3.h>

#include "hub/store/reviews.h"
#include "hub/store/sqlite/sqlite_parts.h"
#include "hub/store/store.h"
#include "lib/base/limits.h"
#include "lib/sqlite/database.h"
#include "test/unit/hub/store/store_folder.h"

#define TEXT(literal) ((char *)(uintptr_t)(literal))
#define SIZE_COUNT    2
static const unsigned sizes[SIZE_COUNT] = {
	ZR_HUB_LIST_SCAN_COUNT_MAX + 1000, 3 * (ZR_HUB_LIST_SCAN_COUNT_MAX + 1000)};

static struct store_folder folders[SIZE_COUNT];
static struct zr_store *stores[SIZE_COUNT];
static struct zr_error fault;
static int64_t step_count;
static size_t row_count;

static int count_steps(unsigned what, void *user, void *statement, void *duration)
{
	(void)what;
	(void)user;
	(void)duration;
	step_count += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
	return 0;
}

static void add_tablet(struct zr_store *store, unsigned i)
{
	struct zr_device device = {.contact_us = 1000 + i, .battery_percent = 50};
	memcpy(device.keys.id, &i, sizeof i);
	(void)snprintf(device.name, sizeof device.name, "Tablet %05u", i);
	(void)snprintf(device.area_id, sizeof device.area_id, "a%u", i / 3);
	(void)snprintf(device.version, sizeof device.version, "1");
	assert_int_equal(zr_store_add_device(store, &device, &fault), 0);
	device.unsent_count = i % 10;
	assert_int_equal(zr_store_touch_device(store, &device, &fault), 0);
}

static void add_area(struct zr_store *store, unsigned i)
{
	struct zr_area area = {.form_id = "f"};
	(void)snprintf(area.area_id, sizeof area.area_id, "a%u", i);
	(void)snprintf(area.name, sizeof area.name, "Area %05u", i);
	assert_int_equal(zr_store_put_area(store, &area, &fault), 0);
	const struct zr_store_household household = {.household_id = "h", .address = "x"};
	assert_int_equal(zr_store_put_household(store, area.area_id, &household, &fault), 0);
}

static void add_record(struct zr_store *store, unsigned i)
{
	char id[ZR_STORE_ID_BYTES];
	char area_id[ZR_STORE_ID_BYTES];
	unsigned device = i;
	(void)snprintf(id, sizeof id, "r%u", i);
	(void)snprintf(area_id, sizeof area_id, "a%u", i / 3);
	struct zr_store_record record = {.sequence = 1,
		.received_us = 1000 + i,
		.envelope = "e",
		.envelope_bytes = 1,
		.content = {.record_id = id,
			.form_id = TEXT("f"),
			.form_version = TEXT("1"),
			.area_id = area_id,
			.household_id = TEXT("h"),
			.outcome = TEXT("o"),
			.result = ZR_RESULT_DONE}};
	memcpy(record.device_id, &device, sizeof device);
	memcpy(record.hash, &i, sizeof i);
	assert_int_equal(zr_store_add_record(store, &record, &fault), 0);
}

/* Each tablet has news of one record, but for the one that is asked: it has none. */
static void add_review(struct zr_store *store, unsigned i)
{
	struct zr_review review = {.area_id = "a1",
		.record_id = "r",
		.household_id = "h",
		.state = ZR_REVIEW_RETURNED,
		.who = "o",
		.time_us = 1,
		.remark_count = 1,
		.remarks = (const uint8_t *)"[]",
		.remarks_bytes = 2,
		.parcel = (const uint8_t *)"p",
		.parcel_bytes = 1};
	memcpy(review.hash, &i, sizeof i);
	review.device_id[0] = 200;
	memcpy(review.device_id + 1, &i, sizeof i);
	assert_int_equal(zr_reviews_put(store, &review, &fault), 0);
}

static int start(void **state)
{
	(void)state;
	for (size_t s = 0; s < SIZE_COUNT; s++) {
		struct zr_store_form form = {.form_id = "f", .version = "1", .title = "F"};
		store_folder_make(&folders[s]);
		assert_int_equal(zr_store_open(folders[s].path, &stores[s], &fault), 0);
		assert_int_equal(zr_store_begin(stores[s], &fault), 0);
		assert_int_equal(zr_store_put_form(stores[s], &form, "<f/>", 4, &fault), 1);
		for (unsigned i = 0; i < sizes[s]; i++) {
			add_tablet(stores[s], i);
			add_record(stores[s], i);
			add_area(stores[s], i);
			add_review(stores[s], i);
		}
		assert_int_equal(zr_store_commit(stores[s], &fault), 0);
		sqlite3 *handle = zr_database_handle(zr_sqlite_database(stores[s]));
		assert_int_equal(sqlite3_trace_v2(handle, SQLITE_TRACE_PROFILE, count_steps, NULL),
			SQLITE_OK);
	}
	return 0;
}

static int stop(void **state)
{
	(void)state;
	for (size_t s = 0; s < SIZE_COUNT; s++) {
		zr_store_close(stores[s]);
		store_folder_remove(&folders[s]);
	}
	return 0;
}

/* ---- what pages ask ---- */

static int see_device(void *user, const struct zr_device *device)
{
	(void)user;
	(void)device;
	row_count++;
	return 0;
}

static int see_area(void *user, const struct zr_area *area)
{
	(void)user;
	(void)area;
	row_count++;
	return 0;
}

static int see_record(void *user, const struct zr_store_record *record, int64_t rank)
{
	(void)user;
	(void)record;
	(void)rank;
	row_count++;
	return 0;
}

static int see_household(void *user, const struct zr_store_household *household)
{
	(void)user;
	(void)household;
	row_count++;
	return 0;
}

static int see_review(void *user, const struct zr_review *review)
{
	(void)user;
	(void)review;
	row_count++;
	return 0;
}

static int see_form(void *user, const struct zr_store_form *form)
{
	(void)user;
	(void)form;
	row_count++;
	return 0;
}

static const struct zr_device_filter device_filters[] = {
	{.count_max = 50},
	{.count_max = 50, .sort = ZR_DEVICE_BY_AREA},
	{.count_max = 50, .sort = ZR_DEVICE_BY_VERSION},
	{.count_max = 50, .sort = ZR_DEVICE_BY_CONTACT},
	{.count_max = 50, .sort = ZR_DEVICE_BY_UNSENT},
	{.count_max = 50, .area_id = "a100"},
	{.count_max = 50, .words = "00017"},
	{.count_max = 50, .words = "tablet"},
	{.count_max = 50, .words = "nobody"},
	{.count_max = 50, .version = "none"},
	{.count_max = 50, .silent_since_us = 1, .sort = ZR_DEVICE_BY_CONTACT},
	{.count_max = 50, .battery_below = 10},
};
static const struct zr_area_filter area_filters[] = {
	{.count_max = 50},
	{.count_max = 50, .sort = ZR_AREA_BY_NAME},
	{.count_max = 50, .sort = ZR_AREA_BY_OPEN},
	{.count_max = 50, .words = "00017"},
	{.count_max = 50, .words = "area"},
	{.count_max = 50, .form_id = "none"},
};
static const uint8_t device_id[ZR_PARTY_ID_BYTES] = {100};
static const struct zr_store_record_filter record_filters[] = {
	{.count_max = 50},
	{.count_max = 50, .without_followed = true},
	{.count_max = 50, .area_id = "a100"},
	{.count_max = 50, .area_id = "a100", .household_id = "h", .with_replaced = true},
	{.count_max = 50, .device_id = device_id},
	{.count_max = 50, .record_id = "r100"},
	{.count_max = 50, .form_id = "f"},
	{.count_max = 50, .form_id = "none"},
	{.count_max = 50, .result = ZR_RESULT_REFUSED},
	{.count_max = 50, .with_doubt = true},
	{.count_max = 50, .words = "nowhere"},
	{.count_max = 50, .until_us = 1100},
	{.count_max = 50, .since_us = 1100, .until_us = 1110},
};
#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define DEVICE_COUNT COUNT(device_filters)
#define AREA_COUNT   COUNT(area_filters)
#define RECORD_COUNT COUNT(record_filters)
#define OTHER_COUNT  6
#define CALL_COUNT   (DEVICE_COUNT + AREA_COUNT + RECORD_COUNT + OTHER_COUNT)

static int call_other(struct zr_store *store, size_t i)
{
	const struct zr_store_record_name name = {.record_id = "r100"};
	struct zr_store_form form;
	struct zr_store_duty duty;
	switch (i) {
	case 0:
		return zr_store_get_record(store, &name, see_record, NULL, &fault);
	case 1:
		return zr_store_survey_households(store, "a100", see_household, NULL, &fault);
	case 2:
		return zr_store_list_forms(store, see_form, NULL, &fault);
	case 3:
		return zr_store_get_form(store, "f", NULL, &form, &fault);
	case 4:
		return zr_reviews_list_news(store, device_id, see_review, NULL, &fault);
	default:
		return zr_store_get_duty(store, device_id, &duty, &fault) == 1 ? 0 : -1;
	}
}

static int call(struct zr_store *store, size_t i)
{
	if (i < DEVICE_COUNT) {
		return zr_store_list_devices(store, &device_filters[i], see_device, NULL, &fault);
	}
	i -= DEVICE_COUNT;
	if (i < AREA_COUNT) {
		return zr_store_list_areas(store, &area_filters[i], see_area, NULL, &fault);
	}
	i -= AREA_COUNT;
	if (i < RECORD_COUNT) {
		return zr_store_list_records(store, &record_filters[i], see_record, NULL, &fault);
	}
	return call_other(store, i - RECORD_COUNT);
}

static void no_page_costs_more_in_a_larger_store(void **state)
{
	(void)state;
	for (size_t i = 0; i < CALL_COUNT; i++) {
		int64_t steps[SIZE_COUNT];
		size_t rows[SIZE_COUNT];
		for (size_t s = 0; s < SIZE_COUNT; s++) {
			step_count = 0;
			row_count = 0;
			assert_int_equal(call(stores[s], i), 0);
			steps[s] = step_count;
			rows[s] = row_count;
		}
		if (steps[1] > steps[0] + steps[0] / 10 + 100) {
			print_error("call %zu: %lld steps for %zu rows, then %lld for %zu\n", i,
				(long long)steps[0], rows[0], (long long)steps[1], rows[1]);
		}
		assert_true(steps[1] <= steps[0] + steps[0] / 10 + 100);
	}
}

/* Every row comes once, by whatever the list is sorted, however short its pages. */
static void pages_together_are_the_list(void **state)
{
	(void)state;
	for (int sort = ZR_DEVICE_BY_NAME; sort <= ZR_DEVICE_BY_UNSENT; sort++) {
		struct zr_store_place place = {0};
		const struct zr_device_filter filter = {
			.count_max = 333, .sort = (enum zr_device_sort)sort, .place = &place};
		row_count = 0;
		do {
			assert_int_equal(
				zr_store_list_devices(stores[0], &filter, see_device, NULL, &fault),
				0);
		} while (place.is_set);
		assert_int_equal(
			row_count, sort == ZR_DEVICE_BY_UNSENT ? sizes[0] / 10 * 9 : sizes[0]);
	}
	for (int sort = ZR_AREA_BY_ID; sort <= ZR_AREA_BY_OPEN; sort++) {
		struct zr_store_place place = {0};
		const struct zr_area_filter filter = {
			.count_max = 333, .sort = (enum zr_area_sort)sort, .place = &place};
		row_count = 0;
		do {
			assert_int_equal(
				zr_store_list_areas(stores[0], &filter, see_area, NULL, &fault), 0);
		} while (place.is_set);
		assert_int_equal(row_count, sizes[0]);
	}
	struct zr_store_place place = {0};
	const struct zr_store_record_filter filter = {.count_max = 333, .place = &place};
	row_count = 0;
	do {
		assert_int_equal(
			zr_store_list_records(stores[0], &filter, see_record, NULL, &fault), 0);
	} while (place.is_set);
	assert_int_equal(row_count, sizes[0]);
}

/* The page is empty, and says where it goes on; the last one finds it. */
static void a_rare_row_is_found_behind_many_that_are_not_it(void **state)
{
	(void)state;
	struct zr_store_place place = {0};
	const struct zr_store_record_filter filter = {
		.count_max = 50, .form_id = "f", .until_us = 0, .place = &place, .words = "none"};
	size_t page_count = 0;
	row_count = 0;
	do {
		assert_int_equal(
			zr_store_list_records(stores[0], &filter, see_record, NULL, &fault), 0);
		page_count++;
	} while (place.is_set);
	assert_int_equal(page_count, 2);
	assert_int_equal(row_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_page_costs_more_in_a_larger_store),
		cmocka_unit_test(pages_together_are_the_list),
		cmocka_unit_test(a_rare_row_is_found_behind_many_that_are_not_it),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
