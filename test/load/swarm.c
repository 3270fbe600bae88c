/*
 * One timer drives the clerks: it enrols who is not enrolled, submits what is due by the pace, and
 * looks whether all is done. Everything else happens in the agents' own events.
 */
#include "test/load/swarm.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/envelope/crypto.h"
#include "lib/store/outbox.h"
#include "tablet/agent/core/enroller.h"
#include "tablet/agent/io/service.h"
#include "test/load/invent.h"

enum {
	US_PER_S = 1000 * 1000,
	TICK_US = 10 * 1000,
	HURRY_US = US_PER_S,
	POLL_US = 60 * US_PER_S,
	/* Records submitted in one tick, so that the loop keeps turning when the pace is behind. */
	SUBMIT_COUNT_MAX = 50,
};

static int64_t now_us(const struct zr_swarm *swarm)
{
	uint64_t now = 0;
	int result = sd_event_now(swarm->event, CLOCK_MONOTONIC, &now);
	assert(result >= 0);
	return (int64_t)now;
}

/* Ends the loop; the first problem stays. */
static void stop(struct zr_swarm *swarm, const struct zr_error *problem)
{
	if (problem != NULL && swarm->problem.code == 0) {
		swarm->problem = *problem;
	}
	(void)sd_event_exit(swarm->event, 0);
}

/* ---- enrolment ---- */

static void take_enrolment(void *user, const struct zr_error *result)
{
	struct zr_swarm_tablet *tablet = user;
	tablet->is_enrolling = false;
	if (result->code != 0) {
		(void)fprintf(stderr, "%s: %s\n", tablet->data, result->message);
	}
}

/* Whether all are. A tablet that the hub did not answer tries again at the next "send now". */
static bool enrol(struct zr_swarm *swarm, bool is_time)
{
	bool is_all = true;
	for (unsigned i = 0; i < swarm->tablet_count; i++) {
		struct zr_swarm_tablet *tablet = &swarm->tablets[i];
		if (tablet->agent.state.identity.is_enrolled) {
			continue;
		}
		is_all = false;
		if (tablet->is_enrolling || !is_time) {
			continue;
		}
		struct zr_error error = {0};
		if (zr_enroller_start(tablet->agent.enroller, tablet->code, take_enrolment, tablet,
			    &error) == 0) {
			tablet->is_enrolling = true;
		} else {
			stop(swarm, &error);
		}
	}
	return is_all;
}

/* ---- records ---- */

static int submit(struct zr_swarm *swarm, unsigned index, struct zr_error *error)
{
	struct zr_swarm_tablet *tablet = &swarm->tablets[index];
	struct zr_message_request request = {.op = ZR_MESSAGE_SUBMIT};
	struct zr_message_answer answer = {0};
	int code = zr_invent_record(
		swarm->options->seed, index, tablet->submitted_count, &request.record);
	if (code != 0) {
		return zr_error_set(error, code, "no memory to invent a record");
	}
	zr_service_answer(&tablet->agent.state, &request, &answer);
	code = answer.code;
	if (code == 0) {
		tablet->submitted_count++;
		/* Above, when the tablet was set back and the hub has more of it. */
		assert(answer.sequence >= tablet->submitted_count);
		zr_state_plan(&tablet->agent.state);
	} else {
		(void)zr_error_set(error, code, "%s", answer.message);
	}
	zr_message_answer_finish(&answer);
	zr_message_request_finish(&request);
	return code;
}

/* Each line is a number that is larger than the one before. At the end of the input the last one
 * stays. */
static int handle_input(sd_event_source *source, int fd, uint32_t events, void *user)
{
	struct zr_swarm *swarm = user;
	char text[64];
	ssize_t bytes = read(fd, text, sizeof text - 1);
	if (bytes <= 0) {
		(void)sd_event_source_set_enabled(source, SD_EVENT_OFF);
		return 0;
	}
	text[bytes] = '\0';
	for (const char *line = text; *line != '\0';) {
		char *end = NULL;
		uint64_t allowed = strtoull(line, &end, 10);
		if (end == line) {
			break;
		}
		swarm->allowed_count = allowed;
		line = end + strspn(end, "\n");
	}
	return 0;
}

