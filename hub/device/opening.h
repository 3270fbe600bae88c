/*
 * The opening of one record's envelope: signature, seal, size, content, well-formedness.
 *
 * Whoever holds an envelope and the keys of who must have signed it gets the record, or the one
 * code that says what is wrong. Of a pair (lib/envelope/sealed_pair.h) that is its cover: the
 * answers are for whoever has the office's key (hub/records/answers.h). Nothing is stored here and
 * nobody is told; no I/O.
 */
#ifndef ZR_HUB_DEVICE_OPENING_H
#define ZR_HUB_DEVICE_OPENING_H

#include <stdbool.h>

#include "lib/envelope/content.h"
#include "lib/envelope/envelope.h"

struct zr_opened_record {
	struct zr_record record;             /* when opened; owned, zr_opening_finish() */
	uint8_t content_hash[ZR_HASH_BYTES]; /* likewise */
	size_t content_bytes;                /* unpacked */
	bool is_signed;                      /* by the signer, whatever else is wrong with it */
	bool is_pair;                        /* only its cover was opened */
};

/* Opens a record. ZR_E_FORGED, ZR_E_FOREIGN (sealed to another), ZR_E_INVALID (no record, or a
 * field that no tablet writes), ZR_E_LIMIT, ZR_E_SYNTAX, ZR_E_UNSUPPORTED. */
int zr_opening_read(struct zr_opened_record *opening, const struct zr_envelope_signed *envelope,
	const struct zr_party_secret *reader, struct zr_error *error) ZR_MUST_CHECK;

/* One that failed is allowed. */
void zr_opening_finish(struct zr_opened_record *opening);

#endif
