/* Tokens: what they say, for how long, and that nobody else writes them. */
#include "test/unit/unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hub/access/ticket.h"
#include "lib/base/limits.h"

#define NOW_US 1790000000000000

static const struct zr_ticket_key key = {{7}};
static char token[ZR_SESSION_TEXT_BYTES + 1];

static void make(const char *name, int64_t began_us, int64_t used_us)
{
	struct zr_ticket ticket = {.began_us = began_us, .used_us = used_us, .id = {1, 2, 3}};
	(void)snprintf(ticket.name, sizeof ticket.name, "%s", name);
	assert_int_equal(zr_ticket_format(&key, &ticket, token, NULL), 0);
}

static bool is_live(int64_t now_us)
{
	struct zr_ticket ticket;
	return zr_ticket_parse(&key, token, now_us, &ticket);
}

static void a_token_says_who_came_in(void **state)
{
	(void)state;
	struct zr_ticket ticket = {0};
	make("anna.ivanova", NOW_US, NOW_US + 5);
	assert_true(zr_ticket_parse(&key, token, NOW_US + 6, &ticket));
	assert_string_equal(ticket.name, "anna.ivanova");
	assert_int_equal(ticket.began_us, NOW_US);
	assert_int_equal(ticket.used_us, NOW_US + 5);
	assert_int_equal(ticket.id[2], 3);
}

static void a_session_ends_when_it_is_idle_too_long(void **state)
{
	(void)state;
	int64_t idle_us = ZR_HUB_SESSION_IDLE_S * 1000000LL;
	make("anna", NOW_US, NOW_US);
	assert_true(is_live(NOW_US + idle_us - 1));
	assert_false(is_live(NOW_US + idle_us));
}

static void a_session_ends_however_busy_it_is(void **state)
{
	(void)state;
	int64_t life_us = ZR_HUB_SESSION_LIFE_S * 1000000LL;
	make("anna", NOW_US, NOW_US + life_us - 2);
	assert_true(is_live(NOW_US + life_us - 1));
	assert_false(is_live(NOW_US + life_us));
}

static void the_longest_token_fits(void **state)
{
	(void)state;
	char name[ZR_STORE_ID_BYTES];
	memset(name, 'a', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	make(name, INT64_MIN + 1, INT64_MAX);
	assert_true(strlen(token) <= ZR_SESSION_TEXT_BYTES);
	struct zr_ticket ticket;
	make(name, NOW_US, NOW_US);
	assert_true(zr_ticket_parse(&key, token, NOW_US, &ticket));
	assert_string_equal(ticket.name, name);
}

static void a_letter_that_is_another_makes_it_nothing(void **state)
{
	(void)state;
	make("anna", NOW_US, NOW_US);
	for (size_t i = 0; token[i] != '\0'; i++) {
		char letter = token[i];
		token[i] = letter == '1' ? '2' : '1';
		assert_false(is_live(NOW_US));
		token[i] = letter;
	}
	assert_true(is_live(NOW_US));
	token[strlen(token) - 1] = '\0';
	assert_false(is_live(NOW_US));
	const struct zr_ticket_key other = {{8}};
	struct zr_ticket ticket;
	make("anna", NOW_US, NOW_US);
	assert_false(zr_ticket_parse(&other, token, NOW_US, &ticket));
}

static void what_is_no_token_is_no_session(void **state)
{
	(void)state;
	const char *const texts[] = {"", "/", "////", "anna/1/2/3/4",
		"0000000000000000000000000000000000000000000000000000000000000000",
		"/0000000000000000000000000000000000000000000000000000000000000000"};
	struct zr_ticket ticket;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		assert_false(zr_ticket_parse(&key, texts[i], NOW_US, &ticket));
	}
}

static void the_key_is_drawn_once(void **state)
{
	(void)state;
	char folder[] = "/tmp/zarya-session-XXXXXX";
	char path[64];
	struct zr_ticket_key first;
	struct zr_ticket_key again;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof path, "%s/session.key", folder);
	assert_int_equal(zr_ticket_load_key(folder, &first, NULL), 0);
	assert_int_equal(zr_ticket_load_key(folder, &again, NULL), 0);
	assert_memory_equal(&first, &again, sizeof first);
	assert_int_equal(truncate(path, 3), 0);
	assert_int_equal(zr_ticket_load_key(folder, &again, NULL), ZR_E_INVALID);
	(void)unlink(path);
	(void)rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_says_who_came_in),
		cmocka_unit_test(a_session_ends_when_it_is_idle_too_long),
		cmocka_unit_test(a_session_ends_however_busy_it_is),
		cmocka_unit_test(the_longest_token_fits),
		cmocka_unit_test(a_letter_that_is_another_makes_it_nothing),
		cmocka_unit_test(what_is_no_token_is_no_session),
		cmocka_unit_test(the_key_is_drawn_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
