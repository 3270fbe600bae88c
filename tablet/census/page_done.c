/* What became of a finished record, live: on this tablet, sent, received by the hub, refused. */
#include <assert.h>
#include <string.h>

#include "tablet/census/app.h"
#include "tablet/census/texts.h"
#include "tablet/census/visits.h"

struct done_page {
	char *record_id;
	char *household_id;
	char *address;
	char *form_id;
	bool just_saved;
	enum zr_visit_state state;
	GtkWidget *place; /* box for icon and words */
};

void *zr_page_done_data(const char *record_id, const char *household_id, const char *address,
	const char *form_id, bool just_saved)
{
	struct done_page *page = g_new0(struct done_page, 1);
	page->record_id = g_strdup(record_id);
	page->household_id = g_strdup(household_id);
	page->address = g_strdup(address);
	page->form_id = g_strdup(form_id);
	page->just_saved = just_saved;
	return page;
}

static const struct {
	enum zr_icon icon;
	enum zr_string title;
	enum zr_string words;
	const char *style;
} looks[] = {
	[ZR_VISIT_NEW] = {ZR_ICON_SEALED, ZR_S_STATE_FINISHED, ZR_S_DONE_FINISHED, "zr-waiting"},
	[ZR_VISIT_DRAFT] = {ZR_ICON_SEALED, ZR_S_STATE_FINISHED, ZR_S_DONE_FINISHED, "zr-waiting"},
	[ZR_VISIT_FINISHED] = {ZR_ICON_SEALED, ZR_S_STATE_FINISHED, ZR_S_DONE_FINISHED,
		"zr-waiting"},
	[ZR_VISIT_SENT] = {ZR_ICON_SENT, ZR_S_STATE_SENT, ZR_S_DONE_SENT, "zr-waiting"},
	[ZR_VISIT_RECEIVED] = {ZR_ICON_RECEIVED, ZR_S_STATE_RECEIVED, ZR_S_DONE_RECEIVED,
		"zr-received"},
	[ZR_VISIT_REFUSED] = {ZR_ICON_REFUSED, ZR_S_STATE_REFUSED, ZR_S_DONE_REFUSED, "zr-refused"},
};

static void show_state(struct zr_app *app)
{
	struct done_page *page = app->page_data;
	const struct zr_link_view *view = zr_link_view(app->link);
	page->state = zr_visits_record_state(&view->records, page->record_id);
	GtkWidget *child = NULL;
	while ((child = gtk_widget_get_first_child(page->place)) != NULL) {
		gtk_box_remove(GTK_BOX(page->place), child);
	}
	GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 18);
	GtkWidget *icon = zr_icon_new(looks[page->state].icon, 64);
	gtk_widget_add_css_class(icon, looks[page->state].style);
	GtkWidget *title = zr_frame_label(zr_texts_get(looks[page->state].title), "zr-big");
	gtk_widget_add_css_class(title, looks[page->state].style);
	gtk_box_append(GTK_BOX(line), icon);
	gtk_box_append(GTK_BOX(line), title);
	gtk_box_append(GTK_BOX(page->place), line);
	const char *words =
		view->is_preview ? T(DONE_PREVIEW) : zr_texts_get(looks[page->state].words);
	gtk_box_append(GTK_BOX(page->place), zr_frame_label(words, "zr-body"));
}

static void build(struct zr_app *app)
{
	struct done_page *page = app->page_data;
	gtk_widget_remove_css_class(app->frame->content, "zr-many");
	zr_frame_set_title(app->frame, page->address[0] != '\0' ? page->address : T(UNLISTED),
		page->just_saved ? T(DONE_SAVED) : "");
	zr_frame_show_key(app->frame, ZR_KEY_LANGUAGE, ZR_ICON_GLOBE, T(LANGUAGE), "language");
	page->place = gtk_box_new(GTK_ORIENTATION_VERTICAL, 18);
	zr_frame_add(app->frame, page->place);
	show_state(app);
	if (!page->just_saved) {
		zr_frame_show_key(
			app->frame, ZR_KEY_EXTRA, ZR_ICON_PLUS, T(NEW_VISIT), "visit-again");
	}
	zr_frame_show_key(app->frame, ZR_KEY_NEXT, ZR_ICON_NEXT, T(CLOSE), "close");
}

static void changed(struct zr_app *app)
{
	struct done_page *page = app->page_data;
	const struct zr_link_view *view = zr_link_view(app->link);
	if (zr_visits_record_state(&view->records, page->record_id) != page->state) {
		show_state(app);
		zr_app_tell(app);
	}
}

static void pressed(struct zr_app *app, enum zr_key key)
{
	struct done_page *page = app->page_data;
	if (key == ZR_KEY_NEXT) {
		zr_app_show_list(app);
	} else if (key == ZR_KEY_EXTRA) {
		g_autofree char *household_id = g_strdup(page->household_id);
		g_autofree char *address = g_strdup(page->address);
		g_autofree char *form_id = g_strdup(page->form_id);
		zr_app_open(app, household_id, address, form_id, "");
	}
}

static void describe(struct zr_app *app, GString *json)
{
	static const char *const names[] = {
		"finished", "finished", "finished", "sent", "received", "refused"};
	const struct done_page *page = app->page_data;
	zr_beacon_add_text(json, "record", page->record_id);
	zr_beacon_add_text(json, "state", names[page->state]);
}

static void finish(struct zr_app *app)
{
	struct done_page *page = app->page_data;
	if (page != NULL) {
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
	.build = build,
	.pressed = pressed,
	.changed = changed,
	.describe = describe,
	.finish = finish,
};
