/* The way through the screens. Tests: lib/interview/flow.c lib/interview/place.c
 * tablet/apps/census/model/overview.c roster.c, too. */
#include "lib/interview/flow.h"

#include "tablet/apps/census/model/overview.h"
#include "lib/interview/place.h"
#include "tablet/apps/census/model/roster.h"
#include "test/unit/form/form_unit.h"

static const char model[] =
	"<instance><data id='f'><a/><list><b/><c/></list>"
	"<person jr:template=''><name/><age/><job jr:template=''><title/></job></person>"
	"<person><name/><age/></person><photo/><end/></data></instance>"
	"<bind nodeset='/data/a' required='true()'/>"
	"<bind nodeset='/data/list/c' relevant='/data/list/b = 1'/>"
	"<bind nodeset='/data/person/name' required='true()'/>"
	"<bind nodeset='/data/person/age' type='int' constraint='. &lt; 120'/>"
	"<bind nodeset='/data/photo' type='binary' required='true()'/>";
static const char body[] =
	"<input ref='/data/a'><label>A</label></input>"
	"<group ref='/data/list' appearance='field-list'><label>L</label>"
	"<input ref='/data/list/b'/><input ref='/data/list/c'/></group>"
	"<group ref='/data/person'><label>Person</label><repeat nodeset='/data/person'>"
	"<input ref='/data/person/name'/><input ref='/data/person/age'/>"
	"<group ref='/data/person/job'><label>Job</label><repeat nodeset='/data/person/job'>"
	"<input ref='/data/person/job/title'/></repeat></group>"
	"</repeat></group><upload ref='/data/photo' mediatype='image/*'/>"
	"<input ref='/data/end'><label>E</label></input>";

struct trip {
	struct zr_form *form;
	struct zr_session *session;
	struct zr_screen screen;
};

static int set_up(void **state)
{
	struct trip *trip = calloc(1, sizeof *trip);
	trip->form = form_unit_load(model, body);
	trip->session = form_unit_start(trip->form);
	trip->screen = zr_flow_first(trip->session);
	*state = trip;
	return 0;
}

static int tear_down(void **state)
{
	struct trip *trip = *state;
	zr_session_free(trip->session);
	zr_form_free(trip->form);
	free(trip);
	return 0;
}

static void expect(struct trip *trip, enum zr_screen_kind kind, const char *path)
{
	g_autofree char *here = zr_flow_path(&trip->screen);
	assert_string_equal(here, path);
	assert_int_equal(trip->screen.kind, kind);
}

static void go_on(struct trip *trip)
{
	trip->screen = zr_flow_next(trip->session, &trip->screen);
}

static void go_back(struct trip *trip)
{
	trip->screen = zr_flow_previous(trip->session, &trip->screen);
}

static void goes_forward_through_every_kind_of_screen(void **state)
{
	struct trip *trip = *state;
	expect(trip, ZR_SCREEN_QUESTION, "/data/a");
	go_on(trip);
	expect(trip, ZR_SCREEN_GROUP, "/data/list");
	go_on(trip);
	expect(trip, ZR_SCREEN_ROSTER, "/data/person");
	trip->screen = zr_flow_enter(trip->session, &trip->screen, 0);
	expect(trip, ZR_SCREEN_QUESTION, "/data/person[1]/name");
	go_on(trip);
	expect(trip, ZR_SCREEN_QUESTION, "/data/person[1]/age");
	go_on(trip);
	expect(trip, ZR_SCREEN_ROSTER, "/data/person[1]/job");
	go_on(trip);
	expect(trip, ZR_SCREEN_ROSTER, "/data/person");
	go_on(trip);
	expect(trip, ZR_SCREEN_QUESTION, "/data/photo");
	go_on(trip);
	expect(trip, ZR_SCREEN_QUESTION, "/data/end");
	go_on(trip);
	expect(trip, ZR_SCREEN_END, "#end");
}

static void goes_back_the_same_way(void **state)
{
	struct trip *trip = *state;
	trip->screen = zr_flow_find(trip->session, "#end");
	expect(trip, ZR_SCREEN_END, "#end");
	go_back(trip);
	expect(trip, ZR_SCREEN_QUESTION, "/data/end");
	go_back(trip);
	expect(trip, ZR_SCREEN_QUESTION, "/data/photo");
	go_back(trip);
	expect(trip, ZR_SCREEN_ROSTER, "/data/person");
	go_back(trip);
	expect(trip, ZR_SCREEN_GROUP, "/data/list");
	go_back(trip);
	expect(trip, ZR_SCREEN_QUESTION, "/data/a");
	go_back(trip);
	expect(trip, ZR_SCREEN_START, "");
}

static void goes_back_from_inside_to_the_roster(void **state)
{
	struct trip *trip = *state;
	trip->screen = zr_flow_find(trip->session, "/data/person[1]/age");
	expect(trip, ZR_SCREEN_QUESTION, "/data/person[1]/age");
	go_back(trip);
	expect(trip, ZR_SCREEN_QUESTION, "/data/person[1]/name");
	go_back(trip);
	expect(trip, ZR_SCREEN_ROSTER, "/data/person");
	trip->screen = zr_flow_find(trip->session, "/data/person[1]/job");
	expect(trip, ZR_SCREEN_ROSTER, "/data/person[1]/job");
	go_back(trip);
	expect(trip, ZR_SCREEN_QUESTION, "/data/person[1]/age");
}

