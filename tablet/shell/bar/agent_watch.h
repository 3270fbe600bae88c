/*
 * What the agent says of itself: asked over its socket (lib/local) every two seconds on the event
 * loop, never blocking; while it cannot be reached the bar keeps what it said last.
 */
#ifndef ZR_SHELL_AGENT_WATCH_H
#define ZR_SHELL_AGENT_WATCH_H

#include <wayland-server-core.h>

#include "lib/base/buffer.h"
#include "tablet/shell/bar/bar.h"
#include "tablet/shell/core/core.h"
#include "tablet/shell/keyboard/keyboard.h"

struct zr_agent_watch {
	struct zr_core *core;
	struct zr_bar *bar;
	struct zr_keyboard *keyboard;
	int fd; /* -1: not connected */
	struct wl_event_source *readable;
	struct wl_event_source *timer;
	struct zr_buffer answer;  /* as much of it as has come */
	struct wl_listener asked; /* bar->events.asked */
};

/* Tells the bar what the agent says, the keyboard its language, and the agent when a person asks
 * the bar for the hub; without an agent nothing happens. */
void zr_agent_watch_init(struct zr_agent_watch *agent, struct zr_core *core, struct zr_bar *bar,
	struct zr_keyboard *keyboard);
void zr_agent_watch_finish(struct zr_agent_watch *agent);

#endif
