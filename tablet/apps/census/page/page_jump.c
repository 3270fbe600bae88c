/* All questions: opens where one is, folds by person, shows only what is to be done if asked, and
 * is found again as it was left. */
#include "tablet/apps/census/model/folding.h"

#include <assert.h>
#include "lib/interview/place.h"
#include "tablet/apps/census/page/line.h"
#include "tablet/apps/census/page/stage.h"
#include "tablet/ui/scale.h"
#include "tablet/ui/shelf.h"
#include "tablet/apps/census/wording.h"
#include "tablet/ui/touchables.h"

enum {
	ALL,
	LEFT,
	FILTER_COUNT,
	INSTANCES_MAX = 8, /* around one another */
};

struct jump_page {
	GArray *lines; /* of the outline */
	GArray *shown; /* struct zr_folding_row, one a row */
	GtkWidget *filters[FILTER_COUNT];
	GtkWidget *notice;
	GtkWidget *list;
};

static const struct zr_overview_line *line_of(const struct jump_page *page, guint row)
{
	assert(row < page->shown->len);
	guint line = g_array_index(page->shown, struct zr_folding_row, row).line;
	return &g_array_index(page->lines, struct zr_overview_line, line);
}

static bool is_to_do(void *user, const struct zr_overview_line *line)
{
	return zr_line_is_faulty(user, line) || zr_line_is_doubt(line);
}

/* ---- the rows ---- */

static struct zr_row make_fold(
	struct zr_app *app, const struct zr_overview_line *line, const struct zr_folding_row *shown)
{
	assert(line != NULL && shown != NULL);
	struct zr_row row = zr_line_row(app, line);
	row.is_heading = false;
	row.icon = shown->is_open ? ZR_ICON_UP : ZR_ICON_DOWN;
	row.colour = shown->faulty > 0 ? 0xb3261e : 0;
	row.detail = shown->faulty > 0
			     ? g_strdup_printf(T(ROSTER_PARTIAL), shown->faulty)
			     : g_strdup_printf(T(PROGRESS), shown->answered, shown->questions);
	return row;
}

static struct zr_row make_row(struct zr_app *app, const struct jump_page *page, guint index)
{
	assert(app->interview != NULL);
	const struct zr_folding_row *shown =
		&g_array_index(page->shown, struct zr_folding_row, index);
	const struct zr_overview_line *line = line_of(page, index);
	if (shown->is_fold) {
		return make_fold(app, line, shown);
	}
	struct zr_row row = zr_line_row(app, line);
	struct zr_item around = zr_flow_instance_around(app->interview->session, &line->item);
	row.indent = around.kind == ZR_ITEM_REPEAT && !app->interview->list.only_to_do;
	return row;
}

/* The row of the screen that the list was opened from, -1 when none is. */
static int find_here(struct zr_app *app, const struct jump_page *page)
{
	struct zr_interview *interview = app->interview;
	g_autofree char *here = zr_flow_path(&interview->screen);
	for (guint i = 0; i < page->shown->len; i++) {
		const struct zr_overview_line *line = line_of(page, i);
		if (line->item.kind != ZR_ITEM_QUESTION) {
			continue;
		}
		struct zr_screen screen = zr_flow_show(interview->session, &line->item);
		g_autofree char *path = zr_flow_path(&screen);
		if (strcmp(path, here) == 0) {
			return (int)i;
		}
	}
	for (guint i = 0; here[0] != '\0' && i < page->shown->len;
		i++) { /* of a roster: its first */
		g_autofree char *path = zr_place_path(&line_of(page, i)->item);
		if (g_str_has_prefix(path, here)) {
			return (int)i;
		}
	}
	return -1;
}

static void show_rows(struct zr_app *app)
{
	struct jump_page *page = app->page_data;
	assert(page != NULL);
	bool only_to_do = app->interview->list.only_to_do;
	g_clear_pointer(&page->shown, g_array_unref);
	page->shown =
		zr_folding_new(page->lines, app->interview->list.opened, only_to_do, is_to_do, app);
	int here = find_here(app, page);
	g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct zr_row));
	for (guint i = 0; i < page->shown->len; i++) {
		struct zr_row row = make_row(app, page, i);
		row.is_selected = (int)i == here && !row.is_heading;
		g_array_append_val(rows, row);
	}
	zr_row_list_set(
		ZR_ROW_LIST(page->list), (const struct zr_row *)(void *)rows->data, rows->len);
	gtk_widget_set_visible(page->notice, rows->len == 0);
	for (int i = 0; i < FILTER_COUNT; i++) {
		if ((i == LEFT) == only_to_do) {
			gtk_widget_add_css_class(page->filters[i], "zr-on");
		} else {
			gtk_widget_remove_css_class(page->filters[i], "zr-on");
		}
	}
}

/* ---- its place ---- */

/* The instances around the present screen are open. */
static void open_here(struct zr_app *app)
{
	assert(app->interview != NULL);
	struct zr_session *session = app->interview->session;
	struct zr_item item = app->interview->screen.item;
	for (int i = 0; i < INSTANCES_MAX; i++) {
		struct zr_item around = zr_flow_instance_around(session, &item);
		if (around.kind != ZR_ITEM_REPEAT) {
			return;
		}
		g_hash_table_add(app->interview->list.opened, around.node);
		item = zr_session_up(session, &around);
	}
}

