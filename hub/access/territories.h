/*
 * The tree of territories over the console's interface: regions, districts, teams, of any depth,
 * and which area belongs where.
 */
#ifndef ZR_HUB_ACCESS_TERRITORIES_H
#define ZR_HUB_ACCESS_TERRITORIES_H

#include "hub/http/request.h"

/* GET /api/territories: the caller's part of the tree, what is above before what is below. */
void zr_territories_list(struct zr_context *context, struct zr_request *request);

/* PUT /api/territories: CSV with the columns id, parent, kind and name. A row makes a node or
 * changes it; one of the kind "area" puts the area with that id into its parent. Rows may stand in
 * any order, and what no row names stays. All or nothing: a bad row is told by its line. */
void zr_territories_put(struct zr_context *context, struct zr_request *request);

#endif
