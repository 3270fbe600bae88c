/* A field to search in, with a key in it that clears it: for addresses and for long lists of
 * choices. */
#ifndef ZR_UI_SEARCH_FIELD_H
#define ZR_UI_SEARCH_FIELD_H

#include <gtk/gtk.h>

/* changed comes with each key and with the clearing. path is of the probe's target "search", NULL
 * for none; the key's target is "search-clear". */
GtkWidget *zr_search_field_new(
	const char *placeholder, const char *path, void (*changed)(gpointer user), gpointer user);

/* What stands in it, as typed; borrowed. */
const char *zr_search_field_text(GtkWidget *search);

/* Puts a text in without a call of changed. */
void zr_search_field_set_text(GtkWidget *search, const char *text);

#endif
