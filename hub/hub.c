/*
 * Starting and stopping. Stop runs against the flow: no new connections, workers finish what they
 * have begun, and all that is not slow, writer finishes, what came back meanwhile is told to come
 * again (it is stored; sending again is harmless), then the connections close. Invariant: no thread
 * runs when stop returns.
 */
#include "hub/hub.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "hub/access/account.h"
#include "hub/console/console.h"
#include "hub/core/acts.h"
#include "hub/core/indexer.h"
#include "hub/core/keyring.h"
#include "hub/core/worker.h"
#include "hub/core/writer.h"
#include "hub/doors.h"
#include "hub/http/listener.h"
#include "hub/keeper/keeper.h"
#include "hub/pki/keys.h"
#include "hub/store/backup.h"
#include "hub/store/store.h"
#include "hub/watch/live.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

/* Of hubs that make one database together one names its life. */
static int claim_epoch(struct zr_shared *shared, struct zr_store *store, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer fact = {0};
	const struct zr_store_fact ours = {
		ZR_STORE_FACT_EPOCH, shared->epoch, sizeof shared->epoch};
	int code = zr_store_claim_fact(store, &ours, &fact, error);
	if (code == 0 && fact.bytes != sizeof shared->epoch) {
		return zr_error_set(error, ZR_E_INVALID, "the name of the store's life is damaged");
	}
	if (code == 0) {
		memcpy(shared->epoch, fact.data, sizeof shared->epoch);
	}
	return code;
}

/* The name of the store's present life; another one when a backup was put in its place. */
static int load_epoch(struct zr_shared *shared, struct zr_store *store, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer fact = {0};
	int code = zr_store_get_fact(store, ZR_STORE_FACT_EPOCH, &fact, error);
	if (code == 0 && fact.bytes == sizeof shared->epoch && !shared->options.is_restored) {
		memcpy(shared->epoch, fact.data, sizeof shared->epoch);
		return 0;
	}
	if (code != 0 && code != ZR_E_NOT_FOUND) {
		return code;
	}
	code = zr_keys_draw(shared->epoch, sizeof shared->epoch, error);
	if (code == 0 && shared->options.is_restored) {
		return zr_store_put_fact(
			store, ZR_STORE_FACT_EPOCH, shared->epoch, sizeof shared->epoch, error);
	}
	return code == 0 ? claim_epoch(shared, store, error) : code;
}

static int open_store(struct zr_shared *shared, struct zr_store **ret_store, struct zr_error *error)
{
	int code = zr_store_open(shared->store_path, ret_store, error);
	if (code == 0) {
		code = zr_account_make_first(*ret_store, &shared->options, error);
		if (code == 0) {
			code = load_epoch(shared, *ret_store, error);
		}
		if (code == 0) {
			code = zr_keyring_check_store(*ret_store, shared, error);
		}
		if (code == 0) {
			code = zr_durable_init(
				&shared->durable, &shared->options, shared->epoch, error);
		}
		if (code == 0) {
			code = zr_durable_ask(&shared->durable, *ret_store, error);
		}
		if (code != 0) {
			zr_store_close(*ret_store);
			*ret_store = NULL;
		}
	}
	return code;
}

/* The lock first: what another hub works with, its keys too, is not touched. */
static int init(struct zr_hub *hub, const struct zr_options *options, struct zr_error *error)
{
	*hub = (struct zr_hub){.lock_fd = -1};
	int code = zr_keys_make_folder(options->data, error);
	if (code == 0) {
		code = zr_backup_lock(options->data, &hub->lock_fd, error);
	}
	if (code == 0) {
		code = zr_keyring_check_files(options, error);
	}
	if (code == 0) {
		code = zr_shared_init(&hub->shared, options, error);
	}
	if (code == 0) {
		code = zr_console_load(options->console, &hub->console, error);
	}
	hub->shared.console = hub->console;
	return code;
}

