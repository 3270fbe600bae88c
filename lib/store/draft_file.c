/* One row a file, beside the drafts. */
#include "lib/store/draft_file.h"

#include <assert.h>

#include "lib/base/limits.h"
#include "lib/sqlite/statement.h"
#include "lib/store/draft_priv.h"

/* What the draft has beside the file of that name. */
static int measure(struct zr_drafts *drafts, const char *draft_id, const char *name,
	int64_t ret_sizes[static 2], struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(zr_drafts_database(drafts),
		"SELECT count(*), ifnull(sum(length(data)), 0) FROM draft_file"
		" WHERE draft_id = ? AND name <> ?",
		&row, error, "tt", draft_id, name);
	if (code == 1) {
		ret_sizes[0] = zr_statement_int(row, 0);
		ret_sizes[1] = zr_statement_int(row, 1);
	}
	return code < 0 ? code : 0;
}

int zr_draft_file_put(struct zr_drafts *drafts, const char *draft_id,
	const struct zr_content_file *file, struct zr_error *error)
{
	assert(drafts != NULL && draft_id != NULL && draft_id[0] != '\0');
	assert(file->name[0] != '\0' && (file->data != NULL || file->bytes == 0));
	int64_t sizes[2] = {0};
	int code = measure(drafts, draft_id, file->name, sizes, error);
	if (code != 0) {
		return code;
	}
	if (sizes[0] >= ZR_RECORD_FILE_COUNT_MAX || file->bytes > ZR_DRAFT_FILES_BYTES_MAX ||
		(size_t)sizes[1] + file->bytes > ZR_DRAFT_FILES_BYTES_MAX) {
		return zr_error_set(error, ZR_E_LIMIT,
			"the interview has too many or too large files; remove one first");
	}
	return zr_statement_run(zr_drafts_database(drafts),
		"REPLACE INTO draft_file(draft_id, name, data) VALUES(?, ?, ?)", error, "ttb",
		draft_id, file->name, file->data, file->bytes);
}

int zr_draft_file_get(struct zr_drafts *drafts, const char *draft_id, const char *name,
	struct zr_buffer *ret_data, struct zr_error *error)
{
	assert(drafts != NULL && draft_id != NULL && name != NULL && ret_data != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(zr_drafts_database(drafts),
		"SELECT data FROM draft_file WHERE draft_id = ? AND name = ?", &row, error, "tt",
		draft_id, name);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "the interview has no such file");
	}
	if (code < 0) {
		return code;
	}
	code = zr_statement_append(row, 0, ret_data);
	return code != 0 ? zr_error_set(error, code, "no memory to read a file") : 0;
}

int zr_draft_file_remove(
	struct zr_drafts *drafts, const char *draft_id, const char *name, struct zr_error *error)
{
	assert(drafts != NULL && draft_id != NULL && name != NULL);
	return zr_statement_run(zr_drafts_database(drafts),
		"DELETE FROM draft_file WHERE draft_id = ? AND name = ?", error, "tt", draft_id,
		name);
}

int zr_draft_file_list(struct zr_drafts *drafts, const char *draft_id,
	int (*visit)(void *user, const struct zr_content_file *file), void *user,
	struct zr_error *error)
{
	assert(drafts != NULL && draft_id != NULL && visit != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_start(zr_drafts_database(drafts),
		"SELECT name, data FROM draft_file WHERE draft_id = ? ORDER BY name", &row, error,
		"t", draft_id);
	while (code == 0 && (code = zr_statement_step(row, error)) == 1) {
		ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer data = {0};
		if (zr_statement_append(row, 1, &data) != 0) {
			return zr_error_set(error, ZR_E_NOMEM, "no memory to read a file");
		}
		const struct zr_content_file file = {
			.name = (char *)(uintptr_t)zr_statement_text(row, 0),
			.data = data.data,
			.bytes = data.bytes};
		code = visit(user, &file);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

int zr_draft_file_copy(
	struct zr_drafts *drafts, const char *from_id, const char *to_id, struct zr_error *error)
{
	assert(drafts != NULL && from_id != NULL && to_id != NULL);
	return zr_statement_run(zr_drafts_database(drafts),
		"REPLACE INTO draft_file(draft_id, name, data)"
		" SELECT ?, name, data FROM draft_file WHERE draft_id = ?",
		error, "tt", to_id, from_id);
}
