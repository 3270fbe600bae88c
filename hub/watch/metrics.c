/* A family after another: its help, its type, its values. */
#include "hub/watch/metrics.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "hub/access/admission.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/listener.h"
#include "lib/http/peer.h"
#include "hub/watch/gauges.h"
#include "hub/watch/tally.h"
#include "lib/base/cleanup.h"

#define PREFIX "zarya_hub_"

static int add_family(struct zr_buffer *text, const char *name, const char *type, const char *help)
{
	assert(name[0] != '\0' && help[0] != '\0');
	return zr_buffer_add_format(
		text, "# HELP " PREFIX "%s %s\n# TYPE " PREFIX "%s %s\n", name, help, name, type);
}

static int add_one(struct zr_buffer *text, const char *name, const char *type, const char *help,
	uint64_t value)
{
	int code = add_family(text, name, type, help);
	return code == 0 ? zr_buffer_add_format(text, PREFIX "%s %" PRIu64 "\n", name, value)
			 : code;
}

static int add_answers(struct zr_buffer *text, const struct zr_tally *tally)
{
	static const char *const listeners[] = {"console", "tablets"};
	int code = add_family(text, "answers_total", "counter",
		"Answers, by listener and first digit of the status.");
	for (size_t i = 0; code == 0 && i < 10; i++) {
		code = zr_buffer_add_format(text,
			PREFIX "answers_total{listener=\"%s\",status=\"%zuxx\"} %" PRIu64 "\n",
			listeners[i / 5], i % 5 + 1, tally->answers[i / 5][i % 5]);
	}
	return code;
}

static int add_refused(struct zr_buffer *text, const struct zr_tally *tally)
{
	int code = add_family(text, "refused_total", "counter",
		"Answers that told an error, by its name in errors.def.");
	for (int i = 1; code == 0 && i < ZR_TALLY_CODE_COUNT; i++) {
		if (tally->refused[i] > 0) {
			code = zr_buffer_add_format(text,
				PREFIX "refused_total{code=\"%s\"} %" PRIu64 "\n",
				zr_error_name(-i), tally->refused[i]);
		}
	}
	return code;
}

static int add_commits(struct zr_buffer *text, const struct zr_tally *tally)
{
	uint64_t below = 0;
	int code = add_family(text, "commit_seconds", "histogram",
		"How long a commit took, until its bytes were on disk.");
	for (size_t i = 0; code == 0 && i < ZR_TALLY_BUCKET_COUNT; i++) {
		below += tally->buckets[i];
		code = zr_buffer_add_format(text,
			PREFIX "commit_seconds_bucket{le=\"%g\"} %" PRIu64 "\n",
			(double)zr_tally_bounds_us[i] / 1e6, below);
	}
	below += tally->buckets[ZR_TALLY_BUCKET_COUNT];
	if (code == 0) {
		code = zr_buffer_add_format(text,
			PREFIX "commit_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n" PREFIX
			       "commit_seconds_sum %.6f\n" PREFIX "commit_seconds_count %" PRIu64
			       "\n",
			below, (double)tally->commit_us / 1e6, below);
	}
	if (code == 0) {
		code = add_one(text, "committed_requests_total", "counter",
			"Requests whose writes are on disk.", tally->committed_requests);
	}
	if (code == 0) {
		code = add_one(text, "failed_commits_total", "counter",
			"Commits that failed: nothing of them was acknowledged.",
			tally->failed_commits);
	}
	return code == 0 ? add_one(text, "commits_failing", "gauge",
				   "1 while the last commit failed.", tally->is_failing)
			 : code;
}

static int add_queues(struct zr_buffer *text, const struct zr_gauges *gauges)
{
	int code = add_family(text, "queue_requests", "gauge", "Requests that wait, by queue.");
	for (size_t i = 0; code == 0 && i < ZR_GAUGES_QUEUE_COUNT; i++) {
		code = zr_buffer_add_format(text, PREFIX "queue_requests{queue=\"%s\"} %zu\n",
			gauges->queues[i].name, zr_queue_count(gauges->queues[i].queue));
	}
	if (code == 0) {
		code = add_family(text, "queue_requests_max", "gauge", "How many a queue takes.");
	}
	for (size_t i = 0; code == 0 && i < ZR_GAUGES_QUEUE_COUNT; i++) {
		code = zr_buffer_add_format(text, PREFIX "queue_requests_max{queue=\"%s\"} %zu\n",
			gauges->queues[i].name, gauges->queues[i].queue->count_max);
	}
	return code;
}

