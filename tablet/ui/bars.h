/*
 * The frame's bars and their keys. Where there is room the top bar holds title, close, jump list
 * and language, and the bottom bar the way on. Where the window is low, as with the keyboard up in
 * landscape, the bottom bar holds both and the top bar is away; where it is narrow, keys whose sign
 * speaks for itself lose their words. Nothing in a bar makes the window wider than the screen.
 */
#ifndef ZR_UI_BARS_H
#define ZR_UI_BARS_H

#include "tablet/ui/frame_parts.h"
#include "tablet/ui/icon.h"

/* Widgets of the frame that the caller puts into the window. */
GtkWidget *zr_bars_new_top(struct zr_frame *frame);
GtkWidget *zr_bars_new_bottom(struct zr_frame *frame);

/* The window's size may be another. Not while it is being laid out. */
void zr_bars_fit(struct zr_frame *frame);

/* Every key away. */
void zr_bars_clear(struct zr_frame *frame);

/* Shows the key with an icon (behind the text for NEXT) and a text; text "" is an icon alone.
 * target is the probe's name for it, static. */
void zr_bars_show_key(struct zr_frame *frame, enum zr_key key, enum zr_icon icon, const char *text,
	const char *target);

/* Which of EXTRA and NEXT is the thing to do here; NEXT after clear. */
void zr_bars_set_primary(struct zr_frame *frame, enum zr_key key);

#endif
