/*
 * Outlines of territories and areas, for maps. A noun of the store like those of store.h, with the
 * same promises.
 */
#ifndef ZR_HUB_STORE_OUTLINES_H
#define ZR_HUB_STORE_OUTLINES_H

#include "hub/store/outline_row.h"
#include "lib/base/error.h"

struct zr_store;

int zr_outlines_put(struct zr_store *store, const struct zr_outline_row *outline,
	struct zr_error *error) ZR_MUST_CHECK;
/* Of one kind: those of territories, or of areas. A visit that is not 0 ends the list and is what
 * the call returns. */
int zr_outlines_list(struct zr_store *store, const struct zr_outlines_of *of,
	zr_outlines_visit *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

#endif
