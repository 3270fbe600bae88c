/*
 * A GTK 4 window with an entry, a number entry and a list, for the shell's test: real text fields.
 * It tells where they are ("at NAME X Y", the middle, in the window) and what they hold.
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
	say("ready", "");
	return G_SOURCE_REMOVE;
}

static void add_entry(
	GtkWidget *box, const char *name, GtkInputPurpose purpose, GCallback on_change)
{
	GtkWidget *entry = gtk_entry_new();
	gtk_widget_set_name(entry, name);
	gtk_entry_set_input_purpose(GTK_ENTRY(entry), purpose);
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
	add_entry(box, "text", GTK_INPUT_PURPOSE_FREE_FORM, G_CALLBACK(on_changed));
	add_entry(box, "number", GTK_INPUT_PURPOSE_NUMBER, G_CALLBACK(on_changed));
	add_entry(box, "slow", GTK_INPUT_PURPOSE_FREE_FORM, G_CALLBACK(on_changed_slowly));
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
