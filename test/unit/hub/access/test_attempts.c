/* Tests: hub/access/attempts.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "hub/access/attempts.h"
#include "lib/base/limits.h"

#define NOW_US    1790000000000000
#define MINUTE_US (60 * 1000000LL)

static struct zr_attempts *attempts;

static const uint8_t *peer(unsigned number)
{
	static uint8_t bytes[ZR_PEER_BYTES];
	memcpy(bytes, &number, sizeof number);
	return bytes;
}

static int take(const char *name, unsigned number, int64_t now_us)
{
	const struct zr_attempt attempt = {name, peer(number), now_us};
	return zr_attempts_take(attempts, &attempt, NULL);
}

static void forgive(const char *name, unsigned number)
{
	const struct zr_attempt attempt = {name, peer(number), NOW_US};
	zr_attempts_forgive(attempts, &attempt);
}

/* How many for this account are let by from this address until the first that is not. */
static unsigned spend_on(const char *name, unsigned number, int64_t now_us)
{
	unsigned count = 0;
	while (count < 1000 && take(name, number, now_us) == 0) {
		count++;
	}
	return count;
}

static unsigned spend(unsigned number, int64_t now_us)
{
	return spend_on("anna", number, now_us);
}

static int begin(void **state)
{
	(void)state;
	return zr_attempts_new(&attempts, NULL);
}

static int end(void **state)
{
	(void)state;
	zr_attempts_free(attempts);
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
	forgive("anna", 1);
	assert_int_equal(spend(1, NOW_US), ZR_HUB_LOGIN_COUNT_MAX);
}

static void when_many_guess_those_go_on_who_knew_the_password(void **state)
{
	(void)state;
	assert_int_equal(take("anna", 1, NOW_US - MINUTE_US), 0);
	forgive("anna", 1);
	unsigned count = 0;
	for (unsigned number = 100; number < 200; number++) {
		count += spend(number, NOW_US);
	}
	assert_int_equal(count, ZR_HUB_LOGIN_ACCOUNT_COUNT_MAX);
	assert_int_equal(spend(2, NOW_US), 0);
	assert_int_equal(spend(1, NOW_US), ZR_HUB_LOGIN_COUNT_MAX);
	assert_int_equal(spend(2, NOW_US + MINUTE_US), ZR_HUB_LOGIN_COUNT_MAX);
}

static void an_account_is_shut_to_strangers_and_others_are_not(void **state)
{
	(void)state;
	for (unsigned number = 100; number < 200; number++) {
		(void)spend(number, NOW_US);
	}
	assert_int_equal(take("anna", 2, NOW_US), ZR_E_BUSY);
	assert_int_equal(take("boris", 2, NOW_US), 0);
	assert_int_equal(take("boris", 100, NOW_US), 0);
}

static void an_address_has_so_many_for_all_accounts(void **state)
{
	(void)state;
	unsigned count = 0;
	char name[16];
	for (unsigned number = 0; number < ZR_HUB_LOGIN_ADDRESS_COUNT_MAX; number++) {
		(void)snprintf(name, sizeof name, "n%u", number);
		count += spend_on(name, 1, NOW_US);
	}
	assert_int_equal(count, ZR_HUB_LOGIN_ADDRESS_COUNT_MAX);
	assert_int_equal(take("another", 2, NOW_US), 0);
}

static void an_office_that_knows_its_passwords_is_not_held_up(void **state)
{
	(void)state;
	char name[16];
	for (unsigned number = 0; number < 3 * ZR_HUB_LOGIN_ADDRESS_COUNT_MAX; number++) {
		(void)snprintf(name, sizeof name, "n%u", number);
		assert_int_equal(take(name, 1, NOW_US), 0);
		forgive(name, 1);
	}
}

static void so_many_pairs_are_known(void **state)
{
	(void)state;
	for (unsigned number = 0; number <= ZR_HUB_LOGIN_KNOWN_COUNT_MAX; number++) {
		forgive("anna", number);
		forgive("anna", number); /* twice is once */
	}
	for (unsigned number = 0; number < ZR_HUB_LOGIN_ACCOUNT_COUNT_MAX; number++) {
		assert_int_equal(take("anna", 1000000 + number, NOW_US + MINUTE_US), 0);
	}
	assert_int_equal(take("anna", 0, NOW_US + MINUTE_US), ZR_E_BUSY);
	assert_int_equal(take("anna", 1, NOW_US + MINUTE_US), 0);
	assert_int_equal(take("anna", ZR_HUB_LOGIN_KNOWN_COUNT_MAX, NOW_US + MINUTE_US), 0);
}

static void when_the_list_is_full_known_pairs_go_on(void **state)
{
	(void)state;
	forgive("anna", 1);
	char name[16];
	unsigned number = 0;
	int code = 0;
	while (code == 0 && number < 2 * ZR_HUB_LOGIN_SLOT_COUNT_MAX) {
		(void)snprintf(name, sizeof name, "n%u", number);
		code = take(name, 1000 + number++, NOW_US);
	}
	assert_int_equal(code, ZR_E_BUSY);
	assert_int_equal(take("anna", 1, NOW_US), 0);
	assert_int_equal(take("anna", 2, NOW_US), ZR_E_BUSY);
	assert_int_equal(take("anna", 2, NOW_US + MINUTE_US), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			an_address_that_guesses_shuts_out_itself_alone, begin, end),
		cmocka_unit_test_setup_teardown(
			the_right_password_opens_the_minute_again, begin, end),
		cmocka_unit_test_setup_teardown(
			when_many_guess_those_go_on_who_knew_the_password, begin, end),
		cmocka_unit_test_setup_teardown(
			an_account_is_shut_to_strangers_and_others_are_not, begin, end),
		cmocka_unit_test_setup_teardown(
			an_address_has_so_many_for_all_accounts, begin, end),
		cmocka_unit_test_setup_teardown(
			an_office_that_knows_its_passwords_is_not_held_up, begin, end),
		cmocka_unit_test_setup_teardown(so_many_pairs_are_known, begin, end),
		cmocka_unit_test_setup_teardown(
			when_the_list_is_full_known_pairs_go_on, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
