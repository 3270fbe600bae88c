/* The end of the interview: what is still to be done, and the finish. */
#include <assert.h>

#include "lib/event/log.h"
#include "tablet/apps/census/model/faults.h"
#include "tablet/apps/census/model/overview.h"
#include "tablet/apps/census/model/remark.h"
#include "tablet/apps/census/page/line.h"
#include "tablet/apps/census/page/pages.h"
#include "tablet/apps/census/page/remark_strip.h"
#include "tablet/apps/census/page/stage.h"
#include "tablet/ui/row_list.h"
#include "tablet/apps/census/wording.h"

struct summary_page {
	GArray *lines;    /* of the outline */
	GArray *shown;    /* guint: line of each row */
	GArray *remarked; /* guint: remark of each row of theirs */
	bool is_asked;    /* what is doubtful was shown, and Finish pressed */
	bool is_sending;
};

static void finish(struct zr_app *app)
{
	struct summary_page *page = app->page_data;
	if (page != NULL) {
		g_clear_pointer(&page->lines, g_array_unref);
		g_clear_pointer(&page->shown, g_array_unref);
		g_clear_pointer(&page->remarked, g_array_unref);
		g_free(page);
		app->page_data = NULL;
	}
}

static struct summary_page *renew(struct zr_app *app)
{
	assert(app->interview != NULL);
	struct summary_page before = {0};
	if (app->page_data != NULL) {
		before = *(struct summary_page *)app->page_data;
	}
	finish(app);
	struct summary_page *page = app->page_data = g_new0(struct summary_page, 1);
	struct zr_item start = zr_session_start(app->interview->session);
	page->lines = zr_overview_new(app->interview->session, &start);
	page->shown = g_array_new(FALSE, FALSE, sizeof(guint));
	page->remarked = g_array_new(FALSE, FALSE, sizeof(guint));
	page->is_asked = before.is_asked;
	page->is_sending = before.is_sending;
	return page;
}

static GtkWidget *make_rows(struct zr_app *app, struct summary_page *page, zr_row_picked picked)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct zr_row));
	for (guint i = 0; i < page->lines->len; i++) {
		const struct zr_overview_line *line =
			&g_array_index(page->lines, struct zr_overview_line, i);
		if (zr_line_is_faulty(app, line) || zr_line_is_doubt(line)) {
			struct zr_row row = zr_line_row(app, line);
			g_array_append_val(rows, row);
			g_array_append_val(page->shown, i);
		}
	}
	GtkWidget *list = zr_row_list_new("question", picked, app);
	zr_row_list_set_value_key(ZR_ROW_LIST(list), "path");
	zr_row_list_set(ZR_ROW_LIST(list), (const struct zr_row *)(void *)rows->data, rows->len);
	return list;
}

/* Not while the agent has the record: its answer belongs to this interview, and what was changed
 * meanwhile would be in neither. */
static bool leave(struct zr_app *app)
{
	const struct summary_page *page = app->page_data;
	assert(page != NULL);
	return !page->is_sending;
}

static void on_picked(gpointer user, unsigned index, unsigned part)
{
	struct zr_app *app = user;
	struct summary_page *page = app->page_data;
	if (!leave(app)) {
		return;
	}
	guint line_index = g_array_index(page->shown, guint, index);
	const struct zr_overview_line *line =
		&g_array_index(page->lines, struct zr_overview_line, line_index);
	zr_line_go(app, line);
}

struct verdict {
	unsigned faults;
	unsigned doubts;
};

static struct verdict judge(struct zr_app *app, const struct summary_page *page)
{
	struct verdict verdict = {0};
	for (guint i = 0; i < page->lines->len; i++) {
		const struct zr_overview_line *line =
			&g_array_index(page->lines, struct zr_overview_line, i);
		verdict.faults += zr_line_is_faulty(app, line);
		verdict.doubts += zr_line_is_doubt(line);
	}
	return verdict;
}

static char *words_for(const struct summary_page *page, struct verdict verdict)
{
	return verdict.faults > 0   ? g_strdup_printf(T(SUMMARY_BAD), verdict.faults)
	       : page->is_asked     ? g_strdup(T(SUMMARY_SURE))
	       : verdict.doubts > 0 ? g_strdup_printf(T(SUMMARY_DOUBTS), verdict.doubts)
				    : g_strdup(T(SUMMARY_GOOD));
}

static void add_totals(struct zr_app *app, const struct summary_page *page)
{
	assert(app->interview != NULL);
	struct zr_item start = zr_session_start(app->interview->session);
	struct zr_overview_count count = zr_overview_count(app->interview->session, &start);
	struct verdict verdict = judge(app, page);
	g_autofree char *words = words_for(page, verdict);
	g_autofree char *total = g_strdup_printf(T(SUMMARY_COUNT), count.answered, count.questions);
	GtkWidget *label = zr_frame_label(words, "zr-question");
	gtk_widget_add_css_class(label, verdict.faults > 0   ? "zr-refused"
					: verdict.doubts > 0 ? "zr-waiting"
							     : "zr-received");
	zr_frame_add(app->frame, label);
	zr_frame_add(app->frame, zr_frame_label(total, "zr-body"));
	if (count.excused > 0) {
		g_autofree char *excused = g_strdup_printf(T(SUMMARY_EXCUSED), count.excused);
		zr_frame_add(app->frame, zr_frame_label(excused, "zr-honest"));
	}
}

