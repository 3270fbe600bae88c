#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/store/identity.h"
#include "test/unit/store/agent_store.h"

static void says_that_there_is_none_at_first(void **state)
{
	struct agent_store *store = *state;
	struct zr_identity identity;
	assert_int_equal(zr_identity_get(store->database, &identity, NULL), ZR_E_NOT_FOUND);
}

static void keeps_its_random_bytes_for_good(void **state)
{
	struct agent_store *store = *state;
	uint8_t random[ZR_IDENTITY_RANDOM_BYTES];
	memset(random, 7, sizeof random);
	assert_int_equal(zr_identity_make(store->database, random, NULL), 0);
	assert_int_equal(zr_identity_make(store->database, random, NULL), ZR_E_EXISTS);
	agent_store_reopen(store);
	ZR_CLEANUP(zr_identity_finish) struct zr_identity identity = {0};
	assert_int_equal(zr_identity_get(store->database, &identity, NULL), 0);
	assert_memory_equal(identity.random, random, sizeof random);
	assert_false(identity.is_enrolled);
}

static void enrols_once(void **state)
{
	struct agent_store *store = *state;
	uint8_t random[ZR_IDENTITY_RANDOM_BYTES] = {0};
	assert_int_equal(zr_identity_make(store->database, random, NULL), 0);
	ZR_CLEANUP(zr_identity_finish)
	struct zr_identity hub = {.hub_url = "https://hub:8443", .device_name = "tablet 1"};
	memset(hub.hub_sign, 1, sizeof hub.hub_sign);
	memset(hub.hub_agree, 2, sizeof hub.hub_agree);
	assert_int_equal(zr_buffer_add_text(&hub.hub_ca, "PEM"), 0);
	assert_int_equal(zr_buffer_add_text(&hub.tls.certificate, "DER"), 0);
	assert_int_equal(zr_buffer_add_text(&hub.tls.key, "secret"), 0);
	hub.tls.renew_from_us = 77;
	assert_int_equal(zr_identity_enrol(store->database, &hub, NULL), 0);
	hub.hub_sign[0] = 9; /* another hub: its records could not be opened there */
	assert_int_equal(zr_identity_enrol(store->database, &hub, NULL), ZR_E_STATE);
	hub.hub_sign[0] = 1; /* this one, which was restored from a backup of before */
	assert_int_equal(zr_identity_enrol(store->database, &hub, NULL), 0);
	agent_store_reopen(store);
	ZR_CLEANUP(zr_identity_finish) struct zr_identity identity = {0};
	assert_int_equal(zr_identity_get(store->database, &identity, NULL), 0);
	assert_true(identity.is_enrolled);
	assert_string_equal(identity.hub_url, "https://hub:8443");
	assert_string_equal(identity.device_name, "tablet 1");
	assert_string_equal(zr_buffer_text(&identity.hub_ca), "PEM");
	assert_memory_equal(identity.hub_agree, hub.hub_agree, ZR_KEY_BYTES);
	assert_string_equal(zr_buffer_text(&identity.tls.certificate), "DER");
	assert_string_equal(zr_buffer_text(&identity.tls.key), "secret");
	assert_true(identity.tls.renew_from_us == 77);
}

static void takes_another_certificate(void **state)
{
	struct agent_store *store = *state;
	enrols_once(state);
	ZR_CLEANUP(zr_identity_finish) struct zr_identity other = {.tls.renew_from_us = 99};
	assert_int_equal(zr_buffer_add_text(&other.tls.certificate, "DER 2"), 0);
	assert_int_equal(zr_buffer_add_text(&other.tls.key, "secret 2"), 0);
	assert_int_equal(zr_identity_certify(store->database, &other.tls, NULL), 0);
	agent_store_reopen(store);
	ZR_CLEANUP(zr_identity_finish) struct zr_identity identity = {0};
	assert_int_equal(zr_identity_get(store->database, &identity, NULL), 0);
	assert_string_equal(zr_buffer_text(&identity.tls.certificate), "DER 2");
	assert_string_equal(zr_buffer_text(&identity.tls.key), "secret 2");
	assert_true(identity.tls.renew_from_us == 99);
	assert_string_equal(identity.device_name, "tablet 1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		AGENT_STORE_TEST(says_that_there_is_none_at_first),
		AGENT_STORE_TEST(keeps_its_random_bytes_for_good),
		AGENT_STORE_TEST(enrols_once),
		AGENT_STORE_TEST(takes_another_certificate),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
