/* Opening is the only place that makes an interview; the list is shown with the reason where it
 * cannot. */
#include "tablet/apps/census/page/desk.h"

#include <assert.h>
#include <string.h>

#include "lib/event/log.h"
#include "tablet/apps/census/model/faults.h"
#include "tablet/apps/census/page/notice.h"
#include "tablet/apps/census/page/pages.h"
#include "tablet/apps/census/wording.h"

static void refuse_to_open(struct zr_app *app, const char *text)
{
	zr_stage_show_list(app);
	zr_frame_set_banner(app->frame, text, true);
}

void zr_desk_today(char ret_day[static 11])
{
	g_autoptr(GDateTime) now = g_date_time_new_now_local();
	g_autofree char *day = g_date_time_format(now, "%Y-%m-%d");
	g_strlcpy(ret_day, day, 11);
}

static const char *text(const char *value)
{
	return value != NULL ? value : "";
}

/* The form and version that the opening's draft was begun with, else its form in any version. NULL
 * when the tablet does not have it. */
static struct zr_library_form *find_form(struct zr_app *app, const struct zr_opening *opening)
{
	ZR_CLEANUP(zr_draft_finish) struct zr_draft draft = {0};
	const char *id = text(opening->draft_id);
	id = id[0] != '\0' ? id : text(opening->correct_id);
	if (id[0] != '\0' && zr_drafts_find(app->drafts, id, &draft, NULL) == 0) {
		return zr_library_find(app->library, draft.form_id, draft.form_version);
	}
	const struct zr_link_view *view = zr_link_view(app->link);
	const char *form_id = text(opening->form_id);
	/* Of a place that is not on the list the questionnaire of the first address serves. */
	if (form_id[0] == '\0' && view->households.count > 0) {
		form_id = view->households.items[0].form_id;
	} else if (form_id[0] == '\0' && zr_library_count(app->library) > 0) {
		form_id = zr_library_at(app->library, 0)->form_id;
	}
	return zr_library_find(app->library, form_id, "");
}

static int open_interview(struct zr_app *app, const struct zr_form *form,
	const struct zr_opening *opening, struct zr_error *error)
{
	const struct zr_link_view *view = zr_link_view(app->link);
	const char *device = view->status.device_id;
	const struct zr_interview_start start = {.household_id = opening->household_id,
		.address = opening->address,
		.area_id = view->status.area_id,
		.previous_id = opening->previous_id,
		.replaces_id = opening->replaces_id,
		.device_id = device};
	struct zr_interview *interview = NULL;
	struct zr_interview_source source = {
		.drafts = app->drafts, .form = form, .device_id = device};
	int code = 0;
	if (text(opening->draft_id)[0] != '\0') {
		source.draft_id = opening->draft_id;
		code = zr_interview_resume(&source, &interview, error);
	} else if (text(opening->correct_id)[0] != '\0') {
		source.draft_id = opening->correct_id;
		code = zr_interview_correct(&source, &interview, error);
	} else {
		code = zr_interview_begin(app->drafts, form, &start, &interview, error);
	}
	if (code == 0) {
		zr_stage_close_interview(app);
		app->interview = interview;
	}
	return code;
}

void zr_desk_open(struct zr_app *app, const struct zr_opening *opening)
{
	assert(app != NULL && opening != NULL);
	if (app->drafts == NULL) {
		g_autofree char *text =
			g_strdup_printf(T(DRAFTS_FAILED), zr_faults_words(&app->drafts_error));
		refuse_to_open(app, text);
		return;
	}
	struct zr_library_form *form = find_form(app, opening);
	struct zr_error error = {0};
	if (form == NULL) {
		refuse_to_open(app, T(FORM_MISSING));
		return;
	}
	int code = zr_library_load(form, &error);
	if (code == 0) {
		code = open_interview(app, form->form, opening, &error);
	}
	if (code != 0) {
		const char *fault =
			form->form != NULL ? zr_faults_words(&error) : zr_faults_form_words(&error);
		g_autofree char *text = g_strdup_printf(T(OPEN_FAILED), fault);
		ZR_LOG(FORM_NOT_OPENED, .form = form->form_id, .line = error.line,
			.at = error.where, .error = code);
		refuse_to_open(app, text);
		return;
	}
	struct zr_interview *interview = app->interview;
	zr_session_set_language(
		interview->session, zr_form_find_language(form->form, zr_texts_code()));
	zr_stage_go(app, interview->screen);
	zr_notice_begin(app);
}

void zr_desk_open_visit(struct zr_app *app, const struct zr_visit *visit)
{
	assert(app != NULL && visit != NULL);
	if (visit->now.state >= ZR_VISIT_FINISHED) {
		const struct zr_done_wanted wanted = {.record_id = visit->now.record_id,
			.household_id = visit->household_id,
			.address = visit->address,
			.form_id = visit->form_id};
		zr_stage_show(app, ZR_PAGE_DONE, &wanted);
		return;
	}
	bool is_returned = visit->now.state == ZR_VISIT_RETURNED;
	const struct zr_opening opening = {.draft_id = is_returned ? "" : visit->now.record_id,
		.correct_id = is_returned ? visit->now.record_id : "",
		.household_id = visit->household_id,
		.address = visit->address,
		.form_id = visit->form_id};
	zr_desk_open(app, &opening);
}
