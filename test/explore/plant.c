/* What comes out of lib/sync, changed when a fault is planted there. */
#include "test/explore/plant.h"

#include <string.h>

enum plant plant_now;

const char *plant_words(enum plant plant)
{
	static const char *const words[PLANT_COUNT] = {
		[PLANT_NOTHING] = "nothing planted",
		[PLANT_EPOCH_IGNORED] = "another epoch is ignored",
		[PLANT_HASH_IGNORED] = "a receipt for another hash settles a record",
		[PLANT_LATER_IS_DONE] = "'later' is taken for 'received'",
		[PLANT_FORGET_AT_LIFE] = "records are forgotten at another epoch",
		[PLANT_ANSWER_EARLY] = "submit is answered before the commit",
		[PLANT_DROP_STORED] = "the tablet drops what is stored and not durable",
		[PLANT_DURABLE_FOR_EVER] =
			"a second record at a durable sequence counts as durable",
		[PLANT_ORDER_HALF] = "a crash drops what an order brought",
	};
	return words[plant];
}

bool plant_is_set_back(const struct zr_sync_hub *known, const struct zr_receipt *receipt,
	bool is_signed, struct zr_sync_hub *ret_hub)
{
	struct zr_sync_hub changed = *known;
	if (plant_now == PLANT_EPOCH_IGNORED) {
		memcpy(changed.epoch, receipt->epoch, sizeof changed.epoch);
	}
	return zr_sync_is_set_back(&changed, receipt, is_signed, ret_hub);
}

size_t plant_judge(const struct zr_sync *sync, const struct zr_receipt_entry *entries,
	size_t entry_count, struct zr_sync_change *changes)
{
	struct zr_receipt_entry changed[16];
	if (plant_now != PLANT_HASH_IGNORED && plant_now != PLANT_LATER_IS_DONE) {
		return zr_sync_judge(sync, entries, entry_count, changes);
	}
	for (size_t i = 0; i < entry_count; i++) {
		changed[i] = entries[i];
		const struct zr_sync_record *record = zr_sync_find(sync, entries[i].sequence);
		if (plant_now == PLANT_HASH_IGNORED && record != NULL) {
			memcpy(changed[i].hash, record->hash, sizeof changed[i].hash);
		}
		if (plant_now == PLANT_LATER_IS_DONE && entries[i].code == ZR_E_BUSY) {
			changed[i].code = 0;
		}
	}
	return zr_sync_judge(sync, changed, entry_count, changes);
}
