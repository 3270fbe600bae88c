/*
 * Scrolling of the frame's content: by a finger, and so that what matters is in sight. With the
 * keyboard up that is the field in use, the message at it, and the doubts that it raises (cards of
 * the class "zr-doubt" behind it); the question above it if all of them have room.
 */
#ifndef ZR_UI_REVEAL_H
#define ZR_UI_REVEAL_H

#include "tablet/ui/frame_parts.h"

/* The content in its scroller; frame->window is there, content, scroller and adjustment are set. */
GtkWidget *zr_reveal_new_scroller(struct zr_frame *frame);

/* The field in use once the layout that is due has been made. */
void zr_reveal_field_soon(struct zr_frame *frame);
void zr_reveal_finish(struct zr_frame *frame);

/* Scrolls so that the widget is seen, its top first, once the layout that is due has been made. The
 * field in use is kept in sight without being asked for. */
void zr_reveal_soon(struct zr_frame *frame, GtkWidget *widget);

/* One row of rows, in the middle of the page. */
void zr_reveal_row_soon(struct zr_frame *frame, GtkWidget *widget, int row);

/* For a page that keeps its place: how far the content is scrolled, and to there again. */
double zr_reveal_scrolled(const struct zr_frame *frame);
void zr_reveal_scroll_soon(struct zr_frame *frame, double to);

#endif
