/* Tests: hub/census/zone.c */
#include "test/unit/unit.h"

#include <string.h>

#include "hub/census/zone.h"

#define SUMMER_US 1782900000000000 /* 2026-07-01T10:00:00Z */
#define WINTER_US 1798000000000000 /* 2026-12-23T04:26:40Z */

static void check(const char *name, int64_t time_us, const char *expected)
{
	struct zr_zone zone = {0};
	struct zr_error error = {0};
	char text[ZR_ZONE_TEXT_BYTES];
	assert_int_equal(zr_zone_load(name, &zone, &error), 0);
	zr_zone_format(&zone, time_us, text);
	assert_string_equal(text, expected);
	zr_zone_finish(&zone);
}

static void times_stand_in_their_zone(void **state)
{
	(void)state;
	check("UTC", SUMMER_US, "2026-07-01T10:00:00+00:00");
	check("Europe/Moscow", SUMMER_US, "2026-07-01T13:00:00+03:00");
	check("Asia/Yekaterinburg", WINTER_US, "2026-12-23T09:26:40+05:00");
	check("Asia/Kamchatka", WINTER_US, "2026-12-23T16:26:40+12:00");
	check("America/St_Johns", WINTER_US, "2026-12-23T00:56:40-03:30");
}

static void summer_time_is_kept(void **state)
{
	(void)state;
	check("Europe/Berlin", SUMMER_US, "2026-07-01T12:00:00+02:00");
	check("Europe/Berlin", WINTER_US, "2026-12-23T05:26:40+01:00");
	check("Europe/Moscow", 1375000000000000, "2013-07-28T12:26:40+04:00");
	check("UTC", 0, "");
}

static void what_is_no_zone_is_refused(void **state)
{
	(void)state;
	static const char *const names[] = {"", "Nowhere/Town", "../../../etc/passwd",
		"/etc/passwd", "Europe", "Europe/", "zone1970.tab", "Europe/Moscow\n"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct zr_zone zone = {0};
		struct zr_error error = {0};
		assert_int_equal(zr_zone_load(names[i], &zone, &error), ZR_E_INVALID);
		assert_string_equal(error.where, "zone");
	}
}

static void a_file_cut_anywhere_is_refused(void **state)
{
	(void)state;
	uint8_t bytes[2 * 44 + 6 + 9 + 6] = {0};
	for (size_t head = 0; head <= 44 + 6; head += 44 + 6) {
		memcpy(bytes + head, "TZif2", 5);
		bytes[head + 39] = 1; /* one type */
	}
	bytes[44 + 6 + 35] = 1; /* one change */
	struct zr_zone zone = {0};
	assert_int_equal(zr_zone_parse(bytes, sizeof bytes, &zone, NULL), 0);
	assert_int_equal(zone.change_count, 1);
	zr_zone_finish(&zone);
	for (size_t count = 0; count < sizeof bytes; count++) {
		assert_int_equal(zr_zone_parse(bytes, count, &zone, NULL), ZR_E_SYNTAX);
	}
	bytes[2 * 44 + 6 + 8] = 1; /* a type that is not there */
	assert_int_equal(zr_zone_parse(bytes, sizeof bytes, &zone, NULL), ZR_E_SYNTAX);
}

static int find_one(void *user, const char *name)
{
	bool *is_found = user;
	*is_found = *is_found || strcmp(name, "Asia/Yekaterinburg") == 0;
	return 0;
}

static void zones_of_people_are_listed(void **state)
{
	(void)state;
	bool is_found = false;
	assert_int_equal(zr_zone_list(find_one, &is_found), 0);
	assert_true(is_found);
	char own[ZR_ZONE_NAME_BYTES];
	zr_zone_find_own(own);
	struct zr_zone zone = {0};
	assert_int_equal(zr_zone_load(own, &zone, NULL), 0);
	zr_zone_finish(&zone);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_stand_in_their_zone),
		cmocka_unit_test(summer_time_is_kept),
		cmocka_unit_test(what_is_no_zone_is_refused),
		cmocka_unit_test(a_file_cut_anywhere_is_refused),
		cmocka_unit_test(zones_of_people_are_listed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
