/* The arrow of a mouse: our own picture, so that the image needs no cursor theme. */
#ifndef ZR_SHELL_CURSOR_H
#define ZR_SHELL_CURSOR_H

#include <stdbool.h>
#include <wlr/types/wlr_cursor.h>

void zr_cursor_set_visible(struct wlr_cursor *cursor, bool is_visible);

#endif
