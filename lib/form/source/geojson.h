/*
 * GeoJSON into a tree: <root><item><geometry>…</geometry><id>…</id><property>…</property></item>…
 *
 * The document is a FeatureCollection. A Point's geometry is "lat lon 0 0", a LineString's and a
 * Polygon's outer ring are such points joined with "; ". Nested properties keep their JSON text.
 * Source: RFC 7946; ODK XForms "Secondary instances - External". Limit: ZR_FORM_DEPTH_MAX.
 */
#ifndef ZR_FORM_GEOJSON_H
#define ZR_FORM_GEOJSON_H

#include <stddef.h>

#include "lib/base/error.h"
#include "lib/form/source/csv.h"
#include "lib/xpath/tree.h"

/* ret_document is a DOCUMENT node with <root> in it. name is the file's, for the error. ZR_E_SYNTAX
 * (with line), ZR_E_INVALID, ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_geojson_parse(const struct zr_list_file *file, const struct zr_csv_target *target,
	struct zr_node **ret_document, struct zr_error *error) ZR_MUST_CHECK;

#endif
