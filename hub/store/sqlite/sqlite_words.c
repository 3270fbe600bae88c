/*
 * Words by which tablets and areas are found among hundreds of thousands: each word of a name, and
 * what follows a hyphen or a stroke in it, folded (lib/base/fold.h), beside the id it leads to.
 * The beginning of a word finds it. A tablet has the first digits of its id as a word.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/fold.h"
#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/sqlite/database.h"
#include "lib/sqlite/statement.h"

#define ID_DIGIT_COUNT 12 /* nobody types more of an id */
#define FILLED         "words"
#define FEW_COUNT_MAX  1000

/* Whom a word leads to: a tablet, or an area. */
struct subject {
	struct zr_database *database;
	const uint8_t *device_id; /* NULL: an area */
	const char *area_id;
};

static int add_word(const struct subject *subject, const char *word, struct zr_error *error)
{
	if (subject->device_id != NULL) {
		return zr_statement_run(subject->database,
			"INSERT OR IGNORE INTO device_word VALUES(?, ?)", error, "td", word,
			subject->device_id);
	}
	return zr_statement_run(subject->database, "INSERT OR IGNORE INTO area_word VALUES(?, ?)",
		error, "tt", word, subject->area_id);
}

/* The word, and again from behind each hyphen or stroke. */
static int add_parts(const struct subject *subject, const char *word, struct zr_error *error)
{
	int code = 0;
	for (const char *part = word; code == 0 && part != NULL && *part != '\0';) {
		code = add_word(subject, part, error);
		part = strpbrk(part, "-/");
		part = part != NULL ? part + strspn(part, "-/") : NULL;
	}
	return code;
}

static int add_words(const struct subject *subject, const char *text, struct zr_error *error)
{
	assert((subject->device_id != NULL) != (subject->area_id != NULL));
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer folded = {0};
	if (zr_fold_text(text, &folded) != 0) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the words of a name");
	}
	char *rest = (char *)(uintptr_t)zr_buffer_text(&folded);
	int code = 0;
	for (char *word = strtok_r(rest, " ", &rest); code == 0 && word != NULL;
		word = strtok_r(NULL, " ", &rest)) {
		code = add_parts(subject, word, error);
	}
	return code;
}

int zr_sqlite_words_of_device(
	struct zr_database *database, const struct zr_device *device, struct zr_error *error)
{
	assert(database != NULL && device != NULL);
	char text[ZR_STORE_NAME_BYTES + ID_DIGIT_COUNT + 2];
	char id[2 * ZR_PARTY_ID_BYTES + 1];
	zr_hex_encode(device->keys.id, sizeof device->keys.id, id);
	(void)snprintf(text, sizeof text, "%s %.*s", device->name, ID_DIGIT_COUNT, id);
	const struct subject subject = {database, device->keys.id, NULL};
	return add_words(&subject, text, error);
}

int zr_sqlite_words_of_area(
	struct zr_database *database, const struct zr_area *area, struct zr_error *error)
{
	assert(database != NULL && area != NULL);
	char text[ZR_STORE_NAME_BYTES + ZR_STORE_ID_BYTES + 1];
	(void)snprintf(text, sizeof text, "%s %s", area->name, area->area_id);
	const struct subject subject = {database, NULL, area->area_id};
	/* The words of an older name stay: what they find is held against the name itself. */
	return add_words(&subject, text, error);
}

static int fill_devices(struct zr_database *database, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code =
		zr_statement_start(database, "SELECT device_id, name FROM device", &row, error, "");
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		struct zr_device device = {0};
		(void)zr_statement_copy_blob(row, 0, device.keys.id, sizeof device.keys.id);
		(void)zr_statement_copy_text(row, 1, device.name, sizeof device.name);
		code = zr_sqlite_words_of_device(database, &device, error);
	}
	return code;
}

static int fill_areas(struct zr_database *database, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(database, "SELECT area_id, name FROM area", &row, error, "");
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		struct zr_area area = {0};
		(void)zr_statement_copy_text(row, 0, area.area_id, sizeof area.area_id);
		(void)zr_statement_copy_text(row, 1, area.name, sizeof area.name);
		const struct subject subject = {database, NULL, area.area_id};
		code = add_words(&subject, area.name, error);
		if (code == 0) {
			code = add_words(&subject, area.area_id, error);
		}
	}
	return code;
}

int zr_sqlite_words_fill(struct zr_database *database, struct zr_error *error)
{
	assert(database != NULL);
	int64_t is_filled = 0;
	int code = zr_statement_read_int(
		database, "SELECT count(*) FROM fact WHERE name = '" FILLED "'", &is_filled, error);
	if (code != 0 || is_filled != 0) {
		return code;
	}
	code = zr_database_begin(database, error);
	if (code != 0) {
		return code;
	}
	code = fill_devices(database, error);
	if (code == 0) {
		code = fill_areas(database, error);
	}
	if (code == 0) {
		code = zr_statement_run(
			database, "INSERT INTO fact VALUES('" FILLED "', x'01')", error, "");
	}
	return zr_database_end(database, code, error);
}

int zr_sqlite_words_find_few(
	struct zr_database *database, bool is_area, const char *word, struct zr_error *error)
{
	assert(database != NULL && word != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(database,
		is_area ? "SELECT count(*) FROM (SELECT 1 FROM area_word WHERE word >= ?1"
			  " AND word < ?1 || char(1114111) LIMIT ?2)"
			: "SELECT count(*) FROM (SELECT 1 FROM device_word WHERE word >= ?1"
			  " AND word < ?1 || char(1114111) LIMIT ?2)",
		&row, error, "ti", word, (int64_t)FEW_COUNT_MAX + 1);
	return code < 0 ? code : zr_statement_int(row, 0) <= FEW_COUNT_MAX;
}

void zr_sqlite_words_choose(const char *folded, char ret_word[ZR_STORE_NAME_BYTES])
{
	assert(folded != NULL && ret_word != NULL);
	size_t longest = 0;
	ret_word[0] = '\0';
	for (const char *word = folded; *word != '\0'; word += strspn(word, " ")) {
		size_t bytes = strcspn(word, " ");
		if (bytes > longest && bytes < ZR_STORE_NAME_BYTES) {
			longest = bytes;
			(void)snprintf(ret_word, ZR_STORE_NAME_BYTES, "%.*s", (int)bytes, word);
		}
		word += bytes;
	}
}
