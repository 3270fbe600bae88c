/* Touches that are meant for what is seen. */
#include "tablet/ui/tapguard.h"

#include "test/unit/unit.h"

static const struct zr_tap next = {1000, 1160, 700};

static struct zr_tap after(uint32_t ms, double dx, double dy)
{
	return (struct zr_tap){next.time_ms + ms, next.x + dx, next.y + dy};
}

/* The page turned by a press on Next, and drawn. */
static struct zr_tapguard turned(void)
{
	struct zr_tapguard guard = {0};
	zr_tapguard_drawn(&guard);
	assert_true(zr_tapguard_lets(&guard, &next));
	zr_tapguard_turned(&guard);
	return guard;
}

static bool lets(struct zr_tapguard *guard, struct zr_tap tap)
{
	return zr_tapguard_lets(guard, &tap);
}

static void the_second_tap_of_a_hand_turns_no_second_page(void **state)
{
	struct zr_tapguard guard = turned();
	zr_tapguard_drawn(&guard);
	assert_false(lets(&guard, after(0, 0, 0)));
	assert_false(lets(&guard, after(120, 8, -5)));
	assert_false(lets(&guard, after(ZR_TAPGUARD_MS - 1, -ZR_TAPGUARD_NEAR_PX + 1, 0)));
	assert_true(lets(&guard, after(ZR_TAPGUARD_MS, 0, 0)));
}

static void another_place_is_another_tap(void **state)
{
	struct zr_tapguard guard = turned();
	zr_tapguard_drawn(&guard);
	assert_true(lets(&guard, after(100, -ZR_TAPGUARD_NEAR_PX, 0)));
	assert_true(lets(&guard, after(150, 0, ZR_TAPGUARD_NEAR_PX)));
}

/* Both taps lay in the queue while the first one's page was being made. */
static void nothing_is_touched_before_it_was_drawn(void **state)
{
	struct zr_tapguard guard = turned();
	assert_false(lets(&guard, after(5000, 0, 0)));
	assert_false(lets(&guard, after(5000, -500, -300)));
	zr_tapguard_drawn(&guard);
	assert_true(lets(&guard, after(5001, -500, -300)));
}

static void taps_that_turn_no_page_come_as_fast_as_one_likes(void **state)
{
	struct zr_tapguard guard = turned();
	zr_tapguard_drawn(&guard);
	for (uint32_t ms = 400; ms < 800; ms += 40) {
		assert_true(lets(&guard, after(ms, 0, 0)));
	}
}

static void the_clock_may_wrap(void **state)
{
	struct zr_tapguard guard = {0};
	zr_tapguard_drawn(&guard);
	assert_true(lets(&guard, (struct zr_tap){UINT32_MAX - 50, 10, 10}));
	zr_tapguard_turned(&guard);
	zr_tapguard_drawn(&guard);
	assert_false(lets(&guard, (struct zr_tap){100, 10, 10}));
	assert_true(lets(&guard, (struct zr_tap){300, 10, 10}));
}

static void a_page_that_no_press_brought_takes_the_first(void **state)
{
	struct zr_tapguard guard = {0};
	assert_false(lets(&guard, (struct zr_tap){5, 10, 10}));
	zr_tapguard_turned(&guard);
	zr_tapguard_drawn(&guard);
	assert_true(lets(&guard, (struct zr_tap){6, 10, 10}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_second_tap_of_a_hand_turns_no_second_page),
		cmocka_unit_test(another_place_is_another_tap),
		cmocka_unit_test(nothing_is_touched_before_it_was_drawn),
		cmocka_unit_test(taps_that_turn_no_page_come_as_fast_as_one_likes),
		cmocka_unit_test(the_clock_may_wrap),
		cmocka_unit_test(a_page_that_no_press_brought_takes_the_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
