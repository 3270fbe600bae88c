/* Nested lists: of polygons, of rings, of points, of numbers; each level one function. */
#include "hub/progress/geometry.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/limits.h"

#define RING_POINT_COUNT_MIN 4 /* a triangle and its first point again */

/* What is being written, and how much of it there may still be. */
struct writing {
	struct zr_buffer *json;
	size_t points_left;
	struct zr_error *error;
};

struct point {
	double longitude;
	double latitude;
};

static int fail(const struct writing *writing, const char *sentence)
{
	return zr_error_set(writing->error, ZR_E_INVALID, "%s", sentence);
}

static int add(const struct writing *writing, const char *text)
{
	int code = zr_buffer_add_text(writing->json, text);
	return code == 0 ? 0 : zr_error_set(writing->error, code, "the hub is short of memory");
}

static bool read_number(struct json_object *point, size_t index, double limit, double *ret_number)
{
	struct json_object *number = json_object_array_get_idx(point, index);
	bool is_number = json_object_is_type(number, json_type_double) ||
			 json_object_is_type(number, json_type_int);
	*ret_number = is_number ? json_object_get_double(number) : 0;
	/* False for what is no number at all, too. */
	return is_number && *ret_number >= -limit && *ret_number <= limit;
}

static int read_point(
	const struct writing *writing, struct json_object *point, struct point *ret_point)
{
	if (!json_object_is_type(point, json_type_array) || json_object_array_length(point) < 2) {
		return fail(writing, "a point must be a list of longitude and latitude");
	}
	return read_number(point, 0, 180, &ret_point->longitude) &&
			       read_number(point, 1, 90, &ret_point->latitude)
		       ? 0
		       : fail(writing, "a point must be longitude (-180 to 180) and latitude (-90 "
				       "to 90), in "
				       "degrees (WGS 84)");
}

static int write_point(struct writing *writing, const struct point *point, bool is_first)
{
	char text[64];
	if (writing->points_left-- == 0) {
		return zr_error_set(writing->error, ZR_E_LIMIT,
			"the outline has more than %d points; simplify it",
			ZR_HUB_OUTLINE_POINT_COUNT_MAX);
	}
	(void)snprintf(text, sizeof text, "%s[%.5f,%.5f]", is_first ? "" : ",", point->longitude,
		point->latitude);
	return add(writing, text);
}

static int write_ring(struct writing *writing, struct json_object *ring)
{
	size_t count =
		json_object_is_type(ring, json_type_array) ? json_object_array_length(ring) : 0;
	struct point first = {0};
	struct point point = {0};
	if (count < RING_POINT_COUNT_MIN) {
		return fail(writing, "a ring must be a list of four points or more");
	}
	int code = add(writing, "[");
	for (size_t i = 0; code == 0 && i < count; i++) {
		code = read_point(writing, json_object_array_get_idx(ring, i), &point);
		first = i == 0 ? point : first;
		if (code == 0) {
			code = write_point(writing, &point, i == 0);
		}
	}
	bool is_closed = memcmp(&first, &point, sizeof first) == 0;
	if (code == 0 && !is_closed) {
		code = fail(writing, "a ring must end with the point that it begins with");
	}
	return code == 0 ? add(writing, "]") : code;
}

/* A list of what the function writes. */
static int write_list(struct writing *writing, struct json_object *list,
	int (*write)(struct writing *writing, struct json_object *one))
{
	size_t count =
		json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
	int code = count > 0 ? add(writing, "[")
			     : fail(writing, "coordinates must be lists as RFC 7946 nests them");
	for (size_t i = 0; code == 0 && i < count; i++) {
		code = i > 0 ? add(writing, ",") : 0;
		if (code == 0) {
			code = write(writing, json_object_array_get_idx(list, i));
		}
	}
	return code == 0 ? add(writing, "]") : code;
}

static int write_polygon(struct writing *writing, struct json_object *polygon)
{
	return write_list(writing, polygon, write_ring);
}

int zr_geometry_write(
	struct json_object *geometry, struct zr_buffer *ret_json, struct zr_error *error)
{
	assert(ret_json != NULL);
	struct writing writing = {ret_json, ZR_HUB_OUTLINE_POINT_COUNT_MAX, error};
	struct json_object *type = NULL;
	struct json_object *coordinates = NULL;
	if (!json_object_is_type(geometry, json_type_object) ||
		!json_object_object_get_ex(geometry, "type", &type) ||
		!json_object_is_type(type, json_type_string) ||
		!json_object_object_get_ex(geometry, "coordinates", &coordinates)) {
		return fail(&writing, "its geometry must have a type and coordinates");
	}
	bool is_many = strcmp(json_object_get_string(type), "MultiPolygon") == 0;
	if (!is_many && strcmp(json_object_get_string(type), "Polygon") != 0) {
		return fail(&writing, "its geometry must be a Polygon or a MultiPolygon");
	}
	int code = add(&writing, is_many ? "{\"type\":\"MultiPolygon\",\"coordinates\":"
					 : "{\"type\":\"Polygon\",\"coordinates\":");
	if (code == 0) {
		code = is_many ? write_list(&writing, coordinates, write_polygon)
			       : write_polygon(&writing, coordinates);
	}
	return code == 0 ? add(&writing, "}") : code;
}
