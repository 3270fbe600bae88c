/* Tests: assignment.c */
#include "test/unit/unit.h"

#include "test/unit/hub/small_hub.h"

#include "hub/device/assignment.h"

static const char form[] =
	"<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"
	"<h:head><h:title>F</h:title><model><instance><f id='f' version='%s'><q/></f></instance>"
	"</model></h:head><h:body><input ref='/f/q'><label>Q</label></input></h:body></h:html>";
static const char area[] =
	"{\"name\":\"%s\",\"form\":\"f\",\"households\":[{\"id\":\"h\",\"address\":\"x\"}]}";

static struct small_hub small;
static struct zr_device tablet;

static void put(const char *path, const char *format, const char *what)
{
	char body[500];
	(void)snprintf(body, sizeof body, format, what);
	assert_int_equal(small_hub_call(&small, ZR_METHOD_PUT, path, body, NULL), 200);
}

static int start(void **state)
{
	(void)state;
	struct zr_party_secret keys;
	uint8_t random[2 * ZR_KEY_BYTES] = {5};
	small_hub_init(&small);
	put("/api/forms/f/form.xml", form, "1");
	put("/api/areas/a", area, "A");
	assert_int_equal(zr_party_init(&keys, random, NULL), 0);
	tablet = (struct zr_device){.keys = keys.public_half, .name = "T", .area_id = "a"};
	assert_int_equal(zr_store_add_device(small.store, &tablet, NULL), 0);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	small_hub_finish(&small);
	return 0;
}

static uint64_t highest(void)
{
	struct zr_store_order_marks marks;
	assert_int_equal(zr_store_get_order_marks(small.store, tablet.keys.id, &marks, NULL), 0);
	return marks.highest;
}

static int acknowledge(void *user, const struct zr_store_order *order)
{
	struct zr_receipt_entry *entries = user;
	struct zr_receipt_entry *entry = &entries[entries[0].sequence == 0 ? 0 : 1];
	entry->sequence = order->sequence;
	memcpy(entry->hash, order->hash, sizeof entry->hash);
	return 0;
}

static void is_sealed_for_now(struct zr_sealed_orders *orders)
{
	assert_int_equal(zr_assignment_seal_pending(&small.context, &tablet, 1, orders, NULL), 0);
}

/* As an exchange does it; how many orders were entered. The tablet takes them all. */
static size_t call(void)
{
	struct zr_sealed_orders orders = {0};
	struct zr_receipt_entry entries[2] = {0};
	is_sealed_for_now(&orders);
	size_t count = orders.count;
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(orders.items[i].code, 0);
		assert_int_equal(
			zr_assignment_store(small.store, tablet.keys.id, &orders.items[i], NULL),
			0);
	}
	zr_sealed_orders_finish(&orders);
	assert_int_equal(
		zr_store_list_orders(small.store, tablet.keys.id, acknowledge, entries, NULL), 0);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(
			zr_store_acknowledge_order(small.store, tablet.keys.id, &entries[i], NULL),
			0);
	}
	return count;
}

/* Of 360,000 tablets none is written to. */
static void a_change_writes_nothing_for_a_tablet_until_it_calls(void **state)
{
	(void)state;
	assert_int_equal(highest(), 0);
	assert_int_equal(call(), 2);
	assert_int_equal(call(), 0);
	put("/api/areas/a", area, "B");
	assert_int_equal(highest(), 2);
	assert_int_equal(call(), 1); /* the area alone */
	put("/api/forms/f/form.xml", form, "2");
	assert_int_equal(highest(), 3);
	assert_int_equal(call(), 2); /* it, and the area that says so */
	assert_int_equal(call(), 0);
	assert_int_equal(highest(), 5);
}

static void of_two_exchanges_at_once_one_enters_its_orders(void **state)
{
	(void)state;
	struct zr_sealed_orders one = {0};
	struct zr_sealed_orders two = {0};
	is_sealed_for_now(&one);
	is_sealed_for_now(&two);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(
			zr_assignment_store(small.store, tablet.keys.id, &one.items[i], NULL), 0);
	}
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(
			zr_assignment_store(small.store, tablet.keys.id, &two.items[i], NULL), 0);
	}
	assert_int_equal(highest(), 2);
	zr_sealed_orders_finish(&one);
	zr_sealed_orders_finish(&two);
	assert_int_equal(call(), 0);
}

/* Numbered anew meanwhile: what was sealed under the old number is not kept. */
static void an_envelope_never_stands_under_another_number(void **state)
{
	(void)state;
	struct zr_sealed_orders orders = {0};
	is_sealed_for_now(&orders);
	assert_int_equal(zr_store_reissue_orders(small.store, tablet.keys.id, 7, NULL), 0);
	assert_int_equal(
		zr_assignment_store(small.store, tablet.keys.id, &orders.items[0], NULL), 0);
	zr_sealed_orders_finish(&orders);
	assert_int_equal(highest(), 8);
	is_sealed_for_now(&orders);
	assert_int_equal(orders.count, 2);
	assert_int_equal(orders.items[0].order.sequence, 8);
	assert_int_equal(orders.items[1].order.sequence, 9);
	zr_sealed_orders_finish(&orders);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_change_writes_nothing_for_a_tablet_until_it_calls, start, stop),
		cmocka_unit_test_setup_teardown(
			of_two_exchanges_at_once_one_enters_its_orders, start, stop),
		cmocka_unit_test_setup_teardown(
			an_envelope_never_stands_under_another_number, start, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
