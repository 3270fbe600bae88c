/*
 * A GTK 4 window with entries of many kinds and a list, for the shell's test: real text fields.
 * It tells where they are ("at NAME X Y", the middle, in the window), what they hold, and how large
 * its screen is ("panel W H", mm).
 */
#include <gtk/gtk.h>
#include <stdio.h>

static void say(const char *what, const char *text)
{
	printf("%s %s\n", what, text);
	fflush(stdout);
}

static void on_changed(GtkEditable *editable, gpointer name)
{
	say(name, gtk_editable_get_text(editable));
}

/* An application that has much to do with each letter, on a slow tablet. */
static void on_changed_slowly(GtkEditable *editable, gpointer name)
{
	say(name, gtk_editable_get_text(editable));
	g_usleep(700000);
}

static void on_activate_entry(GtkEntry *entry, gpointer name)
{
	say("enter", name);
}

static void on_selected(GObject *list, GParamSpec *property, gpointer name)
{
	printf("%s %u\n", (const char *)name, gtk_drop_down_get_selected(GTK_DROP_DOWN(list)));
	fflush(stdout);
}

/* Tells the places once the window has its size. */
static gboolean on_tick(GtkWidget *box, GdkFrameClock *clock, gpointer data)
{
	GtkWidget *window = GTK_WIDGET(gtk_widget_get_root(box));
	if (gtk_widget_get_width(box) < 100) {
		return G_SOURCE_CONTINUE;
	}
	for (GtkWidget *widget = gtk_widget_get_first_child(box); widget;
		widget = gtk_widget_get_next_sibling(widget)) {
		graphene_rect_t bounds;
		if (gtk_widget_compute_bounds(widget, window, &bounds)) {
			printf("at %s %.0f %.0f\n", gtk_widget_get_name(widget),
				bounds.origin.x + bounds.size.width / 2,
				bounds.origin.y + bounds.size.height / 2);
		}
	}
	GdkSurface *surface = gtk_native_get_surface(GTK_NATIVE(window));
	GdkMonitor *monitor =
		gdk_display_get_monitor_at_surface(gdk_surface_get_display(surface), surface);
	printf("panel %d %d\n", gdk_monitor_get_width_mm(monitor),
		gdk_monitor_get_height_mm(monitor));
	say("ready", "");
	return G_SOURCE_REMOVE;
}

struct kind {
	GtkInputPurpose purpose;
	GtkInputHints hints;
};

static void add_entry(GtkWidget *box, const char *name, struct kind kind, GCallback on_change)
{
	GtkWidget *entry = gtk_entry_new();
	gtk_widget_set_name(entry, name);
	gtk_entry_set_input_purpose(GTK_ENTRY(entry), kind.purpose);
	gtk_entry_set_input_hints(GTK_ENTRY(entry), kind.hints);
	g_signal_connect(entry, "changed", on_change, (gpointer)name);
	g_signal_connect(entry, "activate", G_CALLBACK(on_activate_entry), (gpointer)name);
	gtk_box_append(GTK_BOX(box), entry);
}

static void on_activate(GtkApplication *application, gpointer data)
{
	static const char *const towns[] = {"Москва", "Казань", "Уфа", NULL};
	GtkWidget *window = gtk_application_window_new(application);
	GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
	gtk_window_set_child(GTK_WINDOW(window), box);
	GtkWidget *button = gtk_button_new_with_label("First focus");
	gtk_box_append(GTK_BOX(box), button);
	static const struct {
		const char *name;
		struct kind kind;
	} entries[] = {
		{"text", {GTK_INPUT_PURPOSE_FREE_FORM, GTK_INPUT_HINT_NONE}},
		{"number", {GTK_INPUT_PURPOSE_NUMBER, GTK_INPUT_HINT_NONE}},
		{"address", {GTK_INPUT_PURPOSE_URL, GTK_INPUT_HINT_NONE}},
		{"code", {GTK_INPUT_PURPOSE_URL, GTK_INPUT_HINT_UPPERCASE_CHARS}},
		{"name", {GTK_INPUT_PURPOSE_NAME, GTK_INPUT_HINT_UPPERCASE_WORDS}},
		{"note", {GTK_INPUT_PURPOSE_FREE_FORM, GTK_INPUT_HINT_UPPERCASE_SENTENCES}},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(entries); i++) {
		add_entry(box, entries[i].name, entries[i].kind, G_CALLBACK(on_changed));
	}
	add_entry(box, "slow", entries[0].kind, G_CALLBACK(on_changed_slowly));
	GtkWidget *list = gtk_drop_down_new_from_strings(towns);
	gtk_widget_set_name(list, "list");
	g_signal_connect(list, "notify::selected", G_CALLBACK(on_selected), (gpointer) "list");
	gtk_box_append(GTK_BOX(box), list);
	gtk_widget_add_tick_callback(box, on_tick, NULL, NULL);
	gtk_window_present(GTK_WINDOW(window));
}

int main(int argc, char **argv)
{
	GtkApplication *application = gtk_application_new(NULL, G_APPLICATION_NON_UNIQUE);
	g_signal_connect(application, "activate", G_CALLBACK(on_activate), NULL);
	return g_application_run(G_APPLICATION(application), argc, argv);
}
