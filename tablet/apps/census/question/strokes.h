/*
 * A drawing made with a finger: lines of points on a sheet of a fixed size, whatever the screen has
 * room for, so that turning the tablet does not bend a signature. Pure.
 */
#ifndef ZR_CENSUS_STROKES_H
#define ZR_CENSUS_STROKES_H

#include <glib.h>
#include <stdbool.h>

#include "lib/base/cleanup.h"

/* The sheet, in its own units; the picture that is sent has as many dots. */
enum {
	ZR_STROKES_WIDTH = 900,
	ZR_STROKES_HEIGHT = 300
};

struct zr_point {
	gint16 x, y;
	bool is_first; /* of its line */
};

struct zr_strokes;

struct zr_strokes *zr_strokes_new(void);
void zr_strokes_free(struct zr_strokes *strokes);
ZR_DEFINE_CLEANUP(struct zr_strokes *, zr_strokes_free);

/* The finger comes down; moves. What lies off the sheet is drawn at its edge. Points beyond
 * ZR_DRAWING_POINT_COUNT_MAX are left out. */
void zr_strokes_begin(struct zr_strokes *strokes, double x, double y);
void zr_strokes_move(struct zr_strokes *strokes, double x, double y);
void zr_strokes_clear(struct zr_strokes *strokes);

size_t zr_strokes_count(const struct zr_strokes *strokes); /* points */
struct zr_point zr_strokes_at(const struct zr_strokes *strokes, size_t index);

/* As a text ("12,40 13,41;50,60"), and from one; what is no such text gives what was read before
 * the fault. The caller frees the text. */
char *zr_strokes_format(const struct zr_strokes *strokes);
void zr_strokes_parse(struct zr_strokes *strokes, const char *text);

#endif
