/*
 * What any engine owes of people: accounts and sessions that were ended.
 *
 * Tests: hub/store/store_access.c hub/store/sqlite/sqlite_access.c
 * hub/store/postgres/postgres_access.c
 */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "test/unit/hub/store/contract_access.h"
#include "test/unit/hub/store/contract_fixture.h"

static void put(const char *name, const char *territory_id)
{
	struct zr_account account = {.role = "auditor", .password = "$x", .made_us = 5};
	(void)snprintf(account.name, sizeof account.name, "%s", name);
	(void)snprintf(account.territory_id, sizeof account.territory_id, "%s", territory_id);
	assert_int_equal(zr_store_put_account(store, &account, &fault), 0);
}

static void an_account_stands_as_it_was_put(void **state)
{
	(void)state;
	struct zr_account account = {.name = "anna",
		.person = "Анна",
		.role = "fleet",
		.password = "$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA",
		.is_locked = true,
		.must_change = true,
		.has_totp = true,
		.totp = {1, 2, 3},
		.totp_step = 4,
		.made_us = 5,
		.login_us = 6,
		.session_since_us = 7};
	struct zr_account read = {0};
	assert_int_equal(zr_store_get_account(store, "anna", &read, &fault), ZR_E_NOT_FOUND);
	assert_int_equal(zr_store_put_account(store, &account, &fault), 0);
	assert_int_equal(zr_store_get_account(store, "anna", &read, &fault), 0);
	assert_string_equal(read.person, account.person);
	assert_string_equal(read.role, account.role);
	assert_string_equal(read.password, account.password);
	assert_string_equal(read.territory, "");
	assert_memory_equal(read.totp, account.totp, sizeof read.totp);
	assert_true(read.is_locked && read.must_change && read.has_totp);
	assert_int_equal(read.totp_step, 4);
	assert_int_equal(read.made_us, 5);
	assert_int_equal(read.login_us, 6);
	assert_int_equal(read.session_since_us, 7);
	account.is_locked = false;
	assert_int_equal(zr_store_put_account(store, &account, &fault), 0);
	assert_int_equal(zr_store_get_account(store, "anna", &read, &fault), 0);
	assert_false(read.is_locked);
}

static void an_account_of_a_lost_territory_sees_nothing(void **state)
{
	(void)state;
	struct zr_account read = {0};
	put("anna", "lost");
	assert_int_equal(zr_store_get_account(store, "anna", &read, &fault), 0);
	assert_string_equal(read.territory, "?/");
}

struct names {
	char text[100];
};

static int add_name(void *user, const struct zr_account *account)
{
	struct names *names = user;
	size_t length = strlen(names->text);
	(void)snprintf(names->text + length, sizeof names->text - length, "%s ", account->name);
	return 0;
}

static const char *list(const char *territory, const char *after, size_t count_max)
{
	static struct names names;
	names = (struct names){0};
	const struct zr_account_filter filter = {territory, after, count_max};
	assert_int_equal(zr_store_list_accounts(store, &filter, add_name, &names, &fault), 0);
	return names.text;
}

static void accounts_come_by_name_and_in_pages(void **state)
{
	(void)state;
	put("boris", "");
	put("anna", "");
	put("vera", "");
	assert_string_equal(list(NULL, NULL, 2), "anna boris ");
	assert_string_equal(list("", "boris", 2), "vera ");
	assert_string_equal(list("16/", NULL, 10), "");
}

static void an_ended_session_is_remembered_until_its_time(void **state)
{
	(void)state;
	static const uint8_t one[ZR_STORE_SESSION_BYTES] = {1};
	static const uint8_t two[ZR_STORE_SESSION_BYTES] = {2};
	assert_int_equal(zr_store_is_session_ended(store, one, &fault), 0);
	assert_int_equal(zr_store_end_session(store, one, 100, 1, &fault), 0);
	assert_int_equal(zr_store_end_session(store, one, 100, 1, &fault), 0);
	assert_int_equal(zr_store_is_session_ended(store, one, &fault), 1);
	assert_int_equal(zr_store_end_session(store, two, 300, 101, &fault), 0);
	assert_int_equal(zr_store_is_session_ended(store, one, &fault), 0);
	assert_int_equal(zr_store_is_session_ended(store, two, &fault), 1);
}

/* ---- what people did ---- */

static int count_act(void *user, const struct zr_act *act)
{
	uint64_t *last = user;
	assert_true(act->number > *last);
	assert_string_equal(act->who, "anna");
	assert_string_equal(act->origin, "192.0.2.1");
	assert_int_equal(act->hash[0], act->number);
	*last = act->number;
	return 0;
}

static void lines_are_added_behind_the_last(void **state)
{
	(void)state;
	struct zr_act_mark last = {.number = 7};
	uint64_t seen = 0;
	struct zr_store_span span = {0, 2};
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_store_last_act(store, &last, &fault), 0);
	assert_int_equal(last.number, 0);
	for (uint8_t number = 1; number <= 3; number++) {
		const struct zr_act act = {.number = number,
			.time_us = 5,
			.who = "anna",
			.origin = "192.0.2.1",
			.what = "code",
			.detail = "",
			.hash = {number}};
		assert_int_equal(zr_store_add_act(store, &act, &fault), 0);
	}
	assert_int_equal(zr_store_last_act(store, &last, &fault), 0);
	assert_int_equal(last.number, 3);
	assert_int_equal(last.hash[0], 3);
	assert_false(last.is_signature);
	assert_int_equal(zr_store_commit(store, &fault), 0);
	assert_int_equal(zr_store_list_acts(store, &span, count_act, &seen, &fault), 0);
	assert_int_equal(seen, 2);
	span.after_rank = 2;
	assert_int_equal(zr_store_list_acts(store, &span, count_act, &seen, &fault), 0);
	assert_int_equal(seen, 3);
}

