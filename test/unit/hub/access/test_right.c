/* Tests: hub/access/right.c hub/access/scope.c */
#include "test/unit/unit.h"

#include "hub/access/right.h"
#include "hub/access/scope.h"

static void a_role_is_known_by_its_name(void **state)
{
	(void)state;
	for (int role = ZR_ROLE_NONE_ + 1; role < ZR_ROLE_COUNT_; role++) {
		assert_int_equal(zr_right_role(zr_right_role_name((enum zr_role)role)), role);
	}
	assert_int_equal(zr_right_role("emperor"), ZR_ROLE_NONE_);
	assert_int_equal(zr_right_role(""), ZR_ROLE_NONE_);
}

static void what_concerns_the_whole_is_not_of_a_part(void **state)
{
	(void)state;
	assert_true(zr_right_has(ZR_RIGHT_SEE_AUDIT, ZR_ROLE_AUDITOR, true));
	assert_false(zr_right_has(ZR_RIGHT_SEE_AUDIT, ZR_ROLE_AUDITOR, false));
	assert_true(zr_right_has(ZR_RIGHT_SEE_AREAS, ZR_ROLE_AUDITOR, false));
	assert_string_equal(zr_right_name(ZR_RIGHT_SEE_AREAS), "SEE_AREAS");
}

static void nobody_has_what_no_role_has(void **state)
{
	(void)state;
	for (int role = ZR_ROLE_NONE_; role < ZR_ROLE_COUNT_; role++) {
		assert_false(zr_right_has(ZR_RIGHT_NONE, (enum zr_role)role, true));
	}
	for (int right = ZR_RIGHT_NONE; right < ZR_RIGHT_COUNT_; right++) {
		assert_false(zr_right_has((enum zr_right)right, ZR_ROLE_NONE_, true));
	}
}

static void only_those_who_work_with_answers_open_them(void **state)
{
	(void)state;
	assert_true(zr_right_has(ZR_RIGHT_OPEN_RECORDS, ZR_ROLE_CONTROLLER, false));
	assert_false(zr_right_has(ZR_RIGHT_OPEN_RECORDS, ZR_ROLE_FLEET, true));
	assert_false(zr_right_has(ZR_RIGHT_OPEN_RECORDS, ZR_ROLE_AUDITOR, true));
}

static void a_territory_holds_what_begins_with_its_path(void **state)
{
	(void)state;
	assert_true(zr_scope_has("", ""));
	assert_true(zr_scope_has("", "16/16-03/"));
	assert_true(zr_scope_has("16/", "16/"));
	assert_true(zr_scope_has("16/", "16/16-03/"));
	assert_false(zr_scope_has("16/", "160/"));
	assert_false(zr_scope_has("16/16-03/", "16/"));
	assert_false(zr_scope_has("16/", ""));
	assert_false(zr_scope_has("?/", "16/"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_role_is_known_by_its_name),
		cmocka_unit_test(what_concerns_the_whole_is_not_of_a_part),
		cmocka_unit_test(nobody_has_what_no_role_has),
		cmocka_unit_test(only_those_who_work_with_answers_open_them),
		cmocka_unit_test(a_territory_holds_what_begins_with_its_path),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
