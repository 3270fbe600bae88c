#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/store/database.h"
#include "lib/store/draft.h"
#include "lib/store/draft_priv.h"

struct place {
	char folder[64];
	char path[96];
	struct zr_drafts *drafts;
};

static int open_place(void **state)
{
	struct place *place = calloc(1, sizeof *place);
	(void)snprintf(place->folder, sizeof place->folder, "/tmp/zarya-draft-XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	(void)snprintf(place->path, sizeof place->path, "%s/drafts.db", place->folder);
	assert_int_equal(zr_drafts_open(place->path, &place->drafts, NULL), 0);
	*state = place;
	return 0;
}

static int close_place(void **state)
{
	struct place *place = *state;
	zr_drafts_close(place->drafts);
	char path[128];
	(void)unlink(place->path);
	(void)snprintf(path, sizeof path, "%s-wal", place->path);
	(void)unlink(path);
	assert_int_equal(rmdir(place->folder), 0);
	free(place);
	return 0;
}

static struct zr_draft draft_of(const char *draft_id, uint64_t answer_count)
{
	struct zr_draft draft = {.household_id = "h-1",
		.form_id = "census2020",
		.form_version = "1",
		.position = "/data/persons[1]/name",
		.state = ZR_DRAFT_OPEN,
		.answer_count = answer_count,
		.started_us = 1000,
		.changed_us = 2000};
	(void)snprintf(draft.draft_id, sizeof draft.draft_id, "%s", draft_id);
	return draft;
}

static void expect(struct zr_drafts *drafts, const char *draft_id, const char *xml, uint64_t count)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer stored = {0};
	struct zr_draft draft;
	assert_int_equal(zr_drafts_get(drafts, draft_id, &draft, &stored, NULL), 0);
	assert_string_equal(zr_buffer_text(&stored), xml);
	assert_int_equal(draft.answer_count, count);
	assert_string_equal(draft.position, "/data/persons[1]/name");
	assert_string_equal(draft.form_id, "census2020");
}

static void keeps_the_last_answer_over_a_restart(void **state)
{
	struct place *place = *state;
	struct zr_draft draft = draft_of("a", 1);
	assert_int_equal(zr_drafts_put(place->drafts, &draft, "<a/>", 4, NULL), 0);
	draft.answer_count = 2;
	assert_int_equal(zr_drafts_put(place->drafts, &draft, "<a>Анна</a>", 15, NULL), 0);
	zr_drafts_close(place->drafts);
	assert_int_equal(zr_drafts_open(place->path, &place->drafts, NULL), 0);
	expect(place->drafts, "a", "<a>Анна</a>", 2);
}

static void says_what_is_missing(void **state)
{
	struct place *place = *state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	struct zr_error error = {0};
	assert_int_equal(zr_drafts_get(place->drafts, "x", NULL, &xml, &error), ZR_E_NOT_FOUND);
	assert_string_equal(error.message, "there is no draft x on this tablet");
	assert_int_equal(zr_drafts_remove(place->drafts, "x", NULL), ZR_E_NOT_FOUND);
}

static int collect(void *user, const struct zr_draft *draft)
{
	struct zr_buffer *names = user;
	assert_int_equal(zr_buffer_add_text(names, draft->draft_id), 0);
	return names->bytes >= 3 ? 7 : 0;
}

static void lists_last_changed_first_and_stops_when_told(void **state)
{
	struct place *place = *state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer names = {0};
	for (const char *name = "abcd"; *name != '\0'; name++) {
		struct zr_draft draft = draft_of((char[]){*name, '\0'}, 1);
		draft.changed_us = -*name; /* a clock that runs backwards */
		assert_int_equal(zr_drafts_put(place->drafts, &draft, "<x/>", 4, NULL), 0);
	}
	struct zr_draft again = draft_of("b", 2);
	assert_int_equal(zr_drafts_put(place->drafts, &again, "<x/>", 4, NULL), 0);
	assert_int_equal(zr_drafts_list(place->drafts, collect, &names, NULL), 7);
	assert_string_equal(zr_buffer_text(&names), "bdc");
}

