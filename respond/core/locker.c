/* One table. What is replaced is overwritten, though it was sealed. */
#include "respond/core/locker.h"

#include <assert.h>
#include <stdlib.h>

#include "lib/sqlite/database.h"
#include "lib/sqlite/statement.h"

static const char *const steps[] = {
	"CREATE TABLE answers("
	" lookup BLOB PRIMARY KEY,"
	" state INTEGER NOT NULL CHECK(state IN (1, 2, 3)),"
	" edition INTEGER NOT NULL,"
	" changed_us INTEGER NOT NULL,"
	" receipt TEXT NOT NULL,"
	" sealed BLOB"
	") STRICT;",
};

static const struct zr_database_kind kind = {
	.name = "the store of begun answers",
	.application_id = 0x5a724c6b, /* "ZrLk" */
	.steps = steps,
	.version = sizeof steps / sizeof steps[0],
	.is_secret = true,
};

struct zr_locker {
	struct zr_database *database;
	struct zr_error lost; /* of what was begun; its code is 0 while all stands */
	bool is_begun;
};

void zr_locker_row_finish(struct zr_locker_row *row)
{
	assert(row != NULL);
	zr_buffer_finish(&row->sealed);
}

int zr_locker_open(const char *path, struct zr_locker **ret_locker, struct zr_error *error)
{
	assert(path != NULL && ret_locker != NULL);
	struct zr_locker *locker = calloc(1, sizeof *locker);
	if (locker == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the store of begun answers");
	}
	int code = zr_database_open(path, &kind, &locker->database, error);
	if (code != 0) {
		free(locker);
		return code;
	}
	*ret_locker = locker;
	return 0;
}

void zr_locker_close(struct zr_locker *locker)
{
	if (locker != NULL) {
		zr_database_close(locker->database);
		free(locker);
	}
}

int zr_locker_get(struct zr_locker *locker, const uint8_t lookup[ZR_HOUSEHOLD_CODE_LOOKUP_BYTES],
	struct zr_locker_row *ret_row, struct zr_error *error)
{
	assert(locker != NULL && lookup != NULL && ret_row != NULL);
	static_assert(ZR_HOUSEHOLD_CODE_LOOKUP_BYTES == ZR_STATEMENT_ID_BYTES, "bound as an id");
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
	int code = zr_statement_find(locker->database,
		"SELECT state, edition, changed_us, receipt, sealed FROM answers WHERE lookup = ?",
		&row, error, "d", lookup);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND, "nothing was begun by this code");
	}
	if (code < 0) {
		return code;
	}
	struct zr_locker_row found = {
		.state = (enum zr_locker_state)zr_statement_int(row, 0),
		.edition = zr_statement_int(row, 1),
		.changed_us = zr_statement_int(row, 2),
	};
	(void)zr_statement_copy_text(row, 3, found.receipt, sizeof found.receipt);
	if (zr_statement_append(row, 4, &found.sealed) != 0) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for begun answers");
	}
	*ret_row = found;
	return 0;
}

int zr_locker_begin(struct zr_locker *locker, struct zr_error *error)
{
	assert(locker != NULL && !locker->is_begun);
	int code = zr_database_begin(locker->database, error);
	locker->is_begun = code == 0;
	locker->lost = (struct zr_error){0};
	return code;
}

int zr_locker_commit(struct zr_locker *locker, struct zr_error *error)
{
	assert(locker != NULL && locker->is_begun);
	locker->is_begun = false;
	if (locker->lost.code != 0) {
		zr_database_rollback(locker->database);
		return zr_error_set(error, locker->lost.code, "%s", locker->lost.message);
	}
	return zr_database_commit(locker->database, error);
}

/* ZR_E_NOMEM and the like: SQLite may have taken back all that was begun, so that none of it
 * counts. */
static int put(struct zr_locker *locker, const uint8_t *lookup, struct zr_locker_row *row,
	struct zr_error *error)
{
	assert(locker != NULL && lookup != NULL && row != NULL);
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *put = NULL;
	int code = zr_statement_find(locker->database,
		"INSERT INTO answers VALUES(?, ?, 1, ?, ?, ?) ON CONFLICT(lookup) DO UPDATE SET"
		" state = excluded.state, edition = edition + 1, changed_us = excluded.changed_us,"
		" receipt = excluded.receipt, sealed = excluded.sealed RETURNING edition",
		&put, error, "diitb", lookup, (int64_t)row->state, row->changed_us, row->receipt,
		(const void *)row->sealed.data, row->sealed.bytes);
	if (code != 1) {
		return code;
	}
	row->edition = zr_statement_int(put, 0);
	code = zr_statement_step(put, error); /* to its end: there it is done */
	return code < 0 ? code : 0;
}

int zr_locker_put(struct zr_locker *locker, const uint8_t lookup[ZR_HOUSEHOLD_CODE_LOOKUP_BYTES],
	struct zr_locker_row *row, struct zr_error *error)
{
	assert(locker != NULL && lookup != NULL && row != NULL);
	assert(row->state >= ZR_LOCKER_OPEN && row->state <= ZR_LOCKER_SENT);
	struct zr_error fault = {0};
	int code = locker->lost.code;
	if (code == 0) {
		code = put(locker, lookup, row, &fault);
	} else {
		fault = locker->lost;
	}
	if (code != 0) {
		locker->lost = locker->is_begun ? fault : locker->lost;
		return zr_error_set(error, code, "%s", fault.message);
	}
	return 0;
}
