/* The one file that knows all pages. Everything runs on the main loop. */
#include "tablet/apps/census/page/app.h"

#include <assert.h>
#include <string.h>

#include "lib/event/log.h"
#include "lib/base/timezone.h"
#include "tablet/apps/census/page/comeback.h"
#include "tablet/apps/census/page/drawer.h"
#include "tablet/apps/census/page/notice.h"
#include "tablet/apps/census/page/pages.h"
#include "tablet/apps/census/page/stage.h"
#include "tablet/apps/census/wording.h"
#include "tablet/ui/touch.h"

static const struct zr_page *const pages[ZR_PAGE_COUNT] = {
	[ZR_PAGE_ENROL] = &zr_page_enrol,
	[ZR_PAGE_HOUSEHOLDS] = &zr_page_households,
	[ZR_PAGE_QUESTION] = &zr_page_question,
	[ZR_PAGE_ROSTER] = &zr_page_roster,
	[ZR_PAGE_JUMP] = &zr_page_jump,
	[ZR_PAGE_SUMMARY] = &zr_page_summary,
	[ZR_PAGE_DONE] = &zr_page_done,
	[ZR_PAGE_ADDRESS] = &zr_page_address,
	[ZR_PAGE_CONFIRM] = &zr_page_confirm,
	[ZR_PAGE_LANGUAGE] = &zr_page_language,
};

static void on_after_paint(GdkFrameClock *clock, struct zr_app *app)
{
	zr_tapguard_drawn(&app->guard);
	zr_stage_tell_drawn(app);
}

static void on_realize(GtkWidget *window, struct zr_app *app)
{
	g_signal_connect(
		gtk_widget_get_frame_clock(window), "after-paint", G_CALLBACK(on_after_paint), app);
	zr_stage_tell(app);
}

/* ---- touches ---- */

static void on_pressed(void *user, enum zr_key key)
{
	struct zr_app *app = user;
	if (app->page == NULL) {
		return;
	}
	bool may_leave = app->page->leave == NULL || key == ZR_KEY_BACK || key == ZR_KEY_NEXT ||
			 app->page->leave(app);
	if (may_leave && key == ZR_KEY_LANGUAGE && !zr_stage_is_showing(app, ZR_PAGE_LANGUAGE)) {
		zr_stage_show_languages(app);
	} else if (may_leave) {
		app->page->pressed(app, key);
	}
	zr_stage_tell(app);
}

static void on_moved(void *user)
{
	struct zr_app *app = user;
	if (app->page != NULL && app->page->moved != NULL) {
		app->page->moved(app);
	}
	zr_stage_tell(app);
}

/* ---- the agent ---- */

static void load_form(struct zr_app *app, struct zr_library_form *form)
{
	struct zr_error error = {0};
	if (zr_library_load(form, &error) == 0) {
		zr_form_prepare(form->form);
		return;
	}
	ZR_LOG(FORM_NOT_LOADED, .form = form->form_id, .line = error.line, .at = error.where,
		.error = error.code);
	if (zr_stage_is_showing(app, ZR_PAGE_HOUSEHOLDS)) {
		app->page->changed(app);
	}
}

/* One questionnaire each time the loop is idle, so that a broken one shows before it is opened. */
static gboolean load_next_form(gpointer user)
{
	struct zr_app *app = user;
	for (size_t i = 0; i < zr_library_count(app->library); i++) {
		struct zr_library_form *form = zr_library_at(app->library, i);
		if (form->is_offered && !form->is_loaded) {
			load_form(app, form);
			return G_SOURCE_CONTINUE;
		}
	}
	app->form_loader = 0;
	return G_SOURCE_REMOVE;
}

static void tell_states(struct zr_app *app, const struct zr_local_records *records)
{
	static const char *const names[] = {"", "finished", "sent", "received", "refused"};
	for (size_t i = 0; i < records->count && app->beacon != NULL; i++) {
		const struct zr_local_record *record = &records->items[i];
		gpointer before = g_hash_table_lookup(app->told_states, record->record_id);
		if (GPOINTER_TO_INT(before) == (int)record->state ||
			record->state >= G_N_ELEMENTS(names)) {
			continue;
		}
		g_hash_table_insert(app->told_states, g_strdup(record->record_id),
			GINT_TO_POINTER((int)record->state));
		g_autoptr(GString) json = g_string_new(NULL);
		zr_beacon_add_text(json, "record", record->record_id);
		zr_beacon_add_text(json, "state", names[record->state]);
		zr_beacon_tell(app->beacon, "state", json->str);
	}
}

