/* Puts the parts together and moves between pages. All of it runs on the main loop. */
#include "tablet/apps/census/page/app.h"

#include <adwaita.h>
#include <assert.h>
#include <glib-unix.h>
#include <string.h>

#include "lib/base/log.h"
#include "lib/base/timezone.h"
#include "tablet/apps/census/model/direction.h"
#include "tablet/apps/census/model/faults.h"
#include "tablet/apps/census/model/outline.h"
#include "tablet/apps/census/page/desk.h"
#include "tablet/ui/scale.h"
#include "tablet/ui/targets.h"
#include "tablet/ui/texts.h"
#include "tablet/ui/touch.h"

/* ---- the probe ---- */

void zr_app_tell(struct zr_app *app)
{
	if (app->beacon == NULL) {
		return;
	}
	app->is_telling = true;
	GdkFrameClock *clock = gtk_widget_get_frame_clock(app->frame->window);
	if (clock != NULL) {
		gdk_frame_clock_request_phase(clock, GDK_FRAME_CLOCK_PHASE_PAINT);
	}
}

void zr_app_tell_stored(struct zr_app *app, const char *path, const char *value)
{
	g_autoptr(GString) json = g_string_new(NULL);
	zr_beacon_add_text(json, "path", path);
	zr_beacon_add_text(json, "value", value);
	g_string_append_printf(json, ",\"answer\":%" G_GUINT64_FORMAT,
		(guint64)app->interview->draft.answer_count);
	zr_beacon_tell(app->beacon, "stored", json->str);
}

static void on_after_paint(GdkFrameClock *clock, struct zr_app *app)
{
	zr_tapguard_drawn(&app->guard);
	if (!app->is_telling || app->page == NULL) {
		return;
	}
	app->is_telling = false;
	g_autoptr(GString) json = g_string_new(NULL);
	zr_beacon_add_text(json, "name", app->page->name);
	zr_beacon_add_text(json, "path", app->page_path);
	zr_beacon_add_text(json, "title", gtk_label_get_text(GTK_LABEL(app->frame->title)));
	zr_beacon_add_text(json, "language", zr_texts_code());
	zr_targets_describe(app->frame->window, app->frame->scroller, app->origin, json);
	if (gtk_widget_get_visible(app->frame->banner)) {
		zr_beacon_add_text(
			json, "banner", gtk_label_get_text(GTK_LABEL(app->frame->banner)));
	}
	if (app->page->describe != NULL) {
		app->page->describe(app, json);
	}
	zr_beacon_tell(app->beacon, "screen", json->str);
}

static void on_realize(GtkWidget *window, struct zr_app *app)
{
	g_signal_connect(
		gtk_widget_get_frame_clock(window), "after-paint", G_CALLBACK(on_after_paint), app);
	zr_app_tell(app);
}

/* ---- pages ---- */

