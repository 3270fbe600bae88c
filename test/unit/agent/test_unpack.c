/* Tests: tablet/agent/orders/unpack.c */
#include "test/unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "tablet/agent/orders/unpack.h"

#define TEXT(literal) (char *)(literal)

static char forms[64];

static int make_forms(void **state)
{
	(void)snprintf(forms, sizeof forms, "/tmp/zarya-unpack-XXXXXX");
	return mkdtemp(forms) != NULL ? 0 : -1;
}

/* The tests leave few names; each is removed by its path. */
static void remove_at(const char *path)
{
	char full[256];
	(void)snprintf(full, sizeof full, "%s/%s", forms, path);
	assert_int_equal(remove(full), 0);
}

static int remove_forms(void **state)
{
	return rmdir(forms);
}

static struct zr_order order_of(
	const char *id, const char *version, struct zr_content_file *files, size_t file_count)
{
	return (struct zr_order){.kind = ZR_ORDER_FORM,
		.form_id = TEXT(id),
		.form_version = TEXT(version),
		.files = files,
		.file_count = file_count};
}

static void expect_file(const char *path, const char *content)
{
	char full[256];
	char text[64] = "";
	struct stat facts;
	(void)snprintf(full, sizeof full, "%s/%s", forms, path);
	ZR_CLEANUP_CLOSE int fd = open(full, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_true(read(fd, text, sizeof text - 1) >= 0);
	assert_string_equal(text, content);
	assert_int_equal(fstat(fd, &facts), 0);
	assert_int_equal(facts.st_mode & 0777, 0644);
}

static void writes_a_form_that_everybody_may_read(void **state)
{
	struct zr_content_file files[] = {
		{TEXT("form.xml"), TEXT("<h/>"), 4}, {TEXT("streets.csv"), TEXT("a,b"), 3}};
	struct zr_order order = order_of("census", "1", files, 2);
	mode_t mask = umask(0077);
	assert_int_equal(zr_unpack_form(forms, &order, NULL), 0);
	(void)umask(mask);
	expect_file("census/1/form.xml", "<h/>");
	expect_file("census/1/streets.csv", "a,b");
	char path[128];
	struct stat facts;
	(void)snprintf(path, sizeof path, "%s/census/1", forms);
	assert_int_equal(stat(path, &facts), 0);
	assert_int_equal(facts.st_mode & 0777, 0755);
	remove_at("census/1/form.xml");
	remove_at("census/1/streets.csv");
	remove_at("census/1");
	remove_at("census");
}

static void replaces_the_same_version_as_a_whole(void **state)
{
	struct zr_content_file old[] = {
		{TEXT("form.xml"), TEXT("old"), 3}, {TEXT("gone.csv"), TEXT("x"), 1}};
	struct zr_content_file new[] = {{TEXT("form.xml"), TEXT("new"), 3}};
	struct zr_order first = order_of("census", "", old, 2);
	struct zr_order second = order_of("census", "", new, 1);
	assert_int_equal(zr_unpack_form(forms, &first, NULL), 0);
	assert_int_equal(zr_unpack_form(forms, &second, NULL), 0);
	expect_file("census/%/form.xml", "new");
	remove_at("census/%/form.xml");
	remove_at("census/%"); /* empty: gone.csv is gone */
	remove_at("census");
}

static void never_makes_a_path_of_an_id(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer folder = {0};
	struct zr_order order = order_of("../../etc/x y", "..", NULL, 0);
	assert_int_equal(zr_unpack_folder("/f", &order, &folder, NULL), 0);
	assert_string_equal(folder.data, "/f/%2E.%2F..%2Fetc%2Fx%20y/%2E.");
	char longest[300];
	memset(longest, 'a', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	order = order_of(longest, "1", NULL, 0);
	zr_buffer_clear(&folder);
	assert_int_equal(zr_unpack_folder("/f", &order, &folder, NULL), ZR_E_LIMIT);
}

static void refuses_file_names_that_are_paths(void **state)
{
	const char *const names[] = {
		"../form.xml", "a/b", "", ".", "..", ".hidden", "a\nb", "c:\\x", "form.xml"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct zr_content_file files[] = {
			{TEXT("form.xml"), TEXT("<h/>"), 4}, {TEXT(names[i]), TEXT(""), 0}};
		struct zr_order order = order_of("census", "1", files, 2);
		assert_int_equal(zr_unpack_form(forms, &order, NULL), ZR_E_INVALID);
	}
	struct zr_content_file alone[] = {{TEXT("a.csv"), TEXT(""), 0}};
	struct zr_order order = order_of("census", "1", alone, 1);
	assert_int_equal(zr_unpack_form(forms, &order, NULL), ZR_E_INVALID);
}

static void removes_what_a_power_cut_left(void **state)
{
	char path[128];
	(void)snprintf(path, sizeof path, "%s/.incoming", forms);
	assert_int_equal(mkdir(path, 0700), 0);
	(void)snprintf(path, sizeof path, "%s/.incoming/form.xml", forms);
	ZR_CLEANUP_CLOSE int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	zr_unpack_clean(forms);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_forms, remove_forms)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(writes_a_form_that_everybody_may_read),
		TEST(replaces_the_same_version_as_a_whole),
		TEST(never_makes_a_path_of_an_id),
		TEST(refuses_file_names_that_are_paths),
		TEST(removes_what_a_power_cut_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
