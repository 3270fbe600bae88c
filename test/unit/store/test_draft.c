#include "test/unit/unit.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/store/draft.h"
#include "lib/store/draft_file.h"
#include "test/unit/fail_sqlite.h"

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

#define TEXT(literal) (char *)(literal)
#define ANSWERED_AT   "/data/persons[1]/name"

/* Its texts are lent. */
static struct zr_draft draft_of(const char *draft_id, uint64_t answer_count)
{
	return (struct zr_draft){.draft_id = TEXT(draft_id),
		.household_id = TEXT("h-1"),
		.address = TEXT("ул. Мира, 5"),
		.area_id = TEXT("area-1"),
		.form_id = TEXT("census2020"),
		.form_version = TEXT("1"),
		.position = TEXT(ANSWERED_AT),
		.outcome = TEXT("later"),
		.outcome_words = TEXT("Прийти позже"),
		.appointment = TEXT("2026-12-28T18:30"),
		.previous_id = TEXT("r-0"),
		.replaces_id = TEXT("r-9"),
		.result = ZR_RESULT_REVISIT,
		.state = ZR_DRAFT_OPEN,
		.answer_count = answer_count,
		.started_us = 1000,
		.changed_us = 2000};
}

static void expect(struct zr_drafts *drafts, const char *draft_id, const char *xml, uint64_t count)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer stored = {0};
	ZR_CLEANUP(zr_draft_finish) struct zr_draft draft = {0};
	assert_int_equal(zr_drafts_get(drafts, draft_id, &draft, &stored, NULL), 0);
	assert_string_equal(zr_buffer_text(&stored), xml);
	assert_true(draft.has_answers);
	assert_int_equal(draft.answer_count, count);
	assert_string_equal(draft.position, ANSWERED_AT);
	assert_string_equal(draft.form_id, "census2020");
	assert_string_equal(draft.address, "ул. Мира, 5");
	assert_string_equal(draft.area_id, "area-1");
	assert_string_equal(draft.outcome, "later");
	assert_string_equal(draft.outcome_words, "Прийти позже");
	assert_string_equal(draft.appointment, "2026-12-28T18:30");
	assert_string_equal(draft.previous_id, "r-0");
	assert_string_equal(draft.replaces_id, "r-9");
	assert_int_equal(draft.result, ZR_RESULT_REVISIT);
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

