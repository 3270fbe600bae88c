/* An interview and its draft on disk. Tests: library.c beacon.c texts.c, too. */
#include "tablet/census/interview.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tablet/census/beacon.h"
#include "tablet/census/library.h"
#include "tablet/census/texts.h"
#include "test/unit/form_unit.h"

static const char model[] = "<instance><data id='f' version='3'><outcome/><a/><meta><instanceID/>"
			    "</meta></data></instance><bind nodeset='/data/a' type='int'/>"
			    "<bind nodeset='/data/meta/instanceID' jr:preload='uid'/>";
static const char body[] = "<input ref='/data/outcome'/><input ref='/data/a'/>";

struct desk {
	char folder[64];
	struct zr_form *form;
	struct zr_drafts *drafts;
};

static int set_up(void **state)
{
	struct desk *desk = calloc(1, sizeof *desk);
	g_strlcpy(desk->folder, "/tmp/zr-interview-XXXXXX", sizeof desk->folder);
	assert_non_null(mkdtemp(desk->folder));
	g_autofree char *path = g_build_filename(desk->folder, "drafts.db", NULL);
	desk->form = form_unit_load(model, body);
	assert_int_equal(zr_drafts_open(path, &desk->drafts, NULL), 0);
	*state = desk;
	return 0;
}

static int tear_down(void **state)
{
	struct desk *desk = *state;
	static const char *const names[] = {
		"drafts.db", "drafts.db-wal", "drafts.db-shm", "probe", "good.xml", "broken.xml"};
	zr_drafts_close(desk->drafts);
	zr_form_free(desk->form);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(desk->folder, names[i], NULL);
		(void)unlink(path);
	}
	assert_int_equal(rmdir(desk->folder), 0);
	free(desk);
	return 0;
}

static struct zr_interview *begin(struct desk *desk)
{
	struct zr_interview *interview = NULL;
	assert_int_equal(
		zr_interview_begin(desk->drafts, desk->form, "h1", "t1", &interview, NULL), 0);
	return interview;
}

static void answer(struct zr_interview *interview, const char *path, const char *value)
{
	struct zr_item item = form_unit_item(interview->session, path);
	enum zr_verdict verdict = ZR_VERDICT_READONLY;
	assert_int_equal(zr_interview_answer(interview, &item, value, &verdict, NULL), 0);
	assert_int_equal(verdict, ZR_VERDICT_ACCEPTED);
}

static void an_answer_is_on_disk_when_it_returns(void **state)
{
	struct desk *desk = *state;
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *interview = begin(desk);
	struct zr_draft draft;
	struct zr_buffer xml = {0};
	assert_int_equal(zr_drafts_get(desk->drafts, interview->draft.draft_id, &draft, &xml, NULL),
		ZR_E_NOT_FOUND); /* nothing before the first answer */
	answer(interview, "/data/outcome", "absent");
	interview->screen = zr_flow_next(interview->session, &interview->screen);
	answer(interview, "/data/a", "5");
	assert_int_equal(
		zr_drafts_get(desk->drafts, interview->draft.draft_id, &draft, &xml, NULL), 0);
	assert_int_equal(draft.answer_count, 2);
	assert_string_equal(draft.position, "/data/a");
	assert_non_null(strstr(zr_buffer_text(&xml), "<a>5</a>"));
	zr_buffer_finish(&xml);
}

static void comes_back_where_it_was_left(void **state)
{
	struct desk *desk = *state;
	struct zr_interview *interview = begin(desk);
	answer(interview, "/data/outcome", "absent");
	interview->screen = zr_flow_next(interview->session, &interview->screen);
	assert_int_equal(zr_interview_store_place(interview, NULL), 0);
	g_autofree char *id = g_strdup(interview->draft.draft_id);
	zr_interview_free(interview);
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *again = NULL;
	assert_int_equal(zr_interview_resume(desk->drafts, desk->form, id, "t1", &again, NULL), 0);
	g_autofree char *path = zr_flow_path(&again->screen);
	assert_string_equal(path, "/data/a");
	assert_int_equal(again->draft.answer_count, 1);
	assert_string_equal(form_unit_value(again->session, "/data/outcome"), "absent");
}

