/*
 * The window's lasting parts: top bar (address, progress, jump list, language), banner, scrolled
 * content, bottom bar. Pages only fill the content and say what the bars show; nothing else is
 * rebuilt between screens. Buttons of the bars take no focus, so that the keyboard does not move
 * them away under the finger.
 */
#ifndef ZR_UI_FRAME_H
#define ZR_UI_FRAME_H

#include <gtk/gtk.h>
#include <stdbool.h>

#include "tablet/ui/icon.h"

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

/* user gets the pressed keys. width and height are the first size; a compositor may change it. */
struct zr_frame *zr_frame_new(int width, int height, void (*pressed)(void *user, enum zr_key key),
	void (*moved)(void *user), void *user);

void zr_frame_free(struct zr_frame *frame);

/* Makes an empty page: no content, no banner, every key hidden, scrolled to the top. */
void zr_frame_clear(struct zr_frame *frame);

/* Shows the key with an icon (behind the text for NEXT) and a text; text "" is an icon alone.
 * target is the probe's name for it, static. */
void zr_frame_show_key(struct zr_frame *frame, enum zr_key key, enum zr_icon icon, const char *text,
	const char *target);

/* Which of EXTRA and NEXT is the thing to do here; NEXT after clear. */
void zr_frame_set_primary(struct zr_frame *frame, enum zr_key key);
void zr_frame_set_title(struct zr_frame *frame, const char *title, const char *subtitle);

/* From 0 to 1; negative hides it. */
void zr_frame_set_progress(struct zr_frame *frame, double fraction);

/* A sentence across the screen; NULL takes it away. */
void zr_frame_set_banner(struct zr_frame *frame, const char *text, bool is_error);
void zr_frame_add(struct zr_frame *frame, GtkWidget *widget);

/* Scrolls so that the widget is seen, its top first. reveal.c keeps the field in use in sight. */
void zr_frame_reveal(struct zr_frame *frame, GtkWidget *widget);

/* The same once the layout that is due has been made. */
void zr_frame_reveal_soon(struct zr_frame *frame, GtkWidget *widget);

/* One row of rows, in the middle of the page. */
void zr_frame_reveal_row_soon(struct zr_frame *frame, GtkWidget *widget, int row);

/* For a page that keeps its place: how far the content is scrolled, and to there again. */
double zr_frame_scrolled(const struct zr_frame *frame);
void zr_frame_scroll_soon(struct zr_frame *frame, double to);

/* A button for the content: icon, text. */
GtkWidget *zr_frame_button(enum zr_icon icon, const char *text, const char *style);

/* Another icon and text for such a button. */
void zr_frame_set_face(GtkWidget *button, enum zr_icon icon, const char *text);

/* A paragraph for the content. */
GtkWidget *zr_frame_label(const char *text, const char *style);

#endif
