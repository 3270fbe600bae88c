/*
 * The A/B record as it stands on the raw partition `zarya-ab`: two copies of one sector,
 * ZR_AB_RECORD_GAP_BYTES apart. Pure, freestanding as slots.h: who has the disk reads and writes
 * the sectors (the loader by EFI, the system by ab_device.h).
 *
 * A sector, numbers little-endian:
 *   0 "ZARYA-AB"   8 version, 4 bytes, 1   12 floor, 4   16 sequence, 8
 *   24 slot A, 40 slot B: priority 1, tries 1, good 1 (0 or 1), 0, release 4, bytes of the UKI 4,
 * zeros 4 56 zeros   508 CRC-32 (IEEE 802.3) of the bytes before There is one encoding of a record
 * and nothing else is read: the loader is never replaced in the field, so this layout is for good.
 *
 * Writing is both copies, one after the other: zr_ab_record_put(), write the copy it names, flush,
 * write the other, flush, read back. A cut between leaves the record before or the record after,
 * never neither; and when a writing is done no older record is left that a rotten sector could
 * bring back, say one that names a slot half overwritten.
 */
#ifndef ZR_SLOTS_AB_RECORD_H
#define ZR_SLOTS_AB_RECORD_H

#include "lib/slots/slots.h"

#define ZR_AB_RECORD_BYTES      512
#define ZR_AB_RECORD_COPY_COUNT 2

/* Where copy n begins: n times this. Flash loses a page or an erase block around a write that is
 * cut; 64 KiB is over the page of every eMMC known. */
#define ZR_AB_RECORD_GAP_BYTES 65536

/* Both copies, as read; a copy that cannot be read is left zero. */
struct zr_ab_copies {
	uint8_t copy[ZR_AB_RECORD_COPY_COUNT][ZR_AB_RECORD_BYTES];
};

/* slots must be valid. */
void zr_ab_record_encode(const struct zr_slots *slots, uint8_t ret_sector[ZR_AB_RECORD_BYTES]);

/* The newest whole copy into *ret_slots; its number, or -1 when there is none: *ret_slots is then
 * what is assumed (zr_slots_init_lost). */
int zr_ab_record_newest(const struct zr_ab_copies *copies, struct zr_slots *ret_slots);

/* The next writing: raises the sequence of *slots and encodes it into both of *copies. Returns the
 * number of the copy to write first: the one that is not the newest. newest is what
 * zr_ab_record_newest() gave. */
unsigned zr_ab_record_put(struct zr_ab_copies *copies, int newest, struct zr_slots *slots);

#endif
