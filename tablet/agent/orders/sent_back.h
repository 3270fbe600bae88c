/* A record that was sent back, as it lies in an order: the whole record with its remarks, sealed by
 * the hub to this tablet. */
#ifndef ZR_AGENT_SENT_BACK_H
#define ZR_AGENT_SENT_BACK_H

#include "lib/envelope/content.h"

struct zr_state;

/* ZR_E_FOREIGN, ZR_E_FORGED, ZR_E_SYNTAX, ZR_E_NOMEM. */
int zr_sent_back_open(const struct zr_state *state, const void *parcel, size_t bytes,
	struct zr_record *ret_record, struct zr_error *error) ZR_MUST_CHECK;

#endif
