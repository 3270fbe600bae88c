/* The contract, second half: questionnaires, areas, orders. */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "test/unit/hub/store/contract_census.h"
#include "test/unit/hub/store/contract_fixture.h"

/* ---- questionnaires ---- */

static int get_file(const char *version, const char *name, struct zr_buffer *ret_bytes)
{
	const struct zr_store_file_name file = {"f", version, name};
	return zr_store_get_file(store, &file, ret_bytes, &fault);
}

static void a_form_version_is_final(void **state)
{
	(void)state;
	struct zr_store_form form = {.form_id = "f", .version = "1", .title = "t"};
	struct zr_buffer bytes = {0};
	const struct zr_store_file_name waiting = {"f", "", "x.csv"};
	assert_int_equal(zr_store_put_media(store, &waiting, "a,b", 3, &fault), 0);
	assert_int_equal(zr_store_put_form(store, &form, "<a/>", 4, &fault), 1);
	assert_int_equal(zr_store_put_form(store, &form, "<a/>", 4, &fault), 0);
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_store_put_form(store, &form, "<b/>", 4, &fault), ZR_E_EXISTS);
	zr_store_rollback(store);
	(void)snprintf(form.version, sizeof form.version, "2");
	assert_int_equal(zr_store_put_form(store, &form, "<b/>", 4, &fault), 1);
	assert_int_equal(zr_store_get_form(store, "f", NULL, &form, &fault), 0);
	assert_string_equal(form.version, "2");
	assert_int_equal(get_file("1", "form.xml", &bytes), 0);
	assert_string_equal(bytes.data, "<a/>");
	zr_buffer_finish(&bytes);
	assert_int_equal(get_file("2", "x.csv", &bytes), 0);
	zr_buffer_finish(&bytes);
	assert_int_equal(get_file("2", "y.csv", &bytes), ZR_E_NOT_FOUND);
}

static void a_workbook_stands_beside_its_version_and_goes_to_no_tablet(void **state)
{
	(void)state;
	struct zr_store_form form = {.form_id = "f", .version = "1", .title = "t"};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
	assert_int_equal(zr_store_put_form(store, &form, "<a/>", 4, &fault), 1);
	assert_int_equal(zr_store_get_workbook(store, "f", NULL, &bytes, &fault), ZR_E_NOT_FOUND);
	assert_int_equal(zr_store_put_workbook(store, &form, "PK1", 3, &fault), 0);
	assert_int_equal(zr_store_put_workbook(store, &form, "PK2", 3, &fault), 0);
	assert_int_equal(zr_store_get_workbook(store, "f", "1", &bytes, &fault), 0);
	assert_string_equal(bytes.data, "PK2");
	assert_int_equal(zr_store_get_form(store, "f", NULL, &form, &fault), 0);
	assert_true(form.has_workbook);
	assert_int_equal(get_file("1", "form.xlsx", &bytes), ZR_E_NOT_FOUND);
}

static int join_name(void *user, const char *name)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 100 - strlen(text), "%s ", name);
	return 0;
}

static int join_file(void *user, const char *name, const void *data, size_t bytes)
{
	(void)data;
	assert_int_equal(bytes, 4);
	return join_name(user, name);
}

static int join_version(void *user, const struct zr_store_form *form)
{
	return join_name(user, form->version);
}

