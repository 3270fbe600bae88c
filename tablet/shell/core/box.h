/* A rectangle of pixels, of the screen or of a picture. */
#ifndef ZR_SHELL_BOX_H
#define ZR_SHELL_BOX_H

#include <stdbool.h>

struct zr_box {
	int x, y, width, height;
};

/* Right and lower edge belong to the neighbour: boxes side by side share no point. */
static inline bool zr_box_has(const struct zr_box *box, double x, double y)
{
	return x >= box->x && x < box->x + box->width && y >= box->y && y < box->y + box->height;
}

#endif
