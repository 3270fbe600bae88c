/* Who stands in two records is found, whatever else is asked at the same time. */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/content.h"
#include "lib/envelope/pack.h"
#include "office/namesake.h"

static struct zr_namesakes *namesakes;
static struct zr_error error;
static struct zr_office_findings findings;

static int set_up(void **state)
{
	(void)state;
	return zr_namesake_new(&namesakes, &error);
}

static int tear_down(void **state)
{
	(void)state;
	zr_namesake_free(namesakes);
	namesakes = NULL;
	return 0;
}

static int go_on(uint8_t id, uint32_t first)
{
	const struct zr_office_search search = {.id = {id},
		.fields = {.person = "/d/p", .names = {"n"}, .name_count = 1, .birth = "b"},
		.first = first};
	return zr_namesake_continue(namesakes, &search, &error);
}

/* A record with these persons: "Anna 1990,Boris 1991". */
static int add(uint32_t place, const char *persons)
{
	char xml[4000] = "<d>";
	char copy[2000];
	char *rest = copy;
	char *person = NULL;
	(void)snprintf(copy, sizeof copy, "%s", persons);
	while ((person = strsep(&rest, ",")) != NULL) {
		char *date = strchr(person, ' ');
		size_t length = strlen(xml);
		(void)snprintf(xml + length, sizeof xml - length, "<p><n>%.*s</n><b>%s</b></p>",
			(int)(date - person), person, date + 1);
	}
	size_t end = strlen(xml);
	(void)snprintf(xml + end, sizeof xml - end, "</d>");
	struct zr_record record = {
		.record_id = (char *)(uintptr_t) "r", .xml = xml, .xml_bytes = strlen(xml)};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer packed = {0};
	assert_int_equal(zr_record_encode_answers(&record, &content, &error), 0);
	assert_int_equal(zr_pack_encode(content.data, content.bytes, &packed, &error), 0);
	return zr_namesake_add(
		namesakes, place, (struct zr_crypto_bytes){packed.data, packed.bytes}, &error);
}

static const char *find(void)
{
	static char text[400];
	text[0] = '\0';
	assert_int_equal(zr_namesake_find(namesakes, &findings, &error), 0);
	for (size_t i = 0; i < findings.pair_count; i++) {
		const struct zr_office_pair *pair = &findings.pairs[i];
		(void)snprintf(text + strlen(text), sizeof text - strlen(text), "%u-%u:%u ",
			pair->record, pair->other, pair->person_count);
	}
	return text;
}

static void a_family_counted_twice_is_one_pair(void **state)
{
	(void)state;
	assert_int_equal(go_on(1, 0), 0);
	assert_int_equal(add(0, "Фёдор 1980-01-01,Анна 1982-05-05"), 0);
	assert_int_equal(add(1, "Анна 1991-05-05,Олег 1980-01-01"), 0); /* namesakes, no more */
	assert_int_equal(go_on(1, 2), 0);
	assert_int_equal(add(2, "АННА 1982-05-05,федор 1980-01-01,Олег 2011-01-01"), 0);
	assert_int_equal(add(3, "Ф 1980-01-01"), 0); /* an initial is another name */
	assert_string_equal(find(), "0-2:2 ");
	assert_int_equal(findings.person_count, 8);
	assert_int_equal(findings.unread_count, 0);
	assert_int_equal(go_on(1, 4), ZR_E_NOT_FOUND); /* it is over */
}

static void one_record_is_no_pair_and_many_are_a_chain(void **state)
{
	(void)state;
	assert_int_equal(go_on(1, 0), 0);
	assert_int_equal(add(0, "Anna 1990,Anna 1990"), 0);
	assert_int_equal(add(1, "Anna 1990"), 0);
	assert_int_equal(add(2, "Anna 1990,Boris 1,Anna 1990"), 0);
	assert_int_equal(add(3, "Boris 1"), 0);
	assert_string_equal(find(), "0-1:1 0-2:1 2-3:1 ");
}

static void what_cannot_be_read_is_counted(void **state)
{
	(void)state;
	assert_int_equal(go_on(1, 0), 0);
	assert_int_equal(add(0, "Anna 1990"), 0);
	zr_namesake_miss(namesakes);
	assert_int_equal(
		zr_namesake_add(namesakes, 2, (struct zr_crypto_bytes){"no zstd", 7}, &error), 0);
	assert_int_equal(add(3, "Anna 1990,<n 1"), 0); /* no XML: nothing of it counts */
	assert_string_equal(find(), "");
	assert_int_equal(findings.unread_count, 3);
	assert_int_equal(findings.person_count, 1);
}

/* Each has its own key and its own persons; the one least recently asked goes when there are too
 * many; what is begun again begins anew. */
static void searches_stand_beside_each_other(void **state)
{
	(void)state;
	for (uint8_t id = 1; id <= ZR_OFFICE_SEARCH_COUNT_MAX; id++) {
		assert_int_equal(go_on(id, 0), 0);
		assert_int_equal(add(0, "Anna 1990"), 0);
	}
	assert_int_equal(go_on(1, 1), 0);
	assert_int_equal(add(1, "Anna 1990"), 0);
	assert_int_equal(go_on(100, 0), 0); /* takes the place of 2 */
	assert_int_equal(go_on(2, 1), ZR_E_NOT_FOUND);
	assert_int_equal(go_on(1, 2), 0);
	assert_string_equal(find(), "0-1:1 ");
	assert_int_equal(go_on(3, 0), 0);
	assert_int_equal(add(1, "Anna 1990"), 0);
	assert_string_equal(find(), "");
}

static void there_is_an_end_to_pairs(void **state)
{
	(void)state;
	assert_int_equal(go_on(1, 0), 0);
	for (uint32_t i = 0; i <= ZR_OFFICE_PAIR_COUNT_MAX + 1; i++) {
		assert_int_equal(add(i, "Anna 1990"), 0);
	}
	assert_int_equal(zr_namesake_find(namesakes, &findings, &error), 0);
	assert_int_equal(findings.pair_count, ZR_OFFICE_PAIR_COUNT_MAX);
	assert_true(findings.is_cut);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		CASE(a_family_counted_twice_is_one_pair),
		CASE(one_record_is_no_pair_and_many_are_a_chain),
		CASE(what_cannot_be_read_is_counted),
		CASE(searches_stand_beside_each_other),
		CASE(there_is_an_end_to_pairs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
