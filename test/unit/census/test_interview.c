/* An interview and its draft on disk. Tests: outcome.c library.c, too. */
#include "tablet/apps/census/model/interview.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/base/limits.h"
#include "tablet/apps/census/model/library.h"
#include "lib/interview/outcome.h"
#include "test/unit/form/form_unit.h"

static const char model[] = "<instance><data id='f' version='3'><outcome/><a/><meta><instanceID/>"
			    "</meta></data></instance><bind nodeset='/data/a' type='int'/>"
			    "<bind nodeset='/data/meta/instanceID' jr:preload='uid'/>";
static const char body[] = "<input ref='/data/outcome'/><input ref='/data/a'/>";

struct desk {
	char folder[64];
	struct zr_form *form;
	struct zr_drafts *drafts;
};

/* A stored one, of the test's own desk. */
#define AT(its_form, its_id) (&(struct zr_interview_source){desk->drafts, its_form, its_id, "t1"})

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

static struct zr_interview *begin_with(struct desk *desk, const struct zr_form *form)
{
	const struct zr_interview_start start = {.household_id = "h1",
		.address = "ул. Мира, 5",
		.area_id = "area-1",
		.previous_id = "r0",
		.device_id = "t1"};
	struct zr_interview *interview = NULL;
	assert_int_equal(zr_interview_begin(desk->drafts, form, &start, &interview, NULL), 0);
	return interview;
}

static struct zr_interview *begin(struct desk *desk)
{
	return begin_with(desk, desk->form);
}

static int try_answer(struct zr_interview *interview, const char *path, const char *value,
	enum zr_verdict *ret_verdict)
{
	struct zr_session_entry entry = {
		.item = form_unit_item(interview->session, path), .value = value};
	bool is_taken = false;
	int code = zr_interview_answer(interview, &entry, 1, &is_taken, NULL);
	assert_int_equal(is_taken, entry.verdict == ZR_VERDICT_ACCEPTED);
	*ret_verdict = entry.verdict;
	return code;
}

static void answer(struct zr_interview *interview, const char *path, const char *value)
{
	enum zr_verdict verdict = ZR_VERDICT_READONLY;
	assert_int_equal(try_answer(interview, path, value, &verdict), 0);
	assert_int_equal(verdict, ZR_VERDICT_ACCEPTED);
}

static void an_answer_is_on_disk_when_it_returns(void **state)
{
	struct desk *desk = *state;
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *interview = begin(desk);
	ZR_CLEANUP(zr_draft_finish) struct zr_draft draft = {0};
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
	assert_int_equal(zr_interview_resume(AT(desk->form, id), &again, NULL), 0);
	g_autofree char *path = zr_flow_path(&again->screen);
	assert_string_equal(path, "/data/a");
	assert_int_equal(again->draft.answer_count, 1);
	assert_string_equal(form_unit_value(again->session, "/data/outcome"), "absent");
}

static void a_refused_value_changes_nothing(void **state)
{
	struct desk *desk = *state;
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *interview = begin(desk);
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	assert_int_equal(try_answer(interview, "/data/a", "x", &verdict), 0);
	assert_int_equal(verdict, ZR_VERDICT_WRONG_TYPE);
	assert_false(interview->is_unstored);
	assert_int_equal(interview->draft.answer_count, 0);
}