static bool is_where_it_was(struct zr_app *app)
{
	assert(app->interview != NULL);
	g_autofree char *here = zr_flow_path(&app->interview->screen);
	return g_strcmp0(app->interview->list.at, here) == 0;
}

static void keep_place(struct zr_app *app)
{
	assert(app->interview != NULL);
	g_free(app->interview->list.at);
	app->interview->list.at = zr_flow_path(&app->interview->screen);
	app->interview->list.scrolled = zr_reveal_scrolled(app->frame);
}

static void show_place(struct zr_app *app)
{
	struct jump_page *page = app->page_data;
	assert(page != NULL);
	if (is_where_it_was(app)) {
		zr_reveal_scroll_soon(app->frame, app->interview->list.scrolled);
		return;
	}
	int here = find_here(app, page);
	if (here >= 0) {
		zr_reveal_row_soon(app->frame, page->list, here);
	}
}

/* ---- the page ---- */

static void on_picked(gpointer user, unsigned index, unsigned part)
{
	struct zr_app *app = user;
	struct jump_page *page = app->page_data;
	const struct zr_overview_line *line = line_of(page, index);
	if (g_array_index(page->shown, struct zr_folding_row, index).is_fold) {
		if (!g_hash_table_remove(app->interview->list.opened, line->item.node)) {
			g_hash_table_add(app->interview->list.opened, line->item.node);
		}
		show_rows(app);
		zr_stage_tell(app);
		return;
	}
	keep_place(app);
	zr_line_go(app, line);
}

static void on_filter(GtkButton *button, struct zr_app *app)
{
	struct jump_page *page = app->page_data;
	assert(page != NULL);
	app->interview->list.only_to_do = page->filters[LEFT] == GTK_WIDGET(button);
	show_rows(app);
	zr_reveal_scroll_soon(app->frame, 0);
	zr_stage_tell(app);
}

static GtkWidget *make_filters(struct zr_app *app, struct jump_page *page)
{
	static const char *const names[] = {"filter-all", "filter-todo"};
	unsigned count = zr_folding_count(page->lines, is_to_do, app);
	g_autofree char *todo = g_strdup_printf("%s: %u", T(FILTER_TODO), count);
	const char *words[] = {T(FILTER_ALL), todo};
	GtkWidget *shelf = zr_shelf_new(zr_scale_px(10));
	for (int i = 0; i < FILTER_COUNT; i++) {
		page->filters[i] = zr_button_new(ZR_ICON_NONE, words[i], "zr-chip");
		zr_touchables_name(page->filters[i], names[i], "button", NULL);
		g_signal_connect(page->filters[i], "clicked", G_CALLBACK(on_filter), app);
		zr_shelf_add(shelf, page->filters[i]);
	}
	return shelf;
}

static void finish(struct zr_app *app)
{
	struct jump_page *page = app->page_data;
	if (page != NULL) {
		g_clear_pointer(&page->lines, g_array_unref);
		g_clear_pointer(&page->shown, g_array_unref);
		g_free(page);
		app->page_data = NULL;
	}
}

static void build(struct zr_app *app)
{
	assert(app->interview != NULL);
	finish(app);
	struct jump_page *page = app->page_data = g_new0(struct jump_page, 1);
	struct zr_item start = zr_session_start(app->interview->session);
	page->lines = zr_overview_new(app->interview->session, &start);
	zr_stage_show_interview_bars(app, T(JUMP));
	gtk_widget_set_visible(app->frame->keys[ZR_KEY_JUMP], FALSE);
	gtk_widget_remove_css_class(app->frame->content, "zr-many");
	zr_frame_add(app->frame, make_filters(app, page));
	page->notice = zr_frame_label(T(SUMMARY_GOOD), "zr-honest");
	zr_frame_add(app->frame, page->notice);
	page->list = zr_row_list_new("question", on_picked, app);
	zr_row_list_set_value_key(ZR_ROW_LIST(page->list), "path");
	zr_frame_add(app->frame, page->list);
	zr_bars_show_key(app->frame, ZR_KEY_BACK, ZR_ICON_BACK, T(BACK), "back");
	zr_bars_show_key(app->frame, ZR_KEY_NEXT, ZR_ICON_NEXT, T(SUMMARY), "summary");
	if (!is_where_it_was(app)) {
		open_here(app);
	}
	show_rows(app);
	show_place(app);
}

static void pressed(struct zr_app *app, enum zr_key key)
{
	assert(app->interview != NULL);
	keep_place(app);
	if (key == ZR_KEY_CLOSE) {
		zr_stage_leave_interview(app);
	} else if (key == ZR_KEY_NEXT) {
		struct zr_screen end = {.kind = ZR_SCREEN_END, .item = {.kind = ZR_ITEM_END}};
		zr_stage_go(app, end);
	} else {
		zr_stage_go(app, app->interview->screen);
	}
}

const struct zr_page zr_page_jump = {
	.name = "jump",
	.build = build,
	.pressed = pressed,
	.finish = finish,
};
