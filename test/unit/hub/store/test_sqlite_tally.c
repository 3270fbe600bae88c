/*
 * Sums against a count of all, after any row of changes: tablets, areas, households, records that
 * correct, follow and come late, of tablets that are of the area, were, or never.
 * Tests: sqlite_tally.c sqlite_fleet.c
 */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include <sqlite3.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "hub/store/store.h"
#include "lib/base/limits.h"
#include "lib/sqlite/database.h"
#include "test/unit/hub/store/store_folder.h"

#define TEXT(literal) ((char *)(uintptr_t)(literal))

static struct store_folder folder;
static struct zr_store *store;
static struct zr_error fault;
static uint64_t random_state = 1;
static unsigned record_count;

static unsigned draw(unsigned below)
{
	random_state = random_state * 6364136223846793005U + 1442695040888963407U;
	return (unsigned)(random_state >> 33) % below;
}

static int start(void **state)
{
	(void)state;
	store_folder_make(&folder);
	record_count = 0;
	return zr_store_open(folder.path, &store, &fault);
}

static int stop(void **state)
{
	(void)state;
	zr_store_close(store);
	store_folder_remove(&folder);
	return 0;
}

static void name(char text[ZR_STORE_ID_BYTES], const char *noun, unsigned number)
{
	(void)snprintf(text, ZR_STORE_ID_BYTES, "%s%u", noun, number);
}

static void add_tablet(unsigned number)
{
	struct zr_device device = {.keys = {.id = {(uint8_t)number, 1}}, .name = "T"};
	if (draw(4) != 0) {
		name(device.area_id, "a", draw(3));
	}
	assert_int_equal(zr_store_add_device(store, &device, &fault), 0);
}

static void move_tablet(void)
{
	const uint8_t id[ZR_PARTY_ID_BYTES] = {(uint8_t)draw(4), 1};
	char area_id[ZR_STORE_ID_BYTES];
	name(area_id, "a", draw(3));
	assert_int_equal(zr_store_move_device(store, id, draw(8) == 0 ? "" : area_id, &fault), 0);
}

static void put_area(void)
{
	struct zr_area area = {.name = "A", .form_id = "f"};
	name(area.area_id, "a", draw(3));
	assert_int_equal(zr_store_put_area(store, &area, &fault), 0);
}

static void put_household(void)
{
	char area_id[ZR_STORE_ID_BYTES];
	char id[ZR_STORE_ID_BYTES];
	name(area_id, "a", draw(3));
	name(id, "h", draw(6));
	const struct zr_store_household household = {
		.household_id = id, .address = "x", .is_removed = draw(4) == 0};
	assert_int_equal(zr_store_put_household(store, area_id, &household, &fault), 0);
}

static void add_record(void)
{
	char texts[5][ZR_STORE_ID_BYTES];
	unsigned number = ++record_count;
	name(texts[0], "r", draw(20) == 0 ? draw(number) : number); /* an id that was used, too */
	name(texts[1], "a", draw(4));
	name(texts[2], "h", draw(7));
	name(texts[3], "r", draw(number + 2));
	name(texts[4], "r", draw(number + 2));
	struct zr_store_record record = {.sequence = draw(30) == 0 ? draw(number) : number,
		.received_us = 1000 + number,
		.device_id = {(uint8_t)draw(5), 1},
		.envelope = "e",
		.envelope_bytes = 1,
		.content = {.record_id = texts[0],
			.form_id = TEXT("f"),
			.form_version = TEXT(draw(2) == 0 ? "1" : "2"),
			.area_id = texts[1],
			.household_id = draw(8) == 0 ? TEXT("") : texts[2],
			.outcome = TEXT("o"),
			.finished_us = draw(50),
			.result = (enum zr_visit_result)(1 + draw(ZR_RESULT_LAST)),
			.previous_id = draw(3) == 0 ? texts[3] : NULL,
			.replaces_id = draw(3) == 0 ? texts[4] : NULL}};
	memcpy(record.hash, &number, sizeof number);
	memcpy(record.content_hash, &number, sizeof number);
	assert_int_equal(zr_store_add_record(store, &record, &fault), 0);
}