static void files_and_versions_come_in_order(void **state)
{
	(void)state;
	char names[100] = "";
	struct zr_store_form form = {.form_id = "f", .version = "1", .title = "t"};
	struct zr_store_file_name file = {"f", "", "z.csv"};
	assert_int_equal(zr_store_put_media(store, &file, "data", 4, &fault), 0);
	file.name = "a.csv";
	assert_int_equal(zr_store_put_media(store, &file, "data", 4, &fault), 0);
	assert_int_equal(zr_store_put_form(store, &form, "<a/>", 4, &fault), 1);
	file.version = "1";
	assert_int_equal(zr_store_list_files(store, &file, join_file, names, &fault), 0);
	assert_string_equal(names, "form.xml a.csv z.csv ");
	file.version = "";
	names[0] = '\0';
	assert_int_equal(zr_store_list_file_names(store, &file, join_name, names, &fault), 0);
	assert_string_equal(names, "a.csv z.csv "); /* they wait for the next version, too */
	for (char version = '2'; version <= '3'; version++) {
		(void)snprintf(form.version, sizeof form.version, "%c", version);
		form.uploaded_us = version;
		assert_int_equal(zr_store_put_form(store, &form, "<b/>", 4, &fault), 1);
	}
	names[0] = '\0';
	assert_int_equal(zr_store_list_versions(store, "f", join_version, names, &fault), 0);
	assert_string_equal(names, "3 2 1 ");
	names[0] = '\0';
	assert_int_equal(zr_store_list_forms(store, join_version, names, &fault), 0);
	assert_string_equal(names, "3 ");
}

/* ---- areas ---- */

static int see_area(void *user, const struct zr_area *area)
{
	*(struct zr_area *)user = *area;
	return 0;
}

static int join_household(void *user, const struct zr_store_household *household)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 100 - strlen(text), "%s:%llu:%llu ",
		household->household_id, (unsigned long long)household->record_count,
		(unsigned long long)household->draft_count);
	return 0;
}

static void put_household(const char *id, size_t place, bool is_removed)
{
	struct zr_store_household household = {.household_id = id,
		.address = "Lesnaya 1",
		.place = place,
		.is_removed = is_removed};
	assert_int_equal(zr_store_put_household(store, "a", &household, &fault), 0);
}

static void an_area_counts_what_came_of_its_households(void **state)
{
	(void)state;
	struct zr_area area = {.area_id = "a", .name = "A", .form_id = "f"};
	char *drafts[] = {TEXT("h2"), TEXT("h2"), TEXT("h9")};
	char text[100] = "";
	assert_int_equal(zr_store_get_area(store, "a", &area, &fault), ZR_E_NOT_FOUND);
	assert_int_equal(zr_store_put_area(store, &area, &fault), 0);
	assert_int_equal(zr_store_put_area(store, &area, &fault), 0);
	put_household("h2", 0, false);
	put_household("h", 1, false);
	put_household("h0", 2, true);
	add_device(1, "T1", "a");
	add_record(1, 1, "a");
	assert_int_equal(zr_store_put_drafts(store, device_id, drafts, 3, &fault), 0);
	const struct zr_area_filter any = {.count_max = 10};
	assert_int_equal(zr_store_list_areas(store, &any, see_area, &area, &fault), 0);
	assert_int_equal(area.edition, 2);
	assert_int_equal(area.household_count, 2);
	assert_int_equal(area.record_count, 1);
	assert_int_equal(area.device_count, 1);
	assert_int_equal(area.result_counts[ZR_RESULT_DONE], 1);
	assert_int_equal(area.result_counts[ZR_RESULT_UNKNOWN], 1);
	assert_int_equal(zr_store_survey_households(store, "a", join_household, text, &fault), 0);
	assert_string_equal(text, "h2:0:1 h:1:0 h0:0:0 "); /* by place, what is removed last */
	text[0] = '\0';
	assert_int_equal(zr_store_put_drafts(store, device_id, NULL, 0, &fault), 0);
	assert_int_equal(zr_store_list_households(store, "a", join_household, text, &fault), 0);
	assert_string_equal(text, "h2:0:0 h:0:0 ");
	text[0] = '\0';
	assert_int_equal(zr_store_survey_households(store, "a", join_household, text, &fault), 0);
	assert_string_equal(text, "h2:0:0 h:1:0 h0:0:0 ");
}

/* ---- orders ---- */

static int note_sequence(void *user, const struct zr_store_order *order)
{
	*(uint64_t *)user = order->sequence;
	return 0;
}

