/*
 * The contract of progress: after any row of changes, every sum is what a count over all records,
 * households, tablets and areas says. The count is made here, over the lists that the store gives.
 * Tests: hub/store/outlines.c sqlite_outline.c postgres_outline.c hub/store/progress.c
 * sqlite_progress.c postgres_progress.c
 */
#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/store/outlines.h"
#include "hub/store/progress.h"
#include "hub/store/store.h"
#include "lib/base/limits.h"
#include "test/unit/hub/store/contract_fixture.h"
#include "test/unit/hub/store/contract_progress.h"

#define AREA_COUNT      4 /* the last is never made: records of it come all the same */
#define HOME_COUNT      6
#define TERRITORY_COUNT 4
#define TABLET_COUNT    4
#define DAY_COUNT       30
#define DAY_US          (86400 * INT64_C(1000000))
#define FIRST_DAY       20000

static const char *const territories[TERRITORY_COUNT] = {"r1", "r1-d1", "r1-d2", "r2"};
static const char *const paths[TERRITORY_COUNT + 1] = {"r1/", "r1/r1-d1/", "r1/r1-d2/", "r2/", ""};
static char moved_path[ZR_STORE_PATH_BYTES]; /* of r1-d2, which goes from region to region */

/* What the test did, by which it counts. */
static struct {
	bool is_made;
	char path[ZR_STORE_PATH_BYTES];
} areas[AREA_COUNT];
static uint64_t random_state;
static unsigned record_count;

static unsigned draw(unsigned below)
{
	random_state = random_state * 6364136223846793005U + 1442695040888963407U;
	return (unsigned)(random_state >> 33) % below;
}

static void name(char text[ZR_STORE_ID_BYTES], const char *noun, unsigned number)
{
	(void)snprintf(text, ZR_STORE_ID_BYTES, "%s%u", noun, number);
}

/* ---- changes ---- */

static const char *path_of(unsigned territory)
{
	return territory == 2 ? moved_path : paths[territory];
}

static void put_territory(unsigned number)
{
	struct zr_territory territory = {.kind = "region"};
	const char *where = path_of(number);
	(void)snprintf(
		territory.territory_id, sizeof territory.territory_id, "%s", territories[number]);
	(void)snprintf(territory.name, sizeof territory.name, "Name of %s", territories[number]);
	(void)snprintf(territory.path, sizeof territory.path, "%s", where);
	if (strlen(where) > 3) { /* two letters and a slash are above it */
		memcpy(territory.parent_id, where, 2);
	}
	assert_int_equal(zr_store_put_territory(store, &territory, &fault), 0);
}

static void put_area(void)
{
	unsigned number = draw(AREA_COUNT - 1);
	struct zr_area area = {.name = "A", .form_id = "f", .zone = "UTC"};
	name(area.area_id, "a", number);
	assert_int_equal(zr_store_put_area(store, &area, &fault), 0);
	areas[number].is_made = true;
}

static void place_area(void)
{
	unsigned number = draw(AREA_COUNT - 1);
	char area_id[ZR_STORE_ID_BYTES];
	const char *where = path_of(draw(TERRITORY_COUNT + 1));
	name(area_id, "a", number);
	if (areas[number].is_made) {
		assert_int_equal(zr_store_place_area(store, area_id, where, &fault), 0);
		(void)snprintf(areas[number].path, sizeof areas[number].path, "%s", where);
	}
}

/* A district goes to the other region, and its areas with it. */
static void move_territory(void)
{
	char before[ZR_STORE_PATH_BYTES];
	memcpy(before, moved_path, sizeof before);
	(void)snprintf(moved_path, sizeof moved_path, "%s",
		strcmp(before, paths[2]) == 0 ? "r2/r1-d2/" : paths[2]);
	put_territory(2);
	for (unsigned i = 0; i < AREA_COUNT; i++) {
		if (strcmp(areas[i].path, before) == 0) {
			memcpy(areas[i].path, moved_path, sizeof areas[i].path);
		}
	}
}

