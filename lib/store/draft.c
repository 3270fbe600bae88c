/*
 * Drafts: one row a draft, replaced as a whole with every answer. The instance is compressed by
 * zstd at its fastest useful level; ten kilobytes of XML are some two on flash. A wiped one has no
 * bytes.
 *
 * The state only moves from open to finished: put refuses to open a finished draft again.
 */
#include "lib/store/draft.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "lib/base/limits.h"
#include "lib/sqlite/database.h"
#include "lib/sqlite/statement.h"
#include "lib/store/draft_priv.h"

enum {
	COMPRESSION_LEVEL = 3
};

struct zr_drafts {
	struct zr_database *database;
};

static const char *const steps[] = {
	"CREATE TABLE draft("
	" draft_id TEXT PRIMARY KEY,"
	" household_id TEXT NOT NULL,"
	" form_id TEXT NOT NULL,"
	" form_version TEXT NOT NULL,"
	" outcome TEXT NOT NULL,"
	" position TEXT NOT NULL,"
	" state INTEGER NOT NULL CHECK(state IN (1, 2)),"
	" answer_count INTEGER NOT NULL,"
	" started_us INTEGER NOT NULL,"
	" changed_us INTEGER NOT NULL,"
	" change INTEGER NOT NULL UNIQUE," /* order of puts: the clock may jump */
	" xml BLOB NOT NULL"
	") STRICT;",
	"ALTER TABLE draft ADD COLUMN address TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE draft ADD COLUMN area_id TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE draft ADD COLUMN outcome_words TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE draft ADD COLUMN appointment TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE draft ADD COLUMN previous_id TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE draft ADD COLUMN replaces_id TEXT NOT NULL DEFAULT '';"
	"ALTER TABLE draft ADD COLUMN result INTEGER NOT NULL DEFAULT 0;"
	"CREATE TABLE draft_file("
	" draft_id TEXT NOT NULL,"
	" name TEXT NOT NULL,"
	" data BLOB NOT NULL,"
	" PRIMARY KEY(draft_id, name)"
	") STRICT, WITHOUT ROWID;",
	/* Records that were sent back, and what was remarked on them (draft_remark.h). */
	"CREATE TABLE draft_returned("
	" record_id TEXT PRIMARY KEY,"
	" edition INTEGER NOT NULL,"
	" is_stranger INTEGER NOT NULL" /* another tablet made it: here it has no draft */
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE draft_remark("
	" record_id TEXT NOT NULL,"
	" number INTEGER NOT NULL,"
	" place TEXT NOT NULL,"
	" text TEXT NOT NULL,"
	" reply TEXT NOT NULL,"
	" PRIMARY KEY(record_id, number)"
	") STRICT, WITHOUT ROWID;",
};

static const struct zr_database_kind kind = {
	.name = "the store of drafts",
	.application_id = 0x5a724472, /* "ZrDr" */
	.steps = steps,
	.version = sizeof steps / sizeof steps[0],
	.is_secret = true,
};

/* The text columns in the order of texts[], then the numbers. */
#define DRAFT_COLUMNS                                                                              \
	"draft_id, household_id, address, area_id, form_id, form_version, position, outcome,"      \
	" outcome_words, appointment, previous_id, replaces_id,"                                   \
	" result, state, answer_count, started_us, changed_us"
#define DRAFT_ROW DRAFT_COLUMNS ", length(xml) > 0"

static const size_t texts[] = {
	offsetof(struct zr_draft, draft_id),
	offsetof(struct zr_draft, household_id),
	offsetof(struct zr_draft, address),
	offsetof(struct zr_draft, area_id),
	offsetof(struct zr_draft, form_id),
	offsetof(struct zr_draft, form_version),
	offsetof(struct zr_draft, position),
	offsetof(struct zr_draft, outcome),
	offsetof(struct zr_draft, outcome_words),
	offsetof(struct zr_draft, appointment),
	offsetof(struct zr_draft, previous_id),
	offsetof(struct zr_draft, replaces_id),
};

enum {
	TEXT_COUNT = sizeof texts / sizeof texts[0],
	RESULT_COLUMN = TEXT_COUNT,
	STATE_COLUMN,
	ANSWER_COUNT_COLUMN,
	STARTED_COLUMN,
	CHANGED_COLUMN,
	HAS_ANSWERS_COLUMN,
	XML_COLUMN, /* not in a list */
};

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

static char **text_of(struct zr_draft *draft, size_t index)
{
	return (char **)((char *)draft + texts[index]);
}

static const char *text_in(const struct zr_draft *draft, size_t index)
{
	return or_empty(*(char *const *)((const char *)draft + texts[index]));
}

void zr_draft_finish(struct zr_draft *draft)
{
	assert(draft != NULL);
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		free(*text_of(draft, i));
	}
	*draft = (struct zr_draft){0};
}