/* Restored from before its first order: the tablet knows one at 4, and works by it. */
static void orders_number_on_above_what_the_hub_forgot(void **state)
{
	(void)state;
	uint64_t sequence = 0;
	struct zr_store_order order = {.kind = ZR_ORDER_FORM, .subject = "f", .edition = "1"};
	struct zr_store_order_marks marks;
	assert_int_equal(zr_store_reissue_orders(store, device_id, 4, &fault), 0);
	assert_int_equal(zr_store_get_order_marks(store, device_id, &marks, &fault), 0);
	assert_int_equal(marks.highest, 4);
	assert_int_equal(marks.acknowledged, 0);
	assert_int_equal(zr_store_want_order(store, device_id, &order, &fault), 0);
	assert_int_equal(
		zr_store_list_orders(store, device_id, note_sequence, &sequence, &fault), 0);
	assert_int_equal(sequence, 5);
}

/* The sequence of the last order that waits; 0: none. */
static uint64_t waiting(void)
{
	uint64_t sequence = 0;
	assert_int_equal(
		zr_store_list_orders(store, device_id, note_sequence, &sequence, &fault), 0);
	return sequence;
}

static void orders_supersede_and_number_on(void **state)
{
	(void)state;
	struct zr_store_order_marks marks;
	struct zr_store_order order = {.kind = ZR_ORDER_FORM, .subject = "f", .edition = "1"};
	assert_int_equal(waiting(), 0);
	assert_int_equal(zr_store_want_order(store, device_id, &order, &fault), 0);
	assert_int_equal(zr_store_want_order(store, device_id, &order, &fault), 0);
	assert_int_equal(waiting(), 1); /* the same again is no new one */
	(void)snprintf(order.edition, sizeof order.edition, "2");
	assert_int_equal(zr_store_want_order(store, device_id, &order, &fault), 0);
	struct zr_store_order sealed = order;
	sealed.sequence = 2;
	sealed.envelope = "e";
	sealed.envelope_bytes = 1;
	sealed.hash[0] = 7;
	assert_int_equal(zr_store_seal_order(store, device_id, &sealed, &fault), 0);
	struct zr_receipt_entry entry = {.sequence = 2, .hash = {8}};
	assert_int_equal(zr_store_acknowledge_order(store, device_id, &entry, &fault), 0);
	assert_int_equal(waiting(), 2); /* the hash was another's */
	entry.hash[0] = 7;
	assert_int_equal(zr_store_acknowledge_order(store, device_id, &entry, &fault), 0);
	assert_int_equal(waiting(), 0);
	assert_int_equal(zr_store_get_order_marks(store, device_id, &marks, &fault), 0);
	assert_int_equal(marks.highest, 2);
	assert_int_equal(marks.acknowledged, 2);
	assert_int_equal(zr_store_reissue_orders(store, device_id, 5, &fault), 0);
	assert_int_equal(waiting(), 6); /* given again, above what the tablet knows */
	assert_int_equal(zr_store_get_order_marks(store, device_id, &marks, &fault), 0);
	assert_int_equal(marks.acknowledged, 0);
}

static void an_order_that_can_never_be_sealed_waits_no_more(void **state)
{
	(void)state;
	struct zr_store_order order = {.kind = ZR_ORDER_FORM, .subject = "f", .edition = "1"};
	assert_int_equal(zr_store_want_order(store, device_id, &order, &fault), 0);
	order.sequence = waiting();
	assert_int_equal(zr_store_fail_order(store, device_id, &order, ZR_E_LIMIT, &fault), 0);
	assert_int_equal(waiting(), 0);
	(void)snprintf(order.edition, sizeof order.edition, "2");
	assert_int_equal(zr_store_want_order(store, device_id, &order, &fault), 0);
	assert_int_equal(waiting(), 2);
}

int contract_census_run(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_form_version_is_final),
		CASE(a_workbook_stands_beside_its_version_and_goes_to_no_tablet),
		CASE(files_and_versions_come_in_order),
		CASE(an_area_counts_what_came_of_its_households),
		CASE(orders_number_on_above_what_the_hub_forgot),
		CASE(orders_supersede_and_number_on),
		CASE(an_order_that_can_never_be_sealed_waits_no_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