/* The tablet that has finished the fewest: they take turns, also after a restart. */
static unsigned next_tablet(const struct zr_swarm *swarm)
{
	unsigned next = 0;
	for (unsigned i = 1; i < swarm->tablet_count; i++) {
		if (swarm->tablets[i].submitted_count < swarm->tablets[next].submitted_count) {
			next = i;
		}
	}
	return next;
}

static void submit_due(struct zr_swarm *swarm)
{
	uint64_t total = swarm->options->record_count * swarm->tablet_count;
	uint64_t elapsed_us = (uint64_t)(now_us(swarm) - swarm->enrolled_us);
	uint64_t due = elapsed_us * swarm->options->rate / US_PER_S;
	uint64_t done = 0;
	for (unsigned i = 0; i < swarm->tablet_count; i++) {
		done += swarm->tablets[i].submitted_count;
	}
	due = due < total ? due : total;
	if (swarm->options->is_paced && due > swarm->allowed_count) {
		due = swarm->allowed_count;
	}
	for (unsigned i = 0; i < SUBMIT_COUNT_MAX && done < due; i++, done++) {
		struct zr_error error = {0};
		if (submit(swarm, next_tablet(swarm), &error) != 0) {
			stop(swarm, &error);
			return;
		}
	}
}

/* Records that the hub may have stored without our knowing: those that "delivered once" is about.
 * What happens within one tick is not seen, so there may be more. */
static void count_unanswered(struct zr_swarm_tablet *tablet)
{
	const struct zr_sync *sync = &tablet->agent.state.sync;
	for (size_t i = 0; i < sync->record_count; i++) {
		const struct zr_sync_record *record = &sync->records[i];
		if (record->is_sent && !record->is_in_flight &&
			record->sequence > tablet->unanswered_sequence) {
			tablet->unanswered_count++;
			tablet->unanswered_sequence = record->sequence;
		}
	}
}

static void tell_received(struct zr_swarm *swarm)
{
	uint64_t received = 0;
	for (unsigned i = 0; i < swarm->tablet_count; i++) {
		const struct zr_swarm_tablet *tablet = &swarm->tablets[i];
		received += tablet->submitted_count - tablet->agent.state.sync.record_count;
	}
	if (received > swarm->received_count && swarm->options->is_talkative) {
		(void)printf("received %" PRIu64 "\n", received);
		(void)fflush(stdout);
	}
	swarm->received_count = received;
}

/* ---- the end ---- */

static bool is_done(const struct zr_swarm *swarm)
{
	for (unsigned i = 0; i < swarm->tablet_count; i++) {
		const struct zr_swarm_tablet *tablet = &swarm->tablets[i];
		if (tablet->submitted_count < swarm->options->record_count ||
			tablet->agent.state.sync.record_count > 0) {
			return false;
		}
	}
	return true;
}

/* What the stores say, which is what counts. */
static int check_received(struct zr_swarm *swarm, struct zr_error *error)
{
	uint64_t received = 0;
	uint64_t unanswered = 0;
	for (unsigned i = 0; i < swarm->tablet_count; i++) {
		struct zr_outbox_counts counts = {0};
		int code = zr_outbox_count(swarm->tablets[i].agent.state.database, &counts, error);
		if (code != 0) {
			return code;
		}
		if (counts.waiting != 0 || counts.refused != 0 ||
			counts.received != swarm->options->record_count) {
			return zr_error_set(error, ZR_E_REFUSED,
				"tablet %u: %" PRIu64 " received, %" PRIu64 " refused, %" PRIu64
				" wait",
				i, counts.received, counts.refused, counts.waiting);
		}
		received += counts.received;
		unanswered += swarm->tablets[i].unanswered_count;
	}
	(void)printf("%u tablets, %" PRIu64 " records received by the hub, %" PRIu64
		     " of them handed over before without an answer, in %.1f s\n",
		swarm->tablet_count, received, unanswered,
		(double)(now_us(swarm) - swarm->begun_us) / US_PER_S);
	return 0;
}

