/* Tests: hub/access/attempts.c */
#include "test/unit/unit.h"

#include <string.h>

#include "hub/access/attempts.h"

#define NOW_US    1790000000000000
#define MINUTE_US (60 * 1000000LL)

static struct zr_attempts attempts;

static const uint8_t *peer(unsigned number)
{
	static uint8_t bytes[ZR_PEER_BYTES];
	memcpy(bytes, &number, sizeof number);
	return bytes;
}

/* How many of this address are let by until the first that is not. */
static unsigned spend(unsigned number, int64_t now_us)
{
	unsigned count = 0;
	while (count < 1000 && zr_attempts_take(&attempts, peer(number), now_us)) {
		count++;
	}
	return count;
}

static int begin(void **state)
{
	(void)state;
	attempts = (struct zr_attempts){0};
	return 0;
}

static void an_address_that_guesses_shuts_out_itself_alone(void **state)
{
	(void)state;
	assert_int_equal(spend(1, NOW_US), ZR_HUB_LOGIN_COUNT_MAX);
	assert_int_equal(spend(1, NOW_US + MINUTE_US - 1), 0);
	assert_int_equal(spend(2, NOW_US + MINUTE_US - 1), ZR_HUB_LOGIN_COUNT_MAX);
	assert_int_equal(spend(1, NOW_US + MINUTE_US), ZR_HUB_LOGIN_COUNT_MAX);
	assert_int_equal(spend(1, NOW_US - 5 * MINUTE_US), ZR_HUB_LOGIN_COUNT_MAX); /* set back */
}

static void the_right_password_opens_the_minute_again(void **state)
{
	(void)state;
	assert_int_equal(spend(1, NOW_US), ZR_HUB_LOGIN_COUNT_MAX);
	zr_attempts_forgive(&attempts, peer(1));
	assert_int_equal(spend(1, NOW_US), ZR_HUB_LOGIN_COUNT_MAX);
}

static void when_many_guess_those_go_on_who_knew_the_password(void **state)
{
	(void)state;
	assert_true(zr_attempts_take(&attempts, peer(1), NOW_US - MINUTE_US));
	zr_attempts_forgive(&attempts, peer(1));
	unsigned count = 0;
	for (unsigned number = 100; number < 200; number++) {
		count += spend(number, NOW_US);
	}
	assert_int_equal(count, ZR_HUB_LOGIN_ACCOUNT_COUNT_MAX);
	assert_int_equal(spend(2, NOW_US), 0);
	assert_int_equal(spend(1, NOW_US), ZR_HUB_LOGIN_COUNT_MAX);
	assert_int_equal(spend(2, NOW_US + MINUTE_US), ZR_HUB_LOGIN_COUNT_MAX);
}

static void the_addresses_of_the_last_right_passwords_are_known(void **state)
{
	(void)state;
	for (unsigned number = 0; number <= ZR_HUB_LOGIN_KNOWN_COUNT_MAX; number++) {
		zr_attempts_forgive(&attempts, peer(number));
		zr_attempts_forgive(&attempts, peer(number)); /* twice is once */
	}
	for (unsigned number = 100; number < 100 + ZR_HUB_LOGIN_ACCOUNT_COUNT_MAX; number++) {
		assert_true(zr_attempts_take(&attempts, peer(number), NOW_US));
	}
	assert_false(zr_attempts_take(&attempts, peer(0), NOW_US));
	for (unsigned number = 1; number <= ZR_HUB_LOGIN_KNOWN_COUNT_MAX; number++) {
		assert_true(zr_attempts_take(&attempts, peer(number), NOW_US));
	}
	/* As many more as the list has no room for any more. */
	zr_attempts_forgive(&attempts, peer(50));
	assert_false(zr_attempts_take(&attempts, peer(50), NOW_US));
	assert_true(zr_attempts_take(&attempts, peer(50), NOW_US + MINUTE_US));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_address_that_guesses_shuts_out_itself_alone, begin),
		cmocka_unit_test_setup(the_right_password_opens_the_minute_again, begin),
		cmocka_unit_test_setup(when_many_guess_those_go_on_who_knew_the_password, begin),
		cmocka_unit_test_setup(the_addresses_of_the_last_right_passwords_are_known, begin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
