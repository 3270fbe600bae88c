/*
 * Every allocation of a conversion fails once: nothing leaks, nothing breaks, the answer is
 * ZR_E_NOMEM. Linked with -Wl,--wrap around the arena and the buffer, so that each single piece of
 * memory can be refused and not just each block.
 */
#include <stdbool.h>

#include "lib/base/arena.h"
#include "lib/base/buffer.h"
#include "lib/xlsform/xlsform.h"
#include "test/unit/xlsform/sheets.h"

static long failing = -1; /* the call that fails; -1: none */
static long calls;

void *__real_zr_arena_new(struct zr_arena *arena, size_t bytes);
char *__real_zr_arena_copy(struct zr_arena *arena, const char *text, size_t bytes);
int __real_zr_buffer_add(struct zr_buffer *buffer, const void *data, size_t bytes);
void *__wrap_zr_arena_new(struct zr_arena *arena, size_t bytes);
char *__wrap_zr_arena_copy(struct zr_arena *arena, const char *text, size_t bytes);
int __wrap_zr_buffer_add(struct zr_buffer *buffer, const void *data, size_t bytes);

static bool fails(void)
{
	return failing >= 0 && calls++ == failing;
}

void *__wrap_zr_arena_new(struct zr_arena *arena, size_t bytes)
{
	return fails() ? NULL : __real_zr_arena_new(arena, bytes);
}

char *__wrap_zr_arena_copy(struct zr_arena *arena, const char *text, size_t bytes)
{
	return fails() ? NULL : __real_zr_arena_copy(arena, text, bytes);
}

int __wrap_zr_buffer_add(struct zr_buffer *buffer, const void *data, size_t bytes)
{
	return fails() ? ZR_E_NOMEM : __real_zr_buffer_add(buffer, data, bytes);
}

static void fail_each(const char *sheets, int expected)
{
	struct zr_workbook *book = sheets_of(sheets);
	struct zr_error error = {0};
	for (long i = 0;; i++) {
		struct zr_xlsform *form = NULL;
		failing = i;
		calls = 0;
		int code = zr_xlsform_convert(book, NULL, &form, &error);
		bool has_failed = calls > i;
		failing = -1;
		zr_xlsform_free(form);
		if (!has_failed) {
			assert_int_equal(code, expected);
			assert_true(i > 100);
			break;
		}
		if (code != ZR_E_NOMEM) {
			fail_msg("allocation %ld: %d %s: %s", i, code, error.where, error.message);
		}
		assert_string_not_equal(error.message, "");
	}
	zr_workbook_free(book);
}

static void every_allocation_of_a_survey_may_fail(void **state)
{
	(void)state;
	fail_each(
		"# survey\n"
		"type|name|label::English (en)|label::fr|hint|image|relevant|default|trigger|"
		"calculation|choice_filter|parameters|appearance|constraint_message|repeat_count\n"
		"text|a|A|${b}|h|i.png|yes|today()|||||||\n"
		"text|b|B||||||||||||\n"
		"begin repeat|r|R|||||||||||m|2\n"
		"select_one l or_other|s|S|||||||||||${a}|\n"
		"select_one l|t|T||||||||name = ${a}|randomize=true seed=1|||\n"
		"calculate|k||||||${a}|${a}|concat(instance('l')/root/item[name = ${a}]/x)||||\n"
		"range|n|N instance('l')/root/item[name = ${a}]/label||||||||||||\n"
		"end repeat|||||||||||||\n"
		"begin group|g|G||||||||||table-list||\n"
		"select_multiple l|u|U||||||||||||\n"
		"end group|||||||||||||\n"
		"select_one ${n}|w|W||||||||||||\n"
		"select_one_from_file f.csv|v|V||||pulldata('p', 'a', 'b', 'c')||||||||\n"
		"begin loop over m|o|O||||||||||||\n"
		"note|z|Z %(label)s %(name)s||||||||||||\n"
		"end loop|||||||||||||\n"
		"audit||||||||||track-changes=true|||\n"
		"# choices\nlist_name|name|label::English (en)|audio|extra\n"
		"l|one|1|a.mp3|x\nl|two|2||\nm|three|3||\n"
		"# settings\nform_title|form_id|instance_name|public_key|namespaces|attribute::q\n"
		"T|t|${b}|key|e=\"urn:e\"|1\n",
		0);
}

static void every_allocation_of_entities_and_lists_may_fail(void **state)
{
	(void)state;
	fail_each("# survey\ntype|name|label|choice_filter|save_to|default\n"
		  "select_one_external c|s|S|name = ${q}||\n"
		  "begin repeat|r|R|||\ntext|q|Q||e#p|${last-saved#q}\nend repeat||||\n"
		  "osm roads|o|O|||\n"
		  "# external_choices\nlist_name|name|x\nc|a|\"b\"\n"
		  "# osm\nlist_name|name|label\nroads|name|Name\n"
		  "# entities\nlist_name|label|entity_id|create_if|update_if\n"
		  "e|${q}|${q}|${q} = 1|${q} = 2\nf|${s}|||\n",
		0);
}

/* Faults and what is made to go on behind them need memory too. */
static void every_allocation_of_faults_may_fail(void **state)
{
	(void)state;
	fail_each("# survey\ntype|name|label|relevant|save_to\nno|a|${b}|${${|\n|c|C||\n"
		  "text||D|${e}|p\nselect_one x or_other|f|F||\ntext|f|F||\nend group||||\n"
		  "begin repeat|r|R||\nend group||||\n"
		  "# choices\nlist_name|name|label\nl||L\nl|a|A\nl|a|A\n",
		ZR_E_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_allocation_of_a_survey_may_fail),
		cmocka_unit_test(every_allocation_of_entities_and_lists_may_fail),
		cmocka_unit_test(every_allocation_of_faults_may_fail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
