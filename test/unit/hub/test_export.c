/* Tests: hub/out/csv_format.c, hub/out/export.c, hub/out/row_facts.c, hub/out/formats.c,
 * hub/out/flatten.c, hub/out/meaning.c, hub/out/variables.c, hub/out/versions.c, hub/out/pass.c,
 * hub/records/answers.c, hub/records/reading.c, hub/records/records.c, hub/records/tables.c */
#include "test/unit/unit.h"

#include "lib/base/cleanup.h"
#include "lib/base/utf8.h"
#include "test/unit/hub/exported.h"

static struct small_hub small;
static struct zr_buffer table;
static void (*between_pieces)(void); /* happens while a table is on its way */

#define HEAD                                                                                       \
	"<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"    \
	"<h:head><h:title>T</h:title><model>"

/* Version 2 calls the repeat otherwise; either has a second repeat of one name elsewhere. */
static const char form_1[] = HEAD
	"<instance><d id='f' version='1'><q/><outcome/><persons><name/><sex/></persons>"
	"<a><x><y/></x></a><b><x><y/></x></b><meta><instanceID/><instanceName/></meta></d></"
	"instance>"
	"</model></h:head><h:body><input ref='/d/q'><label>Q</label></input>"
	"<select1 ref='/d/outcome'><label>O</label><item><label>Come "
	"later</label><value>later</value>"
	"</item></select1>"
	"<group ref='/d'><label>P</label><repeat nodeset='persons'>"
	"<input ref='/d/persons/name'><label>N</label></input>"
	"<select1 "
	"ref='/d/persons/sex'><label>S</label><item><label>male</label><value>m</value></item>"
	"<item><label>female</label><value>f</value></item></select1></repeat></group>"
	"<group ref='/d/a/x'><label>X</label><repeat nodeset='/d/a/x'/></group>"
	"<group ref='/d/b/x'><label>X</label><repeat nodeset='/d/b/x'/></group></h:body></h:html>";
static const char form_2[] = HEAD
	"<instance><d id='f' version='2'><q/><people><name/></people><new/>"
	"<meta><instanceID/></meta></d></instance>"
	"</model></h:head><h:body><input ref='/d/q'><label>Q</label></input>"
	"<group ref='/d/people'><label>P</label><repeat nodeset='/d/people'>"
	"<input ref='/d/people/name'><label>N</label></input></repeat></group></h:body></h:html>";

static void put_form(const char *xml)
{
	assert_int_equal(
		small_hub_call(&small, ZR_METHOD_PUT, "/api/forms/f/form.xml", xml, NULL), 200);
}

static const char *made_at = ""; /* the address that the next record tells of itself */

static void add_record(
	const char *record_id, const char *version, const char *xml, const char *replaces)
{
	const struct zr_record record = {
		.record_id = EXPORTED_TEXT(record_id),
		.form_version = EXPORTED_TEXT(version),
		.area_id = EXPORTED_TEXT("a"),
		.household_id = EXPORTED_TEXT("h"),
		.outcome = EXPORTED_TEXT("later"),
		.replaces_id = EXPORTED_TEXT(replaces),
		.address = EXPORTED_TEXT(made_at),
		.finished_us = SMALL_HUB_NOW_US,
		.xml = EXPORTED_TEXT(xml),
	};
	exported_add(&small, &record);
}

static int set_up(void **state)
{
	(void)state;
	small_hub_init(&small);
	put_form(form_1);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_PUT, "/api/areas/a",
				 "{\"name\":\"A\",\"form\":\"f\",\"zone\":\"Asia/Yekaterinburg\","
				 "\"households\":[]}",
				 NULL),
		200);
	put_form(form_2);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	between_pieces = NULL;
	zr_buffer_finish(&table);
	small_hub_finish(&small);
	return 0;
}

/* What comes back, whole; or the error's body. */
static unsigned get(const char *path, const char *query)
{
	return exported_get(&small, path, query, &between_pieces, &table);
}

static unsigned export(const char *query)
{
	return get("/api/export.csv", query);
}

/* How often a text stands in the table. */
static size_t count(const char *text)
{
	size_t number = 0;
	for (const char *at = zr_buffer_text(&table); (at = strstr(at, text)) != NULL; at++) {
		number++;
	}
	return number;
}

/* What a table can be made of: all versions, the newest first, and each repeat of any of them. */
static void the_tables_of_all_versions_are_told(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	add_record("r1", "1", "<d/>", "");
	assert_int_equal(
		small_hub_call(&small, ZR_METHOD_GET, "/api/forms/f/tables", NULL, &body), 200);
	const char *text = zr_buffer_text(&body);
	const char *second = strstr(text, "\"version\":\"2\"");
	const char *first = strstr(text, "\"version\":\"1\"");
	assert_non_null(second);
	assert_non_null(first);
	assert_true(second < first);
	assert_non_null(strstr(first, "\"records\":1"));
	assert_non_null(strstr(text, "\"repeats\":[\"people\",\"persons\",\"a/x\",\"b/x\"]"));
	assert_int_equal(
		small_hub_call(&small, ZR_METHOD_GET, "/api/forms/g/tables", NULL, &body), 404);
}

