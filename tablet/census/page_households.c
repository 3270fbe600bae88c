/* The addresses of the area: what is to do, what is done, and what became of it. */
#include <assert.h>
#include <string.h>

#include "lib/base/log.h"
#include "tablet/census/app.h"
#include "tablet/census/broken.h"
#include "tablet/census/faults.h"
#include "tablet/census/rows.h"
#include "tablet/census/targets.h"
#include "tablet/census/texts.h"
#include "tablet/census/visits.h"

enum filter {
	FILTER_ALL,
	FILTER_TODO,
	FILTER_DONE,
	FILTER_COUNT
};

struct households_page {
	GArray *visits;
	GArray *shown; /* guint: visit of each row */
	GtkWidget *counter;
	GtkWidget *resume; /* the offer to go on; NULL */
	GtkWidget *notice;
	GtkWidget *search;
	GtkWidget *filters[FILTER_COUNT];
	GtkWidget *broken;
	GtkWidget *list;
	enum filter filter;
	char *wanted;
	bool has_banner; /* ours, of the agent's state; another one stays until the page goes */
};

static int add_draft(void *user, const struct zr_draft *draft)
{
	GArray *drafts = user;
	struct zr_draft copy = {0};
	int result = zr_draft_copy(draft, &copy);
	if (result == 0) {
		g_array_append_val(drafts, copy);
	}
	return result;
}

static void clear_draft(void *data)
{
	zr_draft_finish(data);
}

static GArray *load_visits(struct zr_app *app)
{
	g_autoptr(GArray) drafts = g_array_new(FALSE, FALSE, sizeof(struct zr_draft));
	g_array_set_clear_func(drafts, clear_draft);
	struct zr_error error = {0};
	if (app->drafts != NULL && zr_drafts_list(app->drafts, add_draft, drafts, &error) < 0) {
		zr_log(ZR_LOG_ERROR, "drafts are not listed: %s", error.message);
	}
	const struct zr_link_view *view = zr_link_view(app->link);
	return zr_visits_new(&view->households, &view->records, drafts);
}

static struct zr_row row_for(const struct zr_visit *visit)
{
	static const struct {
		enum zr_icon icon;
		unsigned colour;
		enum zr_string words;
	} looks[] = {
		[ZR_VISIT_NEW] = {ZR_ICON_RING, 0x4a5a68, ZR_S_STATE_NEW},
		[ZR_VISIT_DRAFT] = {ZR_ICON_HALF, 0xc2410c, ZR_S_STATE_DRAFT},
		[ZR_VISIT_FINISHED] = {ZR_ICON_SEALED, 0x8a5200, ZR_S_STATE_FINISHED},
		[ZR_VISIT_SENT] = {ZR_ICON_SENT, 0x8a5200, ZR_S_STATE_SENT},
		[ZR_VISIT_RECEIVED] = {ZR_ICON_RECEIVED, 0x2e7d32, ZR_S_STATE_RECEIVED},
		[ZR_VISIT_REFUSED] = {ZR_ICON_REFUSED, 0xb3261e, ZR_S_STATE_REFUSED},
	};
	const char *address = visit->address[0] != '\0' ? visit->address : T(UNLISTED);
	struct zr_row row = {
		.title = g_markup_escape_text(address, -1),
		.value = g_strdup(visit->household_id),
		.icon = looks[visit->state].icon,
		.colour = looks[visit->state].colour,
	};
	row.detail =
		visit->state == ZR_VISIT_DRAFT
			? g_strdup_printf(T(STATE_DRAFT), (unsigned long long)visit->answer_count)
			: g_strdup(zr_texts_get(looks[visit->state].words));
	return row;
}

static bool is_shown(const struct households_page *page, const struct zr_visit *visit)
{
	bool is_done = visit->state >= ZR_VISIT_FINISHED;
	if ((page->filter == FILTER_TODO && is_done) || (page->filter == FILTER_DONE && !is_done)) {
		return false;
	}
	g_autofree char *wanted = g_utf8_strdown(page->wanted, -1);
	g_autofree char *address = g_utf8_strdown(visit->address, -1);
	return strstr(address, g_strstrip(wanted)) != NULL;
}

