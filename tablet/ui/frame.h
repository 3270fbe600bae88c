/*
 * The window's lasting parts: top bar (address, progress, jump list, language), banner, scrolled
 * content, bottom bar. Pages only fill the content and say what the bars show; nothing else is
 * rebuilt between screens. Buttons of the bars take no focus, so that the keyboard does not move
 * them away under the finger.
 */
#ifndef ZR_UI_FRAME_H
#define ZR_UI_FRAME_H

#include "tablet/ui/bars.h"
#include "tablet/ui/button.h"
#include "tablet/ui/frame_parts.h"
#include "tablet/ui/reveal.h"

/* user gets the pressed keys. width and height are the first size; a compositor may change it. */
struct zr_frame *zr_frame_new(int width, int height, void (*pressed)(void *user, enum zr_key key),
	void (*moved)(void *user), void *user);

void zr_frame_free(struct zr_frame *frame);

/* Makes an empty page: no content, no banner, every key hidden, scrolled to the top. */
void zr_frame_clear(struct zr_frame *frame);

void zr_frame_set_title(struct zr_frame *frame, const char *title, const char *subtitle);

/* From 0 to 1; negative hides it. */
void zr_frame_set_progress(struct zr_frame *frame, double fraction);

/* A sentence across the screen; NULL takes it away. */
void zr_frame_set_banner(struct zr_frame *frame, const char *text, bool is_error);
void zr_frame_add(struct zr_frame *frame, GtkWidget *widget);

/* What the frame shows and what can be touched there, for the probe's screen: ,"title":… and so on
 * (docs/probe.md). Rectangles are moved by origin. */
void zr_frame_describe(struct zr_frame *frame, const int origin[static 2], GString *json);

/* A paragraph for the content. */
GtkWidget *zr_frame_label(const char *text, const char *style);

#endif
