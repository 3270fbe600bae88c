/*
 * What an answer costs, in nodes looked at: one for a path that means one node, and in proportion
 * to the household for what depends on all its persons. Tests: resolve.c
 */
#include "lib/form/session/verify.h"
#include "lib/form/session/working.h"
#include "test/conformance/household_form.h"
#include "test/unit/form/form_unit.h"

static uint64_t cost(struct zr_session *session, const char *path, const char *value)
{
	uint64_t before = session->visited;
	assert_int_equal(form_unit_answer(session, path, value), ZR_VERDICT_ACCEPTED);
	return session->visited - before;
}

static void a_path_to_one_node_is_one_look(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><a/><p><x/></p><p><x/></p><twin/><twin/><g><b/></g></data>"
		"</instance><bind nodeset='/data/a' type='int'/>"
		"<bind nodeset='/data/g/b' calculate='/data/a * 2'/>",
		"<repeat nodeset='/data/p'><input ref='/data/p/x'/></repeat>"
		"<input ref='/data/a'/>");
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(cost(session, "/data/a", "4"), 1);
	assert_string_equal(form_unit_value(session, "/data/g/b"), "8");
	zr_session_free(session);
	zr_form_free(form);
}

static void a_resolved_path_leaves_out_what_is_not_relevant(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><a/><g><b>5</b></g><c/></data></instance>"
		"<bind nodeset='/data/g' relevant=\"/data/a = 'yes'\"/>"
		"<bind nodeset='/data/c' calculate='count(/data/g/b)'/>",
		"<input ref='/data/a'/><group ref='/data/g'><input ref='/data/g/b'/></group>");
	struct zr_session *session = form_unit_start(form);
	assert_string_equal(form_unit_value(session, "/data/c"), "0");
	(void)cost(session, "/data/a", "yes");
	assert_string_equal(form_unit_value(session, "/data/c"), "1");
	zr_session_free(session);
	zr_form_free(form);
}

/* The most nodes that one answer of a person makes the engine look at. */
static uint64_t most_looked_at(const struct zr_form *form, size_t persons)
{
	struct zr_session *session = form_unit_start(form);
	struct zr_error error = {0};
	uint64_t most = 0;
	if (household_form_fill(session, persons, &error) != 0) {
		fail_msg("%s: %s", error.where, error.message);
	}
	for (size_t question = 0; question < HOUSEHOLD_QUESTIONS; question++) {
		char value[64];
		struct zr_item item;
		enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
		uint64_t before = session->visited;
		household_form_value(persons / 2, question, 1, value, sizeof value);
		assert_int_equal(household_form_find(session, persons / 2, question, &item), 0);
		assert_int_equal(zr_session_answer(session, &item, value, &verdict, NULL), 0);
		uint64_t nodes = session->visited - before;
		most = nodes > most ? nodes : most;
	}
	struct zr_buffer stale = {0};
	assert_int_equal(zr_verify_states(session, NULL, &stale, NULL), 0);
	assert_string_equal(zr_buffer_text(&stale), "");
	zr_buffer_finish(&stale);
	zr_session_free(session);
	return most;
}

static void an_answer_costs_in_proportion_to_the_household(void **state)
{
	(void)state;
	struct zr_buffer xml = {0};
	struct zr_form *form = NULL;
	struct zr_error error = {0};
	assert_int_equal(household_form_write(&xml), 0);
	if (zr_form_load(xml.data, xml.bytes, NULL, &form, &error) != 0) {
		fail_msg("%s: %s", error.where, error.message);
	}
	uint64_t few = most_looked_at(form, 20);
	uint64_t many = most_looked_at(form, 60);
	if (many > few * 31 / 10) {
		fail_msg("20 persons: %llu nodes, 60 persons: %llu", (unsigned long long)few,
			(unsigned long long)many);
	}
	zr_buffer_finish(&xml);
	zr_form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_to_one_node_is_one_look),
		cmocka_unit_test(a_resolved_path_leaves_out_what_is_not_relevant),
		cmocka_unit_test(an_answer_costs_in_proportion_to_the_household),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
