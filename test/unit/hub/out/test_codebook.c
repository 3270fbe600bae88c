/* What stands behind the variables, and all tables in one file.
 * Tests: hub/out/bundle.c hub/out/entry.c hub/out/job.c hub/out/plan.c hub/out/versions.c */
#include <archive.h>
#include <archive_entry.h>

#include "lib/base/cleanup.h"
#include "test/unit/hub/exported.h"

#define HEAD                                                                                       \
	"<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'"     \
	" xmlns:jr='http://openrosa.org/javarosa'><h:head><h:title>T</h:title><model>"
#define SEX(label)                                                                                 \
	"<select1 ref='/d/sex'><label>Sex</label><hint>look</hint><item><label>" label             \
	"</label><value>1</value></item></select1>"

static const char form_1[] = HEAD
	"<instance><d id='f' version='1'><sex/><gone/><person><name/></person></d></instance>"
	"</model></h:head><h:body>" SEX("man") "<group ref='/d/person'><repeat "
					       "nodeset='/d/person'><input ref='/d/person/name'>"
					       "<label>&lt;Name&gt;</label></input></repeat>"
					       "</group></h:body></h:html>";
static const char form_2[] =
	HEAD "<instance><d id='f' version='2'><sex/><person><name/></person></d></instance>"
	     "<bind nodeset='/d/sex' required='true()' constraint='. = 1' jr:constraintMsg='one'/>"
	     "<bind nodeset='/d/person' relevant='/d/sex = 1'/>"
	     "</model></h:head><h:body>" SEX("male") "<group ref='/d/person'><repeat "
						     "nodeset='/d/person'><input "
						     "ref='/d/person/name'><label>&lt;Name&gt;"
						     "</label></input></repeat></group></h:body>"
						     "</h:html>";

static struct small_hub small;
static struct zr_buffer bytes;

static void add(const char *version, const char *xml, int64_t finished_us)
{
	const struct zr_record record = {
		.record_id = EXPORTED_TEXT("r"),
		.form_version = EXPORTED_TEXT(version),
		.area_id = EXPORTED_TEXT("a"),
		.household_id = EXPORTED_TEXT(""),
		.outcome = EXPORTED_TEXT(""),
		.result = ZR_RESULT_DONE,
		.finished_us = finished_us,
		.xml = EXPORTED_TEXT(xml),
	};
	exported_add(&small, &record);
}

static int set_up(void **state)
{
	(void)state;
	small_hub_init(&small);
	const char *const forms[] = {form_1, form_2};
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(small_hub_call(&small, ZR_METHOD_PUT, "/api/forms/f/form.xml",
					 forms[i], NULL),
			200);
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	zr_buffer_finish(&bytes);
	small_hub_finish(&small);
	return 0;
}

static unsigned get(const char *path, const char *query)
{
	return exported_get(&small, path, query, NULL, &bytes);
}

static void expect(const char *text)
{
	if (strstr(zr_buffer_text(&bytes), text) == NULL) {
		(void)fprintf(stderr, "%s", zr_buffer_text(&bytes));
		fail_msg("no \"%s\" in that", text);
	}
}

static void a_variable_is_told_with_question_choices_rules_and_versions(void **state)
{
	(void)state;
	assert_int_equal(get("/api/codebook.csv", "form=f"), 200);
	expect("table,heading,name,kind,question,hint,choices,constraint,constraint_message,"
	       "relevant,required,calculation,versions\r\n,record_id,record_id,text,Record,");
	expect("\r\n,sex,sex,one choice,Sex,look,1 = male,. = 1,one,,true(),,2 1\r\n");
	expect("\r\n,gone,gone,text,,,,,,,,,1\r\n");
	expect("\r\nperson,name,name,text,<Name>,,,,,(/d/sex = 1),,,2 1\r\n");
	assert_int_equal(get("/api/codebook.csv", "form=none"), 404);
}

static void a_page_for_reading_escapes_what_authors_wrote(void **state)
{
	(void)state;
	assert_int_equal(get("/api/codebook.html", "form=f&labels=ru"), 200);
	expect("<html lang=\"ru\">");
	expect("<td>&#60;Name&#62;</td>");
	expect("<h2>person</h2>");
}

