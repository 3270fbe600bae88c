/* Choice filters over a long list look at the rows they want, not at all of them.
 * Tests: lib/xpath/evaluate/candidates.c */
#include "lib/form/source/lookup.h"
#include "lib/form/session/working.h"
#include "test/unit/form/form_unit.h"

enum {
	ROWS = 100000,
	WARDS = 1000, /* of 100 rows each */
	COLUMNS = 4,
	CHECKS_MAX = 3,                                       /* conditions on a row */
	VISITED_MAX = 100 * (1 + CHECKS_MAX * (COLUMNS + 1)), /* nodes looked at for 100 rows */
};

static int read_list(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	(void)user;
	(void)uri;
	(void)error;
	int code = zr_buffer_add_text(ret_bytes, "name,label,ward,district\n");
	for (int i = 0; i < ROWS && code == 0; i++) {
		code = zr_buffer_add_format(
			ret_bytes, "v%d,Village %d,%d,d%d\n", i, i, i % WARDS, i % 10);
	}
	return code;
}

struct long_list {
	struct zr_form *form;
	struct zr_session *session;
};

static struct zr_form *load(const char *filter)
{
	struct zr_buffer body = {0};
	struct zr_form *form = NULL;
	struct zr_error error = {0};
	const struct zr_form_loader loader = {.read = read_list};
	assert_int_equal(zr_buffer_add_format(&body,
				 "<input ref='/data/ward'/><input ref='/data/code'/>"
				 "<input ref='/data/words'/><select1 ref='/data/village'>"
				 "<itemset nodeset=\"instance('villages')/root/item%s\">"
				 "<value ref='name'/><label ref='label'/></itemset></select1>",
				 filter),
		0);
	char *xml = form_unit_xml(
		"<instance><data id='c'><ward/><code/><words/><village/><shown/></data></instance>"
		"<instance id='villages' src='jr://file-csv/villages.csv'/>"
		"<bind nodeset='/data/ward' type='string'/><bind nodeset='/data/code' type='int'/>"
		"<bind nodeset='/data/shown' "
		"calculate=\"jr:choice-name(/data/village, '/data/village')\"/>",
		zr_buffer_text(&body));
	if (zr_form_load(xml, strlen(xml), &loader, &form, &error) != 0) {
		fail_msg("%s: %s", error.where, error.message);
	}
	free(xml);
	zr_buffer_finish(&body);
	return form;
}

static struct long_list begin(const char *filter)
{
	struct long_list list = {.form = load(filter)};
	list.session = form_unit_start(list.form);
	return list;
}

static void end(struct long_list *list)
{
	zr_session_free(list->session);
	zr_form_free(list->form);
}

/* The number of choices now, and of nodes looked at to find them. */
static size_t count_choices(struct long_list *list, uint64_t *ret_visited)
{
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	struct zr_item item = form_unit_item(list->session, "/data/village");
	uint64_t before = list->session->visited;
	assert_int_equal(zr_session_choices(list->session, &item, &choices, &count, NULL), 0);
	*ret_visited = list->session->visited - before;
	for (size_t i = 1; i < count; i++) {
		assert_true(strtoul(choices[i - 1].value + 1, NULL, 10) <
			    strtoul(choices[i].value + 1, NULL, 10));
	}
	return count;
}

static void holds(const char *filter, const char *question, const char *answer, size_t wanted)
{
	uint64_t visited = 0;
	struct long_list list = begin(filter);
	assert_int_equal(form_unit_answer(list.session, question, answer), ZR_VERDICT_ACCEPTED);
	assert_int_equal(count_choices(&list, &visited), wanted);
	if (visited > wanted / 100 * VISITED_MAX + 100) {
		fail_msg("%s looks at %llu nodes for %zu choices", filter,
			(unsigned long long)visited, wanted);
	}
	end(&list);
}

static void a_text_finds_its_rows(void **state)
{
	(void)state;
	holds("[ward = /data/ward]", "/data/ward", "17", 100);
	holds("[/data/ward = ward]", "/data/ward", "17", 100);
	holds("[ward = /data/ward]", "/data/ward", "nowhere", 0);
	holds("[ward = current()/../ward]", "/data/ward", "999", 100);
}

