/*
 * Life cycle and planning. What happens in an exchange is in carrier.c, what local programs may
 * ask in service.c.
 */
#include "tablet/agent/core/agent.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#include "lib/base/log.h"
#include "lib/store/hub_life.h"
#include "lib/store/outbox.h"
#include "tablet/agent/core/enroller.h"
#include "tablet/agent/core/carrier.h"
#include "tablet/agent/core/language.h"
#include "tablet/agent/core/room.h"
#include "tablet/agent/io/server.h"
#include "tablet/agent/orders/unpack.h"

int64_t zr_agent_now_us(const struct zr_agent *agent)
{
	uint64_t now_us = 0;
	int result = sd_event_now(agent->event, CLOCK_MONOTONIC, &now_us);
	assert(result >= 0);
	return (int64_t)now_us;
}

int64_t zr_agent_wall_us(void)
{
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void zr_agent_random(void *ret_data, size_t bytes)
{
	uint8_t *data = ret_data;
	while (bytes > 0) {
		ssize_t got = getrandom(data, bytes, 0);
		assert(got > 0 || errno == EINTR);
		data += got > 0 ? got : 0;
		bytes -= got > 0 ? (size_t)got : 0;
	}
}

void zr_agent_changed(struct zr_agent *agent)
{
	agent->generation++;
}

int zr_agent_stored(struct zr_agent *agent, int result)
{
	bool is_full = result == ZR_E_FULL;
	if ((result == 0 || is_full) && is_full != agent->is_storage_full) {
		agent->is_storage_full = is_full;
		zr_agent_changed(agent);
		zr_log(is_full ? ZR_LOG_ERROR : ZR_LOG_INFO,
			is_full ? "the storage is full" : "the storage has room again");
	}
	return result;
}

static int handle_sync_timer(sd_event_source *source, uint64_t time_us, void *user)
{
	zr_agent_plan(user);
	return 0;
}

void zr_agent_load_more(struct zr_agent *agent)
{
	struct zr_error error;
	bool is_needed = agent->is_more_waiting && agent->sync.record_count == 0;
	if (is_needed && zr_agent_load_waiting(agent, &error) < 0) {
		zr_log(ZR_LOG_WARNING, "the waiting records stay unread: %s", error.message);
	}
}

void zr_agent_plan(struct zr_agent *agent)
{
	zr_agent_load_more(agent);
	for (;;) {
		struct zr_sync_action action;
		zr_sync_next(&agent->sync, zr_agent_now_us(agent), &action);
		if (action.kind == ZR_SYNC_NOTHING) {
			return;
		}
		if (action.kind == ZR_SYNC_WAIT) {
			(void)sd_event_source_set_time(
				agent->sync_timer, (uint64_t)action.until_us);
			(void)sd_event_source_set_enabled(agent->sync_timer, SD_EVENT_ONESHOT);
			return;
		}
		zr_carrier_start(agent->carrier, &action);
	}
}

void zr_agent_enrolled(struct zr_agent *agent)
{
	assert(agent->identity.is_enrolled);
	zr_party_public_init(&agent->hub, agent->identity.hub_sign, agent->identity.hub_agree);
	zr_sync_enrolled(&agent->sync, zr_agent_now_us(agent));
	zr_agent_changed(agent);
}

static int open_identity(struct zr_agent *agent, struct zr_error *error)
{
	int result = zr_identity_get(agent->database, &agent->identity, error);
	if (result == ZR_E_NOT_FOUND) {
		uint8_t random[ZR_IDENTITY_RANDOM_BYTES];
		zr_agent_random(random, sizeof random);
		result = zr_identity_make(agent->database, random, error);
		explicit_bzero(random, sizeof random);
		if (result == 0) {
			zr_log(ZR_LOG_INFO, "made this tablet's keys");
			result = zr_identity_get(agent->database, &agent->identity, error);
		}
	}
	return result < 0 ? result : zr_party_init(&agent->party, agent->identity.random, error);
}

enum {
	NO_ROOM = 1 /* above all errors: the rest is loaded later */
};

static int add_waiting(void *user, const struct zr_outbox_record *record)
{
	struct zr_sync *sync = user;
	int result = zr_sync_reserve(sync, NULL);
	if (result == 0) {
		zr_sync_add(sync, record->sequence, record->hash, record->bytes);
	}
	return result == ZR_E_FULL ? NO_ROOM : result;
}

int zr_agent_load_waiting(struct zr_agent *agent, struct zr_error *error)
{
	zr_sync_forget(&agent->sync);
	int result = zr_outbox_list(agent->database, true, add_waiting, &agent->sync, error);
	agent->is_more_waiting = result != 0; /* also when it could not be read */
	return result == NO_ROOM ? 0 : result;
}

static int open_store(struct zr_agent *agent, struct zr_error *error)
{
	bool is_new = mkdir(agent->options->forms, 0755) == 0;
	/* The mask keeps the outbox private; questionnaires are for everybody. */
	if ((!is_new && errno != EEXIST) || (is_new && chmod(agent->options->forms, 0755) < 0) ||
		(mkdir(agent->options->data, 0700) < 0 && errno != EEXIST)) {
		return zr_error_set_errno(error, errno, "make the agent's folders");
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	int result = zr_buffer_add_format(&path, "%s/outbox.db", agent->options->data);
	if (result < 0) {
		return zr_error_set(error, result, "no memory for a path");
	}
	result = zr_identity_open_store(path.data, &agent->database, error);
	if (result == 0) {
		result = open_identity(agent, error);
	}
	if (result == 0) {
		result = zr_hub_life_get(agent->database, &agent->hub_life, error);
	}
	if (result == 0) {
		result = zr_agent_load_waiting(agent, error);
	}
	zr_unpack_clean(agent->options->forms);
	zr_language_load(agent);
	if (result == 0) {
		zr_room_keep(agent);
	}
	return result;
}

/* The loop of a process that is one agent. The signals must be blocked for sd-event before anything
 * may start a thread. */
static int open_own_loop(sd_event **ret_event)
{
	sigset_t signals;
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigaddset(&signals, SIGINT);
	(void)sigprocmask(SIG_BLOCK, &signals, NULL);
	int result = sd_event_default(ret_event);
	if (result >= 0) {
		result = sd_event_add_signal(*ret_event, NULL, SIGTERM, NULL, NULL);
	}
	if (result >= 0) {
		result = sd_event_add_signal(*ret_event, NULL, SIGINT, NULL, NULL);
	}
	if (result >= 0) {
		result = sd_event_set_watchdog(*ret_event, 1);
	}
	return result;
}

static int open_loop(struct zr_agent *agent, struct zr_error *error)
{
	int result = 0;
	if (agent->options->event != NULL) {
		agent->event = sd_event_ref(agent->options->event);
	} else {
		result = open_own_loop(&agent->event);
	}
	if (result >= 0) {
		result = sd_event_add_time(agent->event, &agent->sync_timer, CLOCK_MONOTONIC, 0, 0,
			handle_sync_timer, agent);
	}
	return result < 0 ? zr_error_set_errno(error, -result, "start the event loop") : 0;
}

static int open_parts(struct zr_agent *agent, struct zr_error *error)
{
	int result = zr_http_new(agent->event, &agent->http, error);
	if (result == 0) {
		result = zr_carrier_new(agent, &agent->carrier, error);
	}
	if (result == 0) {
		result = zr_enroller_new(agent, &agent->enroller, error);
	}
	if (result == 0) {
		result = zr_server_new(agent, &agent->server, error);
	}
	return result;
}

int zr_agent_init(
	struct zr_agent *agent, const struct zr_agent_options *options, struct zr_error *error)
{
	uint64_t seed = 0;
	zr_agent_random(&seed, sizeof seed);
	*agent = (struct zr_agent){.options = options};
	zr_sync_init(&agent->sync, seed, options->poll_us);
	int result = open_loop(agent, error);
	if (result == 0) {
		result = open_store(agent, error);
	}
	if (result == 0) {
		/* Above every number of an earlier run in this boot. */
		agent->generation = (uint64_t)zr_agent_now_us(agent);
		result = open_parts(agent, error);
	}
	if (result < 0) {
		return result;
	}
	if (agent->identity.is_enrolled) {
		zr_agent_enrolled(agent);
	}
	return 0;
}

int zr_agent_run(struct zr_agent *agent, struct zr_error *error)
{
	zr_log(ZR_LOG_INFO, "ready: %s, %zu records wait for the hub",
		agent->identity.is_enrolled ? "enrolled" : "not enrolled",
		agent->sync.record_count);
	(void)sd_notify(0, "READY=1");
	zr_agent_plan(agent);
	int result = sd_event_loop(agent->event);
	(void)sd_notify(0, "STOPPING=1");
	return result < 0 ? zr_error_set_errno(error, -result, "run the event loop") : 0;
}

void zr_agent_finish(struct zr_agent *agent)
{
	zr_server_free(agent->server);
	zr_enroller_free(agent->enroller);
	zr_http_free(agent->http);
	zr_carrier_free(agent->carrier);
	(void)sd_event_source_disable_unref(agent->sync_timer);
	zr_sync_finish(&agent->sync);
	zr_party_finish(&agent->party);
	zr_identity_finish(&agent->identity);
	zr_database_close(agent->database);
	(void)sd_event_unref(agent->event);
}
