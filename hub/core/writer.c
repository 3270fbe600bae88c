/* Group commit. While one batch is being synced the next one gathers in the queue. */
#include "hub/core/writer.h"

#include <assert.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#include "hub/hub.h"
#include "hub/store/store.h"
#include "lib/base/limits.h"
#include "lib/base/log.h"

struct zr_writer {
	pthread_t thread;
	struct zr_hub *hub;
	struct zr_store *store;
	uint64_t failed_count; /* commits since the last that succeeded */
};

/* One request within the transaction. An error of mark or unmark spoils the transaction itself: the
 * store takes all of it back by itself when the disk fills in the middle, and then has no mark. */
static int apply_one(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	int code = zr_store_mark(store, error);
	if (code != 0) {
		return code;
	}
	request->write_code = request->apply(store, request, &request->write_error);
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

int zr_writer_run(struct zr_store *store, struct zr_request *first)
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

/* The first failure and the end of a row of them: a fleet that comes again and again to a full disk
 * must not fill it with lines. */
static void log_outcome(struct zr_writer *writer, int code, const struct zr_request *first)
{
	if (code != 0 && writer->failed_count++ == 0) {
		zr_log(ZR_LOG_ERROR, "a commit failed, nothing of it was acknowledged: %s",
			first->write_error.message);
	}
	if (code == 0 && writer->failed_count > 0) {
		zr_log(ZR_LOG_INFO, "commits succeed again after %llu that failed",
			(unsigned long long)writer->failed_count);
		writer->failed_count = 0;
	}
}

/* Those with a next step, or with a failure to answer, go to the workers; the rest are done. */
static void release(struct zr_hub *hub, struct zr_request *first)
{
	while (first != NULL) {
		struct zr_request *request = first;
		first = request->next;
		request->next = NULL;
		if (request->handler != NULL || request->write_code != 0) {
			zr_queue_return(&hub->work, request);
		} else {
			request->on_done(request);
		}
	}
}

static void *run(void *user)
{
	struct zr_writer *writer = user;
	struct zr_request *first = NULL;
	while ((first = zr_queue_take(&writer->hub->writes, ZR_HUB_BATCH_COUNT_MAX)) != NULL) {
		log_outcome(writer, zr_writer_run(writer->store, first), first);
		release(writer->hub, first);
	}
	return NULL;
}

int zr_writer_start(struct zr_hub *hub, struct zr_store *store, struct zr_writer **ret_writer,
	struct zr_error *error)
{
	struct zr_writer *writer = calloc(1, sizeof *writer);
	if (writer == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the writer");
	}
	writer->hub = hub;
	writer->store = store;
	int failed = pthread_create(&writer->thread, NULL, run, writer);
	if (failed != 0) {
		free(writer);
		return zr_error_set_errno(error, failed, "start the writer");
	}
	*ret_writer = writer;
	return 0;
}

void zr_writer_stop(struct zr_writer *writer)
{
	if (writer == NULL) {
		return;
	}
	(void)pthread_join(writer->thread, NULL);
	zr_store_close(writer->store);
	free(writer);
}
