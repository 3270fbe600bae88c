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
	bool is_in = zr_admission_check(&small.shared.auth, request);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_opens_the_door),
		cmocka_unit_test(a_change_needs_the_header_of_our_own_page),
		cmocka_unit_test(the_page_and_tablets_need_no_session),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
