/*
 * Tables as statistical packages read them, through ReadStat's own readers; and as JSON lines.
 * Tests: hub/out/json_format.c hub/out/naming.c hub/out/variables.c hub/out/spool.c
 */
#include <sys/mman.h>

#include <readstat.h>

#include "lib/base/cleanup.h"
#include "test/unit/hub/exported.h"

#define HEAD                                                                                       \
	"<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"    \
	"<h:head><h:title>Перепись</h:title><model>"
#define ITEM(value, label) "<item><label>" label "</label><value>" value "</value></item>"
#define SEX                ITEM("1", "мужской") ITEM("2", "женский")
#define LANGS              ITEM("ru", "русский") ITEM("tt", "татарский")
#define WORK               ITEM("yes", "да") ITEM("no", "нет")
#define FATE               ITEM("went-away-for-good", "уехал") ITEM("here", "здесь")

static const char form_1[] = HEAD
	"<instance><d id='f' version='1'><sex/><age/><weight/><born/><at/><seen/><langs/><work/>"
	"<fate/><очень_длинное_имя_вопроса_о_жилье/><home><age/></home><zip/><twice/><note/>"
	"<meta><instanceID/></meta></d></instance>"
	"<bind nodeset='/d/age' type='int'/><bind nodeset='/d/weight' type='decimal'/>"
	"<bind nodeset='/d/born' type='date'/><bind nodeset='/d/at' type='time'/>"
	"<bind nodeset='/d/seen' type='dateTime'/>"
	"<bind nodeset='/d/twice' type='string' calculate='2 * /d/age'/></model></h:head><h:body>"
	"<select1 ref='/d/sex'><label>Пол</label>" SEX "</select1>"
	"<input ref='/d/age'><label>Возраст</label></input>"
	"<input ref='/d/weight'><label>W</label></input><input "
	"ref='/d/born'><label>B</label></input>"
	"<input ref='/d/at'><label>A</label></input><input ref='/d/seen'><label>S</label></input>"
	"<select ref='/d/langs'><label>Языки</label>" LANGS "</select>"
	"<select1 ref='/d/work'><label>Работа</label>" WORK "</select1>"
	"<select1 ref='/d/fate'><label>F</label>" FATE "</select1></h:body></h:html>";

static struct small_hub small;
static struct zr_buffer table;
static struct zr_buffer seen;

static int set_up(void **state)
{
	(void)state;
	small_hub_init(&small);
	assert_int_equal(
		small_hub_call(&small, ZR_METHOD_PUT, "/api/forms/f/form.xml", form_1, NULL), 200);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_PUT, "/api/areas/a",
				 "{\"name\":\"A\",\"form\":\"f\",\"zone\":\"Asia/Yekaterinburg\","
				 "\"households\":[]}",
				 NULL),
		200);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	zr_buffer_finish(&table);
	zr_buffer_finish(&seen);
	small_hub_finish(&small);
	return 0;
}

static void add(const char *record_id, const char *xml)
{
	const struct zr_record record = {
		.record_id = EXPORTED_TEXT(record_id),
		.form_version = EXPORTED_TEXT("1"),
		.area_id = EXPORTED_TEXT("a"),
		.household_id = EXPORTED_TEXT("h"),
		.outcome = EXPORTED_TEXT(""),
		.finished_us = SMALL_HUB_NOW_US,
		.xml = EXPORTED_TEXT(xml),
	};
	exported_add(&small, &record);
}

static void add_two(void)
{
	add("r1", "<d><sex>2</sex><age>41</age><weight>70.5</weight><born>1985-03-09</born>"
		  "<at>18:30:00.000+05:00</at><seen>2026-10-01T12:00:00.000+05:00</seen>"
		  "<langs>tt</langs><work>no</work><fate>went-away-for-good</fate>"
		  "<очень_длинное_имя_вопроса_о_жилье>дом</очень_длинное_имя_вопроса_о_жилье>"
		  "<home><age>7</age></home><zip>007</zip><twice>82</twice>"
		  "<note>a \"b\"\\</note></d>");
	add("r2", "<d><sex>1</sex></d>");
}

/* ---- what ReadStat's reader says ---- */

static void tell(const char *format, ...) ZR_PRINTF(1, 2);
static void tell(const char *format, ...)
{
	char line[400];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	assert_int_equal(zr_buffer_add_format(&seen, "%s\n", line), 0);
}

