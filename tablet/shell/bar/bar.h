/*
 * The status bar: tablet's name, time in the area's zone, records not sent, the hub (hub_text.h),
 * network, battery. Redrawn when what it says changes: the clock wakes the shell once a minute, and
 * when the system's time is set.
 */
#ifndef ZR_SHELL_BAR_H
#define ZR_SHELL_BAR_H

#include <wayland-server-core.h>
#include <wlr/types/wlr_scene.h>

#include "tablet/shell/core/core.h"
#include "tablet/shell/bar/status_text.h"

struct zr_bar {
	struct zr_core *core;
	struct wlr_scene_node *node;
	struct zr_panel panel; /* of what node shows */
	struct zr_status shown;
	struct zr_status status;
	int clock_fd; /* -1: the time stands still */
	int link_fd;  /* rtnetlink, -1: looked at with the clock only */
	struct wl_event_source *clock;
	struct wl_event_source *link;
	struct wl_event_source *sending; /* how long "connecting" stands at most */
	struct {
		struct wl_signal changed; /* it says something else now; data NULL */
		struct wl_signal asked;   /* a person wants the records sent now; data NULL */
	} events;
};

void zr_bar_init(struct zr_bar *bar, struct zr_core *core);
void zr_bar_finish(struct zr_bar *bar);

/* Pixels it takes of the screen: 48 of a panel of 149 dots per inch. */
int zr_bar_height(const struct zr_bar *bar);

/* The screen's size changed. */
void zr_bar_arrange(struct zr_bar *bar);

enum zr_language zr_bar_language(const struct zr_bar *bar);

/* What it shows, for whoever shows more of it; borrowed until the next change. */
const struct zr_status *zr_bar_status(const struct zr_bar *bar);

/* A person wants the records sent now: events.asked tells who can. */
void zr_bar_send_now(struct zr_bar *bar);

/* What the agent says now; while it cannot be reached nobody calls, which keeps the last. */
void zr_bar_set_agent(struct zr_bar *bar, const struct zr_status_agent *agent);

#endif
