/* What is common to the ways from page to page: the frame is cleared, the old page's data goes with
 * it, the guard of taps knows, and the probe is told. */
#include "tablet/apps/census/page/stage.h"

#include <assert.h>

#include "lib/event/log.h"
#include "tablet/apps/census/model/direction.h"
#include "tablet/apps/census/model/faults.h"
#include "tablet/apps/census/model/overview.h"
#include "tablet/apps/census/page/drawer.h"
#include "tablet/apps/census/page/pages.h"
#include "tablet/apps/census/wording.h"

/* ---- the probe ---- */

void zr_stage_tell(struct zr_app *app)
{
	assert(app != NULL);
	if (app->beacon == NULL) {
		return; /* also while the frame is being made, which tells that it has moved */
	}
	assert(app->frame != NULL);
	app->is_telling = true;
	GdkFrameClock *clock = gtk_widget_get_frame_clock(app->frame->window);
	if (clock != NULL) {
		gdk_frame_clock_request_phase(clock, GDK_FRAME_CLOCK_PHASE_PAINT);
	}
}

void zr_stage_tell_drawn(struct zr_app *app)
{
	assert(app != NULL && app->frame != NULL);
	if (!app->is_telling || app->page == NULL) {
		return;
	}
	app->is_telling = false;
	g_autoptr(GString) json = g_string_new(NULL);
	zr_beacon_add_text(json, "name", app->page->name);
	zr_beacon_add_text(json, "path", app->page_path);
	zr_frame_describe(app->frame, app->origin, json);
	if (app->page->describe != NULL) {
		app->page->describe(app, json);
	}
	zr_beacon_tell(app->beacon, "screen", json->str);
}

void zr_stage_tell_stored(struct zr_app *app, const char *path, const char *value)
{
	assert(app->interview != NULL && path != NULL && value != NULL);
	g_autoptr(GString) json = g_string_new(NULL);
	zr_beacon_add_text(json, "path", path);
	zr_beacon_add_text(json, "value", value);
	g_string_append_printf(json, ",\"answer\":%" G_GUINT64_FORMAT,
		(guint64)app->interview->draft.answer_count);
	zr_beacon_tell(app->beacon, "stored", json->str);
}

/* ---- pages ---- */

