/* The code that puts the tablet into service. The list follows by itself once the agent is in. */
#include <assert.h>
#include <string.h>

#include "tablet/census/app.h"
#include "tablet/census/targets.h"
#include "tablet/census/texts.h"

struct enrol_page {
	GtkWidget *entry;
	GtkWidget *message;
	char *typed;
	enum zr_string fault; /* ZR_S_COUNT: none */
	bool is_busy;
};

static void show_state(struct zr_app *app)
{
	struct enrol_page *page = app->page_data;
	bool has_fault = page->fault != ZR_S_COUNT;
	gtk_label_set_text(GTK_LABEL(page->message), page->is_busy ? T(ENROL_BUSY)
						     : has_fault   ? zr_texts_get(page->fault)
								   : "");
	gtk_widget_set_visible(page->message, page->is_busy || has_fault);
	gtk_widget_remove_css_class(page->message, page->is_busy ? "zr-message" : "zr-honest");
	gtk_widget_add_css_class(page->message, page->is_busy ? "zr-honest" : "zr-message");
	gtk_widget_set_sensitive(app->frame->keys[ZR_KEY_NEXT], !page->is_busy);
	zr_app_tell(app);
}

static void on_enrolled(void *user, const struct zr_error *error)
{
	struct zr_app *app = user;
	bool is_shown = app->page == &zr_page_enrol;
	if (!is_shown && app->under != &zr_page_enrol) {
		return;
	}
	struct enrol_page *page = is_shown ? app->page_data : app->under_data;
	page->is_busy = false;
	switch (error->code) {
	case 0:
		page->fault = ZR_S_COUNT;
		break;
	case ZR_E_REFUSED:
	case ZR_E_FORGED:
		page->fault = ZR_S_ENROL_REFUSED;
		break;
	case ZR_E_SYNTAX:
	case ZR_E_INVALID:
		page->fault = ZR_S_ENROL_SYNTAX;
		break;
	default:
		page->fault = ZR_S_ENROL_NETWORK;
		break;
	}
	if (is_shown) {
		show_state(app);
	}
}

static void press_connect(struct zr_app *app)
{
	struct enrol_page *page = app->page_data;
	g_autofree char *code = g_strdup(gtk_editable_get_text(GTK_EDITABLE(page->entry)));
	g_strstrip(code);
	if (page->is_busy) {
		return;
	}
	if (code[0] == '\0') {
		page->fault = ZR_S_ENROL_SYNTAX;
		show_state(app);
		return;
	}
	page->is_busy = true;
	show_state(app);
	zr_link_enrol(app->link, code, on_enrolled, app);
}

static void on_activate(GtkEntry *entry, struct zr_app *app)
{
	press_connect(app);
}

static void on_typed(GtkEditable *editable, struct zr_app *app)
{
	struct enrol_page *page = app->page_data;
	g_free(page->typed);
	page->typed = g_strdup(gtk_editable_get_text(editable));
	page->fault = ZR_S_COUNT;
	show_state(app);
}

static void build(struct zr_app *app)
{
	struct enrol_page *page = app->page_data;
	if (page == NULL) {
		page = app->page_data = g_new0(struct enrol_page, 1);
		page->typed = g_strdup("");
		page->fault = ZR_S_COUNT;
	}
	zr_frame_set_title(app->frame, T(APP_TITLE), "");
	gtk_widget_remove_css_class(app->frame->content, "zr-many");
	zr_frame_show_key(app->frame, ZR_KEY_LANGUAGE, ZR_ICON_GLOBE, T(LANGUAGE), "language");
	zr_frame_add(app->frame, zr_frame_label(T(ENROL_TITLE), "zr-question"));
	zr_frame_add(app->frame, zr_frame_label(T(ENROL_HELP), "zr-body"));
	zr_frame_add(app->frame, zr_frame_label(T(ENROL_LABEL), "zr-unit"));
	page->entry = gtk_entry_new();
	gtk_widget_add_css_class(page->entry, "zr-entry");
	gtk_entry_set_input_purpose(GTK_ENTRY(page->entry), GTK_INPUT_PURPOSE_URL);
	gtk_editable_set_text(GTK_EDITABLE(page->entry), page->typed);
	g_signal_connect(page->entry, "changed", G_CALLBACK(on_typed), app);
	g_signal_connect(page->entry, "activate", G_CALLBACK(on_activate), app);
	zr_targets_name(page->entry, "text", "text", "enrolment-code");
	zr_frame_add(app->frame, page->entry);
	page->message = zr_frame_label("", "zr-honest");
	zr_frame_add(app->frame, page->message);
	zr_frame_show_key(app->frame, ZR_KEY_NEXT, ZR_ICON_CHECK, T(ENROL_BUTTON), "save");
	show_state(app);
}

static void pressed(struct zr_app *app, enum zr_key key)
{
	if (key == ZR_KEY_NEXT) {
		press_connect(app);
	}
}

static void finish(struct zr_app *app)
{
	struct enrol_page *page = app->page_data;
	if (page != NULL) {
		g_free(page->typed);
		g_free(page);
		app->page_data = NULL;
	}
}

const struct zr_page zr_page_enrol = {
	.name = "enrol",
	.build = build,
	.pressed = pressed,
	.finish = finish,
};
