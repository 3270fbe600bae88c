/* The addresses of the area: what is to do, what is done, and what became of it. */
#include <assert.h>
#include <string.h>

#include "tablet/apps/census/model/faults.h"
#include "tablet/apps/census/model/visit_rows.h"
#include "tablet/apps/census/page/broken.h"
#include "tablet/apps/census/page/desk.h"
#include "tablet/apps/census/page/drawer.h"
#include "tablet/apps/census/page/stage.h"
#include "tablet/ui/row_list.h"
#include "tablet/ui/search_field.h"
#include "tablet/ui/shelf.h"
#include "tablet/apps/census/wording.h"
#include "tablet/ui/touchables.h"

struct households_page {
	GArray *visits;
	GArray *rows; /* struct zr_visit_row: what the list shows */
	GtkWidget *counter;
	GtkWidget *forgotten; /* the offer to type a new code */
	GtkWidget *resume;    /* the offer to go on; NULL */
	GtkWidget *notice;
	GtkWidget *search;
	GtkWidget *filters[ZR_VISIT_FILTER_COUNT];
	GtkWidget *broken;
	GtkWidget *list;
	char today[11];
	bool has_banner; /* ours, of the agent's state; another one stays until the page goes */
};

/* How a visit looks by what it came to, and how its record fares. */
static void show_look(const struct zr_version *version, struct zr_row *row)
{
	static const struct {
		enum zr_icon icon;
		unsigned colour;
	} looks[] = {
		[ZR_VISIT_NEW] = {ZR_ICON_RING, 0x4a5a68},
		[ZR_VISIT_DRAFT] = {ZR_ICON_HALF, 0xc2410c},
		[ZR_VISIT_RETURNED] = {ZR_ICON_AGAIN, 0xb3261e},
		[ZR_VISIT_FINISHED] = {ZR_ICON_SEALED, 0x8a5200},
		[ZR_VISIT_SENT] = {ZR_ICON_SENT, 0x8a5200},
		[ZR_VISIT_RECEIVED] = {ZR_ICON_RECEIVED, 0x2e7d32},
		[ZR_VISIT_REFUSED] = {ZR_ICON_REFUSED, 0xb3261e},
		[ZR_VISIT_ONLINE] = {ZR_ICON_CHECK, 0x2e7d32},
	};
	row->icon = looks[version->state].icon;
	row->colour = looks[version->state].colour;
	bool is_sent = version->state == ZR_VISIT_SENT || version->state == ZR_VISIT_RECEIVED;
	if (is_sent && version->result == ZR_RESULT_REVISIT && !version->is_answered) {
		row->icon = ZR_ICON_AGAIN; /* not done, however well it was received */
		row->colour = 0xc2410c;
	} else if (is_sent && version->result != ZR_RESULT_DONE) {
		row->colour = 0x4a5a68;
	}
}

static struct zr_row row_for(const struct households_page *page, const struct zr_visit_row *shown)
{
	struct zr_row row = {.title = g_markup_escape_text(shown->text, -1)};
	if (shown->is_heading) {
		row.is_heading = true;
		return row;
	}
	const struct zr_visit *visit = &g_array_index(page->visits, struct zr_visit, shown->visit);
	row.value = g_strdup(visit->household_id);
	row.detail = zr_visit_rows_state(&visit->now, page->today);
	show_look(&visit->now, &row);
	return row;
}

static void show_filters(struct zr_app *app)
{
	struct households_page *page = app->page_data;
	assert(page != NULL);
	for (int i = 0; i < ZR_VISIT_FILTER_COUNT; i++) {
		if (i == (int)app->list_place.filter) {
			gtk_widget_add_css_class(page->filters[i], "zr-on");
		} else {
			gtk_widget_remove_css_class(page->filters[i], "zr-on");
		}
	}
}

