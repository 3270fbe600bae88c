/* The console page's files: those of the folder, and nothing else of the machine. */
#include "test/unit/unit.h"

#include "test/unit/hub/small_hub.h"

#include "hub/console/console.h"

static const char *get(struct small_hub *small, const char *path, unsigned *ret_status)
{
	static char text[200];
	struct zr_request *request = small_hub_request(small, ZR_METHOD_GET, path);
	*ret_status = small_hub_run(small, request, NULL, 0);
	(void)snprintf(text, sizeof text, "%.*s", (int)request->answer.borrowed_bytes,
		request->answer.borrowed_body != NULL ? (const char *)request->answer.borrowed_body
						      : "");
	zr_request_free(request);
	return text;
}

static void the_page_is_read_from_its_folder_alone(void **state)
{
	(void)state;
	struct small_hub small = {0};
	struct zr_console *console = NULL;
	unsigned status = 0;
	char folder[] = "/tmp/zarya-console-XXXXXX";
	char path[100];
	char link[100];
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof path, "%s/index.html", folder);
	(void)snprintf(link, sizeof link, "%s/passwd", folder);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	(void)fputs("page", file);
	(void)fclose(file);
	assert_int_equal(symlink("/etc/passwd", link), 0);
	assert_int_equal(zr_console_load(folder, &console, NULL), 0);
	small_hub_init(&small);
	small.shared.console = console;
	assert_string_equal(get(&small, "/", &status), "page");
	assert_int_equal(status, 200);
	assert_string_equal(get(&small, "/index.html", &status), "page");
	assert_string_equal(get(&small, "/passwd", &status), "");
	assert_int_equal(status, 404);
	small_hub_finish(&small);
	zr_console_free(console);
	(void)unlink(path);
	(void)unlink(link);
	(void)rmdir(folder);
}

static void without_a_page_the_hub_says_so(void **state)
{
	(void)state;
	struct small_hub small = {0};
	struct zr_console *console = NULL;
	unsigned status = 0;
	assert_int_equal(zr_console_load("/nonexistent", &console, NULL), 0);
	small_hub_init(&small);
	assert_non_null(strstr(get(&small, "/", &status), "is not installed"));
	small.shared.console = console;
	assert_non_null(strstr(get(&small, "/", &status), "is not installed"));
	assert_int_equal(status, 200);
	small_hub_finish(&small);
	zr_console_free(console);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_page_is_read_from_its_folder_alone),
		cmocka_unit_test(without_a_page_the_hub_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
