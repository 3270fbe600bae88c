/*
 * The thread that opens what the intake took (hub/device/indexing.h). It gives way to everybody
 * else: a tablet waits for its receipt, nobody for this. Its writes go through the writer's queue
 * as any request's do. While more comes than it could open anyway, it waits, and opens a little now
 * and then: in such a minute the processor is the intake's. Where it ended it goes on after a
 * restart: the mark is in the store.
 */
#ifndef ZR_HUB_CORE_INDEXER_H
#define ZR_HUB_CORE_INDEXER_H

#include <stddef.h>

#include "lib/base/error.h"

struct zr_indexer;
struct zr_queue;
struct zr_shared;

int zr_indexer_start(struct zr_shared *shared, struct zr_queue *writes,
	struct zr_indexer **ret_indexer, struct zr_error *error) ZR_MUST_CHECK;

/* So many envelopes came; 0: something may have. Looks at once. Any thread; NULL allowed. */
void zr_indexer_wake(struct zr_indexer *indexer, size_t count);

/* What keeps it from opening what came, as it was tried last: ZR_E_FULL, ZR_E_IO … ; 0: nothing.
 * Any thread; NULL allowed. */
int zr_indexer_fault(struct zr_indexer *indexer);

/* Ends it behind what it is writing: the writer must still run. NULL allowed. */
void zr_indexer_stop(struct zr_indexer *indexer);

#endif
