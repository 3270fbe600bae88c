/*
 * What a visit came to and what became of its record, live: on this tablet, sent, received by the
 * hub, refused. From here it is corrected, visited again, and left for the next address; the visits
 * before are listed.
 */
#include <assert.h>
#include <string.h>

#include "tablet/apps/census/page/desk.h"
#include "tablet/apps/census/page/drawer.h"
#include "tablet/apps/census/page/pages.h"
#include "tablet/apps/census/page/stage.h"
#include "tablet/ui/row_list.h"
#include "tablet/apps/census/wording.h"
#include "tablet/ui/touchables.h"

struct done_page {
	char *record_id;
	char *household_id;
	char *address;
	char *form_id;
	bool just_saved;
	enum zr_visit_state state;
	GArray *visits;
	GtkWidget *place; /* box for icon and words */
	char today[11];
};

static void *begin(struct zr_app *app, const void *wanted)
{
	const struct zr_done_wanted *visit = wanted;
	assert(visit != NULL && visit->record_id != NULL);
	struct done_page *page = g_new0(struct done_page, 1);
	page->record_id = g_strdup(visit->record_id);
	page->household_id = g_strdup(visit->household_id);
	page->address = g_strdup(visit->address);
	page->form_id = g_strdup(visit->form_id);
	page->just_saved = visit->just_saved;
	zr_stage_close_interview(app); /* the visit's own, whose texts these were */
	return page;
}

static const struct {
	enum zr_icon icon;
	const struct zr_phrase *words;
	const char *style;
} looks[] = {
	[ZR_VISIT_NEW] = {ZR_ICON_SEALED, &zr_phrase_DONE_FINISHED, "zr-waiting"},
	[ZR_VISIT_DRAFT] = {ZR_ICON_SEALED, &zr_phrase_DONE_FINISHED, "zr-waiting"},
	[ZR_VISIT_RETURNED] = {ZR_ICON_AGAIN, &zr_phrase_DONE_FINISHED, "zr-refused"},
	[ZR_VISIT_FINISHED] = {ZR_ICON_SEALED, &zr_phrase_DONE_FINISHED, "zr-waiting"},
	[ZR_VISIT_SENT] = {ZR_ICON_SENT, &zr_phrase_DONE_SENT, "zr-waiting"},
	[ZR_VISIT_RECEIVED] = {ZR_ICON_RECEIVED, &zr_phrase_DONE_RECEIVED, "zr-received"},
	[ZR_VISIT_REFUSED] = {ZR_ICON_REFUSED, &zr_phrase_DONE_REFUSED, "zr-refused"},
	[ZR_VISIT_ONLINE] = {ZR_ICON_CHECK, &zr_phrase_DONE_ONLINE, "zr-received"},
};

static const struct zr_visit *visit_of(const struct done_page *page)
{
	return page->record_id[0] != '\0'
		       ? zr_visits_find(page->visits, page->record_id)
		       : zr_visits_find_online(page->visits, page->household_id, page->address);
}

/* Of a household that answered online there is no record here. */
static enum zr_visit_state state_now(struct zr_app *app, const struct done_page *page)
{
	return page->record_id[0] != '\0'
		       ? zr_visits_record_state(&zr_link_view(app->link)->records, page->record_id)
		       : ZR_VISIT_ONLINE;
}

/* ---- correcting and visiting again ---- */

static void on_correct(GtkButton *button, struct zr_app *app)
{
	struct done_page *page = app->page_data;
	assert(page != NULL);
	const struct zr_visit *visit = visit_of(page);
	if (visit == NULL) {
		return;
	}
	/* The app closes this page with its data. */
	g_autofree char *record_id = g_strdup(page->record_id);
	g_autofree char *previous_id = g_strdup(visit->now.previous_id);
	g_autofree char *household_id = g_strdup(page->household_id);
	g_autofree char *address = g_strdup(page->address);
	g_autofree char *form_id = g_strdup(visit->form_id);
	const struct zr_opening opening = {.correct_id = visit->now.has_answers ? record_id : NULL,
		.household_id = household_id,
		.address = address,
		.form_id = form_id,
		.previous_id = previous_id,
		.replaces_id = record_id};
	zr_desk_open(app, &opening);
}