static void answers_of_one_screen_are_taken_together_or_not_at_all(void **state)
{
	struct desk *desk = *state;
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *interview = begin(desk);
	struct zr_session_entry entries[] = {
		{.item = form_unit_item(interview->session, "/data/outcome"), .value = "absent"},
		{.item = form_unit_item(interview->session, "/data/a"), .value = "x"}};
	bool is_taken = true;
	assert_int_equal(zr_interview_answer(interview, entries, 2, &is_taken, NULL), 0);
	assert_false(is_taken);
	assert_int_equal(entries[0].verdict, ZR_VERDICT_ACCEPTED);
	assert_int_equal(entries[1].verdict, ZR_VERDICT_WRONG_TYPE);
	assert_string_equal(form_unit_value(interview->session, "/data/outcome"), "");
	entries[1].value = "5";
	assert_int_equal(zr_interview_answer(interview, entries, 2, &is_taken, NULL), 0);
	assert_true(is_taken);
	assert_int_equal(interview->draft.answer_count, 1); /* one commit */
	assert_string_equal(form_unit_value(interview->session, "/data/a"), "5");
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
	enum zr_verdict verdict = ZR_VERDICT_READONLY;
	int result = try_answer(interview, "/data/a", "5", &verdict);
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

/* instanceID is the author's: the same in each interview, it replaces nobody's draft and stops
 * nobody from finishing. */
static void drafts_are_told_apart_by_ids_of_our_own(void **state)
{
	struct desk *desk = *state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f' version='3'><a/><meta><instanceID>uuid:fixed</instanceID>"
		"</meta></data></instance><bind nodeset='/data/a' type='int'/>",
		"<input ref='/data/a'/>");
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *first = begin_with(desk, form);
	answer(first, "/data/a", "1");
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *second = begin_with(desk, form);
	answer(second, "/data/a", "2");
	assert_string_not_equal(first->draft.draft_id, second->draft.draft_id);
	assert_int_equal(strlen(first->draft.draft_id), 36);
	struct zr_record record = {0};
	assert_int_equal(zr_interview_make_record(first, &record, NULL), 0);
	assert_int_equal(zr_interview_mark_finished(first, NULL), 0);
	zr_record_finish(&record);
	answer(second, "/data/a", "3");
	assert_int_equal(zr_interview_make_record(second, &record, NULL), 0);
	assert_non_null(strstr(record.xml, "uuid:fixed"));
	assert_int_equal(zr_interview_mark_finished(second, NULL), 0);
	zr_record_finish(&record);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	assert_int_equal(zr_drafts_get(desk->drafts, first->draft.draft_id, NULL, &xml, NULL), 0);
	assert_non_null(strstr(zr_buffer_text(&xml), "<a>1</a>"));
	zr_interview_free(first);
	zr_interview_free(second);
	first = second = NULL;
	zr_form_free(form);
}

/* Names that make the path of a place longer than any buffer, and choices with blanks in them. */
static void comes_back_to_a_place_with_a_long_path(void **state)
{
	struct desk *desk = *state;
	char name[201];
	memset(name, 'n', 200);
	name[200] = '\0';
	g_autofree char *long_model = g_strdup_printf(
		"<instance><data id='f' version='3'><%s><%s><a/><b/></%s></%s></data></instance>",
		name, name, name, name);
	g_autofree char *long_body = g_strdup_printf(
		"<select ref='/data/%s/%s/a'><item><label>A</label><value>x</value></item><item>"
		"<label>B</label><value>y</value></item></select><input ref='/data/%s/%s/b'/>",
		name, name, name, name);
	g_autofree char *a = g_strdup_printf("/data/%s/%s/a", name, name);
	g_autofree char *b = g_strdup_printf("/data/%s/%s/b", name, name);
	struct zr_form *form = form_unit_load(long_model, long_body);
	struct zr_interview *interview = begin_with(desk, form);
	answer(interview, a, "x y");
	interview->screen = zr_flow_next(interview->session, &interview->screen);
	answer(interview, b, "Campo | Campo sede");
	g_autofree char *id = g_strdup(interview->draft.draft_id);
	zr_interview_free(interview);
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *again = NULL;
	assert_int_equal(zr_interview_resume(AT(form, id), &again, NULL), 0);
	g_autofree char *path = zr_flow_path(&again->screen);
	assert_string_equal(path, b);
	assert_string_equal(form_unit_value(again->session, a), "x y");
	zr_interview_free(again);
	again = NULL;
	zr_form_free(form);
}