static void show_list(struct zr_app *app)
{
	struct households_page *page = app->page_data;
	assert(page != NULL);
	const struct zr_visit_view shown = {.filter = app->list_place.filter,
		.query = app->list_place.query,
		.today = page->today};
	g_array_unref(page->rows);
	page->rows = zr_visit_rows_new(page->visits, &shown);
	g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct zr_row));
	for (guint i = 0; i < page->rows->len; i++) {
		struct zr_row row =
			row_for(page, &g_array_index(page->rows, struct zr_visit_row, i));
		g_array_append_val(rows, row);
	}
	zr_row_list_set(
		ZR_ROW_LIST(page->list), (const struct zr_row *)(void *)rows->data, rows->len);
	show_filters(app);
	const struct zr_link_view *view = zr_link_view(app->link);
	const char *notice = !view->has_asked         ? T(AGENT_WAIT)
			     : page->visits->len == 0 ? T(NO_HOUSEHOLDS)
			     : rows->len == 0         ? T(NOTHING_FOUND)
						      : "";
	gtk_label_set_text(GTK_LABEL(page->notice), notice);
	gtk_widget_set_visible(page->notice, notice[0] != '\0');
}

static void add_count(GString *text, const struct zr_phrase *words, unsigned count)
{
	if (count > 0) {
		g_string_append(text, " · ");
		g_string_append_printf(text, zr_texts_get(words), count);
	}
}

static void show_counter(struct zr_app *app)
{
	struct households_page *page = app->page_data;
	assert(page != NULL);
	const struct zr_link_view *view = zr_link_view(app->link);
	struct zr_visits_count count = zr_visits_count(page->visits);
	GString *text = g_string_new(NULL);
	g_string_append_printf(text, T(COUNTER), count.done, count.total);
	add_count(text, &zr_phrase_COUNTER_ONLINE, count.online);
	add_count(text, &zr_phrase_COUNTER_RETURNED, count.returned);
	add_count(text, &zr_phrase_COUNTER_REVISIT, count.revisit);
	add_count(text, &zr_phrase_COUNTER_REFUSED, count.refused);
	add_count(text, &zr_phrase_COUNTER_EMPTY, count.empty);
	if (view->status.unsent_count > 0) {
		add_count(text, &zr_phrase_COUNTER_UNSENT, (unsigned)view->status.unsent_count);
	} else if (view->records.count > 0) {
		g_string_append_printf(text, " · %s", T(COUNTER_ALL_SENT));
	}
	gtk_label_set_text(GTK_LABEL(page->counter), text->str);
	(void)g_string_free(text, TRUE);
	gtk_widget_set_visible(page->counter, count.total > 0);
	gtk_widget_set_visible(gtk_widget_get_parent(page->filters[0]), page->visits->len > 0);
}

static void show_banner(struct zr_app *app)
{
	struct households_page *page = app->page_data;
	assert(page != NULL);
	const struct zr_link_view *view = zr_link_view(app->link);
	bool is_lost = view->has_asked && !view->is_alive;
	if (app->drafts == NULL) {
		g_autofree char *text =
			g_strdup_printf(T(DRAFTS_FAILED), zr_faults_words(&app->drafts_error));
		zr_frame_set_banner(app->frame, text, true);
	} else if (is_lost) {
		zr_frame_set_banner(app->frame, T(AGENT_LOST), false);
	} else if (app->zone_refused != NULL) {
		g_autofree char *text = g_strdup_printf(T(ZONE_UNKNOWN), app->zone_refused);
		zr_frame_set_banner(app->frame, text, false);
	} else if (page->has_banner) {
		zr_frame_set_banner(app->frame, NULL, false);
	}
	page->has_banner = is_lost || app->zone_refused != NULL;
}