static void each_record_is_read_with_its_version(void **state)
{
	(void)state;
	add_record("r1", "1",
		"<d><q>one</q><persons><name>Ann Lee</name></persons><persons><name>Bob</name>"
		"</persons></d>",
		"");
	add_record("r2", "2", "<d><q>two</q><people><name>Dan</name></people><new>n</new></d>", "");
	assert_int_equal(export("form=f"), 200);
	assert_int_equal(count("Ann"), 0);
	assert_int_equal(count(",one,"), 1);
	assert_int_equal(count(",two,n"), 1);
	assert_int_equal(count("\r\n"), 3);
	assert_int_equal(export("form=f&repeat=persons"), 200);
	assert_int_equal(count("Ann Lee"), 1);
	assert_int_equal(count("Dan"), 0);
	assert_int_equal(export("form=f&repeat=people"), 200);
	assert_int_equal(count("r2,1,"), 1);
}

static void repeats_of_one_name_are_told_apart(void **state)
{
	(void)state;
	add_record("r1", "1", "<d><a><x><y>left</y></x></a><b><x><y>right</y></x></b></d>", "");
	assert_int_equal(export("form=f&repeat=x"), 422);
	assert_int_equal(count("a\\/x"), 1);
	assert_int_equal(count("b\\/x"), 1);
	assert_int_equal(export("form=f&repeat=b/x"), 200);
	assert_int_equal(count("right"), 1);
	assert_int_equal(count("left"), 0);
	assert_int_equal(export("form=f&repeat=/d/a/x"), 200);
	assert_int_equal(count("left"), 1);
	assert_int_equal(export("form=f&repeat=none"), 404);
	assert_int_equal(export("form=none"), 404);
}

/* One that looked at all persons again for each took 7 s for 20,000, so half an hour for these. */
static void a_table_of_many_persons_costs_what_it_has(void **state)
{
	enum {
		COUNT = 300000
	};
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	assert_int_equal(zr_buffer_add_text(&xml, "<d><q>many</q>"), 0);
	for (int i = 0; i < COUNT; i++) {
		assert_int_equal(
			zr_buffer_add_text(&xml, "<persons><name>Ann</name></persons>"), 0);
	}
	assert_int_equal(zr_buffer_add_text(&xml, "</d>"), 0);
	add_record("r1", "1", zr_buffer_text(&xml), "");
	assert_int_equal(export("form=f&repeat=persons"), 200);
	size_t lines = 0;
	for (size_t i = 0; i < table.bytes; i++) {
		lines += table.data[i] == '\n';
	}
	assert_int_equal(lines, COUNT + 1);
	assert_int_equal(export("form=f"), 200);
	assert_int_equal(count("\r\n"), 2);
}

static void what_cannot_be_read_has_a_row_and_says_so(void **state)
{
	(void)state;
	add_record("r1", "1", "<d><q>broken</d>", "");
	add_record("r2", "7", "<d><q>unknown version</q></d>", "");
	add_record("r3", "1", "<d><q>partly</q><gone>x</gone></d>", "");
	assert_int_equal(export("form=f"), 200);
	assert_int_equal(count("\r\n"), 4);
	assert_int_equal(count("version \"\"7\"\""), 1);
	assert_int_equal(count("no node \"\"gone\"\""), 1);
	assert_int_equal(count("partly"), 1);
	assert_int_equal(export("form=f&repeat=persons"), 200);
	assert_int_equal(count("\r\n"), 3);
}

/* A name of letters of two bytes that is cut at an odd one. */
static void what_is_said_of_a_row_is_cut_between_letters(void **state)
{
	(void)state;
	const char letters[] = "ЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯЯ";
	char xml[200];
	(void)snprintf(xml, sizeof xml, "<d><_%s/></d>", letters);
	add_record("r1", "1", xml, "");
	(void)snprintf(xml, sizeof xml, "1%s", letters);
	add_record("r2", xml, "<d/>", "");
	assert_int_equal(export("form=f"), 200);
	assert_int_equal(count("\r\n"), 3);
	const char *text = zr_buffer_text(&table);
	for (size_t at = 0, bytes = 0; at < table.bytes; at += bytes) {
		bytes = zr_utf8_read(text + at, table.bytes - at, NULL);
		assert_int_not_equal(bytes, 0);
	}
}

static void one_id_of_two_records_is_two_rows(void **state)
{
	(void)state;
	add_record("same", "1", "<d><q>first</q></d>", "");
	add_record("same", "1", "<d><q>second</q></d>", "");
	assert_int_equal(export("form=f"), 200);
	assert_int_equal(count("same,"), 2);
	assert_int_equal(count("first"), 1);
	assert_int_equal(count("second"), 1);
}

