/* What removing one entry does to the others. */
#include "tablet/apps/census/model/removal.h"

#include "tablet/apps/census/wording.h"
#include "test/unit/form/form_unit.h"

/* mother: the number of another person, who must be there. A doubt when nobody is first. */
static const char model[] =
	"<instance><data id='f'><person jr:template=''><name/><id/><mother/></person>"
	"<person><name>Anna</name><id>1</id><mother/></person>"
	"<person><name>Bela</name><id>2</id><mother/></person>"
	"<person><name>Cora</name><id>3</id><mother/></person><check/></data></instance>"
	"<bind nodeset='/data/person/mother' constraint='. = \"\" or count(/data/person[id = "
	"current()/.]) = 1'/>"
	"<bind nodeset='/data/check' readonly='true()' relevant='count(/data/person) &lt; 3'/>";
static const char body[] =
	"<group ref='/data/person'><repeat nodeset='/data/person'>"
	"<input ref='/data/person/name'><label>Name</label></input>"
	"<input ref='/data/person/id'><label>Number</label></input>"
	"<input ref='/data/person/mother'><label>Mother</label></input></repeat></group>"
	"<input ref='/data/check' appearance='doubt'><label>Only two?</label></input>";

struct desk {
	struct zr_form *form;
	struct zr_session *session, *copy;
	struct zr_removal removal;
};

static int set_up(void **state)
{
	struct desk *desk = calloc(1, sizeof *desk);
	desk->form = form_unit_load(model, body);
	desk->session = form_unit_start(desk->form);
	*state = desk;
	return 0;
}

static int tear_down(void **state)
{
	struct desk *desk = *state;
	zr_removal_finish(&desk->removal);
	zr_session_free(desk->copy);
	zr_session_free(desk->session);
	zr_form_free(desk->form);
	free(desk);
	return 0;
}

static struct zr_session *copy_of(const struct desk *desk)
{
	struct zr_buffer xml = {0};
	struct zr_session *copy = NULL;
	const struct zr_session_env env = {.time_zone = "UTC", .seed = 7};
	assert_int_equal(zr_session_write(desk->session, ZR_SESSION_DRAFT, &xml, NULL), 0);
	assert_int_equal(
		zr_session_restore(desk->form, &env, zr_buffer_text(&xml), xml.bytes, &copy, NULL),
		0);
	zr_buffer_finish(&xml);
	return copy;
}

static void try_removal(struct desk *desk, const char *path)
{
	desk->copy = copy_of(desk);
	struct zr_item item = form_unit_item(desk->session, path);
	assert_int_equal(zr_removal_try(desk->session, &item, desk->copy, &desk->removal, NULL), 0);
}

static const char *loss(struct desk *desk, guint index)
{
	assert_true(index < desk->removal.losses->len);
	return g_ptr_array_index(desk->removal.losses, index);
}

static void names_the_answers_that_no_longer_stand(void **state)
{
	struct desk *desk = *state;
	assert_int_equal(form_unit_answer(desk->session, "/data/person[3]/mother", "2"),
		ZR_VERDICT_ACCEPTED);
	try_removal(desk, "/data/person[2]");
	assert_int_equal(desk->removal.losses->len, 2);
	assert_string_equal(loss(desk, 0), "Cora: Mother");
	assert_string_equal(loss(desk, 1), "Only two?");
	assert_string_equal(desk->removal.first_path, "/data/person[2]/mother");
}

static void what_stays_right_is_not_named(void **state)
{
	struct desk *desk = *state;
	assert_int_equal(form_unit_answer(desk->session, "/data/person[3]/mother", "2"),
		ZR_VERDICT_ACCEPTED);
	try_removal(desk, "/data/person[1]");
	assert_int_equal(desk->removal.losses->len, 1);
	assert_string_equal(loss(desk, 0), "Only two?");
}

static void the_interview_itself_is_not_touched(void **state)
{
	struct desk *desk = *state;
	try_removal(desk, "/data/person[3]");
	struct zr_item item = form_unit_item(desk->session, "/data/person[3]");
	assert_int_equal(zr_session_repeat_count(desk->session, &item), 3);
	assert_string_equal(form_unit_value(desk->session, "/data/person[3]/name"), "Cora");
}

/* ---- a number that is lowered ---- */

static const char counted_model[] =
	"<instance><data id='f'><n>3</n><p "
	"jr:template=''><name/><friend/></p><last/></data></instance>"
	"<bind nodeset='/data/n' type='int' constraint='. &lt; 9'/>"
	"<bind nodeset='/data/last' constraint='. = \"\" or count(/data/p[name = "
	"current()/.]) = 1'/>";
static const char counted_body[] =
	"<input ref='/data/n'><label>How many</label></input>"
	"<group ref='/data/p'><repeat nodeset='/data/p' jr:count='/data/n'>"
	"<input ref='/data/p/name'><label>Name</label></input></repeat></group>"
	"<input ref='/data/last'><label>Who came last?</label></input>";

static int set_up_counted(void **state)
{
	struct desk *desk = calloc(1, sizeof *desk);
	desk->form = form_unit_load(counted_model, counted_body);
	desk->session = form_unit_start(desk->form);
	assert_int_equal(
		form_unit_answer(desk->session, "/data/p[1]/name", "Anna"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(
		form_unit_answer(desk->session, "/data/p[2]/name", "Bela"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(
		form_unit_answer(desk->session, "/data/last", "Bela"), ZR_VERDICT_ACCEPTED);
	*state = desk;
	return 0;
}

static void try_number(struct desk *desk, const char *number)
{
	desk->copy = copy_of(desk);
	struct zr_session_entry answer = {
		.item = form_unit_item(desk->session, "/data/n"), .value = number};
	assert_int_equal(
		zr_removal_try_answer(desk->session, &answer, desk->copy, &desk->removal, NULL), 0);
}

static void a_lower_number_names_who_goes_and_what_is_lost(void **state)
{
	struct desk *desk = *state;
	assert_true(zr_removal_is_possible(desk->session));
	try_number(desk, "1");
	assert_non_null(desk->removal.names);
	g_autofree char *names = zr_removal_names(&desk->removal);
	assert_string_equal(names, "Bela"); /* the third has no answers */
	assert_int_equal(desk->removal.losses->len, 1);
	assert_string_equal(loss(desk, 0), "Who came last?");
	assert_string_equal(form_unit_value(desk->session, "/data/p[2]/name"), "Bela");
}

static void an_entry_without_answers_goes_unasked(void **state)
{
	struct desk *desk = *state;
	try_number(desk, "2");
	assert_null(desk->removal.names);
}

static void what_is_no_answer_takes_nobody_away(void **state)
{
	struct desk *desk = *state;
	try_number(desk, "12");
	assert_null(desk->removal.names);
}

#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define COUNTED(test) cmocka_unit_test_setup_teardown(test, set_up_counted, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_DESK(names_the_answers_that_no_longer_stand),
		AT_DESK(what_stays_right_is_not_named),
		AT_DESK(the_interview_itself_is_not_touched),
		COUNTED(a_lower_number_names_who_goes_and_what_is_lost),
		COUNTED(an_entry_without_answers_goes_unasked),
		COUNTED(what_is_no_answer_takes_nobody_away),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
