/*
 * The sheet below the status bar: how it stands with the hub, in sentences, and a key that sends
 * now. A touch on the bar opens it and sends at once; a touch outside, its close key or another
 * touch on the bar puts it away. It says the same as the bar and is drawn again with it.
 */
#ifndef ZR_SHELL_SHEET_H
#define ZR_SHELL_SHEET_H

#include <stdbool.h>
#include <stdint.h>
#include <wlr/types/wlr_scene.h>

#include "tablet/shell/bar/bar.h"
#include "tablet/shell/core/core.h"

enum zr_sheet_key {
	ZR_SHEET_SEND,
	ZR_SHEET_CLOSE,
	ZR_SHEET_KEY_COUNT, /* also: none */
};

struct zr_sheet {
	struct zr_core *core;
	struct zr_bar *bar;
	struct wlr_scene_node *node; /* NULL: not shown */
	struct zr_box box;           /* on the screen */
	struct zr_box keys[ZR_SHEET_KEY_COUNT];
	enum zr_sheet_key pressed;
	int32_t finger;             /* that presses it */
	struct wl_listener changed; /* bar->events.changed */
};

void zr_sheet_init(struct zr_sheet *sheet, struct zr_core *core, struct zr_bar *bar);
void zr_sheet_finish(struct zr_sheet *sheet);

/* The screen's size changed. */
void zr_sheet_refresh(struct zr_sheet *sheet);

/* down returns whether the finger is the sheet's. */
bool zr_sheet_down(struct zr_sheet *sheet, int32_t finger, int x, int y);
void zr_sheet_up(struct zr_sheet *sheet, int32_t finger);

#endif
