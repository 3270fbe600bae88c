/*
 * The key map of the seat: us, ru, and the letters of Tatar, Bashkir and Chuvash as a third layout.
 * Pure but for libxkbcommon, which reads its tables from disk.
 */
#ifndef ZR_SHELL_KEYMAP_H
#define ZR_SHELL_KEYMAP_H

#include <xkbcommon/xkbcommon.h>

/* NULL without xkb-data. The caller's. */
struct xkb_keymap *zr_keymap_new(void);

#endif
