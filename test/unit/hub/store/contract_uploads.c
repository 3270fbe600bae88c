/* The contract: uploads of the register.
 * Tests: hub/store/uploads.c, hub/store/sqlite/census/sqlite_upload.c,
 * hub/store/postgres/census/postgres_upload.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "hub/store/uploads.h"
#include "test/unit/hub/store/contract_fixture.h"
#include "test/unit/hub/store/contract_uploads.h"

static struct zr_upload make(const char *id, const char *territory, int64_t made_us)
{
	struct zr_upload upload = {.made_us = made_us, .state = ZR_UPLOAD_LOADING};
	(void)snprintf(upload.upload_id, sizeof upload.upload_id, "%s", id);
	(void)snprintf(upload.account, sizeof upload.account, "ann");
	(void)snprintf(upload.territory, sizeof upload.territory, "%s", territory);
	return upload;
}

static void begin(void)
{
	assert_int_equal(zr_store_begin(store, &fault), 0);
}

static void commit(void)
{
	assert_int_equal(zr_store_commit(store, &fault), 0);
}

static int join_upload(void *user, const struct zr_upload *upload)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 200 - strlen(text), "%s:%d ", upload->upload_id,
		(int)upload->state);
	return 0;
}

static void check_list(const char *territory, const char *expected)
{
	char text[200] = "";
	assert_int_equal(zr_uploads_list(store, territory, join_upload, text, &fault), 0);
	assert_string_equal(text, expected);
}

static void an_upload_says_what_came_of_it(void **state)
{
	(void)state;
	struct zr_upload found;
	struct zr_upload upload = make("u1", "16/", 5);
	const struct zr_upload other = make("u2", "160/", 7);
	begin();
	assert_int_equal(zr_uploads_put(store, &upload, &fault), 0);
	assert_int_equal(zr_uploads_put(store, &other, &fault), 0);
	upload.state = ZR_UPLOAD_READY;
	upload.taken_bytes = 1ULL << 40;
	upload.line = 9;
	upload.row_count = 8;
	upload.fault_count = 7;
	upload.counts = (struct zr_upload_counts){1, 2, 3, 4, 5, 6};
	(void)snprintf(upload.layout, sizeof upload.layout, "\tai-");
	(void)snprintf(upload.ignored, sizeof upload.ignored, "этаж");
	assert_int_equal(zr_uploads_put(store, &upload, &fault), 0);
	commit();
	assert_int_equal(zr_uploads_get(store, "u1", &found, &fault), 0);
	assert_memory_equal(&found.counts, &upload.counts, sizeof found.counts);
	assert_string_equal(found.layout, upload.layout);
	assert_string_equal(found.ignored, upload.ignored);
	assert_int_equal(found.taken_bytes, upload.taken_bytes);
	assert_int_equal(found.fault_count, 7);
	assert_int_equal(zr_uploads_get(store, "u3", &found, &fault), ZR_E_NOT_FOUND);
	check_list("", "u2:1 u1:3 ");
	check_list("16/", "u1:3 ");
	check_list("77/", "");
}

static void an_upload_goes_with_its_territory(void **state)
{
	(void)state;
	struct zr_upload found;
	struct zr_territory node = {.territory_id = "16", .kind = "k", .name = "N", .path = "16/"};
	const struct zr_upload own = make("u1", "16/", 5);
	const struct zr_upload below = make("u2", "16/16-03/", 6);
	const struct zr_upload other = make("u3", "160/", 7);
	begin();
	assert_int_equal(zr_store_put_territory(store, &node, &fault), 0);
	assert_int_equal(zr_uploads_put(store, &own, &fault), 0);
	assert_int_equal(zr_uploads_put(store, &below, &fault), 0);
	assert_int_equal(zr_uploads_put(store, &other, &fault), 0);
	(void)snprintf(node.path, sizeof node.path, "7/16/");
	assert_int_equal(zr_store_put_territory(store, &node, &fault), 0);
	commit();
	check_list("7/16/", "u2:1 u1:1 ");
	check_list("160/", "u3:1 ");
	assert_int_equal(zr_uploads_get(store, "u2", &found, &fault), 0);
	assert_string_equal(found.territory, "7/16/16-03/");
}

static struct zr_upload_area make_area(const char *id, const char *form, uint64_t row_count)
{
	struct zr_upload_area area = {.row_count = row_count};
	(void)snprintf(area.area_id, sizeof area.area_id, "%s", id);
	(void)snprintf(area.form_id, sizeof area.form_id, "%s", form);
	return area;
}

static int join_area(void *user, const struct zr_upload_area *area)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 200 - strlen(text), "%s%llu:%s ", area->area_id,
		(unsigned long long)area->row_count, area->form_id);
	return 0;
}

static void check_areas(struct zr_upload_area_filter filter, const char *expected)
{
	char text[200] = "";
	filter.upload_id = "u1";
	filter.count_max = filter.count_max > 0 ? filter.count_max : 10;
	filter.after = filter.after != NULL ? filter.after : "";
	assert_int_equal(zr_uploads_list_areas(store, &filter, join_area, text, &fault), 0);
	assert_string_equal(text, expected);
}

static void areas_grow_and_go_on_state_by_state(void **state)
{
	(void)state;
	struct zr_upload_area a = make_area("a", "", 2);
	const struct zr_upload_area more = make_area("a", "f", 3);
	const struct zr_upload_area b = make_area("b", "g", 1);
	struct zr_upload_area found;
	const struct zr_upload_area_name name = {"u1", "a"};
	const struct zr_upload_area_name none = {"u2", "a"};
	begin();
	assert_int_equal(zr_uploads_grow_area(store, "u1", &b, &fault), 1);
	assert_int_equal(zr_uploads_grow_area(store, "u1", &a, &fault), 1);
	assert_int_equal(zr_uploads_grow_area(store, "u1", &more, &fault), 0);
	commit();
	check_areas((struct zr_upload_area_filter){.state = 0}, "a5:f b1:g ");
	check_areas((struct zr_upload_area_filter){.count_max = 1}, "a5:f ");
	check_areas((struct zr_upload_area_filter){.after = "a"}, "b1:g ");
	a.state = ZR_UPLOAD_READY;
	a.is_changed = true;
	a.counts.held = 4;
	begin();
	assert_int_equal(zr_uploads_set_area(store, "u1", &a, &fault), 0);
	commit();
	check_areas((struct zr_upload_area_filter){.state = ZR_UPLOAD_COMPARING}, "b1:g ");
	check_areas((struct zr_upload_area_filter){.is_changed = true}, "a5:f ");
	assert_int_equal(zr_uploads_get_area(store, &name, &found, &fault), 0);
	assert_int_equal(found.counts.held, 4);
	assert_int_equal(zr_uploads_get_area(store, &none, &found, &fault), ZR_E_NOT_FOUND);
}

static int join_row(void *user, const struct zr_upload_row *row)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 200 - strlen(text), "%llu %s %s %s; ",
		(unsigned long long)row->line, row->household_id, row->address, row->position);
	return 0;
}

static int join_fault(void *user, const struct zr_upload_fault *told)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 200 - strlen(text), "%llu %s %s; ",
		(unsigned long long)told->line, told->fault, told->value);
	return 0;
}

static void rows_lie_by_area_and_go_with_it(void **state)
{
	(void)state;
	char text[200] = "";
	const struct zr_upload_area_name a = {"u1", "a"};
	const struct zr_upload_area_name b = {"u1", "b"};
	const struct zr_upload_row second = {7, "h2", "Mira 2", "1.0,2.0"};
	const struct zr_upload_row first = {3, "", "Mira 1", ""};
	begin();
	assert_int_equal(zr_uploads_add_row(store, &a, &second, &fault), 0);
	assert_int_equal(zr_uploads_add_row(store, &a, &first, &fault), 0);
	assert_int_equal(zr_uploads_add_row(store, &b, &first, &fault), 0);
	commit();
	assert_int_equal(zr_uploads_list_rows(store, &a, join_row, text, &fault), 0);
	assert_string_equal(text, "3  Mira 1 ; 7 h2 Mira 2 1.0,2.0; ");
	begin();
	assert_int_equal(zr_uploads_drop_rows(store, &a, &fault), 0);
	commit();
	text[0] = '\0';
	assert_int_equal(zr_uploads_list_rows(store, &a, join_row, text, &fault), 0);
	assert_int_equal(zr_uploads_list_rows(store, &b, join_row, text, &fault), 0);
	assert_string_equal(text, "3  Mira 1 ; ");
}

static void a_line_has_one_fault(void **state)
{
	(void)state;
	char text[200] = "";
	const struct zr_upload_fault told[] = {
		{9, "id", "x"}, {2, "address", ""}, {9, "twice", "y"}};
	begin();
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(zr_uploads_add_fault(store, "u1", &told[i], &fault), 0);
	}
	commit();
	assert_int_equal(zr_uploads_list_faults(store, "u1", join_fault, text, &fault), 0);
	assert_string_equal(text, "2 address ; 9 id x; ");
}

static int take_position(void *user, const struct zr_store_household *household)
{
	(void)snprintf(user, 40, "%s", household->position);
	return 0;
}

static void an_address_has_a_position(void **state)
{
	(void)state;
	char position[40] = "?";
	const struct zr_store_household household = {.household_id = "h", .address = "Mira 1"};
	const struct zr_upload_row row = {.household_id = "h", .position = "55.000000,49.000000"};
	const struct zr_upload_row none = {.household_id = "nobody", .position = "1.0,1.0"};
	begin();
	assert_int_equal(zr_store_put_household(store, "a", &household, &fault), 0);
	assert_int_equal(zr_uploads_place_household(store, "a", &row, &fault), 0);
	assert_int_equal(zr_uploads_place_household(store, "a", &none, &fault), 0);
	assert_int_equal(zr_store_put_household(store, "a", &household, &fault), 0);
	commit();
	assert_int_equal(
		zr_store_survey_households(store, "a", take_position, position, &fault), 0);
	assert_string_equal(position, "55.000000,49.000000");
}

int contract_uploads_run(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_upload_says_what_came_of_it),
		CASE(an_upload_goes_with_its_territory),
		CASE(areas_grow_and_go_on_state_by_state),
		CASE(rows_lie_by_area_and_go_with_it),
		CASE(a_line_has_one_fault),
		CASE(an_address_has_a_position),
	};
	return cmocka_run_group_tests_name("uploads", tests, NULL, NULL);
}
