/* The workers' loop. Each waits in pthreads' queue, never in a poll: an idle hub does nothing. */
#include "hub/core/worker.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/core/turn.h"
#include "hub/http/queue.h"
#include "hub/http/request.h"
#include "hub/records/office_line.h"
#include "hub/records/reading.h"
#include "hub/store/store.h"

struct worker {
	pthread_t thread;
	struct zr_queue *queue;  /* where its work comes from */
	struct zr_queue *writes; /* to the writer */
	size_t take_count_max;
	struct zr_context context;
};

struct zr_workers {
	struct worker *items;
	unsigned count; /* of those that run */
};

/* One step of it; true when it is done. */
static bool work_at(struct worker *worker, struct zr_request *request)
{
	if (!zr_turn_take(&worker->context, request)) {
		return true;
	}
	if (zr_queue_push(worker->writes, request) == 0) {
		return false;
	}
	struct zr_error error;
	(void)zr_error_set(&error, ZR_E_BUSY, "the hub is busy; try again later");
	zr_request_answer_error(request, &error);
	return true;
}

/* Those that are done go back together: a listener that is woken looks through all that it lent. */
static void *run(void *user)
{
	struct worker *worker = user;
	struct zr_request *request = NULL;
	while ((request = zr_queue_take(worker->queue, worker->take_count_max)) != NULL) {
		struct zr_request *done = NULL;
		while (request != NULL) {
			struct zr_request *next = request->next;
			request->next = NULL;
			if (work_at(worker, request)) {
				request->next = done;
				done = request;
			}
			request = next;
		}
		while (done != NULL) {
			request = done;
			done = request->next;
			request->next = NULL;
			request->on_done(request);
		}
	}
	return NULL;
}

static int start(
	struct worker *worker, const struct zr_workers_options *options, struct zr_error *error)
{
	*worker = (struct worker){.queue = options->queue,
		.writes = options->writes,
		.take_count_max = options->take_count_max,
		.context = {.shared = options->shared}};
	int code =
		zr_store_open_reader(options->shared->store_path, &worker->context.reader, error);
	if (code != 0) {
		return code;
	}
	if (options->is_for_devices) {
		zr_store_expect_keys(worker->context.reader);
	}
	int failed = pthread_create(&worker->thread, NULL, run, worker);
	if (failed != 0) {
		zr_store_close(worker->context.reader);
		return zr_error_set_errno(error, failed, "start a worker");
	}
	(void)pthread_setname_np(worker->thread, options->name);
	return 0;
}

int zr_workers_start(const struct zr_workers_options *options, struct zr_workers **ret_workers,
	struct zr_error *error)
{
	assert(options != NULL && options->shared != NULL && ret_workers != NULL);
	assert(options->queue != NULL && options->writes != NULL && options->count > 0);
	assert(options->take_count_max > 0);
	assert(options->name != NULL && strlen(options->name) < 16);
	struct zr_workers *workers = calloc(1, sizeof *workers);
	struct worker *items = calloc(options->count, sizeof *items);
	if (workers == NULL || items == NULL) {
		free(workers);
		free(items);
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the workers");
	}
	workers->items = items;
	int code = 0;
	while (code == 0 && workers->count < options->count) {
		code = start(&items[workers->count], options, error);
		workers->count += code == 0 ? 1 : 0;
	}
	if (code != 0) {
		zr_queue_close(options->queue);
		zr_workers_stop(workers);
		return code;
	}
	*ret_workers = workers;
	return 0;
}

void zr_workers_stop(struct zr_workers *workers)
{
	if (workers == NULL) {
		return;
	}
	for (unsigned i = 0; i < workers->count; i++) {
		(void)pthread_join(workers->items[i].thread, NULL);
		zr_reading_free(workers->items[i].context.reading);
		zr_office_line_free(workers->items[i].context.office_line);
		zr_store_close(workers->items[i].context.reader);
	}
	free(workers->items);
	free(workers);
}
