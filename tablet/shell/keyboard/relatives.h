/*
 * The letters behind a letter: what a finger that rests on а finds above it (ә ӑ), and where they
 * stand. Pure.
 */
#ifndef ZR_SHELL_RELATIVES_H
#define ZR_SHELL_RELATIVES_H

#include <stddef.h>

#include "tablet/shell/keyboard/layout.h"

#define ZR_RELATIVES_MAX 4

/* The relatives of a key's text as one string, capitals for a capital; "" for a key without. */
const char *zr_relatives_of(const char *text);

/* Fills keys with the row above key, inside a keyboard of that width; returns how many. Their boxes
 * are relative to the keyboard: above the first row of keys y is negative. */
size_t zr_relatives_keys(
	const struct zr_layout_key *key, int width, struct zr_layout_key keys[ZR_RELATIVES_MAX]);

#endif
