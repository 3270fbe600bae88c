/* Lines of an office's keys: whoever trusts one key walks on to the last, and by no other way. */
#include "test/unit/unit.h"

#include <string.h>

#include "lib/base/limits.h"
#include "lib/envelope/succession.h"
#include "test/unit/envelope/parties.h"

#define KEY_COUNT 4

static struct zr_party_secret keys[KEY_COUNT];
static struct zr_buffer line;

static int begin(void **state)
{
	(void)state;
	for (size_t i = 0; i < KEY_COUNT; i++) {
		parties_init(&keys[i], (uint8_t)(10 + i));
		assert_int_equal(zr_succession_extend(&line, i == 0 ? NULL : &keys[i - 1],
					 &keys[i].public_half, NULL),
			0);
	}
	return 0;
}

static int end(void **state)
{
	(void)state;
	zr_buffer_finish(&line);
	return 0;
}

static void each_key_leads_to_the_last(void **state)
{
	(void)state;
	struct zr_party_public last;
	for (size_t i = 0; i < KEY_COUNT; i++) {
		assert_int_equal(zr_succession_follow(&line, &keys[i].public_half, &last, NULL), 0);
		assert_memory_equal(&last, &keys[KEY_COUNT - 1].public_half, sizeof last);
	}
	assert_int_equal(zr_succession_follow(&line, NULL, &last, NULL), 0);
}

static void each_key_stands_at_its_place(void **state)
{
	(void)state;
	struct zr_party_public key;
	for (size_t i = 0; i < KEY_COUNT; i++) {
		assert_true(zr_succession_get(&line, i, &key));
		assert_memory_equal(&key, &keys[i].public_half, sizeof key);
	}
	assert_false(zr_succession_get(&line, KEY_COUNT, &key));
}

static void one_key_is_a_line(void **state)
{
	(void)state;
	struct zr_party_public last;
	const struct zr_buffer one = {.data = line.data, .bytes = ZR_SUCCESSION_KEY_BYTES};
	assert_int_equal(zr_succession_follow(&one, &keys[0].public_half, &last, NULL), 0);
	assert_memory_equal(&last, &keys[0].public_half, sizeof last);
	assert_int_equal(
		zr_succession_follow(&one, &keys[1].public_half, &last, NULL), ZR_E_FOREIGN);
}

static void a_line_that_begins_late_is_one(void **state)
{
	(void)state;
	struct zr_party_public last;
	struct zr_buffer late = {0};
	assert_int_equal(zr_succession_extend(&late, &keys[1], &keys[2].public_half, NULL), 0);
	assert_int_equal(zr_succession_follow(&late, &keys[1].public_half, &last, NULL), 0);
	assert_memory_equal(&last, &keys[2].public_half, sizeof last);
	assert_int_equal(
		zr_succession_follow(&late, &keys[0].public_half, &last, NULL), ZR_E_FOREIGN);
	zr_buffer_finish(&late);
}

static void a_changed_byte_is_found_wherever_it_is(void **state)
{
	(void)state;
	struct zr_party_public last;
	for (size_t i = 0; i < line.bytes; i++) {
		line.data[i] ^= 1;
		assert_int_not_equal(
			zr_succession_follow(&line, &keys[0].public_half, &last, NULL), 0);
		line.data[i] ^= 1;
	}
}

static void another_office_cannot_put_itself_behind(void **state)
{
	(void)state;
	struct zr_party_public last;
	struct zr_party_secret thief;
	struct zr_buffer longer = {0};
	parties_init(&thief, 99);
	assert_int_equal(zr_buffer_add(&longer, line.data, line.bytes), 0);
	assert_int_equal(zr_succession_extend(&longer, &thief, &thief.public_half, NULL), 0);
	assert_int_equal(
		zr_succession_follow(&longer, &keys[0].public_half, &last, NULL), ZR_E_FORGED);
	zr_buffer_finish(&longer);
}

static void what_is_no_line_is_told(void **state)
{
	(void)state;
	struct zr_party_public last;
	for (size_t bytes = 0; bytes < line.bytes; bytes++) {
		const struct zr_buffer cut = {.data = line.data, .bytes = bytes};
		bool is_line = bytes >= ZR_SUCCESSION_KEY_BYTES &&
			       (bytes - ZR_SUCCESSION_KEY_BYTES) % ZR_SUCCESSION_STEP_BYTES == 0;
		assert_int_equal(
			zr_succession_follow(&cut, NULL, &last, NULL), is_line ? 0 : ZR_E_SYNTAX);
	}
}

static void a_line_has_an_end(void **state)
{
	(void)state;
	struct zr_buffer longest = {0};
	struct zr_error error = {0};
	struct zr_party_public last;
	assert_int_equal(zr_succession_extend(&longest, NULL, &keys[0].public_half, NULL), 0);
	for (size_t i = 0; i < ZR_OFFICE_SUCCESSOR_COUNT_MAX; i++) {
		assert_int_equal(
			zr_succession_extend(&longest, &keys[0], &keys[0].public_half, NULL), 0);
	}
	assert_int_equal(zr_succession_follow(&longest, NULL, &last, NULL), 0);
	assert_int_equal(
		zr_succession_extend(&longest, &keys[0], &keys[1].public_half, &error), ZR_E_LIMIT);
	zr_buffer_finish(&longest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_key_leads_to_the_last),
		cmocka_unit_test(each_key_stands_at_its_place),
		cmocka_unit_test(one_key_is_a_line),
		cmocka_unit_test(a_line_that_begins_late_is_one),
		cmocka_unit_test(a_changed_byte_is_found_wherever_it_is),
		cmocka_unit_test(another_office_cannot_put_itself_behind),
		cmocka_unit_test(what_is_no_line_is_told),
		cmocka_unit_test(a_line_has_an_end),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
