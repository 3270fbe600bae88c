/*
 * What the frame, its bars and its scroller share: the widgets, and what is due at the next layout.
 * A header alone, so that each of the three can be read without the others. Pages use the widgets;
 * what else is here belongs to the file that its comment names.
 */
#ifndef ZR_UI_FRAME_PARTS_H
#define ZR_UI_FRAME_PARTS_H

#include <gtk/gtk.h>
#include <stdbool.h>

enum zr_key { /* what was pressed */
	ZR_KEY_CLOSE,
	ZR_KEY_JUMP,
	ZR_KEY_LANGUAGE,
	ZR_KEY_BACK,
	ZR_KEY_EXTRA,
	ZR_KEY_NEXT,
	ZR_KEY_COUNT
};

struct zr_frame {
	GtkWidget *window;
	GtkWidget *top;
	GtkWidget
		*head; /* title and upper keys: in the top bar, in a low window in the bottom one */
	GtkWidget *space; /* the head's place in the bottom bar */
	GtkWidget *title;
	GtkWidget *subtitle;
	GtkWidget *progress;
	GtkWidget *banner;
	GtkWidget *scroller;
	GtkWidget *content; /* a vertical box for the page */
	GtkWidget *bottom;
	GtkWidget *keys[ZR_KEY_COUNT];
	GtkAdjustment *adjustment; /* borrowed */
	double drag_from;
	double page_size;
	double upper;
	int fitted[2]; /* the window's size that the bars are for */
	bool is_low;
	bool is_narrow;
	bool has_progress;
	bool wants_field;     /* after the next layout: the field in use is to be seen */
	bool saw_field;       /* the field in use was in sight when the layout was made last */
	GtkWidget *wanted;    /* or this, weak */
	int wanted_row;       /* of it when it is rows; -1 for all of it */
	double wanted_scroll; /* or this place; -1 */
	void (*pressed)(void *user, enum zr_key key);
	void (*moved)(void *user); /* geometry or scroll position changed */
	void *user;
};

#endif