/* An interview runs as its language does, bars and all; our own languages from left to right. */
static void take_direction(const struct zr_app *app)
{
	bool is_mirrored = app->interview != NULL &&
			   zr_direction_of_session(app->interview->session) == ZR_DIRECTION_RTL;
	gtk_widget_set_default_direction(is_mirrored ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
}

void zr_stage_rebuild(struct zr_app *app)
{
	assert(app->page != NULL);
	zr_frame_clear(app->frame);
	zr_tapguard_turned(&app->guard);
	g_free(app->page_path);
	app->page_path = g_strdup("");
	take_direction(app);
	app->page->build(app);
	zr_stage_tell(app);
}

void zr_stage_clear(struct zr_app *app)
{
	assert(app != NULL && app->frame != NULL);
	if (app->page != NULL && app->page->finish != NULL) {
		zr_frame_clear(app->frame);
		app->page->finish(app);
	}
	app->page = NULL;
	app->page_data = NULL;
}

void zr_stage_show(struct zr_app *app, enum zr_page_id page, const void *wanted)
{
	assert(app != NULL && page < ZR_PAGE_COUNT && app->pages[page] != NULL);
	const struct zr_page *next = app->pages[page];
	assert(next->begin != NULL || wanted == NULL);
	/* what is wanted may lie in the page that goes */
	void *data = next->begin != NULL ? next->begin(app, wanted) : NULL;
	zr_stage_clear(app);
	app->page = next;
	app->page_data = data;
	zr_stage_rebuild(app);
}

bool zr_stage_is_showing(const struct zr_app *app, enum zr_page_id page)
{
	assert(app != NULL && page < ZR_PAGE_COUNT);
	return app->page == app->pages[page];
}

/* ---- languages ---- */

/* In an interview the way back goes by its place; other pages keep their data below the list. */
void zr_stage_show_languages(struct zr_app *app)
{
	assert(app->under == NULL && !zr_stage_is_showing(app, ZR_PAGE_LANGUAGE));
	if (app->interview == NULL) {
		app->under = app->page;
		app->under_data = app->page_data;
		app->page = NULL;
		app->page_data = NULL;
	}
	zr_stage_show(app, ZR_PAGE_LANGUAGE, NULL);
}

void zr_stage_leave_languages(struct zr_app *app)
{
	assert(zr_stage_is_showing(app, ZR_PAGE_LANGUAGE));
	if (app->interview != NULL) {
		zr_stage_go(app, app->interview->screen);
		return;
	}
	assert(app->under != NULL);
	zr_stage_clear(app);
	app->page = app->under;
	app->page_data = app->under_data;
	app->under = NULL;
	app->under_data = NULL;
	zr_stage_rebuild(app);
	zr_stage_change(app); /* what came while the list was shown */
}

/* ---- the agent's view ---- */

static bool needs_code(const struct zr_app *app)
{
	const struct zr_link_view *view = zr_link_view(app->link);
	return view->is_alive && !view->status.is_enrolled;
}

void zr_stage_show_list(struct zr_app *app)
{
	assert(app != NULL && app->link != NULL);
	zr_stage_close_interview(app);
	zr_stage_show(app, needs_code(app) ? ZR_PAGE_ENROL : ZR_PAGE_HOUSEHOLDS, NULL);
}

void zr_stage_change(struct zr_app *app)
{
	assert(app != NULL && app->link != NULL);
	const struct zr_link_view *view = zr_link_view(app->link);
	bool is_in_service = view->is_alive && view->status.is_enrolled && !view->is_forgotten;
	if (needs_code(app) && zr_stage_is_showing(app, ZR_PAGE_HOUSEHOLDS)) {
		zr_stage_show(app, ZR_PAGE_ENROL, NULL);
	} else if (is_in_service && zr_stage_is_showing(app, ZR_PAGE_ENROL)) {
		zr_stage_show(app, ZR_PAGE_HOUSEHOLDS, NULL);
	} else if (app->page != NULL && app->page->changed != NULL) {
		app->page->changed(app);
	}
}

/* ---- interviews ---- */

static void show_screen(
	struct zr_app *app, struct zr_screen screen, const struct zr_question_wanted *wanted)
{
	assert(app->interview != NULL && screen.kind != ZR_SCREEN_START);
	app->interview->screen = screen;
	zr_drawer_keep(app);
	switch (screen.kind) {
	case ZR_SCREEN_ROSTER:
		zr_stage_show(app, ZR_PAGE_ROSTER, NULL);
		break;
	case ZR_SCREEN_END:
		zr_stage_show(app, ZR_PAGE_SUMMARY, NULL);
		break;
	default:
		zr_stage_show(app, ZR_PAGE_QUESTION, wanted);
		break;
	}
}

void zr_stage_go(struct zr_app *app, struct zr_screen screen)
{
	assert(app->interview != NULL);
	if (screen.kind == ZR_SCREEN_START) {
		zr_stage_leave_interview(app);
	} else {
		show_screen(app, screen, NULL);
	}
}

void zr_stage_show_question(struct zr_app *app, const struct zr_item *question)
{
	assert(app->interview != NULL && question != NULL);
	const struct zr_question_wanted wanted = {.question = question};
	show_screen(app, zr_flow_show(app->interview->session, question), &wanted);
}

void zr_stage_show_fault(struct zr_app *app, const struct zr_item *question)
{
	assert(app->interview != NULL && question != NULL);
	const struct zr_question_wanted wanted = {.question = question, .shows_fault = true};
	show_screen(app, zr_flow_show(app->interview->session, question), &wanted);
}

void zr_stage_close_interview(struct zr_app *app)
{
	assert(app != NULL);
	if (app->interview == NULL) {
		return;
	}
	struct zr_interview *interview = app->interview;
	if (zr_interview_store_place(interview, NULL) != 0) {
		ZR_LOG(PLACE_NOT_STORED, .draft = interview->draft.draft_id);
	}
	zr_stage_clear(app); /* it may hold places in it */
	zr_interview_free(interview);
	app->interview = NULL;
}

static void on_leave(struct zr_app *app, bool is_yes, void *user)
{
	struct zr_interview *interview = app->interview;
	struct zr_item question;
	if (is_yes) {
		zr_stage_show_list(app);
	} else if (zr_typed_find(interview->typed, interview->session, &question)) {
		zr_stage_show_fault(app, &question);
	} else {
		zr_stage_go(app, interview->screen);
	}
}

void zr_stage_leave_interview(struct zr_app *app)
{
	assert(app != NULL);
	struct zr_interview *interview = app->interview;
	struct zr_item question;
	if (interview == NULL || !zr_typed_find(interview->typed, interview->session, &question)) {
		zr_stage_show_list(app);
		return;
	}
	g_autofree char *label = zr_overview_title(interview->session, &question);
	g_autofree char *title = g_strdup_printf(T(LEAVE_TITLE), label);
	const struct zr_confirm_wanted wanted = {
		title, T(LEAVE_HELP), T(LEAVE), T(LEAVE_NOT), .answered = on_leave};
	zr_stage_show(app, ZR_PAGE_CONFIRM, &wanted);
}

void zr_stage_show_store_fault(struct zr_app *app, const struct zr_error *error)
{
	assert(app != NULL && error != NULL);
	g_autofree char *text = error->code == ZR_E_FULL
					? g_strdup(T(STORE_FULL))
					: g_strdup_printf(T(STORE_FAILED), zr_faults_words(error));
	ZR_LOG(ANSWER_NOT_STORED, .error = error->code);
	zr_frame_set_banner(app->frame, text, true);
	zr_stage_tell(app);
}

void zr_stage_show_interview_bars(struct zr_app *app, const char *subtitle)
{
	assert(app->interview != NULL && subtitle != NULL);
	struct zr_item start = zr_session_start(app->interview->session);
	struct zr_overview_count count = zr_overview_count(app->interview->session, &start);
	g_autofree char *progress = g_strdup_printf(T(PROGRESS), count.answered, count.questions);
	g_autofree char *line = subtitle[0] != '\0' ? g_strdup_printf("%s · %s", subtitle, progress)
						    : g_strdup(progress);
	zr_frame_set_title(app->frame, app->interview->address, line);
	zr_frame_set_progress(
		app->frame, count.questions > 0 ? (double)count.answered / count.questions : 0);
	zr_bars_show_key(app->frame, ZR_KEY_CLOSE, ZR_ICON_CLOSE, "", "close");
	zr_bars_show_key(app->frame, ZR_KEY_JUMP, ZR_ICON_LIST, T(JUMP), "jump");
	zr_bars_show_key(app->frame, ZR_KEY_LANGUAGE, ZR_ICON_GLOBE, T(LANGUAGE), "language");
}
