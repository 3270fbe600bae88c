/* KoboToolbox's scores and ranks become the rows that its server writes. */
#include <stdio.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/xlsform/xlsform.h"
#include "test/unit/xlsform/sheets.h"

#define LISTS "# choices\nlist_name|name|label\nl|a|A\nl|b|B\n"

static struct zr_xlsform *try(const char *sheets)
{
	ZR_CLEANUP(zr_workbook_freep) struct zr_workbook *book = sheets_of(sheets);
	struct zr_xlsform *form = NULL;
	assert_int_equal(zr_xlsform_try(book, NULL, &form, NULL), 0);
	assert_facts(form);
	return form;
}

static void expect_in(const struct zr_xlsform *form, const char *part)
{
	if (strstr(zr_xlsform_text(form, NULL), part) == NULL) {
		fail_msg("no %s in %s", part, zr_xlsform_text(form, NULL));
	}
}

static void a_score_is_a_group_of_selects_under_a_row_of_choices(void **state)
{
	struct zr_xlsform *form =
		try("# survey\ntype|name|label|kobo--score-choices|required|relevant|appearance\n"
		    "begin_score|s|Score|l|yes|1 = 1|\nscore__row|r1|One||||\n"
		    "score__row|r2|Two||no||minimal\nend_score||||||\ntext|q|Q||||\n" LISTS);
	assert_int_equal(zr_xlsform_fault_count(form), 0);
	expect_in(form, "<bind nodeset=\"/data/s\" relevant=\"1 = 1\"/>");
	expect_in(form, "<group ref=\"/data/s\" appearance=\"field-list\">");
	expect_in(form, "<select1 ref=\"/data/s/s_header\" appearance=\"label\">"
			"<label>Score</label>");
	expect_in(form, "<bind nodeset=\"/data/s/r1\" type=\"string\" required=\"true()\"/>");
	expect_in(form, "<select1 ref=\"/data/s/r1\" appearance=\"list-nolabel\">");
	expect_in(form, "<bind nodeset=\"/data/s/r2\" type=\"string\" required=\"false()\"/>");
	expect_in(form, "<select1 ref=\"/data/s/r2\" appearance=\"minimal\">");
	expect_in(form, "<input ref=\"/data/q\">");
	zr_xlsform_free(form);
}

static void the_levels_of_a_rank_differ(void **state)
{
	struct zr_xlsform *form =
		try("# survey\ntype|name|label|kobo--rank-items|kobo--rank-constraint-message\n"
		    "begin_rank|k|Rank|l|Twice\nrank__level|n1|1st||\nrank__level|n2|2nd||\n"
		    "rank__level|n3|3rd||\nend_rank||||\n" LISTS);
	assert_int_equal(zr_xlsform_fault_count(form), 0);
	expect_in(form, "<input ref=\"/data/k/k_label\"><label>Rank</label>");
	expect_in(form, "<bind nodeset=\"/data/k/n1\" type=\"string\" required=\"true()\" "
			"jr:constraintMsg=\"Twice\"/>");
	expect_in(form, "constraint=\" /data/k/n3  !=  /data/k/n1  and  /data/k/n3  != "
			" /data/k/n2 \"");
	expect_in(form, "<select1 ref=\"/data/k/n2\" appearance=\"minimal\">");
	zr_xlsform_free(form);
}

static void a_rank_has_so_many_levels(void **state)
{
	for (size_t extra = 0; extra < 2; extra++) {
		char sheets[8000] =
			"# survey\ntype|name|label|kobo--rank-items\nbegin_rank|k|R|l\n";
		for (size_t i = 0; i < ZR_XLSFORM_RANK_LEVEL_COUNT_MAX + extra; i++) {
			(void)snprintf(sheets + strlen(sheets), sizeof sheets - strlen(sheets),
				"rank__level|n%zu|N|\n", i);
		}
		(void)snprintf(sheets + strlen(sheets), sizeof sheets - strlen(sheets),
			"end_rank|||\n" LISTS);
		struct zr_xlsform *form = try(sheets);
		assert_int_equal(zr_xlsform_fault_count(form), extra);
		zr_xlsform_free(form);
	}
}

static void a_missing_list_is_told_once(void **state)
{
	struct zr_xlsform *form = try("# survey\ntype|name|label\nbegin_score|s|Score\n"
				      "score__row|r1|One\nscore__row|r2|Two\nend_score||\n" LISTS);
	assert_int_equal(zr_xlsform_fault_count(form), 1);
	assert_non_null(strstr(zr_xlsform_fault(form, 0)->message,
		"the begin_score names no list; write it into a column 'kobo--score-choices'"));
	zr_xlsform_free(form);
}

static void a_matrix_and_strayed_rows_are_refused(void **state)
{
	struct zr_xlsform *form = try("# survey\ntype|name|label\nbegin_kobomatrix|m|M\n"
				      "text|q|Q\nend_kobomatrix||\nscore__row|r|R\n" LISTS);
	assert_int_equal(zr_xlsform_fault_count(form), 2);
	assert_non_null(strstr(zr_xlsform_fault(form, 0)->message, "KoboToolbox's own"));
	assert_non_null(strstr(zr_xlsform_fault(form, 1)->message, "between begin_score and"));
	zr_xlsform_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_score_is_a_group_of_selects_under_a_row_of_choices),
		cmocka_unit_test(the_levels_of_a_rank_differ),
		cmocka_unit_test(a_rank_has_so_many_levels),
		cmocka_unit_test(a_missing_list_is_told_once),
		cmocka_unit_test(a_matrix_and_strayed_rows_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
