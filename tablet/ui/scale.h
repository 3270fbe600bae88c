/*
 * Sizes on the panel itself. Everything is laid out in dots of the panel that the figures were
 * chosen on (10.1 inches, 1280 by 800: 5.9 dots a millimetre), and this module turns them into the
 * dots of the panel that is there: 54 are more than 9 mm, the least that a finger meets, a text of
 * 21 is 10 pt, one of 19 is 9 pt, on every panel. Pure, but for the one density of the process.
 *
 * Not done here: finding the panel's size (launch.c asks the display).
 */
#ifndef ZR_UI_SCALE_H
#define ZR_UI_SCALE_H

#include <stdbool.h>

#define ZR_SCALE_REFERENCE 5.9 /* dots per mm */

/* Dots per mm of a panel of that many pixels and millimetres, in either orientation. The reference
 * when the millimetres cannot be: none, another shape than the pixels, one of the sizes that panels
 * give who only know their shape (160 by 90), or coarser or finer than any tablet. */
double zr_scale_density(int width_px, int height_px, int width_mm, int height_mm);

/* Of the process; the reference before. dots_per_mm must be what zr_scale_is_possible takes. */
void zr_scale_set(double dots_per_mm);
bool zr_scale_is_possible(double dots_per_mm);

/* A length of the reference panel on this one, rounded up. */
int zr_scale_px(int length);

/* The same for the size of a text, never below what can be read on any panel. */
int zr_scale_font(int size);

/* How many whole mm of this panel that many pixels are. */
int zr_scale_mm(int length_px);

/* A style sheet with its lengths in px turned: hairlines (1 and 2 px) stay. The caller frees it. */
char *zr_scale_style(const char *css);

#endif
