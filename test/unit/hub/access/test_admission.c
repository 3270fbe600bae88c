/* The console's door. */
#include "test/unit/unit.h"

#include "test/unit/hub/small_hub.h"

#include "hub/access/admission.h"

static struct small_hub small;

static int set_up(void **state)
{
	(void)state;
	small_hub_init(&small);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	small_hub_finish(&small);
	return 0;
}

/* The answer's status; 0 when the request may go on. */
static unsigned ask(struct zr_request *request)
{
	bool is_in = zr_admission_check(&small.context, request);
	unsigned status = request->answer.status;
	assert_int_equal(is_in, status == 0);
	zr_request_free(request);
	return status;
}

static void a_session_opens_the_door(void **state)
{
	(void)state;
	assert_int_equal(ask(small_hub_request(&small, ZR_METHOD_GET, "/api/fleet")), 0);
	struct zr_request *request = small_hub_request(&small, ZR_METHOD_GET, "/api/fleet");
	request->session[0] ^= 1;
	assert_int_equal(ask(request), 401);
	request = small_hub_request(&small, ZR_METHOD_GET, "/api/fleet");
	request->session[0] = '\0';
	assert_int_equal(ask(request), 401);
}

static void a_change_needs_the_header_of_our_own_page(void **state)
{
	(void)state;
	struct zr_request *request = small_hub_request(&small, ZR_METHOD_POST, "/api/codes");
	request->has_zarya_header = false;
	assert_int_equal(ask(request), 403);
	request = small_hub_request(&small, ZR_METHOD_POST, "/api/login");
	request->has_zarya_header = false;
	assert_int_equal(ask(request), 403); /* also where no session is needed */
	assert_int_equal(ask(small_hub_request(&small, ZR_METHOD_POST, "/api/codes")), 0);
}

static void the_page_and_tablets_need_no_session(void **state)
{
	(void)state;
	struct zr_request *request = small_hub_request(&small, ZR_METHOD_GET, "/");
	request->session[0] = '\0';
	assert_int_equal(ask(request), 0);
	request = small_hub_request(&small, ZR_METHOD_POST, "/v1/exchange");
	request->session[0] = '\0';
	request->has_zarya_header = false;
	assert_int_equal(ask(request), 0);
}

/* Changes the operator's account under a session of his. */
static void change(void (*alter)(struct zr_account *account))
{
	struct zr_account account;
	assert_int_equal(zr_store_get_account(small.store, ZR_ACCOUNT_FIRST, &account, NULL), 0);
	alter(&account);
	assert_int_equal(zr_store_put_account(small.store, &account, NULL), 0);
}

static void be_fine(struct zr_account *account)
{
	account->is_locked = account->must_change = false;
	account->session_since_us = 0;
	account->territory_id[0] = '\0';
	(void)snprintf(account->role, sizeof account->role, "administrator");
}

static void be_locked(struct zr_account *account)
{
	account->is_locked = true;
}

static void be_of_another_password(struct zr_account *account)
{
	account->session_since_us = SMALL_HUB_NOW_US + 1;
}

static void be_new(struct zr_account *account)
{
	account->must_change = true;
}

static void be_an_auditor(struct zr_account *account)
{
	(void)snprintf(account->role, sizeof account->role, "auditor");
}

static void be_of_a_later_hub(struct zr_account *account)
{
	(void)snprintf(account->role, sizeof account->role, "emperor");
}

static void be_of_a_part(struct zr_account *account)
{
	(void)snprintf(account->territory_id, sizeof account->territory_id, "16");
}

static unsigned get(const char *path)
{
	return ask(small_hub_request(&small, ZR_METHOD_GET, path));
}

static void what_becomes_of_an_account_holds_at_once(void **state)
{
	(void)state;
	change(be_locked);
	assert_int_equal(get("/api/fleet"), 401);
	change(be_fine);
	assert_int_equal(get("/api/fleet"), 0);
	change(be_of_another_password);
	assert_int_equal(get("/api/fleet"), 401);
	change(be_fine);
	change(be_new);
	assert_int_equal(get("/api/fleet"), 403);
	assert_int_equal(get("/api/session"), 0);
	change(be_fine);
}

static void a_role_has_its_rights_and_no_other(void **state)
{
	(void)state;
	change(be_an_auditor);
	assert_int_equal(get("/api/audit"), 0);
	assert_int_equal(get("/api/records/r1"), 403);
	change(be_of_a_later_hub);
	assert_int_equal(get("/api/session"), 403);
	change(be_fine);
	change(be_of_a_part);
	assert_int_equal(get("/api/audit"), 403); /* it concerns the whole */
	assert_int_equal(get("/api/areas"), 0);
	change(be_fine);
}

static void a_route_without_a_right_is_nobodys(void **state)
{
	(void)state;
	struct zr_request *request = small_hub_request(&small, ZR_METHOD_GET, "/api/fleet");
	request->right = ZR_RIGHT_NONE;
	assert_int_equal(ask(request), 403);
	for (const struct zr_route *route = zr_routes; route->pattern != NULL; route++) {
		bool is_console = (route->flags & ZR_REQUEST_CONSOLE) != 0;
		assert_int_equal(is_console, route->right != ZR_RIGHT_NONE);
	}
}

static void the_caller_is_known_behind_the_door(void **state)
{
	(void)state;
	struct zr_request *request = small_hub_request(&small, ZR_METHOD_GET, "/api/fleet");
	assert_true(zr_admission_check(&small.context, request));
	assert_string_equal(request->caller.name, ZR_ACCOUNT_FIRST);
	assert_int_equal(request->caller.role, ZR_ROLE_ADMINISTRATOR);
	assert_string_equal(request->caller.territory, "");
	zr_request_free(request);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_opens_the_door),
		cmocka_unit_test(a_change_needs_the_header_of_our_own_page),
		cmocka_unit_test(the_page_and_tablets_need_no_session),
		cmocka_unit_test(what_becomes_of_an_account_holds_at_once),
		cmocka_unit_test(a_role_has_its_rights_and_no_other),
		cmocka_unit_test(a_route_without_a_right_is_nobodys),
		cmocka_unit_test(the_caller_is_known_behind_the_door),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