static void move_tablet(void)
{
	const uint8_t id[ZR_PARTY_ID_BYTES] = {(uint8_t)(1 + draw(TABLET_COUNT))};
	char area_id[ZR_STORE_ID_BYTES];
	name(area_id, "a", draw(AREA_COUNT - 1));
	assert_int_equal(zr_store_move_device(store, id, draw(8) == 0 ? "" : area_id, &fault), 0);
}

static void put_household(void)
{
	char area_id[ZR_STORE_ID_BYTES];
	char id[ZR_STORE_ID_BYTES];
	name(area_id, "a", draw(AREA_COUNT - 1));
	name(id, "h", draw(HOME_COUNT));
	const struct zr_store_household household = {
		.household_id = id, .address = "x", .is_removed = draw(4) == 0};
	assert_int_equal(zr_store_put_household(store, area_id, &household, &fault), 0);
}

static void put_record(void)
{
	char texts[5][ZR_STORE_ID_BYTES];
	unsigned number = ++record_count;
	name(texts[0], "r", draw(20) == 0 ? draw(number) : number); /* an id that was used, too */
	name(texts[1], "a", draw(AREA_COUNT));
	name(texts[2], "h", draw(HOME_COUNT + 1));
	name(texts[3], "r", draw(number + 2));
	name(texts[4], "r", draw(number + 2));
	int64_t finished_us = (FIRST_DAY + draw(DAY_COUNT)) * DAY_US + draw(86400);
	struct zr_store_record record = {.sequence = draw(30) == 0 ? draw(number) + 1 : number,
		.received_us = (FIRST_DAY + DAY_COUNT) * DAY_US + number,
		.device_id = {(uint8_t)(1 + draw(TABLET_COUNT))},
		.envelope = "e",
		.envelope_bytes = 1,
		.content = {.record_id = texts[0],
			.form_id = TEXT("f"),
			.form_version = TEXT("1"),
			.area_id = texts[1],
			.household_id = draw(8) == 0 ? TEXT("") : texts[2],
			.outcome = TEXT("o"),
			.started_us = finished_us - 1,
			.finished_us = finished_us,
			.result = (enum zr_visit_result)(1 + draw(ZR_RESULT_LAST)),
			.previous_id = draw(3) == 0 ? texts[3] : NULL,
			.replaces_id = draw(3) == 0 ? texts[4] : NULL}};
	memcpy(record.hash, &number, sizeof number);
	memcpy(record.content_hash, &number, sizeof number);
	assert_int_equal(zr_store_add_record(store, &record, &fault), 0);
}

/* ---- a count over all ---- */

struct seen {
	unsigned number;
	unsigned conflict;
	struct zr_record content; /* ids alone, in texts */
	char texts[5][ZR_STORE_ID_BYTES];
	int64_t received_us;
	int64_t rank;
};
static struct seen seen[700];
static unsigned seen_count;
static struct {
	bool is_listed;
	bool is_removed;
} homes[AREA_COUNT][HOME_COUNT + 1];
static unsigned tablets_of[AREA_COUNT];

static int see_record(void *user, const struct zr_store_record *record, int64_t rank)
{
	(void)user;
	const struct zr_record *content = &record->content;
	struct seen *one = &seen[seen_count++];
	const char *const texts[5] = {content->record_id, content->area_id, content->household_id,
		content->previous_id, content->replaces_id};
	assert_true(seen_count <= sizeof seen / sizeof seen[0]);
	*one = (struct seen){
		.conflict = record->conflict, .received_us = record->received_us, .rank = rank};
	one->content.finished_us = content->finished_us;
	one->content.result = content->result;
	for (int i = 0; i < 5; i++) {
		(void)snprintf(one->texts[i], sizeof one->texts[i], "%s", texts[i]);
	}
	return 0;
}

static int see_household(void *user, const struct zr_store_household *household)
{
	unsigned area = *(const unsigned *)user;
	unsigned home = (unsigned)strtoul(household->household_id + 1, NULL, 10);
	homes[area][home].is_listed = true;
	homes[area][home].is_removed = household->is_removed;
	return 0;
}

