/* A question before something is lost. */
#include <assert.h>

#include "tablet/apps/census/page/pages.h"
#include "tablet/apps/census/page/stage.h"
#include "tablet/apps/census/wording.h"
#include "tablet/ui/touchables.h"

enum {
	LINES_MAX = 8 /* what one looks at before deciding */
};

struct confirm_page {
	char *title, *help, *yes, *no;
	GPtrArray *lines;
	void (*answered)(struct zr_app *app, bool is_yes, void *user);
	void (*free_user)(void *user);
	void *user;
};

static void *begin(struct zr_app *app, const void *wanted)
{
	const struct zr_confirm_wanted *question = wanted;
	assert(question != NULL && question->answered != NULL);
	struct confirm_page *page = g_new0(struct confirm_page, 1);
	page->title = g_strdup(question->title);
	page->help = g_strdup(question->help);
	page->yes = g_strdup(question->yes);
	page->no = g_strdup(question->no);
	page->lines = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; question->lines != NULL && i < question->lines->len; i++) {
		g_ptr_array_add(page->lines, g_strdup(g_ptr_array_index(question->lines, i)));
	}
	page->answered = question->answered;
	page->free_user = question->free_user;
	page->user = question->user;
	return page;
}

static void on_yes(GtkButton *button, struct zr_app *app)
{
	const struct confirm_page *page = app->page_data;
	assert(page != NULL);
	page->answered(app, true, page->user);
}

static void add_lines(struct zr_app *app, const GPtrArray *lines)
{
	for (guint i = 0; i < MIN(lines->len, LINES_MAX); i++) {
		g_autofree char *line =
			g_strdup_printf("• %s", (const char *)g_ptr_array_index(lines, i));
		zr_frame_add(app->frame, zr_frame_label(line, "zr-body"));
	}
	if (lines->len > LINES_MAX) {
		g_autofree char *more = g_strdup_printf(T(REMOVE_MORE), lines->len - LINES_MAX);
		zr_frame_add(app->frame, zr_frame_label(more, "zr-body"));
	}
}

/* What loses something stands where no other page has its key, and in another colour. */
static void build(struct zr_app *app)
{
	const struct confirm_page *page = app->page_data;
	assert(page != NULL);
	zr_frame_set_title(app->frame, app->interview->address, "");
	gtk_widget_remove_css_class(app->frame->content, "zr-many");
	zr_frame_add(app->frame, zr_frame_label(page->title, "zr-question"));
	zr_frame_add(app->frame, zr_frame_label(page->help, "zr-body"));
	add_lines(app, page->lines);
	GtkWidget *yes = zr_button_new(ZR_ICON_BIN, page->yes, "zr-danger");
	gtk_widget_set_focusable(yes, FALSE);
	zr_touchables_name(yes, "confirm-yes", "button", NULL);
	g_signal_connect(yes, "clicked", G_CALLBACK(on_yes), app);
	zr_frame_add(app->frame, yes);
	zr_bars_show_key(app->frame, ZR_KEY_BACK, ZR_ICON_BACK, page->no, "confirm-no");
}

static void pressed(struct zr_app *app, enum zr_key key)
{
	struct confirm_page *page = app->page_data;
	assert(page != NULL);
	page->answered(app, false, page->user);
}

static void finish(struct zr_app *app)
{
	struct confirm_page *page = app->page_data;
	if (page != NULL) {
		g_free(page->title);
		g_free(page->help);
		g_free(page->yes);
		g_free(page->no);
		g_ptr_array_unref(page->lines);
		if (page->free_user != NULL) {
			page->free_user(page->user);
		}
		g_free(page);
		app->page_data = NULL;
	}
}

const struct zr_page zr_page_confirm = {
	.name = "confirm",
	.begin = begin,
	.build = build,
	.pressed = pressed,
	.finish = finish,
};
