/* The slot on the kernel's command line and the partition that carries its name. */
#include "test/unit/unit.h"

#include "tablet/image/slot.h"

static void takes_the_last_slot_named(void **state)
{
	assert_int_equal(zr_slot_parse("quiet zarya.slot=b"), 'b');
	assert_int_equal(zr_slot_parse("zarya.slot=b quiet zarya.slot=a\n"), 'a');
}

static void falls_back_to_slot_a(void **state)
{
	assert_int_equal(zr_slot_parse(""), 'a');
	assert_int_equal(zr_slot_parse("zarya.slot=c"), 'a');
	assert_int_equal(zr_slot_parse("zarya.slot=bb"), 'a');
	assert_int_equal(zr_slot_parse("xzarya.slot=b"), 'a');
	assert_int_equal(zr_slot_parse("zarya.slot="), 'a');
}

static void knows_a_partition_by_its_whole_label(void **state)
{
	const char *uevent = "MAJOR=254\nDEVNAME=vda2\nPARTN=2\nPARTNAME=root-a\n";
	assert_true(zr_slot_is_partition(uevent, "root-a"));
	assert_false(zr_slot_is_partition(uevent, "root"));
	assert_false(zr_slot_is_partition(uevent, "root-ab"));
	assert_false(zr_slot_is_partition("DEVNAME=vda\n", "root-a"));
	assert_false(zr_slot_is_partition("", "root-a"));
	assert_true(zr_slot_is_partition("PARTNAME=root-b", "root-b"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_last_slot_named),
		cmocka_unit_test(falls_back_to_slot_a),
		cmocka_unit_test(knows_a_partition_by_its_whole_label),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
