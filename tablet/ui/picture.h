/*
 * The pictures of a questionnaire, made small enough for their place on the screen.
 *
 * They lie beside the form under their plain names. What is missing, broken or absurdly large
 * (ZR_PICTURE_BYTES_MAX, ZR_PICTURE_PIXEL_COUNT_MAX) is a state, never a fault of the page: the
 * size is read from the head of the file before anything is unpacked. Nothing is kept here.
 */
#ifndef ZR_UI_PICTURE_H
#define ZR_UI_PICTURE_H

#include <gdk-pixbuf/gdk-pixbuf.h>

enum zr_picture_state {
	ZR_PICTURE_NOT_LOADED,
	ZR_PICTURE_SHOWN,
	ZR_PICTURE_MISSING,
	ZR_PICTURE_BROKEN, /* not a picture, or too large */
};

/* Where the picture of a jr:// uri lies; NULL when the uri names none. The folder may be NULL: the
 * path is then "", which no file has. The caller frees it. */
char *zr_picture_path(const char *folder, const char *uri);

/* At most that wide and high, its proportions kept, never enlarged. ret_picture is set only when
 * SHOWN is returned and is the caller's. */
enum zr_picture_state zr_picture_load(
	const char *path, int width_max, int height_max, GdkPixbuf **ret_picture);

/* "shown", "missing", "broken"; NULL while it was not loaded. */
const char *zr_picture_state_name(enum zr_picture_state state);

#endif
