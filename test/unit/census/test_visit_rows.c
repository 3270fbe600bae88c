/* Order, headings and words of the address list. */
#include "tablet/apps/census/model/visit_rows.h"

#include <string.h>

#include "tablet/apps/census/wording.h"
#include "test/unit/census/visit_source.h"

static int set_up(void **state)
{
	*state = visit_source_new();
	return 0;
}

static int tear_down(void **state)
{
	visit_source_free(*state);
	return 0;
}

/* Headings in brackets. */
static void expect(
	const GArray *visits, enum zr_visit_filter filter, const char *query, const char *expected)
{
	const struct zr_visit_view view = {.filter = filter, .query = query, .today = "2026-12-28"};
	g_autoptr(GArray) rows = zr_visit_rows_new(visits, &view);
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < rows->len; i++) {
		const struct zr_visit_row *row = &g_array_index(rows, struct zr_visit_row, i);
		g_string_append_printf(text, row->is_heading ? "[%s]" : "%s;", row->text);
	}
	assert_string_equal(text->str, expected);
}

static void names_each_street_once(void **state)
{
	struct visit_source *list = *state;
	visit_source_draft(list, "d1", "x-1", "ул. Мира, 6", ZR_DRAFT_OPEN);
	g_autoptr(GArray) visits = zr_visits_new(&list->source);
	expect(visits, ZR_VISIT_FILTER_ALL, "",
		"[ул. Мира]5;7;[ул. Садовая]1;[Не из списка]ул. Мира, 6;");
	expect(visits, ZR_VISIT_FILTER_ALL, "мира 5", "[ул. Мира]5;");
	expect(visits, ZR_VISIT_FILTER_ALL, "6 мира", "[Не из списка]ул. Мира, 6;");
	expect(visits, ZR_VISIT_FILTER_ALL, "лесная", "");
}

static void names_the_town_once_for_all(void **state)
{
	struct visit_source *list = *state;
	list->houses[0].address = TEXT("с. Ивановка, ул. Мира, 5");
	list->houses[1].address = TEXT("с. Ивановка, ул. Садовая, 1");
	list->houses[2].address = TEXT("с. Ивановка, ул. Мира, 7");
	g_autoptr(GArray) visits = zr_visits_new(&list->source);
	g_autofree char *town = zr_visit_rows_town(visits);
	assert_string_equal(town, "с. Ивановка");
	expect(visits, ZR_VISIT_FILTER_ALL, "", "[ул. Мира]5;7;[ул. Садовая]1;");
	expect(visits, ZR_VISIT_FILTER_ALL, "ивановка садовая", "[ул. Садовая]1;");
}

static void those_who_expect_somebody_today_come_first(void **state)
{
	struct visit_source *list = *state;
	visit_source_record(list, "r1", "h1", "ул. Мира, 5", ZR_RESULT_REVISIT)->appointment =
		TEXT("2026-12-28T18:30");
	visit_source_record(list, "r2", "h2", "ул. Садовая, 1", ZR_RESULT_REVISIT)->appointment =
		TEXT("2026-12-27");
	visit_source_record(list, "r3", "h3", "ул. Мира, 7", ZR_RESULT_REVISIT)->appointment =
		TEXT("2026-12-29T10:00");
	g_autoptr(GArray) visits = zr_visits_new(&list->source);
	expect(visits, ZR_VISIT_FILTER_ALL, "",
		"[Прийти сегодня]ул. Садовая, 1;ул. Мира, 5;[ул. Мира]7;");
}

static void filters_by_what_is_to_do(void **state)
{
	struct visit_source *list = *state;
	visit_source_record(list, "r1", "h1", "ул. Мира, 5", ZR_RESULT_REVISIT);
	visit_source_record(list, "r2", "h2", "ул. Садовая, 1", ZR_RESULT_REFUSED);
	g_autoptr(GArray) visits = zr_visits_new(&list->source);
	expect(visits, ZR_VISIT_FILTER_TODO, "", "[ул. Мира]5;7;");
	expect(visits, ZR_VISIT_FILTER_REVISIT, "", "[ул. Мира]5;");
	expect(visits, ZR_VISIT_FILTER_DONE, "", "[ул. Садовая]1;");
}

