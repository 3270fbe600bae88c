/* What the loader reads before anything has been checked: the first byte chooses between two copies
 * of the record and a signed image. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "lib/slots/ab_record.h"
#include "lib/slots/uki.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void require(int holds)
{
	if (!holds) {
		__builtin_trap();
	}
}

/* What is read as a record is written the same; whatever was read, there is a decision. */
static void try_record(const uint8_t *data, size_t bytes)
{
	struct zr_ab_copies copies;
	struct zr_slots slots;
	uint8_t sector[ZR_AB_RECORD_BYTES];

	memset(&copies, 0, sizeof copies);
	memcpy(&copies, data, bytes < sizeof copies ? bytes : sizeof copies);
	int newest = zr_ab_record_newest(&copies, &slots);
	require(zr_slots_is_valid(&slots));
	if (newest >= 0) {
		zr_ab_record_encode(&slots, sector);
		require(memcmp(sector, copies.copy[newest], sizeof sector) == 0);
	}
	enum zr_slot_index next = zr_slots_choose(&slots, 0);
	if (next != ZR_SLOT_NONE) {
		zr_slots_count_down(&slots, next);
	}
	require(newest >= 0 || next == ZR_SLOT_A);
}

static void try_image(const uint8_t *data, size_t bytes)
{
	struct zr_uki uki;
	size_t head_bytes = bytes < ZR_UKI_HEAD_BYTES ? bytes : ZR_UKI_HEAD_BYTES;

	if (!zr_uki_read(data, head_bytes, &uki)) {
		return;
	}
	require(uki.bytes >= head_bytes && uki.bytes <= ZR_SLOT_UKI_BYTES_MAX);
	if (uki.bytes <= bytes) {
		(void)zr_uki_release(data, &uki);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	if (bytes == 0) {
		return 0;
	}
	if (data[0] == 'U') {
		try_image(data + 1, bytes - 1);
	} else {
		try_record(data + 1, bytes - 1);
	}
	return 0;
}