/* What was chosen before this start, once; a choice made since stands. */
static void take_language(struct zr_app *app, const struct zr_link_view *view)
{
	if (app->has_language || !view->is_alive) {
		return;
	}
	app->has_language = true;
	const char *language = view->status.language;
	if (language[0] != '\0' && strcmp(language, zr_texts_code()) != 0 && app->page != NULL &&
		app->interview == NULL) {
		zr_texts_set_language(zr_languages_guess(language));
		zr_stage_rebuild(app);
	}
}

/* Dates, and what an interview takes for now, are those of the area. */
static void take_zone(struct zr_app *app, const struct zr_link_view *view)
{
	const char *zone = view->status.zone;
	struct zr_error error = {0};
	if (!view->is_alive || zone[0] == '\0' || g_strcmp0(zone, g_getenv("TZ")) == 0) {
		return;
	}
	bool is_refused = zr_timezone_set(zone, &error) != 0;
	if (is_refused && g_strcmp0(zone, app->zone_refused) != 0) {
		ZR_LOG(ZONE_REFUSED, .zone = zone, .error = error.code);
	}
	g_free(app->zone_refused);
	app->zone_refused = is_refused ? g_strdup(zone) : NULL;
}

/* What was sent back is in the list at once; the next one may wait at the agent. */
static void on_come_back(struct zr_app *app)
{
	zr_drawer_keep(app);
	zr_comeback_keep(app, on_come_back);
	zr_notice_keep(app);
	zr_stage_change(app);
}

static void on_link_changed(void *user)
{
	struct zr_app *app = user;
	const struct zr_link_view *view = zr_link_view(app->link);
	if (!view->is_preview) {
		zr_library_update(app->library, &view->forms);
	}
	if (app->form_loader == 0) {
		app->form_loader = g_idle_add_full(G_PRIORITY_LOW, load_next_form, app, NULL);
	}
	tell_states(app, &view->records);
	take_zone(app, view);
	zr_drawer_keep(app);
	zr_comeback_keep(app, on_come_back);
	take_language(app, view);
	zr_notice_keep(app);
	zr_stage_change(app);
}

/* ---- from start to end ---- */

static void open_parts(struct zr_app *app, const struct zr_app_options *options)
{
	g_autofree char *path = g_build_filename(options->data, "drafts.db", NULL);
	if (zr_drafts_open(path, &app->drafts, &app->drafts_error) != 0) {
		ZR_LOG(DRAFTS_NOT_OPENED, .error = app->drafts_error.code);
		app->drafts = NULL;
	}
	app->library = zr_library_new();
	app->beacon = zr_beacon_new(options->launch.probe, "census");
	if (options->form != NULL) {
		struct zr_library_form *form = zr_library_add_file(app->library, options->form);
		app->link = zr_link_new_preview(form->form_id, on_link_changed, app);
	} else {
		app->link = zr_link_new(options->socket, on_link_changed, app);
	}
}

static void close_parts(struct zr_app *app)
{
	zr_stage_close_interview(app);
	if (app->form_loader != 0) {
		g_source_remove(app->form_loader);
	}
	zr_stage_clear(app);
	app->page = app->under;
	app->page_data = app->under_data;
	zr_stage_clear(app);
	zr_frame_free(app->frame);
	g_free(app->page_path);
	g_free(app->list_place.query);
	g_free(app->zone_refused);
	g_hash_table_unref(app->told_states);
	if (app->drafts_list != NULL) {
		g_array_unref(app->drafts_list);
	}
	zr_link_free(app->link);
	zr_library_free(app->library);
	zr_drafts_close(app->drafts);
	zr_beacon_free(app->beacon);
}

int zr_app_run(const struct zr_app_options *options)
{
	const struct zr_launch *launch = &options->launch;
	struct zr_app app = {.origin = {launch->origin[0], launch->origin[1]},
		.has_language = launch->has_language,
		.pages = pages,
		.page_path = g_strdup("")};
	assert(options->data != NULL);
	app.told_states = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	app.frame = zr_frame_new(launch->size[0], launch->size[1], on_pressed, on_moved, &app);
	zr_touch_watch(app.frame->window, &app.guard);
	g_signal_connect(app.frame->window, "realize", G_CALLBACK(on_realize), &app);
	open_parts(&app, options);
	zr_stage_show(&app, ZR_PAGE_HOUSEHOLDS, NULL);
	zr_launch_run(app.frame->window);
	close_parts(&app);
	return 0;
}