/* What was stored before stays, and works again when there is room. */
static void keeps_the_earlier_answer_when_the_storage_is_full(void **state)
{
	struct place *place = *state;
	struct zr_draft draft = draft_of("a", 1);
	assert_int_equal(zr_drafts_put(place->drafts, &draft, "<a/>", 4, NULL), 0);
	enum {
		BYTES = 200000
	};
	char *noise = malloc(BYTES);
	for (size_t i = 0; i < BYTES; i++) {
		noise[i] = (char)(' ' + (i * i * 2654435761u >> 13) % 90);
	}
	struct zr_error error = {0};
	draft.answer_count = 2;
	fail_countdown[FAIL_WRITE] = 1;
	assert_int_equal(zr_drafts_put(place->drafts, &draft, noise, BYTES, &error), ZR_E_FULL);
	assert_non_null(strstr(error.message, "storage is full"));
	expect(place->drafts, "a", "<a/>", 1);
	assert_true(fail_was_met);
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

/* A path, an id and a code as long as an author likes, in letters of two bytes. */
static void keeps_texts_of_any_length_whole(void **state)
{
	struct place *place = *state;
	char text[2001];
	for (size_t i = 0; i < 1000; i++) {
		memcpy(text + 2 * i, "ё", 2);
	}
	text[2000] = '\0';
	struct zr_draft draft = draft_of("a", 1);
	draft.position = draft.outcome = draft.form_id = draft.household_id = text;
	assert_int_equal(zr_drafts_put(place->drafts, &draft, "<a/>", 4, NULL), 0);
	ZR_CLEANUP(zr_draft_finish) struct zr_draft back = {0};
	assert_int_equal(zr_drafts_find(place->drafts, "a", &back, NULL), 0);
	assert_string_equal(back.position, text);
	assert_string_equal(back.outcome, text);
	assert_string_equal(back.form_id, text);
	assert_string_equal(back.household_id, text);
}

/* As the first version left it: one draft and one finished interview. */
static void make_first_version(const struct place *place)
{
	static const char first[] =
		"PRAGMA application_id=1517438066; PRAGMA user_version=1;"
		"CREATE TABLE draft(draft_id TEXT PRIMARY KEY, household_id TEXT NOT NULL,"
		" form_id TEXT NOT NULL, form_version TEXT NOT NULL, outcome TEXT NOT NULL,"
		" position TEXT NOT NULL, state INTEGER NOT NULL CHECK(state IN (1, 2)),"
		" answer_count INTEGER NOT NULL, started_us INTEGER NOT NULL,"
		" changed_us INTEGER NOT NULL, change INTEGER NOT NULL UNIQUE, xml BLOB NOT NULL"
		") STRICT;"
		/* zstd of "<a>5</a>" */
		"INSERT INTO draft VALUES('r-1', 'h-1', 'census2020', '1', '', '/data/a', 1, 3,"
		" 10, 20, 1, x'28b52ffd20084100003c613e353c2f613e');"
		"INSERT INTO draft VALUES('r-2', 'h-2', 'census2020', '1', 'absent', '', 2, 1,"
		" 10, 20, 2, x'28b52ffd20084100003c613e353c2f613e');";
	(void)unlink(place->path);
	sqlite3 *handle = NULL;
	assert_int_equal(sqlite3_open(place->path, &handle), SQLITE_OK);
	assert_int_equal(sqlite3_exec(handle, first, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(handle), SQLITE_OK);
}

static void brings_the_drafts_of_the_first_version_on(void **state)
{
	struct place *place = *state;
	zr_drafts_close(place->drafts);
	make_first_version(place);
	assert_int_equal(zr_drafts_open(place->path, &place->drafts, NULL), 0);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	ZR_CLEANUP(zr_draft_finish) struct zr_draft open = {0};
	ZR_CLEANUP(zr_draft_finish) struct zr_draft finished = {0};
	assert_int_equal(zr_drafts_get(place->drafts, "r-1", &open, &xml, NULL), 0);
	assert_string_equal(zr_buffer_text(&xml), "<a>5</a>");
	assert_int_equal(open.answer_count, 3);
	assert_string_equal(open.position, "/data/a");
	assert_string_equal(open.address, "");
	assert_int_equal(zr_drafts_find(place->drafts, "r-2", &finished, NULL), 0);
	assert_int_equal(finished.state, ZR_DRAFT_FINISHED);
	assert_string_equal(finished.outcome, "absent");
	/* The list still has the household: from now on the draft says where it is. */
	assert_int_equal(zr_drafts_adopt(place->drafts, "h-1", "ул. Мира, 5", NULL), 0);
	assert_int_equal(zr_drafts_adopt(place->drafts, "h-1", "ул. Мира, 7", NULL), 0);
	zr_draft_finish(&open);
	assert_int_equal(zr_drafts_find(place->drafts, "r-1", &open, NULL), 0);
	assert_string_equal(open.address, "ул. Мира, 5");
}

/* How often the bytes stand in the store's files, as somebody with the flash in his hand sees. */
static size_t count_on_disk(const struct place *place, const void *bytes, size_t length)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
	size_t count = 0;
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		char path[128];
		(void)snprintf(path, sizeof path, "%s%s", place->path, ends[i]);
		FILE *file = fopen(path, "re");
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer data = {0};
		char block[4096];
		size_t got = 0;
		while (file != NULL && (got = fread(block, 1, sizeof block, file)) > 0) {
			assert_int_equal(zr_buffer_add(&data, block, got), 0);
		}
		for (size_t at = 0; at + length <= data.bytes; at++) {
			count += memcmp(data.data + at, bytes, length) == 0;
		}
		if (file != NULL) {
			(void)fclose(file);
		}
	}
	return count;
}

