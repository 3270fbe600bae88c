/* The judge says what may be gone to; of that the newest. */
#include "lib/trust/release_route.h"

#include <assert.h>

size_t zr_release_route_next(const struct zr_manifest *manifests, size_t count,
	const struct zr_trust *trust, const struct zr_manifest_tablet *tablet)
{
	assert(manifests != NULL || count == 0);
	assert(trust != NULL && tablet != NULL);
	size_t best = count;
	for (size_t i = 0; i < count; i++) {
		if (zr_manifest_judge(&manifests[i], trust, tablet, NULL) == 0 &&
			(best == count || manifests[i].number > manifests[best].number)) {
			best = i;
		}
	}
	return best;
}
