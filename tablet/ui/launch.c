/* Sizes are those of the first panel; a tablet has one. A window that is closed stays: who made it
 * takes its pages down first. */
#include "tablet/ui/launch.h"

#include <adwaita.h>
#include <assert.h>
#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tablet/ui/scale.h"
#include "tablet/ui/texts.h"

/* ---- options ---- */

static int read_pair(const char *text, const char *format, int ret_pair[static 2])
{
	int first = 0, second = 0, end = 0;
	if (sscanf(text, format, &first, &second, &end) != 2 || text[end] != '\0') {
		return -1;
	}
	ret_pair[0] = first;
	ret_pair[1] = second;
	return 0;
}

struct zr_launch zr_launch_default(void)
{
	return (struct zr_launch){.origin = {0, 48}, .size = {1280, 752}};
}

int zr_launch_take(struct zr_launch *launch, int option, const char *value)
{
	assert(launch != NULL);
	char *end = NULL;
	switch (option) {
	case 'p':
		launch->probe = value;
		return 0;
	case 'o':
		return read_pair(value, "%d,%d%n", launch->origin);
	case 'z':
		return read_pair(value, "%dx%d%n", launch->size);
	case 'm':
		launch->dots_per_mm = strtod(value, &end);
		return *end == '\0' && zr_scale_is_possible(launch->dots_per_mm) ? 0 : -1;
	case 'l':
		zr_texts_set_language(zr_languages_guess(value));
		launch->has_language = true;
		return 0;
	default:
		return -1;
	}
}

/* ---- the screen ---- */

static void take_panel(double dots_per_mm)
{
	GListModel *monitors = gdk_display_get_monitors(gdk_display_get_default());
	g_autoptr(GdkMonitor) panel = g_list_model_get_item(monitors, 0);
	if (dots_per_mm > 0) {
		zr_scale_set(dots_per_mm);
	} else if (panel != NULL) {
		GdkRectangle area;
		gdk_monitor_get_geometry(panel, &area);
		zr_scale_set(zr_scale_density(area.width, area.height,
			gdk_monitor_get_width_mm(panel), gdk_monitor_get_height_mm(panel)));
	}
}

static void load_style(void)
{
	g_autoptr(GBytes) css = g_resources_lookup_data("/org/zarya/ui/style.css", 0, NULL);
	g_autoptr(GtkCssProvider) provider = gtk_css_provider_new();
	assert(css != NULL);
	g_autofree char *style = zr_scale_style(g_bytes_get_data(css, NULL));
	gtk_css_provider_load_from_data(provider, style, -1);
	GdkDisplay *display = gdk_display_get_default();
	gtk_style_context_add_provider_for_display(
		display, GTK_STYLE_PROVIDER(provider), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
	GtkSettings *settings = gtk_settings_get_for_display(display);
	g_object_set(settings, "gtk-enable-animations", FALSE, "gtk-font-name", "PT Sans 13",
		"gtk-cursor-blink", FALSE, "gtk-overlay-scrolling", TRUE, NULL);
	adw_style_manager_set_color_scheme(
		adw_style_manager_get_default(), ADW_COLOR_SCHEME_FORCE_LIGHT);
}

bool zr_launch_open(const struct zr_launch *launch)
{
	assert(launch != NULL);
	setlocale(LC_CTYPE, "");
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	sigaction(SIGPIPE, &ignore, NULL);
	if (!gtk_init_check()) {
		return false;
	}
	adw_init();
	take_panel(launch->dots_per_mm);
	load_style();
	return true;
}

/* ---- from the first picture to the last ---- */

static gboolean on_close_request(GtkWindow *window, GMainLoop *loop)
{
	g_main_loop_quit(loop);
	return TRUE;
}

static gboolean on_terminate(gpointer loop)
{
	g_main_loop_quit(loop);
	return G_SOURCE_CONTINUE;
}

static void let_go(gpointer loop)
{
	g_main_loop_unref(loop);
}

void zr_launch_run(GtkWidget *window)
{
	assert(GTK_IS_WINDOW(window));
	GMainLoop *loop = g_main_loop_new(NULL, FALSE);
	gulong closing =
		g_signal_connect(window, "close-request", G_CALLBACK(on_close_request), loop);
	/* It stays: a second one must not cut short what the first one began. */
	g_unix_signal_add_full(
		G_PRIORITY_DEFAULT, SIGTERM, on_terminate, g_main_loop_ref(loop), let_go);
	gtk_window_present(GTK_WINDOW(window));
	g_main_loop_run(loop);
	g_signal_handler_disconnect(window, closing);
	g_main_loop_unref(loop);
}
