/* Tests: lib/http/visitors.c */
#include "test/unit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/http/visitors.h"

#define SECOND_US 1000000LL

static struct zr_visitors *visitors;

static int begin(void **state)
{
	(void)state;
	const struct zr_visitors_limits limits = {
		.connection_count_max = 3, .body_bytes_max = 1000};
	return zr_visitors_new(&limits, &visitors, NULL);
}

static int end(void **state)
{
	(void)state;
	zr_visitors_free(visitors);
	return 0;
}

static int64_t now_us;

static struct zr_visitor *enter(const char *text, int fd, int64_t deadline_us)
{
	struct sockaddr_storage address = {0};
	struct sockaddr_in *four = (struct sockaddr_in *)&address;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&address;
	address.ss_family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET;
	assert_int_equal(1, address.ss_family == AF_INET
				    ? inet_pton(AF_INET, text, &four->sin_addr)
				    : inet_pton(AF_INET6, text, &six->sin6_addr));
	return zr_visitors_enter(
		visitors, (const struct sockaddr *)&address, fd, now_us, deadline_us);
}

/* As many as may be there of one network; then they leave. */
static size_t count(const char *const addresses[], size_t address_count)
{
	struct zr_visitor *in[16];
	size_t in_count = 0;
	while (in_count < 16 &&
		(in[in_count] = enter(addresses[in_count % address_count], 0, 0)) != NULL) {
		in_count++;
	}
	for (size_t i = 0; i < in_count; i++) {
		zr_visitors_leave(visitors, in[i]);
	}
	return in_count;
}

#define COUNT(...)                                                                                 \
	count((const char *const[]){__VA_ARGS__},                                                  \
		sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void an_address_has_so_many_connections(void **state)
{
	(void)state;
	assert_int_equal(COUNT("198.51.100.1"), 3);
	assert_int_equal(COUNT("198.51.100.1"), 3); /* those that left have left room */
	assert_int_equal(COUNT("198.51.100.1", "::ffff:198.51.100.1"), 3);
	assert_int_equal(COUNT("198.51.100.1", "198.51.100.2"), 6);
	assert_int_equal(COUNT("2001:db8::1", "2001:db8::2:0:0:1"), 3); /* one /64 */
	assert_int_equal(COUNT("2001:db8::1", "2001:db8:0:1::1"), 6);
	assert_int_equal(COUNT("127.0.0.2"), 3);
	assert_int_equal(COUNT("127.0.0.1"), 16); /* a proxy of our own */
	assert_int_equal(COUNT("::1"), 16);
}

static void all_together_are_so_many(void **state)
{
	(void)state;
	const struct zr_visitors_limits limits = {.count_max = 16};
	struct zr_visitor *in[17];
	char text[32];
	zr_visitors_free(visitors);
	assert_int_equal(zr_visitors_new(&limits, &visitors, NULL), 0);
	for (int i = 0; i < 17; i++) {
		(void)snprintf(text, sizeof text, "198.51.100.%d", i);
		in[i] = enter(text, 0, 0);
		assert_int_equal(in[i] != NULL, i < 16);
	}
	assert_null(enter("127.0.0.1", 0, 0)); /* not even a proxy of our own */
	zr_visitors_leave(visitors, in[15]);
	in[15] = enter("198.51.100.99", 0, 0);
	assert_non_null(in[15]);
	for (int i = 0; i < 16; i++) {
		zr_visitors_leave(visitors, in[i]);
	}
}

/* How many of a hundred come in, each of another address. */
static unsigned rush(void)
{
	unsigned in_count = 0;
	char text[32];
	for (int i = 0; i < 100; i++) {
		(void)snprintf(text, sizeof text, "198.51.100.%d", i);
		struct zr_visitor *visitor = enter(text, 0, 0);
		in_count += visitor != NULL ? 1 : 0;
		if (visitor != NULL) {
			zr_visitors_leave(visitors, visitor);
		}
	}
	return in_count;
}

static void a_rush_is_let_in_evenly(void **state)
{
	(void)state;
	const struct zr_visitors_limits limits = {.enter_per_s_max = 10};
	zr_visitors_free(visitors);
	assert_int_equal(zr_visitors_new(&limits, &visitors, NULL), 0);
	now_us = 50 * SECOND_US;
	assert_int_equal(rush(), 11); /* a second's at once, and this second's first */
	assert_int_equal(rush(), 0);
	assert_int_equal(COUNT("127.0.0.1"), 16); /* a proxy of our own */
	now_us += SECOND_US / 2;
	assert_int_equal(rush(), 5);
	now_us += 60 * SECOND_US;
	assert_int_equal(rush(), 11); /* a quiet minute saves nothing up */
	now_us = 0;
}

static bool is_number(const void *badge, const void *whom)
{
	return *(const int *)badge == *(const int *)whom;
}

static void one_is_cut_by_its_badge(void **state)
{
	(void)state;
	int mine[2];
	int others[2];
	char byte;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, mine), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, others), 0);
	struct zr_visitor *device = enter("198.51.100.1", mine[0], 0);
	struct zr_visitor *other = enter("198.51.100.1", others[0], 0);
	const int seven = 7, eight = 8;
	int *badge = malloc(sizeof *badge);
	assert_non_null(badge);
	*badge = seven;
	assert_null(zr_visitors_badge(device));
	zr_visitors_set_badge(visitors, device, badge);
	assert_ptr_equal(zr_visitors_badge(device), badge);
	zr_visitors_cut(visitors, is_number, &eight);
	assert_int_equal(read(mine[1], &byte, 1), -1);
	zr_visitors_cut(visitors, is_number, &seven);
	assert_int_equal(read(mine[1], &byte, 1), 0); /* the end */
	assert_int_equal(read(others[1], &byte, 1), -1);
	zr_visitors_leave(visitors, device);
	zr_visitors_leave(visitors, other);
	for (int i = 0; i < 2; i++) {
		(void)close(mine[i]);
		(void)close(others[i]);
	}
}

