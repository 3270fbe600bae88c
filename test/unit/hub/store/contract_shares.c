/* The contract: which addresses of an area are which tablet's.
 * Tests: hub/store/shares.c, hub/store/sqlite/census/sqlite_share.c,
 * hub/store/postgres/census/postgres_share.c
 */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "hub/store/shares.h"
#include "test/unit/hub/store/contract_fixture.h"
#include "test/unit/hub/store/contract_shares.h"

static const uint8_t one[ZR_PARTY_ID_BYTES] = {1};
static const uint8_t other[ZR_PARTY_ID_BYTES] = {2};

static void put(const char *household_id, const uint8_t *device)
{
	const struct zr_share share = {"a", household_id, device, 5};
	assert_int_equal(zr_shares_put(store, &share, &fault), 0);
}

static void fill(void)
{
	struct zr_area area = {.area_id = "a", .name = "A", .form_id = "f"};
	static const char *const ids[] = {"h1", "h2", "h3", "h4"};
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_store_put_area(store, &area, &fault), 0);
	for (size_t i = 0; i < 4; i++) {
		const struct zr_store_household household = {.household_id = ids[i],
			.address = "Mira",
			.place = 4 - i,
			.is_removed = i == 3};
		assert_int_equal(zr_store_put_household(store, "a", &household, &fault), 0);
	}
	put("h1", one);
	put("h2", other);
	put("h2", one);
	put("h3", one);
	put("h3", NULL);
	put("h4", one);
	assert_int_equal(zr_store_commit(store, &fault), 0);
}

static int join(void *user, const struct zr_store_household *household)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 100 - strlen(text), "%s ", household->household_id);
	return 0;
}

static void check(const uint8_t *device, const char *expected)
{
	char text[100] = "";
	const struct zr_share of = {.area_id = "a", .device_id = device};
	assert_int_equal(zr_shares_list_households(store, &of, join, text, &fault), 0);
	assert_string_equal(text, expected);
}

static int join_owner(void *user, const struct zr_store_household *household)
{
	char *text = user;
	(void)snprintf(text + strlen(text), 100 - strlen(text), "%s:%d ", household->household_id,
		household->device_id != NULL ? household->device_id[0] : 0);
	return 0;
}

static void a_tablet_sees_its_own_and_anybodys(void **state)
{
	(void)state;
	char text[100] = "";
	fill();
	check(one, "h3 h2 h1 ");
	check(other, "h3 ");
	assert_int_equal(zr_store_survey_households(store, "a", join_owner, text, &fault), 0);
	assert_string_equal(text, "h3:0 h2:1 h1:1 h4:1 ");
}

static void what_no_list_has_is_found_with_its_visits(void **state)
{
	(void)state;
	char text[100] = "";
	fill();
	add_device(1, "T1", "a");
	add_record(1, 1, "a"); /* at h, which the list does not have */
	assert_int_equal(zr_store_list_found(store, "a", join, text, &fault), 0);
	assert_string_equal(text, "h ");
	const struct zr_store_household household = {.household_id = "h", .address = "Mira"};
	assert_int_equal(zr_store_put_household(store, "a", &household, &fault), 0);
	text[0] = '\0';
	assert_int_equal(zr_store_list_found(store, "a", join, text, &fault), 0);
	assert_string_equal(text, "");
}

static void who_goes_leaves_his_to_all_and_they_learn_it(void **state)
{
	(void)state;
	struct zr_area before;
	struct zr_area after;
	fill();
	assert_int_equal(zr_store_get_area(store, "a", &before, &fault), 0);
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_shares_release(store, other, &fault), 0);
	assert_int_equal(zr_shares_release(store, one, &fault), 0);
	assert_int_equal(zr_store_commit(store, &fault), 0);
	assert_int_equal(zr_store_get_area(store, "a", &after, &fault), 0);
	assert_int_equal(after.edition, before.edition + 1);
	check(other, "h3 h2 h1 ");
}

int contract_shares_run(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_tablet_sees_its_own_and_anybodys),
		CASE(what_no_list_has_is_found_with_its_visits),
		CASE(who_goes_leaves_his_to_all_and_they_learn_it),
	};
	return cmocka_run_group_tests_name("shares", tests, NULL, NULL);
}