static int see_tablet(void *user, const struct zr_device *device)
{
	(void)user;
	if (device->area_id[0] != '\0') {
		tablets_of[device->area_id[1] - '0']++;
	}
	return 0;
}

static void see_all(void)
{
	struct zr_store_place place = {0};
	const struct zr_store_record_filter every = {
		.with_replaced = true, .count_max = ZR_HUB_PAGE_COUNT_MAX, .place = &place};
	const struct zr_device_filter tablets = {.count_max = 100};
	seen_count = 0;
	memset(homes, 0, sizeof homes);
	memset(tablets_of, 0, sizeof tablets_of);
	do {
		assert_int_equal(zr_store_list_records(store, &every, see_record, NULL, &fault), 0);
	} while (place.is_set);
	assert_int_equal(seen_count, record_count);
	for (unsigned area = 0; area < AREA_COUNT; area++) {
		char area_id[ZR_STORE_ID_BYTES];
		name(area_id, "a", area);
		assert_int_equal(
			zr_store_survey_households(store, area_id, see_household, &area, &fault),
			0);
	}
	assert_int_equal(zr_store_list_devices(store, &tablets, see_tablet, NULL, &fault), 0);
}

static bool is_foreign(const struct seen *one)
{
	return (one->conflict & ZR_STORE_CONFLICT_AREA) != 0;
}

/* Whether another record of the household corrects or follows that one. */
static bool is_past(const struct seen *one)
{
	for (unsigned i = 0; i < seen_count; i++) {
		const struct seen *later = &seen[i];
		if (strcmp(later->texts[1], one->texts[1]) == 0 &&
			strcmp(later->texts[2], one->texts[2]) == 0 &&
			strcmp(later->texts[0], one->texts[0]) != 0 && !is_foreign(later) &&
			(strcmp(later->texts[3], one->texts[0]) == 0 ||
				strcmp(later->texts[4], one->texts[0]) == 0)) {
			return true;
		}
	}
	return false;
}

/* Whether one counts before another of its household: an answer that is whole, then the later. */
static bool is_ahead(const struct seen *one, const struct seen *other)
{
	bool is_whole = one->content.result == ZR_RESULT_DONE;
	bool is_other_whole = other->content.result == ZR_RESULT_DONE;
	int64_t later_us = one->content.finished_us - other->content.finished_us;
	if (is_whole != is_other_whole) {
		return is_whole;
	}
	return later_us > 0 || (later_us == 0 && one->rank > other->rank);
}

static const struct seen *find_counting(const char *area_id, const char *household_id)
{
	const struct seen *best = NULL;
	for (unsigned i = 0; i < seen_count; i++) {
		const struct seen *one = &seen[i];
		bool is_theirs = strcmp(one->texts[1], area_id) == 0 &&
				 strcmp(one->texts[2], household_id) == 0;
		if (!is_theirs || is_foreign(one) || is_past(one)) {
			continue;
		}
		if (best == NULL || is_ahead(one, best)) {
			best = one;
		}
	}
	return best;
}

struct count {
	struct zr_progress_sums sums;
	uint64_t days[DAY_COUNT][ZR_RESULT_LAST + 1];
};

static void count_home(unsigned area, unsigned home, struct count *count)
{
	char area_id[ZR_STORE_ID_BYTES];
	char household_id[ZR_STORE_ID_BYTES];
	name(area_id, "a", area);
	name(household_id, "h", home);
	bool was_visited = false;
	for (unsigned i = 0; i < seen_count; i++) {
		was_visited = was_visited || (strcmp(seen[i].texts[1], area_id) == 0 &&
						     strcmp(seen[i].texts[2], household_id) == 0);
	}
	count->sums.found_count += was_visited && !homes[area][home].is_listed;
	if (!homes[area][home].is_listed || homes[area][home].is_removed) {
		return;
	}
	const struct seen *one = find_counting(area_id, household_id);
	enum zr_visit_result result = one != NULL ? one->content.result : ZR_RESULT_UNKNOWN;
	count->sums.household_count++;
	count->sums.result_counts[result]++;
	if (one != NULL) {
		count->days[one->content.finished_us / DAY_US - FIRST_DAY][result]++;
	}
}

