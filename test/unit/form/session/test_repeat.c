/* What comes and goes with the instances of repeats. Tests: repeat.c event.c actions.c */
#include "test/unit/form/form_unit.h"

static size_t count_instances(struct zr_session *session, const char *first)
{
	struct zr_item item;
	return zr_session_find(session, first, &item) == 0 ? zr_session_repeat_count(session, &item)
							   : 0;
}

static void fills_up_with_what_the_form_has_there(void **state)
{
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><n>0</n><r jr:template=''><v>template</v></r>"
		"<r><v>first</v></r><r><v>second</v></r></data></instance>"
		"<bind nodeset='/data/n' type='int'/>",
		"<input ref='/data/n'/><repeat nodeset='/data/r' jr:count='/data/n'>"
		"<input ref='/data/r/v'/></repeat>");
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(count_instances(session, "/data/r[1]"), 0);
	(void)form_unit_answer(session, "/data/n", "3");
	assert_string_equal(form_unit_value(session, "/data/r[1]/v"), "first");
	assert_string_equal(form_unit_value(session, "/data/r[2]/v"), "second");
	assert_string_equal(form_unit_value(session, "/data/r[3]/v"), "template");
	zr_session_free(session);
	zr_form_free(form);
}

static void sets_from_outside_only_what_is_meant(void **state)
{
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><source/><p><name/></p></data></instance>",
		"<input ref='/data/source'><setvalue event='xforms-value-changed' "
		"ref='/data/p/name' value='/data/source'/></input><repeat nodeset='/data/p'>"
		"<input ref='/data/p/name'/></repeat>");
	struct zr_session *session = form_unit_start(form);
	(void)form_unit_answer(session, "/data/source", "x");
	assert_string_equal(form_unit_value(session, "/data/p[1]/name"), "x");
	(void)form_unit_answer(session, "/data/p[1]/name", "Anna");
	struct zr_item first = form_unit_item(session, "/data/p[1]");
	struct zr_item added;
	assert_int_equal(zr_session_repeat_add(session, &first, &added, NULL), 0);
	assert_int_equal(form_unit_answer(session, "/data/source", "y"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/p[1]/name"), "Anna");
	assert_string_equal(form_unit_value(session, "/data/p[2]/name"), "");
	assert_int_equal(zr_session_repeat_remove(session, &added, NULL), 0);
	(void)form_unit_answer(session, "/data/source", "z");
	assert_string_equal(form_unit_value(session, "/data/p[1]/name"), "z");
	zr_session_free(session);
	zr_form_free(form);
}

static void new_instances_are_met_by_their_repeat_alone(void **state)
{
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><r><v/><w/></r></data></instance>",
		"<repeat nodeset='/data/r'><setvalue event='odk-new-repeat' ref='/data/r/w'>set"
		"</setvalue><input ref='/data/r/v'><setvalue event='odk-new-repeat' "
		"ref='/data/r/v'>second</setvalue></input></repeat>");
	assert_int_equal(zr_form_warning_count(form), 1);
	struct zr_session *session = form_unit_start(form);
	struct zr_item first = form_unit_item(session, "/data/r[1]");
	struct zr_item added;
	assert_int_equal(zr_session_repeat_add(session, &first, &added, NULL), 0);
	assert_string_equal(form_unit_value(session, "/data/r[2]/w"), "set");
	assert_string_equal(form_unit_value(session, "/data/r[2]/v"), "");
	zr_session_free(session);
	zr_form_free(form);
}

/* nets is asked for n, which counts, itself or through a calculation. */
static struct zr_form *load_nets(const char *count, const char *calculate)
{
	char model[1024];
	(void)snprintf(model, sizeof model,
		"<instance><data id='f'><nets/><n/><c/><total/><net jr:template=''><colour/>"
		"</net></data></instance><bind nodeset='/data/n' type='int' "
		"relevant=\"/data/nets = 'y'\"/><bind nodeset='/data/c' calculate=\"%s\"/>"
		"<bind nodeset='/data/total' calculate='count(/data/net)'/>",
		calculate);
	char body[512];
	(void)snprintf(body, sizeof body,
		"<input ref='/data/nets'/><input ref='/data/n'/><repeat nodeset='/data/net' "
		"jr:count='%s'><input ref='/data/net/colour'/></repeat>",
		count);
	return form_unit_load(model, body);
}

