/*
 * Functions on places (ODK XForms "Geographic Functions", from fn:area on; "Data Types"): points
 * "lat lon [alt [acc]]" with ";" between them. Distances and areas are those of JavaRosa: on a
 * sphere of 6,378,100 m, the area through a projection around the first point.
 */
#include "lib/xpath/functions/families.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "lib/base/decimal.h"
#include "lib/xpath/functions/argument.h"
#include "lib/xpath/value/produce.h"
#include "lib/xpath/value/value.h"

#define EARTH_RADIUS_M 6378100.0
#define PI             3.14159265358979323846

enum {
	POINT_COUNT_MAX = 20000 /* a track of five hours at one point a second */
};

struct point {
	double latitude;
	double longitude;
};

struct points {
	struct point *items;
	size_t count;
	size_t capacity;
	bool is_valid;
};

/* ---- reading ---- */

static int add_point(struct zr_evaluation *evaluation, struct points *points, struct point point)
{
	assert(points->count <= points->capacity);
	if (points->count == POINT_COUNT_MAX) {
		return zr_error_set_fault(evaluation->error, ZR_E_LIMIT,
			&(const struct zr_fault){
				.kind = ZR_FAULT_TOO_MANY_POINTS, .number = POINT_COUNT_MAX});
	}
	if (points->count == points->capacity) {
		size_t capacity = points->capacity == 0 ? 16 : points->capacity * 2;
		struct point *items =
			zr_arena_new(evaluation->context->arena, capacity * sizeof *items);
		if (items == NULL) {
			return zr_evaluation_nomem(evaluation);
		}
		if (points->count > 0) {
			memcpy(items, points->items, points->count * sizeof *items);
		}
		points->items = items;
		points->capacity = capacity;
	}
	points->items[points->count++] = point;
	return 0;
}

/* The number at *at, NaN when there is none; steps over it. */
static double take_number(const char **at, const char *end)
{
	char text[48];
	while (*at < end && strchr(" \t\r\n", **at) != NULL) {
		(*at)++;
	}
	size_t bytes = 0;
	while (*at + bytes < end && strchr(" \t\r\n", (*at)[bytes]) == NULL) {
		bytes++;
	}
	double number = NAN;
	if (bytes > 0 && bytes < sizeof text) {
		memcpy(text, *at, bytes);
		text[bytes] = '\0';
		number = zr_decimal_parse(text);
	}
	*at += bytes;
	return number;
}

static int add_text(struct zr_evaluation *evaluation, struct points *points, const char *text)
{
	int code = 0;
	while (*text != '\0' && code == 0) {
		const char *end = text + strcspn(text, ";");
		const char *at = text;
		struct point point = {.latitude = take_number(&at, end)};
		point.longitude = take_number(&at, end);
		bool is_blank = strspn(text, " \t\r\n") >= (size_t)(end - text);
		if (fabs(point.latitude) <= 90 && fabs(point.longitude) <= 180) {
			code = add_point(evaluation, points, point);
		} else if (!is_blank) {
			points->is_valid = false;
		}
		text = *end == ';' ? end + 1 : end;
	}
	return code;
}

static int take_points(const struct zr_call *call, size_t from, struct points *points)
{
	struct zr_argument_texts texts = {0};
	points->is_valid = true;
	int code = zr_argument_texts(call, from, &texts);
	for (size_t i = 0; i < texts.count && code == 0; i++) {
		code = add_text(call->evaluation, points, texts.items[i]);
	}
	return code;
}

/* The same for a measure: a text that is no place is an error, as in ODK's programs, and so is a
 * line among several arguments. */
static int take_places(const struct zr_call *call, struct points *points)
{
	struct zr_argument_texts texts = {0};
	int code = take_points(call, 0, points);
	if (code == 0 && call->term->argument_count > 1) {
		code = zr_argument_texts(call, 0, &texts);
		points->is_valid = points->is_valid && points->count <= texts.count;
	}
	return code != 0 || points->is_valid
		       ? code
		       : zr_argument_fault(call, ZR_E_INVALID,
				 &(const struct zr_fault){.kind = ZR_FAULT_TEXT_IS_NO_PLACE});
}

/* ---- measures ---- */

static double radians(double degrees)
{
	return degrees * PI / 180;
}

static double distance_between(const struct point *a, const struct point *b)
{
	if (a->latitude == b->latitude && a->longitude == b->longitude) {
		return 0;
	}
	double cosine = sin(radians(a->latitude)) * sin(radians(b->latitude)) +
			cos(radians(a->latitude)) * cos(radians(b->latitude)) *
				cos(radians(a->longitude - b->longitude));
	return acos(fmax(-1, fmin(1, cosine))) * EARTH_RADIUS_M;
}

/* The length of a line through all points, in metres; NaN of no point. */
static int call_distance(const struct zr_call *call, struct zr_value *ret_value)
{
	struct points points = {0};
	int code = take_places(call, &points);
	if (code != 0) {
		return code;
	}
	double distance = points.count > 0 ? 0 : NAN;
	for (size_t i = 1; i < points.count; i++) {
		distance += distance_between(&points.items[i - 1], &points.items[i]);
	}
	zr_produce_number(ret_value, distance);
	return 0;
}

