/* The sector of the A/B record, field by field: no struct is laid over bytes. */
#include "lib/slots/ab_record.h"

#include <assert.h>
#include <string.h>

#define VERSION 1

enum offset {
	AT_VERSION = 8,
	AT_FLOOR = 12,
	AT_SEQUENCE = 16,
	AT_SLOTS = 24,
	SLOT_BYTES = 16,
	AT_RELEASE = 4,
	AT_UKI_BYTES = 8,
	AT_CRC = 508,
};

static const char magic[8] = {'Z', 'A', 'R', 'Y', 'A', '-', 'A', 'B'};

static void put32(uint8_t *at, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++) {
		at[i] = (uint8_t)(value >> 8 * i);
	}
}

static uint32_t get32(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* A bit at a time: 508 bytes, twice a start. */
static uint32_t crc32(const uint8_t *bytes, unsigned count)
{
	uint32_t crc = UINT32_MAX;
	for (unsigned i = 0; i < count * 8; i++) {
		if (i % 8 == 0) {
			crc ^= bytes[i / 8];
		}
		crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
	}
	return ~crc;
}

static void encode(const struct zr_slots *slots, uint8_t *sector)
{
	memset(sector, 0, ZR_AB_RECORD_BYTES);
	memcpy(sector, magic, sizeof magic);
	put32(sector + AT_VERSION, VERSION);
	put32(sector + AT_FLOOR, slots->floor);
	put32(sector + AT_SEQUENCE, (uint32_t)slots->sequence);
	put32(sector + AT_SEQUENCE + 4, (uint32_t)(slots->sequence >> 32));
	for (unsigned i = 0; i < ZR_SLOT_COUNT; i++) {
		uint8_t *at = sector + AT_SLOTS + i * SLOT_BYTES;
		at[0] = slots->slot[i].priority;
		at[1] = slots->slot[i].tries;
		at[2] = slots->slot[i].is_good;
		put32(at + AT_RELEASE, slots->slot[i].release);
		put32(at + AT_UKI_BYTES, slots->slot[i].uki_bytes);
	}
	put32(sector + AT_CRC, crc32(sector, AT_CRC));
}

void zr_ab_record_encode(const struct zr_slots *slots, uint8_t ret_sector[ZR_AB_RECORD_BYTES])
{
	assert(slots && ret_sector);
	assert(zr_slots_is_valid(slots));
	encode(slots, ret_sector);
}

/* False, and *ret_slots untouched, when the sector is no whole record. */
static bool decode(const uint8_t *sector, struct zr_slots *ret_slots)
{
	uint8_t again[ZR_AB_RECORD_BYTES];
	struct zr_slots slots;

	memset(&slots, 0, sizeof slots);
	slots.floor = get32(sector + AT_FLOOR);
	slots.sequence = get32(sector + AT_SEQUENCE) | (uint64_t)get32(sector + AT_SEQUENCE + 4)
							       << 32;
	for (unsigned i = 0; i < ZR_SLOT_COUNT; i++) {
		const uint8_t *at = sector + AT_SLOTS + i * SLOT_BYTES;
		slots.slot[i].priority = at[0];
		slots.slot[i].tries = at[1];
		slots.slot[i].is_good = at[2] == 1;
		slots.slot[i].release = get32(at + AT_RELEASE);
		slots.slot[i].uki_bytes = get32(at + AT_UKI_BYTES);
	}
	if (!zr_slots_is_valid(&slots)) {
		return false;
	}
	encode(&slots, again); /* magic, version, zeros and CRC in one comparison */
	if (memcmp(again, sector, sizeof again) != 0) {
		return false;
	}
	*ret_slots = slots;
	return true;
}

int zr_ab_record_newest(const struct zr_ab_copies *copies, struct zr_slots *ret_slots)
{
	int newest = -1;

	assert(copies && ret_slots);
	for (int i = 0; i < ZR_AB_RECORD_COPY_COUNT; i++) {
		struct zr_slots slots;
		if (decode(copies->copy[i], &slots) &&
			(newest < 0 || slots.sequence > ret_slots->sequence)) {
			*ret_slots = slots;
			newest = i;
		}
	}
	if (newest < 0) {
		zr_slots_init_lost(ret_slots);
	}
	return newest;
}

unsigned zr_ab_record_put(struct zr_ab_copies *copies, int newest, struct zr_slots *slots)
{
	assert(copies && slots);
	assert(newest < ZR_AB_RECORD_COPY_COUNT);
	slots->sequence++;
	for (unsigned i = 0; i < ZR_AB_RECORD_COPY_COUNT; i++) {
		zr_ab_record_encode(slots, copies->copy[i]);
	}
	return newest == 0 ? 1 : 0;
}