/* How many instances each repeat has: "Person: 4". */
static void add_repeats(struct zr_app *app)
{
	assert(app->interview != NULL);
	struct zr_session *session = app->interview->session;
	struct zr_item at = zr_session_start(session);
	for (at = zr_session_next(session, &at); at.kind != ZR_ITEM_END;
		at = zr_session_next(session, &at)) {
		if (at.kind != ZR_ITEM_REPEAT || at.index > 0) {
			continue;
		}
		struct zr_item up = zr_session_up(session, &at);
		g_autofree char *title =
			up.kind == ZR_ITEM_GROUP ? zr_overview_title(session, &up) : g_strdup("");
		if (title[0] == '\0') {
			g_free(title);
			title = zr_overview_title(session, &at);
		}
		if (title[0] != '\0') {
			g_autofree char *line = g_strdup_printf(
				"%s: %zu", title, zr_session_repeat_count(session, &at));
			zr_frame_add(app->frame, zr_frame_label(line, "zr-body"));
		}
	}
}

/* ---- what the controller remarked ---- */

static void on_remark(gpointer user, unsigned index, unsigned part)
{
	struct zr_app *app = user;
	if (!leave(app)) {
		return;
	}
	const struct summary_page *page = app->page_data;
	guint place = g_array_index(page->remarked, guint, index);
	struct zr_item question;
	if (zr_remark_find(&g_array_index(app->interview->remarks, struct zr_remark, place),
		    app->interview->session, &question)) {
		zr_stage_show_question(app, &question);
	}
}

static struct zr_row remark_row(
	struct zr_app *app, const struct zr_remark *remark, const struct zr_item *question)
{
	g_autofree char *title = zr_overview_title(app->interview->session, question);
	bool is_answered = remark->reply[0] != '\0';
	return (struct zr_row){.title = g_markup_escape_text(title, -1),
		.detail = is_answered
				  ? g_strdup_printf(T(REMARK_ANSWERED), remark->text, remark->reply)
				  : g_strdup(remark->text),
		.value = g_strdup(remark->place),
		.icon = is_answered ? ZR_ICON_CHECK : ZR_ICON_AGAIN,
		.colour = is_answered ? 0x2e7d32 : 0x8a5200};
}

/* Those with a question as rows that lead there; the others can be answered here. */
static void add_remarks(struct zr_app *app, struct summary_page *page)
{
	assert(app->interview != NULL);
	const GArray *remarks = app->interview->remarks;
	g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct zr_row));
	struct zr_item question;
	if (remarks->len == 0) {
		return;
	}
	g_autofree char *title = g_strdup_printf(T(REMARKS_TITLE), remarks->len);
	zr_frame_add(app->frame, zr_frame_label(title, "zr-question"));
	for (guint i = 0; i < remarks->len; i++) {
		const struct zr_remark *remark = &g_array_index(remarks, struct zr_remark, i);
		if (zr_remark_find(remark, app->interview->session, &question)) {
			struct zr_row row = remark_row(app, remark, &question);
			g_array_append_val(rows, row);
			g_array_append_val(page->remarked, i);
		}
	}
	GtkWidget *rest = gtk_box_new(GTK_ORIENTATION_VERTICAL, 10);
	GtkWidget *list = zr_row_list_new("remark", on_remark, app);
	zr_row_list_set_value_key(ZR_ROW_LIST(list), "path");
	zr_row_list_set(ZR_ROW_LIST(list), (const struct zr_row *)(void *)rows->data, rows->len);
	zr_remark_strip_add_rest(app, rest);
	zr_frame_add(app->frame, rest);
	zr_frame_add(app->frame, list);
}

/* The page of the visit closes its interview. */
static void show_done(struct zr_app *app, const char *record_id, bool just_saved)
{
	assert(app->interview != NULL);
	const struct zr_draft *draft = &app->interview->draft;
	const struct zr_done_wanted wanted = {.record_id = record_id,
		.household_id = draft->household_id,
		.address = draft->address,
		.form_id = draft->form_id,
		.just_saved = just_saved};
	zr_stage_show(app, ZR_PAGE_DONE, &wanted);
}

/* ---- a correction that is not wanted ---- */

static void on_drop(struct zr_app *app, bool is_yes, void *user)
{
	struct zr_interview *interview = app->interview;
	struct zr_error error = {0};
	if (is_yes && zr_interview_drop(interview, &error) == 0) {
		show_done(app, interview->draft.replaces_id, false);
		return;
	}
	zr_stage_go(app, interview->screen);
	if (error.code != 0) {
		zr_stage_show_store_fault(app, &error);
	}
}

