/* A button with an icon, words or both: for the bars, and for the content of a page. */
#ifndef ZR_UI_BUTTON_H
#define ZR_UI_BUTTON_H

#include <gtk/gtk.h>
#include <stdbool.h>

#include "tablet/ui/icon.h"

struct zr_button_face {
	enum zr_icon icon; /* ZR_ICON_NONE: words alone */
	const char *text;  /* "" is an icon alone; copied */
	bool is_icon_last; /* behind the words: the way on */
};

/* style is a class of the style sheet. */
GtkWidget *zr_button_new(enum zr_icon icon, const char *text, const char *style);

/* Another icon and text; nothing is drawn anew when they are the same. The text is the label of the
 * probe's target. */
void zr_button_set_face(GtkWidget *button, const struct zr_button_face *face);

/* Whether a button that has a sign shows its words, too. */
void zr_button_show_words(GtkWidget *button, bool is_shown);

#endif