/* The offer to go on with what was left, and the title. */
static void show_head(struct zr_app *app)
{
	struct households_page *page = app->page_data;
	assert(page != NULL);
	const struct zr_visit *draft = zr_visits_latest_draft(page->visits);
	gtk_widget_set_visible(page->resume, draft != NULL);
	if (draft != NULL) {
		const char *address = draft->address[0] != '\0' ? draft->address : T(UNLISTED);
		g_autofree char *words = g_strdup_printf(T(CONTINUE), address);
		zr_button_set_face(
			page->resume, &(struct zr_button_face){ZR_ICON_NONE, words, false});
	}
	const char *area = zr_link_view(app->link)->status.area_name;
	g_autofree char *town = zr_visit_rows_town(page->visits);
	bool is_named = town[0] == '\0' || strstr(area, town) != NULL;
	g_autofree char *subtitle =
		is_named ? g_strdup(area) : g_strdup_printf("%s · %s", area, town);
	zr_frame_set_title(app->frame, T(HOUSEHOLDS), subtitle);
}

/* The hub forgot this tablet: one row that leads to the code. It takes nothing away; interviews go
 * on without the hub. */
static void show_forgotten(struct zr_app *app)
{
	struct households_page *page = app->page_data;
	assert(page != NULL);
	const struct zr_row row = {.title = g_markup_escape_text(T(FORGOTTEN), -1),
		.detail = g_strdup(T(FORGOTTEN_HELP)),
		.icon = ZR_ICON_WARNING,
		.colour = 0xb3261e};
	zr_row_list_set(ZR_ROW_LIST(page->forgotten), &row, 1);
	gtk_widget_set_visible(page->forgotten, zr_link_view(app->link)->is_forgotten);
}

static void changed(struct zr_app *app)
{
	struct households_page *page = app->page_data;
	assert(page != NULL);
	g_array_unref(page->visits);
	page->visits = zr_drawer_visits(app);
	zr_desk_today(page->today);
	show_forgotten(app);
	show_counter(app);
	zr_broken_show(page->broken);
	show_list(app);
	show_banner(app);
	show_head(app);
	zr_stage_tell(app);
}

/* Before another page: for when the enumerator comes back. */
static bool leave(struct zr_app *app)
{
	app->list_place.scrolled = zr_reveal_scrolled(app->frame);
	return true;
}

static void on_picked(gpointer user, unsigned index, unsigned part)
{
	struct zr_app *app = user;
	struct households_page *page = app->page_data;
	(void)leave(app);
	guint visit = g_array_index(page->rows, struct zr_visit_row, index).visit;
	zr_desk_open_visit(app, &g_array_index(page->visits, struct zr_visit, visit));
}

static void on_forgotten(gpointer user, unsigned index, unsigned part)
{
	struct zr_app *app = user;
	(void)leave(app);
	zr_stage_show(app, ZR_PAGE_ENROL, NULL);
}

static void on_resume(GtkButton *button, struct zr_app *app)
{
	struct households_page *page = app->page_data;
	assert(page != NULL);
	const struct zr_visit *draft = zr_visits_latest_draft(page->visits);
	if (draft != NULL) {
		(void)leave(app);
		zr_desk_open_visit(app, draft);
	}
}

static void on_filter(GtkButton *button, struct zr_app *app)
{
	struct households_page *page = app->page_data;
	assert(page != NULL);
	for (int i = 0; i < ZR_VISIT_FILTER_COUNT; i++) {
		if (page->filters[i] == GTK_WIDGET(button)) {
			app->list_place.filter = (enum zr_visit_filter)i;
		}
	}
	show_list(app);
	zr_stage_tell(app);
}

static void on_search(gpointer user)
{
	struct zr_app *app = user;
	struct households_page *page = app->page_data;
	g_free(app->list_place.query);
	app->list_place.query = g_strdup(zr_search_field_text(page->search));
	show_list(app);
	zr_stage_tell(app);
}

