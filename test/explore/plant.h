/*
 * Planted faults: each changes one decision, so that the explorer can be seen to find it. Those of
 * lib/sync are wrapped around the shipping function and change what comes out of it; the others
 * break a promise of the stand-ins for agent and store. One at a time.
 */
#ifndef ZR_TEST_PLANT_H
#define ZR_TEST_PLANT_H

#include "lib/sync/sync.h"

enum plant {
	PLANT_NOTHING,
	PLANT_EPOCH_IGNORED,  /* lib/sync: another epoch is no set-back */
	PLANT_HASH_IGNORED,   /* lib/sync: an entry of any exchange settles by its sequence alone */
	PLANT_LATER_IS_DONE,  /* lib/sync: an error that may pass settles a record */
	PLANT_FORGET_AT_LIFE, /* lib/sync: at another epoch records are forgotten, and stay so */
	PLANT_ANSWER_EARLY,   /* agent: submit is answered before the outbox has committed */
	PLANT_DROP_STORED,    /* store: what is stored and not durable is dropped */
	PLANT_DURABLE_FOR_EVER, /* hub: a second record at a durable sequence changes nothing */
	PLANT_ORDER_HALF,       /* store: an order's row is committed before what it brought */
	PLANT_COUNT
};

extern enum plant plant_now;

const char *plant_words(enum plant plant);

bool plant_is_set_back(const struct zr_sync_hub *known, const struct zr_receipt *receipt,
	bool is_signed, struct zr_sync_hub *ret_hub);
size_t plant_judge(const struct zr_sync *sync, const struct zr_receipt_entry *entries,
	size_t entry_count, struct zr_sync_change *changes);

#endif
