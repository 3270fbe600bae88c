/* The record's sector: there and back, every bit of it changed, every tearing of it. */
#include "test/unit/unit.h"

#include <string.h>

#include "lib/slots/ab_record.h"

/* As the only copy. */
static bool decode(const uint8_t *sector, struct zr_slots *slots)
{
	struct zr_ab_copies copies;
	memset(&copies, 0, sizeof copies);
	memcpy(copies.copy[1], sector, ZR_AB_RECORD_BYTES);
	return zr_ab_record_newest(&copies, slots) == 1;
}

static struct zr_slots sample(void)
{
	struct zr_slots slots;
	zr_slots_init_first(&slots, 0x01020304, 23456789, 7);
	slots.sequence = 0x1122334455667788;
	assert_true(zr_slots_prepare_write(&slots, ZR_SLOT_A));
	assert_true(zr_slots_activate(&slots, ZR_SLOT_A, 0x01020305, 22222222));
	return slots;
}

static void reads_what_it_wrote(void **state)
{
	struct zr_slots slots = sample(), again;
	uint8_t sector[ZR_AB_RECORD_BYTES];
	zr_ab_record_encode(&slots, sector);
	assert_true(decode(sector, &again));
	assert_int_equal(again.sequence, slots.sequence);
	assert_int_equal(again.floor, 7);
	for (unsigned i = 0; i < ZR_SLOT_COUNT; i++) {
		assert_int_equal(again.slot[i].priority, slots.slot[i].priority);
		assert_int_equal(again.slot[i].tries, slots.slot[i].tries);
		assert_int_equal(again.slot[i].is_good, slots.slot[i].is_good);
		assert_int_equal(again.slot[i].release, slots.slot[i].release);
		assert_int_equal(again.slot[i].uki_bytes, slots.slot[i].uki_bytes);
	}
}

/* The layout is for good: an old loader reads it. */
static void keeps_its_layout(void **state)
{
	static const uint8_t head[] = {'Z', 'A', 'R', 'Y', 'A', '-', 'A', 'B', 1, 0, 0, 0, 7, 0, 0,
		0, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 14, 7, 1, 0, 4, 3, 2, 1, 0x15,
		0xEC, 0x65, 1, 0, 0, 0, 0, 15, 7, 0, 0, 5, 3, 2, 1, 0x8E, 0x15, 0x53, 1, 0, 0, 0,
		0};
	static const uint8_t crc[] = {0x03, 0xEE, 0xFB, 0x40};
	struct zr_slots slots = sample();
	uint8_t sector[ZR_AB_RECORD_BYTES];
	zr_ab_record_encode(&slots, sector);
	assert_memory_equal(sector, head, sizeof head);
	assert_memory_equal(sector + 508, crc, sizeof crc);
}

static void refuses_every_changed_bit(void **state)
{
	struct zr_slots slots = sample();
	uint8_t sector[ZR_AB_RECORD_BYTES];
	zr_ab_record_encode(&slots, sector);
	for (unsigned bit = 0; bit < ZR_AB_RECORD_BYTES * 8; bit++) {
		sector[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_false(decode(sector, &slots));
		sector[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

static void refuses_every_torn_sector(void **state)
{
	struct zr_slots slots = sample(), read;
	uint8_t before[ZR_AB_RECORD_BYTES], after[ZR_AB_RECORD_BYTES], torn[ZR_AB_RECORD_BYTES];
	zr_ab_record_encode(&slots, before);
	slots.sequence++;
	zr_slots_count_down(&slots, ZR_SLOT_B);
	zr_ab_record_encode(&slots, after);
	for (unsigned cut = 0; cut <= ZR_AB_RECORD_BYTES; cut++) {
		memcpy(torn, after, cut);
		memcpy(torn + cut, before + cut, ZR_AB_RECORD_BYTES - cut);
		bool is_whole = memcmp(torn, before, sizeof torn) == 0 ||
				memcmp(torn, after, sizeof torn) == 0;
		assert_int_equal(decode(torn, &read), is_whole);
	}
}

static void takes_the_newest_whole_copy(void **state)
{
	struct zr_ab_copies copies;
	struct zr_slots slots = sample(), read;
	zr_ab_record_encode(&slots, copies.copy[0]);
	slots.sequence++;
	zr_ab_record_encode(&slots, copies.copy[1]);
	assert_int_equal(zr_ab_record_newest(&copies, &read), 1);
	assert_int_equal(read.sequence, slots.sequence);
	copies.copy[1][100] ^= 1;
	assert_int_equal(zr_ab_record_newest(&copies, &read), 0);
	assert_int_equal(read.sequence, slots.sequence - 1);
	copies.copy[0][100] ^= 1;
	assert_int_equal(zr_ab_record_newest(&copies, &read), -1);
	assert_int_equal(zr_slots_choose(&read, 0), ZR_SLOT_A);
}

static void writes_the_older_copy_first(void **state)
{
	struct zr_ab_copies copies;
	struct zr_slots slots = sample(), read;
	memset(&copies, 0, sizeof copies);
	assert_int_equal(zr_ab_record_put(&copies, -1, &slots), 0);
	assert_int_equal(zr_ab_record_put(&copies, 0, &slots), 1);
	assert_int_equal(zr_ab_record_put(&copies, 1, &slots), 0);
	assert_memory_equal(copies.copy[0], copies.copy[1], ZR_AB_RECORD_BYTES);
	assert_int_equal(zr_ab_record_newest(&copies, &read), 0);
	assert_int_equal(read.sequence, 0x1122334455667788 + 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_it_wrote),
		cmocka_unit_test(keeps_its_layout),
		cmocka_unit_test(refuses_every_changed_bit),
		cmocka_unit_test(refuses_every_torn_sector),
		cmocka_unit_test(takes_the_newest_whole_copy),
		cmocka_unit_test(writes_the_older_copy_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