int zr_draft_copy(const struct zr_draft *draft, struct zr_draft *ret_copy)
{
	assert(draft != NULL && ret_copy != NULL);
	struct zr_draft copy = *draft;
	bool is_whole = true;
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		char *text = strdup(text_in(draft, i));
		is_whole = is_whole && text != NULL;
		*text_of(&copy, i) = text;
	}
	if (!is_whole) {
		zr_draft_finish(&copy);
		return ZR_E_NOMEM;
	}
	*ret_copy = copy;
	return 0;
}

int zr_draft_set(char **field, const char *text)
{
	assert(field != NULL && text != NULL);
	char *copy = strdup(text);
	if (copy == NULL) {
		return ZR_E_NOMEM;
	}
	free(*field);
	*field = copy;
	return 0;
}

/* Files that were put for a draft that never came: the power failed between the two. */
static int remove_strays(struct zr_drafts *drafts, struct zr_error *error)
{
	return zr_statement_run(drafts->database,
		"DELETE FROM draft_file WHERE draft_id NOT IN (SELECT draft_id FROM draft)", error,
		"");
}

int zr_drafts_open(const char *path, struct zr_drafts **ret_drafts, struct zr_error *error)
{
	assert(path != NULL && ret_drafts != NULL);
	struct zr_drafts *drafts = calloc(1, sizeof *drafts);
	if (drafts == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to open %s", kind.name);
	}
	int code = zr_database_open(path, &kind, &drafts->database, error);
	if (code != 0) {
		free(drafts);
		return code;
	}
	/* On a full disk they stay a little longer. */
	(void)remove_strays(drafts, NULL);
	*ret_drafts = drafts;
	return 0;
}

void zr_drafts_close(struct zr_drafts *drafts)
{
	if (drafts != NULL) {
		zr_database_close(drafts->database);
		free(drafts);
	}
}

struct zr_database *zr_drafts_database(struct zr_drafts *drafts)
{
	assert(drafts != NULL);
	return drafts->database;
}

static int compress(
	const void *xml, size_t xml_bytes, struct zr_buffer *ret_packed, struct zr_error *error)
{
	if (xml_bytes > ZR_FORM_BYTES_MAX) {
		return zr_error_set(error, ZR_E_LIMIT, "the interview is too large to store");
	}
	int code = zr_buffer_reserve(ret_packed, ZSTD_compressBound(xml_bytes));
	if (code != 0) {
		return zr_error_set(error, code, "no memory to store the interview");
	}
	size_t bytes = ZSTD_compress(
		ret_packed->data, ret_packed->capacity_bytes, xml, xml_bytes, COMPRESSION_LEVEL);
	if (ZSTD_isError(bytes)) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to store the interview");
	}
	ret_packed->bytes = bytes;
	return 0;
}

static int expand(const struct zr_buffer *packed, struct zr_buffer *ret_xml, struct zr_error *error)
{
	unsigned long long bytes = ZSTD_getFrameContentSize(packed->data, packed->bytes);
	if (bytes > ZR_FORM_BYTES_MAX) { /* or none, or not known: those are far above it */
		return zr_error_set(
			error, ZR_E_INVALID, "the stored interview is damaged; start it again");
	}
	int code = zr_buffer_reserve(ret_xml, (size_t)bytes);
	if (code != 0) {
		return zr_error_set(error, code, "no memory to read the interview");
	}
	size_t got = ZSTD_decompress(
		ret_xml->data + ret_xml->bytes, (size_t)bytes, packed->data, packed->bytes);
	if (ZSTD_isError(got) || got != bytes) {
		return zr_error_set(
			error, ZR_E_INVALID, "the stored interview is damaged; start it again");
	}
	ret_xml->bytes += got;
	ret_xml->data[ret_xml->bytes] = '\0';
	return 0;
}

