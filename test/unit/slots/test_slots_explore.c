/*
 * Every state that a tablet's slots can come to, by every order of starts, crashes, updates,
 * blessings, cuts between and in the writings of the record, and rotten copies of it. Tests:
 * lib/slots/slots.c
 *
 * How: breadth first over worlds, a world being the two copies on the disk, what really stands in
 * the slots, and what runs. The loader and the updater are played by the real decisions; a copy is
 * whole or not (that a torn sector is never taken for whole is test_ab_record.c's). Sequence
 * numbers are kept at 0 and 1, so the walk ends.
 *
 * Held in each world: what runs works and is not below the floor; nothing half written is chosen
 * unless the whole record had been lost; and with the power off, starting again and again comes to
 * a working slot.
 */
#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/slots/slots.h"

enum {
	WORLD_COUNT_MAX = 1 << 21,
	RELEASE_MAX = 3,
	STARTS_MAX = 2 * (ZR_SLOT_TRIES_MAX + 1) + 1,
};

struct copy {
	bool is_whole;
	struct zr_slots slots;
};

struct world {
	struct copy copy[2];
	uint8_t content[ZR_SLOT_COUNT]; /* the release that is whole there, 0: nothing or a part */
	bool works[ZR_SLOT_COUNT];
	bool was_lost; /* the record, once */
	uint8_t running;
};

static struct world *worlds;
static uint32_t *places; /* 1-based numbers of worlds by their hash */
static size_t count;

static enum zr_slot_index other_than(unsigned running)
{
	return running == ZR_SLOT_A ? ZR_SLOT_B : ZR_SLOT_A;
}

static size_t hash_of(const struct world *world)
{
	uint64_t hash = 14695981039346656037u;
	for (size_t i = 0; i < sizeof *world; i++) {
		hash = (hash ^ ((const uint8_t *)world)[i]) * 1099511628211u;
	}
	return (size_t)(hash ^ hash >> 29);
}

static int newest_of(const struct world *world, struct zr_slots *slots)
{
	const struct copy *copy = world->copy;
	int newest = copy[0].is_whole ? 0 : copy[1].is_whole ? 1 : -1;
	if (newest == 0 && copy[1].is_whole && copy[1].slots.sequence > copy[0].slots.sequence) {
		newest = 1;
	}
	if (newest >= 0) {
		*slots = copy[newest].slots;
	} else {
		zr_slots_init_lost(slots);
	}
	return newest;
}

/* Copies that are not whole are all alike, and of the sequence only the order counts. */
static void normalise(struct world *world)
{
	struct zr_slots slots;
	int newest = newest_of(world, &slots);
	bool is_ordered = world->copy[0].is_whole && world->copy[1].is_whole &&
			  world->copy[0].slots.sequence != world->copy[1].slots.sequence;
	for (int i = 0; i < 2; i++) {
		if (world->copy[i].is_whole) {
			world->copy[i].slots.sequence = is_ordered && i == newest;
		} else {
			memset(&world->copy[i], 0, sizeof world->copy[i]);
		}
	}
}

static void add(struct world world)
{
	normalise(&world);
	size_t at = hash_of(&world) % (2 * WORLD_COUNT_MAX);
	while (places[at] && memcmp(&worlds[places[at] - 1], &world, sizeof world) != 0) {
		at = (at + 1) % (2 * WORLD_COUNT_MAX);
	}
	if (!places[at]) {
		assert_true(count < WORLD_COUNT_MAX);
		worlds[count++] = world;
		places[at] = (uint32_t)count;
	}
}

static void add_cut(struct world world)
{
	world.running = ZR_SLOT_NONE;
	add(world);
}

/* Writes slots as both copies; each moment at which the power may go is a world of its own. */
static void commit(struct world *world, struct zr_slots slots)
{
	struct zr_slots old;
	int first = newest_of(world, &old) == 0 ? 1 : 0;
	slots.sequence = old.sequence + 1;
	assert_true(zr_slots_is_valid(&slots));
	for (int i = 0; i < 2; i++) {
		struct copy *copy = &world->copy[i == 0 ? first : 1 - first];
		copy->is_whole = false;
		add_cut(*world);
		copy->is_whole = true;
		memcpy(&copy->slots, &slots, sizeof slots);
		add_cut(*world);
	}
}

