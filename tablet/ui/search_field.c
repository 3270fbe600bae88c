/* The key lies over the end of the field, which keeps the room for it. */
#include "tablet/ui/search_field.h"

#include <assert.h>

#include "tablet/ui/frame.h"
#include "tablet/ui/texts.h"
#include "tablet/ui/touchables.h"

#define KEY "zr-search"

struct search {
	GtkWidget *entry;
	GtkWidget *clear;
	void (*changed)(gpointer user);
	gpointer user;
};

static struct search *search_of(GtkWidget *widget)
{
	struct search *search = g_object_get_data(G_OBJECT(widget), KEY);
	assert(search != NULL);
	return search;
}

static void show_key(struct search *search)
{
	const char *text = gtk_editable_get_text(GTK_EDITABLE(search->entry));
	gtk_widget_set_visible(search->clear, text[0] != '\0');
}

static void on_changed(GtkEditable *editable, struct search *search)
{
	show_key(search);
	search->changed(search->user);
}

static void on_clear(GtkButton *button, struct search *search)
{
	gtk_editable_set_text(GTK_EDITABLE(search->entry), "");
}

GtkWidget *zr_search_field_new(
	const char *placeholder, const char *path, void (*changed)(gpointer user), gpointer user)
{
	assert(placeholder != NULL && changed != NULL);
	struct search *search = g_new0(struct search, 1);
	search->changed = changed;
	search->user = user;
	search->entry = gtk_entry_new();
	gtk_widget_add_css_class(search->entry, "zr-entry");
	gtk_entry_set_placeholder_text(GTK_ENTRY(search->entry), placeholder);
	gtk_entry_set_input_hints(GTK_ENTRY(search->entry), GTK_INPUT_HINT_NO_EMOJI);
	zr_touchables_name(search->entry, "search", "text", path);
	search->clear = zr_button_new(ZR_ICON_CLOSE, "", "zr-clear");
	zr_touchables_set_label(search->clear, T(SEARCH_CLEAR));
	gtk_widget_set_focusable(search->clear, FALSE); /* the cursor stays in the field */
	gtk_widget_set_halign(search->clear, GTK_ALIGN_END);
	gtk_widget_set_valign(search->clear, GTK_ALIGN_CENTER);
	zr_touchables_name(search->clear, "search-clear", "button", path);
	GtkWidget *widget = gtk_overlay_new();
	gtk_widget_add_css_class(widget, "zr-search");
	gtk_overlay_set_child(GTK_OVERLAY(widget), search->entry);
	gtk_overlay_add_overlay(GTK_OVERLAY(widget), search->clear);
	g_object_set_data_full(G_OBJECT(widget), KEY, search, g_free);
	g_signal_connect(search->entry, "changed", G_CALLBACK(on_changed), search);
	g_signal_connect(search->clear, "clicked", G_CALLBACK(on_clear), search);
	show_key(search);
	return widget;
}

const char *zr_search_field_text(GtkWidget *widget)
{
	return gtk_editable_get_text(GTK_EDITABLE(search_of(widget)->entry));
}

void zr_search_field_set_text(GtkWidget *widget, const char *text)
{
	assert(text != NULL);
	struct search *search = search_of(widget);
	g_signal_handlers_block_by_func(search->entry, on_changed, search);
	gtk_editable_set_text(GTK_EDITABLE(search->entry), text);
	g_signal_handlers_unblock_by_func(search->entry, on_changed, search);
	show_key(search);
}
