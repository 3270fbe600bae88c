/* Small pages: a question before something is lost, and the choice of a language. */
#include <assert.h>
#include <string.h>

#include "tablet/census/app.h"
#include "tablet/census/outline.h"
#include "tablet/census/rows.h"
#include "tablet/census/targets.h"
#include "tablet/census/texts.h"

/* ---- to be sure ---- */

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

void *zr_page_confirm_data(const struct zr_confirm *question)
{
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
static void build_confirm(struct zr_app *app)
{
	const struct confirm_page *page = app->page_data;
	zr_frame_set_title(app->frame, app->interview->address, "");
	gtk_widget_remove_css_class(app->frame->content, "zr-many");
	zr_frame_add(app->frame, zr_frame_label(page->title, "zr-question"));
	zr_frame_add(app->frame, zr_frame_label(page->help, "zr-body"));
	add_lines(app, page->lines);
	GtkWidget *yes = zr_frame_button(ZR_ICON_BIN, page->yes, "zr-danger");
	gtk_widget_set_focusable(yes, FALSE);
	zr_targets_name(yes, "confirm-yes", "button", NULL);
	g_signal_connect(yes, "clicked", G_CALLBACK(on_yes), app);
	zr_frame_add(app->frame, yes);
	zr_frame_show_key(app->frame, ZR_KEY_BACK, ZR_ICON_BACK, page->no, "confirm-no");
}

static void pressed_confirm(struct zr_app *app, enum zr_key key)
{
	struct confirm_page *page = app->page_data;
	page->answered(app, false, page->user);
}

static void finish_confirm(struct zr_app *app)
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

/* ---- leaving with something typed ---- */

static void on_leave(struct zr_app *app, bool is_yes, void *user)
{
	struct zr_interview *interview = app->interview;
	struct zr_item question;
	if (is_yes) {
		zr_app_show_list(app);
	} else if (zr_typed_find(interview->typed, interview->session, &question)) {
		zr_page_question_show_fault(app, &question);
	} else {
		zr_app_go(app, interview->screen);
	}
}

void zr_app_leave_interview(struct zr_app *app)
{
	struct zr_interview *interview = app->interview;
	struct zr_item question;
	if (interview == NULL || !zr_typed_find(interview->typed, interview->session, &question)) {
		zr_app_show_list(app);
		return;
	}
	g_autofree char *label = zr_outline_title(interview->session, &question);
	g_autofree char *title = g_strdup_printf(T(LEAVE_TITLE), label);
	const struct zr_confirm confirm = {
		title, T(LEAVE_HELP), T(LEAVE), T(LEAVE_NOT), .answered = on_leave};
	zr_app_show(app, &zr_page_confirm, zr_page_confirm_data(&confirm));
}

/* ---- languages: of the questionnaire in an interview, of the application elsewhere ---- */

/* The application's own, the one that most read first. */
static const enum zr_language own_languages[ZR_LANGUAGE_COUNT] = {ZR_LANGUAGE_RUSSIAN,
	ZR_LANGUAGE_ENGLISH, ZR_LANGUAGE_TATAR, ZR_LANGUAGE_BASHKIR, ZR_LANGUAGE_CHUVASH};

static bool has_form_languages(const struct zr_app *app)
{
	return app->interview != NULL && zr_form_language_count(app->interview->form) > 0;
}

static void on_language(gpointer user, unsigned index, unsigned part)
{
	struct zr_app *app = user;
	enum zr_language language = ZR_LANGUAGE_RUSSIAN;
	if (has_form_languages(app)) {
		const char *name = zr_form_language(app->interview->form, index);
		zr_session_set_language(app->interview->session, index);
		language = zr_texts_language_for(name);
	} else {
		assert(index < ZR_LANGUAGE_COUNT);
		language = own_languages[index];
	}
	zr_texts_set_language(language);
	app->has_language = true;
	zr_link_set_language(app->link, zr_texts_code());
	zr_app_leave_languages(app);
}

/* "Татарча (tt)" without its code, which is for machines. */
static char *name_to_show(const char *name)
{
	const char *open = strstr(name, " (");
	g_autofree char *plain =
		g_strndup(name, open != NULL ? (size_t)(open - name) : strlen(name));
	return g_markup_escape_text(plain, -1);
}

static struct zr_row make_language(const char *name, bool is_selected)
{
	return (struct zr_row){
		.title = name_to_show(name),
		.value = g_strdup(name),
		.marker = ZR_MARKER_RADIO,
		.is_selected = is_selected,
	};
}

static void build_language(struct zr_app *app)
{
	zr_frame_set_title(app->frame,
		app->interview != NULL ? app->interview->address : T(APP_TITLE), T(LANGUAGE));
	gtk_widget_remove_css_class(app->frame->content, "zr-many");
	g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct zr_row));
	bool is_form = has_form_languages(app);
	size_t count = is_form ? zr_form_language_count(app->interview->form) : ZR_LANGUAGE_COUNT;
	for (size_t i = 0; i < count; i++) {
		struct zr_row row =
			is_form ? make_language(zr_form_language(app->interview->form, i),
					  i == zr_session_language(app->interview->session))
				: make_language(zr_texts_language_name(own_languages[i]),
					  own_languages[i] == zr_texts_language());
		g_array_append_val(rows, row);
	}
	GtkWidget *list = zr_rows_new("language", on_language, app);
	zr_rows_set(ZR_ROWS(list), (const struct zr_row *)(void *)rows->data, rows->len);
	zr_frame_add(app->frame, list);
	zr_frame_show_key(app->frame, ZR_KEY_BACK, ZR_ICON_BACK, T(BACK), "back");
}

static void pressed_language(struct zr_app *app, enum zr_key key)
{
	zr_app_leave_languages(app);
}

const struct zr_page zr_page_confirm = {
	.name = "confirm",
	.build = build_confirm,
	.pressed = pressed_confirm,
	.finish = finish_confirm,
};
const struct zr_page zr_page_language = {
	.name = "language",
	.build = build_language,
	.pressed = pressed_language,
};
