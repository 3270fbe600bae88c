/* Tests: hub/access/account.c hub/access/accounts.c */
#include "test/unit/unit.h"

#include <string.h>

#include "test/unit/hub/small_hub.h"

static struct small_hub small;
static struct zr_buffer answer;

static int set_up(void **state)
{
	(void)state;
	small_hub_init(&small);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	zr_buffer_finish(&answer);
	small_hub_finish(&small);
	return 0;
}

static unsigned call(enum zr_method method, const char *path, const char *body)
{
	return small_hub_call(&small, method, path, body, &answer);
}

static void a_name_is_small_and_nobodys_in_the_audit(void **state)
{
	(void)state;
	const char *const good[] = {"a", "anna.ivanova", "16-03_k2"};
	const char *const bad[] = {"", "Anna", "a b", "a/b", "анна", ".a", "unknown",
		"0123456789abcdef0123456789abcdef"};
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		assert_int_equal(zr_account_check_name(good[i], NULL), 0);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(zr_account_check_name(bad[i], NULL), ZR_E_INVALID);
	}
}

static void a_password_is_counted_in_letters(void **state)
{
	(void)state;
	assert_int_equal(zr_account_check_password("двенадцать б", NULL), 0);
	assert_int_equal(zr_account_check_password("одиннадцать", NULL), ZR_E_INVALID);
}

static void the_first_account_is_made_once(void **state)
{
	(void)state;
	struct zr_account account;
	assert_int_equal(zr_store_get_account(small.store, ZR_ACCOUNT_FIRST, &account, NULL), 0);
	assert_string_equal(account.role, "administrator");
	assert_string_equal(account.territory, "");
	char password[ZR_STORE_PASSWORD_BYTES];
	(void)snprintf(password, sizeof password, "%s", account.password);
	const struct zr_options options = {.data = small.folder, .password = "another password"};
	assert_int_equal(zr_account_make_first(small.store, &options, NULL), 0);
	assert_int_equal(zr_store_get_account(small.store, ZR_ACCOUNT_FIRST, &account, NULL), 0);
	assert_string_equal(account.password, password);
}

static void an_account_is_added_changed_and_locked(void **state)
{
	(void)state;
	assert_int_equal(call(ZR_METHOD_POST, "/api/accounts",
				 "{\"name\":\"anna\",\"person\":\"Анна\",\"role\":\"auditor\"}"),
		200);
	assert_non_null(strstr(zr_buffer_text(&answer), "\"password\":\""));
	assert_int_equal(
		call(ZR_METHOD_POST, "/api/accounts", "{\"name\":\"anna\",\"role\":\"auditor\"}"),
		409);
	assert_int_equal(call(ZR_METHOD_PUT, "/api/accounts/anna",
				 "{\"person\":\"А. Иванова\",\"role\":\"fleet\",\"locked\":true}"),
		200);
	struct zr_account account;
	assert_int_equal(zr_store_get_account(small.store, "anna", &account, NULL), 0);
	assert_string_equal(account.role, "fleet");
	assert_true(account.is_locked && account.must_change);
	assert_int_equal(account.session_since_us, SMALL_HUB_NOW_US);
	assert_int_equal(call(ZR_METHOD_GET, "/api/accounts", NULL), 200);
	assert_non_null(strstr(zr_buffer_text(&answer), "А. Иванова"));
	assert_null(strstr(zr_buffer_text(&answer), "argon"));
}

static void what_is_wrong_with_an_account_is_told(void **state)
{
	(void)state;
	const char *const bad[] = {"{}", "{\"name\":\"b\"}",
		"{\"name\":\"b\",\"role\":\"emperor\"}", "{\"name\":\"B\",\"role\":\"fleet\"}",
		"{\"name\":\"b\",\"role\":\"fleet\",\"locked\":1}"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(call(ZR_METHOD_POST, "/api/accounts", bad[i]), 422);
	}
	assert_int_equal(call(ZR_METHOD_PUT, "/api/accounts/nobody", "{\"role\":\"fleet\"}"), 404);
	assert_int_equal(call(ZR_METHOD_POST, "/api/accounts/nobody/password", "{}"), 404);
}

static void nobody_locks_himself_out_and_one_administrator_is_left(void **state)
{
	(void)state;
	assert_int_equal(
		call(ZR_METHOD_PUT, "/api/accounts/operator", "{\"role\":\"auditor\"}"), 409);
	assert_int_equal(call(ZR_METHOD_PUT, "/api/accounts/operator",
				 "{\"role\":\"administrator\",\"locked\":true}"),
		409);
	assert_int_equal(call(ZR_METHOD_PUT, "/api/accounts/operator",
				 "{\"role\":\"administrator\",\"person\":\"O\"}"),
		200);
}

static void a_reset_gives_a_password_that_must_be_changed(void **state)
{
	(void)state;
	assert_int_equal(
		call(ZR_METHOD_POST, "/api/accounts", "{\"name\":\"boris\",\"role\":\"auditor\"}"),
		200);
	struct zr_account before;
	struct zr_account after;
	assert_int_equal(zr_store_get_account(small.store, "boris", &before, NULL), 0);
	assert_int_equal(call(ZR_METHOD_POST, "/api/accounts/boris/password", "{}"), 200);
	assert_non_null(strstr(zr_buffer_text(&answer), "\"password\":\""));
	assert_int_equal(zr_store_get_account(small.store, "boris", &after, NULL), 0);
	assert_string_not_equal(before.password, after.password);
	assert_true(after.must_change);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_small_and_nobodys_in_the_audit),
		cmocka_unit_test(a_password_is_counted_in_letters),
		cmocka_unit_test(the_first_account_is_made_once),
		cmocka_unit_test(an_account_is_added_changed_and_locked),
		cmocka_unit_test(what_is_wrong_with_an_account_is_told),
		cmocka_unit_test(nobody_locks_himself_out_and_one_administrator_is_left),
		cmocka_unit_test(a_reset_gives_a_password_that_must_be_changed),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
