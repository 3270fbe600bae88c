/*
 * Our own census questionnaire through the engine: it loads without a warning, the family of the
 * demonstration passes from the first question to the last, its checks hold what they promise.
 *
 *	census2020 QUESTIONNAIRE FAMILY
 */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "test/conformance/replay.h"

static const char *questionnaire_path;
static const char *family_path;

struct interview {
	struct zr_form *form;
	struct zr_session *session;
};

static int begin(void **state)
{
	static struct interview interview;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	struct zr_error error = {0};
	const struct zr_session_env env = {.now_us = INT64_C(1634284800000000), .seed = 1};
	interview = (struct interview){0};
	if (replay_read_file(questionnaire_path, &xml) < 0 ||
		replay_load_form(questionnaire_path, &xml, &interview.form, &error) < 0 ||
		zr_session_new(interview.form, &env, &interview.session, &error) < 0) {
		print_error("line %u: %s: %s\n", error.line, error.where, error.message);
		return -1;
	}
	*state = &interview;
	return 0;
}

static int end(void **state)
{
	struct interview *interview = *state;
	zr_session_free(interview->session);
	zr_form_free(interview->form);
	return 0;
}

static enum zr_verdict answer(struct zr_session *session, const char *path, const char *value)
{
	struct zr_item item;
	enum zr_verdict verdict = ZR_VERDICT_READONLY;
	struct zr_error error = {0};
	if (zr_session_find(session, path, &item) < 0) {
		fail_msg("%s is not there", path);
	}
	assert_true(zr_item_is_relevant(&item));
	assert_int_equal(zr_session_answer(session, &item, value, &verdict, &error), 0);
	return verdict;
}

static void accept(struct zr_session *session, const char *path, const char *value)
{
	if (answer(session, path, value) != ZR_VERDICT_ACCEPTED) {
		fail_msg("%s refuses %s", path, value);
	}
}

static bool is_asked(struct zr_session *session, const char *path)
{
	struct zr_item item;
	assert_int_equal(zr_session_find(session, path, &item), 0);
	return zr_item_is_relevant(&item);
}

/* Adds a resident at the end of the list. */
static void add_resident(struct zr_session *session)
{
	struct zr_item item = zr_session_start(session);
	do {
		item = zr_session_next(session, &item);
		assert_int_not_equal(item.kind, ZR_ITEM_END);
	} while (item.kind != ZR_ITEM_PROMPT);
	struct zr_item added;
	assert_int_equal(zr_session_repeat_add(session, &item, &added, NULL), 0);
}

static void begin_household(struct zr_session *session, const char *persons)
{
	accept(session, "/census2020/visit/outcome", "interview");
	accept(session, "/census2020/list/persons", persons);
	accept(session, "/census2020/list/guests", "0");
}

static void loads_without_a_warning_in_five_languages(void **state)
{
	const struct interview *interview = *state;
	for (size_t i = 0; i < zr_form_warning_count(interview->form); i++) {
		print_error("%s\n", zr_form_warning(interview->form, i)->message);
	}
	assert_int_equal(zr_form_warning_count(interview->form), 0);
	assert_int_equal(zr_form_language_count(interview->form), 5);
}

static void the_family_of_the_demonstration_passes(void **state)
{
	struct interview *interview = *state;
	struct json_object *script = json_object_from_file(family_path);
	struct json_object *answers = json_object_object_get(script, "answers");
	assert_non_null(answers);
	json_object_object_foreach(answers, path, value)
	{
		struct zr_item item;
		if (zr_session_find(interview->session, path, &item) < 0) {
			add_resident(interview->session);
		}
		accept(interview->session, path, json_object_get_string(value));
	}
	struct zr_item first;
	enum zr_verdict verdict = ZR_VERDICT_REQUIRED;
	assert_int_equal(zr_session_validate(interview->session, &first, &verdict, NULL), 0);
	if (verdict != ZR_VERDICT_ACCEPTED) {
		fail_msg("%s does not stand", first.control->reference);
	}
	json_object_put(script);
}

static void nobody_home_ends_the_interview(void **state)
{
	struct interview *interview = *state;
	accept(interview->session, "/census2020/visit/outcome", "absent");
	struct zr_item first;
	enum zr_verdict verdict = ZR_VERDICT_REQUIRED;
	assert_int_equal(zr_session_validate(interview->session, &first, &verdict, NULL), 0);
	assert_int_equal(verdict, ZR_VERDICT_ACCEPTED);
	assert_false(is_asked(interview->session, "/census2020/dwelling/kind"));
}

static void age_follows_from_the_date_of_birth(void **state)
{
	struct zr_session *session = ((struct interview *)*state)->session;
	struct zr_item age;
	begin_household(session, "1");
	add_resident(session);
	accept(session, "/census2020/residents/person[1]/birth/birth_kind", "date");
	assert_int_equal(
		answer(session, "/census2020/residents/person[1]/birth/birth_date", "2021-10-01"),
		ZR_VERDICT_CONSTRAINT_VIOLATED);
	accept(session, "/census2020/residents/person[1]/birth/birth_date", "2005-10-02");
	assert_int_equal(
		zr_session_find(session, "/census2020/residents/person[1]/birth/age", &age), 0);
	assert_string_equal(zr_item_value(&age), "15");
	assert_false(is_asked(session, "/census2020/residents/person[1]/marital"));
	accept(session, "/census2020/residents/person[1]/birth/birth_date", "2005-10-01");
	assert_string_equal(zr_item_value(&age), "16");
	assert_true(is_asked(session, "/census2020/residents/person[1]/marital"));
}

static void a_child_is_twelve_years_younger_than_the_parent(void **state)
{
	struct zr_session *session = ((struct interview *)*state)->session;
	begin_household(session, "2");
	add_resident(session);
	add_resident(session);
	accept(session, "/census2020/residents/person[1]/birth/birth_kind", "age");
	accept(session, "/census2020/residents/person[1]/birth/age_given", "30");
	accept(session, "/census2020/residents/person[2]/relation", "child");
	accept(session, "/census2020/residents/person[2]/birth/birth_kind", "age");
	assert_int_equal(answer(session, "/census2020/residents/person[2]/birth/age_given", "19"),
		ZR_VERDICT_CONSTRAINT_VIOLATED);
	accept(session, "/census2020/residents/person[2]/birth/age_given", "18");
	assert_false(is_asked(session, "/census2020/residents/person[1]/relation"));
}

static void forms_must_equal_the_number_on_the_cover(void **state)
{
	struct zr_session *session = ((struct interview *)*state)->session;
	begin_household(session, "2");
	add_resident(session);
	assert_int_equal(answer(session, "/census2020/summary/agreed", "yes"),
		ZR_VERDICT_CONSTRAINT_VIOLATED);
	add_resident(session);
	accept(session, "/census2020/summary/agreed", "yes");
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		(void)fprintf(stderr, "usage: %s QUESTIONNAIRE FAMILY\n", argv[0]);
		return 2;
	}
	questionnaire_path = argv[1];
	family_path = argv[2];
#define ONE(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		ONE(loads_without_a_warning_in_five_languages),
		ONE(the_family_of_the_demonstration_passes),
		ONE(nobody_home_ends_the_interview),
		ONE(age_follows_from_the_date_of_birth),
		ONE(a_child_is_twelve_years_younger_than_the_parent),
		ONE(forms_must_equal_the_number_on_the_cover),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
