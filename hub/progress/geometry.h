/*
 * The geometry of a GeoJSON feature (RFC 7946): a Polygon or a MultiPolygon, whose points are
 * checked and written anew, to five digits behind the point (a metre), without heights.
 */
#ifndef ZR_HUB_PROGRESS_GEOMETRY_H
#define ZR_HUB_PROGRESS_GEOMETRY_H

#include <json-c/json.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

/* Adds it as JSON. ZR_E_INVALID says what is wrong; ZR_E_LIMIT with more points than
 * ZR_HUB_OUTLINE_POINT_COUNT_MAX; ZR_E_NOMEM. */
int zr_geometry_write(struct json_object *geometry, struct zr_buffer *ret_json,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
