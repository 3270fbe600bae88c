/* When opening waits for who sends; each with the clock that it names. */
#include "test/unit/unit.h"

#include "hub/core/flood.h"
#include "lib/base/limits.h"

#define MOMENT_US ((int64_t)ZR_HUB_OPENING_MOMENT_US)
#define HOUR_US   (3600 * 1000000LL)

/* What may come in a moment. */
#define MOMENT_COUNT (ZR_HUB_OPENING_RATE_MAX / (1000000 / ZR_HUB_OPENING_MOMENT_US))

static void more_than_the_rate_is_a_flood(void **state)
{
	(void)state;
	struct zr_flood flood = {.since_us = HOUR_US};
	assert_false(zr_flood_look(&flood, MOMENT_COUNT, HOUR_US + MOMENT_US));
	assert_true(zr_flood_look(&flood, MOMENT_COUNT + 1, HOUR_US + 2 * MOMENT_US));
	assert_false(zr_flood_look(&flood, 0, HOUR_US + 3 * MOMENT_US));
}

/* What came during an hour is no more in the tenth of a second in which it is counted. */
static void a_burst_after_a_quiet_spell_is_none(void **state)
{
	(void)state;
	struct zr_flood flood = {0};
	assert_false(zr_flood_look(&flood, 4 * MOMENT_COUNT, HOUR_US));
	assert_false(zr_flood_look(&flood, 64, HOUR_US + 10));
	assert_false(zr_flood_look(&flood, 0, HOUR_US + MOMENT_US));
}

static void a_flood_after_a_quiet_spell_is_one_a_moment_later(void **state)
{
	(void)state;
	struct zr_flood flood = {0};
	assert_false(zr_flood_look(&flood, 2 * MOMENT_COUNT, HOUR_US));
	assert_false(zr_flood_look(&flood, MOMENT_COUNT, HOUR_US + MOMENT_US / 2));
	assert_true(zr_flood_look(&flood, MOMENT_COUNT, HOUR_US + MOMENT_US));
}

static void less_than_a_moment_changes_nothing(void **state)
{
	(void)state;
	struct zr_flood flood = {0};
	assert_false(zr_flood_look(&flood, 1, 0)); /* no time went by */
	assert_false(zr_flood_look(&flood, MOMENT_COUNT, MOMENT_US - 1));
	assert_true(zr_flood_look(&flood, 0, MOMENT_US)); /* all of it */
	assert_true(zr_flood_look(&flood, 0, 2 * MOMENT_US - 1));
	assert_false(zr_flood_look(&flood, 0, 2 * MOMENT_US));
}

static void a_clock_that_was_set_back_begins_anew(void **state)
{
	(void)state;
	struct zr_flood flood = {.since_us = HOUR_US, .is_on = true};
	assert_false(zr_flood_look(&flood, 4 * MOMENT_COUNT, 5));
	assert_false(zr_flood_look(&flood, MOMENT_COUNT, 5 + MOMENT_US));
	assert_true(zr_flood_look(&flood, MOMENT_COUNT + 1, 5 + 2 * MOMENT_US));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(more_than_the_rate_is_a_flood),
		cmocka_unit_test(a_burst_after_a_quiet_spell_is_none),
		cmocka_unit_test(a_flood_after_a_quiet_spell_is_one_a_moment_later),
		cmocka_unit_test(less_than_a_moment_changes_nothing),
		cmocka_unit_test(a_clock_that_was_set_back_begins_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
