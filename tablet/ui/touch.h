/* Every press on the window goes by the guard of taps (tapguard.h) before any widget sees it. */
#ifndef ZR_UI_TOUCH_H
#define ZR_UI_TOUCH_H

#include <gtk/gtk.h>

#include "tablet/ui/tapguard.h"

/* Both are borrowed; the guard must outlive the window. */
void zr_touch_watch(GtkWidget *window, struct zr_tapguard *guard);

#endif