/* ---- territories ---- */

static void put_node(const char *id, const char *parent, const char *at)
{
	struct zr_territory node = {.kind = "k", .name = "N"};
	(void)snprintf(node.territory_id, sizeof node.territory_id, "%s", id);
	(void)snprintf(node.parent_id, sizeof node.parent_id, "%s", parent);
	(void)snprintf(node.path, sizeof node.path, "%s", at);
	assert_int_equal(zr_store_put_territory(store, &node, &fault), 0);
}

static int add_path(void *user, const struct zr_territory *node)
{
	struct names *names = user;
	size_t length = strlen(names->text);
	(void)snprintf(names->text + length, sizeof names->text - length, "%s ", node->path);
	return 0;
}

static const char *below(const char *at)
{
	static struct names names;
	names = (struct names){0};
	assert_int_equal(zr_store_list_territories(store, at, add_path, &names, &fault), 0);
	return names.text;
}

static void make_tree(void)
{
	put_node("16", "", "16/");
	put_node("16-03", "16", "16/16-03/");
	put_node("160", "", "160/");
	put_node("16-1", "", "16-1/");
}

static void a_subtree_is_what_begins_with_its_path(void **state)
{
	(void)state;
	make_tree();
	assert_string_equal(below(""), "16-1/ 16/ 16/16-03/ 160/ ");
	assert_string_equal(below("16/"), "16/ 16/16-03/ ");
	assert_string_equal(below("16/16-03/"), "16/16-03/ ");
	assert_string_equal(below("1/"), "");
}

static void accounts_of_a_subtree_are_listed(void **state)
{
	(void)state;
	make_tree();
	put("anna", "16");
	put("boris", "160");
	put("vera", "16-03");
	put("gleb", "");
	assert_string_equal(list("16/", NULL, 10), "anna vera ");
	struct zr_account read = {0};
	assert_int_equal(zr_store_get_account(store, "vera", &read, &fault), 0);
	assert_string_equal(read.territory, "16/16-03/");
}

static void where(const char *area_id, const char *at)
{
	char read[ZR_STORE_PATH_BYTES];
	assert_int_equal(zr_store_locate_area(store, area_id, read, &fault), 0);
	assert_string_equal(read, at);
}

static void a_node_moves_with_all_below_it(void **state)
{
	(void)state;
	char read[ZR_STORE_PATH_BYTES];
	struct zr_area area = {.area_id = "a", .name = "A", .form_id = "f"};
	make_tree();
	assert_int_equal(zr_store_locate_area(store, "a", read, &fault), ZR_E_NOT_FOUND);
	assert_int_equal(zr_store_put_area(store, &area, &fault), 0);
	where("a", "");
	assert_int_equal(zr_store_place_area(store, "a", "16/16-03/", &fault), 0);
	assert_int_equal(zr_store_put_area(store, &area, &fault), 0);
	where("a", "16/16-03/");
	put_node("16", "160", "160/16/");
	assert_string_equal(below("160/"), "160/ 160/16/ 160/16/16-03/ ");
	where("a", "160/16/16-03/");
	struct zr_territory node = {0};
	assert_int_equal(zr_store_get_territory(store, "16", &node, &fault), 0);
	assert_string_equal(node.parent_id, "160");
	assert_int_equal(zr_store_get_territory(store, "17", &node, &fault), ZR_E_NOT_FOUND);
}

static int add_token_name(void *user, const struct zr_store_token *token)
{
	return zr_buffer_add_format(user, "%s ", token->name);
}

static void a_token_stands_until_it_is_dropped(void **state)
{
	(void)state;
	struct zr_buffer names = {0};
	struct zr_store_token read;
	struct zr_store_token token = {
		.hash = {1}, .account = "anna", .name = "Отчёты", .made_us = 5};
	assert_int_equal(zr_store_get_token(store, token.hash, &read, &fault), ZR_E_NOT_FOUND);
	assert_int_equal(zr_store_add_token(store, &token, &fault), 0);
	assert_int_equal(zr_store_get_token(store, token.hash, &read, &fault), 0);
	assert_string_equal(read.account, "anna");
	assert_string_equal(read.name, "Отчёты");
	assert_int_equal(read.made_us, 5);
	token.hash[0] = 2;
	(void)snprintf(token.name, sizeof token.name, "second");
	assert_int_equal(zr_store_add_token(store, &token, &fault), 0);
	assert_int_equal(zr_store_list_tokens(store, "anna", add_token_name, &names, &fault), 0);
	assert_string_equal(zr_buffer_text(&names), "Отчёты second ");
	assert_int_equal(zr_store_list_tokens(store, "boris", add_token_name, &names, &fault), 0);
	assert_int_equal(zr_store_drop_token(store, token.hash, &fault), 0);
	assert_int_equal(zr_store_drop_token(store, token.hash, &fault), 0);
	assert_int_equal(zr_store_get_token(store, token.hash, &read, &fault), ZR_E_NOT_FOUND);
	zr_buffer_finish(&names);
}

int contract_access_run(void)
{
	const struct CMUnitTest tests[] = {
		CASE(an_account_stands_as_it_was_put),
		CASE(an_account_of_a_lost_territory_sees_nothing),
		CASE(accounts_come_by_name_and_in_pages),
		CASE(an_ended_session_is_remembered_until_its_time),
		CASE(lines_are_added_behind_the_last),
		CASE(a_subtree_is_what_begins_with_its_path),
		CASE(accounts_of_a_subtree_are_listed),
		CASE(a_node_moves_with_all_below_it),
		CASE(a_token_stands_until_it_is_dropped),
	};
	return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