int zr_drafts_put(struct zr_drafts *drafts, const struct zr_draft *draft, const void *xml,
	size_t xml_bytes, struct zr_error *error)
{
	assert(drafts != NULL && draft != NULL && xml != NULL);
	assert(draft->draft_id != NULL && draft->draft_id[0] != '\0');
	assert(draft->state == ZR_DRAFT_OPEN || draft->state == ZR_DRAFT_FINISHED);
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer packed = {0};
	int code = compress(xml, xml_bytes, &packed, error);
	if (code != 0) {
		return code;
	}
	code = zr_statement_run(drafts->database,
		"INSERT INTO draft(" DRAFT_COLUMNS ", xml, change)"
		" VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
		" (SELECT ifnull(max(change), 0) + 1 FROM draft))"
		" ON CONFLICT(draft_id) DO UPDATE SET (" DRAFT_COLUMNS ", xml, change) ="
		" (excluded.draft_id, excluded.household_id, excluded.address, excluded.area_id,"
		" excluded.form_id, excluded.form_version, excluded.position, excluded.outcome,"
		" excluded.outcome_words, excluded.appointment, excluded.previous_id,"
		" excluded.replaces_id, excluded.result, excluded.state, excluded.answer_count,"
		" excluded.started_us, excluded.changed_us, excluded.xml, excluded.change)"
		" WHERE draft.state <= excluded.state",
		error, "ttttttttttttiiiiib", or_empty(draft->draft_id),
		or_empty(draft->household_id), or_empty(draft->address), or_empty(draft->area_id),
		or_empty(draft->form_id), or_empty(draft->form_version), or_empty(draft->position),
		or_empty(draft->outcome), or_empty(draft->outcome_words),
		or_empty(draft->appointment), or_empty(draft->previous_id),
		or_empty(draft->replaces_id), (int64_t)draft->result, (int64_t)draft->state,
		(int64_t)draft->answer_count, draft->started_us, draft->changed_us,
		(const void *)packed.data, packed.bytes);
	if (code == 0 && zr_database_change_count(drafts->database) == 0) {
		return zr_error_set(error, ZR_E_STATE,
			"the interview is finished and cannot be changed any more");
	}
	return code;
}

/* The texts are lent by the row. */
static struct zr_draft lend_draft(const struct zr_statement *row)
{
	struct zr_draft draft = {0};
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		*text_of(&draft, i) = (char *)(uintptr_t)zr_statement_text(row, (int)i);
	}
	const int64_t result = zr_statement_int(row, RESULT_COLUMN);
	/* One that a later version of ours stored, before the tablet was set back, is none. */
	draft.result = result > 0 && result <= ZR_RESULT_LAST ? (enum zr_visit_result)result
							      : ZR_RESULT_UNKNOWN;
	draft.state = (enum zr_draft_state)zr_statement_int(row, STATE_COLUMN);
	draft.answer_count = (uint64_t)zr_statement_int(row, ANSWER_COUNT_COLUMN);
	draft.started_us = zr_statement_int(row, STARTED_COLUMN);
	draft.changed_us = zr_statement_int(row, CHANGED_COLUMN);
	draft.has_answers = zr_statement_int(row, HAS_ANSWERS_COLUMN) != 0;
	return draft;
}

static int find_row(struct zr_drafts *drafts, const char *draft_id, struct zr_statement **ret_row,
	struct zr_error *error)
{
	int code = zr_statement_find(drafts->database,
		"SELECT " DRAFT_ROW ", xml FROM draft WHERE draft_id = ?", ret_row, error, "t",
		draft_id);
	if (code == 0) {
		return zr_error_set(
			error, ZR_E_NOT_FOUND, "there is no draft %s on this tablet", draft_id);
	}
	return code < 0 ? code : 0;
}