static int on_metadata(readstat_metadata_t *metadata, void *user)
{
	(void)user;
	tell("rows %d, encoding %s", readstat_get_row_count(metadata),
		readstat_get_file_encoding(metadata) != NULL ? readstat_get_file_encoding(metadata)
							     : "-");
	return READSTAT_HANDLER_OK;
}

static int on_variable(int index, readstat_variable_t *variable, const char *labels, void *user)
{
	(void)index;
	(void)user;
	const char *label = readstat_variable_get_label(variable);
	const char *format = readstat_variable_get_format(variable);
	tell("variable %s \"%s\" %s %s", readstat_variable_get_name(variable),
		label != NULL ? label : "",
		readstat_variable_get_type_class(variable) == READSTAT_TYPE_CLASS_STRING ? "text"
		: format != NULL                                                         ? format
											 : "",
		labels != NULL ? "labelled" : "");
	return READSTAT_HANDLER_OK;
}

static int on_label(const char *set, readstat_value_t value, const char *label, void *user)
{
	(void)set;
	(void)user;
	if (readstat_value_type(value) == READSTAT_TYPE_STRING) {
		tell("label %s %s", readstat_string_value(value), label);
	} else {
		tell("label %g %s", readstat_double_value(value), label);
	}
	return READSTAT_HANDLER_OK;
}

static int on_value(int row, readstat_variable_t *variable, readstat_value_t value, void *user)
{
	(void)user;
	const char *name = readstat_variable_get_name(variable);
	if (readstat_value_is_system_missing(value)) {
		tell("%d %s missing", row, name);
	} else if (readstat_value_type(value) == READSTAT_TYPE_STRING) {
		tell("%d %s '%s'", row, name, readstat_string_value(value));
	} else {
		tell("%d %s %.15g", row, name, readstat_double_value(value));
	}
	return READSTAT_HANDLER_OK;
}

static void read_back(const char *ending, const char *query)
{
	char path[64];
	(void)snprintf(path, sizeof path, "/api/export.%s", ending);
	assert_int_equal(exported_get(&small, path, query, NULL, &table), 200);
	ZR_CLEANUP_CLOSE int file = memfd_create("table", MFD_CLOEXEC);
	assert_int_equal(write(file, table.data, table.bytes), table.bytes);
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	zr_buffer_finish(&seen);
	readstat_parser_t *parser = readstat_parser_init();
	(void)readstat_set_metadata_handler(parser, on_metadata);
	(void)readstat_set_variable_handler(parser, on_variable);
	(void)readstat_set_value_label_handler(parser, on_label);
	(void)readstat_set_value_handler(parser, on_value);
	readstat_error_t fault = strcmp(ending, "sav") == 0
					 ? readstat_parse_sav(parser, path, NULL)
					 : readstat_parse_dta(parser, path, NULL);
	readstat_parser_free(parser);
	if (fault != READSTAT_OK) {
		fail_msg("%s: %s", ending, readstat_error_message(fault));
	}
}

static void expect(const char *line)
{
	char whole[400];
	(void)snprintf(whole, sizeof whole, "\n%s\n", line);
	if (strstr(zr_buffer_text(&seen), whole) == NULL) {
		(void)fprintf(stderr, "%s", zr_buffer_text(&seen));
		fail_msg("no \"%s\" in that", line);
	}
}

static void spss_reads_questions_choices_and_values(void **state)
{
	(void)state;
	add_two();
	read_back("sav", "form=f&labels=ru");
	assert_non_null(strstr(zr_buffer_text(&seen), "rows 2, encoding UTF-8\n"));
	expect("variable record_id \"Запись\" text ");
	expect("variable finished \"Опрос закончен\" DATETIME20 ");
	expect("variable sex \"Пол\" F8.2 labelled");
	expect("label 2 женский");
	expect("0 fate_label 'уехал'"); /* SPSS would have a place for its words: see the format */
	expect("label no нет");
	expect("0 work 'no'");
	expect("0 sex 2");
	expect("0 age 41");
	expect("0 home_age '7'");
	expect("0 weight 70.5");
	expect("0 born 12698553600");
	expect("0 at 66600");
	expect("0 seen 14010235200");
	expect("0 langs 'tt'");
	expect("variable langs_tt \"Языки: татарский\" F8.2 ");
	expect("0 langs_ru 0");
	expect("0 langs_tt 1");
	expect("1 langs_tt missing");
	expect("0 fate 'went-away-for-good'");
	expect("0 очень_длинное_имя_вопроса_о_жиль 'дом'");
	expect("0 zip '007'");
	expect("0 twice 82");
	expect("1 age missing");
	expect("1 fate ''");
}