static void show_list(struct zr_app *app)
{
	struct households_page *page = app->page_data;
	g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct zr_row));
	g_array_set_size(page->shown, 0);
	for (guint i = 0; i < page->visits->len; i++) {
		const struct zr_visit *visit = &g_array_index(page->visits, struct zr_visit, i);
		if (is_shown(page, visit)) {
			struct zr_row row = row_for(visit);
			g_array_append_val(rows, row);
			g_array_append_val(page->shown, i);
		}
	}
	zr_rows_set(ZR_ROWS(page->list), (const struct zr_row *)(void *)rows->data, rows->len);
	for (int i = 0; i < FILTER_COUNT; i++) {
		if (i == (int)page->filter) {
			gtk_widget_add_css_class(page->filters[i], "zr-on");
		} else {
			gtk_widget_remove_css_class(page->filters[i], "zr-on");
		}
	}
	const struct zr_link_view *view = zr_link_view(app->link);
	const char *notice = !view->has_asked         ? T(AGENT_WAIT)
			     : page->visits->len == 0 ? T(NO_HOUSEHOLDS)
			     : rows->len == 0         ? T(NOTHING_FOUND)
						      : "";
	gtk_label_set_text(GTK_LABEL(page->notice), notice);
	gtk_widget_set_visible(page->notice, notice[0] != '\0');
}

static void show_counter(struct zr_app *app)
{
	struct households_page *page = app->page_data;
	const struct zr_link_view *view = zr_link_view(app->link);
	struct zr_visits_count count = zr_visits_count(page->visits);
	g_autofree char *visited = g_strdup_printf(T(COUNTER), count.visited, count.total);
	g_autofree char *unsent =
		count.unsent > 0 ? g_strdup_printf(T(COUNTER_UNSENT), count.unsent) : NULL;
	bool has_records = view->records.count > 0;
	g_autofree char *text = unsent != NULL ? g_strdup_printf("%s, %s", visited, unsent)
				: has_records
					? g_strdup_printf("%s, %s", visited, T(COUNTER_ALL_SENT))
					: g_strdup(visited);
	gtk_label_set_text(GTK_LABEL(page->counter), text);
	gtk_widget_set_visible(page->counter, count.total > 0);
	gtk_widget_set_visible(gtk_widget_get_parent(page->filters[0]), page->visits->len > 0);
}

static void show_banner(struct zr_app *app)
{
	struct households_page *page = app->page_data;
	const struct zr_link_view *view = zr_link_view(app->link);
	bool is_lost = view->has_asked && !view->is_alive;
	if (app->drafts == NULL) {
		g_autofree char *text =
			g_strdup_printf(T(DRAFTS_FAILED), zr_faults_words(&app->drafts_error));
		zr_frame_set_banner(app->frame, text, true);
	} else if (is_lost) {
		zr_frame_set_banner(app->frame, T(AGENT_LOST), false);
	} else if (page->has_banner) {
		zr_frame_set_banner(app->frame, NULL, false);
	}
	page->has_banner = is_lost;
}

static void changed(struct zr_app *app)
{
	struct households_page *page = app->page_data;
	g_array_unref(page->visits);
	page->visits = load_visits(app);
	show_counter(app);
	zr_broken_show(page->broken);
	show_list(app);
	show_banner(app);
	const struct zr_visit *draft = zr_visits_latest_draft(page->visits);
	gtk_widget_set_visible(page->resume, draft != NULL);
	if (draft != NULL) {
		const char *address = draft->address[0] != '\0' ? draft->address : T(UNLISTED);
		g_autofree char *words = g_strdup_printf(T(CONTINUE), address);
		gtk_button_set_label(GTK_BUTTON(page->resume), words);
		g_object_set_data_full(G_OBJECT(page->resume), "zr-label", g_strdup(words), g_free);
	}
	zr_frame_set_title(app->frame, T(HOUSEHOLDS), zr_link_view(app->link)->status.area_name);
	zr_app_tell(app);
}

static void open_visit(struct zr_app *app, const struct zr_visit *visit)
{
	g_autofree char *household_id = g_strdup(visit->household_id);
	g_autofree char *address = g_strdup(visit->address);
	g_autofree char *form_id = g_strdup(visit->form_id);
	g_autofree char *record_id = g_strdup(visit->record_id);
	if (visit->state >= ZR_VISIT_FINISHED) {
		zr_app_show(app, &zr_page_done,
			zr_page_done_data(record_id, household_id, address, form_id, false));
		return;
	}
	zr_app_open(app, household_id, address, form_id, record_id);
}

static void on_picked(gpointer user, unsigned index, unsigned part)
{
	struct zr_app *app = user;
	struct households_page *page = app->page_data;
	guint visit = g_array_index(page->shown, guint, index);
	open_visit(app, &g_array_index(page->visits, struct zr_visit, visit));
}

static void on_resume(GtkButton *button, struct zr_app *app)
{
	struct households_page *page = app->page_data;
	const struct zr_visit *draft = zr_visits_latest_draft(page->visits);
	if (draft != NULL) {
		open_visit(app, draft);
	}
}

static void on_filter(GtkButton *button, struct zr_app *app)
{
	struct households_page *page = app->page_data;
	for (int i = 0; i < FILTER_COUNT; i++) {
		if (page->filters[i] == GTK_WIDGET(button)) {
			page->filter = (enum filter)i;
		}
	}
	show_list(app);
	zr_app_tell(app);
}

