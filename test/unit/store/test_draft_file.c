#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/store/draft_file.h"
#include "test/unit/store/draft_store.h"

#define TEXT(literal) (char *)(literal)

static int put(struct place *place, const char *draft_id, const char *name, const char *data)
{
	const struct zr_content_file file = {TEXT(name), TEXT(data), strlen(data)};
	return zr_draft_file_put(place->drafts, draft_id, &file, NULL);
}

static int collect(void *user, const struct zr_content_file *file)
{
	return zr_buffer_add_format(user, "%s=%.*s;", file->name, (int)file->bytes, file->data);
}

static void expect(struct place *place, const char *draft_id, const char *list)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	assert_int_equal(zr_draft_file_list(place->drafts, draft_id, collect, &text, NULL), 0);
	assert_string_equal(zr_buffer_text(&text), list);
}

static void keeps_the_files_of_each_draft_apart(void **state)
{
	struct place *place = *state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer data = {0};
	assert_int_equal(put(place, "a", "s.png", "one"), 0);
	assert_int_equal(put(place, "a", "s.png", "two"), 0);
	assert_int_equal(put(place, "a", "p.jpg", "three"), 0);
	assert_int_equal(put(place, "b", "s.png", "four"), 0);
	expect(place, "a", "p.jpg=three;s.png=two;");
	assert_int_equal(zr_draft_file_get(place->drafts, "b", "s.png", &data, NULL), 0);
	assert_string_equal(zr_buffer_text(&data), "four");
	assert_int_equal(zr_draft_file_copy(place->drafts, "a", "c", NULL), 0);
	assert_int_equal(zr_draft_file_remove(place->drafts, "a", "s.png", NULL), 0);
	assert_int_equal(zr_draft_file_remove(place->drafts, "a", "s.png", NULL), 0);
	expect(place, "a", "p.jpg=three;");
	expect(place, "c", "p.jpg=three;s.png=two;");
	assert_int_equal(
		zr_draft_file_get(place->drafts, "a", "s.png", &data, NULL), ZR_E_NOT_FOUND);
}

static void removes_at_the_next_start_what_no_draft_owns(void **state)
{
	struct place *place = *state;
	const struct zr_draft draft = {.draft_id = TEXT("a"), .state = ZR_DRAFT_OPEN};
	assert_int_equal(put(place, "a", "s.png", "kept"), 0);
	assert_int_equal(put(place, "b", "s.png", "stray"), 0);
	assert_int_equal(zr_drafts_put(place->drafts, &draft, "<a/>", 4, NULL), 0);
	zr_drafts_close(place->drafts);
	assert_int_equal(zr_drafts_open(place->path, &place->drafts, NULL), 0);
	expect(place, "a", "s.png=kept;");
	expect(place, "b", "");
}

static void says_at_once_what_would_be_too_much_at_the_end(void **state)
{
	struct place *place = *state;
	char *data = calloc(1, ZR_DRAFT_FILES_BYTES_MAX + 1);
	struct zr_content_file file = {TEXT("a.png"), data, ZR_DRAFT_FILES_BYTES_MAX};
	assert_int_equal(zr_draft_file_put(place->drafts, "a", &file, NULL), 0);
	assert_int_equal(zr_draft_file_put(place->drafts, "a", &file, NULL), 0); /* again */
	assert_int_equal(put(place, "a", "b.png", "x"), ZR_E_LIMIT);
	file.bytes++;
	assert_int_equal(zr_draft_file_put(place->drafts, "b", &file, NULL), ZR_E_LIMIT);
	free(data);
	for (int i = 0; i < ZR_RECORD_FILE_COUNT_MAX; i++) {
		char name[16];
		(void)snprintf(name, sizeof name, "%d.png", i);
		assert_int_equal(put(place, "c", name, "x"), 0);
	}
	assert_int_equal(put(place, "c", "0.png", "y"), 0);
	assert_int_equal(put(place, "c", "one more", "x"), ZR_E_LIMIT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_place, close_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keeps_the_files_of_each_draft_apart),
		TEST(removes_at_the_next_start_what_no_draft_owns),
		TEST(says_at_once_what_would_be_too_much_at_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