/* Told once more in other words: rows that one has and the other has not. */
static const char *const counts[] = {
	"SELECT form_id, form_version, record_count FROM form_tally",
	"SELECT form_id, form_version, count(*) FROM record GROUP BY 1, 2",

	"SELECT area_id, record_count FROM area_tally WHERE record_count != 0",
	"SELECT area_id, count(*) FROM record GROUP BY 1",

	"SELECT area_id, device_count FROM area_tally WHERE device_count != 0",
	"SELECT area_id, count(*) FROM device WHERE area_id != '' GROUP BY 1",

	"SELECT area_id, household_count FROM area_tally WHERE household_count != 0",
	"SELECT area_id, count(*) FROM household WHERE NOT is_removed GROUP BY 1",

	"SELECT area_id, household_id, record_count FROM visit",
	"SELECT area_id, household_id, count(*) FROM record WHERE household_id != '' GROUP BY 1, 2",

	"SELECT area_id, household_id, result FROM visit",
	"SELECT DISTINCT r.area_id, r.household_id, ifnull((SELECT v.result FROM record v"
	" WHERE v.area_id = r.area_id AND v.household_id = r.household_id"
	" AND NOT EXISTS(SELECT 1 FROM doubt WHERE doubt.rank = v.rank AND bits & 4)"
	" AND v.record_id NOT IN (SELECT l.replaces_id FROM record l WHERE l.area_id = r.area_id"
	"  AND l.household_id = r.household_id AND l.record_id != v.record_id"
	"  AND NOT EXISTS(SELECT 1 FROM doubt WHERE doubt.rank = l.rank AND bits & 4))"
	" AND v.record_id NOT IN (SELECT l.previous_id FROM record l WHERE l.area_id = r.area_id"
	"  AND l.household_id = r.household_id AND l.record_id != v.record_id"
	"  AND NOT EXISTS(SELECT 1 FROM doubt WHERE doubt.rank = l.rank AND bits & 4))"
	" ORDER BY v.result = 1 DESC, v.finished_us DESC, v.rank DESC LIMIT 1), 0)"
	" FROM record r WHERE r.household_id != ''",

	"SELECT area_id, open_count, done_count, revisit_count, refused_count, empty_count"
	" FROM area_tally WHERE household_count != 0",
	"SELECT area_id, sum(result = 0), sum(result = 1), sum(result = 2), sum(result = 3),"
	" sum(result = 4) FROM (SELECT h.area_id, ifnull(v.result, 0) AS result FROM household h"
	" LEFT JOIN visit v USING(area_id, household_id) WHERE NOT is_removed) GROUP BY 1",

	"SELECT area_id, found_count FROM area_tally WHERE found_count != 0",
	"SELECT area_id, count(DISTINCT household_id) FROM record WHERE household_id != ''"
	" AND (area_id, household_id) NOT IN (SELECT area_id, household_id FROM household)"
	" GROUP BY 1",

	"SELECT rank FROM doubt WHERE bits & 1",
	"SELECT r.rank FROM record r JOIN record o ON o.device_id = r.device_id"
	" AND o.sequence = r.sequence AND o.rank != r.rank GROUP BY 1",

	"SELECT rank FROM doubt WHERE bits & 2",
	"SELECT r.rank FROM record r JOIN record o ON o.record_id = r.record_id AND o.rank != "
	"r.rank"
	" GROUP BY 1",
};

static int count_difference(const char *left, const char *right)
{
	char sql[3000];
	sqlite3_stmt *handle = NULL;
	(void)snprintf(sql, sizeof sql,
		"SELECT count(*) FROM (SELECT * FROM (%s) EXCEPT SELECT * FROM (%s))", left, right);
	sqlite3 *database = zr_database_handle(zr_sqlite_database(store));
	assert_int_equal(sqlite3_prepare_v2(database, sql, -1, &handle, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(handle), SQLITE_ROW);
	int count = sqlite3_column_int(handle, 0);
	assert_int_equal(sqlite3_finalize(handle), SQLITE_OK);
	return count;
}

static void compare(void)
{
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i += 2) {
		int missing = count_difference(counts[i + 1], counts[i]);
		int wrong = count_difference(counts[i], counts[i + 1]);
		if (missing + wrong != 0) {
			print_error("after %u records: %s\n", record_count, counts[i]);
		}
		assert_int_equal(missing + wrong, 0);
	}
}

static void sums_are_what_a_count_of_all_says(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		add_tablet(i);
	}
	for (unsigned i = 0; i < 600; i++) {
		switch (draw(8)) {
		case 0:
			move_tablet();
			break;
		case 1:
			put_area();
			break;
		case 2:
			put_household();
			break;
		default:
			add_record();
		}
		if (i % 50 == 0) {
			compare();
		}
	}
	compare();
}

static int take_area(void *user, const struct zr_area *area)
{
	*(struct zr_area *)user = *area;
	return 0;
}

/* A household that somebody floods keeps what it came to, and costs no more. */
static void a_flooded_household_costs_a_bounded_time(void **state)
{
	(void)state;
	struct zr_area area = {.area_id = "a", .name = "A", .form_id = "f"};
	const struct zr_store_household household = {.household_id = "h", .address = "x"};
	const struct zr_area_filter filter = {.count_max = 1};
	assert_int_equal(zr_store_put_area(store, &area, &fault), 0);
	assert_int_equal(zr_store_put_household(store, "a", &household, &fault), 0);
	assert_int_equal(zr_store_begin(store, &fault), 0);
	for (unsigned i = 1; i <= ZR_HUB_VISIT_COUNT_MAX + 5; i++) {
		char id[ZR_STORE_ID_BYTES];
		name(id, "r", i);
		struct zr_store_record record = {.sequence = i,
			.device_id = {1},
			.envelope = "e",
			.envelope_bytes = 1,
			.content = {.record_id = id,
				.form_id = TEXT("f"),
				.form_version = TEXT("1"),
				.area_id = TEXT("a"),
				.household_id = TEXT("h"),
				.outcome = TEXT("o"),
				.finished_us = i,
				.result = i <= ZR_HUB_VISIT_COUNT_MAX ? ZR_RESULT_DONE
								      : ZR_RESULT_REFUSED}};
		memcpy(record.hash, &i, sizeof i);
		assert_int_equal(zr_store_add_record(store, &record, &fault), 0);
	}
	assert_int_equal(zr_store_commit(store, &fault), 0);
	assert_int_equal(zr_store_list_areas(store, &filter, take_area, &area, &fault), 0);
	assert_int_equal(area.record_count, ZR_HUB_VISIT_COUNT_MAX + 5);
	assert_int_equal(area.result_counts[ZR_RESULT_DONE], 1);
	assert_int_equal(area.result_counts[ZR_RESULT_REFUSED], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(sums_are_what_a_count_of_all_says, start, stop),
		cmocka_unit_test_setup_teardown(
			a_flooded_household_costs_a_bounded_time, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