static void a_count_that_nobody_sees_is_none(void **state)
{
	static const char *const COUNTS[][2] = {{"/data/n", "1"}, {"/data/c", "/data/n"},
		{"/data/c", "/data/n + 1"}, {"/data/c", "if(/data/nets = 'y', /data/n, '')"}};
	for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++) {
		struct zr_form *form = load_nets(COUNTS[i][0], COUNTS[i][1]);
		struct zr_session *session = form_unit_start(form);
		(void)form_unit_answer(session, "/data/nets", "y");
		(void)form_unit_answer(session, "/data/n", "3");
		(void)form_unit_answer(session, "/data/net[1]/colour", "red");
		size_t count = count_instances(session, "/data/net[1]");
		assert_true(count >= 3);
		/* Cleared to be typed anew, it is not known: nothing of the persons is lost. */
		(void)form_unit_answer(session, "/data/n", "");
		assert_int_equal(count_instances(session, "/data/net[1]"), count);
		(void)form_unit_answer(session, "/data/n", "3");
		assert_string_equal(form_unit_value(session, "/data/net[1]/colour"), "red");
		(void)form_unit_answer(session, "/data/nets", "n");
		assert_int_equal(count_instances(session, "/data/net[1]"), 0);
		assert_string_equal(form_unit_value(session, "/data/total"), "0");
		zr_session_free(session);
		zr_form_free(form);
	}
}

static void a_relative_count_starts_around_its_repeat(void **state)
{
	static const char *const COUNTS[] = {"n", "./n + 0", "current()/n", "/data/n"};
	for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++) {
		char body[256];
		(void)snprintf(body, sizeof body,
			"<input ref='/data/n'/><repeat nodeset='/data/r' jr:count='%s'>"
			"<input ref='/data/r/v'/></repeat>",
			COUNTS[i]);
		struct zr_form *form = form_unit_load(
			"<instance><data id='f'><n/><r jr:template=''><v/></r></data></instance>",
			body);
		struct zr_session *session = form_unit_start(form);
		(void)form_unit_answer(session, "/data/n", "3");
		assert_int_equal(count_instances(session, "/data/r[1]"), 3);
		zr_session_free(session);
		zr_form_free(form);
	}
}

/* A slip of an author: the count stands in a group that is for another node. */
static void a_count_may_stand_in_a_group_for_another_node(void **state)
{
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><n/><g><x/></g><r jr:template=''><v/></r></data>"
		"</instance>",
		"<input ref='/data/n'/><group ref='/data/g'><repeat nodeset='/data/r' "
		"jr:count='/data/n'><input ref='/data/r/v'/></repeat></group>");
	struct zr_session *session = form_unit_start(form);
	(void)form_unit_answer(session, "/data/n", "2");
	assert_int_equal(count_instances(session, "/data/r[1]"), 2);
	zr_session_free(session);
	zr_form_free(form);
}

/* Worked out where no instance is, such a count tells nothing, and nothing is lost. */
static void a_count_may_read_its_own_instances(void **state)
{
	static const char *const COUNTS[] = {". + 1", "./v + 1", "count(./v)", "string(.)"};
	for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++) {
		char body[256];
		(void)snprintf(body, sizeof body,
			"<group ref='/data/r'><repeat nodeset='/data/r' jr:count='%s'>"
			"<input ref='/data/r/v'/></repeat></group>",
			COUNTS[i]);
		struct zr_form *form = form_unit_load(
			"<instance><data id='f'><r><v>1</v></r></data></instance>", body);
		struct zr_session *session = form_unit_start(form);
		assert_int_equal(
			form_unit_answer(session, "/data/r[1]/v", "2"), ZR_VERDICT_ACCEPTED);
		assert_string_equal(form_unit_value(session, "/data/r[1]/v"), "2");
		zr_session_free(session);
		zr_form_free(form);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_up_with_what_the_form_has_there),
		cmocka_unit_test(sets_from_outside_only_what_is_meant),
		cmocka_unit_test(new_instances_are_met_by_their_repeat_alone),
		cmocka_unit_test(a_count_that_nobody_sees_is_none),
		cmocka_unit_test(a_relative_count_starts_around_its_repeat),
		cmocka_unit_test(a_count_may_stand_in_a_group_for_another_node),
		cmocka_unit_test(a_count_may_read_its_own_instances),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
