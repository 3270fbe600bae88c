#include "test/unit/unit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "lib/base/timezone.h"

/* Whether this machine has the zone or not. */
static bool is_name(const char *name)
{
	return zr_timezone_set(name, NULL) != ZR_E_INVALID;
}

static void knows_a_name_from_a_path(void **state)
{
	assert_true(is_name("Asia/Yekaterinburg"));
	assert_true(is_name("Etc/GMT+5"));
	assert_true(is_name("UTC"));
	assert_false(is_name(""));
	assert_false(is_name("/etc/passwd"));
	assert_false(is_name("../../etc/passwd"));
	assert_false(is_name("Asia//Omsk"));
	assert_false(is_name("Asia/"));
	assert_false(is_name(":UTC"));
	assert_false(is_name("MSK-3,x"));
	assert_false(is_name("Азия/Омск"));
}

static void an_unknown_zone_changes_nothing(void **state)
{
	const time_t noon = 1795867200; /* 2026-11-28 12:00 UTC */
	struct tm local;
	assert_int_equal(zr_timezone_set("UTC", NULL), 0);
	assert_int_equal(zr_timezone_set("Nowhere/Atlantis", NULL), ZR_E_NOT_FOUND);
	assert_int_equal(zr_timezone_set("../UTC", NULL), ZR_E_INVALID);
	assert_string_equal(getenv("TZ"), "UTC");
	assert_non_null(localtime_r(&noon, &local));
	assert_int_equal(local.tm_gmtoff, 0);
	if (zr_timezone_set("Asia/Yekaterinburg", NULL) == 0) { /* where the machine has zones */
		assert_non_null(localtime_r(&noon, &local));
		assert_int_equal(local.tm_gmtoff, 5 * 3600);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_a_name_from_a_path),
		cmocka_unit_test(an_unknown_zone_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
