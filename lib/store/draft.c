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
	XML_COLUMN, /* its length in a list */
};

static char **text_of(struct zr_draft *draft, size_t index)
{
	return (char **)((char *)draft + texts[index]);
}

static const char *text_in(const struct zr_draft *draft, size_t index)
{
	const char *text = *(char *const *)((const char *)draft + texts[index]);
	return text != NULL ? text : "";
}

void zr_draft_finish(struct zr_draft *draft)
{
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
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, drafts->database,
		"DELETE FROM draft_file WHERE draft_id NOT IN (SELECT draft_id FROM draft)");
	return zr_statement_run(&statement, "remove stray files", error);
}

int zr_drafts_open(const char *path, struct zr_drafts **ret_drafts, struct zr_error *error)
{
	assert(path != NULL && ret_drafts != NULL);
	struct zr_drafts *drafts = calloc(1, sizeof *drafts);
	if (drafts == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to open %s", kind.name);
	}
	int result = zr_database_open(path, &kind, &drafts->database, error);
	if (result == 0) {
		/* On a full disk they stay a little longer. */
		(void)remove_strays(drafts, NULL);
	}
	if (result < 0) {
		free(drafts);
		return result;
	}
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
	return drafts->database;
}

static int compress(
	const void *xml, size_t xml_bytes, struct zr_buffer *ret_packed, struct zr_error *error)
{
	if (xml_bytes > ZR_FORM_BYTES_MAX) {
		return zr_error_set(error, ZR_E_LIMIT, "the interview is too large to store");
	}
	int result = zr_buffer_reserve(ret_packed, ZSTD_compressBound(xml_bytes));
	if (result < 0) {
		return zr_error_set(error, result, "no memory to store the interview");
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
	int result = zr_buffer_reserve(ret_xml, (size_t)bytes);
	if (result < 0) {
		return zr_error_set(error, result, "no memory to read the interview");
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
	int result = compress(xml, xml_bytes, &packed, error);
	if (result < 0) {
		return result;
	}
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, drafts->database,
		"INSERT INTO draft(" DRAFT_COLUMNS ", xml, change)"
		" VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
		" (SELECT ifnull(max(change), 0) + 1 FROM draft))"
		" ON CONFLICT(draft_id) DO UPDATE SET (" DRAFT_COLUMNS ", xml, change) ="
		" (excluded.draft_id, excluded.household_id, excluded.address, excluded.area_id,"
		" excluded.form_id, excluded.form_version, excluded.position, excluded.outcome,"
		" excluded.outcome_words, excluded.appointment, excluded.previous_id,"
		" excluded.replaces_id, excluded.result, excluded.state, excluded.answer_count,"
		" excluded.started_us, excluded.changed_us, excluded.xml, excluded.change)"
		" WHERE draft.state <= excluded.state");
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		zr_statement_add_text(&statement, text_in(draft, i));
	}
	zr_statement_add_int(&statement, draft->result);
	zr_statement_add_int(&statement, draft->state);
	zr_statement_add_int(&statement, (int64_t)draft->answer_count);
	zr_statement_add_int(&statement, draft->started_us);
	zr_statement_add_int(&statement, draft->changed_us);
	zr_statement_add_blob(&statement, packed.data, packed.bytes);
	result = zr_statement_run(&statement, "store the answer", error);
	if (result == 0 && sqlite3_changes(zr_database_handle(drafts->database)) == 0) {
		return zr_error_set(error, ZR_E_STATE,
			"the interview is finished and cannot be changed any more");
	}
	return result;
}

/* The texts are lent by the row. */
static struct zr_draft lend_draft(const struct zr_statement *row)
{
	struct zr_draft draft = {0};
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		*text_of(&draft, i) = (char *)zr_statement_lend(row, (int)i);
	}
	draft.result = (enum zr_visit_result)zr_statement_int(row, RESULT_COLUMN);
	draft.state = (enum zr_draft_state)zr_statement_int(row, STATE_COLUMN);
	draft.answer_count = (uint64_t)zr_statement_int(row, ANSWER_COUNT_COLUMN);
	draft.started_us = zr_statement_int(row, STARTED_COLUMN);
	draft.changed_us = zr_statement_int(row, CHANGED_COLUMN);
	draft.has_answers = sqlite3_column_bytes(row->handle, XML_COLUMN) > 0;
	return draft;
}