static int write_line(FILE *file, const struct zr_swarm *swarm, unsigned index, uint64_t number)
{
	ZR_CLEANUP(zr_record_finish) struct zr_record record = {0};
	int code = zr_invent_record(swarm->options->seed, index, number, &record);
	if (code != 0) {
		return code;
	}
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
	char hash_text[2 * ZR_CRYPTO_HASH_BYTES + 1];
	char id[2 * ZR_PARTY_ID_BYTES + 1];
	zr_crypto_hash(record.xml, record.xml_bytes, hash);
	zr_hex_encode(hash, sizeof hash, hash_text);
	zr_hex_encode(
		swarm->tablets[index].agent.state.party.public_half.id, ZR_PARTY_ID_BYTES, id);
	int result = fprintf(
		file, "%s %s %" PRIu64 " %s\n", record.record_id, id, number + 1, hash_text);
	return result < 0 ? ZR_E_IO : 0;
}

/* A line a record: its id, the tablet's, the sequence, SHA-256 of the XML. */
static int write_manifest(const struct zr_swarm *swarm, struct zr_error *error)
{
	if (swarm->options->manifest == NULL) {
		return 0;
	}
	FILE *file = fopen(swarm->options->manifest, "we");
	if (file == NULL) {
		return zr_error_set_errno(error, errno, "write the manifest");
	}
	int code = 0;
	for (unsigned i = 0; i < swarm->tablet_count; i++) {
		for (uint64_t n = 0; n < swarm->options->record_count && code == 0; n++) {
			code = write_line(file, swarm, i, n);
		}
	}
	if (fclose(file) != 0 && code == 0) {
		code = ZR_E_IO;
	}
	return code == 0 ? 0 : zr_error_set(error, code, "cannot write the manifest");
}

/* ---- the loop ---- */

static void hurry(struct zr_swarm *swarm)
{
	for (unsigned i = 0; i < swarm->tablet_count; i++) {
		struct zr_state *state = &swarm->tablets[i].agent.state;
		if (state->identity.is_enrolled && state->sync.record_count > 0) {
			zr_sync_hurry(&state->sync, now_us(swarm));
			zr_state_plan(state);
		}
	}
}

static int handle_tick(sd_event_source *source, uint64_t time_us, void *user)
{
	struct zr_swarm *swarm = user;
	int64_t now = now_us(swarm);
	bool is_time = now - swarm->hurried_us >= HURRY_US;
	if (is_time) {
		swarm->hurried_us = now;
		hurry(swarm);
	}
	if (!enrol(swarm, is_time)) {
		/* The pace begins when the last one is. */
	} else if (swarm->enrolled_us == 0) {
		swarm->enrolled_us = now;
	} else {
		submit_due(swarm);
	}
	for (unsigned i = 0; i < swarm->tablet_count; i++) {
		count_unanswered(&swarm->tablets[i]);
	}
	tell_received(swarm);
	if (is_done(swarm)) {
		stop(swarm, NULL);
	} else if (now - swarm->begun_us > swarm->options->timeout_us) {
		struct zr_error error = {0};
		(void)zr_error_set(&error, ZR_E_NETWORK, "records still wait for the hub: gave up");
		stop(swarm, &error);
	}
	(void)sd_event_source_set_time(source, (uint64_t)now + TICK_US);
	(void)sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
	return 0;
}

int zr_swarm_run(struct zr_swarm *swarm, struct zr_error *error)
{
	swarm->begun_us = now_us(swarm);
	for (unsigned i = 0; i < swarm->tablet_count; i++) {
		zr_state_plan(&swarm->tablets[i].agent.state);
	}
	int result = sd_event_loop(swarm->event);
	if (result < 0) {
		return zr_error_set_errno(error, -result, "run the event loop");
	}
	if (swarm->problem.code != 0) {
		if (error != NULL) {
			*error = swarm->problem;
		}
		return swarm->problem.code;
	}
	result = check_received(swarm, error);
	return result == 0 ? write_manifest(swarm, error) : result;
}

