/* The contract: teams, and what waits in each.
 * Tests: hub/store/teams.c, hub/store/sqlite/census/sqlite_team.c,
 * hub/store/postgres/census/postgres_team.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "hub/store/reviews.h"
#include "hub/store/store.h"
#include "hub/store/teams.h"
#include "test/unit/hub/store/contract_fixture.h"
#include "test/unit/hub/store/contract_teams.h"

static void put_node(const char *id, const char *parent, const char *kind, const char *path_of)
{
	struct zr_territory node = {0};
	(void)snprintf(node.territory_id, sizeof node.territory_id, "%s", id);
	(void)snprintf(node.parent_id, sizeof node.parent_id, "%s", parent);
	(void)snprintf(node.kind, sizeof node.kind, "%s", kind);
	(void)snprintf(node.name, sizeof node.name, "N-%s", id);
	(void)snprintf(node.path, sizeof node.path, "%s", path_of);
	assert_int_equal(zr_store_put_territory(store, &node, &fault), 0);
}

static void put_area(const char *area_id, const char *path_of)
{
	struct zr_area area = {.form_id = "f", .name = "A"};
	(void)snprintf(area.area_id, sizeof area.area_id, "%s", area_id);
	assert_int_equal(zr_store_put_area(store, &area, &fault), 0);
	assert_int_equal(zr_store_place_area(store, area_id, path_of, &fault), 0);
}

static void fill(void)
{
	assert_int_equal(zr_store_begin(store, &fault), 0);
	put_node("16", "", "region", "16/");
	put_node("t1", "16", ZR_TEAM_KIND, "16/t1/");
	put_node("t2", "16", ZR_TEAM_KIND, "16/t2/");
	put_node("t3", "", ZR_TEAM_KIND, "t3/");
	put_area("a", "16/t1/");
	put_area("b", "16/t2/");
	assert_int_equal(zr_store_commit(store, &fault), 0);
}

/* "id parent name path silent returns;" of each. */
static int join(void *user, const struct zr_team *team)
{
	char *text = user;
	const struct zr_territory *node = &team->territory;
	(void)snprintf(text + strlen(text), 400 - strlen(text), "%s %s %s %s %d %d;",
		node->territory_id, node->parent_id, node->name, node->path,
		(int)team->silent_count, (int)team->return_count);
	return 0;
}

static const char *list(const char *territory, const char *after, size_t count_max)
{
	static char text[400];
	const struct zr_team_filter filter = {territory, 100, after, count_max};
	text[0] = '\0';
	assert_int_equal(zr_teams_list(store, &filter, join, text, &fault), 0);
	return text;
}

static void teams_of_a_part_are_listed_a_page_at_a_time(void **state)
{
	(void)state;
	fill();
	assert_string_equal(
		list("", "", 10), "t1 16 N-t1 16/t1/ 0 0;t2 16 N-t2 16/t2/ 0 0;t3  N-t3 t3/ 0 0;");
	assert_string_equal(list("16/", "t1", 1), "t2 16 N-t2 16/t2/ 0 0;");
	assert_string_equal(list("16/", "t2", 10), "");
	assert_string_equal(list("16/t1/", "", 10), "t1 16 N-t1 16/t1/ 0 0;");
}

static void what_waits_in_a_team_is_counted(void **state)
{
	(void)state;
	fill();
	add_device(1, "T1", "a"); /* its contact was at 0: before 100 */
	add_device(2, "T2", "b");
	struct zr_device device = {0};
	const uint8_t second[ZR_PARTY_ID_BYTES] = {2};
	assert_int_equal(zr_store_get_device(store, second, &device, &fault), 0);
	device.contact_us = 100;
	assert_int_equal(zr_store_touch_device(store, &device, &fault), 0);
	add_record(1, 1, "a");
	struct zr_review review = {.area_id = "a",
		.hash = {1},
		.record_id = "r1",
		.household_id = "h",
		.state = ZR_REVIEW_RETURNED,
		.who = "ann",
		.parcel = "p",
		.parcel_bytes = 1};
	memcpy(review.device_id, device_id, sizeof review.device_id);
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_reviews_put(store, &review, &fault), 0);
	assert_int_equal(zr_store_commit(store, &fault), 0);
	assert_string_equal(list("16/", "", 10), "t1 16 N-t1 16/t1/ 1 1;t2 16 N-t2 16/t2/ 0 0;");
	const struct zr_store_record newer = {.device_id = {1},
		.sequence = 2,
		.hash = {2},
		.received_us = 1000,
		.content = {.record_id = TEXT("r2"),
			.form_id = TEXT("f"),
			.form_version = TEXT("1"),
			.area_id = TEXT("a"),
			.household_id = TEXT("h"),
			.outcome = TEXT("completed"),
			.replaces_id = TEXT("r1")}};
	assert_int_equal(zr_store_add_record(store, &newer, &fault), 0);
	assert_string_equal(list("16/t1/", "", 10), "t1 16 N-t1 16/t1/ 1 0;");
}

int contract_teams_run(void)
{
	const struct CMUnitTest tests[] = {
		CASE(teams_of_a_part_are_listed_a_page_at_a_time),
		CASE(what_waits_in_a_team_is_counted),
	};
	return cmocka_run_group_tests_name("teams", tests, NULL, NULL);
}
