/* The probe's lines, byte for byte: a driver in another language reads them. */
#include "tablet/ui/beacon.h"

#include <glib/gstdio.h>
#include <string.h>

#include "test/unit/unit.h"

static void the_probe_writes_json_lines(void **state)
{
	g_autofree char *folder = g_dir_make_tmp("zr-beacon-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "probe", NULL);
	struct zr_beacon *beacon = zr_beacon_new(path, "test");
	g_autoptr(GString) json = g_string_new(NULL);
	zr_beacon_add_text(json, "a", "x\"\\\n\tя");
	zr_beacon_add_bool(json, "b", true);
	zr_beacon_add_rect(json, "r", (const int[]){1, -2, 3, 4});
	zr_beacon_tell(beacon, "screen", json->str);
	zr_beacon_free(beacon);
	g_autofree char *text = NULL;
	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	assert_non_null(
		strstr(text, "\"event\":\"screen\",\"a\":\"x\\\"\\\\\\u000a\\u0009я\",\"b\":true,"
			     "\"r\":[1,-2,3,4]}\n"));
	assert_int_equal(g_unlink(path), 0);
	assert_int_equal(g_rmdir(folder), 0);
	zr_beacon_tell(NULL, "screen", ""); /* nobody listens */
	zr_beacon_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_probe_writes_json_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