static int add_connections(struct zr_buffer *text, const struct zr_gauges *gauges)
{
	int code = add_family(text, "connections", "gauge", "Open connections, by listener.");
	for (size_t i = 0; code == 0 && i < ZR_GAUGES_LISTENER_COUNT; i++) {
		const struct zr_listener *listener = *gauges->listeners[i].listener;
		code = zr_buffer_add_format(text, PREFIX "connections{listener=\"%s\"} %u\n",
			gauges->listeners[i].name,
			listener != NULL ? zr_listener_connections(listener) : 0);
	}
	return code;
}

static uint64_t file_bytes(const char *path, const char *suffix)
{
	struct stat facts;
	char name[ZR_OPTIONS_PATH_BYTES + 8];
	(void)snprintf(name, sizeof name, "%s%s", path, suffix);
	return stat(name, &facts) == 0 ? (uint64_t)facts.st_size : 0;
}

static int add_store(struct zr_context *context, struct zr_buffer *text)
{
	const char *path = context->shared->store_path;
	int64_t rank = 0;
	int code = 0;
	if (zr_store_last_rank(context->reader, &rank, NULL) == 0) {
		code = add_one(text, "last_record", "gauge",
			"Rank of the record that came last: how many came, at most.",
			(uint64_t)rank);
	}
	if (code == 0) {
		code = add_one(text, "store_bytes", "gauge", "Size of the store's file.",
			file_bytes(path, ""));
	}
	return code == 0 ? add_one(text, "store_log_bytes", "gauge",
				   "Size of the store's log beside it.", file_bytes(path, "-wal"))
			 : code;
}

/* What would be lost with this disk, if tablets did not keep it. */
static int add_durable(struct zr_context *context, int64_t now_us, struct zr_buffer *text)
{
	int64_t rank = 0;
	uint64_t count = 0;
	int64_t age_us = 0;
	if (zr_store_last_rank(context->reader, &rank, NULL) != 0) {
		return 0;
	}
	zr_durable_tell(&context->shared->durable, rank, now_us, &count, &age_us);
	int code = add_one(text, "records_not_durable", "gauge",
		"Records that no verified backup or replica holds, at most; tablets keep them.",
		count);
	return code == 0 ? add_one(text, "backup_age_seconds", "gauge",
				   "Since the last verified backup, or since the start before the "
				   "first; 0 where none is needed.",
				   (uint64_t)(age_us / 1000000))
			 : code;
}

static int write_text(struct zr_context *context, int64_t now_us, struct zr_buffer *text)
{
	struct zr_tally tally;
	const struct zr_gauges *gauges = context->shared->gauges;
	zr_tally_read(&tally);
	int code = add_answers(text, &tally);
	if (code == 0) {
		code = add_refused(text, &tally);
	}
	if (code == 0) {
		code = add_commits(text, &tally);
	}
	if (code == 0 && gauges != NULL) {
		code = add_queues(text, gauges);
	}
	if (code == 0 && gauges != NULL) {
		code = add_connections(text, gauges);
	}
	if (code == 0) {
		code = add_store(context, text);
	}
	return code == 0 ? add_durable(context, now_us, text) : code;
}

void zr_metrics_get(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct zr_buffer text = {0};
	if (!zr_peer_is_this_machine(request->peer) &&
		!zr_admission_check_stranger(context, request, ZR_RIGHT_WATCH)) {
		return;
	}
	if (write_text(context, request->now_us, &text) != 0) {
		zr_buffer_finish(&text);
		(void)zr_error_set(&error, ZR_E_NOMEM, "the hub is short of memory");
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_request_answer(request, 200, "text/plain; version=0.0.4; charset=utf-8");
	request->answer.body = text;
}
