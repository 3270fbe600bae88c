/*
 * Whether every state is what its rule now gives. For lib/form and its tests.
 */
#ifndef ZR_FORM_VERIFY_H
#define ZR_FORM_VERIFY_H

#include "lib/form/session/working.h"

/* Appends a line for every state that is not what its rule now gives; excluded (by bind
 * index, NULL: none): whose calculation and list do not count. */
int zr_verify_states(struct zr_session *session, const bool *excluded, struct zr_buffer *ret_stale,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