/* ---- opening ---- */

static int open_tablet(struct zr_swarm *swarm, unsigned index, struct zr_error *error)
{
	struct zr_swarm_tablet *tablet = &swarm->tablets[index];
	const char *folder = swarm->options->data;
	(void)snprintf(tablet->data, sizeof tablet->data, "%s/%03u", folder, index);
	(void)snprintf(tablet->forms, sizeof tablet->forms, "%s/%03u-forms", folder, index);
	(void)snprintf(tablet->socket, sizeof tablet->socket, "%s/%03u.sock", folder, index);
	tablet->options = (struct zr_agent_options){.data = tablet->data,
		.forms = tablet->forms,
		.socket = tablet->socket,
		.poll_us = POLL_US,
		.event = swarm->event};
	tablet->is_open = true;
	int code = zr_agent_init(&tablet->agent, &tablet->options, error);
	if (code != 0) {
		return code;
	}
	struct zr_outbox_counts counts = {0};
	code = zr_outbox_count(tablet->agent.state.database, &counts, error);
	tablet->submitted_count = counts.waiting + counts.received + counts.refused;
	return code;
}

static int read_codes(struct zr_swarm *swarm, struct zr_error *error)
{
	FILE *file = fopen(swarm->options->codes, "re");
	if (file == NULL) {
		return zr_error_set_errno(error, errno, "read the enrolment codes");
	}
	char line[sizeof swarm->tablets->code];
	while (swarm->tablet_count < ZR_SWARM_TABLET_COUNT_MAX &&
		fgets(line, sizeof line, file) != NULL) {
		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] != '\0') {
			struct zr_swarm_tablet *tablet = &swarm->tablets[swarm->tablet_count++];
			(void)snprintf(tablet->code, sizeof tablet->code, "%s", line);
		}
	}
	(void)fclose(file);
	return swarm->tablet_count > 0
		       ? 0
		       : zr_error_set(error, ZR_E_INVALID, "%s holds no enrolment code",
				 swarm->options->codes);
}

int zr_swarm_init(
	struct zr_swarm *swarm, const struct zr_swarm_options *options, struct zr_error *error)
{
	*swarm = (struct zr_swarm){.options = options};
	swarm->tablets = calloc(ZR_SWARM_TABLET_COUNT_MAX, sizeof *swarm->tablets);
	if (swarm->tablets == NULL || sd_event_default(&swarm->event) < 0 ||
		sd_event_add_time(swarm->event, &swarm->timer, CLOCK_MONOTONIC, 0, 0, handle_tick,
			swarm) < 0) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the simulated tablets");
	}
	if (options->is_paced && sd_event_add_io(swarm->event, &swarm->input, STDIN_FILENO, EPOLLIN,
					 handle_input, swarm) < 0) {
		return zr_error_set(error, ZR_E_IO, "cannot listen to standard input");
	}
	if (mkdir(options->data, 0700) < 0 && errno != EEXIST) {
		return zr_error_set_errno(error, errno, "make the folder of the tablets");
	}
	int code = read_codes(swarm, error);
	for (unsigned i = 0; i < swarm->tablet_count && code == 0; i++) {
		code = open_tablet(swarm, i, error);
	}
	return code;
}

void zr_swarm_finish(struct zr_swarm *swarm)
{
	for (unsigned i = 0; swarm->tablets != NULL && i < swarm->tablet_count; i++) {
		if (swarm->tablets[i].is_open) {
			zr_agent_finish(&swarm->tablets[i].agent);
		}
	}
	free(swarm->tablets);
	(void)sd_event_source_disable_unref(swarm->timer);
	(void)sd_event_source_disable_unref(swarm->input);
	(void)sd_event_unref(swarm->event);
	*swarm = (struct zr_swarm){0};
}
