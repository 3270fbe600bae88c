/*
 * Which of the releases at hand a tablet goes to next: the newest that it may go to directly. Since
 * a newer release can only open more ways (a barrier asks for "at least"), the newest that can be
 * reached is always a step on the shortest way. Pure.
 */
#ifndef ZR_TRUST_RELEASE_ROUTE_H
#define ZR_TRUST_RELEASE_ROUTE_H

#include "lib/trust/manifest.h"

/* The index of the next one among verified manifests; count when there is none to go to. */
size_t zr_release_route_next(const struct zr_manifest *manifests, size_t count,
	const struct zr_trust *trust, const struct zr_manifest_tablet *tablet);

#endif
