/* The few signs of the application, drawn as lines, so that no icon theme is needed on the tablet.
 */
#ifndef ZR_UI_ICON_H
#define ZR_UI_ICON_H

#include <gtk/gtk.h>

enum zr_icon {
	ZR_ICON_NONE,
	ZR_ICON_BACK,
	ZR_ICON_NEXT,
	ZR_ICON_LIST,
	ZR_ICON_CLOSE,
	ZR_ICON_PLUS,
	ZR_ICON_MINUS,
	ZR_ICON_BIN,
	ZR_ICON_CHECK,
	ZR_ICON_WARNING, /* something is wrong */
	ZR_ICON_DOUBT,   /* something may be wrong */
	ZR_ICON_RING,    /* not begun */
	ZR_ICON_HALF,    /* begun */
	ZR_ICON_SEALED,  /* finished, here */
	ZR_ICON_SENT,
	ZR_ICON_RECEIVED,
	ZR_ICON_REFUSED,
	ZR_ICON_AGAIN, /* somebody must go again */
	ZR_ICON_UP,
	ZR_ICON_DOWN,
	ZR_ICON_GLOBE,
	ZR_ICON_EYE,
};

/* In the cairo context's present colour, within a square of that size. */
void zr_icon_draw(cairo_t *cairo, enum zr_icon icon, double x, double y, double size);

/* A widget of that size in the colour of its style. */
GtkWidget *zr_icon_new(enum zr_icon icon, int size);

#endif