static void all_tables_come_in_one_file(void **state)
{
	(void)state;
	add("2", "<d><sex>1</sex><person><name>Ann</name></person></d>", SMALL_HUB_NOW_US);
	assert_int_equal(get("/api/export.zip", "form=f&format=jsonl"), 200);
	struct archive *archive = archive_read_new();
	struct archive_entry *entry = NULL;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer names = {0};
	assert_int_equal(archive_read_support_format_zip(archive), ARCHIVE_OK);
	assert_int_equal(archive_read_open_memory(archive, bytes.data, bytes.bytes), ARCHIVE_OK);
	while (archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
		char text[4096] = "";
		assert_true(archive_read_data(archive, text, sizeof text - 1) > 0);
		assert_int_equal(
			zr_buffer_add_format(&names, "%s ", archive_entry_pathname(entry)), 0);
		bool is_person = strcmp(archive_entry_pathname(entry), "person.jsonl") == 0;
		assert_int_equal(strstr(text, "\"name\":\"Ann\"") != NULL, is_person);
	}
	assert_string_equal(zr_buffer_text(&names), "codebook.csv records.jsonl person.jsonl ");
	archive_read_free(archive);
	assert_int_equal(get("/api/export.zip", "form=f&format=xls"), 422);
	assert_int_equal(get("/api/export.zip", "form=none"), 404);
}

#define REPEAT(name) "<repeat nodeset='/d/" name "'><input ref='/d/" name "/q'/></repeat>"

static void no_table_of_the_file_has_the_name_of_another(void **state)
{
	(void)state;
	static const char form[] = HEAD
		"<instance><d id='g' version='1'><records><q/></records><Codebook><q/></Codebook>"
		"<a-b><q/></a-b><a><b><q/></b></a></d></instance></model></h:head><h:body>" REPEAT(
			"records") REPEAT("Codebook") REPEAT("a-b")
			REPEAT("a/b") "</h:body></h:html>";
	assert_int_equal(
		small_hub_call(&small, ZR_METHOD_PUT, "/api/forms/g/form.xml", form, NULL), 200);
	assert_int_equal(get("/api/export.zip", "form=g"), 200);
	struct archive *archive = archive_read_new();
	struct archive_entry *entry = NULL;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer names = {0};
	assert_int_equal(archive_read_support_format_zip(archive), ARCHIVE_OK);
	assert_int_equal(archive_read_open_memory(archive, bytes.data, bytes.bytes), ARCHIVE_OK);
	while (archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
		assert_int_equal(
			zr_buffer_add_format(&names, "%s ", archive_entry_pathname(entry)), 0);
	}
	archive_read_free(archive);
	assert_string_equal(zr_buffer_text(&names),
		"codebook.csv records.csv records-2.csv Codebook-2.csv a-b.csv a-b-2.csv ");
}

static void records_are_chosen_by_version_day_and_result(void **state)
{
	(void)state;
	add("1", "<d><sex>1</sex><gone>first</gone></d>", INT64_C(1789000000000000));
	add("2", "<d><sex>1</sex></d>", INT64_C(1790000000000000)); /* 2026-09-21 */
	add("3", "<d/>", INT64_C(1790000000000000));
	assert_int_equal(get("/api/export.csv", "form=f&version=1"), 200);
	expect(",sex,gone\r\n");
	expect(",1,first\r\n");
	assert_null(strstr(zr_buffer_text(&bytes), ",2,,"));
	assert_int_equal(get("/api/export.csv", "form=f&version=2"), 200);
	assert_null(strstr(zr_buffer_text(&bytes), "gone"));
	assert_int_equal(get("/api/export.csv", "form=f&version=9"), 404);
	assert_int_equal(get("/api/export.csv", "form=f&to=2026-09-15"), 200);
	expect("first");
	assert_null(strstr(zr_buffer_text(&bytes), ",2,,"));
	assert_int_equal(get("/api/export.csv", "form=f&from=2026-09-15&to=2026-09-30"), 200);
	assert_null(strstr(zr_buffer_text(&bytes), "first"));
	expect(",2,,");
	assert_int_equal(get("/api/export.csv", "form=f&result=refused"), 200);
	assert_null(strstr(zr_buffer_text(&bytes), "first"));
	assert_int_equal(get("/api/export.csv", "form=f&result=yes"), 422);
	assert_int_equal(get("/api/export.csv", "form=f&from=yesterday"), 422);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_variable_is_told_with_question_choices_rules_and_versions, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			a_page_for_reading_escapes_what_authors_wrote, set_up, tear_down),
		cmocka_unit_test_setup_teardown(all_tables_come_in_one_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			no_table_of_the_file_has_the_name_of_another, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			records_are_chosen_by_version_day_and_result, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