/* An interview runs as its language does, bars and all; our own languages from left to right. */
static void take_direction(const struct zr_app *app)
{
	bool is_mirrored = app->interview != NULL &&
			   zr_direction_of_session(app->interview->session) == ZR_DIRECTION_RTL;
	gtk_widget_set_default_direction(is_mirrored ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
}

static void build(struct zr_app *app)
{
	zr_frame_clear(app->frame);
	zr_tapguard_turned(&app->guard);
	g_free(app->page_path);
	app->page_path = g_strdup("");
	take_direction(app);
	app->page->build(app);
	zr_app_tell(app);
}

void zr_app_show(struct zr_app *app, const struct zr_page *page, void *data)
{
	if (app->page != NULL && app->page->finish != NULL) {
		zr_frame_clear(app->frame);
		app->page->finish(app);
	}
	app->page = page;
	app->page_data = data;
	build(app);
}

void zr_app_rebuild(struct zr_app *app)
{
	build(app);
}

void zr_app_show_list(struct zr_app *app)
{
	zr_app_close_interview(app);
	const struct zr_link_view *view = zr_link_view(app->link);
	bool needs_code = view->is_alive && !view->status.is_enrolled;
	zr_app_show(app, needs_code ? &zr_page_enrol : &zr_page_households, NULL);
}

void zr_app_go(struct zr_app *app, struct zr_screen screen)
{
	assert(app->interview != NULL);
	if (screen.kind == ZR_SCREEN_START) {
		zr_app_leave_interview(app);
		return;
	}
	app->interview->screen = screen;
	zr_desk_keep(app);
	switch (screen.kind) {
	case ZR_SCREEN_ROSTER:
		zr_app_show(app, &zr_page_roster, NULL);
		break;
	case ZR_SCREEN_END:
		zr_app_show(app, &zr_page_summary, NULL);
		break;
	default:
		zr_app_show(app, &zr_page_question, NULL);
		break;
	}
}

/* ---- interviews ---- */

void zr_app_close_interview(struct zr_app *app)
{
	if (app->interview == NULL) {
		return;
	}
	struct zr_interview *interview = app->interview;
	if (zr_interview_store_place(interview, NULL) < 0) {
		zr_log(ZR_LOG_WARNING, "the place in draft %s was not stored",
			interview->draft.draft_id);
	}
	if (app->page != NULL && app->page->finish != NULL) { /* it may hold places in it */
		zr_frame_clear(app->frame);
		app->page->finish(app);
	}
	app->page = NULL;
	zr_interview_free(interview);
	app->interview = NULL;
}

void zr_app_show_store_fault(struct zr_app *app, const struct zr_error *error)
{
	g_autofree char *text = error->code == ZR_E_FULL
					? g_strdup(T(STORE_FULL))
					: g_strdup_printf(T(STORE_FAILED), zr_faults_words(error));
	zr_log(ZR_LOG_ERROR, "an answer was not stored: %s", error->message);
	zr_frame_set_banner(app->frame, text, true);
	zr_app_tell(app);
}

/* ---- languages ---- */

static void on_link_changed(void *user);

void zr_app_show_interview_bars(struct zr_app *app, const char *subtitle)
{
	struct zr_item start = zr_session_start(app->interview->session);
	struct zr_outline_count count = zr_outline_count(app->interview->session, &start);
	g_autofree char *progress = g_strdup_printf(T(PROGRESS), count.answered, count.questions);
	g_autofree char *line = subtitle[0] != '\0' ? g_strdup_printf("%s · %s", subtitle, progress)
						    : g_strdup(progress);
	zr_frame_set_title(app->frame, app->interview->address, line);
	zr_frame_set_progress(
		app->frame, count.questions > 0 ? (double)count.answered / count.questions : 0);
	zr_frame_show_key(app->frame, ZR_KEY_CLOSE, ZR_ICON_CLOSE, "", "close");
	zr_frame_show_key(app->frame, ZR_KEY_JUMP, ZR_ICON_LIST, T(JUMP), "jump");
	zr_frame_show_key(app->frame, ZR_KEY_LANGUAGE, ZR_ICON_GLOBE, T(LANGUAGE), "language");
}

/* In an interview the way back goes by its place; other pages keep their data below the list. */
static void press_language(struct zr_app *app)
{
	if (app->interview == NULL) {
		app->under = app->page;
		app->under_data = app->page_data;
		app->page = NULL;
	}
	zr_app_show(app, &zr_page_language, NULL);
}

void zr_app_leave_languages(struct zr_app *app)
{
	if (app->interview != NULL) {
		zr_app_go(app, app->interview->screen);
		return;
	}
	assert(app->under != NULL);
	const struct zr_page *page = app->under;
	app->under = NULL;
	zr_app_show(app, page, app->under_data);
	on_link_changed(app); /* what came while the list was shown */
}

static void on_pressed(void *user, enum zr_key key)
{
	struct zr_app *app = user;
	if (app->page == NULL) {
		return;
	}
	bool may_leave = app->page->leave == NULL || key == ZR_KEY_BACK || key == ZR_KEY_NEXT ||
			 app->page->leave(app);
	if (may_leave && key == ZR_KEY_LANGUAGE && app->page != &zr_page_language) {
		press_language(app);
	} else if (may_leave) {
		app->page->pressed(app, key);
	}
	zr_app_tell(app);
}

static void on_moved(void *user)
{
	struct zr_app *app = user;
	if (app->page != NULL && app->page->moved != NULL) {
		app->page->moved(app);
	}
	zr_app_tell(app);
}

/* ---- the agent ---- */

/* One questionnaire each time the loop is idle, so that a broken one shows before it is opened. */
static gboolean load_next_form(gpointer user)
{
	struct zr_app *app = user;
	for (size_t i = 0; i < zr_library_count(app->library); i++) {
		struct zr_library_form *form = zr_library_at(app->library, i);
		if (form->is_offered && !form->is_loaded) {
			struct zr_error error = {0};
			if (zr_library_load(form, &error) == 0) {
				zr_form_prepare(form->form);
			} else {
				zr_log(ZR_LOG_WARNING, "form %s: line %u: %s: %s", form->form_id,
					error.line, error.where, error.message);
				if (app->page == &zr_page_households) {
					app->page->changed(app);
				}
			}
			return G_SOURCE_CONTINUE;
		}
	}
	app->form_loader = 0;
	return G_SOURCE_REMOVE;
}

static void tell_states(struct zr_app *app, const struct zr_local_records *records)
{
	static const char *const names[] = {"", "finished", "sent", "received", "refused"};
	GHashTable *known = g_object_get_data(G_OBJECT(app->frame->window), "zr-states");
	for (size_t i = 0; i < records->count && app->beacon != NULL; i++) {
		const struct zr_local_record *record = &records->items[i];
		gpointer before = g_hash_table_lookup(known, record->record_id);
		if (GPOINTER_TO_INT(before) == (int)record->state ||
			record->state >= G_N_ELEMENTS(names)) {
			continue;
		}
		g_hash_table_insert(
			known, g_strdup(record->record_id), GINT_TO_POINTER((int)record->state));
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
		zr_app_rebuild(app);
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
	bool is_refused = zr_timezone_set(zone, &error) < 0;
	if (is_refused && g_strcmp0(zone, app->zone_refused) != 0) {
		zr_log(ZR_LOG_ERROR, "the area's time zone: %s", error.message);
	}
	g_free(app->zone_refused);
	app->zone_refused = is_refused ? g_strdup(zone) : NULL;
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
	zr_desk_keep(app);
	take_language(app, view);
	bool needs_code = view->is_alive && !view->status.is_enrolled;
	if (needs_code && app->page == &zr_page_households) {
		zr_app_show(app, &zr_page_enrol, NULL);
	} else if (!needs_code && view->is_alive && !view->is_forgotten &&
		   app->page == &zr_page_enrol) {
		zr_app_show(app, &zr_page_households, NULL);
	} else if (app->page != NULL && app->page->changed != NULL) {
		app->page->changed(app);
	}
}

/* ---- from start to end ---- */

/* Sizes are those of the first panel; a tablet has one. */
static void take_panel(double dots_per_mm)
{
	GListModel *monitors = gdk_display_get_monitors(gdk_display_get_default());
	g_autoptr(GdkMonitor) panel = g_list_model_get_item(monitors, 0);
	if (dots_per_mm > 0) {
		zr_scale_set(dots_per_mm);
	} else if (panel != NULL) {
		GdkRectangle area;
		gdk_monitor_get_geometry(panel, &area);
		zr_scale_set(zr_scale_density(area.width, area.height,
			gdk_monitor_get_width_mm(panel), gdk_monitor_get_height_mm(panel)));
	}
}

static void load_style(void)
{
	g_autoptr(GBytes) css = g_resources_lookup_data("/org/zarya/ui/style.css", 0, NULL);
	g_autoptr(GtkCssProvider) provider = gtk_css_provider_new();
	assert(css != NULL);
	g_autofree char *style = zr_scale_style(g_bytes_get_data(css, NULL));
	gtk_css_provider_load_from_data(provider, style, -1);
	GdkDisplay *display = gdk_display_get_default();
	gtk_style_context_add_provider_for_display(
		display, GTK_STYLE_PROVIDER(provider), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
	GtkSettings *settings = gtk_settings_get_for_display(display);
	g_object_set(settings, "gtk-enable-animations", FALSE, "gtk-font-name", "PT Sans 13",
		"gtk-cursor-blink", FALSE, "gtk-overlay-scrolling", TRUE, NULL);
	adw_style_manager_set_color_scheme(
		adw_style_manager_get_default(), ADW_COLOR_SCHEME_FORCE_LIGHT);
}

static gboolean on_close_request(GtkWindow *window, struct zr_app *app)
{
	g_main_loop_quit(app->loop);
	return TRUE;
}

static gboolean on_terminate(gpointer user)
{
	struct zr_app *app = user;
	g_main_loop_quit(app->loop);
	return G_SOURCE_CONTINUE;
}

static void open_parts(struct zr_app *app, const struct zr_app_options *options)
{
	g_autofree char *path = g_build_filename(options->data, "drafts.db", NULL);
	if (zr_drafts_open(path, &app->drafts, &app->drafts_error) < 0) {
		zr_log(ZR_LOG_ERROR, "%s", app->drafts_error.message);
		app->drafts = NULL;
	}
	app->library = zr_library_new();
	app->beacon = zr_beacon_new(options->probe);
	if (options->form != NULL) {
		struct zr_library_form *form = zr_library_add_file(app->library, options->form);
		app->link = zr_link_new_preview(form->form_id, on_link_changed, app);
	} else {
		app->link = zr_link_new(options->socket, on_link_changed, app);
	}
}

static void close_parts(struct zr_app *app)
{
	zr_app_close_interview(app);
	if (app->form_loader != 0) {
		g_source_remove(app->form_loader);
	}
	if (app->page != NULL && app->page->finish != NULL) {
		app->page->finish(app);
	}
	app->page = app->under;
	app->page_data = app->under_data;
	if (app->page != NULL && app->page->finish != NULL) {
		app->page->finish(app);
	}
	app->page = NULL;
	zr_frame_free(app->frame);
	g_free(app->page_path);
	g_free(app->list_place.query);
	g_free(app->zone_refused);
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
	struct zr_app app = {.origin = {options->origin[0], options->origin[1]},
		.has_language = options->has_language};
	adw_init();
	take_panel(options->dots_per_mm);
	load_style();
	app.frame = zr_frame_new(options->size[0], options->size[1], on_pressed, on_moved, &app);
	zr_touch_watch(app.frame->window, &app.guard);
	g_object_set_data_full(G_OBJECT(app.frame->window), "zr-states",
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		(GDestroyNotify)g_hash_table_unref);
	g_signal_connect(app.frame->window, "realize", G_CALLBACK(on_realize), &app);
	g_signal_connect(app.frame->window, "close-request", G_CALLBACK(on_close_request), &app);
	open_parts(&app, options);
	app.loop = g_main_loop_new(NULL, FALSE);
	g_unix_signal_add(SIGTERM, on_terminate, &app);
	zr_app_show(&app, &zr_page_households, NULL);
	gtk_window_present(GTK_WINDOW(app.frame->window));
	g_main_loop_run(app.loop);
	close_parts(&app);
	g_main_loop_unref(app.loop);
	return 0;
}
