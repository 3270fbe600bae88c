/* Which pages run from right to left. */
#include "tablet/apps/census/model/direction.h"

#include <glib.h>

#include "test/unit/form/form_unit.h"

static void knows_languages_by_code_name_and_script(void **state)
{
	static const char *const from_right[] = {"ar", "العربية (ar)", "Arabic", "Arabic (ar-EG)",
		"he", "iw", "עברית", "עברית (he)", "Hebrew (Israel)", "fa", "فارسی", "Persian (fa)",
		"اردو (ur)", "Urdu", "ps", "ckb", "Kurdish (ku-Arab)", "uz_Arab", "ug", "Yiddish",
		"dv", "AR", "Арабский", "Иврит (he)"};
	static const char *const from_left[] = {"en", "English (en)", "Русский (ru)", "Татарча",
		"Башҡортса (ba)", "fr", "Kurdish (ku)", "Uzbek (uz-Latn)", "中文 (zh)",
		"Panjabi (pa-Guru)", "ka", "Aragonese (an)", "Armenian", "ar-Latn"};
	for (size_t i = 0; i < G_N_ELEMENTS(from_right); i++) {
		assert_int_equal(zr_direction_of_name(from_right[i]), ZR_DIRECTION_RTL);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(from_left); i++) {
		assert_int_equal(zr_direction_of_name(from_left[i]), ZR_DIRECTION_LTR);
	}
	assert_int_equal(zr_direction_of_name("default"), ZR_DIRECTION_UNKNOWN);
	assert_int_equal(zr_direction_of_name(""), ZR_DIRECTION_UNKNOWN);
	assert_int_equal(zr_direction_of_name("(()"), ZR_DIRECTION_UNKNOWN);
}

static void reads_the_questions_of_a_form_without_language_names(void **state)
{
	static const struct {
		const char *label;
		enum zr_direction direction;
	} cases[] = {
		{"ما اسمك؟", ZR_DIRECTION_RTL},
		{"(12) كم عمرك؟", ZR_DIRECTION_RTL},
		{"GPS: أين أنت الآن؟", ZR_DIRECTION_RTL},
		{"What is 'بيت'?", ZR_DIRECTION_LTR},
		{"Name?", ZR_DIRECTION_LTR},
		{"12:30 …", ZR_DIRECTION_UNKNOWN},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *body = g_strdup_printf(
			"<input ref='/data/who'><label>%s</label></input>", cases[i].label);
		struct zr_form *form =
			form_unit_load("<instance><data id='f'><who/></data></instance>", body);
		struct zr_session *session = form_unit_start(form);
		assert_int_equal(zr_direction_of_session(session), cases[i].direction);
		zr_session_free(session);
		zr_form_free(form);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_languages_by_code_name_and_script),
		cmocka_unit_test(reads_the_questions_of_a_form_without_language_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
