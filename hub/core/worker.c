/* The workers' loop, and what every handler needs: sessions, refusals, audit. */
#include "hub/core/worker.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/http/route.h"
#include "hub/hub.h"
#include "hub/access/quota.h"
#include "hub/records/reading.h"
#include "hub/store/store.h"
#include "hub/core/writer.h"

struct worker {
	pthread_t thread;
	struct zr_queue *queue; /* where its work comes from */
	struct zr_context context;
};

struct zr_workers {
	struct worker *items;
	unsigned count;
};

static int apply_audit(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct zr_store_audit audit = {.time_us = request->now_us,
		.who = request->audit.who,
		.what = request->audit.what,
		.code = request->audit.code,
		.detail = request->audit.detail};
	return zr_store_add_audit(store, &audit, error);
}

/* Behind the console's door it is the operator; before it, and at the tablets' door, anybody. */
static const char *default_who(const struct zr_request *request)
{
	bool is_inside =
		(request->flags & ZR_REQUEST_CONSOLE) != 0 && (request->flags & ZR_REQUEST_OPEN) == 0;
	return is_inside ? ZR_STORE_OPERATOR : ZR_STORE_STRANGER;
}

void zr_worker_refuse(
	struct zr_request *request, const struct zr_error *error, const char *who, const char *what)
{
	assert(error != NULL && error->code != 0);
	zr_request_answer_error(request, error);
	request->handler = NULL;
	if (what != NULL && !zr_error_is_retryable(error->code)) {
		if (who != NULL || request->audit.who[0] == '\0') {
			(void)snprintf(request->audit.who, sizeof request->audit.who, "%s",
				who != NULL ? who : default_who(request));
		}
		request->is_refused = true;
		request->audit.what = what;
		request->audit.code = error->code;
		zr_request_write(request, apply_audit, NULL);
	}
}

void zr_worker_hold_back(
	struct zr_request *request, struct zr_quota *quota, bool is_first, const char *who)
{
	struct zr_error error;
	(void)zr_error_set(&error, ZR_E_BUSY, "too much came from here; try again later");
	zr_request_answer_error(request, &error);
	request->answer.retry_after_s = zr_quota_wait_s(quota, request->now_us);
	request->handler = NULL;
	if (is_first) {
		zr_worker_note(request, who, "flood", "");
		request->is_refused = true;
		request->audit.code = error.code;
		zr_request_write(request, apply_audit, NULL);
	}
}

void zr_worker_note(
	struct zr_request *request, const char *who, const char *what, const char *detail)
{
	assert(what != NULL);
	(void)snprintf(request->audit.who, sizeof request->audit.who, "%s", who);
	(void)snprintf(request->audit.detail, sizeof request->audit.detail, "%s", detail);
	request->audit.what = what;
	request->audit.code = 0;
}

int zr_worker_audit(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	assert(request->audit.what != NULL && request->audit.code == 0);
	return apply_audit(store, request, error);
}

/* Console calls need a session, and a header that no foreign page can send when they change
 * something. */
static bool is_allowed(struct zr_context *context, struct zr_request *request)
{
	if ((request->flags & ZR_REQUEST_CONSOLE) == 0) {
		return true;
	}
	struct zr_error error;
	if (request->method != ZR_METHOD_GET && !request->has_zarya_header) {
		(void)zr_error_set(&error, ZR_E_REFUSED, "the header X-Zarya: 1 is missing");
		zr_request_answer_error(request, &error);
		return false;
	}
	if ((request->flags & ZR_REQUEST_OPEN) != 0 ||
		zr_auth_check(&context->hub->auth, request->session, request->now_us)) {
		return true;
	}
	(void)zr_error_set(&error, ZR_E_REFUSED, "log in first");
	zr_request_answer_error(request, &error);
	request->answer.status = 401;
	return false;
}

/* A write failed: its own refusal goes to the audit once. A refusal that the audit could not take
 * (a full disk) stands all the same. */
