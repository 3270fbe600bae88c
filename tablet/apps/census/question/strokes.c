/* An array of points; a finger that rests adds none. */
#include "tablet/apps/census/question/strokes.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/base/limits.h"

struct zr_strokes {
	GArray *points; /* struct zr_point */
};

struct zr_strokes *zr_strokes_new(void)
{
	struct zr_strokes *strokes = g_new0(struct zr_strokes, 1);
	strokes->points = g_array_new(FALSE, TRUE, sizeof(struct zr_point));
	return strokes;
}

void zr_strokes_free(struct zr_strokes *strokes)
{
	if (strokes != NULL) {
		g_array_unref(strokes->points);
		g_free(strokes);
	}
}

static void add(struct zr_strokes *strokes, double x, double y, bool is_first)
{
	struct zr_point point = {
		.x = (gint16)lround(CLAMP(x, 0, ZR_STROKES_WIDTH)),
		.y = (gint16)lround(CLAMP(y, 0, ZR_STROKES_HEIGHT)),
		.is_first = is_first,
	};
	size_t count = zr_strokes_count(strokes);
	if (!is_first) {
		struct zr_point before = zr_strokes_at(strokes, count - 1);
		if (before.x == point.x && before.y == point.y) {
			return;
		}
	}
	if (count < ZR_DRAWING_POINT_COUNT_MAX) {
		g_array_append_val(strokes->points, point);
	}
}

void zr_strokes_begin(struct zr_strokes *strokes, double x, double y)
{
	assert(strokes != NULL);
	add(strokes, x, y, true);
}

void zr_strokes_move(struct zr_strokes *strokes, double x, double y)
{
	assert(strokes != NULL && zr_strokes_count(strokes) > 0);
	add(strokes, x, y, false);
}

void zr_strokes_clear(struct zr_strokes *strokes)
{
	assert(strokes != NULL);
	g_array_set_size(strokes->points, 0);
}

size_t zr_strokes_count(const struct zr_strokes *strokes)
{
	assert(strokes != NULL);
	return strokes->points->len;
}

struct zr_point zr_strokes_at(const struct zr_strokes *strokes, size_t index)
{
	assert(index < strokes->points->len);
	return g_array_index(strokes->points, struct zr_point, index);
}

char *zr_strokes_format(const struct zr_strokes *strokes)
{
	assert(strokes != NULL);
	GString *text = g_string_new(NULL);
	for (size_t i = 0; i < zr_strokes_count(strokes); i++) {
		struct zr_point point = zr_strokes_at(strokes, i);
		const char *joint = i == 0 ? "" : point.is_first ? ";" : " ";
		g_string_append_printf(text, "%s%d,%d", joint, point.x, point.y);
	}
	return g_string_free(text, FALSE);
}

void zr_strokes_parse(struct zr_strokes *strokes, const char *text)
{
	assert(strokes != NULL && text != NULL);
	int x = 0, y = 0, bytes = 0;
	bool is_first = true;
	zr_strokes_clear(strokes);
	while (sscanf(text, "%5d,%5d%n", &x, &y, &bytes) == 2) {
		add(strokes, x, y, is_first);
		text += bytes;
		is_first = *text == ';';
		text += *text != '\0';
	}
}