static void finish(struct zr_hub *hub)
{
	hub->shared.console = NULL;
	hub->shared.gauges = NULL;
	zr_console_free(hub->console);
	zr_durable_finish(&hub->shared.durable);
	zr_shared_finish(&hub->shared);
	if (hub->lock_fd >= 0) {
		(void)close(hub->lock_fd);
		hub->lock_fd = -1;
	}
}

static int start_workers(struct zr_hub *hub, struct zr_error *error)
{
	struct zr_workers_options options = {.shared = &hub->shared,
		.queue = &hub->work,
		.writes = &hub->writes,
		.count = hub->shared.options.worker_count,
		.take_count_max = ZR_HUB_TAKE_COUNT_MAX,
		.is_for_devices = true,
		.name = "worker"};
	int code = zr_workers_start(&options, &hub->workers, error);
	if (code != 0) {
		return code;
	}
	options.is_for_devices = false;
	options.queue = &hub->pages;
	options.take_count_max = 1;
	options.name = "pages";
	options.count = ZR_HUB_PAGE_WORKER_COUNT;
	code = zr_workers_start(&options, &hub->page_workers, error);
	if (code != 0) {
		return code;
	}
	options.queue = &hub->slow;
	options.name = "slow";
	options.count = 1; /* what takes seconds waits for its like, never a tablet for it */
	code = zr_workers_start(&options, &hub->slow_workers, error);
	if (code != 0) {
		return code;
	}
	options.name = "hashing";
	options.queue = &hub->hashing; /* one: each takes ZR_HUB_HASH_KIB */
	return zr_workers_start(&options, &hub->hashing_workers, error);
}

/* Where whoever watches may look. */
static void show_gauges(struct zr_hub *hub)
{
	hub->gauges = (struct zr_gauges){
		.queues = {{"work", &hub->work}, {"pages", &hub->pages}, {"slow", &hub->slow},
			{"hashing", &hub->hashing}, {"writes", &hub->writes}},
		.listeners = {{"tablets", &hub->device_listener},
			{"console", &hub->console_listener}},
	};
	hub->shared.gauges = &hub->gauges;
}

static int open_doors(struct zr_hub *hub, struct zr_error *error)
{
	const struct zr_doors_lanes lanes = {.shared = &hub->shared,
		.work = &hub->work,
		.pages = &hub->pages,
		.slow = &hub->slow,
		.live = &hub->live,
		.hashing = &hub->hashing};
	int code = zr_doors_open_tablets(&lanes, &hub->device_listener, error);
	if (code == 0) {
		code = zr_doors_open_console(&lanes, &hub->console_listener, error);
	}
	return code == 0 ? zr_doors_open_openrosa(&lanes, &hub->openrosa_listener, error) : code;
}

int zr_hub_start(struct zr_hub *hub, const struct zr_options *options, struct zr_error *error)
{
	assert(hub != NULL && options != NULL);
	zr_doors_raise_limit();
	struct zr_store *store = NULL;
	int code = init(hub, options, error);
	if (code == 0) {
		code = open_store(&hub->shared, &store, error);
	}
	if (code != 0) {
		finish(hub);
		return code;
	}
	zr_queue_init(&hub->work, ZR_HUB_QUEUE_COUNT_MAX);
	zr_queue_init(&hub->pages, ZR_HUB_CONSOLE_CONNECTION_COUNT_MAX);
	zr_queue_init(&hub->slow, ZR_HUB_SLOW_COUNT_MAX);
	zr_queue_init(&hub->live, ZR_HUB_LIVE_COUNT_MAX);
	zr_queue_init(&hub->hashing, ZR_HUB_HASH_COUNT_MAX);
	zr_queue_init(&hub->writes, ZR_HUB_QUEUE_COUNT_MAX);
	code = zr_writer_start(&hub->writes, &hub->work, store, &hub->writer, error);
	if (code != 0) {
		zr_store_close(store);
	}
	if (code == 0 && hub->shared.options.store == NULL) { /* a database checks its own pages */
		code = zr_scrub_open(&hub->scrub, hub->shared.store_path, error);
	}
	show_gauges(hub);
	if (code == 0) {
		code = zr_indexer_start(&hub->shared, &hub->writes, &hub->shared.indexer, error);
	}
	if (code == 0) {
		code = start_workers(hub, error);
	}
	if (code == 0) {
		code = zr_live_start(hub->shared.store_path, &hub->live, &hub->watch, error);
	}
	if (code == 0) {
		code = open_doors(hub, error);
	}
	if (code != 0) {
		zr_hub_stop(hub);
	}
	return code;
}

