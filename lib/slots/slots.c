/* The decisions over two slots. Each function is one step that is written to the disk whole or not
 * at all; what may happen between the steps is tried in test/unit/slots/test_slots.c, every state
 * of it. */
#include "lib/slots/slots.h"

#include <assert.h>
#include <string.h>

static bool is_index(enum zr_slot_index index)
{
	return index == ZR_SLOT_A || index == ZR_SLOT_B;
}

static bool is_empty(const struct zr_slot *slot)
{
	return slot->priority == 0;
}

static bool is_slot_valid(const struct zr_slot *slot)
{
	if (slot->priority > ZR_SLOT_PRIORITY_MAX || slot->tries > ZR_SLOT_TRIES_MAX ||
		slot->uki_bytes > ZR_SLOT_UKI_BYTES_MAX) {
		return false;
	}
	return !is_empty(slot) ||
	       (slot->tries == 0 && !slot->is_good && slot->release == 0 && slot->uki_bytes == 0);
}

bool zr_slots_is_valid(const struct zr_slots *slots)
{
	assert(slots);
	return is_slot_valid(&slots->slot[ZR_SLOT_A]) && is_slot_valid(&slots->slot[ZR_SLOT_B]);
}

void zr_slots_init_lost(struct zr_slots *slots)
{
	assert(slots);
	memset(slots, 0, sizeof *slots);
	for (unsigned i = 0; i < ZR_SLOT_COUNT; i++) {
		slots->slot[i].priority = (uint8_t)(ZR_SLOT_PRIORITY_MAX - i);
		slots->slot[i].tries = ZR_SLOT_TRIES_MAX;
	}
	assert(zr_slots_is_valid(slots));
}

void zr_slots_init_first(
	struct zr_slots *slots, uint32_t release, uint32_t uki_bytes, uint32_t floor)
{
	assert(slots);
	assert(release > 0 && release >= floor);
	assert(uki_bytes > 0 && uki_bytes <= ZR_SLOT_UKI_BYTES_MAX);
	memset(slots, 0, sizeof *slots);
	slots->floor = floor;
	slots->slot[ZR_SLOT_A] = (struct zr_slot){.priority = ZR_SLOT_PRIORITY_MAX,
		.tries = ZR_SLOT_TRIES_MAX,
		.is_good = true,
		.release = release,
		.uki_bytes = uki_bytes};
	assert(zr_slots_is_valid(slots));
}

static enum zr_slot_index other_than(enum zr_slot_index running)
{
	return running == ZR_SLOT_A ? ZR_SLOT_B : ZR_SLOT_A;
}

/* A release of number 0 is unknown, not old: the number in its image decides. */
static bool may_start(const struct zr_slots *slots, enum zr_slot_index index)
{
	const struct zr_slot *slot = &slots->slot[index];
	return !is_empty(slot) && slot->tries > 0 &&
	       (slot->release == 0 || slot->release >= slots->floor);
}

enum zr_slot_index zr_slots_choose(const struct zr_slots *slots, unsigned passed)
{
	enum zr_slot_index best = ZR_SLOT_NONE;

	assert(slots && zr_slots_is_valid(slots));
	assert(passed < 1u << ZR_SLOT_COUNT);
	for (enum zr_slot_index i = ZR_SLOT_A; i < ZR_SLOT_COUNT; i++) {
		bool is_better = best == ZR_SLOT_NONE ||
				 slots->slot[i].priority > slots->slot[best].priority;
		if (!(passed & 1u << i) && may_start(slots, i) && is_better) {
			best = i;
		}
	}
	return best;
}

void zr_slots_count_down(struct zr_slots *slots, enum zr_slot_index index)
{
	assert(slots && is_index(index));
	assert(slots->slot[index].tries > 0);
	slots->slot[index].tries--;
}

bool zr_slots_try_again(struct zr_slots *slots)
{
	assert(slots);
	for (unsigned i = 0; i < ZR_SLOT_COUNT; i++) {
		if (!is_empty(&slots->slot[i]) && slots->slot[i].tries == 0) {
			slots->slot[i].tries = 1;
		}
	}
	return zr_slots_choose(slots, 0) != ZR_SLOT_NONE;
}

void zr_slots_bless(struct zr_slots *slots, enum zr_slot_index running)
{
	assert(slots && is_index(running));
	assert(!is_empty(&slots->slot[running]));
	slots->slot[running].tries = ZR_SLOT_TRIES_MAX;
	slots->slot[running].is_good = true;
}

bool zr_slots_prepare_write(struct zr_slots *slots, enum zr_slot_index running)
{
	assert(slots && is_index(running));
	if (!slots->slot[running].is_good) {
		return false;
	}
	slots->slot[other_than(running)] = (struct zr_slot){.priority = 0};
	assert(zr_slots_is_valid(slots));
	return true;
}

bool zr_slots_activate(
	struct zr_slots *slots, enum zr_slot_index running, uint32_t release, uint32_t uki_bytes)
{
	assert(slots && is_index(running));
	struct zr_slot *fresh = &slots->slot[other_than(running)];
	if (!is_empty(fresh) || !slots->slot[running].is_good || release == 0 ||
		release < slots->floor || uki_bytes == 0 || uki_bytes > ZR_SLOT_UKI_BYTES_MAX) {
		return false;
	}
	slots->slot[running].priority = ZR_SLOT_PRIORITY_MAX - 1;
	*fresh = (struct zr_slot){.priority = ZR_SLOT_PRIORITY_MAX,
		.tries = ZR_SLOT_TRIES_MAX,
		.release = release,
		.uki_bytes = uki_bytes};
	assert(zr_slots_is_valid(slots));
	assert(zr_slots_choose(slots, 0) == other_than(running));
	return true;
}

bool zr_slots_raise_floor(struct zr_slots *slots, uint32_t floor)
{
	assert(slots);
	if (floor <= slots->floor) {
		return false;
	}
	for (unsigned i = 0; i < ZR_SLOT_COUNT; i++) {
		const struct zr_slot *slot = &slots->slot[i];
		if (is_empty(slot) || !slot->is_good || slot->release < floor) {
			return false;
		}
	}
	slots->floor = floor;
	return true;
}
