/*
 * The rows of questionnaires that cannot be used: what it means to the enumerator first, in his
 * language; a tap shows where the fault lies, for whoever mends it.
 */
#ifndef ZR_CENSUS_BROKEN_H
#define ZR_CENSUS_BROKEN_H

#include <gtk/gtk.h>

#include "tablet/apps/census/model/library.h"

/* Borrows the library as long as the widget lives. Hidden while nothing is broken. */
GtkWidget *zr_broken_new(struct zr_library *library);

/* The library has changed. */
void zr_broken_show(GtkWidget *broken);

#endif
