/*
 * Read, write, and again until nothing waits; then it sleeps until it is woken. What failed is
 * tried again when it is woken next, which the hub's sweep does every few seconds.
 */
#include "hub/core/indexer.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "hub/core/context.h"
#include "hub/core/flood.h"
#include "hub/device/indexing.h"
#include "hub/http/queue.h"
#include "hub/http/request.h"
#include "hub/store/store.h"
#include "lib/base/limits.h"
#include "lib/event/log.h"

enum {
	NICENESS = 19 /* the intake is asked first */
};

struct zr_indexer {
	pthread_t thread;
	struct zr_context context;
	struct zr_queue *writes;
	struct zr_flood flood; /* the thread's own */
	pthread_mutex_t lock;  /* of what follows */
	pthread_cond_t changed;
	pthread_cond_t ending; /* is_stopping: apart, for each exchange tells a change */
	size_t arrived_count;  /* since it was looked at last */
	bool is_woken;
	bool is_stopping;
	bool is_written;
	int fault; /* of the last try */
};

static int write_found(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	return zr_indexing_write(store, request->state, request->now_us, error);
}

static void on_written(struct zr_request *request)
{
	struct zr_indexer *indexer = request->connection;
	(void)pthread_mutex_lock(&indexer->lock);
	indexer->is_written = true;
	(void)pthread_cond_broadcast(&indexer->changed);
	(void)pthread_mutex_unlock(&indexer->lock);
}

/* Through the writer's queue, and waits. */
static int write_through(struct zr_indexer *indexer, struct zr_indexing *indexing)
{
	struct zr_request *request = zr_request_new(ZR_METHOD_POST, "/");
	struct timespec now;
	if (request == NULL) {
		return ZR_E_NOMEM;
	}
	(void)clock_gettime(CLOCK_REALTIME, &now);
	request->now_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
	request->state = indexing;
	request->flags = ZR_REQUEST_INNER;
	request->connection = indexer;
	request->on_done = on_written;
	zr_request_write(request, write_found, NULL);
	indexer->is_written = false;
	int code = zr_queue_push(indexer->writes, request);
	if (code == 0) {
		(void)pthread_mutex_lock(&indexer->lock);
		while (!indexer->is_written) {
			(void)pthread_cond_wait(&indexer->changed, &indexer->lock);
		}
		(void)pthread_mutex_unlock(&indexer->lock);
		code = request->write_code;
	}
	zr_request_free(request);
	return code;
}

/* 1: there may be more; 0: nothing waits. */
static int step(struct zr_indexer *indexer)
{
	struct zr_indexing *indexing = NULL;
	int code = zr_indexing_read(&indexer->context, &indexing, NULL);
	if (code == 0 && indexing != NULL) {
		code = write_through(indexer, indexing);
		code = code == 0 ? 1 : code;
	}
	zr_indexing_free(indexing);
	return code;
}

/* False when it is to end. */
static bool wait_for_work(struct zr_indexer *indexer)
{
	(void)pthread_mutex_lock(&indexer->lock);
	while (!indexer->is_woken && !indexer->is_stopping) {
		(void)pthread_cond_wait(&indexer->changed, &indexer->lock);
	}
	indexer->is_woken = false;
	bool is_stopping = indexer->is_stopping;
	(void)pthread_mutex_unlock(&indexer->lock);
	return !is_stopping;
}

static bool is_stopping(struct zr_indexer *indexer)
{
	(void)pthread_mutex_lock(&indexer->lock);
	bool answer = indexer->is_stopping;
	(void)pthread_mutex_unlock(&indexer->lock);
	return answer;
}

static int64_t now_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool is_outrun(struct zr_indexer *indexer)
{
	(void)pthread_mutex_lock(&indexer->lock);
	size_t count = indexer->arrived_count;
	indexer->arrived_count = 0;
	(void)pthread_mutex_unlock(&indexer->lock);
	return zr_flood_look(&indexer->flood, count, now_us());
}

static void wait_a_moment(struct zr_indexer *indexer)
{
	struct timespec end;
	(void)clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_nsec += (long)ZR_HUB_OPENING_MOMENT_US * 1000;
	end.tv_sec += end.tv_nsec / 1000000000;
	end.tv_nsec %= 1000000000;
	(void)pthread_mutex_lock(&indexer->lock);
	int failed = 0;
	while (!indexer->is_stopping && failed == 0) {
		failed = pthread_cond_timedwait(&indexer->ending, &indexer->lock, &end);
	}
	(void)pthread_mutex_unlock(&indexer->lock);
}

