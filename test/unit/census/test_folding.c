/* The list of all questions: folded by person, and only what is to be done. */
#include "tablet/apps/census/model/folding.h"

#include "tablet/apps/census/wording.h"
#include "test/unit/form/form_unit.h"

static const char model[] =
	"<instance><data id='f'><a/><person jr:template=''><name/><age/></person></data></instance>"
	"<bind nodeset='/data/a' required='true()'/>"
	"<bind nodeset='/data/person/name' required='true()'/>"
	"<bind nodeset='/data/person/age' type='int'/>";
static const char body[] =
	"<input ref='/data/a'><label>A?</label></input>"
	"<group ref='/data/person'><label>People</label><repeat nodeset='/data/person'>"
	"<input ref='/data/person/name'><label>Name?</label></input>"
	"<input ref='/data/person/age'><label>Age?</label></input></repeat></group>";

struct household {
	struct zr_form *form;
	struct zr_session *session;
	GArray *lines;
	GHashTable *opened;
};

static void add_person(struct household *home)
{
	struct zr_item at = zr_session_start(home->session), added;
	for (at = zr_session_next(home->session, &at); at.kind != ZR_ITEM_PROMPT;
		at = zr_session_next(home->session, &at)) {
	}
	assert_int_equal(zr_session_repeat_add(home->session, &at, &added, NULL), 0);
}

static void start(struct household *home)
{
	home->form = form_unit_load(model, body);
	home->session = form_unit_start(home->form);
	add_person(home);
	add_person(home);
	form_unit_answer(home->session, "/data/person[1]/name", "Anna");
	form_unit_answer(home->session, "/data/person[1]/age", "30");
	struct zr_item all = zr_session_start(home->session);
	home->lines = zr_overview_new(home->session, &all);
	home->opened = g_hash_table_new(g_direct_hash, g_direct_equal);
}

static void end(struct household *home)
{
	g_hash_table_unref(home->opened);
	g_array_unref(home->lines);
	zr_session_free(home->session);
	zr_form_free(home->form);
}

static bool is_missing(void *user, const struct zr_overview_line *line)
{
	return line->is_input && line->verdict == ZR_VERDICT_REQUIRED;
}

/* The titles of the rows, one after the other; a fold has its sign and its counts. */
static char *rows_of(const struct household *home, bool only_missing)
{
	g_autoptr(GArray) rows =
		zr_folding_new(home->lines, home->opened, only_missing, is_missing, NULL);
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < rows->len; i++) {
		const struct zr_folding_row *row = &g_array_index(rows, struct zr_folding_row, i);
		const struct zr_overview_line *line =
			&g_array_index(home->lines, struct zr_overview_line, row->line);
		g_string_append_printf(text, "%s%s%s", i > 0 ? " " : "",
			!row->is_fold  ? ""
			: row->is_open ? "-"
				       : "+",
			line->title);
		if (row->is_fold) {
			g_string_append_printf(
				text, "(%u/%u,%u)", row->answered, row->questions, row->faulty);
		}
	}
	return g_string_free(text, FALSE);
}

static void expect_rows(const struct household *home, bool only_missing, const char *expected)
{
	g_autofree char *text = rows_of(home, only_missing);
	assert_string_equal(text, expected);
}

static void folds_what_belongs_to_a_person(void **state)
{
	struct household home;
	start(&home);
	expect_rows(&home, false, "A? +Anna(2/2,0) +People, No. 2(0/2,1)");
	g_hash_table_add(home.opened, form_unit_item(home.session, "/data/person[2]").node);
	expect_rows(&home, false, "A? +Anna(2/2,0) -People, No. 2(0/2,1) Name? Age?");
	end(&home);
}

static void shows_what_is_to_be_done_under_its_headings(void **state)
{
	struct household home;
	start(&home);
	expect_rows(&home, true, "A? People, No. 2 Name?");
	assert_int_equal(zr_folding_count(home.lines, is_missing, NULL), 2);
	form_unit_answer(home.session, "/data/person[2]/name", "Boris");
	g_array_unref(home.lines);
	struct zr_item all = zr_session_start(home.session);
	home.lines = zr_overview_new(home.session, &all);
	expect_rows(&home, true, "A?");
	end(&home);
}

int main(void)
{
	zr_texts_set_language(ZR_LANGUAGE_ENGLISH);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folds_what_belongs_to_a_person),
		cmocka_unit_test(shows_what_is_to_be_done_under_its_headings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
