/* Invented records: the same for the same numbers, different for others. */
#include "test/unit/unit.h"

#include <string.h>

#include "lib/base/cleanup.h"
#include "test/load/invent.h"

static void is_the_same_for_the_same_seed(void **state)
{
	ZR_CLEANUP(zr_record_finish) struct zr_record one = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record again = {0};
	assert_int_equal(0, zr_invent_record(7, 3, 12, &one));
	assert_int_equal(0, zr_invent_record(7, 3, 12, &again));
	assert_string_equal(one.record_id, again.record_id);
	assert_string_equal(one.xml, again.xml);
	assert_int_equal(strlen(one.xml), one.xml_bytes);
	assert_int_equal(36, strlen(one.record_id));
	assert_non_null(strstr(one.xml, one.record_id));
}

static void differs_by_seed_tablet_and_number(void **state)
{
	static const struct {
		uint64_t seed;
		unsigned tablet;
		uint64_t number;
	} others[] = {{8, 3, 12}, {7, 4, 12}, {7, 3, 13}};
	ZR_CLEANUP(zr_record_finish) struct zr_record one = {0};
	assert_int_equal(0, zr_invent_record(7, 3, 12, &one));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		ZR_CLEANUP(zr_record_finish) struct zr_record other = {0};
		assert_int_equal(0, zr_invent_record(others[i].seed, others[i].tablet,
					    others[i].number, &other));
		assert_string_not_equal(one.record_id, other.record_id);
		assert_string_not_equal(one.xml, other.xml);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_the_same_for_the_same_seed),
		cmocka_unit_test(differs_by_seed_tablet_and_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
