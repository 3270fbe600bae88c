/*
 * What the tablet believes, kept in a file between updates. A file that is lost or torn loses
 * nothing: the image's chain is the beginning, and the release brings the rest.
 */
#ifndef ZR_UPDATE_BELIEF_H
#define ZR_UPDATE_BELIEF_H

#include "lib/trust/trust.h"

/* ret_trust from the file, or else from the chain's. As zr_trust_begin(); ZR_E_NOT_FOUND: there is
 * no chain. */
int zr_belief_load(const char *file, const char *chain, struct zr_trust *ret_trust,
	struct zr_error *error) ZR_MUST_CHECK;

/* Replaces the file, durably. ZR_E_FULL, ZR_E_IO, ZR_E_NOMEM. */
int zr_belief_store(
	const char *file, const struct zr_trust *trust, struct zr_error *error) ZR_MUST_CHECK;

#endif