static void ask_drop(struct zr_app *app)
{
	const struct zr_confirm_wanted wanted = {
		T(DROP_TITLE), T(DROP_HELP), T(DROP), T(KEEP), .answered = on_drop};
	zr_stage_show(app, ZR_PAGE_CONFIRM, &wanted);
}

static bool is_correction(const struct zr_app *app)
{
	assert(app->interview != NULL);
	return app->interview->draft.replaces_id[0] != '\0';
}

static void build(struct zr_app *app)
{
	struct summary_page *page = renew(app);
	zr_stage_show_interview_bars(app, T(SUMMARY));
	gtk_widget_remove_css_class(app->frame->content, "zr-many");
	add_totals(app, page);
	add_remarks(app, page);
	add_repeats(app);
	zr_frame_add(app->frame, make_rows(app, page, on_picked));
	zr_bars_show_key(app->frame, ZR_KEY_BACK, ZR_ICON_BACK, T(BACK), "back");
	if (is_correction(app)) {
		zr_bars_show_key(app->frame, ZR_KEY_EXTRA, ZR_ICON_BIN, T(DROP), "drop-correction");
	}
	zr_bars_show_key(app->frame, ZR_KEY_NEXT, ZR_ICON_CHECK,
		page->is_sending ? T(FINISHING)
		: page->is_asked ? T(FINISH_SURE)
				 : T(FINISH),
		"finish");
	gtk_widget_set_sensitive(app->frame->keys[ZR_KEY_NEXT], !page->is_sending);
}

static void show_submit_fault(struct zr_app *app, const struct zr_error *error)
{
	g_autofree char *text = error->code == ZR_E_FULL
					? g_strdup(T(SUBMIT_FULL))
					: g_strdup_printf(T(SUBMIT_FAILED), zr_faults_words(error));
	ZR_LOG(RECORD_NOT_SENT, .error = error->code);
	if (zr_stage_is_showing(app, ZR_PAGE_SUMMARY)) {
		((struct summary_page *)app->page_data)->is_sending = false;
		zr_stage_rebuild(app);
	}
	zr_frame_set_banner(app->frame, text, true);
	zr_stage_tell(app);
}

/* The agent has it sealed on disk: only now is the draft finished and "saved" said. */
static void on_submitted(void *user, const struct zr_error *error)
{
	struct zr_app *app = user;
	assert(app->interview != NULL);
	if (error->code != 0) {
		show_submit_fault(app, error);
		return;
	}
	struct zr_interview *interview = app->interview;
	struct zr_error fault = {0};
	if (zr_interview_mark_finished(interview, &fault) != 0) {
		ZR_LOG(DRAFT_NOT_MARKED, .draft = interview->draft.draft_id, .error = fault.code);
		interview->draft.state = ZR_DRAFT_FINISHED;
	}
	show_done(app, interview->draft.draft_id, true);
}

static void press_finish(struct zr_app *app)
{
	struct zr_interview *interview = app->interview;
	assert(interview != NULL);
	struct summary_page *page = app->page_data;
	struct zr_item fault;
	struct zr_error error = {0};
	struct zr_record record = {0};
	if (zr_typed_find(interview->typed, interview->session, &fault) ||
		zr_overview_find_fault(interview->session, &fault)) {
		zr_stage_show_fault(app, &fault);
		return;
	}
	if (!page->is_asked && judge(app, page).doubts > 0) {
		page->is_asked = true;
		zr_stage_rebuild(app);
		return;
	}
	int code = zr_interview_make_record(interview, &record, &error);
	if (code != 0) {
		show_submit_fault(app, &error);
		return;
	}
	page->is_sending = true;
	zr_bars_show_key(app->frame, ZR_KEY_NEXT, ZR_ICON_CHECK, T(FINISHING), "finish");
	gtk_widget_set_sensitive(app->frame->keys[ZR_KEY_NEXT], FALSE);
	zr_link_submit(app->link, &record, on_submitted, app);
}

static void pressed(struct zr_app *app, enum zr_key key)
{
	if (!leave(app)) { /* the answer of the agent decides where it goes on */
		return;
	}
	if (key == ZR_KEY_NEXT) {
		press_finish(app);
	} else if (key == ZR_KEY_EXTRA) {
		ask_drop(app);
	} else if (key == ZR_KEY_CLOSE) {
		zr_stage_leave_interview(app);
	} else if (key == ZR_KEY_JUMP) {
		zr_stage_show(app, ZR_PAGE_JUMP, NULL);
	} else {
		zr_stage_go(
			app, zr_flow_previous(app->interview->session, &app->interview->screen));
	}
}

const struct zr_page zr_page_summary = {
	.name = "summary",
	.build = build,
	.pressed = pressed,
	.leave = leave,
	.finish = finish,
};