static void on_search(GtkEditable *editable, struct zr_app *app)
{
	struct households_page *page = app->page_data;
	g_free(page->wanted);
	page->wanted = g_strdup(gtk_editable_get_text(editable));
	show_list(app);
	zr_app_tell(app);
}

static GtkWidget *make_tools(struct zr_app *app, struct households_page *page)
{
	static const enum zr_string words[] = {ZR_S_FILTER_ALL, ZR_S_FILTER_TODO, ZR_S_FILTER_DONE};
	static const char *const names[] = {"filter-all", "filter-todo", "filter-done"};
	GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 10);
	page->search = gtk_entry_new();
	gtk_widget_add_css_class(page->search, "zr-entry");
	gtk_entry_set_placeholder_text(GTK_ENTRY(page->search), T(SEARCH_ADDRESS));
	gtk_editable_set_text(GTK_EDITABLE(page->search), page->wanted);
	gtk_widget_set_hexpand(page->search, TRUE);
	zr_targets_name(page->search, "search", "text", NULL);
	g_signal_connect(page->search, "changed", G_CALLBACK(on_search), app);
	gtk_box_append(GTK_BOX(line), page->search);
	for (int i = 0; i < FILTER_COUNT; i++) {
		page->filters[i] = zr_frame_button(ZR_ICON_NONE, zr_texts_get(words[i]), "zr-chip");
		zr_targets_name(page->filters[i], names[i], "button", NULL);
		g_signal_connect(page->filters[i], "clicked", G_CALLBACK(on_filter), app);
		gtk_box_append(GTK_BOX(line), page->filters[i]);
	}
	return line;
}

static void build(struct zr_app *app)
{
	struct households_page *page = app->page_data;
	if (page == NULL) {
		page = app->page_data = g_new0(struct households_page, 1);
		page->wanted = g_strdup("");
		page->visits = g_array_new(FALSE, FALSE, sizeof(struct zr_visit));
		page->shown = g_array_new(FALSE, FALSE, sizeof(guint));
	}
	gtk_widget_remove_css_class(app->frame->content, "zr-many");
	zr_frame_show_key(app->frame, ZR_KEY_LANGUAGE, ZR_ICON_GLOBE, T(LANGUAGE), "language");
	page->resume = gtk_button_new();
	gtk_widget_add_css_class(page->resume, "zr-primary");
	gtk_widget_set_focus_on_click(page->resume, FALSE);
	gtk_widget_set_halign(page->resume, GTK_ALIGN_FILL);
	zr_targets_name(page->resume, "continue", "button", NULL);
	g_signal_connect(page->resume, "clicked", G_CALLBACK(on_resume), app);
	zr_frame_add(app->frame, page->resume);
	page->counter = zr_frame_label("", "zr-counter");
	zr_frame_add(app->frame, page->counter);
	zr_frame_add(app->frame, make_tools(app, page));
	page->broken = zr_broken_new(app->library);
	zr_frame_add(app->frame, page->broken);
	page->notice = zr_frame_label("", "zr-honest");
	zr_frame_add(app->frame, page->notice);
	page->list = zr_rows_new("household", on_picked, app);
	zr_rows_set_value_key(ZR_ROWS(page->list), "id");
	zr_frame_add(app->frame, page->list);
	zr_frame_show_key(
		app->frame, ZR_KEY_EXTRA, ZR_ICON_PLUS, T(ADD_HOUSEHOLD), "add-household");
	changed(app);
}

/* The questionnaire of the first address serves for one that is not on the list. */
static void open_unlisted(struct zr_app *app)
{
	const struct zr_link_view *view = zr_link_view(app->link);
	const char *form_id = "";
	if (view->households.count > 0) {
		form_id = view->households.items[0].form_id;
	} else if (zr_library_count(app->library) > 0) {
		form_id = zr_library_at(app->library, 0)->form_id;
	}
	g_autofree char *id = g_strdup(form_id);
	zr_app_open(app, "", "", id, "");
}

static void pressed(struct zr_app *app, enum zr_key key)
{
	if (key == ZR_KEY_EXTRA) {
		open_unlisted(app);
	}
}

static void finish(struct zr_app *app)
{
	struct households_page *page = app->page_data;
	if (page != NULL) {
		g_array_unref(page->visits);
		g_array_unref(page->shown);
		g_free(page->wanted);
		g_free(page);
		app->page_data = NULL;
	}
}

const struct zr_page zr_page_households = {
	.name = "households",
	.build = build,
	.pressed = pressed,
	.changed = changed,
	.finish = finish,
};