/* One start by the loader; what runs afterwards, ZR_SLOT_NONE when it crashed or nothing starts. */
static enum zr_slot_index start(struct world *world)
{
	struct zr_slots slots;
	unsigned passed = 0;

	newest_of(world, &slots);
	for (bool was_asked = false;;) {
		enum zr_slot_index index = zr_slots_choose(&slots, passed);
		if (index == ZR_SLOT_NONE) {
			if (was_asked || !zr_slots_try_again(&slots)) {
				return ZR_SLOT_NONE;
			}
			was_asked = true;
			passed = 0;
			commit(world, slots);
			newest_of(world, &slots);
			continue;
		}
		zr_slots_count_down(&slots, index);
		commit(world, slots);
		newest_of(world, &slots);
		assert_true(world->content[index] > 0 || world->was_lost);
		if (world->content[index] > 0 && world->content[index] >= slots.floor) {
			return world->works[index] ? index : ZR_SLOT_NONE;
		}
		passed |= 1u << index;
	}
}

static void comes_up(struct world world)
{
	for (unsigned i = 0; i < STARTS_MAX; i++) {
		if (start(&world) != ZR_SLOT_NONE) {
			return;
		}
	}
	fail_msg("no slot starts after %d starts", STARTS_MAX);
}

static void walk_off(struct world world)
{
	comes_up(world);
	for (int i = 0; i < 2; i++) {
		struct world rotten = world;
		rotten.copy[i].is_whole = false;
		rotten.was_lost |= !rotten.copy[1 - i].is_whole;
		add(rotten);
	}
	world.running = (uint8_t)start(&world);
	add(world);
}

static void update(struct world world, struct zr_slots slots)
{
	enum zr_slot_index running = world.running, other = other_than(running);
	for (uint32_t release = slots.floor ? slots.floor : 1; release <= RELEASE_MAX; release++) {
		for (int works = 0; works < 2; works++) {
			struct zr_slots next = slots;
			struct world after = world;
			if (zr_slots_activate(&next, running, release, 1000)) {
				after.content[other] = (uint8_t)release;
				after.works[other] = works;
				commit(&after, next);
				add(after);
			}
		}
	}
}

static void walk_on(struct world world)
{
	struct zr_slots slots, next;
	struct world after = world;

	newest_of(&world, &slots);
	assert_true(world.works[world.running] && world.content[world.running] >= slots.floor);
	add_cut(world);
	next = slots;
	zr_slots_bless(&next, world.running);
	commit(&after, next);
	add(after);
	next = slots, after = world;
	if (zr_slots_prepare_write(&next, world.running)) {
		commit(&after, next);
		add(after);
		after.content[other_than(world.running)] = 0;
		after.works[other_than(world.running)] = false;
		add(after);
	}
	update(world, slots);
	for (uint32_t floor = 1; floor <= RELEASE_MAX; floor++) {
		next = slots, after = world;
		if (zr_slots_raise_floor(&next, floor)) {
			commit(&after, next);
			add(after);
		}
	}
}

static void comes_up_from_every_state(void **state)
{
	struct world first;

	worlds = calloc(WORLD_COUNT_MAX, sizeof *worlds);
	places = calloc(2 * WORLD_COUNT_MAX, sizeof *places);
	assert_true(worlds && places);
	memset(&first, 0, sizeof first);
	first.running = ZR_SLOT_NONE;
	first.content[ZR_SLOT_A] = 1;
	first.works[ZR_SLOT_A] = true;
	zr_slots_init_first(&first.copy[0].slots, 1, 1000, 0);
	first.copy[0].is_whole = first.copy[1].is_whole = true;
	memcpy(&first.copy[1].slots, &first.copy[0].slots, sizeof first.copy[0].slots);
	add(first);
	for (size_t i = 0; i < count; i++) {
		struct world world = worlds[i];
		if (world.running == ZR_SLOT_NONE) {
			walk_off(world);
		} else {
			walk_on(world);
		}
	}
	print_message("%zu states of the slots\n", count);
	assert_true(count > 10000); /* or the walk did not walk */
	free(worlds);
	free(places);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(comes_up_from_every_state)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
