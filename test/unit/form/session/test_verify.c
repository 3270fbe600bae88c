/* The check that states are up to date, itself checked. */
#include "lib/form/session/verify.h"
#include "lib/form/session/working.h"
#include "test/unit/form/form_unit.h"

static const char MODEL[] =
	"<instance><data id='v'><a/><b/><c/><g><d/></g></data></instance>"
	"<bind nodeset='/data/a' type='int'/>"
	"<bind nodeset='/data/b' type='int' calculate='/data/a + 1'/>"
	"<bind nodeset='/data/c' required='/data/a = 2' readonly='/data/a = 3'/>"
	"<bind nodeset='/data/g' relevant='/data/a = 2'/>";
static const char BODY[] = "<input ref='/data/a'/><input ref='/data/b'/><input ref='/data/c'/>"
			   "<group ref='/data/g'><input ref='/data/g/d'/></group>";

static size_t stale_lines(struct zr_session *session, const bool *excluded)
{
	struct zr_buffer stale = {0};
	size_t lines = 0;
	assert_int_equal(zr_verify_states(session, excluded, &stale, NULL), 0);
	for (const char *at = zr_buffer_text(&stale); *at != '\0'; at++) {
		lines += *at == '\n';
	}
	zr_buffer_finish(&stale);
	return lines;
}

static void finds_nothing_after_answers(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(MODEL, BODY);
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(stale_lines(session, NULL), 0);
	assert_int_equal(form_unit_answer(session, "/data/a", "2"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(stale_lines(session, NULL), 0);
	zr_session_free(session);
	zr_form_free(form);
}

static void finds_each_stale_state(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(MODEL, BODY);
	struct zr_session *session = form_unit_start(form);
	struct zr_item b = form_unit_item(session, "/data/b");
	struct zr_item c = form_unit_item(session, "/data/c");
	struct zr_item d = form_unit_item(session, "/data/g/d");
	assert_int_equal(zr_node_set_value(b.node, "7"), 0);
	assert_int_equal(stale_lines(session, NULL), 1);
	c.node->flags |= ZR_NODE_REQUIRED;
	assert_int_equal(stale_lines(session, NULL), 2);
	d.node->flags &= (uint8_t)~ZR_NODE_IRRELEVANT;
	assert_int_equal(stale_lines(session, NULL), 3);
	zr_session_free(session);
	zr_form_free(form);
}

static void leaves_excluded_calculations_alone(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(MODEL, BODY);
	struct zr_session *session = form_unit_start(form);
	struct zr_item b = form_unit_item(session, "/data/b");
	bool excluded[16] = {0};
	assert_true(form->bind_count <= 16);
	excluded[b.node->bind->index] = true;
	assert_int_equal(zr_node_set_value(b.node, "7"), 0);
	assert_int_equal(stale_lines(session, excluded), 0);
	zr_session_free(session);
	zr_form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_nothing_after_answers),
		cmocka_unit_test(finds_each_stale_state),
		cmocka_unit_test(leaves_excluded_calculations_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
