/* A press that is stopped in the capture phase begins no gesture, and its release ends none. */
#include "tablet/ui/touch.h"

#include <assert.h>

enum {
	KEY_PLACE = -10000 /* outside the window: the Enter key is its own place */
};

static bool is_enter(GdkEvent *event)
{
	guint key = gdk_key_event_get_keyval(event);
	return key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_ISO_Enter;
}

static gboolean on_event(
	GtkEventControllerLegacy *controller, GdkEvent *event, struct zr_tapguard *guard)
{
	GdkEventType type = gdk_event_get_event_type(event);
	struct zr_tap tap = {.time_ms = gdk_event_get_time(event)};
	if (type == GDK_KEY_PRESS && is_enter(event)) {
		tap.x = tap.y = KEY_PLACE;
	} else if ((type != GDK_BUTTON_PRESS && type != GDK_TOUCH_BEGIN) ||
		   !gdk_event_get_position(event, &tap.x, &tap.y)) {
		return GDK_EVENT_PROPAGATE;
	}
	return zr_tapguard_lets(guard, &tap) ? GDK_EVENT_PROPAGATE : GDK_EVENT_STOP;
}

void zr_touch_watch(GtkWidget *window, struct zr_tapguard *guard)
{
	assert(window != NULL && guard != NULL);
	GtkEventController *watch = gtk_event_controller_legacy_new();
	gtk_event_controller_set_propagation_phase(watch, GTK_PHASE_CAPTURE);
	g_signal_connect(watch, "event", G_CALLBACK(on_event), guard);
	gtk_widget_add_controller(window, watch);
}
