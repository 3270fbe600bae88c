/* Tests: hub/census/area.c, hub/census/census.c, hub/store/sqlite/census/sqlite_area.c */
#include "test/unit/unit.h"

#include <json-c/json.h>

#include "test/unit/hub/small_hub.h"

#include "hub/device/assignment.h"
#include "lib/base/limits.h"

static struct small_hub small;
static struct json_object *answer; /* of the last call */

#define TEXT(text) ((char *)(uintptr_t)(text))

static unsigned call(enum zr_method method, const char *path, const char *body)
{
	struct zr_buffer bytes = {0};
	unsigned status = small_hub_call(&small, method, path, body, &bytes);
	(void)json_object_put(answer);
	answer = json_tokener_parse(zr_buffer_text(&bytes));
	zr_buffer_finish(&bytes);
	return status;
}

static unsigned put(const char *body)
{
	return call(ZR_METHOD_PUT, "/api/areas/a", body);
}

/* A member by a path such as "households.0.id", as text. */
static const char *get(const char *path)
{
	struct json_object *at = answer;
	char part[64];
	while (at != NULL && *path != '\0') {
		size_t bytes = strcspn(path, ".");
		(void)snprintf(part, sizeof part, "%.*s", (int)bytes, path);
		path += bytes + (path[bytes] == '.');
		if (json_object_is_type(at, json_type_array)) {
			at = json_object_array_get_idx(at, strtoul(part, NULL, 10));
		} else if (!json_object_object_get_ex(at, part, &at)) {
			at = NULL;
		}
	}
	return at != NULL ? json_object_get_string(at) : "(none)";
}

static uint8_t device_id[ZR_PARTY_ID_BYTES] = {9};

/* A finished visit at a household of area a. */
static void add_record(const char *household_id, const char *record_id, const char *outcome,
	const char *previous_id, const char *replaces_id)
{
	static uint64_t sequence;
	sequence++;
	struct zr_store_record record = {
		.sequence = sequence,
		.received_us = SMALL_HUB_NOW_US + (int64_t)sequence,
		.content = {.record_id = TEXT(record_id),
			.form_id = TEXT("f"),
			.form_version = TEXT("1"),
			.area_id = TEXT("a"),
			.household_id = TEXT(household_id),
			.outcome = TEXT(outcome),
			.previous_id = TEXT(previous_id),
			.replaces_id = TEXT(replaces_id),
			.finished_us = 1000,
			.xml = TEXT("<d/>"),
			.xml_bytes = 4},
	};
	memcpy(record.device_id, device_id, sizeof device_id);
	record.hash[0] = (uint8_t)sequence;
	assert_int_equal(zr_store_begin(small.store, NULL), 0);
	assert_int_equal(zr_store_add_record(small.store, &record, NULL), 0);
	assert_int_equal(zr_store_commit(small.store, NULL), 0);
}

static void tell_draft(const char *household_id)
{
	char *ids[] = {TEXT(household_id)};
	assert_int_equal(zr_store_put_drafts(small.store, device_id, ids, 1, NULL), 0);
}

static int set_up(void **state)
{
	(void)state;
	struct zr_store_form form = {.form_id = "f", .version = "1", .title = "t"};
	struct zr_device device = {.name = "T", .area_id = "a"};
	small_hub_init(&small);
	memcpy(device.keys.id, device_id, sizeof device_id);
	assert_int_equal(zr_store_put_form(small.store, &form, "<a/>", 4, NULL), 1);
	assert_int_equal(zr_store_add_device(small.store, &device, NULL), 0);
	assert_int_equal(
		put("{\"name\":\"A\",\"form\":\"f\",\"households\":[{\"address\":\"Мира 1\"},"
		    "{\"address\":\"Мира 2\"},{\"address\":\"Мира 3\"}]}"),
		200);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)json_object_put(answer);
	answer = NULL;
	small_hub_finish(&small);
	return 0;
}

static void ids_are_the_hubs_and_stay(void **state)
{
	(void)state;
	char first[64];
	char second[64];
	(void)snprintf(first, sizeof first, "%s", get("households.0.id"));
	(void)snprintf(second, sizeof second, "%s", get("households.1.id"));
	assert_int_equal(strlen(first), 24);
	assert_string_not_equal(first, second);
	assert_int_equal(
		put("{\"name\":\"A\",\"form\":\"f\",\"households\":[{\"address\":\"Мира 0\"},"
		    "{\"address\":\"Мира 1\"},{\"address\":\"Мира 2\"},"
		    "{\"address\":\"Мира 3\"}]}"),
		200);
	assert_string_equal(get("added"), "1");
	assert_string_equal(get("stays"), "3");
	assert_string_equal(get("households.1.id"), first);
	assert_string_equal(get("households.2.id"), second);
	assert_string_not_equal(get("households.0.id"), first);
}

