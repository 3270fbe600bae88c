/* What is possible but rare is told once; what a controller remarked stands at its question.
 * Tests: tablet/apps/census/model/doubts.c, tablet/apps/census/model/remark.c */
#include "tablet/apps/census/model/doubts.h"

#include "tablet/apps/census/model/remark.h"
#include "test/unit/form/form_unit.h"

static const char model[] =
	"<instance><data id='f'><age/><check/><note/></data></instance>"
	"<bind nodeset='/data/age' type='int'/>"
	"<bind nodeset='/data/check' readonly='true()' relevant='/data/age &gt; 99'/>"
	"<bind nodeset='/data/note' readonly='true()'/>";
static const char body[] = "<input ref='/data/age'/><input ref='/data/check' appearance='doubt'/>"
			   "<input ref='/data/note'/>";

static GArray *questions(struct zr_session *session)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct zr_item));
	struct zr_item at = zr_session_start(session);
	for (at = zr_session_next(session, &at); at.kind != ZR_ITEM_END;
		at = zr_session_next(session, &at)) {
		g_array_append_val(all, at);
	}
	return all;
}

static bool tells(GHashTable *told, struct zr_session *session)
{
	g_autoptr(GArray) all = questions(session);
	struct zr_item doubt = {0};
	bool is_told = zr_doubts_tell_next(told, all, &doubt);
	assert_true(!is_told || zr_doubts_is(&doubt));
	return is_told;
}

static void a_doubt_is_told_once_until_it_comes_again(void **state)
{
	struct zr_form *form = form_unit_load(model, body);
	struct zr_session *session = form_unit_start(form);
	g_autoptr(GHashTable) told = zr_doubts_new_told();
	assert_false(tells(told, session));
	assert_int_equal(form_unit_answer(session, "/data/age", "105"), ZR_VERDICT_ACCEPTED);
	assert_true(tells(told, session));
	assert_false(tells(told, session));
	assert_int_equal(form_unit_answer(session, "/data/age", "106"), ZR_VERDICT_ACCEPTED);
	assert_false(tells(told, session));
	assert_int_equal(form_unit_answer(session, "/data/age", "10"), ZR_VERDICT_ACCEPTED);
	assert_false(tells(told, session));
	assert_int_equal(form_unit_answer(session, "/data/age", "105"), ZR_VERDICT_ACCEPTED);
	assert_true(tells(told, session));
	zr_session_free(session);
	zr_form_free(form);
}

static void a_plain_note_is_no_doubt(void **state)
{
	struct zr_form *form = form_unit_load(model, body);
	struct zr_session *session = form_unit_start(form);
	struct zr_item note = form_unit_item(session, "/data/note");
	struct zr_item check = form_unit_item(session, "/data/check");
	struct zr_item age = form_unit_item(session, "/data/age");
	assert_false(zr_doubts_is(&note));
	assert_true(zr_doubts_is(&check));
	assert_false(zr_doubts_is(&age));
	zr_session_free(session);
	zr_form_free(form);
}

static void doubts_are_counted_while_they_stand(void **state)
{
	struct zr_form *form = form_unit_load(model, body);
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(zr_doubts_count(session), 0);
	assert_int_equal(form_unit_answer(session, "/data/age", "105"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(zr_doubts_count(session), 1);
	assert_int_equal(form_unit_answer(session, "/data/age", "10"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(zr_doubts_count(session), 0);
	zr_session_free(session);
	zr_form_free(form);
}

/* ---- remarks ---- */

static const char household[] = "<instance><data id='f'><who><age/></who></data></instance>"
				"<bind nodeset='/data/who/age' type='int'/>";
static const char persons[] = "<group ref='/data/who'><repeat nodeset='/data/who'>"
			      "<input ref='/data/who/age'/></repeat></group>";

static struct zr_remark on(const char *place)
{
	return (struct zr_remark){.place = (char *)(uintptr_t)place, .text = NULL, .reply = NULL};
}

static void a_remark_is_at_its_question(void **state)
{
	struct zr_form *form = form_unit_load(household, persons);
	struct zr_session *session = form_unit_start(form);
	struct zr_item age = form_unit_item(session, "/data/who[1]/age");
	struct zr_item found;
	const struct zr_remark alone = on("/data/who/age");
	const struct zr_remark numbered = on("/data/who[1]/age");
	const struct zr_remark other = on("/data/who[2]/age");
	const struct zr_remark whole = on("");
	assert_true(zr_remark_is_at(&alone, &age));
	assert_true(zr_remark_is_at(&numbered, &age));
	assert_false(zr_remark_is_at(&other, &age));
	assert_false(zr_remark_is_at(&whole, &age));
	assert_true(zr_remark_find(&alone, session, &found));
	assert_true(zr_item_equal(&found, &age));
	assert_false(zr_remark_find(&other, session, &found));
	assert_false(zr_remark_find(&whole, session, &found));
	zr_session_free(session);
	zr_form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_doubt_is_told_once_until_it_comes_again),
		cmocka_unit_test(a_plain_note_is_no_doubt),
		cmocka_unit_test(doubts_are_counted_while_they_stand),
		cmocka_unit_test(a_remark_is_at_its_question),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