/* Not for ever: what a tablet sent is to be seen while others send. */
static void let_pass(struct zr_indexer *indexer)
{
	for (int i = 0; i < ZR_HUB_OPENING_MOMENT_COUNT_MAX; i++) {
		if (!is_outrun(indexer) || is_stopping(indexer)) {
			return;
		}
		wait_a_moment(indexer);
	}
}

/* Whether it fails as it did before. */
static bool keep_fault(struct zr_indexer *indexer, int fault)
{
	(void)pthread_mutex_lock(&indexer->lock);
	bool is_same = indexer->fault == fault;
	indexer->fault = fault;
	(void)pthread_mutex_unlock(&indexer->lock);
	return is_same;
}

static void *run(void *user)
{
	struct zr_indexer *indexer = user;
	indexer->flood.since_us = now_us();
	(void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICENESS); /* Linux: of this thread */
	do {
		int code = 1;
		while (code == 1 && !is_stopping(indexer)) {
			code = step(indexer);
			if (code == 1) {
				let_pass(indexer);
			}
		}
		int fault = code < 0 ? code : 0;
		if (!keep_fault(indexer, fault) && fault != 0) {
			ZR_LOG(OPENING_WAITS, .error = fault);
		}
	} while (wait_for_work(indexer));
	return NULL;
}

static void init_ending(pthread_cond_t *ending)
{
	pthread_condattr_t attributes;
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(ending, &attributes);
	(void)pthread_condattr_destroy(&attributes);
}

int zr_indexer_start(struct zr_shared *shared, struct zr_queue *writes,
	struct zr_indexer **ret_indexer, struct zr_error *error)
{
	assert(shared != NULL && writes != NULL && ret_indexer != NULL);
	struct zr_indexer *indexer = calloc(1, sizeof *indexer);
	if (indexer == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to open envelopes");
	}
	*indexer = (struct zr_indexer){.context = {.shared = shared}, .writes = writes};
	int code = zr_store_open_reader(shared->store_path, &indexer->context.reader, error);
	if (code != 0) {
		free(indexer);
		return code;
	}
	zr_store_expect_keys(indexer->context.reader);
	(void)pthread_mutex_init(&indexer->lock, NULL);
	(void)pthread_cond_init(&indexer->changed, NULL);
	init_ending(&indexer->ending);
	int failed = pthread_create(&indexer->thread, NULL, run, indexer);
	if (failed != 0) {
		zr_store_close(indexer->context.reader);
		free(indexer);
		return zr_error_set_errno(error, failed, "start the indexer");
	}
	(void)pthread_setname_np(indexer->thread, "indexer");
	*ret_indexer = indexer;
	return 0;
}

void zr_indexer_wake(struct zr_indexer *indexer, size_t count)
{
	if (indexer != NULL) {
		(void)pthread_mutex_lock(&indexer->lock);
		indexer->arrived_count += count;
		indexer->is_woken = true;
		(void)pthread_cond_broadcast(&indexer->changed);
		(void)pthread_mutex_unlock(&indexer->lock);
	}
}

int zr_indexer_fault(struct zr_indexer *indexer)
{
	if (indexer == NULL) {
		return 0;
	}
	(void)pthread_mutex_lock(&indexer->lock);
	int fault = indexer->fault;
	(void)pthread_mutex_unlock(&indexer->lock);
	return fault;
}

void zr_indexer_stop(struct zr_indexer *indexer)
{
	if (indexer == NULL) {
		return;
	}
	(void)pthread_mutex_lock(&indexer->lock);
	indexer->is_stopping = true;
	(void)pthread_cond_broadcast(&indexer->changed);
	(void)pthread_cond_broadcast(&indexer->ending);
	(void)pthread_mutex_unlock(&indexer->lock);
	(void)pthread_join(indexer->thread, NULL);
	zr_store_close(indexer->context.reader);
	(void)pthread_cond_destroy(&indexer->ending);
	(void)pthread_cond_destroy(&indexer->changed);
	(void)pthread_mutex_destroy(&indexer->lock);
	free(indexer);
}