/* Of the areas that lie there; of that one alone when it is not AREA_COUNT. */
static struct count count_all(const char *where, unsigned only)
{
	struct count count = {0};
	for (unsigned area = 0; area < AREA_COUNT; area++) {
		bool is_wanted = only == AREA_COUNT
					 ? strncmp(areas[area].path, where, strlen(where)) == 0
					 : only == area;
		for (unsigned i = 0; is_wanted && i < seen_count; i++) {
			if (seen[i].texts[1][1] - '0' == (int)area) {
				count.sums.record_count++;
				count.sums.last_us = seen[i].received_us > count.sums.last_us
							     ? seen[i].received_us
							     : count.sums.last_us;
			}
		}
		for (unsigned home = 0; is_wanted && home <= HOME_COUNT; home++) {
			count_home(area, home, &count);
		}
		count.sums.area_count += is_wanted && areas[area].is_made;
		count.sums.device_count += is_wanted ? tablets_of[area] : 0;
	}
	return count;
}

static int see_day(void *user, const struct zr_progress_day *day)
{
	struct count *count = user;
	assert_true(day->day >= FIRST_DAY && day->day < FIRST_DAY + DAY_COUNT);
	memcpy(count->days[day->day - FIRST_DAY], day->result_counts, sizeof day->result_counts);
	return 0;
}

static void expect(const struct zr_progress_of *of, const struct count *counted)
{
	struct count count = {0};
	assert_int_equal(zr_progress_sum(store, of, &count.sums, &fault), 0);
	assert_int_equal(zr_progress_list_days(store, of, see_day, &count, &fault), 0);
	if (memcmp(&count.sums, &counted->sums, sizeof count.sums) != 0 ||
		memcmp(count.days, counted->days, sizeof count.days) != 0) {
		const uint64_t *sums = (const uint64_t *)&count.sums;
		const uint64_t *truth = (const uint64_t *)&counted->sums;
		for (size_t i = 0; i < sizeof count.sums / sizeof *sums; i++) {
			print_error("%zu: %llu, counted %llu\n", i, (unsigned long long)sums[i],
				(unsigned long long)truth[i]);
		}
		fail_msg("%s%s after %u records", of->area_id != NULL ? of->area_id : "of ",
			of->territory_id != NULL ? of->territory_id : "", record_count);
	}
}

static void compare(void)
{
	see_all();
	for (unsigned area = 0; area < AREA_COUNT; area++) {
		char area_id[ZR_STORE_ID_BYTES];
		name(area_id, "a", area);
		struct count counted = count_all("", area);
		counted.sums.area_count = 1; /* of one that has a row */
		struct zr_progress_sums sums;
		const struct zr_progress_of of = {.area_id = area_id};
		assert_int_equal(zr_progress_sum(store, &of, &sums, &fault), 0);
		counted.sums.area_count = sums.area_count;
		expect(&of, &counted);
	}
	for (unsigned i = 0; i <= TERRITORY_COUNT; i++) {
		const struct count counted = count_all(path_of(i), AREA_COUNT);
		const struct zr_progress_of of = {
			.territory_id = i < TERRITORY_COUNT ? territories[i] : ""};
		expect(&of, &counted);
	}
}

static void change(void)
{
	static void (*const rare[])(void) = {
		put_area, place_area, move_tablet, move_territory, put_household, put_household};
	if (draw(3) == 0) {
		rare[draw(sizeof rare / sizeof rare[0])]();
	} else {
		put_record();
	}
}