static int take_copy(
	const struct zr_draft *draft, struct zr_draft *ret_draft, struct zr_error *error)
{
	int code = ret_draft != NULL ? zr_draft_copy(draft, ret_draft) : 0;
	return code != 0 ? zr_error_set(error, code, "no memory to read the interview") : 0;
}

int zr_drafts_get(struct zr_drafts *drafts, const char *draft_id, struct zr_draft *ret_draft,
	struct zr_buffer *ret_xml, struct zr_error *error)
{
	assert(drafts != NULL && draft_id != NULL && ret_xml != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = find_row(drafts, draft_id, &row, error);
	if (code != 0) {
		return code;
	}
	const struct zr_draft draft = lend_draft(row);
	if (!draft.has_answers) {
		return zr_error_set(error, ZR_E_STATE,
			"the answers of this interview were wiped when the hub received it");
	}
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer packed = {0};
	code = zr_statement_append(row, XML_COLUMN, &packed);
	if (code != 0) {
		return zr_error_set(error, code, "no memory to read the interview");
	}
	code = expand(&packed, ret_xml, error);
	return code != 0 ? code : take_copy(&draft, ret_draft, error);
}

int zr_drafts_find(struct zr_drafts *drafts, const char *draft_id, struct zr_draft *ret_draft,
	struct zr_error *error)
{
	assert(drafts != NULL && draft_id != NULL && ret_draft != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = find_row(drafts, draft_id, &row, error);
	if (code != 0) {
		return code;
	}
	const struct zr_draft draft = lend_draft(row);
	return take_copy(&draft, ret_draft, error);
}

int zr_drafts_list(struct zr_drafts *drafts, int (*visit)(void *user, const struct zr_draft *draft),
	void *user, struct zr_error *error)
{
	assert(drafts != NULL && visit != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(drafts->database,
		"SELECT " DRAFT_ROW " FROM draft ORDER BY change DESC", &row, error, "");
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		const struct zr_draft draft = lend_draft(row);
		code = visit(user, &draft);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

int zr_drafts_adopt(struct zr_drafts *drafts, const char *household_id, const char *address,
	struct zr_error *error)
{
	assert(drafts != NULL && household_id[0] != '\0' && address != NULL);
	return zr_statement_run(drafts->database,
		"UPDATE draft SET address = ? WHERE household_id = ? AND address = ''", error, "tt",
		address, household_id);
}

/* sql takes the answers away; the files go, too, and then what the log remembers of both. */
static int erase(
	struct zr_drafts *drafts, const char *draft_id, const char *sql, struct zr_error *error)
{
	int code = zr_database_begin(drafts->database, error);
	if (code != 0) {
		return code;
	}
	code = zr_statement_run(drafts->database, sql, error, "t", draft_id);
	if (code == 0) {
		code = zr_statement_run(drafts->database,
			"DELETE FROM draft_file WHERE draft_id = ?", error, "t", draft_id);
	}
	code = zr_database_end(drafts->database, code, error);
	return code != 0 ? code : zr_database_empty_log(drafts->database, error);
}

int zr_drafts_remove(struct zr_drafts *drafts, const char *draft_id, struct zr_error *error)
{
	assert(drafts != NULL && draft_id != NULL);
	ZR_CLEANUP(zr_draft_finish) struct zr_draft draft = {0};
	int code = zr_drafts_find(drafts, draft_id, &draft, error);
	if (code != 0) {
		return code;
	}
	if (draft.state != ZR_DRAFT_OPEN) {
		return zr_error_set(
			error, ZR_E_STATE, "a finished interview is kept and cannot be removed");
	}
	return erase(drafts, draft_id, "DELETE FROM draft WHERE draft_id = ?", error);
}

int zr_drafts_wipe(struct zr_drafts *drafts, const char *draft_id, struct zr_error *error)
{
	assert(drafts != NULL && draft_id != NULL);
	return erase(drafts, draft_id,
		"UPDATE draft SET xml = x'', position = '', state = 2 WHERE draft_id = ?", error);
}
