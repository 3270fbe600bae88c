/* Orders come back as they went, and what is none is refused.
 * Tests: order_form.c, order_assignment.c, order_answered.c, order_invitation.c,
 * order_office.c */
#include "test/unit/unit.h"

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/cbor/cbor.h"
#include "lib/order/orders.h"
#include "test/unit/fail_alloc.h"

#define TEXT(literal) ((char *)(uintptr_t)(literal))

static void form_order_comes_back(void **state)
{
	struct zr_content_file files[] = {{(char *)"form.xml", (char *)"<h:html/>", 9},
		{(char *)"города.csv", (char *)"a\0b", 3}};
	struct zr_order order = {.kind = ZR_ORDER_FORM,
		.form_id = (char *)"f",
		.form_version = (char *)"1",
		.files = files,
		.file_count = 2};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_order_finish) struct zr_order read = {0};
	assert_int_equal(0, zr_order_encode(&order, &content, NULL));
	assert_int_equal(0, zr_order_decode(content.data, content.bytes, &read, NULL));
	assert_int_equal(ZR_ORDER_FORM, read.kind);
	assert_int_equal(2, read.file_count);
	assert_string_equal("города.csv", read.files[1].name);
	assert_int_equal(3, read.files[1].bytes);
	assert_memory_equal("a\0b", read.files[1].data, 4);
	assert_null(read.area_id);
	for (size_t bytes = 0; bytes < content.bytes; bytes++) {
		struct zr_order cut = {0};
		assert_int_equal(ZR_E_SYNTAX, zr_order_decode(content.data, bytes, &cut, NULL));
	}
}

static void assignment_order_comes_back(void **state)
{
	struct zr_order_household households[] = {{(char *)"h1", (char *)"ул. Лесная, 1"}};
	struct zr_order order = {.kind = ZR_ORDER_ASSIGNMENT,
		.form_id = (char *)"f",
		.form_version = (char *)"1",
		.area_id = (char *)"a",
		.area_name = (char *)"Area",
		.households = households,
		.household_count = 1};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_order_finish) struct zr_order read = {0};
	assert_int_equal(0, zr_order_encode(&order, &content, NULL));
	assert_int_equal(0, zr_order_decode(content.data, content.bytes, &read, NULL));
	assert_int_equal(ZR_ORDER_ASSIGNMENT, read.kind);
	assert_int_equal(1, read.household_count);
	assert_string_equal("ул. Лесная, 1", read.households[0].address);
	assert_string_equal("Area", read.area_name);
}

static void answered_order_comes_back(void **state)
{
	char *ids[] = {TEXT("h-1"), TEXT("h-7")};
	struct zr_order order = {.kind = ZR_ORDER_ANSWERED,
		.area_id = TEXT("a"),
		.answered_ids = ids,
		.answered_count = 2};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_order_finish) struct zr_order read = {0};
	assert_int_equal(0, zr_order_encode(&order, &content, NULL));
	assert_int_equal(0, zr_order_decode(content.data, content.bytes, &read, NULL));
	assert_int_equal(ZR_ORDER_ANSWERED, read.kind);
	assert_int_equal(2, read.answered_count);
	assert_string_equal("h-7", read.answered_ids[1]);
	assert_string_equal("a", read.area_id);
}

static void invitation_order_comes_back(void **state)
{
	struct zr_order_invitation invitations[] = {
		{{1, 2}, TEXT("h-1"), TEXT("ул. Лесная, 1")}, {{3}, TEXT("h-2"), TEXT("")}};
	struct zr_order order = {.kind = ZR_ORDER_INVITATION,
		.form_id = TEXT("f"),
		.area_id = TEXT("a"),
		.zone = TEXT("Asia/Tashkent"),
		.invitations = invitations,
		.invitation_count = 2};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_order_finish) struct zr_order read = {0};
	assert_int_equal(0, zr_order_encode(&order, &content, NULL));
	assert_int_equal(0, zr_order_decode(content.data, content.bytes, &read, NULL));
	assert_int_equal(2, read.invitation_count);
	assert_memory_equal(invitations[0].lookup, read.invitations[0].lookup, 16);
	assert_string_equal("ул. Лесная, 1", read.invitations[0].address);
	assert_string_equal("h-2", read.invitations[1].household_id);
	assert_string_equal("Asia/Tashkent", read.zone);
	for (size_t bytes = 0; bytes < content.bytes; bytes++) {
		struct zr_order cut = {0};
		assert_int_equal(ZR_E_SYNTAX, zr_order_decode(content.data, bytes, &cut, NULL));
	}
}

static void office_order_comes_back(void **state)
{
	struct zr_order order = {.kind = ZR_ORDER_OFFICE,
		.office_line = TEXT("a line\0of keys"),
		.office_line_bytes = 14};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_order_finish) struct zr_order read = {0};
	struct zr_order cut = {0};
	assert_int_equal(0, zr_order_encode(&order, &content, NULL));
	assert_int_equal(0, zr_order_decode(content.data, content.bytes, &read, NULL));
	assert_int_equal(ZR_ORDER_OFFICE, read.kind);
	assert_int_equal(14, read.office_line_bytes);
	assert_memory_equal(order.office_line, read.office_line, 14);
	assert_int_equal(ZR_E_SYNTAX, zr_order_decode(content.data, content.bytes - 1, &cut, NULL));
}

static void refuses_file_names_that_are_paths(void **state)
{
	static const char *const bad[] = {"../form.xml", "/etc/passwd", "a/b", "", ".", ".hidden"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct zr_content_file file = {(char *)bad[i], (char *)"", 0};
		struct zr_order order = {.kind = ZR_ORDER_FORM, .files = &file, .file_count = 1};
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
		struct zr_order read = {0};
		assert_int_equal(0, zr_order_encode(&order, &content, NULL));
		assert_int_equal(
			ZR_E_SYNTAX, zr_order_decode(content.data, content.bytes, &read, NULL));
	}
}

