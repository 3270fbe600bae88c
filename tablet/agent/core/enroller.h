/*
 * Enrolment: from a one-time code to a hub that this tablet trusts. GET /v1/ca from whoever
 * answers, believed only when it is the certificate that the code names; then POST /v1/enrol over a
 * connection verified by it. The hub gives a tablet that repeats its code the same answer, so a
 * lost answer costs nothing.
 *
 * A code that the machine was given in a file is tried again and again, with back-off, until the
 * hub itself refuses it.
 */
#ifndef ZR_AGENT_ENROLLER_H
#define ZR_AGENT_ENROLLER_H

#include "lib/base/error.h"

struct zr_state;
struct zr_enroller;

int zr_enroller_new(struct zr_state *state, struct zr_enroller **ret_enroller,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_enroller_free(struct zr_enroller *enroller);

/* Tries a code that a person typed. done is called once, from the loop: result->code 0 when the
 * tablet is enrolled. Not called when start fails: ZR_E_STATE enrolled already, ZR_E_BUSY another
 * code is being tried, ZR_E_SYNTAX no code at all. */
typedef void zr_enroller_done(void *user, const struct zr_error *result);
int zr_enroller_start(struct zr_enroller *enroller, const char *text, zr_enroller_done *done,
	void *user, struct zr_error *error) ZR_MUST_CHECK;

/* Who asked is gone: done will not be called. */
void zr_enroller_forget(struct zr_enroller *enroller, const void *user);

#endif
