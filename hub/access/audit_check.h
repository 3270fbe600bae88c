/*
 * Whether the audit of what people did is as the hub wrote it: `zarya-hub audit verify`, of the
 * store or of a copy. What it cannot see is an end that was cut off with its signatures: it tells
 * the last number, to be held against one that was noted elsewhere.
 */
#ifndef ZR_HUB_ACCESS_AUDIT_CHECK_H
#define ZR_HUB_ACCESS_AUDIT_CHECK_H

#include <stdint.h>

#include "lib/base/error.h"

struct zr_options;

struct zr_audit_found {
	uint64_t line_count;
	uint64_t signature_count;
	uint64_t signed_number; /* up to this line it is signed */
	uint8_t last_hash[32];
};

/* Reads DATA/hub.db, or the copy, with the hub's key of DATA. ZR_E_FORGED: error's line is the
 * number of the first that is changed, missing or out of its order, its sentence says which. */
int zr_audit_check_run(const struct zr_options *options, struct zr_audit_found *ret_found,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
