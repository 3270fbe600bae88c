/* Two tables beside the drafts: which records were sent back, and a row a remark. */
#include "lib/store/draft_remark.h"

#include <assert.h>
#include <string.h>

#include "lib/sqlite/database.h"
#include "lib/sqlite/statement.h"
#include "lib/store/draft_file.h"
#include "lib/store/draft_priv.h"

/* The draft that the record becomes, its texts borrowed; facts that only the tablet had are kept.
 */
static int put_draft(
	struct zr_drafts *drafts, const struct zr_record *record, struct zr_error *error)
{
	ZR_CLEANUP(zr_draft_finish) struct zr_draft kept = {0};
	struct zr_draft draft = {.draft_id = record->record_id,
		.household_id = record->household_id,
		.address = record->address,
		.area_id = record->area_id,
		.form_id = record->form_id,
		.form_version = record->form_version,
		.outcome = record->outcome,
		.appointment = record->appointment,
		.previous_id = record->previous_id,
		.replaces_id = record->replaces_id,
		.result = record->result,
		.state = ZR_DRAFT_FINISHED,
		.started_us = record->started_us,
		.changed_us = record->finished_us};
	int code = zr_drafts_find(drafts, record->record_id, &kept, error);
	if (code != 0 && code != ZR_E_NOT_FOUND) {
		return code;
	}
	if (code == 0 && kept.state == ZR_DRAFT_OPEN) {
		return zr_error_set(
			error, ZR_E_STATE, "the interview is open on this tablet; finish it first");
	}
	draft.outcome_words = kept.outcome_words;
	draft.answer_count = kept.answer_count;
	return zr_drafts_put(drafts, &draft, record->xml, record->xml_bytes, error);
}

static int put_remarks(
	struct zr_drafts *drafts, const struct zr_record *record, struct zr_error *error)
{
	struct zr_database *database = zr_drafts_database(drafts);
	int code = zr_statement_run(database,
		"UPDATE draft_remark SET number = -1 - number WHERE record_id = ?", error, "t",
		record->record_id);
	for (size_t i = 0; i < record->remark_count && code == 0; i++) {
		const struct zr_record_remark *remark = &record->remarks[i];
		code = zr_statement_run(database,
			"INSERT INTO draft_remark(record_id, number, place, text, reply)"
			" VALUES(?1, ?2, ?3, ?4, ifnull((SELECT max(reply) FROM draft_remark"
			" WHERE record_id = ?1 AND number < 0 AND place = ?3 AND text = ?4), ''))",
			error, "titt", record->record_id, (int64_t)i, remark->place, remark->text);
	}
	return code == 0 ? zr_statement_run(database,
				   "DELETE FROM draft_remark WHERE record_id = ? AND number < 0",
				   error, "t", record->record_id)
			 : code;
}

int zr_draft_remark_take(struct zr_drafts *drafts, const struct zr_record *record, uint64_t edition,
	struct zr_error *error)
{
	assert(drafts != NULL && record != NULL && record->xml != NULL);
	struct zr_database *database = zr_drafts_database(drafts);
	int code = zr_database_begin(database, error);
	if (code != 0) {
		return code;
	}
	/* Once: the draft that it gets now is no sign of its being ours. */
	code = zr_statement_run(database,
		"INSERT INTO draft_returned(record_id, edition, is_stranger) VALUES(?1, ?2,"
		" NOT EXISTS(SELECT 1 FROM draft WHERE draft_id = ?1))"
		" ON CONFLICT(record_id) DO UPDATE SET edition = excluded.edition",
		error, "ti", record->record_id, (int64_t)edition);
	if (code == 0) {
		code = put_draft(drafts, record, error);
	}
	for (size_t i = 0; i < record->file_count && code == 0; i++) {
		code = zr_draft_file_put(drafts, record->record_id, &record->files[i], error);
	}
	if (code == 0) {
		code = put_remarks(drafts, record, error);
	}
	return zr_database_end(database, code, error);
}

int zr_draft_remark_list_records(struct zr_drafts *drafts,
	int (*visit)(void *user, const struct zr_draft_returned *returned), void *user,
	struct zr_error *error)
{
	assert(drafts != NULL && visit != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(zr_drafts_database(drafts),
		"SELECT record_id, edition, (SELECT count(*) FROM draft_remark"
		" WHERE draft_remark.record_id = draft_returned.record_id)"
		" FROM draft_returned ORDER BY record_id",
		&row, error, "");
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		const struct zr_draft_returned returned = {zr_statement_text(row, 0),
			(uint64_t)zr_statement_int(row, 1), (size_t)zr_statement_int(row, 2)};
		code = visit(user, &returned);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

int zr_draft_remark_list(struct zr_drafts *drafts, const char *record_id,
	int (*visit)(void *user, size_t index, const struct zr_record_remark *remark), void *user,
	struct zr_error *error)
{
	assert(drafts != NULL && record_id != NULL && visit != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(zr_drafts_database(drafts),
		"SELECT number, place, text, reply FROM draft_remark WHERE record_id = ?"
		" ORDER BY number",
		&row, error, "t", record_id);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		const struct zr_record_remark remark = {
			(char *)(uintptr_t)zr_statement_text(row, 1),
			(char *)(uintptr_t)zr_statement_text(row, 2),
			(char *)(uintptr_t)zr_statement_text(row, 3)};
		code = visit(user, (size_t)zr_statement_int(row, 0), &remark);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

int zr_draft_remark_reply(struct zr_drafts *drafts, const char *record_id, size_t index,
	const char *reply, struct zr_error *error)
{
	assert(drafts != NULL && record_id != NULL && reply != NULL);
	return zr_statement_run(zr_drafts_database(drafts),
		"UPDATE draft_remark SET reply = ? WHERE record_id = ? AND number = ?", error,
		"tti", reply, record_id, (int64_t)index);
}

static int forget(struct zr_drafts *drafts, const char *record_id, struct zr_error *error)
{
	struct zr_database *database = zr_drafts_database(drafts);
	int code = zr_database_begin(database, error);
	if (code != 0) {
		return code;
	}
	code = zr_statement_run(
		database, "DELETE FROM draft_remark WHERE record_id = ?", error, "t", record_id);
	if (code == 0) {
		code = zr_statement_run(database,
			"DELETE FROM draft WHERE draft_id = ?1 AND EXISTS(SELECT 1 FROM"
			" draft_returned WHERE record_id = ?1 AND is_stranger)",
			error, "t", record_id);
	}
	if (code == 0) {
		code = zr_statement_run(database, "DELETE FROM draft_returned WHERE record_id = ?",
			error, "t", record_id);
	}
	return zr_database_end(database, code, error);
}

int zr_draft_remark_drop(struct zr_drafts *drafts, const char *record_id, struct zr_error *error)
{
	assert(drafts != NULL && record_id != NULL);
	int code = zr_drafts_wipe(drafts, record_id, error);
	return code == 0 ? forget(drafts, record_id, error) : code;
}
