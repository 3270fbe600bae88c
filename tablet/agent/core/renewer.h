/*
 * Another certificate before the present one ends, or after it did: GET /v1/health for the hub's
 * time, then POST /v1/renew, signed by this tablet's enrolment key. Neither shows a certificate,
 * and neither looks at the tablet's own clock.
 *
 * One try at a time, and no timer of its own: an exchange that finds the certificate old or refused
 * sets state->wants_certificate, and comes again by the sync machine's pace.
 */
#ifndef ZR_AGENT_RENEWER_H
#define ZR_AGENT_RENEWER_H

#include "lib/base/error.h"

struct zr_state;
struct zr_renewer;

int zr_renewer_new(struct zr_state *state, struct zr_renewer **ret_renewer,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_renewer_free(struct zr_renewer *renewer);

/* The tablet is enrolled and nobody asks the hub. One that cannot begin is told and forgotten. */
void zr_renewer_start(struct zr_renewer *renewer);

#endif
