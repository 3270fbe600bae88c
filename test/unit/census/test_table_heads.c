/* Which questions stand in a table, and when a table has room. */
#include "tablet/apps/census/question/table_heads.h"

#include "lib/interview/flow.h"
#include "test/unit/form/form_unit.h"

#define ITEM(value) "<item><label>" value "</label><value>" value "</value></item>"

static const char model[] =
	"<instance><data id='f'><g><alone/><head/><a/><text/><b/><other/><second/><c/></g></data>"
	"</instance><bind nodeset='/data/g/b' relevant='/data/g/text != \"no\"'/>";
static const char body[] =
	"<group ref='/data/g' appearance='field-list'>"
	"<select1 ref='/data/g/alone' appearance='list-nolabel'>" ITEM("x") ITEM(
		"y") "</select1>"
		     "<select1 ref='/data/g/head' appearance='label'>" ITEM("x") ITEM(
			     "y") "</select1>"
				  "<select1 ref='/data/g/a' appearance='list-nolabel'>" ITEM("x") ITEM(
					  "y") "</select1>"
					       "<input ref='/data/g/text'/>"
					       "<select ref='/data/g/b' appearance='w1 "
					       "list-nolabel'>" ITEM("x") ITEM(
						       "y") "</select>"
							    "<select1 ref='/data/g/other' "
							    "appearance='list-nolabel'>" ITEM("y") ITEM(
								    "x") "</select1>"
									 "<select "
									 "ref='/data/g/second' "
									 "appearance='label'>" ITEM(
										 "1") "</select>"
										      "<select "
										      "ref='/data/"
										      "g/c' "
										      "appearance='"
										      "list-"
										      "nolabel'"
										      ">" ITEM(
											      "1") "</select>"
												   "</group>";

static void expect(struct zr_session *session, const int *wanted, guint count)
{
	struct zr_screen screen = zr_flow_first(session);
	ZR_CLEANUP(zr_flow_list_finish) struct zr_flow_list list = {0};
	assert_int_equal(zr_flow_questions(session, &screen, &list), 0);
	g_autoptr(GArray) questions = g_array_new(FALSE, FALSE, sizeof(struct zr_item));
	g_array_append_vals(questions, list.items, (guint)list.count);
	g_autoptr(GArray) heads = zr_table_heads_find(session, questions);
	assert_int_equal(heads->len, count);
	for (guint i = 0; i < count; i++) {
		assert_int_equal(g_array_index(heads, int, i), wanted[i]);
	}
}

static void finds_the_label_row_of_each_question(void **state)
{
	struct zr_form *form = form_unit_load(model, body);
	struct zr_session *session = form_unit_start(form);
	expect(session, (const int[]){-1, -1, 1, -1, 1, -1, -1, 6}, 8);
	struct zr_item text;
	enum zr_verdict verdict;
	assert_int_equal(zr_session_find(session, "/data/g/text", &text), 0);
	assert_int_equal(zr_session_answer(session, &text, "no", &verdict, NULL), 0);
	expect(session, (const int[]){-1, -1, 1, -1, -1, -1, 5}, 7);
	zr_session_free(session);
	zr_form_free(form);
}

static void has_room_for_seven_fingers_at_most(void **state)
{
	assert_int_equal(zr_table_heads_cell_width(752, 0), 0);
	assert_int_equal(zr_table_heads_cell_width(752, 2), 150);
	assert_int_equal(zr_table_heads_cell_width(752, 5), 108);
	assert_true(zr_table_heads_cell_width(752, 7) >= 64);
	assert_int_equal(zr_table_heads_cell_width(752, 8), 0);
	assert_int_equal(zr_table_heads_cell_width(1200, 8), 0);
	assert_int_equal(zr_table_heads_cell_width(400, 5), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_label_row_of_each_question),
		cmocka_unit_test(has_room_for_seven_fingers_at_most),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