static int step_to(struct zr_statement *statement, struct zr_drafts *drafts, const char *draft_id,
	struct zr_error *error)
{
	zr_statement_init(statement, drafts->database,
		"SELECT " DRAFT_COLUMNS ", xml FROM draft WHERE draft_id = ?");
	zr_statement_add_text(statement, draft_id);
	int result = zr_statement_step(statement, "read the interview", error);
	if (result == 0) {
		return zr_error_set(
			error, ZR_E_NOT_FOUND, "there is no draft %s on this tablet", draft_id);
	}
	return result < 0 ? result : 0;
}

static int take_copy(
	const struct zr_draft *draft, struct zr_draft *ret_draft, struct zr_error *error)
{
	int result = ret_draft != NULL ? zr_draft_copy(draft, ret_draft) : 0;
	return result < 0 ? zr_error_set(error, result, "no memory to read the interview") : 0;
}

int zr_drafts_get(struct zr_drafts *drafts, const char *draft_id, struct zr_draft *ret_draft,
	struct zr_buffer *ret_xml, struct zr_error *error)
{
	assert(drafts != NULL && draft_id != NULL && ret_xml != NULL);
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	int result = step_to(&statement, drafts, draft_id, error);
	if (result < 0) {
		return result;
	}
	const struct zr_draft draft = lend_draft(&statement);
	if (!draft.has_answers) {
		return zr_error_set(error, ZR_E_STATE,
			"the answers of this interview were wiped when the hub received it");
	}
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer packed = {0};
	result = zr_statement_blob(&statement, XML_COLUMN, &packed);
	if (result < 0) {
		return zr_error_set(error, result, "no memory to read the interview");
	}
	result = expand(&packed, ret_xml, error);
	return result < 0 ? result : take_copy(&draft, ret_draft, error);
}

int zr_drafts_find(struct zr_drafts *drafts, const char *draft_id, struct zr_draft *ret_draft,
	struct zr_error *error)
{
	assert(drafts != NULL && draft_id != NULL && ret_draft != NULL);
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	int result = step_to(&statement, drafts, draft_id, error);
	if (result < 0) {
		return result;
	}
	const struct zr_draft draft = lend_draft(&statement);
	return take_copy(&draft, ret_draft, error);
}

int zr_drafts_list(struct zr_drafts *drafts, int (*visit)(void *user, const struct zr_draft *draft),
	void *user, struct zr_error *error)
{
	assert(drafts != NULL && visit != NULL);
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, drafts->database,
		"SELECT " DRAFT_COLUMNS ", iif(length(xml) > 0, 'x', '') FROM draft"
		" ORDER BY change DESC");
	int result = zr_statement_step(&statement, "list the interviews", error);
	while (result > 0) {
		const struct zr_draft draft = lend_draft(&statement);
		int answer = visit(user, &draft);
		if (answer != 0) {
			return answer;
		}
		result = zr_statement_step(&statement, "list the interviews", error);
	}
	return result;
}

int zr_drafts_adopt(struct zr_drafts *drafts, const char *household_id, const char *address,
	struct zr_error *error)
{
	assert(drafts != NULL && household_id[0] != '\0' && address != NULL);
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, drafts->database,
		"UPDATE draft SET address = ? WHERE household_id = ? AND address = ''");
	zr_statement_add_text(&statement, address);
	zr_statement_add_text(&statement, household_id);
	return zr_statement_run(&statement, "store an address", error);
}

static int run_for(
	struct zr_drafts *drafts, const char *sql, const char *draft_id, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, drafts->database, sql);
	zr_statement_add_text(&statement, draft_id);
	return zr_statement_run(&statement, "wipe the interview", error);
}

/* sql takes the answers away; the files go, too, and then what the log remembers of both. */
static int erase(
	struct zr_drafts *drafts, const char *draft_id, const char *sql, struct zr_error *error)
{
	int result = zr_database_begin(drafts->database, error);
	if (result < 0) {
		return result;
	}
	result = run_for(drafts, sql, draft_id, error);
	if (result == 0) {
		result = run_for(
			drafts, "DELETE FROM draft_file WHERE draft_id = ?", draft_id, error);
	}
	if (result < 0) {
		zr_database_rollback(drafts->database);
		return result;
	}
	result = zr_database_commit(drafts->database, error);
	return result < 0 ? result : zr_database_empty_log(drafts->database, error);
}

int zr_drafts_remove(struct zr_drafts *drafts, const char *draft_id, struct zr_error *error)
{
	assert(drafts != NULL && draft_id != NULL);
	ZR_CLEANUP(zr_draft_finish) struct zr_draft draft = {0};
	int result = zr_drafts_find(drafts, draft_id, &draft, error);
	if (result < 0) {
		return result;
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
