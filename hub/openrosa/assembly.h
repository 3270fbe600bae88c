/*
 * A record made of what a client posted: with the parts that came before, and with what the form
 * says that the visit came to.
 */
#ifndef ZR_HUB_OPENROSA_ASSEMBLY_H
#define ZR_HUB_OPENROSA_ASSEMBLY_H

#include "hub/openrosa/posted.h"
#include "hub/store/collectors.h"
#include "lib/envelope/key.h"

struct zr_context;

struct zr_assembly {
	struct zr_record record;                                     /* owned */
	uint8_t merged[ZR_SUBMISSION_PART_COUNT_MAX][ZR_HASH_BYTES]; /* parts that are in it */
	size_t merged_count;
};

/* Borrowed. */
struct zr_assembly_wish {
	const struct zr_posted *posted;
	const struct zr_collector *collector;
	const struct zr_party_secret *keys; /* his */
	int64_t now_us;
};

/* Of one that is incomplete: what it brought alone. ZR_E_NOT_FOUND the hub does not have that form,
 * or version; ZR_E_INVALID it is not of that form; ZR_E_LIMIT it is too large in all; ZR_E_NOMEM.
 * To be finished in any case. */
int zr_assembly_make(struct zr_context *context, const struct zr_assembly_wish *wish,
	struct zr_assembly *ret_assembly, struct zr_error *error) ZR_MUST_CHECK;
void zr_assembly_finish(struct zr_assembly *assembly);

#endif