static const char ZSTD_MAGIC[] = {0x28, (char)0xb5, 0x2f, (char)0xfd};

/* Interviews of many sizes, each put again and again as they grow, so that pages split, overflow
 * and move; then all but one of them are wiped or thrown away. */
static void put_growing_drafts(struct place *place, size_t draft_count)
{
	static char xml[24000];
	uint64_t random = 7;
	for (size_t i = 0; i < sizeof xml; i++) {
		random = random * 6364136223846793005u + 1442695040888963407u;
		xml[i] = (char)(' ' + (random >> 40) % 90);
	}
	for (size_t step = 1; step <= 8; step++) {
		for (size_t i = 0; i < draft_count; i++) {
			char id[16];
			(void)snprintf(id, sizeof id, "d-%zu", i);
			struct zr_draft draft = draft_of(id, step);
			size_t bytes = 100 + step * (i % 7) * 400;
			assert_int_equal(
				zr_drafts_put(place->drafts, &draft, xml + i, bytes, NULL), 0);
		}
	}
}

static void leaves_no_answer_on_the_disk_when_wiped(void **state)
{
	enum {
		DRAFTS = 24
	};
	struct place *place = *state;
	static const char signature[] = "PNG of a signature that nobody shall find";
	const struct zr_content_file file = {TEXT("s.png"), TEXT(signature), sizeof signature - 1};
	put_growing_drafts(place, DRAFTS);
	assert_int_equal(zr_draft_file_put(place->drafts, "d-3", &file, NULL), 0);
	assert_true(count_on_disk(place, ZSTD_MAGIC, sizeof ZSTD_MAGIC) >= DRAFTS);
	assert_true(count_on_disk(place, signature, sizeof signature - 1) > 0);
	for (size_t i = 0; i < DRAFTS; i++) {
		char id[16];
		(void)snprintf(id, sizeof id, "d-%zu", i);
		assert_int_equal(i % 2 == 0 ? zr_drafts_remove(place->drafts, id, NULL)
					    : zr_drafts_wipe(place->drafts, id, NULL),
			0);
	}
	assert_int_equal(count_on_disk(place, ZSTD_MAGIC, sizeof ZSTD_MAGIC), 0);
	assert_int_equal(count_on_disk(place, signature, sizeof signature - 1), 0);
	/* The facts stay, for the list. */
	ZR_CLEANUP(zr_draft_finish) struct zr_draft wiped = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	assert_int_equal(zr_drafts_find(place->drafts, "d-3", &wiped, NULL), 0);
	assert_false(wiped.has_answers);
	assert_int_equal(wiped.state, ZR_DRAFT_FINISHED);
	assert_string_equal(wiped.outcome_words, "Прийти позже");
	assert_int_equal(zr_drafts_get(place->drafts, "d-3", NULL, &xml, NULL), ZR_E_STATE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_place, close_place)

int main(void)
{
	fail_sqlite_install();
	const struct CMUnitTest tests[] = {
		TEST(keeps_the_last_answer_over_a_restart),
		TEST(says_what_is_missing),
		TEST(lists_last_changed_first_and_stops_when_told),
		TEST(keeps_a_finished_draft_as_it_is),
		TEST(removes_an_open_draft),
		TEST(keeps_the_earlier_answer_when_the_storage_is_full),
		TEST(refuses_a_file_that_is_not_its_own),
		TEST(refuses_a_second_writer),
		TEST(keeps_texts_of_any_length_whole),
		TEST(brings_the_drafts_of_the_first_version_on),
		TEST(leaves_no_answer_on_the_disk_when_wiped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
