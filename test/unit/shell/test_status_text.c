#include "test/unit/unit.h"

#include "tablet/shell/bar/status_text.h"

static void time_has_two_digits_each(void **state)
{
	char text[8];
	zr_status_time(&(struct zr_status){.hour = 7, .minute = 5}, text, sizeof text);
	assert_string_equal(text, "07:05");
	zr_status_time(&(struct zr_status){.hour = 23, .minute = 59}, text, sizeof text);
	assert_string_equal(text, "23:59");
}

static void check_unsent(struct zr_status_agent agent, enum zr_status_mood mood,
	const char *russian, const char *english, const char *brief)
{
	const struct zr_status status = {.agent = agent};
	char text[64];
	assert_int_equal(
		zr_status_unsent(&status, ZR_LANGUAGE_RUSSIAN, false, text, sizeof text), mood);
	assert_string_equal(text, russian);
	assert_int_equal(
		zr_status_unsent(&status, ZR_LANGUAGE_ENGLISH, false, text, sizeof text), mood);
	assert_string_equal(text, english);
	assert_int_equal(
		zr_status_unsent(&status, ZR_LANGUAGE_ENGLISH, true, text, sizeof text), mood);
	assert_string_equal(text, brief);
}

static void says_nothing_before_the_agent_answered(void **state)
{
	check_unsent((struct zr_status_agent){0}, ZR_STATUS_QUIET, "", "", "");
}

static void counts_what_is_not_sent(void **state)
{
	struct zr_status_agent agent = {.is_known = true, .is_enrolled = true};
	check_unsent(agent, ZR_STATUS_QUIET, "Всё отправлено", "Everything sent", "0");
	agent.unsent_count = 12;
	check_unsent(agent, ZR_STATUS_WAITING, "Не отправлено: 12", "Not sent: 12", "12");
}

static void counts_in_the_tablets_language(void **state)
{
	const struct zr_status status = {
		.agent = {.is_known = true, .is_enrolled = true, .unsent_count = 3}};
	char text[64];
	(void)zr_status_unsent(&status, ZR_LANGUAGE_TATAR, false, text, sizeof text);
	assert_string_equal(text, "Җибәрелмәгән: 3");
	(void)zr_status_unsent(&status, ZR_LANGUAGE_BASHKIR, false, text, sizeof text);
	assert_string_equal(text, "Ебәрелмәгән: 3");
	(void)zr_status_unsent(&status, ZR_LANGUAGE_CHUVASH, false, text, sizeof text);
	assert_string_equal(text, "Яман: 3");
}

static void full_storage_comes_before_all_else(void **state)
{
	const struct zr_status_agent agent = {
		.is_known = true, .is_storage_full = true, .unsent_count = 3};
	check_unsent(agent, ZR_STATUS_ALARM, "Память заполнена", "Storage full", "Storage full");
}

static void an_agent_that_is_not_enrolled_says_so(void **state)
{
	check_unsent((struct zr_status_agent){.is_known = true}, ZR_STATUS_WAITING,
		"Не зарегистрирован", "Not enrolled", "Not enrolled");
}

static void any_change_makes_another_status(void **state)
{
	const struct zr_status one = {.hour = 1, .agent.name = "a"};
	struct zr_status other = one;
	assert_true(zr_status_equal(&one, &other));
	other.minute = 1;
	assert_false(zr_status_equal(&one, &other));
	other = one;
	other.agent.unsent_count = 1;
	assert_false(zr_status_equal(&one, &other));
	other = one;
	other.agent.name[0] = 'b';
	assert_false(zr_status_equal(&one, &other));
	other = one;
	other.is_charging = true;
	assert_false(zr_status_equal(&one, &other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_has_two_digits_each),
		cmocka_unit_test(says_nothing_before_the_agent_answered),
		cmocka_unit_test(counts_what_is_not_sent),
		cmocka_unit_test(counts_in_the_tablets_language),
		cmocka_unit_test(full_storage_comes_before_all_else),
		cmocka_unit_test(an_agent_that_is_not_enrolled_says_so),
		cmocka_unit_test(any_change_makes_another_status),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