/* An outcome in letters of two bytes, longer than any buffer: it goes into the record whole. */
static void an_outcome_of_any_length_is_sent_whole(void **state)
{
	struct desk *desk = *state;
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *interview = begin(desk);
	ZR_CLEANUP(zr_record_finish) struct zr_record record = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_record_finish) struct zr_record back = {0};
	static const char outcome[] = "отказался_отвечать_на_вопросы_переписи_и_закрыл_дверь";
	answer(interview, "/data/outcome", outcome);
	assert_int_equal(zr_interview_make_record(interview, &record, NULL), 0);
	assert_string_equal(record.outcome, outcome);
	assert_int_equal(zr_record_encode(&record, &content, NULL), 0);
	assert_int_equal(zr_record_decode(content.data, content.bytes, &back, NULL), 0);
	assert_string_equal(back.outcome, outcome);
	assert_int_equal(zr_interview_mark_finished(interview, NULL), 0);
}

static void a_record_says_where_it_was_made_and_what_it_came_to(void **state)
{
	struct desk *desk = *state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f' version='3'><visit><outcome/><appointment/></visit>"
		"<person><outcome/></person></data></instance>"
		"<bind nodeset='/data/visit/appointment' type='dateTime'"
		" relevant=\"../outcome = 'later'\"/>",
		"<group ref='/data/person'><repeat nodeset='/data/person'>"
		"<input ref='/data/person/outcome'/></repeat></group><group ref='/data/visit'>"
		"<select1 ref='/data/visit/outcome'><item><label>Прийти позже</label>"
		"<value>later</value></item><item><label>Отказ</label><value>refused</value>"
		"</item></select1><input ref='/data/visit/appointment'/></group>");
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *interview = begin_with(desk, form);
	ZR_CLEANUP(zr_record_finish) struct zr_record record = {0};
	answer(interview, "/data/person[1]/outcome", "refused"); /* a person's is not the visit's */
	answer(interview, "/data/visit/outcome", "later");
	answer(interview, "/data/visit/appointment", "2026-12-28T18:30");
	assert_int_equal(zr_interview_make_record(interview, &record, NULL), 0);
	assert_string_equal(record.outcome, "later");
	assert_int_equal(record.result, ZR_RESULT_REVISIT);
	assert_string_equal(record.appointment, "2026-12-28T18:30");
	assert_string_equal(record.address, "ул. Мира, 5");
	assert_string_equal(record.area_id, "area-1");
	assert_string_equal(record.previous_id, "r0");
	assert_string_equal(record.replaces_id, "");
	assert_string_equal(interview->draft.outcome_words, "Прийти позже");
	answer(interview, "/data/visit/outcome", "refused");
	zr_record_finish(&record);
	assert_int_equal(zr_interview_make_record(interview, &record, NULL), 0);
	assert_int_equal(record.result, ZR_RESULT_REFUSED);
	assert_string_equal(record.appointment, "");
	zr_interview_free(interview);
	interview = NULL;
	zr_form_free(form);
}

/* An author's own codes, with what they come to beside them. */
static void a_list_may_say_what_its_outcomes_come_to(void **state)
{
	struct desk *desk = *state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f' version='3'><outcome/></data></instance>"
		"<instance id='outcomes'><root><item><name>7</name><label>Зайти ещё</label>"
		"<result>revisit</result></item><item><name>later</name><label>Сделано "
		"позже</label>"
		"<result>done</result></item><item><name>refused</name><label>Отказ</label>"
		"<result>?</result></item></root></instance>",
		"<select1 ref='/data/outcome'><itemset nodeset=\"instance('outcomes')/root/item\">"
		"<value ref='name'/><label ref='label'/></itemset></select1>");
	static const struct {
		const char *code;
		enum zr_visit_result result;
	} cases[] = {{"7", ZR_RESULT_REVISIT}, {"later", ZR_RESULT_DONE},
		{"refused", ZR_RESULT_REFUSED}};
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *interview = begin_with(desk, form);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct zr_outcome outcome;
		answer(interview, "/data/outcome", cases[i].code);
		assert_int_equal(zr_outcome_read(interview->session, &outcome), 0);
		assert_int_equal(outcome.result, cases[i].result);
		zr_outcome_finish(&outcome);
	}
	zr_interview_free(interview);
	interview = NULL;
	zr_form_free(form);
}