static void stata_reads_the_same_with_words_beside_texts(void **state)
{
	(void)state;
	add_two();
	read_back("dta", "form=f&labels=ru");
	assert_non_null(strstr(zr_buffer_text(&seen), "rows 2, encoding -\n"));
	expect("variable sex \"Пол\" %12.0g labelled");
	expect("label 2 женский");
	expect("0 sex 2");
	expect("0 weight 70.5");
	expect("0 born 9199");
	expect("0 seen 2106475200000");
	expect("0 fate 'went-away-for-good'");
	expect("0 fate_label 'уехал'");
	expect("0 langs_tt 1");
	expect("1 langs_tt missing");
	expect("0 очень_длинное_имя_вопроса_о_жиль 'дом'");
	expect("1 weight missing");
}

static void what_a_format_cannot_hold_is_cut_and_said(void **state)
{
	enum {
		LETTER_COUNT = 20000
	};
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	assert_int_equal(zr_buffer_add_text(&xml, "<d><age>много</age><note>"), 0);
	for (int i = 0; i < LETTER_COUNT; i++) {
		assert_int_equal(zr_buffer_add_text(&xml, "я"), 0);
	}
	assert_int_equal(zr_buffer_add_text(&xml, "</note></d>"), 0);
	add("r1", zr_buffer_text(&xml));
	read_back("dta", "form=f");
	expect("variable note \"[cut]\" text ");
	expect("variable age \"Возраст\" text "); /* somebody wrote no number */
	expect("0 age 'много'");
	read_back("sav", "form=f");
	expect("variable note \"[cut]\" text ");
}

static void an_empty_table_has_its_variables(void **state)
{
	(void)state;
	read_back("sav", "form=f");
	expect("variable sex \"Пол\" F8.2 labelled");
	read_back("dta", "form=f");
	expect("variable sex \"Пол\" %12.0g labelled");
}

static void json_has_numbers_lists_and_nothing(void **state)
{
	(void)state;
	add_two();
	assert_int_equal(
		exported_get(&small, "/api/export.jsonl", "form=f&labels=ru", NULL, &table), 200);
	const char *text = zr_buffer_text(&table);
	assert_non_null(strstr(text, "\"sex\":\"2\",\"sex (label)\":\"женский\",\"age\":41,"));
	assert_non_null(strstr(text, "\"weight\":70.5"));
	assert_non_null(strstr(text, "\"langs\":[\"tt\"],\"langs (label)\":\"татарский\""));
	assert_non_null(strstr(text, "\"note\":\"a \\\"b\\\"\\\\\"}\n{\"record_id\":\"r2\""));
	assert_non_null(strstr(text, "\"sex\":\"1\",\"sex (label)\":\"мужской\",\"age\":null,"));
}

static void choices_come_in_one_or_each_for_itself(void **state)
{
	(void)state;
	add_two();
	assert_int_equal(
		exported_get(&small, "/api/export.csv", "form=f&multiple=flags", NULL, &table),
		200);
	assert_non_null(strstr(zr_buffer_text(&table), ",langs/ru,langs/tt,"));
	assert_null(strstr(zr_buffer_text(&table), ",langs,"));
	assert_int_equal(
		exported_get(&small, "/api/export.csv", "form=f&multiple=both", NULL, &table), 200);
	assert_non_null(strstr(zr_buffer_text(&table), ",langs,langs/ru,langs/tt,"));
	assert_int_equal(
		exported_get(&small, "/api/export.csv", "form=f&multiple=3", NULL, &table), 422);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			spss_reads_questions_choices_and_values, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			stata_reads_the_same_with_words_beside_texts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_a_format_cannot_hold_is_cut_and_said, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			an_empty_table_has_its_variables, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			json_has_numbers_lists_and_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			choices_come_in_one_or_each_for_itself, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
