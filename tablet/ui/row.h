/* One row of a list: what it says and shows, and how lists arrange their rows (row_list.h). */
#ifndef ZR_UI_ROW_H
#define ZR_UI_ROW_H

#include <stdbool.h>

#include "tablet/ui/icon.h"

enum zr_marker {
	ZR_MARKER_NONE,
	ZR_MARKER_RADIO,
	ZR_MARKER_CHECK,
	ZR_MARKER_NUMBER, /* its place in the list */
	ZR_MARKER_FRAME,  /* a choice without a sign: its frame tells */
};

enum zr_strip {
	ZR_STRIP_NONE,
	ZR_STRIP_MARKS, /* a line of a table: the signs alone */
	ZR_STRIP_HEADS, /* the titles above its columns */
	ZR_STRIP_SCALE, /* signs above their titles; rows as usual where the titles have no room */
};

enum {
	ZR_ROW_BUTTONS = 2
};

struct zr_row {
	char *title;   /* Pango markup; owned by the widget after set */
	char *detail;  /* plain, NULL for none; owned likewise */
	char *value;   /* what the row stands for; owned likewise */
	char *picture; /* path of a file, NULL for none; owned likewise */
	enum zr_marker marker;
	bool is_selected; /* also of a row without a marker: where one is */
	bool is_heading;  /* drawn without a frame, cannot be picked */
	enum zr_icon icon;
	unsigned colour; /* 0xRRGGBB of icon and detail; 0 takes the ink */
	unsigned indent; /* steps to the right */
	enum zr_icon buttons[ZR_ROW_BUTTONS];
	const char *button_names[ZR_ROW_BUTTONS]; /* static; names of the probe's targets */
};

/* part: 0 the row itself, 1 and 2 its buttons. */
typedef void (*zr_row_picked)(void *user, unsigned index, unsigned part);

#endif
