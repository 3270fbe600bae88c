/* Tests: sysfs.c, power.c, network.c, over a folder that looks like /sys. */
#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tablet/shell/bar/power.h"
#include "tablet/shell/bar/network.h"
#include "tablet/shell/bar/sysfs.h"

static const char *const files[] = {
	"one/type", "one/capacity", "one/status", "one/operstate", "lo/operstate", "one", "lo", ""};

static int make_folder(void **state)
{
	char *root = strdup("/tmp/zarya-sysfs-XXXXXX");
	char path[256];
	*state = root;
	if (!root || !mkdtemp(root)) {
		return -1;
	}
	(void)snprintf(path, sizeof path, "%s/one", root);
	const int made = mkdir(path, 0700);
	(void)snprintf(path, sizeof path, "%s/lo", root);
	return made < 0 ? made : mkdir(path, 0700);
}

static int remove_folder(void **state)
{
	char path[256];
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", (char *)*state, files[i]);
		(void)remove(path);
	}
	free(*state);
	return 0;
}

static void put(const char *root, const char *name, const char *text)
{
	char path[256];
	(void)snprintf(path, sizeof path, "%s/%s", root, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	(void)fputs(text, file);
	(void)fclose(file);
}

static void reads_one_line_cut_at_the_size(void **state)
{
	char text[4];
	put(*state, "one/type", "Battery\nmore\n");
	assert_true(zr_sysfs_read(*state, "one", "type", text, sizeof text));
	assert_string_equal(text, "Bat");
	assert_false(zr_sysfs_read(*state, "one", "nothing", text, sizeof text));
	assert_string_equal(text, "");
}

static void finds_a_battery_and_only_a_battery(void **state)
{
	int percent = -1;
	bool is_charging = true;
	assert_false(zr_power_read("/nonexistent", &percent, &is_charging));
	assert_false(zr_power_read(*state, &percent, &is_charging));
	put(*state, "one/type", "Mains\n");
	put(*state, "one/capacity", "88\n");
	assert_false(zr_power_read(*state, &percent, &is_charging));
	put(*state, "one/type", "Battery\n");
	assert_true(zr_power_read(*state, &percent, &is_charging));
	assert_int_equal(percent, 88);
	assert_false(is_charging);
	put(*state, "one/status", "Charging\n");
	put(*state, "one/capacity", "104\n");
	assert_true(zr_power_read(*state, &percent, &is_charging));
	assert_int_equal(percent, 100);
	assert_true(is_charging);
}

static void the_loopback_is_no_network(void **state)
{
	put(*state, "lo/operstate", "up\n");
	put(*state, "one/operstate", "down\n");
	assert_false(zr_network_is_up(*state));
	put(*state, "one/operstate", "up\n");
	assert_true(zr_network_is_up(*state));
	assert_false(zr_network_is_up("/nonexistent"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			reads_one_line_cut_at_the_size, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			finds_a_battery_and_only_a_battery, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			the_loopback_is_no_network, make_folder, remove_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
