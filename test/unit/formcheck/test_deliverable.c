/* Tests: deliverable.c: what the desk and the hub refuse alike. */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/formcheck/deliverable.h"
#include "test/unit/formcheck/told.h"

#define SURVEY "# survey\ntype|name|label\ntext|a|A\n"

/* Every list is there, "large.csv" with 10 MiB. */
static int read_all(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	(void)user;
	(void)error;
	int code = zr_buffer_add_text(ret_bytes, "name,label\na,A\n");
	for (size_t i = 0; code == 0 && strstr(uri, "large") != NULL && i < 10 * 1024; i++) {
		code = zr_buffer_reserve(ret_bytes, 1024);
		memset(ret_bytes->data + ret_bytes->bytes, '\n', 1024);
		ret_bytes->bytes += 1024;
		ret_bytes->data[ret_bytes->bytes] = '\0';
	}
	return code;
}

static void look_at(struct told *told, const char *sheets, bool is_delivered)
{
	*told = (struct told){
		.check = {.loader = {.read = read_all}, .is_delivered = is_delivered}};
	told_look_at_sheets(told, sheets);
}

static void knows_ids_and_file_names(void **state)
{
	(void)state;
	char long_id[ZR_FORM_ID_BYTES_MAX + 2];
	memset(long_id, 'a', sizeof long_id - 1);
	long_id[ZR_FORM_ID_BYTES_MAX + 1] = '\0';
	assert_false(zr_deliverable_is_id(long_id));
	long_id[ZR_FORM_ID_BYTES_MAX] = '\0';
	assert_true(zr_deliverable_is_id(long_id));
	assert_true(zr_deliverable_is_id("hh-12.b_c:D"));
	assert_false(zr_deliverable_is_id(""));
	assert_false(zr_deliverable_is_id(".a"));
	assert_false(zr_deliverable_is_id("a b"));
	assert_false(zr_deliverable_is_id("анкета"));
	assert_true(zr_deliverable_is_file_name("районы и сёла.csv"));
	assert_false(zr_deliverable_is_file_name("form.xml"));
	assert_false(zr_deliverable_is_file_name(".hidden"));
	assert_false(zr_deliverable_is_file_name("a/b.csv"));
	assert_false(zr_deliverable_is_file_name(""));
	assert_false(zr_deliverable_is_file_name("\xf0\xe0\xe9.csv"));
	assert_false(zr_deliverable_is_file_name("a\nb.csv"));
	char name[ZR_FORM_FILE_NAME_BYTES_MAX + 2];
	memset(name, 'a', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	assert_false(zr_deliverable_is_file_name(name));
	assert_int_equal(
		zr_deliverable_fits(ZR_HUB_MEDIA_COUNT_MAX, ZR_HUB_MEDIA_BYTES_MAX, NULL), 0);
	assert_int_equal(zr_deliverable_fits(ZR_HUB_MEDIA_COUNT_MAX + 1, 0, NULL), ZR_E_LIMIT);
	assert_int_equal(zr_deliverable_fits(1, ZR_HUB_MEDIA_BYTES_MAX + 1, NULL), ZR_E_LIMIT);
}

static void refuses_lists_in_other_encodings(void **state)
{
	(void)state;
	struct zr_error error = {0};
	static const char LIST[] = "name,label\nk,\xcc\xee\xf1\xea\xe2\xe0\n";
	assert_int_equal(
		zr_deliverable_check_list("t.csv", LIST, strlen(LIST), &error), ZR_E_SYNTAX);
	assert_int_equal(error.line, 2);
	assert_non_null(strstr(error.message, "Windows-1251"));
	assert_int_equal(
		zr_deliverable_check_list("t.GeoJSON", LIST, strlen(LIST), &error), ZR_E_SYNTAX);
	assert_int_equal(zr_deliverable_check_list("t.png", LIST, strlen(LIST), &error), 0);
	assert_int_equal(zr_deliverable_check_list("t.csv", "n\0a", 3, &error), ZR_E_SYNTAX);
	assert_non_null(strstr(error.message, "UTF-16"));
	assert_int_equal(zr_deliverable_check_list("t.csv", "\xff\xfen\0", 4, &error), ZR_E_SYNTAX);
	assert_non_null(strstr(error.message, "UTF-16"));
	assert_int_equal(zr_deliverable_check_list("t.csv", "n\na\x0b", 4, &error), ZR_E_SYNTAX);
	assert_non_null(strstr(error.message, "control character"));
	assert_int_equal(zr_deliverable_check_list("t.csv", NULL, 0, &error), 0);
	assert_int_equal(zr_deliverable_check_list("т.csv", "имя\n", strlen("имя\n"), &error), 0);
}

static void tells_settings_that_a_hub_refuses(void **state)
{
	(void)state;
	struct told told;
	static const char SHEETS[] =
		SURVEY "# settings\nform_id|version|form_title\nанкета|1/2|"
		       "ЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫЫ\n";
	look_at(&told, SHEETS, true);
	assert_told(&told, "error settings 2 A: the form calls itself \"анкета\"");
	assert_told(&told, "error settings 2 B: the form's version");
	assert_told(&told, "warning settings 2 C: the form's title is longer than 127 bytes");
	look_at(&told, SHEETS, false);
	assert_string_equal(told.text, "");
}

static void tells_files_that_a_hub_refuses(void **state)
{
	(void)state;
	struct told told;
	char sheets[8000] = "# survey\ntype|name|label\n";
	for (int i = 0; i <= ZR_HUB_MEDIA_COUNT_MAX; i++) {
		size_t used = strlen(sheets);
		(void)snprintf(sheets + used, sizeof sheets - used,
			"select_one_from_file l%d.csv|q%d|Q\n", i, i);
	}
	look_at(&told, sheets, true);
	assert_told(&told, "too many or too large: at most 64");
	assert_int_equal(told.check.error_count, 1);
	look_at(&told,
		"# survey\ntype|name|label\nselect_one_from_file large1.csv|a|A\n"
		"select_one_from_file large2.csv|b|B\nselect_one_from_file .c.csv|c|C\n"
		"select_one_from_file large3.csv|d|D\nselect_one_from_file large1.csv|e|E\n",
		true);
	assert_told(&told, "the file '.c.csv' cannot be brought to a tablet");
	assert_told(&told, "too many or too large");
	assert_int_equal(told.check.error_count, 2);
}

/* Bytes that no compression makes smaller. */
static int read_noise(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	(void)user;
	(void)error;
	size_t bytes = strstr(uri, "large") != NULL ? (size_t)6 * 1024 * 1024 : 1000;
	uint64_t noise = 88172645463325252;
	int code = zr_buffer_reserve(ret_bytes, bytes);
	for (size_t i = 0; code == 0 && i < bytes; i++) {
		noise ^= noise << 13;
		noise ^= noise >> 7;
		noise ^= noise << 17;
		ret_bytes->data[i] = (char)noise;
	}
	ret_bytes->bytes = code == 0 ? bytes : 0;
	return code;
}

static void look_at_pictures(struct told *told, const char *rows)
{
	char sheets[400];
	(void)snprintf(sheets, sizeof sheets, "# survey\ntype|name|label|media::image\n%s", rows);
	*told = (struct told){.check = {.loader = {.read = read_noise}, .is_delivered = true}};
	told_look_at_sheets(told, sheets);
}

static void tells_what_no_envelope_can_hold(void **state)
{
	(void)state;
	struct told told;
	look_at_pictures(&told, "text|a|A|large1.png\ntext|b|B|small.png\n");
	assert_string_equal(told.text, "");
	look_at_pictures(&told, "text|a|A|small.png\ntext|b|B|large1.png\ntext|c|C|large2.png\n");
	assert_told(&told, "takes 12.0 MiB compressed and may take 8 MiB");
	assert_told(&told, "smaller: large1.png (6.0 MiB), large2.png (6.0 MiB), ");
	assert_int_equal(told.check.error_count, 1);
	look_at(&told,
		"# survey\ntype|name|label\nselect_one_from_file large1.csv|a|A\n"
		"select_one_from_file large2.csv|b|B\n",
		true);
	assert_string_equal(told.text, ""); /* 20 MiB of text that packs well */
}

static void tells_a_workbook_that_is_too_large(void **state)
{
	(void)state;
	for (size_t more = 0; more < 2; more++) {
		struct told told = {.check = {.loader = {.read = read_all},
					    .is_delivered = true,
					    .file_bytes = ZR_HUB_WORKBOOK_BYTES_MAX + more}};
		told_look_at_sheets(&told, SURVEY);
		assert_int_equal(told.check.error_count, more);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_ids_and_file_names),
		cmocka_unit_test(refuses_lists_in_other_encodings),
		cmocka_unit_test(tells_settings_that_a_hub_refuses),
		cmocka_unit_test(tells_a_workbook_that_is_too_large),
		cmocka_unit_test(tells_what_no_envelope_can_hold),
		cmocka_unit_test(tells_files_that_a_hub_refuses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
