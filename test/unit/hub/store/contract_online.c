/* The contract: households that answer for themselves.
 * Tests: hub/store/online.c, hub/store/sqlite/census/sqlite_online.c,
 * hub/store/postgres/census/postgres_online.c
 */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "hub/store/online.h"
#include "test/unit/hub/store/contract_fixture.h"
#include "test/unit/hub/store/contract_online.h"

static const uint8_t secret[ZR_HASH_BYTES] = {7};

static void put_area(const char *area_id, const char *form_id)
{
	struct zr_area area = {0};
	struct zr_store_household household = {
		.household_id = TEXT("h"), .address = TEXT("Lesnaya 1"), .place = 1};
	(void)snprintf(area.area_id, sizeof area.area_id, "%s", area_id);
	(void)snprintf(area.name, sizeof area.name, "Area");
	(void)snprintf(area.form_id, sizeof area.form_id, "%s", form_id);
	assert_int_equal(zr_store_put_area(store, &area, &fault), 0);
	assert_int_equal(zr_store_put_household(store, area_id, &household, &fault), 0);
}

static void put_form(const char *version)
{
	struct zr_store_form form = {.uploaded_us = 1};
	(void)snprintf(form.form_id, sizeof form.form_id, "f");
	(void)snprintf(form.version, sizeof form.version, "%s", version);
	(void)snprintf(form.title, sizeof form.title, "F");
	assert_int_equal(zr_store_put_form(store, &form, "<a/>", 4, &fault), 1);
}

static void invite(const char *area_id, uint8_t first)
{
	const struct zr_online_invitation invitation = {
		.household_id = "h", .lookup = {first, 2, 3}};
	assert_int_equal(zr_online_invite(store, area_id, &invitation, &fault), 0);
	assert_int_equal(zr_online_renew(store, area_id, &fault), 0);
}

static int join_invitation(void *user, const struct zr_online_invitation *invitation)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 100 - strlen(text), "%s=%d %s;",
		invitation->household_id, invitation->lookup[0], invitation->address);
	return 0;
}

static void a_household_has_one_code(void **state)
{
	(void)state;
	char text[100] = "";
	put_area("a", "f");
	invite("a", 1);
	invite("a", 9);
	assert_int_equal(zr_online_list_invitations(store, "a", join_invitation, text, &fault), 0);
	assert_string_equal(text, "h=9 Lesnaya 1;");
}

static void enrol_device(void)
{
	add_device(device_id[0], "online", "");
	assert_int_equal(zr_online_add_code(store, secret, &fault), 0);
	assert_int_equal(zr_online_enrol(store, secret, device_id, &fault), 0);
}

/* As an exchange does. */
static void order_and_acknowledge(struct zr_store_order *order)
{
	struct zr_receipt_entry entry = {0};
	assert_int_equal(zr_store_want_order(store, device_id, order, &fault), 0);
	assert_int_equal(
		zr_store_get_newest_order(store, device_id, order->kind, order, &fault), 1);
	order->hash[0] = (uint8_t)order->sequence;
	order->envelope = "sealed";
	order->envelope_bytes = 6;
	assert_int_equal(zr_store_seal_order(store, device_id, order, &fault), 0);
	entry.sequence = order->sequence;
	memcpy(entry.hash, order->hash, sizeof entry.hash);
	assert_int_equal(zr_store_acknowledge_order(store, device_id, &entry, &fault), 0);
}

/* What the device lacks, given; "" when it has all. */
static void order_next(char ret_text[100])
{
	struct zr_store_order order;
	int code = zr_online_get_duty(store, device_id, &order, &fault);
	assert_true(code == 0 || code == 1);
	ret_text[0] = '\0';
	if (code == 1) {
		(void)snprintf(ret_text, 100, "%d %.30s %.30s", (int)order.kind, order.subject,
			order.edition);
		order_and_acknowledge(&order);
	}
}

static bool is_taker(void)
{
	bool is = false;
	assert_int_equal(zr_online_is_taker(store, device_id, &is, &fault), 0);
	return is;
}

static void the_device_is_given_what_it_lacks(void **state)
{
	(void)state;
	static const char *const orders[] = {"1 f 1", "6 a 1", "6 b 1", ""};
	char text[100];
	put_form("1");
	put_area("a", "f");
	put_area("b", "f");
	invite("a", 1);
	invite("b", 2);
	add_device(device_id[0], "online", "");
	order_next(text);
	assert_string_equal(text, ""); /* a tablet like others */
	assert_false(is_taker());
	assert_int_equal(zr_online_add_code(store, secret, &fault), 0);
	assert_int_equal(zr_online_enrol(store, secret, device_id, &fault), 0);
	assert_true(is_taker());
	for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
		order_next(text);
		assert_string_equal(text, orders[i]);
	}
	put_form("2");
	invite("b", 3);
	order_next(text);
	assert_string_equal(text, "1 f 2");
	order_next(text);
	assert_string_equal(text, "6 b 2");
	order_next(text);
	assert_string_equal(text, "");
}

static int join_answer(void *user, const struct zr_online_answer *answer)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 100 - strlen(text), "%s %s;", answer->household_id,
		answer->record_id);
	return 0;
}

static uint64_t edition_of(const char *area_id)
{
	uint64_t edition = 99;
	assert_int_equal(zr_online_get_edition(store, area_id, &edition, &fault), 0);
	return edition;
}

static void a_record_of_the_device_tells_who_answered(void **state)
{
	(void)state;
	char text[100] = "";
	put_area("a", "f");
	assert_int_equal(edition_of("a"), 0);
	enrol_device();
	add_record(1, 1, "a");
	assert_int_equal(edition_of("a"), 1);
	assert_int_equal(zr_online_list_answers(store, "a", join_answer, text, &fault), 0);
	assert_string_equal(text, "h r1;");
}

static void a_tablet_s_record_tells_nothing_of_the_kind(void **state)
{
	(void)state;
	put_area("a", "f");
	add_device(device_id[0], "tablet", "a");
	add_record(1, 1, "a");
	assert_int_equal(edition_of("a"), 0);
}

int contract_online_run(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_household_has_one_code),
		CASE(the_device_is_given_what_it_lacks),
		CASE(a_record_of_the_device_tells_who_answered),
		CASE(a_tablet_s_record_tells_nothing_of_the_kind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