static void keeps_a_finished_draft_as_it_is(void **state)
{
	struct place *place = *state;
	struct zr_draft draft = draft_of("a", 1);
	draft.state = ZR_DRAFT_FINISHED;
	assert_int_equal(zr_drafts_put(place->drafts, &draft, "<done/>", 7, NULL), 0);
	assert_int_equal(zr_drafts_remove(place->drafts, "a", NULL), ZR_E_STATE);
	draft.state = ZR_DRAFT_OPEN;
	assert_int_equal(zr_drafts_put(place->drafts, &draft, "<open/>", 7, NULL), ZR_E_STATE);
	expect(place->drafts, "a", "<done/>", 1);
}

static void removes_an_open_draft(void **state)
{
	struct place *place = *state;
	struct zr_draft draft = draft_of("a", 1);
	assert_int_equal(zr_drafts_put(place->drafts, &draft, "<a/>", 4, NULL), 0);
	assert_int_equal(zr_drafts_remove(place->drafts, "a", NULL), 0);
	assert_int_equal(zr_drafts_remove(place->drafts, "a", NULL), ZR_E_NOT_FOUND);
}

/* A full disk, made by SQLite's own page limit: what was stored before stays, and works again when
 * there is room. */
static void keeps_the_earlier_answer_when_the_storage_is_full(void **state)
{
	struct place *place = *state;
	struct zr_draft draft = draft_of("a", 1);
	assert_int_equal(zr_drafts_put(place->drafts, &draft, "<a/>", 4, NULL), 0);
	sqlite3 *handle = zr_database_handle(zr_drafts_database(place->drafts));
	assert_int_equal(
		sqlite3_exec(handle, "PRAGMA max_page_count=1", NULL, NULL, NULL), SQLITE_OK);
	enum {
		BYTES = 200000
	};
	char *noise = malloc(BYTES);
	for (size_t i = 0; i < BYTES; i++) {
		noise[i] = (char)(' ' + (i * i * 2654435761u >> 13) % 90);
	}
	struct zr_error error = {0};
	draft.answer_count = 2;
	assert_int_equal(zr_drafts_put(place->drafts, &draft, noise, BYTES, &error), ZR_E_FULL);
	assert_non_null(strstr(error.message, "storage is full"));
	expect(place->drafts, "a", "<a/>", 1);
	assert_int_equal(
		sqlite3_exec(handle, "PRAGMA max_page_count=100000", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(zr_drafts_put(place->drafts, &draft, noise, BYTES, NULL), 0);
	free(noise);
}

static void refuses_a_file_that_is_not_its_own(void **state)
{
	struct place *place = *state;
	zr_drafts_close(place->drafts);
	place->drafts = NULL;
	sqlite3 *handle = NULL;
	struct zr_error error = {0};
	assert_int_equal(sqlite3_open(place->path, &handle), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(handle, "PRAGMA user_version=9", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(handle), SQLITE_OK);
	assert_int_equal(zr_drafts_open(place->path, &place->drafts, &error), ZR_E_INVALID);
	assert_non_null(strstr(error.message, "version 9"));
	FILE *file = fopen(place->path, "we");
	assert_non_null(file);
	for (int i = 0; i < 512; i++) {
		(void)fputs("not a database. ", file);
	}
	(void)fclose(file);
	assert_int_equal(zr_drafts_open(place->path, &place->drafts, &error), ZR_E_INVALID);
}

static void refuses_a_second_writer(void **state)
{
	struct place *place = *state;
	struct zr_draft draft = draft_of("a", 1);
	assert_int_equal(zr_drafts_put(place->drafts, &draft, "<a/>", 4, NULL), 0);
	sqlite3 *handle = NULL;
	assert_int_equal(sqlite3_open(place->path, &handle), SQLITE_OK);
	assert_int_not_equal(
		sqlite3_exec(handle, "DELETE FROM draft", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(handle), SQLITE_OK);
	expect(place->drafts, "a", "<a/>", 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_place, close_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keeps_the_last_answer_over_a_restart),
		TEST(says_what_is_missing),
		TEST(lists_last_changed_first_and_stops_when_told),
		TEST(keeps_a_finished_draft_as_it_is),
		TEST(removes_an_open_draft),
		TEST(keeps_the_earlier_answer_when_the_storage_is_full),
		TEST(refuses_a_file_that_is_not_its_own),
		TEST(refuses_a_second_writer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