static void sums_are_what_a_count_of_all_says(void **state)
{
	(void)state;
	memset(areas, 0, sizeof areas);
	record_count = 0;
	random_state = 7;
	(void)snprintf(moved_path, sizeof moved_path, "%s", paths[2]);
	for (unsigned i = 0; i < TERRITORY_COUNT; i++) {
		put_territory(i);
	}
	for (uint8_t i = 1; i <= TABLET_COUNT; i++) {
		char area_id[ZR_STORE_ID_BYTES];
		name(area_id, "a", draw(AREA_COUNT - 1));
		add_device(i, "T", area_id);
	}
	for (unsigned i = 0; i < 600; i++) {
		bool is_kept = draw(10) != 0;
		if (is_kept) {
			change();
		} else { /* a request that fails takes back what it counted */
			unsigned count = record_count;
			assert_int_equal(zr_store_begin(store, &fault), 0);
			put_record();
			zr_store_rollback(store);
			record_count = count;
		}
		if (i % 60 == 0) {
			compare();
		}
	}
	compare();
}

/* ---- lists ---- */

static int join_row(void *user, const struct zr_progress_row *row)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 200 - strlen(text), "%s%s=%u ", row->is_area ? "/" : "",
		row->id, (unsigned)row->sums.area_count);
	return 0;
}

static int list_below(const char *territory_id, size_t depth, char *text)
{
	const struct zr_progress_below below = {territory_id, depth};
	return zr_progress_list_territories(store, &below, join_row, text, &fault);
}

static void lists_show_what_lies_below(void **state)
{
	(void)state;
	char text[200] = "";
	(void)snprintf(moved_path, sizeof moved_path, "%s", paths[2]);
	for (unsigned i = 0; i < TERRITORY_COUNT; i++) {
		put_territory(i);
	}
	for (unsigned i = 0; i < 3; i++) {
		struct zr_area area = {.name = "A", .form_id = "f"};
		name(area.area_id, "a", i);
		assert_int_equal(zr_store_put_area(store, &area, &fault), 0);
		assert_int_equal(
			zr_store_place_area(store, area.area_id, i < 2 ? paths[1] : "", &fault), 0);
	}
	assert_int_equal(list_below("", 1, text), 0);
	assert_string_equal(text, "r1=2 r2=0 ");
	text[0] = '\0';
	assert_int_equal(list_below("", 2, text), 0);
	assert_string_equal(text, "r1=2 r2=0 r1-d1=2 r1-d2=0 ");
	text[0] = '\0';
	assert_int_equal(list_below("r1", 3, text), 0);
	assert_string_equal(text, "r1-d1=2 r1-d2=0 ");
	text[0] = '\0';
	struct zr_progress_areas of = {.path = paths[1], .count_max = 1};
	assert_int_equal(zr_progress_list_areas(store, &of, join_row, text, &fault), 0);
	of.after = "a0";
	assert_int_equal(zr_progress_list_areas(store, &of, join_row, text, &fault), 0);
	of = (struct zr_progress_areas){.path = "", .count_max = 5};
	assert_int_equal(zr_progress_list_areas(store, &of, join_row, text, &fault), 0);
	assert_string_equal(text, "/a0=1 /a1=1 /a2=1 ");
}

static int join_outline(void *user, const struct zr_outline_row *outline)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 200 - strlen(text), "%s%s:%s ",
		outline->is_area ? "/" : "", outline->id, outline->shape);
	return strcmp(outline->shape, "last") == 0 ? 7 : 0;
}

static void put_outline(bool is_area, const char *id, const char *shape)
{
	struct zr_outline_row outline = {.is_area = is_area, .shape = shape};
	(void)snprintf(outline.id, sizeof outline.id, "%s", id);
	assert_int_equal(zr_outlines_put(store, &outline, &fault), 0);
}