static void visit_again(struct zr_app *app)
{
	struct done_page *page = app->page_data;
	assert(page != NULL);
	g_autofree char *record_id = g_strdup(page->record_id);
	g_autofree char *household_id = g_strdup(page->household_id);
	g_autofree char *address = g_strdup(page->address);
	g_autofree char *form_id = g_strdup(page->form_id);
	const struct zr_opening opening = {.household_id = household_id,
		.address = address,
		.form_id = form_id,
		.previous_id = record_id};
	zr_desk_open(app, &opening);
}

/* ---- what is shown ---- */

static void add_line(
	const struct done_page *page, const struct zr_version *now, enum zr_visit_state state)
{
	bool is_again = now != NULL && now->result == ZR_RESULT_REVISIT && !now->is_answered &&
			(state == ZR_VISIT_SENT || state == ZR_VISIT_RECEIVED);
	bool is_other = now != NULL && state == ZR_VISIT_RECEIVED && now->result != ZR_RESULT_DONE;
	/* Green is for what is done. */
	const char *style = is_again ? "zr-waiting" : is_other ? "zr-body" : looks[state].style;
	GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 18);
	GtkWidget *icon = zr_icon_new(is_again ? ZR_ICON_AGAIN : looks[state].icon, 64);
	/* Until the journal has it, the words of the page's own state stand. */
	const struct zr_version none = {.words = (char *)"",
		.appointment = (char *)"",
		.result = ZR_RESULT_DONE,
		.state = ZR_VISIT_FINISHED};
	struct zr_version shown = now != NULL ? *now : none;
	shown.state = MAX(state, ZR_VISIT_FINISHED);
	g_autofree char *words = zr_visit_rows_state(&shown, page->today);
	GtkWidget *title = zr_frame_label(words, "zr-big");
	gtk_widget_add_css_class(icon, style);
	gtk_widget_add_css_class(title, style);
	gtk_box_append(GTK_BOX(line), icon);
	gtk_box_append(GTK_BOX(line), title);
	gtk_box_append(GTK_BOX(page->place), line);
}

static void add_correct(struct zr_app *app, const struct zr_version *now)
{
	struct done_page *page = app->page_data;
	assert(page != NULL);
	if (now == NULL || now->record_id[0] == '\0' || zr_link_view(app->link)->is_preview) {
		return;
	}
	GtkWidget *button = zr_button_new(ZR_ICON_NONE, T(CORRECT), "zr-chip");
	gtk_widget_set_halign(button, GTK_ALIGN_START);
	zr_touchables_name(button, "correct", "button", NULL);
	g_signal_connect(button, "clicked", G_CALLBACK(on_correct), app);
	gtk_box_append(GTK_BOX(page->place), button);
	if (!now->has_answers) {
		gtk_box_append(GTK_BOX(page->place), zr_frame_label(T(CORRECT_HELP), "zr-hint"));
	}
}

static void on_past(gpointer user, unsigned index, unsigned part)
{
}

static void add_past(const struct done_page *page, const struct zr_visit *visit)
{
	if (visit == NULL || visit->past == NULL) {
		return;
	}
	g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct zr_row));
	for (guint i = 0; i < visit->past->len; i++) {
		const struct zr_version *version =
			&g_array_index(visit->past, struct zr_version, i);
		g_autoptr(GDateTime) time =
			g_date_time_new_from_unix_local(version->changed_us / 1000000);
		g_autofree char *day =
			time != NULL ? g_date_time_format(time, "%d.%m.%Y, %H:%M") : g_strdup("");
		g_autofree char *state = zr_visit_rows_state(version, page->today);
		struct zr_row row = {.title = g_markup_escape_text(state, -1),
			.detail = g_strdup(day),
			.value = g_strdup(version->record_id),
			.icon = looks[version->state].icon,
			.colour = 0x4a5a68};
		g_array_append_val(rows, row);
	}
	gtk_box_append(GTK_BOX(page->place), zr_frame_label(T(VISITS_BEFORE), "zr-question"));
	GtkWidget *list = zr_row_list_new("visit", on_past, NULL);
	zr_row_list_set(ZR_ROW_LIST(list), (const struct zr_row *)(void *)rows->data, rows->len);
	zr_row_list_set_compact(ZR_ROW_LIST(list), true);
	gtk_box_append(GTK_BOX(page->place), list);
}

