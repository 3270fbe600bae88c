/*
 * The two slots of a tablet: which one starts, and what may be said of them. Decisions only: the
 * same code runs in the loader (before any system), in the updater and in tests. No I/O, no
 * allocation, no C library but memcpy, memset and memcmp. What stands on the disk is ab_record.h.
 *
 * A tablet has slots A and B, each a whole system. Every start takes one try from the slot, written
 * before the slot runs; the running system gives the tries back when it has found itself good
 * (bless). A slot without tries is passed by. So a system that hangs, panics over an altered block
 * or cannot be loaded ends in the other slot by itself.
 *
 * Invariants: nothing here makes the slot of the running, good system unable to start; the floor
 * never falls, and is raised only to what both slots have reached, so that the way back always
 * exists.
 *
 * What the record says of a slot's release is for the order of things; what holds back an old
 * release is the number inside its signed image (uki.h), which the loader compares with the floor.
 */
#ifndef ZR_SLOTS_SLOTS_H
#define ZR_SLOTS_SLOTS_H

#include <stdbool.h>
#include <stdint.h>

enum zr_slot_index {
	ZR_SLOT_A,
	ZR_SLOT_B,
	ZR_SLOT_COUNT,
	ZR_SLOT_NONE = ZR_SLOT_COUNT,
};

/* Starts without a blessing before a slot is passed by. Android counts the same: people switch a
 * slow tablet off several times before they let it come up, and each time costs a try. */
#define ZR_SLOT_TRIES_MAX 7

/* Priorities are 0 (empty) to this. Two are in use at a time. */
#define ZR_SLOT_PRIORITY_MAX 15

/* A signed image of kernel and initramfs: three times today's 20 MB; its partition has this size.
 */
#define ZR_SLOT_UKI_BYTES_MAX (64u * 1024 * 1024)

struct zr_slot {
	uint8_t priority; /* the higher one starts; 0: empty, nothing in it may be started */
	uint8_t tries;    /* starts that are left, 0 to ZR_SLOT_TRIES_MAX */
	bool is_good; /* a system of this slot has once found itself good; stays until it is written
			 anew */
	uint32_t release;   /* number of the release, 0 when unknown (the record was lost) */
	uint32_t uki_bytes; /* of the signed image in uki-a or uki-b, 0 when unknown: its header
			       says it, too */
};

struct zr_slots {
	uint64_t sequence; /* of the record, one more with each writing; kept by ab_record.h */
	uint32_t floor;    /* no release below it is started */
	struct zr_slot slot[ZR_SLOT_COUNT];
};

/* What is assumed when both copies of the record are lost: both slots may start, A before B, all
 * tries, nothing known of their contents, floor 0 (the TPM's counter still holds). Better two
 * starts too many than a dead tablet. */
void zr_slots_init_lost(struct zr_slots *slots);

/* A factory's record: release in slot A, good, slot B empty, the floor at floor. release >= floor,
 * uki_bytes in 1..ZR_SLOT_UKI_BYTES_MAX. */
void zr_slots_init_first(
	struct zr_slots *slots, uint32_t release, uint32_t uki_bytes, uint32_t floor);

/* Whether every field is in its range; records from outside are refused otherwise. */
bool zr_slots_is_valid(const struct zr_slots *slots);

/* The slot to start, ZR_SLOT_NONE when there is none. passed: bit n set for slots that failed since
 * power on. */
enum zr_slot_index zr_slots_choose(const struct zr_slots *slots, unsigned passed);

/* Takes one try from a slot that has one. Write the record durably before the slot runs. */
void zr_slots_count_down(struct zr_slots *slots, enum zr_slot_index index);

/* Neither slot would start: gives each slot that holds something one try more, so that a person's
 * key press on the loader's last screen is a new attempt. True when there is now a slot to choose.
 */
bool zr_slots_try_again(struct zr_slots *slots);

/* The running system found itself good: all its tries are back. running holds something. */
void zr_slots_bless(struct zr_slots *slots, enum zr_slot_index running);

/* Marks the other slot empty; write the record durably before the first byte of that slot changes.
 * False, and nothing changed, while the running slot is on trial (not good): the other one is then
 * the only way back. */
bool zr_slots_prepare_write(struct zr_slots *slots, enum zr_slot_index running);

/* The other slot holds release, read back and right: it starts next, with all tries, not yet good.
 * False, and nothing changed, when that slot was not prepared, when release is below the floor or
 * 0, or uki_bytes is 0 or too many. */
bool zr_slots_activate(
	struct zr_slots *slots, enum zr_slot_index running, uint32_t release, uint32_t uki_bytes);

/* Raises the floor to floor, as the running release's manifest names it. False, and nothing
 * changed, unless both slots hold a good release that is not below it and it is above the present
 * one. A TPM's counter follows when the record is durable. */
bool zr_slots_raise_floor(struct zr_slots *slots, uint32_t floor);

#endif
