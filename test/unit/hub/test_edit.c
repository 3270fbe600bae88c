/* Tests: hub/census/edit.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "hub/census/edit.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct zr_edit_old old[] = {
	{.id = "a", .address = "ул. Мира, д. 1"},
	{.id = "b", .address = "ул. Мира, д. 2", .record_count = 1},
	{.id = "c", .address = "ул. Мира, д. 3", .draft_count = 1},
	{.id = "d", .address = "ул. Мира, д. 4"},
	{.id = "x", .address = "ул. Мира, д. 9", .is_removed = true, .record_count = 2},
};

static struct zr_edit_plan plan;
static struct zr_error error;

static int make_plan(const struct zr_edit_wish *wishes, size_t wish_count,
	const struct zr_edit_decision *decisions, size_t decision_count)
{
	struct zr_edit edit = {old, COUNT(old), wishes, wish_count, decisions, decision_count};
	zr_edit_plan_finish(&plan);
	error = (struct zr_error){0};
	return zr_edit_plan(&edit, &plan, &error);
}

static int free_plan(void **state)
{
	(void)state;
	zr_edit_plan_finish(&plan);
	return 0;
}

/* "stays a, added -, removed b?": each change with its household; ? where a decision lacks. */
static void check(const char *expected)
{
	char text[400] = "";
	for (size_t i = 0; i < plan.count; i++) {
		size_t bytes = strlen(text);
		(void)snprintf(text + bytes, sizeof text - bytes, "%s%s %s%s", i > 0 ? ", " : "",
			zr_edit_kind_name(plan.changes[i].kind),
			plan.changes[i].old != NULL ? plan.changes[i].old->id : "-",
			plan.changes[i].needs_decision ? "?" : "");
	}
	assert_string_equal(text, expected);
}

static void lines_keep_their_household_wherever_they_stand(void **state)
{
	(void)state;
	static const struct zr_edit_wish wishes[] = {{"", "ул. Мира, д. 0"}, {"", "ул. Мира, д. 1"},
		{"", "ул. Мира, д. 2"}, {"", "УЛ.МИРА, д.3"}, {NULL, "ул. Мира, д. 4"}};
	assert_int_equal(make_plan(wishes, COUNT(wishes), NULL, 0), 0);
	check("added -, stays a, stays b, changed c, stays d");
	assert_int_equal(plan.undecided_count, 0);
}

static void what_goes_with_a_record_or_draft_asks(void **state)
{
	(void)state;
	static const struct zr_edit_wish wishes[] = {{"", "ул. Мира, д. 1"}};
	assert_int_equal(make_plan(wishes, 1, NULL, 0), 0);
	check("stays a, removed b?, removed c?, removed d");
	static const struct zr_edit_decision decisions[] = {
		{.id = "b", .fate = ZR_EDIT_REMOVE}, {.id = "c", .fate = ZR_EDIT_KEEP}};
	assert_int_equal(make_plan(wishes, 1, decisions, 2), 0);
	check("stays a, stays c, removed b, removed d");
	assert_int_equal(plan.undecided_count, 0);
}

static void a_new_name_is_the_same_household_when_a_person_says_so(void **state)
{
	(void)state;
	static const struct zr_edit_wish wishes[] = {{"", "ул. Мира, д. 1"}, {"", "пр. Мира, д. 2"},
		{"", "ул. Мира, д. 3"}, {"", "ул. Мира, д. 4"}};
	static const struct zr_edit_decision decisions[] = {
		{.id = "b", .fate = ZR_EDIT_SAME, .address = "пр. Мира, д. 2"}};
	assert_int_equal(make_plan(wishes, COUNT(wishes), NULL, 0), 0);
	check("stays a, added -, stays c, stays d, removed b?");
	assert_int_equal(make_plan(wishes, COUNT(wishes), decisions, 1), 0);
	check("stays a, changed b, stays c, stays d");
}

static void ids_and_texts_moved_against_each_other_ask(void **state)
{
	(void)state;
	static const struct zr_edit_wish shifted[] = {{"a", "ул. Мира, д. 0"},
		{"b", "ул. Мира, д. 1"}, {"c", "ул. Мира, д. 2"}, {"d", "ул. Мира, д. 3"}};
	assert_int_equal(make_plan(shifted, COUNT(shifted), NULL, 0), 0);
	check("changed a, changed b?, changed c?, changed d?");
	static const struct zr_edit_wish corrected[] = {{"a", "ул. Мира, д. 1а"},
		{"b", "ул. Мира д 2"}, {"c", "ул. Мира, д. 3"}, {"d", "ул. Мира, д. 4"}};
	assert_int_equal(make_plan(corrected, COUNT(corrected), NULL, 0), 0);
	check("changed a, changed b, stays c, stays d");
}

static void a_removed_household_comes_back_with_its_own_id(void **state)
{
	(void)state;
	static const struct zr_edit_wish wishes[] = {{"a", "ул. Мира, д. 1"},
		{"b", "ул. Мира, д. 2"}, {"c", "ул. Мира, д. 3"}, {"d", "ул. Мира, д. 4"},
		{"", "Ул. Мира, д. 9"}};
	assert_int_equal(make_plan(wishes, COUNT(wishes), NULL, 0), 0);
	check("stays a, stays b, stays c, stays d, returned x");
	static const struct zr_edit_wish reused[] = {{"x", "ул. Мира, д. 77"},
		{"a", "ул. Мира, д. 1"}, {"b", "ул. Мира, д. 2"}, {"c", "ул. Мира, д. 3"}};
	assert_int_equal(make_plan(reused, COUNT(reused), NULL, 0), 0);
	check("returned x?, stays a, stays b, stays c, removed d");
}

static void a_household_is_given_away_once(void **state)
{
	(void)state;
	static const struct zr_edit_wish wishes[] = {{"", "ул. Мира, д. 2"}, {"", "ул. Мира, д. 2"},
		{"b", "ул. Мира, д. 2"}, {"c", "ул. Мира, д. 3"}};
	assert_int_equal(make_plan(wishes, COUNT(wishes), NULL, 0), 0);
	check("added -, added -, stays b, stays c, removed a, removed d");
}

static void contradictions_are_refused(void **state)
{
	(void)state;
	static const struct zr_edit_wish twice[] = {{"a", "1"}, {"a", "2"}};
	assert_int_equal(make_plan(twice, 2, NULL, 0), ZR_E_INVALID);
	static const struct zr_edit_wish wishes[] = {{"", "ул. Мира, д. 1"}};
	static const struct zr_edit_decision unknown = {.id = "q", .fate = ZR_EDIT_REMOVE};
	assert_int_equal(make_plan(wishes, 1, &unknown, 1), ZR_E_INVALID);
	static const struct zr_edit_decision nowhere = {
		.id = "b", .fate = ZR_EDIT_SAME, .address = "nowhere"};
	assert_int_equal(make_plan(wishes, 1, &nowhere, 1), ZR_E_INVALID);
	assert_non_null(strstr(error.message, "nowhere"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
			lines_keep_their_household_wherever_they_stand, free_plan),
		cmocka_unit_test_teardown(what_goes_with_a_record_or_draft_asks, free_plan),
		cmocka_unit_test_teardown(
			a_new_name_is_the_same_household_when_a_person_says_so, free_plan),
		cmocka_unit_test_teardown(ids_and_texts_moved_against_each_other_ask, free_plan),
		cmocka_unit_test_teardown(
			a_removed_household_comes_back_with_its_own_id, free_plan),
		cmocka_unit_test_teardown(a_household_is_given_away_once, free_plan),
		cmocka_unit_test_teardown(contradictions_are_refused, free_plan),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
