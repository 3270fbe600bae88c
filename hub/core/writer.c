/* The writer's loop, and what the log is told of it. */
#include "hub/core/writer.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "hub/core/batch.h"
#include "hub/http/queue.h"
#include "hub/http/request.h"
#include "hub/store/store.h"
#include "hub/watch/tally.h"
#include "lib/base/limits.h"
#include "lib/event/log.h"

struct zr_writer {
	pthread_t thread;
	struct zr_queue *writes;
	struct zr_queue *work; /* where those with a next step go */
	struct zr_store *store;
	uint64_t failed_count; /* commits since the last that succeeded */
};

/* The first failure and the end of a row of them: a fleet that comes again and again to a full disk
 * must not fill it with lines. */
static void log_outcome(struct zr_writer *writer, int code)
{
	if (code != 0 && writer->failed_count++ == 0) {
		ZR_LOG(COMMIT_FAILED, .error = code);
	}
	if (code == 0 && writer->failed_count > 0) {
		ZR_LOG(COMMITS_AGAIN, .failed = (int64_t)writer->failed_count);
		writer->failed_count = 0;
	}
}

/* Those with a next step, or with a failure to answer, go to the workers; the rest are done. */
static void release(struct zr_queue *work, struct zr_request *first)
{
	while (first != NULL) {
		struct zr_request *request = first;
		first = request->next;
		request->next = NULL;
		bool is_inner = (request->flags & ZR_REQUEST_INNER) != 0;
		if (!is_inner && (request->handler != NULL || request->write_code != 0)) {
			zr_queue_return(work, request);
		} else {
			request->on_done(request);
		}
	}
}

static int64_t now_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int commit(struct zr_writer *writer, struct zr_request *first)
{
	size_t count = 0;
	for (const struct zr_request *request = first; request != NULL; request = request->next) {
		count++;
	}
	int64_t began_us = now_us();
	int code = zr_batch_commit(writer->store, first);
	zr_tally_commit(count, code, now_us() - began_us);
	return code;
}

static void *run(void *user)
{
	struct zr_writer *writer = user;
	struct zr_request *first = NULL;
	while ((first = zr_queue_take(writer->writes, ZR_HUB_BATCH_COUNT_MAX)) != NULL) {
		log_outcome(writer, commit(writer, first));
		release(writer->work, first);
	}
	return NULL;
}

int zr_writer_start(struct zr_queue *writes, struct zr_queue *work, struct zr_store *store,
	struct zr_writer **ret_writer, struct zr_error *error)
{
	assert(writes != NULL && work != NULL && store != NULL && ret_writer != NULL);
	struct zr_writer *writer = calloc(1, sizeof *writer);
	if (writer == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the writer");
	}
	*writer = (struct zr_writer){.writes = writes, .work = work, .store = store};
	int failed = pthread_create(&writer->thread, NULL, run, writer);
	if (failed != 0) {
		free(writer);
		return zr_error_set_errno(error, failed, "start the writer");
	}
	(void)pthread_setname_np(writer->thread, "writer");
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