static void outlines_are_of_what_lies_directly_in_a_territory(void **state)
{
	(void)state;
	char text[200] = "";
	const struct zr_territory country = {0};
	struct zr_territory region = {.territory_id = "r1", .path = "r1/"};
	const struct zr_area area = {.area_id = "a0", .name = "A", .form_id = "f"};
	(void)snprintf(moved_path, sizeof moved_path, "%s", paths[2]);
	for (unsigned i = 0; i < TERRITORY_COUNT; i++) {
		put_territory(i);
		put_outline(false, territories[i], "old");
		put_outline(false, territories[i], "x");
	}
	assert_int_equal(zr_store_put_area(store, &area, &fault), 0);
	assert_int_equal(zr_store_place_area(store, "a0", "r1/", &fault), 0);
	put_outline(true, "a0", "y");
	struct zr_outlines_of of = {.territory = &country, .after = "", .count_max = 9};
	assert_int_equal(zr_outlines_list(store, &of, join_outline, text, &fault), 0);
	of.territory = &region;
	assert_int_equal(zr_outlines_list(store, &of, join_outline, text, &fault), 0);
	of.after = "r1-d1";
	assert_int_equal(zr_outlines_list(store, &of, join_outline, text, &fault), 0);
	of.is_area = true;
	of.after = "";
	assert_int_equal(zr_outlines_list(store, &of, join_outline, text, &fault), 0);
	assert_string_equal(text, "r1:x r2:x r1-d1:x r1-d2:x r1-d2:x /a0:y ");
	put_outline(true, "a0", NULL);
	put_outline(false, "r1-d1", "last");
	text[0] = '\0';
	assert_int_equal(zr_outlines_list(store, &of, join_outline, text, &fault), 0);
	of.is_area = false;
	assert_int_equal(zr_outlines_list(store, &of, join_outline, text, &fault), 7);
	assert_string_equal(text, "r1-d1:last ");
}

/* A tablet that never was of the area brought a record of its household; then it comes there. */
static void who_joins_an_area_brings_along_what_it_recorded(void **state)
{
	(void)state;
	const struct zr_area area = {.area_id = "a0", .name = "A", .form_id = "f", .zone = "UTC"};
	const struct zr_store_household household = {.household_id = "h0", .address = "x"};
	const struct zr_progress_of of = {.area_id = "a0"};
	const uint8_t id[ZR_PARTY_ID_BYTES] = {1};
	struct zr_progress_sums sums;
	add_device(1, "T", "a1");
	assert_int_equal(zr_store_put_area(store, &area, &fault), 0);
	assert_int_equal(zr_store_put_household(store, "a0", &household, &fault), 0);
	const struct zr_store_record record = {.sequence = 1,
		.received_us = (FIRST_DAY + 1) * DAY_US,
		.device_id = {1},
		.envelope = "e",
		.envelope_bytes = 1,
		.content = {.record_id = TEXT("r0"),
			.form_id = TEXT("f"),
			.form_version = TEXT("1"),
			.area_id = TEXT("a0"),
			.household_id = TEXT("h0"),
			.outcome = TEXT("o"),
			.started_us = FIRST_DAY * DAY_US,
			.finished_us = FIRST_DAY * DAY_US,
			.result = ZR_RESULT_DONE}};
	assert_int_equal(zr_store_add_record(store, &record, &fault), 0);
	assert_int_equal(zr_progress_sum(store, &of, &sums, &fault), 0);
	assert_int_equal(sums.result_counts[ZR_RESULT_DONE], 0);
	assert_int_equal(zr_store_move_device(store, id, "a0", &fault), 0);
	assert_int_equal(zr_progress_sum(store, &of, &sums, &fault), 0);
	assert_int_equal(sums.record_count, 1);
	assert_int_equal(sums.result_counts[ZR_RESULT_DONE], 1);
	assert_int_equal(sums.result_counts[ZR_RESULT_UNKNOWN], 0);
	record_count = 1;
	see_all();
	assert_false(is_foreign(&seen[0]));
}

int contract_progress_run(void)
{
	const struct CMUnitTest tests[] = {
		CASE(sums_are_what_a_count_of_all_says),
		CASE(lists_show_what_lies_below),
		CASE(who_joins_an_area_brings_along_what_it_recorded),
		CASE(outlines_are_of_what_lies_directly_in_a_territory),
	};
	return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
