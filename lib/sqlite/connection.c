/*
 * What a failure of SQLite is called: the one place that knows both lists. The code decides what a
 * tablet does next: a full disk and a locked file pass, and a page that the disk gave back as
 * something else is the disk's fault and nobody's who asked. The sentence is
 * SQLite's own, which names tables and columns but never what stands in them.
 */
#include "lib/sqlite/connection.h"

#include <assert.h>
#include <errno.h>

/* The system's own word for "full" comes through where SQLite only saw that a write failed. */
static int code_of_io(sqlite3 *handle, int result)
{
	if (result == SQLITE_IOERR_NOMEM) {
		return ZR_E_NOMEM;
	}
	int cause = sqlite3_system_errno(handle);
	return cause == ENOSPC || cause == EDQUOT ? ZR_E_FULL : ZR_E_IO;
}

static int code_of(sqlite3 *handle, int result)
{
	switch (result & 0xff) { /* the upper bits say more than we tell apart */
	case SQLITE_FULL:
		return ZR_E_FULL;
	case SQLITE_NOMEM:
		return ZR_E_NOMEM;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ZR_E_BUSY;
	case SQLITE_TOOBIG:
		return ZR_E_LIMIT;
	case SQLITE_NOTADB:
		return ZR_E_INVALID;
	case SQLITE_CORRUPT:
		return ZR_E_IO;
	case SQLITE_CONSTRAINT:
		return ZR_E_EXISTS;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return code_of_io(handle, result);
	default:
		return ZR_E_IO;
	}
}

int zr_connection_fail(struct zr_database *database, struct zr_error *error)
{
	assert(database != NULL && database->name != NULL);
	/* Without a handle there was no memory for one, which is what SQLite says of NULL, too. */
	int result = sqlite3_extended_errcode(database->handle);
	assert((result & 0xff) != SQLITE_OK && (result & 0xff) != SQLITE_MISUSE);
	int code = code_of(database->handle, result);
	if (database->is_open && (result & 0xff) == SQLITE_NOTADB) {
		code = ZR_E_IO; /* it was ours: its first page is gone */
	}
	if (code == ZR_E_FULL) {
		return zr_error_set(error, code,
			"%s cannot be written: the storage is full; free space, what was stored is "
			"kept",
			database->name);
	}
	return zr_error_set(
		error, code, "%s failed: %s", database->name, sqlite3_errmsg(database->handle));
}
