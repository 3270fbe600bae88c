/* Forgets in one transaction; opening the store again makes the rows of what it holds. */
#include "hub/store/rebuild.h"

#include <assert.h>
#include <unistd.h>

#include "hub/core/options.h"
#include "hub/store/backup.h"
#include "hub/store/store.h"
#include "lib/base/cleanup.h"

static int forget(const char *path, struct zr_error *error)
{
	struct zr_store *store = NULL;
	int code = zr_store_open(path, &store, error);
	if (code == 0) {
		code = zr_store_begin(store, error);
	}
	if (code == 0) {
		code = zr_store_forget_index(store, error);
		if (code == 0) {
			code = zr_store_commit(store, error);
		}
		if (code != 0) {
			zr_store_rollback(store);
		}
	}
	zr_store_close(store);
	return code;
}

int zr_rebuild_run(const struct zr_options *options, struct zr_error *error)
{
	assert(options != NULL && options->data != NULL);
	ZR_CLEANUP_CLOSE int lock = -1;
	struct zr_store *store = NULL;
	char path[ZR_OPTIONS_PATH_BYTES];
	int code = zr_options_format_store(options, path, error);
	if (code == 0 && options->store == NULL && access(path, F_OK) != 0) {
		code = zr_error_set(
			error, ZR_E_NOT_FOUND, "there is no hub in %s yet", options->data);
	}
	if (code == 0) {
		code = zr_backup_lock(options->data, &lock, error);
	}
	if (code == 0) {
		code = forget(path, error);
	}
	if (code == 0) {
		code = zr_store_open(path, &store, error);
	}
	zr_store_close(store);
	return code;
}