static void show_state(struct zr_app *app)
{
	struct done_page *page = app->page_data;
	assert(page != NULL);
	const struct zr_link_view *view = zr_link_view(app->link);
	if (page->visits != NULL) {
		g_array_unref(page->visits);
	}
	page->visits = zr_drawer_visits(app);
	page->state = state_now(app, page);
	zr_desk_today(page->today);
	const struct zr_visit *visit = visit_of(page);
	const struct zr_version *now = visit != NULL ? &visit->now : NULL;
	GtkWidget *child = NULL;
	while ((child = gtk_widget_get_first_child(page->place)) != NULL) {
		gtk_box_remove(GTK_BOX(page->place), child);
	}
	add_line(page, now, page->state);
	const char *words =
		view->is_preview ? T(DONE_PREVIEW) : zr_texts_get(looks[page->state].words);
	gtk_box_append(GTK_BOX(page->place), zr_frame_label(words, "zr-body"));
	add_correct(app, now);
	add_past(page, visit);
}

static void build(struct zr_app *app)
{
	struct done_page *page = app->page_data;
	assert(page != NULL);
	gtk_widget_remove_css_class(app->frame->content, "zr-many");
	zr_frame_set_title(app->frame, page->address[0] != '\0' ? page->address : T(UNLISTED),
		page->just_saved ? T(DONE_SAVED) : "");
	zr_bars_show_key(app->frame, ZR_KEY_LANGUAGE, ZR_ICON_GLOBE, T(LANGUAGE), "language");
	page->place = gtk_box_new(GTK_ORIENTATION_VERTICAL, 18);
	zr_frame_add(app->frame, page->place);
	show_state(app);
	if (!page->just_saved) {
		zr_bars_show_key(app->frame, ZR_KEY_EXTRA, ZR_ICON_PLUS,
			page->record_id[0] != '\0' ? T(NEW_VISIT) : T(VISIT_ANYWAY), "visit-again");
	}
	zr_bars_show_key(app->frame, ZR_KEY_BACK, ZR_ICON_LIST, T(CLOSE), "close");
	if (zr_visit_rows_next(page->visits, page->record_id) != NULL) {
		zr_bars_show_key(
			app->frame, ZR_KEY_NEXT, ZR_ICON_NEXT, T(NEXT_ADDRESS), "next-address");
	}
}

static void changed(struct zr_app *app)
{
	struct done_page *page = app->page_data;
	assert(page != NULL);
	if (state_now(app, page) != page->state) {
		show_state(app);
		zr_stage_tell(app);
	}
}

static void open_next(struct zr_app *app)
{
	struct done_page *page = app->page_data;
	assert(page != NULL);
	g_autoptr(GArray) visits = g_array_ref(page->visits);
	const struct zr_visit *next = zr_visit_rows_next(visits, page->record_id);
	if (next != NULL) {
		zr_desk_open_visit(app, next);
	} else {
		zr_stage_show_list(app);
	}
}

static void pressed(struct zr_app *app, enum zr_key key)
{
	if (key == ZR_KEY_NEXT) {
		open_next(app);
	} else if (key == ZR_KEY_EXTRA) {
		visit_again(app);
	} else {
		zr_stage_show_list(app);
	}
}

static void describe(struct zr_app *app, GString *json)
{
	static const char *const names[] = {"finished", "finished", "returned", "finished", "sent",
		"received", "refused", "online"};
	const struct done_page *page = app->page_data;
	zr_beacon_add_text(json, "record", page->record_id);
	zr_beacon_add_text(json, "state", names[page->state]);
}

static void finish(struct zr_app *app)
{
	struct done_page *page = app->page_data;
	if (page != NULL) {
		if (page->visits != NULL) {
			g_array_unref(page->visits);
		}
		g_free(page->record_id);
		g_free(page->household_id);
		g_free(page->address);
		g_free(page->form_id);
		g_free(page);
		app->page_data = NULL;
	}
}

const struct zr_page zr_page_done = {
	.name = "done",
	.begin = begin,
	.build = build,
	.pressed = pressed,
	.changed = changed,
	.describe = describe,
	.finish = finish,
};
