/*
 * A finger on a key: whether its relatives' row opened and which of them the finger chose. Pure:
 * times are the touches' own, in milliseconds that may wrap.
 *
 * The row opens when the finger rested for ZR_HOLD_MS; the relative above the finger is chosen. A
 * finger that slides chooses by its column; far from the row it chooses nothing. What counts at the
 * end is how long the finger was down by the touch screen's clock: a quick tap types its letter
 * even when the shell was late to hear that the finger lifted.
 */
#ifndef ZR_SHELL_HOLD_H
#define ZR_SHELL_HOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "tablet/shell/keyboard/relatives.h"

#define ZR_HOLD_MS 400

struct zr_hold {
	const struct zr_layout_key *key; /* NULL: no finger */
	uint32_t down_ms;
	bool is_open;
	struct zr_layout_key keys[ZR_RELATIVES_MAX];
	size_t count;
	const struct zr_layout_key *chosen; /* of keys, NULL for none */
};

/* A finger came down on key of a keyboard of that width. key stays borrowed until the end. */
void zr_hold_begin(
	struct zr_hold *hold, const struct zr_layout_key *key, int width, uint32_t time_ms);

/* True once, when the row opens. */
bool zr_hold_tick(struct zr_hold *hold, uint32_t now_ms);

/* The finger is there, relative to the keyboard. True when another one, or none, is chosen now. */
bool zr_hold_move(struct zr_hold *hold, int x, int y);

/* The finger lifted; what it types: the key itself, a relative, or nothing (NULL). */
const struct zr_layout_key *zr_hold_end(struct zr_hold *hold, uint32_t time_ms);

#endif
