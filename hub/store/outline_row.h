/* The outline of a territory or an area, as the store keeps it: the geometry of a GeoJSON feature
 * (RFC 7946, a Polygon or a MultiPolygon), checked and written anew by hub/progress/geometry.h. */
#ifndef ZR_HUB_STORE_OUTLINE_ROW_H
#define ZR_HUB_STORE_OUTLINE_ROW_H

#include "hub/store/stored.h"

struct zr_outline_row {
	bool is_area; /* else of a territory */
	char id[ZR_STORE_ID_BYTES];
	const char *shape; /* JSON, borrowed; NULL where one is put: it has none any more */
};
typedef int zr_outlines_visit(void *user, const struct zr_outline_row *outline);

/* Of what lies directly in a territory: first of territories, then of areas, each by id. */
struct zr_outlines_of {
	const struct zr_territory *territory; /* all "" for the country */
	bool is_area;                         /* behind that one: an area, or a territory */
	const char *after;                    /* "" from the first of its kind */
	size_t count_max;
};

#endif