static void what_changes_nothing_makes_no_edition(void **state)
{
	(void)state;
	static const char *const bodies[] = {
		"{\"name\":\"A\",\"form\":\"f\",\"households\":[{\"address\":\"Мира 1\"},"
		"{\"address\":\"Мира 2\"},{\"address\":\"Мира 3\"}]}",
		"{\"name\":\"A\",\"form\":\"f\",\"households\":[{\"address\":\"Мира 2\"},"
		"{\"address\":\"Мира 1\"},{\"address\":\"Мира 3\"}]}"};
	assert_int_equal(put(bodies[0]), 200);
	assert_string_equal(get("edition"), "1");
	assert_int_equal(put(bodies[1]), 200);
	assert_string_equal(get("edition"), "2");
	assert_int_equal(put(bodies[1]), 200);
	assert_string_equal(get("edition"), "2");
}

static void an_edit_that_orphans_is_refused_whole(void **state)
{
	(void)state;
	char second[64];
	char third[64];
	char body[600];
	static const char list[] = "\"name\":\"A\",\"form\":\"f\",\"households\":["
				   "{\"address\":\"Мира 1\"},{\"address\":\"Мира 9\"}]";
	(void)snprintf(second, sizeof second, "%s", get("households.1.id"));
	(void)snprintf(third, sizeof third, "%s", get("households.2.id"));
	add_record(second, "r1", "refused", "", "");
	tell_draft(third);
	(void)snprintf(body, sizeof body, "{%s}", list);
	assert_int_equal(call(ZR_METHOD_POST, "/api/areas/a/preview", body), 200);
	assert_string_equal(get("undecided"), "2");
	assert_int_equal(put(body), 409);
	assert_string_equal(get("error"), "state");
	assert_string_equal(get("changes.1.id"), second);
	assert_string_equal(get("changes.1.records"), "1");
	assert_string_equal(get("changes.2.drafts"), "1");
	assert_int_equal(call(ZR_METHOD_GET, "/api/areas/a", NULL), 200);
	assert_string_equal(get("edition"), "1");
	(void)snprintf(body, sizeof body,
		"{%s,\"decisions\":[{\"id\":\"%s\",\"what\":\"remove\"},"
		"{\"id\":\"%s\",\"what\":\"same\",\"address\":\"Мира 9\"}]}",
		list, second, third);
	assert_int_equal(put(body), 200);
	assert_string_equal(get("households.1.id"), third);
	assert_string_equal(get("households.1.address"), "Мира 9");
	assert_int_equal(call(ZR_METHOD_GET, "/api/areas/a", NULL), 200);
	assert_string_equal(get("households.2.id"), second);
	assert_string_equal(get("households.2.address"), "Мира 2");
	assert_string_equal(get("households.2.removed"), "true");
	assert_string_equal(get("households.2.result"), "refused");
}

static void two_operators_do_not_overwrite_each_other(void **state)
{
	(void)state;
	assert_int_equal(
		put("{\"name\":\"B\",\"form\":\"f\",\"edition\":1,\"households\":[]}"), 200);
	assert_int_equal(
		put("{\"name\":\"C\",\"form\":\"f\",\"edition\":1,\"households\":[]}"), 409);
	assert_int_equal(call(ZR_METHOD_PUT, "/api/areas/new",
				 "{\"name\":\"C\",\"form\":\"f\",\"edition\":1,\"households\":[]}"),
		409);
	assert_int_equal(call(ZR_METHOD_PUT, "/api/areas/new",
				 "{\"name\":\"C\",\"form\":\"f\",\"edition\":0,\"households\":[]}"),
		200);
}

