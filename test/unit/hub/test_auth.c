/* Tests: auth.c */
#include "test/unit/unit.h"

#include <string.h>

#include "hub/access/auth.h"

#define NOW_US 1790000000000000

static const uint8_t peer[ZR_PEER_BYTES] = {4};
static const uint8_t salt[ZR_AUTH_SESSION_BYTES] = {1, 2, 3};

static void init(struct zr_auth *auth)
{
	uint8_t stored[ZR_AUTH_STORED_BYTES];
	assert_int_equal(zr_auth_hash("right", salt, stored, NULL), 0);
	zr_auth_init(auth, stored);
}

static int log_in(struct zr_auth *auth, const char *password, int64_t now_us, const uint8_t *random,
	char *ret_token)
{
	const struct zr_auth_attempt attempt = {
		.password = password, .random = random, .peer = peer, .now_us = now_us};
	return zr_auth_login(auth, &attempt, ret_token, NULL);
}

static void the_right_password_opens_a_session(void **state)
{
	(void)state;
	static struct zr_auth auth;
	char token[2 * ZR_AUTH_SESSION_BYTES + 1];
	init(&auth);
	assert_int_equal(log_in(&auth, "right", NOW_US, salt, token), 0);
	assert_true(zr_auth_check(&auth, token, NOW_US + 1));
	zr_auth_logout(&auth, token);
	assert_false(zr_auth_check(&auth, token, NOW_US + 2));
	zr_auth_finish(&auth);
}

static void a_session_ends_when_it_is_idle_too_long(void **state)
{
	(void)state;
	static struct zr_auth auth;
	char token[2 * ZR_AUTH_SESSION_BYTES + 1];
	int64_t idle_us = ZR_HUB_SESSION_IDLE_S * 1000000LL;
	init(&auth);
	assert_int_equal(log_in(&auth, "right", NOW_US, salt, token), 0);
	assert_true(zr_auth_check(&auth, token, NOW_US + idle_us - 1));
	assert_true(zr_auth_check(&auth, token, NOW_US + idle_us + idle_us / 2));
	assert_false(zr_auth_check(&auth, token, NOW_US + 4 * idle_us));
	zr_auth_finish(&auth);
}

static void a_session_ends_however_busy_it_is(void **state)
{
	(void)state;
	static struct zr_auth auth;
	char token[2 * ZR_AUTH_SESSION_BYTES + 1];
	int64_t life_us = ZR_HUB_SESSION_LIFE_S * 1000000LL;
	init(&auth);
	assert_int_equal(log_in(&auth, "right", NOW_US, salt, token), 0);
	for (int64_t spent_us = 0; spent_us < life_us; spent_us += 3600 * 1000000LL) {
		assert_true(zr_auth_check(&auth, token, NOW_US + spent_us));
	}
	assert_true(zr_auth_check(&auth, token, NOW_US + life_us - 1));
	assert_false(zr_auth_check(&auth, token, NOW_US + life_us));
	zr_auth_finish(&auth);
}

static void another_password_ends_all_sessions_but_one(void **state)
{
	(void)state;
	static struct zr_auth auth;
	char mine[2 * ZR_AUTH_SESSION_BYTES + 1];
	char other[2 * ZR_AUTH_SESSION_BYTES + 1];
	static const uint8_t random[ZR_AUTH_SESSION_BYTES] = {9};
	uint8_t stored[ZR_AUTH_STORED_BYTES];
	init(&auth);
	assert_int_equal(log_in(&auth, "right", NOW_US, salt, mine), 0);
	assert_int_equal(log_in(&auth, "right", NOW_US, random, other), 0);
	assert_int_equal(zr_auth_hash("another", salt, stored, NULL), 0);
	zr_auth_replace(&auth, stored, mine);
	assert_true(zr_auth_check(&auth, mine, NOW_US));
	assert_false(zr_auth_check(&auth, other, NOW_US));
	assert_int_equal(log_in(&auth, "right", NOW_US, random, other), ZR_E_REFUSED);
	const struct zr_auth_attempt attempt = {
		.password = "another", .peer = peer, .now_us = NOW_US};
	assert_int_equal(zr_auth_verify(&auth, &attempt, NULL), 0);
	zr_auth_replace(&auth, stored, "");
	assert_false(zr_auth_check(&auth, mine, NOW_US));
	zr_auth_finish(&auth);
}

static void what_is_no_token_is_no_session(void **state)
{
	(void)state;
	static struct zr_auth auth;
	init(&auth);
	assert_false(zr_auth_check(&auth, "", NOW_US));
	assert_false(zr_auth_check(&auth, "zz", NOW_US));
	assert_false(zr_auth_check(
		&auth, "0000000000000000000000000000000000000000000000000000000000000000", NOW_US));
	zr_auth_finish(&auth);
}

static void wrong_passwords_are_limited_by_the_minute(void **state)
{
	(void)state;
	static struct zr_auth auth;
	char token[2 * ZR_AUTH_SESSION_BYTES + 1];
	init(&auth);
	for (int i = 0; i < ZR_HUB_LOGIN_COUNT_MAX; i++) {
		assert_int_equal(log_in(&auth, "wrong", NOW_US, salt, token), ZR_E_REFUSED);
	}
	assert_int_equal(log_in(&auth, "right", NOW_US + 1, salt, token), ZR_E_BUSY);
	assert_int_equal(log_in(&auth, "right", NOW_US + 60000000, salt, token), 0);
	zr_auth_finish(&auth);
}

static void the_oldest_session_makes_room(void **state)
{
	(void)state;
	static struct zr_auth auth;
	char first[2 * ZR_AUTH_SESSION_BYTES + 1];
	char token[2 * ZR_AUTH_SESSION_BYTES + 1];
	init(&auth);
	assert_int_equal(log_in(&auth, "right", NOW_US, salt, first), 0);
	for (size_t i = 1; i < ZR_HUB_SESSION_COUNT_MAX; i++) {
		auth.sessions[i].used_us = NOW_US + 1; /* all taken */
	}
	uint8_t other[ZR_AUTH_SESSION_BYTES] = {9};
	assert_int_equal(log_in(&auth, "right", NOW_US + 2, other, token), 0);
	assert_false(zr_auth_check(&auth, first, NOW_US + 3));
	assert_true(zr_auth_check(&auth, token, NOW_US + 3));
	zr_auth_finish(&auth);
}

static void a_drawn_password_is_four_groups_of_four(void **state)
{
	(void)state;
	static const uint8_t low[10] = {0};
	static const uint8_t high[10] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
	char password[20];
	zr_auth_format_password(low, password);
	assert_string_equal(password, "aaaa-aaaa-aaaa-aaaa");
	zr_auth_format_password(high, password);
	assert_int_equal(strlen(password), 19);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_right_password_opens_a_session),
		cmocka_unit_test(a_session_ends_when_it_is_idle_too_long),
		cmocka_unit_test(a_session_ends_however_busy_it_is),
		cmocka_unit_test(another_password_ends_all_sessions_but_one),
		cmocka_unit_test(what_is_no_token_is_no_session),
		cmocka_unit_test(wrong_passwords_are_limited_by_the_minute),
		cmocka_unit_test(the_oldest_session_makes_room),
		cmocka_unit_test(a_drawn_password_is_four_groups_of_four),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