static void refuses_an_unknown_kind_of_order(void **state)
{
	static const uint8_t data[] = {0xA1, 1, 9};
	struct zr_order read = {0};
	assert_int_equal(ZR_E_UNSUPPORTED, zr_order_decode(data, sizeof data, &read, NULL));
}

static int decode_files(size_t count)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	struct zr_cbor_writer writer = {.buffer = &content};
	zr_cbor_put_map(&writer, 4);
	zr_cbor_put_int(&writer, 1);
	zr_cbor_put_int(&writer, 1);
	zr_cbor_put_int(&writer, 2);
	zr_cbor_put_text(&writer, "");
	zr_cbor_put_int(&writer, 3);
	zr_cbor_put_text(&writer, "");
	zr_cbor_put_int(&writer, 4);
	zr_cbor_put_array(&writer, count);
	for (size_t i = 0; i < count; i++) {
		zr_cbor_put_array(&writer, 2);
		zr_cbor_put_text(&writer, "x");
		zr_cbor_put_bytes(&writer, NULL, 0);
	}
	ZR_CLEANUP(zr_order_finish) struct zr_order read = {0};
	return zr_order_decode(content.data, content.bytes, &read, NULL);
}

static void limits_the_files_of_an_order(void **state)
{
	assert_int_equal(0, decode_files(ZR_ORDER_FILE_COUNT_MAX));
	assert_int_equal(ZR_E_LIMIT, decode_files(ZR_ORDER_FILE_COUNT_MAX + 1));
}

/* What comes before the kind belongs to none; skipped, it would be missed later. */
static void refuses_fields_before_the_kind(void **state)
{
	static const uint8_t data[] = {0xA4, 2, 0x61, 'f', 3, 0x61, '1', 4, 0x80, 1, 1};
	struct zr_order read = {0};
	assert_int_equal(ZR_E_SYNTAX, zr_order_decode(data, sizeof data, &read, NULL));
}

/* A later version's field is skipped; another kind's is none of ours. */
static void skips_the_keys_of_others(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	struct zr_cbor_writer writer = {.buffer = &content};
	zr_cbor_put_map(&writer, 6);
	zr_cbor_put_int_field(&writer, 1, 1);
	zr_cbor_put_text_field(&writer, 2, "f");
	zr_cbor_put_text_field(&writer, 3, "1");
	zr_cbor_put_int(&writer, 4);
	zr_cbor_put_array(&writer, 0);
	zr_cbor_put_text_field(&writer, 5, "a");
	zr_cbor_put_text_field(&writer, 60, "later");
	ZR_CLEANUP(zr_order_finish) struct zr_order read = {0};
	assert_int_equal(0, zr_order_decode(content.data, content.bytes, &read, NULL));
	assert_string_equal("f", read.form_id);
	assert_null(read.area_id);
}

static int carry_order(const struct zr_order *order)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_order_finish) struct zr_order read = {0};
	int code = zr_order_encode(order, &content, NULL);
	if (code == 0) {
		code = zr_order_decode(content.data, content.bytes, &read, NULL);
	}
	assert_true(code < 0 || read.household_count == order->household_count);
	return code;
}

static int carry_form(void)
{
	static struct zr_content_file files[] = {
		{TEXT("form.xml"), TEXT("123"), 3}, {TEXT("b"), TEXT(""), 0}};
	const struct zr_order order = {.kind = ZR_ORDER_FORM,
		.form_id = TEXT("f"),
		.form_version = TEXT("1"),
		.files = files,
		.file_count = 2};
	return carry_order(&order);
}

static int carry_assignment(void)
{
	static struct zr_order_household households[] = {
		{TEXT("h1"), TEXT("x")}, {TEXT("h2"), TEXT("y")}};
	const struct zr_order order = {.kind = ZR_ORDER_ASSIGNMENT,
		.form_id = TEXT("f"),
		.form_version = TEXT("1"),
		.area_id = TEXT("a"),
		.area_name = TEXT("A"),
		.zone = TEXT("Europe/Moscow"),
		.households = households,
		.household_count = 2};
	return carry_order(&order);
}

static void every_failing_allocation_is_told(void **state)
{
	static int (*const works[])(void) = {carry_form, carry_assignment};
	for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
		bool was_met = true;
		long n = 0;
		for (; was_met; n++) {
			fail_alloc_start(n);
			int code = works[i]();
			was_met = fail_alloc_stop();
			assert_int_equal(code, was_met ? ZR_E_NOMEM : 0);
		}
		assert_true(n > 1);
	}
}

static void nothing_is_finished_without_harm(void **state)
{
	struct zr_order order = {0};
	zr_order_finish(NULL);
	zr_order_finish(&order);
	assert_null(order.form_id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(form_order_comes_back),
		cmocka_unit_test(assignment_order_comes_back),
		cmocka_unit_test(answered_order_comes_back),
		cmocka_unit_test(invitation_order_comes_back),
		cmocka_unit_test(office_order_comes_back),
		cmocka_unit_test(refuses_file_names_that_are_paths),
		cmocka_unit_test(refuses_an_unknown_kind_of_order),
		cmocka_unit_test(limits_the_files_of_an_order),
		cmocka_unit_test(refuses_fields_before_the_kind),
		cmocka_unit_test(skips_the_keys_of_others),
		cmocka_unit_test(every_failing_allocation_is_told),
		cmocka_unit_test(nothing_is_finished_without_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
