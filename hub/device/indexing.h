/*
 * What stands behind the acknowledgement: envelopes that were taken unopened are opened here, some
 * at a time, in the order in which they came, and what is in them becomes rows.
 *
 * An envelope that is no record is refused here, and yet kept: its bytes stay where they are, its
 * name goes into the quarantine, a line into the audit. Nothing is dropped, and nothing is opened
 * twice: the mark moves in the transaction that writes the rows.
 */
#ifndef ZR_HUB_DEVICE_INDEXING_H
#define ZR_HUB_DEVICE_INDEXING_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"

struct zr_context;
struct zr_indexing;
struct zr_store;

/* Reads and opens the next ones: at most ZR_HUB_OPENING_COUNT_MAX. ret_indexing is NULL when none
 * waits. ZR_E_NOMEM, ZR_E_IO. */
int zr_indexing_read(struct zr_context *context, struct zr_indexing **ret_indexing,
	struct zr_error *error) ZR_MUST_CHECK;

/* Writes what was found, within a transaction. */
int zr_indexing_write(struct zr_store *store, struct zr_indexing *indexing, int64_t now_us,
	struct zr_error *error) ZR_MUST_CHECK;

/* NULL allowed. */
void zr_indexing_free(struct zr_indexing *indexing);

#endif