static void corrected_records_stand_back(void **state)
{
	(void)state;
	add_record("new", "1", "<d><q>right</q></d>", "old"); /* arrives first */
	add_record("old", "1", "<d><q>wrong</q></d>", "");
	assert_int_equal(export("form=f"), 200);
	assert_int_equal(count("wrong"), 0);
	assert_int_equal(count("right"), 1);
	assert_int_equal(export("form=f&history=1"), 200);
	assert_int_equal(count("wrong"), 1);
}

static void correct_a_record(void)
{
	add_record("late", "1", "<d><q>corrected meanwhile</q></d>", "early");
	between_pieces = NULL;
}

/* More records than a page has; one of the second page is corrected behind the first. */
static void a_table_shows_the_store_as_it_stood_when_it_was_asked_for(void **state)
{
	enum {
		COUNT = 450
	};
	(void)state;
	for (int i = 0; i < COUNT - 1; i++) {
		add_record("some", "1", "<d><q>some</q></d>", "");
	}
	add_record("early", "1", "<d><q>as it was</q></d>", "");
	between_pieces = correct_a_record;
	assert_int_equal(export("form=f"), 200);
	assert_int_equal(count("\r\n"), COUNT + 1);
	assert_int_equal(count("as it was"), 1);
	assert_int_equal(count("corrected meanwhile"), 0);
	assert_int_equal(export("form=f"), 200);
	assert_int_equal(count("\r\n"), COUNT + 1);
	assert_int_equal(count("as it was"), 0);
	assert_int_equal(count("corrected meanwhile"), 1);
}

static void labels_stand_beside_their_codes(void **state)
{
	(void)state;
	add_record("r1", "1",
		"<d><outcome>later</outcome><persons><name>A</name><sex>m</sex></persons>"
		"<persons><name>B</name><sex>f</sex></persons>"
		"<meta><instanceName>Dwelling 5</instanceName></meta></d>",
		"");
	assert_int_equal(export("form=f&labels=en"), 200);
	assert_int_equal(count("/d/outcome,/d/outcome (label)"), 1);
	assert_int_equal(count(",later,Come later"), 1);
	assert_int_equal(count(",1,Dwelling 5,"), 1);
	assert_int_equal(export("form=f&repeat=persons&labels=en"), 200);
	assert_int_equal(count(",A,m,male\r\n"), 1);
	assert_int_equal(count(",B,f,female\r\n"), 1);
}

static void times_have_the_offset_of_the_area(void **state)
{
	(void)state;
	add_record("r1", "1", "<d/>", "");
	assert_int_equal(export("form=f"), 200);
	assert_int_equal(count("2026-09-21T19:13:20+05:00"), 2);
	struct zr_buffer page = {0};
	assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, "/api/records", NULL, &page), 200);
	assert_non_null(strstr(page.data, "\"zone\":\"Asia/Yekaterinburg\""));
	assert_non_null(strstr(page.data, "\"outcome_label\":\"Come later\""));
	assert_non_null(strstr(page.data, "\"result\":\"revisit\""));
	assert_null(strstr(page.data, "\"unread\":true"));
	add_record("r2", "7", "<d/>", "");
	assert_int_equal(small_hub_call(&small, ZR_METHOD_GET, "/api/records", NULL, &page), 200);
	assert_non_null(strstr(page.data, "\"unread\":true"));
	zr_buffer_finish(&page);
}

/* The enumerator found the house; the list of the area has no such household. */
static void an_address_in_no_list_is_shown_and_found_by_its_name(void **state)
{
	(void)state;
	made_at = "ул. Новая, д. 1";
	add_record("found", "1", "<d/>", "");
	made_at = "";
	add_record("other", "1", "<d/>", "");
	assert_int_equal(get("/api/records", "q=1 новая"), 200);
	assert_int_equal(count("\"id\":\"found\""), 1);
	assert_int_equal(count("Новая, д. 1"), 1);
	assert_int_equal(count("\"id\":\"other\""), 0);
	assert_int_equal(get("/api/records", "q=2 новая"), 200);
	assert_int_equal(count("\"id\":"), 0);
	assert_int_equal(export("form=f"), 200);
	assert_int_equal(count("Новая, д. 1"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_tables_of_all_versions_are_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			each_record_is_read_with_its_version, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			repeats_of_one_name_are_told_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_table_of_many_persons_costs_what_it_has, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_cannot_be_read_has_a_row_and_says_so, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_said_of_a_row_is_cut_between_letters, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			one_id_of_two_records_is_two_rows, set_up, tear_down),
		cmocka_unit_test_setup_teardown(corrected_records_stand_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_table_shows_the_store_as_it_stood_when_it_was_asked_for, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(labels_stand_beside_their_codes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			an_address_in_no_list_is_shown_and_found_by_its_name, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			times_have_the_offset_of_the_area, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
