/*
 * What can be touched on the screen, for the probe: widgets that were named with
 * zr_touchables_name, and the rows of ZrRowList, with their rectangles in screen pixels after
 * layout.
 */
#ifndef ZR_UI_TOUCHABLES_H
#define ZR_UI_TOUCHABLES_H

#include <gtk/gtk.h>

/* name and kind are static; path may be NULL. The value is what stands in the field. */
void zr_touchables_name(GtkWidget *widget, const char *name, const char *kind, const char *path);

/* What it says; copied. A button of ours has one by itself (button.h). */
void zr_touchables_set_label(GtkWidget *widget, const char *label);

/* Appends ,"view":[…],"targets":[…]. scroller holds what scrolls. */
void zr_touchables_describe(
	GtkWidget *window, GtkWidget *scroller, const int origin[static 2], GString *json);

#endif