static void a_number_finds_rows_that_are_equal_as_numbers(void **state)
{
	(void)state;
	holds("[ward = /data/code]", "/data/code", "017", 100);
	holds("[ward = /data/code + 1]", "/data/code", "16", 100);
	holds("[ward = number(/data/ward)]", "/data/ward", "17.0", 100);
	uint64_t visited = 0;
	struct long_list list = begin("[ward = /data/ward]");
	assert_int_equal(form_unit_answer(list.session, "/data/ward", "017"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(count_choices(&list, &visited), 0); /* as texts they differ */
	end(&list);
}

static void the_narrowest_of_several_conditions_is_taken(void **state)
{
	(void)state;
	holds("[district = 'd7' and ward = /data/ward]", "/data/ward", "17", 100);
	holds("[ward = /data/ward and string-length(label) &gt; 9]", "/data/ward", "17", 100);
	holds("[ward = /data/ward][district = 'd7']", "/data/ward", "17", 100);
}

static void alternatives_and_selected_words_are_looked_up_each(void **state)
{
	(void)state;
	holds("[ward = /data/ward or ward = '18' or ward = /data/ward]", "/data/ward", "17", 200);
	holds("[selected(/data/words, ward)]", "/data/words", "17 19  500", 300);
	holds("[district != 'd8' and selected(/data/words, ward)]", "/data/words", "17 19", 200);
}

static void what_no_index_answers_is_scanned_and_the_same(void **state)
{
	(void)state;
	uint64_t visited = 0;
	struct long_list list = begin("[contains(label, /data/ward)]");
	assert_int_equal(
		form_unit_answer(list.session, "/data/ward", "Village 99999"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(count_choices(&list, &visited), 1);
	assert_true(visited >= ROWS);
	end(&list);
}

static void an_answer_costs_what_depends_on_it(void **state)
{
	(void)state;
	struct long_list list = begin("[ward = /data/ward]");
	assert_int_equal(form_unit_answer(list.session, "/data/ward", "17"), ZR_VERDICT_ACCEPTED);
	uint64_t before = list.session->visited;
	assert_int_equal(
		form_unit_answer(list.session, "/data/village", "v1017"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(list.session, "/data/shown"), "Village 1017");
	assert_true(list.session->visited - before <= 2 * VISITED_MAX);
	before = list.session->visited;
	assert_int_equal(form_unit_answer(list.session, "/data/ward", "18"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(list.session, "/data/village"), "");
	assert_true(list.session->visited - before <= 2 * VISITED_MAX);
	end(&list);
}

static void the_label_of_one_choice_of_the_whole_list_is_one_probe(void **state)
{
	(void)state;
	struct long_list list = begin("");
	uint64_t before = list.session->visited;
	assert_int_equal(
		form_unit_answer(list.session, "/data/village", "v77777"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(list.session, "/data/shown"), "Village 77777");
	assert_true(list.session->visited - before < 100);
	end(&list);
}

static void indexes_can_be_made_before_anybody_waits(void **state)
{
	(void)state;
	uint64_t visited = 0;
	struct long_list list = {.form = load("[ward = /data/ward]")};
	assert_int_equal(list.form->lookups->count, 0);
	zr_form_prepare(list.form);
	size_t made = list.form->lookups->count;
	assert_true(made > 0);
	list.session = form_unit_start(list.form);
	assert_int_equal(form_unit_answer(list.session, "/data/ward", "17"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(count_choices(&list, &visited), 100);
	assert_true(visited <= VISITED_MAX);
	end(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_finds_its_rows),
		cmocka_unit_test(a_number_finds_rows_that_are_equal_as_numbers),
		cmocka_unit_test(the_narrowest_of_several_conditions_is_taken),
		cmocka_unit_test(alternatives_and_selected_words_are_looked_up_each),
		cmocka_unit_test(what_no_index_answers_is_scanned_and_the_same),
		cmocka_unit_test(an_answer_costs_what_depends_on_it),
		cmocka_unit_test(the_label_of_one_choice_of_the_whole_list_is_one_probe),
		cmocka_unit_test(indexes_can_be_made_before_anybody_waits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
