/*
 * Makes SQLite fail on demand: the n-th allocation, or the n-th write or sync of a file, for every
 * n until the work passes without meeting it. Include once a test program, call
 * fail_sqlite_install() before the first use of SQLite.
 */
#ifndef ZR_TEST_FAIL_SQLITE_H
#define ZR_TEST_FAIL_SQLITE_H

#include <assert.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>

enum fail_point {
	FAIL_MALLOC,
	FAIL_WRITE, /* as on a full disk */
	FAIL_SYNC,
	FAIL_POINT_COUNT
};

static long fail_countdown[FAIL_POINT_COUNT]; /* 0: never */
static bool fail_was_met;
static int fail_log_errno; /* why a log or journal cannot be opened; 0: it can */

static bool fail_now(enum fail_point point)
{
	if (fail_countdown[point] > 0 && --fail_countdown[point] == 0) {
		fail_was_met = true;
		return true;
	}
	return false;
}

static sqlite3_mem_methods fail_memory;

static void *fail_malloc(int bytes)
{
	return fail_now(FAIL_MALLOC) ? NULL : fail_memory.xMalloc(bytes);
}

static void *fail_realloc(void *old, int bytes)
{
	return fail_now(FAIL_MALLOC) ? NULL : fail_memory.xRealloc(old, bytes);
}

/* The database itself and every other file have methods of their own: only one of them locks. */
static sqlite3_io_methods fail_methods[2];
static sqlite3_io_methods fail_real_methods;
static sqlite3_vfs fail_vfs;
static sqlite3_vfs *fail_real_vfs;

static int fail_write(sqlite3_file *file, const void *data, int bytes, sqlite3_int64 offset)
{
	return fail_now(FAIL_WRITE) ? SQLITE_FULL
				    : fail_real_methods.xWrite(file, data, bytes, offset);
}

static int fail_sync(sqlite3_file *file, int flags)
{
	return fail_now(FAIL_SYNC) ? SQLITE_IOERR_FSYNC : fail_real_methods.xSync(file, flags);
}

static int fail_last_error(sqlite3_vfs *vfs, int bytes, char *text)
{
	(void)vfs;
	return fail_log_errno != 0 ? fail_log_errno
				   : fail_real_vfs->xGetLastError(fail_real_vfs, bytes, text);
}

static int fail_open(
	sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
	if (fail_log_errno != 0 && (flags & SQLITE_OPEN_MAIN_DB) == 0) {
		file->pMethods = NULL;
		return SQLITE_CANTOPEN;
	}
	int result = fail_real_vfs->xOpen(fail_real_vfs, name, file, flags, ret_flags);
	if (result == SQLITE_OK && file->pMethods != NULL) {
		sqlite3_io_methods *methods = &fail_methods[(flags & SQLITE_OPEN_MAIN_DB) != 0];
		fail_real_methods = *file->pMethods; /* writing and syncing are the same in both */
		*methods = *file->pMethods;
		methods->xWrite = fail_write;
		methods->xSync = fail_sync;
		file->pMethods = methods;
	}
	return result;
}

static void fail_sqlite_install(void)
{
	int result = sqlite3_config(SQLITE_CONFIG_GETMALLOC, &fail_memory);
	assert(result == SQLITE_OK);
	sqlite3_mem_methods memory = fail_memory;
	memory.xMalloc = fail_malloc;
	memory.xRealloc = fail_realloc;
	result = sqlite3_config(SQLITE_CONFIG_MALLOC, &memory);
	assert(result == SQLITE_OK);
	/* No lookaside: every allocation is one that can fail. */
	result = sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
	assert(result == SQLITE_OK);
	fail_real_vfs = sqlite3_vfs_find(NULL);
	fail_vfs = *fail_real_vfs;
	fail_vfs.zName = "fail";
	fail_vfs.xOpen = fail_open;
	fail_vfs.xGetLastError = fail_last_error;
	result = sqlite3_vfs_register(&fail_vfs, 1);
	assert(result == SQLITE_OK);
}

#endif
