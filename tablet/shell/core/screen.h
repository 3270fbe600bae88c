/*
 * Screens: outputs that come and go. The first one is the tablet's own and gives the size; further
 * ones show the same corner of the scene. Frames are drawn only when something changed.
 */
#ifndef ZR_SHELL_SCREEN_H
#define ZR_SHELL_SCREEN_H

#include <stdbool.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_output.h>

#include "tablet/shell/core/core.h"

struct zr_screens;

struct zr_output {
	struct wl_list link; /* zr_screens.list, the tablet's own first */
	struct zr_screens *screens;
	struct wlr_output *output;
	struct wl_listener frame;
	struct wl_listener commit;
	struct wl_listener mode;
	struct wl_listener destroy;
};

struct zr_screens {
	struct zr_core *core;
	struct wl_list list; /* zr_output.link */
	struct wl_listener new_output;
	struct wl_event_source *blank_timer; /* NULL: never dark */
	bool is_dark;
};

void zr_screens_init(struct zr_screens *screens, struct zr_core *core);
void zr_screens_finish(struct zr_screens *screens);

/* The tablet's own, NULL while there is none. */
struct zr_output *zr_screens_main(struct zr_screens *screens);

/* A person did something: stay lit. Returns false when this lit a dark screen, so that the touch
 * that wakes presses nothing. */
bool zr_screens_wake(struct zr_screens *screens);

#endif
