#include "test/unit/unit.h"

#include <string.h>

#include "lib/base/error.h"
#include "tablet/shell/bar/hub_text.h"

#define MINUTE_US (60 * 1000000LL)
#define NOW_US    (1800000000LL * 1000000)

static struct zr_status status_of(int last_error, int64_t past_us)
{
	return (struct zr_status){.now_us = NOW_US,
		.is_network_up = true,
		.agent = {.is_known = true,
			.is_enrolled = true,
			.last_error = last_error,
			.last_contact_us = past_us < 0 ? 0 : NOW_US - past_us}};
}

static void expect(const struct zr_status *status, enum zr_hub_detail detail, const char *russian,
	const char *english)
{
	char text[192];
	zr_hub_text_line(status, ZR_LANGUAGE_RUSSIAN, detail, text, sizeof text);
	assert_string_equal(text, russian);
	zr_hub_text_line(status, ZR_LANGUAGE_ENGLISH, detail, text, sizeof text);
	assert_string_equal(text, english);
}

static void a_hub_that_answers_was_there_then(void **state)
{
	struct zr_status status = status_of(0, 30 * 1000000LL);
	expect(&status, ZR_HUB_WHOLE, "Центр: только что", "Hub: just now");
	status = status_of(0, 3 * MINUTE_US);
	expect(&status, ZR_HUB_WHOLE, "Центр: 3 мин назад", "Hub: 3 min ago");
	status = status_of(0, 61 * MINUTE_US);
	expect(&status, ZR_HUB_USUAL, "1 ч назад", "1 h ago");
	status = status_of(0, 25 * 60 * MINUTE_US);
	expect(&status, ZR_HUB_BRIEF, "1 дн. назад", "1 day ago");
	status = status_of(0, 49 * 60 * MINUTE_US);
	expect(&status, ZR_HUB_BRIEF, "2 дн. назад", "2 days ago");
	status = status_of(0, -1);
	expect(&status, ZR_HUB_USUAL, "связи ещё не было", "no contact yet");
}

static void a_clock_set_back_makes_no_nonsense(void **state)
{
	struct zr_status status = status_of(0, 0);
	status.agent.last_contact_us = NOW_US + 3600 * 1000000LL;
	expect(&status, ZR_HUB_WHOLE, "Центр: только что", "Hub: just now");
}

static void a_dead_hub_in_a_good_network_is_told(void **state)
{
	struct zr_status status = status_of(ZR_E_NETWORK, 49 * 60 * MINUTE_US);
	expect(&status, ZR_HUB_WHOLE, "Центр: не отвечает, связь 2 дн. назад",
		"Hub: does not answer, last contact 2 days ago");
	expect(&status, ZR_HUB_BRIEF, "не отвечает", "does not answer");
	assert_int_equal(zr_hub_text_mood(zr_hub_text_state(&status)), ZR_STATUS_WAITING);
	status.is_network_up = false;
	expect(&status, ZR_HUB_USUAL, "нет сети, связь 2 дн. назад",
		"no network, last contact 2 days ago");
	status.is_sending = true;
	expect(&status, ZR_HUB_USUAL, "соединение…", "connecting…");
}

static void each_fault_has_its_word(void **state)
{
	static const struct {
		int code;
		enum zr_hub_state state;
		enum zr_status_mood mood;
	} cases[] = {{ZR_E_IMPOSTOR, ZR_HUB_STRANGER, ZR_STATUS_ALARM},
		{ZR_E_FORGED, ZR_HUB_STRANGER, ZR_STATUS_ALARM},
		{ZR_E_REFUSED, ZR_HUB_REFUSES, ZR_STATUS_ALARM},
		{ZR_E_FULL, ZR_HUB_FULL, ZR_STATUS_ALARM},
		{ZR_E_NOMEM, ZR_HUB_BUSY, ZR_STATUS_WAITING},
		{ZR_E_BUSY, ZR_HUB_BUSY, ZR_STATUS_WAITING},
		{ZR_E_CLOCK, ZR_HUB_CLOCK, ZR_STATUS_ALARM},
		{ZR_E_SYNTAX, ZR_HUB_FAULT, ZR_STATUS_WAITING}};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct zr_status status = status_of(cases[i].code, 0);
		assert_int_equal(zr_hub_text_state(&status), cases[i].state);
		assert_int_equal(zr_hub_text_mood(cases[i].state), cases[i].mood);
	}
}

static void every_state_is_said_in_every_language(void **state)
{
	for (int language = 0; language < ZR_LANGUAGE_COUNT; language++) {
		for (int i = 0; i < ZR_HUB_STATE_COUNT; i++) {
			const char *text = zr_hub_text_sentence(
				(enum zr_hub_state)i, (enum zr_language)language);
			assert_non_null(text);
			assert_in_range(strlen(text), 10, 300);
		}
	}
}

static void nothing_is_said_before_enrolment(void **state)
{
	struct zr_status status = status_of(ZR_E_NETWORK, 0);
	status.agent.is_enrolled = false;
	expect(&status, ZR_HUB_WHOLE, "", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hub_that_answers_was_there_then),
		cmocka_unit_test(a_clock_set_back_makes_no_nonsense),
		cmocka_unit_test(a_dead_hub_in_a_good_network_is_told),
		cmocka_unit_test(each_fault_has_its_word),
		cmocka_unit_test(every_state_is_said_in_every_language),
		cmocka_unit_test(nothing_is_said_before_enrolment),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
