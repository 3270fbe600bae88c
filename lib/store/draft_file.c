/* One row a file, beside the drafts. */
#include "lib/store/draft_file.h"

#include <assert.h>

#include "lib/base/limits.h"
#include "lib/sqlite/database.h"
#include "lib/store/draft_priv.h"

/* What the draft has beside the file of that name. */
static int measure(struct zr_drafts *drafts, const char *draft_id, const char *name,
	int64_t ret_sizes[static 2], struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, zr_drafts_database(drafts),
		"SELECT count(*), ifnull(sum(length(data)), 0) FROM draft_file"
		" WHERE draft_id = ? AND name <> ?");
	zr_statement_add_text(&statement, draft_id);
	zr_statement_add_text(&statement, name);
	int result = zr_statement_step(&statement, "measure the files", error);
	if (result > 0) {
		ret_sizes[0] = zr_statement_int(&statement, 0);
		ret_sizes[1] = zr_statement_int(&statement, 1);
	}
	return result < 0 ? result : 0;
}

int zr_draft_file_put(struct zr_drafts *drafts, const char *draft_id,
	const struct zr_content_file *file, struct zr_error *error)
{
	assert(drafts != NULL && draft_id != NULL && draft_id[0] != '\0');
	assert(file->name[0] != '\0' && (file->data != NULL || file->bytes == 0));
	int64_t sizes[2] = {0};
	int result = measure(drafts, draft_id, file->name, sizes, error);
	if (result < 0) {
		return result;
	}
	if (sizes[0] >= ZR_RECORD_FILE_COUNT_MAX || file->bytes > ZR_DRAFT_FILES_BYTES_MAX ||
		(size_t)sizes[1] + file->bytes > ZR_DRAFT_FILES_BYTES_MAX) {
		return zr_error_set(error, ZR_E_LIMIT,
			"the interview has too many or too large files; remove one first");
	}
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, zr_drafts_database(drafts),
		"REPLACE INTO draft_file(draft_id, name, data) VALUES(?, ?, ?)");
	zr_statement_add_text(&statement, draft_id);
	zr_statement_add_text(&statement, file->name);
	zr_statement_add_blob(&statement, file->data, file->bytes);
	return zr_statement_run(&statement, "store a file", error);
}

int zr_draft_file_get(struct zr_drafts *drafts, const char *draft_id, const char *name,
	struct zr_buffer *ret_data, struct zr_error *error)
{
	assert(drafts != NULL && draft_id != NULL && name != NULL && ret_data != NULL);
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, zr_drafts_database(drafts),
		"SELECT data FROM draft_file WHERE draft_id = ? AND name = ?");
	zr_statement_add_text(&statement, draft_id);
	zr_statement_add_text(&statement, name);
	int result = zr_statement_step(&statement, "read a file", error);
	if (result == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "the interview has no such file");
	}
	if (result > 0) {
		result = zr_statement_blob(&statement, 0, ret_data);
		if (result < 0) {
			return zr_error_set(error, result, "no memory to read a file");
		}
	}
	return result;
}

int zr_draft_file_remove(
	struct zr_drafts *drafts, const char *draft_id, const char *name, struct zr_error *error)
{
	assert(drafts != NULL && draft_id != NULL && name != NULL);
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, zr_drafts_database(drafts),
		"DELETE FROM draft_file WHERE draft_id = ? AND name = ?");
	zr_statement_add_text(&statement, draft_id);
	zr_statement_add_text(&statement, name);
	return zr_statement_run(&statement, "remove a file", error);
}

int zr_draft_file_list(struct zr_drafts *drafts, const char *draft_id,
	int (*visit)(void *user, const struct zr_content_file *file), void *user,
	struct zr_error *error)
{
	assert(drafts != NULL && draft_id != NULL && visit != NULL);
	ZR_CLEANUP(zr_statement_finish) struct zr_statement row = {0};
	zr_statement_init(&row, zr_drafts_database(drafts),
		"SELECT name, data FROM draft_file WHERE draft_id = ? ORDER BY name");
	zr_statement_add_text(&row, draft_id);
	int result = zr_statement_step(&row, "list the files", error);
	while (result > 0) {
		ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer data = {0};
		if (zr_statement_blob(&row, 1, &data) < 0) {
			return zr_error_set(error, ZR_E_NOMEM, "no memory to read a file");
		}
		const struct zr_content_file file = {.name = (char *)zr_statement_lend(&row, 0),
			.data = data.data,
			.bytes = data.bytes};
		int answer = visit(user, &file);
		if (answer != 0) {
			return answer;
		}
		result = zr_statement_step(&row, "list the files", error);
	}
	return result;
}

int zr_draft_file_copy(
	struct zr_drafts *drafts, const char *from_id, const char *to_id, struct zr_error *error)
{
	assert(drafts != NULL && from_id != NULL && to_id != NULL);
	ZR_CLEANUP(zr_statement_finish) struct zr_statement statement = {0};
	zr_statement_init(&statement, zr_drafts_database(drafts),
		"REPLACE INTO draft_file(draft_id, name, data)"
		" SELECT ?, name, data FROM draft_file WHERE draft_id = ?");
	zr_statement_add_text(&statement, to_id);
	zr_statement_add_text(&statement, from_id);
	return zr_statement_run(&statement, "copy the files", error);
}
