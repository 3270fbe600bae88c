/* The loaders for JPEG and SVG unpack to the size asked for; the others to full size first, which
 * the limit of pixels bounds. */
#include "tablet/ui/picture.h"

#include <assert.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "lib/base/limits.h"

char *zr_picture_path(const char *folder, const char *uri)
{
	assert(uri != NULL);
	const char *slash = strrchr(uri, '/');
	const char *name = slash != NULL ? slash + 1 : uri;
	if (name[0] == '\0' || name[0] == '.') {
		return NULL;
	}
	return folder != NULL ? g_build_filename(folder, name, NULL) : g_strdup("");
}

enum zr_picture_state zr_picture_load(
	const char *path, int width_max, int height_max, GdkPixbuf **ret_picture)
{
	assert(path != NULL && width_max > 0 && height_max > 0);
	GStatBuf facts;
	if (g_stat(path, &facts) != 0 || !S_ISREG(facts.st_mode)) {
		return ZR_PICTURE_MISSING;
	}
	int width = 0, height = 0;
	if (facts.st_size > ZR_PICTURE_BYTES_MAX ||
		gdk_pixbuf_get_file_info(path, &width, &height) == NULL || width <= 0 ||
		height <= 0 || (gint64)width * height > ZR_PICTURE_PIXEL_COUNT_MAX) {
		return ZR_PICTURE_BROKEN;
	}
	double scale = MIN(1.0, MIN((double)width_max / width, (double)height_max / height));
	GdkPixbuf *picture =
		gdk_pixbuf_new_from_file_at_scale(path, MAX(1, (int)lround(width * scale)),
			MAX(1, (int)lround(height * scale)), FALSE, NULL);
	if (picture == NULL) {
		return ZR_PICTURE_BROKEN;
	}
	*ret_picture = picture;
	return ZR_PICTURE_SHOWN;
}

const char *zr_picture_state_name(enum zr_picture_state state)
{
	static const char *const names[] = {
		[ZR_PICTURE_SHOWN] = "shown",
		[ZR_PICTURE_MISSING] = "missing",
		[ZR_PICTURE_BROKEN] = "broken",
	};
	assert(state <= ZR_PICTURE_BROKEN);
	return names[state];
}
