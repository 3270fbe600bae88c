/* How many there are of those that there should be. */
#include "tablet/apps/census/model/roster.h"

#include "test/unit/form/form_unit.h"

static const char model[] =
	"<instance><data id='f'><n/><word/><home jr:template=''><count/><person jr:template=''>"
	"<name/></person></home><home><count/></home><home><count/></home>"
	"<kid jr:template=''><name/></kid><kid><name/></kid><kid><name/></kid><kid><name/></kid>"
	"<pet jr:template=''><name/></pet><pet><name/></pet></data></instance>"
	"<bind nodeset='/data/n' type='int'/><bind nodeset='/data/home/count' type='int'/>";
static const char body[] =
	"<input ref='/data/n'/><input ref='/data/word'/>"
	"<group ref='/data/home'><repeat nodeset='/data/home'><input ref='/data/home/count'/>"
	"<group ref='/data/home/person'>"
	"<repeat nodeset='/data/home/person' appearance='expected( /data/home/count )'>"
	"<input ref='/data/home/person/name'/></repeat></group></repeat></group>"
	"<group ref='/data/kid'><repeat nodeset='/data/kid' appearance='field-list "
	"expected(/data/n)'>"
	"<input ref='/data/kid/name'/></repeat></group>"
	"<group ref='/data/pet'><repeat nodeset='/data/pet' appearance='expected(/data/none)'>"
	"<input ref='/data/pet/name'/></repeat></group>";

struct desk {
	struct zr_form *form;
	struct zr_session *session;
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
	zr_session_free(desk->session);
	zr_form_free(desk->form);
	free(desk);
	return 0;
}

static int expected(struct desk *desk, const char *roster)
{
	struct zr_screen screen = zr_flow_find(desk->session, roster);
	assert_int_equal(screen.kind, ZR_SCREEN_ROSTER);
	return zr_roster_expected(desk->session, &screen);
}

static void the_answer_to_how_many_is_expected(void **state)
{
	struct desk *desk = *state;
	assert_int_equal(expected(desk, "/data/kid"), -1);
	form_unit_answer(desk->session, "/data/n", "4");
	assert_int_equal(expected(desk, "/data/kid"), 4);
	form_unit_answer(desk->session, "/data/n", "0");
	assert_int_equal(expected(desk, "/data/kid"), 0);
	assert_int_equal(expected(desk, "/data/pet"), -1); /* a path that leads nowhere */
}

static void each_outer_entry_has_its_own(void **state)
{
	struct desk *desk = *state;
	form_unit_answer(desk->session, "/data/home[1]/count", "2");
	form_unit_answer(desk->session, "/data/home[2]/count", "7");
	assert_int_equal(expected(desk, "/data/home[1]/person"), 2);
	assert_int_equal(expected(desk, "/data/home[2]/person"), 7);
}

static void those_without_answers_are_not_listed_yet(void **state)
{
	struct desk *desk = *state;
	struct zr_screen screen = zr_flow_find(desk->session, "/data/kid");
	g_autoptr(GArray) none = zr_roster_new(desk->session, &screen);
	assert_int_equal(zr_roster_listed(none), 0);
	form_unit_answer(desk->session, "/data/kid[2]/name", "Anna");
	g_autoptr(GArray) one = zr_roster_new(desk->session, &screen);
	assert_int_equal(zr_roster_listed(one), 1);
}

/* Who was asked already is known by the entry, not by its number. */
static void a_visit_goes_with_its_entry(void **state)
{
	struct desk *desk = *state;
	struct zr_screen screen = zr_flow_find(desk->session, "/data/kid");
	g_autoptr(GHashTable) visited = g_hash_table_new(g_direct_hash, g_direct_equal);
	struct zr_item first = form_unit_item(desk->session, "/data/kid[1]");
	g_hash_table_add(visited, first.node);
	g_autoptr(GArray) before = zr_roster_new(desk->session, &screen);
	assert_int_equal(zr_roster_next_open(before, visited), 1);
	assert_int_equal(zr_session_repeat_remove(desk->session, &first, NULL), 0);
	screen = zr_flow_find(desk->session, "/data/kid");
	g_autoptr(GArray) after = zr_roster_new(desk->session, &screen);
	assert_int_equal(zr_roster_next_open(after, visited), 0);
}

#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_DESK(the_answer_to_how_many_is_expected),
		AT_DESK(each_outer_entry_has_its_own),
		AT_DESK(those_without_answers_are_not_listed_yet),
		AT_DESK(a_visit_goes_with_its_entry),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