static int64_t now_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int apply_sign(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct zr_shared *shared = request->state;
	return zr_acts_sign(store, &shared->keys, request->now_us, error);
}

/* Asks the writer to sign how far the audit has come; a full queue waits for the next time. */
static void sign_audit(struct zr_hub *hub)
{
	struct zr_request *request = zr_request_new(ZR_METHOD_POST, "/");
	if (request == NULL) {
		return;
	}
	request->now_us = now_us();
	request->state = &hub->shared;
	request->is_answered = true;
	request->answer.status = 200;
	request->is_admitted = true;
	request->on_done = zr_request_free;
	zr_request_write(request, apply_sign, NULL);
	if (zr_queue_push(&hub->writes, request) != 0) {
		zr_request_free(request);
	}
}

int zr_hub_tend(struct zr_hub *hub, struct zr_error *error)
{
	assert(hub != NULL && hub->device_listener != NULL && hub->console_listener != NULL);
	zr_listener_sweep(hub->device_listener);
	zr_listener_sweep(hub->console_listener);
	if (hub->openrosa_listener != NULL) {
		zr_listener_sweep(hub->openrosa_listener);
	}
	zr_scrub_step(&hub->scrub, now_us());
	zr_durable_look(&hub->shared.durable);
	sign_audit(hub);
	zr_indexer_wake(hub->shared.indexer, 0); /* to try again, and for what another hub took */
	return zr_keeper_check(hub->shared.keeper, error);
}

/* What nobody is to work at any more. */
static void release_rest(struct zr_queue *queue)
{
	struct zr_request *request = NULL;
	while ((request = zr_queue_take(queue, 1)) != NULL) {
		struct zr_error error;
		(void)zr_error_set(&error, ZR_E_BUSY, "the hub is stopping; try again later");
		zr_request_answer_error(request, &error);
		request->on_done(request);
	}
}

void zr_hub_stop(struct zr_hub *hub)
{
	assert(hub != NULL);
	zr_listener_quiesce(hub->console_listener);
	zr_listener_quiesce(hub->device_listener);
	zr_listener_quiesce(hub->openrosa_listener);
	zr_queue_close(&hub->live);
	zr_live_stop(hub->watch);
	release_rest(&hub->live);
	zr_queue_close(&hub->slow);
	release_rest(&hub->slow); /* the tables that wait would take longer than systemd does */
	zr_workers_stop(hub->slow_workers);
	zr_queue_close(&hub->pages);
	zr_workers_stop(hub->page_workers);
	zr_queue_close(&hub->hashing);
	zr_workers_stop(hub->hashing_workers);
	zr_queue_close(&hub->work);
	zr_workers_stop(hub->workers);
	zr_indexer_stop(hub->shared.indexer);
	zr_scrub_close(&hub->scrub); /* no reader is left when the writer folds its log in */
	zr_queue_close(&hub->writes);
	zr_writer_stop(hub->writer);
	release_rest(&hub->work); /* committed, but the worker that would have answered is gone */
	zr_listener_close(hub->console_listener);
	zr_listener_close(hub->device_listener);
	zr_listener_close(hub->openrosa_listener);
	zr_queue_finish(&hub->writes);
	zr_queue_finish(&hub->hashing);
	zr_queue_finish(&hub->slow);
	zr_queue_finish(&hub->live);
	zr_queue_finish(&hub->pages);
	zr_queue_finish(&hub->work);
	finish(hub);
}