static GtkWidget *make_tools(struct zr_app *app, struct households_page *page)
{
	static const struct zr_phrase *const words[] = {&zr_phrase_FILTER_ALL,
		&zr_phrase_FILTER_TODO, &zr_phrase_FILTER_REVISIT, &zr_phrase_FILTER_DONE};
	static const char *const names[] = {
		"filter-all", "filter-todo", "filter-revisit", "filter-done"};
	GtkWidget *shelf = zr_shelf_new(10);
	page->search = zr_search_field_new(T(SEARCH_ADDRESS), NULL, on_search, app);
	zr_search_field_set_text(page->search, app->list_place.query);
	gtk_widget_set_hexpand(page->search, TRUE);
	zr_shelf_add(shelf, page->search);
	for (int i = 0; i < ZR_VISIT_FILTER_COUNT; i++) {
		page->filters[i] = zr_button_new(ZR_ICON_NONE, zr_texts_get(words[i]), "zr-chip");
		zr_touchables_name(page->filters[i], names[i], "button", NULL);
		g_signal_connect(page->filters[i], "clicked", G_CALLBACK(on_filter), app);
		zr_shelf_add(shelf, page->filters[i]);
	}
	return shelf;
}

static void make_data(struct zr_app *app)
{
	struct households_page *page = g_new0(struct households_page, 1);
	page->visits = g_array_new(FALSE, FALSE, sizeof(struct zr_visit));
	page->rows = g_array_new(FALSE, FALSE, sizeof(struct zr_visit_row));
	app->page_data = page;
	if (app->list_place.query == NULL) {
		app->list_place.query = g_strdup("");
	}
}

static void build(struct zr_app *app)
{
	if (app->page_data == NULL) {
		make_data(app);
	}
	struct households_page *page = app->page_data;
	gtk_widget_remove_css_class(app->frame->content, "zr-many");
	zr_bars_show_key(app->frame, ZR_KEY_LANGUAGE, ZR_ICON_GLOBE, T(LANGUAGE), "language");
	page->forgotten = zr_row_list_new("forgotten", on_forgotten, app);
	zr_frame_add(app->frame, page->forgotten);
	page->resume = zr_button_new(ZR_ICON_NONE, "", "zr-primary");
	gtk_widget_set_halign(page->resume, GTK_ALIGN_FILL);
	zr_touchables_name(page->resume, "continue", "button", NULL);
	g_signal_connect(page->resume, "clicked", G_CALLBACK(on_resume), app);
	zr_frame_add(app->frame, page->resume);
	page->counter = zr_frame_label("", "zr-counter");
	zr_frame_add(app->frame, page->counter);
	zr_frame_add(app->frame, make_tools(app, page));
	page->broken = zr_broken_new(app->library);
	zr_frame_add(app->frame, page->broken);
	page->notice = zr_frame_label("", "zr-honest");
	zr_frame_add(app->frame, page->notice);
	page->list = zr_row_list_new("household", on_picked, app);
	zr_row_list_set_value_key(ZR_ROW_LIST(page->list), "id");
	zr_row_list_set_compact(ZR_ROW_LIST(page->list), true);
	zr_frame_add(app->frame, page->list);
	zr_bars_show_key(app->frame, ZR_KEY_EXTRA, ZR_ICON_PLUS, T(ADD_HOUSEHOLD), "add-household");
	double scrolled = app->list_place.scrolled;
	changed(app);
	zr_reveal_scroll_soon(app->frame, scrolled);
}

static void pressed(struct zr_app *app, enum zr_key key)
{
	if (key == ZR_KEY_EXTRA) {
		zr_stage_show(app, ZR_PAGE_ADDRESS, NULL);
	}
}

static void finish(struct zr_app *app)
{
	struct households_page *page = app->page_data;
	if (page != NULL) {
		g_array_unref(page->visits);
		g_array_unref(page->rows);
		g_free(page);
		app->page_data = NULL;
	}
}

const struct zr_page zr_page_households = {
	.name = "households",
	.build = build,
	.pressed = pressed,
	.changed = changed,
	.leave = leave,
	.finish = finish,
};
