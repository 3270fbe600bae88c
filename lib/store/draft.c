/*
 * Drafts: one row a draft, replaced as a whole with every answer. The instance is compressed by
 * zstd at its fastest useful level; ten kilobytes of XML are some two on flash.
 *
 * The state only moves from open to finished: put refuses to open a finished draft again.
 */
#include "lib/store/draft.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "lib/base/limits.h"
#include "lib/store/database.h"
#include "lib/store/draft_priv.h"

enum {
	COMPRESSION_LEVEL = 3
};

struct zr_drafts {
	struct zr_database *database;
};

static const struct zr_database_kind kind = {
	.name = "the store of drafts",
	.application_id = 0x5a724472, /* "ZrDr" */
	.schema = "CREATE TABLE draft("
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
};

#define DRAFT_COLUMNS                                                                              \
	"draft_id, household_id, form_id, form_version, outcome, position, state, answer_count,"   \
	" started_us, changed_us"

int zr_drafts_open(const char *path, struct zr_drafts **ret_drafts, struct zr_error *error)
{
	assert(path != NULL && ret_drafts != NULL);
	struct zr_drafts *drafts = calloc(1, sizeof *drafts);
	if (drafts == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to open %s", kind.name);
	}
	int result = zr_database_open(path, &kind, &drafts->database, error);
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

static bool is_text_in(const char *text, size_t size)
{
	return memchr(text, '\0', size) != NULL;
}

static void check_draft(const struct zr_draft *draft)
{
	assert(draft->draft_id[0] != '\0');
	assert(is_text_in(draft->draft_id, sizeof draft->draft_id));
	assert(is_text_in(draft->household_id, sizeof draft->household_id));
	assert(is_text_in(draft->form_id, sizeof draft->form_id));
	assert(is_text_in(draft->form_version, sizeof draft->form_version));
	assert(is_text_in(draft->outcome, sizeof draft->outcome));
	assert(is_text_in(draft->position, sizeof draft->position));
	assert(draft->state == ZR_DRAFT_OPEN || draft->state == ZR_DRAFT_FINISHED);
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
	if (packed->bytes == 0 || bytes > ZR_FORM_BYTES_MAX) {
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
	check_draft(draft);
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer packed = {0};
	int result = compress(xml, xml_bytes, &packed, error);
	if (result < 0) {
		return result;
	}
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, drafts->database,
		"INSERT INTO draft(" DRAFT_COLUMNS ", xml, change)"
		" VALUES(?,?,?,?,?,?,?,?,?,?,?,(SELECT ifnull(max(change), 0) + 1 FROM draft))"
		" ON CONFLICT(draft_id) DO UPDATE SET household_id=excluded.household_id,"
		" form_id=excluded.form_id, form_version=excluded.form_version,"
		" outcome=excluded.outcome, position=excluded.position, state=excluded.state,"
		" answer_count=excluded.answer_count, started_us=excluded.started_us,"
		" changed_us=excluded.changed_us, xml=excluded.xml, change=excluded.change"
		" WHERE draft.state <= excluded.state");
	zr_statement_add_text(&statement, draft->draft_id);
	zr_statement_add_text(&statement, draft->household_id);
	zr_statement_add_text(&statement, draft->form_id);
	zr_statement_add_text(&statement, draft->form_version);
	zr_statement_add_text(&statement, draft->outcome);
	zr_statement_add_text(&statement, draft->position);
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

static void read_draft(const struct zr_statement *row, struct zr_draft *ret_draft)
{
	struct zr_draft draft = {0};
	zr_statement_text(row, 0, draft.draft_id, sizeof draft.draft_id);
	zr_statement_text(row, 1, draft.household_id, sizeof draft.household_id);
	zr_statement_text(row, 2, draft.form_id, sizeof draft.form_id);
	zr_statement_text(row, 3, draft.form_version, sizeof draft.form_version);
	zr_statement_text(row, 4, draft.outcome, sizeof draft.outcome);
	zr_statement_text(row, 5, draft.position, sizeof draft.position);
	draft.state = (enum zr_draft_state)zr_statement_int(row, 6);
	draft.answer_count = (uint64_t)zr_statement_int(row, 7);
	draft.started_us = zr_statement_int(row, 8);
	draft.changed_us = zr_statement_int(row, 9);
	*ret_draft = draft;
}

int zr_drafts_get(struct zr_drafts *drafts, const char *draft_id, struct zr_draft *ret_draft,
	struct zr_buffer *ret_xml, struct zr_error *error)
{
	assert(drafts != NULL && draft_id != NULL && ret_xml != NULL);
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, drafts->database,
		"SELECT " DRAFT_COLUMNS ", xml FROM draft WHERE draft_id = ?");
	zr_statement_add_text(&statement, draft_id);
	int result = zr_statement_step(&statement, "read the interview", error);
	if (result <= 0) {
		return result < 0 ? result
				  : zr_error_set(error, ZR_E_NOT_FOUND,
					    "there is no draft %s on this tablet", draft_id);
	}
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer packed = {0};
	result = zr_statement_blob(&statement, 10, &packed);
	if (result < 0) {
		return zr_error_set(error, result, "no memory to read the interview");
	}
	result = expand(&packed, ret_xml, error);
	if (result == 0 && ret_draft != NULL) {
		read_draft(&statement, ret_draft);
	}
	return result;
}

int zr_drafts_list(struct zr_drafts *drafts, int (*visit)(void *user, const struct zr_draft *draft),
	void *user, struct zr_error *error)
{
	assert(drafts != NULL && visit != NULL);
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, drafts->database,
		"SELECT " DRAFT_COLUMNS " FROM draft ORDER BY change DESC");
	int result = zr_statement_step(&statement, "list the interviews", error);
	while (result > 0) {
		struct zr_draft draft;
		read_draft(&statement, &draft);
		int answer = visit(user, &draft);
		if (answer != 0) {
			return answer;
		}
		result = zr_statement_step(&statement, "list the interviews", error);
	}
	return result;
}

static int draft_state(struct zr_drafts *drafts, const char *draft_id,
	enum zr_draft_state *ret_state, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(
		&statement, drafts->database, "SELECT state FROM draft WHERE draft_id = ?");
	zr_statement_add_text(&statement, draft_id);
	int result = zr_statement_step(&statement, "read the interview", error);
	if (result == 0) {
		return zr_error_set(
			error, ZR_E_NOT_FOUND, "there is no draft %s on this tablet", draft_id);
	}
	if (result > 0) {
		*ret_state = (enum zr_draft_state)zr_statement_int(&statement, 0);
	}
	return result < 0 ? result : 0;
}

int zr_drafts_remove(struct zr_drafts *drafts, const char *draft_id, struct zr_error *error)
{
	assert(drafts != NULL && draft_id != NULL);
	enum zr_draft_state state = ZR_DRAFT_OPEN;
	int result = draft_state(drafts, draft_id, &state, error);
	if (result < 0) {
		return result;
	}
	if (state != ZR_DRAFT_OPEN) {
		return zr_error_set(
			error, ZR_E_STATE, "a finished interview is kept and cannot be removed");
	}
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, drafts->database, "DELETE FROM draft WHERE draft_id = ?");
	zr_statement_add_text(&statement, draft_id);
	return zr_statement_run(&statement, "remove the draft", error);
}
