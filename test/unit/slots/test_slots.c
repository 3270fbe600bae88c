/* The decisions over two slots, one by one; test_slots_explore.c walks through all of their states.
 */
#include "test/unit/unit.h"

#include <string.h>

#include "lib/slots/slots.h"

#define UKI 20000000u

static struct zr_slots factory(void)
{
	struct zr_slots slots;
	zr_slots_init_first(&slots, 5, UKI, 3);
	return slots;
}

static struct zr_slots updated(void)
{
	struct zr_slots slots = factory();
	assert_true(zr_slots_prepare_write(&slots, ZR_SLOT_A));
	assert_true(zr_slots_activate(&slots, ZR_SLOT_A, 6, UKI));
	return slots;
}

static void starts_the_only_slot_of_a_factory(void **state)
{
	struct zr_slots slots = factory();
	assert_int_equal(zr_slots_choose(&slots, 0), ZR_SLOT_A);
	assert_int_equal(zr_slots_choose(&slots, 1u << ZR_SLOT_A), ZR_SLOT_NONE);
	assert_true(zr_slots_is_valid(&slots));
}

static void starts_both_slots_when_the_record_is_lost(void **state)
{
	struct zr_slots slots;
	zr_slots_init_lost(&slots);
	assert_int_equal(zr_slots_choose(&slots, 0), ZR_SLOT_A);
	assert_int_equal(zr_slots_choose(&slots, 1u << ZR_SLOT_A), ZR_SLOT_B);
	assert_int_equal(slots.floor, 0);
}

static void starts_what_was_activated_until_its_tries_end(void **state)
{
	struct zr_slots slots = updated();
	for (unsigned i = 0; i < ZR_SLOT_TRIES_MAX; i++) {
		assert_int_equal(zr_slots_choose(&slots, 0), ZR_SLOT_B);
		zr_slots_count_down(&slots, ZR_SLOT_B);
	}
	assert_int_equal(zr_slots_choose(&slots, 0), ZR_SLOT_A);
}

static void gives_tries_back_with_a_blessing(void **state)
{
	struct zr_slots slots = updated();
	zr_slots_count_down(&slots, ZR_SLOT_B);
	zr_slots_bless(&slots, ZR_SLOT_B);
	assert_int_equal(slots.slot[ZR_SLOT_B].tries, ZR_SLOT_TRIES_MAX);
	assert_true(slots.slot[ZR_SLOT_B].is_good);
}

static void keeps_the_way_back_while_on_trial(void **state)
{
	struct zr_slots slots = updated(), before = slots;
	assert_false(zr_slots_prepare_write(&slots, ZR_SLOT_B));
	assert_false(zr_slots_activate(&slots, ZR_SLOT_B, 7, UKI));
	assert_memory_equal(&slots, &before, sizeof slots);
}

static void activates_nothing_that_may_not_start(void **state)
{
	struct zr_slots slots = factory();
	struct zr_slots before = slots;
	assert_false(zr_slots_activate(&slots, ZR_SLOT_A, 2, UKI)); /* below the floor */
	assert_false(zr_slots_activate(&slots, ZR_SLOT_A, 0, UKI));
	assert_false(zr_slots_activate(&slots, ZR_SLOT_A, 6, 0));
	assert_false(zr_slots_activate(&slots, ZR_SLOT_A, 6, ZR_SLOT_UKI_BYTES_MAX + 1));
	assert_memory_equal(&slots, &before, sizeof slots);
	assert_true(zr_slots_activate(&slots, ZR_SLOT_A, 3, ZR_SLOT_UKI_BYTES_MAX));
	assert_false(zr_slots_activate(&slots, ZR_SLOT_A, 4, UKI)); /* not prepared */
}

static void raises_the_floor_only_to_what_both_slots_have_reached(void **state)
{
	struct zr_slots slots = factory();
	assert_false(zr_slots_raise_floor(&slots, 5)); /* one slot is empty */
	slots = updated();
	assert_false(zr_slots_raise_floor(&slots, 5)); /* B is on trial */
	zr_slots_bless(&slots, ZR_SLOT_B);
	assert_false(zr_slots_raise_floor(&slots, 6)); /* A is 5 */
	assert_false(zr_slots_raise_floor(&slots, 3)); /* as it is */
	assert_false(zr_slots_raise_floor(&slots, 2));
	assert_int_equal(slots.floor, 3);
	assert_true(zr_slots_raise_floor(&slots, 5));
	assert_int_equal(slots.floor, 5);
}

static void passes_by_what_is_below_the_floor(void **state)
{
	struct zr_slots slots = updated();
	slots.floor = 6; /* as a TPM's counter may say, beyond the record */
	zr_slots_count_down(&slots, ZR_SLOT_B);
	assert_int_equal(zr_slots_choose(&slots, 1u << ZR_SLOT_B), ZR_SLOT_NONE);
	slots.floor = 5;
	assert_int_equal(zr_slots_choose(&slots, 1u << ZR_SLOT_B), ZR_SLOT_A);
}

static void tries_again_when_a_person_asks(void **state)
{
	struct zr_slots slots = updated();
	slots.slot[ZR_SLOT_A].tries = slots.slot[ZR_SLOT_B].tries = 0;
	assert_int_equal(zr_slots_choose(&slots, 0), ZR_SLOT_NONE);
	assert_true(zr_slots_try_again(&slots));
	assert_int_equal(slots.slot[ZR_SLOT_A].tries, 1);
	assert_int_equal(slots.slot[ZR_SLOT_B].tries, 1);
	memset(slots.slot, 0, sizeof slots.slot);
	assert_false(zr_slots_try_again(&slots));
}

static void knows_what_no_record_says(void **state)
{
	struct zr_slots slots = factory();
	slots.slot[ZR_SLOT_A].tries = ZR_SLOT_TRIES_MAX + 1;
	assert_false(zr_slots_is_valid(&slots));
	slots = factory();
	slots.slot[ZR_SLOT_A].priority = ZR_SLOT_PRIORITY_MAX + 1;
	assert_false(zr_slots_is_valid(&slots));
	slots = factory();
	slots.slot[ZR_SLOT_A].uki_bytes = ZR_SLOT_UKI_BYTES_MAX + 1;
	assert_false(zr_slots_is_valid(&slots));
	slots = factory();
	slots.slot[ZR_SLOT_B].tries = 1; /* of an empty slot */
	assert_false(zr_slots_is_valid(&slots));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts_the_only_slot_of_a_factory),
		cmocka_unit_test(starts_both_slots_when_the_record_is_lost),
		cmocka_unit_test(starts_what_was_activated_until_its_tries_end),
		cmocka_unit_test(gives_tries_back_with_a_blessing),
		cmocka_unit_test(keeps_the_way_back_while_on_trial),
		cmocka_unit_test(activates_nothing_that_may_not_start),
		cmocka_unit_test(raises_the_floor_only_to_what_both_slots_have_reached),
		cmocka_unit_test(passes_by_what_is_below_the_floor),
		cmocka_unit_test(tries_again_when_a_person_asks),
		cmocka_unit_test(knows_what_no_record_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
