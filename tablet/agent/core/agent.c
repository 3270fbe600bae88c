/*
 * Life cycle and planning. What happens in an exchange is in carrier.c, what local programs may
 * ask in service.c.
 */
#include "tablet/agent/core/agent.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>

#include "lib/event/log.h"
#include "lib/store/hub_life.h"
#include "tablet/agent/central/courier.h"
#include "tablet/agent/core/carrier.h"
#include "tablet/agent/core/enroller.h"
#include "tablet/agent/core/preference.h"
#include "tablet/agent/core/renewer.h"
#include "tablet/agent/core/room.h"
#include "tablet/agent/io/http.h"
#include "tablet/agent/io/server.h"
#include "tablet/agent/orders/unpack.h"

/* Asks the sync machine for the next action and does it. */
static void plan(struct zr_agent *agent)
{
	struct zr_state *state = &agent->state;
	zr_state_load_more(state);
	/* One request at a time: an enrolment's, too, and a forgotten tablet may enrol while the
	 * machine has exchanges due. Whoever asks the hub plans again at its end. */
	if (zr_http_is_busy(state->http)) {
		return;
	}
	if (state->wants_certificate && state->identity.is_enrolled) {
		zr_renewer_start(agent->renewer);
		return;
	}
	for (;;) {
		struct zr_sync_action action;
		zr_sync_next(&state->sync, zr_state_now_us(state), &action);
		if (action.kind == ZR_SYNC_NOTHING) {
			return;
		}
		if (action.kind == ZR_SYNC_WAIT) {
			(void)sd_event_source_set_time(
				agent->sync_timer, (uint64_t)action.until_us);
			(void)sd_event_source_set_enabled(agent->sync_timer, SD_EVENT_ONESHOT);
			return;
		}
		/* One that cannot begin is a failure that the machine has heard of already. */
		zr_carrier_start(agent->carrier, &action);
	}
}

static int handle_sync_timer(sd_event_source *source, uint64_t time_us, void *user)
{
	plan(user);
	return 0;
}

static int handle_plan(sd_event_source *source, void *user)
{
	plan(user);
	return 0;
}

static int open_identity(struct zr_state *state, struct zr_error *error)
{
	int code = zr_identity_get(state->database, &state->identity, error);
	if (code == ZR_E_NOT_FOUND) {
		uint8_t random[ZR_IDENTITY_RANDOM_BYTES];
		zr_state_random(random, sizeof random);
		code = zr_identity_make(state->database, random, error);
		explicit_bzero(random, sizeof random);
		if (code == 0) {
			ZR_LOG(KEYS_MADE);
			code = zr_identity_get(state->database, &state->identity, error);
		}
	}
	return code != 0 ? code : zr_party_init(&state->party, state->identity.random, error);
}

static int open_store(struct zr_state *state, struct zr_error *error)
{
	bool is_new = mkdir(state->options->forms, 0755) == 0;
	/* The mask keeps the outbox private; questionnaires are for everybody. */
	if ((!is_new && errno != EEXIST) || (is_new && chmod(state->options->forms, 0755) < 0) ||
		(mkdir(state->options->data, 0700) < 0 && errno != EEXIST)) {
		return zr_error_set_errno(error, errno, "make the agent's folders");
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	int code = zr_buffer_add_format(&path, "%s/outbox.db", state->options->data);
	if (code != 0) {
		return zr_error_set(error, code, "no memory for a path");
	}
	code = zr_identity_open_store(path.data, &state->database, error);
	if (code == 0) {
		code = open_identity(state, error);
	}
	if (code == 0) {
		code = zr_hub_life_get(state->database, &state->hub_life, error);
	}
	if (code == 0) {
		code = zr_state_load_waiting(state, error);
	}
	zr_unpack_clean(state->options->forms);
	zr_preference_load(state);
	if (code == 0) {
		(void)zr_room_keep(state);
	}
	return code;
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
	struct zr_state *state = &agent->state;
	int result = 0;
	if (state->options->event != NULL) {
		state->event = sd_event_ref(state->options->event);
	} else {
		result = open_own_loop(&state->event);
	}
	if (result >= 0) {
		result = sd_event_add_time(state->event, &agent->sync_timer, CLOCK_MONOTONIC, 0, 0,
			handle_sync_timer, agent);
	}
	if (result >= 0) {
		result = sd_event_add_defer(state->event, &state->plan, handle_plan, agent);
	}
	return result < 0 ? zr_error_set_errno(error, -result, "start the event loop") : 0;
}

static int open_parts(struct zr_agent *agent, struct zr_error *error)
{
	struct zr_state *state = &agent->state;
	int code = zr_http_new(state->event, &state->http, error);
	if (code == 0) {
		code = zr_carrier_new(state, &agent->carrier, error);
	}
	if (code == 0) {
		code = zr_renewer_new(state, &agent->renewer, error);
	}
	if (code == 0) {
		code = zr_courier_new(state, &state->courier, error);
	}
	if (code == 0) {
		code = zr_enroller_new(state, &agent->enroller, error);
	}
	if (code == 0) {
		code = zr_server_new(state, agent->enroller, &agent->server, error);
	}
	return code;
}

int zr_agent_init(
	struct zr_agent *agent, const struct zr_agent_options *options, struct zr_error *error)
{
	assert(agent != NULL && options != NULL);
	assert(options->data != NULL && options->forms != NULL && options->socket != NULL);
	struct zr_state *state = &agent->state;
	uint64_t seed = 0;
	zr_state_random(&seed, sizeof seed);
	*agent = (struct zr_agent){.state.options = options};
	zr_sync_init(&state->sync, seed,
		options->poll_us != 0 ? options->poll_us : (int64_t)ZR_HUB_PAUSE_S * 1000000);
	int code = open_loop(agent, error);
	if (code == 0) {
		code = open_store(state, error);
	}
	if (code == 0) {
		/* Above every number of an earlier run in this boot. */
		state->generation = (uint64_t)zr_state_now_us(state);
		code = open_parts(agent, error);
	}
	if (code != 0) {
		return code;
	}
	if (state->identity.is_enrolled) {
		zr_state_enrolled(state);
	}
	return 0;
}

int zr_agent_run(struct zr_agent *agent, struct zr_error *error)
{
	assert(agent != NULL && agent->server != NULL);
	struct zr_state *state = &agent->state;
	ZR_LOG(AGENT_READY, .enrolled = state->identity.is_enrolled,
		.waiting = (int64_t)state->sync.record_count);
	(void)sd_notify(0, "READY=1");
	int result = sd_event_loop(state->event);
	(void)sd_notify(0, "STOPPING=1");
	ZR_LOG(AGENT_ENDED);
	return result < 0 ? zr_error_set_errno(error, -result, "run the event loop") : 0;
}

void zr_agent_finish(struct zr_agent *agent)
{
	assert(agent != NULL);
	struct zr_state *state = &agent->state;
	zr_server_free(agent->server);
	zr_enroller_free(agent->enroller);
	zr_courier_free(state->courier);
	zr_http_free(state->http);
	zr_carrier_free(agent->carrier);
	zr_renewer_free(agent->renewer);
	(void)sd_event_source_disable_unref(agent->sync_timer);
	(void)sd_event_source_disable_unref(state->plan);
	zr_sync_finish(&state->sync);
	zr_party_finish(&state->party);
	zr_identity_finish(&state->identity);
	zr_database_close(state->database);
	(void)sd_event_unref(state->event);
}