static void says_what_a_visit_came_to(void **state)
{
	struct zr_version version = {.words = TEXT(""),
		.appointment = TEXT(""),
		.state = ZR_VISIT_RECEIVED,
		.result = ZR_RESULT_DONE};
	g_autofree char *done = zr_visit_rows_state(&version, "2026-12-28");
	assert_string_equal(done, "Опрошено · получено");
	version.state = ZR_VISIT_FINISHED;
	version.result = ZR_RESULT_REVISIT;
	version.words = TEXT("Никого нет дома");
	version.appointment = TEXT("2026-12-28T18:30");
	g_autofree char *later = zr_visit_rows_state(&version, "2026-12-20");
	assert_string_equal(later, "Никого нет дома, прийти 28.12, 18:30 · не отправлено");
	version.appointment = TEXT("2027-01-03");
	g_autofree char *next_year = zr_visit_rows_state(&version, "2026-12-20");
	assert_string_equal(next_year, "Никого нет дома, прийти 03.01.2027 · не отправлено");
	version.state = ZR_VISIT_NEW;
	g_autofree char *fresh = zr_visit_rows_state(&version, "2026-12-20");
	assert_string_equal(fresh, "Не начато");
	version.is_answered = true;
	version.state = ZR_VISIT_ONLINE;
	g_autofree char *online = zr_visit_rows_state(&version, "2026-12-20");
	assert_string_equal(online, "Ответили через интернет, приходить не нужно");
	version.state = ZR_VISIT_DRAFT;
	version.answer_count = 3;
	g_autofree char *both = zr_visit_rows_state(&version, "2026-12-20");
	assert_string_equal(both, "Начато, ответов: 3 · ответили через интернет");
}

static void knows_the_next_address_to_go_to(void **state)
{
	struct visit_source *list = *state;
	visit_source_record(list, "r1", "h1", "ул. Мира, 5", ZR_RESULT_DONE);
	visit_source_record(list, "r2", "h2", "ул. Садовая, 1", ZR_RESULT_DONE);
	g_autoptr(GArray) visits = zr_visits_new(&list->source);
	assert_string_equal(zr_visit_rows_next(visits, "r1")->household_id, "h3");
	assert_string_equal(zr_visit_rows_next(visits, "r2")->household_id, "h3");
	visit_source_record(list, "r3", "h3", "ул. Мира, 7", ZR_RESULT_REVISIT);
	g_autoptr(GArray) none = zr_visits_new(&list->source);
	assert_null(zr_visit_rows_next(none, "r3"));
}

static void nobody_goes_to_who_answered_online(void **state)
{
	struct visit_source *list = *state;
	list->houses[0].is_answered = true;
	list->houses[1].is_answered = true;
	visit_source_record(list, "r2", "h2", "ул. Садовая, 1", ZR_RESULT_REVISIT)->appointment =
		TEXT("2026-12-28");
	g_autoptr(GArray) visits = zr_visits_new(&list->source);
	expect(visits, ZR_VISIT_FILTER_TODO, "", "[ул. Мира]7;");
	expect(visits, ZR_VISIT_FILTER_REVISIT, "", "");
	expect(visits, ZR_VISIT_FILTER_DONE, "", "[ул. Мира]5;[ул. Садовая]1;");
	assert_string_equal(zr_visit_rows_next(visits, "r2")->household_id, "h3");
}

static void an_area_of_thousands_is_listed_while_one_types(void **state)
{
	enum {
		COUNT = 5000
	};
	static struct zr_local_household houses[COUNT];
	static char texts[COUNT][2][64];
	struct visit_source *list = *state;
	for (int i = 0; i < COUNT; i++) {
		g_snprintf(texts[i][0], 64, "h%d", i);
		g_snprintf(texts[i][1], 64, "ул. %d-я Линия, %d", i / 50, i % 50 + 1);
		houses[i] = (struct zr_local_household){texts[i][0], texts[i][1], TEXT("f")};
	}
	list->household_list = (struct zr_local_households){houses, COUNT};
	g_autoptr(GArray) visits = zr_visits_new(&list->source);
	expect(visits, ZR_VISIT_FILTER_ALL, "7 линия 33", "[ул. 7-я Линия]33;[ул. 33-я Линия]7;");
	const struct zr_visit_view view = {.query = "", .today = "2026-12-28"};
	g_autoptr(GArray) rows = zr_visit_rows_new(visits, &view);
	assert_int_equal(rows->len, COUNT + COUNT / 50);
}

#define WITH_LIST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	zr_texts_set_language(ZR_LANGUAGE_RUSSIAN);
	const struct CMUnitTest tests[] = {
		WITH_LIST(names_each_street_once),
		WITH_LIST(names_the_town_once_for_all),
		WITH_LIST(those_who_expect_somebody_today_come_first),
		WITH_LIST(filters_by_what_is_to_do),
		cmocka_unit_test(says_what_a_visit_came_to),
		WITH_LIST(knows_the_next_address_to_go_to),
		WITH_LIST(nobody_goes_to_who_answered_online),
		WITH_LIST(an_area_of_thousands_is_listed_while_one_types),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
