/* Tests: hub/core/keyring.c */
#include "test/unit/unit.h"

#include "hub/core/keyring.h"

#include "test/unit/hub/small_hub.h"

static struct small_hub small;
static struct zr_error error;

static int set_up(void **state)
{
	(void)state;
	error = (struct zr_error){0};
	small_hub_init(&small);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	small_hub_finish(&small);
	return 0;
}

static void add_tablet(void)
{
	static const struct zr_device device = {.keys = {.id = "tablet"}, .name = "T"};
	assert_int_equal(zr_store_add_device(small.store, &device, &error), 0);
}

static void remove_key(const char *name)
{
	char path[200];
	(void)snprintf(path, sizeof path, "%s/keys/%s", small.folder, name);
	assert_int_equal(unlink(path), 0);
}

static void a_missing_key_matters_once_there_are_tablets(void **state)
{
	(void)state;
	assert_int_equal(zr_keyring_check_files(&small.shared.options, &error), 0);
	remove_key("server.pem");
	add_tablet();
	assert_int_equal(zr_keyring_check_files(&small.shared.options, &error), 0);
	remove_key("ca.key");
	assert_int_equal(zr_keyring_check_files(&small.shared.options, &error), ZR_E_STATE);
	assert_non_null(strstr(error.message, "keys/ca.key is missing"));
	small.shared.options.is_new_keys = 1;
	assert_int_equal(zr_keyring_check_files(&small.shared.options, &error), 0);
}

static void without_tablets_keys_are_drawn_anew(void **state)
{
	(void)state;
	remove_key("hub.key");
	assert_int_equal(zr_keyring_check_files(&small.shared.options, &error), 0);
}

static void a_store_knows_its_keys_again(void **state)
{
	(void)state;
	assert_int_equal(zr_keyring_check_store(small.store, &small.shared, &error), 0);
	small.shared.keys.public_half.id[0] ^= 1; /* another hub's, and nobody knows the first */
	assert_int_equal(zr_keyring_check_store(small.store, &small.shared, &error), 0);
	add_tablet();
	assert_int_equal(zr_keyring_check_store(small.store, &small.shared, &error), 0);
	small.shared.keys.public_half.id[0] ^= 1;
	assert_int_equal(zr_keyring_check_store(small.store, &small.shared, &error), ZR_E_STATE);
	small.shared.options.is_new_keys = 1;
	assert_int_equal(zr_keyring_check_store(small.store, &small.shared, &error), 0);
	small.shared.options.is_new_keys = 0;
	assert_int_equal(zr_keyring_check_store(small.store, &small.shared, &error), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_missing_key_matters_once_there_are_tablets, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			without_tablets_keys_are_drawn_anew, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_store_knows_its_keys_again, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
