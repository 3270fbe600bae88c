/* Every press on the window goes by the guard of taps (tapguard.h) before any widget sees it. */
#ifndef ZR_CENSUS_TOUCH_H
#define ZR_CENSUS_TOUCH_H

#include <gtk/gtk.h>

#include "tablet/census/tapguard.h"

/* Both are borrowed; the guard must outlive the window. */
void zr_touch_watch(GtkWidget *window, struct zr_tapguard *guard);

#endif
