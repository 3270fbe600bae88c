/* What stands on the screen and is no answer. */
#include "tablet/apps/census/model/typed.h"

#include "test/unit/form/form_unit.h"

static const char model[] =
	"<instance><data id='f'><a/><person jr:template=''><age/></person><person><age/></person>"
	"<person><age/></person><person><age/></person><n>3</n><kid jr:template=''><age/></kid>"
	"<end/></data></instance><bind nodeset='/data/a'/>"
	"<bind nodeset='/data/person/age' type='int' constraint='. &lt; 120'/>"
	"<bind nodeset='/data/n' type='int'/><bind nodeset='/data/end' relevant='/data/a = 1'/>";
static const char body[] =
	"<input ref='/data/a'/><group ref='/data/person'><repeat nodeset='/data/person'>"
	"<input ref='/data/person/age'/></repeat></group><input ref='/data/n'/>"
	"<group ref='/data/kid'><repeat nodeset='/data/kid' jr:count='/data/n'>"
	"<input ref='/data/kid/age'/></repeat></group><input ref='/data/end'/>";

struct desk {
	struct zr_form *form;
	struct zr_session *session;
	struct zr_typed *typed;
};

static int set_up(void **state)
{
	struct desk *desk = calloc(1, sizeof *desk);
	desk->form = form_unit_load(model, body);
	desk->session = form_unit_start(desk->form);
	desk->typed = zr_typed_new();
	*state = desk;
	return 0;
}

static int tear_down(void **state)
{
	struct desk *desk = *state;
	zr_typed_free(desk->typed);
	zr_session_free(desk->session);
	zr_form_free(desk->form);
	free(desk);
	return 0;
}

static void put(struct desk *desk, const char *path, const char *text)
{
	struct zr_item item = form_unit_item(desk->session, path);
	zr_typed_put(desk->typed, &item, text);
}

static const char *at(struct desk *desk, const char *path)
{
	struct zr_item item = form_unit_item(desk->session, path);
	return zr_typed_at(desk->typed, &item);
}

static void remove_at(struct desk *desk, const char *path)
{
	struct zr_item item = form_unit_item(desk->session, path);
	assert_int_equal(zr_session_repeat_remove(desk->session, &item, NULL), 0);
}

static void keeps_the_last_text_of_each_question(void **state)
{
	struct desk *desk = *state;
	assert_null(at(desk, "/data/a"));
	put(desk, "/data/a", "3");
	put(desk, "/data/a", "33");
	put(desk, "/data/person[1]/age", "");
	assert_string_equal(at(desk, "/data/a"), "33");
	assert_string_equal(at(desk, "/data/person[1]/age"), "");
	struct zr_item item = form_unit_item(desk->session, "/data/a");
	zr_typed_drop(desk->typed, &item);
	assert_null(at(desk, "/data/a"));
	assert_non_null(at(desk, "/data/person[1]/age"));
}

static void goes_with_the_person_and_never_to_the_next(void **state)
{
	struct desk *desk = *state;
	put(desk, "/data/person[2]/age", "333");
	remove_at(desk, "/data/person[2]");
	struct zr_item found;
	assert_null(at(desk, "/data/person[2]/age"));
	assert_false(zr_typed_find(desk->typed, desk->session, &found));
	struct zr_item last = form_unit_item(desk->session, "/data/person[2]"), fresh;
	for (int i = 0; i < 50; i++) { /* nor to one who comes later */
		assert_int_equal(zr_session_repeat_add(desk->session, &last, &fresh, NULL), 0);
	}
	assert_false(zr_typed_find(desk->typed, desk->session, &found));
}

static void stays_with_its_person_when_another_goes(void **state)
{
	struct desk *desk = *state;
	put(desk, "/data/person[3]/age", "333");
	remove_at(desk, "/data/person[1]");
	assert_null(at(desk, "/data/person[1]/age"));
	assert_string_equal(at(desk, "/data/person[2]/age"), "333");
	struct zr_item found, wanted = form_unit_item(desk->session, "/data/person[2]/age");
	assert_true(zr_typed_find(desk->typed, desk->session, &found));
	assert_true(zr_item_equal(&found, &wanted));
}

static void goes_with_an_entry_that_a_count_takes_away(void **state)
{
	struct desk *desk = *state;
	struct zr_item found;
	assert_int_equal(form_unit_answer(desk->session, "/data/n", "2"), ZR_VERDICT_ACCEPTED);
	put(desk, "/data/kid[2]/age", "x");
	assert_true(zr_typed_find(desk->typed, desk->session, &found));
	assert_int_equal(form_unit_answer(desk->session, "/data/n", "1"), ZR_VERDICT_ACCEPTED);
	assert_false(zr_typed_find(desk->typed, desk->session, &found));
	assert_int_equal(form_unit_answer(desk->session, "/data/n", "2"), ZR_VERDICT_ACCEPTED);
	assert_null(at(desk, "/data/kid[2]/age"));
	assert_false(zr_typed_find(desk->typed, desk->session, &found));
}

static void finds_the_first_that_is_asked(void **state)
{
	struct desk *desk = *state;
	struct zr_item found, wanted;
	put(desk, "/data/end", "z");
	assert_false(zr_typed_find(desk->typed, desk->session, &found)); /* not relevant */
	assert_int_equal(form_unit_answer(desk->session, "/data/a", "1"), ZR_VERDICT_ACCEPTED);
	assert_true(zr_typed_find(desk->typed, desk->session, &found));
	put(desk, "/data/person[3]/age", "y");
	wanted = form_unit_item(desk->session, "/data/person[3]/age");
	assert_true(zr_typed_find(desk->typed, desk->session, &found));
	assert_true(zr_item_equal(&found, &wanted));
	zr_typed_drop(desk->typed, &found);
	wanted = form_unit_item(desk->session, "/data/end");
	assert_true(zr_typed_find(desk->typed, desk->session, &found));
	assert_true(zr_item_equal(&found, &wanted));
	zr_typed_drop(desk->typed, &found);
	assert_false(zr_typed_find(desk->typed, desk->session, &found));
}

#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_DESK(keeps_the_last_text_of_each_question),
		AT_DESK(goes_with_the_person_and_never_to_the_next),
		AT_DESK(stays_with_its_person_when_another_goes),
		AT_DESK(goes_with_an_entry_that_a_count_takes_away),
		AT_DESK(finds_the_first_that_is_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
