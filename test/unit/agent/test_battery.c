/* A folder as the kernel makes it, with and without a battery. */
#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tablet/agent/io/battery.h"

static void write_fact(const char *folder, const char *name, const char *text)
{
	char path[256];
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* A new folder of supplies in ret_root. */
static void make_root(char ret_root[64])
{
	(void)snprintf(ret_root, 64, "/tmp/zarya-battery-XXXXXX");
	assert_non_null(mkdtemp(ret_root));
}

static void add_supply(const char *root, const char *name, const char *type, const char *capacity)
{
	char folder[128];
	(void)snprintf(folder, sizeof folder, "%s/%s", root, name);
	assert_int_equal(mkdir(folder, 0700), 0);
	write_fact(folder, "type", type);
	if (capacity != NULL) {
		write_fact(folder, "capacity", capacity);
	}
}

static void remove_supply(const char *root, const char *name)
{
	static const char *const facts[] = {"type", "capacity"};
	char path[256];
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
		(void)snprintf(path, sizeof path, "%s/%s/%s", root, name, facts[i]);
		(void)unlink(path);
	}
	(void)snprintf(path, sizeof path, "%s/%s", root, name);
	assert_int_equal(rmdir(path), 0);
}

static void finds_the_battery_beside_a_charger(void **state)
{
	char root[64];
	make_root(root);
	add_supply(root, "AC", "Mains\n", NULL);
	assert_int_equal(zr_battery_percent(root), -1);
	add_supply(root, "BAT0", "Battery\n", "57\n");
	assert_int_equal(zr_battery_percent(root), 57);
	remove_supply(root, "AC");
	remove_supply(root, "BAT0");
	assert_int_equal(rmdir(root), 0);
}

static void believes_no_impossible_charge(void **state)
{
	char root[64];
	make_root(root);
	add_supply(root, "BAT0", "Battery\n", "1000\n");
	assert_int_equal(zr_battery_percent(root), -1);
	remove_supply(root, "BAT0");
	assert_int_equal(rmdir(root), 0);
}

static void a_machine_without_supplies_has_none(void **state)
{
	assert_int_equal(zr_battery_percent("/nowhere"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_battery_beside_a_charger),
		cmocka_unit_test(believes_no_impossible_charge),
		cmocka_unit_test(a_machine_without_supplies_has_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
