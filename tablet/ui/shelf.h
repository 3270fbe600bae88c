/*
 * Widgets beside each other that go on in a next line where the screen is too narrow: a search
 * field with its filters, the parts of a date. A child that expands takes what its line has left.
 */
#ifndef ZR_UI_SHELF_H
#define ZR_UI_SHELF_H

#include <gtk/gtk.h>

/* gap: between children and between lines, in px as they are. */
GtkWidget *zr_shelf_new(int gap);
void zr_shelf_add(GtkWidget *shelf, GtkWidget *child);

#endif
