/* What lies in the territory of an account. Paths as in hub/store/stored.h. */
#ifndef ZR_HUB_ACCESS_SCOPE_H
#define ZR_HUB_ACCESS_SCOPE_H

#include <stdbool.h>

#include "lib/base/error.h"

struct zr_store;

/* Whether what has that path lies in the territory; "" holds everything, and what has no path lies
 * in "" alone. */
bool zr_scope_has(const char *territory, const char *path);

/* Whether the area may be spoken of: ZR_E_NOT_FOUND, in the store's own words for an area that is
 * not there, when it lies elsewhere. In the whole country all may, also one that is yet to be made.
 */
int zr_scope_check_area(struct zr_store *store, const char *territory, const char *area_id,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
