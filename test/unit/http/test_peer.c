/* Tests: lib/http/peer.c */
#include "test/unit/unit.h"

#include <string.h>

#include "lib/http/peer.h"

static bool is_same(const char *first, const char *second)
{
	uint8_t one[ZR_PEER_BYTES];
	uint8_t other[ZR_PEER_BYTES];
	assert_true(zr_peer_parse(first, one) && zr_peer_parse(second, other));
	return memcmp(one, other, sizeof one) == 0;
}

static void a_network_of_ipv6_is_one_peer(void **state)
{
	(void)state;
	assert_true(is_same("2001:db8::1", "2001:db8:0:0:ffff::2"));
	assert_false(is_same("2001:db8::1", "2001:db8:0:1::1"));
	assert_true(is_same("192.0.2.1", "::ffff:192.0.2.1"));
	assert_false(is_same("192.0.2.1", "192.0.2.2"));
}

static void a_port_is_no_part_of_it(void **state)
{
	(void)state;
	assert_true(is_same("192.0.2.1:4711", "192.0.2.1"));
	assert_true(is_same("[2001:db8::1]:443", "2001:db8::1"));
	assert_true(is_same("[2001:db8::1]", "2001:db8::1"));
}

static void what_is_no_address_sets_nothing(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "unknown", "_hidden", "1.2.3", "[", "[]",
		":::", "1.2.3.4.5", "[2001:db8::1", "192.0.2.1 and more",
		"1111111111111111111111111111111111111111111111111111111111111111111111111"};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		uint8_t peer[ZR_PEER_BYTES] = {7};
		assert_false(zr_peer_parse(texts[i], peer));
		assert_int_equal(peer[0], 7);
	}
}

static void this_machine_is_known_by_either_name(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool is_this;
	} cases[] = {{"127.0.0.1", true}, {"::1", true}, {"::ffff:127.0.0.1", true},
		{"127.0.0.2", false}, {"::2", false}, {"0.0.0.0", false}};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		uint8_t peer[ZR_PEER_BYTES];
		assert_true(zr_peer_parse(cases[i].text, peer));
		assert_int_equal(zr_peer_is_this_machine(peer), cases[i].is_this);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_network_of_ipv6_is_one_peer),
		cmocka_unit_test(a_port_is_no_part_of_it),
		cmocka_unit_test(what_is_no_address_sets_nothing),
		cmocka_unit_test(this_machine_is_known_by_either_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