static void a_dropped_correction_leaves_what_it_corrects(void **state)
{
	struct desk *desk = *state;
	struct zr_interview *interview = begin(desk);
	ZR_CLEANUP(zr_record_finish) struct zr_record record = {0};
	answer(interview, "/data/a", "5");
	assert_int_equal(zr_interview_make_record(interview, &record, NULL), 0);
	assert_int_equal(zr_interview_mark_finished(interview, NULL), 0);
	g_autofree char *id = g_strdup(interview->draft.draft_id);
	zr_interview_free(interview);
	for (int i = 0; i < 2; i++) {
		ZR_CLEANUP(zr_interview_freep) struct zr_interview *again = NULL;
		ZR_CLEANUP(zr_draft_finish) struct zr_draft none = {0};
		assert_int_equal(zr_interview_correct(AT(desk->form, id), &again, NULL), 0);
		assert_string_equal(form_unit_value(again->session, "/data/a"), "5");
		if (i == 0) { /* the second is dropped before anything was changed */
			answer(again, "/data/a", "6");
		}
		assert_int_equal(zr_interview_drop(again, NULL), 0);
		assert_int_equal(zr_interview_store_place(again, NULL), 0);
		assert_int_equal(zr_drafts_find(desk->drafts, again->draft.draft_id, &none, NULL),
			ZR_E_NOT_FOUND);
	}
}

static void a_correction_takes_the_answers_and_names_what_it_replaces(void **state)
{
	struct desk *desk = *state;
	struct zr_interview *interview = begin(desk);
	ZR_CLEANUP(zr_record_finish) struct zr_record record = {0};
	answer(interview, "/data/a", "5");
	assert_int_equal(zr_interview_put_file(interview, "s.png", "png", 3, NULL), 0);
	answer(interview, "/data/outcome", "s.png"); /* any answer may name a file */
	assert_int_equal(zr_interview_put_file(interview, "old.png", "png", 3, NULL), 0);
	assert_int_equal(zr_interview_make_record(interview, &record, NULL), 0);
	assert_int_equal(record.file_count, 1);
	assert_string_equal(record.files[0].name, "s.png");
	assert_int_equal(zr_interview_mark_finished(interview, NULL), 0);
	g_autofree char *id = g_strdup(interview->draft.draft_id);
	zr_interview_free(interview);
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *again = NULL;
	assert_int_equal(zr_interview_correct(AT(desk->form, id), &again, NULL), 0);
	assert_string_equal(form_unit_value(again->session, "/data/a"), "5");
	assert_string_equal(again->draft.replaces_id, id);
	assert_string_equal(again->draft.previous_id, "r0");
	assert_string_equal(again->draft.household_id, "h1");
	assert_string_not_equal(again->draft.draft_id, id);
	ZR_CLEANUP(zr_draft_finish) struct zr_draft none = {0};
	assert_int_equal(zr_interview_store_place(again, NULL), 0); /* looked at, not changed */
	assert_int_equal(
		zr_drafts_find(desk->drafts, again->draft.draft_id, &none, NULL), ZR_E_NOT_FOUND);
	answer(again, "/data/a", "6");
	zr_record_finish(&record);
	assert_int_equal(zr_interview_make_record(again, &record, NULL), 0);
	assert_string_equal(record.replaces_id, id);
	assert_int_equal(record.file_count, 1);
	/* The first version is as it was, until it is wiped. */
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	assert_int_equal(zr_drafts_get(desk->drafts, id, NULL, &xml, NULL), 0);
	assert_non_null(strstr(zr_buffer_text(&xml), "<a>5</a>"));
	assert_int_equal(zr_drafts_wipe(desk->drafts, id, NULL), 0);
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *late = NULL;
	assert_int_equal(zr_interview_correct(AT(desk->form, id), &late, NULL), ZR_E_STATE);
}

