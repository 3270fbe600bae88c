/* The choice of a language: of the questionnaire in an interview, of the application elsewhere. */
#include <assert.h>
#include <string.h>

#include "tablet/apps/census/page/stage.h"
#include "tablet/ui/row_list.h"
#include "tablet/apps/census/wording.h"

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
		language = zr_languages_guess(name);
	} else {
		assert(index < ZR_LANGUAGE_COUNT);
		language = (enum zr_language)index;
	}
	zr_texts_set_language(language);
	app->has_language = true;
	zr_link_set_language(app->link, zr_texts_code());
	zr_stage_leave_languages(app);
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

static void build(struct zr_app *app)
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
				: make_language(zr_languages_name((enum zr_language)i),
					  (enum zr_language)i == zr_texts_language());
		g_array_append_val(rows, row);
	}
	GtkWidget *list = zr_row_list_new("language", on_language, app);
	zr_row_list_set(ZR_ROW_LIST(list), (const struct zr_row *)(void *)rows->data, rows->len);
	zr_frame_add(app->frame, list);
	zr_bars_show_key(app->frame, ZR_KEY_BACK, ZR_ICON_BACK, T(BACK), "back");
}

static void pressed(struct zr_app *app, enum zr_key key)
{
	zr_stage_leave_languages(app);
}

const struct zr_page zr_page_language = {
	.name = "language",
	.build = build,
	.pressed = pressed,
};
