/*
 * How far the work is: sums that stand as rows in the store (progress_row.h), of areas, territories
 * and days. Rules and errors as in store.h.
 */
#ifndef ZR_HUB_STORE_PROGRESS_H
#define ZR_HUB_STORE_PROGRESS_H

#include "hub/store/progress_row.h"
#include "lib/base/error.h"

struct zr_store;

/* Of the area, or of the territory with all that lies in it: zeros where nothing was counted. */
int zr_progress_sum(struct zr_store *store, const struct zr_progress_of *of,
	struct zr_progress_sums *ret_sums, struct zr_error *error) ZR_MUST_CHECK;
/* What is above comes first, then by name. At most ZR_HUB_PROGRESS_COUNT_MAX, and then one more. */
int zr_progress_list_territories(struct zr_store *store, const struct zr_progress_below *of,
	zr_progress_visit *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
/* By id. */
int zr_progress_list_areas(struct zr_store *store, const struct zr_progress_areas *of,
	zr_progress_visit *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;
/* Days with a visit that counts, the first first. */
int zr_progress_list_days(struct zr_store *store, const struct zr_progress_of *of,
	zr_progress_visit_day *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

#endif
