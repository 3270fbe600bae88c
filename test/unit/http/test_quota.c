#include "test/unit/unit.h"

#include <string.h>

#include "lib/http/quota.h"

enum {
	SECOND = 1000000,
	NOW = 1000 * SECOND,
};

static const struct zr_quota_limits limits = {
	.window_us = 10 * (int64_t)SECOND, .count_max = 3, .bytes_max = 100};
static const uint8_t one[ZR_QUOTA_KEY_BYTES] = {1};
static const uint8_t two[ZR_QUOTA_KEY_BYTES] = {2};

static enum zr_quota_verdict use(
	struct zr_quota *quota, const uint8_t *key, uint64_t count, uint64_t bytes)
{
	return zr_quota_charge(
		quota, &(struct zr_quota_use){.key = key, .count = count, .bytes = bytes}, NOW);
}

static void holds_back_who_has_spent_and_tells_once(void **state)
{
	struct zr_quota *quota = NULL;
	assert_int_equal(zr_quota_new(&limits, &quota, NULL), 0);
	assert_int_equal(use(quota, one, 1, 0), ZR_QUOTA_WITHIN);
	assert_int_equal(use(quota, one, 1000, 0), ZR_QUOTA_WITHIN); /* passes once */
	assert_true(zr_quota_is_spent(quota, one, NOW));
	assert_int_equal(use(quota, one, 1, 0), ZR_QUOTA_SPENT_NOW);
	assert_int_equal(use(quota, one, 1, 0), ZR_QUOTA_SPENT);
	assert_int_equal(use(quota, two, 1, 0), ZR_QUOTA_WITHIN);
	assert_int_equal(use(quota, two, 0, 100), ZR_QUOTA_WITHIN);
	assert_int_equal(use(quota, two, 0, 100), ZR_QUOTA_WITHIN);
	assert_int_equal(use(quota, two, 1, 1), ZR_QUOTA_SPENT_NOW);
	zr_quota_free(quota);
}

static void a_new_window_begins_anew(void **state)
{
	struct zr_quota *quota = NULL;
	assert_int_equal(zr_quota_new(&limits, &quota, NULL), 0);
	assert_int_equal(use(quota, one, 3, 0), ZR_QUOTA_WITHIN);
	assert_true(zr_quota_is_spent(quota, one, NOW + 9 * (int64_t)SECOND));
	assert_false(zr_quota_is_spent(quota, one, NOW + 10 * (int64_t)SECOND));
	assert_int_equal(zr_quota_wait_s(quota, NOW + 4 * (int64_t)SECOND), 7);
	zr_quota_free(quota);
}

/* More keys than slots: nobody who is within is held back for it. */
static void a_crowd_holds_nobody_back(void **state)
{
	struct zr_quota *quota = NULL;
	assert_int_equal(zr_quota_new(&limits, &quota, NULL), 0);
	for (uint32_t i = 0; i < 700000; i++) {
		uint8_t key[ZR_QUOTA_KEY_BYTES] = {0};
		memcpy(key, &i, sizeof i);
		assert_int_equal(use(quota, key, 1, 0), ZR_QUOTA_WITHIN);
	}
	zr_quota_free(quota);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_back_who_has_spent_and_tells_once),
		cmocka_unit_test(a_new_window_begins_anew),
		cmocka_unit_test(a_crowd_holds_nobody_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