static void only_the_newest_visit_counts(void **state)
{
	(void)state;
	char first[64];
	char second[64];
	(void)snprintf(first, sizeof first, "%s", get("households.0.id"));
	(void)snprintf(second, sizeof second, "%s", get("households.1.id"));
	add_record(first, "v2", "completed", "v1", ""); /* came before the visit that it follows */
	add_record(first, "v1", "later", "", "");
	add_record(second, "w1", "completed", "", "");
	add_record(second, "w2", "refused", "", "w1"); /* corrects it */
	assert_int_equal(call(ZR_METHOD_GET, "/api/areas", NULL), 200);
	assert_string_equal(get("areas.0.done"), "1");
	assert_string_equal(get("areas.0.revisit"), "0");
	assert_string_equal(get("areas.0.refused"), "1");
	assert_string_equal(get("areas.0.open"), "1");
	assert_string_equal(get("areas.0.records"), "4");
	assert_string_equal(get("areas.0.found"), "0");
	add_record("found-by-the-enumerator", "x1", "completed", "", "");
	assert_int_equal(call(ZR_METHOD_GET, "/api/areas", NULL), 200);
	assert_string_equal(get("areas.0.found"), "1");
	assert_string_equal(get("areas.0.done"), "1");
}

static void a_zone_is_one_of_the_machines(void **state)
{
	(void)state;
	assert_int_equal(
		put("{\"name\":\"A\",\"form\":\"f\",\"zone\":\"Asia/Omsk\",\"households\":[]}"),
		200);
	assert_int_equal(put("{\"name\":\"A\",\"form\":\"f\",\"households\":[]}"), 200);
	assert_int_equal(call(ZR_METHOD_GET, "/api/areas/a", NULL), 200);
	assert_string_equal(get("zone"), "Asia/Omsk"); /* what an edit does not name stays */
	assert_int_equal(
		put("{\"name\":\"A\",\"form\":\"f\",\"zone\":\"Mars/Base\",\"households\":[]}"),
		422);
	assert_int_equal(call(ZR_METHOD_GET, "/api/zones", NULL), 200);
	assert_string_not_equal(get("zones.0"), "(none)");
}

static void households_come_as_csv(void **state)
{
	(void)state;
	struct zr_buffer csv = {0};
	assert_int_equal(
		small_hub_call(&small, ZR_METHOD_GET, "/api/areas/a/households.csv", NULL, &csv),
		200);
	assert_non_null(strstr(zr_buffer_text(&csv), "id,address\r\n"));
	assert_non_null(strstr(zr_buffer_text(&csv), ",Мира 3\r\n"));
	zr_buffer_finish(&csv);
}

/* The console of before numbered the lines of a list: so do its areas. */
static void a_list_with_ids_of_its_own_may_not_shift(void **state)
{
	(void)state;
	static const char *const bodies[] = {"{\"name\":\"B\",\"form\":\"f\",\"households\":[{"
					     "\"id\":\"b-001\",\"address\":\"Мира 1\"},"
					     "{\"id\":\"b-002\",\"address\":\"Мира 2\"}]}",
		"{\"name\":\"B\",\"form\":\"f\",\"households\":[{\"id\":\"b-001\",\"address\":"
		"\"Мира 0\"},"
		"{\"id\":\"b-002\",\"address\":\"Мира 1\"},"
		"{\"id\":\"b-003\",\"address\":\"Мира 2\"}]}"};
	assert_int_equal(call(ZR_METHOD_PUT, "/api/areas/b", bodies[0]), 200);
	assert_int_equal(call(ZR_METHOD_PUT, "/api/areas/b", bodies[1]), 409);
	assert_string_equal(get("changes.1.before"), "Мира 2");
	assert_string_equal(get("changes.1.undecided"), "true");
}

/* Another hub took more files than this one gives. */
static void a_form_with_too_many_files_is_refused(void **state)
{
	(void)state;
	for (unsigned i = 0; i <= ZR_HUB_MEDIA_COUNT_MAX + 1; i++) {
		char name[20];
		(void)snprintf(name, sizeof name, "%u.jpg", i);
		const struct zr_store_file_name file = {"f", "", name};
		assert_int_equal(zr_store_put_media(small.store, &file, "x", 1, NULL), 0);
	}
	struct zr_error error = {0};
	assert_int_equal(zr_assignment_check_form(small.store, "f", "", &error), ZR_E_LIMIT);
	assert_string_equal(error.message, "f has more than 64 files beside its form");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(ids_are_the_hubs_and_stay, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_changes_nothing_makes_no_edition, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			an_edit_that_orphans_is_refused_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			two_operators_do_not_overwrite_each_other, set_up, tear_down),
		cmocka_unit_test_setup_teardown(only_the_newest_visit_counts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_zone_is_one_of_the_machines, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_list_with_ids_of_its_own_may_not_shift, set_up, tear_down),
		cmocka_unit_test_setup_teardown(households_come_as_csv, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_form_with_too_many_files_is_refused, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