static void finds_its_way_into_nested_instances(void **state)
{
	struct trip *trip = *state;
	trip->screen = zr_flow_find(trip->session, "/data/person[1]/job");
	struct zr_item added;
	assert_int_equal(zr_session_repeat_add(trip->session, &trip->screen.item, &added, NULL), 0);
	trip->screen = zr_flow_roster(trip->session, &added);
	trip->screen = zr_flow_enter(trip->session, &trip->screen, 0);
	expect(trip, ZR_SCREEN_QUESTION, "/data/person[1]/job[1]/title");
	go_on(trip);
	expect(trip, ZR_SCREEN_ROSTER, "/data/person[1]/job");
	go_on(trip);
	expect(trip, ZR_SCREEN_ROSTER, "/data/person");
	go_on(trip);
	go_back(trip);
	expect(trip, ZR_SCREEN_ROSTER, "/data/person");
}

static void a_field_list_shows_what_is_relevant(void **state)
{
	struct trip *trip = *state;
	trip->screen = zr_flow_find(trip->session, "/data/list");
	ZR_CLEANUP(zr_flow_list_finish) struct zr_flow_list one = {0}, two = {0};
	assert_int_equal(zr_flow_questions(trip->session, &trip->screen, &one), 0);
	assert_int_equal(one.count, 1);
	form_unit_answer(trip->session, "/data/list/b", "1");
	assert_int_equal(zr_flow_questions(trip->session, &trip->screen, &two), 0);
	assert_int_equal(two.count, 2);
	struct zr_screen found = zr_flow_find(trip->session, "/data/list/c");
	assert_int_equal(found.kind, ZR_SCREEN_GROUP);
}

static void an_unknown_place_is_the_first_screen(void **state)
{
	struct trip *trip = *state;
	trip->screen = zr_flow_find(trip->session, "/data/gone");
	expect(trip, ZR_SCREEN_QUESTION, "/data/a");
	trip->screen = zr_flow_find(trip->session, "");
	expect(trip, ZR_SCREEN_QUESTION, "/data/a");
}

static void a_roster_knows_who_is_complete(void **state)
{
	struct trip *trip = *state;
	g_autoptr(GHashTable) visited = g_hash_table_new(g_direct_hash, g_direct_equal);
	trip->screen = zr_flow_find(trip->session, "/data/person");
	g_autoptr(GArray) fresh = zr_roster_new(trip->session, &trip->screen);
	assert_int_equal(fresh->len, 1);
	const struct zr_roster_entry *entry = &g_array_index(fresh, struct zr_roster_entry, 0);
	assert_int_equal(entry->state, ZR_ROSTER_NEW);
	assert_int_equal(entry->missing, 1);
	assert_string_equal(entry->path, "/data/person[1]");
	assert_int_equal(zr_roster_first_new(fresh), 0);
	assert_int_equal(zr_roster_next_open(fresh, visited), 0);
	g_hash_table_add(visited, entry->instance.node);
	assert_int_equal(zr_roster_next_open(fresh, visited), -1);
	form_unit_answer(trip->session, "/data/person[1]/age", "30");
	g_autoptr(GArray) partial = zr_roster_new(trip->session, &trip->screen);
	assert_int_equal(
		g_array_index(partial, struct zr_roster_entry, 0).state, ZR_ROSTER_PARTIAL);
	form_unit_answer(trip->session, "/data/person[1]/name", "Anna");
	g_autoptr(GArray) complete = zr_roster_new(trip->session, &trip->screen);
	entry = &g_array_index(complete, struct zr_roster_entry, 0);
	assert_int_equal(entry->state, ZR_ROSTER_COMPLETE);
	assert_string_equal(entry->name, "Anna");
}

static void counts_and_excuses_what_the_device_lacks(void **state)
{
	struct trip *trip = *state;
	struct zr_item start = zr_session_start(trip->session);
	struct zr_overview_count count = zr_overview_count(trip->session, &start);
	assert_int_equal(count.questions, 6);
	assert_int_equal(count.missing, 2);
	assert_int_equal(count.excused, 1);
	struct zr_item fault = {0};
	assert_true(zr_overview_find_fault(trip->session, &fault));
	g_autofree char *path = zr_place_path(&fault);
	assert_string_equal(path, "/data/a");
	form_unit_answer(trip->session, "/data/a", "x");
	form_unit_answer(trip->session, "/data/person[1]/name", "Anna");
	assert_false(zr_overview_find_fault(trip->session, &fault));
}

static void the_outline_names_groups_and_answers(void **state)
{
	struct trip *trip = *state;
	struct zr_item start = zr_session_start(trip->session);
	form_unit_answer(trip->session, "/data/a", "hello");
	g_autoptr(GArray) lines = zr_overview_new(trip->session, &start);
	const struct zr_overview_line *first = &g_array_index(lines, struct zr_overview_line, 0);
	assert_string_equal(first->title, "A");
	assert_string_equal(first->answer, "hello");
	const struct zr_overview_line *second = &g_array_index(lines, struct zr_overview_line, 1);
	assert_true(second->is_heading);
	assert_string_equal(second->title, "L");
}

#define TRIP(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TRIP(goes_forward_through_every_kind_of_screen),
		TRIP(goes_back_the_same_way),
		TRIP(goes_back_from_inside_to_the_roster),
		TRIP(finds_its_way_into_nested_instances),
		TRIP(a_field_list_shows_what_is_relevant),
		TRIP(an_unknown_place_is_the_first_screen),
		TRIP(a_roster_knows_who_is_complete),
		TRIP(counts_and_excuses_what_the_device_lacks),
		TRIP(the_outline_names_groups_and_answers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