static void an_address_holds_so_many_bytes(void **state)
{
	(void)state;
	struct zr_visitor *first = enter("198.51.100.1", 0, 0);
	struct zr_visitor *second = enter("198.51.100.1", 0, 0);
	struct zr_visitor *other = enter("198.51.100.2", 0, 0);
	struct zr_visitor *proxy = enter("127.0.0.1", 0, 0);
	assert_true(zr_visitors_hold(visitors, first, 600));
	assert_false(zr_visitors_hold(visitors, second, 401));
	assert_true(zr_visitors_hold(visitors, second, 400));
	assert_true(zr_visitors_hold(visitors, other, 1000));
	assert_true(zr_visitors_hold(visitors, proxy, 5000));
	zr_visitors_drop(visitors, first, 600);
	zr_visitors_leave(visitors, first);
	assert_true(zr_visitors_hold(visitors, second, 600));
	zr_visitors_drop(visitors, second, 1000);
	zr_visitors_drop(visitors, other, 1000);
	zr_visitors_drop(visitors, proxy, 5000);
	zr_visitors_leave(visitors, other);
	zr_visitors_leave(visitors, second);
	zr_visitors_leave(visitors, proxy);
}

static bool is_open(int peer_fd)
{
	char byte;
	return recv(peer_fd, &byte, 1, MSG_DONTWAIT) < 0;
}

static void who_is_over_its_deadline_is_closed(void **state)
{
	(void)state;
	int late[2];
	int busy[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, late), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, busy), 0);
	struct zr_visitor *first = enter("198.51.100.1", late[0], 10 * SECOND_US);
	struct zr_visitor *second = enter("198.51.100.1", busy[0], 10 * SECOND_US);
	zr_visitors_sweep(visitors, 10 * SECOND_US);
	assert_true(is_open(late[1]) && is_open(busy[1]));
	zr_visitors_set_deadline(second, 0);
	zr_visitors_sweep(visitors, 10 * SECOND_US + 1);
	assert_false(is_open(late[1]));
	assert_true(is_open(busy[1]));
	zr_visitors_set_deadline(second, 20 * SECOND_US);
	zr_visitors_sweep(visitors, 20 * SECOND_US);
	assert_true(is_open(busy[1]));
	zr_visitors_leave(visitors, second);
	zr_visitors_sweep(visitors, 30 * SECOND_US); /* its descriptor may be another's by now */
	assert_true(is_open(busy[1]));
	zr_visitors_leave(visitors, first);
	for (size_t i = 0; i < 2; i++) {
		(void)close(late[i]);
		(void)close(busy[i]);
	}
}

static void every_address_of_a_crowd_is_told_from_the_others(void **state)
{
	(void)state;
	enum {
		CROWD = 3000, /* more than the table has places */
	};
	static struct zr_visitor *crowd[CROWD];
	for (unsigned i = 0; i < CROWD; i++) {
		char text[32];
		(void)snprintf(text, sizeof text, "10.0.%u.%u", i / 250, i % 250);
		crowd[i] = enter(text, 0, 0);
		assert_non_null(crowd[i]);
		assert_true(zr_visitors_hold(visitors, crowd[i], 1000));
	}
	for (unsigned i = 0; i < CROWD; i++) {
		assert_int_equal(zr_visitors_peer(crowd[i])[15], i % 250);
		zr_visitors_drop(visitors, crowd[i], 1000);
		zr_visitors_leave(visitors, crowd[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_address_has_so_many_connections, begin, end),
		cmocka_unit_test_setup_teardown(all_together_are_so_many, begin, end),
		cmocka_unit_test_setup_teardown(a_rush_is_let_in_evenly, begin, end),
		cmocka_unit_test_setup_teardown(one_is_cut_by_its_badge, begin, end),
		cmocka_unit_test_setup_teardown(an_address_holds_so_many_bytes, begin, end),
		cmocka_unit_test_setup_teardown(who_is_over_its_deadline_is_closed, begin, end),
		cmocka_unit_test_setup_teardown(
			every_address_of_a_crowd_is_told_from_the_others, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
