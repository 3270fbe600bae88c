/*
 * What the agent says of itself: asked over its socket (lib/local) every two seconds on the event
 * loop, never blocking; while it cannot be reached the bar keeps what it said last.
 */
#ifndef ZR_SHELL_AGENT_WATCH_H
#define ZR_SHELL_AGENT_WATCH_H

#include <wayland-server-core.h>

#include "lib/base/buffer.h"

struct zr_shell;

struct zr_agent_watch {
	struct zr_shell *shell;
	int fd; /* -1: not connected */
	struct wl_event_source *readable;
	struct wl_event_source *timer;
	struct zr_buffer answer; /* as much of it as has come */
};

void zr_agent_watch_init(struct zr_agent_watch *agent, struct zr_shell *shell);

/* Asks the agent to try the hub at once; without an agent nothing happens. */
void zr_agent_watch_send_now(struct zr_agent_watch *agent);
void zr_agent_watch_finish(struct zr_agent_watch *agent);

#endif
