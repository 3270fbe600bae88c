/* The start screen: what a person sees before there is an application, and after one ended. */
#ifndef ZR_SHELL_WELCOME_H
#define ZR_SHELL_WELCOME_H

#include <stdbool.h>
#include <wlr/types/wlr_scene.h>

#include "tablet/shell/core/core.h"

struct zr_welcome {
	struct zr_core *core;
	struct wlr_scene_node *node; /* owned by the scene; NULL before the first size */
	int width, height;           /* of what node shows */
	bool is_hidden;
};

void zr_welcome_init(struct zr_welcome *welcome, struct zr_core *core);

/* The screen's size changed. */
void zr_welcome_arrange(struct zr_welcome *welcome);

/* While an application is there a plain ground lies in its place. */
void zr_welcome_set_hidden(struct zr_welcome *welcome, bool is_hidden);

#endif