static double area_of(const struct points *points)
{
	double metres_a_degree = 2 * PI * EARTH_RADIUS_M / 360;
	const struct point *origin = points->items;
	double area = 0;
	double previous_x = 0;
	double previous_y = 0;
	for (size_t i = 1; i < points->count; i++) {
		const struct point *point = &points->items[i];
		double y = (point->latitude - origin->latitude) * metres_a_degree;
		double x = (point->longitude - origin->longitude) * metres_a_degree *
			   cos(radians(point->latitude));
		area += (previous_y * x - previous_x * y) / 2;
		previous_x = x;
		previous_y = y;
	}
	return fabs(area);
}

/* The area inside the points, in square metres. */
static int call_area(const struct zr_call *call, struct zr_value *ret_value)
{
	struct points points = {0};
	int code = take_places(call, &points);
	if (code == 0) {
		zr_produce_number(ret_value, points.count > 0 ? area_of(&points) : NAN);
	}
	return code;
}

/* ---- inside and crossing ---- */

static bool is_inside(const struct point *point, const struct points *shape)
{
	bool is_in = false;
	for (size_t i = 0, j = shape->count - 1; i < shape->count; j = i++) {
		const struct point *a = &shape->items[i];
		const struct point *b = &shape->items[j];
		bool spans = (a->longitude > point->longitude) != (b->longitude > point->longitude);
		if (spans && point->latitude < (b->latitude - a->latitude) *
							       (point->longitude - a->longitude) /
							       (b->longitude - a->longitude) +
						       a->latitude) {
			is_in = !is_in;
		}
	}
	return is_in;
}

/* geofence(point, shape): whether the point lies inside the shape; false while a question that
 * should give one of them is not answered: an interview begins so. */
static int call_geofence(const struct zr_call *call, struct zr_value *ret_value)
{
	assert(call->term->argument_count == 2);
	struct points sides[2] = {{0}};
	bool is_answered = true;
	for (size_t i = 0; i < 2; i++) {
		struct zr_value value = {0};
		sides[i].is_valid = true;
		int code = zr_argument_value(call, i, &value);
		const char *text = code == 0 ? zr_xpath_value_text(call->evaluation, &value) : NULL;
		if (code == 0) {
			code = text != NULL ? add_text(call->evaluation, &sides[i], text)
					    : zr_evaluation_nomem(call->evaluation);
		}
		if (code != 0) {
			return code;
		}
		is_answered = is_answered && (value.kind != ZR_VALUE_NODES || *text != '\0');
	}
	if (!is_answered) {
		zr_produce_boolean(ret_value, false);
		return 0;
	}
	if (sides[0].count != 1 || !sides[0].is_valid || sides[1].count < 3 || !sides[1].is_valid) {
		return zr_argument_fault(
			call, ZR_E_INVALID, &(const struct zr_fault){.kind = ZR_FAULT_NEEDS_SHAPE});
	}
	zr_produce_boolean(ret_value, is_inside(&sides[0].items[0], &sides[1]));
	return 0;
}

static double turn(const struct point *a, const struct point *b, const struct point *c)
{
	return (b->longitude - a->longitude) * (c->latitude - a->latitude) -
	       (b->latitude - a->latitude) * (c->longitude - a->longitude);
}

static bool do_cross(
	const struct point *a, const struct point *b, const struct point *c, const struct point *d)
{
	double one = turn(a, b, c) * turn(a, b, d);
	double other = turn(c, d, a) * turn(c, d, b);
	return one < 0 && other < 0;
}

enum {
	CROSSING_COUNT_MAX = 2000 /* pairs of segments grow with the square */
};

/* intersects(trace or shape): whether its line crosses itself. */
static int call_intersects(const struct zr_call *call, struct zr_value *ret_value)
{
	struct points points = {0};
	int code = take_points(call, 0, &points);
	if (code != 0) {
		return code;
	}
	if (points.count > CROSSING_COUNT_MAX) {
		return zr_argument_fault(call, ZR_E_LIMIT,
			&(const struct zr_fault){
				.kind = ZR_FAULT_LONG_LINE, .number = CROSSING_COUNT_MAX});
	}
	bool is_crossed = false;
	for (size_t i = 1; i < points.count && !is_crossed; i++) {
		for (size_t j = i + 2; j < points.count && !is_crossed; j++) {
			is_crossed = do_cross(&points.items[i - 1], &points.items[i],
				&points.items[j - 1], &points.items[j]);
		}
	}
	zr_produce_boolean(ret_value, is_crossed);
	return 0;
}

const struct zr_function zr_functions_on_geo[] = {
	{"area", 1, 1, 0, call_area, NULL},
	{"distance", 1, ZR_FUNCTION_ANY, 0, call_distance, NULL},
	{"enclosed-area", 1, 1, 0, call_area, NULL},
	{"geofence", 2, 2, 0, call_geofence, NULL},
	{"intersects", 1, 1, 0, call_intersects, NULL},
	{0},
};
