/* The row of relatives above a held key, as a picture over everything (hold.h). */
#ifndef ZR_SHELL_BALLOON_H
#define ZR_SHELL_BALLOON_H

#include <wlr/types/wlr_scene.h>

#include "tablet/shell/keyboard/hold.h"

/* Draws it for a keyboard whose top is there, in place of the picture in node. */
void zr_balloon_show(const struct zr_hold *hold, const struct zr_panel *panel, int keyboard_top,
	struct wlr_scene_node *parent, struct wlr_scene_node **node);

void zr_balloon_hide(struct wlr_scene_node **node);

#endif
