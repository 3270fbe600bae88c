/*
 * A GeoJSON FeatureCollection (RFC 7946) of outlines, as an operator brings it. Each feature says
 * whose it is by a property: "territory" or "area", an id; one whose geometry is null takes the
 * outline away. A fault names the feature, by its place and its id, and the line where it begins.
 */
#ifndef ZR_HUB_PROGRESS_FEATURE_LIST_H
#define ZR_HUB_PROGRESS_FEATURE_LIST_H

#include "hub/store/outline_row.h"
#include "lib/base/buffer.h"
#include "lib/base/error.h"

struct zr_feature {
	bool is_area;
	char id[ZR_STORE_ID_BYTES];
	unsigned line;         /* where it begins, from 1 */
	struct zr_buffer json; /* its geometry; empty for null */
};
struct zr_feature_list {
	struct zr_feature *features; /* owned */
	size_t count;
};

/* ZR_E_SYNTAX (no JSON), ZR_E_INVALID, ZR_E_LIMIT, ZR_E_NOMEM; the line stands in the error. */
int zr_feature_list_parse(const struct zr_buffer *text, struct zr_feature_list *ret_list,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_feature_list_finish(struct zr_feature_list *list);

#endif