static bool fail(struct zr_request *request)
{
	struct zr_error error = request->write_error;
	request->write_code = 0;
	if (request->is_refused) {
		assert(request->answer.status != 0);
		return false;
	}
	if (request->audit.what == NULL) {
		zr_request_answer_error(request, &error);
		return false;
	}
	zr_worker_refuse(request, &error, NULL, request->audit.what);
	return request->apply != NULL;
}

/* One more refusal of a stranger; after many, its address is told of once and then only answered.
 */
static void count_stranger(struct zr_context *context, struct zr_request *request)
{
	bool is_noted = request->is_refused && request->audit.what != NULL &&
			strcmp(request->audit.who, ZR_STORE_STRANGER) == 0;
	if (!is_noted || request->apply == NULL) {
		return;
	}
	const struct zr_quota_use use = {.key = request->peer, .count = 1};
	switch (zr_quota_charge(context->hub->stranger_quota, &use, request->now_us)) {
	case ZR_QUOTA_WITHIN:
		return;
	case ZR_QUOTA_SPENT_NOW:
		request->audit.what = "flood";
		return;
	case ZR_QUOTA_SPENT:
		request->apply = NULL;
	}
}

bool zr_worker_step(struct zr_context *context, struct zr_request *request)
{
	zr_handler *handler = request->handler;
	request->handler = NULL;
	if (request->write_code != 0) {
		bool wants_write = fail(request);
		count_stranger(context, request);
		return wants_write && request->apply != NULL;
	}
	if (!request->is_admitted && !is_allowed(context, request)) {
		return false;
	}
	request->is_admitted = true;
	if (handler != NULL) {
		handler(context, request);
	}
	count_stranger(context, request);
	assert(request->apply != NULL || request->answer.status != 0);
	return request->apply != NULL;
}

void zr_worker_run(struct zr_context *context, struct zr_store *writer, struct zr_request *request)
{
	while (zr_worker_step(context, request)) {
		(void)zr_writer_run(writer, request);
		if (request->handler == NULL && request->write_code == 0) {
			return;
		}
	}
}

static void *run(void *user)
{
	struct worker *worker = user;
	struct zr_context *context = &worker->context;
	struct zr_hub *hub = context->hub;
	struct zr_request *request = NULL;
	while ((request = zr_queue_take(worker->queue, 1)) != NULL) {
		if (!zr_worker_step(context, request)) {
			request->on_done(request);
		} else if (zr_queue_push(&hub->writes, request) != 0) {
			struct zr_error error;
			(void)zr_error_set(&error, ZR_E_BUSY, "the hub is busy; try again later");
			zr_request_answer_error(request, &error);
			request->on_done(request);
		}
	}
	return NULL;
}

int zr_workers_start(struct zr_hub *hub, struct zr_queue *queue, unsigned count,
	struct zr_workers **ret_workers, struct zr_error *error)
{
	assert(count > 0);
	struct zr_workers *workers = calloc(1, sizeof *workers);
	struct worker *items = calloc(count, sizeof *items);
	if (workers == NULL || items == NULL) {
		free(workers);
		free(items);
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the workers");
	}
	workers->items = items;
	int code = 0;
	for (; code == 0 && workers->count < count; workers->count += code == 0 ? 1 : 0) {
		struct worker *worker = &items[workers->count];
		worker->context.hub = hub;
		worker->queue = queue;
		code = zr_store_open_reader(hub->store_path, &worker->context.reader, error);
		int failed = code == 0 ? pthread_create(&worker->thread, NULL, run, worker) : 0;
		if (failed != 0) {
			zr_store_close(worker->context.reader);
			code = zr_error_set_errno(error, failed, "start a worker");
		}
	}
	if (code != 0) {
		zr_queue_close(queue);
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
		zr_store_close(workers->items[i].context.reader);
	}
	free(workers->items);
	free(workers);
}