/* By another hand, while the store is closed. */
static void alter(struct desk *desk, const char *sql)
{
	sqlite3 *handle = NULL;
	g_autofree char *path = g_build_filename(desk->folder, "drafts.db", NULL);
	zr_drafts_close(desk->drafts);
	assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
	assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(handle), SQLITE_OK);
	assert_int_equal(zr_drafts_open(path, &desk->drafts, NULL), 0);
}

/* A later version may allow more files, and the tablet be set back to this one. */
static void more_files_than_a_record_takes_are_told(void **state)
{
	struct desk *desk = *state;
	g_autoptr(GString) nodes = g_string_new("<instance><data id='f' version='3'>");
	g_autoptr(GString) inputs = g_string_new(NULL);
	for (int i = 0; i <= ZR_RECORD_FILE_COUNT_MAX; i++) {
		g_string_append_printf(nodes, "<q%d/>", i);
		g_string_append_printf(inputs, "<input ref='/data/q%d'/>", i);
	}
	g_string_append(nodes, "</data></instance>");
	struct zr_form *form = form_unit_load(nodes->str, inputs->str);
	struct zr_interview *interview = begin_with(desk, form);
	answer(interview, "/data/q0", "f0");
	g_autofree char *id = g_strdup(interview->draft.draft_id);
	zr_interview_free(interview);
	alter(desk, "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 64)"
		    " INSERT INTO draft_file SELECT draft_id, 'f' || i, x'01' FROM draft, n");
	ZR_CLEANUP(zr_interview_freep) struct zr_interview *again = NULL;
	ZR_CLEANUP(zr_record_finish) struct zr_record record = {0};
	struct zr_error error = {0};
	assert_int_equal(zr_interview_resume(AT(form, id), &again, NULL), 0);
	assert_int_equal(zr_interview_make_record(again, &record, NULL), 0);
	assert_int_equal(record.file_count, 1); /* the others are named by no answer */
	zr_record_finish(&record);
	for (int i = 1; i <= ZR_RECORD_FILE_COUNT_MAX; i++) {
		g_autofree char *path = g_strdup_printf("/data/q%d", i);
		g_autofree char *name = g_strdup_printf("f%d", i);
		answer(again, path, name);
	}
	assert_int_equal(zr_interview_make_record(again, &record, &error), ZR_E_LIMIT);
	assert_int_equal(error.code, ZR_E_LIMIT);
	zr_interview_free(again);
	again = NULL;
	zr_form_free(form);
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

#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_DESK(an_answer_is_on_disk_when_it_returns),
		AT_DESK(comes_back_where_it_was_left),
		AT_DESK(a_refused_value_changes_nothing),
		AT_DESK(answers_of_one_screen_are_taken_together_or_not_at_all),
		AT_DESK(a_full_disk_keeps_what_is_stored_and_can_be_tried_again),
		AT_DESK(makes_a_record_with_its_outcome),
		AT_DESK(drafts_are_told_apart_by_ids_of_our_own),
		AT_DESK(comes_back_to_a_place_with_a_long_path),
		AT_DESK(an_outcome_of_any_length_is_sent_whole),
		AT_DESK(a_record_says_where_it_was_made_and_what_it_came_to),
		AT_DESK(a_list_may_say_what_its_outcomes_come_to),
		AT_DESK(a_correction_takes_the_answers_and_names_what_it_replaces),
		AT_DESK(a_dropped_correction_leaves_what_it_corrects),
		AT_DESK(more_files_than_a_record_takes_are_told),
		AT_DESK(a_broken_form_leaves_the_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
