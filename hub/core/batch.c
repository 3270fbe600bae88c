/* Each request lies between a mark and its unmark; the commit is behind them all. */
#include "hub/core/batch.h"

#include <assert.h>

#include "hub/store/store.h"

/* One request within the transaction. An error of mark or unmark spoils the transaction itself: the
 * store takes all of it back by itself when the disk fills in the middle, and then has no mark. */
static int apply_one(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	int code = zr_store_mark(store, error);
	if (code != 0) {
		return code;
	}
	request->write_code = request->apply(store, request, &request->write_error);
	if (request->write_code == 0) {
		request->write_code = zr_store_settle(store, &request->write_error);
	}
	code = zr_store_unmark(store, request->write_code == 0, error);
	if (code != 0 && request->write_code != 0) {
		*error = request->write_error; /* the cause, not what followed from it */
		return request->write_code;
	}
	return code;
}

static void fail_all(struct zr_request *first, const struct zr_error *error)
{
	for (struct zr_request *request = first; request != NULL; request = request->next) {
		request->write_code = error->code;
		request->write_error = *error;
	}
}

int zr_batch_commit(struct zr_store *store, struct zr_request *first)
{
	assert(store != NULL && first != NULL);
	struct zr_error error = {0};
	int code = zr_store_begin(store, &error);
	for (struct zr_request *request = first; code == 0 && request != NULL;
		request = request->next) {
		assert(request->apply != NULL);
		code = apply_one(store, request, &error);
	}
	if (code == 0) {
		code = zr_store_commit(store, &error);
	}
	if (code != 0) {
		zr_store_rollback(store);
		fail_all(first, &error);
	}
	for (struct zr_request *request = first; request != NULL; request = request->next) {
		request->apply = NULL;
		assert(request->write_code == 0 || request->write_error.code != 0);
	}
	return code;
}