static void a_refused_value_changes_nothing(void **state)
{
	struct desk *desk = *state;
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *interview = begin(desk);
	struct zr_item item = form_unit_item(interview->session, "/data/a");
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	assert_int_equal(zr_interview_answer(interview, &item, "x", &verdict, NULL), 0);
	assert_int_equal(verdict, ZR_VERDICT_WRONG_TYPE);
	assert_false(interview->is_unstored);
	assert_int_equal(interview->draft.answer_count, 0);
}

/* A file limit stands for a full disk: the write fails in the same place. */
static void a_full_disk_keeps_what_is_stored_and_can_be_tried_again(void **state)
{
	struct desk *desk = *state;
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *interview = begin(desk);
	answer(interview, "/data/outcome", "absent");
	struct rlimit before, none = {0, 0};
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	none.rlim_max = before.rlim_max;
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	assert_int_equal(sigaction(SIGXFSZ, &ignore, NULL), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	struct zr_item item = form_unit_item(interview->session, "/data/a");
	enum zr_verdict verdict = ZR_VERDICT_READONLY;
	int result = zr_interview_answer(interview, &item, "5", &verdict, NULL);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_true(result < 0);
	assert_true(interview->is_unstored);
	assert_int_equal(interview->draft.answer_count, 1);
	assert_int_equal(zr_interview_store(interview, NULL), 0);
	assert_false(interview->is_unstored);
	assert_int_equal(interview->draft.answer_count, 2);
}

static void makes_a_record_with_its_outcome(void **state)
{
	struct desk *desk = *state;
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *interview = begin(desk);
	struct zr_record record = {0};
	answer(interview, "/data/a", "5");
	assert_int_equal(zr_interview_make_record(interview, &record, NULL), 0);
	assert_string_equal(record.outcome, "completed");
	zr_record_finish(&record);
	answer(interview, "/data/outcome", "refused");
	assert_int_equal(zr_interview_make_record(interview, &record, NULL), 0);
	assert_string_equal(record.outcome, "refused");
	assert_string_equal(record.household_id, "h1");
	assert_string_equal(record.form_version, "3");
	assert_string_equal(record.record_id, interview->draft.draft_id);
	assert_null(strstr(record.record_id, "uuid:"));
	zr_record_finish(&record);
	assert_int_equal(zr_interview_mark_finished(interview, NULL), 0);
	assert_int_equal(interview->draft.state, ZR_DRAFT_FINISHED);
}

static void a_broken_form_leaves_the_others(void **state)
{
	struct desk *desk = *state;
	g_autofree char *good = g_build_filename(desk->folder, "good.xml", NULL);
	g_autofree char *broken = g_build_filename(desk->folder, "broken.xml", NULL);
	g_autofree char *xml = form_unit_xml(model, body);
	assert_true(g_file_set_contents(good, xml, -1, NULL));
	assert_true(g_file_set_contents(broken, "<h:html", -1, NULL));
	struct zr_library *library = zr_library_new();
	struct zr_error error = {0};
	struct zr_library_form *bad = zr_library_add_file(library, broken);
	struct zr_library_form *fine = zr_library_add_file(library, good);
	assert_true(zr_library_load(bad, &error) < 0);
	assert_true(error.message[0] != '\0');
	assert_int_equal(zr_library_load(fine, &error), 0);
	assert_string_equal(fine->form_id, "f");
	assert_ptr_equal(zr_library_find(library, "f", "3"), fine);
	assert_ptr_equal(zr_library_find(library, "f", "of another time"), fine);
	assert_null(zr_library_find(library, "none", ""));
	zr_library_free(library);
}

static void the_probe_writes_json_lines(void **state)
{
	struct desk *desk = *state;
	g_autofree char *path = g_build_filename(desk->folder, "probe", NULL);
	struct zr_beacon *beacon = zr_beacon_new(path);
	g_autoptr(GString) json = g_string_new(NULL);
	zr_beacon_add_text(json, "a", "x\"\\\n\tя");
	zr_beacon_add_bool(json, "b", true);
	zr_beacon_add_rect(json, "r", (const int[]){1, -2, 3, 4});
	zr_beacon_tell(beacon, "screen", json->str);
	zr_beacon_free(beacon);
	g_autofree char *text = NULL;
	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	assert_non_null(
		strstr(text, "\"event\":\"screen\",\"a\":\"x\\\"\\\\\\u000a\\u0009я\",\"b\":true,"
			     "\"r\":[1,-2,3,4]}\n"));
	zr_beacon_tell(NULL, "screen", ""); /* nobody listens */
	zr_beacon_free(NULL);
}

static void expect_same_arguments(const char *english, const char *other)
{
	while ((english = strchr(english, '%')) != NULL) {
		other = strchr(other, '%');
		assert_non_null(other);
		size_t bytes = strspn(english, "%l") + 1;
		assert_memory_equal(english, other, bytes);
		english += bytes;
		other += bytes;
	}
	assert_null(strchr(other, '%'));
}

static void texts_agree_in_their_arguments(void **state)
{
	for (int id = 0; id < ZR_S_COUNT; id++) {
		const char *english = zr_texts_in((enum zr_string)id, ZR_LANGUAGE_ENGLISH);
		for (int language = 0; language < ZR_LANGUAGE_COUNT; language++) {
			const char *text =
				zr_texts_in((enum zr_string)id, (enum zr_language)language);
			assert_non_null(text);
			assert_true(text[0] != '\0');
			expect_same_arguments(english, text);
		}
	}
	g_autofree char *march = zr_texts_month(3);
	g_autofree char *none = zr_texts_month(13);
	assert_string_equal(march, "март");
	assert_string_equal(none, "");
}

static void what_a_language_lacks_comes_in_russian(void **state)
{
	assert_string_equal(zr_texts_in(ZR_S_NEXT, ZR_LANGUAGE_CHUVASH), "Малалла");
	assert_ptr_equal(zr_texts_in(ZR_S_OPEN_FAILED, ZR_LANGUAGE_TATAR),
		zr_texts_in(ZR_S_OPEN_FAILED, ZR_LANGUAGE_RUSSIAN));
	zr_texts_set_language(ZR_LANGUAGE_CHUVASH);
	g_autofree char *march = zr_texts_month(3);
	assert_string_equal(march, "пуш");
	assert_string_equal(zr_texts_code(), "cv");
	zr_texts_set_language(ZR_LANGUAGE_RUSSIAN);
}

static void knows_a_language_by_its_name_or_code(void **state)
{
	static const struct {
		const char *name;
		enum zr_language language;
	} names[] = {
		{"Русский (ru)", ZR_LANGUAGE_RUSSIAN},
		{"ru", ZR_LANGUAGE_RUSSIAN},
		{"English (en)", ZR_LANGUAGE_ENGLISH},
		{"Татарча (tt)", ZR_LANGUAGE_TATAR},
		{"Tatar", ZR_LANGUAGE_TATAR},
		{"Башҡортса (ba)", ZR_LANGUAGE_BASHKIR},
		{"Чӑвашла (cv)", ZR_LANGUAGE_CHUVASH},
		{"cv", ZR_LANGUAGE_CHUVASH},
		{"Swahili", ZR_LANGUAGE_ENGLISH},
		{"(", ZR_LANGUAGE_ENGLISH},
		{"", ZR_LANGUAGE_ENGLISH},
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		assert_int_equal(zr_texts_language_for(names[i].name), names[i].language);
	}
}

#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_DESK(an_answer_is_on_disk_when_it_returns),
		AT_DESK(comes_back_where_it_was_left),
		AT_DESK(a_refused_value_changes_nothing),
		AT_DESK(a_full_disk_keeps_what_is_stored_and_can_be_tried_again),
		AT_DESK(makes_a_record_with_its_outcome),
		AT_DESK(a_broken_form_leaves_the_others),
		AT_DESK(the_probe_writes_json_lines),
		cmocka_unit_test(texts_agree_in_their_arguments),
		cmocka_unit_test(what_a_language_lacks_comes_in_russian),
		cmocka_unit_test(knows_a_language_by_its_name_or_code),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
