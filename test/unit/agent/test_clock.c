/* When the hub's time is believed. Tests: tablet/agent/core/clock.c. */
#include "tablet/agent/core/clock.h"

#include "test/unit/unit.h"

#define S INT64_C(1000000)

/* Our clock shows 1000 s, the newest record 900 s; the exchange took two seconds. */
static struct zr_clock_reading reading_of(int64_t hub_us)
{
	return (struct zr_clock_reading){.hub_us = hub_us,
		.asked_us = 50 * S,
		.answered_us = 52 * S,
		.wall_us = 1000 * S,
		.newest_us = 900 * S};
}

static void leaves_a_few_seconds_alone(void **state)
{
	struct zr_clock clock = {0};
	struct zr_clock_reading reading = reading_of(999 * S);
	int64_t wall_us = -1;
	assert_false(zr_clock_judge(&clock, &reading, &wall_us));
	reading.hub_us = 1004 * S;
	assert_false(zr_clock_judge(&clock, &reading, &wall_us));
	reading.hub_us = 994 * S;
	assert_false(zr_clock_judge(&clock, &reading, &wall_us));
	assert_true(wall_us == -1);
}

static void goes_on_at_once(void **state)
{
	struct zr_clock clock = {0};
	struct zr_clock_reading reading = reading_of(9000 * S);
	int64_t wall_us = 0;
	assert_true(zr_clock_judge(&clock, &reading, &wall_us));
	assert_true(wall_us == 9001 * S); /* half the way back is gone already */
}

static void goes_back_at_once_behind_what_is_stored(void **state)
{
	struct zr_clock clock = {0};
	struct zr_clock_reading reading = reading_of(950 * S);
	int64_t wall_us = 0;
	assert_true(zr_clock_judge(&clock, &reading, &wall_us));
	assert_true(wall_us == 951 * S);
}

static void goes_back_over_stored_times_only_when_two_answers_agree(void **state)
{
	struct zr_clock clock = {0};
	struct zr_clock_reading reading = reading_of(500 * S);
	int64_t wall_us = 0;
	assert_false(zr_clock_judge(&clock, &reading, &wall_us));
	reading.hub_us = 300 * S; /* the next one says something else */
	assert_false(zr_clock_judge(&clock, &reading, &wall_us));
	reading.hub_us = 999 * S; /* and then all is well */
	assert_false(zr_clock_judge(&clock, &reading, &wall_us));
	reading.hub_us = 300 * S;
	assert_false(zr_clock_judge(&clock, &reading, &wall_us));
	/* A minute later the hub still says the same. */
	reading.hub_us += 60 * S;
	reading.wall_us += 60 * S;
	assert_true(zr_clock_judge(&clock, &reading, &wall_us));
	assert_true(wall_us == 361 * S);
}

static void does_not_judge_by_a_slow_or_empty_answer(void **state)
{
	struct zr_clock clock = {0};
	struct zr_clock_reading reading = reading_of(9000 * S);
	int64_t wall_us = 0;
	reading.answered_us = 90 * S;
	assert_false(zr_clock_judge(&clock, &reading, &wall_us));
	reading = reading_of(0);
	assert_false(zr_clock_judge(&clock, &reading, &wall_us));
	reading = reading_of(INT64_MAX); /* beyond all dates */
	assert_false(zr_clock_judge(&clock, &reading, &wall_us));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_a_few_seconds_alone),
		cmocka_unit_test(goes_on_at_once),
		cmocka_unit_test(goes_back_at_once_behind_what_is_stored),
		cmocka_unit_test(goes_back_over_stored_times_only_when_two_answers_agree),
		cmocka_unit_test(does_not_judge_by_a_slow_or_empty_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
